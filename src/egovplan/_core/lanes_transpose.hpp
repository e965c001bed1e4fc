// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Turns rows that are scenarios into rows that are activities: first row after row into words, as memory likes to be read,
// then 16 by 16 words at a time. Included inside the namespace of an instruction set.

#pragma once

constexpr std::int32_t kTile = 16;

// Numbers of 16 activities, as ones without a sign, so that negative ones are large.
#if defined(__GNUC__)
typedef std::uint32_t Words __attribute__((vector_size(4 * kTile)));

template <typename Unsigned>
struct Numbers {
    typedef Unsigned Vector __attribute__((vector_size(sizeof(Unsigned) * kTile)));
    Vector v;

    void fill(Unsigned value) { v = Vector{} + value; }
    void load(const void* from) { std::memcpy(&v, from, sizeof v); }
    void keep_larger(const Numbers& other) { v = v > other.v ? v : other.v; }
    Words words() const { return __builtin_convertvector(v, Words); }
    Unsigned operator[](std::int32_t j) const { return v[j]; }
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
            EGOVPLAN_PREFETCH(one + i + 2 * (two - one));  // the next pair; rows are too short for the machine to see it
            EGOVPLAN_PREFETCH(two + i + 2 * (two - one));
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
// Returns the largest number. `room` has 64 rows of turn_width(size) words.
template <typename Source, typename Unsigned, typename T>
std::uint64_t turn(const Source* rows, std::ptrdiff_t stride, std::int32_t lanes, std::int32_t size, const std::int32_t* place,
                   std::uint32_t* room, T* out) {
    constexpr std::int32_t kEach = 4 / static_cast<std::int32_t>(sizeof(T)), kWords = kLanes / kEach;
    const std::ptrdiff_t width = turn_width(size);
    Numbers<Unsigned> most;
    most.fill(0);
    for (std::int32_t k = 0; k < kWords; ++k) {
        const Source* one = rows + (kEach * k < lanes ? kEach * k : lanes - 1) * stride;
        const Source* two = rows + (kEach * k + 1 < lanes ? kEach * k + 1 : lanes - 1) * stride;
        if (kEach == 2)
            pair_up<Source, Unsigned>(one, two, size, most, room + k * width);
        else
            keep<Source, Unsigned>(one, size, most, room + k * width);
    }
    std::int32_t i = 0;
    for (; i + kTile <= size; i += kTile)
        for (std::int32_t k = 0; k < kWords; k += kTile) turn_tile(room + k * width + i, width, place + i, k, out);
    for (; i < size; ++i)
        for (std::int32_t k = 0; k < kWords; ++k) put(room[k * width + i], out + static_cast<std::ptrdiff_t>(place[i]) * kLanes, k);
    std::uint64_t result = 0;
    for (std::int32_t j = 0; j < kTile; ++j) result = result > most[j] ? result : most[j];
    return result;
}
