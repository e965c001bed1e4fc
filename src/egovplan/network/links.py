# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A network from plain arrays, lists or mappings, without a calendar. Numbers are checked here, at the door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from egovplan.errors import OutOfRangeError
from egovplan.network.precedence import RELATIONS

if TYPE_CHECKING:
    from egovplan.network.graph import Network

Int64s = npt.NDArray[np.int64]

MAX_SUM = 2**60
"""The sum of all durations and lags stays below this, so that no sweep can overflow."""


def arrays_of(
    predecessors: Iterable[Any],
    successors: Iterable[Any],
    durations: Mapping[Any, int] | Sequence[int] | Int64s,
    lags: Iterable[int] | int | None,
    types: Iterable[str] | str | None,
) -> dict[str, Any]:
    """Return the fields of the :class:`~egovplan.network.graph.Network` of links between positions or names."""
    names, days = _activities(durations)
    named = isinstance(durations, Mapping)
    before = _ends(predecessors, names, "predecessors", named=named)
    after = _ends(successors, names, "successors", named=named)
    if len(before) != len(after):
        raise OutOfRangeError(
            f"predecessors und successors: gleich lang erwartet, {len(before)} und {len(after)} angegeben."
        )
    return fields(names, days, before, after, lags, types)


def fields(
    names: Sequence[Any],
    days: Int64s,
    before: npt.NDArray[np.int32],
    after: npt.NDArray[np.int32],
    lags: Iterable[int] | int | None = None,
    types: Iterable[str] | str | None = None,
) -> dict[str, Any]:
    """Return the fields of a network without a calendar, from checked positions and durations."""
    n, links = len(days), len(before)
    lag = _lags(lags, links)
    kind = _types(types, links)
    check_sum(days, lag)
    none, zero = np.full(n, -1, np.int32), np.zeros(n, np.int64)
    return {
        "names": names, "titles": names, "duration": days, "duration_table": none,
        "link_pred": before, "link_succ": after, "link_type": kind, "link_lag": lag,
        "link_table": np.full(links, -1, np.int32),
        "release": zero, "deadline": np.full(n, MAX_SUM, np.int64), "notice_table": none, "allowed": none,
        "start_table": none, "allowed_table": none, "fixed_start": zero - 1, "fixed_finish": zero - 1,
        "mode": np.zeros(n, np.int32), "mode_ptr": np.arange(n + 1, dtype=np.int32), "mode_duration": days,
        "mode_table": none,
    }  # fmt: skip


def whole_numbers(values: object, what: str) -> Int64s:
    """Return whole numbers as int64, one-dimensional.

    Raises
    ------
    TypeError
        For floats, truth values and anything else that is not a whole number.
    OutOfRangeError
        If a number does not fit, or the shape is not one-dimensional.
    """
    given = values if isinstance(values, np.ndarray) else _listed(values, what)
    if given.ndim != 1:
        raise OutOfRangeError(f"{what}: eine Dimension erwartet, {given.ndim} angegeben.")
    if given.size == 0:
        return np.empty(0, np.int64)
    if given.dtype.kind not in "iu":
        raise TypeError(f"{what}: ganze Zahlen erwartet, {given.dtype} angegeben.")
    if given.dtype.kind == "u" and int(given.max()) > MAX_SUM:
        raise OutOfRangeError(f"{what}: höchstens 2**60 erwartet, {given.max()} angegeben.")
    return np.array(given, np.int64)  # a copy: the network must not change when the caller's column does


def _listed(values: object, what: str) -> npt.NDArray[Any]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(f"{what}: Folge ganzer Zahlen erwartet, {values!r} angegeben.")
    items = list(values)
    wrong = [v for v in items if isinstance(v, bool) or not isinstance(v, int | np.integer)]
    if wrong:
        raise TypeError(f"{what}: ganze Zahlen erwartet, {wrong[0]!r} angegeben.")
    large = next((v for v in items if abs(int(v)) > MAX_SUM), None)
    if large is not None:
        raise OutOfRangeError(f"{what}: höchstens 2**60 erwartet, {large} angegeben.")
    return np.array(items, np.int64)


def checked_durations(values: object, names: Sequence[Any]) -> Int64s:
    """Return durations as int64, refused where one is negative."""
    days = whole_numbers(values, "durations")
    if (days < 0).any():
        position = int(np.argmax(days < 0))
        raise OutOfRangeError(f"durations: Dauer von mindestens 0 erwartet, {days[position]} bei {names[position]!r}.")
    return days


def changed_durations(network: Network, durations: Mapping[Any, int]) -> dict[str, Any]:
    """Return the fields of a network in which some activities last so many working days."""
    places = [network.find(name) for name in durations]
    days = network.duration.astype(np.int64)
    days[places] = checked_durations(list(durations.values()), tuple(durations))
    check_sum(days, network.link_lag.astype(np.int64))
    return {"duration": days, "mode_duration": days}


def check_sum(days: Int64s, lag: Int64s) -> None:
    """Refuse durations and lags whose sum a sweep could not hold."""
    largest = max(_magnitude(days), _magnitude(lag))
    if largest * (len(days) + len(lag)) > MAX_SUM and _exact_sum(days) + _exact_sum(lag) > MAX_SUM:
        raise OutOfRangeError("durations, lags: Summe höchstens 2**60 erwartet.")


def _activities(durations: Mapping[Any, int] | Sequence[int] | Int64s) -> tuple[Sequence[Any], Int64s]:
    if isinstance(durations, Mapping):
        names: Sequence[Any] = tuple(durations)
        return names, checked_durations(list(durations.values()), names)
    days = whole_numbers(durations, "durations")
    return range(len(days)), checked_durations(days, range(len(days)))


def _ends(values: Iterable[Any], names: Sequence[Any], what: str, *, named: bool) -> npt.NDArray[np.int32]:
    if named:
        position = {name: i for i, name in enumerate(names)}
        wanted = list(values)
        found = [position.get(name, -1) for name in wanted]
        if -1 in found:
            raise OutOfRangeError(f"{what}: unbekannter Vorgang {wanted[found.index(-1)]!r}.")
        return np.array(found, np.int32)
    ends = whole_numbers(values, what)
    outside = (ends < 0) | (ends >= len(names))
    if outside.any():
        raise OutOfRangeError(f"{what}: Position von 0 bis {len(names) - 1} erwartet, {ends[outside][0]} angegeben.")
    return ends.astype(np.int32)


def _lags(lags: Iterable[int] | int | None, links: int) -> Int64s:
    if lags is None:
        return np.zeros(links, np.int64)
    one = isinstance(lags, int | np.integer) and not isinstance(lags, bool)
    lag = whole_numbers([lags] * links if one else lags, "lags")
    if len(lag) != links:
        raise OutOfRangeError(f"lags: {links} Werte erwartet, {len(lag)} angegeben.")
    return lag


def _types(types: Iterable[str] | str | None, links: int) -> npt.NDArray[np.int8]:
    given = [types or "FS"] * links if types is None or isinstance(types, str) else list(types)
    wrong = [kind for kind in given if kind not in RELATIONS]
    if wrong:
        raise OutOfRangeError(f"types: FS, SS, FF oder SF erwartet, {wrong[0]!r} angegeben.")
    if len(given) != links:
        raise OutOfRangeError(f"types: {links} Werte erwartet, {len(given)} angegeben.")
    return np.array([RELATIONS.index(kind) for kind in given], np.int8)


def _magnitude(values: Int64s) -> int:
    return max(abs(int(values.min())), abs(int(values.max()))) if values.size else 0


def _exact_sum(values: Int64s) -> int:
    return sum(abs(value) for value in values.tolist())
