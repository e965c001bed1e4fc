// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// What is checked of columns before a loop may trust them, in passes that compilers turn into vector instructions.

#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "graph.hpp"

namespace egovplan {

constexpr std::int64_t kLargest = std::int64_t{1} << 60;  // sums stay far from overflow

[[noreturn]] inline void refuse(const std::string& what) { throw std::invalid_argument(what); }

// Whether all values lie within low … high. The sign of a difference tells, also where it wraps around: then the other
// difference, or this one, is negative. Magnitudes of low and high are at most kLargest.
template <typename T>
bool within(const T* values, std::size_t count, std::int64_t low, std::int64_t high) {
    if constexpr (sizeof(T) < 8) {
        T least = 0, most = 0;
        for (std::size_t i = 0; i < count; ++i) {
            least = values[i] < least ? values[i] : least;
            most = values[i] > most ? values[i] : most;
        }
        if (least >= low && most <= high) return true;  // always so if all is well, except where 0 is outside
        for (std::size_t i = 0; i < count; ++i)
            if (values[i] < low || values[i] > high) return false;
        return true;
    }
    std::uint64_t signs = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto value = static_cast<std::uint64_t>(values[i]);
        signs |= (value - static_cast<std::uint64_t>(low)) | (static_cast<std::uint64_t>(high) - value);
    }
    return (signs >> 63) == 0;
}

template <typename T>
void check_range(const T* values, std::size_t count, std::int64_t low, std::int64_t high, const char* name) {
    if (within(values, count, low, high)) return;
    for (std::size_t i = 0; i < count; ++i)
        if (values[i] < low || values[i] > high)
            refuse(std::string(name) + "[" + std::to_string(i) + "]: expected " + std::to_string(low) + " to " + std::to_string(high) +
                   ", got " + std::to_string(values[i]));
}

inline void check_range(const Integers& column, std::int64_t low, std::int64_t high, const char* name) {
    if (column.given()) column.each([&](auto* values) { check_range(values, column.size, low, high, name); });
}

// All values that are not `value` have a bit in this.
inline std::uint64_t bits_beside(const Integers& column, std::int64_t value) {
    std::uint64_t bits = 0;
    column.each([&](auto* values) {
        for (std::size_t i = 0; i < column.size; ++i) bits |= static_cast<std::uint64_t>(static_cast<std::int64_t>(values[i]) ^ value);
    });
    return bits;
}

// Sum of magnitudes above `sum`, refused where it exceeds 2**60.
inline std::int64_t checked_sum(const Integers& column, std::int64_t sum, const char* name) {
    if (!column.given()) return sum;
    check_range(column, -kLargest, kLargest, name);
    column.each([&](auto* values) {
        // Neither chunk overflows: 8 values of 2**60, or 2**28 of int32.
        constexpr std::size_t chunk = sizeof(*values) < 8 ? std::size_t{1} << 28 : 8;
        for (std::size_t first = 0; first < column.size; first += chunk) {
            const std::size_t last = column.size - first > chunk ? first + chunk : column.size;
            std::uint64_t more = 0;
            for (std::size_t i = first; i < last; ++i) {
                const auto value = static_cast<std::int64_t>(values[i]);
                more += static_cast<std::uint64_t>(value < 0 ? -value : value);
            }
            if (more > static_cast<std::uint64_t>(kLargest - sum)) refuse(std::string(name) + ": the sum of all days exceeds 2**60");
            sum += static_cast<std::int64_t>(more);
        }
    });
    return sum;
}

}  // namespace egovplan
