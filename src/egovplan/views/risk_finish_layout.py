# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Where everything of the picture of a finish goes: pure data, in points, without collisions.

From top to bottom: title, labels of the marked days, histogram with curve, two lines of the calendar, legend, notes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from egovplan.markup import percent
from egovplan.views.bins import AXES, Cell, Unit, plain_unit
from egovplan.views.flags import Flag, lowest, stack
from egovplan.views.flags import height as levels_of
from egovplan.views.pen import Pen
from egovplan.views.risk_finish_model import FinishSheet, Marker
from egovplan.views.shapes import Box, Canvas, Line, diamond, rectangle
from egovplan.views.text import Measure, first_fitting

NATURAL = (720.0, 400.0)
_TOP = 34.0
_LEVEL = 11.0
_ABOVE = 4.0
_TIER = 12.5
_SIZE = 7.4
_SMALL = 6.6
_LEGEND = 13.0
_PARTS = 5
_STEPS = (1, 2, 3, 4, 5, 6, 8, 10)
_LEAST = 12
"""Days that the axis shows at least."""


@dataclass(frozen=True)
class FinishLayout:
    """A laid-out picture.

    Parameters
    ----------
    canvas
        What to paint.
    width, height
        [pt]
    plot
        The box of histogram and curve.
    first, per_day
        Position at its left end, and points a day.
    """

    canvas: Canvas
    width: float
    height: float
    plot: Box
    first: float
    per_day: float

    def x(self, day: float) -> float:
        """Return where a position of the axis is drawn."""
        return self.plot.x0 + (day - self.first) * self.per_day


def layout(sheet: FinishSheet, *, width: float, height: float, measure: Measure) -> FinishLayout:
    """Lay out a picture.

    Parameters
    ----------
    sheet
        What to show.
    width, height
        Room for it. [pt]
    measure
        (text, size, bold) → width. [pt]
    """
    canvas = Canvas()
    pen = Pen(canvas, measure)
    side = measure("100 %", _SIZE, False) + 7.0  # noqa: FBT003
    left, right = side, width - side
    span = sheet.last - sheet.first
    spare = max(0.0, _LEAST - span) / 2 + 0.02 * span
    first, last = sheet.first - spare, sheet.last + spare
    per_day = (right - left) / (last - first)
    flags = _flags(sheet, lambda day: left + (day - first) * per_day, width, measure)
    levels = levels_of(flag for _, flag in flags)
    legend = list(_legend(sheet))
    foot = 2 * _TIER + 5.0 + _legend_height(legend, width, measure) + 10.0 * len(sheet.notes)
    plot = Box(left, _TOP + levels * _LEVEL + _ABOVE, right, max(_TOP + levels * _LEVEL + 30.0, height - foot))
    made = FinishLayout(canvas, width, height, plot, first, per_day)
    _title(pen, sheet, width)
    _scales(pen, sheet, made)
    _bars(sheet, made)
    _calendar(pen, sheet, made)
    canvas.lines.append(Line(tuple(_steps(sheet, made)), "curve"))
    _marks(pen, sheet, made, flags)
    _write_legend(pen, sheet, legend, made)
    return made


def _flags(
    sheet: FinishSheet, x: Callable[[float], float], width: float, measure: Measure
) -> tuple[tuple[Marker, Flag], ...]:
    """Return each marker with its label; one outside of the picture stands at its edge, without a line."""

    def wide(text: str) -> float:
        return measure(text, _SIZE, False)  # noqa: FBT003

    inside = [m for m in sheet.markers if not m.outside]
    flags = stack([(x(m.at), m.wordings) for m in inside], 2.0, width - 2.0, wide)
    result = [(inside[flag.line], flag) for flag in flags]
    for marker in sheet.markers:
        text = first_fitting(marker.wordings, width - 4.0, wide)
        if marker.outside and text:
            start = 2.0 if marker.outside < 0 else width - 2.0 - wide(text)
            flag = Flag(-1, x(marker.at), text, start, start + wide(text))
            result.append((marker, lowest(flag, flags)))
    return tuple(result)


def _title(pen: Pen, sheet: FinishSheet, width: float) -> None:
    size = 12.0 if width >= 420 else 9.0
    pen.write(sheet.title, 2.0, 8.0, size=size, bold=True, width=width - 4.0, role="title")
    pen.write(sheet.subtitle, 2.0, 21.5, size=7.5, color="muted", width=width - 4.0, role="title")


def _step(sheet: FinishSheet) -> float:
    """Return the step of the left scale, a round share, so that five of them are above every bar."""
    least = max([b.kept + b.missed for b in sheet.bins] or [1.0]) / _PARTS
    power = 0.0001
    while 10 * power < least:
        power *= 10
    return next(power * digit for digit in _STEPS if power * digit >= least - 1e-12)


def _scales(pen: Pen, sheet: FinishSheet, made: FinishLayout) -> None:
    """Both scales on the same lines: on the left what a bin holds, on the right what is finished by then."""
    plot, step = made.plot, _step(sheet)
    digits = 0 if step >= 0.01 else 1 if step >= 0.001 else 2
    every = 1 if plot.y1 - plot.y0 >= 1.4 * _SIZE * _PARTS else _PARTS
    for part in range(0, _PARTS + 1, every):
        y = plot.y1 - part / _PARTS * (plot.y1 - plot.y0)
        made.canvas.lines.append(Line(((plot.x0, y), (plot.x1, y)), "grid" if part else "axis"))
        pen.write(
            percent(part * step, digits), plot.x0 - 4.0, y, size=_SIZE, color="muted", align="right", role="scale"
        )
        pen.write(percent(part / _PARTS), plot.x1 + 4.0, y, size=_SIZE, color="muted", role="scale")


def _bars(sheet: FinishSheet, made: FinishLayout) -> None:
    plot = made.plot
    scale = (plot.y1 - plot.y0) / (_PARTS * _step(sheet))
    for piece in sheet.bins:
        x0, x1 = made.x(piece.start), made.x(piece.stop)
        y = plot.y1
        for share, style in ((piece.kept, "runs"), (piece.missed, "critical")):
            if share > 0:
                box = Box(x0, y - share * scale, x1, y)
                made.canvas.surfaces.append(rectangle(box, style, order=2.0, role=style))
                y = box.y0


def _steps(sheet: FinishSheet, made: FinishLayout) -> Iterator[tuple[float, float]]:
    plot = made.plot
    height = plot.y1 - plot.y0
    yield plot.x0, plot.y1 - sheet.curve[0][1] * height
    for at, share in sheet.curve:
        yield made.x(at), plot.y1 - share * height
    yield plot.x1, plot.y1 - sheet.curve[-1][1] * height


# the calendar


def _calendar(pen: Pen, sheet: FinishSheet, made: FinishLayout) -> None:
    plot, y = made.plot, made.plot.y1
    unit = _labelled(pen, sheet, made)
    for tier, cells in enumerate(_tiers(unit, made)):
        length = _wording(pen, cells, made)
        for cell in cells:
            box = Box(max(plot.x0, made.x(cell.start)), y, min(plot.x1, made.x(cell.stop)), y + _TIER)
            style = "year" if tier else "quarter"
            made.canvas.surfaces.append(rectangle(box, style, order=1.0, role="head"))
            text = first_fitting(cell.wordings[length:], box.x1 - box.x0 - 2.0, lambda t: pen.measure(t, _SMALL, False))  # noqa: FBT003
            pen.write(text, (box.x0 + box.x1) / 2, box.middle, size=_SMALL, align="center", role="head")
            if not tier and plot.x0 < box.x1 < plot.x1:
                made.canvas.lines.append(Line(((box.x1, plot.y0), (box.x1, plot.y1)), "grid"))
        y += _TIER


def _wording(pen: Pen, cells: list[Cell], made: FinishLayout) -> int:
    """Return how short the labels of a line of the calendar have to be, so that those of whole cells are all alike."""
    most = max(len(cell.wordings) for cell in cells)
    whole = [cell for cell in cells if _is_whole(cell, made)]
    return next((length for length in range(most) if _have_room(pen, whole, length, made)), most - 1)


def _is_whole(cell: Cell, made: FinishLayout) -> bool:
    return made.plot.x0 <= made.x(cell.start) and made.x(cell.stop) <= made.plot.x1


def _have_room(pen: Pen, cells: list[Cell], length: int, made: FinishLayout) -> bool:
    texts = ((c.wordings[min(length, len(c.wordings) - 1)], (c.stop - c.start) * made.per_day) for c in cells)
    return all(pen.measure(text, _SMALL, False) + 3.0 <= room for text, room in texts)  # noqa: FBT003


def _labelled(pen: Pen, sheet: FinishSheet, made: FinishLayout) -> Unit:
    """Return the finest unit whose labels all have room."""
    if not sheet.dated:
        return plain_unit(sheet.last - sheet.first, parts=8)
    for unit in AXES:
        if _have_room(pen, [cell for cell in _cells(unit, made) if _is_whole(cell, made)], 9, made):
            return unit
    return AXES[-1]


def _tiers(unit: Unit, made: FinishLayout) -> Iterator[list[Cell]]:
    yield _cells(unit, made)
    if unit.upper:
        yield _cells(unit.upper, made)


def _cells(unit: Unit, made: FinishLayout) -> list[Cell]:
    last = made.first + (made.plot.x1 - made.plot.x0) / made.per_day
    return list(unit.cells(int(made.first), int(-(-last // 1))))


# what is marked


def _marks(pen: Pen, sheet: FinishSheet, made: FinishLayout, flags: tuple[tuple[Marker, Flag], ...]) -> None:
    """Mark days: a line from the calendar up to its label, and where a quantile is, a diamond on the curve."""
    plot = made.plot

    def level_y(level: float) -> float:
        return plot.y0 - _ABOVE - _LEVEL * level

    tops = {marker: level_y(flag.level + 1.0) for marker, flag in flags}
    for marker in sheet.markers:
        x = made.x(marker.at)
        if not marker.outside:
            made.canvas.lines.append(Line(((x, plot.y1), (x, tops.get(marker, plot.y0))), marker.style))
        if marker.level is not None:
            y = plot.y1 - marker.level * (plot.y1 - plot.y0)
            made.canvas.surfaces.append(diamond(x, y, 3.4, "quantile", order=4.5))
    for marker, flag in flags:
        color = "deadline" if marker.style == "deadline" else "normal"
        pen.write(flag.text, flag.start, level_y(flag.level + 0.5), size=_SIZE, color=color, role="flag")


# legend


def _legend(sheet: FinishSheet) -> Iterator[tuple[str, str]]:
    """Yield name and style of what the legend explains."""
    per = f"je {sheet.unit.name}"
    if sheet.due:
        yield f"links: Anteil der Läufe {per}, Frist gehalten", "runs"
        yield "Frist verfehlt", "critical"
    else:
        yield f"links: Anteil der Läufe {per}", "runs"
    yield "rechts: Anteil der Läufe, die bis dahin fertig sind", "curve"
    yield "P50, P80, P95: mit so viel Prozent Sicherheit bis dahin fertig", "quantile"
    yield "geplant: ohne Abweichungen", "planned"
    if sheet.due:
        yield "Frist", "deadline"


def _legend_rows(items: list[tuple[str, str]], width: float, measure: Measure) -> Iterator[tuple[str, str, float, int]]:
    """Yield name, style, left end and row of each item."""
    x, row = 2.0, 0
    for name, style in items:
        wide = 18.0 + 3.0 + measure(name, _SMALL, False)  # noqa: FBT003
        if x + wide > width - 2.0 and x > 2.0:
            x, row = 2.0, row + 1
        yield name, style, x, row
        x += wide + 12.0


def _legend_height(items: list[tuple[str, str]], width: float, measure: Measure) -> float:
    return _LEGEND * (1 + max(row for *_, row in _legend_rows(items, width, measure))) + 3.0


def _write_legend(pen: Pen, sheet: FinishSheet, items: list[tuple[str, str]], made: FinishLayout) -> None:
    top = made.plot.y1 + 2 * _TIER + 5.0
    for name, style, x, row in _legend_rows(items, made.width, pen.measure):
        middle = top + _LEGEND * (row + 0.5)
        if style in ("runs", "critical"):
            box = Box(x, middle - 3.6, x + 18.0, middle + 3.6)
            made.canvas.surfaces.append(rectangle(box, style, order=2.0, role="legend"))
        else:
            made.canvas.lines.append(Line(((x, middle), (x + 18.0, middle)), style))
        if style == "quantile":
            made.canvas.surfaces.append(diamond(x + 9.0, middle, 3.4, "quantile", order=4.5))
        pen.write(name, x + 21.0, middle, size=_SMALL, width=made.width - x - 23.0, role="legend")
    middle = top + _legend_height(items, made.width, pen.measure)
    for note in sheet.notes:
        pen.write(note, 2.0, middle + 2.0, size=_SMALL, color="muted", width=made.width - 4.0, role="note")
        middle += 10.0
