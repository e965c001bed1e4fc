// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/groups.hpp"

namespace egovplan {

namespace {

constexpr Cell kGuard = 0x80000000u;  // set where the number of open bundles is within the limit

}  // namespace

Groups::Groups(const Project& project)
    : p_(project), base_open_(project.group_limit.size(), 0), width_((std::size_t(project.horizon) / kStep + 1) * kStep + 2 * kWindow) {
    if (is_empty()) return;
    const auto takes_time = [this](Index i) {
        const Index mode = p_.mode_ptr[i];  // the modes of an activity agree on whether it takes time
        return p_.is_fixed(i) || p_.mode_table[mode] >= 0 || p_.mode_duration[mode] > 0;
    };
    base_span_.resize(p_.due.size());
    for (Index b = 0; b < Index(base_span_.size()); ++b) {
        base_span_[b].left = p_.bundle.size(b);
        base_span_[b].is_point = std::none_of(p_.bundle.begin(b), p_.bundle.end(b), takes_time);
    }
    counts_.endless.resize(base_open_.size());
    for (const Index limit : p_.group_limit) counts_.cells.insert(counts_.cells.end(), width_, kGuard + Cell(limit));
    const Counts none = counts_;
    touched_.assign(base_open_.size(), 0);
    for (const bool is_bold : {true, false}) {
        is_bold_ = is_bold;
        counts_ = none;
        span_ = base_span_;
        open_ = base_open_;
        for (Index i = 0; i < p_.n; ++i)
            if (p_.is_fixed(i) && of(i) >= 0) place(i, p_.fixed_start[i], p_.fixed_finish[i]);
        (is_bold ? bold_base_ : base_) = counts_;
    }
    base_span_ = span_;
    base_open_ = open_;
    known_ = *std::max_element(touched_.begin(), touched_.end());
}

void Groups::reset(bool is_bold) {
    is_bold_ = is_bold;
    span_ = base_span_;
    open_ = base_open_;
    const Counts& base = is_bold ? bold_base_ : base_;
    counts_.endless = base.endless;
    for (std::size_t g = 0; g < touched_.size(); ++g) {
        const auto row = std::ptrdiff_t(g * width_);
        std::copy_n(base.cells.begin() + row, touched_[g], counts_.cells.begin() + row);
        touched_[g] = known_;
    }
}

bool Groups::blocks(Index activity) const {
    if (of(activity) < 0) return false;
    const Index b = p_.bundle_of[activity], g = p_.group_of[b];
    return span_[b].first < 0 && !span_[b].is_point && open_[g] >= p_.group_limit[g];
}

Time Groups::wait(Index activity, Time from, Time to) const {
    const Index b = p_.bundle_of[activity], g = p_.group_of[b];
    const Span& own = span_[b];
    const bool may_be_endless = !own.is_point && !is_bold_;
    const Time begun = std::max(from, p_.now);
    if (own.first < 0 || may_be_endless) {
        const Time stop = own.first >= 0 ? own.first : may_be_endless && own.left > 1 ? p_.never() : to;
        const Time full = last_full(g, begun, stop, 1);
        return full < 0 ? from : full + 1;
    }
    // what is full after the bundle so far, or within, remains so wherever this one begins
    if (last_full(g, std::max(own.last, p_.now), to, 1) >= 0 || last_full(g, std::max(own.first, p_.now), own.last, 0) >= 0)
        return p_.never();
    const Time full = last_full(g, begun, own.first, 1);
    return full < 0 ? from : full + 1;
}

Time Groups::last_full(Index group, Time from, Time to, Index more) const {
    const Cell* row = counts_.cells.data() + width_ * std::size_t(group);
    const auto& endless = counts_.endless[group];
    // from the last stretch of days between the beginnings of endless bundles to the first
    for (auto begun = endless.end(); from < to; --begun) {
        const Cell more_there = Cell(more) + Cell(begun - endless.begin());
        const Time first = begun == endless.begin() ? from : std::max(from, *(begun - 1));
        if (more_there > Cell(p_.group_limit[group]) && first < to) return to - 1;
        const auto good = [&](Time at) { return fitting(row + at, more_there, kGuard); };
        if (const Time bad = last_bad(good, first, std::min(to, touched_[group])); bad >= 0) return bad;
        if (begun == endless.begin()) break;
        to = std::min(to, first);
    }
    return -1;
}

void Groups::place(Index activity, Time from, Time to) {
    const Index b = p_.bundle_of[activity], g = p_.group_of[b];
    Span& span = span_[b];
    const bool was_open = span.is_open();
    if (span.first >= 0) count(g, span, false);
    span.first = span.first < 0 ? from : std::min(span.first, from);
    span.last = std::max(span.last, to);
    --span.left;
    count(g, span, true);
    open_[g] += Index(span.is_open()) - Index(was_open);
}

// One bundle more is counted, or one less.
void Groups::count(Index group, const Span& span, bool is_more) {
    auto& endless = counts_.endless[group];
    if (is_endless(span)) {
        const auto place = std::lower_bound(endless.begin(), endless.end(), span.first);
        if (is_more) endless.insert(place, span.first);
        else endless.erase(place);
    } else if (span.first < span.last) {
        subtract(counts_.cells.data() + width_ * std::size_t(group), is_more ? Cell{1} : ~Cell{0}, span.first, span.last);
        touched_[group] = std::max(touched_[group], span.last);
    }
}

}  // namespace egovplan
