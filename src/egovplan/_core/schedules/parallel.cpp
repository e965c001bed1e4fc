// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/parallel.hpp"

#include <functional>
#include <utility>

namespace egovplan {

namespace {

class Parallel {
public:
    Parallel(const Project& project, const std::vector<Time>& priority, const std::vector<Index>& mode)
        : start(std::size_t(project.n), -1), p_(project), priority_(priority), mode_(mode), waiting_(std::size_t(project.n)) {
        const std::size_t width = std::size_t(p_.horizon) + 1;
        for (Index r = 0; r < p_.resources; ++r) left_.push_back(p_.capacity[width * std::size_t(r)]);
        for (Index i = 0; i < p_.n; ++i) {
            waiting_[i] = p_.in.size(i);
            if (waiting_[i] == 0) wait_until(0, i);
        }
    }

    void run() {
        for (Time now = 0; !events_.empty(); begin_all(now)) {
            now = events_.front().first;
            while (!events_.empty() && events_.front().first == now) {
                const Index i = take_event();
                if (start[i] >= 0) load(i, 1);
                else eligible_.insert(std::lower_bound(eligible_.begin(), eligible_.end(), Entry{priority_[i], i}), {priority_[i], i});
            }
        }
    }

    std::vector<Time> start;

private:
    using Entry = std::pair<Time, Index>;

    void wait_until(Time time, Index activity) {
        events_.emplace_back(time, activity);
        std::push_heap(events_.begin(), events_.end(), std::greater<>{});
    }
    Index take_event() {
        std::pop_heap(events_.begin(), events_.end(), std::greater<>{});
        const Index i = events_.back().second;
        events_.pop_back();
        return i;
    }
    void load(Index i, Index sign) {
        for (const Demand* d = p_.demand.begin(mode_[i]); d != p_.demand.end(mode_[i]); ++d)
            left_[std::size_t(d->resource)] += sign * d->amount;
    }
    bool fits(Index i) const {
        return std::all_of(p_.demand.begin(mode_[i]), p_.demand.end(mode_[i]),
                           [this](const Demand& d) { return d.amount <= left_[std::size_t(d.resource)]; });
    }

    void begin_all(Time now) {
        std::size_t kept = 0;
        for (const Entry& entry : eligible_) {
            if (p_.finish(mode_[entry.second], now) > now && !fits(entry.second)) eligible_[kept++] = entry;
            else begin(entry.second, now);
        }
        eligible_.resize(kept);
    }

    void begin(Index i, Time now) {
        start[i] = now;
        load(i, -1);
        wait_until(p_.finish(mode_[i], now), i);
        for (const Link* k = p_.out.begin(i); k != p_.out.end(i); ++k)
            if (--waiting_[k->other] == 0) wait_until(std::max(now, ready(k->other)), k->other);
    }

    Time ready(Index i) const {
        Time t = 0;
        for (const Link* k = p_.in.begin(i); k != p_.in.end(i); ++k) {
            const Time event = k->from_start() ? start[k->other] : p_.finish(mode_[k->other], start[k->other]);
            const Time x = p_.bound(*k, event);
            t = std::max(t, k->to_start() ? x : p_.least_start(mode_[i], x));
        }
        return t;
    }

    const Project& p_;
    const std::vector<Time>& priority_;
    const std::vector<Index>& mode_;
    std::vector<Index> waiting_, left_;
    std::vector<Entry> events_, eligible_;  // finishes and the times from which activities may begin; those that may, by priority
};

}  // namespace

std::vector<Time> parallel_starts(const Project& project, const std::vector<Time>& priority, const std::vector<Index>& mode) {
    Parallel scheme(project, priority, mode);
    scheme.run();
    return std::move(scheme.start);
}

}  // namespace egovplan
