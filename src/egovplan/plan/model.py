# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What was decided: a start, a finish and a mode for every activity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import PlanError
from egovplan.markup import card, day, facts, listing, number, working_days
from egovplan.plan.sums import one_off_costs, sum_of_peaks
from egovplan.terms import label_of
from egovplan.timeline import Timeline


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    """One activity of a plan, on ``[start, finish)``.

    Parameters
    ----------
    id
        Id of the activity in the unfolded catalogue.
    start, finish
        Working day indices; equal for a milestone.
    mode
        Position of the chosen mode.
    """

    id: str
    start: int
    finish: int
    mode: int = 0


@dataclass(frozen=True, slots=True)
class PlannedMeasure:
    """A measure of a plan: from the start of its first activity to the finish of its last, ``[start, finish)``."""

    id: str
    start: int
    finish: int


@dataclass(frozen=True)
class Plan:
    """A schedule of a catalogue; immutable.

    Parameters
    ----------
    catalogue
        What it is a plan of.
    activities
        One for each activity of the unfolded catalogue, in its order.
    as_of
        Status date it was made on; None for the first plan, made at the catalogue's start.
    """

    catalogue: Catalogue
    activities: tuple[PlannedActivity, ...]
    as_of: dt.date | None = None
    _by_id: Mapping[str, PlannedActivity] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {a.id: a for a in self.activities})

    @classmethod
    def of(
        cls, catalogue: Catalogue, starts: Iterable[int], finishes: Iterable[int], modes: Iterable[int] | None = None,
        *, as_of: dt.date | None = None,
    ) -> Plan:  # fmt: skip
        """Return the plan with these starts and finishes, in the order of ``catalogue.activities``."""
        chosen = list(modes) if modes is not None else [0] * len(catalogue.activities)
        rows = zip(catalogue.activities, starts, finishes, chosen, strict=True)
        return cls(catalogue, tuple(PlannedActivity(a.id, int(s), int(f), int(m)) for a, s, f, m in rows), as_of)

    def __getitem__(self, activity: str) -> PlannedActivity:
        try:
            return self._by_id[activity]
        except KeyError:
            hint = " So heißt eine Maßnahme; sie steht unter plan.measures." if activity in self.measures else ""
            raise PlanError(f"Der Plan hat keinen Vorgang »{activity}«.{hint}") from None

    def __contains__(self, activity: object) -> bool:
        return activity in self._by_id

    def __iter__(self) -> Iterator[PlannedActivity]:
        return iter(self.activities)

    def __len__(self) -> int:
        return len(self.activities)

    @property
    def timeline(self) -> Timeline:
        """The axis of working days."""
        return self.catalogue.timeline

    def start_date(self, activity: str) -> dt.date:
        """Return the first day of an activity, or of a measure."""
        return self.timeline.date(self._interval(activity).start)

    def finish_date(self, activity: str) -> dt.date:
        """Return the last day of an activity (of a milestone: its day), or of a measure."""
        row = self._interval(activity)
        return self.timeline.last_day(row.start, row.finish)

    def _interval(self, name: str) -> PlannedActivity | PlannedMeasure:
        return self[name] if name in self._by_id or name not in self.measures else self.measures[name]

    @cached_property
    def measures(self) -> Mapping[str, PlannedMeasure]:
        """Measure id → its interval, in the order of the catalogue; measures without activities are left out."""
        result = {}
        for measure, members in self.catalogue.expansion.members.items():
            rows = [self._by_id[m] for m in members if m in self._by_id]
            if rows:
                result[measure] = PlannedMeasure(measure, min(r.start for r in rows), max(r.finish for r in rows))
        return result

    @cached_property
    def start(self) -> int:
        """Working day index of the catalogue's start."""
        return self.timeline.index(self.catalogue.start)

    @cached_property
    def finish(self) -> int:
        """Working day index at which everything is finished."""
        return max((r.finish for r in self.activities), default=self.start)

    @property
    def makespan(self) -> int:
        """Working days from the catalogue's start to the last finish."""
        return self.finish - self.start

    def lateness(self, measure: str) -> int:
        """Return the working days by which a measure misses its due date; 0 if it keeps it or has none."""
        due = self.catalogue.due(measure)
        row = self.measures.get(measure)
        return max(0, row.finish - self.timeline.index_after(due)) if due and row else 0

    @cached_property
    def objective(self) -> Mapping[str, int]:
        """Name of a level → its value: weighted lateness, makespan, weighted finish (of measures, from the start), cost, load.

        Cost counts cents, load hundredths of a VZÄ. What has moved depends on a baseline: see :func:`egovplan.drift`.
        """
        weight = self.catalogue.weight
        return {
            "lateness": sum(weight(m) * self.lateness(m) for m in self.measures),
            "makespan": self.makespan,
            "finish": sum(weight(m.id) * (m.finish - self.start) for m in self.measures.values()),
            "cost": one_off_costs(self),
            "load": sum_of_peaks(self),
        }

    def __repr__(self) -> str:
        last = self.timeline.last_day(self.start, self.finish)
        return f"Plan({self.catalogue.title!r}, {len(self)} Vorgänge, bis {last:%d.%m.%Y})"

    def _repr_html_(self) -> str:
        line = self.timeline
        figures = [
            ("Stand", day(self.as_of) if self.as_of else ""),
            ("Vorgänge", number(len(self))),
            ("von", day(line.date(self.start))),
            ("bis", day(line.last_day(self.start, self.finish))),
            (label_of("makespan"), working_days(self.makespan)),
            ("Maßnahmen mit Verzug", number(sum(self.lateness(m) > 0 for m in self.measures))),
        ]
        names = ("id", "measure", "priority", "start", "finish", "due", "lateness")
        in_order = sorted(self.measures.values(), key=lambda row: (row.start, row.finish, row.id))
        rows = [self._html_row(row) for row in in_order]
        body = listing(label_of("measures"), [label_of(name) for name in names], rows, right=(2, 6))
        return card(f"Plan: {self.catalogue.title}", facts(figures), body)

    def _html_row(self, row: PlannedMeasure) -> tuple[object, ...]:
        measure = self.catalogue.measure_by_id[row.id]
        first, last = self.timeline.date(row.start), self.timeline.last_day(row.start, row.finish)
        dates = (day(first), day(last), day(self.catalogue.due(row.id)))
        return (row.id, measure.title, measure.priority, *dates, number(self.lateness(row.id)))


def expect_plan(value: object, function: str) -> None:
    """Refuse what is no plan: a result, whose plan is meant, or the None of a result without one.

    Raises
    ------
    TypeError
        With what to pass instead.
    """
    if not isinstance(value, Plan):
        kind = "None: das Ergebnis enthält keinen Plan" if value is None else type(value).__name__
        raise TypeError(f"{function}: Plan erwartet, etwa result.plan; angegeben: {kind}.")
