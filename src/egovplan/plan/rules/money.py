# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What the plan charges to each Haushaltsjahr, against the budgets.

A one-off cost *c* is charged in the year of the start, in the year of the last day, or spread: after *m* of *d* working
days ``floor(c · m / d)``. A running cost of *R* a year is charged in each month *m* from the first full one after the
finish: ``floor(R · m / 12) − floor(R · (m − 1) / 12)``. All in cents.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from egovplan.plan.rules.violation import Rule, Violation

if TYPE_CHECKING:
    from egovplan.catalogue.limits import Budget
    from egovplan.catalogue.model import Cost
    from egovplan.plan.model import PlannedActivity
    from egovplan.plan.rules.reading import Axis, Reading

_KINDS = {"investment": "investiv", "operating": "konsumtiv"}


def budgets_kept(reading: Reading) -> Iterator[Violation]:
    """Check that no Haushaltsjahr with an entry pays more than it has; with carry-over, than all so far have together."""
    for budget in reading.catalogue.budgets:
        amounts: dict[int, dict[str, int]] = defaultdict(dict)
        for activity, year, cents in _charges(reading, budget):
            amounts[year][activity] = amounts[year].get(activity, 0) + cents
        need = have = given = 0
        for year in sorted(budget.amounts):
            if not budget.carry_over:
                need = have = given = 0
            need += sum(amounts[year].values())
            given += sum(cents for activity, cents in amounts[year].items() if activity in reading.facts)
            have += int(budget.amounts[year] * 100)
            if need > max(have, given):
                yield _overdrawn(reading, budget, amounts[year], year=year, need=need, have=max(have, given))


def _overdrawn(
    reading: Reading, budget: Budget, amounts: dict[str, int], *, year: int, need: int, have: int
) -> Violation:
    largest = max(sorted(amounts), key=lambda name: amounts[name], default="")
    item = f"; größter Posten {reading.name(largest)} mit {_euro(amounts[largest])}" if largest else ""
    scope = "bis einschließlich dieses Jahres" if budget.carry_over else "in diesem Jahr"
    text = (
        f"Haushalt {year} {_KINDS.get(budget.kind, budget.kind)}: {scope} gebraucht {_euro(need)},"
        f" bereitgestellt {_euro(have)}{item}."
    )
    return Violation(Rule.BUDGET, text, year=year, need=need, have=have, subject=str(budget.kind))


def _charges(reading: Reading, budget: Budget) -> Iterator[tuple[str, int, int]]:
    """Yield activity, year and cents of all that is charged to a budget up to its last year."""
    last = max(budget.amounts)
    for activity, row in reading.placed:
        for cost in reading.modes[activity.id].costs if activity.id in reading.modes else ():
            if cost.kind == budget.kind:
                for year, cents in _one_off(reading.axis, cost, row).items():
                    yield activity.id, year, cents
        for running in activity.running:
            if running.kind == budget.kind:
                for year, cents in _running(reading.axis, int(running.per_year * 100), row.finish, last):
                    yield activity.id, year, cents


def _one_off(axis: Axis, cost: Cost, row: PlannedActivity) -> Counter[int]:
    """Return year → cents of a one-off cost of an activity."""
    amount, days = int(cost.amount * 100), row.finish - row.start
    if cost.charged == "spread" and days:
        return _spread(axis, amount, row)
    day = row.finish - 1 if cost.charged == "finish" and days else row.start
    return Counter({_year(axis, day): amount})


def _spread(axis: Axis, amount: int, row: PlannedActivity) -> Counter[int]:
    result: Counter[int] = Counter()
    days, done, paid = row.finish - row.start, 0, 0
    while done < days:
        year = _year(axis, row.start + done)
        done = min(days, axis.first(dt.date(year + 1, 1, 1)) - row.start)
        result[year] += amount * done // days - paid
        paid = amount * done // days
    return result


def _running(axis: Axis, per_year: int, finish: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield year and cents up to the year ``last``: months count from the one after the month of the last day of work."""
    before = axis.days[finish - 1] if finish else dt.date(_year(axis, 0) - 1, 12, 31)
    year, free = before.year, before.month
    while year <= last:
        yield year, per_year - per_year * free // 12
        year, free = year + 1, 0


def _year(axis: Axis, index: int) -> int:
    return axis.days[index].year


def _euro(cents: int) -> str:
    return f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02d} €"
