// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The two passes where no calendar, fixed interval or target interferes: a few instructions an arc. By rank, without
// checks; the caller has made sure that no sum leaves T.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#include "base/buffer.hpp"
#include "network/graph.hpp"
#include "base/prefetch.hpp"
#include "base/ticker.hpp"

namespace egovplan {

// A late and a kept bound side by side, so that one instruction serves both.
#if defined(__GNUC__)
template <typename T>
struct Pair {
    typedef T Both __attribute__((vector_size(2 * sizeof(T))));

    Pair(T late, T kept) : both{late, kept} {}
    explicit Pair(Both values) : both(values) {}
    Pair operator-(T step) const { return Pair(both - step); }

    void lower(T* bound) const {
        Both old;
        std::memcpy(&old, bound, sizeof old);
        const auto above = old > both;
        old = (both & above) | (old & ~above);
        std::memcpy(bound, &old, sizeof old);
    }

    Both both;
};
#else
template <typename T>
struct Pair {
    Pair(T late, T kept) : late(late), kept(kept) {}
    Pair operator-(T step) const { return Pair(late - step, kept - step); }

    void lower(T* bound) const {
        bound[0] = std::min(bound[0], late);
        bound[1] = std::min(bound[1], kept);
    }

    T late, kept;
};
#endif

// Early times, and what the successors leave. `Related`: of all four relations, so bounds on starts and finishes differ.
template <typename T, typename Lag, bool Lags, bool Related>
class Passes {
    static constexpr std::size_t kTimes = Related ? 2 : 1;   // finish, start side by side where arcs pick one of them
    static constexpr std::size_t kBounds = Related ? 4 : 2;  // late and kept; of the finish, of the start

public:
    Passes(const Graph& graph, const Lag* lag, Buffer<T>& finish, Buffer<T>& start, Buffer<T>& bound)
        : ptr_(graph.arc_ptr().data()), source_(graph.sources().data()), type_(graph.types().data()), lag_(lag),
          size_(graph.size()), far_(is_far(size_ * kBounds * sizeof(T))), ahead_end_(graph.arcs() - kAhead), finish_(finish.data()),
          start_(Related ? finish.data() + 1 : start.data()), bound_(bound.data()) {}

    // Expects durations where starts come to be, and what the release allows where finishes do. Returns the latest finish.
    template <bool Released>
    T forward() {
        return blocks([this](std::int32_t first, std::int32_t last) {
            return far_ ? forward_block<Released, true>(first, last) : forward_block<Released, false>(first, last);
        });
    }

    // Leaves in `bound` each late finish, and the earliest start of a successor as a finish.
    void backward(T finish) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(size_) * kBounds; i += kBounds) {
            bound_[i] = bound_[i + 1] = finish;
            if constexpr (Related) bound_[i + 2] = bound_[i + 3] = kOpen;
        }
        Ticker tick;
        for (std::int32_t last = size_; last > 0;) {
            const std::int32_t first = last > kBlock ? last - kBlock : 0;
            if (far_) {
                backward_block<true>(first, last);
            } else {
                backward_block<false>(first, last);
            }
            tick(ptr_[last] - ptr_[first] + kBlock);
            last = first;
        }
    }

private:
    static constexpr std::int32_t kBlock = 1 << 14;
    static constexpr std::int32_t kAhead = 128;  // arcs
    static constexpr T kOpen = std::numeric_limits<T>::max() / 2;  // no bound, a day less a lag still fits

    template <typename Block>
    T blocks(Block&& block) {
        Ticker tick;
        T most = 0;
        for (std::int32_t first = 0; first < size_;) {
            const std::int32_t last = size_ - first > kBlock ? first + kBlock : size_;
            most = std::max(most, block(first, last));
            tick(ptr_[last] - ptr_[first] + kBlock);
            first = last;
        }
        return most;
    }

    // Runs of equal in-degree lie together, so the loop over the arcs is unrolled for the usual ones.
    template <bool Released, bool Far>
    T forward_block(std::int32_t first, std::int32_t last) {
        T most = 0;
        for (std::int32_t r = first; r < last;) {
            switch (ptr_[r + 1] - ptr_[r]) {
                case 0: r = forward_run<Released, Far, 0>(r, last, most); break;
                case 1: r = forward_run<Released, Far, 1>(r, last, most); break;
                case 2: r = forward_run<Released, Far, 2>(r, last, most); break;
                case 3: r = forward_run<Released, Far, 3>(r, last, most); break;
                case 4: r = forward_run<Released, Far, 4>(r, last, most); break;
                case 5: r = forward_run<Released, Far, 5>(r, last, most); break;
                default: r = forward_run<Released, Far, -1>(r, last, most); break;
            }
        }
        return most;
    }

    template <bool Released, bool Far, int Degree>
    std::int32_t forward_run(std::int32_t r, std::int32_t last, T& most) {
        const Passes own = *this;  // so that no store can be taken for a change of it
        T latest = most;
        std::int32_t k = own.ptr_[r];
        do {
            const std::int32_t stop = Degree < 0 ? own.ptr_[r + 1] : k + Degree;
            const T duration = own.start_[r * kTimes];
            T ready = Released ? own.finish_[r * kTimes] : 0;
            for (; k < stop; ++k) {
                if (Far && k < own.ahead_end_) prefetch(own.finish_ + static_cast<std::size_t>(own.source_[k + kAhead]) * kTimes);
                ready = std::max(ready, own.event(k, duration));
            }
            own.start_[r * kTimes] = ready;
            own.finish_[r * kTimes] = ready + duration;
            latest = std::max(latest, static_cast<T>(ready + duration));
            ++r;
        } while (r < last && (Degree < 0 || own.ptr_[r + 1] - k == Degree));
        most = latest;
        return r;
    }

    // When arc k lets its successor, which takes `duration`, start.
    T event(std::int32_t k, T duration) const {
        if constexpr (Related) {
            const std::int8_t type = type_[k];
            return finish_[2 * static_cast<std::size_t>(source_[k]) + (type & 1)] + lag_of(k) - (duration & -static_cast<T>(type >> 1));
        }
        return finish_[source_[k]] + lag_of(k);
    }

    T lag_of(std::int32_t k) const {
        if constexpr (Lags) return static_cast<T>(lag_[k]);
        return 0;
    }

    template <bool Far>
    void backward_block(std::int32_t first, std::int32_t last) {
        for (std::int32_t r = last - 1; r >= first;) {
            switch (ptr_[r + 1] - ptr_[r]) {
                case 0: r = backward_run<Far, 0>(r, first); break;
                case 1: r = backward_run<Far, 1>(r, first); break;
                case 2: r = backward_run<Far, 2>(r, first); break;
                case 3: r = backward_run<Far, 3>(r, first); break;
                case 4: r = backward_run<Far, 4>(r, first); break;
                case 5: r = backward_run<Far, 5>(r, first); break;
                default: r = backward_run<Far, -1>(r, first); break;
            }
        }
    }

    template <bool Far, int Degree>
    std::int32_t backward_run(std::int32_t r, std::int32_t first) {
        const Passes own = *this;
        std::int32_t stop = own.ptr_[r + 1];
        do {
            const std::int32_t begin = Degree < 0 ? own.ptr_[r] : stop - Degree;
            const T start = own.start_[r * kTimes], duration = own.finish_[r * kTimes] - start;
            T* left = own.bound_ + static_cast<std::size_t>(r) * kBounds;
            if constexpr (Related) {
                left[0] = std::min(left[0], static_cast<T>(left[2] + duration));
                left[1] = std::min(left[1], static_cast<T>(left[3] + duration));
            }
            const Pair<T> both(left[0] - duration, start);
            for (std::int32_t k = begin; k < stop; ++k) {
                if (Far && k >= kAhead) prefetch(own.bound_ + static_cast<std::size_t>(own.source_[k - kAhead]) * kBounds);
                T* bound = own.bound_ + static_cast<std::size_t>(own.source_[k]) * kBounds;
                T step = own.lag_of(k);
                if constexpr (Related) {
                    bound += 2 * (own.type_[k] & 1);
                    step -= duration & -static_cast<T>(own.type_[k] >> 1);
                }
                (Lags || Related ? both - step : both).lower(bound);
            }
            stop = begin;
            --r;
        } while (r >= first && (Degree < 0 || stop - own.ptr_[r] == Degree));
        return r;
    }

    const std::int32_t* ptr_;
    const std::int32_t* source_;
    const std::int8_t* type_;
    const Lag* lag_;
    std::int32_t size_;
    bool far_;
    std::int32_t ahead_end_;
    T* finish_;
    T* start_;
    T* bound_;
};

}  // namespace egovplan
