// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The precedences of a graph with changes on top; the graph itself stays as it is. Only the rows of activities whose
// precedences were changed are copied. The order of the ranks is kept valid where a new precedence runs against it.
// D. J. Pearce, P. H. J. Kelly: A dynamic topological sort algorithm for directed acyclic graphs (2006).

#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "graph.hpp"

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
    bool untouched() const { return !changed_; }  // rows as in the graph, ranks in their order

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

    // Calls each(rank) in the order of the sweep, from a place on, or against it.
    template <class Each>
    void each_up(std::int32_t from, Each each) const {
        for (std::int32_t p = from; p < graph_.size(); ++p) each(at(p));
    }
    template <class Each>
    void each_down(Each each) const {
        for (std::int32_t p = graph_.size() - 1; p >= 0; --p) each(at(p));
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
    std::vector<std::int32_t> parent_;      // of a search; all -1 between searches
};

}  // namespace egovplan
