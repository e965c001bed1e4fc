// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Critical path on a network with start/finish relations, lags and monotone calendar tables.

#pragma once

#include <cstdint>
#include <vector>

#include "order.hpp"

namespace egovplan {

// One precedence as the sweep meets it; `source` is a rank, `index` the link's place in the arrays that were given.
struct Arc {
    std::int64_t lag;
    std::int32_t source;
    std::int32_t index;
    std::int32_t table;
    std::int8_t type;
};

// One activity; tables are numbers, -1 for none. A fixed activity keeps its interval and ignores what leads into it.
struct Activity {
    std::int64_t duration;
    std::int64_t release;
    std::int64_t fixed_start;
    std::int64_t fixed_finish;
    std::int32_t duration_table;
    std::int32_t start_table;
    std::int32_t allowed_table;
};

enum Relation : std::int8_t { kFS = 0, kSS = 1, kFF = 2, kSF = 3 };

// What does not change from one solve to the next. Days are 0 … horizon, horizon + 1 is "never"; horizon -1 means none.
struct Graph {
    std::int32_t size = 0;
    std::int64_t horizon = -1;
    std::int64_t lag_sum = 0;
    bool plain = true;  // FS only and no lag table
    std::vector<std::int32_t> order, level, cycle, arc_ptr;
    std::vector<Arc> arcs;
    std::vector<std::int32_t> tables;  // one a row, horizon + 2 wide
    std::int32_t table_count = 0;

    const std::int32_t* table(std::int32_t number) const {
        return tables.data() + static_cast<std::size_t>(number) * static_cast<std::size_t>(horizon + 2);
    }
};

struct Solution {
    std::vector<std::int64_t> early_start, early_finish, late_start, late_finish, free_float;  // by position
    std::vector<std::uint8_t> reached;         // whether the activity has a way to the target; all true without one
    std::vector<std::uint8_t> driving;         // by link: its bound alone forces the early start
    std::vector<std::int32_t> path;    // positions of one longest chain, first to last
    std::int64_t finish = 0;           // latest early finish, or the target's
    std::int32_t never = -1;           // position of the first activity that has no day, -1 if all have
    std::int64_t never_ready = 0;      // the day from which on it looked for one
};

// Sweeps the graph forwards and backwards. `activities` by position; `target` -1 for the whole project.
Solution solve(const Graph& graph, const std::vector<Activity>& activities, std::int32_t target);

}  // namespace egovplan
