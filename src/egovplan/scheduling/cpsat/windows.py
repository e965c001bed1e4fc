# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""When each activity can start and finish, by precedences and ceilings alone: the smaller the windows, the smaller the model."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from egovplan.scheduling.instance import FF, FS, SS, Instance, Ints
from egovplan.scheduling.objective import LEVELS, evaluate

Steps = NDArray[np.int32]
"""A monotone function of t: its values at 0 … horizon + 1, where horizon + 1 is never."""


class NoWindowError(Exception):
    """An activity has no start left.

    Parameters
    ----------
    chain
        Positions of the activities that drive it, each by the one before; it is the last.
    earliest
        Its earliest finish, horizon + 1 if it cannot start at all.
    """

    def __init__(self, chain: Sequence[int], earliest: int) -> None:
        self.chain, self.earliest = tuple(chain), earliest
        super().__init__(self.chain, earliest)


@dataclass(frozen=True)
class Windows:
    """Earliest and latest start and finish of each activity, lists of n integers, bounds included."""

    start_low: list[int]
    start_high: list[int]
    finish_low: list[int]
    finish_high: list[int]


class Functions:
    """The monotone functions of an instance: finish of a start, bound of an event, start of a bound, and back.

    Parameters
    ----------
    instance
        Whose functions they are.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.never = instance.horizon + 1
        self.axis = np.arange(self.never + 1, dtype=np.int32)
        self.is_fixed = [int(s) >= 0 for s in instance.fixed_start]
        self._known: dict[tuple[tuple[int, int], ...], Steps] = {}

    def _steps(self, table: int, days: int) -> Steps:
        """Return a table, or where there is none ``t + days``, kept within 0 … never."""
        if table >= 0:
            row: Steps = self.instance.tables[table]
            return row
        key = ((-1, days),)
        if key not in self._known:
            self._known[key] = np.clip(self.axis.astype(np.int64) + days, 0, self.never).astype(np.int32)
        return self._known[key]

    def finish(self, mode: int) -> Steps:
        """Return start → finish of the mode in row ``mode``."""
        return self._steps(int(self.instance.mode_table[mode]), int(self.instance.mode_duration[mode]))

    def start_for(self, mode: int) -> Steps:
        """Return finish bound x → earliest start whose finish is at least x."""
        return np.minimum(np.searchsorted(self.finish(mode), self.axis), self.never).astype(np.int32)

    def starts(self, link: int, mode: int) -> Steps:
        """Return event of the predecessor → first allowed start of the successor, in the mode of row ``mode``, with notice."""
        data = self.instance
        lag = int(data.link_table[link]), int(data.link_lag[link])
        span = (-2, -2) if self.to_start(link) else (int(data.mode_table[mode]), int(data.mode_duration[mode]))
        ready = int(data.start_table[int(data.link_succ[link])])
        key = (lag, span, (ready, 0))
        if key not in self._known:
            bound = self._steps(*lag)
            bound = bound if self.to_start(link) else self.start_for(mode)[bound]
            self._known[key] = data.tables[ready][bound] if ready >= 0 else bound
        return self._known[key]

    def from_finish(self, link: int) -> bool:
        """Return whether a link's event is the finish of its predecessor."""
        return int(self.instance.link_type[link]) in (FS, FF)

    def to_start(self, link: int) -> bool:
        """Return whether a link bounds the start of its successor."""
        return int(self.instance.link_type[link]) in (FS, SS)


def latest(steps: Steps, value: int) -> int:
    """Return the last t with ``steps[t] <= value``; -1 if there is none."""
    return int(np.searchsorted(steps, value, side="right")) - 1


class _Propagation:
    """Bounds consistency of precedences, release, deadlines and allowed days."""

    def __init__(self, functions: Functions) -> None:
        self.instance, self.of = functions.instance, functions
        instance, n = functions.instance, len(functions.instance)
        fixed = functions.is_fixed
        self.start_low = [int(s) if fixed[i] else int(instance.release[i]) for i, s in enumerate(instance.fixed_start)]
        self.start_high = [int(s) if fixed[i] else instance.horizon for i, s in enumerate(instance.fixed_start)]
        self.finish_low = [int(f) if fixed[i] else 0 for i, f in enumerate(instance.fixed_finish)]
        self.finish_high = [
            int(f) if fixed[i] else int(instance.deadline[i]) for i, f in enumerate(instance.fixed_finish)
        ]
        self.finish_of = [[functions.finish(m) for m in instance.modes_of(i)] for i in range(n)]
        self.out: list[list[tuple[int, list[Steps], bool]]] = [[] for _ in range(n)]
        self.into: list[list[tuple[int, list[Steps], bool]]] = [[] for _ in range(n)]
        for link in range(len(instance.link_pred)):
            before, after = int(instance.link_pred[link]), int(instance.link_succ[link])
            modes = list(instance.modes_of(after))[: 1 if functions.to_start(link) else None]
            steps = [functions.starts(link, m) for m in modes]
            self.out[before].append((after, steps, functions.from_finish(link)))
            self.into[after].append((before, steps, functions.from_finish(link)))

        self.driver = [-1] * n

    def _no_window(self, i: int, earliest: int) -> NoWindowError:
        chain = [i]
        while (i := self.driver[i]) >= 0 and i not in chain:
            chain.append(i)
        return NoWindowError(chain[::-1], earliest)

    def forward(self, activities: Iterable[int]) -> None:
        queue = deque(activities)
        while queue:
            i = queue.popleft()
            self._earliest(i)
            for j, steps, from_finish in self.out[i]:
                event = (self.finish_low if from_finish else self.start_low)[i]
                low = min(int(s[event]) for s in steps)
                if low > self.start_low[j] and not self.of.is_fixed[j]:
                    self.start_low[j] = low
                    self.driver[j] = i
                    queue.append(j)

    def _earliest(self, i: int) -> None:
        if self.of.is_fixed[i]:
            return
        row = int(self.instance.allowed[i])
        low = self.start_low[i]
        if row >= 0 and low <= self.instance.horizon:
            days = self.instance.allowed_days[row, low:]
            low += int(days.argmax()) if days.any() else len(days)
        if low > self.start_high[i]:
            raise self._no_window(i, self.of.never)
        self.start_low[i] = low
        self.finish_low[i] = max(self.finish_low[i], min(int(f[low]) for f in self.finish_of[i]))
        if self.finish_low[i] > self.finish_high[i]:
            raise self._no_window(i, self.finish_low[i])

    def backward(self, activities: Iterable[int]) -> None:
        queue = deque(activities)
        while queue:
            j = queue.popleft()
            self._latest(j)
            for i, steps, from_finish in self.into[j]:
                event = max(latest(s, self.start_high[j]) for s in steps)
                high = self.finish_high if from_finish else self.start_high
                if event < high[i] and not self.of.is_fixed[i]:
                    high[i] = event
                    queue.append(i)

    def _latest(self, i: int) -> None:
        if self.of.is_fixed[i]:
            return
        high = min(self.start_high[i], max(latest(f, self.finish_high[i]) for f in self.finish_of[i]))
        row = int(self.instance.allowed[i])
        if row >= 0 and high >= 0:
            days = self.instance.allowed_days[row, high::-1]
            high -= int(days.argmax()) if days.any() else len(days)
        if high < self.start_low[i]:
            raise self._no_window(i, self.finish_low[i])
        self.start_high[i] = high
        self.finish_high[i] = min(self.finish_high[i], max(int(f[high]) for f in self.finish_of[i]))


def propagate(functions: Functions, ceilings: Mapping[str, int] | None = None) -> Windows:
    """Return the windows of all activities.

    Parameters
    ----------
    functions
        Of the instance that is to be scheduled.
    ceilings
        Objective level → value that a schedule must not exceed.

    Raises
    ------
    NoWindowError
        If an activity has no start left.
    """
    state = _Propagation(functions)
    everything = range(len(functions.instance))
    state.forward(everything)
    _apply_ceilings(functions.instance, ceilings or {}, state)
    state.backward(everything)
    return Windows(state.start_low, state.start_high, state.finish_low, state.finish_high)


def _apply_ceilings(instance: Instance, ceilings: Mapping[str, int], state: _Propagation) -> None:
    """Lower the latest finishes to what the ceilings leave when all other measures are as early as they can be."""
    high = [instance.horizon] * len(instance)
    if "makespan" in ceilings:
        high = [instance.base + ceilings["makespan"]] * len(instance)
    rows = [
        instance.measure_activity[instance.measure_ptr[k] : instance.measure_ptr[k + 1]]
        for k in range(len(instance.measure_names))
    ]
    early = [max(state.finish_low[a] for a in members) for members in rows]
    due = [int(d) for d in instance.measure_due]
    if "lateness" in ceilings:
        least = [max(0, f - d) if d >= 0 else 0 for f, d in zip(early, due, strict=True)]
        _spend(instance, ceilings["lateness"], least, [d if d >= 0 else None for d in due], rows, high)
    if "finish" in ceilings:
        least = [f - instance.base for f in early]
        _spend(instance, ceilings["finish"], least, [instance.base] * len(rows), rows, high)
    for i, value in enumerate(high):
        if not state.of.is_fixed[i]:
            state.finish_high[i] = min(state.finish_high[i], value)


def least_values(instance: Instance, windows: Windows) -> dict[str, int]:
    """Return for each level a value that no schedule can be below: all activities at their earliest."""
    return dict(zip(LEVELS, evaluate(instance, windows.start_low, windows.finish_low), strict=True))


def _spend(
    instance: Instance,
    ceiling: int,
    least: list[int],
    origin: Sequence[int | None],
    rows: Sequence[Ints],
    high: list[int],
) -> None:
    """Let each measure alone spend what the ceiling leaves beyond the least values of all."""
    weights = [int(w) for w in instance.measure_weight]
    spare = ceiling - sum(w * x for w, x in zip(weights, least, strict=True))
    for k, members in enumerate(rows):
        start = origin[k]
        if weights[k] > 0 and start is not None:
            for a in members:
                high[a] = min(high[a], start + least[k] + spare // weights[k])
