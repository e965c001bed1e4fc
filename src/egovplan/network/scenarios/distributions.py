# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Distributions of a duration, and what binds them together: common factors and risk events.

Values are days (or, for further rows of a sampler, any other number from 0 on); a draw is rounded to the nearest whole day.
The quantile functions are the reference in plain Python; :mod:`egovplan.network.scenarios.sampling` draws with compiled ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from egovplan.errors import OutOfRangeError
from egovplan.network.scenarios.empirical import Discrete, Quantiles
from egovplan.network.scenarios.laws import LARGEST, RAREST, Fixed, Lognormal, Pert, Triangular, Uniform

__all__ = [
    "LARGEST", "RAREST", "Discrete", "Distribution", "Event", "Factor", "Fixed", "Lognormal", "Pert", "Quantiles",
    "Triangular", "Uniform",
]  # fmt: skip

Distribution: TypeAlias = Fixed | Uniform | Triangular | Pert | Lognormal | Discrete | Quantiles


@dataclass(frozen=True, slots=True)
class Factor:
    """What moves several rows together, e.g. an office or a vendor: a common normal variable (Gaussian copula).

    A row's own normal variable becomes z = Σ weight·Z + √(1 − Σ weight²)·ε; its distribution stays exactly what it is.
    Two rows that share a factor have normal variables with the correlation weight².

    Parameters
    ----------
    name
        What it is called.
    rows
        Positions of the rows.
    weight
        From −1 to 1; the squares of all factors of a row sum up to at most 1.
    """

    name: str
    rows: tuple[int, ...]
    weight: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", tuple(self.rows))
        if not -1 <= self.weight <= 1:
            raise OutOfRangeError(f"Faktor {self.name!r}: Gewicht von -1 bis 1 erwartet, {self.weight} angegeben.")


@dataclass(frozen=True, slots=True)
class Event:
    """A risk that happens or not; where it happens, each of its rows takes longer.

    Parameters
    ----------
    probability
        That it happens, 0 … 1.
    rows
        Positions of the rows.
    days
        By how much each of them takes longer; drawn once for all of them. [d]
    """

    probability: float
    rows: tuple[int, ...]
    days: Distribution

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", tuple(self.rows))
        if not 0 <= self.probability <= 1:
            raise OutOfRangeError(f"Risiko: Wahrscheinlichkeit von 0 bis 1 erwartet, {self.probability} angegeben.")
