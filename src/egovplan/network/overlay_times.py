# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The times of a changed network: what can be read of an :class:`~egovplan.network.overlay.Overlay`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from egovplan._core import Graph
from egovplan._core import Overlay as Core
from egovplan.errors import InfeasibleError, OutOfRangeError
from egovplan.network.axis import Axis
from egovplan.network.columns import days as whole_days
from egovplan.network.cpm import activity_columns, no_day
from egovplan.network.result import ActivityTimes, times_of

if TYPE_CHECKING:
    from egovplan.network.graph import Network

_Result = TypeVar("_Result")
Int64s = npt.NDArray[np.int64]


class ChangedTimes:
    """The reading side of an overlay; everything follows the changes."""

    def __init__(self, network: Network) -> None:
        self.network = network
        graph, self._twins = _with_twins(network)
        self._core = Core(graph, *activity_columns(network))
        named = not isinstance(network.names, range)
        self._place: Callable[[Any], int] = network.position.__getitem__ if named else _itself

    @property
    def finish(self) -> int:
        """Day on which everything is finished.

        Raises
        ------
        InfeasibleError
            If some activity has no day; so do all dates below.
        """
        return self._day(self._core.finish) + self.network.origin

    @property
    def makespan(self) -> int:
        """Working days from the start to the finish."""
        return self.finish - self.network.origin - self.network.base

    def update(self) -> int:
        """Bring all early and late dates up to date, and return :attr:`finish`. Reading them does it too."""
        return self._day(self._core.update()) + self.network.origin

    def finish_if_later(self, name: Any, days: int) -> int:
        """Return the finish if an activity started so many working days after its early start, nothing changed.

        Within its total float the finish stays, beyond it the finish moves by the rest: no date is computed anew. Only
        where a calendar has gates or embargoes the rest is followed through the network.

        Raises
        ------
        TypeError, OutOfRangeError, InfeasibleError
            As :meth:`set_duration` and :attr:`finish`.
        """
        try:
            finish = self._core.finish_if_later(self._place(name), days)
        except (KeyError, IndexError, TypeError, ValueError):
            position, later = self.network.find(name), int(whole_days([days], "days", (name,))[0][0])
            finish = self._ranged(lambda: self._core.finish_if_later(position, later), "days", later)
        if finish < 0:
            self.update()
            who = self.network.titles[self.network.find(name)]
            raise InfeasibleError(
                f"Begänne »{who}« {days} Arbeitstage später, so läge manches {_beyond(self.network)}."
            )
        return finish + self.network.origin

    @property
    def early_start(self) -> Int64s:
        """Earliest days, ``int64[n]`` in the network's order; made when asked for, as the arrays below."""
        return self._column(self._core.early_start) + self.network.origin

    @property
    def early_finish(self) -> Int64s:
        """Days on which activities finish if they start early, ``int64[n]``."""
        return self._column(self._core.early_finish) + self.network.origin

    @property
    def late_start(self) -> Int64s:
        """Latest days that leave the finish where it is, ``int64[n]``."""
        return self._column(self._core.late_start) + self.network.origin

    @property
    def late_finish(self) -> Int64s:
        """Days on which activities finish if they start late, ``int64[n]``."""
        return self._column(self._core.late_finish) + self.network.origin

    @property
    def total_float(self) -> Int64s:
        """Working days by which each activity can slip without moving the finish, ``int64[n]``."""
        return self._column(self._core.total_float)

    @property
    def free_float(self) -> Int64s:
        """Working days by which each activity can slip while nothing else moves, ``int64[n]``."""
        return self._column(self._core.free_float)

    @property
    def critical(self) -> npt.NDArray[np.bool_]:
        """Which activities have no float, ``bool[n]``."""
        return self.total_float <= 0

    def __getitem__(self, name: Any) -> ActivityTimes:
        position = self.network.find(name)
        times = self._core.times(position)
        if times is None:
            raise self._no_day()
        early_start, early_finish, late_start, late_finish, free = times
        origin = self.network.origin
        early, late = (early_start + origin, early_finish + origin), (late_start + origin, late_finish + origin)
        return times_of(self.network, name, early, late, free)

    def __len__(self) -> int:
        return len(self.network)

    def __contains__(self, name: object) -> bool:
        return name in self.network.position

    def _ranged(self, change: Callable[[], _Result], what: str, days: int) -> _Result:
        try:
            return change()
        except ValueError:
            message = f"{what}: Summe aller Dauern und Abstände von höchstens 2**60 erwartet, {days} angegeben."
            raise OutOfRangeError(message) from None

    def _day(self, day: int) -> int:
        if day < 0:
            raise self._no_day()
        return day

    def _column(self, values: Int64s | None) -> Int64s:
        if values is None:
            raise self._no_day()
        return values

    def _no_day(self) -> InfeasibleError:
        position, ready = self._core.lost
        if self._core.steps == 0 or self.network.timeline is None:
            return no_day(self.network, position, ready)
        who = f"»{self.network.titles[position]}« ({self.network.names[position]})"
        return InfeasibleError(f"Mit diesen Änderungen läge {who} {_beyond(self.network)}.")


def _itself(position: Any) -> Any:
    return position


def _beyond(network: Network) -> str:
    """Return what lies behind the last day of a network, which ends where the given durations cannot reach."""
    line = network.timeline
    assert line is not None  # without a calendar every day exists
    return f"nach dem {line.date(network.origin + (network.horizon or 0)):%d.%m.%Y}, dem letzten Tag des Netzplans"


def _with_twins(network: Network) -> tuple[Graph, dict[int, dict[bool, int]]]:
    """Return a compiled network and, for each elapsed lag from a finish, its tables after a milestone and after work.

    A catalogue's network has one of the two; the other is added, as durations may become 0 or cease to be.
    """
    graph, line, horizon = network.graph, network.timeline, network.horizon
    if line is None or horizon is None:
        return graph, {}
    elapsed = (network.link_table >= 0) & (network.link_type % 2 == 0)
    if not elapsed.any():
        return graph, {}
    axis, tables, twins = Axis(line, network.origin, horizon), list(network.tables), dict[int, dict[bool, int]]()
    for lag in np.unique(network.link_lag[elapsed]).tolist():
        twins[lag] = {False: len(tables), True: len(tables) + 1}
        tables += [axis.elapsed(lag, from_finish=works) for works in (False, True)]
    ends = network.link_pred, network.link_succ, network.link_type
    lag_table = np.asarray(network.link_table, np.int32)
    return Graph(len(network), *ends, network.link_lag, lag_table, np.array(tables, np.int32), horizon), twins
