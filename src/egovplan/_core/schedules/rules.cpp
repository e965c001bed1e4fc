// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Earliest and latest dates without resources, and the priority rules that are made of them.

#include "schedules/search.hpp"

namespace egovplan {

namespace {

constexpr Amount kTie = Amount{1} << 20;

// Latest starts and finishes if nothing may finish after `until`, each bundle by its due date too where asked for. Not
// exact where starts are restricted to some days: they serve as priorities only.
Heads tails_of(const Project& p, const std::vector<Index>& mode, Time until, bool with_dues) {
    Heads tails{std::vector<Time>(p.n, until), std::vector<Time>(p.n, until)};
    for (auto i = p.topological.rbegin(); i != p.topological.rend(); ++i) {
        Time by_finish = with_dues ? std::min(until, p.deadline[*i]) : until, by_start = until;
        const Index b = p.bundle_of[*i];
        if (with_dues && b >= 0 && p.due[b] >= 0) by_finish = std::min(by_finish, p.due[b]);
        for (const Link* k = p.out.begin(*i); k != p.out.end(*i); ++k) {
            const Time x = k->to_start() ? tails.start[k->other] : tails.finish[k->other];
            const Time event = x < 0 ? x : p.latest_event(*k, x);
            Time& side = k->from_start() ? by_start : by_finish;
            side = std::min(side, event);
        }
        // below zero it goes on by durations, so that what is late already keeps its order
        const Time length = p.finish(mode[*i], 0);
        tails.start[*i] = std::min(by_start, by_finish < length ? by_finish - length : p.most_start(mode[*i], by_finish));
        tails.finish[*i] = by_finish;
    }
    return tails;
}

}  // namespace

Heads heads_of(const Project& p, const std::vector<Index>& mode) {
    Heads heads{p.fixed_start, p.fixed_finish};
    for (const Index i : p.topological) {
        if (p.is_fixed(i)) continue;
        // an empty `mode` asks for what holds in any mode
        const Index first = mode.empty() ? p.mode_ptr[i] : mode[i];
        const Index last = mode.empty() ? p.mode_ptr[i + 1] : first + 1;
        heads.start[i] = heads.finish[i] = p.never();
        for (Index m = first; m < last; ++m) {
            Time t = 0;
            for (const Link* k = p.in.begin(i); k != p.in.end(i); ++k) {
                const Time x = p.bound(*k, k->from_start() ? heads.start[k->other] : heads.finish[k->other]);
                t = std::max(t, k->to_start() || x == p.never() ? x : p.least_start(m, x));
            }
            if (p.notice[i] >= 0 && p.in.size(i) > 0) t = p.table(p.notice[i])[t];
            t = p.next_allowed(i, std::max(t, p.release[i]));
            heads.start[i] = std::min(heads.start[i], t);
            heads.finish[i] = std::min(heads.finish[i], p.finish(m, t));
        }
    }
    return heads;
}

std::vector<std::vector<Amount>> Search::rule_keys() const {
    const Project& p = project_;
    std::vector<Index> mode(p.n);
    for (Index i = 0; i < p.n; ++i) {
        mode[i] = p.mode_ptr[i];
        for (Index m = p.mode_ptr[i]; m < p.mode_ptr[i + 1]; ++m)
            if (p.finish(m, 0) < p.finish(mode[i], 0)) mode[i] = m;
    }
    const Heads heads = heads_of(p, mode);
    const Time until = p.n ? std::min(p.horizon, *std::max_element(heads.finish.begin(), heads.finish.end())) : 0;
    const Heads plain = tails_of(p, mode, until, false), urgent = tails_of(p, mode, until, true);
    std::vector<Amount> weight(p.n, 0);   // the highest weight of what waits for it
    std::vector<Time> earliest(p.due.size(), p.never());
    for (auto i = p.topological.rbegin(); i != p.topological.rend(); ++i) {
        const Index b = p.bundle_of[*i];
        if (b >= 0) weight[*i] = std::max(weight[*i], p.weight[b]);
        for (const Link* k = p.in.begin(*i); k != p.in.end(*i); ++k)
            weight[k->other] = std::max(weight[k->other], weight[*i]);
        if (b >= 0) earliest[b] = std::min(earliest[b], urgent.start[*i]);
    }
    std::vector<std::vector<Amount>> keys(9, std::vector<Amount>(p.n));
    for (Index i = 0; i < p.n; ++i) {
        const Index b = p.bundle_of[i];
        const Amount first = b >= 0 ? earliest[b] : urgent.start[i], row = b >= 0 ? b : 0;
        const Amount values[] = {
            urgent.finish[i], plain.finish[i], urgent.start[i], plain.start[i], first * Amount(p.due.size() + 1) + row,
            urgent.start[i] - Amount(heads.start[i]), heads.start[i], -weight[i] * 8 * kTie + urgent.finish[i], row,
        };
        for (std::size_t r = 0; r < keys.size(); ++r) keys[r][i] = values[r] * kTie + p.rank[i];
    }
    return keys;
}

}  // namespace egovplan
