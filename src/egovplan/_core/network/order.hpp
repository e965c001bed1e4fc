// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The order in which a network is swept, or the shortest circle that forbids one.

#pragma once

#include <cstdint>
#include <vector>

#include "base/buffer.hpp"
#include "network/graph.hpp"

namespace egovplan {

// The neighbours of position i are to[ptr[i]] … to[ptr[i + 1]], in the order of the links.
struct Rows {
    Buffer<std::int32_t> ptr, to;
};

// Groups the values of links by a key of 0 … n − 1; both are checked. `counts`: how many have each key, and a 0.
Rows group(Buffer<std::int32_t> counts, const Buffer<std::int32_t>& key, const Integers& value);

struct Order {
    Buffer<std::int32_t> order;  // rank → position; unfinished if there is a circle
    Buffer<std::int32_t> rank;   // position → rank
    std::int32_t size = 0;       // how many positions could be ordered
};

// Orders positions by (level, in-degree), levels counted from the end: neighbours in the sweep lie next to each other in
// memory, and runs of equal in-degree need no guess of a branch. `before` are the predecessors, `open` the out-degrees.
Order order_of(std::int32_t n, const Rows& before, Buffer<std::int32_t> open);

// Positions of the shortest circle among successors; it begins at its lowest position. There must be one.
std::vector<std::int32_t> shortest_circle(std::int32_t n, const Rows& after);

}  // namespace egovplan
