// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// 64 lanes as a few vectors of the machine's width, which the compiler keeps in registers; where it has no such types, as an
// array. Included inside the namespace of an instruction set.

#pragma once

#if defined(__GNUC__)
#if defined(__AVX512BW__)
#define EGOVPLAN_VECTOR 64
#elif defined(__AVX2__)
#define EGOVPLAN_VECTOR 32
#else
#define EGOVPLAN_VECTOR 16
#endif
typedef std::int16_t Vector16 __attribute__((vector_size(EGOVPLAN_VECTOR), may_alias));
typedef std::int32_t Vector32 __attribute__((vector_size(EGOVPLAN_VECTOR), may_alias));
typedef std::uint16_t Bits16 __attribute__((vector_size(EGOVPLAN_VECTOR)));
typedef std::uint32_t Bits32 __attribute__((vector_size(EGOVPLAN_VECTOR)));
#else
typedef std::int16_t Vector16;
typedef std::int32_t Vector32;
typedef std::uint16_t Bits16;
typedef std::uint32_t Bits32;
#endif

template <typename T>
struct VectorOf;
template <>
struct VectorOf<std::int16_t> {
    using Type = Vector16;
    using Bits = Bits16;
};
template <>
struct VectorOf<std::int32_t> {
    using Type = Vector32;
    using Bits = Bits32;
};

// Rows begin on a border of 64 bytes.
template <typename T>
struct Lanes {
    using Vector = typename VectorOf<T>::Type;
    static constexpr int kCount = static_cast<int>(kLanes * sizeof(T) / sizeof(Vector));
    Vector v[kCount];

    // A sum that may wrap around: days too large for the lanes are found out afterwards.
    static Vector sum_of(Vector a, Vector b) {
        using Bits = typename VectorOf<T>::Bits;
        return (Vector)((Bits)a + (Bits)b);
    }

    void load(const T* row) {
        const Vector* from = reinterpret_cast<const Vector*>(row);
        for (int i = 0; i < kCount; ++i) v[i] = from[i];
    }
    void store(T* row) const {
        Vector* to = reinterpret_cast<Vector*>(row);
        for (int i = 0; i < kCount; ++i) to[i] = v[i];
    }
    void fill(T value) {
        for (int i = 0; i < kCount; ++i) v[i] = Vector{} + value;
    }
    void add(const T* row) {
        const Vector* from = reinterpret_cast<const Vector*>(row);
        for (int i = 0; i < kCount; ++i) v[i] = sum_of(v[i], from[i]);
    }
    void keep_larger(const T* row, T moved) {
        const Vector* from = reinterpret_cast<const Vector*>(row);
        const Vector step = Vector{} + moved;
        for (int i = 0; i < kCount; ++i) {
            const Vector other = sum_of(from[i], step);
            v[i] = v[i] > other ? v[i] : other;
        }
    }
    void keep_larger(const T* row) {
        const Vector* from = reinterpret_cast<const Vector*>(row);
        for (int i = 0; i < kCount; ++i) v[i] = v[i] > from[i] ? v[i] : from[i];
    }
    void keep_larger(const Lanes& other) {
        for (int i = 0; i < kCount; ++i) v[i] = v[i] > other.v[i] ? v[i] : other.v[i];
    }
    // In how many lanes this and the other row add up to a third.
    std::int32_t count_sums(const T* other, const T* third) const {
        const Vector *b = reinterpret_cast<const Vector*>(other), *c = reinterpret_cast<const Vector*>(third);
        std::int32_t count = 0;
#if defined(__AVX512BW__)
        for (int i = 0; i < kCount; ++i) {
            const Vector sum = sum_of(v[i], b[i]);
            const auto equal = sizeof(T) == 2 ? _mm512_cmpeq_epi16_mask((__m512i)sum, (__m512i)c[i])
                                              : _mm512_cmpeq_epi32_mask((__m512i)sum, (__m512i)c[i]);
            count += static_cast<std::int32_t>(__builtin_popcountll(equal));
        }
#else
        Vector equal{};
        for (int i = 0; i < kCount; ++i) equal = static_cast<Vector>(equal + ((sum_of(v[i], b[i]) == c[i]) & 1));
        const T* each = reinterpret_cast<const T*>(&equal);
        for (std::size_t l = 0; l < sizeof(Vector) / sizeof(T); ++l) count += each[l];
#endif
        return count;
    }
};
