# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Reference classes: how much longer, or dearer, comparable things really became.

Published quantiles are facts; between them lie straight lines, and the ends, which are published nowhere, are assumptions
that each class states. Quantiles of whole projects are used for single activities: with the common factors that
:func:`egovplan.simulate` assumes, the spread of the sum stays of the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from egovplan.errors import OutOfRangeError
from egovplan.network.scenarios.distributions import Fixed, Quantiles


@dataclass(frozen=True, slots=True)
class ReferenceClass:
    """Quantiles of the relative deviation from what was planned.

    Parameters
    ----------
    title
        What it is called in results.
    levels
        Probabilities, rising from 0 to 1. [1]
    values
        Deviation as a share of the planned value, one for each level, not falling; 0.2 is a fifth more. [1]
    source
        Where the quantiles are from, and what about them is assumed.

    Raises
    ------
    OutOfRangeError
        If levels do not rise from 0 to 1, or values fall or lie below −1.
    """

    title: str
    levels: Sequence[float]
    values: Sequence[float]
    source: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "levels", tuple(map(float, self.levels)))
        object.__setattr__(self, "values", tuple(map(float, self.values)))
        levels, values = self.levels, self.values
        if len(levels) != len(values) or levels[:1] != (0.0,) or levels[-1:] != (1.0,):
            raise OutOfRangeError(f"Referenzklasse »{self.title}«: Anteile von 0 bis 1, zu jedem ein Wert, erwartet.")
        if not all(a < b for a, b in pairwise(levels)) or not all(a <= b for a, b in pairwise(values)):
            raise OutOfRangeError(f"Referenzklasse »{self.title}«: steigende Anteile und Werte erwartet.")
        if not (values[0] >= -1 and values[-1] <= 100):
            raise OutOfRangeError(f"Referenzklasse »{self.title}«: Abweichungen von -1 (nichts) bis 100 erwartet.")

    def of(self, planned: int, done: int = 0) -> Quantiles | Fixed:
        """Return the distribution of something planned, of which ``done`` is certain and comes on top."""
        if planned == 0 or self.values[0] == self.values[-1] == 0:
            return Fixed(done + planned)
        return Quantiles(self.levels, [done + planned * (1 + value) for value in self.values])

    @property
    def mean(self) -> float:
        """Mean deviation. [1]."""
        pieces = zip(pairwise(self.levels), pairwise(self.values), strict=True)
        return sum((q - p) * (x + y) / 2 for (p, q), (x, y) in pieces)


DSLIB = ReferenceClass(
    "157 wirkliche Projekte (DSLIB)",
    (0, 0.25, 0.33, 0.5, 0.75, 0.9, 1),
    (-0.27, 0, 0, 0.06, 0.206, 0.418, 1.0),
    "Batselier & Vanhoucke (2015), doi 10.1016/j.ijproman.2014.09.004; eigene Auswertung: 67 % verspätet, Viertel 0, "
    "Median +6 %, drei Viertel +20,6 %, P90 +41,8 %, Mittel +12,2 %. Annahme: höchstens doppelt so lang, und mindestens "
    "so lang, dass das Mittel stimmt (−27 %)",
)
DSLIB_IT = ReferenceClass(
    "22 wirkliche IT-Projekte (DSLIB)",
    (0, 0.5, 0.9, 1),
    (-0.06, 0, 0.143, 1.09),
    "Batselier & Vanhoucke (2015), doi 10.1016/j.ijproman.2014.09.004; eigene Auswertung der IT-Projekte: Median 0, P90 "
    "+14,3 %, größter Wert +109 %, Mittel +7,6 %. Annahme: mindestens so lang, dass das Mittel stimmt (−6 %)",
)
US_IT = ReferenceClass(
    "1.454 IT-Projekte des Bundes der USA",
    (0, 0.09, 0.81, 0.9, 0.95, 0.99, 1),
    (-0.35, 0, 0, 0.147, 0.372, 1.39, 1.39),
    "US Federal IT Dashboard 2012, Projekte über 90 Tage; eigene Auswertung: 9 % früher, 19 % später, P90 +14,7 %, P95 "
    "+37,2 %, P99 +139 %, Mittel +5,3 %; Selbstauskunft, eher zu günstig. Annahme: nichts über P99, und mindestens so "
    "lang, dass das Mittel stimmt (−35 %)",
)
MUNICIPAL = ReferenceClass(
    "kommunal-pessimistisch (Annahme)",
    (0, 0.25, 0.5, 0.75, 0.9, 1),
    (-0.1, 0, 0.25, 0.6, 1.0, 2.0),
    "Annahme: Einführungen von E-Akten dauerten 3 bis 13 Jahre statt eines (Stuttgart GRDrs 938/2006 und 208/2020, Land "
    "BW 2017 bis 2021); die Zahlen selbst sind nicht belegt",
)

REFERENCES: Mapping[str, ReferenceClass] = {
    "dslib": DSLIB, "dslib-it": DSLIB_IT, "us-it": US_IT, "kommunal-pessimistisch": MUNICIPAL,
}  # fmt: skip
"""Reference classes of durations by the names that :func:`egovplan.simulate` knows."""

COSTS = ReferenceClass(
    "Kosten wirklicher Projekte (DSLIB)",
    (0, 0.1, 0.5, 0.9, 1),
    (-0.34, -0.165, 0.007, 0.189, 0.37),
    "Batselier & Vanhoucke (2015), doi 10.1016/j.ijproman.2014.09.004; eigene Auswertung: P10 −16,5 %, Median +0,7 %, P90 "
    "+18,9 %. Annahme: die Enden liegen doppelt so weit vom Median wie P10 und P90",
)
"""How one-off costs deviate."""


def reference_of(value: object) -> ReferenceClass | None:
    """Return a reference class by its name, or as it was given; None for none.

    Raises
    ------
    OutOfRangeError, TypeError
        If there is no such name, or it is neither.
    """
    if value is None or isinstance(value, ReferenceClass):
        return value
    if not isinstance(value, str):
        raise TypeError(f"reference: Name oder ReferenceClass erwartet, {type(value).__name__} angegeben.")
    if value not in REFERENCES:
        raise OutOfRangeError(f"reference: eines von {', '.join(REFERENCES)} erwartet, {value!r} angegeben.")
    return REFERENCES[value]
