// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// All kernels of one instruction set, inside a namespace without a name: no linker can take one for another's.
// No template of the standard library is used in here, for the same reason.

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(_MSC_VER)
#include <math.h>
#define EGOVPLAN_SQRT sqrt
#define EGOVPLAN_SQRTF sqrtf
#define EGOVPLAN_PREFETCH(address, level) ((void)(address))
#else
#define EGOVPLAN_SQRT __builtin_sqrt
#define EGOVPLAN_SQRTF __builtin_sqrtf
#define EGOVPLAN_PREFETCH(address, level) __builtin_prefetch(address, 0, 4 - (level))
#endif
// The types of vectors never leave this file, so how they would be handed over does not matter.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wpsabi"
#endif
#if defined(__AVX512F__)
// gcc 12 takes the undefined operand of its own intrinsics for a mistake
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#include <immintrin.h>
#endif

#include "scenarios/lanes.hpp"

namespace egovplan {
namespace {

#include "scenarios/streams.hpp"
#include "scenarios/lanes_math.hpp"
#include "scenarios/lanes_draw.hpp"
#include "scenarios/lanes_vector.hpp"
#include "scenarios/lanes_plain.hpp"
#include "scenarios/lanes_general.hpp"
#include "scenarios/lanes_transpose.hpp"

constexpr Kernels kKernels = {
    EGOVPLAN_INSTRUCTIONS, &draw<std::int32_t>, &draw<std::int16_t>, &forward<std::int16_t>, &forward<std::int32_t>,
    &latest<std::int16_t>, &latest<std::int32_t>, &backward<Narrow>, &backward<Wide>, &forward_general, &backward_general,
    &finishes, &count_general, &turn<std::int32_t, std::uint32_t, std::int16_t>, &turn<std::int32_t, std::uint32_t, std::int32_t>,
    &turn<std::int64_t, std::uint64_t, std::int16_t>, &turn<std::int64_t, std::uint64_t, std::int32_t>,
};

}  // namespace
}  // namespace egovplan
