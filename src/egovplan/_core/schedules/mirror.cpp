// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The same project with time running backward, where nothing depends on the date.

#include "schedules/mirror.hpp"

#include "schedules/accounts.hpp"
#include "schedules/profile.hpp"

namespace egovplan {

namespace {

// What holds between starts holds between finishes if time runs backward, and the other way round.
Index mirrored_type(Index type) {
    return type == kStartStart ? kFinishFinish : type == kFinishFinish ? kStartStart : type;
}

Ragged<Link> mirrored(Ragged<Link> links) {
    for (Link& link : links.items) link.type = mirrored_type(link.type);
    return links;
}

}  // namespace

bool can_mirror(const Project& p) {
    if (!p.group_limit.empty() || !p.tables.empty()) return false;
    const Ledger ledger(p);
    for (Index i = 0; i < p.n; ++i)
        if (p.is_fixed(i) || p.release[i] > 0 || p.allowed[i] >= 0 || ledger.holds(i)) return false;
    return Profile(p).is_constant();
}

Project mirrored(const Project& project) {
    Project p = project;
    p.in = mirrored(project.out);
    p.out = mirrored(project.in);
    std::reverse(p.topological.begin(), p.topological.end());
    for (Index& rank : p.rank) rank = p.n - 1 - rank;
    p.deadline.assign(std::size_t(p.n), p.horizon);
    p.levels = {kMakespan};
    p.move_limit = -1;
    return p;
}

}  // namespace egovplan
