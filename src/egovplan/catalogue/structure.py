# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Checks of what contradicts itself: modes, short forms, rollouts, stages, weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from egovplan.catalogue.findings import Path, error, hint, raw_activities, some, warning
from egovplan.catalogue.model import Activity, Measure, Rollout
from egovplan.errors import Issue

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue

_SHORT_FORM = ("duration", "demand", "costs", "running", "estimate")
MAX_WEIGHT = 1_000_000


def check_structure(catalogue: Catalogue) -> Iterator[Issue]:
    """Yield contradictions inside measures, activities, rollouts and stages."""
    for subject, activity, path in raw_activities(catalogue):
        yield from _modes(subject, activity, path)
        yield from _estimate(subject, activity, path)
    for i, measure in enumerate(catalogue.measures):
        path = ("measures", i)
        yield from _overrides(catalogue, measure, path)
        yield from _short_form(measure, path)
        yield from _estimate(measure.id, measure, path)
        if measure.rollout:
            yield from _rollout(catalogue, measure, measure.rollout, (*path, "rollout"))
    yield from _stages(catalogue)
    for priority, weight in catalogue.priority_weights.items():
        if not 0 <= weight <= MAX_WEIGHT:
            path = ("priority_weights", str(priority))
            message = "Das Gewicht einer Priorität liegt außerhalb dessen, womit gerechnet wird."
            yield error("weight", str(priority), message, path, expected=f"0 bis {MAX_WEIGHT}", value=weight)


def _modes(subject: str, activity: Activity, path: Path) -> Iterator[Issue]:
    if not activity.modes:
        return
    for field in ("duration", "demand"):
        if getattr(activity, field):
            message = "Dauer und Bedarf stehen entweder am Vorgang oder in seinen Varianten."
            yield error("duration-and-modes", subject, message, (*path, field))
    if len({mode.duration.days == 0 for mode in activity.modes}) > 1:
        message = "Ein Vorgang ist ein Meilenstein oder nicht: Varianten mit und ohne Dauer lassen sich nicht mischen."
        yield error("mixed-modes", subject, message, (*path, "modes"))


def _overrides(catalogue: Catalogue, measure: Measure, path: Path) -> Iterator[Issue]:
    template = next((t for t in catalogue.templates if t.id == measure.template), None)
    names = {a.id: a for a in template.activities} if template else {}
    for j, own in enumerate(measure.activities):
        base = names.get(own.id)
        if base is not None and base.modes and not own.modes and (own.duration is not None or own.demand):
            field = "duration" if own.duration is not None else "demand"
            message = f"Die Vorlage »{measure.template}« hat für diesen Vorgang Varianten: bitte diese überschreiben."
            yield error("duration-and-modes", f"{measure.id}/{own.id}", message, (*path, "activities", j, field))
    if measure.omit and not measure.template:
        message = "Ohne Vorlage gibt es nichts wegzulassen."
        yield warning("omit-without-template", measure.id, message, (*path, "omit"), value=some(list(measure.omit)))


def _short_form(measure: Measure, path: Path) -> Iterator[Issue]:
    given = [field for field in _SHORT_FORM if getattr(measure, field)]
    if measure.activities or measure.template or measure.rollout:
        for field in given:
            message = "Die Maßnahme hat Vorgänge; ihre Dauer, ihr Bedarf und ihre Kosten stehen dort."
            yield error("short-and-activities", measure.id, message, (*path, field))
    elif measure.duration is None:
        message = "Ohne Dauer und Vorgänge ist die Maßnahme ein Meilenstein."
        yield hint("no-duration", measure.id, message, path)


def _estimate(subject: str, item: Activity | Measure, path: Path) -> Iterator[Issue]:
    estimate, duration = item.estimate, item.duration
    if estimate and duration and not estimate.optimistic <= duration.days <= estimate.pessimistic:
        yield warning(
            "estimate-range", subject, "Die Dauer liegt außerhalb ihrer eigenen Schätzung.", (*path, "duration"),
            expected=f"{estimate.optimistic} bis {estimate.pessimistic}", value=str(duration),
        )  # fmt: skip


def _rollout(catalogue: Catalogue, measure: Measure, rollout: Rollout, path: Path) -> Iterator[Issue]:
    pilots = [target for target in rollout.targets if target.pilot]
    if len(pilots) == len(rollout.targets) > 1:
        message = "Alle Einführungsämter sind Pilotämter."
        yield warning("all-pilots", measure.id, message, (*path, "targets"))
    if rollout.evaluation and not pilots:
        message = "Ohne Pilotamt gibt es nichts auszuwerten; die Auswertung entfällt."
        yield warning("evaluation-without-pilot", measure.id, message, (*path, "evaluation"))
    offices = {office.id: office for office in catalogue.offices}
    for j, target in enumerate(rollout.targets):
        office = offices.get(target.office)
        if office and 0 < office.workplaces < target.workplaces:
            yield warning(
                "too-many-workplaces", f"{measure.id}/{target.office}", "Das Amt hat weniger Arbeitsplätze.",
                (*path, "targets", j, "workplaces"), expected=f"höchstens {office.workplaces}", value=target.workplaces,
            )  # fmt: skip
        if target.pilot and target.wave is not None:
            message = "Ein Pilotamt kommt vor allen Wellen; seine Welle bleibt unberücksichtigt."
            yield warning("pilot-in-wave", f"{measure.id}/{target.office}", message, (*path, "targets", j, "wave"))


def _stages(catalogue: Catalogue) -> Iterator[Issue]:
    named: dict[str, str] = {}
    by_priority: dict[int, str] = {}
    for i, stage in enumerate(catalogue.stages):
        for j, measure in enumerate(stage.measures):
            if named.setdefault(measure, stage.id) != stage.id:
                message = f"Die Maßnahme steht schon in der Stufe »{named[measure]}«."
                yield error("two-stages", measure, message, ("stages", i, "measures", j), value=stage.id)
        for j, priority in enumerate(stage.priorities):
            path: Path = ("stages", i, "priorities", j)
            if not 0 <= priority <= 5:
                message = "Diese Priorität gibt es nicht."
                yield error("priority-range", stage.id, message, path, expected="0 bis 5", value=priority)
            elif by_priority.setdefault(priority, stage.id) != stage.id:
                message = f"Die Priorität {priority} gehört schon zur Stufe »{by_priority[priority]}«."
                yield error("two-stages", stage.id, message, path, value=priority)
    for i, measure_ in enumerate(catalogue.measures):
        other = named.get(measure_.id)
        if measure_.stage and other and other != measure_.stage:
            message = f"Die Maßnahme steht auch in der Stufe »{other}«."
            yield error("two-stages", measure_.id, message, ("measures", i, "stage"), value=measure_.stage)
    yield from _membership(catalogue)


def _membership(catalogue: Catalogue) -> Iterator[Issue]:
    stage_of = catalogue.stage_of
    used = {stage.id for stage in stage_of.values()}
    for i, stage in enumerate(catalogue.stages):
        if stage.id not in used:
            yield warning("empty-stage", stage.id, "Zu dieser Stufe gehört keine Maßnahme.", ("stages", i))
    without = [measure.id for measure in catalogue.measures if measure.id not in stage_of]
    if catalogue.stages and without:
        message = "Diese Maßnahmen gehören zu keiner Stufe und haben deshalb keine Frist."
        yield hint("no-stage", "", message, ("stages",), value=some(without))
