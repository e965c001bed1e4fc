// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Which bundles are open, where a group may have only so many at the same time.

#pragma once

#include <vector>

#include "schedules/cells.hpp"
#include "schedules/project.hpp"

namespace egovplan {

// A bundle is open from its first start until its last member has a place, and then to its last finish; a bold generation counts
// it to its last finish so far.
class Groups {
public:
    explicit Groups(const Project& project);

    bool is_empty() const { return p_.group_limit.empty(); }
    // Group of the activity's bundle, -1 if there is none.
    Index of(Index activity) const { return p_.bundle_of[activity] < 0 ? -1 : p_.group_of[p_.bundle_of[activity]]; }

    // Back to the fixed activities.
    void reset(bool is_bold);

    // Whether the activity would have to open a bundle while its group has as many open ones as it may.
    bool blocks(Index activity) const;
    // Returns `from` if the activity may be carried out in [from, to), else the next start to try.
    Time wait(Index activity, Time from, Time to) const;
    void place(Index activity, Time from, Time to);
    // Whether all of the activity's bundle has a place.
    bool is_complete(Index activity) const { return span_[p_.bundle_of[activity]].left == 0; }

private:
    struct Span {
        Time first = -1, last = -1;  // -1: not begun
        Index left = 0;              // members without a place
        bool is_point = false;       // no member takes time: it is open only between them
        bool is_open() const { return first >= 0 && left > 0 && !is_point; }
    };

    // What is counted: days of bundles whose last day is known, and the first days of the others.
    struct Counts {
        std::vector<Cell> cells;                 // rows of days: the limit less the bundles
        std::vector<std::vector<Time>> endless;  // by group, ascending
    };

    bool is_endless(const Span& span) const { return span.is_open() && !is_bold_; }
    // The last day in [from, to) on which so many more would be too many, -1 if there is none.
    Time last_full(Index group, Time from, Time to, Index more) const;
    void count(Index group, const Span& span, bool is_more);

    const Project& p_;
    bool is_bold_ = false;
    std::vector<Span> span_, base_span_;
    std::vector<Index> open_, base_open_;  // by group: bundles that have begun and are not complete
    std::size_t width_ = 0;                // of a row of cells
    Counts counts_, base_, bold_base_;
    std::vector<Time> touched_;            // by group: cells from there on are as at first
    Time known_ = 0;                       // last finish of the fixed activities
};

}  // namespace egovplan
