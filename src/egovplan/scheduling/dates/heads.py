# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The earliest dates of all activities, by precedences and by work: the same for every ceiling, computed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from egovplan._core import earliest_dates
from egovplan.scheduling.dates.energy import Energy
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.least import least_cost, least_load, least_moves
from egovplan.scheduling.dates.propagation import NoWindowError, Propagation
from egovplan.scheduling.instance import Instance, Ints
from egovplan.scheduling.objective import measure_finishes

MAX_ACTIVITIES = 3000
"""Above so many activities, work is counted only for all together."""
MAX_SUMS = 8000
"""So many sums of work are made at most; where there are more joins × resources, only some of the joins are looked at."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Heads:
    """Earliest dates.

    Parameters
    ----------
    start, finish
        Of each activity, lists of n integers.
    measure
        Earliest finish of each measure, list of K integers.
    last
        Earliest day on which all is finished.
    """

    start: list[int]
    finish: list[int]
    measure: list[int]
    last: int

    def least_values(self, instance: Instance) -> dict[str, int]:
        """Return for each level of the objective a value that no schedule can be below."""
        finish = np.array(self.measure, np.int64)
        late = np.where(instance.measure_due >= 0, np.maximum(0, finish - instance.measure_due), 0)
        return {
            "lateness": int((instance.measure_weight * late).sum()),
            "makespan": self.last - instance.base,
            "finish": int((instance.measure_weight * (finish - instance.base)).sum()),
            "moves": least_moves(instance, self.start),
            "cost": least_cost(instance),
            "load": least_load(instance),
        }


def network_heads(functions: Functions) -> Heads:
    """Return the earliest dates by precedences alone.

    Raises
    ------
    NoWindowError
        If an activity has no start left.
    """
    instance = functions.instance
    starts, finishes, drivers, stuck, earliest = earliest_dates(functions.arrays)
    if stuck >= 0:
        raise NoWindowError(_chain(drivers, stuck), earliest)
    last = max(instance.base, int(finishes.max(initial=0)))
    return Heads(starts.tolist(), finishes.tolist(), measure_finishes(instance, finishes).tolist(), last)


def _chain(drivers: Ints, activity: int) -> list[int]:
    """Return the activities that lead to one, each the reason for the earliest start of the next."""
    chain = [activity]
    while (before := int(drivers[chain[-1]])) >= 0:
        chain.append(before)
    return chain[::-1]


def heads_of(functions: Functions, is_over: Callable[[], bool] = lambda: False) -> Heads:
    """Return the earliest dates by precedences and by work.

    Parameters
    ----------
    functions
        Of the instance.
    is_over
        Asked now and then whether to be content with what is known by then.

    Raises
    ------
    NoWindowError
        If an activity has no start left.
    """
    instance, heads = functions.instance, network_heads(functions)
    energy = Energy(instance)
    if len(instance) <= MAX_ACTIVITIES:
        heads = _by_work(functions, energy, heads, is_over)
    everything = 0 if is_over() else energy.completion(np.ones(len(instance), bool), heads.start)
    if everything > instance.horizon:
        raise NoWindowError((), everything)
    return replace(heads, last=max(heads.last, everything))


def _by_work(functions: Functions, energy: Energy, heads: Heads, is_over: Callable[[], bool]) -> Heads:
    """Raise the earliest dates by the work before each activity with several predecessors, and that of each measure."""
    instance, state, before = functions.instance, Propagation(functions), Ancestors(functions)
    state.start_low[:], state.finish_low[:] = heads.start, heads.finish
    step = 1 + len(before.joins) * len(instance.resource_names) // MAX_SUMS
    for j in before.joins[::step]:
        if is_over():
            break
        if not functions.is_fixed[j]:
            _wait_for_work(state, j, energy.completion(before.of(j), state.start_low))
    measures = []
    for members in members_of(instance):
        day = 0 if is_over() else energy.completion(before.closure(members), state.start_low)
        measures.append(max([day, *(state.finish_low[a] for a in members)]))
    last = max([instance.base, *state.finish_low, *measures])
    if last > instance.horizon:
        raise NoWindowError((), last)
    return Heads(state.start_low, state.finish_low, measures, last)


def members_of(instance: Instance) -> list[Ints]:
    """Return the activities of each measure."""
    ptr = instance.measure_ptr
    return [instance.measure_activity[ptr[k] : ptr[k + 1]] for k in range(len(instance.measure_names))]


def _wait_for_work(state: Propagation, activity: int, day: int) -> None:
    """Let an activity wait until the work before it can be done; its notice counts from there."""
    row = int(state.instance.start_table[activity])
    never = state.of.never
    state.raise_start(activity, int(state.instance.tables[row, min(day, never)]) if row >= 0 else min(day, never))


class Ancestors:
    """Which activities are surely finished before another starts, by chains of precedences without lead.

    Parameters
    ----------
    functions
        Of the instance.
    """

    def __init__(self, functions: Functions) -> None:
        instance = functions.instance
        self._size = len(instance)
        finished: dict[int, set[int]] = defaultdict(set)
        begun: dict[int, set[int]] = defaultdict(set)
        waits = np.zeros(self._size, np.int64)
        after: dict[int, list[int]] = defaultdict(list)
        for link in range(len(instance.link_pred)):
            i, j = int(instance.link_pred[link]), int(instance.link_succ[link])
            after[i].append(j)
            waits[j] += 1
            if functions.to_start(link) and _is_delaying(functions, link):
                (finished if functions.from_finish(link) else begun)[j].add(i)
        order = _topological(waits, after)
        self._bits = [0] * self._size
        for j in order:
            for i in finished[j]:
                self._bits[j] |= self._bits[i] | 1 << i
            for i in begun[j]:
                self._bits[j] |= self._bits[i]
        self.joins = [j for j in order if len(finished[j]) + len(begun[j]) > 1]

    def of(self, activity: int) -> Mask:
        """Return the set as a mask, shape (n,)."""
        return self._mask(self._bits[activity])

    def closure(self, members: Ints) -> Mask:
        """Return the members and all that is surely finished before them, shape (n,)."""
        bits = 0
        for a in members.tolist():
            bits |= self._bits[a] | 1 << a
        return self._mask(bits)

    def _mask(self, bits: int) -> Mask:
        data = np.frombuffer(bits.to_bytes(self._size // 8 + 1, "little"), np.uint8)
        return np.unpackbits(data, bitorder="little", count=self._size).astype(bool)


def _is_delaying(functions: Functions, link: int) -> bool:
    """Return whether the bound of a link is never before its event."""
    table = int(functions.instance.link_table[link])
    if table < 0:
        return int(functions.instance.link_lag[link]) >= 0
    return bool((functions.instance.tables[table] >= functions.axis).all())


def _topological(waits: NDArray[np.int64], after: dict[int, list[int]]) -> list[int]:
    """Return the activities so that predecessors come first; those on a circle are left out."""
    order = [int(i) for i in np.flatnonzero(waits == 0)]
    for i in order:
        for j in after.get(i, ()):
            waits[j] -= 1
            if waits[j] == 0:
                order.append(j)
    return order
