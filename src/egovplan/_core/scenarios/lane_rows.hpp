// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Memory for rows of lanes, and threads that share a range of blocks.

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "scenarios/lanes.hpp"

namespace egovplan {

// Rows of 64 lanes, each beginning on a border of the widest vectors.
template <typename T>
class LaneRows {
public:
    explicit LaneRows(std::int64_t rows) : memory_(static_cast<std::size_t>(rows) * kLanes + kBorder) {
        const auto over = reinterpret_cast<std::uintptr_t>(memory_.data()) / sizeof(T) % kBorder;
        first_ = (kBorder - over) % kBorder;
    }
    T* data() { return memory_.data() + first_; }
    T* row(std::int64_t r) { return data() + static_cast<std::size_t>(r) * kLanes; }

private:
    static constexpr std::size_t kBorder = 64 / sizeof(T);
    std::vector<T> memory_;
    std::size_t first_;
};

// Scenarios first … first + count - 1.
struct Range {
    std::int64_t first, count;
};

// The part of a range that one of several threads works on; parts are cut at whole blocks.
Range part_of(Range range, std::int32_t part, std::int32_t parts);

// Whether a thread may go on. The one that Python called asks for Ctrl-C now and then; the others hear of it.
class Going {
public:
    Going(std::atomic<bool>& stopped, bool asks) : stopped_(stopped), asks_(asks) {}
    bool on(std::int64_t work);

private:
    std::atomic<bool>& stopped_;
    bool asks_;
    std::int64_t left_ = 0;
};

// Calls work(part, going) for parts 0 … parts - 1, each in a thread of its own, part 0 in this one. What any of them
// throws, Ctrl-C included, stops the others and is thrown here. The caller does not hold the GIL.
void in_threads(std::int32_t parts, const std::function<void(std::int32_t part, Going& going)>& work);

}  // namespace egovplan
