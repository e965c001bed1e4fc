# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A network from columns of links, without a calendar: compiled at the door, so that no column is kept twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from egovplan import _core
from egovplan._core import Graph, Interner
from egovplan.errors import OutOfRangeError
from egovplan.network import columns
from egovplan.network.columns import MAX_SUM, Int32s, Int64s, Ints
from egovplan.network.lazy import freeze
from egovplan.network.precedence import RELATIONS

if TYPE_CHECKING:
    from egovplan.network.graph import Network

Int8s = npt.NDArray[np.int8]


def arrays_of(
    predecessors: Any, successors: Any, durations: Any, lags: Any = None, types: Iterable[str] | str | None = None
) -> dict[str, Any]:
    """Return the fields of the :class:`~egovplan.network.graph.Network` of links between positions or names."""
    kind = type(durations)
    if kind is np.ndarray is type(predecessors) is type(successors) and lags is None is types:
        found = _at_once(predecessors, successors, durations)
        if found is not None:
            return found
    if kind is not np.ndarray and (kind is dict or isinstance(durations, Mapping)):
        names = tuple(durations)
        interner = Interner(names)
        return fields(
            names,
            columns.days(list(durations.values()), "durations", names),
            columns.positions(predecessors, "predecessors", names, interner),
            columns.positions(successors, "successors", names, interner),
            lags,
            types,
        )
    lasting = columns.days(durations, "durations")
    before = columns.whole_numbers(predecessors, "predecessors")
    after = columns.whole_numbers(successors, "successors")
    return fields(range(len(lasting[0])), lasting, before, after, lags, types)


def _at_once(predecessors: Any, successors: Any, durations: Any) -> dict[str, Any] | None:
    """Return the fields of what the core takes as it lies; None where a closer look is needed, for errors above all."""
    try:
        found = _core.days(durations, 0)
        if found is None:
            return None
        graph = Graph(len(found[0]), predecessors, successors)
    except (TypeError, ValueError):
        return None
    links = {"link_pred": predecessors, "link_succ": successors}
    return {"names": range(len(found[0])), "duration": found[0], "lag_sum": 0} | _compiled(graph, links)


def fields(
    names: Sequence[Any],
    lasting: tuple[Int64s, int],
    before: Ints,
    after: Ints,
    lags: Any = None,
    types: Iterable[str] | str | None = None,
) -> dict[str, Any]:
    """Return the fields of a network without a calendar.

    Parameters
    ----------
    names : sequence of length n
        Names of the activities.
    lasting
        Their durations and the sum of these, as :func:`~egovplan.network.columns.days` returns them. [d]
    before, after : int[m]
        Positions of the ends; they need not be in range yet.
    lags, types
        As :meth:`Network.from_links <egovplan.network.graph.Network.from_links>` takes them.
    """
    count = len(before)
    if count != len(after):
        raise OutOfRangeError(f"predecessors und successors: gleich lang erwartet, {count} und {len(after)} angegeben.")
    relation = None if types is None else _types(types, count)
    lag, lag_sum = (None, 0) if lags is None else _lags(lags, count)
    if lasting[1] + lag_sum > MAX_SUM:
        raise OutOfRangeError("durations, lags: Summe höchstens 2**60 erwartet.")
    try:
        graph = Graph(len(names), before, after, relation, lag)
    except ValueError:
        _check_ends(before, "predecessors", len(names))
        _check_ends(after, "successors", len(names))
        raise
    links = {"link_pred": before, "link_succ": after, "link_type": relation, "link_lag": lag}
    return {"names": names, "duration": lasting[0], "lag_sum": lag_sum} | _compiled(graph, links)


def _compiled(graph: Graph, links: dict[str, Any]) -> dict[str, Any]:
    """Return the compiled form as a field; for a circle, which has no order, itself and copies of the links."""
    count = len(links["link_pred"])
    if not graph.cyclic:
        return {"graph": graph, "link_count": count}
    kept = {name: freeze(np.array(column)) for name, column in links.items() if column is not None}
    return {"circle": graph.cycle.tolist(), "link_count": count} | kept


def changed_durations(network: Network, durations: Any) -> dict[str, Any]:
    """Return the fields of a network without a calendar in which some or all activities last so many days."""
    if isinstance(durations, Mapping):
        places = [network.find(name) for name in durations]
        given, _ = columns.days(list(durations.values()), "durations", tuple(durations))
        durations = network.duration.astype(np.int64)
        durations[places] = given
    days, total = columns.days(durations, "durations", network.names)
    if len(days) != len(network.names):
        raise OutOfRangeError(f"durations: {len(network.names)} Werte erwartet, {len(days)} angegeben.")
    if total + network.lag_sum > MAX_SUM:
        raise OutOfRangeError("durations, lags: Summe höchstens 2**60 erwartet.")
    return {"duration": days, "mode_duration": days}


def labelled(network: Network, durations: Any) -> Any:
    """Return a pandas Series whose index holds names as a mapping, and anything else as it is.

    By position, a Series in another order would give each activity the duration of another one.

    Raises
    ------
    OutOfRangeError
        If a name comes twice.
    """
    index: Any = getattr(durations, "index", None)
    if isinstance(network.names, range) or not hasattr(index, "is_unique") or np.array_equal(index, range(len(index))):
        return durations
    if set(network.names).isdisjoint(index):
        return durations
    if not index.is_unique:
        raise OutOfRangeError("durations: jeden Namen einmal erwartet.")
    return dict(zip(index, durations, strict=True))


def differing(network: Network, durations: Any) -> dict[Any, int]:
    """Return by name which durations of a column are others than the network's."""
    days, _ = columns.days(durations, "durations", network.names)
    if len(days) != len(network.names):
        raise OutOfRangeError(f"durations: {len(network.names)} Werte erwartet, {len(days)} angegeben.")
    return {network.names[i]: int(days[i]) for i in np.flatnonzero(days != network.duration).tolist()}


def _check_ends(ends: Ints, what: str, size: int) -> None:
    outside = np.flatnonzero((ends < 0) | (ends >= size))
    if outside.size:
        at = outside[0]
        raise OutOfRangeError(
            f"{what}: Position von 0 bis {size - 1} erwartet, {ends[at]} angegeben (Zeile {at}, gezählt ab 0)."
        )


def _lags(lags: Any, links: int) -> tuple[Int64s | None, int]:
    if isinstance(lags, int | np.integer) and not isinstance(lags, bool):
        if lags == 0:
            return None, 0
        lags = [int(lags)] * links
    lag, total = columns.days(lags, "lags", signed=True)
    if len(lag) != links:
        raise OutOfRangeError(f"lags: {links} Werte erwartet, {len(lag)} angegeben.")
    return lag, total


def _types(types: Iterable[str] | str, links: int) -> Int8s | None:
    if isinstance(types, str):
        relation = int(_relations([types])[0])
        return np.full(links, relation, np.int8) if relation else None
    found = _relations(types)
    if len(found) != links:
        raise OutOfRangeError(f"types: {links} Werte erwartet, {len(found)} angegeben.")
    return found.astype(np.int8)


def _relations(types: Any) -> Int32s:
    return columns.positions(
        types, "types", RELATIONS, Interner(RELATIONS), "FS, SS, FF oder SF erwartet, {} angegeben"
    )
