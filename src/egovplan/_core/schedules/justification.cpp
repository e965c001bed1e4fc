// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Backward generation within a schedule: where each activity could lie at the latest.

#include "schedules/generation.hpp"

namespace egovplan {

void Generator::justify(Choice& choice) {
    const Time until = p_.n ? *std::max_element(finish.begin(), finish.end()) : 0;
    key_.resize(std::size_t(p_.n));
    for (Index i = 0; i < p_.n; ++i) key_[i] = -finish[i];
    choice.order.assign(by_rank_.rbegin(), by_rank_.rend());
    sorter_.sort(choice.order, key_);
    profile_.reset();
    for (const Index i : choice.order) {
        const Index mode = choice.mode[i];
        const Time t = latest_fit(mode, latest_start(i, mode, until));
        if (t > start[i]) {  // where the other rules have pushed it later already, it stays
            start[i] = t;
            finish[i] = p_.finish(mode, t);
        }
        profile_.take(mode, start[i], finish[i]);
    }
    choice.order = by_rank_;
    sorter_.sort(choice.order, start);
}

// The latest start that the successors allow, as they lie now.
Time Generator::latest_start(Index activity, Index mode, Time until) const {
    Time by_finish = until, by_start = until;
    for (const Link* k = p_.out.begin(activity); k != p_.out.end(activity); ++k) {
        const Time x = k->to_start() ? start[k->other] : finish[k->other];
        const Time event = p_.latest_event(*k, x);
        (k->from_start() ? by_start : by_finish) = std::min(k->from_start() ? by_start : by_finish, event);
    }
    return by_finish < 0 ? -1 : std::min(by_start, p_.most_start(mode, by_finish));
}

// The latest start not after t at which the resources suffice, -1 if there is none.
Time Generator::latest_fit(Index mode, Time t) const {
    if (t < 0 || p_.finish(mode, t) > p_.horizon) return -1;
    if (p_.mode_table[mode] < 0) return profile_.last_fit(mode, t, p_.mode_duration[mode]);
    while (t >= 0) {
        const Time clash = profile_.first_clash(mode, t, p_.finish(mode, t));
        if (clash < 0) return t;
        t = std::min(t - 1, p_.most_start(mode, clash));
    }
    return t;
}

}  // namespace egovplan
