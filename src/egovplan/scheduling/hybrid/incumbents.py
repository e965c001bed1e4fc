# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The schedules found so far, best first, and what is proved about each level of the objective."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from egovplan.plan.result import Level
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.objective import LEVELS, Schedule

KEPT = 24
"""How many schedules are kept: the best one counts, the others stand by in case it breaks a rule."""


class Incumbents:
    """Improving schedules and bounds.

    Parameters
    ----------
    levels
        Names of the levels, most important first.
    bounds
        Level → value that no schedule can be below.
    """

    def __init__(self, levels: Sequence[str], bounds: Mapping[str, int]) -> None:
        self.levels = tuple(levels)
        self.history: list[tuple[float, tuple[int, ...]]] = []
        self.bounds = {level: bounds[level] for level in levels}
        self._places = [LEVELS.index(level) for level in levels]
        self._schedules: list[Schedule] = []

    @property
    def best(self) -> Schedule | None:
        """The best schedule so far."""
        return self._schedules[-1] if self._schedules else None

    def values(self, schedule: Schedule) -> tuple[int, ...]:
        """Return the values of the levels, in their order."""
        return tuple(schedule.objective[place] for place in self._places)

    def offer(self, schedule: Schedule, seconds: float) -> bool:
        """Take a schedule if it is better than the best; return whether it was."""
        values = self.values(schedule)
        if self.best is not None and values >= self.values(self.best):
            return False
        self._schedules.append(schedule)
        del self._schedules[:-KEPT]
        self.history.append((seconds, values))
        return True

    def drop(self) -> None:
        """Forget the best schedule, because it breaks a rule."""
        wrong = self.values(self._schedules.pop())
        self.history = [item for item in self.history if item[1] != wrong]

    def raise_bound(self, level: str, bound: int) -> bool:
        """Take a bound if it is higher than what is known; return whether it was."""
        if bound <= self.bounds[level]:
            return False
        self.bounds[level] = bound
        return True

    def outcome(self) -> tuple[Level, ...]:
        """Return each level with the value of the best schedule and the bound; empty if there is none."""
        if self.best is None:
            return ()
        rows = zip(self.levels, self.values(self.best), strict=True)
        return tuple(Level(name, value, min(value, self.bounds[name])) for name, value in rows)

    @property
    def is_proved(self) -> bool:
        """Whether no better schedule exists."""
        return self.best is not None and all(level.is_proved for level in self.outcome())


def least_values(instance: Instance) -> dict[str, int]:
    """Return level → value that nothing can be below, known without any look at the rules."""
    weight = int(instance.measure_weight.sum())
    return dict.fromkeys(LEVELS, 0) | {"makespan": -instance.base, "finish": -instance.base * weight}
