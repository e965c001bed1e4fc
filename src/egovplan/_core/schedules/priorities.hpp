// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// What the first lists are sorted by.

#pragma once

#include <vector>

#include "schedules/project.hpp"

namespace egovplan {

// The work of each activity and of all that it waits for, directly or not, in thousandths of the most there is: shares of the
// capacity at the beginning, resources that are in greater demand counting more. In first modes with working durations.
std::vector<Amount> work_before(const Project& project);

}  // namespace egovplan
