// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// A fixed order and fixed modes, made ready to be carried out many times with other durations: what does not change from
// one schedule to the next, packed in the order in which it is needed.

#pragma once

#include <vector>

#include "schedules/project.hpp"

namespace egovplan {

// An event of something placed: 2 · slot is its finish, 2 · slot + 1 its start.
struct Bound {
    Index event;
    Time lag;
    Index table;     // -1: working lag
    bool to_finish;  // of what follows, else to its start
};

// What is to be placed next. The durations it takes are given by its number.
struct Step {
    Index activity;
    Index plain, special, stop;  // bounds: of the plain kind, others, end
    Index demand, demand_stop;
    Index bundle, group;         // -1: none
    Index ask, ask_stop;         // accounts
    Time release;
    Time pinned;                 // start of what has begun, -1 if it has not
    Time from;                   // day from which the duration of what has begun counts
    const Time* notice;          // nullptr: none
    const Time* next;            // first allowed day, nullptr: all are
    bool is_elapsed;
};

// An account that an activity charges, and what for.
struct Ask {
    Index account;
    Index charge, charge_stop, running, running_stop;
};

struct Use {
    Index slot;
    Index amount;
};

struct Order {
    std::vector<Index> sequence;
    bool is_bold = false;
};

class Policy {
public:
    // `key`: smaller is taken earlier, as far as precedences and open bundles allow. `mode`: rows. `not_before`: additional
    // releases. `counts_from`: of activities that have begun and whose duration from that day on varies, else -1.
    // `ordinal`: calendar days of 0 … horizon, counted from any day; empty where no duration is elapsed.
    Policy(Project project, const std::vector<Amount>& key, const std::vector<Index>& mode,
           const std::vector<Time>& not_before, const std::vector<Time>& counts_from, const std::vector<Time>& ordinal);
    Policy(const Policy&) = delete;  // steps refer to the project
    Policy& operator=(const Policy&) = delete;

    Time finish(const Step& step, Time start, Time days) const {
        if (!step.is_elapsed) return start + days;
        return after(to_calendar[start] + days);
    }
    // Least start whose finish is not before x.
    Time least_start(const Step& step, Time x, Time days) const {
        if (!step.is_elapsed) return std::max(0, x - days);
        return x == 0 ? 0 : after(std::max(0, to_calendar[x - 1] + 1 - days));
    }
    Time after(Time calendar_day) const {
        return calendar_day < Time(from_calendar.size()) ? from_calendar[calendar_day] : p.never();
    }
    // Period of an account that a day lies in, -1 if there is none.
    Index period_at(Index account, Time day) const {
        if (day <= p.horizon) return period_of[std::size_t(account) * (std::size_t(p.horizon) + 1) + std::size_t(day)];
        return search_period(account, day);
    }
    // First month of the running cost in that row that does not begin before t.
    Index month_from(Index row, Time t) const {
        const auto day = std::size_t(std::min(t, p.never()));
        if (t <= p.never()) return running[row].first + months_before[std::size_t(month_row[row]) * (std::size_t(p.horizon) + 2) + day];
        return search_month(running[row], t);
    }
    // Resources, then groups, then accounts: what may make something wait.
    Index causes() const { return p.resources + Index(p.group_limit.size() + p.carries.size()); }

    const Project p;
    std::vector<Step> steps;             // by slot
    std::vector<Bound> bounds;
    std::vector<Demand> demands;         // in units of the resource, as uses and capacity
    std::vector<Ask> asks;
    std::vector<Charge> charges;
    std::vector<Running> running;
    std::vector<Index> slot;             // by activity; what never varies comes first, then the steps in order
    std::vector<Index> activity;         // by slot
    Index settled = 0;                   // number of slots before the first step
    Ragged<Use> uses;                    // by resource, ascending by slot
    std::vector<Index> capacity;         // less what is settled: rows of horizon + 1
    std::vector<Amount> month_rest;      // by month: its amount and those after it within its period
    std::vector<Index> month_next;       // by month: the first of the next period
    std::vector<Index> month_row;        // by row of running: row of the next, shared where months begin on the same days
    std::vector<Index> months_before;    // months that begin before a day of 0 … horizon + 1
    std::vector<Index> period_of;        // by account and day of 0 … horizon
    std::vector<Time> to_calendar, from_calendar;
    bool is_bold = false;                // see Generator
    int cell_bits = 32;                  // enough for what is left of any resource

private:
    std::vector<Index> order_of(const std::vector<Amount>& key, const std::vector<Time>& counts_from);
    void add(Index activity, Index mode, Time not_before, Time counts_from);
    void add_bounds(Index activity);
    void settle();
    void add_asks(Index activity, Index mode);
    void read_months();
    void read_periods();
    void add_month_row(const Running& cost);
    Index search_period(Index account, Time day) const;
    Index search_month(const Running& cost, Time t) const;
    void read_calendar(const std::vector<Time>& ordinal);
};

}  // namespace egovplan
