// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The shortest circle of a network that has no order.

#include <algorithm>
#include <cstddef>
#include <utility>

#include "network/order.hpp"
#include "base/ticker.hpp"

namespace egovplan {

namespace {

using Index = std::int32_t;

// Beyond this many visited links the search for the shortest circle stops with the shortest one found.
constexpr std::int64_t kSearchBudget = 400'000'000;

// Tarjan's strongly connected components, without recursion. Every circle runs through a marked position, because every
// circle has a link back to a position that is still open in the search.
class Components {
public:
    Components(Index n, const Rows& rows) : rows_(rows) {
        component.assign(n, -1);
        heads.assign(n, 0);
        number_.assign(n, -1);
        low_.assign(n, 0);
        for (Index i = 0; i < n; ++i)
            if (number_[i] < 0) search(i);
    }

    std::vector<Index> component;
    std::vector<char> heads;

private:
    void enter(Index i) {
        number_[i] = low_[i] = counter_++;
        stack_.push_back(i);
        path_.push_back({i, rows_.ptr[i]});
    }

    void search(Index root) {
        enter(root);
        while (!path_.empty()) {
            const Index i = path_.back().first;
            if (path_.back().second < rows_.ptr[i + 1]) {
                tick_(1);
                const Index j = rows_.to[path_.back().second++];
                if (number_[j] < 0) {
                    enter(j);
                } else if (component[j] < 0) {
                    heads[j] = 1;
                    low_[i] = std::min(low_[i], number_[j]);
                }
            } else {
                leave(i);
            }
        }
    }

    void leave(Index i) {
        path_.pop_back();
        if (!path_.empty()) low_[path_.back().first] = std::min(low_[path_.back().first], low_[i]);
        if (low_[i] != number_[i]) return;
        Index j = -1;
        do {
            j = stack_.back();
            stack_.pop_back();
            component[j] = i;
        } while (j != i);
    }

    const Rows& rows_;
    std::vector<Index> number_, low_, stack_;
    std::vector<std::pair<Index, Index>> path_;
    Index counter_ = 0;
    Ticker tick_;
};

// Breadth-first search for the shortest way from `head` back to itself, inside its component and below `limit` links.
class CircleSearch {
public:
    CircleSearch(Index n, const Rows& rows, const std::vector<Index>& component)
        : rows_(rows), component_(component), parent_(n, -1), depth_(n, 0), seen_(n, -1) {}

    std::vector<Index> shortest(Index head, Index limit) {
        queue_.assign(1, head);
        seen_[head] = head;
        depth_[head] = 0;
        for (std::size_t at = 0; at < queue_.size(); ++at) {
            const Index i = queue_[at];
            if (depth_[i] + 1 >= limit) break;
            visited += rows_.ptr[i + 1] - rows_.ptr[i];
            tick_(rows_.ptr[i + 1] - rows_.ptr[i]);
            for (Index k = rows_.ptr[i]; k < rows_.ptr[i + 1]; ++k) {
                const Index j = rows_.to[k];
                if (j == head) return unwind(i);
                if (component_[j] != component_[head] || seen_[j] == head) continue;
                seen_[j] = head;
                parent_[j] = i;
                depth_[j] = depth_[i] + 1;
                queue_.push_back(j);
            }
        }
        return {};
    }

    std::int64_t visited = 0;

private:
    std::vector<Index> unwind(Index last) const {
        std::vector<Index> cycle(static_cast<std::size_t>(depth_[last]) + 1);
        for (std::size_t k = cycle.size(); k-- > 0; last = parent_[last]) cycle[k] = last;
        return cycle;
    }

    const Rows& rows_;
    const std::vector<Index>& component_;
    std::vector<Index> parent_, depth_, seen_, queue_;
    Ticker tick_;
};

}  // namespace

std::vector<Index> shortest_circle(Index n, const Rows& rows) {
    const Components parts(n, rows);
    CircleSearch search(n, rows, parts.component);
    std::vector<Index> best;
    Index limit = n + 1;
    for (Index i = 0; i < n && limit > 1; ++i) {
        if (!parts.heads[i]) continue;
        if (!best.empty() && search.visited > kSearchBudget) break;
        std::vector<Index> found = search.shortest(i, limit);
        if (found.empty()) continue;
        limit = static_cast<Index>(found.size());
        best.swap(found);
    }
    std::rotate(best.begin(), std::min_element(best.begin(), best.end()), best.end());
    return best;
}

}  // namespace egovplan
