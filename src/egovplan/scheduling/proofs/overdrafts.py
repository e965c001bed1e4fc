# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Cheap proofs beside those on energy: two activities that fit in no order, and charges that cannot but fall in a year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.windows import Windows
from egovplan.scheduling.instance import SPREAD, Account, Charge, Instance, Longs
from egovplan.scheduling.translation.accounts import year_amounts

MOST_USERS = 3000
"""Above so many activities of one resource, their pairs are not looked at."""


@dataclass(frozen=True)
class Overdraft:
    """More charges than a year allows, wherever they fall.

    Parameters
    ----------
    account
        Position of the account.
    first, last
        Positions of the years that it speaks of: one and the same, or with carry-over all from the first.
    need, have
        Cents; need counts all charges that cannot be avoided.
    activities
        Positions of some that are too much already, the dearest first; without any one of them they are not.
    amounts
        Cents that each of these charges at least.
    """

    account: int
    first: int
    last: int
    need: int
    have: int
    activities: tuple[int, ...]
    amounts: tuple[int, ...]


def overdraft(functions: Functions, windows: Windows) -> Overdraft | None:
    """Return the first account and year whose unavoidable charges exceed what there is, or None.

    Parameters
    ----------
    functions
        Of the instance.
    windows
        Of all activities, by precedences and hard deadlines.
    """
    instance = functions.instance
    for number, account in enumerate(instance.accounts):
        least = _Least(functions, windows, number)
        for last in range(len(account.years)):
            first = 0 if account.carry_over else last
            if list(account.years[first : last + 1]) != list(range(account.years[first], account.years[last] + 1)):
                continue  # where years are left out, a later start may charge more: no cheap least value
            amounts = least.of(first, last)
            if sum(amounts.values()) > account.limit[last]:
                return _smallest(number, first, last, account.limit[last], amounts)
    return None


def _smallest(account: int, first: int, last: int, have: int, amounts: dict[int, int]) -> Overdraft:
    kept: dict[int, int] = {}
    for i in sorted(amounts, key=lambda i: (-amounts[i], i)):
        kept[i] = amounts[i]
        if sum(kept.values()) > have:
            break
    return Overdraft(account, first, last, sum(amounts.values()), have, tuple(kept), tuple(kept.values()))


class _Least:
    """What each activity charges to an account at least.

    As a function of the start, what falls in consecutive years rises and then falls, so its least value is at one end of the
    window.
    """

    def __init__(self, functions: Functions, windows: Windows, account: int) -> None:
        self.of_functions, self.windows, self.number = functions, windows, account
        self.instance = functions.instance
        self.account: Account = self.instance.accounts[account]
        self.charges: dict[int, list[Charge]] = {}
        for charge in self.instance.charges:
            if charge.account == account:
                self.charges.setdefault(charge.activity, []).append(charge)

    def of(self, first: int, last: int) -> dict[int, int]:
        """Return activity → cents in the years of some positions, of those that cannot charge nothing."""
        stop = self.account.year_stop[last]
        found: dict[int, int] = {}
        for i, charges in self.charges.items():
            if self.windows.start_low[i] < stop and self.windows.start_high[i] < stop:
                found[i] = min(self._in_mode(i, mode, charges, first, last) for mode in range(self._modes(i)))
        for running in self.instance.running:
            finish = self.windows.finish_high[running.activity]
            if running.account == self.number and finish < stop:
                own = sum(cents for t, k, cents in running.months if first <= k <= last and t >= finish)
                found[running.activity] = found.get(running.activity, 0) + own
        return {i: amount for i, amount in found.items() if amount}

    def _modes(self, i: int) -> int:
        return len(self.instance.modes_of(i))

    def _in_mode(self, i: int, mode: int, charges: list[Charge], first: int, last: int) -> int:
        row = int(self.instance.mode_ptr[i]) + mode
        low, total = self.windows.start_low[i], 0
        ends = (low, max(low, self.windows.start_high[i]))  # in this mode the last one may be out of reach
        for charge in charges:
            if charge.mode not in (-1, mode) or (charge.when == SPREAD and int(self.instance.mode_table[row]) >= 0):
                continue
            total += min(self._at(charge, i, row, start, first, last) for start in ends)
        return total

    def _at(self, charge: Charge, i: int, row: int, start: int, first: int, last: int) -> int:
        is_fixed = self.of_functions.is_fixed[i]
        finish = int(self.instance.fixed_finish[i]) if is_fixed else int(self.of_functions.finish(row)[start])
        years = year_amounts(self.account, charge, start, finish)
        return sum(amount for k, amount in years if first <= k <= last)


def exclusive_pair(instance: Instance, windows: Windows) -> tuple[int, int, int] | None:
    """Return two activities that no resource carries at once and that fit in no order, with the resource; or None.

    Of two that cannot run at once, one must be finished when the other one starts (Carlier, Pinson 1989).
    """
    low, high = np.asarray(windows.start_low), np.asarray(windows.start_high)
    first, last = np.asarray(windows.finish_low), np.asarray(windows.finish_high)
    for resource in range(len(instance.resource_names)):
        users, amount = _least_demands(instance, resource)
        if not 1 < len(users) <= MOST_USERS:
            continue
        most = int(instance.capacity[resource, low[users].min() : last[users].max()].max(initial=0))
        big = amount + amount.max() > most  # at least with the largest one it is too much
        users, amount = users[big], amount[big]
        apart = amount[:, None] + amount[None, :] > most
        late = first[users][:, None] > high[users][None, :]
        rows, columns = np.nonzero(np.triu(apart & late & late.T, 1))
        if len(rows):
            return int(users[rows[0]]), int(users[columns[0]]), resource
    return None


def _least_demands(instance: Instance, resource: int) -> tuple[Longs, Longs]:
    """Return the activities that take days of a resource in any mode, and the least demand of each; fixed ones left out."""
    modes = np.repeat(np.arange(len(instance.mode_duration)), np.diff(instance.demand_ptr))
    users = np.unique(np.searchsorted(instance.mode_ptr, modes[instance.demand_resource == resource], side="right") - 1)
    rows = [
        (i, min(_demand(instance, mode, resource) for mode in instance.modes_of(i)))
        for i in users.tolist()
        if instance.fixed_start[i] < 0
    ]
    found = [row for row in rows if row[1]]
    columns = np.array(found, np.int64).reshape(len(found), 2).T
    return columns[0], columns[1]


def _demand(instance: Instance, mode: int, resource: int) -> int:
    """Return what a mode takes of a resource on each day; nothing if it takes no day."""
    rows = slice(int(instance.demand_ptr[mode]), int(instance.demand_ptr[mode + 1]))
    amounts = instance.demand_amount[rows][instance.demand_resource[rows] == resource]
    lasts = int(instance.mode_table[mode]) >= 0 or int(instance.mode_duration[mode]) > 0
    return int(amounts.sum()) if lasts else 0
