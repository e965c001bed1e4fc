# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a plan costs in which Haushaltsjahr, and what the budgets leave. All in cents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from egovplan.catalogue.actuals import fixed_activities
from egovplan.catalogue.flat import FlatActivity, FlatMode
from egovplan.catalogue.limits import Budget
from egovplan.catalogue.model import BudgetKind, Charged, Cost
from egovplan.catalogue.values import cents
from egovplan.plan.model import Plan
from egovplan.timeline import Timeline

Account = tuple[BudgetKind, int]
"""A kind of budget in a year."""

KIND_WORDS = {BudgetKind.INVESTMENT: "investiv", BudgetKind.OPERATING: "konsumtiv"}


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """One kind of money in one Haushaltsjahr.

    Parameters
    ----------
    kind, year
        Which money.
    limit_cents
        What the budget of the year has; None if the year has no entry and so no limit.
    used_cents
        What the plan charges to it.
    available_cents
        What there is in that year: the limit, with carry-over also what the entry years before have left. None without
        an entry.
    """

    kind: BudgetKind
    year: int
    limit_cents: int | None
    used_cents: int
    available_cents: int | None

    @property
    def left_cents(self) -> int | None:
        """What is available and not used; None without a limit."""
        return None if self.available_cents is None else self.available_cents - self.used_cents


def budget_use(plan: Plan) -> tuple[BudgetUse, ...]:
    """Return what a plan charges to each kind of money in each year.

    Parameters
    ----------
    plan
        With any number of budgets.

    Returns
    -------
    tuple of BudgetUse
        By kind and year: every year with an entry or a charge, up to the year of the last finish or the last entry,
        whichever is later. Running costs go on after that.
    """
    line, catalogue = plan.timeline, plan.catalogue
    budgets = {budget.kind: budget for budget in catalogue.budgets}
    entries = [year for budget in budgets.values() for year in budget.amounts]
    last = max([line.last_day(plan.start, plan.finish).year, *entries])
    used: defaultdict[Account, int] = defaultdict(int)
    for account, amount in _all_charges(plan, last):
        used[account] += amount
    accounts = {*used, *((kind, year) for kind, budget in budgets.items() for year in budget.amounts)}
    result = []
    for kind in BudgetKind:
        left = 0
        for year in sorted(y for k, y in accounts if k is kind):
            taken = used[kind, year]
            limit = _limit(budgets.get(kind), year)
            available = None if limit is None else limit + left
            if available is not None and budgets[kind].carry_over:
                left = available - taken
            result.append(BudgetUse(kind, year, limit, taken, available))
    return tuple(result)


def charges(
    line: Timeline, activity: FlatActivity, mode: FlatMode, *, start: int, finish: int, last: int
) -> Iterator[tuple[Account, int]]:
    """Yield what an activity on ``[start, finish)`` charges to which account, up to a year.

    A spread cost c is charged so that after m of d working days ``floor(c · m / d)`` is paid; a running cost R a year so
    that after m months of a year it is ``floor(R · m / 12)``, from the first month that begins at or after the finish.
    """
    for cost in mode.costs:
        for year, amount in _one_off(line, cost, start, finish):
            if amount and year <= last:
                yield (cost.kind, year), amount
    for running in activity.running:
        per_year = cents(running.per_year)
        year, month = _first_month(line, finish)
        while year <= last:
            yield (running.kind, year), per_year - per_year * (month - 1) // 12
            year, month = year + 1, 1


class Ledger:
    """What each account has and bears, to try whether an activity can pay for another start.

    Parameters
    ----------
    plan
        Whose charges are booked.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.budgets = {budget.kind: budget for budget in plan.catalogue.budgets}
        self.last = max((year for budget in self.budgets.values() for year in budget.amounts), default=0)
        self.used: defaultdict[Account, int] = defaultdict(int)
        self.given: defaultdict[Account, int] = defaultdict(int)
        fixed = fixed_activities(plan.catalogue, plan.as_of)
        for row in plan:
            for account, amount in self.charges(row.id, row.start, row.finish):
                self.used[account] += amount
                self.given[account] += amount if row.id in fixed else 0

    def charges(self, activity: str, start: int, finish: int) -> Iterator[tuple[Account, int]]:
        """Yield what an activity charges on ``[start, finish)`` in the chosen mode to kinds that have a budget."""
        flat = self.plan.catalogue.activity_by_id[activity]
        mode = flat.modes[self.plan[activity].mode]
        for account, amount in charges(self.plan.timeline, flat, mode, start=start, finish=finish, last=self.last):
            if account[0] in self.budgets:
                yield account, amount

    def overdrawn(self, activity: str, start: int, finish: int) -> Account | None:
        """Return the first account that could not pay if an activity moved to ``[start, finish)``, None if all can."""
        return next(self.overdrafts(activity, start, finish), None)

    def overdrafts(self, activity: str, start: int, finish: int) -> Iterator[Account]:
        """Yield each account that could not pay if an activity moved to ``[start, finish)``, by kind and year."""
        row = self.plan[activity]
        change: defaultdict[Account, int] = defaultdict(int)
        for account, amount in self.charges(activity, start, finish):
            change[account] += amount
        for account, amount in self.charges(activity, row.start, row.finish):
            change[account] -= amount
        touched = {kind for (kind, _), amount in change.items() if amount}
        for kind in (kind for kind in BudgetKind if kind in touched):
            for year, more, left in self._totals(self.budgets[kind], change):
                if more > max(0, left):
                    yield kind, year

    def _totals(self, budget: Budget, change: Mapping[Account, int]) -> Iterator[tuple[int, int, int]]:
        """Yield year, what is added to it, and what is left there before; running sums with carry-over."""
        years = sorted(budget.amounts)
        columns = [
            [change.get((budget.kind, year), 0) for year in years],
            [cents(budget.amounts[year]) for year in years],
            [self.given[budget.kind, year] for year in years],
            [self.used[budget.kind, year] for year in years],
        ]
        if budget.carry_over:
            columns = [list(accumulate(column)) for column in columns]
        for year, more, limit, given, used in zip(years, *columns, strict=True):
            yield year, more, max(limit, given) - used


def _all_charges(plan: Plan, last: int) -> Iterator[tuple[Account, int]]:
    for row in plan:
        flat = plan.catalogue.activity_by_id[row.id]
        yield from charges(plan.timeline, flat, flat.modes[row.mode], start=row.start, finish=row.finish, last=last)


def _limit(budget: Budget | None, year: int) -> int | None:
    return cents(budget.amounts[year]) if budget and year in budget.amounts else None


def _one_off(line: Timeline, cost: Cost, start: int, finish: int) -> Iterator[tuple[int, int]]:
    amount = cents(cost.amount)
    if cost.charged is not Charged.SPREAD or finish == start:
        yield (line.last_day(start, finish) if cost.charged is Charged.FINISH else line.date(start)).year, amount
        return
    length = finish - start
    first, last = line.year(start), line.year(finish - 1)
    marks = [0, *(line.year_start(year + 1) - start for year in range(first, last)), length]
    for step, year in enumerate(range(first, last + 1)):
        yield year, amount * marks[step + 1] // length - amount * marks[step] // length


def _first_month(line: Timeline, finish: int) -> tuple[int, int]:
    """Return year and month of the first month whose first working day is not before ``finish``."""
    if finish == len(line):
        return line.year(finish - 1) + 1, 1
    day = line.date(finish)
    if line.month_start(day.year, day.month) == finish:
        return day.year, day.month
    return (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
