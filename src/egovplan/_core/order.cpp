// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// A. B. Kahn: Topological sorting of large networks (1962), level by level, with counting sorts.

#include "order.hpp"

#include <algorithm>
#include <cstddef>

#include "prefetch.hpp"
#include "ticker.hpp"

namespace egovplan {

namespace {

using Index = std::int32_t;

constexpr std::size_t kChunk = std::size_t{1} << 16;

template <typename P, typename S>
Rows group(Index n, const P* pred, const S* succ, std::size_t links) {
    Rows rows{Buffer<Index>(static_cast<std::size_t>(n) + 1, 0), Buffer<Index>(links)};
    Ticker tick;
    // Counted one further, so that the sums are where each row begins, and filling moves them to where the next one does.
    Index* place = rows.ptr.data();
    for (std::size_t first = 0; first < links; first += kChunk) {
        const std::size_t last = std::min(links, first + kChunk);
        for (std::size_t k = first; k < last; ++k) ++place[pred[k]];
        tick(kChunk);
    }
    Index sum = 0;
    for (Index i = 0; i <= n; ++i) {
        const Index count = place[i];
        place[i] = sum;
        sum += count;
    }
    for (std::size_t first = 0; first < links; first += kChunk) {
        const std::size_t last = std::min(links, first + kChunk);
        for (std::size_t k = first; k < last; ++k) rows.to[place[pred[k]]++] = static_cast<Index>(succ[k]);
        tick(kChunk);
    }
    for (Index i = n; i > 0; --i) place[i] = place[i - 1];
    place[0] = 0;
    return rows;
}

void count(const Index* succ, std::size_t links, Index* degree) {
    Ticker tick;
    for (std::size_t first = 0; first < links; first += kChunk) {
        const std::size_t last = std::min(links, first + kChunk);
        for (std::size_t k = first; k < last; ++k) ++degree[succ[k]];
        tick(kChunk);
    }
}

class Waves {
public:
    Waves(Index n, const Rows& rows, Buffer<Index> degree)
        : n_(n), rows_(rows), degree_(std::move(degree)), open_(degree_), ahead_(prefetch_distance(n)) {
        out_.order = Buffer<Index>(static_cast<std::size_t>(n) + 1);
        out_.ptr = Buffer<Index>(static_cast<std::size_t>(n) + 1);
        out_.ptr[0] = 0;
    }

    Order run() {
        Index* order = out_.order.data();
        Index tail = 0;
        for (Index i = 0; i < n_; ++i) {
            order[tail] = i;
            tail += degree_[i] == 0;
        }
        std::fill_n(out_.ptr.data() + 1, tail, 0);
        for (Index begin = 0, end = tail; begin < end; begin = end, end = tail) {
            tail = open(begin, end);
            arrange(end, tail);
        }
        out_.size = tail;
        out_.order.shorten(static_cast<std::size_t>(tail));
        return std::move(out_);
    }

private:
    // Closes the activities begin … end; those that nothing holds back any more are appended. Returns the new end.
    Index open(Index begin, Index end) {
        Index* order = out_.order.data();
        Index tail = end;
        const Index* ptr = rows_.ptr.data();
        const Index* to = rows_.to.data();
        for (Index q = begin; q < end; ++q) {
            if (ahead_ > 0) look_ahead(q, end);
            const Index i = order[q];
            const Index last = ptr[i + 1];
            for (Index k = ptr[i]; k < last; ++k) {
                const Index j = to[k];
                order[tail] = j;  // written in any case: there is room for one more than all
                tail += --open_[j] == 0;
            }
            tick_(last - ptr[i] + 1);
        }
        return tail;
    }

    void look_ahead(Index q, Index end) const {
        const Index* order = out_.order.data();
        if (q + 2 * ahead_ < end) prefetch(&rows_.ptr[order[q + 2 * ahead_]]);
        if (q + ahead_ < end) prefetch(&rows_.to[rows_.ptr[order[q + ahead_]]]);
    }

    // Sorts a wave by in-degree, stable, and notes where the arcs of each rank begin.
    void arrange(Index begin, Index end) {
        Index* order = out_.order.data();
        Index* ptr = out_.ptr.data();
        const Index size = end - begin;
        if (size == 0) return;
        if (size == 1) {
            ptr[end] = ptr[begin] + degree_[order[begin]];
            return;
        }
        if (static_cast<std::size_t>(size) > wave_.size()) {
            wave_ = Buffer<Index>(static_cast<std::size_t>(std::min<std::int64_t>(n_, std::int64_t{2} * size)));
            keys_ = Buffer<Index>(wave_.size());
        }
        Index most = 0;
        for (Index q = 0; q < size; ++q) {
            wave_[q] = order[begin + q];
            keys_[q] = degree_[wave_[q]];
            most = std::max(most, keys_[q]);
        }
        if (most < 2 * size + 64) {
            by_counting(begin, size, most);
        } else {
            std::stable_sort(order + begin, order + end, [this](Index i, Index j) { return degree_[i] < degree_[j]; });
            for (Index r = begin; r < end; ++r) ptr[r + 1] = ptr[r] + degree_[order[r]];
        }
    }

    void by_counting(Index begin, Index size, Index most) {
        if (static_cast<std::size_t>(most) + 1 > place_.size()) place_ = Buffer<Index>(2 * (static_cast<std::size_t>(most) + 1));
        std::fill_n(place_.data(), most + 1, 0);
        for (Index q = 0; q < size; ++q) ++place_[keys_[q]];
        Index at = begin, arcs = out_.ptr[begin];
        for (Index degree = 0; degree <= most; ++degree) {
            const Index number = place_[degree];
            place_[degree] = at;
            for (Index stop = at + number; at < stop; ++at) out_.ptr[at + 1] = arcs += degree;
        }
        for (Index q = 0; q < size; ++q) out_.order[place_[keys_[q]]++] = wave_[q];
    }

    Index n_;
    const Rows& rows_;
    Buffer<Index> degree_, open_, wave_, keys_, place_;
    Index ahead_;
    Order out_;
    Ticker tick_;
};

}  // namespace

Rows successors(Index n, const Links& links) {
    return links.pred.each([&](auto* pred) {
        return links.succ.each([&](auto* succ) { return group(n, pred, succ, links.count()); });
    });
}

Order order_of(Index n, const Buffer<Index>& succ, const Rows& rows) {
    Buffer<Index> degree(static_cast<std::size_t>(n), 0);
    count(succ.data(), succ.size(), degree.data());
    return Waves(n, rows, std::move(degree)).run();
}

}  // namespace egovplan
