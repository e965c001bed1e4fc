# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Tables with a bar in each row, in groups below one another: pure data, in points, without collisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from egovplan.views.bins import nice
from egovplan.views.pen import Pen
from egovplan.views.shapes import Box, Canvas, Line, rectangle
from egovplan.views.text import Measure

WIDTH = 760.0
_PITCH = 14.0
_TOP = 34.0
_HEADING = 18.0
_HEADS = 12.0
_APART = 8.0
_LEGEND = 16.0
_NOTE = 10.0
_GUTTER = 6.0
_HALF = 12.0
"""Room for the left half of the first label of a scale."""
_LABELS = 0.58
"""Share of the width that the columns beside the bars may take."""
_TICKS = 5


@dataclass(frozen=True, slots=True)
class BarRow:
    """A row: what stands in its columns, how long its bar is, what is written at its end, and whether it is hatched."""

    cells: tuple[str, ...]
    value: float
    label: str
    often: bool = False


@dataclass(frozen=True)
class BarGroup:
    """Rows with a scale of their own.

    Parameters
    ----------
    heading
        Above them; may be empty.
    heads
        Labels of the columns, and of the bars.
    rows
        From top to bottom.
    show
        Value of the scale → text.
    high
        The scale goes up to here at least.
    empty
        What is written where there are no rows.
    """

    heading: str
    heads: tuple[str, ...]
    rows: tuple[BarRow, ...]
    show: Callable[[float], str]
    high: float = 0.0
    empty: str = ""

    @property
    def scale(self) -> tuple[float, float, float]:
        """Low end, high end and step of the scale."""
        values = [row.value for row in self.rows]
        low, high = min([0.0, *values]), max([self.high, *values])
        if high <= low:
            high = low + 1.0
        step = nice((high - low) / _TICKS)
        return step * (low // step), step * -(-high // step), step


@dataclass(frozen=True)
class BarSheet:
    """What a picture of bars shows: title, groups, (style, name) of the legend, and notes."""

    title: str
    subtitle: str
    groups: tuple[BarGroup, ...]
    legend: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def natural_height(self) -> float:
        """Height with rows of their natural height. [pt]."""
        return _fixed(self) + _PITCH * _count(self)


@dataclass(frozen=True)
class BarLayout:
    """A laid-out picture: what to paint, and its size. [pt]."""

    canvas: Canvas
    width: float
    height: float


@dataclass(frozen=True)
class _Frame:
    """Columns and row height of one group; ``x`` turns a value into a position."""

    pitch: float
    size: float
    columns: tuple[tuple[float, float], ...]
    left: float
    right: float
    scale: tuple[float, float, float]

    def x(self, value: float) -> float:
        low, high, _ = self.scale
        return self.left + (value - low) / (high - low) * (self.right - self.left)


def layout(sheet: BarSheet, *, width: float, height: float | None, measure: Measure) -> BarLayout:
    """Lay out a picture; with a height of None, rows have their natural height. [pt]."""
    pitch = _PITCH if height is None else min(18.0, max(1.0, (height - _fixed(sheet)) / max(1, _count(sheet))))
    size = min(7.6, 0.58 * pitch)
    canvas = Canvas()
    pen = Pen(canvas, measure)
    pen.write(sheet.title, 2.0, 8.0, size=12.0 if width >= 420 else 9.0, bold=True, width=width - 4.0, role="title")
    pen.write(sheet.subtitle, 2.0, 21.5, size=7.5, color="muted", width=width - 4.0, role="title")
    left = max([0.2 * width, *(_wanted(group, width, size, measure) for group in sheet.groups)])
    y = _TOP
    for group in sheet.groups:
        values = [measure(row.label, size, False) for row in group.rows]  # noqa: FBT003
        right = width - max([20.0, *values]) - 6.0
        columns = _columns(group, left, size, measure)
        y = _group(pen, group, _Frame(pitch, size, columns, left, max(left + 20.0, right), group.scale), y, width)
    _foot(pen, sheet, y, width)
    return BarLayout(canvas, width, height or sheet.natural_height)


def _count(sheet: BarSheet) -> int:
    return sum(max(1, len(group.rows)) for group in sheet.groups)


def _fixed(sheet: BarSheet) -> float:
    """Return the height of everything but the rows."""
    groups = sum((_HEADING if group.heading else 0.0) + _HEADS + _APART for group in sheet.groups)
    return _TOP + groups + (_LEGEND if sheet.legend else 0.0) + _NOTE * len(sheet.notes) + 6.0


def _natural(group: BarGroup, size: float, measure: Measure) -> list[float]:
    cells = [group.heads[:-1], *(row.cells for row in group.rows)]
    return [max(measure(text, size, True) for text in column) + _GUTTER for column in zip(*cells, strict=True)]  # noqa: FBT003


def _wanted(group: BarGroup, width: float, size: float, measure: Measure) -> float:
    return min(_LABELS * width, sum(_natural(group, size, measure)) + 2.0 + _HALF)


def _columns(group: BarGroup, room: float, size: float, measure: Measure) -> tuple[tuple[float, float], ...]:
    """Return left end and width of each column: what it needs, or its fair share of the room."""
    natural = _natural(group, size, measure)
    widths = [0.0] * len(natural)
    rest = room - 2.0 - _HALF
    for done, column in enumerate(sorted(range(len(natural)), key=lambda i: natural[i])):
        widths[column] = min(natural[column], rest / (len(natural) - done))
        rest -= widths[column]
    starts = [2.0 + sum(widths[:i]) for i in range(len(widths))]
    return tuple(zip(starts, widths, strict=True))


def _group(pen: Pen, group: BarGroup, frame: _Frame, y: float, width: float) -> float:
    """Lay out a group and return where it ends."""
    if group.heading:
        pen.write(group.heading, 2.0, y + 0.5 * _HEADING, size=9.0, bold=True, width=width - 4.0, role="band")
        y += _HEADING
    middle = y + 0.5 * _HEADS
    for (x, room), head in zip(frame.columns, group.heads, strict=False):
        pen.write(head, x, middle, size=6.4, bold=True, color="muted", width=room - 2.0, role="head")
    top, bottom = y + _HEADS, y + _HEADS + max(1, len(group.rows)) * frame.pitch
    if group.rows:
        _scale(pen, group, frame, middle, (top, bottom))
    else:
        pen.write(group.empty, 2.0, (top + bottom) / 2, size=frame.size, color="muted", width=width - 4.0, role="cell")
    for position, row in enumerate(group.rows):
        _row(
            pen, row, frame, Box(0.0, top + position * frame.pitch, width, top + (position + 1) * frame.pitch), position
        )
    return bottom + _APART


def _scale(pen: Pen, group: BarGroup, frame: _Frame, middle: float, span: tuple[float, float]) -> None:
    """Write the scale above the rows, as far as there is room, and draw its lines."""
    low, high, step = frame.scale
    free = frame.left - _HALF
    for tick in range(round((high - low) / step) + 1):
        value = low + tick * step
        x = frame.x(value)
        is_zero = abs(value) < 1e-9
        pen.canvas.lines.append(Line(((x, span[0]), (x, span[1])), "axis" if is_zero else "grid"))
        half = pen.measure(group.show(value), 6.4, False) / 2  # noqa: FBT003
        if x - half >= free:
            pen.write(group.show(value), x, middle, size=6.4, color="muted", align="center", role="scale")
            free = x + half + 5.0


def _row(pen: Pen, row: BarRow, frame: _Frame, box: Box, position: int) -> None:
    pen.canvas.surfaces.append(rectangle(box, "row-odd" if position % 2 else "row", order=0.0, role="row"))
    for (x, room), cell in zip(frame.columns, row.cells, strict=True):
        color = "normal" if x == frame.columns[0][0] else "muted"
        pen.write(cell, x, box.middle, size=frame.size, color=color, width=room - 4.0, role="cell")
    ends = sorted((frame.x(0.0), frame.x(row.value)))
    half = 0.3 * frame.pitch
    bar = Box(ends[0], box.middle - half, ends[1], box.middle + half)
    if bar.x1 > bar.x0:
        pen.canvas.surfaces.append(rectangle(bar, "critical" if row.often else "runs", order=3.0, role="bar"))
    pen.write(row.label, bar.x1 + 3.0, box.middle, size=frame.size, role="value")


def _foot(pen: Pen, sheet: BarSheet, y: float, width: float) -> None:
    x = 2.0
    middle = y + 0.5 * _LEGEND
    for style, name in sheet.legend:
        sample = Box(x, middle - 3.6, x + 18.0, middle + 3.6)
        pen.canvas.surfaces.append(rectangle(sample, style, order=3.0, role="legend"))
        pen.write(name, x + 21.0, middle, size=6.6, width=width - x - 23.0, role="legend")
        x += 33.0 + pen.measure(name, 6.6, False)  # noqa: FBT003
    y += _LEGEND if sheet.legend else 0.0
    for position, note in enumerate(sheet.notes):
        middle = y + (position + 0.5) * _NOTE
        pen.write(note, 2.0, middle, size=6.6, color="muted", width=width - 4.0, role="note")
