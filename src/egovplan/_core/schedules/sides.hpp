// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Two populations that feed each other: one of schedules in which everything lies as early as it can, one in which everything
// lies as late as it can (Debels, Vanhoucke 2005: bi-population genetic algorithm). The children of one are generated from the
// other end, so that each generation justifies the last one (Valls, Ballestín, Quintanilla 2005) at no cost.

#pragma once

#include <functional>
#include <vector>

#include "schedules/generation.hpp"
#include "schedules/modes.hpp"
#include "schedules/random.hpp"

namespace egovplan {

class Sides {
public:
    // Takes a schedule that begins at 0.
    using Take = std::function<void(const Score&, const std::vector<Index>& mode)>;

    // Whether the project can be generated from both ends and the makespan is what matters first.
    static bool serve(const Project& project);

    // `ahead` generates from the beginning; `take` is told of its schedules. `expected`: number of schedules that will be asked
    // for in all, 0 if not known.
    Sides(const Project& project, Generator& ahead, const Modes& modes, Random& random, std::int64_t expected, Take take);
    Sides(const Sides&) = delete;
    Sides& operator=(const Sides&) = delete;

    // Some schedules more. False if there is none: the horizon is too short.
    bool advance();

    // Lets a schedule that begins at 0 take part.
    void offer(const std::vector<Time>& start, const std::vector<Time>& finish, const std::vector<Index>& mode);

    // Number of places that were looked for: where activities have been placed again, and where one was given up.
    std::int64_t placed() const { return placed_; }

private:
    struct Member {
        std::vector<Time> start, finish;  // from the end of its side
        std::vector<Index> mode;
        Time last = kLost;                // its makespan
        std::uint64_t hash = 0;
    };
    using Population = std::vector<Member>;

    static constexpr Time kLost = std::numeric_limits<Time>::max();

    const Project& project(int side) const { return side == 0 ? p_ : mirror_; }
    void begin();
    void breed();
    void assess();
    void shrink();
    bool is_there(const Member& one) const;
    std::size_t size_for_rest() const;
    void renew();
    std::vector<Time> noisy_tails(int side, const std::vector<Index>& mode, bool is_parallel);
    Member sample(int side);
    Member turned(const Member& member, int side);
    Member child(const Member& father, const Member& mother, int side, Time limit);
    Member generate(int side, std::vector<Index> mode, Time limit);
    void cut(const Member& father, const Member& mother, std::vector<Index>& mode);
    void insert_elsewhere(int side);
    const Member& tournament(const Population& population);

    const Project& p_;
    Project mirror_;
    Generator& ahead_;
    Generator back_;
    const Modes& modes_;
    Random& random_;
    Take take_;
    Index free_;
    std::int64_t budget_;               // places to be looked for in all, 0 if not known
    std::size_t size_, first_size_, most_;
    std::size_t sampled_ = 0;           // first lists of this population
    std::int64_t begun_ = 0;            // placed_ when it began
    Population population_[2], next_;
    std::vector<Member> offered_, archive_;
    int side_ = 0;          // of the parents
    std::size_t turn_ = 0;  // the father whose turn it is
    Time best_ = kLost;
    std::int64_t least_sum_ = 0, placed_ = 0;
    Index stale_ = 0, lost_ = 0;
    bool is_mixed_ = false;
    Choice choice_[2];      // the last order of a side: what is equal stays as it was there
    Time half_ = 0;                     // of the longest duration, rounded up
    std::vector<Amount> work_[2];  // of what has to follow, in thousandths
    std::vector<Time> key_;
    Sorter sorter_;
};

}  // namespace egovplan
