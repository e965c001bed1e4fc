// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Parallel schedule generation (Kelley 1963): time goes on, and whatever may begin does, by priority.

#pragma once

#include <vector>

#include "schedules/project.hpp"

namespace egovplan {

// Starts by a priority (smaller first), shape (n,), for a project that can be mirrored. Where something may begin before what it
// waits for, or has to end after something, the schedule need not be as early as it could: it serves as an order.
std::vector<Time> parallel_starts(const Project& project, const std::vector<Time>& priority, const std::vector<Index>& mode);

}  // namespace egovplan
