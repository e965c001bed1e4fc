# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Something that there is only so much of on each day, and who takes it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class User:
    """Who takes ``amount`` on each working day of ``[start, finish)``: an activity, or an open measure."""

    name: str
    start: int
    finish: int
    amount: int
    is_fixed: bool = False


@dataclass
class Claim:
    """Something of which there is only so much on each working day: people, parallel introductions, open measures.

    Parameters
    ----------
    id, title
        Of the resource, limit or office.
    origin
        Working day of the first entry of the columns.
    capacity
        What there is on each day.
    users
        Who takes it.
    """

    id: str
    title: str
    origin: int
    capacity: list[int]
    users: list[User] = field(default_factory=list)
    _blocked: dict[int, list[int]] = field(default_factory=dict, repr=False)

    @cached_property
    def load(self) -> list[int]:
        """What is taken on each day."""
        return self._sum(self.users)

    @cached_property
    def limit(self) -> list[int]:
        """What may be taken on each day: capacity, or what has begun where that is more."""
        fixed = [user for user in self.users if user.is_fixed]
        return list(map(max, self.capacity, self._sum(fixed))) if fixed else self.capacity

    def _sum(self, users: list[User]) -> list[int]:
        size = len(self.capacity)
        steps = [0] * (size + 1)
        for user in users:
            steps[min(max(user.start - self.origin, 0), size)] += user.amount
            steps[min(max(user.finish - self.origin, 0), size)] -= user.amount
        total, result = 0, []
        for step in steps[:size]:
            total += step
            result.append(total)
        return result

    def blocked(self, amount: int) -> list[int]:
        """Return the working days on which there is no room for so much more, ascending."""
        if amount not in self._blocked:
            pairs = enumerate(zip(self.load, self.limit, strict=True), self.origin)
            self._blocked[amount] = [day for day, (load, limit) in pairs if limit - load < amount]
        return self._blocked[amount]

    @cached_property
    def _there(self) -> dict[int, list[User]]:
        there: defaultdict[int, list[User]] = defaultdict(list)
        for user in self.users:
            if user.amount:
                for day in range(user.start, user.finish):
                    there[day].append(user)
        return there

    def on(self, day: int) -> list[User]:
        """Return who takes something of it on a working day."""
        return self._there.get(day, [])

    def first_blocked(self, amount: int, day: int) -> int | None:
        """Return the first day from ``day`` on without room for so much more."""
        days = self.blocked(amount)
        position = bisect_left(days, day)
        return days[position] if position < len(days) else None

    def last_blocked(self, amount: int, start: int, stop: int) -> int | None:
        """Return the last day of ``[start, stop)`` without room for so much more."""
        days = self.blocked(amount)
        position = bisect_left(days, stop)
        return days[position - 1] if position and days[position - 1] >= start else None
