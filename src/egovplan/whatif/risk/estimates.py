# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""From what is known of each activity to the distribution of its duration, and to the words for where that is from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from egovplan.errors import OutOfRangeError
from egovplan.network.scenarios.distributions import Discrete, Distribution, Fixed, Lognormal, Quantiles
from egovplan.whatif.risk.inputs import LAWS, distribution_of
from egovplan.whatif.risk.reference import ReferenceClass
from egovplan.whatif.risk.subjects import State, Subject

SETTLED = "fest: geschehen oder von anderen bestimmt"
CERTAIN = "fest: Meilensteine, Sitzungen und Fristen"
UNKNOWN = "fest: ohne Schätzung"
GIVEN = "eigene Angabe"
THREE_POINT = {
    "pert": "Dreipunktschätzung (PERT-Beta, Malcolm et al. 1959)",
    "triangular": "Dreipunktschätzung (Dreiecksverteilung)",
}


def reference_words(reference: ReferenceClass) -> str:
    """Return how a result names a reference class."""
    return f"Referenzklasse: {reference.title}"


@dataclass(frozen=True, slots=True)
class Estimates:
    """How durations are drawn.

    Parameters
    ----------
    law
        Distribution of three-point estimates, a key of :data:`~egovplan.whatif.risk.inputs.LAWS`.
    reference
        For activities without an estimate; None leaves them as planned.
    given
        Name of an activity → what is said of it in this call.
    """

    law: str
    reference: ReferenceClass | None
    given: Mapping[Any, Any]

    def __post_init__(self) -> None:
        if self.law not in LAWS:
            raise OutOfRangeError(f"distribution: eines von {', '.join(LAWS)} erwartet, {self.law!r} angegeben.")

    def check_names(self, subjects: Sequence[Subject]) -> None:
        """Refuse estimates of activities that do not exist."""
        known = {subject.id for subject in subjects}
        for name in self.given:
            if name not in known:
                raise OutOfRangeError(f"estimates: Einen Vorgang {name!r} gibt es nicht.")

    def source(self, subject: Subject) -> str:
        """Return where the distribution of an activity is from."""
        if subject.state in (State.SETTLED, State.EXTERNAL):
            return SETTLED
        if subject.id in self.given:
            return GIVEN
        if subject.points is not None and subject.planned > 0:
            return THREE_POINT[self.law]
        if not subject.works:
            return CERTAIN
        return UNKNOWN if self.reference is None else reference_words(self.reference)

    def distribution(self, subject: Subject, *, on_top: int) -> Distribution:
        """Return the distribution of a duration, ``on_top`` days longer because they are over already."""
        source = self.source(subject)
        if source == GIVEN:
            return _later(distribution_of(self.given[subject.id], f"estimates: {subject.id}", self.law), on_top)
        if source == THREE_POINT[self.law]:
            assert subject.points is not None
            low, likely, high = (on_top + point for point in subject.points)
            return Fixed(round(low)) if low == high else LAWS[self.law](low, likely, high)
        if self.reference is not None and source == reference_words(self.reference):
            return self.reference.of(subject.planned, on_top)
        return Fixed(subject.planned + on_top)


def _later(distribution: Distribution, days: int) -> Distribution:
    """Return a given distribution of what is left, counted from the start of what is running."""
    if not days:
        return distribution
    if isinstance(distribution, Lognormal):
        raise OutOfRangeError("estimates: für laufende Vorgänge jede Verteilung außer Lognormal erwartet.")
    moved: dict[str, Any] = {name: getattr(distribution, name) + days for name in _DAYS if hasattr(distribution, name)}
    if isinstance(distribution, Discrete | Quantiles):
        moved["values"] = [value + days for value in distribution.values]
    return replace(distribution, **moved)


_DAYS = ("days", "low", "mode", "high")
"""Fields of distributions that are days."""
