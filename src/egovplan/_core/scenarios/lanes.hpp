// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Scenarios side by side: 64 lanes a block. What the kernels read, and the table of kernels for each instruction set.
// Plain data only: the kernels are compiled several times, and nothing inline may leak from one instruction set into another.

#pragma once

#include <cstddef>
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

// A network of FS relations without a calendar, by rank; lags and releases null where they are all 0.
struct PlainSpec {
    std::int32_t size;
    const std::int32_t *in_ptr, *in_source, *in_lag;
    const std::int32_t *out_ptr, *out_target, *out_lag;
    const std::int32_t* release;
};

constexpr std::int32_t kNoBound = 1 << 30;    // later than any day
constexpr std::int32_t kNoDay = -(1 << 28);   // earlier than any day; only scenarios that are never come here

// Any network, by rank; arcs are incoming ones, with the relation types of graph.hpp. Days are 0 … never - 1.
struct GeneralSpec {
    std::int32_t size, never;
    const std::int32_t *in_ptr, *in_source, *in_lag, *in_table;
    const std::int8_t* in_type;
    const std::int32_t *out_ptr, *out_target, *out_arc;
    const std::int32_t *release, *fixed_start, *fixed_finish, *start_table, *allowed_table;
    const std::uint8_t* elapsed;             // whether durations are calendar days
    const std::int32_t *const *tables, *const *inverses;  // [never + 1] each; an inverse gives the latest day up to a value
    const std::int32_t* to_calendar;         // [never + 1] day to calendar day, from 0 on
    const std::int32_t* from_calendar;       // [calendar_last + 1] and back, to the first working day on or after
    std::int32_t calendar_last;
};

// What is counted, by rank, of lanes first … stop - 1: where an activity is critical, and the sums of its durations, of their
// squares, and of duration times weight. Null sums are not wanted.
struct Counts {
    std::int32_t first, stop;
    const std::int32_t* until;   // [64] finish of the whole; negative where nothing is to be critical
    const std::int32_t* weight;  // [64]
    std::int64_t *critical, *sum, *square, *product;
};

// Activities that are turned at a time, so that their words stay in the nearest cache; a row of the room is an odd number of its
// lines, so that rows below each other do not fall on the same place in it.
constexpr std::int32_t kTurned = 128;
constexpr std::int32_t kTurnRoom = kLanes * (kTurned + 16);

// The same code, compiled for one instruction set.
struct Kernels {
    const char* name;

    // Fills [rows][64]; row i goes to place[i], to i without. `normal`: room for [factors][64]; `happened`: lanes by event.
    void (*draw)(const DrawSpec& spec, std::int64_t block, std::int32_t* out, const std::int32_t* place, double* normal,
                 std::uint64_t* happened);
    void (*draw16)(const DrawSpec& spec, std::int64_t block, std::int16_t* out, const std::int32_t* place, double* normal,
                   std::uint64_t* happened);

    // For plain networks: early finishes, with the latest of all, while `step` bytes an activity are fetched from `ahead` on;
    // the latest of some rows; and counts of what is critical or long, which turns durations into tails.
    // The short ones are for networks in which no day, and no 64 products of a duration and a day, need more bits.
    void (*forward16)(const PlainSpec& net, const std::int16_t* duration, std::int16_t* finish, std::int16_t* latest,
                      const char* ahead, std::int32_t step);
    void (*forward32)(const PlainSpec& net, const std::int32_t* duration, std::int32_t* finish, std::int32_t* latest,
                      const char* ahead, std::int32_t step);
    void (*latest16)(const std::int16_t* rows, const std::int32_t* at, std::int32_t count, std::int32_t* out);
    void (*latest32)(const std::int32_t* rows, const std::int32_t* at, std::int32_t count, std::int32_t* out);
    void (*backward16)(const PlainSpec& net, std::int16_t* duration, const std::int16_t* finish, const Counts& counts);
    void (*backward32)(const PlainSpec& net, std::int32_t* duration, const std::int32_t* finish, const Counts& counts);

    // For any network: early starts and finishes; latest starts, of everything or while `kept` starts stay; finishes of any
    // starts; counts.
    void (*forward)(const GeneralSpec& net, const std::int32_t* duration, std::int32_t* start, std::int32_t* finish);
    void (*backward)(const GeneralSpec& net, const std::int32_t* duration, const std::int32_t* until, const std::int32_t* kept,
                     std::int32_t* late, std::int32_t* ready, std::int32_t* ready_finish);
    void (*finishes)(const GeneralSpec& net, const std::int32_t* duration, const std::int32_t* start, std::int32_t* finish);
    void (*count)(const GeneralSpec& net, const std::int32_t* duration, const std::int32_t* start, const std::int32_t* late,
                  const Counts& counts);

    // Column j of up to 64 rows becomes row place[j] of `out`, [size][64], cut to its bits. Returns the largest number, with
    // negative ones beyond all others. Lanes without a row repeat the last one; `room` has kTurnRoom words.
    std::uint64_t (*turn16)(const std::int32_t* rows, std::ptrdiff_t stride, std::int32_t lanes, std::int32_t size,
                            const std::int32_t* place, std::uint32_t* room, std::int16_t* out);
    std::uint64_t (*turn32)(const std::int32_t* rows, std::ptrdiff_t stride, std::int32_t lanes, std::int32_t size,
                            const std::int32_t* place, std::uint32_t* room, std::int32_t* out);
    std::uint64_t (*turn64_16)(const std::int64_t* rows, std::ptrdiff_t stride, std::int32_t lanes, std::int32_t size,
                               const std::int32_t* place, std::uint32_t* room, std::int16_t* out);
    std::uint64_t (*turn64_32)(const std::int64_t* rows, std::ptrdiff_t stride, std::int32_t lanes, std::int32_t size,
                               const std::int32_t* place, std::uint32_t* room, std::int32_t* out);
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
