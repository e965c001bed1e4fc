# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Calendars as monotone tables on the working-day axis, computed for all days at once.

A table maps each day ``t`` of ``0 … horizon``, counted from the network's origin, to the earliest day that a rule
allows; the value ``horizon + 1`` means *never*, and maps to itself. Elapsed lags and durations, notice periods, sittings
and embargoes are all of this form; because they are monotone, earliest and latest dates stay exact with them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from egovplan.timeline import FIRST_YEAR, Timeline

_FIRST_ORDINAL = date(FIRST_YEAR, 1, 1).toordinal()

Days = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


@lru_cache(maxsize=8)
def _ordinals(timeline: Timeline) -> npt.NDArray[np.int64]:
    """Return the ordinals of all working days, ascending."""
    return np.fromiter((day.toordinal() for day in timeline.days), dtype=np.int64, count=len(timeline))


class Axis:
    """The working days ``origin … origin + horizon`` of a timeline, as ``0 … horizon``.

    Parameters
    ----------
    timeline
        The whole axis.
    origin
        Working day index that becomes 0.
    horizon
        Last day that exists here; everything after it is *never*.
    """

    def __init__(self, timeline: Timeline, origin: int, horizon: int) -> None:
        self.timeline = timeline
        self.origin = origin
        self.horizon = horizon

    def relative(self, index: int) -> int:
        """Return the day ``t`` of a working day index, cut to ``0 … horizon + 1``."""
        return min(max(index - self.origin, 0), self.horizon + 1)

    def elapsed(self, days: int, *, from_finish: bool) -> Days:
        """Return the table of :meth:`Timeline.after_elapsed`.

        Parameters
        ----------
        days
            Calendar days, negative for a lead. [d]
        from_finish
            Whether the events are finishes of work.

        Returns
        -------
        int32[horizon + 2]
        """
        ordinals = _ordinals(self.timeline)
        now = np.arange(self.origin, self.origin + self.horizon + 1)
        base = ordinals[now]
        if from_finish:  # the day after the last working day, which may be a Saturday
            base = np.where(now > 0, ordinals[np.maximum(now - 1, 0)] + 1, _FIRST_ORDINAL)
        return self._close(np.searchsorted(ordinals, base + days) - self.origin)

    def ordinals(self) -> Days:
        """Return the calendar day of each working day, counted from the first, ``int32[horizon + 1]``."""
        days = _ordinals(self.timeline)[self.origin : self.origin + self.horizon + 1]
        return (days - days[:1]).astype(np.int32)

    def shift(self, days: int) -> Days:
        """Return the table of a distance in working days, ``int32[horizon + 2]``."""
        return self._close(np.arange(self.horizon + 1) + days)

    def allowed(self, days: Iterable[int] | None, windows: Iterable[tuple[int, int]], earliest: int) -> Mask:
        """Return on which days a start is allowed.

        Parameters
        ----------
        days
            Working day indices to choose from; None for all of them.
        windows
            Forbidden ``[since, stop)``, as working day indices.
        earliest
            No start before this working day index.

        Returns
        -------
        bool[horizon + 1]
        """
        mask = np.full(self.horizon + 1, days is None)
        for day in days or ():
            if 0 <= day - self.origin <= self.horizon:
                mask[day - self.origin] = True
        for since, stop in (*windows, (self.origin, earliest)):
            mask[self.relative(since) : self.relative(stop)] = False
        return mask

    def next_allowed(self, mask: Mask) -> Days:
        """Return the table of the first allowed day on or after each day, ``int32[horizon + 2]``."""
        days = np.flatnonzero(mask)
        position = np.searchsorted(days, np.arange(self.horizon + 1))
        return self._close(np.append(days, self.horizon + 1)[position])

    def _close(self, values: npt.NDArray[np.integer]) -> Days:
        """Cut to the axis and append *never*."""
        never = self.horizon + 1
        return np.append(np.clip(values, 0, never), never).astype(np.int32)


class Tables:
    """A set of tables, each kept once.

    Parameters
    ----------
    width
        Length of a table.
    """

    def __init__(self, width: int, dtype: npt.DTypeLike = np.int32) -> None:
        self.width = width
        self.dtype = dtype
        self._ids: dict[Hashable, int] = {}
        self._rows: list[npt.NDArray[Any]] = []

    def add(self, key: Hashable, make: Callable[[], npt.NDArray[Any]]) -> int:
        """Return the number of the table that ``key`` stands for; ``make`` computes it the first time."""
        if key not in self._ids:
            self._ids[key] = len(self._rows)
            self._rows.append(make())
        return self._ids[key]

    def row(self, number: int) -> npt.NDArray[Any]:
        """Return one table."""
        return self._rows[number]

    def stacked(self) -> npt.NDArray[Any]:
        """Return all of them, one a row, C-contiguous."""
        return np.array(self._rows, dtype=self.dtype).reshape(len(self._rows), self.width)
