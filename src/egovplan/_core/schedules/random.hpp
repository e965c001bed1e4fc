// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Chance: the same on every machine.

#pragma once

#include <cstdint>

#include "schedules/project.hpp"

namespace egovplan {

// xoshiro256** seeded by SplitMix64 (Blackman, Vigna 2018; public domain).
class Random {
public:
    explicit Random(std::uint64_t seed);
    std::uint64_t operator()();
    Index below(Index bound) { return Index(((operator()() >> 32) * std::uint64_t(bound)) >> 32); }
    bool chance(Index percent) { return below(100) < percent; }

private:
    std::uint64_t state_[4];
};

}  // namespace egovplan
