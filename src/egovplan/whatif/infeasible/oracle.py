# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Is there a plan that keeps some rules of a catalogue? Cheap proofs first, then the heuristic, then the solver."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection
from dataclasses import dataclass, field

from egovplan.catalogue.catalogue import Catalogue
from egovplan.plan.model import Plan
from egovplan.plan.verify import verify
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import network_heads
from egovplan.scheduling.dates.propagation import NoWindowError
from egovplan.scheduling.dates.windows import propagate
from egovplan.scheduling.heuristic import SLICE, Improver, by_priority
from egovplan.scheduling.hybrid.inquiry import Inquiry
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.objective import Schedule
from egovplan.scheduling.translation.build import build
from egovplan.whatif.infeasible.proofs import Proof, capacity_proof
from egovplan.whatif.infeasible.relax import relaxed
from egovplan.whatif.infeasible.rules import Key, Registry

SCHEDULES = 60
"""Schedules that the heuristic makes before the solver is asked."""

PATIENCE, BRIEF = 2.0, 0.5
"""Longest search of the solver for one answer, and for one of many. [s]"""


@dataclass(frozen=True)
class Finding:
    """What is known about some rules.

    Parameters
    ----------
    plan
        A verified plan that keeps them.
    proof
        Why there is none; both None if it is not known.
    """

    plan: Plan | None = None
    proof: Proof | None = None

    @property
    def is_open(self) -> bool:
        """Whether neither is known."""
        return self.plan is None and self.proof is None


@dataclass
class Deadline:
    """When to be done.

    Parameters
    ----------
    seconds
        From now on. [s]
    """

    seconds: float
    begin: float = field(default_factory=time.monotonic)

    def left(self) -> float:
        """Return what is left, not below 0. [s]."""
        return max(0.0, self.seconds - self.spent())

    def spent(self) -> float:
        """Return the time since it was made. [s]."""
        return time.monotonic() - self.begin


class Oracle:
    """Answers for sets of rules of one catalogue.

    Parameters
    ----------
    registry
        The rules.
    inquiry
        The solver.
    deadline
        After which it answers no more.
    seed
        Of the heuristic.
    """

    def __init__(self, registry: Registry, inquiry: Inquiry, deadline: Deadline, seed: int = 0) -> None:
        self.registry, self.inquiry, self.deadline, self.seed = registry, inquiry, deadline, seed

    def of(self, registry: Registry) -> Oracle:
        """Return an oracle for other rules, with the same solver and the same time."""
        return Oracle(registry, self.inquiry, self.deadline, self.seed)

    def decide(self, keys: Collection[Key], *, searches: bool = True, patience: float = PATIENCE) -> Finding:
        """Return a plan that keeps some rules, or why there is none.

        Parameters
        ----------
        keys
            The rules.
        searches
            Whether the solver is asked where proofs and heuristic find nothing.
        patience
            Longest time for it. [s]
        """
        return self.judge(relaxed(self.registry, keys), patience=patience if searches else 0.0)

    def judge(self, catalogue: Catalogue, *, schedules: int = SCHEDULES, patience: float = PATIENCE) -> Finding:
        """Return a plan of a catalogue, or why there is none."""
        if not catalogue.activities:
            return Finding(Plan(catalogue, (), self.registry.as_of))
        instance = build(catalogue, as_of=self.registry.as_of)
        functions = Functions(instance)
        try:
            windows = propagate(functions, heads=network_heads(functions))
        except NoWindowError as error:
            return Finding(proof=Proof.of_chain(instance, error.chain))
        if proof := capacity_proof(functions, windows):
            return Finding(proof=proof)
        if plan := self.verified(catalogue, instance, self._any_schedule(instance, schedules)):
            return Finding(plan)
        if (left := min(self.deadline.left(), patience)) <= 0:
            return Finding()
        answer = self.inquiry.ask(instance, left)
        if plan := self.verified(catalogue, instance, answer.schedule):
            return Finding(plan)
        return Finding(proof=Proof("search", tuple(instance.names)) if answer.is_refuted else None)

    def _any_schedule(self, instance: Instance, schedules: int) -> Schedule | None:
        """Return the first schedule that the heuristic finds, None if it finds none."""
        improver = Improver(instance, seed=self.seed, schedules=schedules)
        until = time.monotonic() + max(0.01, min(self.deadline.left(), PATIENCE))
        while improver.best is None and improver.is_left and (rest := until - time.monotonic()) > 0:
            improver.improve(min(SLICE, rest))
        return improver.best

    def extended(self, plan: Plan, keys: Collection[Key]) -> Plan | None:
        """Return a plan that keeps some rules, made by fitting everything else around a plan of a part; None if that fails.

        Parameters
        ----------
        plan
            Of a part of the activities: they are placed first, in the order of their starts.
        keys
            The rules.
        """
        catalogue = relaxed(self.registry, keys)
        instance = build(catalogue, as_of=self.registry.as_of)
        places = {row.id: row for row in plan}
        rows = [places.get(name) for name in instance.names]
        later = max((row.start for row in plan), default=0) + 1
        order = [row.start if row else later for row in rows]
        count = [len(instance.modes_of(i)) for i in range(len(instance))]
        modes = [row.mode if row and row.mode < count[i] else 0 for i, row in enumerate(rows)]
        return self.verified(catalogue, instance, by_priority(instance, order, modes))

    def is_refuted_again(self, keys: Collection[Key]) -> bool:
        """Return whether the solver, asked in another way than before, refutes some rules by search alone."""
        instance = build(relaxed(self.registry, keys), as_of=self.registry.as_of)
        return self.inquiry.ask(instance, max(BRIEF, min(self.deadline.left(), 2 * PATIENCE)), plain=True).is_refuted

    def verified(self, catalogue: Catalogue, instance: Instance, schedule: Schedule | None) -> Plan | None:
        """Return the plan of a schedule if it keeps every rule."""
        if schedule is None:
            return None
        return verified_plan(catalogue, instance, schedule, self.registry.as_of)


def verified_plan(catalogue: Catalogue, instance: Instance, schedule: Schedule, as_of: dt.date | None) -> Plan | None:
    """Return the plan of a schedule, None if it breaks a rule."""
    origin = instance.origin
    plan = Plan.of(catalogue, schedule.starts + origin, schedule.finishes + origin, schedule.modes, as_of=as_of)
    return None if verify(plan, catalogue) else plan
