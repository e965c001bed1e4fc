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
#else
#define EGOVPLAN_SQRT __builtin_sqrt
#define EGOVPLAN_SQRTF __builtin_sqrtf
#endif

#include "lanes.hpp"

namespace egovplan {
namespace {

#include "streams.hpp"
#include "lanes_math.hpp"
#include "lanes_draw.hpp"
#include "lanes_plain.hpp"
#include "lanes_general.hpp"

constexpr Kernels kKernels = {
    EGOVPLAN_INSTRUCTIONS, &draw<std::int32_t>, &draw<std::int16_t>, &forward<std::int16_t>, &forward<std::int32_t>,
    &latest<std::int16_t>, &latest<std::int32_t>, &backward<Narrow>, &backward<Wide>, &forward_general, &backward_general,
    &count_general,
};

}  // namespace
}  // namespace egovplan
