# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The critical path of many scenarios at once: durations as a matrix, one scenario a row."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from egovplan import _core, markup
from egovplan.errors import OutOfRangeError
from egovplan.network.graph import Network
from egovplan.network.scenarios.lanes import lane_columns

Int64s = npt.NDArray[np.int64]
Matrix = npt.NDArray[np.int32] | npt.NDArray[np.int64]

MAX_SPAN = 2**16
"""Longer than any calendar. [d]"""

_COLUMNS = ("early_start", "early_finish", "late_start", "late_finish", "free_float")


class CriticalPaths:
    """Finish and criticality of many scenarios; dates and floats of each when they are read. Immutable.

    Days are absolute working day indices of the catalogue's timeline; without a calendar they count from 0. A scenario in
    which something has no day in the calendar is *never*: its finish is the day after the calendar, dates are that day for
    all that has none, late dates are the early ones and floats 0.

    Attributes
    ----------
    network
        What was swept.
    durations : int[S, n]
        Duration of each activity in each scenario, in its own unit: calendar days where that is elapsed. [d]
    finish : int64[S]
        Day on which everything is finished.
    critical_count : int64[n]
        In how many scenarios each activity has no float; scenarios that are never do not count.
    """

    def __init__(self, network: Network, durations: Matrix) -> None:
        self.network = network
        self.durations = checked_matrix(durations, len(network))
        self._columns = lane_columns(network)
        try:
            finish, count = _core.solve_rows(network.graph, self._columns, self.durations)
        except OverflowError:  # beyond 32 bits
            finish, count = self._solve_long()
        self.finish: Int64s = finish + network.origin
        self.critical_count: Int64s = count
        self.finish.flags.writeable = False

    @property
    def makespan(self) -> Int64s:
        """Working days from the start to the finish, ``int64[S]``."""
        return self.finish - (self.network.origin + self.network.base)

    @property
    def never(self) -> npt.NDArray[np.bool_]:
        """Which scenarios do not fit the calendar, ``bool[S]``."""
        if self.network.horizon is None:
            return np.zeros(len(self.finish), np.bool_)
        return self.finish > self.network.origin + self.network.horizon

    @property
    def criticality(self) -> npt.NDArray[np.float64]:
        """Share of the scenarios in which each activity has no float, ``float64[n]``; NaN where all are never."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.critical_count / np.float64(len(self.finish) - np.count_nonzero(self.never))

    @cached_property
    def early_start(self) -> Int64s:
        """``int64[S, n]``: no plan can have the activity earlier."""
        return self._dates("early_start")

    @cached_property
    def early_finish(self) -> Int64s:
        """``int64[S, n]``: finish of what starts as early as it can."""
        return self._dates("early_finish")

    @cached_property
    def late_start(self) -> Int64s:
        """``int64[S, n]``: latest start that leaves the finish where it is."""
        return self._dates("late_start")

    @cached_property
    def late_finish(self) -> Int64s:
        """``int64[S, n]``: finish of what starts as late as it may."""
        return self._dates("late_finish")

    @cached_property
    def total_float(self) -> Int64s:
        """``int64[S, n]``: working days by which each can slip without moving the finish."""
        return self.late_start - self.early_start

    @cached_property
    def free_float(self) -> Int64s:
        """``int64[S, n]``: working days by which each can slip while nothing else moves."""
        return self._dates("free_float")

    def _dates(self, name: str) -> Int64s:
        try:
            days = _core.dates_of_rows(self.network.graph, self._columns, self.durations, _COLUMNS.index(name))
        except OverflowError:
            days = np.array([getattr(self._sweep(row), name) for row in self.durations], np.int64)
        return days if name == "free_float" else days + self.network.origin

    def _solve_long(self) -> tuple[Int64s, Int64s]:
        """Return finishes and critical counts where 32 bits do not suffice."""
        network, durations = self.network, self.durations
        if durations.min() < 0:
            row, column = np.argwhere(durations < 0)[0].tolist()
            who = f"{durations[row, column]} in Szenario {row} bei {network.names[column]!r}"
            raise OutOfRangeError(f"durations: Dauer von mindestens 0 erwartet, {who}.")
        if network.horizon is not None:  # what is longer than the calendar does not fit it, however long it is
            self.durations = np.minimum(durations, MAX_SPAN)
            return _core.solve_rows(network.graph, self._columns, self.durations)
        finish, count = np.empty(len(durations), np.int64), np.zeros(len(network), np.int64)
        for k, row in enumerate(durations):
            sweep = self._sweep(row)
            finish[k] = sweep.finish
            count += sweep.total_float <= 0
        return finish, count

    def _sweep(self, row: npt.NDArray[Any]) -> _core.Sweep:
        """Sweep one scenario of a network without a calendar."""
        columns = self._columns
        try:
            return self.network.graph.cpm(row, columns["release"], columns["fixed_start"], columns["fixed_finish"])
        except ValueError as error:
            raise OutOfRangeError(f"durations: {error}.") from error

    def __len__(self) -> int:
        return len(self.finish)

    def __repr__(self) -> str:
        return f"CriticalPaths({markup.number(len(self))} Szenarien, {markup.number(len(self.network))} Vorgänge)"


def checked_matrix(durations: Matrix, size: int) -> Matrix:
    """Return a matrix of durations as the core reads it: int32 or int64, rows one after the other.

    Raises
    ------
    TypeError
        If these are not whole numbers.
    OutOfRangeError
        If it has not a column for each of ``size`` activities.
    """
    if durations.dtype.kind not in "iu":
        raise TypeError(f"durations: ganze Zahlen erwartet, {durations.dtype} angegeben.")
    if durations.ndim != 2 or durations.shape[1] != size:
        raise OutOfRangeError(f"durations: Form (Szenarien, {size}) erwartet, {durations.shape} angegeben.")
    if durations.dtype == np.uint64 and durations.size and int(durations.max()) > 2**60:
        raise OutOfRangeError(f"durations: höchstens 2**60 erwartet, {durations.max()} angegeben.")
    wide = durations.dtype.itemsize > 4 or durations.dtype == np.uint32
    if wide:
        return np.ascontiguousarray(durations, np.int64)
    return np.ascontiguousarray(durations, np.int32)
