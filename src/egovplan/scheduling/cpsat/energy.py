# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Earliest dates by work: what a resource offers until a day is at least what must be done on it by then.

For a set of activities that are all finished by a day C, and each h: the demand × duration of those that cannot start before h
fits between h and C. Stronger than the critical path wherever many activities share few people.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from egovplan.scheduling.instance import Instance


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
            least = max(least, int(np.searchsorted(supply, needed.max())))
        return least


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
