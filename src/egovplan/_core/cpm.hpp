// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Critical path on a network with start/finish relations, lags and monotone calendar tables.

#pragma once

#include <cstdint>
#include <vector>

#include "days.hpp"
#include "graph.hpp"

namespace egovplan {

// What is known of the activities, by position, already checked; what is not given is 0 (release) or none.
struct Work {
    Integers duration, release, fixed_start, fixed_finish;
    const std::int32_t* tables = nullptr;  // duration, start and allowed tables: three rows

    Activity operator[](std::size_t i) const;
};

// The result of one forward and backward pass. Refers to its graph.
class Sweep {
public:
    // `target` is a position, -1 for the whole project. Throws on Ctrl-C.
    Sweep(const Graph& graph, const Work& work, std::int32_t target);

    enum Column { kEarlyStart, kEarlyFinish, kLateStart, kLateFinish, kTotalFloat, kFreeFloat };

    std::int32_t size() const { return graph_.size(); }
    std::int32_t links() const { return graph_.arcs(); }
    void column(Column which, std::int64_t* out) const;  // by position
    void reached(std::uint8_t* out) const;               // whether the activity has a way to the target; all without one
    void driving(std::uint8_t* out) const;               // by link: its bound alone forces the early start
    std::vector<std::int32_t> path() const;              // positions of one longest chain, first to last

    std::int64_t finish() const { return finish_day_; }      // latest early finish, or the target's
    std::int32_t never() const { return never_; }            // position of the first activity that has no day, -1 if all have
    std::int64_t never_ready() const { return never_ready_; }  // the day from which on it looked for one

private:
    void reach();
    bool forward();
    void find_finish();
    std::vector<Day> backward(bool moving) const;
    Day ready_over(std::int32_t k, const Activity& a) const;
    std::int32_t last() const;
    std::int32_t driver(std::int32_t r) const;

    const Graph& graph_;
    Days days_;
    std::int32_t target_ = -1;  // a rank
    std::int32_t never_ = -1;
    std::int64_t finish_day_ = 0;
    std::int64_t never_ready_ = 0;
    std::vector<Activity> work_;  // from here on by rank
    std::vector<std::uint8_t> reached_;
    std::vector<Day> start_, finish_, late_, kept_;
};

}  // namespace egovplan
