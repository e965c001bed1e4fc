// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "network/graph.hpp"

#include <algorithm>
#include <utility>

#include "base/checks.hpp"
#include "network/order.hpp"
#include "base/prefetch.hpp"
#include "base/ticker.hpp"

namespace egovplan {

namespace {

using Index = std::int32_t;

constexpr std::int64_t kNarrowLag = std::int64_t{1} << 30;

// What the links carry beside their ends, so that nothing is kept of which there is nothing.
struct Survey {
    bool lags = false, wide = false, types = false, elapsed = false;
    std::int64_t sum = 0;
};

Survey survey(const Links& links) {
    Survey found;
    const std::size_t count = links.count();
    std::int64_t most = 0;
    if (links.lag.given())
        links.lag.each([&](auto* lag) {
            for (std::size_t k = 0; k < count; ++k) {
                const std::int64_t magnitude = lag[k] < 0 ? -static_cast<std::int64_t>(lag[k]) : lag[k];
                found.sum += magnitude;
                most = std::max(most, magnitude);
            }
        });
    found.lags = most > 0;
    found.wide = most >= kNarrowLag;
    if (links.relation)
        found.types = std::any_of(links.relation, links.relation + count, [](std::int8_t type) { return type != kFS; });
    if (links.table)
        found.elapsed = std::any_of(links.table, links.table + count, [](Index table) { return table >= 0; });
    return found;
}

// Counts how many links come from each position, and how many lead to it; copies where they lead to. Checks both.
void count(const Links& links, Index size, Buffer<Index>& from, Buffer<Index>& to, Buffer<Index>& succ) {
    const auto most = static_cast<std::uint64_t>(size);
    links.pred.each([&](auto* before) {
        links.succ.each([&](auto* after) {
            for (std::size_t k = 0; k < succ.size(); ++k) {
                const auto p = static_cast<std::int64_t>(before[k]), s = static_cast<std::int64_t>(after[k]);
                if (static_cast<std::uint64_t>(p) >= most) refuse_position("pred", k, size, p);
                if (static_cast<std::uint64_t>(s) >= most) refuse_position("succ", k, size, s);
                ++from[p];
                ++to[s];
                succ[k] = static_cast<Index>(s);
            }
        });
    });
}

std::vector<Index> circle(Index size, const Buffer<Index>& succ, const Links& links) {
    Buffer<Index> pred(succ.size());
    links.pred.each([&](auto* from) { std::copy_n(from, pred.size(), pred.data()); });
    Buffer<Index> counts(static_cast<std::size_t>(size) + 1, 0);
    for (const Index from : pred) ++counts[from];
    return shortest_circle(size, group(std::move(counts), pred, {succ.data(), succ.size(), false}));
}

}  // namespace

Graph::Graph(Index size, std::int64_t horizon, const Links& links, Buffer<Index> tables)
    : size_(size), horizon_(horizon), succ_(links.count()), tables_(std::move(tables)) {
    if (horizon_ >= 0) table_count_ = static_cast<Index>(tables_.size() / static_cast<std::size_t>(width()));
    const Survey found = survey(links);
    lag_sum_ = found.sum;
    {
        Buffer<Index> open(static_cast<std::size_t>(size_), 0), counts(static_cast<std::size_t>(size_) + 1, 0);
        count(links, size_, open, counts, succ_);
        const Rows before = group(std::move(counts), succ_, links.pred);
        Order sorted = order_of(size_, before, std::move(open));
        if (sorted.size < size_) {
            cycle_ = circle(size_, succ_, links);
            return;
        }
        order_ = std::move(sorted.order);
        place_arcs(before, sorted.rank);
    }
    if (found.lags && found.wide) wide_lag_ = Buffer<std::int64_t>(links.count());
    if (found.lags && !found.wide) lag_ = Buffer<Index>(links.count());
    if (found.types) type_ = Buffer<std::int8_t>(links.count());
    if (found.elapsed) lag_table_ = Buffer<Index>(links.count());
    place_features(links);
}

// Arcs are grouped by the rank they lead to, in the order of the links.
void Graph::place_arcs(const Rows& before, const Buffer<Index>& rank) {
    ptr_ = Buffer<Index>(static_cast<std::size_t>(size_) + 1);
    source_ = Buffer<Index>(succ_.size());
    const Index ahead = prefetch_distance(size_);
    Index at = ptr_[0] = 0;
    for (Index r = 0; r < size_; ++r) {
        if (ahead > 0 && r + 2 * ahead < size_) {
            prefetch(&before.ptr[order_[r + 2 * ahead]]);
            prefetch(before.to.data() + before.ptr[order_[r + ahead]]);
        }
        const Index stop = before.ptr[order_[r] + 1];
        for (Index k = before.ptr[order_[r]]; k < stop; ++k) source_[at++] = rank[before.to[k]];
        ptr_[r + 1] = at;
    }
}

// Calls place(at, k): link k became arc `at`.
template <typename Place>
void Graph::each_link(Place&& place) const {
    Buffer<Index> next(static_cast<std::size_t>(size_));
    for (Index r = 0; r < size_; ++r) next[order_[r]] = ptr_[r];
    for (std::size_t k = 0; k < succ_.size(); ++k) place(next[succ_[k]]++, k);
}

void Graph::place_features(const Links& links) {
    if (!type_.empty()) each_link([&](Index at, std::size_t k) { type_[at] = links.relation[k]; });
    if (!lag_table_.empty()) each_link([&](Index at, std::size_t k) { lag_table_[at] = links.table[k]; });
    if (!has_lags()) return;
    links.lag.each([&](auto* lag) {
        if (lag_.empty()) {
            each_link([&](Index at, std::size_t k) { wide_lag_[at] = lag[k]; });
        } else {
            each_link([&](Index at, std::size_t k) { lag_[at] = static_cast<Index>(lag[k]); });
        }
    });
}

const Buffer<Index>& Graph::rank() const {
    std::call_once(rank_once_, [this] {
        if (order_.empty()) return;
        Buffer<Index> rank(static_cast<std::size_t>(size_));
        for (Index r = 0; r < size_; ++r) rank[order_[r]] = r;
        rank_ = std::move(rank);
    });
    return rank_;
}

const Buffer<Index>& Graph::level() const {
    std::call_once(level_once_, [this] {
        if (order_.empty()) return;
        Buffer<Index> by_rank(static_cast<std::size_t>(size_), 0), level(by_rank.size());
        for (Index r = 0; r < size_; ++r) {
            for (Index k = arc_begin(r); k < arc_end(r); ++k) by_rank[r] = std::max(by_rank[r], by_rank[source(k)] + 1);
            level[order_[r]] = by_rank[r];
        }
        level_ = std::move(level);
    });
    return level_;
}

const Buffer<Index>& Graph::link() const {
    std::call_once(link_once_, [this] {
        if (order_.empty()) return;
        Buffer<Index> link(succ_.size());
        each_link([&](Index at, std::size_t k) { link[at] = static_cast<Index>(k); });
        link_ = std::move(link);
    });
    return link_;
}

const Outgoing& Graph::outgoing() const {
    std::call_once(outgoing_once_, [this] {
        if (order_.empty()) return;
        const std::size_t links = succ_.size();
        Outgoing out{Buffer<Index>(static_cast<std::size_t>(size_) + 1, 0), Buffer<Index>(links), Buffer<Index>(links)};
        for (std::size_t k = 0; k < links; ++k) ++out.ptr[source_[k] + 1];
        for (Index r = 0; r < size_; ++r) out.ptr[r + 1] += out.ptr[r];
        Buffer<Index> place(out.ptr);
        for (Index r = 0; r < size_; ++r) {
            for (Index k = arc_begin(r); k < arc_end(r); ++k) {
                const Index at = place[source(k)]++;
                out.arc[at] = k;
                out.target[at] = r;
            }
        }
        outgoing_ = std::move(out);
    });
    return outgoing_;
}

const Index* Graph::inverse_tables() const {
    std::call_once(inverse_once_, [this] {
        const std::int64_t lookups = std::int64_t{size_} + arcs();
        if (table_count_ == 0 || table_count_ * width() > 8 * lookups) return;
        Buffer<Index> inverse(tables_.size());
        for (Index number = 0; number < table_count_; ++number) {
            const Index* days = table(number);
            Index* latest = inverse.data() + (days - tables_.data());
            Index above = 0;  // the first day whose value is beyond the one asked for
            for (Index day = 0; day < width(); ++day) {
                while (above < width() && days[above] <= day) ++above;
                latest[day] = above - 1;
            }
        }
        inverse_ = std::move(inverse);
    });
    return inverse_.empty() ? nullptr : inverse_.data();
}

}  // namespace egovplan
