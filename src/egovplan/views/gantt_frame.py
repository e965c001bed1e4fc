# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The measures of a chart: columns, rows, and the time axis, from what there is to show and the room there is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from egovplan.views.gantt_links import RowLink
from egovplan.views.gantt_model import Row, RowKind
from egovplan.views.load import Strip
from egovplan.views.shapes import Box, Text
from egovplan.views.text import Measure, next_quarter, quarter_start

WIDE = 900.0
"""From this width on there is room for columns with dates and the names of offices. [pt]"""
NATURAL_PITCH = 13.0
_RISK_ROOM = _GHOST_ROOM = 3.0
_STRIP = 1.5
_HEADER = 25.0
_PAD = 4.0
_ROOM = dt.timedelta(days=45)
"""Left free after the last day, for its label."""


@dataclass(frozen=True)
class Sheet:
    """What one page shows.

    Parameters
    ----------
    title, subtitle
        Above the chart.
    rows, links, strips
        Its content.
    first, last
        Days that the axis has to show.
    status
        Status date, None if there is none.
    notes
        Remarks below the legend.
    risk
        Whether there is room above the bars for how their finish spreads.
    ghosts
        Whether there is room below the bars for where they were.
    hatched
        What the hatched bars are, in the words of the legend.
    """

    title: str
    subtitle: str
    rows: tuple[Row, ...]
    links: tuple[RowLink, ...] = ()
    strips: tuple[Strip, ...] = ()
    first: dt.date = dt.date(2000, 1, 1)
    last: dt.date = dt.date(2000, 12, 31)
    status: int | None = None
    notes: tuple[str, ...] = ()
    risk: bool = False
    ghosts: bool = False
    hatched: str = "kritisch"


@dataclass(frozen=True)
class Columns:
    """Left ends of the columns beside the axis, widths in points; a width of 0 leaves a column out."""

    chip: float
    title: float
    title_width: float
    office: float
    office_width: float
    start: float
    finish: float
    date_width: float


@dataclass(frozen=True)
class Frame:
    """Columns, row height and time axis of a page.

    Parameters
    ----------
    sheet, measure, width
        As given.
    pitch
        Height of a row. [pt]
    size, small
        Type sizes of rows and of labels on bars. [pt]
    columns
        Beside the axis.
    left, right, first, per_day
        The axis: its ends, the calendar ordinal at its left end, points a day.
    header, top
        Upper edge of the header and of the first row.
    """

    sheet: Sheet
    measure: Measure
    width: float
    pitch: float
    columns: Columns
    left: float
    right: float
    first: int
    last: int
    header: float
    top: float

    @property
    def per_day(self) -> float:
        """Points a calendar day."""
        return (self.right - self.left - 2 * _PAD) / (self.last - self.first)

    @property
    def size(self) -> float:
        """Type size of rows. [pt]."""
        return _size(self.pitch)

    @property
    def small(self) -> float:
        """Type size of labels on bars. [pt]."""
        return min(6.2, (0.46 if self.sheet.risk else 0.52) * self.pitch)

    @property
    def is_wide(self) -> bool:
        """Whether there are columns with dates."""
        return self.columns.date_width > 0

    @property
    def strip_height(self) -> float:
        """Height of the load of one office. [pt]."""
        return _STRIP * self.pitch

    @property
    def strips_top(self) -> float:
        """Upper edge of the loads."""
        return self.top + (len(self.sheet.rows) + 1.1) * self.pitch

    @property
    def bottom(self) -> float:
        """Lower edge of rows and loads."""
        if not self.sheet.strips:
            return self.top + len(self.sheet.rows) * self.pitch
        return self.strips_top + len(self.sheet.strips) * self.strip_height

    def x(self, day: float) -> float:
        """Return the position of a calendar day on the axis."""
        return self.left + _PAD + (day - self.first) * self.per_day

    def row_box(self, position: int) -> Box:
        """Return the box of a row, over the whole width."""
        y = self.top + position * self.pitch
        return Box(0.0, y, self.width, y + self.pitch)

    def bar_box(self, position: int, start: float, stop: float) -> Box:
        """Return the box of a bar between two positions."""
        middle = self.row_box(position).middle
        thick = 0.44 if self.sheet.rows[position].kind is RowKind.ACTIVITY else 0.6
        if self.sheet.risk:
            thick, middle = 0.74 * thick, middle + 0.08 * self.pitch
        if self.sheet.ghosts:
            thick, middle = 0.8 * thick, middle - 0.1 * self.pitch
        half = 0.5 * thick * self.pitch
        return Box(start, middle - half, stop, middle + half)

    def radius(self, kind: RowKind) -> float:
        """Return the radius of a mark on a row."""
        tight = self.sheet.risk or self.sheet.ghosts
        size = 0.28 if kind is RowKind.ACTIVITY else 0.3 if tight else 0.36
        return size * self.pitch

    def anchor(self, row: Row, day: int, *, at_start: bool) -> float:
        """Return where on a bar an arrow is tied: a little inside of its end."""
        start, stop = self.x(row.start or 0), self.x(row.stop or 0)
        inset = min(2.2, (stop - start) / 2)
        return min(max(self.x(day) + (inset if at_start else -inset), start + inset), stop - inset)

    def text(
        self, text: str, x: float, middle: float, *, size: float, align: str = "left", color: str = "normal",
        bold: bool = False, role: str = "",
    ) -> Text:  # fmt: skip
        """Return a text whose capitals are centred on a height, with the box it takes."""
        width = self.measure(text, size, bold)
        start = x - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width
        base = middle + 0.36 * size
        box = Box(start, base - 0.96 * size, start + width, base + 0.26 * size)
        return Text(text, x, base, size, align, color, bold, box, role)


def frame_of(sheet: Sheet, *, width: float, height: float | None, measure: Measure) -> Frame:
    """Return the frame of a page; with a height of None, rows have their natural height."""
    header = 30.0
    top = header + _HEADER + (11.0 if sheet.status is not None else 0.0)
    count = len(sheet.rows) + (1.1 + _STRIP * len(sheet.strips) if sheet.strips else 0.0)
    legend = 16.0 + (24.0 if width < WIDE else 12.0) + 9.0 * len(sheet.notes)
    natural = NATURAL_PITCH + _RISK_ROOM * sheet.risk + _GHOST_ROOM * sheet.ghosts
    pitch = natural if height is None else min(natural + 3.0, max(1.0, (height - top - legend) / max(1.0, count)))
    columns, left = _columns(sheet, width, _size(pitch), measure)
    first, last = quarter_start(sheet.first).toordinal(), next_quarter(sheet.last + _ROOM).toordinal()
    return Frame(sheet, measure, width, pitch, columns, left, width - 1.0, first, last, header, top)


def _size(pitch: float) -> float:
    """Return the type size of rows of some height. [pt]."""
    return min(7.6, 0.63 * pitch)


def _columns(sheet: Sheet, width: float, size: float, measure: Measure) -> tuple[Columns, float]:
    """Return the columns beside the axis and where the axis begins."""
    wide = width >= WIDE
    chip = 2.0
    title = chip + 1.6 * size + 3.0

    def widest(texts: list[str], low: float, high: float) -> float:
        return min(high, max([low, *(measure(t, size, False) + 4.0 for t in texts)]))  # noqa: FBT003

    titles = [row.title for row in sheet.rows if row.kind is not RowKind.BAND]
    offices = [(row.office if wide else row.office_id) for row in sheet.rows]
    title_width = widest(titles, 0.1 * width, (0.19 if wide else 0.25) * width)
    office = title + title_width + 5.0
    office_width = widest([*offices, "Federführung" if wide else "Amt"], 12.0, (0.12 if wide else 0.06) * width)
    date_width = measure("00.00.0000", size, False) + 3.0 if wide else 0.0  # noqa: FBT003
    start = office + office_width + 5.0
    finish = start + date_width + 4.0
    left = finish + date_width + 3.0 if wide else start
    return Columns(chip, title, title_width, office, office_width, start, finish, date_width), left
