// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Backward generation within a schedule: where each activity could lie at the latest.

#include "schedules/generation.hpp"

namespace egovplan {

void Generator::justify(Choice& choice) {
    const Time until = p_.n ? *std::max_element(finish.begin(), finish.end()) : 0;
    std::vector<Index> order = sequence;
    const auto later = [this](Index a, Index b) {
        return finish[a] != finish[b] ? finish[a] > finish[b] : p_.rank[a] > p_.rank[b];
    };
    std::sort(order.begin(), order.end(), later);
    for (const Index i : order) load(choice.mode[i], start[i], finish[i], -1);
    for (const Index i : order) {
        const Index mode = choice.mode[i];
        const Time s = latest_fit(mode, latest_start(i, mode, until));
        if (s > start[i]) {  // where the other rules have pushed it later already, it stays
            start[i] = s;
            finish[i] = p_.finish(mode, s);
        }
        load(mode, start[i], finish[i], 1);
        choice.key[i] = Amount(start[i]) * p_.n + p_.rank[i];
    }
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

// The latest start not after the given one at which the resources suffice, -1 if there is none.
Time Generator::latest_fit(Index mode, Time s) const {
    const std::size_t width = std::size_t(p_.horizon) + 1;
    while (s >= 0) {
        const Time f = p_.finish(mode, s);
        if (f > p_.horizon) return -1;
        Time clash = -1;
        for (const Demand* d = p_.demand.begin(mode); d != p_.demand.end(mode) && clash < 0; ++d) {
            const Index* row = free_.data() + width * std::size_t(d->resource);
            for (Time t = s; t < f; ++t)
                if (row[t] < d->amount) {
                    clash = t;
                    break;
                }
        }
        if (clash < 0) return s;
        s = std::min(s - 1, p_.most_start(mode, clash));
    }
    return s;
}

}  // namespace egovplan
