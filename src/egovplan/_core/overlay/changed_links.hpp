// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The precedences of a graph with changes on top; the graph itself stays as it is. Only the rows of activities whose
// precedences were changed are copied. The order of the ranks is kept valid where a new precedence runs against it.
// D. J. Pearce, P. H. J. Kelly: A dynamic topological sort algorithm for directed acyclic graphs (2006).

#pragma once

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "network/degrees.hpp"
#include "network/graph.hpp"

namespace egovplan {

// One precedence; `source` and `target` are ranks, `id` is its place in the caller's columns or beyond them if it is new.
struct Tie {
    std::int64_t lag = 0;
    std::int32_t source = 0;
    std::int32_t target = 0;
    std::int32_t table = -1;
    std::int32_t id = 0;
    Relation type = kFS;
};

class ChangedLinks {
public:
    explicit ChangedLinks(const Graph& graph);

    const Graph& graph() const { return graph_; }

    // Where a rank stands in the order of the sweep, and the rank that stands at a place.
    std::int32_t place(std::int32_t rank) const { return place_.empty() ? rank : place_[rank]; }
    std::int32_t at(std::int32_t place) const { return at_.empty() ? place : at_[place]; }

    // Calls each(other rank, lag, type, table) for what leads into a rank, or for what it leads to.
    template <class Each>
    void incoming(std::int32_t rank, Each&& each) const {
        if (changed_ && flagged(into_flags_, rank)) {
            for (const Tie& tie : into_.at(rank)) each(tie.source, tie.lag, tie.type, tie.table);
            return;
        }
        for (std::int32_t k = graph_.arc_begin(rank); k < graph_.arc_end(rank); ++k)
            each(graph_.source(k), graph_.lag(k), graph_.type(k), graph_.lag_table(k));
    }
    template <class Each>
    void outgoing(std::int32_t rank, Each&& each) const {
        if (changed_ && flagged(from_flags_, rank)) {
            for (const Tie& tie : from_.at(rank)) each(tie.target, tie.lag, tie.type, tie.table);
            return;
        }
        for (std::int32_t i = out_.ptr[rank]; i < out_.ptr[rank + 1]; ++i) {
            const std::int32_t k = out_.arc[i];
            each(out_.target[i], graph_.lag(k), graph_.type(k), graph_.lag_table(k));
        }
    }

    // Calls row(rank, its first arc, one after its last) in the order of the sweep, from a place on, or against it;
    // changed(rank) where what leads into the rank is not as in the graph.
    template <class Row, class Changed>
    void upwards(std::int32_t from, Row row, Changed changed) const {
        if (!changed_) return egovplan::upwards(graph_, from, graph_.size(), row);
        const auto each = [&](std::int32_t r, std::int32_t k, std::int32_t stop) EGOVPLAN_INLINE {
            flagged(into_flags_, r) ? changed(r) : row(r, k, stop);
        };
        egovplan::upwards(graph_, from, std::max(from, moved_from_), each);
        for (std::int32_t p = std::max(from, moved_from_); p < moved_until_; ++p) each(at(p), graph_.arc_begin(at(p)), graph_.arc_end(at(p)));
        egovplan::upwards(graph_, std::max(from, moved_until_), graph_.size(), each);
    }
    template <class Row, class Changed>
    void downwards(Row row, Changed changed) const {
        if (!changed_) return egovplan::downwards(graph_, 0, graph_.size(), row);
        const auto each = [&](std::int32_t r, std::int32_t k, std::int32_t stop) EGOVPLAN_INLINE {
            flagged(into_flags_, r) ? changed(r) : row(r, k, stop);
        };
        egovplan::downwards(graph_, moved_until_, graph_.size(), each);
        for (std::int32_t p = moved_until_ - 1; p >= moved_from_; --p) each(at(p), graph_.arc_begin(at(p)), graph_.arc_end(at(p)));
        egovplan::downwards(graph_, 0, moved_from_, each);
    }

    std::vector<Tie> between(std::int32_t source, std::int32_t target) const;

    // Adds a precedence. Where it would close a circle nothing changes, and the ranks of the shortest one are returned,
    // from the target of the new precedence to its source; else nothing is returned.
    std::vector<std::int32_t> add(const Tie& tie);
    void remove(const Tie& tie);
    void replace(const Tie& tie);  // the one with this id

private:
    using Rows = std::unordered_map<std::int32_t, std::vector<Tie>>;

    static bool flagged(const std::vector<std::uint64_t>& flags, std::int32_t rank) {
        return (flags[rank >> 6] >> (rank & 63) & 1) != 0;
    }
    Tie tie(std::int32_t k, std::int32_t target) const;
    std::vector<Tie>& into(std::int32_t rank);
    std::vector<Tie>& from(std::int32_t rank);
    std::vector<std::int32_t> forward_of(std::int32_t source, std::int32_t target, std::vector<std::int32_t>& circle);
    std::vector<std::int32_t> backward_of(std::int32_t source, std::int32_t target);
    void reorder(std::vector<std::int32_t>& before, std::vector<std::int32_t>& after);

    const Graph& graph_;
    const Outgoing& out_;
    bool changed_ = false;
    Rows into_, from_;
    std::vector<std::uint64_t> into_flags_, from_flags_;
    std::vector<std::int32_t> place_, at_;  // empty while the ranks stand in their own order
    std::int32_t moved_from_, moved_until_;  // the places at which they may not
    std::vector<std::int32_t> parent_;      // of a search; all -1 between searches
};

}  // namespace egovplan
