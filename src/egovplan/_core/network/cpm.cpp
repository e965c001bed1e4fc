// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Forward and backward pass. J. E. Kelley, M. R. Walker: Critical-path planning and scheduling (1959); relations with lags
// after S. E. Elmaghraby, J. Kamburowski: The analysis of activity networks under generalized precedence relations (1992).

#include "network/cpm.hpp"

#include <algorithm>
#include <utility>

#include "base/ticker.hpp"

namespace egovplan {

Activity Work::operator[](std::size_t i) const {
    Activity a;
    a.duration = duration[i];
    if (release.given()) a.release = release[i];
    if (fixed_start.given()) a.fixed_start = fixed_start[i];
    if (fixed_finish.given()) a.fixed_finish = fixed_finish[i];
    if (tables) {
        a.duration_table = tables[i];
        a.start_table = tables[duration.size + i];
        a.allowed_table = a.fixed() ? -1 : tables[2 * duration.size + i];
    }
    return a;
}

namespace {

// Everything there is: calendars, fixed intervals, targets.
class CalendarSweep final : public Sweep {
public:
    CalendarSweep(const Graph& graph, const Work& work, std::int32_t target);

    void column(Column which, std::int64_t* out) const override;
    void reached(std::uint8_t* out) const override;
    void driving(std::uint8_t* out) const override;
    std::vector<std::int32_t> path() const override;

private:
    void reach();
    bool forward();
    void find_finish();
    std::vector<Day> backward(bool moving) const;
    Day ready_over(std::int32_t k, const Activity& a) const;
    std::int32_t last() const;
    std::int32_t driver(std::int32_t r) const;

    Days days_;
    std::int32_t target_ = -1;    // a rank
    std::vector<Activity> work_;  // from here on by rank
    std::vector<std::uint8_t> reached_;
    std::vector<Day> start_, finish_, late_, kept_;
};

CalendarSweep::CalendarSweep(const Graph& graph, const Work& work, std::int32_t target) : Sweep(graph), days_(graph) {
    const auto n = static_cast<std::size_t>(size());
    work_.resize(n);
    for (std::size_t r = 0; r < n; ++r) {
        work_[r] = work[graph.order()[r]];
        if (graph.order()[r] == target) target_ = static_cast<std::int32_t>(r);
    }
    start_.resize(n);
    finish_.resize(n);
    reach();
    if (!forward()) return;
    find_finish();
    late_ = backward(true);
    kept_ = backward(false);
}

Day CalendarSweep::ready_over(std::int32_t k, const Activity& a) const {
    return days_.ready_by(k, a, start_[graph_.source(k)], finish_[graph_.source(k)]);
}

void CalendarSweep::reach() {
    reached_.assign(static_cast<std::size_t>(size()), target_ < 0);
    if (target_ < 0) return;
    reached_[target_] = 1;
    for (std::int32_t r = target_; r >= 0; --r) {
        if (!reached_[r] || work_[r].fixed()) continue;
        for (std::int32_t k = graph_.arc_begin(r); k < graph_.arc_end(r); ++k) reached_[graph_.source(k)] = 1;
    }
}

bool CalendarSweep::forward() {
    Ticker tick;
    for (std::int32_t r = 0; r < size(); ++r) {
        const Activity& a = work_[r];
        tick(graph_.arc_end(r) - graph_.arc_begin(r) + 1);
        if (!reached_[r]) continue;
        if (a.fixed()) {
            start_[r] = a.fixed_start;
            finish_[r] = a.fixed_finish;
            continue;
        }
        Day ready = a.release;
        for (std::int32_t k = graph_.arc_begin(r); k < graph_.arc_end(r); ++k) ready = std::max(ready, ready_over(k, a));
        start_[r] = days_.start_from(a, ready);
        finish_[r] = start_[r] >= days_.never() ? days_.never() : days_.finish_of(a, start_[r]);
        if (finish_[r] >= days_.never()) {
            never_ = graph_.order()[r];
            never_ready_ = ready;
            return false;
        }
    }
    return true;
}

void CalendarSweep::find_finish() {
    if (target_ >= 0) {
        finish_day_ = finish_[target_];
    } else if (size() > 0) {
        finish_day_ = *std::max_element(finish_.begin(), finish_.end());
    }
}

// Latest starts. `moving`: successors move to their latest starts too (total float); else they stay (free float).
std::vector<Day> CalendarSweep::backward(bool moving) const {
    const Day last = graph_.horizon() < 0 ? kFree : graph_.horizon();  // what may run on after the target still needs days
    std::vector<Day> by_start(reached_.size(), kFree), by_finish(reached_.size(), target_ < 0 ? finish_day_ : last);
    if (target_ >= 0) by_finish[target_] = finish_day_;
    Ticker tick;
    for (std::int32_t r = size() - 1; r >= 0; --r) {
        const Activity& a = work_[r];
        tick(graph_.arc_end(r) - graph_.arc_begin(r) + 1);
        if (!reached_[r]) continue;
        Day& start = by_start[r];
        start = days_.allowed_before(a, std::min(start, days_.start_before(a, by_finish[r])));
        if (a.fixed()) continue;
        const Day ready = days_.ready_for(a, moving ? start : start_[r]);
        for (std::int32_t k = graph_.arc_begin(r); k < graph_.arc_end(r); ++k) {
            Day& bound = from_start(graph_.type(k)) ? by_start[graph_.source(k)] : by_finish[graph_.source(k)];
            bound = std::min(bound, days_.event_before(k, a, ready));
        }
    }
    return by_start;
}

void CalendarSweep::column(Column which, std::int64_t* out) const {
    for (std::int32_t r = 0; r < size(); ++r) {
        std::int64_t& value = out[graph_.order()[r]];
        value = 0;
        if (which == kEarlyStart) value = start_[r];
        if (which == kEarlyFinish) value = finish_[r];
        if (!reached_[r] || never_ >= 0) continue;
        if (which == kLateStart) value = late_[r];
        if (which == kLateFinish) value = days_.finish_of(work_[r], late_[r]);
        if (which == kTotalFloat) value = late_[r] - start_[r];
        if (which == kFreeFloat) value = kept_[r] - start_[r];
    }
}

void CalendarSweep::reached(std::uint8_t* out) const {
    for (std::int32_t r = 0; r < size(); ++r) out[graph_.order()[r]] = reached_[r];
}

void CalendarSweep::driving(std::uint8_t* out) const {
    const Buffer<std::int32_t>& link = graph_.link();
    for (std::int32_t r = 0; r < size(); ++r) {
        const Activity& a = work_[r];
        const bool bound = reached_[r] && !a.fixed() && never_ < 0;
        for (std::int32_t k = graph_.arc_begin(r); k < graph_.arc_end(r); ++k) {
            const Day ready = bound ? ready_over(k, a) : -1;
            out[link[k]] = ready >= 0 && days_.start_from(a, ready) == start_[r];
        }
    }
}

// The first link that binds an activity most, as an arc; -1 for its release.
std::int32_t CalendarSweep::driver(std::int32_t r) const {
    const Activity& a = work_[r];
    if (a.fixed()) return -1;
    std::int32_t found = -1;
    Day most = a.release;
    for (std::int32_t k = graph_.arc_begin(r); k < graph_.arc_end(r); ++k) {
        const Day ready = ready_over(k, a);
        if (ready < 0 || ready < most || (ready == most && found >= 0)) continue;
        if (days_.start_from(a, ready) != start_[r]) continue;
        most = ready;
        found = k;
    }
    return found;
}

// The activity that finishes last; a critical one if there is a choice, then the one given first.
std::int32_t CalendarSweep::last() const {
    if (target_ >= 0) return target_;
    std::int32_t last = -1;
    bool last_tight = false;
    for (std::int32_t r = 0; r < size(); ++r) {
        if (finish_[r] != finish_day_) continue;
        const bool tight = late_[r] <= start_[r];
        if (last >= 0 && (tight != last_tight ? last_tight : graph_.order()[last] < graph_.order()[r])) continue;
        last = r;
        last_tight = tight;
    }
    return last;
}

std::vector<std::int32_t> CalendarSweep::path() const {
    std::vector<std::int32_t> chain;
    if (never_ >= 0) return chain;
    for (std::int32_t r = last(); r >= 0;) {
        chain.push_back(graph_.order()[r]);
        const std::int32_t k = driver(r);
        r = k < 0 ? -1 : graph_.source(k);
    }
    std::reverse(chain.begin(), chain.end());
    return chain;
}

}  // namespace

std::unique_ptr<Sweep> solve(const Graph& graph, const Work& work, std::int32_t target) {
    std::unique_ptr<Sweep> simple = target < 0 ? solve_simple(graph, work) : nullptr;
    return simple ? std::move(simple) : std::make_unique<CalendarSweep>(graph, work, target);
}

}  // namespace egovplan
