// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// How lists are changed for levels of the objective that a good order alone does not reach: that things stay where they were,
// that modes are cheap, that loads are level.

#pragma once

#include <vector>

#include "schedules/project.hpp"

namespace egovplan {

class Random;

// What a list is made of, and what its last schedule was like (empty: there was none).
struct Genes {
    std::vector<Index>& order;
    std::vector<Index>& mode;
    std::vector<Time>& hold;  // n values
    const std::vector<Time>& start;
    const std::vector<Time>& finish;
    const std::vector<Index>& late;  // bundles that miss their due date
};

class Aims {
public:
    explicit Aims(const Project& project);

    // Whether there is anything to do here.
    bool any() const { return !home_.empty() || levels_load_ || !priced_.empty(); }
    // Whether activities were somewhere before, and it matters.
    bool has_home() const { return !home_.empty(); }
    // Whether waiting can help, although everything could start earlier.
    bool needs_holds() const { return !home_.empty() || levels_load_; }

    // In the order of before, in the modes of before, nothing earlier than before; with `driven_last`, what cannot be where it
    // was, and all that waits for it, comes after the others, so that it takes nobody's place.
    void settle(Genes& genes, bool driven_last) const;

    // One change, by chance.
    void mutate(Genes& genes, Random& random) const;

private:
    void go_home(Genes& genes, Random& random) const;
    void let_go(Genes& genes, Random& random) const;
    void level(Genes& genes, Random& random) const;
    void cheapen(Genes& genes, Random& random) const;
    std::vector<char> chosen(const Genes& genes, Random& random) const;
    void with_ancestors(std::vector<char>& set) const;
    bool is_away(const Genes& genes, Index activity) const;
    void take_home(Genes& genes, Index activity) const;

    Time home_of(Index activity) const { return std::min(p_.home_start[activity], p_.horizon); }

    const Project& p_;
    std::vector<Index> home_;      // free activities that were somewhere, if that matters
    std::vector<char> driven_;     // those that cannot be where they were, and what waits for them
    std::vector<Index> priced_;    // free activities whose modes cost different amounts, if that matters
    std::vector<Index> loading_;   // free activities that load what is to be levelled
    bool levels_load_ = false;
};

}  // namespace egovplan
