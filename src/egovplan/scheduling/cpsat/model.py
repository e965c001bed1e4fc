# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""One level of the objective as a CP-SAT model: what is above it is a ceiling, what is below it does not count yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from ortools.sat.python import cp_model

from egovplan.scheduling.cpsat import constraints as rules
from egovplan.scheduling.cpsat.levels import Load, Moves, cost
from egovplan.scheduling.cpsat.money import add_budgets
from egovplan.scheduling.cpsat.schedules import schedule_of
from egovplan.scheduling.cpsat.variables import Axis, Expression, Literal, Variables, weighted
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import Heads
from egovplan.scheduling.dates.windows import propagate
from egovplan.scheduling.objective import Schedule

RULES: dict[str, Callable[[Variables], None]] = {
    "precedences": rules.add_precedences,
    "deadlines": rules.add_deadlines,
    "capacities": rules.add_capacities,
    "stocks": rules.add_stocks,
    "budgets": add_budgets,
}
"""Rules that need no more than starts and modes."""


class LevelModel:
    """The model of one level.

    Parameters
    ----------
    functions, heads
        The monotone functions of the instance, and its earliest dates.
    level
        What is minimised; None asks for any schedule.
    ceilings
        Level → value that must not be exceeded; also of the level that is minimised, where a schedule is known.

    Raises
    ------
    NoWindowError
        If precedences and ceilings alone leave no schedule.
    """

    def __init__(self, functions: Functions, heads: Heads, level: str | None, ceilings: Mapping[str, int]) -> None:
        self.instance, self.level = functions.instance, level
        x = self.x = Variables(functions, propagate(functions, ceilings, heads=heads))
        self.model = x.model
        self.late: dict[int, cp_model.IntVar] = {}
        self.last: Axis | None = None
        for add_rule in RULES.values():
            add_rule(x)
        self.moves, self.load = Moves(x), Load(x)
        self.moves.limit()
        self.finishes: list[Axis] = []
        limited = any(group.limit < len(group.measures) for group in self.instance.groups)
        if limited or {"lateness", "finish"} & {*ceilings, level}:
            self.finishes = [rules.measure_finish(x, k) for k in range(len(self.instance.measure_names))]
            rules.add_open_measures(x, self.finishes)
        values: dict[str, Callable[[], Expression]] = {
            "lateness": self._lateness, "makespan": self._makespan, "finish": self._finish, "moves": self.moves.value,
            "cost": lambda: cost(x), "load": self.load.value,
        }  # fmt: skip
        for name in dict.fromkeys([*ceilings, *([level] if level else [])]):
            value = values[name]()
            if name in ceilings:
                self.model.add(value <= ceilings[name])
            if name == level:
                self.value = value
                self.model.minimize(value)

    def keep_above(self, bound: int) -> None:
        """Tell the solver what is proved about the level that is minimised."""
        self.model.add(self.value >= bound)

    def _lateness(self) -> Expression:
        """Return Σ weight · max(0, finish − due) over the measures."""
        row = []
        for k, finish in enumerate(self.finishes):
            due, weight = int(self.instance.measure_due[k]), int(self.instance.measure_weight[k])
            if due >= 0 and weight > 0 and finish.high > due:
                self.late[k] = self.model.new_int_var(0, finish.high - due, "")
                self.model.add(self.late[k] >= finish.var - due)
                row.append((self.late[k], weight))
        return weighted(row)

    def _makespan(self) -> Expression:
        """Return the last finish, counted from the start of the catalogue."""
        low = self.x.windows.heads.last
        high = max([low, *self.x.windows.finish_high])
        self.last = self.x.axis(np.arange(low, high + 1, dtype=np.int32))
        for i in range(len(self.instance)):
            rules.after_finish(self.x, self.last, i)
        rules.add_energy(self.x, self.last)
        return self.last.var - self.instance.base

    def _finish(self) -> Expression:
        """Return Σ weight · (finish − start of the catalogue) over the measures."""
        weights = [int(w) for w in self.instance.measure_weight]
        row = [(axis.var, w) for axis, w in zip(self.finishes, weights, strict=True) if w]
        return weighted(row) - self.instance.base * sum(weights)

    def read(self, value: Callable[[Literal], int]) -> Schedule:
        """Return the schedule of a solution; ``value`` gives the value of a variable in it."""
        starts = np.array([value(axis.var) for axis in self.x.start], np.int32)
        modes = np.array(
            [next(k for k, x in enumerate(row) if x is True or value(x)) for row in self.x.chosen], np.int32
        )
        return schedule_of(self.instance, starts, modes)

    def hint(self, schedule: Schedule) -> None:
        """Tell the solver a schedule that keeps the ceilings, down to the ordering literals."""
        known: dict[int, int] = {}
        for i, axis in enumerate(self.x.start):
            known[id(axis)] = int(schedule.starts[i])
            if len(self.x.modes[i]) > 1:
                for k, literal in enumerate(self.x.chosen[i]):
                    self._hint(literal, int(k == int(schedule.modes[i])))
        known |= {id(axis): int(schedule.finishes[i]) for i, axis in self.x.finishes.items()}
        last = [axis for axis in [self.last] if axis]
        known |= {id(axis): max(axis.low, int(schedule.finishes.max())) for axis in last}
        for k, axis in enumerate(self.finishes):
            rows = self.instance.measure_activity[self.instance.measure_ptr[k] : self.instance.measure_ptr[k + 1]]
            known[id(axis)] = max(axis.low, int(schedule.finishes[rows].max()))
            if k in self.late:
                self.model.add_hint(self.late[k], max(0, known[id(axis)] - int(self.instance.measure_due[k])))
        for axis in (*self.x.start, *self.x.finishes.values(), *self.finishes, *last):
            self.model.add_hint(axis.var, min(max(known[id(axis)], axis.low), axis.high))
        self.moves.hint(schedule)
        self.load.hint(schedule)
        for literal, axis, t in self.x.derived:
            self.model.add_hint(literal, int(known[id(axis)] >= t))

    def _hint(self, literal: Literal, value: int) -> None:
        if isinstance(literal, cp_model.IntVar):
            self.model.add_hint(literal, value)
