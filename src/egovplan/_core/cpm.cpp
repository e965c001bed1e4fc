// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Forward and backward pass. J. E. Kelley, M. R. Walker: Critical-path planning and scheduling (1959); relations with lags
// after S. E. Elmaghraby, J. Kamburowski: The analysis of activity networks under generalized precedence relations (1992).
// A calendar rule is a monotone map of days, so the latest day that still keeps a bound is found by its inverse, exactly.

#include "cpm.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace egovplan {

namespace {

using Day = std::int64_t;
constexpr Day kFree = std::numeric_limits<Day>::max() / 4;  // no bound; survives adding any lag

bool from_start(const Arc& arc) { return arc.type == kSS || arc.type == kSF; }
bool to_start(const Arc& arc) { return arc.type == kFS || arc.type == kSS; }

// Plain: every relation FS, no table, nothing fixed; the branches below then vanish at compile time.
template <bool Plain>
class Sweep {
public:
    Sweep(const Graph& graph, const std::vector<Activity>& given, std::int32_t target) : graph_(graph), n_(graph.size) {
        never_ = graph.horizon >= 0 ? graph.horizon + 1 : kFree;
        acts_.resize(n_);
        for (std::int32_t r = 0; r < n_; ++r) {
            acts_[r] = given[graph.order[r]];
            if (fixed(acts_[r])) acts_[r].allowed_table = -1;
            if (graph.order[r] == target) target_ = r;
        }
        start_.resize(n_);
        finish_.resize(n_);
    }

    Solution run(std::int32_t links) {
        Solution out;
        reach();
        if (!forward(out)) return out;
        find_finish(out);
        std::vector<Day> late = backward(true, out.finish);
        const std::vector<Day> kept = backward(false, out.finish);
        out.driving.assign(static_cast<std::size_t>(links), 0);
        const std::vector<std::int32_t> driver = drivers(out.driving);
        trace(late, driver, out);
        hand_over(late, kept, out);
        return out;
    }

private:
    // days

    Day lookup(std::int32_t table, Day day) const { return graph_.table(table)[std::clamp<Day>(day, 0, never_)]; }

    // The latest day whose value in the table is at most `bound`.
    Day latest(std::int32_t table, Day bound) const {
        if (bound >= never_) return never_;
        const std::int32_t* first = graph_.table(table);
        const std::int32_t* above = std::upper_bound(first, first + graph_.horizon + 2, static_cast<std::int32_t>(bound));
        if (above == first) throw std::invalid_argument("tables contradict each other");
        return above - first - 1;
    }

    bool fixed(const Activity& a) const {
        if constexpr (Plain) return false;
        return a.fixed_start >= 0;
    }

    Day after_lag(const Arc& arc, Day event) const {
        if constexpr (Plain) return event + arc.lag;
        if (arc.table >= 0) return lookup(arc.table, event);
        return std::min(event + arc.lag, never_);
    }

    Day before_lag(const Arc& arc, Day bound) const {
        if (!Plain && arc.table >= 0) return latest(arc.table, bound);
        return bound >= kFree ? kFree : bound - arc.lag;
    }

    Day finish_of(const Activity& a, Day start) const {
        if (!Plain && a.fixed_start >= 0) return start + (a.fixed_finish - a.fixed_start);
        if (!Plain && a.duration_table >= 0) return lookup(a.duration_table, start);
        return std::min(start + a.duration, never_);
    }

    // The earliest start that finishes on `finish` or later.
    Day start_for(const Activity& a, Day finish) const {
        if (Plain || a.duration_table < 0) return finish >= never_ ? never_ : finish - a.duration;
        if (finish >= never_) return never_;
        const std::int32_t* first = graph_.table(a.duration_table);
        return std::lower_bound(first, first + graph_.horizon + 2, static_cast<std::int32_t>(finish)) - first;
    }

    // The latest start that finishes on `finish` or earlier.
    Day start_before(const Activity& a, Day finish) const {
        if (finish >= kFree) return kFree;
        if (!Plain && a.fixed_start >= 0) return finish - (a.fixed_finish - a.fixed_start);
        if (!Plain && a.duration_table >= 0) return latest(a.duration_table, finish);
        return finish - a.duration;
    }

    Day start_from(const Activity& a, Day ready) const {
        if (Plain || a.start_table < 0) return ready;
        return lookup(a.start_table, ready);
    }

    // From when on `a` is ready as far as this precedence goes.
    Day ready_by(const Arc& arc, const Activity& a) const {
        if constexpr (Plain) return finish_[arc.source] + arc.lag;
        const Day bound = after_lag(arc, from_start(arc) ? start_[arc.source] : finish_[arc.source]);
        return to_start(arc) ? bound : start_for(a, bound);
    }

    // sweeps

    bool forward(Solution& out) {
        Ticker tick;
        for (std::int32_t r = 0; r < n_; ++r) {
            const Activity& a = acts_[r];
            tick(graph_.arc_ptr[r + 1] - graph_.arc_ptr[r] + 1);
            if (!reached_[r]) continue;
            if (fixed(a)) {
                start_[r] = a.fixed_start;
                finish_[r] = a.fixed_finish;
                continue;
            }
            Day ready = a.release;
            for (std::int32_t k = graph_.arc_ptr[r]; k < graph_.arc_ptr[r + 1]; ++k)
                ready = std::max(ready, ready_by(graph_.arcs[k], a));
            start_[r] = start_from(a, ready);
            finish_[r] = start_[r] >= never_ ? never_ : finish_of(a, start_[r]);
            if (finish_[r] >= never_) {
                out.never = graph_.order[r];
                out.never_ready = ready;
                return false;
            }
        }
        return true;
    }

    void find_finish(Solution& out) const {
        if (target_ >= 0) {
            out.finish = finish_[target_];
        } else if (n_ > 0) {
            out.finish = *std::max_element(finish_.begin(), finish_.end());
        }
    }

    void reach() {
        reached_.assign(n_, target_ < 0);
        if (target_ < 0) return;
        reached_[target_] = 1;
        for (std::int32_t r = target_; r >= 0; --r) {
            if (!reached_[r] || fixed(acts_[r])) continue;
            for (std::int32_t k = graph_.arc_ptr[r]; k < graph_.arc_ptr[r + 1]; ++k) reached_[graph_.arcs[k].source] = 1;
        }
    }

    // Latest starts. `moving`: successors move to their latest starts too (total float); else they stay (free float).
    std::vector<Day> backward(bool moving, Day anchor) const {
        std::vector<Day> by_start(n_, kFree), by_finish(n_, target_ < 0 ? anchor : kFree);
        if (target_ >= 0) by_finish[target_] = anchor;
        Ticker tick;
        for (std::int32_t r = n_ - 1; r >= 0; --r) {
            const Activity& a = acts_[r];
            tick(graph_.arc_ptr[r + 1] - graph_.arc_ptr[r] + 1);
            if (!reached_[r]) continue;
            Day& start = by_start[r];
            start = std::min(start, start_before(a, by_finish[r]));
            if (!Plain && a.allowed_table >= 0) start = lookup(a.allowed_table, latest(a.allowed_table, start));
            if (fixed(a)) continue;
            const Day kept = moving ? start : start_[r];
            const Day ready = !Plain && a.start_table >= 0 ? latest(a.start_table, kept) : kept;
            for (std::int32_t k = graph_.arc_ptr[r]; k < graph_.arc_ptr[r + 1]; ++k) {
                const Arc& arc = graph_.arcs[k];
                const Day event = before_lag(arc, to_start(arc) ? ready : finish_of(a, ready));
                Day& bound = from_start(arc) ? by_start[arc.source] : by_finish[arc.source];
                bound = std::min(bound, event);
            }
        }
        return by_start;
    }

    // results

    // Marks links that alone force an early start; returns for each rank the first arc that binds it most, -1 for the release.
    std::vector<std::int32_t> drivers(std::vector<std::uint8_t>& driving) const {
        std::vector<std::int32_t> driver(n_, -1);
        for (std::int32_t r = 0; r < n_; ++r) {
            const Activity& a = acts_[r];
            if (!reached_[r] || fixed(a)) continue;
            Day most = a.release;
            for (std::int32_t k = graph_.arc_ptr[r]; k < graph_.arc_ptr[r + 1]; ++k) {
                const Arc& arc = graph_.arcs[k];
                const Day ready = ready_by(arc, a);
                if (ready < 0 || start_from(a, ready) != start_[r]) continue;
                driving[arc.index] = 1;
                if (ready < most || (ready == most && driver[r] >= 0)) continue;
                most = ready;
                driver[r] = k;
            }
        }
        return driver;
    }

    // Follows the binding arcs back from the activity that finishes last; a critical one if there is a choice.
    void trace(const std::vector<Day>& late, const std::vector<std::int32_t>& driver, Solution& out) const {
        std::int32_t last = target_;
        for (std::int32_t r = 0; r < n_ && target_ < 0; ++r) {
            if (finish_[r] != out.finish) continue;
            if (last < 0 || better_end(late, r, last)) last = r;
        }
        for (std::int32_t r = last; r >= 0; r = driver[r] < 0 ? -1 : graph_.arcs[driver[r]].source)
            out.path.push_back(graph_.order[r]);
        std::reverse(out.path.begin(), out.path.end());
    }

    bool better_end(const std::vector<Day>& late, std::int32_t r, std::int32_t last) const {
        const bool tight = late[r] <= start_[r], was = late[last] <= start_[last];
        return tight != was ? tight : graph_.order[r] < graph_.order[last];
    }

    void hand_over(const std::vector<Day>& late, const std::vector<Day>& kept, Solution& out) const {
        for (auto* column : {&out.early_start, &out.early_finish, &out.late_start, &out.late_finish, &out.free_float})
            column->assign(n_, 0);
        out.reached.assign(n_, 0);
        for (std::int32_t r = 0; r < n_; ++r) {
            const std::int32_t i = graph_.order[r];
            out.early_start[i] = start_[r];
            out.early_finish[i] = finish_[r];
            out.reached[i] = reached_[r];
            if (!reached_[r]) continue;
            out.late_start[i] = late[r];
            out.late_finish[i] = finish_of(acts_[r], late[r]);
            out.free_float[i] = kept[r] - start_[r];
        }
    }

    const Graph& graph_;
    std::int32_t n_;
    std::int32_t target_ = -1;
    Day never_;
    std::vector<Activity> acts_;
    std::vector<Day> start_, finish_;
    std::vector<char> reached_;
};

bool is_plain(const Graph& graph, const std::vector<Activity>& activities) {
    return graph.plain && graph.horizon < 0 && std::all_of(activities.begin(), activities.end(), [](const Activity& a) {
        return a.fixed_start < 0;
    });
}

}  // namespace

Solution solve(const Graph& graph, const std::vector<Activity>& activities, std::int32_t target) {
    const auto links = static_cast<std::int32_t>(graph.arcs.size());
    if (is_plain(graph, activities)) return Sweep<true>(graph, activities, target).run(links);
    return Sweep<false>(graph, activities, target).run(links);
}

}  // namespace egovplan
