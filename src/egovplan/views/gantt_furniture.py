# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Lay out what stands around the rows of a Gantt chart: title, header, grid, loads, legend."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from egovplan.markup import day
from egovplan.views.gantt_frame import Frame
from egovplan.views.gantt_whiskers import draw_spread
from egovplan.views.load import Strip
from egovplan.views.shapes import Box, Canvas, Line, Point, Surface, diamond, rectangle
from egovplan.views.style import FILLS, PRIORITY, ink_on
from egovplan.views.text import first_fitting, next_quarter, shorten

_TIER = 12.5


def draw_header(canvas: Canvas, frame: Frame) -> None:
    """Lay out title, column heads, the two tiers of the time axis and the grid below them."""
    _title(canvas, frame)
    _column_heads(canvas, frame)
    y = frame.header
    for start, stop, year in _years(frame):
        box = Box(frame.x(start), y, frame.x(stop), y + _TIER)
        _head_cell(canvas, frame, box, (f"Haushaltsjahr {year}", str(year), f"{year % 100:02}"), "year")
    for first, after in _quarters(frame):
        name = (first.month + 2) // 3
        box = Box(frame.x(first.toordinal()), y + _TIER, frame.x(after.toordinal()), y + 2 * _TIER)
        wordings = (f"{name}. Quartal", f"Q{name}", str(name))
        _head_cell(canvas, frame, box, wordings, "quarter")
        x = box.x1
        style = "grid-year" if after.month == 1 else "grid"
        canvas.lines.append(Line(((x, frame.top), (x, frame.bottom)), style))
    if frame.sheet.status is not None:
        _status(canvas, frame, frame.sheet.status)


def _title(canvas: Canvas, frame: Frame) -> None:
    size = 12.0 if frame.width >= 600 else 9.0
    for text, middle, font, bold, color in (
        (frame.sheet.title, 8.0, size, True, "normal"),
        (frame.sheet.subtitle, 21.5, 7.5, False, "muted"),
    ):
        fitted = shorten(text, frame.width - 4.0, lambda t, f=font, b=bold: frame.measure(t, f, b))  # type: ignore[misc]
        if fitted:
            canvas.texts.append(frame.text(fitted, 2.0, middle, size=font, bold=bold, color=color, role="title"))


def _column_heads(canvas: Canvas, frame: Frame) -> None:
    columns, middle = frame.columns, frame.header + 1.5 * _TIER
    heads = [(columns.title, "Maßnahme"), (columns.office, "Federführung" if frame.is_wide else "Amt")]
    if frame.is_wide:
        heads += [(columns.start, "Beginn"), (columns.finish, "Ende")]
    size = min(6.8, frame.size)
    canvas.texts.extend(frame.text(t, x, middle, size=size, color="muted", bold=True, role="head") for x, t in heads)


def _head_cell(canvas: Canvas, frame: Frame, box: Box, wordings: tuple[str, ...], style: str) -> None:
    canvas.surfaces.append(rectangle(box, style, order=1.0, role="head"))
    bold = style == "year"
    size = 7.2 if bold else 6.2
    text = first_fitting(wordings, box.x1 - box.x0 - 1.5, lambda t: frame.measure(t, size, bold))
    if text:
        centre = (box.x0 + box.x1) / 2
        canvas.texts.append(frame.text(text, centre, box.middle, size=size, align="center", bold=bold, role="head"))


def _status(canvas: Canvas, frame: Frame, status: int) -> None:
    text = f"Stand {day(dt.date.fromordinal(status))}"
    half = frame.measure(text, 6.5, True) / 2  # noqa: FBT003
    x = min(max(frame.x(status + 1), frame.left + half), frame.right - half)
    canvas.texts.append(frame.text(text, x, frame.top - 5.5, size=6.5, align="center", bold=True, role="status"))


def _quarters(frame: Frame) -> Iterator[tuple[dt.date, dt.date]]:
    first = dt.date.fromordinal(frame.first)
    while first.toordinal() < frame.last:
        after = next_quarter(first)
        yield first, after
        first = after


def _years(frame: Frame) -> Iterator[tuple[int, int, int]]:
    first, last = dt.date.fromordinal(frame.first), dt.date.fromordinal(frame.last - 1)
    for year in range(first.year, last.year + 1):
        start = max(frame.first, dt.date(year, 1, 1).toordinal())
        yield start, min(frame.last, dt.date(year, 12, 31).toordinal() + 1), year


# loads


def draw_strips(canvas: Canvas, frame: Frame) -> None:
    """Lay out the load of each office against its capacity, on the axis of the rows."""
    if not frame.sheet.strips:
        return
    heading = frame.strips_top - 0.5 * frame.pitch
    canvas.texts.append(
        frame.text("Auslastung der Ämter", frame.columns.chip, heading, size=frame.size, bold=True, role="band")
    )
    if frame.is_wide:
        text = "Kapazität höchstens, Ø an Tagen mit Arbeit"
        made = frame.text(text, frame.columns.office, heading, size=min(6.8, frame.size), color="muted", role="head")
        canvas.texts.append(made)
    for position, strip in enumerate(frame.sheet.strips):
        y = frame.strips_top + position * frame.strip_height
        box = Box(frame.left, y + 0.12 * frame.strip_height, frame.right, y + frame.strip_height)
        canvas.surfaces.append(rectangle(box, "strip", order=0.5, role="strip"))
        _strip_names(canvas, frame, strip, y + 0.56 * frame.strip_height)
        _strip_steps(canvas, frame, strip, box)


def _strip_names(canvas: Canvas, frame: Frame, strip: Strip, middle: float) -> None:
    columns = frame.columns
    split = columns.office
    if not frame.is_wide:
        widest = max(frame.measure(s.detail, frame.size, False) for s in frame.sheet.strips)  # noqa: FBT003
        split = max(columns.title, frame.left - widest - 4.0)
    for text, x, width, color in (
        (strip.title, columns.chip, split - columns.chip - 4.0, "normal"),
        (strip.detail, split, frame.left - split - 3.0, "muted"),
    ):
        fitted = shorten(text, width, lambda t: frame.measure(t, frame.size, False))  # noqa: FBT003
        if fitted:
            canvas.texts.append(frame.text(fitted, x, middle, size=frame.size, color=color, role="cell"))


def _strip_steps(canvas: Canvas, frame: Frame, strip: Strip, box: Box) -> None:
    top = max(1, strip.top)

    def height(value: int) -> float:
        return box.y1 - (box.y1 - box.y0 - 1.5) * value / top

    area: list[Point] = []
    capacity: list[Point] = []
    for step in strip.steps:
        if step.stop <= frame.first or step.start >= frame.last:
            continue
        x0, x1 = frame.x(max(step.start, frame.first)), frame.x(min(step.stop, frame.last))
        area += [(x0, height(step.load)), (x1, height(step.load))]
        capacity += [(x0, height(step.capacity)), (x1, height(step.capacity))]
        if step.full:
            full = Box(x0, height(step.load), x1, box.y1)
            canvas.surfaces.append(rectangle(full, "full", order=2.5, role="load"))
    if area:
        closed = ((area[0][0], box.y1), *area, (area[-1][0], box.y1))
        canvas.surfaces.append(Surface(closed, "load", 2.4, "load"))
        canvas.lines.append(Line(tuple(capacity), "capacity"))


# legend


def draw_legend(canvas: Canvas, frame: Frame) -> float:
    """Lay out the legend below everything and return where it ends."""
    size, step = 6.6, 12.0
    x, middle = frame.columns.chip, frame.bottom + 10.0
    for name, width in _legend_items(frame):
        text_width = frame.measure(name, size, False)  # noqa: FBT003
        if x + width + 3.0 + text_width > frame.width - 2.0 and x > frame.columns.chip:
            x, middle = frame.columns.chip, middle + step
        _sample(canvas, frame, name, Box(x, middle - 3.6, x + width, middle + 3.6))
        canvas.texts.append(frame.text(name, x + width + 3.0, middle, size=size, role="legend"))
        x += width + text_width + 13.0
    short = any("AT" in text.text.split() for text in canvas.texts)
    for note in (*frame.sheet.notes, *(["AT: Arbeitstage."] if short else [])):
        middle += 10.0
        fitted = shorten(note, frame.width - 4.0, lambda t: frame.measure(t, size, False))  # noqa: FBT003
        canvas.texts.append(frame.text(fitted, 2.0, middle, size=size, color="muted", role="note"))
    return middle + 7.0


def _legend_items(frame: Frame) -> Iterator[tuple[str, float]]:
    yield "Priorität der Maßnahme", 9.0 * len(PRIORITY)
    for name in (
        "Vorgang", "Einführung in den Ämtern", frame.sheet.hatched, "ruht", "Puffer", "Meilenstein", "Gremium",
    ):  # fmt: skip
        yield name, 9.0 if name in ("Meilenstein", "Gremium") else 18.0
    if frame.sheet.ghosts:
        yield "Basisplan", 18.0
    styles = {link.style for link in frame.sheet.links}
    yield from ((name, 20.0) for name, style in _ARROWS.items() if style in styles)
    if any(mark.kind == "external" for row in frame.sheet.rows for mark in row.marks):
        yield "extern", 9.0
    if any(mark.kind == "due" for row in frame.sheet.rows for mark in row.marks):
        yield "Frist der Maßnahme", 9.0
    if frame.sheet.risk:
        yield "Ende mit Unsicherheit: P10, P50 (dick), P80, P90", 26.0
    if any(row.deadline for row in frame.sheet.rows):
        yield "Frist der Stufe", 18.0
    if frame.sheet.status is not None:
        yield "Stand", 18.0
    if frame.sheet.strips:
        yield "eine Rolle ausgelastet", 18.0
        yield "Kapazität", 18.0


_ARROWS = {"Kette: Vorgänger": "chain", "Kette: Kapazität oder Grenze": "chain-shared"}
_BARS = {
    "Vorgang": "work-2",
    "Einführung in den Ämtern": "rollout-2",
    "ruht": "open",
    "eine Rolle ausgelastet": "full",
}
_LINES = {"Puffer": "tail", "Frist der Stufe": "deadline", "Stand": "status", "Kapazität": "capacity"}
_MARKS = {"Meilenstein": "milestone", "Gremium": "gate", "extern": "external", "Frist der Maßnahme": "due"}


def _sample(canvas: Canvas, frame: Frame, name: str, box: Box) -> None:
    if name in _BARS or name in ("Basisplan", frame.sheet.hatched):
        inner = {"ruht": 2.0, "Basisplan": 2.3}.get(name, 0.0)
        sample = Box(box.x0, box.y0 + inner, box.x1, box.y1 - inner)
        style = "ghost" if name == "Basisplan" else _BARS.get(name, "critical")
        canvas.surfaces.append(rectangle(sample, style, order=3.0, role="legend"))
    elif name in _ARROWS:
        canvas.lines.append(Line(((box.x0, box.middle), (box.x1, box.middle)), _ARROWS[name], head=True))
    elif name in _LINES:
        canvas.lines.append(Line(((box.x0, box.middle), (box.x1, box.middle)), _LINES[name]))
    elif name.startswith("Ende"):
        draw_spread(canvas, (box.x0, box.x0 + 10.0, box.x0 + 19.0, box.x1), box.middle, 3.0, beyond=False)
    elif name in _MARKS:
        canvas.surfaces.append(diamond((box.x0 + box.x1) / 2, box.middle, 4.0, _MARKS[name]))
    else:
        for position, priority in enumerate(PRIORITY):
            chip = Box(box.x0 + 9.0 * position, box.y0, box.x0 + 9.0 * position + 8.4, box.y1)
            style = f"chip-{priority}"
            canvas.surfaces.append(rectangle(chip, style, order=3.0, role="legend"))
            centre = (chip.x0 + chip.x1) / 2
            ink = ink_on(FILLS[style].face)
            canvas.texts.append(
                frame.text(str(priority), centre, box.middle, size=5.8, align="center", color=ink, role="legend")
            )
