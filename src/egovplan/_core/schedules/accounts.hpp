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
    bool fits(Index mode, Time from, Time to) {
        const Asks& asks = of_mode_[std::size_t(mode)];
        if (asks.is_single) {
            const Ask& ask = asks_[std::size_t(asks.ask)];
            const Index k = single_ = period_of(ask, from, to);
            if (k >= 0) return has_room(ask.amount, k, ask.stop_after(k));
            if (k != kSeveral) return true;
        }
        return fits_all(asks, from, to);
    }
    // The next start at which it would charge something else, and might fit.
    Time wait(Index mode, Time from, Time to) const;
    // Charges what was asked last.
    void charge(Index mode) {
        const Asks& asks = of_mode_[std::size_t(mode)];
        if (!asks.is_single || single_ == kSeveral) return charge_all();
        if (single_ < 0) return;
        const Ask& ask = asks_[std::size_t(asks.ask)];
        for (Index k = single_, stop = ask.stop_after(k); k < stop; ++k) room_[std::size_t(k)] -= ask.amount;
    }

private:
    struct Ask {
        Amount amount;
        Index account, when;
        Index stop;        // after the last period that can be exceeded if the account carries over, -1 if it does not
        std::size_t days;  // row of the account's periods by day

        // After the last period whose room a charge in period k takes.
        Index stop_after(Index k) const { return stop < 0 ? k + 1 : stop; }
    };
    struct Asks {
        Index ask, ask_stop;          // into asks_
        Index running, running_stop;  // into rows_
        bool is_single;               // one charge
    };
    // Periods from the first to after the last that something is needed of.
    struct Range {
        Index from, to;
    };

    static constexpr Index kSeveral = -2;

    void read(const std::vector<Index>& scarce);
    Index scarce_stop(Index account) const;
    bool fits_all(const Asks& asks, Time from, Time to);
    void charge_all();
    // The period that has all of a charge, -1 if it lies in none, kSeveral if that takes a closer look.
    Index period_of(const Ask& ask, Time from, Time to) const {
        const Time last = ask.when != kAtStart && to > from ? to - 1 : from;
        const Index k = periods_.at(ask.days, last);
        return ask.when != kSpread || (k >= 0 && k == periods_.at(ask.days, from)) || to == from ? k : kSeveral;
    }
    // No period before it has a part of what begins then.
    Index first_period(const Ask& ask, Time from) const {
        return std::max(p_.period_ptr[std::size_t(ask.account)], periods_.at(ask.days, from));
    }
    bool has_room(Amount amount, Index k, Index stop) const {
        Amount least = room_[std::size_t(k)];
        for (++k; k < stop; ++k) least = std::min(least, room_[std::size_t(k)]);
        return amount <= least;
    }
    Time spread_wait(const Ask& ask, Time from, Time days) const;
    void gather(const Asks& asks, Time from, Time to);
    void spread(const Ask& ask, Time from, Time to);
    void need(Index account, Index period, Amount amount);

    const Project& p_;
    Periods periods_;
    std::vector<Ask> asks_;
    std::vector<Index> rows_;           // of running costs
    std::vector<Asks> of_mode_;
    std::vector<Amount> room_, base_room_;  // by period: what may still be charged, in all up to it where amounts carry over
    std::vector<Amount> need_;          // by period, 0 outside the ranges
    std::vector<Range> range_;          // by account, empty outside needed_
    std::vector<Index> needed_;         // accounts
    Index single_ = -1;                 // period of the last single charge that was asked for
};

}  // namespace egovplan
