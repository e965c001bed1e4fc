// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/profile.hpp"

#include <numeric>

namespace egovplan {

namespace {

constexpr Time kPad = 2 * kWindow;  // cells after the last day
constexpr int kBits[] = {8, 16, 32};
constexpr Cell kGuards[] = {0x80808080u, 0x80008000u, 0x80000000u};

// One resource: the unit of its demands (0: there are none), and what all activities together can take at most.
struct Demands {
    Amount unit = 0, most = 0;
};

std::vector<Demands> demands_of(const Project& p) {
    std::vector<Demands> result(std::size_t(p.resources));
    for (Index i = 0; i < p.n; ++i)
        for (Index m = p.mode_ptr[i]; m < p.mode_ptr[i + 1] && !p.is_fixed(i); ++m)
            for (const Demand* d = p.demand.begin(m); d != p.demand.end(m); ++d) {
                Demands& of = result[std::size_t(d->resource)];
                of.unit = std::gcd(of.unit, Amount(d->amount));
                of.most += d->amount;
            }
    return result;
}

// What fixed activities leave of one resource after the other.
class Rest {
public:
    explicit Rest(const Project& p) : p_(p), days_(std::size_t(p.horizon) + 1), left_(days_) {
        std::vector<Index> key, fixed;
        for (Index i = 0; i < p.n; ++i)
            for (const Demand* d = p.demand.begin(p.mode_ptr[i]); d != p.demand.end(p.mode_ptr[i]) && p.is_fixed(i); ++d) {
                key.push_back(d->resource);
                fixed.push_back(i);
            }
        fixed_ = by_row(p.resources, key, fixed);
    }

    const std::vector<Amount>& of(Index r) {
        const Index* row = p_.capacity.data() + days_ * std::size_t(r);
        std::copy(row, row + days_, left_.begin());
        for (const Index* i = fixed_.begin(r); i != fixed_.end(r); ++i)
            for (const Demand* d = p_.demand.begin(p_.mode_ptr[*i]); d != p_.demand.end(p_.mode_ptr[*i]); ++d)
                for (Time t = p_.fixed_start[*i]; t < p_.fixed_finish[*i] && d->resource == r; ++t) left_[std::size_t(t)] -= d->amount;
        return left_;
    }

private:
    const Project& p_;
    std::size_t days_;
    std::vector<Amount> left_;
    Ragged<Index> fixed_;  // by resource: activities
};

}  // namespace

Profile::Profile(const Project& p) : width_((std::size_t(p.horizon) / kStep + 1) * kStep + kPad) {
    const std::vector<Demands> demands = demands_of(p);
    Rest rest(p);
    std::vector<Share> share(demands.size());
    for (Index r = 0; r < p.resources; ++r) {
        const auto [unit, most] = demands[std::size_t(r)];
        const auto& left = rest.of(r);
        const auto [low, high] = std::minmax_element(left.begin(), left.end());
        if (unit == 0 || *low >= most) continue;
        const Amount units = std::min(*high, most) / unit;
        share[std::size_t(r)] = {unit, 0, 0, units < 128 ? 0 : units < 32768 ? 1 : 2};
        is_constant_ = is_constant_ && *low == *high;
    }
    place(share);
    for (Index r = 0; r < p.resources; ++r) {
        const Share& s = share[std::size_t(r)];
        if (s.row < 0) continue;
        const auto& left = rest.of(r);
        for (std::size_t t = 0; t < left.size(); ++t)
            base_[std::size_t(s.row) * width_ + t] |= Cell(std::clamp<Amount>(left[t], 0, demands[std::size_t(r)].most) / s.unit) << s.shift;
    }
    cells_ = base_;
    for (Index i = 0; i < p.n; ++i)
        for (Index m = p.mode_ptr[i]; m < p.mode_ptr[i + 1]; ++m) {
            if (!p.is_fixed(i)) add_needs(p, m, share);
            of_mode_.push_back(Index(needs_.size()));
        }
}

// Gives each resource its place in a row, resources of the same width next to each other.
void Profile::place(std::vector<Share>& share) {
    for (int kind = 0; kind < 3; ++kind) {
        int used = 32;  // bits of the last row
        for (Share& s : share) {
            if (s.row < 0 || s.kind != kind) continue;
            if (used == 32) {
                used = 0;
                base_.resize(base_.size() + width_, kGuards[kind]);
            }
            s.row = Index(base_.size() / width_) - 1;
            s.shift = used;
            used += kBits[kind];
        }
    }
}

void Profile::add_needs(const Project& p, Index mode, const std::vector<Share>& share) {
    const std::size_t first = needs_.size();
    for (const Demand* d = p.demand.begin(mode); d != p.demand.end(mode); ++d) {
        const Share& s = share[std::size_t(d->resource)];
        if (s.row < 0 || d->amount == 0) continue;
        const std::size_t row = std::size_t(s.row) * width_;
        auto need = std::find_if(needs_.begin() + std::ptrdiff_t(first), needs_.end(), [row](const Need& n) { return n.row == row; });
        if (need == needs_.end()) need = needs_.insert(need, Need{row, 0, kGuards[s.kind]});
        // more than a share can hold is never there: the highest bit would have to be borrowed
        need->units |= Cell(std::min<Amount>(d->amount / s.unit, Amount{1} << (kBits[s.kind] - 1))) << s.shift;
    }
}

void Profile::reset() {
    for (std::size_t row = 0; row < cells_.size(); row += width_)
        std::copy_n(base_.begin() + std::ptrdiff_t(row), touched_, cells_.begin() + std::ptrdiff_t(row));
    touched_ = 0;
}

Time Profile::fit_beyond(const Need* need, const Need* stop, Time at, Days good, Time days, Time last) const {
    Time run = at + (~good == 0 ? 0 : highest(~good) + 1);  // all days from there to the end of the window are good
    while (run <= last) {
        at += kWindow;
        good = window(need, stop, at);
        const Time more = ~good == 0 ? kWindow : lowest(~good);
        if (at + more - run >= days) return run;
        if (more == kWindow) continue;
        const Days begins = days <= kWindow ? runs(good, days) : 0;
        if (begins != 0) return at + lowest(begins);
        run = at + highest(~good) + 1;
    }
    return run;
}

Time Profile::last_fit(Index mode, Time from, Time days) const {
    const Need* need = begin(mode);
    const Need* stop = end(mode);
    if (need == stop || days == 0) return from;
    while (from >= 0) {
        if (days <= kWindow - kStep) {
            // the last window that holds all of the days, in whole steps
            const Time at = std::max(0, (from + days - kWindow + kStep - 1) & ~(kStep - 1));
            const Days begins = runs(window(need, stop, at), days) & (~Days{0} >> (kWindow - 1 - (from - at)));
            if (begins != 0) return at + highest(begins);
            from = at - 1;
        } else {
            const Time clash = first_clash(mode, from, from + days);
            if (clash < 0) return from;
            from = clash - days;
        }
    }
    return -1;
}

Time Profile::first_clash(Index mode, Time from, Time to) const {
    const Need* need = begin(mode);
    const Need* stop = end(mode);
    if (need == stop) return -1;
    for (Time at = from & ~(kStep - 1); at < to; at += kWindow) {
        Days bad = ~window(need, stop, at);
        if (at < from) bad &= ~Days{0} << (from - at);
        if (bad != 0) return at + lowest(bad) < to ? at + lowest(bad) : -1;
    }
    return -1;
}

Time Profile::last_clash(Index mode, Time from, Time to) const {
    const Need* need = begin(mode);
    const Need* stop = end(mode);
    return need == stop ? -1 : last_bad([&](Time at) { return window(need, stop, at); }, from, to);
}

}  // namespace egovplan
