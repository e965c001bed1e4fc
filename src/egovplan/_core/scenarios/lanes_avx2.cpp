// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#if defined(__AVX2__)
#define EGOVPLAN_INSTRUCTIONS "avx2"
#include "scenarios/lanes_body.hpp"

namespace egovplan {
const Kernels* avx2_kernels() { return &kKernels; }
}  // namespace egovplan

#else
#include "scenarios/lanes.hpp"

namespace egovplan {
const Kernels* avx2_kernels() { return nullptr; }
}  // namespace egovplan
#endif
