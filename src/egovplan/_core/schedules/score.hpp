// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// What makes one schedule better than another: levels, the first that differs decides. Only those that are asked for are
// computed.

#pragma once

#include <array>
#include <limits>
#include <vector>

#include "schedules/project.hpp"

namespace egovplan {

// What decides between two schedules, first value first: broken rules (0: none), then the levels that are asked for, in their
// order; 0 in the places that are left.
using Score = std::array<Amount, 1 + kLevels>;

inline constexpr Score kWorst{std::numeric_limits<Amount>::max()};

class Scorer {
public:
    explicit Scorer(const Project& project);

    // The score of a schedule with `unplaced` activities without a place, by start, finish and row of the mode of each.
    Score operator()(Index unplaced, const std::vector<Time>& start, const std::vector<Time>& finish, const std::vector<Index>& mode);

    // The values of all levels, in the order of their codes.
    std::array<Amount, kLevels> all(
        const std::vector<Time>& start, const std::vector<Time>& finish, const std::vector<Index>& mode);

private:
    struct Facts {
        const std::vector<Time>& start;
        const std::vector<Time>& finish;
        const std::vector<Index>& mode;
    };

    Amount value(Index level, const Facts& facts);
    void by_bundle(const Facts& facts);
    Amount broken(const Facts& facts) const;
    Amount last_finish(const Facts& facts) const;
    Amount moved(const Facts& facts) const;
    Amount costs(const Facts& facts) const;
    Amount peaks(const Facts& facts);

    const Project& p_;
    std::vector<Index> limited_;   // free activities with a deadline that can be missed
    std::vector<Index> at_home_;   // free activities that were somewhere before
    std::vector<Index> priced_;    // activities of which some mode costs something
    bool by_bundle_ = false;       // whether a level that is asked for looks at bundles
    Amount late_ = 0, finished_ = 0;
    std::vector<Amount> change_;   // of the load of one resource, by time
};

}  // namespace egovplan
