# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Where everything of a Gantt chart goes: pure data, in points, without collisions. The painter only paints it.

From top to bottom: title, header of Haushaltsjahre and quarters, rows, load of the offices on the same axis, legend.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from egovplan.views.gantt_arrows import Router, Track, Trip
from egovplan.views.gantt_bars import RowArtist
from egovplan.views.gantt_frame import Frame, Sheet, frame_of
from egovplan.views.gantt_furniture import draw_header, draw_legend, draw_strips
from egovplan.views.gantt_ghosts import draw_ghost
from egovplan.views.gantt_model import RowKind
from egovplan.views.gantt_whiskers import draw_whisker
from egovplan.views.shapes import Box, Canvas, Line, Surface, Text
from egovplan.views.text import Measure


@dataclass(frozen=True)
class GanttLayout:
    """A laid-out page.

    Parameters
    ----------
    width, height
        Of the page. [pt]
    day, per_day, left
        Calendar ordinal at ``left``, points a day, and where the axis has that day. [pt]
    surfaces, lines, texts
        What to paint.
    arrows
        Those of ``lines`` that are precedences.
    rows
        Row id → its box.
    bottom
        Where the last thing on the page ends. [pt]
    """

    width: float
    height: float
    day: int
    per_day: float
    left: float
    surfaces: tuple[Surface, ...]
    lines: tuple[Line, ...]
    texts: tuple[Text, ...]
    arrows: tuple[Line, ...]
    rows: dict[str, Box]
    bottom: float

    @property
    def bars(self) -> tuple[Surface, ...]:
        """The pieces of bars."""
        return tuple(s for s in self.surfaces if s.role == "phase")

    def date_at(self, x: float) -> dt.date:
        """Return the day at a position of the time axis."""
        return dt.date.fromordinal(self.day + int((x - self.left) / self.per_day))


def layout(sheet: Sheet, *, width: float, height: float | None, measure: Measure) -> GanttLayout:
    """Lay out one page.

    Parameters
    ----------
    sheet
        What to show.
    width, height
        Room for it; with a height of None it takes what it needs. [pt]
    measure
        (text, size, bold) → width. [pt]
    """
    frame = frame_of(sheet, width=width, height=height, measure=measure)
    canvas = Canvas()
    draw_header(canvas, frame)
    artist = RowArtist(canvas, frame)
    tracks = [draw_whisker(canvas, frame, position, artist.draw(position)) for position in range(len(sheet.rows))]
    tracks = [draw_ghost(canvas, frame, position, track) for position, track in enumerate(tracks)]
    artist.draw_deadlines()
    draw_strips(canvas, frame)
    bottom = draw_legend(canvas, frame)
    arrows = _arrows(frame, tracks)
    return GanttLayout(
        width=width, height=height or bottom, day=frame.first, per_day=frame.per_day, left=frame.x(frame.first),
        surfaces=tuple(canvas.surfaces), lines=(*canvas.lines, *arrows), texts=tuple(canvas.texts), arrows=arrows,
        rows={row.id: frame.row_box(i) for i, row in enumerate(sheet.rows) if row.kind is not RowKind.BAND}, bottom=bottom,
    )  # fmt: skip


def _arrows(frame: Frame, tracks: list[Track]) -> tuple[Line, ...]:
    position = {row.id: i for i, row in enumerate(frame.sheet.rows) if row.kind is not RowKind.BAND}
    rows = frame.sheet.rows
    trips = []
    for link in frame.sheet.links:
        source, target = rows[position[link.source]], rows[position[link.target]]
        leaves = frame.anchor(source, link.leaves, at_start=link.leaves_start)
        enters = frame.anchor(target, link.enters, at_start=link.enters_start)
        trips.append(Trip(position[link.source], position[link.target], leaves, enters, link.style))
    return Router(tracks, frame.left, frame.right).route(trips)
