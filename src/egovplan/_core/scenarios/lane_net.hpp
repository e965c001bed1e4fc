// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// A network as the lane kernels read it: columns by rank, 32 bits wide, inverses of all tables that are used.

#pragma once

#include <cstdint>
#include <vector>

#include "network/graph.hpp"
#include "scenarios/lanes.hpp"

namespace egovplan {

// What the activities bring, by position; empty where all values are the default.
struct LaneColumns {
    std::vector<std::int64_t> release, fixed_start, fixed_finish;
    std::vector<std::int32_t> duration_table, start_table, allowed_table;  // -1: none; a duration table says "elapsed"
    std::vector<std::int32_t> calendar;  // [horizon + 1] calendar day of each day, from 0 on, rising; empty without elapsed durations
};

class LaneNet {
public:
    // `largest` bounds each duration. Throws std::overflow_error where 32 bits could be too few.
    LaneNet(const Graph& graph, const LaneColumns& columns, const std::vector<std::int64_t>& largest);

    std::int32_t size() const { return size_; }
    bool plain() const { return plain_; }
    bool narrow() const { return narrow_; }        // 16 bits suffice for the plain kernels
    std::int64_t bound() const { return bound_; }  // no activity finishes later than this, unless never
    std::int32_t never() const { return never_; }
    PlainSpec plain_spec() const;
    GeneralSpec general_spec() const;
    const auto& rank() const { return graph_.rank(); }
    const auto& order() const { return graph_.order(); }

    std::int64_t largest_lag() const;
    std::int64_t largest_release() const;

    // The members of a group (positions) that can be its last, as ranks.
    std::vector<std::int32_t> last_of(const std::int32_t* member, std::int32_t count) const;
    std::vector<std::int32_t> last_of_all() const;

private:
    void copy_arcs();
    void copy_columns(const LaneColumns& columns);
    void invert_tables();
    void make_calendar(const std::vector<std::int32_t>& days);
    void find_bound(const std::vector<std::int64_t>& largest);

    const Graph& graph_;
    std::int32_t size_, never_ = kNoBound;
    bool plain_ = false, narrow_ = false, lags_ = false, releases_ = false;
    std::int64_t bound_ = 0;
    std::vector<std::int32_t> in_ptr_, in_source_, in_lag_, in_table_, out_lag_;
    std::vector<std::int8_t> in_type_;
    std::vector<std::int32_t> release_, fixed_start_, fixed_finish_, start_table_, allowed_table_;
    std::vector<std::uint8_t> elapsed_;
    std::vector<std::vector<std::int32_t>> inverse_;
    std::vector<const std::int32_t*> tables_, inverses_;
    std::vector<std::int32_t> to_calendar_, from_calendar_;
};

}  // namespace egovplan
