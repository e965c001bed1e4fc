// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// A. B. Kahn: Topological sorting of large networks (1962), level by level, with counting sorts.

#include "order.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "checks.hpp"
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
        for (std::size_t k = first; k < last; ++k) {
            const auto from = static_cast<std::int64_t>(pred[k]);
            if (static_cast<std::uint64_t>(from) >= static_cast<std::uint64_t>(n)) refuse_position("pred", k, n, from);
            ++place[from];
        }
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

class Waves {
public:
    Waves(Index n, const Rows& rows, Buffer<Index> degree)
        : n_(n), rows_(rows), degree_(std::move(degree)), open_(degree_), wave_(static_cast<std::size_t>(n) + 1),
          keys_(static_cast<std::size_t>(n)), ahead_(prefetch_distance(n)) {
        const Index most = n > 0 ? *std::max_element(degree_.begin(), degree_.end()) : 0;
        place_ = Buffer<Index>(static_cast<std::size_t>(most) + 1, 0);
        out_.order = Buffer<Index>(static_cast<std::size_t>(n));
        out_.ptr = Buffer<Index>(static_cast<std::size_t>(n) + 1);
        out_.ptr[0] = 0;
    }

    Order run() {
        Index size = 0;
        for (Index i = 0; i < n_; ++i) {
            wave_[size] = i;
            size += degree_[i] == 0;
        }
        for (Index begin = 0, end = 0; size > 0; begin = end) {
            end = begin + size;
            arrange(begin, size);
            size = open(begin, end);
            out_.size = end;
        }
        return std::move(out_);
    }

private:
    // Closes the activities begin … end; those that nothing holds back any more are the next wave. Returns its size.
    Index open(Index begin, Index end) {
        const Index* order = out_.order.data();
        const Index* ptr = rows_.ptr.data();
        const Index* to = rows_.to.data();
        Index* open = open_.data();
        Index* wave = wave_.data();
        Index size = 0;
        for (Index q = begin; q < end; ++q) {
            if (ahead_ > 0) look_ahead(q, end);
            const Index first = ptr[order[q]], last = ptr[order[q] + 1];
            for (Index k = first; k < last; ++k) {
                const Index j = to[k];
                wave[size] = j;  // written in any case: there is room for one more than all
                size += --open[j] == 0;
            }
            tick_(last - first + 1);
        }
        return size;
    }

    void look_ahead(Index q, Index end) const {
        const Index* order = out_.order.data();
        if (q + 2 * ahead_ < end) prefetch(&rows_.ptr[order[q + 2 * ahead_]]);
        if (q + ahead_ < end) prefetch(rows_.to.data() + rows_.ptr[order[q + ahead_]]);
    }

    // Takes a wave over, sorted by in-degree, and notes where the arcs of each rank begin. Counting costs no more than
    // the highest in-degree of each wave, so all in all no more than there are links.
    void arrange(Index begin, Index size) {
        Index most = 0;
        for (Index q = 0; q < size; ++q) {
            const Index degree = degree_[wave_[q]];
            keys_[q] = degree;
            most = std::max(most, degree);
            ++place_[degree];
        }
        Index at = begin, arcs = out_.ptr[begin];
        for (Index degree = 0; degree <= most; ++degree) {
            const Index stop = at + place_[degree];
            place_[degree] = at;
            for (; at < stop; ++at) out_.ptr[at + 1] = arcs += degree;
        }
        for (Index q = 0; q < size; ++q) out_.order[place_[keys_[q]]++] = wave_[q];
        std::fill_n(place_.data(), most + 1, 0);
    }

    Index n_;
    const Rows& rows_;
    Buffer<Index> degree_, open_, wave_, keys_, place_;  // place_ is zero between waves
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

Order order_of(Index n, const Rows& rows, Buffer<Index> degree) {
    return Waves(n, rows, std::move(degree)).run();
}

}  // namespace egovplan
