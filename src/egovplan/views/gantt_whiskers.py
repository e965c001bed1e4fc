# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""How finishes spread over the runs of a simulation: what rows know of it, and the whiskers above their bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from egovplan.errors import PlanError
from egovplan.markup import day
from egovplan.plan.model import Plan
from egovplan.views.gantt_arrows import Track
from egovplan.views.gantt_frame import Frame
from egovplan.views.gantt_model import Row, RowKind, Whisker
from egovplan.views.risk_words import BEYOND, chance, expect_risk, simulated
from egovplan.views.shapes import Canvas, Lane, Line
from egovplan.whatif.risk.result import RiskResult

_MIDDLE = 50
_Y = 0.16
"""Height of the whisker within its row, and half of that of its ticks, as shares of the row's."""
_TICK = 0.10


class Spread:
    """What a simulation says of the rows of a plan.

    Parameters
    ----------
    plan
        What is drawn.
    result
        What was simulated: this plan.

    Raises
    ------
    PlanError
        If it was another one.
    """

    def __init__(self, plan: Plan, result: RiskResult) -> None:
        expect_risk(result, "risk")
        if result.plan is None or result.plan.activities != plan.activities:
            raise PlanError(
                "Die Unsicherheit gehört zu einem anderen Plan: egovplan.simulate(plan) mit diesem Plan rechnen."
            )
        self.line = plan.timeline
        self.measures = {item.id: item for item in result.measures}
        self.stages = {item.id: item for item in result.stages}
        self.activities = result.activity_by_id
        self.note = f"Unsicherheit: {simulated(result)}."

    def add(self, row: Row) -> Row:
        """Return a row with what the simulation says of it."""
        if row.kind is RowKind.MEASURE and row.id in self.measures:
            levels = (10, 50, 80, 90)
            quantile = self.measures[row.id].distribution.quantile
            return replace(row, whisker=self._whisker(levels, [quantile(level / 100) for level in levels]))
        if row.kind is RowKind.ACTIVITY and row.id in self.activities:
            item = self.activities[row.id]
            shift = int(row.start == row.stop)
            return replace(row, whisker=self._whisker((10, 50, 90), (item.p10, item.p50, item.p90), shift))
        if row.kind is RowKind.BAND and row.deadline and row.id in self.stages:
            return replace(row, chance=f"in {chance(self.stages[row.id].probability)} der Läufe gehalten")
        return row

    def _whisker(self, levels: tuple[int, ...], finishes: Sequence[int | None], milestone: int = 0) -> Whisker:
        return Whisker(levels, tuple(None if f is None else self._day(f, milestone) for f in finishes))

    def _day(self, finish: int, milestone: int) -> int:
        """Return the calendar day after the last one of work; of a milestone, its own day."""
        index = min(max(finish - 1 + milestone, 0), len(self.line) - 1)
        return self.line.date(index).toordinal() + 1 - milestone


def whisker_text(row: Row) -> str:
    """Return what a whisker shows, as text."""
    whisker = row.whisker
    if whisker is None:
        return ""
    pairs = zip(whisker.levels, whisker.days, strict=True)
    return "mit Unsicherheit " + ", ".join(f"P{level} {_shown(row, date)}" for level, date in pairs)


def _shown(row: Row, date: int | None) -> str:
    if date is None:
        return BEYOND
    return day(dt.date.fromordinal(date - (row.start != row.stop)))


def draw_whisker(canvas: Canvas, frame: Frame, position: int, track: Track) -> Track:
    """Draw the whisker of a row above its bar, and return what arrows now have to go around."""
    row = frame.sheet.rows[position]
    if not frame.sheet.risk or row.whisker is None or not row.whisker.known:
        return track
    stops = tuple(_positions(frame, row.whisker))
    middle, half = frame.row_box(position).y0 + _Y * frame.pitch, _TICK * frame.pitch
    draw_spread(canvas, stops, middle, half, beyond=row.whisker.days[-1] is None, levels=row.whisker.levels)
    above = (stops[0] - 1.5, stops[-1] + 1.5)
    lane = Lane((*track.taken, above))
    return Track(middle - half - 0.5, track.bottom, tuple(lane.merged()), track.top, above)


def _positions(frame: Frame, whisker: Whisker) -> Iterator[float]:
    for date in whisker.days:
        yield frame.right - 5.0 if date is None else frame.x(date)


def draw_spread(
    canvas: Canvas, stops: Sequence[float], middle: float, half: float, *, beyond: bool,
    levels: Sequence[Any] = (10, 50, 80, 90),
) -> None:  # fmt: skip
    """Draw a level line with a tick at each quantile, that of the middle thick; an end beyond the calendar has none."""
    canvas.lines.append(Line(((stops[0], middle), (stops[-1], middle)), "whisker", head=beyond))
    ticks = list(zip(levels, stops, strict=True))
    for level, x in ticks[:-1] if beyond else ticks:
        style = "whisker-middle" if level == _MIDDLE else "whisker"
        canvas.lines.append(Line(((x, middle - half), (x, middle + half)), style))
