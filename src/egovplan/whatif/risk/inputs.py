# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a user hands to a simulation beside the project: risks, common causes, estimates."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from egovplan.catalogue.risks import CommonCause, Risk
from egovplan.errors import OutOfRangeError
from egovplan.network.scenarios.distributions import Distribution, Fixed, Pert, Triangular
from egovplan.whatif.risk.distribution import checked_share

LAWS = {"pert": Pert, "triangular": Triangular}
"""Distributions of a three-point estimate."""

ThreePoint = int | Sequence[int] | Distribution
"""Days: a number, three of them (optimistic, likely, pessimistic), or a distribution."""


@dataclass(frozen=True, slots=True)
class RiskEvent:
    """Something that happens or does not, and makes things longer when it does.

    Parameters
    ----------
    title
        What it is called.
    probability
        That it happens, 0 … 1.
    days
        By how much each of its activities then takes longer: a number, three (at best, likely, at worst) or a
        distribution. Drawn once for all of them; working days, calendar days where the duration is. [d]
    activities
        Ids.
    measures
        Ids. The last activity of each that has a duration takes longer.
    """

    title: str
    probability: float
    days: ThreePoint
    activities: Sequence[Any] = ()
    measures: Sequence[str] = ()

    def __post_init__(self) -> None:
        checked_share(self.probability, f"Risiko »{self.title}«: Wahrscheinlichkeit")
        object.__setattr__(self, "days", distribution_of(self.days, f"Risiko »{self.title}«"))
        for name in ("activities", "measures"):
            object.__setattr__(self, name, listed(getattr(self, name)))
        if not self.activities and not self.measures:
            raise OutOfRangeError(f"Risiko »{self.title}«: mindestens ein Vorgang oder eine Maßnahme erwartet.")

    @classmethod
    def of(cls, risk: Risk) -> RiskEvent:
        """Return the event of a risk in a catalogue."""
        days = (risk.overrun.optimistic, risk.overrun.likely, risk.overrun.pessimistic)
        return cls(risk.title, float(risk.probability), days, risk.activities, risk.measures)


@dataclass(frozen=True, slots=True)
class RiskFactor:
    """A cause that activities have in common: they run late, or early, together.

    Parameters
    ----------
    title
        What it is called.
    correlation
        Between two of the activities, from 0 to below 1 (of their normal variables: Gaussian copula).
    activities, measures, offices
        Ids: these activities, all of these measures, all that these offices do.
    """

    title: str
    correlation: float
    activities: Sequence[Any] = ()
    measures: Sequence[str] = ()
    offices: Sequence[str] = ()

    def __post_init__(self) -> None:
        checked_correlation(self.correlation, f"Ursache »{self.title}«: Korrelation")
        for name in ("activities", "measures", "offices"):
            object.__setattr__(self, name, listed(getattr(self, name)))
        if not self.activities and not self.measures and not self.offices:
            raise OutOfRangeError(
                f"Ursache »{self.title}«: mindestens ein Vorgang, eine Maßnahme oder ein Amt erwartet."
            )

    @classmethod
    def of(cls, factor: CommonCause) -> RiskFactor:
        """Return the cause that a catalogue describes."""
        title = factor.title or factor.id
        return cls(title, float(factor.correlation), factor.activities, factor.measures, factor.offices)


def checked_correlation(value: object, name: str) -> float:
    """Return a number from 0 to below 1, or raise what :func:`checked_share` does."""
    share = checked_share(value, name)
    if share == 1:
        raise OutOfRangeError(f"{name}: weniger als 1 erwartet.")
    return share


def distribution_of(days: object, subject: str, law: str = "pert") -> Distribution:
    """Return the distribution that a number of days, three numbers, or a distribution stand for.

    Raises
    ------
    TypeError, OutOfRangeError
        If it is none of these, negative, or not in order.
    """
    if isinstance(days, Distribution):
        return days
    if isinstance(days, bool) or not isinstance(days, int | Iterable) or isinstance(days, str):
        raise TypeError(f"{subject}: ganze Tage, drei Werte oder eine Verteilung erwartet, {days!r} angegeben.")
    points = (days,) if isinstance(days, int) else tuple(days)
    if len(points) not in (1, 3) or not all(type(p) is int for p in points):
        raise TypeError(f"{subject}: ein oder drei Werte in ganzen Tagen erwartet, {days!r} angegeben.")
    if points[0] < 0 or list(points) != sorted(points):
        raise OutOfRangeError(f"{subject}: günstig ≤ wahrscheinlich ≤ ungünstig, ab 0, erwartet, {days!r} angegeben.")
    return Fixed(points[0]) if points[0] == points[-1] else LAWS[law](*points)


def check_names(
    events: Iterable[RiskEvent], factors: Iterable[RiskFactor], known: Mapping[str, Container[Any]]
) -> None:
    """Refuse risks and causes that name what the project does not have.

    Parameters
    ----------
    known
        ``activities``, ``measures`` and ``offices`` → what there is.

    Raises
    ------
    OutOfRangeError
        With the first name that is unknown.
    """
    words = {"activities": "Einen Vorgang", "measures": "Eine Maßnahme", "offices": "Ein Amt"}
    things: list[tuple[str, Any]] = [(f"Risiko »{event.title}«", event) for event in events]
    things += [(f"Ursache »{factor.title}«", factor) for factor in factors]
    for subject, thing in things:
        for field, what in words.items():
            for name in getattr(thing, field, ()):
                if name not in known[field]:
                    raise OutOfRangeError(f"{subject}: {what} {name!r} gibt es nicht.")


def listed(names: object) -> tuple[Any, ...]:
    """Return names as a tuple; a single one needs no list."""
    if isinstance(names, str) or not isinstance(names, Iterable):
        return (names,)
    return tuple(names)
