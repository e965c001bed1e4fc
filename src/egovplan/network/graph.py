# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The Network: activities as positions, precedences and calendars as arrays of integers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from egovplan.timeline import Timeline

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue

Ints = npt.NDArray[np.int32] | npt.NDArray[np.int64]
RELATIONS = ("FS", "SS", "FF", "SF")
"""Relation types by their number in ``link_type``."""


@dataclass(frozen=True, slots=True)
class Precedence:
    """A precedence between two activities of a network.

    Parameters
    ----------
    predecessor, successor
        Names of activities.
    type
        ``FS``, ``SS``, ``FF`` or ``SF``.
    lag
        Days between the two ends, negative for a lead. [d]
    elapsed
        Whether the lag counts calendar days instead of working days.
    """

    predecessor: Any
    successor: Any
    type: str = "FS"
    lag: int = 0
    elapsed: bool = False


def _none() -> npt.NDArray[np.int32]:
    return np.empty(0, np.int32)


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
        Positions, relation (see :data:`RELATIONS`), lag in days, and the table of an elapsed lag.
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

    @classmethod
    def from_catalogue(
        cls,
        catalogue: Catalogue,
        *,
        as_of: dt.date | None = None,
        modes: Mapping[str, int] | None = None,
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

        Raises
        ------
        OutOfRangeError
            If a date lies beyond the calendar.
        """
        from egovplan.network.translate import arrays_of

        return cls(**arrays_of(catalogue, as_of, modes or {}))

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        return f"Network({len(self)} Vorgänge, {len(self.link_pred)} Anordnungsbeziehungen)"

    @cached_property
    def position(self) -> Mapping[Any, int]:
        """Name → position."""
        return {name: i for i, name in enumerate(self.names)}

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
