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
        for resource, users in enumerate(self._users):
            inside = users[members[users]]
            if len(inside) < 2:
                continue
            inside = inside[np.argsort(-start[inside], kind="stable")]
            supply = self._supply[resource]
            needed = supply[start[inside]] + np.cumsum(self._work[resource, inside])
            least = max(least, int(np.searchsorted(supply, needed.max())), self._queue(resource, inside, start))
        return least

    def _queue(self, resource: int, inside: NDArray[np.int64], start: NDArray[np.int64]) -> int:
        """Return when a set can be finished if so many fit side by side as the largest capacity to come allows."""
        inside, least = inside[self._days[inside] > 0], 0
        demand = self._work[resource, inside] // np.maximum(self._days[inside], 1)
        heads = distinct(start[inside])
        for head in heads[:: max(1, len(heads) // _HEADS)]:
            late = start[inside] >= head
            if head >= self._most.shape[1] or self._most[resource, head] <= 0:
                continue
            side_by_side = self._most[resource, head] // demand[late]
            days = self._days[inside[late]]
            for k in distinct(side_by_side):
                if 0 < k < (side_by_side <= k).sum():
                    least = max(least, int(head) + machines(days[side_by_side <= k], int(k)))
        return least


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
    return int(max([longest[0], *(total[p + 1] - total[p - p // count] for p in places)]))


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
