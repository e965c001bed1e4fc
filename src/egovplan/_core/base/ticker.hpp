// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// How a long loop stays interruptible.

#pragma once

#include <cstdint>

namespace egovplan {

// To be called now and then from a loop that runs without the GIL; throws on Ctrl-C.
void check_interrupt();

// Counts work and asks for signals about every fifty milliseconds of it.
class Ticker {
public:
    void operator()(std::int64_t work) {
        left_ -= work;
        if (left_ <= 0) {
            left_ = kStep;
            check_interrupt();
        }
    }

private:
    static constexpr std::int64_t kStep = std::int64_t{1} << 22;
    std::int64_t left_ = kStep;
};

}  // namespace egovplan
