# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Lay out the rows of a Gantt chart: names, bars with their phases, tails, milestones, and labels where there is room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from egovplan.markup import day, number, working_days
from egovplan.views.gantt_arrows import Track
from egovplan.views.gantt_frame import Frame
from egovplan.views.gantt_model import Mark, Phase, Row, RowKind
from egovplan.views.shapes import Box, Canvas, Lane, Line, diamond, rectangle
from egovplan.views.style import FILLS, ink_on
from egovplan.views.text import short_day, shorten

_GAP = 2.0
_LINE = 1.2
_HOP = 16.0
"""A date stands at most so far from the end of its bar. [pt]."""


class RowArtist:
    """Lay out one row after the other.

    Parameters
    ----------
    canvas
        Takes the shapes.
    frame
        Says where rows and days are.
    """

    def __init__(self, canvas: Canvas, frame: Frame) -> None:
        self.canvas, self.frame = canvas, frame
        self.deadlines = self._deadlines()
        self.labelled: list[tuple[float, float]] = []

    def draw(self, position: int) -> Track:
        """Lay out a row and return what arrows have to go around."""
        row = self.frame.sheet.rows[position]
        box = self.frame.row_box(position)
        fill = "band" if row.kind is RowKind.BAND else "row-odd" if position % 2 else "row"
        self.canvas.surfaces.append(rectangle(box, fill, order=0.0, role="row"))
        lane = Lane(self._vertical_lines(position))
        if row.kind is RowKind.BAND:
            self._band(row, position, lane)
            half = 0.36 * self.frame.pitch
            return Track(box.middle - half, box.middle + half, tuple(lane.merged()))
        self._names(row, position)
        return self._bar(row, position, lane)

    def draw_deadlines(self) -> None:
        """Lay out the deadline of each stage, over the rows of the stage, and the status date over all."""
        frame = self.frame
        for first, last, date in self.deadlines:
            x = frame.x(date)
            y = (frame.row_box(first).y0, frame.row_box(last).y1)
            self.canvas.lines.append(Line(((x, y[0]), (x, y[1])), "deadline"))
        status = frame.sheet.status
        if status is not None:
            x = frame.x(status + 1)
            self.canvas.lines.append(Line(((x, frame.top - 1.0), (x, frame.bottom)), "status"))

    # what stands in a row

    def _band(self, row: Row, position: int, lane: Lane) -> None:
        frame, middle = self.frame, self.frame.row_box(position).middle
        room = frame.left - frame.columns.chip - 4.0
        title = shorten(row.title, room, lambda t: frame.measure(t, frame.size, True))  # noqa: FBT003
        self.canvas.texts.append(frame.text(title, frame.columns.chip, middle, size=frame.size, bold=True, role="band"))
        if row.deadline is None:
            return
        date = f"Frist {day(dt.date.fromordinal(row.deadline))}"
        x = frame.x(row.deadline + 1)
        box = self.frame.row_box(position)
        edge = Box(x - 0.5, box.y0, x + 0.5, box.y1)
        notes = ([row.note, row.chance], [row.chance], [row.note])
        wordings = [f"{date}: {', '.join(filter(None, words))}" for words in notes if any(words)] + [date]
        # how sure it is matters more than on which side it stands
        for words in (wordings[:2], wordings) if row.chance else (wordings,):
            if self._beside(words, edge, lane, left=words, color="deadline", bold=True):
                break

    def _names(self, row: Row, position: int) -> None:
        frame, columns = self.frame, self.frame.columns
        middle, size = frame.row_box(position).middle, frame.size
        inner = row.kind is RowKind.ACTIVITY
        if row.priority is not None and not inner:
            side = 0.66 * frame.pitch
            chip = Box(columns.chip, middle - side / 2, columns.chip + 1.3 * size, middle + side / 2)
            fill = f"chip-{row.priority}"
            self.canvas.surfaces.append(rectangle(chip, fill, order=3.0, role="chip"))
            ink = ink_on(FILLS[fill].face)
            self.canvas.texts.append(
                frame.text(str(row.priority), (chip.x0 + chip.x1) / 2, middle, size=0.86 * size, align="center",
                           color=ink, bold=True, role="priority")
            )  # fmt: skip
        indent = 8.0 if inner else 0.0
        color = "muted" if inner else "normal"
        self._cell(row.title, columns.title + indent, columns.title_width - indent, middle, color)
        self._cell(
            row.office if frame.is_wide else row.office_id, columns.office, columns.office_width, middle, "muted"
        )
        if frame.is_wide and row.start is not None and row.last is not None:
            late = "late" if row.late else color
            self._cell(day(dt.date.fromordinal(row.start)), columns.start, columns.date_width + 2, middle, color)
            self._cell(day(dt.date.fromordinal(row.last)), columns.finish, columns.date_width + 2, middle, late)

    def _cell(self, text: str, x: float, width: float, middle: float, color: str) -> None:
        frame = self.frame
        fitted = shorten(text, width, lambda t: frame.measure(t, frame.size, False))  # noqa: FBT003
        if fitted:
            self.canvas.texts.append(frame.text(fitted, x, middle, size=frame.size, color=color, role="cell"))

    # the bar

    def _bar(self, row: Row, position: int, lane: Lane) -> Track:
        frame = self.frame
        inside, solid = Lane(self._vertical_lines(position)), Lane(self._vertical_lines(position))
        bar = frame.bar_box(position, frame.x(row.start or 0), frame.x(row.stop or 0))
        for phase in row.phases:
            self._phase(row, position, phase)
            if phase.kind != "open":
                solid.take(frame.x(phase.start), frame.x(phase.stop))
        radius = self._marks(row, bar, (lane, inside, solid))
        self.labelled = []
        if row.stop != row.start:
            lane.take(bar.x0, bar.x1)
        ends = [frame.x(mark.day) + radius for mark in row.marks if frame.x(mark.day) - radius <= bar.x1 + _LINE]
        self._labels(row, Box(bar.x0, bar.y0, max([bar.x1, *ends]), bar.y1), lane)
        self._inner_labels(row, bar, lane, inside)
        if row.start == row.stop:
            bar = Box(bar.x0, bar.middle - radius, bar.x1, bar.middle + radius)
        for stretch in self.labelled:
            solid.take(*stretch)
        return Track(bar.y0, bar.y1, tuple(solid.merged()))

    def _phase(self, row: Row, position: int, phase: Phase) -> None:
        frame = self.frame
        box = frame.bar_box(position, frame.x(phase.start), frame.x(phase.stop))
        if phase.kind == "open":
            inner = 0.36 * (box.y1 - box.y0)
            box = Box(box.x0, box.y0 + inner, box.x1, box.y1 - inner)
        style = phase.kind if phase.kind in ("open", "critical") else f"{phase.kind}-{row.priority or 0}"
        self.canvas.surfaces.append(rectangle(box, style, order=3.0, role="phase"))

    def _marks(self, row: Row, bar: Box, lanes: tuple[Lane, ...]) -> float:
        frame = self.frame
        radius = frame.radius(row.kind)
        for mark in row.marks:
            x = frame.x(mark.day)
            suffix = "-critical" if mark.critical else ""
            size = radius if mark.kind != "due" else 0.75 * radius
            self.canvas.surfaces.append(diamond(x, bar.middle, size, mark.kind + suffix))
            for lane in lanes:
                lane.take(x - size, x + size)
        return radius

    # labels, each where there is room

    def _labels(self, row: Row, bar: Box, lane: Lane) -> None:
        """Put the last day, and the lateness, beside the bar, and draw the tail on from there."""
        texts: list[str] = []
        left: list[str] = []
        if row.last is not None:
            last, flat, wide = dt.date.fromordinal(row.last), row.start == row.stop, self.frame.is_wide
            dates = [short_day(last)] if wide and not flat else [day(last), short_day(last)]
            late = [f"{working_days(row.late)} Verzug", f"{number(row.late)} AT Verzug"] if row.late else []
            texts = [f"{d} · {text}" for d in dates for text in late] + dates
            # to the left of a bar, a date would pass for its beginning
            left = texts if flat else [] if wide else [f"bis {text}" for text in texts]
        tail = self.frame.x(row.tail) if row.tail is not None else bar.x1
        color = "late" if row.late else "muted"
        if not self._beside(texts, bar, lane, left=left, color=color, bold=row.late > 0, tail=tail):
            self._tail(bar.x1, tail, bar)

    def _tail(self, start: float, stop: float, bar: Box) -> None:
        if stop > start + 1.0:
            half = 0.2 * (bar.y1 - bar.y0)
            self.canvas.lines.append(Line(((start, bar.middle), (stop, bar.middle)), "tail"))
            self.canvas.lines.append(Line(((stop, bar.middle - half), (stop, bar.middle + half)), "tail"))

    def _inner_labels(self, row: Row, bar: Box, lane: Lane, inside: Lane) -> None:
        if row.kind is RowKind.MEASURE:
            for phase in row.phases:
                self._phase_label(row, phase, bar, inside)
        for mark in row.marks:
            if mark.kind == "due" or (row.start != row.stop and mark.day < (row.last or 0)):
                self._mark_label(mark, bar, lane, inside)

    def _phase_label(self, row: Row, phase: Phase, bar: Box, inside: Lane) -> None:
        """Name a phase where its name fits; on a critical one it stands on plain paper."""
        frame = self.frame
        start, stop = frame.x(phase.start), frame.x(phase.stop)
        if phase.kind == "open":
            return
        name = (
            f"Rollout, {len(phase.titles)} Ämter"
            if len(phase.titles) > 1 and phase.kind == "rollout"
            else phase.titles[0]
        )
        width = frame.measure(name, frame.small, False)  # noqa: FBT003
        piece = Box(start, bar.y0, stop, bar.y1)
        for x in ((start + stop - width) / 2, start + _GAP, stop - width - _GAP):
            if self._fits(x, width, piece, inside):
                if phase.kind == "work":
                    color = ink_on(FILLS[f"work-{row.priority or 0}"].face)
                    self.canvas.texts.append(
                        frame.text(name, x, bar.middle, size=frame.small, color=color, role="phase")
                    )
                    inside.take(x - 1.0, x + width + 1.0)
                else:
                    self._on_paper(name, x, width, bar, inside)
                return

    def _mark_label(self, mark: Mark, bar: Box, lane: Lane, inside: Lane) -> None:
        """Date a milestone on the bar, on plain paper; a date of the measure's own beside it."""
        x, radius = self.frame.x(mark.day), self.frame.radius(RowKind.MEASURE)
        text = short_day(dt.date.fromordinal(mark.day))
        if mark.kind == "due":
            edge = Box(x - radius, bar.y0, x + radius, bar.y1)
            self._beside([f"Frist {text}"], edge, lane, left=[f"Frist {text}"], color="deadline")
        elif mark.kind == "milestone":
            width = self.frame.measure(text, self.frame.small, False)  # noqa: FBT003
            for start in (x + radius + _GAP, x - radius - _GAP - width):
                if self._fits(start, width, bar, inside):
                    self._on_paper(text, start, width, bar, inside)
                    return

    def _fits(self, x: float, width: float, within: Box, inside: Lane) -> bool:
        return x >= within.x0 + 1.0 and x + width <= within.x1 - 1.0 and inside.is_free(x - 1.0, x + width + 1.0)

    def _on_paper(self, text: str, x: float, width: float, bar: Box, inside: Lane) -> None:
        """Put a text on a bar that is too busy to read on."""
        paper = Box(x - 1.0, bar.y0 + 0.3, x + width + 1.0, bar.y1 - 0.3)
        self.canvas.surfaces.append(rectangle(paper, "row", order=3.5, role="paper"))
        self.canvas.texts.append(self.frame.text(text, x, bar.middle, size=self.frame.small, role="phase"))
        inside.take(x - 1.0, x + width + 1.0)
        self.labelled.append((x - 1.0, x + width + 1.0))

    def _beside(
        self, texts: Sequence[str], box: Box, lane: Lane, *, left: Sequence[str], color: str, bold: bool = False,
        tail: float = 0.0,
    ) -> bool:  # fmt: skip
        """Put the first wording for which there is room to the right of a box, or to its left; return whether there was.

        On the right it stands behind a short tail; a longer one runs on behind it, so that the date stands where the bar
        ends. It may hop over a line of the calendar.
        """
        frame = self.frame
        for text in texts:
            width = frame.measure(text, frame.small, bold)
            runs_on = tail > box.x1 + _GAP + width + 8.0
            start = (box.x1 if runs_on else max(box.x1, tail + _LINE)) + _GAP
            x = lane.first_free(start - 1.0, width + 2.0, hop=2.5 * _LINE)
            near = x is not None and x - start <= _HOP
            if x is not None and near and x + 1.0 + width < frame.right - 4.0:
                self._label(text, x + 1.0, width, box, lane, color=color, bold=bold)
                self._tail(x + width + _GAP + 1.0 if runs_on else box.x1, tail, box)
                return True
        for text in left:
            width = frame.measure(text, frame.small, bold)
            x = box.x0 - _GAP - width
            if x > frame.left + 4.0 and lane.is_free(x - 1.0, x + width + 1.0):
                self._label(text, x, width, box, lane, color=color, bold=bold)
                self._tail(box.x1, tail, box)
                return True
        return False

    def _label(self, text: str, x: float, width: float, box: Box, lane: Lane, *, color: str, bold: bool) -> None:
        lane.take(x - 1.0, x + width + 1.0)
        self.labelled.append((x - 1.0, x + width + 1.0))
        made = self.frame.text(text, x, box.middle, size=self.frame.small, color=color, bold=bold, role="label")
        self.canvas.texts.append(made)

    # vertical lines

    def _deadlines(self) -> list[tuple[int, int, int]]:
        """Return first row, last row and day (the one after) of each deadline."""
        rows = self.frame.sheet.rows
        bands = [i for i, row in enumerate(rows) if row.kind is RowKind.BAND] + [len(rows)]
        found = []
        for first, stop in pairwise(bands):
            deadline = rows[first].deadline
            if deadline is not None:
                found.append((first, stop - 1, deadline + 1))
        return found

    def _vertical_lines(self, position: int) -> list[tuple[float, float]]:
        frame = self.frame
        days = [date for first, last, date in self.deadlines if first <= position <= last]
        if frame.sheet.status is not None:
            days.append(frame.sheet.status + 1)
        return [(frame.x(d) - _LINE, frame.x(d) + _LINE) for d in days]
