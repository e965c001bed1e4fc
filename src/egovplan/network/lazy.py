# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What networks and their results are made of: attributes that nobody can set, and that cost nothing until they are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, NoReturn, TypeVar, overload

import numpy as np
import numpy.typing as npt

T = TypeVar("T")


class Frozen:
    """Refuses to be changed; what is worked out later is kept past this guard."""

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} ist unveränderlich: {name!r} kann nicht gesetzt werden.")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} ist unveränderlich: {name!r} kann nicht gelöscht werden.")


class Default(Generic[T]):
    """An attribute that is worked out where it was not given; not kept.

    Parameters
    ----------
    make
        From the object to the value.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self.make = make
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, thing: None, owner: type) -> Default[T]: ...
    @overload
    def __get__(self, thing: object, owner: type) -> T: ...
    def __get__(self, thing: object | None, owner: type) -> Default[T] | T:
        return self if thing is None else self.make(thing)


class Kept(Default[T]):
    """An attribute that is worked out when it is first read, and then kept.

    Without the lock of :class:`functools.cached_property`: two threads that read at once both work it out.
    """

    @overload
    def __get__(self, thing: None, owner: type) -> Kept[T]: ...
    @overload
    def __get__(self, thing: object, owner: type) -> T: ...
    def __get__(self, thing: object | None, owner: type) -> Kept[T] | T:
        if thing is None:
            return self
        value = thing.__dict__[self.name] = self.make(thing)
        return value


def same(size: int, dtype: npt.DTypeLike, value: int) -> npt.NDArray[Any]:
    """Return a read-only column of one value, which takes the memory of one."""
    return np.ndarray((size,), dtype, np.array(value, dtype).tobytes(), 0, (0,))


def freeze(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return an array after locking it."""
    column.flags.writeable = False
    return column
