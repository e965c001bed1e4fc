# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Budgets and costs as integers: an account for each kind, and what each activity charges to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate

from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.model import Charged
from egovplan.catalogue.values import cents
from egovplan.scheduling.instance import AT_FINISH, AT_START, SPREAD, Account, Charge, Months, Running
from egovplan.timeline import FIRST_YEAR, LAST_YEAR

_WHEN = {Charged.START: AT_START, Charged.FINISH: AT_FINISH, Charged.SPREAD: SPREAD}
Interval = tuple[int, int]


def build_accounts(
    catalogue: Catalogue, origin: int, fixed: Mapping[str, Interval], fixed_mode: Mapping[str, int]
) -> tuple[tuple[Account, ...], tuple[Charge, ...], tuple[Running, ...]]:
    """Return the accounts of a catalogue's budgets, and the charges that fall on them.

    Parameters
    ----------
    catalogue
        With budgets.
    origin
        Working day index of ``t = 0``.
    fixed
        Activity id → interval ``[start, finish)`` in ``t`` of what is fixed; what these charge is never too
        much.
    fixed_mode
        Activity id → position of the mode in which something fixed is done, where that is not the first.
    """
    plain = tuple(_account(catalogue, position, origin) for position in range(len(catalogue.budgets)))
    of_kind = {account.kind: position for position, account in enumerate(plain)}
    charges = tuple(_charges(catalogue, of_kind, fixed, fixed_mode))
    running = tuple(_running(catalogue, of_kind, plain, origin))
    intervals = {i: fixed[a.id] for i, a in enumerate(catalogue.activities) if a.id in fixed}
    used = fixed_charges(plain, charges, running, intervals)
    accounts = tuple(_raised(account, own) for account, own in zip(plain, used, strict=True))
    return accounts, charges, running


def _account(catalogue: Catalogue, position: int, origin: int) -> Account:
    budget, line = catalogue.budgets[position], catalogue.timeline
    years = tuple(sorted(year for year in budget.amounts if FIRST_YEAR <= year <= LAST_YEAR))
    return Account(
        kind=budget.kind.value,
        years=years,
        year_start=tuple(line.year_start(year) - origin for year in years),
        year_stop=tuple(line.year_start(year + 1) - origin for year in years),
        limit=tuple(cents(budget.amounts[year]) for year in years),
        carry_over=budget.carry_over,
    )


def _charges(
    catalogue: Catalogue, of_kind: Mapping[str, int], fixed: Mapping[str, Interval], fixed_mode: Mapping[str, int]
) -> Iterator[Charge]:
    for i, activity in enumerate(catalogue.activities):
        by_mode = [mode.costs for mode in activity.modes]
        same = activity.id in fixed or all(costs == by_mode[0] for costs in by_mode)
        for mode, costs in [(-1, by_mode[fixed_mode.get(activity.id, 0)])] if same else enumerate(by_mode):
            for cost in costs:
                account = of_kind.get(cost.kind.value)
                if account is not None and cost.amount:
                    yield Charge(i, mode, account, cents(cost.amount), _WHEN[cost.charged])


def _running(
    catalogue: Catalogue, of_kind: Mapping[str, int], accounts: Sequence[Account], origin: int
) -> Iterator[Running]:
    @cache
    def starts(number: int) -> list[list[int]]:
        line, years = catalogue.timeline, accounts[number].years
        return [[line.month_start(year, month) - origin for month in range(1, 13)] for year in years]

    @cache  # thousands of activities share a few amounts, and then the months too
    def months(number: int, per_year: int) -> Months:
        return _months(starts(number), per_year)

    for i, activity in enumerate(catalogue.activities):
        for cost in activity.running:
            number = of_kind.get(cost.kind.value)
            if number is not None and cost.per_year:
                yield Running(i, number, months(number, cents(cost.per_year)))


def _months(starts: Sequence[Sequence[int]], per_year: int) -> Months:
    """Return the months of entry years, given their starts: a twelfth each, so that twelve make exactly a year."""
    return tuple(
        (start, k, per_year * month // 12 - per_year * (month - 1) // 12)
        for k, year in enumerate(starts)
        for month, start in enumerate(year, 1)
    )


def year_amounts(account: Account, charge: Charge, start: int, finish: int) -> Iterator[tuple[int, int]]:
    """Yield (position in ``account.years``, cents) of a one-off charge of an activity on ``[start, finish)``."""
    if charge.when == SPREAD and finish > start:
        days = finish - start
        for k, (first, stop) in enumerate(zip(account.year_start, account.year_stop, strict=True)):
            before, after = (min(max(t - start, 0), days) for t in (first, stop))
            amount = charge.amount * after // days - charge.amount * before // days
            if amount:
                yield k, amount
        return
    day = finish - 1 if charge.when == AT_FINISH and finish > start else start
    for k, (first, stop) in enumerate(zip(account.year_start, account.year_stop, strict=True)):
        if first <= day < stop:
            yield k, charge.amount


def fixed_charges(
    accounts: Sequence[Account],
    charges: Sequence[Charge],
    running: Sequence[Running],
    intervals: Mapping[int, Interval],
) -> list[list[int]]:
    """Return what the activities with an interval charge: for each account, cents of each of its years."""
    used = [[0] * len(account.years) for account in accounts]
    for charge in charges:
        if charge.activity in intervals:
            for k, amount in year_amounts(accounts[charge.account], charge, *intervals[charge.activity]):
                used[charge.account][k] += amount
    for cost in running:
        if cost.activity in intervals:
            for t, k, amount in cost.months:
                if intervals[cost.activity][1] <= t:
                    used[cost.account][k] += amount
    return used


def _raised(account: Account, used: Sequence[int]) -> Account:
    """Return the account with limits that are cumulative for carry-over, and never below what is fixed."""
    limits, own = account.limit, tuple(used)
    if account.carry_over:
        limits, own = tuple(accumulate(limits)), tuple(accumulate(own))
    return replace(account, limit=tuple(map(max, limits, own)))
