// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Places to look at, as a bitset with a summary above it: adding is two writes, and the next one is found without
// walking through empty stretches.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#ifdef _MSC_VER
#include <intrin.h>
#endif

namespace egovplan {

inline std::int32_t lowest_bit(std::uint64_t bits) {
#ifdef _MSC_VER
    unsigned long at;
    _BitScanForward64(&at, bits);
    return static_cast<std::int32_t>(at);
#else
    return __builtin_ctzll(bits);
#endif
}

inline std::int32_t highest_bit(std::uint64_t bits) {
#ifdef _MSC_VER
    unsigned long at;
    _BitScanReverse64(&at, bits);
    return static_cast<std::int32_t>(at);
#else
    return 63 - __builtin_clzll(bits);
#endif
}

class Worklist {
public:
    void resize(std::int32_t n) {
        words_.assign((static_cast<std::size_t>(n) >> 6) + 1, 0);
        groups_.assign((words_.size() >> 6) + 1, 0);
    }

    void add(std::int32_t i) {
        words_[i >> 6] |= std::uint64_t{1} << (i & 63);
        groups_[i >> 12] |= std::uint64_t{1} << ((i >> 6) & 63);
    }

    void remove(std::int32_t i) {
        if ((words_[i >> 6] &= ~(std::uint64_t{1} << (i & 63))) == 0) groups_[i >> 12] &= ~(std::uint64_t{1} << ((i >> 6) & 63));
    }

    // The smallest place, where none lies below `from`; -1 if the list is empty.
    std::int32_t first(std::int32_t from) const {
        if (const std::uint64_t word = words_[from >> 6]) return (from & ~63) + lowest_bit(word);
        for (std::size_t g = static_cast<std::size_t>(from) >> 12; g < groups_.size(); ++g)
            if (groups_[g] != 0) {
                const std::size_t w = (g << 6) + static_cast<std::size_t>(lowest_bit(groups_[g]));
                return static_cast<std::int32_t>(w << 6) + lowest_bit(words_[w]);
            }
        return -1;
    }

    // The largest place, where none lies above `from`; -1 if the list is empty.
    std::int32_t last(std::int32_t from) const {
        if (const std::uint64_t word = words_[from >> 6]) return (from & ~63) + highest_bit(word);
        for (std::size_t g = (static_cast<std::size_t>(from) >> 12) + 1; g-- > 0;)
            if (groups_[g] != 0) {
                const std::size_t w = (g << 6) + static_cast<std::size_t>(highest_bit(groups_[g]));
                return static_cast<std::int32_t>(w << 6) + highest_bit(words_[w]);
            }
        return -1;
    }

    void clear() {
        std::fill(words_.begin(), words_.end(), 0);
        std::fill(groups_.begin(), groups_.end(), 0);
    }

private:
    std::vector<std::uint64_t> words_, groups_;
};

}  // namespace egovplan
