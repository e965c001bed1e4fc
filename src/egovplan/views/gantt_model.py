# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What the rows of a Gantt chart consist of, and how they are cut into pages.

Pure data, in calendar days: an interval is ``[start, stop)`` in proleptic ordinals, as in :meth:`datetime.date.toordinal`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from egovplan.errors import OutOfRangeError

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue


class RowKind(StrEnum):
    """What a row stands for."""

    BAND = "band"
    MEASURE = "measure"
    ACTIVITY = "activity"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class Phase:
    """A piece of a bar.

    Parameters
    ----------
    start, stop
        First day, and the day after the last.
    kind
        ``open`` (nothing is done), ``rollout``, ``work`` or ``critical``.
    titles
        What is done in it.
    """

    start: int
    stop: int
    kind: str
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A point in time: ``milestone``, ``gate``, ``external`` or ``due``."""

    day: int
    kind: str
    title: str = ""
    critical: bool = False


@dataclass(frozen=True, slots=True)
class Whisker:
    """How a finish spreads over many runs, as the calendar day after it; None where it is beyond the calendar.

    Parameters
    ----------
    levels
        Per cent of the runs, ascending.
    days
        Day by which so many of them are finished.
    """

    levels: tuple[int, ...]
    days: tuple[int | None, ...]

    @property
    def known(self) -> tuple[int, ...]:
        """The days within the calendar."""
        return tuple(day for day in self.days if day is not None)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the chart.

    Parameters
    ----------
    kind, id, title
        What it stands for.
    office
        Number and name of the office that answers for it.
    office_id
        Its number alone.
    priority
        Of the measure; None in a band and for an external event.
    start, stop
        Interval, None in a band; equal for a milestone.
    last
        Last day of work.
    phases, marks
        What is drawn on it, phases without overlap and in order.
    tail
        Day up to which its end can slip alone.
    late
        Working days by which it misses its due date.
    deadline
        In a band, the deadline of the stage; it holds for the rows below.
    note
        In a band, whether the stage keeps its deadline.
    chance
        In a band, in how many runs of a simulation it is kept.
    whisker
        How the finish spreads over the runs of a simulation.
    ghost
        Its interval in the plan that it is compared with, where it was another one.
    """

    kind: RowKind
    id: str
    title: str
    office: str = ""
    office_id: str = ""
    priority: int | None = None
    start: int | None = None
    stop: int | None = None
    last: int | None = None
    phases: tuple[Phase, ...] = ()
    marks: tuple[Mark, ...] = ()
    tail: int | None = None
    late: int = 0
    deadline: int | None = None
    note: str = ""
    chance: str = ""
    whisker: Whisker | None = None
    ghost: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What to show: measures unfolded to activities, a choice of offices or measures, and a chain.

    The chain is that of the plan with True, else the one that leads to an activity or a measure.
    """

    unfold: bool | Collection[str] = False
    offices: Collection[str] | None = None
    measures: Collection[str] | None = None
    chain: bool | str = False

    def __post_init__(self) -> None:
        for name in ("unfold", "offices", "measures"):
            if isinstance(value := getattr(self, name), str):  # a single one needs no list
                object.__setattr__(self, name, (value,))

    def check(self, catalogue: Catalogue) -> None:
        """Refuse names that the catalogue does not have.

        Raises
        ------
        OutOfRangeError
            With the name.
        """
        measures = {measure.id for measure in catalogue.measures}
        offices = {office.id for office in catalogue.offices}
        unfold = () if isinstance(self.unfold, bool) else self.unfold
        wrong = [f"Maßnahme »{name}«" for name in (*unfold, *(self.measures or ())) if name not in measures]
        wrong += [f"Amt »{name}«" for name in self.offices or () if offices and name not in offices]
        if wrong:
            raise OutOfRangeError(f"Gantt-Diagramm: im Katalog gibt es nicht: {', '.join(wrong)}.")

    @property
    def is_choice(self) -> bool:
        """Whether some measures are left out."""
        return self.offices is not None or self.measures is not None

    def unfolds(self, measure: str) -> bool:
        """Return whether a measure's activities get rows of their own."""
        return self.unfold if isinstance(self.unfold, bool) else measure in self.unfold


def merge(phases: Iterable[Phase]) -> tuple[Phase, ...]:
    """Return phases without overlap that cover the whole bar: critical over work over rollout over nothing."""
    pieces = tuple(phases)
    edges = sorted({e for p in pieces for e in (p.start, p.stop)})
    result: list[Phase] = []
    for start, stop in pairwise(edges):
        running = [p for p in pieces if p.start < stop and p.stop > start]
        kind = next((k for k in ("critical", "work", "rollout") if any(p.kind == k for p in running)), "open")
        titles = tuple(dict.fromkeys(t for p in running if p.kind == kind for t in p.titles))
        before = result[-1] if result else None
        if before and before.kind == kind and (kind == "rollout" or before.titles == titles):
            result[-1] = replace(before, stop=stop, titles=tuple(dict.fromkeys((*before.titles, *titles))))
        else:
            result.append(Phase(start, stop, kind, titles))
    return tuple(result)


def paginate(rows: Iterable[Row], per_page: int) -> tuple[tuple[Row, ...], ...]:
    """Return the rows in pages of equal length, at most ``per_page``; a band that runs on is repeated.

    Bands and external events are not counted.
    """
    rows = tuple(rows)
    counted = sum(row.kind not in (RowKind.BAND, RowKind.EXTERNAL) for row in rows)
    per_page = max(1, -(-counted // max(1, -(-counted // per_page))))
    pages: list[list[Row]] = [[]]
    band: Row | None = None
    heading: Row | None = None
    measure: Row | None = None
    count = 0
    for row in rows:
        if row.kind is RowKind.BAND:
            band = heading = row
            continue
        if count >= per_page:
            pages.append([])
            count = 0
            heading = heading or (_continued(band, measure, row) if band else None)
        if row.kind is RowKind.MEASURE:
            measure = row
        if heading:
            pages[-1].append(heading)
            heading = None
        pages[-1].append(row)
        count += row.kind is not RowKind.EXTERNAL
    return tuple(tuple(page) for page in pages)


def _continued(band: Row, measure: Row | None, row: Row) -> Row:
    """Return a band for the top of a page, with the measure whose activities go on there."""
    inner = f": {measure.title}" if measure and row.kind is RowKind.ACTIVITY else ""
    return replace(band, title=f"{band.title}{inner} (Fortsetzung)")


def range_of(rows: Iterable[Row], extra: Iterable[dt.date]) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that a chart has to show."""
    rows = tuple(rows)
    days = [d for r in rows for d in (r.start, r.last, r.deadline, *(m.day for m in r.marks)) if d is not None]
    days += [d.toordinal() for d in extra]
    days += [day for row in rows if row.whisker for day in row.whisker.known]
    days += [day for row in rows if row.ghost for day in row.ghost]
    return dt.date.fromordinal(min(days)), dt.date.fromordinal(max(days))
