// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Both passes where every relation is FS and no calendar takes part, in lanes of 16 or 32 bits.
// Included inside the namespace of an instruction set.

#pragma once

// Raises `most` to the latest of `count` rows, each moved by its lag.
template <typename T>
inline void latest_of(const T* rows, const std::int32_t* at, const std::int32_t* lag, std::int32_t count, Lanes<T>& most) {
    if (lag) {
        for (std::int32_t k = 0; k < count; ++k) most.keep_larger(rows + static_cast<std::ptrdiff_t>(at[k]) * kLanes, static_cast<T>(lag[k]));
        return;
    }
    for (std::int32_t k = 0; k < count; ++k) most.keep_larger(rows + static_cast<std::ptrdiff_t>(at[k]) * kLanes);
}

// Early finishes from durations, by rank, and the latest of all in each lane. Meanwhile `step` bytes an activity are fetched
// from `ahead` on: what is read next.
template <typename T>
void forward(const PlainSpec& net, const T* duration, T* finish, T* latest, const char* ahead, std::int32_t step) {
    const std::int32_t *lags = net.in_lag, *release = net.release;
    Lanes<T> last;
    last.fill(0);
    std::int32_t first = net.in_ptr[0];
    for (std::int32_t r = 0; r < net.size; ++r) {
        const std::int32_t stop = net.in_ptr[r + 1];
        for (std::int32_t b = 0; b < step; b += 64, ahead += 64) EGOVPLAN_PREFETCH(ahead, 2);
        Lanes<T> day;
        day.fill(release ? static_cast<T>(release[r]) : T{0});
        latest_of(finish, net.in_source + first, lags ? lags + first : nullptr, stop - first, day);
        first = stop;
        day.add(duration + static_cast<std::ptrdiff_t>(r) * kLanes);
        day.store(finish + static_cast<std::ptrdiff_t>(r) * kLanes);
        last.keep_larger(day);
    }
    last.store(latest);
}

// The latest of some rows.
template <typename T>
void latest(const T* rows, const std::int32_t* at, std::int32_t count, std::int32_t* out) {
    Lanes<T> most;
    most.fill(0);
    latest_of(rows, at, static_cast<const std::int32_t*>(nullptr), count, most);
    alignas(64) T row[kLanes];
    most.store(row);
    for (std::int32_t l = 0; l < kLanes; ++l) out[l] = row[l];
}

// A lane's value, and a sum of 64 products of two.
struct Narrow {
    using Value = std::int16_t;
    using Sum = std::int32_t;
};
struct Wide {
    using Value = std::int32_t;
    using Sum = std::int64_t;
};

template <typename Lane>
inline void add_sums(const typename Lane::Value* d, const typename Lane::Value* weight, const Counts& counts, std::int32_t r) {
    using Sum = typename Lane::Sum;
    Sum sum = 0, square = 0, product = 0;
    if (counts.first == 0 && counts.stop == kLanes) {
        for (std::int32_t l = 0; l < kLanes; ++l) {
            sum += d[l];
            square += static_cast<Sum>(d[l]) * d[l];
            product += static_cast<Sum>(d[l]) * weight[l];
        }
    } else {
        for (std::int32_t l = counts.first; l < counts.stop; ++l) {
            sum += d[l];
            square += static_cast<Sum>(d[l]) * d[l];
            product += static_cast<Sum>(d[l]) * weight[l];
        }
    }
    counts.sum[r] += sum;
    counts.square[r] += square;
    counts.product[r] += product;
}

// Counts whose early finish and longest rest behind it make up the whole; durations are replaced by duration + rest.
template <typename Lane>
void backward(const PlainSpec& net, typename Lane::Value* duration, const typename Lane::Value* finish, const Counts& counts) {
    using T = typename Lane::Value;
    alignas(64) T until[kLanes], weight[kLanes];
    for (std::int32_t l = 0; l < kLanes; ++l) until[l] = static_cast<T>(l < counts.first || l >= counts.stop ? -1 : counts.until[l]);
    for (std::int32_t l = 0; l < kLanes; ++l) weight[l] = static_cast<T>(counts.weight[l]);
    const std::int32_t* lags = net.out_lag;
    std::int64_t* critical = counts.critical;
    std::int32_t stop = net.out_ptr[net.size];
    for (std::int32_t r = net.size - 1; r >= 0; --r) {
        const std::int32_t first = net.out_ptr[r];
        Lanes<T> rest;
        rest.fill(0);
        latest_of<T>(duration, net.out_target + first, lags ? lags + first : nullptr, stop - first, rest);
        stop = first;
        T* d = duration + static_cast<std::ptrdiff_t>(r) * kLanes;
        critical[r] += rest.count_sums(finish + static_cast<std::ptrdiff_t>(r) * kLanes, until);
        if (counts.sum) add_sums<Lane>(d, weight, counts, r);
        rest.add(d);
        rest.store(d);
    }
}
