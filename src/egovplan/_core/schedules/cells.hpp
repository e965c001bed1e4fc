// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Thirty-two days at once: which of them have enough, and where enough of them lie in a row.

#pragma once

#include <array>
#include <cstdint>

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#define EGOVPLAN_CELLS_SSE2 1
#endif
#if defined(_MSC_VER)
#include <intrin.h>
#endif

namespace egovplan {

using Cell = std::uint32_t;     // what is left on one day
using Days = std::uint32_t;     // a bit for each of 32 days
inline constexpr std::int32_t kWindow = 32;
inline constexpr std::int32_t kStep = 4;  // windows begin, and cells are written, at multiples of it

// Positions of the lowest and the highest set bit; the word must not be 0.
inline std::int32_t lowest(Days word) {
#if defined(_MSC_VER)
    unsigned long position;
    _BitScanForward(&position, word);
    return std::int32_t(position);
#else
    return __builtin_ctz(word);
#endif
}

inline std::int32_t highest(Days word) {
#if defined(_MSC_VER)
    unsigned long position;
    _BitScanReverse(&position, word);
    return std::int32_t(position);
#else
    return 31 - __builtin_clz(word);
#endif
}

// For each length the shifts that make a run of it, each at most the length that there is already.
inline constexpr std::array<std::array<std::uint8_t, 5>, kWindow + 1> kShifts = [] {
    std::array<std::array<std::uint8_t, 5>, kWindow + 1> table{};
    for (int days = 1; days <= kWindow; ++days)
        for (int k = 0, have = 1; k < 5; ++k) {
            const int shift = have < days - have ? have : days - have;
            table[std::size_t(days)][std::size_t(k)] = std::uint8_t(shift);
            have += shift;
        }
    return table;
}();

// Bit k of the result: `days` bits in a row are set from k on; at most 32. Without branches, as lengths vary.
inline Days runs(Days good, std::int32_t days) {
    for (const std::uint8_t shift : kShifts[std::size_t(days)]) good &= good >> shift;
    return good;
}

// Bit k of the result: the units fit into cell k, so that none of the guarding bits is borrowed.
inline Days fitting(const Cell* cell, Cell units, Cell guard) {
#if defined(EGOVPLAN_CELLS_SSE2)
    const __m128i u = _mm_set1_epi32(int(units)), g = _mm_set1_epi32(int(guard));
    const auto four = [&](int k) {
        return _mm_andnot_si128(_mm_sub_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(cell + 4 * k)), u), g);
    };
    // what is not 0 remains so when it is packed
    const auto sixteen = [&](int k) {
        const __m128i low = _mm_packs_epi32(four(k), four(k + 1)), high = _mm_packs_epi32(four(k + 2), four(k + 3));
        return Days(_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_packs_epi16(low, high), _mm_setzero_si128())));
    };
    return sixteen(0) | sixteen(4) << 16;
#else
    Days bits = 0;
    for (int k = 0; k < kWindow; ++k) bits |= Days(((cell[k] - units) & guard) == guard) << k;
    return bits;
#endif
}

// The last day in [from, to), -1 if there is none, that is not among the good ones; `good(at)` are those of the window at `at`.
template <typename Good>
std::int32_t last_bad(const Good& good, std::int32_t from, std::int32_t to) {
    if (from >= to) return -1;
    std::int32_t at = to > kWindow ? (to - kWindow + kStep - 1) & ~(kStep - 1) : 0;
    Days bad = ~good(at) & (~Days{0} >> (kWindow - (to - at)));
    while (bad == 0 && at > from) {
        const std::int32_t before = at;
        at = at > kWindow ? at - kWindow : 0;
        bad = ~good(at);
        if (before - at < kWindow) bad &= (Days{1} << (before - at)) - 1;
    }
    return bad != 0 && at + highest(bad) >= from ? at + highest(bad) : -1;
}

// Takes the units from the cells in [from, to) of a row; cells up to 16 after `from` may be rewritten as they are.
inline void subtract(Cell* row, Cell units, std::int32_t from, std::int32_t to) {
#if defined(EGOVPLAN_CELLS_SSE2)
    // whole vectors at fixed places, so that what is read soon after has been written in one piece; most need four of them
    std::int32_t at = from & ~(kStep - 1);
    const __m128i skipped = _mm_set1_epi32(from - at), stop = _mm_set1_epi32(to - at), days = _mm_setr_epi32(0, 1, 2, 3);
    __m128i u = _mm_andnot_si128(_mm_cmpgt_epi32(skipped, days), _mm_set1_epi32(int(units)));
    const auto four = [&](std::int32_t k) {
        auto* place = reinterpret_cast<__m128i*>(row + at + k);
        const __m128i taken = _mm_and_si128(u, _mm_cmpgt_epi32(stop, _mm_add_epi32(_mm_set1_epi32(k), days)));
        _mm_storeu_si128(place, _mm_sub_epi32(_mm_loadu_si128(place), taken));
    };
    four(0);
    u = _mm_set1_epi32(int(units));
    four(4);
    four(8);
    four(12);
    for (std::int32_t k = 16; k < to - at; k += kStep) four(k);
#else
    for (std::int32_t t = from; t < to; ++t) row[t] -= units;
#endif
}

}  // namespace egovplan
