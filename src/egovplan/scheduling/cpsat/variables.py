# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The variables of the model: a start for each activity, a literal for each of several modes, and ordering literals.

An ordering literal says ``x >= t``. All calendars enter through them: a monotone table is a handful of implications
between ordering literals, so neither sittings nor holidays cost the solver a table constraint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model, cp_model_helper

from egovplan.scheduling.dates.functions import Functions, Steps
from egovplan.scheduling.dates.windows import Windows

Literal = cp_model_helper.Literal | bool
"""A Boolean variable or its negation, or what is known already."""
Row = cp_model.BoundedLinearExpression | bool
"""A comparison of expressions (the solver's stubs say bool for some)."""
Expression = cp_model.LinearExpr | int


@dataclass
class Axis:
    """An integer variable on the time axis with its domain and the ordering literals made so far.

    Parameters
    ----------
    var
        The variable.
    days
        Its domain, ascending.
    literals
        Position in ``days`` → literal that is true if and only if ``var >= days[position]``.
    """

    var: cp_model.IntVar
    days: Steps
    literals: dict[int, cp_model.IntVar] = field(default_factory=dict)

    @property
    def low(self) -> int:
        """Lower bound."""
        return int(self.days[0])

    @property
    def high(self) -> int:
        """Upper bound."""
        return int(self.days[-1])


class Variables:
    """Starts, modes and finishes of all activities.

    Parameters
    ----------
    functions
        The monotone functions of the instance.
    windows
        When activities can start and finish.
    """

    def __init__(self, functions: Functions, windows: Windows) -> None:
        self.of, self.windows, self.instance = functions, windows, functions.instance
        self.model = cp_model.CpModel()
        n = len(self.instance)
        self.modes = [list(self.instance.modes_of(i))[: 1 if functions.is_fixed[i] else None] for i in range(n)]
        self.start = [self.axis(self._start_days(i)) for i in range(n)]
        self.chosen: list[list[Literal]] = [self._choice(rows) for rows in self.modes]
        self.finishes: dict[int, Axis] = {}
        self.derived: list[tuple[cp_model.IntVar, Axis, int]] = []

    def axis(self, days: Steps) -> Axis:
        """Return a new variable on the time axis."""
        low, high = int(days[0]), int(days[-1])
        if len(days) == high - low + 1:
            return Axis(self.model.new_int_var(low, high, ""), days)
        return Axis(self.model.new_int_var_from_domain(cp_model.Domain.from_values(days.tolist()), ""), days)

    def _start_days(self, i: int) -> Steps:
        low, high = self.windows.start_low[i], self.windows.start_high[i]
        days = np.arange(low, high + 1, dtype=np.int32)
        row = int(self.instance.allowed[i])
        if row >= 0 and not self.of.is_fixed[i]:
            days = days[self.instance.allowed_days[row, low : high + 1]]
        return days

    def _choice(self, rows: list[int]) -> list[Literal]:
        if len(rows) == 1:
            return [True]
        literals = [self.model.new_bool_var("") for _ in rows]
        self.model.add_exactly_one(literals)
        return list(literals)

    # ordering literals

    def at_least(self, axis: Axis, t: int) -> Literal:
        """Return the literal of ``axis >= t``."""
        position = int(np.searchsorted(axis.days, t))
        if position == 0:
            return True
        if position == len(axis.days):
            return False
        if position not in axis.literals:
            literal = self.model.new_bool_var("")
            self.model.add(axis.var >= int(axis.days[position])).only_enforce_if(literal)
            self.model.add(axis.var <= int(axis.days[position - 1])).only_enforce_if(~literal)
            axis.literals[position] = literal
            self.derived.append((literal, axis, int(axis.days[position])))
        return axis.literals[position]

    def start_at_least(self, i: int, t: int) -> Literal:
        """Return the literal of ``start >= t``."""
        return self.at_least(self.start[i], t)

    def finish_at_least(self, i: int, t: int) -> Literal:
        """Return the literal of ``finish >= t``."""
        if self.of.is_fixed[i]:
            return int(self.instance.fixed_finish[i]) >= t
        if len(self.modes[i]) > 1:
            return self.at_least(self.finish_axis(i), t)
        return self.at_least(self.start[i], int(np.searchsorted(self.of.finish(self.modes[i][0]), t)))

    # finishes

    def duration(self, i: int) -> Expression | None:
        """Return the duration in working days as an expression; None if a calendar decides it."""
        rows = self.modes[i]
        if self.of.is_fixed[i]:
            return int(self.instance.fixed_finish[i]) - int(self.instance.fixed_start[i])
        if any(int(self.instance.mode_table[m]) >= 0 for m in rows):
            return None
        days = [int(self.instance.mode_duration[m]) for m in rows]
        return days[0] if len(rows) == 1 else cp_model.LinearExpr.weighted_sum(self.chosen[i], days)

    def finish_axis(self, i: int) -> Axis:
        """Return the finish as a variable that equals start + duration in the chosen mode."""
        if i not in self.finishes:
            low, high = self.windows.finish_low[i], self.windows.finish_high[i]
            axis = self.finishes[i] = self.axis(np.arange(low, high + 1, dtype=np.int32))
            duration = self.duration(i)
            if duration is not None:
                self.model.add(axis.var == self.start[i].var + duration)
            else:
                for mode, literal in zip(self.modes[i], self.chosen[i], strict=True):
                    self._equal(axis, self.start[i], self.of.finish(mode), literal)
        return self.finishes[i]

    def _equal(self, target: Axis, source: Axis, steps: Steps, condition: Literal) -> None:
        """Make ``target == steps[source]`` where the condition holds, one equation for each run of equal distances."""
        values = steps[source.days].astype(np.int64)
        distance = values - source.days
        edges = [0, *(np.flatnonzero(np.diff(distance)) + 1).tolist(), len(distance)]
        for first, stop in pairwise(edges):
            after = self.at_least(source, int(source.days[stop])) if stop < len(source.days) else False
            literals = [condition, self.at_least(source, int(source.days[first])), negated(after)]
            self.enforce(target.var == source.var + int(distance[first]), literals)

    def enforce(self, constraint: Row, literals: list[Literal]) -> None:
        """Add a constraint that holds where all literals are true."""
        if any(literal is False for literal in literals):
            return
        added = self.model.add(constraint)
        conditions = [literal for literal in literals if literal is not True]
        if conditions:
            added.only_enforce_if(conditions)

    # monotone bounds

    def bound(self, target: Axis, source: Axis, steps: Steps, *, conditions: list[Literal]) -> None:
        """Make ``target >= steps[source]`` where the conditions hold, with as few constraints as that takes.

        One linear row with the smallest distance carries what it can. What it leaves is either points, where the bound
        rises (``source >= a`` implies ``target >= v``), or runs of equal distance; the shorter list is taken.
        """
        days = source.days.astype(np.int64)
        # the bound on the days that the target has: the next of them, or one beyond the last
        grid = np.append(target.days.astype(np.int64), self.of.never + 1)
        value = grid[np.searchsorted(target.days, steps[source.days])]
        value[steps[source.days] > target.high] = target.high + 1
        distance = int((np.maximum(value, target.low) - days).min())
        open_days = value > np.maximum(days + distance, target.low)
        if distance > target.low - source.high:
            self.enforce(target.var >= source.var + distance, conditions)
        rises = _rises(open_days, value)
        runs = _runs(open_days, value - days)
        if len(rises) <= 3 * len(runs):
            for k in rises:
                self._rise(target, source, int(days[k]), int(value[k]), conditions)
            return
        for first, stop in runs:
            after = self.at_least(source, int(days[stop])) if stop < len(days) else False
            literals = [*conditions, self.at_least(source, int(days[first])), negated(after)]
            self.enforce(target.var >= source.var + int(value[first] - days[first]), literals)

    def _rise(self, target: Axis, source: Axis, since: int, value: int, conditions: list[Literal]) -> None:
        literals = [*conditions, self.at_least(source, since)]
        if value > target.high:
            if any(literal is False for literal in literals):
                return
            self.model.add_bool_or([negated(literal) for literal in literals])
        else:
            self.enforce(target.var >= value, literals)


def negated(literal: Literal) -> Literal:
    """Return the opposite of a literal."""
    return not literal if isinstance(literal, bool) else ~literal


def _rises(mask: NDArray[np.bool_], value: NDArray[np.int64]) -> list[int]:
    """Return the masked positions whose value is above that of the masked position before."""
    places = np.flatnonzero(mask)
    return [int(p) for p in places[np.diff(value[places], prepend=-1) > 0]]


def _runs(mask: NDArray[np.bool_], distance: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the maximal stretches ``[first, stop)`` of a mask on which the distance is constant."""
    if not mask.any():
        return []
    change = (np.diff(mask) != 0) | (np.diff(distance) != 0)
    edges = [0, *(np.flatnonzero(change) + 1).tolist(), len(mask)]
    return [(a, b) for a, b in pairwise(edges) if mask[a]]


def weighted(row: Sequence[tuple[Literal, int]]) -> Expression:
    """Return the sum of amounts times variables, where some variables are known to be true or false."""
    known = sum(amount for variable, amount in row if variable is True)
    rest = [(variable, amount) for variable, amount in row if not isinstance(variable, bool)]
    return cp_model.LinearExpr.weighted_sum([v for v, _ in rest], [a for _, a in rest]) + known
