// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// How the times of one activity follow from those of its neighbours, with everything. With a calendar late starts are
// days that belong to one finish, the anchor; without one they count from the finish.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "overlay/changed_links.hpp"
#include "network/days.hpp"
#include "overlay/overlay_rules.hpp"

namespace egovplan {

// All relations, calendars and fixed activities. A head is an interval.
template <class V>
class DatedRules {
public:
    using Late = V;
    using Head = Interval<V>;
    static constexpr bool kDated = true;

    template <class Activities>
    DatedRules(const ChangedLinks& links, const Activities& activities) : links_(links), days_(links.graph()) {
        activities_.reserve(static_cast<std::size_t>(links.graph().size()));
        for (std::int32_t r = 0; r < links.graph().size(); ++r) {
            activities_.push_back(activities(r));
            if (activities_.back().fixed()) activities_.back().allowed_table = -1;
        }
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

    void sweep_heads(std::int32_t from, Head* heads) const {
        const auto row = [&](std::int32_t r) { heads[r] = head(r, heads); };
        links_.upwards(from, [&](std::int32_t r, std::int32_t, std::int32_t) { row(r); }, row);
    }
    void sweep_tails(V anchor, V* lates) const {
        const auto row = [&](std::int32_t r) {
            lates[r] = latest(r, anchor, [lates](std::int32_t target) { return lates[target]; });
        };
        links_.downwards([&](std::int32_t r, std::int32_t, std::int32_t) { row(r); }, row);
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
    bool draws(std::int32_t, std::int64_t, Relation, std::int32_t, V, V, const V*) const { return true; }

private:
    const ChangedLinks& links_;
    Days days_;
    std::vector<Activity> activities_;
    Hold held_;
};

}  // namespace egovplan
