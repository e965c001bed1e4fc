# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What the critical path brought, by name and by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast, overload

import numpy as np
import numpy.typing as npt

from egovplan import markup
from egovplan.errors import OutOfRangeError
from egovplan.network.graph import Network
from egovplan.network.lazy import Frozen, Kept, freeze
from egovplan.network.precedence import Precedence
from egovplan.terms import label_of

if TYPE_CHECKING:
    import pandas as pd

    from egovplan._core import Sweep

_READ = (
    "early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float",
    "names", "path", "driving_links",
)  # fmt: skip
"""What is read from the sweep before a result is sent to another process."""

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


class _Column(Kept[Int64s]):
    """A column of the sweep, made when it is read: of the activities asked for, dates counted as the calendar does."""

    @overload
    def __get__(self, thing: None, owner: type) -> _Column: ...
    @overload
    def __get__(self, thing: object, owner: type) -> Int64s: ...
    def __get__(self, thing: object | None, owner: type) -> _Column | Int64s:
        if thing is None:
            return self
        kept = thing.__dict__
        column: Int64s = self.make(kept["sweep"])
        if not kept["whole"]:
            column = self._shown(column, cast("CriticalPath", thing))
        kept[self.name] = column
        return column

    def _shown(self, column: Int64s, path: CriticalPath) -> Int64s:
        origin = 0 if self.name.endswith("float") else path.network.origin
        return freeze((column if path.rows is None else column[path.rows]) + origin)


class CriticalPath(Frozen):
    """Early and late dates, floats and one longest chain; immutable.

    Arrays follow ``names``; they are made when they are read, then kept, and cannot be written to. Days are absolute
    working day indices of the catalogue's timeline; without a calendar they count from 0. Intervals are ``[start, finish)``.

    Attributes
    ----------
    network
        What was swept.
    names : sequence of length n
        The activities: of the network, or those that can move the target.
    early_start, early_finish : int64[n]
        No plan can have the activity earlier. [d]
    late_start, late_finish : int64[n]
        Latest dates that leave the finish of the project (or the target) where it is. [d]
    total_float : int64[n]
        Working days by which each activity can slip without moving the finish. [d]
    free_float : int64[n]
        Working days by which the activity can slip while nothing else moves. [d]
    critical : bool[n]
        Which activities have no float.
    path : tuple of names
        One longest chain: each activity is bound by the one before, the last one finishes last. Where calendars make
        an activity wait, e.g. for a sitting, those before it can have float.
    driving_links : int[k]
        Positions of the precedences that alone force the early start of their successor.
    driving : tuple of Precedence
        The same ones by name.
    finish
        Day on which everything, or the target, is finished.
    position
        Name → position in the arrays.
    """

    network: Network
    finish: int
    early_start = _Column(attrgetter("early_start"))
    early_finish = _Column(attrgetter("early_finish"))
    late_start = _Column(attrgetter("late_start"))
    late_finish = _Column(attrgetter("late_finish"))
    total_float = _Column(attrgetter("total_float"))
    free_float = _Column(attrgetter("free_float"))
    rows: Kept[npt.NDArray[np.intp] | None] = Kept(
        lambda path: np.flatnonzero(path.sweep.reached) if path.targeted else None
    )
    names: Kept[Sequence[Any]] = Kept(
        lambda path: (
            path.network.names if path.rows is None else tuple(path.network.names[i] for i in path.rows.tolist())
        )
    )
    critical: Kept[npt.NDArray[np.bool_]] = Kept(lambda path: freeze(path.total_float <= 0))
    path: Kept[tuple[Any, ...]] = Kept(lambda path: tuple(path.network.names[i] for i in path.sweep.path.tolist()))
    driving_links: Kept[npt.NDArray[np.intp]] = Kept(lambda path: freeze(np.flatnonzero(path.sweep.driving)))
    driving: Kept[tuple[Precedence, ...]] = Kept(
        lambda path: tuple(path.network.precedence(k) for k in path.driving_links.tolist())
    )
    position: Kept[Mapping[Any, int]] = Kept(lambda path: {name: i for i, name in enumerate(path.names)})

    def __init__(self, network: Network, sweep: Sweep, *, targeted: bool = False) -> None:
        kept, origin = self.__dict__, network.origin
        kept["network"], kept["sweep"] = network, sweep
        kept["targeted"], kept["whole"] = targeted, not (targeted or origin)
        kept["finish"] = sweep.finish + origin

    def __getstate__(self) -> dict[str, Any]:
        for name in _READ:
            getattr(self, name)
        return {name: value for name, value in vars(self).items() if name not in {"sweep", "position"}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for value in state.values():
            if isinstance(value, np.ndarray):
                freeze(value)
        vars(self).update(state)

    @property
    def start(self) -> int:
        """Day from which the makespan counts: the catalogue's start, 0 without a catalogue."""
        return self.network.origin + self.network.base

    @property
    def makespan(self) -> int:
        """Working days from the start to the finish."""
        return self.finish - self.start

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
        return times_of(self.network, name, early, late, int(self.free_float[i]))

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
        return f"CriticalPath({self._until()}, {markup.count(len(self), 'Vorgang', 'Vorgänge')}, {critical} kritisch)"

    def _until(self) -> str:
        line = self.network.timeline
        until = f" bis {markup.day(line.last_day(self.start, self.finish))}" if line is not None else ""
        return f"{markup.working_days(self.makespan)}{until}"

    def _repr_html_(self) -> str:
        head = [label_of(name) for name in ("activity", "early_start", "early_finish", "total_float")]
        facts = [
            (label_of("makespan"), self._until()),
            (
                label_of("network"),
                f"{markup.count(len(self), 'Vorgang', 'Vorgänge')}, {int(self.critical.sum())} kritisch",
            ),
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


def times_of(
    network: Network, name: Any, early: tuple[int, int], late: tuple[int, int], free_float: int
) -> ActivityTimes:
    """Return the times of an activity from its early and late interval, with dates where there is a calendar."""
    title = network.titles[network.position[name]]
    times = ActivityTimes(name, title, *early, *late, total_float=late[0] - early[0], free_float=free_float)
    line = network.timeline
    if line is None:
        return times
    return replace(
        times,
        early_start_date=line.date(early[0]),
        early_finish_date=line.last_day(*early),
        late_start_date=line.date(late[0]),
        late_finish_date=line.last_day(*late),
    )
