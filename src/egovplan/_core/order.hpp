// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The order in which a network is swept, or the shortest circle that forbids one.

#pragma once

#include <cstdint>
#include <vector>

#include "buffer.hpp"
#include "graph.hpp"

namespace egovplan {

// The successors of position i are to[ptr[i]] … to[ptr[i + 1]], in the order of the links.
struct Rows {
    Buffer<std::int32_t> ptr, to;
};

// Groups links by predecessor. Positions are checked: 0 … n − 1.
Rows successors(std::int32_t n, const Links& links);

struct Order {
    Buffer<std::int32_t> order;  // rank → position; too short if there is a circle
    Buffer<std::int32_t> ptr;    // rank → incoming arcs before it
    std::int32_t size = 0;       // how many positions could be ordered
};

// Orders positions by (level, in-degree): neighbours in the sweep lie next to each other in memory, and runs of equal
// in-degree need no guess of a branch.
Order order_of(std::int32_t n, const Buffer<std::int32_t>& succ, const Rows& rows);

// Positions of the shortest circle; it begins at its lowest position. There must be one.
std::vector<std::int32_t> shortest_circle(std::int32_t n, const Rows& rows);

}  // namespace egovplan
