# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What is drawn for each run: durations, costs, what binds them together, and what comes in between."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from egovplan.errors import OutOfRangeError
from egovplan.network.scenarios.distributions import Distribution, Event, Factor, Fixed
from egovplan.network.scenarios.sampling import Sampler
from egovplan.whatif.risk.estimates import Estimates
from egovplan.whatif.risk.inputs import RiskEvent, RiskFactor
from egovplan.whatif.risk.reference import ReferenceClass
from egovplan.whatif.risk.subjects import State, Subject

PER_MILLE = 1000
CORRELATION = 0.25
"""Between two activities of one office, or of one measure, unless something else is asked for.

Without it the spread of a sum is far too small: Book (1999), Why Correlation Matters in Cost Estimating, where the gain
flattens from 0.2 on; cost and schedule handbooks use 0.2 to 0.3 where nothing is known.
"""


@dataclass(frozen=True, slots=True)
class Causes:
    """What makes a project unsure beside its durations.

    Parameters
    ----------
    events, factors
        Discrete risks and common causes.
    correlation
        That each office and each measure has in itself; 0 for none. [1]
    costs
        How one-off costs deviate; None for not at all.
    amounts
        Measure id → its one-off costs. [cent]
    """

    events: tuple[RiskEvent, ...]
    factors: tuple[RiskFactor, ...]
    correlation: float
    costs: ReferenceClass | None
    amounts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it, ready to draw from.

    Parameters
    ----------
    sampler
        Rows 0 … n − 1 are durations, the next ones costs in per mille.
    amounts
        What those are per mille of. [cent]
    hits
        For each event, whether there is anything left that it can make longer.
    """

    sampler: Sampler
    amounts: tuple[int, ...]
    hits: tuple[bool, ...]


def drawing(
    subjects: Sequence[Subject], lasts: Mapping[str, int], estimates: Estimates, causes: Causes, *, seed: int,
    on_top: Sequence[int],
) -> Drawing:  # fmt: skip
    """Return what to draw from.

    Parameters
    ----------
    subjects
        The activities, in the order of the rows.
    lasts
        Measure id → position of its last activity with a duration.
    on_top
        Days that are added to each duration. [d]
    """
    rows: list[Distribution] = [estimates.distribution(s, on_top=t) for s, t in zip(subjects, on_top, strict=True)]
    # also measures that cost nothing in these modes have a row: so the same seed draws the same runs for all modes
    amounts = causes.amounts if any(causes.amounts.values()) else {}
    cost = Fixed(PER_MILLE) if causes.costs is None else causes.costs.of(PER_MILLE)
    rows += [cost] * len(amounts)
    hits = [_rows_of_event(event, subjects, lasts) for event in causes.events]
    events = [Event(e.probability, hit, e.days) for e, hit in zip(causes.events, hits, strict=True)]  # type: ignore[arg-type]
    factors = _factors(subjects, list(amounts), rows, causes)
    return Drawing(
        Sampler(rows, factors=factors, events=events, seed=seed), tuple(amounts.values()), tuple(map(bool, hits))
    )


# events


def _rows_of_event(event: RiskEvent, subjects: Sequence[Subject], lasts: Mapping[str, int]) -> tuple[int, ...]:
    position = {subject.id: i for i, subject in enumerate(subjects)}
    rows = [position[name] for name in event.activities]
    rows += [lasts[measure] for measure in event.measures if measure in lasts]
    return tuple(row for row in dict.fromkeys(rows) if subjects[row].state is not State.SETTLED)


# common causes


def _factors(
    subjects: Sequence[Subject], costs: Sequence[str], rows: Sequence[Distribution], causes: Causes
) -> list[Factor]:
    """Return the given causes, then one for each office and each measure where they still fit."""
    free = [0.0 if isinstance(row, Fixed) else 1.0 for row in rows]
    result = []
    for factor in causes.factors:
        result += _factor(factor.title, factor.correlation, _rows_of_factor(factor, subjects), free)
    if not causes.correlation:
        return result
    offices: dict[str, list[int]] = {}
    measures: dict[str, list[int]] = {}
    for i, subject in enumerate(subjects):
        offices.setdefault(subject.office, []).append(i)
        measures.setdefault(subject.measure, []).append(i)
    for k, measure in enumerate(costs):
        measures[measure].append(len(subjects) + k)
    for name, members in (*offices.items(), *measures.items()):
        if name:
            fitting = [i for i in members if free[i] >= causes.correlation]
            result += _factor(name, causes.correlation, fitting, free)
    return result


def _factor(name: str, correlation: float, members: Sequence[int], free: list[float]) -> list[Factor]:
    """Return a factor of the rows that vary, none if it binds nothing together; what it explains is no longer free."""
    varying = [i for i in members if free[i] > 0]
    if len(varying) < 2 or correlation == 0:
        return []
    for i in varying:
        free[i] -= correlation
        if free[i] < -1e-9:
            raise OutOfRangeError(
                f"Ursache »{name}«: Die Korrelationen eines Vorgangs ergeben zusammen mehr als 100 %."
            )
    return [Factor(name, tuple(varying), math.sqrt(correlation))]


def _rows_of_factor(factor: RiskFactor, subjects: Sequence[Subject]) -> list[int]:
    return [
        i
        for i, s in enumerate(subjects)
        if s.id in factor.activities or s.measure in factor.measures or s.office in factor.offices
    ]
