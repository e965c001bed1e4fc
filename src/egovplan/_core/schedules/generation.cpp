// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/generation.hpp"

namespace egovplan {

namespace {

constexpr Time kNowhere = Time{1} << 28;       // start and finish while an activity has no place: whatever waits for it finds none
constexpr Index kBounds = 4;                   // bounds looked at together

// SplitMix64 (Steele, Lea, Flood 2014)
std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

// The least time from the start of each activity to the last finish, by precedences with working lags alone.
std::vector<Time> rest_of(const Project& p) {
    std::vector<Time> rest(std::size_t(p.n), 0);
    for (auto i = p.topological.rbegin(); i != p.topological.rend(); ++i) {
        Time days = p.mode_table[p.mode_ptr[*i]] < 0 ? p.mode_duration[p.mode_ptr[*i]] : 0;
        for (Index m = p.mode_ptr[*i]; m < p.mode_ptr[*i + 1]; ++m)
            days = std::min(days, p.mode_table[m] < 0 ? p.mode_duration[m] : 0);
        rest[*i] = days;
        for (const Link* k = p.out.begin(*i); k != p.out.end(*i); ++k)
            if (k->table < 0 && k->to_start()) rest[*i] = std::max(rest[*i], (k->from_start() ? 0 : days) + k->lag + rest[k->other]);
    }
    return rest;
}

}  // namespace

Generator::Generator(const Project& project, bool is_plain_too)
    : start(project.fixed_start), finish(project.fixed_finish), p_(project), score_(project), profile_(project), ledger_(project), groups_(project),
      queue_(project), rest_(rest_of(project)), base_start_(project.fixed_start), base_finish_(project.fixed_finish),
      parked_(project.group_limit.size()) {
    std::uint64_t state = 0;
    for (Index i = 0; i < p_.n; ++i) {
        add_step(i, is_plain_too);
        salt_.push_back(mixed(state += 0x9e3779b97f4a7c15ULL));
        if (!p_.is_fixed(i)) base_start_[i] = base_finish_[i] = kNowhere;
    }
    for (const Index i : p_.topological)
        if (!p_.is_fixed(i)) by_rank_.push_back(i);
    free_ = Index(by_rank_.size());
}

void Generator::add_step(Index activity, bool is_plain_too) {
    Step step{Index(bounds_.size()), 0, p_.release[activity], true, true, true, ledger_.holds(activity), groups_.of(activity) >= 0};
    step.has_lags = is_plain_too && p_.notice[activity] < 0;
    for (const Link* k = p_.in.begin(activity); k != p_.in.end(activity); ++k) {
        step.has_lags = step.has_lags && k->type == kFinishStart && k->table < 0;
        bounds_.push_back({k->other, k->lag});
    }
    // the last one again and again: they are looked at several at a time
    while ((Index(bounds_.size()) - step.bound) % kBounds != 0) bounds_.push_back(Bound(bounds_.back()));
    step.stop = Index(bounds_.size());
    for (Index m = p_.mode_ptr[activity]; m < p_.mode_ptr[activity + 1]; ++m) step.has_days = step.has_days && p_.mode_table[m] < 0;
    step.is_plain = step.has_lags && step.has_days && p_.allowed[activity] < 0 && !step.is_charged && !step.is_grouped;
    steps_.push_back(step);
}

Score Generator::forward(const Choice& choice, Time limit) {
    // a group lets activities pass that come later in the order
    reset(choice.is_bold);
    if (!groups_.is_empty()) queue(choice, limit);
    else if (follow(choice, limit) == kNoPlace && !queue_.is_feasible(choice.order)) queue(choice, limit);
    if (placed() < free_)
        for (Index i = 0; i < p_.n; ++i)
            if (start[i] == kNowhere) start[i] = finish[i] = -1;
    return score_(free_ - placed(), start, finish, choice.mode);
}

void Generator::reset(bool is_bold) {
    profile_.reset();
    start = base_start_;
    finish = base_finish_;
    sequence.clear();
    ledger_.reset();
    groups_.reset(is_bold);
}

Generator::Outcome Generator::follow(const Choice& choice, Time limit) {
    for (const Index i : choice.order)
        if (const Outcome outcome = place(i, choice, limit); outcome != kPlaced) return outcome;
    return kPlaced;
}

// Goes on where an order that does not follow the precedences could not be followed any more.
void Generator::queue(const Choice& choice, Time limit) {
    queue_.begin(choice.order);
    for (Index k = 0; k < placed() && !queue_.is_empty(); ++k) queue_.release(queue_.take());
    for (auto& parked : parked_) parked.clear();
    while (!queue_.is_empty()) {
        const Index i = queue_.take(), g = groups_.of(i);
        if (g >= 0 && groups_.blocks(i)) {
            parked_[g].push_back(i);
            continue;
        }
        if (place(i, choice, limit) != kPlaced) return;
        queue_.release(i);
        if (g < 0 || !groups_.is_complete(i)) continue;
        for (const Index other : parked_[g]) queue_.put_back(other);
        parked_[g].clear();
    }
}

Generator::Outcome Generator::place(Index activity, const Choice& choice, Time limit) {
    const Step& step = steps_[activity];
    const Index mode = choice.mode[activity];
    Time t = choice.hold.empty() ? step.release : std::max(step.release, choice.hold[activity]);
    t = step.has_lags ? after_bounds(step, t) : std::max(t, ready(activity, mode));
    t = step.is_plain ? profile_.first_fit(mode, t, p_.mode_duration[mode], p_.horizon - p_.mode_duration[mode])
                      : first_start(activity, mode, t);
    const Time to = step.has_days ? t + p_.mode_duration[mode] : t > p_.horizon ? t : p_.finish(mode, t);
    if (to > p_.horizon) return kNoPlace;
    if (t + rest_[activity] >= limit) return kTooLate;
    start[activity] = t;
    finish[activity] = to;
    profile_.take(mode, t, to);
    if (step.is_charged) ledger_.charge(mode);
    if (step.is_grouped) groups_.place(activity, t, to);
    sequence.push_back(activity);
    return kPlaced;
}

// The first time not before t that all bounds allow.
Time Generator::after_bounds(const Step& step, Time t) const {
    for (const Bound* b = bounds_.data() + step.bound, *stop = bounds_.data() + step.stop; b < stop; b += kBounds)
        for (Index k = 0; k < kBounds; ++k) t = std::max(t, finish[b[k].pred] + b[k].lag);
    return t;
}

// The same for precedences and notices of every kind.
Time Generator::ready(Index activity, Index mode) const {
    const Link* first = p_.in.begin(activity);
    const Link* last = p_.in.end(activity);
    if (first == last) return 0;
    Time t = 0;
    for (const Link* k = first; k != last; ++k) {
        const Time event = k->from_start() ? start[k->other] : finish[k->other];
        if (event > p_.horizon) return p_.never();  // in an order that does not follow the precedences
        const Time x = p_.bound(*k, event);
        t = std::max(t, k->to_start() ? x : x == p_.never() ? x : p_.least_start(mode, x));
    }
    return p_.notice[activity] < 0 ? t : p_.table(p_.notice[activity])[t];
}

// The first start not before t that every rule allows, beyond the horizon if there is none.
Time Generator::first_start(Index activity, Index mode, Time t) {
    const Step& step = steps_[activity];
    for (;;) {
        t = step.has_days ? first_fit(activity, mode, t) : first_elapsed(activity, mode, t);
        if (t > p_.horizon) return t;
        const Time to = p_.finish(mode, t);
        Time later = step.is_grouped ? groups_.wait(activity, t, to) : t;
        if (later <= t && step.is_charged && !ledger_.fits(mode, t, to)) later = ledger_.wait(mode, t, to);
        if (later <= t) return t;
        t = later;
    }
}

// The same for allowed days and resources alone, for a mode that takes so many days.
Time Generator::first_fit(Index activity, Index mode, Time t) const {
    const Time days = p_.mode_duration[mode], last = p_.horizon - days;
    if (p_.allowed[activity] < 0) {
        t = profile_.first_fit(mode, t, days, last);
        return t > last ? p_.never() : t;
    }
    while (t <= last) {
        const Time allowed = p_.next_allowed(activity, t);
        if (allowed > last) break;
        t = profile_.first_fit(mode, allowed, days, last);
        if (t == allowed) return t;
    }
    return p_.never();
}

// The same for a mode that takes longer or shorter with each start.
Time Generator::first_elapsed(Index activity, Index mode, Time t) const {
    while (t <= p_.horizon) {
        t = p_.next_allowed(activity, t);
        const Time to = t > p_.horizon ? t : p_.finish(mode, t);
        if (to > p_.horizon) break;
        const Time clash = profile_.last_clash(mode, t, to);
        if (clash < 0) return t;
        t = clash + 1;
    }
    return p_.never();
}

Time Generator::last_of(Index bundle) const {
    Time last = -1;
    for (const Index* i = p_.bundle.begin(bundle); i != p_.bundle.end(bundle); ++i) last = std::max(last, finish[*i]);
    return last;
}

std::vector<Index> Generator::late() const {
    std::vector<Index> result;
    for (Index b = 0; b < Index(p_.due.size()); ++b)
        if (p_.due[b] >= 0 && last_of(b) > p_.due[b]) result.push_back(b);
    return result;
}

std::uint64_t Generator::hash() const {
    std::uint64_t sum = 0;
    for (Index i = 0; i < p_.n; ++i) sum += std::uint64_t(start[i] + 1) * salt_[i];
    return sum;
}

bool Generator::keeps_stocks(const std::vector<Index>& mode) const {
    if (p_.stock_capacity.empty()) return true;
    std::vector<Amount> left = p_.stock_capacity;
    for (Index i = 0; i < p_.n; ++i)
        for (const Demand* d = p_.stock.begin(mode[i]); d != p_.stock.end(mode[i]); ++d) left[d->resource] -= d->amount;
    return std::all_of(left.begin(), left.end(), [](Amount x) { return x >= 0; });
}

}  // namespace egovplan
