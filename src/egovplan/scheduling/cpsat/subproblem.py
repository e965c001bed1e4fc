# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Some activities of a schedule set free, all others where they are: an instance of its own, small whatever the whole is.

What is left of it are the activities themselves, their predecessors as fixed ones, and of each measure the outsiders that begin
and end it. The load, the charges and the open measures of everybody else are taken off the limits; what must follow is a latest start.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from egovplan.scheduling.cpsat.money import charged_before
from egovplan.scheduling.cpsat.restrict import restricted
from egovplan.scheduling.dates.functions import Functions, latest
from egovplan.scheduling.instance import Charge, Instance, Ints, Longs, Running
from egovplan.scheduling.objective import Schedule, has_moved

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Subproblem:
    """What is free, and what the others leave.

    Parameters
    ----------
    part
        Activities that are free, and some fixed ones; without groups.
    kept
        Shape (m,), positions of its activities in the whole.
    free
        Shape (m,), which of them are free.
    latest_start, latest_finish
        Shape (m,), by what follows outside.
    outside
        Position of a group → open measures by day of those that the part does not have, shape (horizon + 1,).
    measures
        Position in the whole → in the part, of the measures that something free belongs to.
    """

    part: Instance
    kept: Longs
    free: Mask
    latest_start: list[int]
    latest_finish: list[int]
    outside: dict[int, Longs]
    measures: dict[int, int]


class Surroundings:
    """What everybody takes in a schedule, and how to take some out of it.

    Parameters
    ----------
    functions
        Of the whole.
    """

    def __init__(self, functions: Functions) -> None:
        self.functions, self.instance = functions, functions.instance
        instance = self.instance
        self.into: dict[int, list[int]] = defaultdict(list)
        self.out: dict[int, list[int]] = defaultdict(list)
        for link, (i, j) in enumerate(zip(instance.link_pred.tolist(), instance.link_succ.tolist(), strict=True)):
            self.into[j].append(link)
            self.out[i].append(link)
        self.measure_of = np.full(len(instance), -1, np.int64)
        sizes = np.diff(instance.measure_ptr)
        self.measure_of[instance.measure_activity] = np.repeat(np.arange(len(sizes)), sizes)
        self._groups = [(g, group) for g, group in enumerate(instance.groups) if group.limit < len(group.measures)]
        self._charges: dict[int, list[Charge | Running]] = defaultdict(list)
        items: tuple[Charge | Running, ...] = (*instance.charges, *instance.running)
        for item in items:
            self._charges[item.activity].append(item)

    # one schedule

    def take(self, schedule: Schedule) -> None:
        """Look at a schedule: what is cut from now on is cut from this one."""
        self.schedule = schedule
        instance = self.instance
        self.starts, self.finishes = schedule.starts.astype(np.int64), schedule.finishes.astype(np.int64)
        self.rows = (instance.mode_ptr[:-1] + schedule.modes).astype(np.int64)
        self.load = _loads(instance, np.arange(len(instance)), self.starts, self.finishes, self.rows)
        self.stock = _stocks(instance, self.rows)
        n_measures = len(instance.measure_names)
        self.begin, self.end = np.zeros(n_measures, np.int64), np.zeros(n_measures, np.int64)
        if n_measures:
            self.begin = np.minimum.reduceat(self.starts[instance.measure_activity], instance.measure_ptr[:-1])
            self.end = np.maximum.reduceat(self.finishes[instance.measure_activity], instance.measure_ptr[:-1])
        self.spent = self._spending(self._charges)

    def _spending(self, activities: Any) -> list[Longs]:
        """Return what some activities charge, for each account by year."""
        spent = [np.zeros(len(account.years), np.int64) for account in self.instance.accounts]
        for i in activities:
            for item in self._charges.get(int(i), ()):
                spent[item.account] += self._charged(item)
        return spent

    def _charged(self, item: Charge | Running) -> Longs:
        account, i = self.instance.accounts[item.account], item.activity
        result = np.zeros(len(account.years), np.int64)
        if isinstance(item, Running):
            for month, year, cents in item.months:
                result[year] += cents * (self.finishes[i] <= month)
        elif item.mode in (-1, int(self.schedule.modes[i])):
            start, finish = self.starts[i : i + 1], self.finishes[i : i + 1]
            for y, (first, stop) in enumerate(zip(account.year_start, account.year_stop, strict=True)):
                before = charged_before(item, start, finish, stop) - charged_before(item, start, finish, first)
                result[y] = int(before[0])
        return result

    # cutting

    def cut(self, free: Longs) -> Subproblem:
        """Return the problem of some activities, none of them fixed.

        Parameters
        ----------
        free
            Their positions, ascending.
        """
        instance = self.instance
        is_free = np.zeros(len(instance), bool)
        is_free[free] = True
        keep = is_free.copy()
        for j in free.tolist():
            keep[[int(instance.link_pred[link]) for link in self.into.get(j, ())]] = True
        measures = sorted({int(k) for k in self.measure_of[free] if k >= 0})
        for measure in measures:
            keep[self._frame(measure, is_free)] = True
        kept = np.flatnonzero(keep)
        late_start, late_finish = self._latest(kept, is_free)
        part = replace(self._fixed(restricted(instance, keep), kept, is_free), groups=(), **self._limits(kept))
        place = {name: k for k, name in enumerate(part.measure_names)}
        return Subproblem(
            part, kept, is_free[kept], late_start, late_finish, self._open(measures),
            {k: place[instance.measure_names[k]] for k in measures},
        )  # fmt: skip

    def _frame(self, measure: int, is_free: Mask) -> list[int]:
        """Return the outsiders of a measure that begin and end it."""
        ptr = self.instance.measure_ptr
        rows = self.instance.measure_activity[ptr[measure] : ptr[measure + 1]]
        rest = rows[~is_free[rows]]
        return [int(rest[self.starts[rest].argmin()]), int(rest[self.finishes[rest].argmax()])] if len(rest) else []

    def _fixed(self, part: Instance, kept: Longs, is_free: Mask) -> Instance:
        """Return the part with what is not free fixed where it is, in the mode that it has."""
        outside = ~is_free[kept]
        start = np.where(outside, self.starts[kept], part.fixed_start).astype(np.int32)
        finish = np.where(outside, self.finishes[kept], part.fixed_finish).astype(np.int32)
        links = np.flatnonzero(~outside[part.link_succ])
        modes: list[int] = []
        for place, rows in enumerate(range(a, b) for a, b in pairwise(part.mode_ptr.tolist())):
            chosen = int(self.schedule.modes[kept[place]])
            modes += [rows[chosen]] + [m for m in rows if m != rows[chosen]] if outside[place] else list(rows)
        changes = _permuted(part, np.array(modes, np.int64))
        charges = [replace(c, mode=_first(c.mode, int(self.schedule.modes[kept[c.activity]]))) if outside[c.activity] else c
                   for c in part.charges]  # fmt: skip
        return replace(
            part, fixed_start=start, fixed_finish=finish, charges=tuple(charges), **changes,
            link_pred=part.link_pred[links], link_succ=part.link_succ[links], link_type=part.link_type[links],
            link_lag=part.link_lag[links], link_table=part.link_table[links],
        )  # fmt: skip

    def _latest(self, kept: Longs, is_free: Mask) -> tuple[list[int], list[int]]:
        """Return until when the free activities must have started and finished for what follows outside."""
        instance, of, never = self.instance, self.functions, self.functions.never
        start, finish = [never] * len(kept), [never] * len(kept)
        for place, i in enumerate(kept.tolist()):
            if not is_free[i]:
                continue
            for link in self.out.get(i, ()):
                j = int(instance.link_succ[link])
                if is_free[j] or of.is_fixed[j]:
                    continue
                last = latest(of.starts(link, int(self.rows[j])), int(self.starts[j]))
                bounds = finish if of.from_finish(link) else start
                bounds[place] = min(bounds[place], last)
        return start, finish

    def _limits(self, kept: Longs) -> dict[str, Any]:
        """Return capacities, stocks and accounts less what everybody takes who is not kept."""
        instance = self.instance
        own = _loads(instance, kept, self.starts, self.finishes, self.rows)
        stock = instance.stock_capacity - (self.stock - _stocks(instance, self.rows[kept]))
        accounts = []
        for account, total, mine in zip(instance.accounts, self.spent, self._spending(kept), strict=True):
            others = total - mine
            others = np.cumsum(others) if account.carry_over else others
            limit = tuple(int(x) for x in np.array(account.limit, np.int64) - others)
            accounts.append(replace(account, limit=limit))
        return {
            "capacity": instance.capacity - self.load + own, "stock_capacity": stock, "accounts": tuple(accounts),
            "move_limit": self._moves_left(kept),
        }  # fmt: skip

    def _moves_left(self, kept: Longs) -> int:
        """Return how many of the part may leave the baseline; -1 if there is no limit."""
        if self.instance.move_limit < 0:
            return -1
        moved = has_moved(self.instance, self.starts, self.schedule.modes)
        return max(0, self.instance.move_limit - int(moved.sum() - moved[kept].sum()))

    def _open(self, measures: list[int]) -> dict[int, Longs]:
        """Return for each group of these measures how many others are open, by day."""
        found: dict[int, Longs] = {}
        for g, group in self._groups:
            if set(measures).isdisjoint(group.measures):
                continue
            steps = np.zeros(self.instance.horizon + 2, np.int64)
            for k in set(group.measures) - set(measures):
                steps[self.begin[k]] += 1
                steps[self.end[k]] -= 1
            found[g] = np.cumsum(steps)[:-1]
        return found


def _first(mode: int, chosen: int) -> int:
    """Return the position of a mode after the chosen one was put first."""
    return mode if mode < 0 or mode > chosen else 0 if mode == chosen else mode + 1


def _permuted(part: Instance, modes: Longs) -> dict[str, Any]:
    """Return the columns of the modes in another order."""
    changes: dict[str, Any] = {"mode_duration": part.mode_duration[modes], "mode_table": part.mode_table[modes]}
    changes["mode_cost"] = part.mode_cost[modes]
    for name in ("demand", "stock"):
        ptr = getattr(part, f"{name}_ptr")
        _, rows = _entries(ptr, modes)
        changes[f"{name}_ptr"] = np.concatenate(([0], np.cumsum(np.diff(ptr)[modes]))).astype(np.int32)
        for column in ("resource", "amount"):
            changes[f"{name}_{column}"] = getattr(part, f"{name}_{column}")[rows]
    return changes


def _loads(instance: Instance, activities: Longs, starts: Longs, finishes: Longs, rows: Longs) -> Longs:
    """Return the load of some activities, shape (R, horizon + 1)."""
    owner, entries = _entries(instance.demand_ptr, rows[activities])
    load = np.zeros((len(instance.resource_names), instance.horizon + 2), np.int64)
    resource, amount = instance.demand_resource[entries], instance.demand_amount[entries]
    np.add.at(load, (resource, starts[activities][owner]), amount)
    np.subtract.at(load, (resource, finishes[activities][owner]), amount)
    return np.asarray(np.cumsum(load, axis=1)[:, :-1])


def _entries(ptr: Ints, rows: Longs) -> tuple[Longs, Longs]:
    """Return for each entry of some rows the position of the row, and where the entry is."""
    sizes = np.diff(ptr)[rows]
    owner = np.repeat(np.arange(len(rows)), sizes)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + ptr[rows][owner]


def _stocks(instance: Instance, rows: Longs) -> Longs:
    """Return what some modes take of each stock."""
    taken = np.zeros(len(instance.stock_capacity), np.int64)
    _, entries = _entries(instance.stock_ptr, rows)
    np.add.at(taken, instance.stock_resource[entries], instance.stock_amount[entries])
    return taken
