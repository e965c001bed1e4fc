// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The door to the critical path: everything is checked here, so that the loops behind it need no checks.

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <algorithm>
#include <limits>
#include <string>

#include "arrays.hpp"
#include "cpm.hpp"

namespace egovplan {

namespace {

using namespace nb::literals;

constexpr std::int64_t kLargest = std::int64_t{1} << 60;  // sums stay far from overflow

[[noreturn]] void refuse(const std::string& what) { throw nb::value_error(what.c_str()); }

template <typename T>
void check_length(const Column<T>& column, std::size_t length, const char* name) {
    if (column.shape(0) != length)
        refuse(std::string(name) + ": expected length " + std::to_string(length) + ", got " + std::to_string(column.shape(0)));
}

template <typename T>
void check_range(const Column<T>& column, std::int64_t low, std::int64_t high, const char* name) {
    for (std::size_t i = 0; i < column.shape(0); ++i)
        if (column.data()[i] < low || column.data()[i] > high)
            refuse(std::string(name) + "[" + std::to_string(i) + "]: expected " + std::to_string(low) + " to " + std::to_string(high) +
                   ", got " + std::to_string(column.data()[i]));
}

// Rows must not fall, must stay on the axis, and "never" must stay never.
void check_tables(const Matrix<std::int32_t>& tables, std::int64_t horizon) {
    if (tables.shape(0) == 0) return;
    if (horizon < 0 || tables.shape(1) != static_cast<std::size_t>(horizon) + 2) refuse("tables: expected horizon + 2 columns");
    for (std::size_t row = 0; row < tables.shape(0); ++row) {
        const std::int32_t* values = tables.data() + row * tables.shape(1);
        std::int32_t before = 0;
        for (std::size_t t = 0; t < tables.shape(1); ++t) {
            if (values[t] < before || values[t] > horizon + 1)
                refuse("tables[" + std::to_string(row) + "]: must rise within 0 to horizon + 1");
            before = values[t];
        }
        if (before != horizon + 1) refuse("tables[" + std::to_string(row) + "]: never must stay never");
    }
}

// Sum of magnitudes, refused where it might overflow.
std::int64_t checked_sum(const Column<std::int64_t>& column, std::int64_t sum, const char* name) {
    check_range(column, -kLargest, kLargest, name);
    for (std::size_t i = 0; i < column.shape(0); ++i) {
        const std::int64_t value = column.data()[i];
        sum += value < 0 ? -value : value;
        if (sum > kLargest) refuse(std::string(name) + ": the sum of all days exceeds 2**60");
    }
    return sum;
}

void sweep_order(Graph& graph, const Column<std::int32_t>& pred, const Column<std::int32_t>& succ, const Arc* arcs) {
    const auto links = static_cast<std::int32_t>(pred.shape(0));
    Order order = order_of(graph.size, pred.data(), succ.data(), links);
    graph.order.swap(order.order);
    graph.level.swap(order.level);
    graph.cycle.swap(order.cycle);
    if (!graph.cycle.empty()) return;
    std::vector<std::int32_t> rank(static_cast<std::size_t>(graph.size));
    for (std::int32_t r = 0; r < graph.size; ++r) rank[graph.order[r]] = r;
    std::vector<std::int32_t> to(static_cast<std::size_t>(links));
    for (std::int32_t k = 0; k < links; ++k) to[k] = rank[succ.data()[k]];
    Rows rows = group(graph.size, to.data(), links);
    graph.arcs.resize(static_cast<std::size_t>(links));
    for (std::int32_t k = 0; k < links; ++k) {
        graph.arcs[k] = arcs[rows.link[k]];
        graph.arcs[k].source = rank[graph.arcs[k].source];
    }
    graph.arc_ptr.swap(rows.ptr);
}

void build(Graph* self, std::int32_t size, Column<std::int32_t> pred, Column<std::int32_t> succ, Column<std::int8_t> type,
           Column<std::int64_t> lag, Column<std::int32_t> lag_table, Matrix<std::int32_t> tables, std::int64_t horizon) {
    const std::size_t links = pred.shape(0);
    if (size < 0 || size == std::numeric_limits<std::int32_t>::max()) refuse("size: expected 0 to 2**31 - 2");
    if (links >= static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) refuse("too many precedences");
    if (horizon < -1 || horizon > std::numeric_limits<std::int32_t>::max() - 2) refuse("horizon: expected -1 to 2**31 - 3");
    check_length(succ, links, "succ");
    check_length(type, links, "relation");
    check_length(lag, links, "lag");
    check_length(lag_table, links, "lag_table");
    check_range(pred, 0, size - 1, "pred");
    check_range(succ, 0, size - 1, "succ");
    check_range(type, kFS, kSF, "relation");
    check_tables(tables, horizon);
    check_range(lag_table, -1, static_cast<std::int64_t>(tables.shape(0)) - 1, "lag_table");
    Graph graph;
    graph.size = size;
    graph.horizon = horizon;
    graph.lag_sum = checked_sum(lag, 0, "lag");
    graph.table_count = static_cast<std::int32_t>(tables.shape(0));
    nb::gil_scoped_release release;
    graph.tables.assign(tables.data(), tables.data() + tables.shape(0) * tables.shape(1));
    std::vector<Arc> arcs(links);
    for (std::size_t k = 0; k < links; ++k) {
        arcs[k] = {lag.data()[k], pred.data()[k], static_cast<std::int32_t>(k), lag_table.data()[k], type.data()[k]};
        graph.plain = graph.plain && arcs[k].type == kFS && arcs[k].table < 0;
    }
    sweep_order(graph, pred, succ, arcs.data());
    new (self) Graph(std::move(graph));
}

std::vector<Activity> activities_of(const Graph& graph, const Column<std::int64_t>& duration, const Column<std::int64_t>& release,
                                    const Column<std::int64_t>& fixed_start, const Column<std::int64_t>& fixed_finish,
                                    const Matrix<std::int32_t>& tables) {
    std::vector<Activity> result(static_cast<std::size_t>(graph.size));
    const std::int32_t* columns = tables.data();
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = {duration.data()[i],     release.data()[i],        fixed_start.data()[i],       fixed_finish.data()[i],
                     columns[i],             columns[result.size() + i], columns[2 * result.size() + i]};
    return result;
}

nb::tuple solve_checked(const Graph& graph, Column<std::int64_t> duration, Column<std::int64_t> release,
                        Column<std::int64_t> fixed_start, Column<std::int64_t> fixed_finish, Matrix<std::int32_t> tables,
                        std::int32_t target) {
    if (!graph.cycle.empty()) refuse("the graph has a circle");
    const auto n = static_cast<std::size_t>(graph.size);
    const std::int64_t last = graph.horizon < 0 ? kLargest : graph.horizon;
    check_length(duration, n, "duration");
    check_length(release, n, "release");
    check_length(fixed_start, n, "fixed_start");
    check_length(fixed_finish, n, "fixed_finish");
    if (tables.shape(0) != 3 || tables.shape(1) != n) refuse("tables: expected shape (3, n)");
    check_range(duration, 0, kLargest, "duration");
    check_range(release, 0, last + 1, "release");
    check_range(fixed_start, -1, last, "fixed_start");
    check_range(fixed_finish, -1, last, "fixed_finish");
    for (std::size_t i = 0; i < n; ++i)
        if (fixed_finish.data()[i] < fixed_start.data()[i]) refuse("fixed_finish: before fixed_start");
    for (std::size_t k = 0; k < 3 * n; ++k)
        if (tables.data()[k] < -1 || tables.data()[k] >= graph.table_count) refuse("tables: no such table");
    if (target < -1 || target >= graph.size) refuse("target: no such activity");
    std::int64_t sum = checked_sum(duration, graph.lag_sum, "duration");
    std::int64_t latest = 0;
    for (std::size_t i = 0; i < n; ++i) latest = std::max({latest, release.data()[i], fixed_finish.data()[i]});
    if (sum + latest > kLargest) refuse("release: the sum of all days exceeds 2**60");
    Solution out;
    {
        nb::gil_scoped_release unlocked;
        out = solve(graph, activities_of(graph, duration, release, fixed_start, fixed_finish, tables), target);
    }
    return nb::make_tuple(to_numpy(std::move(out.early_start)), to_numpy(std::move(out.early_finish)),
                          to_numpy(std::move(out.late_start)), to_numpy(std::move(out.late_finish)),
                          to_numpy(std::move(out.free_float)), to_numpy(std::move(out.reached)),
                          to_numpy(std::move(out.driving)), to_numpy(std::move(out.path)), out.finish, out.never, out.never_ready);
}

}  // namespace

void bind_cpm(nb::module_& m) {
    nb::class_<Graph>(m, "Graph", "A network ready to be swept: ordered by (level, in-degree), or its shortest circle.")
        .def("__init__", &build, "size"_a, "pred"_a.noconvert(), "succ"_a.noconvert(), "relation"_a.noconvert(), "lag"_a.noconvert(),
             "lag_table"_a.noconvert(), "tables"_a.noconvert(), "horizon"_a)
        .def_prop_ro("order", [](const Graph& g) { return to_numpy(std::vector<std::int32_t>(g.order)); }, "Rank to position.")
        .def_prop_ro("level", [](const Graph& g) { return to_numpy(std::vector<std::int32_t>(g.level)); }, "Position to generation.")
        .def_prop_ro("cycle", [](const Graph& g) { return to_numpy(std::vector<std::int32_t>(g.cycle)); }, "Positions of the shortest circle; empty if there is none.")
        .def("cpm", &solve_checked, "duration"_a.noconvert(), "release"_a.noconvert(), "fixed_start"_a.noconvert(),
             "fixed_finish"_a.noconvert(), "tables"_a.noconvert(), "target"_a = -1,
             "Early and late dates, free float, reached, driving, path, finish; position and readiness of what never starts.");
}

}  // namespace egovplan
