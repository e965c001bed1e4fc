# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A plan and its catalogue as the verifier reads them: placed activities, chosen modes, what has happened, what day it is."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue
    from egovplan.catalogue.flat import FlatActivity, FlatMode
    from egovplan.catalogue.status import Status
    from egovplan.catalogue.values import Span
    from egovplan.plan.model import Plan, PlannedActivity


class Axis:
    """The working days as a list, and nothing but that list.

    Parameters
    ----------
    days
        Every working day in order; its position is its index.
    """

    def __init__(self, days: Sequence[dt.date]) -> None:
        self.days = days

    def __len__(self) -> int:
        return len(self.days)

    def first(self, day: dt.date) -> int:
        """Return the index of the first working day on or after a date."""
        return bisect_left(self.days, day)

    def day(self, index: int) -> dt.date | None:
        """Return the date of a working day, None beyond the axis."""
        return self.days[index] if 0 <= index < len(self) else None

    def show(self, index: int) -> str:
        """Return the date of a working day as one writes it."""
        day = self.day(index)
        return f"{day:%d.%m.%Y}" if day else "einem Tag außerhalb der Zeitachse"

    def shift(self, index: int, span: Span, *, after_work: bool = False) -> int:
        """Return where an event lies after a span: counted in working days, or in calendar days and then on to a working day.

        With ``after_work`` the calendar days begin on the day after the last day of work, which may be a Saturday.
        """
        if not span.elapsed:
            return max(0, index + span.days)
        if after_work:
            return self.first(self.days[index - 1] + dt.timedelta(1 + span.days))
        return self.first(self.days[index] + dt.timedelta(span.days)) if index < len(self) else len(self)

    def latest_start(self, finish: int, span: Span) -> int:
        """Return the first start from which work of this duration does not finish before ``finish``."""
        if not span.elapsed:
            return max(0, finish - span.days)
        return self.first(self.days[finish - 1] + dt.timedelta(1 - span.days)) if finish > 0 else 0


@dataclass(frozen=True, slots=True)
class Interval:
    """``[start, finish)`` in working day indices."""

    start: int
    finish: int


class Use(NamedTuple):
    """What ``name`` takes on each working day of ``[start, finish)``; ``given`` if that cannot be changed any more."""

    name: str
    start: int
    finish: int
    amount: int
    given: bool


class Reading:
    """What the rules look at.

    Parameters
    ----------
    plan
        The plan to be verified; its own catalogue is read for its hash only.
    catalogue
        What it is verified against.
    """

    def __init__(self, plan: Plan, catalogue: Catalogue) -> None:
        self.plan = plan
        self.catalogue = catalogue
        self.axis = Axis(catalogue.timeline.days)
        self.activities: dict[str, FlatActivity] = {a.id: a for a in catalogue.activities}
        self.rows: dict[str, PlannedActivity] = {}
        for row in plan.activities:
            if row.id in self.activities and self.is_on_axis(row):
                self.rows.setdefault(row.id, row)

    def is_on_axis(self, row: PlannedActivity) -> bool:
        """Whether start and finish are working day indices, in this order."""
        if not (_is_whole(row.start) and _is_whole(row.finish)):
            return False
        return 0 <= row.start < len(self.axis) and row.start <= row.finish <= len(self.axis)

    def has_mode(self, row: PlannedActivity) -> bool:
        """Whether the chosen mode exists."""
        return _is_whole(row.mode) and 0 <= row.mode < len(self.activities[row.id].modes)

    @cached_property
    def placed(self) -> list[tuple[FlatActivity, PlannedActivity]]:
        """Every activity that has a place on the axis, with its place."""
        return [(activity, self.rows[name]) for name, activity in self.activities.items() if name in self.rows]

    @cached_property
    def modes(self) -> dict[str, FlatMode]:
        """Activity id → chosen mode, of all placed activities whose mode exists."""
        return {a.id: a.modes[row.mode] for a, row in self.placed if self.has_mode(row)}

    @cached_property
    def movable(self) -> list[tuple[FlatActivity, PlannedActivity]]:
        """Every placed activity that has not started and that no one else decides on."""
        return [pair for pair in self.placed if not self.is_given(pair[0].id)]

    @cached_property
    def uses(self) -> defaultdict[str, list[Use]]:
        """Resource id → what the placed activities take of it in their chosen modes."""
        uses: defaultdict[str, list[Use]] = defaultdict(list)
        facts, modes = self.facts, self.modes
        for activity, row in self.placed:
            if mode := modes.get(activity.id):
                name, start, finish, given = row.id, row.start, row.finish, row.id in facts
                for resource, amount in mode.demand.items():
                    uses[resource].append(Use(name, start, finish, amount, given))
        return uses

    @cached_property
    def externals(self) -> frozenset[str]:
        """Ids of the events that others bring about."""
        return frozenset(external.id for external in self.catalogue.externals)

    @cached_property
    def replan_from(self) -> int | None:
        """First working day on which something new may start; None for a first plan."""
        as_of = self.plan.as_of
        return None if as_of is None else self.axis.first(as_of + dt.timedelta(1))

    @cached_property
    def facts(self) -> dict[str, Interval]:
        """Activity id → the interval of an activity that has started by the status date.

        A finished one keeps its dates. A running one ends after its remaining days if the report is of the status date,
        else after the duration of the mode in which the plan has it, but not before the second working day after the status date begins.
        """
        status = self.catalogue.status
        today = self.plan.as_of or self.catalogue.start
        return dict(self._facts(status, today)) if status else {}

    def _facts(self, status: Status, today: dt.date) -> Iterator[tuple[str, Interval]]:
        tomorrow = self.axis.first(today + dt.timedelta(1))
        for actual in status.actuals:
            if actual.start > today or actual.activity not in self.activities:
                continue
            start = self.axis.first(actual.start)
            if actual.finish is not None and actual.finish <= today:
                finish = max(start, self.axis.first(actual.finish + dt.timedelta(1)))
            elif status.as_of == today and actual.remaining is not None:
                finish = tomorrow + actual.remaining
            else:
                activity = self.activities[actual.activity]
                planned = self.axis.shift(start, self.modes.get(activity.id, activity.modes[0]).duration)
                finish = max(planned, tomorrow + 1)
            yield actual.activity, Interval(start, finish)

    def is_given(self, activity: str) -> bool:
        """Whether an activity cannot be moved: it has started, or others decide on it."""
        return activity in self.facts or activity in self.externals

    def span(self, measure: str) -> Interval | None:
        """Return the interval of a measure, None unless each of its activities has a place."""
        members = self.catalogue.expansion.members.get(measure, ())
        rows = [self.rows[name] for name in members if name in self.rows]
        if not rows or len(rows) < len(members):
            return None
        return Interval(min(row.start for row in rows), max(row.finish for row in rows))

    def name(self, activity: str) -> str:
        """Return an activity as planners know it: »DMS: Vergabe«."""
        found = self.activities[activity]
        prefix = f"{found.measure}: " if found.measure and found.measure != activity else ""
        return f"»{prefix}{found.title}«"


def days(count: int, kind: str = "Arbeitstag") -> str:
    """Return a number of days in words: »1 Arbeitstag«, »3 Kalendertage«."""
    return f"{count} {kind}" if count == 1 else f"{count} {kind}e"


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
