# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A plan as a project to simulate: its order and its modes are kept, people, money and limits hold in every run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial

import numpy as np

from egovplan.catalogue.catalogue import Catalogue
from egovplan.network.scenarios.sampling import Sampler
from egovplan.plan.model import Plan
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.policy import FixedPolicy
from egovplan.scheduling.translation.build import build
from egovplan.timeline import Timeline
from egovplan.whatif.risk.project import Int64s, Prepared
from egovplan.whatif.risk.subjects import State, Subject, subjects_of_catalogue

_ROOM = 1.25
"""The latest finish that is counted, as a multiple of the one with the longest durations: a fixed order has anomalies, so
that the longest durations need not give the latest finish."""


class PlanProject:
    """A plan, as of a date.

    Parameters
    ----------
    plan
        Whose order and modes are kept.
    as_of
        What has started by then is settled, or running.
    """

    kind = "resources"

    def __init__(self, plan: Plan, as_of: dt.date | None) -> None:
        self.plan = plan if as_of == plan.as_of else replace(plan, as_of=as_of)
        self.waits: Sequence[str] = ()

    @property
    def catalogue(self) -> Catalogue:
        """What the plan is of."""
        return self.plan.catalogue

    @property
    def timeline(self) -> Timeline:
        """The calendar."""
        return self.plan.timeline

    @cached_property
    def modes(self) -> Sequence[int]:
        """Modes of the plan."""
        return [self.plan[activity.id].mode for activity in self.catalogue.activities]

    @cached_property
    def subjects(self) -> Sequence[Subject]:
        """The activities, in the order of the catalogue."""
        return subjects_of_catalogue(self.catalogue, self.plan.as_of, self.modes, {})

    @cached_property
    def finishes(self) -> Int64s:
        """Finishes of the plan."""
        return np.array([self.plan[activity.id].finish for activity in self.catalogue.activities], np.int64)

    def on_top(self, struck: frozenset[int]) -> list[int]:
        """Return the days until an external event that may come later; of what runs, what is left is drawn."""
        now = self.timeline.index_after(self.plan.as_of or self.catalogue.start)
        return [s.date - now if i in struck else 0 for i, s in enumerate(self.subjects)]

    def prepare(self, sampler: Sampler, struck: frozenset[int], needed: int) -> Prepared:
        """Return the plan's policy with what runs, and what risks move, free to take longer."""
        instance = build(self.catalogue, as_of=self.plan.as_of, extra=needed)
        instance = replace(instance, link_type=_from_finish(instance, struck))
        n = len(instance)
        running = tuple(i for i, s in enumerate(self.subjects) if s.state is State.RUNNING or i in struck)
        policy = FixedPolicy(instance, self.plan, running=running)
        self.waits = policy.causes
        soonest, latest = (
            int(policy.schedule(days[:n]).finishes.max(initial=0)) for days in (sampler.smallest, sampler.largest)
        )
        bins = min(instance.horizon + 1, int(latest * _ROOM) + 2)
        job = partial(policy.simulate, sampler)
        return Prepared(job, instance.origin, bins, soonest, min(latest, instance.horizon))


def _from_finish(instance: Instance, struck: frozenset[int]) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    """Return relation types in which an external event counts from its finish, which is when it happens at last."""
    types = np.array(instance.link_type, np.int8)
    moved = np.isin(instance.link_pred, sorted(struck))
    types[moved] &= ~1
    return types
