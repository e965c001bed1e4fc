// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// How one list is made of others.

#include "schedules/search.hpp"

namespace egovplan {

// Two-point crossover of activity lists (Hartmann 1998): the middle comes in the order of the other parent. Lists that follow the
// precedences have a child that does.
void Search::cross(Individual& child, const Individual& other) {
    const auto n = Index(child.order.size());
    if (n < 2) return;
    Index from = random_.below(n), to = random_.below(n);
    if (from > to) std::swap(from, to);
    behind_.assign(child.order.begin() + from, child.order.end());
    for (Index k = 0; k < from; ++k) marked_[child.order[k]] = 1;
    for (auto i = other.order.begin(); from < to; ++i) {
        if (marked_[*i]) continue;
        child.order[from++] = *i;
        marked_[*i] = 1;
        child.mode[*i] = other.mode[*i];
        child.hold[*i] = other.hold[*i];
    }
    for (const Index i : behind_)
        if (!marked_[i]) child.order[from++] = i;
    for (const Index i : child.order) marked_[i] = 0;
}

void Search::mutate(Individual& child) {
    if (child.order.size() < 2) return;
    for (Index k = 1 + random_.below(3); k > 0; --k) insert_elsewhere(child);
    if (project_.due.size() > 1 && random_.chance(40)) shift_bundle(child);
    if (!modes_.changeable().empty() && random_.chance(40)) modes_.change(child.mode, random_);
    if (holds_ && random_.chance(15)) change_hold(child);
    if (!project_.group_limit.empty() && random_.chance(10)) child.is_bold = !child.is_bold;
    if (aims_.any()) {
        Genes genes{child.order, child.mode, child.hold, child.start, child.finish, child.late};
        aims_.mutate(genes, random_);
    }
}

void Search::insert_elsewhere(Individual& child) {
    const auto n = Index(child.order.size());
    const Index from = random_.below(n), distance = 1 + random_.below(std::max(2, n / 4));
    if (random_.chance(50)) bring_forward(child.order, from, std::max(from - distance, 0));
    else put_back(child.order, from, std::min(from + distance, n - 1));
}

// An activity comes to an earlier place, or right behind what it waits for.
void Search::bring_forward(std::vector<Index>& order, Index from, Index to) {
    const Index moved = order[from];
    for (const Link* k = project_.in.begin(moved); k != project_.in.end(moved); ++k) marked_[k->other] = 1;
    for (; from > to && !marked_[order[from - 1]]; --from) order[from] = order[from - 1];
    order[from] = moved;
    for (const Link* k = project_.in.begin(moved); k != project_.in.end(moved); ++k) marked_[k->other] = 0;
}

// An activity comes to a later place, and right behind it what has lain before that place and waits for it.
void Search::put_back(std::vector<Index>& order, Index from, Index to) {
    behind_.assign(1, order[from]);
    marked_[order[from]] = 1;
    Index place = from;
    for (Index k = from + 1; k <= to; ++k) {
        const Index i = order[k];
        marked_[i] = std::any_of(project_.in.begin(i), project_.in.end(i), [this](const Link& link) { return marked_[link.other] != 0; });
        if (marked_[i]) behind_.push_back(i);
        else order[place++] = i;
    }
    for (const Index i : behind_) {
        order[place++] = i;
        marked_[i] = 0;
    }
}

// Takes all members of a late bundle forward in the list, with what they wait for; or those of any bundle back.
void Search::shift_bundle(Individual& child) {
    const bool is_pull = !child.late.empty() && random_.chance(60);
    const Index b = is_pull ? child.late[std::size_t(random_.below(Index(child.late.size())))]
                            : random_.below(Index(project_.due.size()));
    auto& moves = marked_;
    for (const Index* i = project_.bundle.begin(b); i != project_.bundle.end(b); ++i) moves[*i] = 1;
    if (is_pull)
        for (auto i = project_.topological.rbegin(); i != project_.topological.rend(); ++i)
            if (moves[*i])
                for (const Link* k = project_.in.begin(*i); k != project_.in.end(*i); ++k) moves[k->other] = 1;
    const auto n = Index(child.order.size());
    const Index distance = 1 + random_.below(is_pull ? n : n / 2 + 1);
    for (Index k = 0; k < n; ++k)
        key_[child.order[k]] = 2 * k + (moves[child.order[k]] ? 2 * (is_pull ? -distance : distance) + 1 : 0);
    sorter_.sort(child.order, key_);
    std::fill(moves.begin(), moves.end(), 0);
}

// Where each activity starts as early as it can in some list, waiting helps no other one; but not with charges that depend on
// the date, with groups, or where a successor may come before its predecessor.
bool Search::needs_holds() const {
    if (aims_.needs_holds()) return true;
    if (!project_.group_limit.empty() || !project_.charges.items.empty() || !project_.running.items.empty()) return true;
    return std::any_of(project_.in.items.begin(), project_.in.items.end(), [](const Link& link) {
        return link.type != kFinishStart || link.lag < 0 || link.table >= 0;
    });
}

// An activity, or a whole bundle, waits until something else begins or ends or charges change; or it no longer waits.
void Search::change_hold(Individual& child) {
    if (random_.chance(25)) {
        release_holds(child);
        return;
    }
    const Index i = free_[std::size_t(random_.below(Index(free_.size())))], b = project_.bundle_of[i];
    Time until = 0;
    if (project_.is_charged(i) && random_.chance(50)) {
        until = change_of_charges(child, i);
    } else if (!child.start.empty() && random_.chance(60)) {
        const Index other = random_.below(project_.n), kind = random_.below(b >= 0 ? 5 : 3);
        until = kind == 0 ? child.start[other] : kind == 1 ? child.finish[other] : child.start[i] + 1 + random_.below(5);
        if (kind > 2) {
            // a bundle that begins later is open for a shorter time
            Time first = child.start[i], last = child.finish[i];
            for (const Index* k = project_.bundle.begin(b); k != project_.bundle.end(b); ++k) {
                first = std::min(first, child.start[*k]);
                last = std::max(last, child.finish[*k]);
            }
            until = first + random_.below(std::max(1, last - first));
        }
    }
    until = std::clamp(until, 0, project_.horizon);
    child.hold[i] = until;
    if (b >= 0 && random_.chance(50))
        for (const Index* k = project_.bundle.begin(b); k != project_.bundle.end(b); ++k) child.hold[*k] = until;
}

// What starts in some window no longer waits.
void Search::release_holds(Individual& child) {
    if (child.start.empty()) return;
    Time from = child.start[random_.below(project_.n)], to = child.start[random_.below(project_.n)];
    if (from > to) std::swap(from, to);
    for (const Index i : free_)
        if (from <= child.start[i] && child.start[i] <= to) child.hold[i] = 0;
}

// Some time at which what the activity charges changes.
Time Search::change_of_charges(const Individual& child, Index activity) {
    const auto running = project_.running.size(activity);
    if (running > 0 && random_.chance(60)) {
        const Running& r = project_.running.begin(activity)[random_.below(running)];
        if (r.stop == r.first) return 0;
        const Time month = project_.months[r.first + random_.below(r.stop - r.first)].start;
        return month < 0 || month >= project_.horizon ? 0 : project_.least_start(child.mode[activity], month + 1);
    }
    if (project_.boundaries.empty()) return 0;
    return project_.boundaries[std::size_t(random_.below(Index(project_.boundaries.size())))];
}

}  // namespace egovplan
