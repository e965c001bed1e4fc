// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// How the times of one activity follow from those of its neighbours: for finish-to-start networks without a calendar,
// for all relations without a calendar, and with everything. Late starts count from an anchor: from the finish of
// the project where no calendar is (they are then minus the longest rest, and do not move when the finish does), else from day 0.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "changed_links.hpp"
#include "days.hpp"

namespace egovplan {

// An activity that may not start before a day; for questions, not a change.
struct Hold {
    std::int32_t rank = -1;
    Day start = 0;
};

template <class V>
struct Interval {
    V start, finish;
    bool operator==(const Interval& other) const { return start == other.start && finish == other.finish; }
};

// Every precedence finish to start, no calendar, nothing fixed. A head is an early finish.
template <class V>
class PlainRules {
public:
    using Late = V;
    using Head = V;
    static constexpr bool kDated = false;

    PlainRules(const ChangedLinks& links, const std::vector<Activity>& by_rank) : links_(links) {
        duration_.reserve(by_rank.size());
        for (const Activity& a : by_rank) duration_.push_back(static_cast<V>(a.duration));
        if (std::all_of(by_rank.begin(), by_rank.end(), [](const Activity& a) { return a.release == 0; })) return;
        release_.reserve(by_rank.size());
        for (const Activity& a : by_rank) release_.push_back(static_cast<V>(a.release));
    }

    Activity activity(std::int32_t r) const {
        Activity a;
        a.duration = duration_[r];
        a.release = release_.empty() ? 0 : release_[r];
        return a;
    }
    void set_duration(std::int32_t r, Day days, std::int32_t) { duration_[r] = static_cast<V>(days); }
    void hold(Hold held) { held_ = held; }

    Day start(std::int32_t r, Head head) const { return head - duration_[r]; }
    Day finish(Head head) const { return head; }
    Day late_finish(std::int32_t r, Day late_start) const { return late_start + duration_[r]; }

    Head head(std::int32_t r, const Head* heads) const {
        V ready = release_.empty() ? 0 : release_[r];
        links_.incoming(r, [&](std::int32_t source, std::int64_t lag, Relation, std::int32_t) {
            ready = std::max(ready, static_cast<V>(heads[source] + lag));
        });
        if (held_.rank == r) ready = std::max(ready, static_cast<V>(held_.start));
        return ready + duration_[r];
    }

    // The latest start that leaves the anchor where it is, given the starts that the successors keep.
    template <class Next>
    V latest(std::int32_t r, V anchor, Next next) const {
        V finish = anchor;
        links_.outgoing(r, [&](std::int32_t target, std::int64_t lag, Relation, std::int32_t) {
            finish = std::min(finish, static_cast<V>(next(target) - lag));
        });
        return finish - duration_[r];
    }

    // Whether a changed head may move a successor, and a changed late start a predecessor. May say yes in vain.
    bool moves(std::int32_t target, std::int64_t lag, Relation, Head was, Head now, const Head* heads) const {
        const V start = heads[target] - duration_[target];
        return now + static_cast<V>(lag) > start || was + static_cast<V>(lag) == start;
    }
    bool draws(std::int32_t source, std::int64_t lag, Relation, V was, V now, const V* lates) const {
        const V finish = lates[source] + duration_[source];
        return now - static_cast<V>(lag) < finish || was - static_cast<V>(lag) == finish;
    }

private:
    const ChangedLinks& links_;
    std::vector<V> duration_, release_;
    Hold held_;
};

// All relations, calendars and fixed activities. A head is an interval.
template <class V>
class DatedRules {
public:
    using Late = V;
    using Head = Interval<V>;
    static constexpr bool kDated = true;

    DatedRules(const ChangedLinks& links, std::vector<Activity> by_rank)
        : links_(links), days_(links.graph()), activities_(std::move(by_rank)) {
        for (Activity& a : activities_)
            if (a.fixed()) a.allowed_table = -1;
    }

    Activity activity(std::int32_t r) const { return activities_[r]; }
    void set_duration(std::int32_t r, Day days, std::int32_t table) {
        activities_[r].duration = days;
        activities_[r].duration_table = table;
    }
    void hold(Hold held) { held_ = held; }

    Day start(std::int32_t, const Head& head) const { return head.start; }
    Day finish(const Head& head) const { return head.finish; }
    Day late_finish(std::int32_t r, Day late_start) const { return days_.finish_of(activities_[r], late_start); }

    Head head(std::int32_t r, const Head* heads) const {
        const Activity& a = activities_[r];
        Day start = a.fixed() ? a.fixed_start : days_.start_from(a, ready(r, heads));
        if (held_.rank == r) start = std::max(start, a.allowed_table >= 0 ? days_.lookup(a.allowed_table, held_.start) : held_.start);
        const Day finish = start >= days_.never() ? days_.never() : days_.finish_of(a, start);
        return {static_cast<V>(start), static_cast<V>(finish)};
    }

    // From when on the activity can start as far as its release and its predecessors go.
    Day ready(std::int32_t r, const Head* heads) const {
        const Activity& a = activities_[r];
        Day ready = a.release;
        links_.incoming(r, [&](std::int32_t source, std::int64_t lag, Relation type, std::int32_t table) {
            const Day event = from_start(type) ? heads[source].start : heads[source].finish;
            const Day bound = table >= 0 ? days_.lookup(table, event) : std::min(event + lag, days_.never());
            ready = std::max(ready, to_start(type) ? bound : days_.start_for(a, bound));
        });
        return ready;
    }

    template <class Next>
    V latest(std::int32_t r, V anchor, Next next) const {
        const Activity& a = activities_[r];
        Day by_start = kFree, by_finish = anchor;
        links_.outgoing(r, [&](std::int32_t target, std::int64_t lag, Relation type, std::int32_t table) {
            const Activity& b = activities_[target];
            if (b.fixed()) return;
            const Day ready = days_.ready_for(b, next(target));
            const Day bound = to_start(type) ? ready : days_.finish_of(b, ready);
            Day& latest = from_start(type) ? by_start : by_finish;
            latest = std::min(latest, table >= 0 ? days_.latest(table, bound) : bound - lag);
        });
        return static_cast<V>(days_.allowed_before(a, std::min(by_start, days_.start_before(a, by_finish))));
    }

    bool moves(std::int32_t target, std::int64_t, Relation, const Head&, const Head&, const Head*) const {
        return !activities_[target].fixed();
    }
    bool draws(std::int32_t, std::int64_t, Relation, V, V, const V*) const { return true; }

private:
    const ChangedLinks& links_;
    Days days_;
    std::vector<Activity> activities_;
    Hold held_;
};

}  // namespace egovplan
