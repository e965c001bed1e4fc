# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Earliest dates by work: what a resource offers until a day is at least what must be done on it by then.

For a set of activities that are all finished by a day C, and each h: the demand × duration of those that cannot start before h
fits between h and C. And where only k of them fit side by side, they queue as on k machines. Stronger than the critical path
wherever many activities share few people.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from egovplan.scheduling.instance import Instance, distinct

_HEADS = 16
"""So many different earliest starts are tried in a queue."""


class Energy:
    """Work and supply of an instance.

    Parameters
    ----------
    instance
        What is to be scheduled.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        free = np.maximum(instance.capacity - fixed_load(instance), 0)[:, : instance.horizon]
        self._supply = np.concatenate([np.zeros((len(free), 1), np.int64), np.cumsum(free, axis=1)], axis=1)
        work = np.zeros((len(instance.resource_names), len(instance)), np.int64)
        for i in np.flatnonzero(instance.fixed_start < 0):
            for resource, amount in _least_work(instance, int(i)).items():
                work[resource, i] = amount
        self._users = [np.flatnonzero(row) for row in work]
        self._work = work
        # the most that is free on any day from t on
        self._most = np.maximum.accumulate(free[:, ::-1], axis=1)[:, ::-1]
        self._days = _single_days(instance)

    def completion(self, members: NDArray[np.bool_], heads: Iterable[int]) -> int:
        """Return a day before which not all of a set can be finished; beyond the horizon if they never can.

        Parameters
        ----------
        members
            Shape (n,), the set.
        heads
            Shape (n,), earliest starts.
        """
        start, least = np.asarray(heads, np.int64), 0
        queues = []
        for resource, users in enumerate(self._users):
            inside = users[members[users]]
            if len(inside) < 2:
                continue
            inside = inside[np.argsort(-start[inside], kind="stable")]
            supply = self._supply[resource]
            needed = supply[start[inside]] + np.cumsum(self._work[resource, inside])
            least = max(least, int(np.searchsorted(supply, needed.max())))
            queues.append((resource, inside))
        for resource, inside in queues:
            least = self._queue(resource, inside, start, least)
        return least

    def _queue(self, resource: int, inside: NDArray[np.int64], start: NDArray[np.int64], least: int) -> int:
        """Return when a set can be finished if so many fit side by side as the largest capacity to come allows, or ``least``."""
        inside = inside[self._days[inside] > 0]
        demand = self._work[resource, inside] // np.maximum(self._days[inside], 1)
        heads = distinct(start[inside])
        for head in heads[:: max(1, len(heads) // _HEADS)]:
            late = start[inside] >= head
            if head >= self._most.shape[1] or self._most[resource, head] <= 0:
                continue
            days = self._days[inside[late]]
            side_by_side = np.minimum(self._most[resource, head] // demand[late], len(days))
            for k in _promising(days, side_by_side, least - int(head)):
                least = max(least, int(head) + machines(days[side_by_side <= k], k))
        return least


def _promising(days: NDArray[np.int64], side_by_side: NDArray[np.int64], least: int) -> list[int]:
    """Return for which numbers of machines a queue may be longer than ``least``: none is longer than sum / k + longest."""
    count = np.bincount(side_by_side)
    many, work = np.cumsum(count), np.cumsum(np.bincount(side_by_side, days))
    k = np.arange(len(count))
    may = (count > 0) & (k > 0) & (k < many) & (work // np.maximum(k, 1) + days.max() > least)
    found: list[int] = np.flatnonzero(may).tolist()
    return found


def machines(days: NDArray[np.int64], count: int) -> int:
    """Return a bound on the makespan of jobs on identical machines: of j·count + 1 jobs, one machine gets j + 1.

    Parameters
    ----------
    days
        Shape (n,), processing times.
    count
        Number of machines.
    """
    longest = np.sort(days)[::-1]
    total = np.concatenate(([0], np.cumsum(longest)))
    places = np.arange(count, len(days), count)  # position of job j·count + 1, for j = 1, 2, …
    return int(max(longest[0], (total[places + 1] - total[places - places // count]).max(initial=0)))


def _single_days(instance: Instance) -> NDArray[np.int64]:
    """Return the working days of activities with one mode of fixed length, 0 for all others, shape (n,)."""
    rows = instance.mode_ptr[:-1]
    is_plain = (np.diff(instance.mode_ptr) == 1) & (instance.mode_table[rows] < 0) & (instance.fixed_start < 0)
    return np.where(is_plain, instance.mode_duration[rows], 0).astype(np.int64)


def fixed_load(instance: Instance) -> NDArray[np.int64]:
    """Return the load of the fixed activities on each resource and day, shape (R, horizon + 1)."""
    load = np.zeros((len(instance.resource_names), instance.horizon + 1), np.int64)
    for i in np.flatnonzero(instance.fixed_start >= 0):
        mode, days = int(instance.mode_ptr[i]), slice(int(instance.fixed_start[i]), int(instance.fixed_finish[i]))
        for k in range(int(instance.demand_ptr[mode]), int(instance.demand_ptr[mode + 1])):
            load[int(instance.demand_resource[k]), days] += instance.demand_amount[k]
    return load


def _least_work(instance: Instance, activity: int) -> dict[int, int]:
    """Return resource → least demand × working days over the modes; durations that a calendar decides count nothing."""
    works: list[dict[int, int]] = []
    for mode in instance.modes_of(activity):
        rows = range(int(instance.demand_ptr[mode]), int(instance.demand_ptr[mode + 1]))
        days = 0 if int(instance.mode_table[mode]) >= 0 else int(instance.mode_duration[mode])
        works.append({int(instance.demand_resource[k]): int(instance.demand_amount[k]) * days for k in rows})
    return {resource: min(work.get(resource, 0) for work in works) for resource in works[0]}
