// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Which position a name has: two open-addressing tables, one over bytes (UTF-8) and one over addresses. No Python in here.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/buffer.hpp"

namespace egovplan {

inline void prefetch(const void* address) {
#if defined(__GNUC__) || defined(__clang__)
    __builtin_prefetch(address);
#else
    (void)address;
#endif
}

constexpr std::int32_t kUnknown = -1;

// Names looked up one block at a time, so that the memory of one is fetched while the others are compared.
constexpr std::size_t kBlock = 32;

// Positions of byte strings; a name given twice has its first position. Keeps a copy of the bytes, side by side.
class NameTable {
public:
    // Throws std::length_error beyond 2**31 - 2 names or 2**32 - 1 bytes.
    explicit NameTable(const std::vector<std::string_view>& names);

    std::size_t size() const { return begin_.size() - 1; }

    // out[i] = position of names[i], or kUnknown; at most kBlock of them.
    void find(const std::string_view* names, std::size_t count, std::int32_t* out) const;

private:
    struct Slot {
        std::uint32_t tag;       // upper half of the hash
        std::int32_t position;   // kUnknown where the slot is free
    };

    std::string_view name(std::int32_t position) const {
        return {bytes_.data() + begin_[position], begin_[position + 1] - begin_[position]};
    }
    std::int32_t probe(std::string_view wanted, std::uint64_t hash) const;
    void insert(std::int32_t position, std::uint64_t hash);

    Buffer<char> bytes_;
    Buffer<std::uint32_t> begin_;
    Buffer<Slot> slots_;
    std::uint64_t mask_ = 0;
};

// Positions of objects by address. Whoever fills it keeps the objects alive.
class AddressTable {
public:
    explicit AddressTable(const std::vector<const void*>& objects);

    // out[i] = position of objects[i], or kUnknown; returns how many are unknown.
    std::size_t find(const void* const* objects, std::size_t count, std::int32_t* out) const;

private:
    struct Slot {
        const void* object;  // null where the slot is free
        std::int32_t position;
    };

    Buffer<Slot> slots_;
    std::uint64_t mask_ = 0;
};

}  // namespace egovplan
