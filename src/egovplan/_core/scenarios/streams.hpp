// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Random numbers of one block: 64 generators xoshiro128++ side by side (D. Blackman, S. Vigna: Scrambled linear pseudorandom
// number generators, ACM TOMS 47, 2021), each started by SplitMix64 (G. L. Steele, D. Lea, C. H. Flood: Fast splittable
// pseudorandom number generators, OOPSLA 2014) from the key and the block's number. So a block depends on nothing else.
// Included inside the namespace of an instruction set.

#pragma once

struct Streams {
    std::uint32_t s0[kLanes], s1[kLanes], s2[kLanes], s3[kLanes];
};

inline std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

inline void start(Streams& streams, const std::uint64_t* key, std::int64_t block) {
    constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15u;
    std::uint64_t state = mix(key[0] + mix(key[1] + kStep * (static_cast<std::uint64_t>(block) + 1)));
    for (std::int32_t l = 0; l < kLanes; ++l) {
        const std::uint64_t low = mix(state += kStep), high = mix(state += kStep);
        streams.s0[l] = static_cast<std::uint32_t>(low);
        streams.s1[l] = static_cast<std::uint32_t>(low >> 32);
        streams.s2[l] = static_cast<std::uint32_t>(high) | 1u;  // all zero is the one state without a successor
        streams.s3[l] = static_cast<std::uint32_t>(high >> 32);
    }
}

inline std::uint32_t turn(std::uint32_t x, int by) { return (x << by) | (x >> (32 - by)); }

// Uniform numbers (m + 1/2) / 2^23, strictly between 0 and 1, exact in single precision; so is one minus them.
inline void uniform(Streams& streams, float* u) {
    for (std::int32_t l = 0; l < kLanes; ++l) {
        const std::uint32_t s0 = streams.s0[l], s1 = streams.s1[l], s2 = streams.s2[l] ^ s0, s3 = streams.s3[l] ^ s1;
        const std::uint32_t bits = turn(s0 + streams.s3[l], 7) + s0;
        streams.s0[l] = s0 ^ s3;
        streams.s1[l] = s1 ^ s2;
        streams.s2[l] = s2 ^ (s1 << 9);
        streams.s3[l] = turn(s3, 11);
        u[l] = static_cast<float>(static_cast<std::int32_t>(bits >> 9)) * 0x1p-23f + 0x1p-24f;
    }
}
