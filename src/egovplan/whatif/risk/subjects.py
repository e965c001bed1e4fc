# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The activities of a project as a simulation sees them: what is planned, what is certain, what was estimated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from egovplan.catalogue.actuals import Fixed, fixed_activities
from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.flat import ActivityKind, FlatActivity
from egovplan.network.graph import Network


class State(Enum):
    """How far an activity is settled."""

    OPEN = "open"
    RUNNING = "running"
    SETTLED = "settled"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class Subject:
    """One activity.

    Parameters
    ----------
    id, title, measure, office
        Which one; measure and office are empty where there is none.
    planned
        What is left of its duration: working days, calendar days where it is ``elapsed``. [d]
    done
        Working days from its start to the status date, of what is running. [d]
    state
        An external event is one that is still to come.
    works
        Whether its duration is one of work: no milestone, no sitting, no period of calendar days.
    points
        Three-point estimate of what is left; None without one. [d]
    elapsed
        Whether its duration counts calendar days.
    date
        Working day of an external event, else −1.
    """

    id: Any
    title: str
    measure: str
    office: str
    planned: int
    done: int = 0
    state: State = State.OPEN
    works: bool = True
    points: tuple[float, float, float] | None = None
    elapsed: bool = False
    date: int = -1


def subjects_of_network(network: Network) -> list[Subject]:
    """Return the activities of a network that was made from links."""
    days = network.duration.tolist()
    titles = map(str, network.titles)
    rows = zip(network.names, titles, days, strict=True)
    return [Subject(name, title, "", "", length, works=length > 0) for name, title, length in rows]


def subjects_of_catalogue(
    catalogue: Catalogue, as_of: dt.date | None, modes: Sequence[int], durations: Mapping[str, int]
) -> list[Subject]:
    """Return the activities of a catalogue.

    Parameters
    ----------
    catalogue, as_of
        What has started by that date is settled, or running; None for the first plan.
    modes
        Position of the chosen mode, one for each activity.
    durations
        Activity id → working days instead of the mode's. [d]
    """
    chosen = {a.id: mode for a, mode in zip(catalogue.activities, modes, strict=True)}
    fixed = fixed_activities(catalogue, as_of, chosen)
    now = catalogue.timeline.index_after(as_of or catalogue.start)
    rows = zip(catalogue.activities, modes, strict=True)
    return [_subject(catalogue, a, mode, durations.get(a.id), fixed.get(a.id), now) for a, mode in rows]


def _subject(
    catalogue: Catalogue, activity: FlatActivity, mode: int, length: int | None, fixed: Fixed | None, now: int
) -> Subject:
    span = activity.modes[mode].duration
    planned, elapsed = (span.days, span.elapsed) if length is None else (length, False)
    points = _points(activity, planned)
    state, done, date = State.OPEN, 0, -1
    if activity.kind is ActivityKind.EXTERNAL:
        date = catalogue.timeline.index(activity.release)
        state = State.SETTLED if date < now else State.EXTERNAL
    elif fixed is not None:
        running = not fixed.finished and not elapsed
        state = State.RUNNING if running else State.SETTLED
        left = fixed.finish - now
        if running:
            points = _scaled(points, left, planned)
            planned, done = left, now - fixed.start
    works = planned > 0 and not elapsed and activity.kind in (ActivityKind.WORK, ActivityKind.INTRODUCTION)
    return Subject(
        activity.id, activity.title, activity.measure or "", activity.office or "", planned, done, state, works, points,
        elapsed, date,
    )  # fmt: skip


def _points(activity: FlatActivity, planned: int) -> tuple[float, float, float] | None:
    """Return the estimate, in proportion where another mode or duration was chosen than the one it is of."""
    estimate = activity.estimate
    if estimate is None:
        return None
    points = (float(estimate.optimistic), float(estimate.likely), float(estimate.pessimistic))
    return _scaled(points, planned, activity.duration.days)


def _scaled(
    points: tuple[float, float, float] | None, days: int, of: int
) -> tuple[float, float, float] | None:  # fmt: skip
    if points is None or of in (0, days):
        return points
    return (points[0] * days / of, points[1] * days / of, points[2] * days / of)
