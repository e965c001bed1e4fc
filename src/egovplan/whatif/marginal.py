# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a little more would buy: one VZÄ in an office and year, or some euros in a Haushaltsjahr. :func:`marginal_values`.

Shadow prices by planning again: a plan is no linear programme, so what the next VZÄ brings is not what the one after brings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from egovplan.catalogue.catalogue import Catalogue, expect_catalogue
from egovplan.catalogue.values import cents
from egovplan.errors import OutOfRangeError, PlanError
from egovplan.markup import euro as in_euro
from egovplan.markup import fte
from egovplan.plan.binding import BindingKind
from egovplan.plan.model import Plan, expect_plan
from egovplan.plan.money import budget_use
from egovplan.plan.reasons import Reasons
from egovplan.plan.result import Result
from egovplan.plan.situation import situation_of
from egovplan.plan.verify import verify
from egovplan.scheduling.arguments import is_count, levels_of
from egovplan.scheduling.heuristic import first_schedule
from egovplan.scheduling.hybrid.beginning import standing
from egovplan.scheduling.objective import LEVELS, Schedule
from egovplan.scheduling.translation.build import build
from egovplan.whatif.gains import MarginalValue, MarginalValues, Place, Scarce
from egovplan.whatif.scenario import Scenario


def marginal_values(
    catalogue: Catalogue,
    plan: Plan | Result,
    *,
    vze: Any = 1,
    euro: Any = 10_000,
    schedules: int = 2000,
    seed: int = 0,
    objective: str | Sequence[str] | None = None,
    n_jobs: int | None = None,
) -> MarginalValues:
    """Return what one VZÄ, or 10,000 €, more would buy, for each office and year in which the plan waits for it.

    Parameters
    ----------
    catalogue
        What is planned.
    plan
        A plan of it, or the result with the plan: where it waits, more is tried; it is also where each search begins.
    vze, euro
        How much more: ``Decimal``, int or text, no float. [VZÄ], [€]
    schedules
        How many schedules each search generates at most. Fewer are quicker, more are surer; the same number gives the same
        values.
    seed
        Of all random choices.
    objective
        As in :func:`egovplan.schedule`.
    n_jobs
        Workers, as joblib has it; None leaves it to ``joblib.parallel_config``, which also names where they are.

    Returns
    -------
    MarginalValues
        A gain of 0 says that none was found: what waits there has time, or something else keeps it then.

    Raises
    ------
    OutOfRangeError
        If ``vze``, ``euro`` or ``schedules`` is not above 0.
    PlanError
        If the plan breaks rules of the catalogue, and none is found that keeps them.
    TypeError
        If ``catalogue`` or ``plan`` is none.
    """
    from joblib import Parallel, delayed

    expect_catalogue(catalogue, "marginal_values")
    start = plan.plan if isinstance(plan, Result) else plan
    expect_plan(start, "marginal_values")
    assert isinstance(start, Plan)
    if not is_count(schedules):
        raise OutOfRangeError(f"schedules: ganze Zahl ab 1 erwartet, angegeben: {schedules!r}.")
    levels = levels_of(objective)
    search = _Search(schedules, seed, levels)
    base = search.reached(catalogue, start)
    bound = _waiting(base.plan)
    pruned = tuple(place for place in _all_places(base.plan) if place not in bound)
    scenarios = [(place, _more(place, vze, euro)) for place in bound]
    jobs = (delayed(search.value)(catalogue, base, place, scenario) for place, scenario in scenarios)
    values: list[MarginalValue] = list(Parallel(n_jobs=n_jobs)(jobs))
    order = {level: position for position, level in enumerate(levels)}
    values.sort(key=lambda v: (order.get(v.level or "", len(order)), -v.gain, v.place.year, v.place.name))
    return MarginalValues(tuple(values), pruned, base.plan, levels)


@dataclass(frozen=True)
class _Reached:
    """A plan and its objective."""

    plan: Plan
    values: tuple[int, ...]


@dataclass(frozen=True)
class _Search:
    """How hard is looked for a better plan: the same for all, so that they can be compared."""

    schedules: int
    seed: int
    levels: tuple[str, ...]

    def reached(self, catalogue: Catalogue, start: Plan) -> _Reached:
        """Return the best plan that the heuristic finds from one to begin with, which is one of them.

        Raises
        ------
        PlanError
            If the plan to begin with breaks a rule of the catalogue.
        """
        instance = build(catalogue, as_of=start.as_of)
        known = standing(instance, catalogue, start)
        found = first_schedule(instance, seed=self.seed, schedules=self.schedules, start=known, levels=self.levels)
        choice = sorted((x for x in (known, found) if x is not None), key=self._values)
        for schedule in choice:
            origin, modes = instance.origin, schedule.modes + instance.fixed_mode
            plan = Plan.of(catalogue, schedule.starts + origin, schedule.finishes + origin, modes, as_of=start.as_of)
            if not verify(plan, catalogue):
                return _Reached(plan, self._values(schedule))
        raise PlanError("Der Plan verletzt Regeln des Katalogs; siehe egovplan.verify.")

    def _values(self, schedule: Schedule) -> tuple[int, ...]:
        return tuple(schedule.objective[LEVELS.index(level)] for level in self.levels)

    def value(self, catalogue: Catalogue, base: _Reached, place: Place, scenario: Scenario) -> MarginalValue:
        """Return what a scenario brings."""
        found = self.reached(scenario.apply(catalogue), base.plan)
        office = _office(catalogue, place)
        for level, before, after in zip(self.levels, base.values, found.values, strict=True):
            if before != after:
                return MarginalValue(place, office, scenario, level, before, after)
        return MarginalValue(place, office, scenario, None, 0, 0)


def _waiting(plan: Plan) -> list[Place]:
    """Return the places where something waits for people or money, in order."""
    situation, found = situation_of(plan), set()
    for row in plan:
        reasons = Reasons(situation, row.id)
        finding = reasons.finding()
        since = row.start - 1 if finding.instead is None else min(finding.instead, row.start - 1)
        years = range(plan.timeline.date(max(0, since)).year, plan.timeline.date(row.start).year + 1)
        for binding in (finding.binding, *reasons.also(finding)):
            if binding.kind is BindingKind.RESOURCE:
                found |= {Place(Scarce.PEOPLE, binding.subject, year) for year in years}
            elif binding.kind is BindingKind.BUDGET:
                kind, _, year = binding.subject.rpartition(" ")
                found.add(Place(Scarce.BUDGET, kind, int(year)))
    return sorted(found, key=lambda place: (place.kind, place.name, place.year))


def _all_places(plan: Plan) -> list[Place]:
    """Return where the plan takes people or money that are limited."""
    line, catalogue = plan.timeline, plan.catalogue
    people = {r.id for r in catalogue.resources if r.renewable}
    found = set()
    for row in plan:
        demand = catalogue.activity_by_id[row.id].modes[row.mode].demand
        last = line.last_day(row.start, row.finish).year
        for year in range(line.date(row.start).year, last + 1):
            found |= {Place(Scarce.PEOPLE, name, year) for name, amount in demand.items() if amount and name in people}
    for use in budget_use(plan):
        if use.limit_cents is not None and use.used_cents:
            found.add(Place(Scarce.BUDGET, use.kind.value, use.year))
    return sorted(found, key=lambda place: (place.kind, place.name, place.year))


def _more(place: Place, vze: Any, euro: Any) -> Scenario:
    """Return the scenario of more in a place."""
    amount = vze if place.kind is Scarce.PEOPLE else euro
    if (
        not isinstance(amount, int | str | Decimal)
        or isinstance(amount, bool)
        or not Decimal(str(amount).replace(",", ".")) > 0
    ):
        raise OutOfRangeError(f"vze, euro: Zahl über 0 (Decimal, int oder Text) erwartet, angegeben: {amount!r}.")
    size = cents(Decimal(str(amount).replace(",", ".")))
    if place.kind is Scarce.PEOPLE:
        title = f"{fte(size)} mehr {place.title} in {place.year}"
        return Scenario(title).capacity(
            place.name, add=amount, since=f"{place.year}-01-01", until=f"{place.year}-12-31"
        )
    title = f"{in_euro(size)} mehr {place.title} {place.year}"
    return Scenario(title).budget(place.year, place.name, add=amount)


def _office(catalogue: Catalogue, place: Place) -> str | None:
    """Return the office whose people they are."""
    if place.kind is Scarce.BUDGET:
        return None
    return next(r.office for r in catalogue.resources if r.id == place.name)
