// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// When each activity can start and finish by precedences, calendar and deadlines alone, one pass each way.

#pragma once

#include <vector>

#include "schedules/project.hpp"

namespace egovplan {

struct Windows {
    std::vector<Time> start_low, start_high, finish_low, finish_high;
    std::vector<Index> driver;  // predecessor that sets the earliest start, -1: none
    Index stuck = -1;           // activity without a start, -1: none
    Time earliest = 0;          // its earliest finish, never if it cannot start at all
};

// Nothing but what is fixed, and the deadlines.
Windows open_windows(const Project& project);

// Raises the earliest dates until all precedences hold; stops at an activity that has no start left.
void raise_lows(const Project& project, Windows& windows);

// Lowers the latest dates likewise.
void lower_highs(const Project& project, Windows& windows);

}  // namespace egovplan
