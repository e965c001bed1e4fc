// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/aims.hpp"

#include "schedules/search.hpp"

namespace egovplan {

Aims::Aims(const Project& project) : p_(project) {
    const auto asks = [this](Index level) { return std::find(p_.levels.begin(), p_.levels.end(), level) != p_.levels.end(); };
    const bool stays = asks(kMoves) || p_.move_limit >= 0;
    levels_load_ = asks(kLoad);
    for (Index i = 0; i < p_.n; ++i) {
        if (p_.is_fixed(i)) continue;
        if (stays && p_.home_start[i] >= 0) home_.push_back(i);
        const auto first = p_.mode_cost.begin() + p_.mode_ptr[i], last = p_.mode_cost.begin() + p_.mode_ptr[i + 1];
        if (asks(kCost) && *std::min_element(first, last) < *std::max_element(first, last)) priced_.push_back(i);
        if (levels_load_ && p_.demand.size(p_.mode_ptr[i]) > 0) loading_.push_back(i);
    }
    levels_load_ = loading_.size() > 1;
    if (home_.empty()) return;
    const Heads heads = heads_of(p_, {});
    driven_.assign(p_.n, 0);
    for (const Index i : home_) driven_[i] = heads.start[i] > p_.home_start[i] || p_.next_allowed(i, home_of(i)) != home_of(i);
    for (const Index i : p_.topological)
        for (const Link* k = p_.in.begin(i); k != p_.in.end(i); ++k) driven_[i] |= driven_[k->other];
}

void Aims::take_home(Genes& genes, Index activity) const {
    genes.hold[activity] = home_of(activity);
    if (p_.home_mode[activity] >= 0) genes.mode[activity] = p_.home_mode[activity];
}

void Aims::settle(Genes& genes, bool driven_last) const {
    std::vector<Amount> key(p_.n);
    for (std::size_t k = 0; k < genes.order.size(); ++k) key[genes.order[k]] = Amount(k);
    for (const Index i : home_) {
        take_home(genes, i);
        key[i] = (Amount(p_.home_start[i]) - (Amount{1} << 25)) * p_.n + p_.rank[i];  // before all that were nowhere
    }
    const auto last = [&](Index i) { return driven_last && driven_[i]; };
    std::stable_sort(genes.order.begin(), genes.order.end(), [&](Index a, Index b) {
        return last(a) != last(b) ? last(b) : key[a] < key[b];
    });
}

void Aims::mutate(Genes& genes, Random& random) const {
    if (!home_.empty() && random.chance(60)) random.chance(75) ? go_home(genes, random) : let_go(genes, random);
    if (levels_load_ && random.chance(50)) level(genes, random);
    if (!priced_.empty() && random.chance(40)) cheapen(genes, random);
}

bool Aims::is_away(const Genes& genes, Index activity) const {
    return genes.start[activity] != p_.home_start[activity] || genes.mode[activity] != p_.home_mode[activity];
}

void Aims::with_ancestors(std::vector<char>& set) const {
    for (auto i = p_.topological.rbegin(); i != p_.topological.rend(); ++i)
        if (set[*i])
            for (const Link* k = p_.in.begin(*i); k != p_.in.end(*i); ++k) set[k->other] = 1;
}

// Some that are away, their bundles, all of some time, or all that what is late does not wait for.
std::vector<char> Aims::chosen(const Genes& genes, Random& random) const {
    std::vector<char> set(p_.n, 0);
    std::vector<Index> away;
    for (const Index i : home_)
        if (is_away(genes, i)) away.push_back(i);
    if (away.empty()) return set;
    const auto any = [&random](const std::vector<Index>& from) { return from[std::size_t(random.below(Index(from.size())))]; };
    const Index kind = random.below(10);
    if (kind < 6) {
        for (Index k = 1 + random.below(3); k > 0; --k) {
            const Index i = any(away), b = p_.bundle_of[i];
            set[i] = 1;
            if (kind > 3 && b >= 0)
                for (const Index* m = p_.bundle.begin(b); m != p_.bundle.end(b); ++m) set[*m] = 1;
        }
    } else if (kind < 9 || genes.late.empty()) {
        Time from = p_.home_start[any(away)], to = p_.home_start[any(home_)];
        if (from > to) std::swap(from, to);
        for (const Index i : home_) set[i] = from <= p_.home_start[i] && p_.home_start[i] <= to;
    } else {
        for (const Index b : genes.late)
            for (const Index* m = p_.bundle.begin(b); m != p_.bundle.end(b); ++m) set[*m] = 1;
        with_ancestors(set);
        for (char& is_in : set) is_in = !is_in;
    }
    return set;
}

// Those that go home are held there; often they also come first in the list, with what they wait for, so that nobody takes
// their place.
void Aims::go_home(Genes& genes, Random& random) const {
    if (genes.start.empty()) return settle(genes, random.chance(50));
    std::vector<char> set = chosen(genes, random);
    for (const Index i : home_)
        if (set[i]) take_home(genes, i);
    if (random.chance(40)) return;
    with_ancestors(set);
    std::stable_partition(genes.order.begin(), genes.order.end(), [&set](Index i) { return set[i] != 0; });
}

// A bundle that is late, with what it waits for, no longer waits to be where it was; or some bundle, or activity.
void Aims::let_go(Genes& genes, Random& random) const {
    std::vector<char> set(p_.n, 0);
    const Index i = home_[std::size_t(random.below(Index(home_.size())))];
    Index b = p_.bundle_of[i];
    if (!genes.late.empty() && random.chance(70)) b = genes.late[std::size_t(random.below(Index(genes.late.size())))];
    set[i] = b < 0;
    if (b >= 0)
        for (const Index* m = p_.bundle.begin(b); m != p_.bundle.end(b); ++m) set[*m] = 1;
    with_ancestors(set);
    for (Index k = 0; k < p_.n; ++k)
        if (set[k]) genes.hold[k] = 0;
    if (random.chance(50)) std::stable_partition(genes.order.begin(), genes.order.end(), [&set](Index k) { return set[k] != 0; });
}

// One of those that run while another one does waits until that is finished.
void Aims::level(Genes& genes, Random& random) const {
    if (genes.start.empty()) return;
    const auto any = [&] { return loading_[std::size_t(random.below(Index(loading_.size())))]; };
    const Index i = any();
    for (Index tries = 0; tries < 12; ++tries) {
        const Index other = any();
        if (other == i || genes.start[i] >= genes.finish[other] || genes.start[other] > genes.start[i]) continue;
        genes.hold[i] = std::min(genes.finish[other], p_.horizon);
        return;
    }
    genes.hold[i] = 0;
}

void Aims::cheapen(Genes& genes, Random& random) const {
    const Index i = priced_[std::size_t(random.below(Index(priced_.size())))];
    for (Index m = p_.mode_ptr[i]; m < p_.mode_ptr[i + 1]; ++m)
        if (p_.mode_cost[m] < p_.mode_cost[genes.mode[i]]) genes.mode[i] = m;
}

}  // namespace egovplan
