// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Scenarios side by side: 64 lanes a block. What the kernels read, and the table of kernels for each instruction set.
// Plain data only: the kernels are compiled several times, and nothing inline may leak from one instruction set into another.

#pragma once

#include <cstdint>

namespace egovplan {

constexpr std::int32_t kLanes = 64;

// How a row is drawn from a uniform number u; see docs/reference/risk.md.
enum Kind : std::int32_t { kConstant = 0, kUniform = 1, kTriangular = 2, kCells = 3, kChain = 4, kSteps = 5 };

// Tables over p = min(u, 1 - u): each octave from 2^-24 to 2^-1 is cut into as many cells, first for u, then for 1 - u.
constexpr std::int32_t kOctaves = 23;
constexpr std::int32_t kCellBits = 4;
constexpr std::int32_t kHalf = kOctaves << kCellBits;  // cells of one half

// One row. Half a day is already added, so that cutting off the fraction rounds to the nearest day.
struct DrawRow {
    float a, b, c, d, e;
    std::int32_t kind, least, first, count;  // its piece of `values`: cells, chain or steps
};

// A factor's weight in a row.
struct Share {
    double weight;
    std::int32_t factor;
};

struct DrawSpec {
    std::int32_t rows;              // row rows + e holds the days of event e
    std::int32_t events;
    std::int32_t factors;
    const DrawRow* row;             // [rows + events]
    const float* values;            // tables of all rows
    const std::int32_t* share_ptr;  // [rows + 1] into share
    const Share* share;
    const double* own;              // [rows] weight of the row's own normal variable
    const float* probability;       // [events]
    const std::int32_t* event_ptr;  // [events + 1] into event_row
    const std::int32_t* event_row;
    std::uint64_t key[2];
};

// The same code, compiled for one instruction set.
struct Kernels {
    const char* name;

    // Fills [rows][64]; row i goes to place[i], to i without. `normal`: room for [factors][64]; `happened`: lanes by event.
    void (*draw)(const DrawSpec& spec, std::int64_t block, std::int32_t* out, const std::int32_t* place, double* normal,
                 std::uint64_t* happened);
};

// Null where the compiler was not asked for them.
const Kernels* baseline_kernels();
const Kernels* avx2_kernels();
const Kernels* avx512_kernels();

// Number of instruction sets that this machine has, slowest first.
std::int32_t available_kernels(const Kernels** found);

// The fastest ones, or those of a name; null where the machine does not have them.
const Kernels* kernels_for(const char* name);

}  // namespace egovplan
