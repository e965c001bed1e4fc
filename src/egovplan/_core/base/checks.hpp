// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// What is checked of columns before a loop may trust them, in passes that compilers turn into vector instructions.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "network/graph.hpp"

namespace egovplan {

constexpr std::int64_t kLargest = std::int64_t{1} << 60;  // sums stay far from overflow

[[noreturn]] inline void refuse(const std::string& what) { throw std::invalid_argument(what); }

// Whether all values lie within low … high. The sign of a difference tells; where one wraps around, the other is
// negative, or the value itself was far outside.
template <typename T>
bool within(const T* values, std::size_t count, std::int64_t low, std::int64_t high) {
    using Bits = std::make_unsigned_t<T>;
    constexpr std::int64_t least = std::numeric_limits<T>::min(), most = std::numeric_limits<T>::max();
    const auto from = static_cast<Bits>(std::max(low, least)), to = static_cast<Bits>(std::min(high, most));
    if (high < least || low > most) return count == 0;
    if (low <= least && high >= most) return true;
    Bits signs = 0;
    if (low <= least / 2 || high >= most / 2 + 1) {  // differences could wrap unseen
        for (std::size_t i = 0; i < count; ++i)
            if (values[i] < low || values[i] > high) return false;
        return true;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto value = static_cast<Bits>(values[i]);
        signs |= static_cast<Bits>(value - from) | static_cast<Bits>(to - value);
    }
    return (signs >> (8 * sizeof(T) - 1)) == 0;
}

template <typename T>
void check_range(const T* values, std::size_t count, std::int64_t low, std::int64_t high, const char* name) {
    if (within(values, count, low, high)) return;
    for (std::size_t i = 0; i < count; ++i)
        if (values[i] < low || values[i] > high)
            refuse(std::string(name) + "[" + std::to_string(i) + "]: expected " + std::to_string(low) + " to " + std::to_string(high) +
                   ", got " + std::to_string(values[i]));
}

[[noreturn]] inline void refuse_position(const char* name, std::size_t i, std::int64_t size, std::int64_t value) {
    refuse(std::string(name) + "[" + std::to_string(i) + "]: expected 0 to " + std::to_string(size - 1) + ", got " + std::to_string(value));
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

// Sum of magnitudes above `sum`, refused where it exceeds 2**60; the values themselves are within it.
template <typename T>
std::int64_t checked_sum(const T* values, std::size_t count, std::int64_t sum, const char* name) {
    constexpr std::size_t chunk = sizeof(T) < 8 ? std::size_t{1} << 28 : 8;  // no such sum overflows
    for (std::size_t first = 0; first < count; first += chunk) {
        const std::size_t last = count - first > chunk ? first + chunk : count;
        std::uint64_t more = 0;
        for (std::size_t i = first; i < last; ++i) {
            const auto value = static_cast<std::int64_t>(values[i]);
            more += static_cast<std::uint64_t>(value < 0 ? -value : value);
        }
        if (more > static_cast<std::uint64_t>(kLargest - sum)) refuse(std::string(name) + ": the sum of all days exceeds 2**60");
        sum += static_cast<std::int64_t>(more);
    }
    return sum;
}

// Checks values for low … high, and returns the sum of their magnitudes above `sum`, refused where it exceeds 2**60.
inline std::int64_t checked_sum(const Integers& column, std::int64_t low, std::int64_t sum, const char* name) {
    if (!column.given()) return sum;
    return column.each([&](auto* values) {
        // What has no high bits can be added up blindly; most columns are of that kind.
        std::uint64_t bits = 0, more = 0;
        for (std::size_t i = 0; i < column.size; ++i) {
            const auto value = static_cast<std::uint64_t>(static_cast<std::int64_t>(values[i]));
            bits |= value;
            more += value;
        }
        constexpr std::uint64_t small = std::uint64_t{1} << 28;  // so many values of this size stay below 2**60
        if (low == 0 && bits < small && column.size < (std::size_t{1} << 31) && more <= static_cast<std::uint64_t>(kLargest - sum))
            return sum + static_cast<std::int64_t>(more);
        check_range(values, column.size, low, kLargest, name);
        return checked_sum(values, column.size, sum, name);
    });
}

}  // namespace egovplan
