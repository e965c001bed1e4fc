// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Serial schedule generation: activities are taken in an order, each starts as early as everything before allows.

#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "schedules/accounts.hpp"
#include "schedules/groups.hpp"
#include "schedules/lists.hpp"
#include "schedules/profile.hpp"
#include "schedules/score.hpp"

namespace egovplan {

struct Choice {
    std::vector<Index> order;  // all activities that are not fixed; earlier ones are taken earlier, as far as precedences allow
    std::vector<Index> mode;   // rows
    std::vector<Time> hold;    // no start before; empty: none
    bool is_bold = false;      // trust that a bundle that has begun will fit between others of its group
};

class Generator {
public:
    static constexpr Time kNoLimit = std::numeric_limits<Time>::max();

    // With `is_plain_too` false even activities that need no more than resources and plain precedences are placed as those
    // that need all rules: slower, and the same.
    explicit Generator(const Project& project, bool is_plain_too = true);

    // Forward generation. Hard deadlines may be broken: the score says by how much. Activities that find no place at all
    // count heavily, and the schedule is then not complete. It is given up as soon as the last finish cannot be before `limit`.
    // An order that follows the precedences is taken as it stands, which is quickest.
    Score forward(const Choice& choice, Time limit = kNoLimit);

    // Moves everything as late as precedences and resources allow within the last schedule, without regard to the other
    // rules, and leaves the order of the starts in `order`: the order for the next forward generation.
    void justify(Choice& choice);

    std::vector<Time> start, finish;  // -1: without a place
    std::vector<Index> sequence;      // activities in the order in which they were placed

    // Number of those: less than all if the last generation was given up.
    Index placed() const { return Index(sequence.size()); }

    // A number for the starts, the same on every machine.
    std::uint64_t hash() const;

    // The values of all levels of the last generation.
    std::array<Amount, kLevels> values(const std::vector<Index>& mode) { return score_.all(start, finish, mode); }

    // Bundles of the last forward generation that miss their due date.
    std::vector<Index> late() const;

    // Whether the choice keeps the stocks.
    bool keeps_stocks(const std::vector<Index>& mode) const;

private:
    enum Outcome { kPlaced, kNoPlace, kTooLate };
    struct Bound {
        Index pred;
        Time lag;
    };
    // What it takes to place an activity.
    struct Step {
        Index bound, stop;  // into bounds_
        Time release;
        bool has_lags;      // precedences from finish to start with working lags only
        bool has_days;      // working durations only
        bool is_plain;      // these and resources: nothing else
        bool is_charged, is_grouped;
    };

    void add_step(Index activity, bool is_plain_too);
    void reset(bool is_bold);
    Outcome follow(const Choice& choice, Time limit);
    void queue(const Choice& choice, Time limit);
    Outcome place(Index activity, const Choice& choice, Time limit);
    Time after_bounds(const Step& step, Time t) const;
    Time ready(Index activity, Index mode) const;
    Time first_start(Index activity, Index mode, Time t);
    Time first_fit(Index activity, Index mode, Time t) const;
    Time first_elapsed(Index activity, Index mode, Time t) const;
    Time latest_start(Index activity, Index mode, Time until) const;
    Time latest_fit(Index mode, Time t) const;
    Time last_of(Index bundle) const;

    const Project& p_;
    Scorer score_;
    Profile profile_;
    Ledger ledger_;
    Groups groups_;
    Queue queue_;
    std::vector<Step> steps_;
    std::vector<Bound> bounds_;
    std::vector<Time> rest_;                    // least time from the start of an activity to the last finish
    std::vector<Time> base_start_, base_finish_;
    std::vector<std::vector<Index>> parked_;    // by group: what would open one bundle too many
    std::vector<Index> by_rank_;                // activities that are not fixed, in topological order
    std::vector<std::uint64_t> salt_;
    Index free_ = 0;                            // number of those
    Sorter sorter_;
    std::vector<Time> key_;
};

}  // namespace egovplan
