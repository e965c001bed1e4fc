# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What is simulated: a network, or a plan under its capacities; both look the same from here on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.values import cents
from egovplan.network.scenarios.sampling import Sampler
from egovplan.network.scenarios.tally import Tally
from egovplan.plan.model import Plan
from egovplan.timeline import Timeline
from egovplan.whatif.risk.subjects import State, Subject

Int64s = npt.NDArray[np.int64]
Job = Callable[..., Tally]
"""Takes ``first``, ``count`` and ``activities``; can be sent to another process."""


@dataclass(frozen=True, slots=True)
class Group:
    """Activities whose last finish counts: the whole project, a stage, a measure.

    Parameters
    ----------
    level
        ``whole``, ``stage`` or ``measure``.
    id, title
        Of the stage or measure.
    members
        Positions.
    due
        First day after its deadline; None without one. [d]
    deadline
        That deadline.
    hard
        Whether the deadline is binding.
    """

    level: str
    id: str
    title: str
    members: tuple[int, ...]
    due: int | None = None
    hard: bool = False
    deadline: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A project that can be run.

    Parameters
    ----------
    job
        Takes ``first``, ``count`` and the bins; see :func:`egovplan.network.scenarios.simulation.simulate_network`.
    origin
        Day that counts as 0 in tallies. [d]
    bins
        So many days have a bin.
    soonest, latest
        Finish with the shortest and with the longest durations, from the origin. [d]
    """

    job: Job
    origin: int
    bins: int
    soonest: int
    latest: int


class Project(Protocol):
    """What both kinds of project can do."""

    @property
    def kind(self) -> str:
        """``network`` or ``resources``."""

    @property
    def catalogue(self) -> Catalogue | None:
        """What it is a project of; None for a network that was made from links."""

    @property
    def plan(self) -> Plan | None:
        """The plan whose order is kept; None for a network."""

    @property
    def timeline(self) -> Timeline | None:
        """The calendar."""

    @property
    def subjects(self) -> Sequence[Subject]:
        """The activities."""

    @property
    def modes(self) -> Sequence[int]:
        """Position of the chosen mode of each activity."""

    @property
    def finishes(self) -> Int64s:
        """Finish of each activity as planned, ``int64[n]``. [d]."""

    @property
    def waits(self) -> Sequence[str]:
        """What may make activities wait, as tallies count it; empty for a network, and before :meth:`prepare`."""

    def on_top(self, struck: frozenset[int]) -> list[int]:
        """Return by how many days each drawn duration is to be longer; ``struck`` are external events that risks hit."""

    def prepare(self, sampler: Sampler, struck: frozenset[int], needed: int) -> Prepared:
        """Return the project with a calendar that lasts ``needed`` working days longer than planned, where it can."""


def groups_of(project: Project) -> list[Group]:
    """Return the whole project, then its stages and measures, in the order of the catalogue."""
    result = [Group("whole", "", "Gesamt", tuple(range(len(project.subjects))))]
    catalogue = project.catalogue
    if catalogue is None:
        return result
    members: dict[str, list[int]] = {}
    for i, subject in enumerate(project.subjects):
        members.setdefault(subject.measure, []).append(i)
    after = catalogue.timeline.index_after
    for stage in catalogue.stages:
        inside = [m for m in members if m and catalogue.stage_of.get(m) is stage]
        rows = tuple(sorted(i for measure in inside for i in members[measure]))
        due = after(stage.deadline) if stage.deadline else None
        if rows:
            result.append(Group("stage", stage.id, stage.title or stage.id, rows, due, stage.hard, stage.deadline))
    for measure in catalogue.measures:
        if measure.id in members:
            day, hard = _deadline(catalogue, measure.id)
            due = after(day) if day else None
            result.append(Group("measure", measure.id, measure.title, tuple(members[measure.id]), due, hard, day))
    return result


def _deadline(catalogue: Catalogue, name: str) -> tuple[dt.date | None, bool]:
    """Return the day that a measure should keep, and whether it is binding: its due date, else its or its stage's deadline."""
    measure, stage = catalogue.measure_by_id[name], catalogue.stage_of.get(name)
    soft = catalogue.due(name)
    hard = [day for day in (measure.deadline, stage.deadline if stage and stage.hard else None) if day]
    return (soft, False) if soft else (min(hard, default=None), bool(hard))


def lasts_of(project: Project) -> Mapping[str, int]:
    """Return measure id → position of the last activity that is still to be done: of those with a duration if there are any."""
    result: dict[str, int] = {}
    best: dict[str, tuple[bool, int]] = {}
    for i, subject in enumerate(project.subjects):
        if subject.measure and subject.state is not State.SETTLED:
            rank = (subject.works, int(project.finishes[i]))
            if subject.measure not in best or rank >= best[subject.measure]:
                best[subject.measure], result[subject.measure] = rank, i
    return result


def costs_of(project: Project) -> tuple[dict[str, int], int]:
    """Return measure id → one-off costs still to come, and those of what has begun or happened. [cent]."""
    ahead: dict[str, int] = {}
    spent = 0
    if project.catalogue is None:
        return ahead, spent
    rows = zip(project.catalogue.activities, project.modes, project.subjects, strict=True)
    for activity, mode, subject in rows:
        amount = sum(cents(cost.amount) for cost in activity.modes[mode].costs)
        if subject.state is State.OPEN and subject.measure:
            ahead[subject.measure] = ahead.get(subject.measure, 0) + amount
        else:
            spent += amount
    return ahead, spent


def struck_externals(subjects: Sequence[Subject], events: Sequence[Any]) -> frozenset[int]:
    """Return the positions of external events that some risk names."""
    named = {name for event in events for name in event.activities}
    return frozenset(i for i, s in enumerate(subjects) if s.state is State.EXTERNAL and s.id in named)
