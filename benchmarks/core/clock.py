# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Time several contestants in turns, so that whatever else the machine does meets all of them alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """What one contestant took, a value a round. [s]."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def spread(self) -> float:
        """Half the distance between the quartiles, as a share of the median."""
        if len(self.seconds) < 4:
            return (max(self.seconds) - min(self.seconds)) / 2 / self.median
        low, _, high = statistics.quantiles(self.seconds, n=4)
        return (high - low) / 2 / self.median


def once(work: Callable[[], object], repeat: int = 1) -> float:
    """Return the mean time of some calls in a row. [s]."""
    start = time.perf_counter()
    for _ in range(repeat):
        work()
    return (time.perf_counter() - start) / repeat


def in_turns(
    contestants: Mapping[str, Callable[[], object]], *, rounds: int = 7, budget: float = 20.0
) -> dict[str, Timing]:
    """Measure every contestant once a round, short ones several times in a row.

    Parameters
    ----------
    contestants
        Name → what is to be timed.
    rounds
        Rounds at most; at least two, a contestant that alone uses up the budget gets one.
    budget
        Seconds after which no contestant begins a further round of its own.
    """
    first = {name: once(work) for name, work in contestants.items()}  # also warms caches
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    spent = dict.fromkeys(contestants, 0.0)
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, work in contestants.items():
                if taken[name] and spent[name] > budget / len(contestants):
                    continue
                repeat = max(1, min(2000, int(0.01 / max(first[name], 1e-7))))
                seconds = once(work, repeat)
                taken[name].append(seconds)
                spent[name] += seconds * repeat
    finally:
        gc.enable()
    return {name: Timing(tuple(seconds)) for name, seconds in taken.items()}
