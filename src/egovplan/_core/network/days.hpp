// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The rules of days: what a lag, a duration or a calendar makes of a day, and the inverse of each. Every rule is a
// monotone map, so the latest day that still keeps a bound is found by its inverse, exactly.

#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "network/graph.hpp"

namespace egovplan {

using Day = std::int64_t;
constexpr Day kFree = std::numeric_limits<Day>::max() / 4;  // no bound; survives adding any lag

// One activity; tables are numbers, -1 for none. A fixed activity keeps its interval and ignores what leads into it.
struct Activity {
    Day duration = 0;
    Day release = 0;
    Day fixed_start = -1;
    Day fixed_finish = -1;
    std::int32_t duration_table = -1;  // start → finish; elapsed durations
    std::int32_t start_table = -1;     // ready → start; sittings with their notice, embargoes
    std::int32_t allowed_table = -1;   // day → first allowed day

    bool fixed() const { return fixed_start >= 0; }
};

inline bool from_start(Relation type) { return (type & 1) != 0; }
inline bool to_start(Relation type) { return (type & 2) == 0; }

// Days 0 … horizon of a graph; `never` is the day after, or kFree where there is no horizon.
class Days {
public:
    explicit Days(const Graph& graph)
        : graph_(graph), inverse_(graph.inverse_tables()), never_(graph.horizon() >= 0 ? graph.horizon() + 1 : kFree) {}

    Day never() const { return never_; }

    Day lookup(std::int32_t table, Day day) const { return graph_.table(table)[std::clamp<Day>(day, 0, never_)]; }

    // The latest day whose value in the table is at most `bound`.
    Day latest(std::int32_t table, Day bound) const {
        if (bound >= never_) return never_;
        const Day day = bound < 0 ? -1 : last_within(table, bound);
        if (day < 0) throw std::invalid_argument("tables contradict each other");
        return day;
    }

    // The earliest day whose value in the table is at least `bound`.
    Day earliest(std::int32_t table, Day bound) const { return bound <= 0 ? 0 : last_within(table, bound - 1) + 1; }

    // What an event of the predecessor allows at the earliest over arc k, and the latest event that keeps a bound.
    Day after_lag(std::int32_t k, Day event) const {
        const std::int32_t table = graph_.lag_table(k);
        return table >= 0 ? lookup(table, event) : std::min(event + graph_.lag(k), never_);
    }
    Day before_lag(std::int32_t k, Day bound) const {
        const std::int32_t table = graph_.lag_table(k);
        if (table >= 0) return latest(table, bound);
        return bound >= kFree ? kFree : bound - graph_.lag(k);
    }

    Day finish_of(const Activity& a, Day start) const {
        if (a.fixed()) return start + (a.fixed_finish - a.fixed_start);
        if (a.duration_table >= 0) return lookup(a.duration_table, start);
        return std::min(start + a.duration, never_);
    }

    // The earliest start that finishes on `finish` or later.
    Day start_for(const Activity& a, Day finish) const {
        if (finish >= never_) return never_;
        return a.duration_table >= 0 ? earliest(a.duration_table, finish) : finish - a.duration;
    }

    // The latest start that finishes on `finish` or earlier.
    Day start_before(const Activity& a, Day finish) const {
        if (finish >= kFree) return kFree;
        if (a.fixed()) return finish - (a.fixed_finish - a.fixed_start);
        return a.duration_table >= 0 ? latest(a.duration_table, finish) : finish - a.duration;
    }

    // The start of an activity that is ready on a day, and the last day on which it may be ready for a start.
    Day start_from(const Activity& a, Day ready) const { return a.start_table >= 0 ? lookup(a.start_table, ready) : ready; }
    Day ready_for(const Activity& a, Day start) const { return a.start_table >= 0 ? latest(a.start_table, start) : start; }

    // From when on `a` is ready as far as arc k goes, given the times of the arc's source.
    Day ready_by(std::int32_t k, const Activity& a, Day source_start, Day source_finish) const {
        const Relation type = graph_.type(k);
        const Day bound = after_lag(k, from_start(type) ? source_start : source_finish);
        return to_start(type) ? bound : start_for(a, bound);
    }

    // The latest allowed start on or before a day.
    Day allowed_before(const Activity& a, Day start) const {
        return a.allowed_table >= 0 ? lookup(a.allowed_table, latest(a.allowed_table, start)) : start;
    }

    // The latest event of arc k's source (its start or finish) with which `a` can still be ready on a day.
    Day event_before(std::int32_t k, const Activity& a, Day ready) const {
        return before_lag(k, to_start(graph_.type(k)) ? ready : finish_of(a, ready));
    }

private:
    Day last_within(std::int32_t table, Day bound) const {
        const std::int32_t* first = graph_.table(table);
        if (inverse_ != nullptr) return inverse_[(first - graph_.table(0)) + bound];
        return std::upper_bound(first, first + graph_.width(), bound) - first - 1;
    }

    const Graph& graph_;
    const std::int32_t* inverse_;
    Day never_;
};

}  // namespace egovplan
