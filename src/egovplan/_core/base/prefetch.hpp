// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#pragma once

#include <cstddef>
#include <cstdint>

namespace egovplan {

inline void prefetch(const void* address) {
#if defined(__GNUC__)
    __builtin_prefetch(address);
#else
    (void)address;
#endif
}

// How many activities ahead of its use something is fetched; 0 where all of it is near anyway (measured).
inline std::int32_t prefetch_distance(std::int32_t size) { return size > 50'000 ? 8 : 0; }

// Whether an array is so large that writes all over it should be announced (measured).
inline bool is_far(std::size_t bytes) { return bytes > (std::size_t{3} << 19); }

}  // namespace egovplan
