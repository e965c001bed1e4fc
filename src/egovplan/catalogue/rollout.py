# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Unfold a rollout: one measure × n offices becomes pilots, their evaluation, an approval and waves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from egovplan.catalogue.model import Activity, Estimate, Link, Measure, Rollout, Target
from egovplan.catalogue.values import Span

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue

Path = tuple[str | int, ...]
Named = tuple[str, Activity, Path]

ROLLOUT = "rollout"
EVALUATION = "auswertung"
APPROVAL = "freigabe"


@dataclass(frozen=True, slots=True)
class Unfolded:
    """The activities of a measure, with those of its rollout.

    Parameters
    ----------
    activities
        Local id, activity and place of each.
    offices
        Local id of an introduction → target office.
    limit
        Highest number of parallel introductions, None if there is none.
    groups
        Name that stands for several activities (``rollout``) → their local ids.
    """

    activities: list[Named]
    offices: dict[str, str]
    limit: int | None
    groups: dict[str, list[str]] = field(default_factory=dict)


def unfold_rollout(catalogue: Catalogue, measure: Measure, own: list[Named], path: Path) -> Unfolded:
    """Return a measure's own activities and those of its rollout, linked in the order pilot → approval → waves."""
    rollout = measure.rollout
    assert rollout is not None
    where = (*path, "rollout")
    before = _entry(own)
    pilots = [t for t in rollout.targets if t.pilot]
    rest = [t for t in rollout.targets if not t.pilot]
    activities = list(own)
    offices: dict[str, str] = {}

    def introduce(targets: list[Target], after: list[Link]) -> list[str]:
        names = []
        for target in targets:
            name = f"{ROLLOUT}/{target.office}"
            activity = _introduction(rollout, target, after, catalogue.office_title(target.office))
            activities.append((name, activity, (*where, "targets", rollout.targets.index(target))))
            offices[name] = target.office
            names.append(name)
        return names

    ends = introduce(pilots, before)
    links = [Link(predecessor=name) for name in ends] or before
    for name, step in ((EVALUATION, rollout.evaluation), (APPROVAL, rollout.approval)):
        if step is not None and (pilots or name == APPROVAL):
            activity = step.model_copy(update={"id": name, "after": (*links, *step.after)})
            activities.append((name, activity, (*where, "evaluation" if name == EVALUATION else "approval")))
            links = [Link(predecessor=name)]
    for wave in sorted({t.wave or 0 for t in rest}):
        names = introduce([t for t in rest if (t.wave or 0) == wave], links)
        links = [Link(predecessor=name) for name in names] if wave else links
    return Unfolded(activities, offices, rollout.parallel, {ROLLOUT: list(offices)})


def _entry(own: list[Named]) -> list[Link]:
    """Return links from the last of the measure's own activities that do not wait for the rollout."""
    later: set[str] = {ROLLOUT}
    changed = True
    while changed:
        waiting = {
            name
            for name, a, _ in own
            if any(k.predecessor.split("/")[0] in later or k.predecessor in later for k in a.after)
        }
        changed = not waiting <= later
        later |= waiting
    early = [(name, a) for name, a, _ in own if name not in later]
    followed = {k.predecessor for _, a in early for k in a.after if not k.type.from_start and k.lag.days >= 0}
    return [Link(predecessor=name) for name, _ in early if name not in followed]


def _introduction(rollout: Rollout, target: Target, after: list[Link], office_title: str) -> Activity:
    base = rollout.introduction
    return base.model_copy(
        update={
            "title": f"{base.title or 'Einführung'} {office_title}",
            "duration": target.duration or base.duration,
            "after": (*after, *base.after),
            "source": target.source or base.source,
            "estimate": _scaled(base.estimate, base.duration, target.duration),
        }
    )


def _scaled(estimate: Estimate | None, usual: Span | None, own: Span | None) -> Estimate | None:
    """Return the estimate of the usual introduction for an office with a duration of its own: the same relative spread."""
    if estimate is None or not own or not usual or not usual.days:
        return estimate
    points = {
        name: round(getattr(estimate, name) * own.days / usual.days) for name in ("optimistic", "likely", "pessimistic")
    }
    return estimate.model_copy(update=points)
