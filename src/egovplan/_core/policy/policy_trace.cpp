// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Which activities the last finish hangs on: back from it over everything that would push it if it came a day later.

#include "policy/replay.hpp"

namespace egovplan {

const std::vector<Index>& Schedules::critical() {
    marked_.clear();
    if (unplaced > 0) return marked_;
    if (++stamp_ == 0) {
        std::fill(seen_.begin(), seen_.end(), 0);
        stamp_ = 1;
    }
    for (Index s = 0; s < Index(seen_.size()); ++s)
        if (event[2 * std::size_t(s)] == last) mark(s);
    for (std::size_t k = 0; k < marked_.size(); ++k) {
        const Index slot = marked_[k];
        if (slot < policy.settled || policy.steps[slot].pinned >= 0) continue;
        trace_bounds(slot);
        const Step& step = policy.steps[slot];
        const Time before = start(slot) - 1;
        if (before < ready[slot] || next(step, before) != before) continue;
        trace_resources(slot);
        trace_group(slot);
    }
    return marked_;
}

void Schedules::mark(Index slot) {
    if (seen_[slot] == stamp_) return;
    seen_[slot] = stamp_;
    marked_.push_back(slot);
}

void Schedules::trace_bounds(Index slot) {
    const Step& step = policy.steps[slot];
    const Time days = days_[slot - policy.settled];
    for (Index k = step.plain; k < step.stop; ++k) {
        const Bound& bound = policy.bounds[k];
        Time t = bound_of(step, bound, event[bound.event] + 1, days);
        if (t <= policy.p.horizon && step.notice) t = step.notice[t];
        if (next(step, t) > start(slot)) mark(bound.event / 2);
    }
}

// Waited for a resource that the day before had too little left by what came earlier: everything that released it then.
void Schedules::trace_resources(Index slot) {
    const Step& step = policy.steps[slot];
    if (days_[slot - policy.settled] == 0) return;
    const Time s = start(slot);
    const std::size_t width = std::size_t(policy.p.horizon) + 1;
    for (Index d = step.demand; d < step.demand_stop; ++d) {
        const Index r = policy.demands[d].resource;
        Amount left = policy.capacity[width * std::size_t(r) + std::size_t(s - 1)];
        const Use* end = policy.uses.end(r);
        for (const Use* use = policy.uses.begin(r); use != end && use->slot < slot; ++use) {
            const Time from = event[2 * std::size_t(use->slot) + 1], to = event[2 * std::size_t(use->slot)];
            if (use->slot >= policy.settled && from < s && to >= s) left -= use->amount;
        }
        if (left >= policy.demands[d].amount) continue;
        for (const Use* use = policy.uses.begin(r); use != end && use->slot < slot; ++use) {
            const Time from = event[2 * std::size_t(use->slot) + 1], to = event[2 * std::size_t(use->slot)];
            if (to == s && from < s) mark(use->slot);
        }
    }
}

// Waited for open bundles: the members with which those that were closed by then were.
void Schedules::trace_group(Index slot) {
    const Step& step = policy.steps[slot];
    if (step.group < 0) return;
    const Project& p = policy.p;
    past_span_ = base_span_;
    for (const Index* b = p.group.begin(step.group); b != p.group.end(step.group); ++b)
        for (const Index* i = p.bundle.begin(*b); i != p.bundle.end(*b); ++i) {
            const Index other = policy.slot[*i];
            if (other < policy.settled || other >= slot) continue;
            Span& span = past_span_[*b];
            const Time from = start(other), to = finish(other);
            span.first = span.first < 0 ? from : std::min(span.first, from);
            span.last = std::max(span.last, to);
            --span.left;
        }
    const Time s = start(slot), before = s - 1;
    if (group_wait(step, past_span_, before, policy.finish(step, before, days_[slot - policy.settled])) == before) return;
    for (const Index* b = p.group.begin(step.group); b != p.group.end(step.group); ++b) {
        if (*b == step.bundle || past_span_[*b].last != s || (past_span_[*b].left > 0 && !policy.is_bold)) continue;
        for (const Index* i = p.bundle.begin(*b); i != p.bundle.end(*b); ++i)
            if (policy.slot[*i] < slot && finish(policy.slot[*i]) == s) mark(policy.slot[*i]);
    }
}

}  // namespace egovplan
