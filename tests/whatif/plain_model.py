# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Whether some named rules of a catalogue can hold together, asked of a plain model that shares no line with the library's.

Every place that an activity may have is a row of a table, with what it charges to each year; rules between activities are
constraints on top. Dates are turned into days by looking them up. Slow, and good for a few dozen activities.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter

from ortools.sat.python import cp_model

from egovplan.catalogue.actuals import fixed_activities, replan_from

DAY = dt.timedelta(1)
PLENTY = 10**12


class PlainModel:
    """Some rules of a catalogue as a model.

    Parameters
    ----------
    catalogue
        The whole of it.
    rules
        Those that are to hold; of everything else nothing is asked.
    as_of
        Status date, or None.
    """

    def __init__(self, catalogue, rules, as_of=None):
        self.catalogue, self.rules = catalogue, list(rules)
        self.days = catalogue.timeline.days
        self.model = cp_model.CpModel()
        self.facts = {k: (f.start, f.finish) for k, f in fixed_activities(catalogue, as_of).items()}
        given = {e.id: (self.at(e.date), self.at(e.date)) for e in catalogue.externals} | self.facts
        work = [rule.subjects[0] for rule in self.of("work")]
        self.given = {rule.subjects[0]: given[rule.subjects[0]] for rule in self.of("fact")}
        self.flat = {name: catalogue.activity_by_id[name] for name in [*work, *self.given]}
        self.first = max(self.at(catalogue.start), replan_from(catalogue, as_of) or 0)
        self.last = self.horizon()
        self.place()

    def of(self, kind):
        """Return the rules of a kind."""
        return [rule for rule in self.rules if rule.kind.value == kind]

    def has(self, kind, *subjects):
        """Whether a rule is to hold."""
        return any(rule.kind.value == kind and rule.subjects == subjects for rule in self.rules)

    def is_feasible(self, seconds=20.0):
        """Return whether they can all hold; None if that is not found out."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers, solver.parameters.max_time_in_seconds = 1, seconds
        status = solver.solve(self.model)
        return {cp_model.OPTIMAL: True, cp_model.FEASIBLE: True, cp_model.INFEASIBLE: False}.get(status)

    # time

    def at(self, day):
        return bisect_left(self.days, day)

    def shift(self, event, span, *, after_work=False):
        if not span.elapsed:
            return max(0, event + span.days)
        base = self.days[event - 1] + DAY if after_work else self.days[event]
        return self.at(base + span.days * DAY)

    def horizon(self):
        """Return a day by which everything can be done after the last rule has changed."""
        days = [self.catalogue.start]
        days += [self.days[finish] for _, finish in self.given.values()]
        days += [a.release for a in self.flat.values()] + [a.deadline for a in self.flat.values() if a.deadline]
        days += [e.until for e in self.catalogue.embargoes if self.has("embargo", e.id)]
        days += [dt.date(rule.year, 12, 31) for rule in [*self.of("budget"), *self.of("capacity")]]
        for rule in self.of("sitting"):
            days.append(next(b for b in self.catalogue.bodies if b.id == rule.subjects[1]).all_sittings()[-1])
        length = sum(2 + max(m.duration.days for m in a.modes) for a in self.flat.values())
        lags = sum(1 + abs(link.lag.days) for link in self.links())
        return self.at(max(days)) + length + lags

    # places of single activities

    def place(self):
        self.accounts = sorted({(rule.subjects[0], rule.year) for rule in self.of("budget")})
        self.var = {}
        for name, flat in self.flat.items():
            start, finish = (self.model.new_int_var(0, self.last + 400, "") for _ in range(2))
            mode = self.model.new_int_var(0, len(flat.modes) - 1, "")
            used = [self.model.new_int_var(0, PLENTY, "") for _ in self.accounts]
            self.var[name] = (start, finish, mode, used)
            self.model.add_allowed_assignments([start, finish, mode, *used], self.rows(name))
        for add in (self.precedences, self.capacities, self.stocks, self.limits, self.open_measures, self.budgets):
            add()

    def rows(self, name):
        """Return each place that the activity's own rules allow, with its charges."""
        flat, rows = self.flat[name], []
        if name in self.given:
            start, finish = self.given[name]
            return [(start, finish, 0, *self.charged(flat, start, finish, 0))]
        for mode, way in enumerate(flat.modes):
            for start in range(self.earliest(flat), self.last):
                finish = self.shift(start, way.duration)
                if self.may_lie(flat, start, finish):
                    rows.append((start, finish, mode, *self.charged(flat, start, finish, mode)))
        return rows

    def earliest(self, flat):
        measure = self.catalogue.measure_by_id[flat.measure]
        days = [self.first]
        for rule in self.of("release"):
            if rule.subjects == ("activity", flat.id):
                days.append(self.at(flat.release))
            elif rule.subjects == ("measure", measure.id):
                days.append(self.at(measure.not_before))
            elif rule.subjects[0] == "stage" and self.stage(measure).id == rule.subjects[1]:
                days.append(self.at(self.stage(measure).start))
        return max(days)

    def stage(self, measure):
        return self.catalogue.stage_of.get(measure.id)

    def may_lie(self, flat, start, finish):
        measure = self.catalogue.measure_by_id[flat.measure]
        for rule in self.of("deadline"):
            kind, name = rule.subjects
            stage = self.stage(measure)
            day = {
                "activity": flat.deadline if name == flat.id else None,
                "measure": measure.deadline if name == measure.id else None,
                "stage": stage.deadline if stage and stage.hard and name == stage.id else None,
            }[kind]
            if day and finish > self.at(day + DAY):
                return False
        for rule in self.of("embargo"):
            if self.forbids(flat, next(e for e in self.catalogue.embargoes if e.id == rule.subjects[0]), start):
                return False
        if flat.gate and self.has("sitting", flat.id, flat.gate):
            body = next(b for b in self.catalogue.bodies if b.id == flat.gate)
            return self.days[start] in body.all_sittings() and start >= self.shift(self.earliest(flat), body.notice)
        return True

    def forbids(self, flat, embargo, start):
        named = flat.office in embargo.offices or flat.measure in embargo.measures
        if not named and (embargo.offices or embargo.measures):
            return False
        costs = [cost for mode in flat.modes for cost in mode.costs if cost.amount > 0]
        return (bool(costs) or not embargo.only_with_costs) and embargo.since <= self.days[start] <= embargo.until

    def charged(self, flat, start, finish, mode):
        """Return the cents in each account, day by day and month by month."""
        used = Counter()
        days = finish - start
        for cost in flat.modes[mode].costs:
            cents, when, kind = int(cost.amount * 100), str(cost.charged), str(cost.kind)
            if when == "spread" and days:
                for m in range(days):
                    used[kind, self.days[start + m].year] += cents * (m + 1) // days - cents * m // days
            else:
                used[kind, self.days[finish - 1 if when == "finish" and days else start].year] += cents
        for running in flat.running:
            cents = int(running.per_year * 100)
            for kind, year in self.accounts:
                for month in range(1, 13) if kind == str(running.kind) else ():
                    if finish <= self.at(dt.date(year, month, 1)):
                        used[kind, year] += cents * month // 12 - cents * (month - 1) // 12
        return [used[account] for account in self.accounts]

    # rules between activities

    def links(self):
        named = {rule.subjects for rule in self.of("precedence")}
        for link in self.catalogue.links:
            if (link.predecessor, link.successor, str(link.type), str(link.lag)) in named:
                yield link

    def precedences(self):
        for link in self.links():
            after, kind = self.flat[link.successor], str(link.type)
            start, finish, _, _ = self.var[link.predecessor]
            event = start if kind in ("SS", "SF") else finish
            after_work = kind in ("FS", "FF") and self.has_length(link.predecessor)
            low = 0 if link.predecessor not in self.given else self.given[link.predecessor][kind not in ("SS", "SF")]
            low = max(low, self.first if link.predecessor not in self.given else 0)
            events = range(low, min(self.last + 400, len(self.days) - 1000))
            bounds = [(e, self.shift(e, link.lag, after_work=after_work and e > 0)) for e in events]
            bound = self.model.new_int_var(0, 10**6, "")
            self.model.add_allowed_assignments([event, bound], bounds)
            target = self.var[link.successor][0 if kind in ("FS", "SS") else 1]
            self.model.add(target >= bound)
            if after.gate and self.has("sitting", after.id, after.gate):
                self.noticed(after, kind, bounds, bound)

    def noticed(self, after, kind, bounds, bound):
        notice = next(b.notice for b in self.catalogue.bodies if b.id == after.gate)
        rows = []
        for value in {b for _, b in bounds}:
            ready = value
            if kind in ("FF", "SF"):  # the earliest start that would be in time
                ready = next(s for s in range(len(self.days)) if self.shift(s, after.duration) >= value)
            rows.append((value, self.shift(ready, notice)))
        earliest = self.model.new_int_var(0, 10**6, "")
        self.model.add_allowed_assignments([bound, earliest], rows)
        self.model.add(self.var[after.id][0] >= earliest)

    def has_length(self, name):
        if name in self.given:
            return self.given[name][1] > self.given[name][0]
        return self.flat[name].duration.days > 0

    def interval(self, name, present=True):
        start, finish, _, _ = self.var[name]
        size = self.model.new_int_var(0, self.last + 400, "")
        return self.model.new_optional_interval_var(start, size, finish, present, "")

    def ways(self, name, resource):
        """Yield (literal, demand) of each mode that takes something of a resource."""
        for k, way in enumerate(self.flat[name].modes):
            amount = way.demand.get(resource, 0)
            if amount:
                literal = self.model.new_bool_var("")
                self.model.add(self.var[name][2] == k).only_enforce_if(literal)
                self.model.add(self.var[name][2] != k).only_enforce_if(~literal)
                yield literal, amount

    def capacities(self):
        kept = {}
        for rule in self.of("capacity"):
            kept.setdefault(rule.subjects[0], set()).add(rule.year)
        for resource, years in kept.items():
            uses = [(name, *way) for name in self.flat for way in self.ways(name, resource)]
            have = [self.capacity(resource, t, years) for t in range(self.last + 400)]
            for name, (start, finish) in self.given.items():
                own = self.flat[name].modes[0].demand.get(resource, 0)
                for t in range(start, finish):
                    others = sum(
                        self.flat[o].modes[0].demand.get(resource, 0) for o, (s, f) in self.given.items() if s <= t < f
                    )
                    have[t] = max(have[t], others if own else 0)
            self.cumulative([(self.interval(n, literal), amount) for n, literal, amount in uses], have)

    def capacity(self, resource, t, years):
        day = self.days[t]
        beyond = {year for year in years if self.is_last(resource, year)}
        early = {year for year in years if year == self.first_year}
        if not (day.year in years or (beyond and day.year > max(beyond)) or (early and day.year < min(early))):
            return PLENTY
        fte = 0
        for step in next(r for r in self.catalogue.resources if r.id == resource).capacity:
            if step.since is None or step.since <= day:
                fte = int(step.fte * 100)
        return fte

    @property
    def first_year(self):
        return min([self.catalogue.start, *(e.date for e in self.catalogue.externals)]).year

    def is_last(self, resource, year):
        """Whether the rule of a year speaks of all years after it as well: its text says »ab«."""
        rule = next(r for r in self.of("capacity") if r.subjects == (resource,) and r.year == year)
        return f"ab {year}" in rule.text or self.first_year == year == self.only_year

    @property
    def only_year(self):
        days = [a.deadline for a in self.catalogue.activities if a.deadline]
        days += [body.all_sittings()[-1] for body in self.catalogue.bodies if body.all_sittings()]
        days += [s.since for r in self.catalogue.resources for s in r.capacity if s.since]
        return max([self.catalogue.start, *days]).year

    def cumulative(self, uses, have):
        """Keep a profile of what there is: what lacks to its highest value is taken by intervals that do not move."""
        total = sum(amount for _, amount in uses)
        have = [min(total, h) for h in have]
        top, begin = max(have), 0
        for t in range(1, len(have) + 1):
            if t == len(have) or have[t] != have[begin]:
                if have[begin] < top:
                    uses.append((self.model.new_fixed_size_interval_var(begin, t - begin, ""), top - have[begin]))
                begin = t
        self.model.add_cumulative([i for i, _ in uses], [a for _, a in uses], top)

    def stocks(self):
        for rule in self.of("stock"):
            resource = next(r for r in self.catalogue.resources if r.id == rule.subjects[0])
            uses = [way for name in self.flat for way in self.ways(name, resource.id)]
            taken = sum(self.flat[name].modes[0].demand.get(resource.id, 0) for name in self.given)
            have = max(int(resource.capacity[0].fte * 100), taken)
            self.model.add(sum(literal * amount for literal, amount in uses) <= have)

    def limits(self):
        for rule in self.of("parallel"):
            limit = next(x for x in self.catalogue.limits if x.id == rule.subjects[0])
            spans = [(self.interval(name), 1) for name in limit.members if name in self.flat]
            fixed = [self.given[name] for name in limit.members if name in self.given]
            have = [max(limit.capacity, sum(s <= t < f for s, f in fixed)) for t in range(self.last + 400)]
            self.cumulative(spans, have)

    def open_measures(self):
        for rule in self.of("open_measures"):
            office = next(o for o in self.catalogue.offices if o.id == rule.subjects[0])
            spans, begun = [], 0
            for measure in self.catalogue.measures:
                names = [n for n in self.catalogue.expansion.members[measure.id] if n in self.flat]
                if measure.lead != office.id or not names:
                    continue
                start, finish = (self.model.new_int_var(0, self.last + 400, "") for _ in range(2))
                self.model.add_min_equality(start, [self.var[n][0] for n in names])
                self.model.add_max_equality(finish, [self.var[n][1] for n in names])
                late, length = (self.model.new_int_var(0, self.last + 400, "") for _ in range(2))
                self.model.add_max_equality(late, [start, self.first])
                end = self.model.new_int_var(0, self.last + 400, "")
                self.model.add_max_equality(end, [finish, late])
                spans.append((self.model.new_interval_var(late, length, end, ""), 1))
                facts = [self.facts[n][1] for n in names if n in self.facts]
                begun += bool(facts) and (len(facts) < len(names) or max(facts) > self.first)
            self.cumulative(spans, [max(office.max_open_measures, begun)] * (self.last + 400))

    def budgets(self):
        for budget in self.catalogue.budgets:
            kind = str(budget.kind)
            kept = {year for k, year in self.accounts if k == kind}
            for year in kept:
                # with carry-over, a year that is not named has enough, and leaves enough to all that follow
                years = [y for y in sorted(budget.amounts) if y <= year] if budget.carry_over else [year]
                if not kept >= set(years):
                    continue
                columns = [self.accounts.index((kind, y)) for y in years]
                fixed = sum(sum(self.rows(n)[0][3 + c] for c in columns) for n in self.given)
                have = max(sum(int(budget.amounts[y] * 100) for y in years), fixed)
                self.model.add(sum(self.var[n][3][c] for n in self.flat for c in columns) <= have)
