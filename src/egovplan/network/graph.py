# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The Network: activities as positions, precedences and calendars as arrays of integers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from egovplan._core import Graph
from egovplan.errors import OutOfRangeError
from egovplan.network.precedence import RELATIONS, Precedence
from egovplan.timeline import Timeline

if TYPE_CHECKING:
    import networkx as nx

    from egovplan.catalogue.catalogue import Catalogue

Ints = npt.NDArray[np.int32] | npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Network:
    """In which order it can be done; immutable.

    Days ``t`` count from ``origin``, 0 … ``horizon``; ``horizon + 1`` is *never*. Without a calendar there is no
    horizon, and days are plain numbers from 0 on. Where an array holds numbers of tables, −1 stands for none.

    Parameters
    ----------
    names : sequence of length n
        Names of the activities: ids of a catalogue, nodes of a graph, or positions.
    titles : sequence of length n
        What they are called; the names where nothing else is known.
    duration, duration_table : int[n]
        Finish is start + duration, or the table's value at the start. Of the chosen modes. [d]
    link_pred, link_succ, link_type, link_lag, link_table : int[m]
        Positions, relation (see :data:`~egovplan.network.precedence.RELATIONS`), lag in days, and the table of an elapsed lag.
    release : int[n]
        First day on which the activity can be ready.
    deadline : int[n]
        Latest finish, ``horizon`` where there is none. The critical path does not use it.
    notice_table, allowed, start_table, allowed_table : int32[n]
        Start from readiness: ``start_table[ready]`` is the first allowed day (row ``allowed`` of ``allowed_days``, as a
        table ``allowed_table``) on or after the notice period (``notice_table``).
    fixed_start, fixed_finish : int[n]
        The interval of what has happened or is fixed by others, else −1. No precedence leads into such an activity.
    mode : int32[n]
        Chosen mode of each activity, counted from 0.
    mode_ptr : int32[n + 1]
        Modes of activity i are ``mode_ptr[i] … mode_ptr[i + 1]`` of the two arrays below.
    mode_duration, mode_table : int[M]
        As ``duration`` and ``duration_table``, for every mode.
    tables : int32[T, horizon + 2]
        Monotone tables of days, each kept once.
    allowed_days : bool[A, horizon + 1]
        Days on which a start is allowed.
    origin
        Working day index of day 0.
    base
        Day ``t`` from which the makespan counts (the catalogue's start).
    horizon
        Last day, None without a calendar.
    timeline
        The calendar, None without one.
    gates
        Position of an activity → title of the body on whose sitting it happens.
    catalogue, as_of, durations
        What it was made from; None and empty where it was no catalogue.
    """

    names: Sequence[Any]
    titles: Sequence[Any]
    duration: Ints
    duration_table: Ints
    link_pred: npt.NDArray[np.int32]
    link_succ: npt.NDArray[np.int32]
    link_type: npt.NDArray[np.int8]
    link_lag: Ints
    link_table: Ints
    release: Ints
    deadline: Ints
    notice_table: npt.NDArray[np.int32]
    allowed: npt.NDArray[np.int32]
    start_table: npt.NDArray[np.int32]
    allowed_table: npt.NDArray[np.int32]
    fixed_start: Ints
    fixed_finish: Ints
    mode: npt.NDArray[np.int32]
    mode_ptr: npt.NDArray[np.int32]
    mode_duration: Ints
    mode_table: Ints
    tables: npt.NDArray[np.int32] = field(default_factory=lambda: np.empty((0, 0), np.int32))
    allowed_days: npt.NDArray[np.bool_] = field(default_factory=lambda: np.empty((0, 0), np.bool_))
    origin: int = 0
    base: int = 0
    horizon: int | None = None
    timeline: Timeline | None = None
    gates: Mapping[int, str] = field(default_factory=dict)
    catalogue: Catalogue | None = None
    as_of: dt.date | None = None
    durations: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_catalogue(
        cls,
        catalogue: Catalogue,
        *,
        as_of: dt.date | str | None = None,
        modes: Mapping[str, int] | None = None,
        durations: Mapping[str, int] | None = None,
    ) -> Network:
        """Return the network of a catalogue, calendars and actuals included.

        Parameters
        ----------
        catalogue
            What there is to do.
        as_of
            Status date: what has started by then is fixed, everything else starts later. None for the first plan.
        modes
            Activity id → position of its mode; the first one where nothing is said.
        durations
            Activity id → duration in working days, instead of its mode's. What has started keeps its interval. [d]

        Raises
        ------
        TypeError
            If a duration is not a whole number.
        OutOfRangeError
            If a date lies beyond the calendar, a duration is negative, or an activity or mode is unknown.
        """
        from egovplan.catalogue.actuals import status_date
        from egovplan.network.translate import arrays_of

        return cls(**arrays_of(catalogue, status_date(as_of), modes or {}, durations or {}))

    @classmethod
    def from_links(
        cls,
        predecessors: Iterable[Any],
        successors: Iterable[Any],
        durations: Mapping[Any, int] | Sequence[int] | npt.NDArray[np.int64],
        lags: Iterable[int] | int | None = None,
        *,
        types: Iterable[str] | str | None = None,
    ) -> Network:
        """Return the network of columns of links, without a calendar.

        Parameters
        ----------
        predecessors, successors : sequence of length m
            Names where ``durations`` is a mapping, else positions.
        durations
            Name → duration, or durations by position. Whole numbers from 0 on. [d]
        lags
            One for each link, one for all, or none. Negative for a lead. [d]
        types
            ``FS``, ``SS``, ``FF`` or ``SF``; one for each link or one for all.

        Raises
        ------
        TypeError
            For anything that is not a whole number: floats, NaN, truth values.
        OutOfRangeError
            For negative durations, unknown names, lengths that differ, and sums above 2**60.

        Examples
        --------
        >>> critical_path(Network.from_links(["a", "a"], ["b", "c"], {"a": 2, "b": 3, "c": 1})).path
        ('a', 'b')
        """
        from egovplan.network.links import arrays_of

        return cls(**arrays_of(predecessors, successors, durations, lags, types))

    @classmethod
    def from_networkx(cls, graph: nx.DiGraph[Any]) -> Network:
        """Return the network of a directed graph, without a calendar.

        Parameters
        ----------
        graph
            Nodes carry ``duration`` in whole days, and may carry ``title``; edges may carry ``type`` (``FS``, ``SS``,
            ``FF``, ``SF``; default ``FS``) and ``lag`` (default 0). Several edges between two nodes need a
            ``MultiDiGraph``.

        Raises
        ------
        TypeError, OutOfRangeError
            As :meth:`from_links`; also where a duration is missing or an edge counts calendar days.
        """
        from egovplan.network.convert import arrays_of

        return cls(**arrays_of(graph))

    def to_networkx(self) -> nx.DiGraph[Any]:
        """Return the network as a networkx graph, with the attributes that :meth:`from_networkx` reads.

        Returns
        -------
        networkx.DiGraph
            Nodes are names, with ``title``, ``duration`` and ``elapsed``; edges carry ``type``, ``lag`` and ``elapsed``.
            A ``MultiDiGraph`` if some pair is bound by several relations.
        """
        from egovplan.network.convert import graph_of

        return graph_of(self)

    def with_durations(self, durations: Mapping[Any, int]) -> Network:
        """Return the network with other durations, in working days, for some activities.

        Raises
        ------
        TypeError, OutOfRangeError
            For anything but whole numbers from 0 on, and for unknown names.
        """
        from egovplan.network.links import changed_durations

        if self.catalogue is None:
            return replace(self, **changed_durations(self, durations))
        modes = dict(zip(self.names, self.mode.tolist(), strict=True))
        merged = {**self.durations, **durations}
        return self.from_catalogue(self.catalogue, as_of=self.as_of, modes=modes, durations=merged)

    @cached_property
    def graph(self) -> Graph:
        """The compiled form, ordered once for any number of sweeps.

        Raises
        ------
        CycleError
            With the shortest circle, by title.
        """
        from egovplan.network.structure import compiled

        return compiled(self)

    @property
    def generations(self) -> npt.NDArray[np.int32]:
        """Longest number of precedences that lead to each activity, ``int32[n]``."""
        return self.graph.level

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "graph"}  # compiled anew where it is read

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        return f"Network({len(self)} Vorgänge, {len(self.link_pred)} Anordnungsbeziehungen)"

    @cached_property
    def position(self) -> Mapping[Any, int]:
        """Name → position."""
        return {name: i for i, name in enumerate(self.names)}

    def find(self, name: Any) -> int:
        """Return the position of a name.

        Raises
        ------
        OutOfRangeError
            If there is no such activity.
        """
        try:
            return self.position[name]
        except (KeyError, TypeError):
            inside = [other for other in self.names if str(other).startswith(f"{name}/")]
            hint = f" Vorgänge der Maßnahme: {', '.join(inside)}." if inside else ""
            raise OutOfRangeError(f"Im Netzplan gibt es keinen Vorgang {name!r}.{hint}") from None

    @property
    def precedences(self) -> Iterator[Precedence]:
        """Every precedence, in the order of the arrays."""
        return (self.precedence(k) for k in range(len(self.link_pred)))

    def precedence(self, link: int) -> Precedence:
        """Return one precedence by its position."""
        return Precedence(
            self.names[self.link_pred[link]], self.names[self.link_succ[link]], RELATIONS[self.link_type[link]],
            int(self.link_lag[link]), bool(self.link_table[link] >= 0),
        )  # fmt: skip
