// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/score.hpp"

namespace egovplan {

namespace {

constexpr Amount kUnplaced = Amount{1} << 32;  // more than all deadlines together can be missed by

}  // namespace

Scorer::Scorer(const Project& project) : p_(project) {
    for (Index i = 0; i < p_.n; ++i) {
        const Index first = p_.mode_ptr[i], last = p_.mode_ptr[i + 1];
        if (!p_.is_fixed(i) && p_.deadline[i] < p_.horizon) limited_.push_back(i);
        if (!p_.is_fixed(i) && p_.home_start[i] >= 0) at_home_.push_back(i);
        if (std::any_of(p_.mode_cost.begin() + first, p_.mode_cost.begin() + last, [](Amount c) { return c > 0; }))
            priced_.push_back(i);
    }
    for (const Index level : p_.levels) by_bundle_ |= level == kLateness || level == kFinish;
}

Score Scorer::operator()(
    Index unplaced, const std::vector<Time>& start, const std::vector<Time>& finish, const std::vector<Index>& mode) {
    const Facts facts{start, finish, mode};
    Score result{unplaced * kUnplaced + broken(facts)};
    if (by_bundle_) by_bundle(facts);
    for (std::size_t k = 0; k < p_.levels.size(); ++k) result[k + 1] = value(p_.levels[k], facts);
    return result;
}

std::array<Amount, kLevels> Scorer::all(
    const std::vector<Time>& start, const std::vector<Time>& finish, const std::vector<Index>& mode) {
    const Facts facts{start, finish, mode};
    by_bundle(facts);
    std::array<Amount, kLevels> result{};
    for (std::size_t level = 0; level < kLevels; ++level) result[level] = value(Index(level), facts);
    return result;
}

Amount Scorer::value(Index level, const Facts& facts) {
    switch (level) {
        case kLateness: return late_;
        case kMoves: return moved(facts);
        case kMakespan: return last_finish(facts) - p_.base;
        case kFinish: return finished_;
        case kCost: return costs(facts);
        default: return peaks(facts);
    }
}

// How far deadlines are missed, and how many more than allowed have left their place.
Amount Scorer::broken(const Facts& facts) const {
    Amount result = 0;
    for (const Index i : limited_) result += std::max(0, facts.finish[i] - p_.deadline[i]);
    if (p_.move_limit < 0) return result;
    Amount moves = 0;
    for (const Index i : at_home_) moves += facts.start[i] != p_.home_start[i] || facts.mode[i] != p_.home_mode[i];
    return result + std::max<Amount>(0, moves - p_.move_limit);
}

void Scorer::by_bundle(const Facts& facts) {
    late_ = finished_ = 0;
    for (Index b = 0; b < Index(p_.due.size()); ++b) {
        Time last = -1;
        for (const Index* i = p_.bundle.begin(b); i != p_.bundle.end(b); ++i) last = std::max(last, facts.finish[*i]);
        if (p_.due[b] >= 0 && last > p_.due[b]) late_ += p_.weight[b] * (last - p_.due[b]);
        finished_ += p_.weight[b] * (last - p_.base);
    }
}

Amount Scorer::last_finish(const Facts& facts) const {
    return p_.n ? *std::max_element(facts.finish.begin(), facts.finish.end()) : p_.base;
}

Amount Scorer::moved(const Facts& facts) const {
    Amount result = 0;
    for (const Index i : at_home_) {
        const Amount distance = std::abs(facts.start[i] - p_.home_start[i]);
        if (distance != 0 || facts.mode[i] != p_.home_mode[i]) result += p_.home_weight[i] * distance + p_.home_charge[i];
    }
    return result;
}

Amount Scorer::costs(const Facts& facts) const {
    Amount result = 0;
    for (const Index i : priced_) result += p_.mode_cost[facts.mode[i]];
    return result;
}

// The sum of the highest loads from `now` on, of the resources that are to be levelled (resource investment, Möhring 1984).
Amount Scorer::peaks(const Facts& facts) {
    const std::size_t width = std::size_t(p_.horizon) + 2;
    change_.assign(width * p_.levelled.size(), 0);
    Time last = p_.now;
    for (Index i = 0; i < p_.n; ++i) {
        const Time from = std::max(facts.start[i], p_.now), to = facts.finish[i];
        if (facts.start[i] < 0 || to <= from) continue;
        last = std::max(last, to);
        for (const Demand* d = p_.demand.begin(facts.mode[i]); d != p_.demand.end(facts.mode[i]); ++d) {
            change_[width * std::size_t(d->resource) + std::size_t(from)] += d->amount;
            change_[width * std::size_t(d->resource) + std::size_t(to)] -= d->amount;
        }
    }
    Amount result = 0;
    for (std::size_t r = 0; r < p_.levelled.size(); ++r) {
        Amount load = 0, peak = 0;
        for (Time t = p_.now; t < last; ++t) peak = std::max(peak, load += change_[width * r + std::size_t(t)]);
        result += p_.levelled[r] ? peak : 0;
    }
    return result;
}

}  // namespace egovplan
