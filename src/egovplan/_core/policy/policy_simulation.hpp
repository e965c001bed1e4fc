// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// A policy carried out in many sampled scenarios.

#pragma once

#include "policy/replay.hpp"
#include "scenarios/tally.hpp"

namespace egovplan {

// Scenarios first … first + count - 1, on that many threads; the same for any number of them. To be called without the GIL;
// throws KeyboardInterrupt on Ctrl-C.
Tally simulate(const Policy& policy, const Sampler& sampler, const TallySpec& spec, std::int64_t first, std::int64_t count,
               std::int32_t threads);

}  // namespace egovplan
