// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// What the accounts still allow.

#pragma once

#include <vector>

#include "schedules/periods.hpp"
#include "schedules/project.hpp"

namespace egovplan {

// Accounts that can never be exceeded, whatever is done when, are left out.
class Ledger {
public:
    explicit Ledger(const Project& project);

    // Whether some mode of the activity charges an account.
    bool holds(Index activity) const;

    // Back to what the fixed activities charge.
    void reset();

    // Whether the accounts allow the mode in [from, to).
    bool fits(Index mode, Time from, Time to);
    // The next start at which it would charge something else.
    Time wait(Index mode, Time from, Time to) const;
    void charge(Index mode, Time from, Time to);

private:
    struct Ask {
        Index account;
        Index when;
        Amount amount;
    };
    struct Asks {
        Index ask, ask_stop;          // into asks_
        Index running, running_stop;  // into rows_
        bool is_single;               // one charge on one day
    };
    // Periods from the first to after the last that something is needed of.
    struct Range {
        Index from, to;
    };

    static constexpr Index kSeveral = -2;

    void read(const std::vector<char>& is_scarce);
    bool can_be_exceeded(Index account) const;
    Index period_of(const Ask& ask, Time from, Time to) const;
    void gather(const Asks& asks, Time from, Time to);
    void spread(const Ask& ask, Time from, Time to);
    void need(Index account, Index period, Amount amount);
    void look_ahead(Index account);

    const Project& p_;
    Periods periods_;
    std::vector<Ask> asks_;
    std::vector<Index> rows_;           // of running costs
    std::vector<Asks> of_mode_;
    std::vector<Amount> room_, base_room_;  // by period: what may still be charged, in all up to it where amounts carry over
    std::vector<Amount> reach_, base_reach_;  // the least room of a period and, where amounts carry over, of those after it
    std::vector<Amount> need_;          // by period, 0 outside the ranges
    std::vector<Range> range_;          // by account, empty outside needed_
    std::vector<Index> needed_;         // accounts
};

}  // namespace egovplan
