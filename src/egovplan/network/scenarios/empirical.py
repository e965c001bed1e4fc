# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Distributions by what was seen; see :mod:`egovplan.network.scenarios.distributions`."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from egovplan.errors import OutOfRangeError
from egovplan.network.scenarios.laws import check, check_level


@dataclass(frozen=True, slots=True)
class Discrete:
    """Single values with weights.

    Parameters
    ----------
    values
        Whole numbers from 0 on, ascending. [d]
    weights
        One for each value, above 0; they need not add up to 1.
    """

    values: Sequence[int]
    weights: Sequence[float]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(self.values))
        object.__setattr__(self, "weights", tuple(float(weight) for weight in self.weights))
        for value in self.values:
            if isinstance(value, bool) or not isinstance(value, int):
                raise TypeError(f"Discrete: ganze Zahlen erwartet, {value!r} angegeben.")
        check("Discrete", self.values)
        if len(set(self.values)) != len(self.values) or len(self.values) != len(self.weights):
            raise OutOfRangeError("Discrete: verschiedene Werte und zu jedem ein Gewicht erwartet.")
        if not all(0 < weight < math.inf for weight in self.weights):
            raise OutOfRangeError("Discrete: endliche Gewichte über 0 erwartet.")

    @property
    def shares(self) -> tuple[float, ...]:
        """Probability of each value."""
        total = math.fsum(self.weights)
        return tuple(weight / total for weight in self.weights)

    @property
    def levels(self) -> tuple[float, ...]:
        """Probability of this value or a smaller one, for all but the last."""
        return tuple(accumulate(self.shares[:-1]))

    @property
    def mean(self) -> float:
        """Expected value in days."""
        return math.fsum(share * value for share, value in zip(self.shares, self.values, strict=True))

    @property
    def std(self) -> float:
        """Standard deviation in days."""
        mean = self.mean
        return math.sqrt(math.fsum(s * (v - mean) ** 2 for s, v in zip(self.shares, self.values, strict=True)))

    @property
    def least(self) -> int:
        """Days that no draw is below."""
        return self.values[0]

    def quantile(self, p: float) -> float:
        """Return the smallest value that a draw does not exceed with probability ``p`` or more."""
        check_level(p)
        return float(self.values[bisect_right(self.levels, p)])


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Known quantiles, straight lines in between: what happened elsewhere, as a reference class.

    Below the first level a draw is the first value, above the last level the last one: give the levels 0 and 1 if the
    ends are known.

    Parameters
    ----------
    levels
        Probabilities, rising within 0 … 1.
    values
        One for each level, not falling. [d]
    """

    levels: Sequence[float]
    values: Sequence[float]

    def __post_init__(self) -> None:
        object.__setattr__(self, "levels", tuple(float(level) for level in self.levels))
        object.__setattr__(self, "values", tuple(float(value) for value in self.values))
        check("Quantiles", self.values)
        if len(self.levels) != len(self.values):
            raise OutOfRangeError("Quantiles: zu jedem Anteil ein Wert erwartet.")
        rising = all(a < b for a, b in pairwise(self.levels))
        if not (rising and self.levels[0] >= 0 and self.levels[-1] <= 1):
            raise OutOfRangeError(f"Quantiles: steigende Anteile von 0 bis 1 erwartet, {self.levels} angegeben.")

    @property
    def _pieces(self) -> Iterable[tuple[float, float, float]]:
        """Probability, first and last value of each straight piece."""
        yield self.levels[0], self.values[0], self.values[0]
        for (p, x), (q, y) in pairwise(zip(self.levels, self.values, strict=True)):
            yield q - p, x, y
        yield 1 - self.levels[-1], self.values[-1], self.values[-1]

    @property
    def mean(self) -> float:
        """Expected value in days."""
        return math.fsum(p * (x + y) / 2 for p, x, y in self._pieces)

    @property
    def std(self) -> float:
        """Standard deviation in days."""
        square = math.fsum(p * (x * x + x * y + y * y) / 3 for p, x, y in self._pieces)
        return math.sqrt(max(square - self.mean**2, 0.0))

    @property
    def least(self) -> int:
        """Days that no draw is below."""
        return int(self.quantile(0.5) >= 1)

    def quantile(self, p: float) -> float:
        """Return the value below which a draw lies with probability ``p``."""
        check_level(p)
        k = bisect_right(self.levels, p)
        if k in (0, len(self.levels)):
            return self.values[min(k, len(self.levels) - 1)]
        share = (p - self.levels[k - 1]) / (self.levels[k] - self.levels[k - 1])
        return self.values[k - 1] + share * (self.values[k] - self.values[k - 1])
