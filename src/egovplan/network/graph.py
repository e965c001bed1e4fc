# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The Network: activities as positions, precedences and calendars as arrays of integers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from egovplan import markup
from egovplan.errors import OutOfRangeError
from egovplan.network.columns import Ints
from egovplan.network.fields import Columns
from egovplan.network.precedence import RELATIONS, Precedence

if TYPE_CHECKING:
    import networkx as nx

    from egovplan.catalogue.catalogue import Catalogue
    from egovplan.network.overlay import Overlay


class Network(Columns):
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

    @classmethod
    def from_catalogue(
        cls,
        catalogue: Catalogue,
        *,
        as_of: dt.date | str | None = None,
        modes: Mapping[str, int] | None = None,
        durations: Mapping[str, int] | None = None,
        reserve: int = 0,
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
        reserve
            Working days that the axis is longer than planned durations need, for what may take longer. [d]

        Raises
        ------
        TypeError
            If a duration is not a whole number.
        OutOfRangeError
            If a date lies beyond the calendar, a duration is negative, or an activity or mode is unknown.
        """
        from egovplan.catalogue.actuals import status_date
        from egovplan.network.translate import arrays_of

        return cls(**arrays_of(catalogue, status_date(as_of), modes or {}, durations or {}, reserve))

    @classmethod
    def from_links(
        cls,
        predecessors: Iterable[Any],
        successors: Iterable[Any],
        durations: Mapping[Any, int] | Iterable[int] | Ints,
        lags: Iterable[int] | int | None = None,
        *,
        types: Iterable[str] | str | None = None,
    ) -> Network:
        """Return the network of columns of links, without a calendar.

        A column is a numpy array, a pandas Series, anything that speaks Arrow's PyCapsule protocol, a list, a tuple or
        another iterable. It may be changed afterwards: the network keeps what it needs.

        Parameters
        ----------
        predecessors, successors : column of length m
            Names where ``durations`` is a mapping, else positions 0 … n − 1.
        durations : mapping, or column of length n
            Name → duration, or durations by position. Whole numbers from 0 on. [d]
        lags : column of length m, int or None
            One for each link, one for all, or none. Negative for a lead. [d]
        types : column of length m, str or None
            ``FS``, ``SS``, ``FF`` or ``SF``; one for each link or one for all.

        Raises
        ------
        TypeError
            For anything that is not a whole number: floats, NaN, truth values, missing values.
        OutOfRangeError
            For negative durations, unknown names, lengths that differ, and sums above 2**60.

        Examples
        --------
        >>> critical_path(Network.from_links(["a", "a"], ["b", "c"], {"a": 2, "b": 3, "c": 1})).path
        ('a', 'b')
        """
        from egovplan.network.links import arrays_of

        return cls._of(arrays_of(predecessors, successors, durations, lags, types))

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

        return cls._of(arrays_of(graph))

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

    def with_durations(self, durations: Mapping[Any, int] | Iterable[int] | Ints) -> Network:
        """Return the network with other durations, in working days; the compiled form is shared where it can be.

        Parameters
        ----------
        durations
            Name → duration for some activities, or a column of length n with those of all. A pandas Series goes by its
            index where that holds names. [d]

        Raises
        ------
        TypeError, OutOfRangeError
            For anything but whole numbers from 0 on, for unknown names, and for a column of another length.
        """
        from egovplan.network.links import changed_durations, differing, labelled

        durations = labelled(self, durations)
        if isinstance(durations, Mapping) and not durations:
            return self
        if self.catalogue is None:
            return self._of(vars(self) | changed_durations(self, durations))
        if not isinstance(durations, Mapping):
            durations = differing(self, durations)
        modes = dict(zip(self.names, self.mode.tolist(), strict=True))
        merged = {**self.durations, **durations}
        return self.from_catalogue(self.catalogue, as_of=self.as_of, modes=modes, durations=merged)

    def what_if(self) -> Overlay:
        """Return an overlay: changes of durations, lags and links whose dates follow in microseconds.

        Raises
        ------
        CycleError
            If precedences run in a circle; with the shortest one.
        """
        from egovplan.network.overlay import Overlay

        return Overlay(self)

    @property
    def generations(self) -> npt.NDArray[np.int32]:
        """Longest number of precedences that lead to each activity, ``int32[n]``."""
        return self.graph.level

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        links = markup.count(self.link_count, "Anordnungsbeziehung", "Anordnungsbeziehungen")
        return f"Network({markup.count(len(self), 'Vorgang', 'Vorgänge')}, {links})"

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
