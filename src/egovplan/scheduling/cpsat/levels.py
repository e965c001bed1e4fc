# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Levels of the objective that are about more than finishes: what moves, what modes cost, how high the load is."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from egovplan.scheduling.cpsat.constraints import intervals
from egovplan.scheduling.cpsat.variables import Expression, Literal, Variables, negated, weighted
from egovplan.scheduling.dates.energy import fixed_load
from egovplan.scheduling.objective import MOVE_CHARGE, Schedule, has_moved, peaks


@dataclass
class Moves:
    """Which activities leave the place that they have in the baseline, and how far.

    Parameters
    ----------
    x
        The variables of the model.
    moved
        Position of an activity → literal that is true if it has moved.
    distance
        Position of an activity → working days between its start and that of the baseline.
    """

    x: Variables
    moved: dict[int, Literal] = field(default_factory=dict)
    distance: dict[int, cp_model.IntVar] = field(default_factory=dict)

    def __post_init__(self) -> None:
        data = self.x.instance
        known = np.flatnonzero((data.baseline_start >= 0) & (data.fixed_start < 0))
        self.moved = {int(i): self._moved(int(i)) for i in known}

    def _moved(self, i: int) -> Literal:
        x, before, mode = self.x, int(self.x.instance.baseline_start[i]), int(self.x.instance.baseline_mode[i])
        stays: list[Literal] = [x.start_at_least(i, before), negated(x.start_at_least(i, before + 1))]
        stays.append(x.chosen[i][mode] if mode >= 0 else False)
        if before not in x.start[i].days or any(literal is False for literal in stays):
            return True
        needed = [literal for literal in stays if literal is not True]
        if not needed:
            return False
        moved = x.model.new_bool_var("")
        x.model.add_bool_and(needed).only_enforce_if(~moved)
        return moved

    def limit(self) -> None:
        """Keep the number of moves within the limit of the instance, if there is one."""
        if self.x.instance.move_limit >= 0 and self.moved:
            self.x.model.add(weighted([(moved, 1) for moved in self.moved.values()]) <= self.x.instance.move_limit)

    def value(self) -> Expression:
        """Return Σ weight · (distance + charge) over what has moved."""
        data, row = self.x.instance, []
        for i, moved in self.moved.items():
            weight, before, axis = int(data.move_weight[i]), int(data.baseline_start[i]), self.x.start[i]
            row.append((moved, weight * MOVE_CHARGE))
            if moved is not False and weight:
                most = max(abs(axis.low - before), abs(axis.high - before))
                far = self.distance[i] = self.x.model.new_int_var(0, most, "")
                self.x.model.add(far >= axis.var - before)
                self.x.model.add(far >= before - axis.var)
                row.append((far, weight))
        return weighted(row)

    def hint(self, schedule: Schedule) -> None:
        """Tell the solver what has moved in a schedule."""
        data = self.x.instance
        truth = has_moved(data, schedule.starts, schedule.modes)
        for i, moved in self.moved.items():
            if not isinstance(moved, bool):
                self.x.model.add_hint(moved, bool(truth[i]))
        for i, far in self.distance.items():
            self.x.model.add_hint(far, abs(int(schedule.starts[i]) - int(data.baseline_start[i])))


def cost(x: Variables) -> Expression:
    """Return the one-off costs of the chosen modes."""
    row: list[tuple[Literal, int]] = []
    for modes, chosen in zip(x.modes, x.chosen, strict=True):
        row += [(literal, int(x.instance.mode_cost[m])) for m, literal in zip(modes, chosen, strict=True)]
    return weighted(row)


@dataclass
class Load:
    """The highest load of each resource that is levelled, from the first day that is planned on.

    Parameters
    ----------
    x
        The variables of the model.
    peak
        Position of a resource → its highest load.
    """

    x: Variables
    peak: dict[int, cp_model.IntVar] = field(default_factory=dict)

    def value(self) -> Expression:
        """Return the sum of the peaks."""
        data, free = self.x.instance, self._users()
        taken, constant = fixed_load(data)[:, data.now :], 0
        for resource in np.flatnonzero(data.is_levelled).tolist():
            least, rows = int(taken[resource].max(initial=0)), free[resource]
            if not rows:
                constant += least
                continue
            self.peak[resource] = peak = self._peak(resource, least)
            rows += _fixed_rows(self.x.model, taken[resource], data.now)
            self.x.model.add_cumulative([interval for interval, _ in rows], [amount for _, amount in rows], peak)
            self._spread(resource, peak, taken[resource])
        return sum(self.peak.values()) + constant

    def _peak(self, resource: int, least: int) -> cp_model.IntVar:
        data = self.x.instance
        most = int(data.capacity[resource, data.now :].max(initial=0))
        return self.x.model.new_int_var(least, max(least, most), "")

    def _users(self) -> list[list[tuple[cp_model.IntervalVar, int]]]:
        data = self.x.instance
        rows: list[list[tuple[cp_model.IntervalVar, int]]] = [[] for _ in data.resource_names]
        for i in range(len(data)):
            demanding = any(data.demand_ptr[m] < data.demand_ptr[m + 1] for m in self.x.modes[i])
            if self.x.of.is_fixed[i] or not demanding:
                continue
            for mode, interval in intervals(self.x, i):
                for k in range(int(data.demand_ptr[mode]), int(data.demand_ptr[mode + 1])):
                    if data.demand_amount[k] > 0:
                        rows[int(data.demand_resource[k])].append((interval, int(data.demand_amount[k])))
        return rows

    def _spread(self, resource: int, peak: cp_model.IntVar, taken: NDArray[np.int64]) -> None:
        """Add the redundant row: until everything is finished, the peak can do all the work."""
        data, x = self.x.instance, self.x
        low, high = min(x.windows.start_low), max(x.windows.finish_high)
        row: list[tuple[Literal, int]] = []
        for i, modes in enumerate(x.modes):
            if x.of.is_fixed[i]:
                continue
            for mode, literal in zip(modes, x.chosen[i], strict=True):
                days = 0 if int(data.mode_table[mode]) >= 0 else int(data.mode_duration[mode])
                ends = range(int(data.demand_ptr[mode]), int(data.demand_ptr[mode + 1]))
                amount = sum(int(data.demand_amount[k]) for k in ends if int(data.demand_resource[k]) == resource)
                if amount * days:
                    row.append((literal, amount * days))
        done = int(taken[max(0, low - data.now) : max(0, high - data.now)].sum())
        x.model.add((high - max(low, data.now)) * peak >= weighted(row) + done)

    def hint(self, schedule: Schedule) -> None:
        """Tell the solver the peaks of a schedule."""
        rows = self.x.instance.mode_ptr[:-1] + schedule.modes
        known = peaks(self.x.instance, schedule.starts, schedule.finishes, rows)
        for resource, peak in self.peak.items():
            self.x.model.add_hint(peak, int(known[resource]))


def _fixed_rows(
    model: cp_model.CpModel, taken: NDArray[np.int64], since: int
) -> list[tuple[cp_model.IntervalVar, int]]:  # fmt: skip
    """Return the fixed load as intervals, one for each stretch of days with the same load."""
    edges = [0, *(np.flatnonzero(np.diff(taken)) + 1).tolist(), len(taken)]
    stretches = [(a, b) for a, b in pairwise(edges) if b > a and taken[a] > 0]
    return [(model.new_fixed_size_interval_var(since + a, b - a, ""), int(taken[a])) for a, b in stretches]
