// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Draws scenarios in blocks of 64. A block depends on the distributions, the key and its number, on nothing else.

#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "scenarios/lanes.hpp"

namespace egovplan {

// How the rows are given: two more kinds than the kernels know, which become tables.
enum GivenKind : std::int32_t { kGivenBeta = 3, kGivenLognormal = 4, kGivenChain = 5, kGivenSteps = 6 };

// Columns of a sampler; rows + events distributions, see network/scenarios/sampling.py.
struct SamplerColumns {
    std::vector<std::int32_t> kind, least;
    std::vector<double> numbers;  // [rows + events][3]
    std::vector<std::int32_t> table_ptr;
    std::vector<double> table;
    std::vector<std::int32_t> share_ptr, share_factor;
    std::vector<double> share_weight, own;
    std::vector<double> probability;
    std::vector<std::int32_t> event_ptr, event_row;
    std::uint64_t key[2];
    std::int32_t factors;
};

// Immutable; may be read by many threads.
class Sampler {
public:
    explicit Sampler(SamplerColumns columns);

    std::int32_t rows() const { return static_cast<std::int32_t>(own_.size()); }
    std::int32_t events() const { return static_cast<std::int32_t>(probability_.size()); }

    // For each row a number that no draw exceeds, events included.
    std::vector<std::int64_t> largest() const;

    // Fills [rows][64] with scenarios 64 index … 64 index + 63; row i goes to place[i] if given. `happened`: for each
    // event the lanes in which it happened, the lowest bit being lane 0.
    void block(std::int64_t index, std::int32_t* out, const std::int32_t* place = nullptr, std::uint64_t* happened = nullptr,
               const Kernels* kernels = nullptr) const;
    // The same where no day needs more than 16 bits.
    void block(std::int64_t index, std::int16_t* out, const std::int32_t* place, std::uint64_t* happened, const Kernels* kernels) const;

private:
    DrawSpec spec() const;
    std::int64_t largest_of(const DrawRow& row) const;
    void add_row(const SamplerColumns& columns, std::size_t i);
    std::int32_t cells(bool beta, double first, double second);

    std::vector<DrawRow> row_;
    std::vector<float> values_, probability_;
    std::vector<std::int32_t> share_ptr_, event_ptr_, event_row_;
    std::vector<Share> share_;
    std::vector<double> own_;
    std::uint64_t key_[2];
    std::int32_t factors_;
    std::map<std::pair<double, double>, std::int32_t> shapes_;  // tables while they are made; rows of one shape share them
};

}  // namespace egovplan
