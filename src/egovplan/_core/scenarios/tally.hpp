// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// What is kept of many scenarios: exact counts and sums. Adding up tallies of parts gives the tally of the whole, in any order.

#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <vector>

#include "scenarios/lanes.hpp"
#include "scenarios/sampling.hpp"

namespace egovplan {

// What is to be counted. Days 0 … bins - 1 have a bin each; a later day, or none at all, is bin `bins`.
struct TallySpec {
    std::int32_t activities = 0;  // rows of the sampler that are durations, the first ones
    std::int32_t bins = 0;
    std::int32_t events = 0;
    std::int32_t resources = 0;                     // whose binding is counted
    std::vector<std::int32_t> group_ptr = {0}, member;  // group g: member[group_ptr[g]] …; positions. Group 0 is everything.
    std::vector<std::int64_t> amounts;              // cents by row activities, activities + 1, …, which hold per mille
    std::vector<std::int64_t> finish_edges, cost_edges;  // rising; k edges make k + 1 bins: below the first, …, from the last on
    bool by_activity = false;                       // histograms of each activity's finish

    std::int32_t groups() const { return static_cast<std::int32_t>(group_ptr.size()) - 1; }
};

// A part of one block, lanes first … stop - 1 of arrays [rows][64].
struct Scenarios {
    std::int32_t first = 0, stop = kLanes;
    const std::int32_t* drawn = nullptr;        // [activities][64], for add_duration
    const std::int32_t* costs = nullptr;        // [amounts][64] per mille; the sampler's rows from `activities` on
    const std::uint64_t* happened = nullptr;    // [events] lanes
    const std::int32_t* finish = nullptr;       // [groups][64] finish of each group; negative or from `bins` on: never
};

struct Tally {
    explicit Tally(const TallySpec& spec);

    // Everything but the activities.
    void add(const TallySpec& spec, const Scenarios& block);
    // One activity: what it was drawn as, and for how many of the scenarios it was critical.
    void add_duration(const TallySpec& spec, const Scenarios& block, std::int32_t activity);
    // Its finish, where histograms by activity are asked for.
    void add_finish(const TallySpec& spec, std::int32_t activity, const std::int32_t* finish, std::int32_t first, std::int32_t stop);
    void add(const Tally& other);

    std::int64_t scenarios = 0, never = 0;
    std::int64_t finish_sum = 0, finish_square = 0;      // of group 0, cut to `bins`
    std::vector<std::int64_t> group_finish;              // [groups][bins + 1]
    std::vector<std::int64_t> activity_finish;           // [activities][bins + 1] or nothing
    std::vector<std::int64_t> critical, duration_sum, duration_square, duration_finish;  // [activities]
    std::vector<std::int64_t> event_count, event_finish_sum;  // [events]
    std::vector<std::int64_t> cost, joint;               // [cost bins], [finish bins][cost bins]
    std::vector<std::int64_t> binding, binding_days;     // [resources], filled by who knows
};

// The latest finish of each group's members, [groups][64], from the finish of each activity, [activities][64].
void latest_of_groups(const TallySpec& spec, const std::int32_t* finish, std::int32_t* out);

// Checks and reads what Python gives: groups, bins, events, resources, amounts, finish_edges, cost_edges, activities.
TallySpec tally_spec(const nanobind::dict& given, std::int32_t activities, const Sampler& sampler);

// The fields of egovplan.network.scenarios.simulation.Tally.
nanobind::dict tally_fields(const TallySpec& spec, Tally&& tally);

}  // namespace egovplan
