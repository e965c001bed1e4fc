// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "scenarios/lanes.hpp"

#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#include <cpuid.h>
#endif

namespace egovplan {

namespace {

// Asks the processor itself: not every compiler's run-time library can (zig's says no to everything).
#if defined(__x86_64__) && defined(__GNUC__)
struct Processor {
    bool avx2 = false, avx512 = false;

    Processor() {
        unsigned a, b, c, d;
        if (!__get_cpuid(1, &a, &b, &c, &d) || (c >> 27 & 1) == 0) return;  // does the system save wide registers?
        unsigned saved, rest;
        __asm__ volatile("xgetbv" : "=a"(saved), "=d"(rest) : "c"(0));
        if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return;
        constexpr unsigned kAvx512 = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;  // F, DQ, BW, VL
        avx2 = (saved & 0x06) == 0x06 && (b >> 5 & 1) != 0;
        avx512 = (saved & 0xe6) == 0xe6 && (b & kAvx512) == kAvx512;
    }
};
#else
struct Processor {
    bool avx2 = false, avx512 = false;
};
#endif

}  // namespace

std::int32_t available_kernels(const Kernels** found) {
    static const Processor processor;
    std::int32_t count = 0;
    found[count++] = baseline_kernels();
    if (avx2_kernels() && processor.avx2) found[count++] = avx2_kernels();
    if (avx512_kernels() && processor.avx512) found[count++] = avx512_kernels();
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
