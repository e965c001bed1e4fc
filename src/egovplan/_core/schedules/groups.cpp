// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/groups.hpp"

namespace egovplan {

Groups::Groups(const Project& project) : p_(project), base_open_(project.group_limit.size(), 0) {
    if (is_empty()) return;
    const auto takes_time = [this](Index i) {
        const Index mode = p_.mode_ptr[i];  // the modes of an activity agree on whether it takes time
        return p_.is_fixed(i) || p_.mode_table[mode] >= 0 || p_.mode_duration[mode] > 0;
    };
    span_.resize(p_.due.size());
    for (Index b = 0; b < Index(span_.size()); ++b) {
        span_[b].left = p_.bundle.size(b);
        span_[b].is_point = std::none_of(p_.bundle.begin(b), p_.bundle.end(b), takes_time);
    }
    open_ = base_open_;
    for (Index i = 0; i < p_.n; ++i)
        if (p_.is_fixed(i) && of(i) >= 0) place(i, p_.fixed_start[i], p_.fixed_finish[i]);
    base_span_ = span_;
    base_open_ = open_;
}

void Groups::reset(bool is_bold) {
    is_bold_ = is_bold;
    span_ = base_span_;
    open_ = base_open_;
}

bool Groups::blocks(Index activity) const {
    if (of(activity) < 0) return false;
    const Index b = p_.bundle_of[activity], g = p_.group_of[b];
    return span_[b].first < 0 && !span_[b].is_point && open_[g] >= p_.group_limit[g];
}

// A bundle is open from its first start until its last member has a place, and then to its last finish.
Time Groups::wait(Index activity, Time from, Time to) const {
    const Index b = p_.bundle_of[activity], g = p_.group_of[b];
    const Span& own = span_[b];
    Time first = std::max(from, p_.now), last = own.first >= 0 ? own.first : own.left > 1 ? p_.never() : to;
    if (own.is_point || is_bold_) {
        first = std::max(own.first < 0 ? from : std::min(own.first, from), p_.now);
        last = std::max(own.last, to);
    }
    if (first >= last) return from;
    const auto is_endless = [this](const Span& span) { return span.is_open() && !is_bold_; };
    Time later = p_.never();
    bool fits = true;
    for (const Index* o = p_.group.begin(g); o != p_.group.end(g); ++o) {
        const Span& other = span_[*o];
        if (*o == b || other.first < 0) continue;
        if (!is_endless(other) && other.last > from) later = std::min(later, other.last);
        // the number of open ones grows only where one begins, or where this one does
        const Time probe = std::max(other.first, first);
        if (probe >= last) continue;
        Index open = 0;
        for (const Index* q = p_.group.begin(g); q != p_.group.end(g); ++q) {
            const Span& s = span_[*q];
            if (*q != b && s.first >= 0 && s.first <= probe && (is_endless(s) || s.last > probe)) ++open;
        }
        fits = fits && open < p_.group_limit[g];
    }
    if (fits) return from;
    if (own.first > from) later = std::min(later, own.first);
    return later;
}

void Groups::place(Index activity, Time from, Time to) {
    const Index b = p_.bundle_of[activity], g = p_.group_of[b];
    Span& span = span_[b];
    const bool was_open = span.is_open();
    span.first = span.first < 0 ? from : std::min(span.first, from);
    span.last = std::max(span.last, to);
    --span.left;
    open_[g] += Index(span.is_open()) - Index(was_open);
}

}  // namespace egovplan
