# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""When it is finished, with which certainty: histogram and S-curve, on axes and as text."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from egovplan.markup import day
from egovplan.views.risk_finish_layout import NATURAL, FinishLayout, layout
from egovplan.views.risk_finish_model import LEVELS, finish_sheet, milestone_of
from egovplan.views.risk_words import chance, due_date, expect_risk, show_finish
from egovplan.whatif.risk.result import RiskResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARGIN = 22.0
_EPOCH = dt.date(1970, 1, 1).toordinal()


def plot_finish_distribution(
    result: RiskResult, ax: Axes | None = None, *, stage: str | None = None, title: str | None = None
) -> Axes:
    """Draw when the project is finished: a histogram of all runs, and the S-curve of what is finished by then.

    Parameters
    ----------
    result
        What :func:`egovplan.simulate` gave.
    ax
        Axes to draw into, filled completely; with None, axes on a figure of their own.
    stage
        Id of a stage, or of a measure, whose finish is shown; None for the whole project.
    title
        Above the picture; what is shown by default.

    Returns
    -------
    matplotlib.axes.Axes
        Its horizontal data are dates (days where there is no calendar), so that more can be drawn on it; in a notebook it
        shows itself.

    Raises
    ------
    OutOfRangeError
        If there is no such stage or measure.

    Notes
    -----
    Marked are the planned finish with the share of runs that keep it, P50, P80 and P95 (by then so many per cent of the
    runs are finished), and the deadline with the share of runs that keep it. Runs that miss it are hatched.
    """
    from egovplan.views import painter

    expect_risk(result, "plot_finish_distribution")
    sheet = finish_sheet(result, stage, title)
    if ax is None:
        width, height = NATURAL
        ax = painter.page(width + _MARGIN, height + _MARGIN, _MARGIN / 2, alt=finish_text(result, stage=stage))
        made = layout(sheet, width=width, height=height, measure=painter.text_width)
    else:
        width, height = painter.room(ax)
        made = layout(sheet, width=width, height=height, measure=painter.measure_on(ax))
    _draw(made, ax, origin=_EPOCH if sheet.dated else 0)
    return ax


def _draw(made: FinishLayout, ax: Axes, origin: int) -> None:
    from egovplan.views import painter

    def to_data(x: float) -> float:
        return made.first - origin + (x - made.plot.x0) / made.per_day

    ax.set_axis_off()
    ax.set_xlim(to_data(0.0), to_data(made.width))
    ax.set_ylim(made.height, 0.0)
    painter.paint(ax, made.canvas.surfaces, made.canvas.lines, made.canvas.texts, to_data)


def finish_text(result: RiskResult, *, stage: str | None = None) -> str:
    """Return the picture as German text: dates with their certainty, and what becomes of the deadline."""
    item = milestone_of(result, stage)
    sheet = finish_sheet(result, stage, None)
    kept = chance(item.deterministic_probability)
    lines = [
        sheet.title,
        sheet.subtitle,
        f"- geplant: {show_finish(result, item.deterministic)}, in {kept} der Läufe gehalten",
    ]
    quantiles = ((p, show_finish(result, item.distribution.quantile(p / 100))) for p in (10, *LEVELS))
    lines += [f"- mit {p} % Sicherheit fertig bis {shown} (P{p})" for p, shown in quantiles]
    if item.due is not None:
        date = due_date(result, item)
        shown = day(date) if date else show_finish(result, item.due)
        lines.append(f"- Frist {shown}: in {chance(item.probability)} der Läufe gehalten")
    return "\n".join([*lines, *(f"- {note}" for note in sheet.notes)])
