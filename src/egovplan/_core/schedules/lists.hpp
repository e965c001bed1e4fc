// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Orders of activities: sorted by times, made to follow precedences.

#pragma once

#include <cstdint>
#include <vector>

#include "schedules/cells.hpp"
#include "schedules/project.hpp"

namespace egovplan {

// A set of positions that gives the lowest first; for any number of positions two levels of words suffice to be quick.
class Positions {
public:
    // Empty, for positions 0 … size - 1.
    void reset(Index size) {
        words_.assign(std::size_t(size) / 64 + 1, 0);
        above_.assign(words_.size() / 64 + 1, 0);
        first_ = Index(above_.size());
    }
    void insert(Index position) {
        words_[std::size_t(position) >> 6] |= std::uint64_t{1} << (position & 63);
        above_[std::size_t(position) >> 12] |= std::uint64_t{1} << (position >> 6 & 63);
        first_ = std::min(first_, position >> 12);
    }
    bool is_empty() {
        while (first_ < Index(above_.size()) && above_[std::size_t(first_)] == 0) ++first_;
        return first_ == Index(above_.size());
    }
    // The set must not be empty, and has been asked.
    Index take_lowest() {
        const Index word = first_ * 64 + lowest_of(above_[std::size_t(first_)]);
        std::uint64_t& bits = words_[std::size_t(word)];
        const Index position = word * 64 + lowest_of(bits);
        bits &= bits - 1;
        if (bits == 0) above_[std::size_t(first_)] &= above_[std::size_t(first_)] - 1;
        return position;
    }

private:
    static Index lowest_of(std::uint64_t word) {
        const auto low = Days(word);
        return low != 0 ? lowest(low) : 32 + lowest(Days(word >> 32));
    }

    std::vector<std::uint64_t> words_, above_;  // bits of `above_`: words that are not 0
    Index first_ = 0;                           // words of `above_` before it are 0
};

// Sorts by time in a few passes, without comparisons. Keeps its memory.
class Sorter {
public:
    // Ascending by `time` of each activity; what is equal stays in its order.
    void sort(std::vector<Index>& order, const std::vector<Time>& time);

private:
    std::vector<Index> buffer_;
    std::vector<Index> place_;
};

// Activities that wait for no other any more, what stands first in an order first. Keeps its memory.
class Queue {
public:
    explicit Queue(const Project& project);

    // Begins with what waits for none but fixed activities.
    void begin(const std::vector<Index>& order);
    bool is_empty() { return open_.is_empty(); }
    // The queue must not be empty, and has been asked.
    Index take() { return order_[std::size_t(open_.take_lowest())]; }
    void put_back(Index activity) { open_.insert(position_[std::size_t(activity)]); }
    // Adds what has waited only for this one.
    void release(Index activity) {
        for (const Link* k = p_.out.begin(activity); k != p_.out.end(activity); ++k)
            if (--waiting_[std::size_t(k->other)] == 0) put_back(k->other);
    }

    // Whether each activity of the order comes after those that it waits for.
    bool is_feasible(const std::vector<Index>& order);
    // Brings the order into the one in which the queue gives it.
    void make_feasible(std::vector<Index>& order);

private:
    const Project& p_;
    std::vector<Index> base_waiting_, waiting_, position_, order_;
    Positions open_;
};

}  // namespace egovplan
