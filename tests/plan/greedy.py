# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Valid plans for tests: one activity after the other, each at the first day that breaks nothing. Small, slow, its own."""

import random
from collections import Counter, defaultdict

from egovplan.catalogue.actuals import fixed_activities
from egovplan.plan.model import Plan, PlannedActivity
from tests.plan.naive import Days, bound, capacity, charges, earliest_gate, embargoed, sits

HORIZON = 1500


def plan_of(catalogue, *, seed=0, as_of=None, modes=None):
    """Return a valid plan.

    ``seed`` decides in which order activities of equal rank are placed, and, unless ``modes`` names them, in which mode.
    """
    for attempt in range(20):
        plan = _Greedy(catalogue, random.Random(seed * 1000 + attempt), as_of, modes or {}).plan()
        if plan:
            return plan
    raise AssertionError("no plan found: the town is too narrow")


class _Greedy:
    def __init__(self, catalogue, rng, as_of, modes):
        self.catalogue, self.rng, self.as_of, self.modes = catalogue, rng, as_of, modes
        self.days = Days(catalogue)
        self.flat = {a.id: a for a in catalogue.activities}
        self.bodies = {body.id: body for body in catalogue.bodies}
        self.resources = {r.id: r for r in catalogue.resources}
        self.into = defaultdict(list)
        for link in catalogue.links:
            self.into[link.successor].append(link)
        self.rows = {}
        self.load = Counter()
        self.stock = Counter()
        self.paid = Counter()
        self.last_year = max((y for b in catalogue.budgets for y in b.amounts), default=0)
        self.fixed = fixed_activities(catalogue, as_of)
        self.fixed_load = Counter()
        self.fixed_paid = Counter()

    def plan(self):
        for external in self.catalogue.externals:
            day = self.days.on_or_after(external.date)
            self.rows[external.id] = PlannedActivity(external.id, day, day)
        for name, fact in self.fixed.items():
            self.book(PlannedActivity(name, fact.start, fact.finish))
        self.fixed_load, self.fixed_paid = self.load.copy(), self.paid.copy()
        rank = {m.id: self.rng.random() for m in self.catalogue.measures}
        while len(self.rows) < len(self.flat):
            ready = [
                a for a in self.flat.values()
                if a.id not in self.rows and all(k.predecessor in self.rows for k in self.into[a.id])
            ]  # fmt: skip
            opened = {self.flat[name].measure for name in self.rows}
            best = min(ready, key=lambda a: (a.measure not in opened, rank[a.measure], self.rng.random()))
            row = self.place(best)
            if row is None:
                return None
            self.book(row)
        return Plan(self.catalogue, tuple(self.rows[a.id] for a in self.catalogue.activities), self.as_of)

    def place(self, a):
        mode = self.modes.get(a.id, self.rng.randrange(len(a.modes)))
        first = self.days.on_or_after(max(a.release, self.as_of or a.release))
        if self.as_of:
            first = max(first, self.days.on_or_after(self.as_of) + (self.as_of in self.days.position))
        for start in range(first, first + HORIZON):
            row = PlannedActivity(a.id, start, self.days.after(start, a.modes[mode].duration), mode)
            if self.fits(a, row):
                return row
        return None

    def fits(self, a, row):
        return (
            self.in_order(a, row) and not any(embargoed(self.days, e, a, row.start) for e in self.catalogue.embargoes)
            and (a.deadline is None or row.finish <= self.days.on_or_after(a.deadline) + (a.deadline in self.days.position))
            and self.has_room(a, row) and self.may_open(a, row) and self.can_pay(a, row)
        )  # fmt: skip

    def in_order(self, a, row):
        body, duration = self.bodies.get(a.gate), a.modes[row.mode].duration
        if body and not sits(self.days, body, row.start):
            return False
        if body and row.start < earliest_gate(self.days, body, None, self.days.on_or_after(a.release), duration):
            return False
        for link in self.into[a.id]:
            need = bound(self.days, link, self.rows[link.predecessor])
            if (row.start if link.type.value[1] == "S" else row.finish) < need:
                return False
            if body and row.start < earliest_gate(self.days, body, link, need, duration):
                return False
        return True

    def uses(self, a, row):
        for name, amount in a.modes[row.mode].demand.items():
            if self.resources[name].renewable:
                yield name, amount
        for limit in self.catalogue.limits:
            if a.id in limit.members:
                yield limit, 1

    def has_room(self, a, row):
        for what, amount in self.uses(a, row):
            for day in range(row.start, row.finish):
                have = capacity(self.resources[what], self.days.days[day]) if isinstance(what, str) else what.capacity
                key = what if isinstance(what, str) else what.id
                if self.load[key, day] + amount > max(have, self.fixed_load[key, day]):
                    return False
        for name, amount in a.modes[row.mode].demand.items():
            r = self.resources[name]
            if not r.renewable and self.stock[name] + amount > int(r.capacity[0].fte * 100):
                return False
        return True

    def may_open(self, a, row):
        lead = self.catalogue.measure_by_id[a.measure].lead
        office = next((o for o in self.catalogue.offices if o.id == lead), None)
        if office is None or office.max_open_measures is None:
            return True
        spans = {}
        for other in [*self.rows.values(), row]:
            m = self.flat[other.id].measure
            if m and self.catalogue.measure_by_id[m].lead == lead:
                first, last = spans.get(m, (other.start, other.finish))
                spans[m] = min(first, other.start), max(last, other.finish)
        first, last = spans[a.measure]
        days = range(first, last)
        return all(sum(s <= day < f for s, f in spans.values()) <= office.max_open_measures for day in days)

    def can_pay(self, a, row):
        new = self.paid + charges(self.days, a, a.modes[row.mode], row, self.last_year)
        for budget in self.catalogue.budgets:
            for year in budget.amounts:
                years = [y for y in budget.amounts if y <= year] if budget.carry_over else [year]
                limit = sum(int(budget.amounts[y] * 100) for y in years)
                given = sum(self.fixed_paid[budget.kind, y] for y in years)
                if sum(new[budget.kind, y] for y in years) > max(limit, given):
                    return False
        return True

    def book(self, row):
        a = self.flat[row.id]
        self.rows[row.id] = row
        for what, amount in self.uses(a, row):
            for day in range(row.start, row.finish):
                self.load[what if isinstance(what, str) else what.id, day] += amount
        for name, amount in a.modes[row.mode].demand.items():
            self.stock[name] += amount * (not self.resources[name].renewable)
        self.paid += charges(self.days, a, a.modes[row.mode], row, self.last_year)
