# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Risk results to draw: hand-made, from pseudo-random counts around a plan."""

import datetime as dt
import math

import numpy as np

from egovplan.plan.metrics import critical_chain
from egovplan.timeline import Timeline
from egovplan.whatif.risk.distribution import DayDistribution
from egovplan.whatif.risk.result import ActivityRisk, EventRisk, MilestoneRisk, OfficeRisk, RiskResult
from tests.views.plans import plan_of

LINE = Timeline("RP")
START = LINE.index(dt.date(2015, 5, 13))


def spread(rng, finish, *, runs=10_000, scale=60.0, shift=25.0, never=0.0, line=LINE):
    """Return a skewed distribution around a finish."""
    draws = np.rint(finish + shift + scale * (rng.gamma(4.0, 0.5, runs) - 2.0)).astype(int)
    draws = np.maximum(draws, START + 1)
    beyond = round(never * runs)
    counts = np.bincount(draws[beyond:] - draws.min()) if beyond < runs else np.zeros(0, dtype=int)
    return DayDistribution(int(draws.min()), counts.astype(np.int64), beyond, line)


def milestone(counts, *, first=START + 200, due=None, planned=None, never=0, line=LINE, name="", title="Gesamt"):
    """Return a milestone with these counts from ``first`` on."""
    made = DayDistribution(first, np.asarray(counts, dtype=np.int64), never, line)
    kept = None if due is None else made.probability(due)
    return MilestoneRisk(name, title, first if planned is None else planned, made, due, probability=kept)


def result_of(whole, **changes):
    """Return a result with nothing but the finish of the whole."""
    fields = {
        "title": "Probe", "n": whole.distribution.runs, "seed": 0, "kind": "network", "whole": whole, "precision": 2.5,
        "sources": {"fest": 1},
    }  # fmt: skip
    return RiskResult(**(fields | changes))


def risk_of(plan=None, *, seed=1, runs=10_000, never=0.0, events=3):
    """Return a result around a plan: stages, measures, activities, offices, events."""
    plan = plan or plan_of(40, 1)
    rng = np.random.default_rng(seed)
    catalogue, line = plan.catalogue, plan.timeline

    def item(name, title, finish, due=None):
        made = spread(rng, finish, runs=runs, never=never, line=line)
        day = None if due is None else line.index_after(due)
        return MilestoneRisk(name, title, finish, made, day, probability=None if due is None else made.probability(day))

    stages = []
    for stage in catalogue.stages:
        rows = [m.finish for m in plan.measures.values() if catalogue.stage_of.get(m.id) is stage]
        if rows:
            stages.append(item(stage.id, stage.title or stage.id, max(rows), stage.deadline))
    measures = [
        item(m.id, catalogue.measure_by_id[m.id].title, m.finish, catalogue.due(m.id)) for m in plan.measures.values()
    ]
    return RiskResult(
        title=catalogue.title, n=runs, seed=seed, kind="resources", whole=item("", "Gesamt", plan.finish),
        stages=tuple(stages), measures=tuple(measures), activities=tuple(activities(rng, plan)),
        offices=tuple(OfficeRisk(o.id, catalogue.office_title(o.id), share, 90 * share) for o, share in
                      zip(catalogue.offices[:6], (0.93, 0.51, 0.5, 0.2, 0.03, 0.0), strict=False)),
        events=tuple(EventRisk(f"Ereignis {i}: Einspruch gegen die Vergabe", 0.3, 0.3, effect)
                     for i, effect in enumerate((85.0, 12.4, -0.3, math.nan)[:events])),
        precision=2.5, sources={"Dreipunktschätzung": 3, "Referenzklasse IT-Vorhaben": 12}, plan=plan, catalogue=catalogue,
    )  # fmt: skip


def activities(rng, plan):
    """Yield a risk for each activity: large on the critical chain."""
    chain = set(critical_chain(plan))
    for row in plan:
        flat = plan.catalogue.activity_by_id[row.id]
        criticality = float(rng.uniform(0.4, 1.0) if row.id in chain else rng.beta(0.4, 3.0))
        p10, p50, p90 = (row.finish + int(f) for f in np.sort(rng.integers(-5, 120, 3)))
        last = None if rng.random() < 0.02 else p90
        yield ActivityRisk(
            row.id, flat.title, flat.measure or "", flat.office or "", criticality, float(rng.uniform(-0.02, 0.7)),
            criticality * float(rng.uniform(0, 0.8)), row.finish, max(p10, row.start), max(p50, row.start), last, "fest",
        )  # fmt: skip
