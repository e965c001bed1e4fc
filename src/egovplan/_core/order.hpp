// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The order in which a network is swept, or the shortest circle that forbids one.

#pragma once

#include <cstdint>
#include <vector>

#include "graph.hpp"

namespace egovplan {

struct Order {
    std::vector<std::int32_t> order;  // rank → position; empty if there is a circle
    std::vector<std::int32_t> cycle;  // positions of the shortest circle, empty if there is none
};

// Orders positions by (level, in-degree): neighbours in the sweep lie next to each other in memory.
Order order_of(std::int32_t n, const Links& links);

}  // namespace egovplan
