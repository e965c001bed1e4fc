# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a broken rule looks like."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """What a plan can break, in the order in which it is reported.

    ``need`` and ``have`` of a violation are counted as follows: working day indices for rules of time (need: the day
    that is required, have: the one that is planned), hundredths of a VZÄ for capacity, cents for money, pieces elsewhere
    (need: what the plan takes, have: what there is).
    """

    CATALOGUE = "catalogue"
    DUPLICATE = "duplicate-activity"
    UNKNOWN = "unknown-activity"
    MISSING = "missing-activity"
    MODE = "mode"
    OFF_AXIS = "off-axis"
    ACTUAL = "actual"
    EXTERNAL = "external"
    STATUS_DATE = "status-date"
    DURATION = "duration"
    RELEASE = "release"
    DEADLINE = "deadline"
    PRECEDENCE = "precedence"
    MEASURE_ORDER = "measure-order"
    SITTING = "sitting"
    NOTICE = "notice"
    EMBARGO = "embargo"
    CAPACITY = "capacity"
    LIMIT = "limit"
    STOCK = "stock"
    OPEN_MEASURES = "open-measures"
    BUDGET = "budget"
    MOVES = "moves"


_ORDER = {rule: position for position, rule in enumerate(Rule)}


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule.

    Parameters
    ----------
    rule
        Which one.
    message
        One German sentence for the planner.
    activity
        Id of the activity that breaks it; None where it is a sum over many.
    office
        Id of the office it concerns.
    year
        Haushaltsjahr of a budget.
    date
        Day on which it shows; of a window, its worst day.
    need, have
        What is required and what there is; the unit depends on the rule, see :class:`Rule`.
    subject
        Id of what else is concerned: predecessor, body, embargo, resource, limit, kind of budget.
    """

    rule: Rule
    message: str
    activity: str | None = None
    office: str | None = None
    year: int | None = None
    date: dt.date | None = None
    need: int | None = None
    have: int | None = None
    subject: str = ""

    def __str__(self) -> str:
        return f"[{self.rule}] {self.message}"

    @property
    def sort_key(self) -> tuple[int, dt.date, str, str, str]:
        """By rule, day, activity, subject; the same on every run."""
        return _ORDER[self.rule], self.date or dt.date.max, self.activity or "", self.subject, self.message
