// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Monte Carlo on a network: scenarios are drawn, swept and counted block by block, and never all in memory.

#pragma once

#include <cstdint>

#include "scenarios/lane_net.hpp"
#include "scenarios/lane_rows.hpp"
#include "scenarios/sampling.hpp"
#include "scenarios/tally.hpp"

namespace egovplan {

// `narrow`: no row of the sampler needs more than 16 bits.
Tally simulate(const LaneNet& net, const Sampler& sampler, const TallySpec& spec, Range range, bool narrow, std::int32_t threads,
               const Kernels& kernels);

}  // namespace egovplan
