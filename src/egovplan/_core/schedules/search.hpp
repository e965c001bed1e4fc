// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// A population of activity lists that improves with every schedule generated. No clock and no library distribution decides
// what comes next: the same seed and number of schedules give the same result on every machine.

#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "schedules/aims.hpp"
#include "schedules/generation.hpp"
#include "schedules/modes.hpp"
#include "schedules/random.hpp"
#include "schedules/sides.hpp"

namespace egovplan {

struct Individual {
    std::vector<Index> order;  // activities that are not fixed
    std::vector<Index> mode;   // rows
    std::vector<Time> hold;
    bool is_bold = false;
    std::vector<Index> late{};  // bundles that miss their due date
    std::vector<Time> start{}, finish{};
    Score score = kWorst;
    std::uint64_t hash = 0;    // of the starts
};

class Search {
public:
    // `expected`: number of schedules that will be asked for in all, 0 if not known; it sets the size of the population.
    Search(Project project, std::uint64_t seed, std::int64_t expected);
    Search(const Search&) = delete;  // the generator refers to the project next to it
    Search& operator=(const Search&) = delete;

    // Generates up to `schedules` more; stops earlier after `seconds`, or after `patience` when the best has improved. Returns
    // whether it has.
    bool step(std::int64_t schedules, double seconds, double patience);

    // Lets an order of starts and a mode for each activity (position among its modes) take part.
    void offer(const std::vector<Time>& starts, const std::vector<Index>& modes);

    bool is_feasible() const { return best_score_[0] == 0; }
    const Score& best_score() const { return best_score_; }
    const std::vector<Time>& best_start() const { return best_start_; }
    const std::vector<Time>& best_finish() const { return best_finish_; }
    const std::vector<Index>& best_rows() const { return best_rows_; }
    std::vector<Index> best_mode() const;
    std::int64_t schedules() const { return schedules_ + (sides_ ? sides_->placed() / std::max<std::int64_t>(1, std::int64_t(free_.size())) : 0); }
    const Project& project() const { return project_; }

private:
    void advance();
    bool advance_sides();
    void take(const Score& score, const std::vector<Index>& mode);
    void by_rule(Index rule);
    void sample();
    void child();
    void cross(Individual& child, const Individual& other);
    void mutate(Individual& child);
    void insert_elsewhere(Individual& child);
    void bring_forward(std::vector<Index>& order, Index from, Index to);
    void put_back(std::vector<Index>& order, Index from, Index to);
    void shift_bundle(Individual& child);
    void change_hold(Individual& child);
    void release_holds(Individual& child);
    Time change_of_charges(const Individual& child, Index activity);
    bool needs_holds() const;
    void evaluate(Individual& one);
    bool generate(Individual& one);
    void add_unplaced(std::vector<Index>& order);
    void keep(Individual& one);
    const Individual& tournament();
    void sort_by_key(Individual& one, const std::vector<Amount>& key);
    std::vector<std::vector<Amount>> rule_keys() const;

    Project project_;
    Generator generator_;
    Aims aims_;
    Modes modes_;
    Random random_;
    Sorter sorter_;
    std::vector<Index> free_;                    // activities that are not fixed
    std::vector<std::vector<Amount>> rules_;
    std::vector<Individual> population_;
    std::vector<Individual> offered_;
    Individual made_;                            // the one that is being made, and what it takes: they keep their memory
    Choice choice_;
    std::vector<char> marked_;                   // n values, 0 between calls
    std::vector<Index> behind_;
    std::vector<Time> key_;
    std::size_t size_;
    Index next_rule_ = 0;
    std::size_t sampled_ = 0;
    std::int64_t schedules_ = 0, stale_ = 0, justified_ = 0, helped_ = 0;
    Score best_score_ = kWorst;
    std::vector<Time> best_start_, best_finish_;
    std::vector<Index> best_rows_;
    bool holds_ = false;                         // whether waiting can help others
    std::unique_ptr<Sides> sides_;               // where it serves
    bool sides_only_ = false;                    // the makespan is all that matters
};

// Earliest starts and finishes without resources, and keys of the priority rules.
struct Heads {
    std::vector<Time> start, finish;
};
Heads heads_of(const Project& project, const std::vector<Index>& mode);

}  // namespace egovplan
