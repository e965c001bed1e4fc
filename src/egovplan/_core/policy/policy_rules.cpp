// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Limits of open bundles, and accounts: when they let something start. The same rules as in a Generator.

#include "policy/replay.hpp"

namespace egovplan {

namespace {

// floor(amount · part / whole) without overflow
Amount share(Amount amount, Amount part, Amount whole) { return amount / whole * part + amount % whole * part / whole; }

}  // namespace

// The first allowed start at which the group lets the activity in.
Time Schedules::group_fit(const Step& step, const std::vector<Span>& span, Time from, Time days) {
    while (from <= policy.p.horizon) {
        const Time to = policy.finish(step, from, days);
        if (to > policy.p.horizon) break;
        const Time later = group_wait(step, span, from, to);
        if (later <= from) return from;
        from = next(step, later);
    }
    return policy.p.never();
}

// A bundle is open from its first start until its last member has a place, and then to its last finish; a bold policy counts
// it to its last finish so far. Returns `from` if the interval can be opened there, else a later start to try.
Time Schedules::group_wait(const Step& step, const std::vector<Span>& span, Time from, Time to) {
    const Project& p = policy.p;
    const Span& own = span[step.bundle];
    const bool is_bold = policy.is_bold;
    Time first = std::max(from, p.now), last = own.first >= 0 ? own.first : own.left > 1 ? p.never() : to;
    if (own.is_point || is_bold) {
        first = std::max(own.first < 0 ? from : std::min(own.first, from), p.now);
        last = std::max(own.last, to);
    }
    if (first >= last) return from;
    Time later = p.never();
    others_.clear();
    for (const Index* o = p.group.begin(step.group); o != p.group.end(step.group); ++o) {
        const Span& other = span[*o];
        if (*o == step.bundle || other.first < 0) continue;
        const bool is_endless = other.left > 0 && !other.is_point && !is_bold;
        if (!is_endless && other.last > from) later = std::min(later, other.last);
        if (other.first < last && (is_endless || other.last > first)) others_.emplace_back(other.first, is_endless ? kUnplaced : other.last);
    }
    const auto limit = std::ptrdiff_t(p.group_limit[step.group]);
    if (std::ptrdiff_t(others_.size()) < limit) return from;
    // the number of open ones grows only where one begins, or where this one does
    const auto is_full = [&](const std::pair<Time, Time>& other) {
        const Time probe = std::max(other.first, first);
        const auto is_open_then = [probe](const std::pair<Time, Time>& s) { return s.first <= probe && s.second > probe; };
        return std::count_if(others_.begin(), others_.end(), is_open_then) >= limit;
    };
    if (std::none_of(others_.begin(), others_.end(), is_full)) return from;
    if (own.first > from) later = std::min(later, own.first);
    return later;
}

// The first allowed start at which the account has room.
Time Schedules::account_fit(const Step& step, const Ask& ask, Time from, Time days) {
    while (from <= policy.p.horizon) {
        const Time to = policy.finish(step, from, days);
        if (to > policy.p.horizon) break;
        if (account_allows(ask, from, to)) return from;
        from = next(step, account_wait(step, ask, from, to, days));
    }
    return policy.p.never();
}

bool Schedules::account_allows(const Ask& ask, Time from, Time to) {
    const Range range = needs_of(ask, from, to);
    // what is full without this activity does not hinder one that charges nothing there
    for (Index k = range.from; k < range.to; ++k)
        if (need_[k] > 0 && need_[k] > room_[k]) return false;
    return true;
}

// Fills `need_` with what the activity would charge in each period; up to it where amounts are carried over. Returns the
// periods from the first to the last that it charges; in others of the account `need_` is 0.
Schedules::Range Schedules::needs_of(const Ask& ask, Time from, Time to) {
    const Project& p = policy.p;
    const Index begin = p.period_ptr[ask.account], end = p.period_ptr[ask.account + 1];
    Range& range = needed_[ask.account];
    for (Index k = range.from; k < range.to; ++k) need_[k] = 0;
    range = {end, begin};
    const auto add = [&](Index k, Amount amount) {
        need_[k] += amount;
        range = {std::min(range.from, k), std::max(range.to, k + 1)};
    };
    const Time days = to - from;
    for (Index c = ask.charge; c < ask.charge_stop; ++c) {
        const Charge& charge = policy.charges[c];
        if (charge.when != kSpread || days == 0) {
            const Index k = policy.period_at(ask.account, charge.when == kAtFinish && days > 0 ? to - 1 : from);
            if (k >= 0) add(k, charge.amount);
            continue;
        }
        for (Index k = begin; k < end; ++k) {
            const Time before = std::clamp(p.period_start[k] - from, 0, days), after = std::clamp(p.period_stop[k] - from, 0, days);
            if (before < after) add(k, share(charge.amount, after, days) - share(charge.amount, before, days));
        }
    }
    for (Index r = ask.running; r < ask.running_stop; ++r) {
        const Running& running = policy.running[r];
        for (Index m = policy.month_from(r, to); m < running.stop; m = policy.month_next[m])
            add(begin + p.months[m].period, policy.month_rest[m]);
    }
    if (p.carries[ask.account] && range.from < range.to) {
        range.to = end;
        for (Index k = range.from + 1; k < end; ++k) need_[k] += need_[k - 1];
    }
    return range;
}

// The next start at which the charges change.
Time Schedules::account_wait(const Step& step, const Ask& ask, Time from, Time to, Time days) const {
    const Project& p = policy.p;
    Time later = p.never();
    const bool is_point = to == from;
    for (Index c = ask.charge; c < ask.charge_stop; ++c) {
        const Charge& charge = policy.charges[c];
        if (charge.when == kSpread && !is_point) return from + 1;
        const bool at_finish = charge.when == kAtFinish && !is_point;
        const auto boundary = std::upper_bound(p.boundaries.begin(), p.boundaries.end(), at_finish ? to - 1 : from);
        if (boundary == p.boundaries.end() || *boundary > p.horizon) continue;
        later = std::min(later, at_finish ? policy.least_start(step, *boundary + 1, days) : *boundary);
    }
    for (Index r = ask.running; r < ask.running_stop; ++r) {
        const Index month = policy.month_from(r, to);
        if (month < policy.running[r].stop && p.months[month].start < p.horizon)
            later = std::min(later, policy.least_start(step, p.months[month].start + 1, days));
    }
    return std::max(later, from + 1);
}

}  // namespace egovplan
