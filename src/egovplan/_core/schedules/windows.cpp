// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/windows.hpp"

namespace egovplan {

namespace {

using Row = std::size_t;

// The first start that an event of a predecessor allows, in the mode that allows the earliest; notice and calendar included.
Time lower_bound_of(const Project& p, Index i, const Link& link, Time event) {
    Time x = p.bound(link, event);
    if (!link.to_start() && x != p.never()) {
        Time least = p.never();
        for (Index m = p.mode_ptr[i]; m < p.mode_ptr[i + 1]; ++m) least = std::min(least, p.least_start(m, x));
        x = least;
    }
    if (p.notice[i] >= 0) x = p.table(p.notice[i])[x];
    return p.next_allowed(i, x);
}

// The last allowed time that is not after t, -1 if there is none.
Time last_allowed(const Project& p, Index i, Time t) {
    if (p.allowed[i] < 0 || t < 0) return t;
    const Time* row = p.next.data() + Row(p.allowed[i]) * (Row(p.horizon) + 2);
    if (row[t] == t) return t;
    // `next` is constant between allowed days: the one before lies just before the run that holds t
    const Time* run = std::lower_bound(row, row + t + 1, row[t]);
    return Time(run - row) - 1;
}

// The last event of a predecessor that still lets i start by `high`, -1 if there is none.
Time upper_bound_of(const Project& p, Index i, const Link& link, Time high) {
    Time ready = last_allowed(p, i, high);
    if (ready >= 0 && p.notice[i] >= 0) {
        const Time* row = p.table(p.notice[i]);
        ready = Time(std::upper_bound(row, row + p.horizon + 2, ready) - row) - 1;
    }
    if (ready < 0) return -1;
    if (link.to_start()) return p.latest_event(link, ready);
    Time most = 0;
    for (Index m = p.mode_ptr[i]; m < p.mode_ptr[i + 1]; ++m) most = std::max(most, p.finish(m, ready));
    return p.latest_event(link, most);
}

// The first and the last finish, and the last start that finishes by `until`, over all modes.
Time first_finish(const Project& p, Index i, Time start) {
    Time least = p.never();
    for (Index m = p.mode_ptr[i]; m < p.mode_ptr[i + 1]; ++m) least = std::min(least, p.finish(m, start));
    return least;
}

Time last_finish(const Project& p, Index i, Time start) {
    Time most = 0;
    for (Index m = p.mode_ptr[i]; m < p.mode_ptr[i + 1]; ++m) most = std::max(most, p.finish(m, start));
    return most;
}

Time last_start(const Project& p, Index i, Time until) {
    Time most = -1;
    for (Index m = p.mode_ptr[i]; m < p.mode_ptr[i + 1]; ++m) most = std::max(most, p.most_start(m, until));
    return most;
}

bool stop_at(Windows& w, Index i, Time earliest) {
    w.stuck = i;
    w.earliest = earliest;
    return false;
}

bool raise_low(const Project& p, Windows& w, Index i) {
    for (const Link* k = p.in.begin(i); k != p.in.end(i); ++k) {
        const Time low = lower_bound_of(p, i, *k, k->from_start() ? w.start_low[k->other] : w.finish_low[k->other]);
        if (low > w.start_low[i]) {
            w.start_low[i] = low;
            w.driver[i] = k->other;
        }
    }
    const Time low = w.start_low[i] = p.next_allowed(i, w.start_low[i]);
    if (low > w.start_high[i]) return stop_at(w, i, p.never());
    w.finish_low[i] = std::max(w.finish_low[i], first_finish(p, i, low));
    return w.finish_low[i] <= w.finish_high[i] || stop_at(w, i, w.finish_low[i]);
}

bool lower_high(const Project& p, Windows& w, Index i) {
    for (const Link* k = p.out.begin(i); k != p.out.end(i); ++k) {
        const Time event = upper_bound_of(p, k->other, *k, w.start_high[k->other]);
        Time& high = k->from_start() ? w.start_high[i] : w.finish_high[i];
        if (!p.is_fixed(i)) high = std::min(high, event);
    }
    if (p.is_fixed(i)) return true;
    const Time high = std::min(w.start_high[i], last_start(p, i, w.finish_high[i]));
    w.start_high[i] = last_allowed(p, i, high);
    if (w.start_high[i] < w.start_low[i]) return stop_at(w, i, w.finish_low[i]);
    w.finish_high[i] = std::min(w.finish_high[i], last_finish(p, i, w.start_high[i]));
    return true;
}

}  // namespace

Windows open_windows(const Project& p) {
    Windows w{p.release, std::vector<Time>(p.n, p.horizon), std::vector<Time>(p.n, 0), p.deadline, std::vector<Index>(p.n, -1)};
    for (Index i = 0; i < p.n; ++i)
        if (p.is_fixed(i)) {
            w.start_low[i] = w.start_high[i] = p.fixed_start[i];
            w.finish_low[i] = w.finish_high[i] = p.fixed_finish[i];
        }
    return w;
}

void raise_lows(const Project& p, Windows& w) {
    for (const Index i : p.topological)
        if (!p.is_fixed(i) && !raise_low(p, w, i)) return;
}

void lower_highs(const Project& p, Windows& w) {
    for (auto i = p.topological.rbegin(); i != p.topological.rend(); ++i)
        if (!lower_high(p, w, *i)) return;
}

}  // namespace egovplan
