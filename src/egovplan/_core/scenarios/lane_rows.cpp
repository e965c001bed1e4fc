// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "scenarios/lane_rows.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

#include "base/arrays.hpp"

namespace egovplan {

Range part_of(Range range, std::int32_t part, std::int32_t parts) {
    const std::int64_t stop = range.first + range.count, first_block = range.first / kLanes, blocks = (stop + kLanes - 1) / kLanes - first_block;
    const auto border = [&](std::int64_t k) {
        const std::int64_t at = blocks / parts * k + std::min<std::int64_t>(k, blocks % parts);
        return std::clamp((first_block + at) * kLanes, range.first, stop);
    };
    return {border(part), border(part + 1) - border(part)};
}

bool Going::on(std::int64_t work) {
    if (stopped_.load(std::memory_order_relaxed)) return false;
    left_ -= work;
    if (asks_ && left_ <= 0) {
        left_ = std::int64_t{1} << 24;  // some tens of milliseconds
        check_interrupt();
    }
    return true;
}

void in_threads(std::int32_t parts, const std::function<void(std::int32_t part, Going& going)>& work) {
    std::atomic<bool> stopped{false};
    std::exception_ptr failure;
    std::mutex first_failure;
    const auto guarded = [&](std::int32_t part) {
        try {
            Going going(stopped, part == 0);
            work(part, going);
        } catch (...) {
            stopped = true;
            const std::lock_guard<std::mutex> lock(first_failure);
            if (!failure) failure = std::current_exception();
        }
    };
    std::vector<std::thread> threads;
    std::int32_t started = 1;
    try {
        for (; started < parts; ++started) threads.emplace_back(guarded, started);
    } catch (const std::system_error&) {
        // no more threads to be had: this one does what is left, with the same result
    }
    guarded(0);
    for (; started < parts; ++started) guarded(started);
    for (std::thread& thread : threads) thread.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace egovplan
