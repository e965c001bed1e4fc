// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/accounts.hpp"

namespace egovplan {

namespace {

constexpr Amount kMost = Amount{1} << 61;  // more than any room

// floor(amount · part / whole) without overflow
Amount share(Amount amount, Amount part, Amount whole) {
    return amount / whole * part + amount % whole * part / whole;
}

}  // namespace

Ledger::Ledger(const Project& project)
    : p_(project), periods_(project), room_(project.period_limit), need_(room_.size(), 0), range_(project.carries.size()) {
    for (Index a = 0; a < Index(range_.size()); ++a) range_[a] = {p_.period_ptr[a + 1], p_.period_ptr[a]};
    std::vector<Index> scarce(p_.period_ptr.begin() + 1, p_.period_ptr.end());
    read(scarce);
    for (Index i = 0; i < p_.n; ++i)
        if (p_.is_fixed(i)) {
            fits(p_.mode_ptr[i], p_.fixed_start[i], p_.fixed_finish[i]);  // or not: it has happened
            charge(p_.mode_ptr[i]);
        }
    for (Index a = 0; a < Index(range_.size()); ++a) scarce[a] = scarce_stop(a);
    read(scarce);
    base_room_ = room_;
}

// `scarce`: by account, after its last period that can be exceeded.
void Ledger::read(const std::vector<Index>& scarce) {
    const auto is_scarce = [&](Index account) { return scarce[account] > p_.period_ptr[account]; };
    asks_.clear();
    rows_.clear();
    of_mode_.clear();
    for (Index i = 0; i < p_.n; ++i)
        for (Index m = p_.mode_ptr[i]; m < p_.mode_ptr[i + 1]; ++m) {
            Asks asks{Index(asks_.size()), 0, Index(rows_.size()), 0, false};
            for (const Charge* c = p_.charges.begin(i); c != p_.charges.end(i); ++c)
                if ((c->mode < 0 || c->mode == m - p_.mode_ptr[i]) && c->amount > 0 && is_scarce(c->account))
                    asks_.push_back({c->amount, c->account, c->when, p_.carries[c->account] ? scarce[c->account] : -1,
                                     periods_.row_of(c->account)});
            for (Index r = p_.running.ptr[i]; r < p_.running.ptr[i + 1]; ++r)
                if (is_scarce(p_.running.items[r].account)) rows_.push_back(r);
            asks.ask_stop = Index(asks_.size());
            asks.running_stop = Index(rows_.size());
            asks.is_single = asks.ask_stop - asks.ask == 1 && asks.running_stop == asks.running;
            of_mode_.push_back(asks);
        }
}

// After the last period for which all charges together, each where it hurts most, are more than there is room for.
Index Ledger::scarce_stop(Index account) const {
    const auto sum = [](Amount a, Amount b) { return std::min(a + b, kMost); };
    Amount once = 0;
    std::vector<Amount> monthly(room_.size(), 0);
    for (Index i = 0; i < p_.n; ++i) {
        if (p_.is_fixed(i)) continue;
        for (const Charge* c = p_.charges.begin(i); c != p_.charges.end(i); ++c)
            if (c->account == account) once = sum(once, c->amount);
        for (const Running* r = p_.running.begin(i); r != p_.running.end(i); ++r)
            for (Index m = r->first; m < r->stop && r->account == account; ++m) {
                Amount& of = monthly[p_.period_ptr[account] + p_.months[m].period];
                of = sum(of, p_.months[m].amount);
            }
    }
    Amount before = 0;
    Index stop = p_.period_ptr[account];
    for (Index k = p_.period_ptr[account]; k < p_.period_ptr[account + 1]; ++k) {
        before = p_.carries[account] ? sum(before, monthly[k]) : monthly[k];
        if (sum(once, before) > std::max<Amount>(0, room_[k])) stop = k + 1;
    }
    return stop;
}

bool Ledger::holds(Index activity) const {
    const auto asks = [](const Asks& of) { return of.ask < of.ask_stop || of.running < of.running_stop; };
    return std::any_of(of_mode_.begin() + p_.mode_ptr[activity], of_mode_.begin() + p_.mode_ptr[activity + 1], asks);
}

void Ledger::reset() { room_ = base_room_; }

bool Ledger::fits_all(const Asks& asks, Time from, Time to) {
    gather(asks, from, to);
    return std::all_of(needed_.begin(), needed_.end(), [this](Index account) {
        // what is full without this activity does not hinder one that charges nothing there
        for (Index k = range_[account].from; k < range_[account].to; ++k)
            if (need_[k] > 0 && need_[k] > room_[k]) return false;
        return true;
    });
}

void Ledger::charge_all() {
    for (const Index account : needed_)
        for (Index k = range_[account].from; k < range_[account].to; ++k) room_[k] -= need_[k];
}

// Fills `need_` with what the mode would charge in each period; in all up to it where amounts are carried over.
void Ledger::gather(const Asks& asks, Time from, Time to) {
    for (const Index account : needed_) {
        std::fill(need_.begin() + range_[account].from, need_.begin() + range_[account].to, 0);
        range_[account] = {p_.period_ptr[account + 1], p_.period_ptr[account]};
    }
    needed_.clear();
    for (Index c = asks.ask; c < asks.ask_stop; ++c) {
        const Ask& ask = asks_[c];
        const Index k = period_of(ask, from, to);
        if (k == kSeveral) spread(ask, from, to);
        else if (k >= 0) need(ask.account, k, ask.amount);
    }
    for (Index r = asks.running; r < asks.running_stop; ++r) {
        const Running& cost = p_.running.items[rows_[r]];
        for (Index m = periods_.month_from(rows_[r], to); m < cost.stop; m = periods_.next(m))
            need(cost.account, p_.period_ptr[cost.account] + p_.months[m].period, periods_.rest(m));
    }
    for (const Index account : needed_) {
        if (!p_.carries[account]) continue;
        range_[account].to = p_.period_ptr[account + 1];
        for (Index k = range_[account].from + 1; k < range_[account].to; ++k) need_[k] += need_[k - 1];
    }
}

void Ledger::spread(const Ask& ask, Time from, Time to) {
    const Time days = to - from;
    for (Index k = first_period(ask, from); k < p_.period_ptr[ask.account + 1] && p_.period_start[k] < to; ++k) {
        const Time before = std::clamp(p_.period_start[k] - from, 0, days), after = std::clamp(p_.period_stop[k] - from, 0, days);
        if (before < after) need(ask.account, k, share(ask.amount, after, days) - share(ask.amount, before, days));
    }
}

void Ledger::need(Index account, Index period, Amount amount) {
    Range& range = range_[account];
    if (range.from >= range.to) needed_.push_back(account);
    range = {std::min(range.from, period), std::max(range.to, period + 1)};
    need_[period] += amount;
}

Time Ledger::wait(Index mode, Time from, Time to) const {
    const Asks& asks = of_mode_[mode];
    const Time days = to - from;
    const bool is_elapsed = p_.mode_table[mode] >= 0;
    Time later = p_.never();
    for (Index c = asks.ask; c < asks.ask_stop; ++c) {
        const Ask& ask = asks_[c];
        const bool is_spread = ask.when == kSpread && days > 0;
        if (asks.is_single && is_spread && !is_elapsed) return spread_wait(ask, from, days);
        const bool by_start = ask.when == kAtStart || days == 0;
        const auto next = std::upper_bound(p_.boundaries.begin(), p_.boundaries.end(), by_start || is_spread ? from : to - 1);
        if (next == p_.boundaries.end() || *next > p_.horizon) continue;
        // spread, it changes with every day as soon as the work lies in several periods
        const bool is_moving = is_spread && (*next < to || is_elapsed);
        later = std::min(later, is_moving ? from + 1 : by_start ? *next : p_.least_start(mode, *next + 1));
    }
    for (Index r = asks.running; r < asks.running_stop; ++r) {
        const Index month = periods_.month_from(rows_[r], to);
        if (month < p_.running.items[rows_[r]].stop && p_.months[month].start < p_.horizon)
            later = std::min(later, p_.least_start(mode, p_.months[month].start + 1));
    }
    return std::max(later, from + 1);
}

// The same for one charge that is spread over so many days and does not fit: the days that a period can pay are its last ones.
Time Ledger::spread_wait(const Ask& ask, Time from, Time days) const {
    const bool carries = p_.carries[ask.account];
    const Index first = p_.period_ptr[ask.account];
    Amount need = 0;
    for (Index k = first_period(ask, from); k < p_.period_ptr[ask.account + 1]; ++k) {
        const Time begin = p_.period_start[k], end = p_.period_stop[k];
        const Time before = std::clamp(begin - from, 0, days), after = std::clamp(end - from, 0, days);
        need = (carries ? need : 0) + share(ask.amount, after, days) - share(ask.amount, before, days);
        if (need <= 0 || need <= room_[k]) continue;
        // with days that count nowhere in between, or more days than the period has, it is not that simple
        const bool is_plain = carries ? periods_.is_gapless(ask.account) && from >= p_.period_start[first] : days <= end - begin || begin <= from;
        if (!is_plain) break;
        Time paid = 0, unpaid = days;  // numbers of days
        while (unpaid - paid > 1) {
            const Time middle = paid + (unpaid - paid) / 2;
            const Amount part = share(ask.amount, middle, days);
            (part <= 0 || part <= room_[k] ? paid : unpaid) = middle;
        }
        return std::max(from + 1, end - paid);
    }
    return from + 1;
}

}  // namespace egovplan
