// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The order in which a network is swept, or the shortest circle that forbids one.

#pragma once

#include <cstdint>
#include <vector>

#include "arrays.hpp"

namespace egovplan {

// Compressed rows: the links of row i are link[ptr[i]] … link[ptr[i + 1]], in ascending order.
struct Rows {
    std::vector<std::int32_t> ptr;
    std::vector<std::int32_t> link;
};

// Groups links by the value of `key` (0 … n - 1).
Rows group(std::int32_t n, const std::int32_t* key, std::int32_t links);

struct Order {
    std::vector<std::int32_t> order;  // rank → position; empty if there is a circle
    std::vector<std::int32_t> level;  // position → longest number of links from a source
    std::vector<std::int32_t> cycle;  // positions of the shortest circle, empty if there is none
};

// Orders positions by (level, in-degree): neighbours in the sweep lie next to each other in memory.
Order order_of(std::int32_t n, const std::int32_t* pred, const std::int32_t* succ, std::int32_t links);

}  // namespace egovplan
