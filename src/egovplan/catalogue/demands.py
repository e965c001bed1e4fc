# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Check that there are people and money for each activity, taken alone, and enough of every stock for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from egovplan.catalogue.findings import Path, Places, error, hint, warning
from egovplan.catalogue.flat import FlatActivity, FlatMode
from egovplan.catalogue.limits import Budget, Resource
from egovplan.catalogue.values import cents
from egovplan.errors import Issue
from egovplan.timeline import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue


def check_demands(catalogue: Catalogue) -> Iterator[Issue]:
    """Yield demands that no capacity can ever meet, stocks that are too small, and budgets with odd years."""
    yield from _renewable(catalogue)
    yield from _stocks(catalogue)
    for i, budget in enumerate(catalogue.budgets):
        yield from _years(catalogue, budget, ("budgets", i, "amounts"))


def _renewable(catalogue: Catalogue) -> Iterator[Issue]:
    resources = {resource.id: resource for resource in catalogue.resources if resource.renewable}
    highest = {name: max(cents(step.fte) for step in r.capacity) for name, r in resources.items()}
    status = catalogue.status
    begun = {actual.activity for actual in status.actuals} if status else frozenset()
    places = Places(catalogue)
    seen: set[Path] = set()
    for activity in catalogue.activities:
        possible = [_over(mode, highest) is None for mode in activity.modes]
        for position, mode in enumerate(activity.modes):
            name = _over(mode, highest) or _over(
                mode, {n: cents(r.capacity[-1].fte) for n, r in _used(mode, resources)}
            )
            path = places.of_demand(activity, position, name) if name else ()
            if name is None or path in seen:
                continue
            seen.add(path)
            stops = not any(possible) and activity.id not in begun
            yield _above(activity, mode, resources[name], path, stops=stops, ever=not possible[position])


def _used(mode: FlatMode, resources: Mapping[str, Resource]) -> list[tuple[str, Resource]]:
    return [(name, resources[name]) for name in mode.demand if name in resources]


def _over(mode: FlatMode, capacity: Mapping[str, int]) -> str | None:
    """Return the first resource of which a mode needs more than there is."""
    if mode.duration.days == 0:
        return None  # needs people on no working day
    return next((name for name, need in mode.demand.items() if need > capacity.get(name, need)), None)


def _above(activity: FlatActivity, mode: FlatMode, resource: Resource, path: Path, *, stops: bool, ever: bool) -> Issue:
    need = Decimal(mode.demand[resource.id]) / 100
    way = f" in der Variante »{mode.id}«" if mode.id else ""
    if ever:
        most = max(step.fte for step in resource.capacity)
        message = f"Der Bedarf an »{resource.id}«{way} ist höher als die Kapazität zu jeder Zeit."
        code = "demand-above-capacity"
    else:
        most = resource.capacity[-1].fte
        message = f"Der Bedarf an »{resource.id}«{way} ist höher als die Kapazität, die auf Dauer bleibt."
        code = "demand-above-final-capacity"
    make = error if stops else warning
    return make(code, activity.id, message, path, expected=f"höchstens {_fte(most)}", value=_fte(need))


def _fte(amount: Decimal) -> str:
    return f"{amount.normalize():f} VZÄ".replace(".", ",")


def _stocks(catalogue: Catalogue) -> Iterator[Issue]:
    for i, resource in enumerate(catalogue.resources):
        if resource.renewable:
            continue
        if len(resource.capacity) > 1 or resource.capacity[0].since is not None:
            message = "Ein Vorrat hat eine einzige Menge, ohne Datum."
            yield error("stock-steps", resource.id, message, ("resources", i, "capacity"))
            continue
        least = sum(min(m.demand.get(resource.id, 0) for m in a.modes) for a in catalogue.activities)
        if least > cents(resource.capacity[0].fte):
            message = "Der Vorrat reicht auch dann nicht, wenn überall die sparsamste Variante gewählt wird."
            yield error(
                "stock-exceeded", resource.id, message, ("resources", i, "capacity"),
                expected=f"mindestens {Decimal(least) / 100}", value=resource.capacity[0].fte,
            )  # fmt: skip


def _years(catalogue: Catalogue, budget: Budget, path: Path) -> Iterator[Issue]:
    first, last = catalogue.start.year, _last_year(catalogue)
    for year in budget.amounts:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            expected = f"ein Jahr von {FIRST_YEAR} bis {LAST_YEAR}"
            message = "Das ist kein Haushaltsjahr."
            yield error(
                "budget-year", budget.kind.value, message, (*path, str(year)), expected=expected, value=str(year)
            )
        elif year < first:
            message = "Dieses Haushaltsjahr liegt vor dem Beginn des Katalogs."
            yield warning("budget-year-past", budget.kind.value, message, (*path, str(year)), value=str(year))
    gaps = [str(year) for year in range(first, max(last, *budget.amounts) + 1) if year not in budget.amounts]
    if gaps and first <= LAST_YEAR and max(budget.amounts) <= LAST_YEAR:
        message = "Für diese Haushaltsjahre gibt es keinen Ansatz; sie gelten als unbegrenzt."
        yield hint("budget-gap", budget.kind.value, message, path, value=", ".join(gaps))


def _last_year(catalogue: Catalogue) -> int:
    """Return the year of the last deadline or due date that is set."""
    days = [stage.deadline for stage in catalogue.stages]
    days += [day for measure in catalogue.measures for day in (measure.due, measure.deadline)]
    return max((day.year for day in days if day), default=catalogue.start.year)
