// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "scenarios/sampling.hpp"

#include <cmath>
#include <cstddef>
#include <cstring>
#include <map>
#include <utility>

#define EGOVPLAN_SQRT std::sqrt

namespace egovplan {

namespace {

#include "scenarios/lanes_math.hpp"

// Logarithm of the gamma function by Stirling's series, from 8 on; below by its recurrence. (NIST DLMF 5.11.1)
double log_gamma(double x) {
    double product = 1.0;
    for (; x < 8.0; x += 1.0) product *= x;
    const double z = 1.0 / (x * x);
    double sum = -691.0 / 360360.0;
    sum = sum * z + 1.0 / 1188.0;
    sum = sum * z - 1.0 / 1680.0;
    sum = sum * z + 1.0 / 1260.0;
    sum = sum * z - 1.0 / 360.0;
    sum = sum * z + 1.0 / 12.0;
    return (x - 0.5) * log_of(x) - x + 0.918938533204672741780 + sum / x - log_of(product);
}

// Beta distribution; the continued fraction is no. 8.17.22 of the NIST Digital Library of Mathematical Functions.
class Beta {
public:
    Beta(double alpha, double beta)
        : alpha_(alpha), beta_(beta), front_(log_gamma(alpha + beta) - log_gamma(alpha) - log_gamma(beta)) {}

    // The x with probability p, by Newton's method from `x`, a quantile of a smaller probability, or 0.
    double quantile(double p, double x) const {
        if (x <= 0.0) x = exp_of((log_of(p * alpha_) - front_) / alpha_);
        for (int step = 0; step < 60; ++step) {
            const double log_density = front_ + (alpha_ - 1.0) * log_of(x) + (beta_ - 1.0) * log_of(1.0 - x);
            const double moved = x + (p - probability(x)) / exp_of(log_density);
            const double next = moved <= 0.0 ? 0.5 * x : moved >= 1.0 ? 0.5 * (1.0 + x) : moved;
            const double change = next > x ? next - x : x - next;
            x = next;
            if (change < 1e-12 * x) break;
        }
        return x;
    }

private:
    double probability(double x) const {
        if (x <= (alpha_ + 1.0) / (alpha_ + beta_ + 2.0)) return part(x, 1.0 - x, alpha_, beta_);
        return 1.0 - part(1.0 - x, x, beta_, alpha_);
    }

    double part(double x, double rest, double a, double b) const {
        double value = 1.0, upper = 1.0, lower = 0.0;
        for (int k = 1; k < 1000; ++k) {
            const double m = k / 2;
            const double term = k % 2 ? -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
                                      : m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
            lower = 1.0 / (1.0 + term * lower);
            upper = 1.0 + term / upper;
            const double factor = upper * lower;
            value *= factor;
            if (factor < 1.0 + 1e-15 && factor > 1.0 - 1e-15) break;
        }
        return exp_of(front_ + a * log_of(x) + b * log_of(rest)) / (a * value);
    }

    double alpha_, beta_, front_;
};

// Quantiles at the borders of the cells of one half, p = 2^-24 … 2^-1.
std::vector<double> borders(bool beta, double first, double second, bool upper) {
    std::vector<double> x(kHalf + 1);
    const Beta law(upper ? second : first, upper ? first : second);
    for (std::int32_t k = 0; k <= kHalf; ++k) {
        const double octave = bits_to_double(static_cast<std::uint64_t>(1023 - 24 + (k >> kCellBits)) << 52);
        const double p = octave * (1.0 + (k % (1 << kCellBits)) / static_cast<double>(1 << kCellBits));
        if (beta)
            x[k] = law.quantile(p, k ? x[k - 1] : 0.0);
        else
            x[k] = exp_of(upper ? -first * normal_quantile(p) : first * normal_quantile(p));
    }
    if (beta && upper)
        for (double& value : x) value = 1.0 - value;
    return x;
}

}  // namespace

Sampler::Sampler(SamplerColumns columns)
    : share_ptr_(columns.share_ptr), event_ptr_(columns.event_ptr), event_row_(columns.event_row), own_(columns.own), factors_(columns.factors) {
    key_[0] = columns.key[0];
    key_[1] = columns.key[1];
    for (double p : columns.probability) probability_.push_back(static_cast<float>(p));
    for (std::size_t k = 0; k < columns.share_factor.size(); ++k) share_.push_back({columns.share_weight[k], columns.share_factor[k]});
    for (std::size_t i = 0; i < columns.kind.size(); ++i) add_row(columns, i);
    shapes_.clear();
}

// Straight pieces a + b p between the borders, for a quantile of low probability and for one of high.
std::int32_t Sampler::cells(bool beta, double first, double second) {
    auto known = shapes_.find({first, second});
    if (known != shapes_.end()) return known->second;
    const auto place = static_cast<std::int32_t>(values_.size());
    for (const bool upper : {false, true}) {
        const std::vector<double> x = borders(beta, first, second, upper);
        for (std::int32_t k = 0; k < kHalf; ++k) {
            const double width = bits_to_double(static_cast<std::uint64_t>(1023 - 24 - kCellBits + (k >> kCellBits)) << 52);
            const double start = width * ((1 << kCellBits) + k % (1 << kCellBits));
            const double slope = (x[k + 1] - x[k]) / width;
            values_.push_back(static_cast<float>(x[k] - slope * start));
            values_.push_back(static_cast<float>(slope));
        }
    }
    shapes_[{first, second}] = place;
    return place;
}

void Sampler::add_row(const SamplerColumns& columns, std::size_t i) {
    const double* number = columns.numbers.data() + 3 * i;
    const double* table = columns.table.data() + columns.table_ptr[i];
    const std::int32_t size = columns.table_ptr[i + 1] - columns.table_ptr[i];
    const double low = number[0], middle = number[1], high = number[2];
    DrawRow row{};
    row.least = columns.least[i];
    row.first = static_cast<std::int32_t>(values_.size());
    row.a = static_cast<float>(low + 0.5);
    switch (columns.kind[i]) {
        case kConstant:
            row.kind = kConstant;
            break;
        case kUniform:
            row.kind = kUniform;
            row.b = static_cast<float>(middle - low);
            break;
        case kTriangular:
            row.kind = kTriangular;
            row.b = static_cast<float>(high + 0.5);
            row.c = static_cast<float>((middle - low) / (high - low));
            row.d = static_cast<float>((high - low) * (middle - low));
            row.e = static_cast<float>((high - low) * (high - middle));
            break;
        case kGivenBeta:
        case kGivenLognormal:
            row.kind = kCells;
            row.b = static_cast<float>(middle);
            row.first = cells(columns.kind[i] == kGivenBeta, table[0], size > 1 ? table[1] : 0.0);
            break;
        case kGivenChain:
            row.kind = kChain;
            row.count = size / 2 - 1;
            for (std::int32_t k = 0; k < row.count; ++k) {
                const double length = table[2 * k + 2] - table[2 * k];
                values_.push_back(static_cast<float>(table[2 * k]));
                values_.push_back(static_cast<float>(length));
                values_.push_back(static_cast<float>((table[2 * k + 3] - table[2 * k + 1]) / length));
            }
            break;
        default:
            row.kind = kSteps;
            row.count = size / 2;
            for (std::int32_t k = 0; k < size; ++k) values_.push_back(static_cast<float>(table[k]));
    }
    row_.push_back(row);
}

// The quantile of the largest u; a day more, since kernels round their sums in another order.
std::int64_t Sampler::largest_of(const DrawRow& row) const {
    const float* values = values_.data() + row.first;
    double most = row.a;
    if (row.kind == kUniform) most += std::max(0.0, double{row.b});
    if (row.kind == kTriangular) most = std::max(most, double{row.b});
    if (row.kind == kCells) most += double{row.b} * (values[2 * kHalf] + values[2 * kHalf + 1] * 0x1p-24);
    for (std::int32_t k = 0; k < row.count; ++k)
        most += row.kind == kChain ? std::max(0.0, double{values[3 * k + 2]} * values[3 * k + 1]) : std::max(0.0, double{values[2 * k + 1]});
    const double bound = row.kind == kConstant ? 0.0 : std::min(most + 1.0, 0x1p31);
    return std::max<std::int64_t>(row.least, static_cast<std::int64_t>(bound));
}

std::vector<std::int64_t> Sampler::largest() const {
    std::vector<std::int64_t> most;
    for (std::int32_t i = 0; i < rows(); ++i) most.push_back(largest_of(row_[static_cast<std::size_t>(i)]));
    for (std::int32_t e = 0; e < events(); ++e)
        for (std::int32_t k = event_ptr_[e]; k < event_ptr_[e + 1]; ++k)
            most[static_cast<std::size_t>(event_row_[k])] += largest_of(row_[static_cast<std::size_t>(rows() + e)]);
    return most;
}

DrawSpec Sampler::spec() const {
    return {rows(),        events(),    factors_,            row_.data(),       values_.data(),    share_ptr_.data(),
            share_.data(), own_.data(), probability_.data(), event_ptr_.data(), event_row_.data(), {key_[0], key_[1]}};
}

void Sampler::block(std::int64_t index, std::int32_t* out, const std::int32_t* place, std::uint64_t* happened,
                    const Kernels* kernels) const {
    std::vector<double> normal(static_cast<std::size_t>(factors_) * kLanes);
    (kernels ? kernels : kernels_for(nullptr))->draw(spec(), index, out, place, normal.data(), happened);
}

void Sampler::block(std::int64_t index, std::int16_t* out, const std::int32_t* place, std::uint64_t* happened,
                    const Kernels* kernels) const {
    std::vector<double> normal(static_cast<std::size_t>(factors_) * kLanes);
    (kernels ? kernels : kernels_for(nullptr))->draw16(spec(), index, out, place, normal.data(), happened);
}

}  // namespace egovplan
