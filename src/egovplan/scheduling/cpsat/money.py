# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Budgets as constraints: what is charged in each Haushaltsjahr, in integer cents.

All is said in what is charged *before* a day B, the first working day of a year or of the next: a cost at the start is
``amount · [start < B]``, one at the finish ``amount · [finish <= B]``, a spread one ``floor(amount · m / d)`` with m of d
working days before B. As functions of the start these are staircases, so they are sums over ordering literals; a year's
charge is the difference of two of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model, cp_model_helper

from egovplan.scheduling.cpsat.variables import Expression, Literal, Variables, negated
from egovplan.scheduling.instance import AT_FINISH, AT_START, SPREAD, Charge, Running

_MANY = 16
"""From so many steps on, a spread cost is a variable with its floor as two rows, not a sum of literals."""


@dataclass
class _Sum:
    """A linear expression under construction."""

    terms: list[tuple[cp_model_helper.Literal, int]] = field(default_factory=list)
    constant: int = 0

    def add(self, literal: Literal, amount: int) -> None:
        if isinstance(literal, bool):
            self.constant += amount if literal else 0
        else:
            self.terms.append((literal, amount))

    def take(self, other: _Sum, sign: int = 1) -> None:
        self.terms += [(variable, sign * amount) for variable, amount in other.terms]
        self.constant += sign * other.constant

    def expression(self) -> Expression:
        """Return it as the solver's expression."""
        return cp_model.LinearExpr.weighted_sum([v for v, _ in self.terms], [a for _, a in self.terms]) + self.constant


def add_budgets(x: Variables) -> None:
    """Keep every account: each year alone, or with carry-over the sum of all years up to each."""
    for number, account in enumerate(x.instance.accounts):
        years = [_Sum() for _ in account.years]
        for charge in (c for c in x.instance.charges if c.account == number):
            for y, row in enumerate(_charged(x, charge, list(zip(account.year_start, account.year_stop, strict=True)))):
                years[y].take(row)
        for running in (r for r in x.instance.running if r.account == number):
            _add_running(x, running, years)
        total = _Sum()
        for y, limit in enumerate(account.limit):
            total.take(years[y])
            row = total if account.carry_over else years[y]
            if row.terms:
                x.model.add(row.expression() <= limit)
            elif row.constant > limit:
                x.model.add_bool_or([])


def _add_running(x: Variables, running: Running, years: list[_Sum]) -> None:
    for month, year, cents in running.months:
        years[year].constant += cents
        years[year].add(x.finish_at_least(running.activity, month + 1), -cents)


def _charged(x: Variables, charge: Charge, years: list[tuple[int, int]]) -> list[_Sum]:
    """Return what one cost charges in each year, over all modes that it applies to."""
    i, result = charge.activity, [_Sum() for _ in years]
    alike = charge.mode < 0 and charge.when == AT_START
    for position, (mode, literal) in enumerate(zip(x.modes[i], x.chosen[i], strict=True)):
        if charge.mode not in (-1, position) or (alike and position):
            continue
        before: dict[int, _Sum] = {}
        for y, (start, stop) in enumerate(years):
            for day in (start, stop):
                if day not in before:
                    before[day] = _before(x, charge, mode, day)
            row = _Sum()
            row.take(before[stop])
            row.take(before[start], -1)
            result[y].take(row if literal is True or alike else _where_chosen(x, row, charge.amount, literal))
    return result


def _where_chosen(x: Variables, row: _Sum, amount: int, literal: Literal) -> _Sum:
    """Return a variable that is at least a sum where a mode is chosen: enough, since budgets only limit from above."""
    if not row.terms:
        result = _Sum()
        result.add(literal, row.constant)
        return result
    share = x.model.new_int_var(0, amount, "")
    x.model.add(share >= row.expression()).only_enforce_if(literal)
    return _Sum([(share, 1)])


def _before(x: Variables, charge: Charge, mode: int, day: int) -> _Sum:
    """Return what a cost charges before a day, as a function of the start."""
    i = charge.activity
    starts = x.start[i].days.astype(np.int64)
    finishes = np.array([x.instance.fixed_finish[i]]) if x.of.is_fixed[i] else x.of.finish(mode)[starts]
    steps = charged_before(charge, starts, finishes.astype(np.int64), day)
    result = _Sum(constant=int(steps[0]))
    changes = np.flatnonzero(np.diff(steps)) + 1
    if len(changes) > _MANY and charge.when == SPREAD and len(set((finishes - starts).tolist())) == 1:
        result = _Sum([(_floor(x, charge, int(finishes[0] - starts[0]), day), 1)])
    else:
        for k in changes:
            result.add(x.start_at_least(i, int(starts[k])), int(steps[k] - steps[k - 1]))
    return result


def charged_before(
    charge: Charge, starts: NDArray[np.int64], finishes: NDArray[np.int64], day: int
) -> NDArray[np.int64]:
    """Return the cents charged before a day for each of several starts, shape (n,)."""
    days = finishes - starts
    if charge.when == SPREAD:
        done = np.clip(day - starts, 0, days)
        exact = [charge.amount * int(m) // int(d) if d else 0 for m, d in zip(done, days, strict=True)]
        return np.where(days > 0, np.array(exact, np.int64), charge.amount * (starts < day))
    if charge.when == AT_FINISH:
        return charge.amount * np.where(days > 0, finishes <= day, starts < day).astype(np.int64)
    return charge.amount * (starts < day).astype(np.int64)


def _floor(x: Variables, charge: Charge, days: int, day: int) -> cp_model.IntVar:
    """Return a variable that is ``floor(amount · m / days)`` with m working days before a day, 0 <= m <= days."""
    i = charge.activity
    spent = x.model.new_int_var(0, charge.amount, "")
    begun, over = x.start_at_least(i, day), x.start_at_least(i, day - days + 1)
    inside = [over, negated(begun)]
    x.enforce(spent == charge.amount, [negated(over)])
    x.enforce(spent == 0, [begun])
    exact = charge.amount * (day - x.start[i].var)
    x.enforce(days * spent <= exact, inside)
    x.enforce(days * spent >= exact - (days - 1), inside)
    return spent
