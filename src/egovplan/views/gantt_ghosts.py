# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Where things were in the plan that a chart is compared with: thin hollow bars below those that moved."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from egovplan.errors import PlanError
from egovplan.markup import count, day
from egovplan.plan.model import Plan
from egovplan.views.gantt_arrows import Track
from egovplan.views.gantt_frame import Frame
from egovplan.views.gantt_model import Row, RowKind
from egovplan.views.gantt_rows import span_of
from egovplan.views.shapes import Box, Canvas, diamond, rectangle

_LOW, _HIGH = 0.08, 0.24
"""Distance of a ghost's lower and upper edge from that of its row, as shares of the row's height."""


class Ghosts:
    """What an older plan says of the rows of a chart.

    Parameters
    ----------
    plan
        What is drawn.
    baseline
        What it is compared with.

    Raises
    ------
    PlanError
        If the two have no activity in common.
    """

    def __init__(self, plan: Plan, baseline: Plan) -> None:
        if len(plan) and not any(row.id in baseline for row in plan):
            raise PlanError(
                f"Der Basisplan gehört zu einem anderen Katalog: »{baseline.catalogue.title}«, »{plan.catalogue.title}«."
            )
        self.baseline = baseline

    def add(self, row: Row) -> Row:
        """Return a row with where it was, if it was elsewhere."""
        members: tuple[str, ...] = () if row.kind is RowKind.BAND else (row.id,)
        if row.kind is RowKind.MEASURE:
            members = self.baseline.catalogue.expansion.members.get(row.id, ())
        spans = [span_of(self.baseline.timeline, self.baseline[name]) for name in members if name in self.baseline]
        if not spans:
            return row
        ghost = min(start for start, _ in spans), max(stop for _, stop in spans)
        return replace(row, ghost=ghost) if ghost != (row.start, row.stop) else row

    def note(self, rows: tuple[Row, ...]) -> str:
        """Return how much has moved, for below the legend."""
        measures = [row for row in rows if row.kind is RowKind.MEASURE]
        moved = [row for row in measures if row.ghost]
        later = sum(row.ghost is not None and (row.stop or 0) > row.ghost[1] for row in moved)
        status = f" (Stand {day(self.baseline.as_of)})" if self.baseline.as_of else ""
        new = sum(row.id not in self.baseline.measures for row in measures)
        parts = [
            f"{len(moved)} von {count(len(measures), 'Maßnahme', 'Maßnahmen')} verschoben",
            f"{later} später fertig" if later else "",
            f"{new} neu" if new else "",
        ]
        return f"Hohle Balken: Basisplan{status}; {', '.join(part for part in parts if part)}."


def ghost_text(row: Row) -> str:
    """Return where a row was, as text."""
    if row.ghost is None:
        return ""
    start, stop = row.ghost
    first, last = (day(dt.date.fromordinal(value)) for value in (start, max(start, stop - 1)))
    return f"bisher {first}" if start == stop else f"bisher {first} bis {last}"


def draw_ghost(canvas: Canvas, frame: Frame, position: int, track: Track) -> Track:
    """Draw where a row was, below its bar, and return what arrows now have to go around."""
    row = frame.sheet.rows[position]
    if row.ghost is None:
        return track
    bottom = frame.row_box(position).y1
    start, stop = (frame.x(value) for value in row.ghost)
    box = Box(start, bottom - _HIGH * frame.pitch, stop, bottom - _LOW * frame.pitch)
    radius = (box.y1 - box.y0) / 2
    if stop - start <= radius:  # too short to be seen as a hollow bar
        middle = (start + stop) / 2
        canvas.surfaces.append(diamond(middle, box.middle, radius, "ghost", order=3.2))
        box = Box(middle - radius, box.y0, middle + radius, box.y1)
    else:
        canvas.surfaces.append(rectangle(box, "ghost", order=3.2, role="ghost"))
    # arrows of other rows may cross it: it is as long as what it shows, and going round would take them too far
    return replace(track, bottom=box.y1 + 0.4, foot=track.bottom, below=(box.x0 - 1.5, box.x1 + 1.5))
