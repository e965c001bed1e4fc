# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Integer working day ↔ date ↔ Haushaltsjahr: the only date arithmetic of the library.

A *working day index* counts the working days since the first one of ``FIRST_YEAR``; an interval of work is
``[start, finish)``. The axis is exact both ways up to the end of ``LAST_YEAR``. Elapsed (calendar-day) lags, sittings and
embargoes are monotone functions on that axis, so the critical path stays exact with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property, lru_cache

from egovplan.errors import OutOfRangeError

FIRST_YEAR = 2000
LAST_YEAR = 2100

_ORIGIN = dt.date(FIRST_YEAR, 1, 1).toordinal()
_END = dt.date(LAST_YEAR, 12, 31).toordinal()


@lru_cache(maxsize=32)
def public_holidays(subdivision: str | None) -> frozenset[dt.date]:
    """Return the statutory holidays of a German Land, or of the whole country.

    Parameters
    ----------
    subdivision
        Official abbreviation of the Land, e.g. ``RP``; None for the holidays that hold everywhere.

    Raises
    ------
    OutOfRangeError
        If there is no such Land.
    """
    import holidays

    lands = holidays.country_holidays("DE").subdivisions
    if subdivision is not None and subdivision not in lands:
        known = ", ".join(lands)
        raise OutOfRangeError(f"subdivision: Kürzel eines Landes erwartet ({known}), angegeben: {subdivision!r}.")
    table = holidays.country_holidays("DE", subdiv=subdivision, years=range(FIRST_YEAR, LAST_YEAR + 1))
    return frozenset(table)


class Timeline:
    """The working days of one administration.

    Parameters
    ----------
    subdivision
        Land whose statutory holidays hold (``RP``), None for the national ones only.
    closed
        Local days without work (Rosenmontag, Betriebsausflug).
    eves
        Whether 24.12. and 31.12. are free, as TVöD § 6 (3) has it.
    holidays
        False for a plain Monday-to-Friday axis.

    Notes
    -----
    Two timelines with the same working days are equal and share their hash.
    """

    def __init__(
        self,
        subdivision: str | None = "RP",
        closed: Iterable[dt.date] = (),
        *,
        eves: bool = True,
        holidays: bool = True,
    ) -> None:
        free = {day.toordinal() for day in closed}
        if holidays:
            free |= {day.toordinal() for day in public_holidays(subdivision)}
        if eves:
            free |= {dt.date(y, 12, d).toordinal() for y in range(FIRST_YEAR, LAST_YEAR + 1) for d in (24, 31)}
        # dt.date.fromordinal(1) was a Monday, so ordinals 6 and 0 modulo 7 are Saturday and Sunday
        self._days: tuple[int, ...] = tuple(o for o in range(_ORIGIN, _END + 1) if 0 < o % 7 < 6 and o not in free)

    def __len__(self) -> int:
        return len(self._days)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timeline) and self._days == other._days

    def __hash__(self) -> int:
        return hash(self._days)

    def __repr__(self) -> str:
        return f"Timeline({len(self)} Arbeitstage, {FIRST_YEAR} bis {LAST_YEAR})"

    @cached_property
    def days(self) -> tuple[dt.date, ...]:
        """All working days in order; the index of a day is its position."""
        return tuple(dt.date.fromordinal(o) for o in self._days)

    @cached_property
    def _index(self) -> tuple[int, ...]:
        """Index of the first working day on or after each calendar day since the origin."""
        table: list[int] = []
        position = 0
        for ordinal in range(_ORIGIN, _END + 1):
            table.append(position)
            if position < len(self._days) and self._days[position] == ordinal:
                position += 1
        return tuple(table)

    def index(self, day: dt.date) -> int:
        """Return the index of the first working day on or after a date.

        Raises
        ------
        OutOfRangeError
            If the date lies outside ``FIRST_YEAR`` … ``LAST_YEAR``.
        """
        return self._at(day.toordinal())

    def index_after(self, day: dt.date) -> int:
        """Return the index of the first working day after a date: the finish of work that ends on that day."""
        return self._at(day.toordinal() + 1)

    def _at(self, ordinal: int) -> int:
        if ordinal == _END + 1:
            return len(self._days)
        if not _ORIGIN <= ordinal <= _END:
            raise OutOfRangeError(f"Datum außerhalb von {FIRST_YEAR} bis {LAST_YEAR}: {_show(ordinal)}.")
        return self._index[ordinal - _ORIGIN]

    def date(self, index: int) -> dt.date:
        """Return the date of a working day.

        Raises
        ------
        OutOfRangeError
            If there is no such working day before the end of ``LAST_YEAR``.
        """
        if not 0 <= index < len(self._days):
            raise OutOfRangeError(f"Arbeitstag {index} liegt außerhalb von {FIRST_YEAR} bis {LAST_YEAR}.")
        return dt.date.fromordinal(self._days[index])

    def last_day(self, start: int, finish: int) -> dt.date:
        """Return the last date of the interval ``[start, finish)``; of a milestone, its own date."""
        return self.date(finish - 1 if finish > start else start)

    def is_working(self, day: dt.date) -> bool:
        """Return whether a date is a working day."""
        index = self.index(day)
        return index < len(self._days) and self._days[index] == day.toordinal()

    def year(self, index: int) -> int:
        """Return the Haushaltsjahr (calendar year) of a working day."""
        return self.date(index).year

    def year_start(self, year: int) -> int:
        """Return the index of the first working day of a Haushaltsjahr."""
        return self.index(dt.date(year, 1, 1)) if year <= LAST_YEAR else len(self._days)

    def month_start(self, year: int, month: int) -> int:
        """Return the index of the first working day of a month."""
        return self.index(dt.date(year, month, 1))

    def after_elapsed(self, index: int, days: int, *, from_finish: bool) -> int:
        """Return the working day that lies a number of calendar days after an event.

        Parameters
        ----------
        index
            Working day of the event: a start, or a finish (the first day after the work).
        days
            Calendar days [d]; negative for a lead.
        from_finish
            True if the event is the finish of work: counting then begins the day after the last working day,
            which may be a Saturday. False for starts and milestones.

        Returns
        -------
        int
            Index of the first working day on or after; ``len(self)`` if beyond the axis, 0 if before it.
        """
        if from_finish:
            base = (self._days[index - 1] if index > 0 else _ORIGIN - 1) + 1
        else:
            base = self._days[index] if index < len(self._days) else _END + 1
        ordinal = base + days
        if ordinal > _END:
            return len(self._days)
        return 0 if ordinal < _ORIGIN else self._index[ordinal - _ORIGIN]


def every_weeks(first: dt.date, weeks: int, until: dt.date) -> list[dt.date]:
    """Return the dates from ``first`` to ``until``, both included, with a fixed distance in weeks."""
    count = max(0, (until - first).days // (7 * weeks) + 1)
    return [first + dt.timedelta(weeks=weeks * step) for step in range(count)]


def _show(ordinal: int) -> str:
    return dt.date.fromordinal(ordinal).strftime("%d.%m.%Y") if ordinal >= 1 else str(ordinal)
