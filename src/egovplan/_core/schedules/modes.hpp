// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// In which modes a search begins, and how modes are changed until the stocks suffice.

#pragma once

#include <vector>

#include "schedules/project.hpp"
#include "schedules/random.hpp"

namespace egovplan {

class Modes {
public:
    explicit Modes(const Project& project);

    // Activities that are not fixed and have several modes.
    const std::vector<Index>& changeable() const { return changeable_; }

    // The quickest modes, or any, changed until the stocks suffice: rows by activity. It may be that they still do not.
    std::vector<Index> start(bool at_random, Random& random) const;

    // Other modes for one or two activities, and for more if the stocks ask for it; nothing if they still do not suffice.
    void change(std::vector<Index>& mode, Random& random) const;

    // Changes modes until the stocks suffice; returns whether they do.
    bool repair(std::vector<Index>& mode, bool at_random, Random& random) const;

private:
    Index any_row(Index activity, Random& random) const {
        return p_.mode_ptr[activity] + random.below(p_.mode_ptr[activity + 1] - p_.mode_ptr[activity]);
    }

    const Project& p_;
    std::vector<Index> changeable_;
};

}  // namespace egovplan
