// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// What is to be scheduled, as checked integers. Times run from 0 to `horizon`; horizon + 1 means never.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/arrays.hpp"

namespace egovplan {

using Index = std::int32_t;
using Time = std::int32_t;
using Amount = std::int64_t;

enum LinkType : std::int8_t { kFinishStart = 0, kStartStart = 1, kFinishFinish = 2, kStartFinish = 3 };
// Levels of an objective: weighted lateness of bundles, the last finish, weighted finishes of bundles, what has left its place,
// costs of modes, peaks of loads.
enum Level : Index { kLateness = 0, kMakespan = 1, kFinish = 2, kMoves = 3, kCost = 4, kLoad = 5 };
inline constexpr std::size_t kLevels = 6;
enum ChargeTime : std::int32_t { kAtStart = 0, kAtFinish = 1, kSpread = 2 };

// A precedence as seen from one of its ends.
struct Link {
    Index other;
    Index type;
    Time lag;
    Index table;  // -1: working lag

    bool from_start() const { return type == kStartStart || type == kStartFinish; }
    bool to_start() const { return type == kFinishStart || type == kStartStart; }
};

struct Charge {
    Index mode;  // position in the activity, -1: any
    Index account;
    Amount amount;
    Index when;
};

struct Running {
    Index account;
    Index first, stop;  // into months
};

struct Month {
    Time start;
    Index period;
    Amount amount;
};

// Rows of different length, one after the other.
template <typename T>
struct Ragged {
    std::vector<Index> ptr{0};
    std::vector<T> items;

    const T* begin(Index row) const { return items.data() + ptr[row]; }
    const T* end(Index row) const { return items.data() + ptr[row + 1]; }
    Index size(Index row) const { return ptr[row + 1] - ptr[row]; }
};

// Sorts items into rows by key, in their order.
template <typename T>
Ragged<T> by_row(Index rows, const std::vector<Index>& key, const std::vector<T>& items) {
    Ragged<T> result;
    result.ptr.assign(std::size_t(rows) + 1, 0);
    for (Index k : key) ++result.ptr[std::size_t(k) + 1];
    for (Index r = 0; r < rows; ++r) result.ptr[r + 1] += result.ptr[r];
    auto place = result.ptr;
    result.items.resize(items.size());
    for (std::size_t k = 0; k < items.size(); ++k) result.items[std::size_t(place[key[k]]++)] = items[k];
    return result;
}

struct Demand {
    Index resource;
    Index amount;
};

struct Project {
    Index n = 0;
    Time horizon = 0, base = 0, now = 0;
    std::vector<Time> tables;                      // rows of horizon + 2
    std::vector<Index> mode_ptr, mode_table;
    std::vector<Time> mode_duration;
    Ragged<Demand> demand;                         // by mode
    Ragged<Demand> stock;                          // by mode, `resource` is the stock
    std::vector<Amount> stock_capacity;
    Index resources = 0;
    std::vector<Index> capacity;                   // rows of horizon + 1
    Ragged<Link> in, out;                          // by successor, by predecessor
    std::vector<Index> topological;                // every activity after its predecessors
    std::vector<Index> rank;                       // inverse of it
    std::vector<Time> release, deadline, fixed_start, fixed_finish;
    std::vector<Index> notice, allowed;            // row of tables, row of `next`; -1: none
    std::vector<Time> next;                        // first allowed time on or after, rows of horizon + 2
    Ragged<Index> bundle;                          // members of each bundle of activities
    std::vector<Index> bundle_of;                  // -1: none
    std::vector<Time> due;                         // by bundle, -1: none
    std::vector<Amount> weight;
    Ragged<Index> group;                           // bundles of each group
    std::vector<Index> group_of, group_limit;      // by bundle (-1: none), by group
    std::vector<Index> period_ptr{0}, carries;     // by account
    std::vector<Time> period_start, period_stop, boundaries;
    std::vector<Amount> period_limit;
    Ragged<Charge> charges;                        // by activity
    Ragged<Running> running;                       // by activity
    std::vector<Month> months;
    std::vector<Index> levels;                     // of the objective, most important first
    std::vector<Time> home_start;                  // where an activity was before, -1: nowhere
    std::vector<Index> home_mode;                  // row, -1: none of today's
    std::vector<Amount> home_weight, home_charge;  // what a day away from there counts, and being away at all
    Index move_limit = -1;                         // how many may be away, -1: any number
    std::vector<Amount> mode_cost;
    std::vector<char> levelled;                    // by resource: whether its peak counts

    // Checks shapes, ranges and overflow; throws ValueError.
    static Project from(const nb::dict& arrays);

    Time never() const { return horizon + 1; }
    bool is_fixed(Index activity) const { return fixed_start[activity] >= 0; }
    bool is_charged(Index activity) const { return charges.size(activity) + running.size(activity) > 0; }
    const Time* table(Index row) const { return tables.data() + std::size_t(row) * (std::size_t(horizon) + 2); }

    Time finish(Index mode, Time start) const {
        if (mode_table[mode] >= 0) return table(mode_table[mode])[start];
        return std::min(start + mode_duration[mode], never());
    }
    // Least start whose finish is not before x; never if there is none.
    Time least_start(Index mode, Time x) const {
        if (mode_table[mode] < 0) return std::max(0, x - mode_duration[mode]);
        const Time* row = table(mode_table[mode]);
        return static_cast<Time>(std::lower_bound(row, row + horizon + 1, x) - row);
    }
    // Greatest start whose finish is not after x; -1 if there is none.
    Time most_start(Index mode, Time x) const {
        if (mode_table[mode] < 0) return std::max(-1, x - mode_duration[mode]);
        const Time* row = table(mode_table[mode]);
        return static_cast<Time>(std::upper_bound(row, row + horizon + 2, x) - row) - 1;
    }
    // The bound that an event of a predecessor sets.
    Time bound(const Link& link, Time event) const {
        if (link.table >= 0) return table(link.table)[event];
        return std::min(std::max(0, event + link.lag), never());
    }
    // The latest event of a predecessor whose bound is not after x; -1 if there is none.
    Time latest_event(const Link& link, Time x) const {
        if (link.table < 0) return std::min(horizon, std::max(-1, x - link.lag));
        const Time* row = table(link.table);
        return static_cast<Time>(std::upper_bound(row, row + horizon + 2, x) - row) - 1;
    }
    Time next_allowed(Index activity, Time t) const {
        if (allowed[activity] < 0) return t;
        return next[std::size_t(allowed[activity]) * (std::size_t(horizon) + 2) + std::size_t(t)];
    }
};

}  // namespace egovplan
