// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Turns rows that are scenarios into rows that are activities: first row after row into words, as memory likes to be read,
// then 16 by 16 words at a time. Included inside the namespace of an instruction set.

#pragma once

constexpr std::int32_t kTile = 16;

// Numbers of 16 activities, as ones without a sign, so that negative ones are large.
#if defined(__GNUC__)
typedef std::uint32_t Words __attribute__((vector_size(4 * kTile)));

typedef std::uint32_t HalfWords __attribute__((vector_size(2 * kTile)));

// The lower halves of 16 numbers.
inline Words words_of(const Words* v) { return v[0]; }
typedef std::uint64_t LongWords __attribute__((vector_size(4 * kTile)));
inline Words words_of(const LongWords* v) {
    const HalfWords low = __builtin_convertvector(v[0], HalfWords), high = __builtin_convertvector(v[1], HalfWords);
#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#define EGOVPLAN_JOINED
#endif
#endif
#ifndef EGOVPLAN_JOINED
    Words words;
    std::memcpy(&words, &low, sizeof low);
    std::memcpy(reinterpret_cast<char*>(&words) + sizeof low, &high, sizeof high);
    return words;
#endif
}

template <typename Unsigned>
struct Numbers {
    typedef Unsigned Vector __attribute__((vector_size(4 * kTile)));
    static constexpr int kCount = static_cast<int>(sizeof(Unsigned) / 4);
    Vector v[kCount];

    void fill(Unsigned value) {
        for (int i = 0; i < kCount; ++i) v[i] = Vector{} + value;
    }
    void load(const void* from) {
        for (int i = 0; i < kCount; ++i) std::memcpy(&v[i], static_cast<const char*>(from) + 4 * kTile * i, sizeof v[i]);
    }
    void keep_larger(const Numbers& other) {
        for (int i = 0; i < kCount; ++i) v[i] = v[i] > other.v[i] ? v[i] : other.v[i];
    }
    Words words() const { return words_of(v); }
    Unsigned operator[](std::int32_t j) const { return v[j * kCount / kTile][j % (kTile / kCount)]; }
};

inline void store_words(const Words& words, std::uint32_t* to) { std::memcpy(to, &words, sizeof words); }
inline void store_pairs(const Words& low, const Words& high, std::uint32_t* to) { store_words((low & 0xffffu) | high << 16, to); }
#else
struct Words {
    std::uint32_t v[kTile];
};

template <typename Unsigned>
struct Numbers {
    Unsigned v[kTile];

    void fill(Unsigned value) {
        for (Unsigned& each : v) each = value;
    }
    void load(const void* from) { std::memcpy(v, from, sizeof v); }
    void keep_larger(const Numbers& other) {
        for (std::int32_t j = 0; j < kTile; ++j) v[j] = v[j] > other.v[j] ? v[j] : other.v[j];
    }
    Words words() const {
        Words out;
        for (std::int32_t j = 0; j < kTile; ++j) out.v[j] = static_cast<std::uint32_t>(v[j]);
        return out;
    }
    Unsigned operator[](std::int32_t j) const { return v[j]; }
};

inline void store_words(const Words& words, std::uint32_t* to) { std::memcpy(to, words.v, sizeof words.v); }
inline void store_pairs(const Words& low, const Words& high, std::uint32_t* to) {
    for (std::int32_t j = 0; j < kTile; ++j) to[j] = (low.v[j] & 0xffffu) | high.v[j] << 16;
}
#endif

// Reads two scenarios; the numbers of one activity become one word, the first scenario in its lower half.
template <typename Source, typename Unsigned>
inline void pair_up(const Source* one, const Source* two, std::int32_t size, Numbers<Unsigned>& most, std::uint32_t* words) {
    Numbers<Unsigned> a, b, largest = most;
    for (std::int32_t i = 0; i < size; i += kTile) {
        if (size - i < kTile) {  // the last ones again, so that nothing beyond the row is read
            Source rest[2][kTile] = {};
            std::memcpy(rest[0], one + i, sizeof(Source) * static_cast<std::size_t>(size - i));
            std::memcpy(rest[1], two + i, sizeof(Source) * static_cast<std::size_t>(size - i));
            a.load(rest[0]);
            b.load(rest[1]);
        } else {
            EGOVPLAN_PREFETCH(one + i + 2 * (two - one), 1);  // the next pair; rows are too short for the machine to see it
            EGOVPLAN_PREFETCH(two + i + 2 * (two - one), 1);
            a.load(one + i);
            b.load(two + i);
        }
        largest.keep_larger(a);
        largest.keep_larger(b);
        store_pairs(a.words(), b.words(), words + i);
    }
    most = largest;
}

template <typename Source, typename Unsigned>
inline void keep(const Source* one, std::int32_t size, Numbers<Unsigned>& most, std::uint32_t* words) {
    Numbers<Unsigned> a, largest = most;
    for (std::int32_t i = 0; i < size; i += kTile) {
        if (size - i < kTile) {
            Source rest[kTile] = {};
            std::memcpy(rest, one + i, sizeof(Source) * static_cast<std::size_t>(size - i));
            a.load(rest);
        } else {
            a.load(one + i);
        }
        largest.keep_larger(a);
        store_words(a.words(), words + i);
    }
    most = largest;
}

inline void put(std::uint32_t word, std::int16_t* out, std::int32_t k) {
    out[2 * k] = static_cast<std::int16_t>(word & 0xffffu);
    out[2 * k + 1] = static_cast<std::int16_t>(word >> 16);
}

inline void put(std::uint32_t word, std::int32_t* out, std::int32_t k) { out[k] = static_cast<std::int32_t>(word); }

#if defined(__AVX512F__)

// Turns 16 by 16 words; column j goes to `out`'s row place[j], from word k on.
template <typename T>
inline void turn_tile(const std::uint32_t* words, std::ptrdiff_t stride, const std::int32_t* place, std::int32_t k, T* out) {
    __m512i a[kTile], b[kTile];
    for (int i = 0; i < kTile; ++i) a[i] = _mm512_loadu_si512(words + i * stride);
    for (int i = 0; i < kTile; i += 2) {
        b[i] = _mm512_unpacklo_epi32(a[i], a[i + 1]);
        b[i + 1] = _mm512_unpackhi_epi32(a[i], a[i + 1]);
    }
    for (int i = 0; i < kTile; i += 4) {
        a[i] = _mm512_unpacklo_epi64(b[i], b[i + 2]);
        a[i + 1] = _mm512_unpackhi_epi64(b[i], b[i + 2]);
        a[i + 2] = _mm512_unpacklo_epi64(b[i + 1], b[i + 3]);
        a[i + 3] = _mm512_unpackhi_epi64(b[i + 1], b[i + 3]);
    }
    for (int i = 0; i < 4; ++i) {  // a[4 q + i] holds columns i, i + 4, i + 8, i + 12 of rows 4 q … 4 q + 3
        b[i] = _mm512_shuffle_i32x4(a[i], a[i + 4], 0x88);
        b[i + 4] = _mm512_shuffle_i32x4(a[i], a[i + 4], 0xdd);
        b[i + 8] = _mm512_shuffle_i32x4(a[i + 8], a[i + 12], 0x88);
        b[i + 12] = _mm512_shuffle_i32x4(a[i + 8], a[i + 12], 0xdd);
    }
    for (int i = 0; i < 4; ++i) {
        a[i] = _mm512_shuffle_i32x4(b[i], b[i + 8], 0x88);
        a[i + 8] = _mm512_shuffle_i32x4(b[i], b[i + 8], 0xdd);
        a[i + 4] = _mm512_shuffle_i32x4(b[i + 4], b[i + 12], 0x88);
        a[i + 12] = _mm512_shuffle_i32x4(b[i + 4], b[i + 12], 0xdd);
    }
    constexpr std::int32_t kEach = 4 / static_cast<std::int32_t>(sizeof(T));
    for (int j = 0; j < kTile; ++j) _mm512_storeu_si512(out + static_cast<std::ptrdiff_t>(place[j]) * kLanes + kEach * k, a[j]);
}

#else

template <typename T>
inline void turn_tile(const std::uint32_t* words, std::ptrdiff_t stride, const std::int32_t* place, std::int32_t k, T* out) {
    for (std::int32_t j = 0; j < kTile; ++j) {
        T* row = out + static_cast<std::ptrdiff_t>(place[j]) * kLanes;
        for (std::int32_t i = 0; i < kTile; ++i) put(words[i * stride + j], row, k + i);
    }
}

#endif

// Column j of up to 64 scenarios goes to row place[j] of `out`, cut to its bits; lanes beyond repeat the last scenario.
// Returns the largest number. `room` has kTurnRoom words.
template <typename Source, typename Unsigned, typename T>
std::uint64_t turn(const Source* rows, std::ptrdiff_t stride, std::int32_t lanes, std::int32_t size, const std::int32_t* place,
                   std::uint32_t* room, T* out) {
    constexpr std::int32_t kEach = 4 / static_cast<std::int32_t>(sizeof(T)), kWords = kLanes / kEach;
    constexpr std::int32_t kWidth = kTurnRoom / kLanes;
    Numbers<Unsigned> most;
    most.fill(0);
    for (std::int32_t from = 0; from < size; from += kTurned) {
        const std::int32_t count = size - from < kTurned ? size - from : kTurned;
        for (std::int32_t k = 0; k < kWords; ++k) {
            const Source* one = rows + from + (kEach * k < lanes ? kEach * k : lanes - 1) * stride;
            const Source* two = rows + from + (kEach * k + 1 < lanes ? kEach * k + 1 : lanes - 1) * stride;
            if (kEach == 2)
                pair_up<Source, Unsigned>(one, two, count, most, room + k * kWidth);
            else
                keep<Source, Unsigned>(one, count, most, room + k * kWidth);
        }
        std::int32_t i = 0;
        for (; i + kTile <= count; i += kTile)
            for (std::int32_t k = 0; k < kWords; k += kTile) turn_tile(room + k * kWidth + i, kWidth, place + from + i, k, out);
        for (; i < count; ++i)
            for (std::int32_t k = 0; k < kWords; ++k) put(room[k * kWidth + i], out + static_cast<std::ptrdiff_t>(place[from + i]) * kLanes, k);
    }
    std::uint64_t result = 0;
    for (std::int32_t j = 0; j < kTile; ++j) result = result > most[j] ? result : most[j];
    return result;
}
