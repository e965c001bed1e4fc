# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The critical path: how early, how late, how much float. Without resources, exact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast, overload

import numpy as np

from egovplan.errors import InfeasibleError
from egovplan.network.columns import Int32s, Ints
from egovplan.network.graph import Network
from egovplan.network.result import CriticalPath
from egovplan.network.scenarios.batch import CriticalPaths

if TYPE_CHECKING:
    import networkx as nx

    from egovplan._core import Sweep
    from egovplan.catalogue.catalogue import Catalogue

__all__ = ["CriticalPath", "critical_path"]

_TABLES = {"duration_table", "start_table", "allowed_table"}


@overload
def critical_path(
    source: Network | Catalogue | nx.DiGraph[Any],
    *,
    as_of: dt.date | str | None = None,
    durations: np.ndarray[tuple[int, int], np.dtype[np.integer[Any]]],
) -> CriticalPaths: ...


@overload
def critical_path(
    source: Network | Catalogue | nx.DiGraph[Any],
    *,
    to: Any = None,
    as_of: dt.date | str | None = None,
    durations: Mapping[Any, int] | Iterable[int] | Ints | None = None,
) -> CriticalPath: ...


def critical_path(
    source: Network | Catalogue | nx.DiGraph[Any],
    *,
    to: Any = None,
    as_of: dt.date | str | None = None,
    durations: Any = None,
) -> CriticalPath | CriticalPaths:
    """Return early and late dates, floats and one longest chain.

    Parameters
    ----------
    source
        A catalogue, a network, or a directed graph as :meth:`Network.from_networkx` takes it.
    to
        Name of an activity, usually a milestone. The result then covers this activity and all that can move it, and
        the floats say how far each can slip without moving it. None for the whole project.
    as_of
        Status date, for a catalogue: what has started by then stays where it happened.
    durations
        Other durations: name → working days for some activities, or a column of length n with those of all; a pandas
        Series goes by its index where that holds names. A matrix of
        shape (scenarios, n) solves all scenarios, each activity in its own unit (calendar days where it counts those). [d]

    Returns
    -------
    CriticalPath
        For a matrix :class:`~egovplan.network.scenarios.batch.CriticalPaths`.

    Raises
    ------
    CycleError
        If precedences run in a circle; with the shortest one.
    InfeasibleError
        If some activity has no day: no sitting is left, or the calendar ends.
    TypeError, OutOfRangeError
        If ``to`` or a name in ``durations`` is unknown, or a number is not a whole number from 0 on.

    Notes
    -----
    Forward and backward pass after Kelley & Walker (1959); relations with lags after Elmaghraby & Kamburowski (1992).
    Sittings, notice, embargoes, elapsed lags and durations are monotone maps of days; the backward pass uses their
    inverses, so that late dates are exact: starting later than ``late_start`` would make the project longer. With such
    calendars an activity on the longest chain can have float, e.g. the days it waits for a sitting. Hard deadlines do
    not enter: compare them with the dates.

    Examples
    --------
    >>> critical_path(Network.from_links([0, 0, 1], [1, 2, 2], [2, 3, 1])).total_float.tolist()
    [0, 0, 0]
    """
    network = source if type(source) is Network and as_of is None else _network(source, as_of)
    if isinstance(durations, np.ndarray) and durations.ndim == 2:
        if to is not None:
            raise TypeError("to: nicht für mehrere Szenarien zugleich.")
        return CriticalPaths(network, durations)
    if durations is not None:
        network = network.with_durations(durations)
    sweep = _swept(network, -1 if to is None else network.find(to))
    if sweep.never >= 0:
        raise no_day(network, sweep.never, sweep.never_ready)
    return CriticalPath(network, sweep, targeted=to is not None)


def _swept(network: Network, target: int) -> Sweep:
    """Sweep a network; what is not given is left to the core's defaults."""
    return network.graph.cpm(*activity_columns(network), target)


def activity_columns(network: Network) -> tuple[Ints, Ints | None, Ints | None, Ints | None, Int32s | None]:
    """Return what the core asks of activities: durations, releases, fixed intervals and tables, None for none."""
    given = vars(network)
    tables = None
    if not _TABLES.isdisjoint(given):
        tables = np.array([network.duration_table, network.start_table, network.allowed_table], np.int32)
    return network.duration, given.get("release"), given.get("fixed_start"), given.get("fixed_finish"), tables


def _network(source: object, as_of: dt.date | str | None) -> Network:
    if isinstance(source, Network) or hasattr(source, "successors"):
        if as_of is not None:
            raise TypeError("as_of: nur für einen Katalog; ein Netzplan kennt keine Ist-Termine.")
        return source if isinstance(source, Network) else Network.from_networkx(cast("nx.DiGraph[Any]", source))
    if not hasattr(source, "timeline"):
        raise TypeError(
            f"critical_path: Katalog, Netzplan oder networkx.DiGraph erwartet, {type(source).__name__} angegeben."
        )
    return Network.from_catalogue(cast("Catalogue", source), as_of=as_of)


def no_day(network: Network, position: int, ready: int) -> InfeasibleError:
    """Return the error for an activity that has no day, in the planner's words."""
    who = f"»{network.titles[position]}« ({network.names[position]})"
    assert network.timeline is not None  # without a calendar every day exists
    assert network.horizon is not None
    row, notice = network.allowed[position], network.notice_table[position]
    first = int(network.tables[notice, ready]) if notice >= 0 else ready  # a sitting within the notice is none
    last = network.timeline.days[-1]
    if ready > network.horizon or row < 0 or network.allowed_days[row, first:].any():
        return InfeasibleError(f"{who} passt nicht mehr in den Kalender, der am {last:%d.%m.%Y} endet.")
    since = network.timeline.date(network.origin + ready)
    days = np.flatnonzero(network.allowed_days[row])
    if position not in network.gates:
        return InfeasibleError(f"{who} darf ab dem {since:%d.%m.%Y} an keinem Tag mehr beginnen.")
    body = network.gates[position]
    sitting = (
        f"; die letzte mögliche ist am {network.timeline.date(network.origin + int(days[-1])):%d.%m.%Y}"
        if days.size
        else ""
    )
    message = f"{who}: Für eine ab dem {since:%d.%m.%Y} fertige Vorlage gibt es keine Sitzung mehr ({body}){sitting}."
    return InfeasibleError(message, conflict=[f"Sitzungen {body}", f"fertig frühestens {since:%d.%m.%Y}"])
