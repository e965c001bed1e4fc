# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What each command does, once its arguments are understood."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.dropping import without_dropped
from egovplan.cli import OK
from egovplan.cli.common import is_interrupted, load, no_plan, quiet_fonts, search_options, written
from egovplan.cli.outputs import expect_file, expect_folder
from egovplan.errors import PlanError, Severity
from egovplan.exchange import load_plan, save_plan
from egovplan.exchange.files import write_text_atomic
from egovplan.markup import count, day
from egovplan.plan.model import Plan
from egovplan.plan.result import Result
from egovplan.plan.verify import verify
from egovplan.scheduling.solve import schedule
from egovplan.tracking.bilanz import bilanz as make_bilanz
from egovplan.whatif.risk.simulate import simulate

if TYPE_CHECKING:
    import argparse


def check(options: argparse.Namespace) -> int:
    """Report warnings and hints; errors are reported by whoever called."""
    catalogue = load(options.file)
    for issue in catalogue.issues:
        print(issue)
    activities = len(catalogue.activities) - len(catalogue.externals)
    counts = {s: sum(issue.severity is s for issue in catalogue.issues) for s in Severity}
    print(
        f"{options.file}: {catalogue.title}: {count(len(catalogue.measures), 'Maßnahme', 'Maßnahmen')}, "
        f"{count(activities, 'Vorgang', 'Vorgänge')}, keine Fehler, "
        f"{count(counts[Severity.WARNING], 'Warnung', 'Warnungen')}, {count(counts[Severity.HINT], 'Hinweis', 'Hinweise')}."
    )
    return OK


def plan(options: argparse.Namespace) -> int:
    """Plan a catalogue, write everything, and say what came out."""
    from egovplan.views.export import export_result  # drawing is loaded only by the command that draws
    from egovplan.views.summary import plan_summary

    quiet_fonts()
    expect_folder(options.out)
    catalogue = load(options.file)
    planned = without_dropped(catalogue, options.stichtag)
    result = _schedule(planned, options, options.stichtag)
    if result.plan is None:
        return no_plan(result, planned, options)
    print(plan_summary(result))
    if catalogue.status and catalogue.status.actuals and options.stichtag is None:
        since = day(catalogue.status.as_of)
        print(f"\nDer Stand vom {since} ist nicht berücksichtigt; neu geplant wird mit --stichtag {since}.")
    if gone := [measure.title for measure in catalogue.measures if measure.id not in planned.measure_by_id]:
        print(f"\nAufgegeben und nicht mehr geplant: {', '.join(gone)}.")
    return written(export_result(result, options.out), options.out, interrupted=is_interrupted(result))


def bilanz(options: argparse.Namespace) -> int:
    """Answer the six questions of the council."""
    if options.out:
        expect_file(options.out)
    catalogue = load(options.file)
    as_of = options.stichtag or (catalogue.status.as_of if catalogue.status else None)
    made = (
        load_plan(options.plan) if options.plan else _schedule(without_dropped(catalogue, as_of), options, as_of).plan
    )
    report = make_bilanz(catalogue, made, as_of, threshold=options.schwelle)
    if options.out:
        write_text_atomic(options.out, report.text)
        print(f"Geschrieben: {options.out}")
    else:
        print(report.text)
    return OK


def risk(options: argparse.Namespace) -> int:
    """Simulate a plan, or the network alone, write everything, and say how sure the dates are."""
    from egovplan.views.risk_export import export_risk
    from egovplan.views.risk_summary import risk_summary

    quiet_fonts()
    expect_folder(options.out)
    catalogue = load(options.file)
    planned = without_dropped(catalogue, options.stichtag)
    made: Result | None = None
    source: Catalogue | Plan = planned
    if options.plan:
        source = _plan_of(load_plan(options.plan), catalogue)
    elif not options.nur_netz:
        made = _schedule(planned, options, options.stichtag)
        if made.plan is None:
            return no_plan(made, planned, options)
        source = made.plan
    as_of = options.stichtag if options.nur_netz else None  # a plan knows its own
    reference = None if options.referenz == "keine" else options.referenz
    result = simulate(source, options.laeufe, seed=options.seed, reference=reference, as_of=as_of, progress=True)
    print(risk_summary(result))
    files = export_risk(result, options.out)
    if made is not None and made.plan is not None:
        files.append(Path(options.out) / "plan.json")
        save_plan(made.plan, files[-1], result=made)
    return written(files, options.out, interrupted=result.interrupted or is_interrupted(made))


def _plan_of(plan: Plan, catalogue: Catalogue) -> Plan:
    """Return a saved plan with the estimates and risks that the catalogue has by now.

    Raises
    ------
    PlanError
        If it is a plan of another catalogue, or breaks a rule of this one.
    """
    if plan.catalogue.hash == catalogue.hash:
        return plan
    if [a.id for a in plan.catalogue.activities] != [a.id for a in catalogue.activities]:
        raise PlanError(f"Der Plan gehört nicht zu diesem Katalog: »{plan.catalogue.title}«, »{catalogue.title}«.")
    moved = Plan(catalogue, plan.activities, plan.as_of)
    if broken := verify(moved, catalogue):
        raise PlanError(f"Der Plan hält nicht mehr, was der Katalog verlangt: {broken[0].message}")
    return moved


def _schedule(catalogue: Catalogue, options: argparse.Namespace, as_of: dt.date | None) -> Result:
    return schedule(catalogue, as_of=as_of, **search_options(options))
