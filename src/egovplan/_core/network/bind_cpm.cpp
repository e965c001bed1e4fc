// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The door to the critical path: everything is checked here, so that the loops behind it need no checks.

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/unique_ptr.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/arrays.hpp"
#include "network/bind_cpm.hpp"
#include "base/checks.hpp"
#include "network/cpm.hpp"

namespace egovplan {

namespace {

using namespace nb::literals;

constexpr std::int64_t kBrief = 5000;  // so much is done sooner than other threads could make use of it

using Any = AnyColumn;
template <typename T>
using Maybe = std::optional<T>;

template <typename T>
bool holds(const Any& column) {
    return column.dtype() == nb::dtype<T>();
}

// The column as it lies; only int32 and int64 are taken.
Integers integers(const Any& column, std::size_t length, const char* name) {
    if (!holds<std::int32_t>(column) && !holds<std::int64_t>(column))
        throw nb::type_error((std::string(name) + ": expected int32 or int64").c_str());
    if (column.shape(0) != length)
        refuse(std::string(name) + ": expected length " + std::to_string(length) + ", got " + std::to_string(column.shape(0)));
    static const std::int64_t nothing = 0;  // numpy may give an empty array no address
    return {column.data() ? column.data() : &nothing, length, holds<std::int64_t>(column)};
}

Integers integers(const Maybe<Any>& column, std::size_t length, const char* name) {
    return column ? integers(*column, length, name) : Integers{};
}

template <typename T>
const T* values_of(const Maybe<Column<T>>& column, std::size_t length, const char* name) {
    if (!column) return nullptr;
    if (column->shape(0) != length)
        refuse(std::string(name) + ": expected length " + std::to_string(length) + ", got " + std::to_string(column->shape(0)));
    return column->data();
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

void build(Graph* self, std::int32_t size, const Any& pred, const Any& succ, const Maybe<Column<std::int8_t>>& relation,
           const Maybe<Any>& lag, const Maybe<Column<std::int32_t>>& lag_table, const Maybe<Matrix<std::int32_t>>& tables,
           std::int64_t horizon) {
    const std::size_t count = pred.shape(0);
    if (size < 0 || size == std::numeric_limits<std::int32_t>::max()) refuse("size: expected 0 to 2**31 - 2");
    if (count >= static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) refuse("too many precedences");
    if (horizon < -1 || horizon > std::numeric_limits<std::int32_t>::max() - 2) refuse("horizon: expected -1 to 2**31 - 3");
    Links links;
    links.pred = integers(pred, count, "pred");
    links.succ = integers(succ, count, "succ");
    links.relation = values_of(relation, count, "relation");
    links.lag = integers(lag, count, "lag");
    links.table = values_of(lag_table, count, "lag_table");
    if (links.relation) check_range(links.relation, count, kFS, kSF, "relation");
    if (tables) check_tables(*tables, horizon);
    const std::int64_t rows = tables ? static_cast<std::int64_t>(tables->shape(0)) : 0;
    if (links.table) check_range(links.table, count, -1, rows - 1, "lag_table");
    checked_sum(links.lag, -kLargest, 0, "lag");
    Buffer<std::int32_t> days(tables ? tables->size() : 0);
    if (tables) std::copy_n(tables->data(), tables->size(), days.data());
    const Unlocked unlocked(static_cast<std::int64_t>(count) > kBrief);
    new (self) Graph(size, horizon, links, std::move(days));
}

}  // namespace

Work checked_work(const Graph& graph, const AnyColumn& duration, const MaybeColumn& release, const MaybeColumn& fixed_start,
                  const MaybeColumn& fixed_finish, const MaybeTables& tables) {
    if (!graph.cycle().empty()) refuse("the graph has a circle");
    const auto n = static_cast<std::size_t>(graph.size());
    const std::int64_t last = graph.horizon() < 0 ? kLargest : graph.horizon();
    Work work;
    work.duration = integers(duration, n, "duration");
    work.release = integers(release, n, "release");
    work.fixed_start = integers(fixed_start, n, "fixed_start");
    work.fixed_finish = integers(fixed_finish, n, "fixed_finish");
    if (tables && (tables->shape(0) != 3 || tables->shape(1) != n)) refuse("tables: expected shape (3, n)");
    if (fixed_start.has_value() != fixed_finish.has_value()) refuse("fixed_start, fixed_finish: one without the other");
    check_range(work.release, 0, last + 1, "release");
    check_range(work.fixed_start, -1, last, "fixed_start");
    check_range(work.fixed_finish, -1, last, "fixed_finish");
    if (work.release.given() && bits_beside(work.release, 0) == 0) work.release = {};
    if (work.fixed_start.given() && (bits_beside(work.fixed_start, -1) | bits_beside(work.fixed_finish, -1)) == 0)
        work.fixed_start = work.fixed_finish = {};
    std::int64_t latest = 0;
    for (std::size_t i = 0; i < n && (work.release.given() || work.fixed_start.given()); ++i) {
        if (work.release.given()) latest = std::max(latest, work.release[i]);
        if (!work.fixed_start.given()) continue;
        latest = std::max(latest, work.fixed_finish[i]);
        if (work.fixed_finish[i] < work.fixed_start[i]) refuse("fixed_finish: before fixed_start");
    }
    if (tables) {
        check_range(tables->data(), tables->size(), -1, graph.table_count() - 1, "tables");
        if (bits_beside({tables->data(), tables->size(), false}, -1) != 0) work.tables = tables->data();
    }
    work.total = checked_sum(work.duration, 0, graph.lag_sum(), "duration") + latest;
    if (work.total > kLargest) refuse("release: the sum of all days exceeds 2**60");
    return work;
}

namespace {

std::unique_ptr<Sweep> solve_checked(const Graph& graph, const Any& duration, const Maybe<Any>& release, const Maybe<Any>& fixed_start,
                             const Maybe<Any>& fixed_finish, const Maybe<Matrix<std::int32_t>>& tables, std::int32_t target) {
    const Work work = checked_work(graph, duration, release, fixed_start, fixed_finish, tables);
    if (target < -1 || target >= graph.size()) refuse("target: no such activity");
    const Unlocked unlocked(graph.size() > kBrief);
    return solve(graph, work, target);
}

template <typename T, typename Fill>
nb::object made(std::int32_t length, const Fill& fill) {
    Buffer<T> values(static_cast<std::size_t>(length));
    {
        const Unlocked unlocked(length > kBrief);
        fill(values.data());
    }
    return to_locked_numpy(std::move(values));
}

template <Sweep::Column Which>
nb::object column(const Sweep& sweep) {
    return made<std::int64_t>(sweep.size(), [&](std::int64_t* out) { sweep.column(Which, out); });
}

nb::object copied(const Graph& graph, const Buffer<std::int32_t>& (Graph::*get)() const) {
    Buffer<std::int32_t> values;
    {
        nb::gil_scoped_release unlocked;
        values = (graph.*get)();
    }
    return to_numpy(std::move(values));
}

nb::object path(const Sweep& sweep) {
    std::vector<std::int32_t> chain;
    {
        nb::gil_scoped_release unlocked;
        chain = sweep.path();
    }
    return to_numpy(std::move(chain));
}

void bind_graph(nb::module_& m) {
    const auto none = nb::none();
    nb::class_<Graph>(m, "Graph", "A network ready to be swept: ordered by (level, in-degree), or its shortest circle.")
        .def("__init__", &build, "size"_a, "pred"_a.noconvert(), "succ"_a.noconvert(), "relation"_a.noconvert() = none,
             "lag"_a.noconvert() = none, "lag_table"_a.noconvert() = none, "tables"_a.noconvert() = none, "horizon"_a = -1)
        .def_prop_ro("order", [](const Graph& g) { return copied(g, &Graph::order); }, "Rank to position.")
        .def_prop_ro("level", [](const Graph& g) { return copied(g, &Graph::level); }, "Position to generation.")
        .def_prop_ro("cyclic", [](const Graph& g) { return !g.cycle().empty(); }, "Whether there is a circle.")
        .def_prop_ro("cycle", [](const Graph& g) { return to_numpy(std::vector<std::int32_t>(g.cycle())); }, "Positions of the shortest circle; empty if there is none.")
        .def("cpm", &solve_checked, "duration"_a.noconvert(), "release"_a.noconvert() = none, "fixed_start"_a.noconvert() = none,
             "fixed_finish"_a.noconvert() = none, "tables"_a.noconvert() = none, "target"_a = -1, nb::keep_alive<0, 1>(),
             "Sweep forwards and backwards; of the whole project, or of all that can move a target.");
}

void bind_sweep(nb::module_& m) {
    nb::class_<Sweep>(m, "Sweep", "Early and late dates of one solve; each column is made when it is asked for.")
        .def_prop_ro("early_start", &column<Sweep::kEarlyStart>)
        .def_prop_ro("early_finish", &column<Sweep::kEarlyFinish>)
        .def_prop_ro("late_start", &column<Sweep::kLateStart>)
        .def_prop_ro("late_finish", &column<Sweep::kLateFinish>)
        .def_prop_ro("total_float", &column<Sweep::kTotalFloat>)
        .def_prop_ro("free_float", &column<Sweep::kFreeFloat>)
        .def_prop_ro("reached", [](const Sweep& s) { return made<std::uint8_t>(s.size(), [&](std::uint8_t* out) { s.reached(out); }); },
                     "Which activities can move the target; all without one.")
        .def_prop_ro("driving", [](const Sweep& s) { return made<std::uint8_t>(s.links(), [&](std::uint8_t* out) { s.driving(out); }); },
                     "Which links alone force the early start they lead to.")
        .def_prop_ro("path", &path, "Positions of one longest chain, first to last.")
        .def_prop_ro("finish", &Sweep::finish, "Latest early finish, or the target's.")
        .def_prop_ro("never", &Sweep::never, "Position of the first activity that has no day, -1 if all have.")
        .def_prop_ro("never_ready", &Sweep::never_ready, "The day from which on it looked for one.");
}

}  // namespace

void bind_cpm(nb::module_& m) {
    bind_graph(m);
    bind_sweep(m);
}

}  // namespace egovplan
