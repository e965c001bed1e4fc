# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Write everything a risk result has to show into one folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from egovplan.exchange.files import write_text_atomic
from egovplan.views.bars import WIDTH, BarSheet
from egovplan.views.gantt import gantt_text, save_gantt
from egovplan.views.pages import FORMATS, write_pages
from egovplan.views.risk_bars import bars_text, criticality_sheet, draw_bars, tornado_sheet
from egovplan.views.risk_finish import finish_text, plot_finish_distribution
from egovplan.views.risk_finish_layout import NATURAL
from egovplan.views.risk_summary import risk_summary
from egovplan.views.risk_tables import driver_table, risk_table
from egovplan.views.risk_words import expect_risk
from egovplan.views.tables import write_csv
from egovplan.whatif.risk.result import RiskResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARGIN = 22.0


def export_risk(result: RiskResult, folder: str | Path) -> list[Path]:
    """Write pictures, tables and summary of a risk result.

    Parameters
    ----------
    result
        What :func:`egovplan.simulate` gave.
    folder
        Created if it does not exist; files of an earlier run are replaced.

    Returns
    -------
    list of Path
        What was written: ``risiko.txt`` (the summary, and what the pictures show as text), ``risiko.csv``, ``treiber.csv``,
        and as ``.svg``, ``.pdf`` and ``.png`` ``verteilung``, ``stufen`` (one page a stage with a deadline), ``treiber``,
        ``ereignisse``, ``kritikalitaet`` and, of a plan, ``gantt``; what there is nothing of is left out.

    Raises
    ------
    OSError
        If the folder cannot be written; files of an earlier run stay whole.
    """
    expect_risk(result, "export_risk")
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    texts = [risk_summary(result), finish_text(result)]
    written = _finishes(result, target / "verteilung", [None])
    if stages := [stage.id for stage in result.stages if stage.due is not None]:
        written += _finishes(result, target / "stufen", stages)
        texts += [finish_text(result, stage=stage) for stage in stages]
    for name, sheet in _bar_sheets(result):
        written += _bars(sheet, target / name)
        texts.append(bars_text(sheet))
    if result.plan is not None:
        written += save_gantt(result.plan, target / "gantt", risk=result)
        texts.append(gantt_text(result.plan, risk=result))
    for name, frame in (("risiko", risk_table(result)), ("treiber", driver_table(result))):
        write_csv(frame, target / f"{name}.csv")
        written.append(target / f"{name}.csv")
    write_text_atomic(target / "risiko.txt", "\n\n\n".join(texts).rstrip("\n") + "\n")
    return [target / "risiko.txt", *written]


def _bar_sheets(result: RiskResult) -> list[tuple[str, BarSheet]]:
    sheets = [("treiber", tornado_sheet(result))]
    if result.events:
        sheets.append(("ereignisse", tornado_sheet(result, by="events")))
    return [*sheets, ("kritikalitaet", criticality_sheet(result))]


def _finishes(result: RiskResult, path: Path, stages: Sequence[str | None]) -> list[Path]:
    width, height = NATURAL
    pages = [partial(_finish, result, stage) for stage in stages]
    description = "\n\n".join(finish_text(result, stage=stage) for stage in stages)
    return _pages(pages, path, (width + _MARGIN, height + _MARGIN), (description.partition("\n")[0], description))


def _finish(result: RiskResult, stage: str | None, ax: Axes) -> None:
    plot_finish_distribution(result, ax, stage=stage)


def _bars(sheet: BarSheet, path: Path) -> list[Path]:
    size = (WIDTH + _MARGIN, sheet.natural_height + _MARGIN)
    return _pages([partial(draw_bars, sheet)], path, size, (sheet.title, bars_text(sheet)))


def _pages(
    pages: Sequence[Callable[[Axes], None]], path: Path, size: tuple[float, float], words: tuple[str, str]
) -> list[Path]:
    title, description = words
    return write_pages(pages, path, formats=FORMATS, size=(*size, _MARGIN / 2), title=title, description=description)
