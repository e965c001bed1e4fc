# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Distributions by a few parameters; see :mod:`egovplan.network.scenarios.distributions`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist

from egovplan.errors import OutOfRangeError
from egovplan.network.scenarios.beta import beta_quantile

LARGEST = 2**22
"""No draw is larger than this, so that single precision holds it exactly. [d]"""

RAREST = 2.0**-24
"""Draws come from quantiles between this and 1 − this."""

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Fixed:
    """Always the same number of days.

    Parameters
    ----------
    days
        Whole number from 0 on. [d]
    """

    days: int

    def __post_init__(self) -> None:
        if isinstance(self.days, bool) or not isinstance(self.days, int):
            raise TypeError(f"Fixed: ganze Zahl erwartet, {self.days!r} angegeben.")
        check("Fixed", (self.days,))

    @property
    def mean(self) -> float:
        """Expected value in days."""
        return float(self.days)

    @property
    def std(self) -> float:
        """Standard deviation in days."""
        return 0.0

    @property
    def least(self) -> int:
        """Days that no draw is below."""
        return self.days

    def quantile(self, p: float) -> float:
        """Return the value below which a draw lies with probability ``p``."""
        check_level(p)
        return float(self.days)


@dataclass(frozen=True, slots=True)
class Uniform:
    """Every value between ``low`` and ``high`` [d] is equally likely."""

    low: float
    high: float

    def __post_init__(self) -> None:
        check("Uniform", (self.low, self.high))

    @property
    def mean(self) -> float:
        """Expected value in days."""
        return (self.low + self.high) / 2

    @property
    def std(self) -> float:
        """Standard deviation in days."""
        return (self.high - self.low) / math.sqrt(12)

    @property
    def least(self) -> int:
        """Days that no draw is below."""
        return int(self.mean >= 1)

    def quantile(self, p: float) -> float:
        """Return the value below which a draw lies with probability ``p``."""
        check_level(p)
        return self.low + p * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Triangular:
    """Three-point estimate with straight flanks: density rises from ``low`` to ``mode``, falls to ``high`` [d]."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        check("Triangular", (self.low, self.mode, self.high))

    @property
    def mean(self) -> float:
        """Expected value in days."""
        return (self.low + self.mode + self.high) / 3

    @property
    def std(self) -> float:
        """Standard deviation in days."""
        left, right = self.mode - self.low, self.high - self.mode
        return math.sqrt((left * left + right * right + left * right) / 18)

    @property
    def least(self) -> int:
        """Days that no draw is below."""
        return int(self.mode >= 1)

    def quantile(self, p: float) -> float:
        """Return the value below which a draw lies with probability ``p``."""
        check_level(p)
        width, left = self.high - self.low, self.mode - self.low
        if p * width < left:
            return self.low + math.sqrt(p * width * left)
        return self.high - math.sqrt((1 - p) * width * (width - left))


@dataclass(frozen=True, slots=True)
class Pert:
    """Three-point estimate as a beta distribution, after Malcolm et al. (1959) and Vose (2008).

    Exponents α = 1 + shape·(mode − low)/(high − low) and β = 2 + shape − α.

    Parameters
    ----------
    low, mode, high
        Optimistic, likely and pessimistic value. [d]
    shape
        Weight of the mode, 4 in the classic form; more means narrower.
    """

    low: float
    mode: float
    high: float
    shape: float = 4.0

    def __post_init__(self) -> None:
        check("Pert", (self.low, self.mode, self.high))
        if not 0 < self.shape <= 100:
            raise OutOfRangeError(f"Pert: shape über 0 und höchstens 100 erwartet, {self.shape} angegeben.")

    @property
    def exponents(self) -> tuple[float, float]:
        """α and β of the beta distribution on [0, 1]."""
        width = self.high - self.low
        alpha = 1 + self.shape * ((self.mode - self.low) / width if width else 0.5)
        return alpha, 2 + self.shape - alpha

    @property
    def mean(self) -> float:
        """Expected value in days."""
        return (self.low + self.shape * self.mode + self.high) / (self.shape + 2)

    @property
    def std(self) -> float:
        """Standard deviation in days."""
        return math.sqrt((self.mean - self.low) * (self.high - self.mean) / (self.shape + 3))

    @property
    def least(self) -> int:
        """Days that no draw is below."""
        return int(self.mode >= 1)

    def quantile(self, p: float) -> float:
        """Return the value below which a draw lies with probability ``p``."""
        check_level(p)
        return self.low + (self.high - self.low) * beta_quantile(p, *self.exponents)


@dataclass(frozen=True, slots=True)
class Lognormal:
    """A median with a factor of error: the logarithm is normal with standard deviation ``sigma``.

    Parameters
    ----------
    median
        [d]
    sigma
        Standard deviation of the natural logarithm, above 0 and at most 3.
    """

    median: float
    sigma: float

    def __post_init__(self) -> None:
        if not 0 < self.sigma <= 3:
            raise OutOfRangeError(f"Lognormal: sigma über 0 und höchstens 3 erwartet, {self.sigma} angegeben.")
        check("Lognormal", (self.median, self.quantile(1 - RAREST)))

    @property
    def mean(self) -> float:
        """Expected value in days."""
        return self.median * math.exp(self.sigma**2 / 2)

    @property
    def std(self) -> float:
        """Standard deviation in days."""
        return self.mean * math.sqrt(math.expm1(self.sigma**2))

    @property
    def least(self) -> int:
        """Days that no draw is below."""
        return int(self.median >= 1)

    def quantile(self, p: float) -> float:
        """Return the value below which a draw lies with probability ``p``."""
        check_level(p)
        return self.median * math.exp(self.sigma * _NORMAL.inv_cdf(p))


def check(name: str, values: Sequence[float]) -> None:
    """Refuse values that fall, are negative, infinite or too large."""
    if not values:
        raise OutOfRangeError(f"{name}: mindestens ein Wert erwartet.")
    if not all(0 <= value <= LARGEST for value in values):
        raise OutOfRangeError(f"{name}: Werte von 0 bis {LARGEST} erwartet, {tuple(values)} angegeben.")
    if any(a > b for a, b in pairwise(values)):
        raise OutOfRangeError(f"{name}: aufsteigende Werte erwartet, {tuple(values)} angegeben.")


def check_level(p: float) -> None:
    """Refuse what is no probability of a quantile."""
    if not 0 < p < 1:
        raise OutOfRangeError(f"quantile: Anteil über 0 und unter 1 erwartet, {p} angegeben.")
