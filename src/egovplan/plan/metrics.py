# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What can be said of a plan in figures: who is busy when, what it costs, where there is room, what binds.

Shares no line with :mod:`egovplan.plan.verify`: what is drawn and what is checked are computed twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from egovplan.plan.binding import Binding, BindingKind, activity_name
from egovplan.plan.chain import binding, critical_chain
from egovplan.plan.floats import free_floats
from egovplan.plan.model import Plan
from egovplan.plan.money import BudgetUse, budget_use
from egovplan.plan.situation import situation_of
from egovplan.plan.stages import StageOutcome, measure_binding, stage_outcomes

__all__ = [
    "Binding",
    "BindingKind",
    "BudgetUse",
    "Profile",
    "StageOutcome",
    "activity_name",
    "binding",
    "budget_use",
    "critical_chain",
    "free_floats",
    "measure_binding",
    "office_load",
    "resource_load",
    "stage_outcomes",
]


@dataclass(frozen=True, slots=True)
class Profile:
    """Load and capacity on each working day.

    Parameters
    ----------
    start
        Working day index of the first entry.
    load, capacity
        Hundredths of a VZÄ, one entry a working day, shape (n,). Load above capacity is what had begun before.
    """

    start: int
    load: tuple[int, ...]
    capacity: tuple[int, ...]

    @property
    def utilisation(self) -> float:
        """Load as a share of capacity over the whole time; 0.0 where there is no capacity. [1]."""
        return sum(self.load) / (sum(self.capacity) or 1)


def resource_load(plan: Plan) -> Mapping[str, Profile]:
    """Return who is busy how much from the start of a plan to its finish.

    Returns
    -------
    Mapping
        Resource id → profile, of all that renew, in the order of the catalogue.
    """
    situation = situation_of(plan)
    skip, size = plan.start - situation.origin, plan.finish - plan.start
    return {
        name: Profile(plan.start, tuple(c.load[skip : skip + size]), tuple(c.capacity[skip : skip + size]))
        for name, c in situation.resources.items()
    }


def office_load(plan: Plan) -> Mapping[str, Profile]:
    """Return how busy each office is: the sum over its resources.

    Returns
    -------
    Mapping
        Office id → profile, in the order of the catalogue; offices without resources are left out. A resource belongs to
        the office it names, else to the one its id begins with, else it stands for itself.
    """
    offices = [office.id for office in plan.catalogue.offices]
    groups: dict[str, list[Profile]] = {office: [] for office in offices}
    owner = {r.id: r.office or r.id.partition("/")[0] for r in plan.catalogue.resources}
    for name, profile in resource_load(plan).items():
        groups.setdefault(owner[name] if owner[name] in offices else name, []).append(profile)
    return {office: _sum(profiles) for office, profiles in groups.items() if profiles}


def _sum(profiles: list[Profile]) -> Profile:
    loads, capacities = zip(*((p.load, p.capacity) for p in profiles), strict=True)
    return Profile(
        profiles[0].start,
        tuple(map(sum, zip(*loads, strict=True))),
        tuple(map(sum, zip(*capacities, strict=True))),
    )
