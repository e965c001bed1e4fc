// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "names/interner.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace egovplan {

namespace {

// Finaliser of MurmurHash3 (A. Appleby, public domain): every bit of the input reaches every bit of the output.
inline std::uint64_t scramble(std::uint64_t h) {
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdULL;
    h ^= h >> 33;
    h *= 0xc4ceb9fe1a85ec53ULL;
    return h ^ (h >> 33);
}

template <typename T>
std::uint64_t load(const char* from) {
    T value;
    std::memcpy(&value, from, sizeof(T));
    return value;
}

// Up to eight bytes as one number. Shorter than four: first, middle and last byte cover all of them.
inline std::uint64_t tail(const char* from, std::size_t length) {
    if (length >= 4) return load<std::uint32_t>(from) | load<std::uint32_t>(from + length - 4) << 32;
    if (length == 0) return 0;
    return load<std::uint8_t>(from) | load<std::uint8_t>(from + length / 2) << 8 | load<std::uint8_t>(from + length - 1) << 16;
}

// Names are short: a call of memcmp would cost more than it compares.
inline bool equal(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    const char *x = a.data(), *y = b.data();
    std::size_t left = a.size();
    for (; left > 8; left -= 8, x += 8, y += 8)
        if (load<std::uint64_t>(x) != load<std::uint64_t>(y)) return false;
    return tail(x, left) == tail(y, left);
}

inline std::uint64_t hash_of(std::string_view name) {
    const char* at = name.data();
    std::size_t left = name.size();
    std::uint64_t h = left * 0x9e3779b97f4a7c15ULL;
    for (; left > 8; left -= 8, at += 8) {
        h = (h ^ load<std::uint64_t>(at)) * 0x9fb21c651e98df25ULL;
        h ^= h >> 32;
    }
    return scramble(h ^ tail(at, left));
}

inline std::uint64_t hash_of(const void* object) {
    return scramble(static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(object)));
}

// At most half of the slots are taken, so that a probe always meets a free one.
std::size_t slots_for(std::size_t names) {
    if (names >= static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) throw std::length_error("too many names");
    std::size_t slots = 16;
    while (slots < 2 * names) slots *= 2;
    return slots;
}

}  // namespace

NameTable::NameTable(const std::vector<std::string_view>& names)
    : begin_(names.size() + 1), slots_(slots_for(names.size()), Slot{0, kUnknown}), mask_(slots_.size() - 1) {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        begin_[i] = static_cast<std::uint32_t>(bytes);
        bytes += names[i].size();
    }
    if (bytes >= std::numeric_limits<std::uint32_t>::max()) throw std::length_error("too many bytes of names");
    begin_[names.size()] = static_cast<std::uint32_t>(bytes);
    bytes_ = Buffer<char>(bytes);
    std::array<std::uint64_t, kBlock> hash;
    for (std::size_t first = 0; first < names.size(); first += kBlock) {
        const std::size_t count = std::min(kBlock, names.size() - first);
        for (std::size_t i = 0; i < count; ++i) {
            std::copy(names[first + i].begin(), names[first + i].end(), bytes_.data() + begin_[first + i]);
            hash[i] = hash_of(names[first + i]);
            prefetch(&slots_[hash[i] & mask_]);
        }
        for (std::size_t i = 0; i < count; ++i) insert(static_cast<std::int32_t>(first + i), hash[i]);
    }
}

void NameTable::insert(std::int32_t position, std::uint64_t hash) {
    if (probe(name(position), hash) != kUnknown) return;
    std::uint64_t at = hash & mask_;
    while (slots_[at].position != kUnknown) at = (at + 1) & mask_;
    slots_[at] = {static_cast<std::uint32_t>(hash >> 32), position};
}

std::int32_t NameTable::probe(std::string_view wanted, std::uint64_t hash) const {
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    for (std::uint64_t at = hash & mask_; slots_[at].position != kUnknown; at = (at + 1) & mask_)
        if (slots_[at].tag == tag && equal(name(slots_[at].position), wanted)) return slots_[at].position;
    return kUnknown;
}

void NameTable::find(const std::string_view* names, std::size_t count, std::int32_t* out) const {
    std::array<std::uint64_t, kBlock> hash;
    for (std::size_t i = 0; i < count; ++i) {
        hash[i] = hash_of(names[i]);
        prefetch(&slots_[hash[i] & mask_]);
    }
    for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t likely = slots_[hash[i] & mask_].position;
        if (likely != kUnknown) prefetch(bytes_.data() + begin_[likely]);
    }
    for (std::size_t i = 0; i < count; ++i) out[i] = probe(names[i], hash[i]);
}

AddressTable::AddressTable(const std::vector<const void*>& objects)
    : slots_(slots_for(objects.size()), Slot{nullptr, kUnknown}), mask_(slots_.size() - 1) {
    for (std::size_t i = 0; i < objects.size(); ++i) {
        std::uint64_t at = hash_of(objects[i]) & mask_;
        while (slots_[at].object != nullptr && slots_[at].object != objects[i]) at = (at + 1) & mask_;
        if (slots_[at].object == nullptr) slots_[at] = {objects[i], static_cast<std::int32_t>(i)};
    }
}

std::size_t AddressTable::find(const void* const* objects, std::size_t count, std::int32_t* out) const {
    std::array<std::uint64_t, kBlock> at;
    for (std::size_t i = 0; i < count; ++i) {
        at[i] = hash_of(objects[i]) & mask_;
        prefetch(&slots_[at[i]]);
    }
    std::size_t unknown = 0;
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t slot = at[i];
        while (slots_[slot].object != nullptr && slots_[slot].object != objects[i]) slot = (slot + 1) & mask_;
        out[i] = slots_[slot].position;
        unknown += out[i] == kUnknown ? 1 : 0;
    }
    return unknown;
}

}  // namespace egovplan
