# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The rules of a plan as one would tell them, day by day and as slow as that is: the oracle of the verifier's tests.

Works on dates wherever it can, and shares nothing with the package but the objects it reads.
"""

import datetime as dt
import itertools
from collections import Counter, defaultdict

from egovplan.catalogue.actuals import fixed_activities

DAY = dt.timedelta(1)


_POSITIONS = {}


class Days:
    """The working days, asked for by looking at them one after the other."""

    def __init__(self, catalogue):
        self.days = catalogue.timeline.days
        if id(self.days) not in _POSITIONS:
            _POSITIONS[id(self.days)] = self.days, {day: i for i, day in enumerate(self.days)}
        self.position = _POSITIONS[id(self.days)][1]

    def on_or_after(self, day):
        while day not in self.position:
            day += DAY
        return self.position[day]

    def after(self, index, span, *, after_work=False):
        if not span.elapsed:
            return max(0, index + span.days)
        base = self.days[index - 1] + DAY if after_work else self.days[index]
        return self.on_or_after(base + span.days * DAY)


def bound(days, link, row):
    """Return the earliest day of the bound end of the successor."""
    if link.type.value[0] == "S":
        return days.after(row.start, link.lag)
    return days.after(row.finish, link.lag, after_work=row.finish > row.start)


def earliest_gate(days, body, link, ready, duration):
    """Return the earliest start of a gate whose bound end may lie on ``ready`` at the earliest."""
    if link is not None and link.type.value[1] == "F":
        start = 0 if not duration.elapsed else max(0, ready - duration.days - 1)
        ready = next(s for s in itertools.count(start) if days.after(s, duration) >= ready)
    return days.after(ready, body.notice)


def sits(days, body, index):
    day = days.days[index]
    first, weeks, until = body.rhythm.first, body.rhythm.weeks, body.rhythm.until
    return day in body.sittings or (first <= day <= until and (day - first).days % (7 * weeks) == 0)


def embargoed(days, embargo, activity, index):
    if not embargo.since <= days.days[index] <= embargo.until:
        return False
    if embargo.only_with_costs and not any(mode.costs for mode in activity.modes):
        return False
    if embargo.offices or embargo.measures:
        return activity.office in embargo.offices or activity.measure in embargo.measures
    return True


def charges(days, activity, mode, row, last_year):
    """Return (kind, year) → cents, added up day by day and month by month."""
    paid = Counter()
    length = row.finish - row.start
    for cost in mode.costs:
        amount = int(cost.amount * 100)
        if cost.charged == "spread" and length:
            for step in range(length):
                part = amount * (step + 1) // length - amount * step // length
                paid[cost.kind, days.days[row.start + step].year] += part
        else:
            at = row.finish - 1 if cost.charged == "finish" and length else row.start
            paid[cost.kind, days.days[at].year] += amount
    for cost in activity.running:
        amount = int(cost.per_year * 100)
        for year in range(days.days[row.start].year, last_year + 1):
            for month in range(1, 13):
                if row.finish <= days.on_or_after(dt.date(year, month, 1)):
                    paid[cost.kind, year] += amount * month // 12 - amount * (month - 1) // 12
    return paid


def capacity(resource, day):
    found = 0
    for step in resource.capacity:
        if step.since is None or step.since <= day:
            found = int(step.fte * 100)
    return found


def windows(over):
    """Return maximal runs of days, each as (worst day, need, have), from day → (need, have)."""
    result, run = [], []
    for day in sorted(over):
        if run and day != run[-1] + 1:
            result.append(run)
            run = []
        run.append(day)
    result += [run] if run else []
    return [max(((day, *over[day]) for day in run), key=lambda w: (w[1] - w[2], -w[0])) for run in result]


class Naive:
    """All rules of a plan that is complete, on the axis and in modes that exist."""

    def __init__(self, plan, catalogue):
        self.plan, self.catalogue = plan, catalogue
        self.days = Days(catalogue)
        self.rows = {row.id: row for row in plan.activities}
        self.flat = {a.id: a for a in catalogue.activities}
        self.mode = {name: a.modes[self.rows[name].mode] for name, a in self.flat.items()}
        self.fixed = fixed_activities(catalogue, plan.as_of)
        self.given = {*self.fixed, *(e.id for e in catalogue.externals)}
        self.bodies = {body.id: body for body in catalogue.bodies}
        self.now = self.days.on_or_after(max(catalogue.start, (plan.as_of or dt.date.min) + DAY))

    def broken(self):
        """Return (rule, what it is about, …) of every broken rule."""
        return {
            *self.facts(),
            *self.single(),
            *self.links(),
            *self.loads(),
            *self.stocks(),
            *self.open(),
            *self.money(),
        }

    def facts(self):
        for name, fact in self.fixed.items():
            if (self.rows[name].start, self.rows[name].finish) != (fact.start, fact.finish):
                yield "actual", name
        for external in self.catalogue.externals:
            row, day = self.rows[external.id], self.days.on_or_after(external.date)
            if not row.start == row.finish == day:
                yield "external", external.id

    def single(self):
        days = self.days
        for name, a in self.flat.items():
            row = self.rows[name]
            if name in self.given:
                continue
            if self.plan.as_of and days.days[row.start] <= self.plan.as_of:
                yield "status-date", name
            if row.finish != days.after(row.start, self.mode[name].duration):
                yield "duration", name
            if days.days[row.start] < a.release:
                yield "release", name
            if a.deadline and row.finish > days.on_or_after(a.deadline + DAY):
                yield "deadline", name
            if a.gate and not sits(days, self.bodies[a.gate], row.start):
                yield "sitting", name
            yield from self.windows_of(a, row)

    def windows_of(self, a, row):
        days = self.days
        first = days.on_or_after(a.release)
        if a.gate and first <= row.start < earliest_gate(days, self.bodies[a.gate], None, first, None):
            yield "notice", a.id, a.gate
        for embargo in self.catalogue.embargoes:
            if embargoed(days, embargo, a, row.start):
                yield "embargo", a.id, embargo.id

    def links(self):
        for link in self.catalogue.links:
            if link.successor in self.given:
                continue
            row, a = self.rows[link.successor], self.flat[link.successor]
            need = bound(self.days, link, self.rows[link.predecessor])
            if (row.start if link.type.value[1] == "S" else row.finish) < need:
                yield "precedence", link.successor, link.predecessor
            elif a.gate:
                body, duration = self.bodies[a.gate], self.mode[a.id].duration
                if row.start < earliest_gate(self.days, body, link, need, duration):
                    yield "notice", link.successor, link.predecessor

    def loads(self):
        for r in self.catalogue.resources:
            if r.renewable:
                uses = [(name, self.mode[name].demand.get(r.id, 0)) for name in self.rows]
                over = self.over(uses, lambda day, r=r: capacity(r, self.days.days[day]))
                yield from (("capacity", r.id, *window) for window in windows(over))
        for limit in self.catalogue.limits:
            over = self.over([(name, 1) for name in limit.members], lambda _, limit=limit: limit.capacity)
            yield from (("limit", limit.id, *window) for window in windows(over))

    def over(self, uses, limit):
        need, given = Counter(), Counter()
        for name, amount in uses:
            for day in range(self.rows[name].start, self.rows[name].finish):
                need[day] += amount
                given[day] += amount * (name in self.fixed)
        have = {day: max(limit(day), given[day]) for day in need}
        return {day: (need[day], have[day]) for day in need if need[day] > have[day]}

    def stocks(self):
        for r in self.catalogue.resources:
            need = sum(self.mode[name].demand.get(r.id, 0) for name in self.rows)
            given = sum(self.mode[name].demand.get(r.id, 0) for name in self.fixed)
            if not r.renewable and need > max(int(r.capacity[0].fte * 100), given):
                yield "stock", r.id

    def open(self):
        for office in self.catalogue.offices:
            spans, begun, unfinished = {}, set(), 0
            for m in self.catalogue.measures:
                names = self.catalogue.expansion.members[m.id]
                if m.lead == office.id:
                    rows = [self.rows[name] for name in names]
                    spans[m.id] = range(min(r.start for r in rows), max(r.finish for r in rows))
                    if any(name in self.fixed for name in names):
                        begun.add(m.id)
                        done = all(name in self.fixed and self.fixed[name].finish <= self.now for name in names)
                        unfinished += not done
            over = {}
            for day in set().union(*spans.values()) if office.max_open_measures else ():
                need = sum(day in span for span in spans.values())
                have = max(office.max_open_measures, unfinished, sum(day in spans[m] for m in begun))
                if need > have:
                    over[day] = need, have
            yield from (("open-measures", office.id, *window) for window in windows(over))

    def money(self):
        for budget in self.catalogue.budgets:
            used, given = defaultdict(int), defaultdict(int)
            for name, a in self.flat.items():
                for (kind, year), cents in charges(
                    self.days, a, self.mode[name], self.rows[name], max(budget.amounts)
                ).items():
                    if kind == budget.kind:
                        used[year] += cents
                        given[year] += cents * (name in self.fixed)
            for year in budget.amounts:
                years = [y for y in budget.amounts if y <= year] if budget.carry_over else [year]
                need, limit = sum(used[y] for y in years), sum(int(budget.amounts[y] * 100) for y in years)
                have = max(limit, sum(given[y] for y in years))
                if need > have:
                    yield "budget", budget.kind.value, year, need, have
