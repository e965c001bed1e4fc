// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Carries out a policy with given durations, again and again; one for each thread. What it costs depends on the activities
// and on the days that they touch, not on the horizon.

#pragma once

#include <limits>
#include <memory>
#include <utility>

#include "policy/policy.hpp"
#include "policy/profile.hpp"

namespace egovplan {

inline constexpr Time kUnplaced = Time{1} << 28;  // event of what finds no place: stays beyond the horizon with any lag

// What a replay says to the outside, whatever the width of its cells.
class Schedules {
public:
    explicit Schedules(const Policy& policy);
    virtual ~Schedules() = default;
    static std::unique_ptr<Schedules> of(const Policy& policy);

    // Places everything. `days`: by step.
    virtual void run(const std::int32_t* days) = 0;

    // Start or finish by slot, horizon + 1 if there is none.
    Time start(Index slot) const { return std::min(event[2 * std::size_t(slot) + 1], policy.p.never()); }
    Time finish(Index slot) const { return std::min(event[2 * std::size_t(slot)], policy.p.never()); }

    // Slots on a chain of tight bounds, or of waiting for what others release, to one of the last finishes; empty if some
    // activity has no place.
    const std::vector<Index>& critical();

    const Policy& policy;
    std::vector<Time> event;            // by slot: finish, start
    std::vector<Time> ready;            // by slot: first start that precedences and calendar allow
    std::vector<std::int32_t> waited;   // by cause: days in this schedule; 0 also where nothing waited for it
    std::vector<Index> causes;          // those that made something wait
    Time last = 0;                      // last finish
    Index unplaced = 0;

protected:
    struct Span {
        Time first, last;  // -1: not begun
        Index left;        // members without a place
        bool is_point;     // no member takes time: it is open only between them
    };

    struct Range {
        Index from, to;
    };

    void reset();
    Time ready_of(const Step& step, Time days) const;
    Time bound_of(const Step& step, const Bound& bound, Time event, Time days) const;
    // Whether its bundle is open on the day, whatever comes: then its group has nothing to say.
    bool is_open(const Step& step, Time day) const {
        const Span& own = span_[step.bundle];
        return own.first >= 0 && own.first <= day && !own.is_point && !policy.is_bold;
    }
    Time group_fit(const Step& step, const std::vector<Span>& span, Time from, Time days);
    Time group_wait(const Step& step, const std::vector<Span>& span, Time from, Time to);
    Time account_fit(const Step& step, const Ask& ask, Time from, Time days);
    bool account_allows(const Ask& ask, Time from, Time to);
    Time account_wait(const Step& step, const Ask& ask, Time from, Time to, Time days) const;
    Range needs_of(const Ask& ask, Time from, Time to);
    void spend(const Step& step, std::vector<Amount>& room) const;
    void join_bundle(const Step& step, Time from, Time to);
    Time next(const Step& step, Time t) const { return t > policy.p.horizon ? policy.p.never() : step.next ? step.next[t] : t; }
    void mark(Index slot);
    void trace_bounds(Index slot);
    void trace_resources(Index slot);
    void trace_group(Index slot);

    const std::int32_t* days_ = nullptr;
    std::vector<Span> span_, base_span_, past_span_;
    std::vector<std::pair<Time, Time>> others_;  // spans of the group that matter now
    std::vector<Amount> base_room_, room_, need_;
    std::vector<Range> needed_;  // by account: periods in which `need_` is not 0
    std::vector<std::uint32_t> seen_;
    std::uint32_t stamp_ = 0;
    std::vector<Index> marked_;
};

template <typename Cell>
class Replay final : public Schedules {
public:
    explicit Replay(const Policy& policy);
    void run(const std::int32_t* days) override;

private:
    struct Touched {
        Time from, to;
    };
    struct Need {
        Cell* row;
        Index resource;
        Cell amount;
    };
    void restore();
    Time place(const Step& step, Index slot, Time days);
    Index satisfied(const Need* needs, const Step& step, Time from, Time days) const;
    Time resource_fit(const Step& step, const Need& need, Time from, Time days) const;
    void commit(const Step& step, Index slot, Time from, Time to);
    Cell* row(Index resource) { return free_.data() + width_ * std::size_t(resource); }

    std::size_t width_;
    std::vector<Cell> free_, base_free_;
    std::vector<Touched> touched_;
    std::vector<Need> needs_;                    // as the demands of the policy
    std::vector<std::pair<Index, Time>> moves_;  // of the current step: cause, days
};

}  // namespace egovplan
