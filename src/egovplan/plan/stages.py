# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Which stages keep their deadlines, by how much, and what binds them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from egovplan.catalogue.limits import Stage
from egovplan.markup import day
from egovplan.plan.binding import Binding, BindingKind, activity_name
from egovplan.plan.chain import bindings
from egovplan.plan.model import Plan, PlannedMeasure

WITHOUT_STAGE = "ohne Stufe"

_BOTTLENECKS = frozenset(
    {
        BindingKind.RESOURCE,
        BindingKind.LIMIT,
        BindingKind.OPEN_MEASURES,
        BindingKind.BUDGET,
        BindingKind.EMBARGO,
    }
)


@dataclass(frozen=True, slots=True)
class StageOutcome:
    """What a plan makes of a stage.

    Parameters
    ----------
    stage_id, title
        Of the stage; the measures without one come last, with an empty id.
    deadline
        Last day, hard or soft; None if the stage has none.
    finish_date
        Last day of its last measure; None if it has no measures.
    margin
        Working days between finish and deadline, negative if it is late; None without a deadline or measures. [d]
    keeps
        Whether it is finished by its deadline; true without one.
    measures
        Ids of its measures, in the order of the catalogue.
    late
        (measure, working days) of those that finish after the deadline, latest first.
    last_measure
        The one that finishes last; None if it has no measures.
    binding
        What keeps its last measure from finishing earlier: the last bottleneck on the chain that leads to it (people,
        limits, budget, embargo), else the last sitting that was waited for, else where the chain begins.
    """

    stage_id: str
    title: str
    deadline: dt.date | None
    finish_date: dt.date | None
    margin: int | None
    keeps: bool
    measures: tuple[str, ...]
    late: tuple[tuple[str, int], ...]
    last_measure: str | None
    binding: Binding


def stage_outcomes(plan: Plan) -> tuple[StageOutcome, ...]:
    """Return what a plan makes of each stage, in the order of the catalogue; measures without a stage come last."""
    return tuple(_outcomes(plan))


def _outcomes(plan: Plan) -> Iterator[StageOutcome]:
    stage_of = plan.catalogue.stage_of
    for stage in plan.catalogue.stages:
        yield _outcome(plan, stage, [m for m in plan.measures.values() if stage_of.get(m.id) is stage])
    rest = [measure for measure in plan.measures.values() if measure.id not in stage_of]
    if rest:
        yield _outcome(plan, None, rest)


def _outcome(plan: Plan, stage: Stage | None, measures: list[PlannedMeasure]) -> StageOutcome:
    line = plan.timeline
    last = max(measures, key=lambda m: m.finish, default=None)
    deadline = stage.deadline if stage else None
    limit = line.index_after(deadline) if deadline else None
    margin = limit - last.finish if last and limit is not None else None
    late = [(m.id, m.finish - limit) for m in measures if limit is not None and m.finish > limit]
    return StageOutcome(
        stage_id=stage.id if stage else "",
        title=(stage.title or stage.id) if stage else WITHOUT_STAGE,
        deadline=deadline,
        finish_date=line.last_day(last.start, last.finish) if last else None,
        margin=margin,
        keeps=margin is None or margin >= 0,
        measures=tuple(m.id for m in measures),
        late=tuple(sorted(late, key=lambda pair: -pair[1])),
        last_measure=last.id if last else None,
        binding=measure_binding(plan, last.id) if last else Binding(BindingKind.NONE, None, "keine Maßnahmen"),
    )


def measure_binding(plan: Plan, measure: str) -> Binding:
    """Return what on the chain to the end of a measure a planner could change."""
    members = [name for name in plan.catalogue.expansion.members[measure] if name in plan]
    chain = list(bindings(plan, max(members, key=lambda name: plan[name].finish)))
    narrow = [b for b in chain if b.kind in _BOTTLENECKS] or [b for b in chain if b.kind is BindingKind.GATE]
    if narrow:
        found = narrow[0]
        return Binding(found.kind, found.by, f"{activity_name(plan, found.activity)}: {found.text}", found.activity)
    head = chain[-1]
    since = day(plan.start_date(head.activity))
    count = f"{len(chain)} Vorgängen" if len(chain) > 1 else "einem Vorgang"
    text = f"die Dauer von {count} seit {since}, beginnend mit {activity_name(plan, head.activity)} ({head.text})"
    return Binding(head.kind, head.by, text, head.activity)
