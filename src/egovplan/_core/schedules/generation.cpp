// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/generation.hpp"

#include <functional>

namespace egovplan {

Generator::Generator(const Project& project)
    : start(project.n, -1), finish(project.n, -1), p_(project), score_(project), free_(project.capacity), base_free_(project.capacity),
      base_used_(project.period_limit.size(), 0), need_(project.period_limit.size(), 0),
      base_span_(project.due.size()), base_open_(project.group_limit.size(), 0), base_waiting_(project.n, 0) {
    const auto takes_time = [this](Index i) {
        const Index mode = p_.mode_ptr[i];  // the modes of an activity agree on whether it takes time
        return p_.is_fixed(i) || p_.mode_table[mode] >= 0 || p_.mode_duration[mode] > 0;
    };
    for (Index b = 0; b < Index(base_span_.size()); ++b) {
        base_span_[b].left = p_.bundle.size(b);
        base_span_[b].is_point = std::none_of(p_.bundle.begin(b), p_.bundle.end(b), takes_time);
    }
    for (Index i = 0; i < p_.n; ++i)
        for (const Link* k = p_.in.begin(i); k != p_.in.end(i); ++k) base_waiting_[i] += !p_.is_fixed(k->other);
    used_ = base_used_;
    span_ = base_span_;
    open_ = base_open_;
    for (Index i = 0; i < p_.n; ++i)
        if (p_.is_fixed(i)) commit(i, p_.mode_ptr[i], p_.fixed_start[i], p_.fixed_finish[i]);
    base_free_ = free_;
    base_used_ = used_;
    base_span_ = span_;
    base_open_ = open_;
    touched_ = 0;
}

void Generator::reset() {
    const std::size_t width = std::size_t(p_.horizon) + 1;
    for (Index r = 0; r < p_.resources; ++r) {
        const auto row = std::ptrdiff_t(width * std::size_t(r));
        std::copy_n(base_free_.begin() + row, touched_, free_.begin() + row);
    }
    touched_ = 0;
    used_ = base_used_;
    span_ = base_span_;
    open_ = base_open_;
    waiting_ = base_waiting_;
    heap_.clear();
    parked_.clear();
    sequence.clear();
    for (Index i = 0; i < p_.n; ++i)
        if (!p_.is_fixed(i)) start[i] = finish[i] = -1;
}

Score Generator::forward(const Choice& choice) {
    reset();
    is_bold_ = choice.is_bold;
    for (Index i = 0; i < p_.n; ++i)
        if (!p_.is_fixed(i) && waiting_[i] == 0) heap_.emplace_back(choice.key[i], i);
    std::make_heap(heap_.begin(), heap_.end(), std::greater<>{});
    Index unplaced = 0;
    for (Index i = 0; i < p_.n; ++i) unplaced += !p_.is_fixed(i);
    while (!heap_.empty()) {
        std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
        const Entry entry = heap_.back();
        heap_.pop_back();
        if (is_blocked(entry.second)) {
            parked_.push_back(entry);
            continue;
        }
        if (!place(entry.second, choice)) break;
        --unplaced;
        release_successors(entry.second, choice);
    }
    return score_(unplaced, start, finish, choice.mode);
}

void Generator::release_successors(Index activity, const Choice& choice) {
    for (const Link* k = p_.out.begin(activity); k != p_.out.end(activity); ++k)
        if (--waiting_[k->other] == 0) {
            heap_.emplace_back(choice.key[k->other], k->other);
            std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
        }
    const Index b = p_.bundle_of[activity];
    if (parked_.empty() || b < 0 || span_[b].left > 0) return;
    for (const Entry& entry : parked_) {
        heap_.push_back(entry);
        std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
    }
    parked_.clear();
}

// A bundle that would have to be opened while its group has as many open ones as it may.
bool Generator::is_blocked(Index activity) const {
    const Index b = p_.bundle_of[activity];
    if (b < 0 || p_.group_of[b] < 0 || span_[b].first >= 0 || span_[b].is_point) return false;
    return open_[p_.group_of[b]] >= p_.group_limit[p_.group_of[b]];
}

Time Generator::ready(Index activity, Index mode) const {
    const Link* first = p_.in.begin(activity);
    const Link* last = p_.in.end(activity);
    if (first == last) return 0;
    Time t = 0;
    for (const Link* k = first; k != last; ++k) {
        const Time x = p_.bound(*k, k->from_start() ? start[k->other] : finish[k->other]);
        t = std::max(t, k->to_start() ? x : x == p_.never() ? x : p_.least_start(mode, x));
    }
    return p_.notice[activity] < 0 ? t : p_.table(p_.notice[activity])[t];
}

bool Generator::place(Index activity, const Choice& choice) {
    const Index mode = choice.mode[activity];
    Time t = std::max({p_.release[activity], choice.hold[activity], ready(activity, mode)});
    const Index b = p_.bundle_of[activity];
    const bool is_grouped = b >= 0 && p_.group_of[b] >= 0;
    while (t <= p_.horizon) {
        t = p_.next_allowed(activity, t);
        if (t > p_.horizon) return false;
        const Time f = p_.finish(mode, t);
        if (f > p_.horizon) return false;
        const Time clash = resource_clash(mode, t, f);
        if (clash >= 0) {
            t = clash + 1;
            continue;
        }
        if (is_grouped) {
            const Time later = group_wait(activity, t, f);
            if (later > t) {
                t = later;
                continue;
            }
        }
        if (p_.is_charged(activity) && !account_fits(activity, mode, t, f)) {
            t = account_wait(activity, mode, t, f);
            continue;
        }
        commit(activity, mode, t, f);
        sequence.push_back(activity);
        return true;
    }
    return false;
}

// The last time in [from, to) at which some resource does not suffice, -1 if all do.
Time Generator::resource_clash(Index mode, Time from, Time to) const {
    const std::size_t width = std::size_t(p_.horizon) + 1;
    for (const Demand* d = p_.demand.begin(mode); d != p_.demand.end(mode); ++d) {
        const Index* row = free_.data() + width * std::size_t(d->resource);
        for (Time t = to - 1; t >= from; --t)
            if (row[t] < d->amount) return t;
    }
    return -1;
}

// A bundle is open from its first start until its last member has a place, and then to its last finish; a bold generation
// counts it to its last finish so far. Returns `from` if the interval can be opened there, else a later start to try.
Time Generator::group_wait(Index activity, Time from, Time to) const {
    const Index b = p_.bundle_of[activity], g = p_.group_of[b];
    const Span& own = span_[b];
    Time first = std::max(from, p_.now), last = own.first >= 0 ? own.first : own.left > 1 ? p_.never() : to;
    if (own.is_point || is_bold_) {
        first = std::max(own.first < 0 ? from : std::min(own.first, from), p_.now);
        last = std::max(own.last, to);
    }
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

void Generator::commit(Index activity, Index mode, Time from, Time to) {
    start[activity] = from;
    finish[activity] = to;
    load(mode, from, to, 1);
    if (p_.is_charged(activity)) {
        account_needs(activity, mode, from, to);
        for (std::size_t k = 0; k < used_.size(); ++k) used_[k] += need_[k];
    }
    const Index b = p_.bundle_of[activity];
    if (b < 0) return;
    Span& span = span_[b];
    const bool was_open = span.is_open();
    span.first = span.first < 0 ? from : std::min(span.first, from);
    span.last = std::max(span.last, to);
    --span.left;
    if (p_.group_of[b] >= 0) open_[p_.group_of[b]] += Index(span.is_open()) - Index(was_open);
}

void Generator::load(Index mode, Time from, Time to, Index sign) {
    const std::size_t width = std::size_t(p_.horizon) + 1;
    for (const Demand* d = p_.demand.begin(mode); d != p_.demand.end(mode); ++d) {
        Index* row = free_.data() + width * std::size_t(d->resource);
        for (Time t = from; t < to; ++t) row[t] -= sign * d->amount;
    }
    touched_ = std::max(touched_, to);
}

std::vector<Index> Generator::late() const {
    std::vector<Index> result;
    for (std::size_t b = 0; b < span_.size(); ++b)
        if (p_.due[b] >= 0 && span_[b].last > p_.due[b]) result.push_back(Index(b));
    return result;
}

bool Generator::keeps_stocks(const std::vector<Index>& mode) const {
    std::vector<Amount> left = p_.stock_capacity;
    for (Index i = 0; i < p_.n; ++i)
        for (const Demand* d = p_.stock.begin(mode[i]); d != p_.stock.end(mode[i]); ++d) left[d->resource] -= d->amount;
    return std::all_of(left.begin(), left.end(), [](Amount x) { return x >= 0; });
}

}  // namespace egovplan
