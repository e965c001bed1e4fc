// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// What is left of a resource, one cell a day, and the two things asked of it: where does something fit, and take it.

#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#define EGOVPLAN_SSE2 1
#endif
#if defined(_MSC_VER)
#include <intrin.h>
#endif

namespace egovplan {

inline constexpr std::int32_t kPad = 64;  // cells after the last day that may be read and rewritten

// Position of the lowest set bit; the word must not be 0.
inline std::int32_t lowest(std::uint64_t word) {
#if defined(_MSC_VER)
    unsigned long position;
    _BitScanForward64(&position, word);
    return std::int32_t(position);
#else
    return __builtin_ctzll(word);
#endif
}

// Bit k of the result: cell k holds less than `amount`; 64 cells.
inline std::uint64_t short_of(const std::int8_t* cell, std::int8_t amount) {
    std::uint64_t bits = 0;
#if defined(EGOVPLAN_SSE2)
    const __m128i wanted = _mm_set1_epi8(amount);
    for (int k = 0; k < 4; ++k) {
        const __m128i there = _mm_loadu_si128(reinterpret_cast<const __m128i*>(cell + 16 * k));
        bits |= std::uint64_t(std::uint32_t(_mm_movemask_epi8(_mm_cmpgt_epi8(wanted, there)))) << (16 * k);
    }
#else
    for (int k = 0; k < 64; ++k) bits |= std::uint64_t(cell[k] < amount) << k;
#endif
    return bits;
}

inline std::uint64_t short_of(const std::int16_t* cell, std::int16_t amount) {
    std::uint64_t bits = 0;
#if defined(EGOVPLAN_SSE2)
    const __m128i wanted = _mm_set1_epi16(amount);
    for (int k = 0; k < 4; ++k) {
        const auto* at = reinterpret_cast<const __m128i*>(cell + 16 * k);
        const __m128i low = _mm_cmpgt_epi16(wanted, _mm_loadu_si128(at));
        const __m128i high = _mm_cmpgt_epi16(wanted, _mm_loadu_si128(at + 1));
        bits |= std::uint64_t(std::uint32_t(_mm_movemask_epi8(_mm_packs_epi16(low, high)))) << (16 * k);
    }
#else
    for (int k = 0; k < 64; ++k) bits |= std::uint64_t(cell[k] < amount) << k;
#endif
    return bits;
}

inline std::uint64_t short_of(const std::int32_t* cell, std::int32_t amount) {
    std::uint64_t bits = 0;
    for (int k = 0; k < 64; ++k) bits |= std::uint64_t(cell[k] < amount) << k;
    return bits;
}

// The first of `days` > 0 days in a row on which there is enough, not before `from`; anything above `last` if that would
// have to lie beyond it.
template <typename Cell>
std::int32_t first_fit(const Cell* row, Cell amount, std::int32_t from, std::int32_t days, std::int32_t last) {
    std::int32_t run = from, at = from;  // [run, at) is enough
    if (from > last) return from;
    std::uint64_t bad = short_of(row + at, amount);
    if (days <= 64 && bad << (64 - days) == 0) return from;  // nearly always
    for (;;) {
        std::int32_t done = 0;  // bits of the word that have been looked at
        while (bad != 0) {
            const std::int32_t next = lowest(bad);
            if (at + next - run >= days) return run;
            // skip the bad days; all ones would shift by 64
            const std::uint64_t rest = ~(bad >> next);
            done = rest == 0 ? 64 : next + lowest(rest);
            run = at + done;
            bad = done >= 64 ? 0 : bad >> done << done;
        }
        at += 64;
        if (at - run >= days || run > last) return run;
        bad = short_of(row + at, amount);
    }
}

// The last day in [from, to) on which there is less than `amount`, -1 if there is none.
template <typename Cell>
std::int32_t last_short(const Cell* row, Cell amount, std::int32_t from, std::int32_t to) {
    for (std::int32_t t = to - 1; t >= from; --t)
        if (row[t] < amount) return t;
    return -1;
}

inline void take(std::int32_t* row, std::int32_t amount, std::int32_t from, std::int32_t to) {
    for (std::int32_t t = from; t < to; ++t) row[t] -= amount;
}

inline void take(std::int8_t* row, std::int8_t amount, std::int32_t from, std::int32_t to) {
#if defined(EGOVPLAN_SSE2)
    // whole vectors, the last of which takes nothing on the days after `to`
    static constexpr std::int8_t kMask[32] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    const __m128i units = _mm_set1_epi8(amount);
    std::int32_t t = from;
    for (; t + 16 <= to; t += 16) {
        auto* at = reinterpret_cast<__m128i*>(row + t);
        _mm_storeu_si128(at, _mm_sub_epi8(_mm_loadu_si128(at), units));
    }
    auto* at = reinterpret_cast<__m128i*>(row + t);
    const __m128i mask = _mm_loadu_si128(reinterpret_cast<const __m128i*>(kMask + 16 - (to - t)));
    _mm_storeu_si128(at, _mm_sub_epi8(_mm_loadu_si128(at), _mm_and_si128(units, mask)));
#else
    for (std::int32_t t = from; t < to; ++t) row[t] = static_cast<std::int8_t>(row[t] - amount);
#endif
}

inline void take(std::int16_t* row, std::int16_t amount, std::int32_t from, std::int32_t to) {
#if defined(EGOVPLAN_SSE2)
    // whole vectors, the last of which takes nothing on the days after `to`
    static constexpr std::int16_t kMask[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
    const __m128i units = _mm_set1_epi16(amount);
    std::int32_t t = from;
    for (; t + 8 <= to; t += 8) {
        auto* at = reinterpret_cast<__m128i*>(row + t);
        _mm_storeu_si128(at, _mm_sub_epi16(_mm_loadu_si128(at), units));
    }
    auto* at = reinterpret_cast<__m128i*>(row + t);
    const __m128i mask = _mm_loadu_si128(reinterpret_cast<const __m128i*>(kMask + 8 - (to - t)));
    _mm_storeu_si128(at, _mm_sub_epi16(_mm_loadu_si128(at), _mm_and_si128(units, mask)));
#else
    for (std::int32_t t = from; t < to; ++t) row[t] = static_cast<std::int16_t>(row[t] - amount);
#endif
}

}  // namespace egovplan
