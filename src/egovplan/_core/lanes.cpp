// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "lanes.hpp"

#include <cstring>

namespace egovplan {

namespace {

bool has_avx2() {
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
    return __builtin_cpu_supports("avx2");
#else
    return false;
#endif
}

bool has_avx512() {
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
#else
    return false;
#endif
}

}  // namespace

std::int32_t available_kernels(const Kernels** found) {
    std::int32_t count = 0;
    found[count++] = baseline_kernels();
    if (avx2_kernels() && has_avx2()) found[count++] = avx2_kernels();
    if (avx512_kernels() && has_avx512()) found[count++] = avx512_kernels();
    return count;
}

const Kernels* kernels_for(const char* name) {
    const Kernels* found[3];
    const std::int32_t count = available_kernels(found);
    if (!name || !*name) return found[count - 1];
    for (std::int32_t k = 0; k < count; ++k)
        if (std::strcmp(found[k]->name, name) == 0) return found[k];
    return nullptr;
}

}  // namespace egovplan
