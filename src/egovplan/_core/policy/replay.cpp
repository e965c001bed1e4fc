// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "policy/replay.hpp"

#include <cstring>

namespace egovplan {

Schedules::Schedules(const Policy& with)
    : policy(with), event(2 * with.activity.size()), ready(with.activity.size(), 0), waited(with.causes(), 0),
      base_span_(with.p.due.size()), base_room_(with.p.period_limit), need_(base_room_.size(), 0),
      needed_(with.p.carries.size(), {0, 0}), seen_(with.activity.size(), 0) {
    const Project& p = with.p;
    for (Index b = 0; b < Index(base_span_.size()); ++b) {
        const auto takes_time = [&p](Index i) {
            return p.is_fixed(i) || p.mode_table[p.mode_ptr[i]] >= 0 || p.mode_duration[p.mode_ptr[i]] > 0;
        };
        base_span_[b] = {-1, -1, p.bundle.size(b), std::none_of(p.bundle.begin(b), p.bundle.end(b), takes_time)};
    }
    span_ = base_span_;
    for (Index s = 0; s < with.settled; ++s) {
        const Step& step = with.steps[s];
        const Time from = step.pinned, to = p.fixed_finish[step.activity];
        event[2 * std::size_t(s)] = to;
        event[2 * std::size_t(s) + 1] = from;
        join_bundle(step, from, to);
        for (Index k = step.ask; k < step.ask_stop; ++k) needs_of(with.asks[k], from, to);
        spend(step, base_room_);
    }
    base_span_ = span_;
}

void Schedules::reset() {
    span_ = base_span_;
    room_ = base_room_;
    for (const Index cause : causes) waited[cause] = 0;
    causes.clear();
    unplaced = 0;
    last = 0;
    for (Index s = 0; s < policy.settled; ++s) last = std::max(last, event[2 * std::size_t(s)]);
}

// The least start that one bound allows, above the horizon if there is none.
Time Schedules::bound_of(const Step& step, const Bound& bound, Time at, Time days) const {
    if (at > policy.p.horizon) return kUnplaced;
    const Time x = bound.table >= 0 ? policy.p.table(bound.table)[at] : std::max(0, at + bound.lag);
    return bound.to_finish && x <= policy.p.horizon ? policy.least_start(step, x, days) : x;
}

Time Schedules::ready_of(const Step& step, Time days) const {
    Time t = 0;
    for (Index k = step.plain; k < step.special; ++k) t = std::max(t, event[policy.bounds[k].event] + policy.bounds[k].lag);
    for (Index k = step.special; k < step.stop; ++k) {
        const Bound& bound = policy.bounds[k];
        t = std::max(t, bound_of(step, bound, event[bound.event], days));
    }
    if (t > policy.p.horizon) return policy.p.never();
    if (step.notice && step.plain < step.stop) t = step.notice[t];
    return next(step, std::max(t, step.release));
}

void Schedules::join_bundle(const Step& step, Time from, Time to) {
    if (step.bundle < 0) return;
    Span& span = span_[step.bundle];
    span.first = span.first < 0 ? from : std::min(span.first, from);
    span.last = std::max(span.last, to);
    --span.left;
}

// Takes what was found to be needed last.
void Schedules::spend(const Step& step, std::vector<Amount>& room) const {
    for (Index a = step.ask; a < step.ask_stop; ++a) {
        const Range range = needed_[policy.asks[a].account];
        for (Index k = range.from; k < range.to; ++k) room[k] -= need_[k];
    }
}

template <typename Cell>
Replay<Cell>::Replay(const Policy& with)
    : Schedules(with), width_(std::size_t(with.p.horizon) + 1 + 2 * kPad), free_(width_ * with.p.resources, 0),
      touched_(with.p.resources, {std::numeric_limits<Time>::max(), 0}) {
    const std::size_t width = std::size_t(with.p.horizon) + 1;
    for (Index r = 0; r < with.p.resources; ++r)
        for (std::size_t t = 0; t < width; ++t)
            row(r)[t] = static_cast<Cell>(with.capacity[width * std::size_t(r) + t]);
    base_free_ = free_;
    for (const Demand& d : with.demands) needs_.push_back({row(d.resource), d.resource, static_cast<Cell>(d.amount)});
}

template <typename Cell>
void Replay<Cell>::restore() {
    for (Index r = 0; r < policy.p.resources; ++r) {
        Touched& t = touched_[r];
        if (t.from >= t.to) continue;
        std::memcpy(row(r) + t.from, base_free_.data() + width_ * std::size_t(r) + t.from, std::size_t(t.to - t.from) * sizeof(Cell));
        t = {std::numeric_limits<Time>::max(), 0};
    }
}

template <typename Cell>
void Replay<Cell>::run(const std::int32_t* days) {
    restore();
    reset();
    days_ = days;
    for (Index slot = policy.settled; slot < Index(policy.steps.size()); ++slot) {
        const Step& step = policy.steps[slot];
        const Time length = *days++;
        const bool is_pinned = step.pinned >= 0;
        const Time from = is_pinned ? step.pinned : place(step, slot, length);
        if (from > policy.p.horizon) {
            event[2 * std::size_t(slot)] = event[2 * std::size_t(slot) + 1] = kUnplaced;
            ++unplaced;
        } else {
            commit(step, slot, from, is_pinned ? std::max(from, step.from + length) : policy.finish(step, from, length));
        }
    }
    if (unplaced > 0) last = policy.p.never();
}

// Asks everything that may make the activity wait in turn, until nothing does; each moves the start to the first one that
// it allows by itself.
template <typename Cell>
Time Replay<Cell>::place(const Step& step, Index slot, Time days) {
    const Time first = ready_of(step, days);
    ready[slot] = first;
    if (first > policy.p.horizon) return first;
    const Index demands = days > 0 ? step.demand_stop - step.demand : 0;
    const Index grouped = demands + Index(step.group >= 0);
    const Index askers = grouped + step.ask_stop - step.ask;
    moves_.clear();
    Time t = first;
    const Need* needs = needs_.data() + step.demand;
    Index k = std::min(demands, satisfied(needs, step, t, days));
    for (Index calm = k; calm < askers; ++k) {
        if (k == askers) k = 0;
        Time later;
        Index cause;
        if (k < demands) {
            later = resource_fit(step, needs[k], t, days);
            cause = needs[k].resource;
        } else if (k < grouped) {
            later = is_open(step, t) ? t : group_fit(step, span_, t, days);
            cause = policy.p.resources + step.group;
        } else {
            const Ask& ask = policy.asks[step.ask + k - grouped];
            later = account_fit(step, ask, t, days);
            cause = policy.p.resources + Index(policy.p.group_limit.size()) + ask.account;
        }
        ++calm;
        if (later == t) continue;
        if (later > policy.p.horizon) return later;
        moves_.emplace_back(cause, later - t);
        t = later;
        calm = 1;
    }
    if (policy.finish(step, t, days) > policy.p.horizon) return policy.p.never();
    return t;
}

// How many of the first needs can be met on the days from t on without waiting; most things need not wait.
template <typename Cell>
Index Replay<Cell>::satisfied(const Need* needs, const Step& step, Time t, Time days) const {
    if (step.is_elapsed || days <= 0 || days > 64 || t > policy.p.horizon - days) return 0;
    const Index demands = step.demand_stop - step.demand;
    for (Index k = 0; k < demands; ++k)
        if (short_of(needs[k].row + t, needs[k].amount) << (64 - days) != 0) return k;
    return demands;
}

template <typename Cell>
Time Replay<Cell>::resource_fit(const Step& step, const Need& need, Time t, Time days) const {
    const Cell* cells = need.row;
    const Cell amount = need.amount;
    while (t <= policy.p.horizon) {
        Time later;
        if (!step.is_elapsed) {
            later = first_fit(cells, amount, t, days, policy.p.horizon - days);
            if (later > policy.p.horizon - days) return policy.p.never();
        } else {
            const Time finish = policy.finish(step, t, days);
            if (finish > policy.p.horizon) return policy.p.never();
            later = std::max(t, last_short(cells, amount, t, finish) + 1);
        }
        if (later == t) return t;
        later = next(step, later);
        if (!step.is_elapsed && !step.next) return later;
        t = later;
    }
    return policy.p.never();
}

template <typename Cell>
void Replay<Cell>::commit(const Step& step, Index slot, Time from, Time to) {
    event[2 * std::size_t(slot)] = to;
    event[2 * std::size_t(slot) + 1] = from;
    last = std::max(last, to);
    const Time until = std::min(to, policy.p.horizon + 1);
    if (to > policy.p.horizon) {  // only what has begun: it was not asked
        event[2 * std::size_t(slot)] = kUnplaced;
        ++unplaced;
    }
    if (until > from)
        for (Index k = step.demand; k < step.demand_stop; ++k) {
            const Need need = needs_[std::size_t(k)];
            take(need.row, need.amount, from, until);
            Touched& t = touched_[need.resource];
            t = {std::min(t.from, from), std::max(t.to, until)};
        }
    for (Index k = step.ask; step.pinned >= 0 && k < step.ask_stop; ++k) needs_of(policy.asks[k], from, to);
    spend(step, room_);
    join_bundle(step, from, to);
    for (const auto& [cause, days] : moves_) {
        if (waited[cause] == 0) causes.push_back(cause);
        waited[cause] += days;
    }
    moves_.clear();
}

std::unique_ptr<Schedules> Schedules::of(const Policy& policy) {
    if (policy.cell_bits == 8) return std::make_unique<Replay<std::int8_t>>(policy);
    if (policy.cell_bits == 16) return std::make_unique<Replay<std::int16_t>>(policy);
    return std::make_unique<Replay<std::int32_t>>(policy);
}

}  // namespace egovplan
