// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// What an activity charges, whether the accounts allow it, and when that changes.

#include "schedules/generation.hpp"

namespace egovplan {

namespace {

// floor(amount · part / whole) without overflow
Amount share(Amount amount, Amount part, Amount whole) {
    return amount / whole * part + amount % whole * part / whole;
}

}  // namespace

// Fills `need_` with what the activity would charge in each period.
void Generator::account_needs(Index activity, Index mode, Time from, Time to) {
    std::fill(need_.begin(), need_.end(), 0);
    const Time days = to - from;
    for (const Charge* c = p_.charges.begin(activity); c != p_.charges.end(activity); ++c) {
        if (c->mode >= 0 && c->mode != mode - p_.mode_ptr[activity]) continue;
        const Time day = c->when == kAtFinish && days > 0 ? to - 1 : from;
        for (Index k = p_.period_ptr[c->account]; k < p_.period_ptr[c->account + 1]; ++k) {
            if (c->when == kSpread && days > 0) {
                const Time before = std::clamp(p_.period_start[k] - from, 0, days);
                const Time after = std::clamp(p_.period_stop[k] - from, 0, days);
                need_[k] += share(c->amount, after, days) - share(c->amount, before, days);
            } else if (p_.period_start[k] <= day && day < p_.period_stop[k]) {
                need_[k] += c->amount;
            }
        }
    }
    for (const Running* r = p_.running.begin(activity); r != p_.running.end(activity); ++r)
        for (Index m = r->first; m < r->stop; ++m)
            if (to <= p_.months[m].start) need_[p_.period_ptr[r->account] + p_.months[m].period] += p_.months[m].amount;
}

bool Generator::account_fits(Index activity, Index mode, Time from, Time to) {
    account_needs(activity, mode, from, to);
    for (std::size_t a = 0; a < p_.carries.size(); ++a) {
        Amount sum = 0, needed = 0;
        for (Index k = p_.period_ptr[a]; k < p_.period_ptr[a + 1]; ++k) {
            sum = (p_.carries[a] ? sum : 0) + used_[k] + need_[k];
            needed = (p_.carries[a] ? needed : 0) + need_[k];
            // what is full without this activity does not hinder one that charges nothing there
            if (needed > 0 && sum > p_.period_limit[k]) return false;
        }
    }
    return true;
}

// The next start at which the charges change.
Time Generator::account_wait(Index activity, Index mode, Time from, Time to) const {
    Time later = p_.never();
    const bool is_point = to == from;
    const Time day = is_point ? from : to - 1;
    for (const Charge* c = p_.charges.begin(activity); c != p_.charges.end(activity); ++c) {
        if (c->when == kSpread && !is_point) return from + 1;
        const bool at_finish = c->when == kAtFinish && !is_point;
        const auto next = std::upper_bound(p_.boundaries.begin(), p_.boundaries.end(), at_finish ? day : from);
        if (next == p_.boundaries.end() || *next > p_.horizon) continue;
        later = std::min(later, at_finish ? p_.least_start(mode, *next + 1) : *next);
    }
    for (const Running* r = p_.running.begin(activity); r != p_.running.end(activity); ++r)
        for (Index m = r->first; m < r->stop; ++m)
            if (to <= p_.months[m].start && p_.months[m].start < p_.horizon)
                later = std::min(later, p_.least_start(mode, p_.months[m].start + 1));
    return std::max(later, from + 1);
}

}  // namespace egovplan
