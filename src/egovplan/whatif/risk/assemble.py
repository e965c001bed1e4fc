# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""From the tally of all runs to the result that planners read."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.choices import BudgetKind
from egovplan.network.scenarios.tally import Tally
from egovplan.whatif.risk.distribution import AmountDistribution, DayDistribution, Int64s, JointConfidence
from egovplan.whatif.risk.estimates import Estimates
from egovplan.whatif.risk.indices import criticality, cruciality, effect, sensitivity
from egovplan.whatif.risk.inputs import RiskEvent
from egovplan.whatif.risk.project import Group, Prepared, Project
from egovplan.whatif.risk.result import ActivityRisk, EventRisk, MilestoneRisk, OfficeRisk, RiskResult

SURE = 0.8
"""The share of runs whose finish the precision is about."""
FEWEST = 25
"""With fewer runs even the last one may well be below P80: its interval has no upper end."""
_LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Study:
    """A project with all that is drawn and counted for it.

    Parameters
    ----------
    project, prepared
        What is simulated.
    estimates, events, hits
        What is drawn, and whether each event can still make anything longer.
    groups
        Whose finish is counted.
    finish_edges, cost_edges
        Bins of finish and cost, from the origin and without what has been spent; none without costs. [d, cent]
    spent, planned
        Costs of what has begun, and of everything. [cent]
    """

    project: Project
    prepared: Prepared
    estimates: Estimates
    events: tuple[RiskEvent, ...]
    hits: tuple[bool, ...]
    groups: tuple[Group, ...]
    finish_edges: tuple[int, ...]
    cost_edges: tuple[int, ...]
    spent: int
    planned: int

    def distribution(self, counts: Int64s) -> DayDistribution:
        """Return a histogram of a tally as a distribution, without the empty days at both ends."""
        days = counts[:-1]
        filled = np.flatnonzero(days)
        first, last = (int(filled[0]), int(filled[-1]) + 1) if len(filled) else (0, 1)
        origin = self.prepared.origin
        return DayDistribution(origin + first, days[first:last].copy(), int(counts[-1]), self.project.timeline)

    def precision(self, tally: Tally) -> float:
        """Return the half width of the 95 % interval of P80; NaN beyond the calendar, and of too few runs. [d]."""
        if tally.scenarios < FEWEST:
            return math.nan
        low, high = self.distribution(tally.group_finish[0]).interval(SURE)
        return math.nan if low is None or high is None else (high - low) / 2


def result_of(study: Study, tally: Tally, *, seed: int, interrupted: bool) -> RiskResult:
    """Return what a tally says."""
    project = study.project
    items = [_milestone(study, group, tally.group_finish[k]) for k, group in enumerate(study.groups)]
    by_level = {
        level: tuple(i for g, i in zip(study.groups, items, strict=True) if g.level == level) for level in _PARTS
    }
    cost, joint = _costs(study, tally)
    return RiskResult(
        title=project.catalogue.title if project.catalogue else "Netzplan",
        n=tally.scenarios,
        seed=seed,
        kind=project.kind,
        whole=items[0],
        stages=by_level["stage"],
        measures=by_level["measure"],
        activities=tuple(_activities(study, tally)),
        offices=tuple(_offices(project, tally)),
        events=tuple(_events(study, tally)),
        cost=cost,
        joint=joint,
        precision=study.precision(tally),
        sources=dict(Counter(map(study.estimates.source, project.subjects))),
        plan=project.plan,
        catalogue=project.catalogue,
        interrupted=interrupted,
    )


_PARTS = ("stage", "measure")


def _events(study: Study, tally: Tally) -> Iterator[EventRisk]:
    for k, event in enumerate(study.events):
        # where nothing is left to be hit, the difference of two means is only noise
        later = effect(tally, k) if study.hits[k] else 0.0
        yield EventRisk(event.title, float(event.probability), int(tally.event_count[k]) / tally.scenarios, later)


def _milestone(study: Study, group: Group, counts: Int64s) -> MilestoneRisk:
    distribution = study.distribution(counts)
    planned = max((int(study.project.finishes[i]) for i in group.members), default=study.prepared.origin)
    kept = None if group.due is None else distribution.probability(group.due)
    return MilestoneRisk(group.id, group.title, planned, distribution, group.due, group.hard, kept, group.deadline)


def _activities(study: Study, tally: Tally) -> Iterator[ActivityRisk]:
    quantiles = _quantiles(tally, study.prepared.origin)
    columns = zip(criticality(tally), cruciality(tally), sensitivity(tally), quantiles, strict=True)
    for i, (critical, crucial, sensitive, (p10, p50, p90)) in enumerate(columns):
        subject = study.project.subjects[i]
        yield ActivityRisk(
            subject.id, subject.title, subject.measure, subject.office, float(critical), float(crucial), float(sensitive),
            int(study.project.finishes[i]), p10, p50, p90, study.estimates.source(subject),
        )  # fmt: skip


def _quantiles(tally: Tally, origin: int) -> list[tuple[int | None, ...]]:
    """Return P10, P50 and P90 of each activity's finish; None beyond the calendar, and where they were not counted."""
    if tally.activity_finish is None:
        return [(None,) * len(_LEVELS)] * len(tally.critical)
    runs = int(tally.activity_finish[0].sum()) if len(tally.activity_finish) else 0
    ranks = [max(1, math.ceil(level * runs - 1e-9)) for level in _LEVELS]
    return [_ranked(row, ranks, origin) for row in tally.activity_finish]


def _ranked(counts: Int64s, ranks: Sequence[int], origin: int) -> tuple[int | None, ...]:
    positions = np.searchsorted(np.cumsum(counts), ranks).tolist()
    return tuple(origin + position if position < len(counts) - 1 else None for position in positions)


def _costs(study: Study, tally: Tally) -> tuple[AmountDistribution | None, JointConfidence | None]:
    """Return costs, and costs with finish: the outermost bins of a tally hold what the edges were too narrow for."""
    if not study.cost_edges:
        return None, None
    edges = np.array(study.cost_edges, np.int64) + study.spent
    days = np.array(study.finish_edges, np.int64) + study.prepared.origin - 1  # finish below e means finish ≤ e − 1
    table = _inside(_inside(tally.joint).T).T
    return (
        AmountDistribution(edges, _inside(tally.cost), study.planned),
        JointConfidence(days, edges.copy(), table, tally.scenarios),
    )


def _inside(counts: Int64s) -> Int64s:
    """Return counts between the edges; what lies below the first one is counted with the first bin, so is what lies above."""
    inside = counts[1:-1].copy()
    inside[0] += counts[0]
    inside[-1] += counts[-1]
    return inside


# who is waited for


def _offices(project: Project, tally: Tally) -> Iterator[OfficeRisk]:
    catalogue = project.catalogue
    if tally.binding is None or tally.binding_days is None or catalogue is None:
        return
    for k, cause in enumerate(project.waits):
        name, title, office = _cause(catalogue, cause)
        share, days = int(tally.binding[k]) / tally.scenarios, int(tally.binding_days[k]) / tally.scenarios
        yield OfficeRisk(name, title, share, days, office)


def _cause(catalogue: Catalogue, cause: str) -> tuple[str, str, str]:
    """Return id, title and office of what activities wait for."""
    kind, _, name = cause.partition(":")
    if kind == "open" and name:
        return cause, f"{catalogue.office_title(name)}: offene Maßnahmen", name
    if kind == "budget" and name:
        return cause, f"Haushalt {_german(name)}", ""
    if kind == "limit" and name:
        return cause, next(limit.title for limit in catalogue.limits if limit.id == name), ""
    resource = next(r for r in catalogue.resources if r.id == cause)
    office = resource.office or resource.id.partition("/")[0]
    what = resource.title or resource.role or resource.id
    known = any(o.id == office for o in catalogue.offices)
    return cause, f"{catalogue.office_title(office)}: {what}" if known else what, office if known else ""


def _german(kind: str) -> str:
    words: dict[str, Any] = BudgetKind.words()
    return next((word for word, member in words.items() if member.value == kind and word != kind), kind)


def edges(low: int, high: int, most: int) -> tuple[int, ...]:
    """Return rising whole numbers from ``low`` to above ``high``, with at most so many bins between them."""
    return tuple(np.unique(np.linspace(low, high + 1, most + 1).astype(np.int64)).tolist())


def sequence_of(members: Sequence[Group]) -> list[Sequence[int]]:
    """Return the positions of each group."""
    return [group.members for group in members]
