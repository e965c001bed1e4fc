// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// A. B. Kahn: Topological sorting of large networks (1962), level by level, with counting sorts.

#include "network/order.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/prefetch.hpp"
#include "base/ticker.hpp"

namespace egovplan {

namespace {

using Index = std::int32_t;

constexpr std::size_t kChunk = std::size_t{1} << 16;

// Kahn's algorithm from the end, since predecessors are grouped anyway: a wave at a time, each sorted by in-degree.
class Waves {
public:
    Waves(Index n, const Rows& before, Buffer<Index> open)
        : n_(n), before_(before), open_(std::move(open)), wave_(static_cast<std::size_t>(n) + 1), keys_(static_cast<std::size_t>(n)),
          sorted_(static_cast<std::size_t>(n) + 1),
          ahead_(prefetch_distance(n)) {
        out_.order = Buffer<Index>(static_cast<std::size_t>(n));
        out_.rank = Buffer<Index>(static_cast<std::size_t>(n));
    }

    Order run() {
        Index size = 0;
        for (Index i = 0; i < n_; ++i) {
            wave_[size] = i;
            size += open_[i] == 0;
        }
        while (size > 0) {
            const Index end = n_ - out_.size, begin = end - size;
            arrange(begin, size);
            out_.size += size;
            size = close(begin, end);
        }
        return std::move(out_);
    }

private:
    Index degree(Index i) const { return before_.ptr[i + 1] - before_.ptr[i]; }

    // Puts the ranks begin … end in their places; positions all of whose successors have one now are the next wave.
    Index close(Index begin, Index end) {
        const Index* order = out_.order.data();
        const Index* ptr = before_.ptr.data();
        const Index* to = before_.to.data();
        Index* open = open_.data();
        Index* wave = wave_.data();
        Index size = 0;
        for (Index r = begin; r < end; ++r) {
            if (ahead_ > 0 && r + 2 * ahead_ < end) {
                prefetch(&ptr[order[r + 2 * ahead_]]);
                prefetch(to + ptr[order[r + ahead_]]);
            }
            const Index first = ptr[order[r]], last = ptr[order[r] + 1];
            for (Index k = first; k < last; ++k) {
                const Index i = to[k];
                wave[size] = i;  // written in any case: there is room for one more than all
                size += --open[i] == 0;
            }
            tick_(last - first + 1);
        }
        return size;
    }

    // Sorts a wave by in-degree, stable, and gives it the ranks from `begin` on.
    void arrange(Index begin, Index size) {
        Index least = degree(wave_[0]), most = least;
        for (Index q = 0; q < size; ++q) {
            keys_[q] = degree(wave_[q]);
            least = std::min(least, keys_[q]);
            most = std::max(most, keys_[q]);
        }
        const Index* sorted = wave_.data();
        if (most > least) {
            most - least < 4 ? pick(size, least, most) : count(size, most);
            sorted = sorted_.data();
        }
        for (Index q = 0; q < size; ++q) {
            out_.order[begin + q] = sorted[q];
            out_.rank[sorted[q]] = begin + q;
        }
    }

    // A pass for each in-degree: counting waits for the counter before it where most are equal.
    void pick(Index size, Index least, Index most) {
        Index at = 0;
        for (Index d = least; d <= most; ++d) {
            for (Index q = 0; q < size; ++q) {
                sorted_[at] = wave_[q];
                at += keys_[q] == d;
            }
        }
    }

    // Costs no more than the highest in-degree of each wave, so all in all no more than there are links.
    void count(Index size, Index most) {
        if (static_cast<std::size_t>(most) >= place_.size()) place_ = Buffer<Index>(2 * static_cast<std::size_t>(most) + 1);
        std::fill_n(place_.data(), most + 1, 0);
        for (Index q = 0; q < size; ++q) ++place_[keys_[q]];
        Index at = 0;
        for (Index d = 0; d <= most; ++d) at += std::exchange(place_[d], at);
        for (Index q = 0; q < size; ++q) sorted_[place_[keys_[q]]++] = wave_[q];
    }

    Index n_;
    const Rows& before_;
    Buffer<Index> open_, wave_, keys_, sorted_, place_;
    Index ahead_;
    Order out_;
    Ticker tick_;
};

}  // namespace

Rows group(Buffer<Index> counts, const Buffer<Index>& key, const Integers& value) {
    const auto n = static_cast<Index>(counts.size() - 1);
    Rows rows{std::move(counts), Buffer<Index>(key.size())};
    Index* place = rows.ptr.data();
    Ticker tick;
    // Where each row begins; filling moves that to where the next one does.
    Index sum = 0;
    for (Index i = 0; i <= n; ++i) sum += std::exchange(place[i], sum);
    value.each([&](auto* values) {
        for (std::size_t first = 0; first < key.size(); first += kChunk) {
            const std::size_t last = std::min(key.size(), first + kChunk);
            for (std::size_t k = first; k < last; ++k) rows.to[place[key[k]]++] = static_cast<Index>(values[k]);
            tick(kChunk);
        }
    });
    std::copy_backward(place, place + n, place + n + 1);
    place[0] = 0;
    return rows;
}

Order order_of(Index n, const Rows& before, Buffer<Index> open) { return Waves(n, before, std::move(open)).run(); }

}  // namespace egovplan
