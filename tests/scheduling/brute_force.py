# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The best plan of a tiny catalogue by trying all of them: an oracle that reads the catalogue, not its translation.

Every rule is written down once more, with dates and plain loops. A partial plan that already breaks a rule is not
continued: adding activities only adds load, charges and open measures. Nor is one that cannot become better than the best.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from egovplan.catalogue.actuals import fixed_activities, replan_from
from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.flat import FlatActivity, FlatLink
from egovplan.catalogue.model import Measure
from egovplan.catalogue.values import Span
from egovplan.plan.model import Plan

DAY = dt.timedelta(1)
Row = tuple[int, int, int]
"""Start, finish, mode."""


@dataclass(frozen=True)
class Aim:
    """What is best: levels, most important first; a plan to keep to, and how many may move against it."""

    levels: tuple[str, ...] = ("lateness", "makespan", "finish")
    baseline: Plan | None = None
    max_moves: int | None = None


@dataclass(frozen=True)
class Best:
    """A best plan: rows in the order of the catalogue's activities, and the values of the levels."""

    rows: tuple[Row, ...]
    objective: tuple[int, ...]


def best_plan(catalogue: Catalogue, as_of: dt.date | None = None, aim: Aim = Aim()) -> Best | None:
    """Return a best plan, or None if there is none."""
    return _BruteForce(catalogue, as_of, aim).run()


def values_of(plan: Plan, aim: Aim) -> tuple[int, ...]:
    """Return the values of the levels of any plan."""
    force = _BruteForce(plan.catalogue, plan.as_of, aim)
    force.plan = {row.id: (row.start, row.finish, row.mode) for row in plan}
    return force.objective({})


class _BruteForce:
    def __init__(self, catalogue: Catalogue, as_of: dt.date | None, aim: Aim) -> None:
        self.catalogue, self.aim = catalogue, aim
        self.days = catalogue.timeline.days
        self.acts = catalogue.activity_by_id
        self.before = self.homes(aim.baseline) if aim.baseline else {}
        teams = {name: mode for name, (_, mode) in self.before.items() if mode is not None}
        facts = fixed_activities(catalogue, as_of, teams)
        self.facts = {k: (f.start, f.finish, teams.get(k, 0)) for k, f in facts.items()}
        self.given = {x.id: (self.at(x.date), self.at(x.date), 0) for x in catalogue.externals} | self.facts
        self.first = self.at(catalogue.start)
        self.replan = replan_from(catalogue, as_of) or 0
        self.last = max([self.at(a.deadline + DAY) for a in self.acts.values() if a.deadline], default=self.first)
        self.links = [link for link in catalogue.links if link.successor not in self.given]
        self.plan: dict[str, Row] = dict(self.given)
        self.best: Best | None = None

    def run(self) -> Best | None:
        rows = {name: self.rows(activity) for name, activity in self.acts.items() if name not in self.given}
        while True:  # until each row has a partner at the other end of each precedence
            size = sum(map(len, rows.values()))
            for name in list(rows):
                rows = self.supported(name, rows[name], rows)
            if size == sum(map(len, rows.values())):
                break
        self.descend(self.affordable(rows))
        return self.best

    def rows(self, activity: FlatActivity) -> list[Row]:
        """Return all places of an activity that its own rules allow, earliest finish first."""
        result = []
        for mode, way in enumerate(activity.modes):
            for start in range(self.earliest(activity), self.last + 1):
                finish = self.shift(start, way.duration)
                if finish <= self.last and self.may_lie(activity, start, finish):
                    result.append((start, finish, mode))
        return sorted(result, key=lambda row: (row[1], row[0], row[2]))

    def supported(self, name: str, own: list[Row], rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
        """Return the rows of all others that fit to one of an activity's own by the precedences between them."""
        result = dict(rows)
        for link in self.links:
            if link.predecessor == name and link.successor in rows:
                after = link.successor
                result[after] = [r for r in result[after] if any(self.holds(link, b, r) for b in own)]
            if link.successor == name and link.predecessor in rows:
                before = link.predecessor
                result[before] = [r for r in result[before] if any(self.holds(link, r, b) for b in own)]
        return result

    def descend(self, rows: dict[str, list[Row]]) -> None:
        """Try all rows of the activity with the fewest left; what else is left must fit to it."""
        if not all(rows.values()):
            return
        value = self.objective(rows)
        if (self.best and value >= self.best.objective) or self.too_many(rows):
            return
        if not rows:
            self.best = Best(tuple(self.plan[name] for name in self.acts), value)
            return
        name = min(rows, key=lambda n: len(rows[n]))
        others = {n: left for n, left in rows.items() if n != name}
        for row in rows[name]:
            self.plan[name] = row
            self.descend(self.affordable(self.supported(name, [row], others)))
            del self.plan[name]

    def affordable(self, rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
        """Return the rows that, each by itself, could still be added to the plan."""
        result = {}
        for name, left in rows.items():
            result[name] = []
            for row in left:
                self.plan[name] = row
                if self.keeps_sums(self.acts[name]):
                    result[name].append(row)
                del self.plan[name]
        return result

    # time

    def at(self, day: dt.date) -> int:
        """Return the first working day on or after a date; the window is near the start, so look around there."""
        low = 0
        high = len(self.days)
        while low < high:
            middle = (low + high) // 2
            if self.days[middle] < day:
                low = middle + 1
            else:
                high = middle
        return low

    def shift(self, event: int, span: Span, *, after_work: bool = False) -> int:
        if not span.elapsed:
            return max(0, event + span.days)
        base = self.days[event - 1] + DAY if after_work else self.days[event]
        return self.at(base + span.days * DAY)

    # one activity

    def earliest(self, activity: FlatActivity) -> int:
        return max(self.at(activity.release), self.replan)

    def may_lie(self, activity: FlatActivity, start: int, finish: int) -> bool:
        if activity.deadline and finish > self.at(activity.deadline + DAY):
            return False
        if any(self.forbids(activity, embargo, start) for embargo in self.catalogue.embargoes):
            return False
        if activity.gate and not self.sits(activity, start):
            return False
        row, bound = (start, finish, 0), [k for k in self.links if k.successor == activity.id]
        return all(self.holds(k, self.given[k.predecessor], row) for k in bound if k.predecessor in self.given)

    def forbids(self, activity: FlatActivity, embargo, start: int) -> bool:
        named = activity.office in embargo.offices or activity.measure in embargo.measures
        if not named and (embargo.offices or embargo.measures):
            return False
        costs = [cost for mode in activity.modes for cost in mode.costs if cost.amount > 0]
        return (bool(costs) or not embargo.only_with_costs) and embargo.since <= self.days[start] <= embargo.until

    def sits(self, activity: FlatActivity, start: int) -> bool:
        body = next(b for b in self.catalogue.bodies if b.id == activity.gate)
        noticed = start >= self.shift(self.at(activity.release), body.notice)
        return noticed and self.days[start] in body.all_sittings()

    def holds(self, link: FlatLink, before: Row, after: Row) -> bool:
        """Return whether two rows keep a precedence, and the notice that follows from it."""
        activity, kind = self.acts[link.successor], str(link.type)
        event = before[0] if kind in ("SS", "SF") else before[1]
        bound = self.shift(event, link.lag, after_work=kind in ("FS", "FF") and before[1] > before[0])
        if (after[0] if kind in ("FS", "SS") else after[1]) < bound:
            return False
        if activity.gate is None:
            return True
        ready = bound
        if kind in ("FF", "SF"):  # the earliest start that would be in time
            ready = next(s for s in range(len(self.days)) if self.shift(s, activity.duration) >= bound)
        notice = next(b.notice for b in self.catalogue.bodies if b.id == activity.gate)
        return after[0] >= self.shift(ready, notice)

    # sums over what has a place so far; the activity is the one that came last

    def keeps_sums(self, activity: FlatActivity) -> bool:
        return self.capacity(activity) and self.stocks() and self.limits() and self.open_measures() and self.budgets()

    def capacity(self, activity: FlatActivity) -> bool:
        start, finish, mode = self.plan[activity.id]
        for resource in self.catalogue.resources:
            if not resource.renewable or not activity.modes[mode].demand.get(resource.id):
                continue
            for t in range(start, finish):
                have = 0
                for step in resource.capacity:
                    if step.since is None or step.since <= self.days[t]:
                        have = int(step.fte * 100)
                load = {name: self.demand(name, resource.id) for name, row in self.plan.items() if row[0] <= t < row[1]}
                if sum(load.values()) > max(have, sum(x for name, x in load.items() if name in self.facts)):
                    return False
        return True

    def demand(self, name: str, resource: str) -> int:
        return self.acts[name].modes[self.plan[name][2]].demand.get(resource, 0)

    def stocks(self) -> bool:
        for resource in self.catalogue.resources:
            if not resource.renewable:
                need = {name: self.demand(name, resource.id) for name in self.plan}
                fixed = sum(x for name, x in need.items() if name in self.facts)
                if sum(need.values()) > max(int(resource.capacity[0].fte * 100), fixed):
                    return False
        return True

    def limits(self) -> bool:
        for limit in self.catalogue.limits:
            rows = {name: self.plan[name] for name in limit.members if name in self.plan}
            for t in range(self.first, self.last):
                there = [name for name, row in rows.items() if row[0] <= t < row[1]]
                if len(there) > max(limit.capacity, sum(name in self.facts for name in there)):
                    return False
        return True

    def open_measures(self) -> bool:
        now = max(self.first, self.replan)
        for office in self.catalogue.offices:
            if office.max_open_measures is None:
                continue
            spans, begun = [], 0
            for measure in self.catalogue.measures:
                members = self.catalogue.expansion.members[measure.id]
                if measure.lead != office.id or not any(m in self.plan for m in members):
                    continue
                rows = [self.plan[m] for m in members if m in self.plan]
                spans.append((min(r[0] for r in rows), max(r[1] for r in rows)))
                facts = [self.facts[m][1] for m in members if m in self.facts]
                begun += bool(facts) and (len(facts) < len(members) or max(facts) > now)
            for t in range(now, self.last):
                if sum(first <= t < last for first, last in spans) > max(office.max_open_measures, begun):
                    return False
        return True

    def budgets(self) -> bool:
        for budget in self.catalogue.budgets:
            used: Counter[int] = Counter()
            fixed: Counter[int] = Counter()
            for name in self.plan:
                charges = self.charges(name, str(budget.kind), max(budget.amounts))
                used.update(charges)
                if name in self.facts:
                    fixed.update(charges)
            years = sorted(budget.amounts)
            for k, year in enumerate(years):
                span = years[: k + 1] if budget.carry_over else [year]
                have = sum(int(budget.amounts[y] * 100) for y in span)
                if sum(used[y] for y in span) > max(have, sum(fixed[y] for y in span)):
                    return False
        return True

    def charges(self, name: str, kind: str, last_year: int) -> Counter[int]:
        """Return year → cents of an activity, day by day and month by month."""
        start, finish, mode = self.plan[name]
        days = finish - start
        result: Counter[int] = Counter()
        for cost in self.acts[name].modes[mode].costs:
            if str(cost.kind) != kind:
                continue
            cents, when = int(cost.amount * 100), str(cost.charged)
            if when == "spread" and days:
                for m in range(days):
                    result[self.days[start + m].year] += cents * (m + 1) // days - cents * m // days
            else:
                result[self.days[finish - 1 if when == "finish" and days else start].year] += cents
        for running in self.acts[name].running:
            if str(running.kind) != kind:
                continue
            cents = int(running.per_year * 100)
            for year in range(self.days[self.first].year - 1, last_year + 1):
                for month in range(1, 13):
                    if finish <= self.at(dt.date(year, month, 1)):
                        result[year] += cents * month // 12 - cents * (month - 1) // 12
        return result

    # what is best

    def objective(self, rows: dict[str, list[Row]]) -> tuple[int, ...]:
        """Return the values of the plan so far, with all else as good as one of its rows allows."""
        return tuple(getattr(self, level)(rows) for level in self.aim.levels)

    def measures(self, rows: dict[str, list[Row]]) -> Iterator[tuple[Measure, int, int]]:
        """Yield each measure with its finish and weight."""
        plan = self.plan | {name: left[0] for name, left in rows.items()}
        for measure in self.catalogue.measures:
            ends = [plan[m][1] for m in self.catalogue.expansion.members[measure.id] if m in plan]
            stage = self.catalogue.stage_of.get(measure.id)
            if ends:
                weight = self.catalogue.priority_weights[measure.priority] * (stage.weight if stage else 1)
                yield measure, max(ends), weight

    def lateness(self, rows: dict[str, list[Row]]) -> int:
        late = 0
        for measure, finish, weight in self.measures(rows):
            stage = self.catalogue.stage_of.get(measure.id)
            due = measure.due or (stage.deadline if stage and not stage.hard else None)
            late += weight * max(0, finish - self.at(due + DAY)) if due else 0
        return late

    def makespan(self, rows: dict[str, list[Row]]) -> int:
        plan = self.plan | {name: left[0] for name, left in rows.items()}
        return max((row[1] for row in plan.values()), default=self.first) - self.first

    def finish(self, rows: dict[str, list[Row]]) -> int:
        return sum(weight * (finish - self.first) for _, finish, weight in self.measures(rows))

    def moves(self, rows: dict[str, list[Row]]) -> int:
        """Five days and the distance, weighted, for each that has not begun and is elsewhere or done in another mode."""
        total = 0
        for name, (start, mode) in self.before.items():
            if name in self.given:
                continue
            measure = self.acts[name].measure
            stage = self.catalogue.stage_of.get(measure)
            weight = self.catalogue.priority_weights[self.catalogue.measure_by_id[measure].priority]
            choice = [self.plan[name]] if name in self.plan else rows[name]
            cost = min(0 if (s, m) == (start, mode) else abs(s - start) + 5 for s, _, m in choice)
            total += weight * (stage.weight if stage else 1) * cost
        return total

    def cost(self, rows: dict[str, list[Row]]) -> int:
        total = 0
        for name, activity in self.acts.items():
            modes = [self.plan[name][2]] if name in self.plan else {row[2] for row in rows[name]}
            total += min(sum(int(cost.amount * 100) for cost in activity.modes[m].costs) for m in modes)
        return total

    def load(self, rows: dict[str, list[Row]]) -> int:  # noqa: ARG002  (what has no place loads nothing)
        now, total = max(self.first, self.replan), 0
        for resource in (r for r in self.catalogue.resources if r.renewable):
            peak = 0
            for t in range(now, max((row[1] for row in self.plan.values()), default=now)):
                there = [name for name, row in self.plan.items() if row[0] <= t < row[1]]
                peak = max(peak, sum(self.demand(name, resource.id) for name in there))
            total += peak
        return total

    # what was before

    def homes(self, baseline: Plan) -> dict[str, tuple[int, int | None]]:
        """Return start and mode of what the baseline knows; no mode where its name is no longer there."""
        result = {}
        for row in baseline:
            if row.id not in self.acts:
                continue
            names = [mode.id for mode in self.acts[row.id].modes]
            name = baseline.catalogue.activity_by_id[row.id].modes[row.mode].id
            mode = 0 if len(names) == 1 else names.index(name) if name in names else None
            result[row.id] = (self.at(baseline.timeline.date(row.start)), mode)
        return result

    def too_many(self, rows: dict[str, list[Row]]) -> bool:
        if self.aim.max_moves is None:
            return False
        moved = 0
        for name, home in self.before.items():
            if name not in self.given:
                choice = [self.plan[name]] if name in self.plan else rows[name]
                moved += all((row[0], row[2]) != home for row in choice)
        return moved > self.aim.max_moves
