// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Critical path on a network with start/finish relations, lags and monotone calendar tables.

#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "network/days.hpp"
#include "network/graph.hpp"

namespace egovplan {

// What is known of the activities, by position, already checked; what is not given is 0 (release) or none.
struct Work {
    Integers duration, release, fixed_start, fixed_finish;
    const std::int32_t* tables = nullptr;  // duration, start and allowed tables: three rows
    std::int64_t total = 0;                // no day, early or late, is farther from 0

    Activity operator[](std::size_t i) const;
};

// The result of one forward and backward pass. Refers to its graph.
class Sweep {
public:
    enum Column { kEarlyStart, kEarlyFinish, kLateStart, kLateFinish, kTotalFloat, kFreeFloat };
    static constexpr int kColumns = 6;

    virtual ~Sweep() = default;
    std::int32_t size() const { return graph_.size(); }
    std::int32_t links() const { return graph_.arcs(); }

    virtual void column(Column which, std::int64_t* out) const = 0;  // by position
    virtual void reached(std::uint8_t* out) const = 0;               // whether it has a way to the target; all without one
    virtual void driving(std::uint8_t* out) const = 0;               // by link: its bound alone forces the early start
    virtual std::vector<std::int32_t> path() const = 0;              // positions of one longest chain, first to last

    std::int64_t finish() const { return finish_day_; }        // latest early finish, or the target's
    std::int32_t never() const { return never_; }              // position of the first activity that has no day, -1 if all have
    std::int64_t never_ready() const { return never_ready_; }  // the day from which on it looked for one

protected:
    explicit Sweep(const Graph& graph) : graph_(graph) {}

    const Graph& graph_;
    std::int64_t finish_day_ = 0;
    std::int64_t never_ready_ = 0;
    std::int32_t never_ = -1;
};

// `target` is a position, -1 for the whole project. The graph must have an order. Throws on Ctrl-C.
std::unique_ptr<Sweep> solve(const Graph& graph, const Work& work, std::int32_t target);

// The part of it that can do without calendars, fixed intervals and targets; null if it cannot.
std::unique_ptr<Sweep> solve_simple(const Graph& graph, const Work& work);

}  // namespace egovplan
