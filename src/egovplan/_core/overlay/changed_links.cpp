// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "overlay/changed_links.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace egovplan {

namespace {

using Ranks = std::vector<std::int32_t>;

void flag(std::vector<std::uint64_t>& flags, std::int32_t rank) { flags[rank >> 6] |= std::uint64_t{1} << (rank & 63); }

std::vector<Tie>::iterator find(std::vector<Tie>& row, std::int32_t id) {
    return std::find_if(row.begin(), row.end(), [id](const Tie& tie) { return tie.id == id; });
}

}  // namespace

ChangedLinks::ChangedLinks(const Graph& graph)
    : graph_(graph), out_(graph.outgoing()), moved_from_(graph.size()), moved_until_(graph.size()) {}

Tie ChangedLinks::tie(std::int32_t k, std::int32_t target) const {
    return {graph_.lag(k), graph_.source(k), target, graph_.lag_table(k), graph_.link()[k], graph_.type(k)};
}

std::vector<Tie> ChangedLinks::between(std::int32_t source, std::int32_t target) const {
    std::vector<Tie> found;
    if (changed_ && flagged(into_flags_, target)) {
        for (const Tie& tie : into_.at(target))
            if (tie.source == source) found.push_back(tie);
        return found;
    }
    for (std::int32_t k = graph_.arc_begin(target); k < graph_.arc_end(target); ++k)
        if (graph_.source(k) == source) found.push_back(tie(k, target));
    return found;
}

// Rows that can be changed; copied from the graph the first time.

std::vector<Tie>& ChangedLinks::into(std::int32_t rank) {
    if (!changed_) {
        into_flags_.assign((static_cast<std::size_t>(graph_.size()) >> 6) + 1, 0);
        from_flags_ = into_flags_;
        changed_ = true;
    }
    if (!flagged(into_flags_, rank)) {
        std::vector<Tie>& row = into_[rank];
        for (std::int32_t k = graph_.arc_begin(rank); k < graph_.arc_end(rank); ++k) row.push_back(tie(k, rank));
        flag(into_flags_, rank);
    }
    return into_[rank];
}

std::vector<Tie>& ChangedLinks::from(std::int32_t rank) {
    if (!flagged(from_flags_, rank)) {
        std::vector<Tie>& row = from_[rank];
        for (std::int32_t i = out_.ptr[rank]; i < out_.ptr[rank + 1]; ++i) row.push_back(tie(out_.arc[i], out_.target[i]));
        flag(from_flags_, rank);
    }
    return from_[rank];
}

Ranks ChangedLinks::add(const Tie& tie) {
    if (tie.source == tie.target) return {tie.source};
    if (place(tie.source) > place(tie.target)) {
        Ranks circle;
        Ranks after = forward_of(tie.source, tie.target, circle);
        if (!circle.empty()) return circle;
        Ranks before = backward_of(tie.source, tie.target);
        reorder(before, after);
    }
    into(tie.target).push_back(tie);
    from(tie.source).push_back(tie);
    return {};
}

void ChangedLinks::remove(const Tie& tie) {
    std::vector<Tie>& into_row = into(tie.target);
    into_row.erase(find(into_row, tie.id));
    std::vector<Tie>& from_row = from(tie.source);
    from_row.erase(find(from_row, tie.id));
}

void ChangedLinks::replace(const Tie& tie) {
    *find(into(tie.target), tie.id) = tie;
    *find(from(tie.source), tie.id) = tie;
}

// What the target leads to up to the place of the source. Breadth first, so that a way back to the source is a shortest one.
Ranks ChangedLinks::forward_of(std::int32_t source, std::int32_t target, Ranks& circle) {
    parent_.resize(static_cast<std::size_t>(graph_.size()), -1);
    const std::int32_t last = place(source);
    Ranks found{target};
    parent_[target] = target;
    for (std::size_t i = 0; i < found.size() && parent_[source] < 0; ++i)
        outgoing(found[i], [&](std::int32_t next, std::int64_t, Relation, std::int32_t) {
            if (parent_[next] >= 0 || place(next) > last) return;
            parent_[next] = found[i];
            found.push_back(next);
        });
    if (parent_[source] >= 0) {
        for (std::int32_t r = source; r != target; r = parent_[r]) circle.push_back(r);
        circle.push_back(target);
        std::reverse(circle.begin(), circle.end());
    }
    for (const std::int32_t r : found) parent_[r] = -1;
    return found;
}

// What leads to the source from the place of the target on.
Ranks ChangedLinks::backward_of(std::int32_t source, std::int32_t target) {
    const std::int32_t first = place(target);
    Ranks found{source};
    parent_[source] = source;
    for (std::size_t i = 0; i < found.size(); ++i)
        incoming(found[i], [&](std::int32_t before, std::int64_t, Relation, std::int32_t) {
            if (parent_[before] >= 0 || place(before) < first) return;
            parent_[before] = found[i];
            found.push_back(before);
        });
    for (const std::int32_t r : found) parent_[r] = -1;
    return found;
}

// Shares the places of both groups out anew: first those of `before`, then those of `after`, each in their order so far.
void ChangedLinks::reorder(Ranks& before, Ranks& after) {
    if (place_.empty()) {
        place_.resize(static_cast<std::size_t>(graph_.size()));
        std::iota(place_.begin(), place_.end(), 0);
        at_ = place_;
    }
    const auto earlier = [this](std::int32_t a, std::int32_t b) { return place_[a] < place_[b]; };
    std::sort(before.begin(), before.end(), earlier);
    std::sort(after.begin(), after.end(), earlier);
    before.insert(before.end(), after.begin(), after.end());
    Ranks places(before.size());
    std::transform(before.begin(), before.end(), places.begin(), [this](std::int32_t r) { return place_[r]; });
    std::sort(places.begin(), places.end());
    for (std::size_t i = 0; i < before.size(); ++i) {
        place_[before[i]] = places[i];
        at_[places[i]] = before[i];
    }
    moved_until_ = std::max(moved_from_ < graph_.size() ? moved_until_ : 0, places.back() + 1);
    moved_from_ = std::min(moved_from_, places.front());
}

}  // namespace egovplan
