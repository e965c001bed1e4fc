# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What the picture of a finish shows: bins, the curve, and the days to be marked on it. Pure data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from egovplan.errors import OutOfRangeError
from egovplan.markup import count, day, percent
from egovplan.views.bins import Unit, calendar_unit, plain_unit
from egovplan.views.risk_words import chance, due_date, has_risk, show_finish, simulated
from egovplan.views.text import one_line, short_day
from egovplan.whatif.risk.distribution import DayDistribution
from egovplan.whatif.risk.result import MilestoneRisk, RiskResult

LEVELS = (50, 80, 95)
"""Per cent that are marked."""
_TAIL = 0.001
"""So many of the runs may lie outside of the picture on either side."""
_FAR = 1.0
"""A deadline further away than this share of the picture is only pointed to."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Runs that finish in ``[start, stop)``, as shares of all: those that keep the deadline, and those that miss it."""

    start: int
    stop: int
    kept: float
    missed: float


@dataclass(frozen=True, slots=True)
class Marker:
    """A day to be marked.

    Parameters
    ----------
    at
        Position on the axis; the end of the day.
    wordings
        What is written at it, from long to short.
    style
        Key of :data:`egovplan.views.style.STROKES`.
    level
        Height on the curve. [1]; None where it is no quantile.
    outside
        -1 or 1 where it lies before or after the picture.
    """

    at: int
    wordings: tuple[str, ...]
    style: str
    level: float | None = None
    outside: int = 0


@dataclass(frozen=True)
class FinishSheet:
    """What the picture shows.

    Parameters
    ----------
    title, subtitle, notes
        Around it.
    unit
        How the axis is cut.
    bins, markers
        In order of time.
    curve
        (position, share of runs finished by then).
    first, last
        What the axis has to show.
    dated
        Whether positions are calendar ordinals, else days.
    due
        Whether there is a deadline.
    """

    title: str
    subtitle: str
    notes: tuple[str, ...]
    unit: Unit
    bins: tuple[Bin, ...]
    curve: tuple[tuple[int, float], ...]
    markers: tuple[Marker, ...]
    first: int
    last: int
    dated: bool
    due: bool


def milestone_of(result: RiskResult, stage: str | None) -> MilestoneRisk:
    """Return the whole project, or a stage, or a measure.

    Raises
    ------
    OutOfRangeError
        If there is none of that id.
    """
    if stage is None:
        return result.whole
    found = next((item for item in (*result.stages, *result.measures) if item.id == stage), None)
    if found is None:
        names = ", ".join(str(item.id) for item in result.stages) or "keine"
        raise OutOfRangeError(f"Weder Stufe noch Maßnahme »{stage}«. Stufen: {names}.")
    return found


def finish_sheet(result: RiskResult, stage: str | None, title: str | None) -> FinishSheet:
    """Return what the picture of a finish shows."""
    item = milestone_of(result, stage)
    distribution, at = item.distribution, position(item.distribution)
    low, high = _range(distribution, item.deterministic)
    unit = calendar_unit(at(high) - at(low)) if distribution.timeline else plain_unit(at(high) - at(low))
    first, last = at(low) - 1, at(high)
    due = _due_marker(result, item, first, last)
    if due and not due.outside:
        first, last = min(first, due.at - 1), max(last, due.at)
    bins = tuple(_bins(item, unit, low, high))
    first, last = min([first, *(b.start for b in bins)]), max([last, *(b.stop for b in bins)])
    return FinishSheet(
        title=one_line(title or _title(result, item)),
        subtitle=simulated(result, whole=item is result.whole),
        notes=tuple(_notes(item, low, high)),
        unit=unit,
        bins=bins,
        curve=tuple(_curve(distribution, low, high)),
        markers=tuple(_markers(result, item, due)),
        first=first,
        last=last,
        dated=distribution.timeline is not None,
        due=item.due is not None,
    )


def _title(result: RiskResult, item: MilestoneRisk) -> str:
    return f"Wann fertig? {result.title if item is result.whole else item.title}"


def position(distribution: DayDistribution) -> Callable[[int], int]:
    """Return finish → position on the axis: the calendar day after the last one of work, or the finish itself."""
    line = distribution.timeline
    if line is None:
        return lambda finish: finish
    return lambda finish: line.date(min(max(finish - 1, 0), len(line) - 1)).toordinal() + 1


def _range(distribution: DayDistribution, deterministic: int) -> tuple[int, int]:
    """Return the first and the last finish to be shown; of long tails, almost all."""
    if not has_risk(distribution):
        return deterministic, deterministic
    done = distribution.cumulative / distribution.cumulative[-1]
    low = distribution.first + int(np.searchsorted(done, _TAIL, side="right"))
    high = distribution.first + int(np.searchsorted(done, 1 - _TAIL))
    return min(low, deterministic), max(high, deterministic)


def _bins(item: MilestoneRisk, unit: Unit, low: int, high: int) -> Iterator[Bin]:
    distribution, at = item.distribution, position(item.distribution)
    finishes = [int(day) for day in distribution.days[distribution.counts > 0] if low <= day <= high]
    if not finishes:
        return
    shares: dict[int, list[float]] = {}
    for finish in finishes:
        pair = shares.setdefault(unit.floor(at(finish) - 1), [0.0, 0.0])
        pair[item.due is not None and finish > item.due] += _count(distribution, finish) / distribution.runs
    for cell in unit.cells(at(finishes[0]) - 1, at(finishes[-1])):
        kept, missed = shares.get(cell.start, (0.0, 0.0))
        yield Bin(cell.start, cell.stop, kept, missed)


def _count(distribution: DayDistribution, finish: int) -> int:
    return int(distribution.counts[finish - distribution.first])


def _curve(distribution: DayDistribution, low: int, high: int) -> Iterator[tuple[int, float]]:
    at = position(distribution)
    yield at(low) - 1, distribution.probability(low - 1)
    for finish in range(low, high + 1):
        yield at(finish), distribution.probability(finish)


def _markers(result: RiskResult, item: MilestoneRisk, due: Marker | None) -> Iterator[Marker]:
    yield _planned(result, item)
    groups: dict[int, list[int]] = {}
    for level in LEVELS:
        finish = item.distribution.quantile(level / 100)
        if finish is not None:
            groups.setdefault(finish, []).append(level)
    for finish, levels in groups.items():
        words = _dated_words(result, ", ".join(f"P{level}" for level in levels), finish)
        height = item.distribution.probability(finish)
        yield Marker(position(item.distribution)(finish), words, "quantile", height)
    if due:
        yield due


def _planned(result: RiskResult, item: MilestoneRisk) -> Marker:
    share = chance(item.deterministic_probability)
    long, *short = _dated_words(result, "geplant", item.deterministic)
    wordings = (f"{long} (in {share} gehalten)", f"{long} ({share})", *short)
    return Marker(position(item.distribution)(item.deterministic), wordings, "planned")


def _dated_words(result: RiskResult, name: str, finish: int) -> tuple[str, ...]:
    long = f"{name} {show_finish(result, finish)}"
    date = result.whole.distribution.date_of(finish)
    return (long, f"{name} {short_day(date)}", name) if date else (long, name)


def _due_marker(result: RiskResult, item: MilestoneRisk, first: int, last: int) -> Marker | None:
    if item.due is None:
        return None
    date = due_date(result, item)
    at = date.toordinal() + 1 if date else position(item.distribution)(item.due)
    reach = _FAR * max(last - first, 14)
    outside = -1 if at < first - reach else 1 if at > last + reach else 0
    share = chance(item.probability)
    shown = day(date) if date else show_finish(result, item.due)
    arrow = {-1: "← ", 0: "", 1: ""}[outside], " →" if outside > 0 else ""
    texts = (f"Frist {shown}: in {share} der Läufe gehalten", f"Frist {shown}: {share}", f"Frist: {share}", "Frist")
    wordings = tuple(f"{arrow[0]}{text}{arrow[1]}" for text in texts)
    return Marker(first if outside < 0 else last if outside > 0 else at, wordings, "deadline", outside=outside)


def _notes(item: MilestoneRisk, low: int, high: int) -> Iterator[str]:
    distribution = item.distribution
    if not has_risk(distribution):
        yield "In keinem Lauf gibt es ein Ende: Der Kalender reicht nicht."
    elif distribution.never:
        share = percent(distribution.never / distribution.runs, 1)
        yield f"In {share} der Läufe reicht der Kalender nicht; sie zählen mit, sind aber nicht gezeichnet."
    days = distribution.days
    outside = int(distribution.counts[(days < low) | (days > high)].sum())
    if outside:
        yield f"Außerhalb des Bildes: {count(outside, 'Lauf', 'Läufe')} mit besonders frühem oder spätem Ende."
