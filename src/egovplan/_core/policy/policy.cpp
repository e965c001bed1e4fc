// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "policy/policy.hpp"

#include <functional>
#include <numeric>
#include <queue>
#include <stdexcept>

namespace egovplan {

namespace {

// Which bundles have begun and are not complete, while activities are taken one after the other.
class Openings {
public:
    explicit Openings(const Project& p) : p_(p), left_(p.due.size()), begun_(p.due.size(), 0), open_(p.group_limit.size(), 0) {
        for (Index b = 0; b < Index(left_.size()); ++b) {
            left_[b] = p.bundle.size(b);
            const auto takes_time = [&p](Index i) {
                return p.is_fixed(i) || p.mode_table[p.mode_ptr[i]] >= 0 || p.mode_duration[p.mode_ptr[i]] > 0;
            };
            is_point_.push_back(std::none_of(p.bundle.begin(b), p.bundle.end(b), takes_time));
        }
    }

    bool blocks(Index activity) const {
        const Index b = p_.bundle_of[activity];
        if (b < 0 || p_.group_of[b] < 0 || begun_[b] || is_point_[b]) return false;
        return open_[p_.group_of[b]] >= p_.group_limit[p_.group_of[b]];
    }

    // Returns whether a bundle has become complete.
    bool take(Index activity) {
        const Index b = p_.bundle_of[activity];
        if (b < 0) return false;
        const bool was_open = begun_[b] && left_[b] > 0;
        begun_[b] = 1;
        --left_[b];
        if (p_.group_of[b] >= 0 && !is_point_[b]) open_[p_.group_of[b]] += Index(left_[b] > 0) - Index(was_open);
        return left_[b] == 0;
    }

private:
    const Project& p_;
    std::vector<Index> left_;
    std::vector<char> begun_, is_point_;
    std::vector<Index> open_;
};

}  // namespace

Policy::Policy(Project project, const std::vector<Amount>& key, const std::vector<Index>& mode,
               const std::vector<Time>& not_before, const std::vector<Time>& counts_from, const std::vector<Time>& ordinal)
    : p(std::move(project)), slot(p.n, -1) {
    read_calendar(ordinal);
    read_months();
    read_periods();
    for (Index i = 0; i < p.n; ++i)
        if (p.is_fixed(i) && counts_from[i] < 0) {
            slot[i] = Index(activity.size());
            activity.push_back(i);
        }
    settled = Index(activity.size());
    const std::vector<Index> sequence = order_of(key, counts_from);
    for (const Index i : sequence) {
        slot[i] = Index(activity.size());
        activity.push_back(i);
    }
    for (const Index i : activity) add(i, mode[i], not_before[i], counts_from[i]);
    settle();
}

void Policy::read_calendar(const std::vector<Time>& ordinal) {
    to_calendar = ordinal;
    if (ordinal.empty()) return;
    from_calendar.resize(std::size_t(ordinal.back() - ordinal.front()) + 1);
    Time t = 0;
    for (Time c = 0; c < Time(from_calendar.size()); ++c) {
        while (ordinal[t] - ordinal[0] < c) ++t;
        from_calendar[c] = t;
    }
    for (Time& day : to_calendar) day -= ordinal[0];
}

// What is left of a period's months from one on, so that a running cost is charged in a few steps.
void Policy::read_months() {
    month_rest.resize(p.months.size());
    month_next.resize(p.months.size());
    for (const Running& r : p.running.items)
        for (Index m = r.stop - 1; m >= r.first; --m) {
            month_rest[m] = p.months[m].amount;
            month_next[m] = m + 1;
            if (m + 1 == r.stop) continue;
            if (p.months[m + 1].start < p.months[m].start || p.months[m + 1].period < p.months[m].period)
                throw std::invalid_argument("month_start: not rising");
            if (p.months[m + 1].period > p.months[m].period) continue;
            month_rest[m] += month_rest[m + 1];
            month_next[m] = month_next[m + 1];
        }
}

void Policy::read_periods() {
    const std::size_t width = std::size_t(p.horizon) + 1;
    period_of.resize(width * p.carries.size());
    for (Index a = 0; a < Index(p.carries.size()); ++a)
        for (Time t = 0; t <= p.horizon; ++t) period_of[width * std::size_t(a) + std::size_t(t)] = search_period(a, t);
}

Index Policy::search_period(Index account, Time day) const {
    for (Index k = p.period_ptr[account]; k < p.period_ptr[account + 1]; ++k)
        if (p.period_start[k] <= day && day < p.period_stop[k]) return k;
    return -1;
}

void Policy::add_month_row(const Running& cost) {
    const auto same_start = [](const Month& a, const Month& b) { return a.start == b.start; };
    const auto months = p.months.begin();
    for (std::size_t r = 0; r < month_row.size(); ++r)
        if (std::equal(months + running[r].first, months + running[r].stop, months + cost.first, months + cost.stop, same_start)) {
            month_row.push_back(month_row[r]);
            return;
        }
    month_row.push_back(Index(months_before.size() / (std::size_t(p.horizon) + 2)));
    for (Time t = 0; t <= p.never(); ++t) months_before.push_back(search_month(cost, t) - cost.first);
}

Index Policy::search_month(const Running& cost, Time t) const {
    const auto months = p.months.begin();
    const auto is_before = [](const Month& month, Time day) { return month.start < day; };
    return Index(std::lower_bound(months + cost.first, months + cost.stop, t, is_before) - months);
}

// The order of the key, made to follow precedences; an activity that would open one bundle too many waits until another
// is complete. That depends on the order alone, so it is done once and not in every schedule.
std::vector<Index> Policy::order_of(const std::vector<Amount>& key, const std::vector<Time>& counts_from) {
    std::vector<Index> sequence, waiting(p.n, 0);
    Openings openings(p);
    for (Index i = 0; i < p.n; ++i)
        if (p.is_fixed(i)) {
            openings.take(i);
            if (counts_from[i] >= 0) sequence.push_back(i);
        }
    using Entry = std::pair<Amount, Index>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> ready, parked;
    for (Index i = 0; i < p.n; ++i) {
        for (const Link* k = p.in.begin(i); k != p.in.end(i); ++k) waiting[i] += !p.is_fixed(k->other);
        if (!p.is_fixed(i) && waiting[i] == 0) ready.emplace(key[i], i);
    }
    const auto unpark = [&] {
        for (; !parked.empty(); parked.pop()) ready.push(parked.top());
    };
    while (!ready.empty() || !parked.empty()) {
        const bool is_stuck = ready.empty();  // only ties in the plan lead here: trust that they will fit again
        is_bold = is_bold || is_stuck;
        if (is_stuck) unpark();
        const Entry entry = ready.top();
        ready.pop();
        if (!is_stuck && openings.blocks(entry.second)) {
            parked.push(entry);
            continue;
        }
        sequence.push_back(entry.second);
        for (const Link* k = p.out.begin(entry.second); k != p.out.end(entry.second); ++k)
            if (--waiting[k->other] == 0) ready.emplace(key[k->other], k->other);
        if (openings.take(entry.second)) unpark();
    }
    return sequence;
}

void Policy::add(Index i, Index mode, Time not_before, Time counts_from) {
    Step step{};
    step.activity = i;
    add_bounds(i);
    step.plain = steps.empty() ? 0 : steps.back().stop;
    step.stop = Index(bounds.size());
    const auto is_special = [](const Bound& b) { return b.table >= 0 || b.to_finish; };
    step.special = Index(std::find_if(bounds.begin() + step.plain, bounds.end(), is_special) - bounds.begin());
    step.demand = Index(demands.size());
    for (const Demand* d = p.demand.begin(mode); d != p.demand.end(mode); ++d) {
        const auto same = [d](const Demand& other) { return other.resource == d->resource; };
        const auto known = std::find_if(demands.begin() + step.demand, demands.end(), same);
        if (known != demands.end()) known->amount += d->amount;
        else if (d->amount > 0) demands.push_back(*d);
    }
    step.demand_stop = Index(demands.size());
    step.bundle = p.bundle_of[i];
    step.group = step.bundle >= 0 ? p.group_of[step.bundle] : -1;
    step.ask = Index(asks.size());
    add_asks(i, mode);
    step.ask_stop = Index(asks.size());
    step.release = std::max(p.release[i], not_before);
    step.pinned = p.fixed_start[i];
    step.from = counts_from;
    step.notice = p.notice[i] >= 0 ? p.table(p.notice[i]) : nullptr;
    step.next = p.allowed[i] >= 0 ? p.next.data() + std::size_t(p.allowed[i]) * (std::size_t(p.horizon) + 2) : nullptr;
    step.is_elapsed = p.mode_table[mode] >= 0;
    if (step.is_elapsed && to_calendar.empty()) throw std::invalid_argument("ordinal: expected, some durations are elapsed");
    steps.push_back(step);
}

void Policy::add_bounds(Index i) {
    const auto begin = std::ptrdiff_t(bounds.size());
    for (const Link* k = p.in.begin(i); k != p.in.end(i); ++k)
        bounds.push_back({2 * slot[k->other] + Index(k->from_start()), k->lag, k->table, !k->to_start()});
    std::stable_partition(bounds.begin() + begin, bounds.end(), [](const Bound& b) { return b.table < 0 && !b.to_finish; });
}

void Policy::add_asks(Index i, Index mode) {
    for (Index a = 0; a < Index(p.carries.size()); ++a) {
        Ask ask{a, Index(charges.size()), 0, Index(running.size()), 0};
        for (const Charge* c = p.charges.begin(i); c != p.charges.end(i); ++c)
            if (c->account == a && (c->mode < 0 || c->mode == mode - p.mode_ptr[i])) charges.push_back(*c);
        for (const Running* r = p.running.begin(i); r != p.running.end(i); ++r)
            if (r->account == a) {
                add_month_row(*r);
                running.push_back(*r);
            }
        ask.charge_stop = Index(charges.size());
        ask.running_stop = Index(running.size());
        if (ask.charge < ask.charge_stop || ask.running < ask.running_stop) asks.push_back(ask);
    }
}

// Takes from resources what never varies, notes who uses them, and counts in the largest unit of each that is exact.
void Policy::settle() {
    const std::size_t width = std::size_t(p.horizon) + 1;
    capacity = p.capacity;
    std::vector<Index> resource, unit(p.resources, 0);
    for (Index s = 0; s < Index(steps.size()); ++s)
        for (Index k = steps[s].demand; k < steps[s].demand_stop; ++k) {
            const Index r = demands[k].resource;
            resource.push_back(r);
            uses.items.push_back({s, demands[k].amount});
            unit[r] = std::gcd(unit[r], demands[k].amount);
            for (Time t = p.fixed_start[activity[s]]; s < settled && t < p.fixed_finish[activity[s]]; ++t)
                capacity[width * std::size_t(r) + std::size_t(t)] -= demands[k].amount;
        }
    uses = by_row(p.resources, resource, uses.items);
    for (Demand& d : demands) d.amount /= unit[d.resource];
    Amount most = 0;
    for (Index r = 0; r < p.resources; ++r) {
        Amount total = 0, pinned = 0;  // what has begun asks nobody: less than nothing may be left
        for (Index k = uses.ptr[r]; k < uses.ptr[r + 1]; ++k) {
            Use& use = uses.items[k];
            use.amount /= unit[r];
            total += use.amount;
            pinned += p.is_fixed(activity[use.slot]) ? use.amount : 0;
            most = std::max({most, Amount(use.amount), pinned});
        }
        for (std::size_t t = width * std::size_t(r); t < width * (std::size_t(r) + 1); ++t) {
            capacity[t] = Index(std::min<Amount>(unit[r] > 0 ? capacity[t] / unit[r] : 0, total));  // more is never asked for
            most = std::max(most, Amount(capacity[t]));
        }
    }
    cell_bits = most <= 127 ? 8 : most <= 32767 ? 16 : 32;
}

}  // namespace egovplan
