// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Serial schedule generation: activities are taken in the order of a key, each starts as early as everything before allows.

#pragma once

#include <utility>
#include <vector>

#include "schedules/score.hpp"

namespace egovplan {

struct Choice {
    std::vector<Amount> key;   // smaller is taken earlier, as far as precedences allow
    std::vector<Index> mode;   // rows
    std::vector<Time> hold;    // no start before
    bool is_bold = false;      // trust that a bundle that has begun will fit between others of its group
};

class Generator {
public:
    explicit Generator(const Project& project);

    // Forward generation. Hard deadlines may be broken: the score says by how much. Activities that find no place at all
    // count heavily, and the schedule is then not complete.
    Score forward(const Choice& choice);

    // Moves everything as late as precedences and resources allow within the last schedule, without regard to the other
    // rules, and leaves the order of the starts in `key`: the order for the next forward generation.
    void justify(Choice& choice);

    std::vector<Time> start, finish;
    std::vector<Index> sequence;  // activities in the order in which they were placed

    // The values of all levels of the last forward generation.
    std::array<Amount, kLevels> values(const std::vector<Index>& mode) { return score_.all(start, finish, mode); }

    // Bundles of the last forward generation that miss their due date.
    std::vector<Index> late() const;

    // Whether the choice keeps the stocks.
    bool keeps_stocks(const std::vector<Index>& mode) const;

private:
    struct Span {
        Time first = -1, last = -1;  // -1: not begun
        Index left = 0;              // members without a place
        bool is_point = false;       // no member takes time: it is open only between them
        bool is_open() const { return first >= 0 && left > 0 && !is_point; }
    };
    using Entry = std::pair<Amount, Index>;

    void reset();
    void load(Index mode, Time from, Time to, Index sign);
    bool place(Index activity, const Choice& choice);
    Time ready(Index activity, Index mode) const;
    Time resource_clash(Index mode, Time from, Time to) const;
    Time latest_fit(Index mode, Time start) const;
    Time group_wait(Index activity, Time from, Time to) const;
    bool is_blocked(Index activity) const;
    bool account_fits(Index activity, Index mode, Time from, Time to);
    void account_needs(Index activity, Index mode, Time from, Time to);
    Time account_wait(Index activity, Index mode, Time from, Time to) const;
    void commit(Index activity, Index mode, Time from, Time to);
    void release_successors(Index activity, const Choice& choice);
    Time latest_start(Index activity, Index mode, Time until) const;

    const Project& p_;
    Scorer score_;
    std::vector<Index> free_, base_free_;
    Time touched_ = 0;
    bool is_bold_ = false;
    std::vector<Amount> used_, base_used_, need_;
    std::vector<Span> span_, base_span_;
    std::vector<Index> open_, base_open_;   // by group: bundles that have begun and are not complete
    std::vector<Index> waiting_, base_waiting_;
    std::vector<Entry> heap_, parked_;
};

}  // namespace egovplan
