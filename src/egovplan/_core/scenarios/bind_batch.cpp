// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The door to samplers and tallies: everything is checked here, so that the loops behind it need no checks.

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/arrays.hpp"
#include "scenarios/batch.hpp"
#include "scenarios/lane_net.hpp"
#include "scenarios/sampling.hpp"
#include "scenarios/simulation.hpp"
#include "scenarios/tally.hpp"

namespace egovplan {

namespace {

using namespace nb::literals;

[[noreturn]] void refuse(const std::string& what) { throw nb::value_error(what.c_str()); }

template <typename T>
std::vector<T> copied(const Column<T>& column, std::size_t length, const char* name) {
    if (column.shape(0) != length)
        refuse(std::string(name) + ": expected length " + std::to_string(length) + ", got " + std::to_string(column.shape(0)));
    return std::vector<T>(column.data(), column.data() + length);
}

void check_range(const std::vector<std::int32_t>& values, std::int32_t low, std::int32_t high, const char* name) {
    for (std::int32_t value : values)
        if (value < low || value > high) refuse(std::string(name) + ": " + std::to_string(value) + " is out of range");
}

void check_pointer(const std::vector<std::int32_t>& ptr, std::size_t length, const char* name) {
    if (ptr.front() != 0 || static_cast<std::size_t>(ptr.back()) != length || !std::is_sorted(ptr.begin(), ptr.end()))
        refuse(std::string(name) + ": must rise from 0 to the length of its column");
}

// Tables that the kind needs: exponents, sigma, knots, steps.
void check_tables(const SamplerColumns& columns) {
    for (std::size_t i = 0; i < columns.kind.size(); ++i) {
        const std::int32_t size = columns.table_ptr[i + 1] - columns.table_ptr[i];
        const std::int32_t kind = columns.kind[i];
        const bool fits = kind == kGivenBeta ? size == 2 : kind == kGivenLognormal ? size == 1 : kind >= kGivenChain ? size % 2 == 0 : size == 0;
        if (!fits || (kind == kGivenChain && size == 0)) refuse("table: wrong length in row " + std::to_string(i));
        const double* shape = columns.table.data() + columns.table_ptr[i];
        for (std::int32_t k = 0; k < size; ++k)
            if (!(shape[k] >= 0.0 && shape[k] <= 0x1p30)) refuse("table: out of range in row " + std::to_string(i));
        for (std::int32_t k = 2; k < size && kind == kGivenChain; k += 2)
            if (!(shape[k] > shape[k - 2])) refuse("table: levels must rise in row " + std::to_string(i));
        const double* number = columns.numbers.data() + 3 * i;
        if (kind == kTriangular && !(number[0] <= number[1] && number[1] <= number[2] && number[0] < number[2]))
            refuse("numbers: low, mode and high must rise in row " + std::to_string(i));
        if (kind == kGivenBeta && !(shape[0] >= 1.0 && shape[1] >= 1.0)) refuse("table: exponents from 1 on expected");
    }
    for (double number : columns.numbers)
        if (!(number >= 0.0 && number <= 0x1p22)) refuse("numbers: expected 0 to 2**22");
}

void build(Sampler* self, Column<std::int32_t> kind, Column<double> numbers, Column<std::int32_t> least, Column<std::int32_t> table_ptr,
           Column<double> table, Column<std::int32_t> share_ptr, Column<std::int32_t> share_factor, Column<double> share_weight,
           Column<double> own, Column<double> probability, Column<std::int32_t> event_ptr, Column<std::int32_t> event_row,
           Column<std::uint64_t> key, std::int32_t factors) {
    const std::size_t rows = own.shape(0), events = probability.shape(0), all = rows + events, shares = share_factor.shape(0);
    SamplerColumns columns;
    columns.kind = copied(kind, all, "kind");
    columns.numbers = copied(numbers, 3 * all, "numbers");
    columns.least = copied(least, all, "least");
    columns.table_ptr = copied(table_ptr, all + 1, "table_ptr");
    columns.table = copied(table, table.shape(0), "table");
    columns.share_ptr = copied(share_ptr, rows + 1, "share_ptr");
    columns.share_factor = copied(share_factor, shares, "share_factor");
    columns.share_weight = copied(share_weight, shares, "share_weight");
    columns.own = copied(own, rows, "own");
    columns.probability = copied(probability, events, "probability");
    columns.event_ptr = copied(event_ptr, events + 1, "event_ptr");
    columns.event_row = copied(event_row, event_row.shape(0), "event_row");
    const std::vector<std::uint64_t> words = copied(key, 2, "key");
    columns.key[0] = words[0];
    columns.key[1] = words[1];
    columns.factors = factors;
    check_range(columns.kind, kConstant, kGivenSteps, "kind");
    check_range(columns.least, 0, 1 << 22, "least");
    check_pointer(columns.table_ptr, columns.table.size(), "table_ptr");
    check_pointer(columns.share_ptr, shares, "share_ptr");
    check_pointer(columns.event_ptr, columns.event_row.size(), "event_ptr");
    if (factors < 0) refuse("factors: expected 0 or more");
    check_range(columns.share_factor, 0, factors - 1, "share_factor");
    check_range(columns.event_row, 0, static_cast<std::int32_t>(rows) - 1, "event_row");
    check_tables(columns);
    nb::gil_scoped_release unlocked;
    new (self) Sampler(std::move(columns));
}

const Kernels* kernels_named(const std::string& name) {
    const Kernels* kernels = kernels_for(name.c_str());
    if (!kernels) refuse("instructions: this machine or this build has no " + name);
    return kernels;
}

// Scenarios as rows, as Python wants them.
std::vector<std::int32_t> drawn(const Sampler& sampler, std::int64_t first, std::int64_t count, const Kernels* kernels) {
    const auto rows = static_cast<std::size_t>(sampler.rows());
    std::vector<std::int32_t> out(static_cast<std::size_t>(count) * rows), lanes(rows * kLanes);
    Ticker tick;
    for (std::int64_t s = first; s < first + count && rows > 0;) {
        const std::int64_t block = s / kLanes, stop = std::min(first + count, (block + 1) * kLanes);
        sampler.block(block, lanes.data(), nullptr, nullptr, kernels);
        tick(static_cast<std::int64_t>(rows) * kLanes);
        for (; s < stop; ++s)
            for (std::size_t i = 0; i < rows; ++i)
                out[static_cast<std::size_t>(s - first) * rows + i] = lanes[i * kLanes + static_cast<std::size_t>(s % kLanes)];
    }
    return out;
}

nb::object draw(const Sampler& sampler, std::int64_t first, std::int64_t count, const std::string& instructions) {
    const Kernels* kernels = kernels_named(instructions);
    if (first < 0 || count < 0 || first > (std::int64_t{1} << 62) - count) refuse("first, count: out of range");
    const auto rows = static_cast<std::size_t>(sampler.rows());
    if (count > (std::int64_t{1} << 40) / std::max<std::int64_t>(sampler.rows(), 1)) refuse("count: more than 2**40 numbers");
    std::vector<std::int32_t> values;
    {
        nb::gil_scoped_release unlocked;
        values = drawn(sampler, first, count, kernels);
    }
    return to_numpy(std::move(values)).attr("reshape")(count, rows);
}

// Throws nb::value_error for lengths and numbers that cannot be, OverflowError where 32 bits would be too few.
LaneNet lane_net(const Graph& graph, const nb::dict& given, const std::vector<std::int64_t>& largest) {
    if (!graph.cycle().empty()) refuse("the graph has a circle");
    const auto n = static_cast<std::size_t>(graph.size());
    LaneColumns columns;
    columns.release = copied(from_dict<Column<std::int64_t>>(given, "release"), n, "release");
    columns.fixed_start = copied(from_dict<Column<std::int64_t>>(given, "fixed_start"), n, "fixed_start");
    columns.fixed_finish = copied(from_dict<Column<std::int64_t>>(given, "fixed_finish"), n, "fixed_finish");
    columns.duration_table = copied(from_dict<Column<std::int32_t>>(given, "duration_table"), n, "duration_table");
    columns.start_table = copied(from_dict<Column<std::int32_t>>(given, "start_table"), n, "start_table");
    columns.allowed_table = copied(from_dict<Column<std::int32_t>>(given, "allowed_table"), n, "allowed_table");
    const auto days = static_cast<std::size_t>(graph.horizon() + 1);
    const auto calendar = from_dict<Column<std::int32_t>>(given, "calendar");
    if (calendar.shape(0) != 0) columns.calendar = copied(calendar, days, "calendar");
    const std::int64_t last = graph.horizon() < 0 ? std::int64_t{1} << 60 : graph.horizon();
    for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t start = columns.fixed_start[i], finish = columns.fixed_finish[i];
        if (columns.release[i] < 0 || columns.release[i] > last + 1) refuse("release: out of range");
        if (start < -1 || finish < start || finish > last) refuse("fixed_start, fixed_finish: out of range");
        if (start < 0 && columns.duration_table[i] >= 0 && columns.calendar.empty()) refuse("calendar: needed for elapsed durations");
        if (largest[i] < 0) refuse("largest: out of range");
    }
    for (const auto* column : {&columns.start_table, &columns.allowed_table}) check_range(*column, -1, graph.table_count() - 1, "tables");
    for (std::size_t t = 0; t < columns.calendar.size(); ++t) {
        const std::int32_t before = t ? columns.calendar[t - 1] : -1;
        if (columns.calendar[t] <= before || columns.calendar[t] > 1 << 28 || (t == 0 && columns.calendar[0] != 0))
            refuse("calendar: must rise from 0");
    }
    nb::gil_scoped_release unlocked;
    return LaneNet(graph, columns, largest);
}

// Products of days are summed up in 64 bits; a day or a finish is at most `largest`.
void check_sums(const Range& range, std::int64_t largest) {
    if (range.first < 0 || range.count < 0 || range.first > (std::int64_t{1} << 62) - range.count) refuse("first, count: out of range");
    if (range.count > 0 && largest > 0 && largest > (std::int64_t{1} << 62) / range.count / largest)
        throw std::overflow_error("the sums of so many scenarios exceed 64 bits");
}

nb::dict simulated(const Graph& graph, const nb::dict& columns, const Sampler& sampler, Column<std::int64_t> largest,
                   const nb::dict& counted, std::int64_t first, std::int64_t count, std::int32_t threads,
                   const std::string& instructions) {
    if (sampler.rows() < graph.size()) refuse("sampler: expected a row for each activity");
    std::vector<std::int64_t> most = copied(largest, static_cast<std::size_t>(sampler.rows()), "largest");
    const std::vector<std::int64_t> own = sampler.largest();  // sums must not overflow, whatever was promised
    for (std::size_t i = 0; i < most.size(); ++i) most[i] = std::max(most[i], own[i]);
    const TallySpec spec = tally_spec(counted, graph.size(), sampler);
    const LaneNet net = lane_net(graph, columns, most);
    const Kernels* kernels = kernels_named(instructions);
    const std::int64_t day = most.empty() ? 0 : *std::max_element(most.begin(), most.end());
    const Range range = {first, count};
    check_sums(range, std::max<std::int64_t>(day, spec.bins));
    if (threads < 1 || threads > 1024) refuse("threads: expected 1 to 1024");
    Tally tally(spec);
    {
        nb::gil_scoped_release unlocked;
        tally = simulate(net, sampler, spec, range, day < 32000, threads, *kernels);
    }
    return tally_fields(spec, std::move(tally));
}

// The largest finish that a scenario can have on a network, unless it is never.
std::int64_t latest_finish(const Graph& graph, const nb::dict& columns, Column<std::int64_t> largest) {
    return lane_net(graph, columns, copied(largest, static_cast<std::size_t>(graph.size()), "largest")).bound();
}

using Durations = Aligned<nb::ndarray<nb::ro, nb::ndim<2>, nb::c_contig, nb::device::cpu>>;

DurationRows duration_rows(const Graph& graph, const Durations& durations) {
    const bool wide = durations.dtype() == nb::dtype<std::int64_t>();
    if (!wide && durations.dtype() != nb::dtype<std::int32_t>()) throw nb::type_error("durations: expected int32 or int64");
    if (durations.shape(1) != static_cast<std::size_t>(graph.size())) refuse("durations: expected a column for each activity");
    return {durations.data(), static_cast<std::int64_t>(durations.shape(0)), graph.size(), wide};
}

// The largest duration of each activity; a matrix with a negative one is left to those who say which.
template <typename T>
std::vector<std::int64_t> largest_of(const DurationRows& rows) {
    const auto n = static_cast<std::size_t>(rows.size);
    std::vector<std::int64_t> largest(n, 0);
    const T* row = static_cast<const T*>(rows.data);
    for (std::int64_t s = 0; s < rows.scenarios; ++s, row += n) {
        for (std::size_t i = 0; i < n; ++i) {
            if (row[i] < 0) throw std::overflow_error("a duration is negative");
            largest[i] = std::max<std::int64_t>(largest[i], row[i]);
        }
    }
    return largest;
}

LaneNet lane_net(const Graph& graph, const nb::dict& columns, const DurationRows& rows) {
    return lane_net(graph, columns, rows.wide ? largest_of<std::int64_t>(rows) : largest_of<std::int32_t>(rows));
}

nb::tuple solved_rows(const Graph& graph, const nb::dict& columns, const Durations& durations, const std::string& instructions) {
    const DurationRows rows = duration_rows(graph, durations);
    const Kernels* kernels = kernels_named(instructions);
    BatchResult result;
    // A plain network finds out about too large days as it goes; any other is told before.
    const LaneNet plain = lane_net(graph, columns, std::vector<std::int64_t>(static_cast<std::size_t>(graph.size()), 0));
    if (plain.plain()) {
        nb::gil_scoped_release unlocked;
        result = solve_rows(plain, rows, *kernels);
    } else {
        const LaneNet net = lane_net(graph, columns, rows);
        nb::gil_scoped_release unlocked;
        result = solve_rows(net, rows, *kernels);
    }
    return nb::make_tuple(to_numpy(std::move(result.finish)), to_numpy(std::move(result.critical)));
}

nb::object dates(const Graph& graph, const nb::dict& columns, const Durations& durations, std::int32_t column, const std::string& instructions) {
    const DurationRows rows = duration_rows(graph, durations);
    if (column < kEarlyStarts || column > kFreeFloats) refuse("column: no such column");
    const Kernels* kernels = kernels_named(instructions);
    const LaneNet net = lane_net(graph, columns, rows);
    std::vector<std::int64_t> values;
    {
        nb::gil_scoped_release unlocked;
        values = dates_of_rows(net, rows, static_cast<BatchColumn>(column), *kernels);
    }
    return to_numpy(std::move(values)).attr("reshape")(rows.scenarios, rows.size);
}

std::vector<std::string> instructions() {
    const Kernels* found[3];
    const std::int32_t count = available_kernels(found);
    std::vector<std::string> names;
    for (std::int32_t k = 0; k < count; ++k) names.emplace_back(found[k]->name);
    return names;
}

}  // namespace

TallySpec tally_spec(const nb::dict& given, std::int32_t activities, const Sampler& sampler) {
    TallySpec spec;
    spec.activities = activities;
    spec.events = sampler.events();
    spec.bins = from_dict<std::int32_t>(given, "bins");
    spec.by_activity = from_dict<bool>(given, "activities");
    spec.amounts = from_dict<std::vector<std::int64_t>>(given, "amounts");
    spec.finish_edges = from_dict<std::vector<std::int64_t>>(given, "finish_edges");
    spec.cost_edges = from_dict<std::vector<std::int64_t>>(given, "cost_edges");
    if (given.contains("resources")) spec.resources = from_dict<std::int32_t>(given, "resources");
    for (const auto& group : from_dict<std::vector<std::vector<std::int32_t>>>(given, "groups")) {
        check_range(group, 0, activities - 1, "groups");
        spec.member.insert(spec.member.end(), group.begin(), group.end());
        spec.group_ptr.push_back(static_cast<std::int32_t>(spec.member.size()));
    }
    if (spec.groups() == 0) refuse("groups: expected at least one, the whole project");
    if (spec.bins < 1 || spec.bins > 1 << 24) refuse("bins: expected 1 to 2**24");
    if (spec.resources < 0) refuse("resources: expected 0 or more");
    if (static_cast<std::size_t>(sampler.rows()) < static_cast<std::size_t>(activities) + spec.amounts.size())
        refuse("amounts: the sampler has too few rows");
    for (std::int64_t amount : spec.amounts)
        if (amount < 0 || amount > std::int64_t{1} << 40 || spec.amounts.size() > 1 << 20) refuse("amounts: expected 0 to 2**40");
    const std::vector<std::int64_t> largest = sampler.largest();
    double cost = 0.0;
    for (std::size_t c = 0; c < spec.amounts.size(); ++c)
        cost += static_cast<double>(spec.amounts[c]) * static_cast<double>(largest[static_cast<std::size_t>(activities) + c]);
    if (cost > 0x1p62) refuse("amounts: the cost of a scenario could exceed 2**62 / 1000");
    for (const auto* edges : {&spec.finish_edges, &spec.cost_edges})
        if (!std::is_sorted(edges->begin(), edges->end())) refuse("edges: must rise");
    return spec;
}

nb::dict tally_fields(const TallySpec& spec, Tally&& tally) {
    nb::dict fields;
    const std::int64_t bins = std::int64_t{spec.bins} + 1;
    fields["scenarios"] = tally.scenarios;
    fields["never"] = tally.never;
    fields["finish_sum"] = tally.finish_sum;
    fields["finish_square"] = tally.finish_square;
    fields["group_finish"] = to_numpy(std::move(tally.group_finish)).attr("reshape")(spec.groups(), bins);
    fields["activity_finish"] = nb::none();
    if (spec.by_activity) fields["activity_finish"] = to_numpy(std::move(tally.activity_finish)).attr("reshape")(spec.activities, bins);
    fields["critical"] = to_numpy(std::move(tally.critical));
    fields["duration_sum"] = to_numpy(std::move(tally.duration_sum));
    fields["duration_square"] = to_numpy(std::move(tally.duration_square));
    fields["duration_finish"] = to_numpy(std::move(tally.duration_finish));
    fields["event_count"] = to_numpy(std::move(tally.event_count));
    fields["event_finish_sum"] = to_numpy(std::move(tally.event_finish_sum));
    const std::size_t costs = tally.cost.size(), finishes = costs ? spec.finish_edges.size() + 1 : 0;
    fields["cost"] = to_numpy(std::move(tally.cost));
    fields["joint"] = to_numpy(std::move(tally.joint)).attr("reshape")(finishes, costs);
    fields["binding"] = nb::none();
    fields["binding_days"] = nb::none();
    if (spec.resources) {
        fields["binding"] = to_numpy(std::move(tally.binding));
        fields["binding_days"] = to_numpy(std::move(tally.binding_days));
    }
    return fields;
}

void bind_batch(nb::module_& m) {
    m.def("instructions", &instructions, "Instruction sets that this build and this machine have, slowest first.");
    m.def("simulate", &simulated, "graph"_a, "columns"_a, "sampler"_a, "largest"_a.noconvert(), "counted"_a, "first"_a, "count"_a,
          "threads"_a = 1, "instructions"_a = "", "The fields of a Tally of scenarios first … first + count - 1.");
    m.def("solve_rows", &solved_rows, "graph"_a, "columns"_a, "durations"_a.noconvert(), "instructions"_a = "",
          "Finish of each scenario, horizon + 1 for never; and in how many scenarios each activity has no float.");
    m.def("dates_of_rows", &dates, "graph"_a, "columns"_a, "durations"_a.noconvert(), "column"_a, "instructions"_a = "",
          "Early start (0), early finish, late start, late finish or free float (4) of each activity in each scenario.");
    m.def("latest_finish", &latest_finish, "graph"_a, "columns"_a, "largest"_a.noconvert(),
          "A day that no scenario's finish exceeds, unless it has none.");
    nb::class_<Sampler>(m, "Sampler", "Distributions ready to be drawn from, in blocks of 64 scenarios.")
        .def("__init__", &build, nb::kw_only(), "kind"_a.noconvert(), "numbers"_a.noconvert(), "least"_a.noconvert(), "table_ptr"_a.noconvert(),
             "table"_a.noconvert(), "share_ptr"_a.noconvert(), "share_factor"_a.noconvert(), "share_weight"_a.noconvert(),
             "own"_a.noconvert(), "probability"_a.noconvert(), "event_ptr"_a.noconvert(), "event_row"_a.noconvert(), "key"_a.noconvert(),
             "factors"_a)
        .def("draw", &draw, "first"_a, "count"_a, "instructions"_a = "", "Scenarios first … first + count - 1, one a row.");
}

}  // namespace egovplan
