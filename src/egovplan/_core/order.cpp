// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "order.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "arrays.hpp"

namespace egovplan {

namespace {

using Index = std::int32_t;

// Compressed rows: the links of row i are link[ptr[i]] … link[ptr[i + 1]], in ascending order.
struct Rows {
    std::vector<Index> ptr;
    std::vector<Index> link;
};

// Groups links by the value of `key` (0 … n - 1).
Rows group(Index n, const Index* key, Index links) {
    Rows rows;
    rows.ptr.assign(static_cast<std::size_t>(n) + 1, 0);
    rows.link.resize(static_cast<std::size_t>(links));
    for (Index k = 0; k < links; ++k) ++rows.ptr[key[k] + 1];
    std::partial_sum(rows.ptr.begin(), rows.ptr.end(), rows.ptr.begin());
    std::vector<Index> place(rows.ptr.begin(), rows.ptr.end() - 1);
    for (Index k = 0; k < links; ++k) rows.link[place[key[k]]++] = k;
    return rows;
}

// Beyond this many visited links the search for the shortest circle stops with the shortest one found.
constexpr std::int64_t kSearchBudget = 400'000'000;

// Kahn's algorithm; returns how many positions could be ordered.
Index levels(Index n, const Index* succ, const Rows& out, std::vector<Index> open, std::vector<Index>& level) {
    std::vector<Index> queue;
    queue.reserve(static_cast<std::size_t>(n));
    for (Index i = 0; i < n; ++i)
        if (open[i] == 0) queue.push_back(i);
    Ticker tick;
    for (std::size_t head = 0; head < queue.size(); ++head) {
        const Index i = queue[head];
        tick(out.ptr[i + 1] - out.ptr[i] + 1);
        for (Index k = out.ptr[i]; k < out.ptr[i + 1]; ++k) {
            const Index j = succ[out.link[k]];
            level[j] = std::max(level[j], level[i] + 1);
            if (--open[j] == 0) queue.push_back(j);
        }
    }
    return static_cast<Index>(queue.size());
}

// Stable counting sort of `items` by `key`.
void sort_by(std::vector<Index>& items, const std::vector<Index>& key) {
    if (items.empty()) return;
    const Index top = *std::max_element(key.begin(), key.end());
    std::vector<Index> place(static_cast<std::size_t>(top) + 2, 0);
    for (Index i : items) ++place[key[i] + 1];
    std::partial_sum(place.begin(), place.end(), place.begin());
    std::vector<Index> sorted(items.size());
    for (Index i : items) sorted[place[key[i]]++] = i;
    items.swap(sorted);
}

// Tarjan's strongly connected components, without recursion. Every circle runs through a marked position, because every
// circle has a link back to a position that is still open in the search.
class Components {
public:
    Components(Index n, const Index* succ, const Rows& out) : succ_(succ), out_(out) {
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
        path_.push_back({i, out_.ptr[i]});
    }

    void search(Index root) {
        enter(root);
        while (!path_.empty()) {
            const Index i = path_.back().first;
            if (path_.back().second < out_.ptr[i + 1]) {
                tick_(1);
                const Index j = succ_[out_.link[path_.back().second++]];
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

    const Index* succ_;
    const Rows& out_;
    std::vector<Index> number_, low_, stack_;
    std::vector<std::pair<Index, Index>> path_;
    Index counter_ = 0;
    Ticker tick_;
};

// Breadth-first search for the shortest way from `head` back to itself, inside its component and below `limit` links.
class CircleSearch {
public:
    CircleSearch(Index n, const Index* succ, const Rows& out, const std::vector<Index>& component)
        : succ_(succ), out_(out), component_(component), parent_(n, -1), depth_(n, 0), seen_(n, -1) {}

    std::vector<Index> shortest(Index head, Index limit) {
        queue_.assign(1, head);
        seen_[head] = head;
        depth_[head] = 0;
        for (std::size_t at = 0; at < queue_.size(); ++at) {
            const Index i = queue_[at];
            if (depth_[i] + 1 >= limit) break;
            visited += out_.ptr[i + 1] - out_.ptr[i];
            tick_(out_.ptr[i + 1] - out_.ptr[i]);
            for (Index k = out_.ptr[i]; k < out_.ptr[i + 1]; ++k) {
                const Index j = succ_[out_.link[k]];
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

    const Index* succ_;
    const Rows& out_;
    const std::vector<Index>& component_;
    std::vector<Index> parent_, depth_, seen_, queue_;
    Ticker tick_;
};

// The shortest circle; it begins at its lowest position.
std::vector<Index> shortest_circle(Index n, const Index* succ, const Rows& out) {
    const Components parts(n, succ, out);
    CircleSearch search(n, succ, out, parts.component);
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

}  // namespace

Order order_of(Index n, const Links& links) {
    Order result;
    std::vector<Index> pred(static_cast<std::size_t>(links.count())), succ(pred.size());
    for (std::size_t k = 0; k < pred.size(); ++k) {
        pred[k] = static_cast<Index>(links.pred[k]);
        succ[k] = static_cast<Index>(links.succ[k]);
    }
    const Rows out = group(n, pred.data(), links.count());
    std::vector<Index> indegree(static_cast<std::size_t>(n), 0);
    for (Index to : succ) ++indegree[to];
    std::vector<Index> level(static_cast<std::size_t>(n), 0);
    if (levels(n, succ.data(), out, indegree, level) < n) {
        result.cycle = shortest_circle(n, succ.data(), out);
        return result;
    }
    result.order.resize(static_cast<std::size_t>(n));
    std::iota(result.order.begin(), result.order.end(), 0);
    sort_by(result.order, indegree);
    sort_by(result.order, level);
    return result;
}

}  // namespace egovplan
