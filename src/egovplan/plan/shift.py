# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""One activity or measure against a baseline: from where to where, by how much, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What became of an activity."""

    MOVED = "moved"
    NEW = "new"
    DROPPED = "dropped"


class Cause(StrEnum):
    """Why an activity is not where the baseline has it."""

    STATUS = "status"
    CATALOGUE = "catalogue"
    PREDECESSOR = "predecessor"
    CAPACITY = "capacity"
    BUDGET = "budget"
    CALENDAR = "calendar"
    CHOICE = "choice"


CHANGE_LABEL: dict[Change, str] = {
    Change.MOVED: "verschoben",
    Change.NEW: "neu",
    Change.DROPPED: "entfallen",
}
CAUSE_LABEL: dict[Cause, str] = {
    Cause.STATUS: "Stand",
    Cause.CATALOGUE: "Katalog geändert",
    Cause.PREDECESSOR: "Vorgänger",
    Cause.CAPACITY: "Kapazität",
    Cause.BUDGET: "Haushalt",
    Cause.CALENDAR: "Termin",
    Cause.CHOICE: "Abwägung",
}
Dates = tuple[dt.date, dt.date]
"""First and last day."""


@dataclass(frozen=True, slots=True)
class Shift:
    """An activity that is not where the baseline has it.

    Parameters
    ----------
    id, title, measure, office, stage
        Of the activity; measure, office and stage are ids, empty where there is none.
    change
        Moved, new, or dropped.
    before, after
        First and last day in the baseline and in the plan; None where it is not there.
    days, finish_days
        Working days by which it starts and finishes later, negative if earlier; 0 where it is new or dropped. [d]
    mode_before, mode_after
        Names of the modes, empty where there is only one.
    has_begun
        Whether it had begun when the plan was made: then it is a fact that it lies there, and no move of the plan.
    cause, by, text
        Why: kind, id of the activity that draws it along (None: no other), and a German sentence without full stop.
    """

    id: str
    title: str
    measure: str
    office: str
    stage: str
    change: Change
    before: Dates | None
    after: Dates | None
    days: int = 0
    finish_days: int = 0
    mode_before: str = ""
    mode_after: str = ""
    has_begun: bool = False
    cause: Cause = Cause.CATALOGUE
    by: str | None = None
    text: str = ""

    @property
    def is_move(self) -> bool:
        """Whether it counts as a move: not begun, and another start or another mode."""
        return (
            self.change is Change.MOVED
            and not self.has_begun
            and bool(self.days or self.mode_before != self.mode_after)
        )


@dataclass(frozen=True, slots=True)
class MeasureShift:
    """A measure of which something is not where the baseline has it.

    Parameters
    ----------
    id, title, stage, priority
        Of the measure; an empty stage where there is none.
    change
        Moved, new, or dropped.
    before, after
        First and last day in the baseline and in the plan; None where it is not there.
    days, finish_days
        Working days by which it starts and finishes later, negative if earlier. [d]
    lateness_before, lateness_after
        Working days by which it misses its due date. [d]
    moved
        How many of its activities have moved, were added or were dropped.
    """

    id: str
    title: str
    stage: str
    priority: int
    change: Change
    before: Dates | None
    after: Dates | None
    days: int = 0
    finish_days: int = 0
    lateness_before: int = 0
    lateness_after: int = 0
    moved: int = 0


@dataclass(frozen=True, slots=True)
class DriftSum:
    """What has moved of one office or stage.

    Parameters
    ----------
    name, title
        Id, empty for what has none, and the words for it.
    moved, later, earlier
        How many activities have moved, and how many of them start later and earlier.
    days
        Sum of the distances of their starts. [d]
    new, dropped
        How many were added and dropped.
    """

    name: str
    title: str
    moved: int
    later: int
    earlier: int
    days: int
    new: int
    dropped: int
