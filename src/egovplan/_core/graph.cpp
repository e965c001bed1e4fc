// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "graph.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "order.hpp"

namespace egovplan {

namespace {

// Arcs are grouped by the rank they lead to, in the order of the links.
std::vector<std::int32_t> grouped(const Links& links, const std::vector<std::int32_t>& rank, const std::vector<std::int32_t>& ptr) {
    std::vector<std::int32_t> place(ptr.begin(), ptr.end() - 1), link(static_cast<std::size_t>(links.count()));
    for (std::int32_t k = 0; k < links.count(); ++k) {
        const auto to = static_cast<std::uint64_t>(links.succ[static_cast<std::size_t>(k)]);
        if (to >= rank.size() || place[rank[to]] == ptr[rank[to] + 1]) throw std::invalid_argument("succ: changed since the graph was built");
        link[place[rank[to]]++] = k;
    }
    return link;
}

}  // namespace

Graph::Graph(std::int32_t size, std::int64_t horizon, Links links, std::vector<std::int32_t> tables)
    : size_(size), horizon_(horizon), links_(std::move(links)), tables_(std::move(tables)) {
    if (horizon_ >= 0) table_count_ = static_cast<std::int32_t>(tables_.size() / static_cast<std::size_t>(width()));
    find_order();
    if (cycle_.empty()) place_arcs();
    links_.lag = {};
    links_.relation = nullptr;
    links_.table = nullptr;
}

void Graph::find_order() {
    Order found = order_of(size_, links_);
    order_.swap(found.order);
    cycle_.swap(found.cycle);
}

void Graph::place_arcs() {
    const auto links = static_cast<std::size_t>(links_.count());
    ptr_.assign(static_cast<std::size_t>(size_) + 1, 0);
    const std::vector<std::int32_t>& rank = this->rank();
    for (std::size_t k = 0; k < links; ++k) ++ptr_[rank[links_.succ[k]] + 1];
    for (std::int32_t r = 0; r < size_; ++r) ptr_[r + 1] += ptr_[r];
    const std::vector<std::int32_t> link = grouped(links_, rank, ptr_);
    source_.resize(links);
    for (std::size_t k = 0; k < links; ++k) source_[k] = rank[links_.pred[link[k]]];
    bool lags = false, types = false, elapsed = false;
    for (std::size_t k = 0; k < links; ++k) {
        const std::int64_t lag = links_.lag.given() ? links_.lag[k] : 0;
        lags = lags || lag != 0;
        lag_sum_ += lag < 0 ? -lag : lag;
        types = types || (links_.relation && links_.relation[k] != kFS);
        elapsed = elapsed || (links_.table && links_.table[k] >= 0);
    }
    if (lags) lag_.resize(links);
    if (types) type_.resize(links);
    if (elapsed) lag_table_.resize(links);
    for (std::size_t k = 0; k < links; ++k) {
        if (lags) lag_[k] = links_.lag[link[k]];
        if (types) type_[k] = links_.relation[link[k]];
        if (elapsed) lag_table_[k] = links_.table[link[k]];
    }
}

const std::vector<std::int32_t>& Graph::rank() const {
    std::call_once(rank_once_, [this] {
        rank_.resize(order_.size());
        for (std::size_t r = 0; r < order_.size(); ++r) rank_[order_[r]] = static_cast<std::int32_t>(r);
    });
    return rank_;
}

const std::vector<std::int32_t>& Graph::level() const {
    std::call_once(level_once_, [this] {
        std::vector<std::int32_t> by_rank(order_.size(), 0), level(order_.size());
        for (std::int32_t r = 0; r < static_cast<std::int32_t>(order_.size()); ++r) {
            for (std::int32_t k = arc_begin(r); k < arc_end(r); ++k) by_rank[r] = std::max(by_rank[r], by_rank[source(k)] + 1);
            level[order_[r]] = by_rank[r];
        }
        level_.swap(level);
    });
    return level_;
}

const std::vector<std::int32_t>& Graph::link() const {
    std::call_once(link_once_, [this] {
        if (cycle_.empty()) link_ = grouped(links_, rank(), ptr_);
    });
    return link_;
}

const Outgoing& Graph::outgoing() const {
    std::call_once(outgoing_once_, [this] {
        if (!cycle_.empty()) return;
        Outgoing out;
        const auto links = static_cast<std::size_t>(arcs());
        out.ptr.assign(static_cast<std::size_t>(size_) + 1, 0);
        out.arc.resize(links);
        out.target.resize(links);
        for (std::size_t k = 0; k < links; ++k) ++out.ptr[source_[k] + 1];
        for (std::int32_t r = 0; r < size_; ++r) out.ptr[r + 1] += out.ptr[r];
        std::vector<std::int32_t> place(out.ptr.begin(), out.ptr.end() - 1);
        for (std::int32_t r = 0; r < size_; ++r) {
            for (std::int32_t k = arc_begin(r); k < arc_end(r); ++k) {
                const std::int32_t at = place[source(k)]++;
                out.arc[at] = k;
                out.target[at] = r;
            }
        }
        outgoing_ = std::move(out);
    });
    return outgoing_;
}

}  // namespace egovplan
