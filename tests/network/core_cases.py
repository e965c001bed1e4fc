# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Random small networks with everything in them, as plain values; the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from tests.network.core_reference import FF, FS, LARGEST, SF, SS, Arrow, Case, Work

# Where widths change: sums around 2**31 decide between narrow and wide numbers, 2**60 between wide and refused.
SCALES = (2**28, 2**30, 2**31 - 1, 2**31, 2**32, 2**53, 2**59, 2**60)

Draw = Callable[[int], int]


class Making:
    """Draws one network; ``below`` is much faster than :meth:`Random.randrange`, which matters for a million of them."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.chance = self.rng.random
        kind = self.below(16)
        self.size = self._size()
        self.huge = kind in (4, 5)
        self.mixed = kind not in (0, 1)  # else finish-start without anything else, as most networks are
        self.ordered = kind != 2  # else links lead anywhere, also in circles
        self.dated = kind >= 8
        self.horizon = self.between(3, 70) if self.dated else None
        self.scale = SCALES[self.below(len(SCALES))] // (1 if self.below(3) else max(self.size, 1))

    def below(self, bound: int) -> int:
        return int(self.chance() * bound)

    def between(self, low: int, high: int) -> int:
        return low + int(self.chance() * (high - low + 1))

    def _size(self) -> int:
        dice = self.below(64)
        if dice == 0:
            return self.between(10, 40)
        return self.between(0, 1) if dice < 4 else self.between(2, 9)

    # days

    def days(self, most: int) -> int:
        if self.huge and self.chance() < 0.3:
            return max(0, self.scale + self.between(-2, 2))
        return 0 if self.chance() < 0.2 else self.between(1, most)

    def rising(self, least: int, *, forwards: bool) -> list[int]:
        """Return a table: for each day one that never falls; from ``least`` on, not before its own day if ``forwards``."""
        never = (self.horizon or 0) + 1
        shift, jumps, table, value = self.between(least, 6), self.chance() < 0.5, [], 0
        for day in range(never):
            step = self.below(5) if jumps and self.chance() < 0.3 else 0
            value = max(value + step if jumps else 0, day + shift, day if forwards else 0, 0)
            table.append(min(value, never))
        return [*table, never]

    def some(self, tables: Sequence[list[int]]) -> list[int] | None:
        return tables[self.below(len(tables))] if tables and self.chance() < 0.4 else None

    # parts

    def work(self, lengths: Sequence[list[int]], notices: Sequence[list[int]]) -> Work:
        last = 20 if self.horizon is None else self.horizon
        duration = self.days(max(last // 5, 1))
        if not self.mixed:
            return Work(duration)
        if self.chance() < 0.1:
            since = min(self.days(last), LARGEST if self.horizon is None else last)
            until = since + self.days(9)
            return Work(duration, fixed=(since, until if self.horizon is None else min(until, last)))
        release = self.days(last // 3 + 1) if self.chance() < 0.25 else 0
        if self.horizon is None:
            return Work(duration, release)
        release = min(release, self.horizon + 1)
        notice = self.some(notices)
        return Work(duration, release, None, self.some(lengths), notice, self.sittings(notice))

    def sittings(self, notice: list[int] | None) -> list[int] | None:
        if self.chance() < 0.7:
            return None if notice is None or self.chance() < 0.3 else list(range((self.horizon or 0) + 1))
        density = (0.1, 0.4, 0.8)[self.below(3)]
        return [day for day in range((self.horizon or 0) + 1) if self.chance() < density]

    def lag(self) -> int:
        if self.huge and self.chance() < 0.3:
            return self.scale * (1 - 2 * self.below(2)) + self.between(-1, 1)
        return 0 if self.chance() < 0.4 else self.between(-8, 9)

    def arrow(self, before: int, after: int, lags: Sequence[list[int]]) -> Arrow:
        if not self.mixed:
            return Arrow(before, after)
        days = self.some(lags)
        return Arrow(before, after, (FS, FS, SS, FF, SF)[self.below(5)], 0 if days else self.lag(), days)

    def arrows(self, lags: Sequence[list[int]]) -> list[Arrow]:
        if self.size < 2 and self.ordered:
            return []
        place = list(range(self.size))
        self.rng.shuffle(place)
        result: list[Arrow] = []
        for _ in range(self.below(2 * self.size + 1) if self.size else 0):
            i, j = self.below(self.size), self.below(self.size)
            if self.ordered and i == j:
                continue
            if self.ordered and i > j:
                i, j = j, i
            result += (self.arrow(place[i], place[j], lags) for _ in range(1 if self.chance() < 0.9 else 2))
        return result


def random_case(seed: int, size: int | None = None) -> Case:
    """Return a network of up to 40 activities, mostly 2 to 9, or of a size; roughly one in twenty has a circle."""
    making = Making(seed)
    making.size = making.size if size is None else size
    lags: list[list[int]] = []
    lengths: list[list[int]] = []
    notices: list[list[int]] = []
    if making.dated:
        lags = [making.rising(-6, forwards=False) for _ in range(making.below(3))]
        lengths = [making.rising(0, forwards=True) for _ in range(making.below(3))]
        notices = [making.rising(0, forwards=True) for _ in range(making.below(2))]
    works = [making.work(lengths, notices) for _ in range(making.size)]
    arrows = making.arrows(lags)
    target = making.below(making.size) if making.size and making.mixed and making.chance() < 0.2 else None
    return Case(works, arrows, making.horizon, target)
