# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What surrounds each activity of a plan: its neighbours in the network, the room left on each day, where it may start."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from egovplan.catalogue.actuals import fixed_activities, replan_from
from egovplan.catalogue.flat import FlatActivity, FlatLink
from egovplan.catalogue.limits import Embargo, Resource
from egovplan.catalogue.values import Span, cents
from egovplan.markup import day as day_text
from egovplan.plan.claims import Claim, User
from egovplan.plan.model import Plan, PlannedActivity
from egovplan.plan.money import Ledger
from egovplan.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Release:
    """A day before which an activity may not start, and why: ``stage``, ``release`` or ``calendar``."""

    date: dt.date
    kind: str
    text: str
    subject: str = ""


class Situation:
    """What the questions about a plan share; made once for a plan.

    Parameters
    ----------
    plan
        A plan that keeps its rules; of another one the answers mean little, but do come.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.catalogue = plan.catalogue
        self.line: Timeline = plan.timeline
        self.rows: dict[str, PlannedActivity] = {row.id: row for row in plan}
        self.flat = {name: self.catalogue.activity_by_id[name] for name in self.rows}
        self.fixed = fixed_activities(self.catalogue, plan.as_of)
        self.externals = {external.id for external in self.catalogue.externals}
        self.replan_from = replan_from(self.catalogue, plan.as_of)
        self.origin = min([plan.start, *(row.start for row in plan)])
        self.size = max(plan.finish - self.origin, 1)
        self.ledger = Ledger(plan)

    def is_given(self, activity: str) -> bool:
        """Whether an activity has begun, or others decide on it."""
        return activity in self.fixed or activity in self.externals

    # the network

    @cached_property
    def incoming(self) -> dict[str, list[FlatLink]]:
        """Activity → the precedences that bind it; none bind what is given."""
        return self._links(by_successor=True)

    @cached_property
    def outgoing(self) -> dict[str, list[FlatLink]]:
        """Activity → the precedences by which it binds others."""
        return self._links(by_successor=False)

    def _links(self, *, by_successor: bool) -> dict[str, list[FlatLink]]:
        result: defaultdict[str, list[FlatLink]] = defaultdict(list)
        for link in self.catalogue.links:
            if link.predecessor in self.rows and link.successor in self.rows and not self.is_given(link.successor):
                result[link.successor if by_successor else link.predecessor].append(link)
        return result

    def finish(self, activity: str, start: int) -> int:
        """Return the finish of an activity if it started at ``start``, in its chosen mode."""
        span = self.flat[activity].modes[self.rows[activity].mode].duration
        return self.line.after_elapsed(start, span.days, from_finish=False) if span.elapsed else start + span.days

    def bound(self, link: FlatLink, start: int, finish: int) -> int:
        """Return the earliest start of the successor if the predecessor lies on ``[start, finish)``; notice included."""
        event = start if link.type.from_start else finish
        after_work = not link.type.from_start and finish > start
        ready = self._shift(event, link.lag, after_work=after_work)
        if not link.type.to_start:
            last = len(self.line) - 1
            ready = bisect_left(range(last), ready, key=lambda day: self.finish(link.successor, day))
        return self.notified(link.successor, ready)

    def notified(self, activity: str, ready: int) -> int:
        """Return the earliest start of an activity that is ready on a day: after the notice of its body if it is a gate."""
        body = self.flat[activity].gate
        notice = next((b.notice for b in self.catalogue.bodies if b.id == body), None) if body else None
        return self._shift(ready, notice, after_work=False) if notice else ready

    def _shift(self, index: int, span: Span, *, after_work: bool) -> int:
        if not span.elapsed:
            return max(0, index + span.days)
        return self.line.after_elapsed(min(index, len(self.line)), span.days, from_finish=after_work)

    # where it may start

    @cached_property
    def sittings(self) -> dict[str, list[int]]:
        """Body → the working days on which it sits, ascending."""
        line = self.line
        return {b.id: [line.index(d) for d in b.all_sittings() if line.is_working(d)] for b in self.catalogue.bodies}

    def sits(self, body: str, day: int) -> bool:
        """Whether a body sits on a working day."""
        days = self.sittings[body]
        position = bisect_left(days, day)
        return position < len(days) and days[position] == day

    def embargo(self, activity: str, day: int) -> Embargo | None:
        """Return the embargo that keeps an activity from starting on a working day."""
        return next(self.embargoes(activity, day), None)

    def embargoes(self, activity: str, day: int) -> Iterator[Embargo]:
        """Yield all embargoes that keep an activity from starting on a working day."""
        date = self.line.date(day)
        for embargo in self.catalogue.embargoes:
            if embargo.since <= date <= embargo.until and _applies(embargo, self.flat[activity]):
                yield embargo

    def releases(self, activity: str) -> Iterator[Release]:
        """Yield the days before which an activity may not start: of its stage, its own, and that of the catalogue."""
        flat, start = self.flat[activity], self.catalogue.start
        stage = self.catalogue.stage_of.get(flat.measure or "")
        if stage and stage.start:
            title = stage.title or stage.id
            yield Release(stage.start, "stage", f"»{title}« beginnt erst am {day_text(stage.start)}", stage.id)
        measure = self.catalogue.measure_by_id.get(flat.measure or "")
        own = flat.release if flat.release > max(start, (stage and stage.start) or start) else None
        own = own or (measure.not_before if measure else None)
        if own and own > start:
            yield Release(own, "release", f"frühestens ab {day_text(own)}")
        yield Release(start, "calendar", f"Planung beginnt am {day_text(start)}")

    def earlier_start(self, activity: str) -> int | None:
        """Return the last day before its planned start on which an activity may start by sittings and embargoes."""
        start, gate = self.rows[activity].start, self.flat[activity].gate
        sittings = self.sittings[gate] if gate else range(start)
        days = (sittings[i] for i in range(bisect_left(sittings, start) - 1, -1, -1))
        return next((day for day in days if not self.embargo(activity, day)), None)

    @cached_property
    def _windows(self) -> list[tuple[int, int, Embargo]]:
        line, embargoes = self.line, self.catalogue.embargoes
        windows = [(line.index(e.since), line.index_after(e.until), e) for e in embargoes]
        return sorted(windows, key=lambda window: window[:2])

    def later_starts(self, activity: str, latest: int) -> Iterator[tuple[int, int]]:
        """Yield runs of days (first, last) from the planned start on, on which an activity may start, up to ``latest``."""
        start, flat = self.rows[activity].start, self.flat[activity]
        windows = [w for w in self._windows if w[1] > start and w[0] <= latest and _applies(w[2], flat)]
        days = self.sittings[flat.gate] if flat.gate else []
        sits = days[bisect_left(days, start) : bisect_right(days, latest)]
        runs = [(day, day) for day in sits] if flat.gate else [(start, latest)]
        for first, last in runs:
            for since, until, _ in windows:
                if first < since <= last:
                    yield first, since - 1
                if since <= last:
                    first = max(first, until)  # noqa: PLW2901  (what is left of the run)
            if first <= min(last, latest):
                yield first, min(last, latest)

    def latest_start(self, activity: str, finish: int, run: tuple[int, int]) -> int:
        """Return the last day of a run from which an activity is finished by ``finish``; before the run if there is none."""
        first, last = run
        return first + bisect_right(range(first, last + 1), finish, key=lambda day: self.finish(activity, day)) - 1

    # what it shares with others

    @cached_property
    def resources(self) -> dict[str, Claim]:
        """Resource → how much of it there is and who takes it; renewable ones only."""
        claims = {
            r.id: Claim(r.id, r.title or r.id, self.origin, self._steps(r))
            for r in self.catalogue.resources
            if r.renewable
        }
        for name, row in self.rows.items():
            for resource, amount in self.flat[name].modes[row.mode].demand.items():
                if resource in claims:
                    claims[resource].users.append(User(name, row.start, row.finish, amount, name in self.fixed))
        return claims

    @cached_property
    def limits(self) -> dict[str, Claim]:
        """Limit of parallel introductions → how many there may be and which there are."""
        result = {}
        for limit in self.catalogue.limits:
            claim = Claim(limit.id, limit.title, self.origin, [limit.capacity] * self.size)
            rows = (self.rows[name] for name in limit.members if name in self.rows)
            claim.users += [User(row.id, row.start, row.finish, 1, row.id in self.fixed) for row in rows]
            result[limit.id] = claim
        return result

    @cached_property
    def shares(self) -> dict[str, list[tuple[Claim, int]]]:
        """Activity → the claims it takes part in while it runs, and how much of each."""
        result: defaultdict[str, list[tuple[Claim, int]]] = defaultdict(list)
        for claim in (*self.resources.values(), *self.limits.values()):
            for user in claim.users:
                if user.amount and user.finish > user.start:
                    result[user.name].append((claim, user.amount))
        return result

    @cached_property
    def open_measures(self) -> dict[str, Claim]:
        """Office with a limit → how many measures it may have open and which are."""
        result = {}
        for office in self.catalogue.offices:
            if office.max_open_measures is None:
                continue
            rows = [
                row for row in self.plan.measures.values() if self.catalogue.measure_by_id[row.id].lead == office.id
            ]
            begun = {row.id for row in rows if any(name in self.fixed for name in self.members(row.id))}
            now = max(self.plan.start, self.replan_from or 0)
            allowed = max(office.max_open_measures, sum(row.id in begun and row.finish > now for row in rows))
            claim = Claim(office.id, self.catalogue.office_title(office.id), self.origin, [allowed] * self.size)
            claim.users += [User(row.id, row.start, row.finish, 1, row.id in begun) for row in rows]
            result[office.id] = claim
        return result

    def members(self, measure: str) -> list[str]:
        """Return the activities of a measure that are in the plan."""
        return [name for name in self.catalogue.expansion.members[measure] if name in self.rows]

    def others(self, activity: str) -> list[PlannedActivity]:
        """Return the other activities of the same measure."""
        measure = self.flat[activity].measure
        return [self.rows[name] for name in self.members(measure) if name != activity] if measure else []

    def open_claim(self, activity: str) -> Claim | None:
        """Return the claim on open measures that the measure of an activity is part of."""
        measure = self.flat[activity].measure
        lead = self.catalogue.measure_by_id[measure].lead if measure else None
        return self.open_measures.get(lead or "")

    def _steps(self, resource: Resource) -> list[int]:
        days = [0] * self.size
        for step in resource.capacity:
            first = max(self.line.index(step.since) - self.origin, 0) if step.since else 0
            days[first:] = [cents(step.fte)] * max(self.size - first, 0)
        return days


def situation_of(plan: Plan) -> Situation:
    """Return the situation of a plan; kept with the plan, as a cached property would be."""
    kept = vars(plan)
    if "_situation" not in kept:
        kept["_situation"] = Situation(plan)
    found: Situation = kept["_situation"]
    return found


def _applies(embargo: Embargo, activity: FlatActivity) -> bool:
    if embargo.only_with_costs and not any(cost.amount for mode in activity.modes for cost in mode.costs):
        return False
    if not (embargo.offices or embargo.measures):
        return True
    return activity.office in embargo.offices or activity.measure in embargo.measures
