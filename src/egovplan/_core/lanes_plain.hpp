// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Both passes where every relation is FS and no calendar takes part, in lanes of 16 or 32 bits.
// Included inside the namespace of an instruction set.

#pragma once

template <typename T>
inline T larger(T a, T b) {
    return a > b ? a : b;
}

// The latest of `count` rows, each moved by its lag, and of `out` itself.
template <typename T>
inline void latest_of(const T* rows, const std::int32_t* at, const std::int32_t* lag, std::int32_t count, T* out) {
    if (lag) {
        for (std::int32_t k = 0; k < count; ++k) {
            const T* a = rows + static_cast<std::ptrdiff_t>(at[k]) * kLanes;
            const T by = static_cast<T>(lag[k]);
            for (std::int32_t l = 0; l < kLanes; ++l) out[l] = larger<T>(out[l], static_cast<T>(a[l] + by));
        }
        return;
    }
    for (; count >= 4; count -= 4, at += 4) {
        const T *a = rows + static_cast<std::ptrdiff_t>(at[0]) * kLanes, *b = rows + static_cast<std::ptrdiff_t>(at[1]) * kLanes;
        const T *c = rows + static_cast<std::ptrdiff_t>(at[2]) * kLanes, *d = rows + static_cast<std::ptrdiff_t>(at[3]) * kLanes;
        for (std::int32_t l = 0; l < kLanes; ++l) out[l] = larger<T>(out[l], larger<T>(larger<T>(a[l], b[l]), larger<T>(c[l], d[l])));
    }
    if (count >= 2) {
        const T *a = rows + static_cast<std::ptrdiff_t>(at[0]) * kLanes, *b = rows + static_cast<std::ptrdiff_t>(at[1]) * kLanes;
        for (std::int32_t l = 0; l < kLanes; ++l) out[l] = larger<T>(out[l], larger<T>(a[l], b[l]));
        at += 2;
        count -= 2;
    }
    if (count) {
        const T* a = rows + static_cast<std::ptrdiff_t>(at[0]) * kLanes;
        for (std::int32_t l = 0; l < kLanes; ++l) out[l] = larger<T>(out[l], a[l]);
    }
}

// Early finishes from durations, by rank.
template <typename T>
void forward(const PlainSpec& net, const T* duration, T* finish) {
    for (std::int32_t r = 0; r < net.size; ++r) {
        const std::int32_t first = net.in_ptr[r], count = net.in_ptr[r + 1] - first;
        T ready[kLanes];
        const T release = net.release ? static_cast<T>(net.release[r]) : T{0};
        for (std::int32_t l = 0; l < kLanes; ++l) ready[l] = release;
        latest_of(finish, net.in_source + first, net.in_lag ? net.in_lag + first : nullptr, count, ready);
        const T* d = duration + static_cast<std::ptrdiff_t>(r) * kLanes;
        T* f = finish + static_cast<std::ptrdiff_t>(r) * kLanes;
        for (std::int32_t l = 0; l < kLanes; ++l) f[l] = static_cast<T>(ready[l] + d[l]);
    }
}

// The latest of some rows.
template <typename T>
void latest(const T* rows, const std::int32_t* at, std::int32_t count, std::int32_t* out) {
    T most[kLanes] = {};
    latest_of(rows, at, static_cast<const std::int32_t*>(nullptr), count, most);
    for (std::int32_t l = 0; l < kLanes; ++l) out[l] = most[l];
}

// Product of two lane values, and a sum of 64 of them.
struct Narrow {
    using Value = std::int16_t;
    using Sum = std::int32_t;
};
struct Wide {
    using Value = std::int32_t;
    using Sum = std::int64_t;
};

template <typename Lane, bool Whole>
inline void count_row(const typename Lane::Value* d, const typename Lane::Value* f, const typename Lane::Value* rest,
                      const typename Lane::Value* until, const typename Lane::Value* weight, const Counts& counts, std::int32_t r) {
    using Sum = typename Lane::Sum;
    const std::int32_t first = Whole ? 0 : counts.first, stop = Whole ? kLanes : counts.stop;
    typename Lane::Value critical = 0;
    for (std::int32_t l = first; l < stop; ++l)
        critical = static_cast<typename Lane::Value>(critical + (f[l] + rest[l] == until[l]));
    counts.critical[r] += critical;
    if (!counts.sum) return;
    Sum sum = 0, square = 0, product = 0;
    for (std::int32_t l = first; l < stop; ++l) {
        sum += d[l];
        square += static_cast<Sum>(d[l]) * d[l];
        product += static_cast<Sum>(d[l]) * weight[l];
    }
    counts.sum[r] += sum;
    counts.square[r] += square;
    counts.product[r] += product;
}

// Counts whose early finish and longest rest behind it make up the whole; durations are replaced by duration + rest.
template <typename Lane>
void backward(const PlainSpec& net, typename Lane::Value* duration, const typename Lane::Value* finish, const Counts& counts) {
    using T = typename Lane::Value;
    T until[kLanes], weight[kLanes];
    for (std::int32_t l = 0; l < kLanes; ++l) until[l] = static_cast<T>(counts.until[l]);
    for (std::int32_t l = 0; l < kLanes; ++l) weight[l] = static_cast<T>(counts.weight[l]);
    const bool all = counts.first == 0 && counts.stop == kLanes;
    for (std::int32_t r = net.size - 1; r >= 0; --r) {
        const std::int32_t first = net.out_ptr[r], count = net.out_ptr[r + 1] - first;
        T rest[kLanes] = {};
        latest_of(duration, net.out_target + first, net.out_lag ? net.out_lag + first : nullptr, count, rest);
        T* d = duration + static_cast<std::ptrdiff_t>(r) * kLanes;
        const T* f = finish + static_cast<std::ptrdiff_t>(r) * kLanes;
        if (all)
            count_row<Lane, true>(d, f, rest, until, weight, counts, r);
        else
            count_row<Lane, false>(d, f, rest, until, weight, counts, r);
        for (std::int32_t l = 0; l < kLanes; ++l) d[l] = static_cast<T>(d[l] + rest[l]);
    }
}
