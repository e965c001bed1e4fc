// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The door to schedules by a fixed policy.

#include <memory>
#include <stdexcept>

#include "base/arrays.hpp"
#include "policy/policy_simulation.hpp"

namespace egovplan {

namespace {

using namespace nb::literals;

constexpr Time kMostDays = Time{1} << 24;

template <typename To>
std::vector<To> column(const Column<Index>& values, std::size_t length, Index least, Index most, const char* what) {
    if (values.shape(0) != length) throw nb::value_error(what);
    for (std::size_t i = 0; i < length; ++i)
        if (values.data()[i] < least || values.data()[i] > most) throw nb::value_error(what);
    return {values.data(), values.data() + length};
}

void build(Policy* self, const nb::dict& arrays, const Column<Index>& key, const Column<Index>& modes,
           const Column<Index>& not_before, const Column<Index>& counts_from, const Column<Index>& ordinal) {
    Project p = Project::from(arrays);
    const auto n = std::size_t(p.n);
    auto keys = column<Amount>(key, n, std::numeric_limits<Index>::min(), std::numeric_limits<Index>::max(), "key: wrong length");
    auto mode = column<Index>(modes, n, 0, p.n + 1, "modes: wrong length or value");
    for (Index i = 0; i < p.n; ++i)
        if ((mode[i] += p.mode_ptr[i]) >= p.mode_ptr[i + 1]) throw nb::value_error("modes: no such mode");
    auto release = column<Time>(not_before, n, 0, p.never(), "not_before: wrong length or value");
    auto from = column<Time>(counts_from, n, -1, p.horizon, "counts_from: wrong length or value");
    for (Index i = 0; i < p.n; ++i)
        if (from[i] >= 0 && !p.is_fixed(i)) throw nb::value_error("counts_from: the activity has not begun");
    const auto days = ordinal.shape(0) == 0 ? 0 : std::size_t(p.horizon) + 1;
    auto dates = column<Time>(ordinal, days, 0, 2 * kMostDays, "ordinal: wrong length or value");
    for (std::size_t t = 1; t < days; ++t)
        if (dates[t] <= dates[t - 1]) throw nb::value_error("ordinal: not rising");
    new (self) Policy(std::move(p), keys, mode, release, from, dates);
}

// One schedule, with durations by activity: starts, finishes, days waited by cause, critical.
nb::tuple schedule(const Policy& policy, const Column<Index>& days) {
    const auto by_activity = column<Time>(days, std::size_t(policy.p.n), 0, kMostDays, "days: wrong length or value");
    std::vector<Time> by_step, start(policy.p.n), finish(policy.p.n);
    std::vector<std::int32_t> waited;
    std::vector<std::uint8_t> critical(policy.p.n, 0);
    for (Index s = policy.settled; s < Index(policy.activity.size()); ++s) by_step.push_back(by_activity[policy.activity[s]]);
    {
        nb::gil_scoped_release release;
        const auto replay = Schedules::of(policy);
        replay->run(by_step.data());
        for (Index s = 0; s < Index(policy.activity.size()); ++s) {
            start[policy.activity[s]] = replay->start(s);
            finish[policy.activity[s]] = replay->finish(s);
        }
        for (const Index s : replay->critical()) critical[policy.activity[s]] = 1;
        waited = replay->waited;
    }
    return nb::make_tuple(to_numpy(std::move(start)), to_numpy(std::move(finish)), to_numpy(std::move(waited)),
                          to_numpy(std::move(critical)));
}

nb::dict simulated(const Policy& policy, const Sampler& sampler, std::int64_t first, std::int64_t count, const nb::dict& given,
                   std::int32_t threads) {
    if (first < 0 || count < 0 || first > (std::int64_t{1} << 62) - count) throw nb::value_error("first, count: out of range");
    if (threads < 1 || threads > 4096) throw nb::value_error("threads: expected 1 to 4096");
    TallySpec spec = tally_spec(given, policy.p.n, sampler);
    spec.resources = policy.causes();
    Tally tally(TallySpec{});
    {
        nb::gil_scoped_release release;
        tally = simulate(policy, sampler, spec, first, count, threads);
    }
    return tally_fields(spec, std::move(tally));
}

}  // namespace

void bind_policy(nb::module_& m) {
    nb::class_<Policy>(m, "Policy", "A fixed order and fixed modes, to be carried out with other durations.")
        .def("__init__", &build, "arrays"_a, "key"_a.noconvert(), "modes"_a.noconvert(), "not_before"_a.noconvert(),
             "counts_from"_a.noconvert(), "ordinal"_a.noconvert())
        .def_prop_ro("order", [](const Policy& p) { return to_numpy(std::vector<Index>(p.activity)); },
                     "Activities in the order in which they are placed; what is settled comes first.")
        .def("schedule", &schedule, "days"_a.noconvert(),
             "One schedule: starts, finishes, days waited by cause, and what the last finish hangs on.")
        .def("simulate", &simulated, "sampler"_a, "first"_a, "count"_a, "spec"_a, "threads"_a = 1,
             "The fields of the tally of many sampled scenarios.");
}

}  // namespace egovplan
