# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Columns at the door: numpy, Arrow, pandas, lists and iterables, of whole numbers or of names.

A column is taken as it is where it can be: numpy arrays of int32 and int64 are handed through, Arrow arrays are read from
their buffers, lists by the compiled core. What is refused is looked at a second time, slowly, to say what it was and where.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NoReturn, cast

import numpy as np
import numpy.typing as npt

from egovplan import _core
from egovplan.errors import OutOfRangeError

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Ints = Int32s | Int64s

MAX_SUM = 2**60
"""The sum of all durations and lags stays below this, so that no sweep can overflow."""

UNKNOWN = "unbekannter Vorgang {}"
"""What is said of a name that is none of the network's."""

_ARROW_TYPES = {"g": "float64", "f": "float32", "e": "float16", "b": "bool", "u": "string", "U": "large_string",
                "vu": "string_view", "n": "null"}  # fmt: skip


def whole_numbers(values: object, what: str) -> Ints:
    """Return a column of whole numbers, one-dimensional and contiguous; an array that is so already is not copied.

    Parameters
    ----------
    values : sequence, iterable or array of length n
        numpy or pandas, anything that speaks Arrow's PyCapsule protocol, or plain ints.
    what
        What it is called in messages.

    Returns
    -------
    int32[n] or int64[n]

    Raises
    ------
    TypeError
        For floats, truth values, missing values and anything else that is not a whole number.
    OutOfRangeError
        If a number does not fit, or the shape is not one-dimensional.
    """
    if type(values) is np.ndarray and _is_plain(values):
        return values
    if isinstance(values, list | tuple):
        found = _core.integers(values)
        return _listed(values, what) if found is None else found
    if _speaks_arrow(values):
        read = _core.arrow(_capsules(values))
        if isinstance(read, tuple):
            _refuse(what, read)
        return read
    if isinstance(values, np.ndarray) or hasattr(values, "__array__"):
        return _from_array(values, what)
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(f"{what}: Folge ganzer Zahlen erwartet, {values!r} angegeben.")
    return whole_numbers(list(values), what)


def days(values: object, what: str, names: Sequence[Any] | None = None, *, signed: bool = False) -> tuple[Int64s, int]:
    """Return a copy of a column of days, read-only, and the sum of their magnitudes.

    Parameters
    ----------
    values : sequence, iterable or array of length n
        Whole days. [d]
    what
        What it is called in messages.
    names
        Names of the activities that last so long; positions where there are none.
    signed
        Whether there may be negative ones, as lags are.

    Raises
    ------
    TypeError, OutOfRangeError
        As :func:`whole_numbers`; also for negative durations, and for sums above 2**60.
    """
    column = whole_numbers(values, what)
    found = _core.days(column, -MAX_SUM if signed else 0)
    if found is not None:
        return found
    if not signed and column.min() < 0:
        at = int(np.argmax(column < 0))
        name = at if names is None else names[at]
        raise OutOfRangeError(f"{what}: Dauer von mindestens 0 erwartet, {column[at]} bei {name!r}.")
    raise OutOfRangeError(f"{what}: Summe höchstens 2**60 erwartet.")


def positions(
    values: object, what: str, names: Sequence[Any], interner: _core.Interner, refusal: str = UNKNOWN
) -> Int32s:
    """Return where each of the given names stands in ``names``.

    Parameters
    ----------
    values : sequence, iterable or array of length m
        Names. Texts may come as numpy, pandas or Arrow columns.
    what
        What it is called in messages.
    names
        All names, each once.
    interner
        The same names, compiled.
    refusal
        What to say of another one, which takes the place of ``{}``.

    Returns
    -------
    int32[m]

    Raises
    ------
    OutOfRangeError
        For a name that is not among them.
    """
    if _speaks_arrow(values):
        read = _core.arrow(_capsules(values), interner)
        if isinstance(read, tuple):
            _refuse(what, read, "Namen", refusal)
        if read.dtype == np.int32:
            return cast("Int32s", read)
        values = read
    items = _items(values, what)
    found = interner.find(items)
    if found is None:  # numbers, subclasses of str, and what else can be a key
        found = _by_dictionary(items, names)
    if found.size and found.min() < 0:
        at = int(np.argmax(found < 0))
        raise OutOfRangeError(f"{what}: {refusal.format(repr(items[at]))} (Zeile {at}, gezählt ab 0).")
    return found


def _is_plain(column: npt.NDArray[Any]) -> bool:
    """Whether the core reads it as it lies: int32 or int64 in a row."""
    dtype = column.dtype
    return dtype.char in "ilq" and dtype.isnative and column.ndim == 1 and column.flags.c_contiguous


def _items(values: object, what: str) -> list[Any] | tuple[Any, ...]:
    if isinstance(values, list | tuple):
        return values
    if isinstance(values, np.ndarray) or hasattr(values, "__array__"):
        return cast("list[Any]", _flat(np.asarray(values), what).tolist())
    if not isinstance(values, Iterable):
        raise TypeError(f"{what}: Folge von Namen erwartet, {values!r} angegeben.")
    return list(values)


def _by_dictionary(items: Iterable[Any], names: Sequence[Any]) -> Int32s:
    position = {name: i for i, name in enumerate(names)}
    return np.array([position.get(item, -1) if _hashable(item) else -1 for item in items], np.int32)


def _hashable(item: object) -> bool:
    try:
        hash(item)
    except TypeError:
        return False
    return True


def _flat(column: npt.NDArray[Any], what: str) -> npt.NDArray[Any]:
    if column.ndim != 1:
        raise OutOfRangeError(f"{what}: eine Dimension erwartet, {column.ndim} angegeben.")
    return column


def _from_array(values: Any, what: str) -> Ints:
    if isinstance(values, np.ma.MaskedArray):
        return whole_numbers(values.tolist(), what)  # None where it is masked
    column = _flat(np.asarray(values), what)
    if column.size == 0:
        return np.empty(0, np.int64)
    if column.dtype.kind == "O":
        return whole_numbers(column.tolist(), what)
    if column.dtype.kind not in "iu":
        raise TypeError(f"{what}: ganze Zahlen erwartet, {column.dtype} angegeben.")
    if column.dtype.kind == "u" and int(column.max()) > MAX_SUM:
        at = int(np.argmax(column))
        raise OutOfRangeError(f"{what}: höchstens 2**60 erwartet, {column[at]} angegeben (Zeile {at}, gezählt ab 0).")
    if column.dtype.kind == "i" and column.dtype.itemsize == 4:
        return np.ascontiguousarray(column, np.int32)
    return np.ascontiguousarray(column, np.int64)


def _listed(values: Sequence[Any], what: str) -> Int64s:
    """Return numbers of a list of which some are no plain ints: numpy scalars, or what is refused."""
    for at, value in enumerate(values):
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise TypeError(f"{what}: ganze Zahlen erwartet, {value!r} angegeben (Zeile {at}, gezählt ab 0).")
        if abs(int(value)) > MAX_SUM:
            raise OutOfRangeError(f"{what}: höchstens 2**60 erwartet, {value} angegeben (Zeile {at}, gezählt ab 0).")
    return np.array(values, np.int64)


# Arrow's PyCapsule protocol


def _speaks_arrow(values: object) -> bool:
    """Whether to ask for buffers; pandas needs pyarrow for that, and gives arrays without."""
    kind = type(values)
    return (hasattr(kind, "__arrow_c_array__") or hasattr(kind, "__arrow_c_stream__")) and not hasattr(kind, "iloc")


def _capsules(values: Any) -> object:
    if hasattr(values, "__arrow_c_stream__"):  # asked first: a column of several chunks has no other way
        return values.__arrow_c_stream__()
    return values.__arrow_c_array__()


def _refuse(what: str, found: tuple[str, int, bytes], wanted: str = "ganze Zahlen", refusal: str = UNKNOWN) -> NoReturn:
    """Say in the planner's words what the core found in an Arrow column."""
    why, row, text = found
    given = text.decode("utf-8", "replace")
    if why == "unknown":
        raise OutOfRangeError(f"{what}: {refusal.format(repr(given))} (Zeile {row}, gezählt ab 0).")
    if why == "large":
        raise OutOfRangeError(f"{what}: höchstens 2**60 erwartet, {given} angegeben (Zeile {row}, gezählt ab 0).")
    if why == "null":
        raise TypeError(f"{what}: ein Wert fehlt (Zeile {row}, gezählt ab 0).")
    if why == "broken":
        raise TypeError(f"{what}: die Arrow-Spalte widerspricht sich (Zeile {row}, gezählt ab 0).")
    raise TypeError(f"{what}: {wanted} erwartet, {_ARROW_TYPES.get(given, given)} angegeben.")
