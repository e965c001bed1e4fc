// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Draws one block of scenarios. Loops of 64 lanes over plain arrays: the compiler makes vectors of any width of them.
// Included inside the namespace of an instruction set.

#pragma once

// The row's quantile at u, cut to whole days.
template <typename Out>
inline void quantiles(const DrawSpec& spec, const DrawRow& row, const float* u, Out* out) {
    const float a = row.a, b = row.b, c = row.c, d = row.d, e = row.e;
    const std::int32_t least = row.least;
    const float* values = spec.values + row.first;
    float x[kLanes];
    switch (row.kind) {
        case kConstant:
            for (std::int32_t l = 0; l < kLanes; ++l) out[l] = static_cast<Out>(least);
            return;
        case kUniform:
            for (std::int32_t l = 0; l < kLanes; ++l) x[l] = a + b * u[l];
            break;
        case kTriangular:  // a, b: low and high; c: where the mode is; d, e: squares of the two branches
            for (std::int32_t l = 0; l < kLanes; ++l) {
                const bool left = u[l] < c;
                const float root = EGOVPLAN_SQRTF(left ? u[l] * d : (1.0f - u[l]) * e);
                x[l] = left ? a + root : b - root;
            }
            break;
        case kCells:
            for (std::int32_t l = 0; l < kLanes; ++l) {
                const bool low = u[l] < 0.5f;
                const float p = low ? u[l] : 1.0f - u[l];
                std::int32_t bits;
                std::memcpy(&bits, &p, sizeof bits);
                const std::int32_t cell = (bits >> (23 - kCellBits)) - ((127 - 24) << kCellBits) + (low ? 0 : kHalf);
                x[l] = a + b * (values[2 * cell] + values[2 * cell + 1] * p);
            }
            break;
        case kChain:  // pieces of (level, length, slope)
            for (std::int32_t l = 0; l < kLanes; ++l) x[l] = a;
            for (std::int32_t k = 0; k < row.count; ++k) {
                const float level = values[3 * k], length = values[3 * k + 1], slope = values[3 * k + 2];
                for (std::int32_t l = 0; l < kLanes; ++l) {
                    float part = u[l] - level;
                    part = part > 0.0f ? part : 0.0f;
                    part = part < length ? part : length;
                    x[l] += slope * part;
                }
            }
            break;
        default:  // steps of (level, rise)
            for (std::int32_t l = 0; l < kLanes; ++l) x[l] = a;
            for (std::int32_t k = 0; k < row.count; ++k) {
                const float level = values[2 * k], rise = values[2 * k + 1];
                for (std::int32_t l = 0; l < kLanes; ++l) x[l] += u[l] >= level ? rise : 0.0f;
            }
    }
    for (std::int32_t l = 0; l < kLanes; ++l) {
        const std::int32_t day = static_cast<std::int32_t>(x[l]);
        out[l] = static_cast<Out>(day > least ? day : least);
    }
}

// Replaces u by a uniform number that shares the row's factors: a Gaussian copula.
inline void correlate(const DrawSpec& spec, std::int32_t i, const double* normal, float* u) {
    double z[kLanes];
    const double own = spec.own[i];
    for (std::int32_t l = 0; l < kLanes; ++l) z[l] = own * normal_quantile(static_cast<double>(u[l]));
    for (std::int32_t k = spec.share_ptr[i]; k < spec.share_ptr[i + 1]; ++k) {
        const double weight = spec.share[k].weight;
        const double* common = normal + static_cast<std::ptrdiff_t>(spec.share[k].factor) * kLanes;
        for (std::int32_t l = 0; l < kLanes; ++l) z[l] += weight * common[l];
    }
    for (std::int32_t l = 0; l < kLanes; ++l) {
        double p = normal_probability(z[l] < -7.0 ? -7.0 : z[l] > 7.0 ? 7.0 : z[l]) * 0x1p23;
        p = p < 0x1p23 - 1.0 ? p : 0x1p23 - 1.0;
        u[l] = static_cast<float>(static_cast<std::int32_t>(p)) * 0x1p-23f + 0x1p-24f;
    }
}

template <typename Out>
inline void strike(const DrawSpec& spec, std::int32_t e, const float* u, const Out* days, Out* out,
                   const std::int32_t* place, std::uint64_t* happened) {
    Out added[kLanes];
    std::uint64_t bits = 0;
    for (std::int32_t l = 0; l < kLanes; ++l) added[l] = u[l] < spec.probability[e] ? days[l] : Out{0};
    for (std::int32_t l = 0; l < kLanes; ++l) bits |= static_cast<std::uint64_t>(u[l] < spec.probability[e]) << l;
    if (happened) happened[e] = bits;
    for (std::int32_t k = spec.event_ptr[e]; k < spec.event_ptr[e + 1]; ++k) {
        const std::int32_t i = spec.event_row[k];
        Out* row = out + static_cast<std::ptrdiff_t>(place ? place[i] : i) * kLanes;
        for (std::int32_t l = 0; l < kLanes; ++l) row[l] = static_cast<Out>(row[l] + added[l]);
    }
}

// Fills [rows][64]; row i goes to place[i]. `normal` has room for the factors, `happened` a word of lanes for each event.
template <typename Out>
void draw(const DrawSpec& spec, std::int64_t block, Out* out, const std::int32_t* place, double* normal,
                 std::uint64_t* happened) {
    Streams streams;
    start(streams, spec.key, block);
    float u[kLanes];
    for (std::int32_t f = 0; f < spec.factors; ++f) {
        uniform(streams, u);
        for (std::int32_t l = 0; l < kLanes; ++l) normal[f * kLanes + l] = normal_quantile(static_cast<double>(u[l]));
    }
    for (std::int32_t i = 0; i < spec.rows; ++i) {
        const DrawRow& row = spec.row[i];
        if (row.kind != kConstant) {
            uniform(streams, u);
            if (spec.share_ptr[i + 1] > spec.share_ptr[i]) correlate(spec, i, normal, u);
        }
        quantiles(spec, row, u, out + static_cast<std::ptrdiff_t>(place ? place[i] : i) * kLanes);
    }
    for (std::int32_t e = 0; e < spec.events; ++e) {
        Out days[kLanes];
        uniform(streams, u);
        quantiles(spec, spec.row[spec.rows + e], u, days);
        uniform(streams, u);
        strike(spec, e, u, days, out, place, happened);
    }
}
