// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Both passes for a matrix of durations, one scenario a row.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "scenarios/lane_net.hpp"
#include "scenarios/lane_rows.hpp"

namespace egovplan {

// Rows of int32 or int64 as they lie, [scenarios][size]; no number is negative where a network is given its largest ones.
struct DurationRows {
    const void* data;
    std::int64_t scenarios;
    std::int32_t size;
    bool wide;
};

struct BatchResult {
    std::vector<std::int64_t> finish;    // [scenarios], horizon + 1 for never
    std::vector<std::int64_t> critical;  // [size] by position: in how many scenarios it has no float
};

enum BatchColumn : std::int32_t { kEarlyStarts, kEarlyFinishes, kLateStarts, kLateFinishes, kFreeFloats };

// Throws std::overflow_error where a number is negative or 32 bits could be too few.
BatchResult solve_rows(const LaneNet& net, const DurationRows& rows, const Kernels& kernels);

// One column of dates, [scenarios][size] by position. Where a scenario is never, late dates are the early ones and floats 0.
std::vector<std::int64_t> dates_of_rows(const LaneNet& net, const DurationRows& rows, BatchColumn column, const Kernels& kernels);

}  // namespace egovplan
