// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// How the times of one activity follow from those of its neighbours where no calendar is: finish to start alone, and with
// all relations. Late starts count from the finish of the project: they are minus the longest rest, and stay when the
// finish moves.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "overlay/changed_links.hpp"
#include "network/days.hpp"
#include "network/degrees.hpp"

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

// What the two kinds of rules without a calendar have in common: durations and releases as columns.
template <class V>
class Numbers {
public:
    Activity activity(std::int32_t r) const {
        Activity a;
        a.duration = duration_[r];
        a.release = release(r);
        return a;
    }
    void set_duration(std::int32_t r, Day days, std::int32_t) { duration_[r] = static_cast<V>(days); }
    void hold(Hold) {}  // floats answer exactly
    Day late_finish(std::int32_t r, Day late_start) const { return late_start + duration_[r]; }

protected:
    template <class Activities>
    Numbers(const ChangedLinks& links, const Activities& activities) : links_(links), duration_(static_cast<std::size_t>(links.graph().size())) {
        std::vector<V> releases(duration_.size());
        Day released = 0;
        for (std::int32_t r = 0; r < links.graph().size(); ++r) {
            const Activity a = activities(r);
            duration_[r] = static_cast<V>(a.duration);
            releases[r] = static_cast<V>(a.release);
            released |= a.release;
        }
        if (released != 0) release_.swap(releases);
    }

    V release(std::int32_t r) const { return release_.empty() ? 0 : release_[r]; }

    const ChangedLinks& links_;
    std::vector<V> duration_, release_;  // no releases: all 0
};

// Every precedence finish to start, no calendar, nothing fixed. A head is an early finish.
template <class V>
class PlainRules : public Numbers<V> {
    using Numbers<V>::links_;
    using Numbers<V>::duration_;

public:
    using Late = V;
    using Head = V;
    static constexpr bool kDated = false;

    template <class Activities>
    PlainRules(const ChangedLinks& links, const Activities& activities) : Numbers<V>(links, activities) {}

    Day start(std::int32_t r, Head head) const { return head - duration_[r]; }
    Day finish(Head head) const { return head; }

    Head head(std::int32_t r, const Head* heads) const {
        V ready = this->release(r);
        links_.incoming(r, [&](std::int32_t source, std::int64_t lag, Relation, std::int32_t) {
            ready = std::max(ready, static_cast<V>(heads[source] + static_cast<V>(lag)));
        });
        return ready + duration_[r];
    }

    // The latest start that leaves the anchor where it is, given the starts that the successors keep.
    template <class Next>
    V latest(std::int32_t r, V anchor, Next next) const {
        V finish = anchor;
        links_.outgoing(r, [&](std::int32_t target, std::int64_t lag, Relation, std::int32_t) {
            finish = std::min(finish, static_cast<V>(next(target) - static_cast<V>(lag)));
        });
        return finish - duration_[r];
    }

    // All heads from a place of the order on, and all late starts: each rank tells its predecessors.
    void sweep_heads(std::int32_t from, Head* heads) const {
        const std::int32_t* source = links_.graph().sources().data();
        with_lags<V>(links_.graph(), [&](auto lag) {
            const auto row = [&](std::int32_t r, std::int32_t k, std::int32_t stop) EGOVPLAN_INLINE {
                V ready = this->release(r);
                for (; k < stop; ++k) ready = std::max(ready, static_cast<V>(heads[source[k]] + lag(k)));
                heads[r] = ready + duration_[r];
            };
            links_.upwards(from, row, [&](std::int32_t r) { heads[r] = head(r, heads); });
        });
    }
    void sweep_tails(V anchor, V* lates) const {
        const std::int32_t* source = links_.graph().sources().data();
        std::fill_n(lates, duration_.size(), anchor);  // late finishes, until their rank comes
        with_lags<V>(links_.graph(), [&](auto lag) {
            const auto row = [&](std::int32_t r, std::int32_t k, std::int32_t stop) EGOVPLAN_INLINE {
                const V late = lates[r] -= duration_[r];
                for (; k < stop; ++k) lates[source[k]] = std::min(lates[source[k]], static_cast<V>(late - lag(k)));
            };
            links_.downwards(row, [&](std::int32_t r) {
                const V late = lates[r] -= duration_[r];
                links_.incoming(r, [&](std::int32_t before, std::int64_t days, Relation, std::int32_t) {
                    lates[before] = std::min(lates[before], static_cast<V>(late - static_cast<V>(days)));
                });
            });
        });
    }

    // Whether a changed head may move a successor, and a changed late start a predecessor. May say yes in vain.
    bool moves(std::int32_t target, std::int64_t lag, Relation, Head was, Head now, const Head* heads) const {
        const V start = heads[target] - duration_[target];
        return now + static_cast<V>(lag) > start || was + static_cast<V>(lag) == start;
    }
    bool draws(std::int32_t source, std::int64_t lag, Relation, std::int32_t, V was, V now, const V* lates) const {
        const V finish = lates[source] + duration_[source];
        return now - static_cast<V>(lag) < finish || was - static_cast<V>(lag) == finish;
    }
};

// All relations, no calendar, nothing fixed. A head is an interval.
template <class V>
class RelatedRules : public Numbers<V> {
    using Numbers<V>::links_;
    using Numbers<V>::duration_;

public:
    using Late = V;
    using Head = Interval<V>;
    static constexpr bool kDated = false;

    template <class Activities>
    RelatedRules(const ChangedLinks& links, const Activities& activities) : Numbers<V>(links, activities) {}

    Day start(std::int32_t, const Head& head) const { return head.start; }
    Day finish(const Head& head) const { return head.finish; }

    Head head(std::int32_t r, const Head* heads) const {
        V ready = this->release(r);
        links_.incoming(r, [&](std::int32_t source, std::int64_t lag, Relation type, std::int32_t) {
            ready = std::max(ready, ready_by(r, lag, type, heads[source]));
        });
        return {ready, static_cast<V>(ready + duration_[r])};
    }

    template <class Next>
    V latest(std::int32_t r, V anchor, Next next) const {
        V start = anchor - duration_[r];
        links_.outgoing(r, [&](std::int32_t target, std::int64_t lag, Relation type, std::int32_t) {
            start = std::min(start, start_by(r, lag, type, target, next(target)));
        });
        return start;
    }

    void sweep_heads(std::int32_t from, Head* heads) const {
        with_types(links_.graph(), [&](auto type) {
            with_lags<V>(links_.graph(), [&](auto lag) { sweep_heads(from, heads, type, lag); });
        });
    }
    void sweep_tails(V anchor, V* lates) const {
        for (std::size_t r = 0; r < duration_.size(); ++r) lates[r] = anchor - duration_[r];
        with_types(links_.graph(), [&](auto type) {
            with_lags<V>(links_.graph(), [&](auto lag) { sweep_tails(lates, type, lag); });
        });
    }

    bool moves(std::int32_t target, std::int64_t lag, Relation type, const Head& was, const Head& now, const Head* heads) const {
        const V bound = ready_by(target, lag, type, now), before = ready_by(target, lag, type, was);
        return bound > heads[target].start || (before == heads[target].start && bound != before);
    }
    bool draws(std::int32_t source, std::int64_t lag, Relation type, std::int32_t r, V was, V now, const V* lates) const {
        return start_by(source, lag, type, r, now) < lates[source] || start_by(source, lag, type, r, was) == lates[source];
    }

    V start_by(std::int32_t r, std::int64_t lag, Relation type, std::int32_t target, V start) const {
        const V event = (to_start(type) ? start : start + duration_[target]) - static_cast<V>(lag);
        return from_start(type) ? event : event - duration_[r];
    }

private:
    template <class Types, class Lags>
    void sweep_heads(std::int32_t from, Head* heads, Types type, Lags lag) const {
        const std::int32_t* source = links_.graph().sources().data();
        const auto row = [&](std::int32_t r, std::int32_t k, std::int32_t stop) EGOVPLAN_INLINE {
            const V duration = duration_[r];
            V ready = this->release(r);
            for (; k < stop; ++k) {
                const Head& before = heads[source[k]];
                const V event = ((type(k) & 1) != 0 ? before.start : before.finish) + lag(k);
                ready = std::max(ready, static_cast<V>(event - (duration & -static_cast<V>(type(k) >> 1))));
            }
            heads[r] = {ready, static_cast<V>(ready + duration)};
        };
        links_.upwards(from, row, [&](std::int32_t r) { heads[r] = head(r, heads); });
    }

    template <class Types, class Lags>
    void sweep_tails(V* lates, Types type, Lags lag) const {
        const std::int32_t* source = links_.graph().sources().data();
        const auto row = [&](std::int32_t r, std::int32_t k, std::int32_t stop) EGOVPLAN_INLINE {
            const V start = lates[r], duration = duration_[r];
            for (; k < stop; ++k) {
                const V event = start + (duration & -static_cast<V>(type(k) >> 1)) - lag(k);
                V& late = lates[source[k]];
                late = std::min(late, static_cast<V>(event - (duration_[source[k]] & ((type(k) & 1) - V{1}))));
            }
        };
        links_.downwards(row, [&](std::int32_t r) {
            links_.incoming(r, [&](std::int32_t before, std::int64_t days, Relation relation, std::int32_t) {
                lates[before] = std::min(lates[before], start_by(before, days, relation, r, lates[r]));
            });
        });
    }

    // From when on a rank is ready as far as one predecessor goes.
    V ready_by(std::int32_t r, std::int64_t lag, Relation type, const Head& source) const {
        const V event = (from_start(type) ? source.start : source.finish) + static_cast<V>(lag);
        return to_start(type) ? event : event - duration_[r];
    }
};

}  // namespace egovplan
