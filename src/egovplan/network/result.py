# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What the critical path brought, by name and by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from egovplan import markup
from egovplan.errors import OutOfRangeError
from egovplan.network.graph import Network
from egovplan.network.precedence import Precedence
from egovplan.terms import label_of

if TYPE_CHECKING:
    import pandas as pd

Int64s = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ActivityTimes:
    """Early and late times of one activity; ``[start, finish)`` in working days, dates where there is a calendar.

    Parameters
    ----------
    name, title
        What it is called.
    early_start, early_finish, late_start, late_finish
        Days: working day indices for a catalogue.
    total_float, free_float
        Working days by which it can slip without moving the project's finish, or without moving any other activity.
    early_start_date, early_finish_date, late_start_date, late_finish_date
        First and last day; None without a calendar.
    """

    name: Any
    title: Any
    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    total_float: int
    free_float: int
    early_start_date: dt.date | None = None
    early_finish_date: dt.date | None = None
    late_start_date: dt.date | None = None
    late_finish_date: dt.date | None = None

    @property
    def critical(self) -> bool:
        """Whether it has no float."""
        return self.total_float <= 0


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class CriticalPath:
    """Early and late dates, floats and one longest chain; immutable.

    Arrays follow ``names``. Days are absolute working day indices of the catalogue's timeline; without a calendar they
    count from 0. Intervals are ``[start, finish)``.

    Parameters
    ----------
    network
        What was swept.
    names : sequence of length n
        The activities: of the network, or those that can move the target.
    early_start, early_finish : int64[n]
        No plan can have the activity earlier.
    late_start, late_finish : int64[n]
        Latest dates that leave the finish of the project (or the target) where it is.
    free_float : int64[n]
        Working days by which the activity can slip while nothing else moves.
    path : tuple of names
        One longest chain: each activity is bound by the one before, the last one finishes last. Where calendars make
        an activity wait, e.g. for a sitting, those before it can have float.
    driving_links : int[k]
        Positions of the precedences that alone force the early start of their successor.
    finish
        Day on which everything, or the target, is finished.
    """

    network: Network
    names: Sequence[Any]
    early_start: Int64s
    early_finish: Int64s
    late_start: Int64s
    late_finish: Int64s
    free_float: Int64s
    path: tuple[Any, ...]
    driving_links: npt.NDArray[np.intp] = field(repr=False)
    finish: int

    def __post_init__(self) -> None:
        for column in (self.early_start, self.early_finish, self.late_start, self.late_finish, self.free_float):
            column.flags.writeable = False

    @cached_property
    def total_float(self) -> Int64s:
        """Working days by which each activity can slip without moving the finish, ``int64[n]``."""
        return self.late_start - self.early_start

    @cached_property
    def critical(self) -> npt.NDArray[np.bool_]:
        """Which activities have no float, ``bool[n]``."""
        return self.total_float <= 0

    @property
    def start(self) -> int:
        """Day from which the makespan counts: the catalogue's start, 0 without a catalogue."""
        return self.network.origin + self.network.base

    @property
    def makespan(self) -> int:
        """Working days from the start to the finish."""
        return self.finish - self.start

    @cached_property
    def driving(self) -> tuple[Precedence, ...]:
        """The precedences that alone force the early start of their successor."""
        return tuple(self.network.precedence(k) for k in self.driving_links)

    @cached_property
    def position(self) -> Mapping[Any, int]:
        """Name → position in the arrays."""
        return {name: i for i, name in enumerate(self.names)}

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self.position

    def __getitem__(self, name: Any) -> ActivityTimes:
        if name not in self.position:
            raise OutOfRangeError(f"Der kritische Weg hat keinen Vorgang {name!r}.")
        i = self.position[name]
        early, late = (
            (int(starts[i]), int(finishes[i]))
            for starts, finishes in ((self.early_start, self.early_finish), (self.late_start, self.late_finish))
        )
        times = ActivityTimes(
            name, self.network.titles[self.network.position[name]], *early, *late,
            total_float=int(self.total_float[i]), free_float=int(self.free_float[i]),
        )  # fmt: skip
        line = self.network.timeline
        if line is None:
            return times
        return replace(
            times,
            early_start_date=line.date(early[0]),
            early_finish_date=line.last_day(*early),
            late_start_date=line.date(late[0]),
            late_finish_date=line.last_day(*late),
        )

    def to_frame(self) -> pd.DataFrame:
        """Return a table with German labels, one row an activity.

        Returns
        -------
        pandas.DataFrame
            Index: name. Columns: Titel, early and late dates (last day inclusive; days where there is no calendar),
            floats in working days, whether it is critical.
        """
        import pandas as pd

        rows = [self[name] for name in self.names]
        dated = "_date" if self.network.timeline is not None else ""
        fields = {name: f"{name}{dated}" for name in ("early_start", "early_finish", "late_start", "late_finish")}
        fields |= {name: name for name in ("total_float", "free_float", "critical")}
        columns: dict[str, list[Any]] = {label_of("title"): [row.title for row in rows]}
        columns |= {label_of(name): [getattr(row, attribute) for row in rows] for name, attribute in fields.items()}
        return pd.DataFrame(columns, index=pd.Index(list(self.names), name=label_of("activity")))

    def __repr__(self) -> str:
        critical = markup.number(int(self.critical.sum()))
        return f"CriticalPath({self._until()}, {markup.number(len(self))} Vorgänge, {critical} kritisch)"

    def _until(self) -> str:
        line = self.network.timeline
        until = f" bis {markup.day(line.last_day(self.start, self.finish))}" if line is not None else ""
        return f"{markup.working_days(self.makespan)}{until}"

    def _repr_html_(self) -> str:
        head = [label_of(name) for name in ("activity", "early_start", "early_finish", "total_float")]
        facts = [
            (label_of("makespan"), self._until()),
            (label_of("network"), f"{len(self)} Vorgänge, {int(self.critical.sum())} kritisch"),
        ]
        rows = [self._row(self[name]) for name in self.path]
        table = markup.listing("Vorgänge auf dem kritischen Weg", head, rows, right=(3,))
        return markup.card(label_of("critical_path"), markup.facts(facts), table)

    def _row(self, times: ActivityTimes) -> tuple[str, str, str, str]:
        if self.network.timeline is None:
            first, last = markup.number(times.early_start), markup.number(times.early_finish)
        else:
            first, last = markup.day(times.early_start_date), markup.day(times.early_finish_date)
        return str(times.title), first, last, markup.working_days(times.total_float)
