// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#define EGOVPLAN_INSTRUCTIONS "baseline"
#include "scenarios/lanes_body.hpp"

namespace egovplan {
const Kernels* baseline_kernels() { return &kKernels; }
}  // namespace egovplan
