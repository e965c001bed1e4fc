# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What many runs brought, as histograms: finishes on working days, amounts in cents, and both together.

All are counts, so their size does not depend on the number of runs.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from egovplan.errors import OutOfRangeError
from egovplan.markup import euro
from egovplan.timeline import Timeline

Int64s = npt.NDArray[np.int64]

CONFIDENCE = 0.95
"""Level of every confidence interval, unless another one is asked for."""


def checked_share(value: object, name: str) -> float:
    """Return a number between 0 and 1.

    Raises
    ------
    TypeError, OutOfRangeError
        If it is no number, or not between 0 and 1.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise TypeError(f"{name}: Zahl zwischen 0 und 1 erwartet, {value!r} angegeben.")
    if not 0 <= value <= 1:
        raise OutOfRangeError(f"{name}: Zahl zwischen 0 und 1 erwartet (80 % ist 0.8), {value!r} angegeben.")
    return float(value)


def wilson(hits: int, runs: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the confidence interval of a share.

    Parameters
    ----------
    hits, runs
        How often it happened in how many runs.
    confidence
        Level. [1]

    Notes
    -----
    Score interval of Wilson (1927), which also holds for shares near 0 and 1.
    """
    if runs == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, spread = hits / runs, z * z / runs
    centre = share + spread / 2
    half = math.sqrt(spread * (share * (1 - share) + spread / 4))
    return max(0.0, (centre - half) / (1 + spread)), min(1.0, (centre + half) / (1 + spread))


@dataclass(frozen=True, eq=False)
class DayDistribution:
    """How often a finish fell on each day.

    Parameters
    ----------
    first
        Day of the first count: a working day index, or a plain day where there is no calendar.
    counts : int64[k]
        Runs with their finish on ``first``, ``first + 1``, … A finish is the first day after the work.
    never
        Runs that do not fit into the calendar: no sitting is left, or it ends.
    timeline
        The calendar, None without one.
    """

    first: int
    counts: Int64s
    never: int = 0
    timeline: Timeline | None = None

    def __post_init__(self) -> None:
        self.counts.flags.writeable = False

    @cached_property
    def cumulative(self) -> Int64s:
        """Runs that are finished on or before each day, ``int64[k]``."""
        return np.cumsum(self.counts, dtype=np.int64)

    @cached_property
    def runs(self) -> int:
        """Number of runs, those that never finish included."""
        return int(self.counts.sum()) + self.never

    @property
    def days(self) -> Int64s:
        """The day of each count, ``int64[k]``."""
        return np.arange(self.first, self.first + len(self.counts), dtype=np.int64)

    def quantile(self, p: float) -> int | None:
        """Return the first day on which a share ``p`` of all runs is finished; None if that is beyond the calendar."""
        share = checked_share(p, "Anteil")
        return self._ranked(max(1, math.ceil(share * self.runs - 1e-9)))

    def _ranked(self, rank: int) -> int | None:
        """Return the ``rank``-th finish, counted from 1."""
        position = int(np.searchsorted(self.cumulative, rank))
        return self.first + position if position < len(self.counts) else None

    def interval(self, p: float, confidence: float = CONFIDENCE) -> tuple[int | None, int | None]:
        """Return within which days the true quantile lies, as far as so many runs can say.

        Notes
        -----
        Order statistics: the number of runs below the quantile is binomial; its normal approximation is used for the
        ranks (David & Nagaraja 2003, section 7.1).
        """
        share, level = checked_share(p, "Anteil"), checked_share(confidence, "Sicherheit")
        spread = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(self.runs * share * (1 - share))
        low = math.floor(self.runs * share - spread)
        high = math.ceil(self.runs * share + spread) + 1
        return self._ranked(max(1, low)), self._ranked(min(self.runs, high))

    def probability(self, day: int) -> float:
        """Return the share of runs that are finished by a day (finish ≤ ``day``). [1]."""
        return self._hits(day) / self.runs if self.runs else math.nan

    def probability_interval(self, day: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
        """Return the confidence interval of :meth:`probability`, after Wilson (1927)."""
        return wilson(self._hits(day), self.runs, checked_share(confidence, "Sicherheit"))

    def _hits(self, day: int) -> int:
        position = min(day - self.first, len(self.counts) - 1)
        return int(self.cumulative[position]) if position >= 0 else 0

    @cached_property
    def mean(self) -> float:
        """Mean finish of the runs that do finish; NaN if none does. [d]."""
        total = int(self.counts.sum())
        return self.first + float(np.arange(len(self.counts)) @ self.counts) / total if total else math.nan

    @cached_property
    def std(self) -> float:
        """Standard deviation of the finish, of the runs that do finish. [d]."""
        total = int(self.counts.sum())
        if not total:
            return math.nan
        offset = np.arange(len(self.counts)) - (self.mean - self.first)
        return math.sqrt(float(offset * offset @ self.counts) / total)

    def date(self, p: float) -> dt.date | None:
        """Return the last day of work, with a share ``p`` of all runs; None without a calendar, and beyond it."""
        return self.date_of(self.quantile(p))

    def date_of(self, day: int | None) -> dt.date | None:
        """Return the last day of work before a finish; None without a calendar, and for a finish beyond it."""
        if day is None or self.timeline is None:
            return None
        return self.timeline.date(max(day - 1, 0))

    def __repr__(self) -> str:
        quantiles = ", ".join(f"P{p} {_shown(self, p / 100)}" for p in (10, 50, 80, 95))
        return f"{type(self).__name__}({quantiles})"


def _shown(distribution: DayDistribution, p: float) -> str:
    date, day = distribution.date(p), distribution.quantile(p)
    return f"{date:%d.%m.%Y}" if date else "nie" if day is None else str(day)


@dataclass(frozen=True, eq=False)
class AmountDistribution:
    """How often a sum of costs fell into each range.

    Parameters
    ----------
    edges : int64[k + 1]
        Limits of the ranges; range i goes from ``edges[i]`` to below ``edges[i + 1]``. [cent]
    counts : int64[k]
        Runs in each range.
    deterministic
        The sum as it is planned. [cent]
    """

    edges: Int64s
    counts: Int64s
    deterministic: int = 0

    def __post_init__(self) -> None:
        self.edges.flags.writeable = self.counts.flags.writeable = False

    @cached_property
    def _cumulative(self) -> npt.NDArray[np.float64]:
        return np.append(0.0, np.cumsum(self.counts) / max(1, int(self.counts.sum())))

    def quantile(self, p: float) -> int:
        """Return the amount that a share ``p`` of all runs does not exceed, linear within a range. [cent]."""
        share = checked_share(p, "Anteil")
        known = self._cumulative
        upper = max(int(np.searchsorted(known, share)), int(np.searchsorted(known, 0.0, side="right")))
        upper = min(upper, len(self.counts))
        low, high = int(self.edges[upper - 1]), int(self.edges[upper])
        width = known[upper] - known[upper - 1]
        return round(low + (share - known[upper - 1]) / width * (high - low)) if width > 0 else high

    def probability(self, amount: int) -> float:
        """Return the share of runs that cost no more than an amount in cents, linear within a range. [1]."""
        return float(np.interp(amount, self.edges, self._cumulative, left=0.0, right=1.0))

    @cached_property
    def mean(self) -> float:
        """Mean amount, each run in the middle of its range. [cent]."""
        middles = (self.edges[:-1] + self.edges[1:]) / 2
        return float(middles @ self.counts) / max(1, int(self.counts.sum()))

    def __repr__(self) -> str:
        return f"AmountDistribution({', '.join(f'P{p} {euro(self.quantile(p / 100))}' for p in (10, 50, 80, 95))})"


@dataclass(frozen=True, eq=False)
class JointConfidence:
    """How sure it is to keep a date *and* a budget.

    Parameters
    ----------
    finish_edges : int64[f + 1]
        Limits of the ranges of days; range i holds finishes after ``finish_edges[i]`` up to ``finish_edges[i + 1]``. [d]
    cost_edges : int64[c + 1]
        Limits of the ranges of amounts. [cent]
    counts : int64[f, c]
        Runs in each pair of ranges.
    runs
        All runs, those that never finish included.

    Notes
    -----
    The joint confidence level of cost and schedule as in NASA's Cost Estimating Handbook 4.0 (2015), appendix J.
    """

    finish_edges: Int64s
    cost_edges: Int64s
    counts: Int64s
    runs: int

    def __post_init__(self) -> None:
        for column in (self.finish_edges, self.cost_edges, self.counts):
            column.flags.writeable = False

    @cached_property
    def _cumulative(self) -> npt.NDArray[np.float64]:
        table = np.zeros((len(self.finish_edges), len(self.cost_edges)))
        table[1:, 1:] = self.counts.cumsum(axis=0).cumsum(axis=1)
        return table / max(1, self.runs)

    def __repr__(self) -> str:
        return f"JointConfidence({self.runs} Läufe, {len(self.counts)} Bereiche von Tagen mal {self.counts.shape[1]} von Kosten)"

    def probability(self, day: int, cents: int) -> float:
        """Return the share of runs with finish ≤ ``day`` and costs ≤ ``cents``, linear within ranges. [1]."""
        columns = range(len(self.finish_edges))
        by_finish = [float(np.interp(cents, self.cost_edges, self._cumulative[i])) for i in columns]
        return float(np.interp(day, self.finish_edges, by_finish))
