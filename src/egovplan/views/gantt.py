# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The Gantt chart of a plan: on axes, in files, and as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from egovplan.catalogue.actuals import status_date
from egovplan.errors import OutOfRangeError
from egovplan.markup import count, day, working_days
from egovplan.plan.binding import KIND_LABEL
from egovplan.plan.model import Plan, expect_plan
from egovplan.views.gantt_frame import Sheet
from egovplan.views.gantt_ghosts import Ghosts, ghost_text
from egovplan.views.gantt_layout import GanttLayout, layout
from egovplan.views.gantt_links import on_page, row_links
from egovplan.views.gantt_model import Options, Row, RowKind, paginate, range_of
from egovplan.views.gantt_rows import RowBuilder
from egovplan.views.gantt_whiskers import Spread, whisker_text
from egovplan.views.load import describe, load_strips
from egovplan.views.text import one_line
from egovplan.whatif.risk.result import RiskResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROWS_PER_PAGE = 45
MOST_ROWS = 600
"""Beyond that a single picture could not be rasterised."""
STRIPS = 8
PAPER: dict[str, tuple[float, float]] = {"A4": (841.9, 595.3), "A3": (1190.6, 841.9), "A2": (1683.8, 1190.6)}
"""Format → width and height in landscape. [pt]."""
_NOTEBOOK_WIDTH = 842.0
_MARGIN = 22.0
_EPOCH = dt.date(1970, 1, 1).toordinal()


def plot_gantt(  # noqa: PLR0913  (all but the first are told by name)
    plan: Plan, ax: Axes | None = None, *, unfold: bool | Collection[str] = False,
    offices: Collection[str] | None = None, measures: Collection[str] | None = None, as_of: dt.date | None = None,
    load: bool = True, rows_per_page: int = ROWS_PER_PAGE, page: int | None = None, title: str | None = None,
    risk: RiskResult | None = None, chain: bool | str = False, baseline: Plan | None = None,
) -> Axes:  # fmt: skip
    """Draw a plan as a Gantt chart: stages and measures, arrows, deadlines, and below them the load of the offices.

    Parameters
    ----------
    plan
        What to draw.
    ax
        Axes to draw into, filled completely; with None, axes on a figure of their own that fits the chart.
    unfold
        True for a row for each activity, or the ids of the measures to be unfolded.
    offices, measures
        Show only measures in which one of these offices takes part, or only these measures.
    as_of
        Status date to be marked; that of the plan by default.
    load
        Whether to draw the load of the offices.
    rows_per_page, page
        Draw one page of so many rows, counted from 1; all rows with None.
    title
        Above the chart; the catalogue's title by default.
    risk
        What :func:`egovplan.simulate` gave for this plan: above each bar stands from when to when it is finished with a
        certainty of 10 to 90 per cent, with ticks at P50 and P80.
    chain
        True for the resource-critical chain to the finish of the plan, or the id of an activity or a measure for the chain
        that :func:`egovplan.explain` finds to it: heavy arrows, dashed where one holds what the next one needs.
    baseline
        Another plan, whose dates are drawn as thin hollow bars below what has moved.

    Returns
    -------
    matplotlib.axes.Axes
        Its horizontal data are dates, so that more can be drawn on it; in a notebook it shows itself.

    Raises
    ------
    IndexError
        If there is no such page.
    OutOfRangeError
        If there are too many rows for one picture.
    PlanError
        If ``risk`` was computed for another plan, ``chain`` names what the plan does not have, or ``baseline`` has nothing
        in common with it.
    """
    from egovplan.views import painter

    expect_plan(plan, "plot_gantt")
    options = Options(unfold, offices, measures, chain)
    sheets = gantt_sheets(
        plan, options, as_of=as_of, load=load, rows_per_page=rows_per_page if page else None, title=title, risk=risk,
        baseline=baseline,
    )  # fmt: skip
    if page is not None and not 1 <= page <= len(sheets):
        raise IndexError(f"Seite {page} gibt es nicht; das Diagramm hat {len(sheets)}.")
    sheet = sheets[(page or 1) - 1]
    if len(sheet.rows) > MOST_ROWS:
        raise OutOfRangeError(
            f"{count(len(sheet.rows), 'Zeile', 'Zeilen')} sind zu viele für ein Bild: page=1, 2 … angeben."
        )
    if ax is None:
        made = layout(sheet, width=_NOTEBOOK_WIDTH, height=None, measure=painter.text_width)
        size = (made.width + _MARGIN, made.height + _MARGIN)
        ax = painter.page(*size, _MARGIN / 2, alt=gantt_text(plan, risk=risk, chain=chain, baseline=baseline))
        _draw(made, ax)
    else:
        draw_sheet(sheet, ax)
    return ax


def draw_sheet(sheet: Sheet, ax: Axes) -> None:
    """Draw one page into axes, filling them."""
    from egovplan.views import painter

    width, height = painter.room(ax)
    _draw(layout(sheet, width=width, height=height, measure=painter.measure_on(ax)), ax)


def _draw(made: GanttLayout, ax: Axes) -> None:
    from egovplan.views import painter

    def to_data(x: float) -> float:
        return made.day - _EPOCH + (x - made.left) / made.per_day

    ax.set_axis_off()
    ax.set_xlim(to_data(0.0), to_data(made.width))
    ax.set_ylim(made.height, 0.0)
    painter.paint(ax, made.surfaces, made.lines, made.texts, to_data)


def gantt_sheets(
    plan: Plan, options: Options, *, as_of: dt.date | None = None, load: bool = True,
    rows_per_page: int | None = ROWS_PER_PAGE, title: str | None = None, risk: RiskResult | None = None,
    baseline: Plan | None = None,
) -> tuple[Sheet, ...]:  # fmt: skip
    """Return what each page of a chart shows."""
    options.check(plan.catalogue)
    content = _Content(plan, options, risk, baseline)
    rows = content.rows
    links = row_links(content.builder, rows)
    strips, more = load_strips(plan, STRIPS) if load else ((), 0)
    status = status_date(as_of) or plan.as_of
    dates = (
        [] if rows and options.is_choice else [plan.catalogue.start, plan.timeline.last_day(plan.start, plan.finish)]
    )
    first, last = range_of(rows, [*dates, *([status] if status else [])])
    pages = paginate(rows, rows_per_page or max(1, len(rows)))
    sheets = []
    for position, shown in enumerate(pages, 1):
        inside, off = on_page(links, shown)
        notes = [f"Auf andere Seiten: {count(off, 'Abhängigkeit', 'Abhängigkeiten')}."] if off else []
        notes += (
            [f"Gezeigt sind die {len(strips)} am stärksten gebundenen Ämter, {more} weitere nicht."] if more else []
        )
        sheets.append(
            Sheet(
                one_line(title or _title(plan)),
                _subtitle(plan, rows, position, len(pages)),
                shown, inside, strips, first, last, status.toordinal() if status else None, (*notes, *content.notes),
                risk=risk is not None, ghosts=any(row.ghost for row in rows), hatched=content.hatched,
            )
        )  # fmt: skip
    return tuple(sheets)


class _Content:
    """The rows of a chart with what is known of them besides, and the remarks on it."""

    def __init__(self, plan: Plan, options: Options, risk: RiskResult | None, baseline: Plan | None) -> None:
        self.builder = RowBuilder(plan, options)
        self.rows = self.builder.rows()
        self.notes: list[str] = []
        self.hatched = "auf der Kette" if isinstance(options.chain, str) else "kritisch"
        if risk is not None:
            spread = Spread(plan, risk)
            self.rows = tuple(map(spread.add, self.rows))
            self.notes.append(spread.note)
        if explained := self.builder.explained:
            steps, first = count(len(explained), "Vorgang", "Vorgänge"), explained[-1]
            self.notes.append(
                f"Kette bis {explained.goal}: {steps}, zuerst {first.name}; dort bindet: {KIND_LABEL[first.kind]}."
            )
        if baseline is not None:
            expect_plan(baseline, "plot_gantt, baseline")
            ghosts = Ghosts(plan, baseline)
            self.rows = tuple(map(ghosts.add, self.rows))
            self.notes.append(ghosts.note(self.rows))


def _title(plan: Plan) -> str:
    title = one_line(plan.catalogue.title)
    return title if "stufenplan" in title.casefold() else f"Stufenplan: {title}"


def _subtitle(plan: Plan, rows: Sequence[Row], position: int, pages: int) -> str:
    last = plan.timeline.last_day(plan.start, plan.finish)
    shown = [row.id for row in rows if row.kind is RowKind.MEASURE]
    activities = sum(len(plan.catalogue.expansion.members[measure]) for measure in shown)
    parts = [
        f"{count(len(shown), 'Maßnahme', 'Maßnahmen')}, {count(activities, 'Vorgang', 'Vorgänge')}",
        f"{day(plan.catalogue.start)} bis {day(last)} ({working_days(plan.makespan)})",
        f"Seite {position} von {pages}" if pages > 1 else "",
    ]
    return " · ".join(part for part in parts if part)


_SUFFIXES = frozenset({".svg", ".pdf", ".png"})


def save_gantt(
    plan: Plan, path: str | Path, *, formats: Sequence[str] = ("svg", "pdf", "png"), paper: str = "A3",
    unfold: bool | Collection[str] = False, as_of: dt.date | None = None, rows_per_page: int = ROWS_PER_PAGE,
    title: str | None = None, risk: RiskResult | None = None, chain: bool | str = False, baseline: Plan | None = None,
) -> list[Path]:  # fmt: skip
    """Write the Gantt chart of a plan; the same plan gives the same bytes.

    Parameters
    ----------
    plan
        What to draw.
    path
        Name, whose suffix does not matter, or a folder that exists, in which the name is then ``gantt``.
    formats
        Of ``svg``, ``pdf`` and ``png``. A PDF holds all pages, of the others there is one file a page.
    paper
        ``A2``, ``A3`` or ``A4``, landscape. A chart of a few rows takes the width of the paper, and of its height what it
        needs.
    unfold, as_of, rows_per_page, title, risk, chain, baseline
        As in :func:`egovplan.plot_gantt`.

    Returns
    -------
    list of Path
        What was written.
    """
    from egovplan.views import painter
    from egovplan.views.pages import write_pages

    expect_plan(plan, "save_gantt")
    options = Options(unfold, chain=chain)
    sheets = gantt_sheets(
        plan, options, as_of=as_of, rows_per_page=rows_per_page, title=title, risk=risk, baseline=baseline
    )
    target = Path(path) / "gantt" if Path(path).is_dir() else Path(path)
    target = target.with_suffix("") if target.suffix.lower() in _SUFFIXES else target
    width, height = (side - 2 * _MARGIN for side in PAPER[paper])
    made = [layout(sheet, width=width, height=height, measure=painter.text_width) for sheet in sheets]
    height = min(height, max(page.bottom for page in made))
    return write_pages(
        [partial(_draw, replace(page, height=height)) for page in made],
        target, formats=formats, size=(width + 2 * _MARGIN, height + 2 * _MARGIN, _MARGIN), title=sheets[0].title,
        description=gantt_text(plan, risk=risk, chain=chain, baseline=baseline),
    )  # fmt: skip


def gantt_text(
    plan: Plan, *, unfold: bool | Collection[str] = False, risk: RiskResult | None = None, chain: bool | str = False,
    baseline: Plan | None = None,
) -> str:  # fmt: skip
    """Return the chart as German text: what it shows, for those who do not see it."""
    content = _Content(plan, Options(unfold, chain=chain), risk, baseline)
    lines = [_title(plan), _subtitle(plan, content.rows, 1, 1), *content.notes]
    lines += [_row_text(row, content) for row in content.rows]
    strips, _ = load_strips(plan, 10**6)
    if strips:
        lines += ["", "Auslastung der Ämter", *(f"- {describe(strip)}" for strip in strips)]
    return "\n".join(lines)


def _row_text(row: Row, content: _Content) -> str:
    if row.kind is RowKind.BAND:
        due = f", Frist {day(dt.date.fromordinal(row.deadline))}" if row.deadline else ""
        notes = ", ".join(filter(None, (row.note, row.chance)))
        return f"\n{row.title}{due}{': ' + notes if notes else ''}"
    assert row.start is not None
    assert row.last is not None
    first, last = day(dt.date.fromordinal(row.start)), day(dt.date.fromordinal(row.last))
    builder = content.builder
    members = builder.catalogue.expansion.members.get(row.id, (row.id,))
    parts = [
        first if row.start == row.stop else f"{first} bis {last}",
        f"Priorität {row.priority}" if row.kind is RowKind.MEASURE else "",
        row.office,
        content.hatched if builder.critical.intersection(members) else "",
        f"{working_days(row.late)} Verzug" if row.late else "",
        whisker_text(row),
        ghost_text(row),
    ]
    indent = "  " if row.kind is RowKind.ACTIVITY else ""
    return f"{indent}- {row.title}: {', '.join(part for part in parts if part)}"
