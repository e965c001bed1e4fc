# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Bounds on starts and finishes by precedences alone, forwards and backwards."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from egovplan.scheduling.dates.functions import Functions, Steps, latest


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


class Propagation:
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

    def raise_start(self, i: int, low: int) -> None:
        """Let an activity start no earlier than a day, and hand that on."""
        if low > self.start_low[i]:
            self.start_low[i] = low
            self.forward([i])

    def _no_window(self, i: int, earliest: int) -> NoWindowError:
        chain = [i]
        while (i := self.driver[i]) >= 0 and i not in chain:
            chain.append(i)
        return NoWindowError(chain[::-1], earliest)

    def forward(self, activities: Iterable[int]) -> None:
        """Raise the earliest dates of these activities and of all that depends on them."""
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
        """Lower the latest dates of these activities and of all that they depend on."""
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
