// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The same project with time running backward, where nothing depends on the date.

#pragma once

#include "schedules/project.hpp"

namespace egovplan {

// Whether backward generation is forward generation on the mirrored project: there are only precedences with working lags,
// working durations and resources that are there all the time.
bool can_mirror(const Project& project);

// Precedences reversed, without deadlines, and the makespan as the only level. A schedule of one with its last finish at T is
// one of the other: start there is T - finish here.
Project mirrored(const Project& project);

}  // namespace egovplan
