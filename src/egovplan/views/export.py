# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Write everything a plan has to show into one folder."""

from __future__ import annotations

from pathlib import Path

from egovplan.errors import PlanError
from egovplan.exchange import save_plan
from egovplan.exchange.files import write_text_atomic
from egovplan.plan.result import Result
from egovplan.views.gantt import gantt_text, save_gantt
from egovplan.views.summary import plan_summary
from egovplan.views.tables import budget_table, office_table, stage_table, write_csv


def export_result(result: Result, folder: str | Path) -> list[Path]:
    """Write plan, chart, tables and summary of a result.

    Parameters
    ----------
    result
        With a plan.
    folder
        Created if it does not exist; files of an earlier run are replaced.

    Returns
    -------
    list of Path
        What was written: ``plan.json``, ``gantt.svg``, ``.pdf``, ``.png`` and ``.txt``, ``stufenplan.csv``, ``aemter.csv``,
        ``haushalt.csv`` and ``zusammenfassung.txt``; with a baseline ``abweichung.csv`` as well, and its bars in the chart.

    Raises
    ------
    PlanError
        If the result has no plan.
    OSError
        If the folder cannot be written; files of an earlier run stay whole.
    """
    if result.plan is None:
        raise PlanError("Das Ergebnis enthält keinen Plan; es gibt nichts zu schreiben.")
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    plan = result.plan
    written = [target / "plan.json"]
    save_plan(plan, written[0], result=result)
    written += save_gantt(plan, target / "gantt", baseline=result.baseline)
    tables = [("stufenplan", stage_table(plan)), ("aemter", office_table(plan)), ("haushalt", budget_table(plan))]
    if result.drift is not None:
        tables.append(("abweichung", result.drift.to_frame().reset_index()))
    for name, frame in tables:
        write_csv(frame, target / f"{name}.csv")
        written.append(target / f"{name}.csv")
    for name, text in (
        ("gantt", gantt_text(plan, baseline=result.baseline)),
        ("zusammenfassung", plan_summary(result)),
    ):
        write_text_atomic(target / f"{name}.txt", text.rstrip("\n") + "\n")
        written.append(target / f"{name}.txt")
    return written
