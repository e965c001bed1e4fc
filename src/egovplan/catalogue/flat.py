# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue unfolded: every activity and every precedence between two activities, templates and rollouts resolved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from egovplan.catalogue.model import Cost, Estimate, RelationType, RunningCost
from egovplan.catalogue.values import Span
from egovplan.errors import Issue


class ActivityKind(StrEnum):
    """What an unfolded activity is."""

    WORK = "work"
    MILESTONE = "milestone"
    GATE = "gate"
    INTRODUCTION = "introduction"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class FlatMode:
    """One way to do an activity.

    Parameters
    ----------
    id
        Name of the mode, empty for an activity that has only one.
    duration
        Working or elapsed days.
    demand
        Resource id → hundredths of a VZÄ on each working day; units of a stock that is not renewable.
    costs
        One-off costs.
    """

    id: str
    duration: Span
    demand: Mapping[str, int]
    costs: tuple[Cost, ...] = ()


@dataclass(frozen=True, slots=True)
class FlatActivity:
    """A node of the network.

    Parameters
    ----------
    id
        ``MEASURE/activity``, ``MEASURE/rollout/OFFICE``, or the measure's own id if it has just one activity.
    measure
        Id of its measure, None for an external event.
    title, kind, office
        Name, nature, and the office that does it (the lead office by default).
    modes
        At least one.
    gate
        Body on whose sitting it happens.
    release
        First day on which it may start, of catalogue, stage, measure and activity the latest.
    deadline
        Last day on which it may finish, hard; the earliest of those of activity, measure and hard stage.
    path
        Where it stands in the catalogue, for messages.
    """

    id: str
    measure: str | None
    title: str
    kind: ActivityKind
    modes: tuple[FlatMode, ...]
    release: dt.date
    office: str | None = None
    deadline: dt.date | None = None
    gate: str | None = None
    running: tuple[RunningCost, ...] = ()
    estimate: Estimate | None = None
    source: str = ""
    path: tuple[str | int, ...] = ()

    @property
    def duration(self) -> Span:
        """Duration of the first mode."""
        return self.modes[0].duration


@dataclass(frozen=True, slots=True)
class FlatLink:
    """A precedence between two activities.

    Parameters
    ----------
    predecessor, successor
        Ids of activities.
    type, lag
        Relation, and working or elapsed days between the two ends.
    source
        Where it is attested.
    path
        Where it stands in the catalogue.
    """

    predecessor: str
    successor: str
    type: RelationType = RelationType.FS
    lag: Span = Span(0)
    source: str = ""
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``capacity`` of the activities in ``members`` at the same time (parallel introductions of a rollout)."""

    id: str
    title: str
    capacity: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """The unfolded catalogue.

    Parameters
    ----------
    activities, links, limits
        In the order of the catalogue.
    members
        Measure id → ids of its activities.
    issues
        References that lead nowhere; empty for a catalogue that passed its checks.
    """

    activities: tuple[FlatActivity, ...]
    links: tuple[FlatLink, ...]
    limits: tuple[Limit, ...] = ()
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
