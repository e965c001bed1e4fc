# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The commands that begin with a plan: explain it, plan again from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from egovplan.catalogue.dropping import without_dropped
from egovplan.cli import OK
from egovplan.cli.common import is_interrupted, load, no_plan, quiet_fonts, search_options, written
from egovplan.cli.outputs import expect_folder
from egovplan.errors import PlanError
from egovplan.exchange import load_plan
from egovplan.exchange.files import write_text_atomic
from egovplan.plan.explanation import explain as explain_activity
from egovplan.plan.metrics import critical_chain
from egovplan.scheduling.reschedule import reschedule

if TYPE_CHECKING:
    import argparse


def explain(options: argparse.Namespace) -> int:
    """Say why an activity starts when it does; with a folder, write it down and draw it."""
    if options.out:
        expect_folder(options.out)
    plan = load_plan(options.plan)
    baseline = load_plan(options.basisplan) if options.basisplan else None
    asked = options.activity or next(iter(critical_chain(plan)[-1:]), None)
    if asked is None:
        raise PlanError(f"{options.plan}: Der Plan enthält keine Vorgänge.")
    found = explain_activity(plan, asked, baseline=baseline)
    print(found.text)
    if not options.out:
        return OK
    from egovplan.views.gantt import save_gantt  # drawing is loaded only by the command that draws
    from egovplan.views.tables import write_csv

    quiet_fonts()
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "erklaerung.txt", folder / "erklaerung.csv"]
    write_text_atomic(files[0], found.text + "\n")
    write_csv(found.to_frame(), files[1])
    unfold = [asked if asked in plan.measures else plan.catalogue.activity_by_id[asked].measure or ""]
    shown = [name for name in unfold if name in plan.measures]
    files += save_gantt(plan, folder / "gantt", unfold=shown, chain=asked, baseline=baseline)
    return written(files, options.out)


def replan(options: argparse.Namespace) -> int:
    """Plan again as of a date, write everything, and say what has moved and why."""
    from egovplan.views.export import export_result
    from egovplan.views.summary import plan_summary

    quiet_fonts()
    expect_folder(options.out)
    before, catalogue = load_plan(options.plan), load(options.file)
    as_of = options.stichtag or (catalogue.status.as_of if catalogue.status else None)
    if as_of is None:
        raise PlanError(f"{options.file}: Der Katalog nennt keinen Stand. Erwartet: --stichtag JJJJ-MM-TT.")
    options.stichtag = as_of
    if before.activities and not any(row.id in catalogue.activity_by_id for row in before):
        raise PlanError(f"Der Plan gehört nicht zu diesem Katalog: »{before.catalogue.title}«, »{catalogue.title}«.")
    result = reschedule(before, catalogue, as_of, max_moves=options.max_moves, **search_options(options))
    if result.plan is None:
        return no_plan(result, without_dropped(catalogue, as_of), options)
    print(plan_summary(result))
    return written(export_result(result, options.out), options.out, interrupted=is_interrupted(result))
