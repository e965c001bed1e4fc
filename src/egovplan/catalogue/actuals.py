# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What has happened as of a date, on the working-day axis. What has happened is not re-planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from egovplan.catalogue.values import parse_date
from egovplan.errors import CatalogueError, Issue

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Fixed:
    """A started activity: its interval ``[start, finish)`` is a fact, or, while it runs, a fact with a forecast finish."""

    start: int
    finish: int
    finished: bool


def status_date(value: dt.date | str | None) -> dt.date | None:
    """Return a status date, given as a date, a time stamp, or text as in files (``31.03.2026``).

    Raises
    ------
    CatalogueError
        If it is none of these.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return parse_date(value)
    except PydanticCustomError as error:
        expected, came = (str((error.context or {})[name]) for name in ("expected", "shown"))
        message = "Der Stichtag ist kein Datum."
        raise CatalogueError([Issue(error.type, message, subject="as_of", expected=expected, value=came)]) from None


def fixed_activities(
    catalogue: Catalogue, as_of: dt.date | None, modes: Mapping[str, int] | None = None
) -> dict[str, Fixed]:
    """Return the activities that have started by a date.

    Parameters
    ----------
    catalogue
        With its status, or without one.
    as_of
        Status date; None for the catalogue's start, so that a report written later does not change the first plan.
    modes
        Activity id → position of the mode in which it is done, where that is not the first.

    Returns
    -------
    dict
        Activity id → its interval, as working day indices. A running activity ends after its remaining days where the
        report is of that very date, else after its planned duration, at the earliest one working day after the date.
    """
    status = catalogue.status
    if status is None:
        return {}
    today = as_of or catalogue.start
    line = catalogue.timeline
    now = line.index_after(today)
    fixed = {}
    for actual in status.actuals:
        if actual.start > today or actual.activity not in catalogue.activity_by_id:
            continue
        start = line.index(actual.start)
        if actual.finish is not None and actual.finish <= today:
            fixed[actual.activity] = Fixed(start, max(start, line.index_after(actual.finish)), finished=True)
            continue
        if actual.remaining is not None and status.as_of == today:
            finish = now + actual.remaining
        else:
            span = catalogue.activity_by_id[actual.activity].modes[(modes or {}).get(actual.activity, 0)].duration
            planned = line.after_elapsed(start, span.days, from_finish=False) if span.elapsed else start + span.days
            finish = max(planned, now + 1)
        fixed[actual.activity] = Fixed(start, finish, finished=False)
    return fixed


def replan_from(catalogue: Catalogue, as_of: dt.date | None) -> int | None:
    """Return the first working day on which something new may start when planning as of a date; None for the first plan."""
    return None if as_of is None else catalogue.timeline.index_after(as_of)
