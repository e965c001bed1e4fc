# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Bins and labels of an axis of days: weeks, months or years on a calendar, round numbers without one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from egovplan.markup import day, number
from egovplan.views.text import next_quarter, quarter_start, short_day

MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
          "Dezember")  # fmt: skip
_ONE = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of the axis with its label.

    Parameters
    ----------
    start, stop
        ``[start, stop)`` in calendar ordinals, or in days where there is no calendar.
    wordings
        Its label, from long to short.
    """

    start: int
    stop: int
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unit:
    """How an axis is cut.

    Parameters
    ----------
    name
        What a bin is, ``Monat``.
    floor, after
        Day → first day of its bin; first day of a bin → first day of the next.
    wordings
        First day of a bin → its label, from long to short.
    upper
        What stands in the second line of the axis; None for nothing.
    """

    name: str
    floor: Callable[[int], int]
    after: Callable[[int], int]
    wordings: Callable[[int], tuple[str, ...]]
    upper: Unit | None = None

    def cells(self, first: int, last: int) -> Iterator[Cell]:
        """Yield the bins that cover ``[first, last)``, the outer ones whole."""
        start = self.floor(first)
        while start < max(last, first + 1):
            stop = self.after(start)
            yield Cell(start, stop, self.wordings(start))
            start = stop


def _dated(function: Callable[[dt.date], dt.date]) -> Callable[[int], int]:
    return lambda ordinal: function(dt.date.fromordinal(ordinal)).toordinal()


def _next_month(value: dt.date) -> dt.date:
    return dt.date(value.year + value.month // 12, value.month % 12 + 1, 1)


def _year_words(ordinal: int) -> tuple[str, ...]:
    year = dt.date.fromordinal(ordinal).year
    return (str(year),)


def _quarter_words(ordinal: int) -> tuple[str, ...]:
    name = (dt.date.fromordinal(ordinal).month + 2) // 3
    return f"{name}. Quartal", f"Q{name}", str(name)


def _month_words(ordinal: int) -> tuple[str, ...]:
    month = dt.date.fromordinal(ordinal).month
    return MONTHS[month - 1], MONTHS[month - 1][:3]


def _dated_month_words(ordinal: int) -> tuple[str, ...]:
    value = dt.date.fromordinal(ordinal)
    return f"{MONTHS[value.month - 1]} {value.year}", f"{value.month:02}/{value.year % 100:02}"


def _week_words(ordinal: int) -> tuple[str, ...]:
    value = dt.date.fromordinal(ordinal)
    return f"ab {short_day(value)}", f"ab {value.day}.{value.month}."


def _day_words(ordinal: int) -> tuple[str, ...]:
    value = dt.date.fromordinal(ordinal)
    return day(value), f"{value.day}.{value.month}.", f"{value.day}."


YEAR = Unit(
    "Jahr", _dated(lambda d: d.replace(month=1, day=1)), _dated(lambda d: dt.date(d.year + 1, 1, 1)), _year_words
)
QUARTER = Unit("Quartal", _dated(quarter_start), _dated(next_quarter), _quarter_words, YEAR)
_FIRST = _dated(lambda d: d.replace(day=1))
MONTH = Unit("Monat", _FIRST, _dated(_next_month), _month_words, YEAR)
_DATED_MONTH = Unit("Monat", _FIRST, _dated(_next_month), _dated_month_words)
WEEK = Unit(
    "Woche", _dated(lambda d: d - d.weekday() * _ONE), _dated(lambda d: d + 7 * _ONE), _week_words, _DATED_MONTH
)
DAY = Unit("Tag", lambda d: d, lambda d: d + 1, _day_words, _DATED_MONTH)
DECADE = Unit(
    "Jahrzehnt", _dated(lambda d: d.replace(d.year - d.year % 10, 1, 1)),
    _dated(lambda d: dt.date(d.year + 10, 1, 1)), lambda o: (f"{dt.date.fromordinal(o).year}er",),
)  # fmt: skip
AXES = (DAY, WEEK, MONTH, QUARTER, YEAR, DECADE)
"""Of these the axis is labelled with the finest whose labels all have room."""
_LONGEST = ((45, DAY), (400, WEEK), (3700, MONTH), (15000, QUARTER))


def calendar_unit(days: int) -> Unit:
    """Return the unit that cuts so many calendar days into some ten to a hundred bins."""
    return next((unit for longest, unit in _LONGEST if days <= longest), YEAR)


def plain_unit(days: int, *, parts: int = 60) -> Unit:
    """Return a unit of 1, 2, 5, 10 … days that cuts so many into at most about so many parts."""
    size = max(1, round(nice(max(1, days) / parts)))
    words = "Tag" if size == 1 else f"{number(size)} Tage"
    return Unit(words, lambda d: max(0, d - d % size), lambda d: d + size, lambda d: _range_words(d, size))


def _range_words(start: int, size: int) -> tuple[str, ...]:
    long = f"{number(start)}–{number(start + size - 1)}" if size > 1 else number(start)
    return long, f"ab {number(start)}", number(start)


def nice(value: float) -> float:
    """Return the next number of the form 1, 2 or 5 times a power of ten that is not smaller."""
    power = 1.0
    while power > value:
        power /= 10
    while 10 * power < value:
        power *= 10
    return next(power * digit for digit in (1, 2, 5, 10) if power * digit >= value * (1 - 1e-9))
