# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Arguments for the fuzzer: those that should work, and everything that a caller might pass by mistake."""

from __future__ import annotations

import array
import contextlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np

EXTREMES = (0, 1, -1, 2, 7, 2**31 - 1, 2**31, -(2**31), 2**53, 2**60, 2**60 + 1, 2**62, 2**63 - 1, -(2**63))
Given = dict[str, Any]  # arguments by name
DTYPES = ("i1", "i2", "i4", "i8", "u1", "u4", "u8", "f4", "f8", "?", "c16", "O", ">i4", ">i8", "M8[D]", "U3", "S2")


class Awkward:
    """An object that promises to be an array or a number, and fails when it is asked."""

    def __array__(self, *_: object, **__: object) -> Any:
        raise ValueError("no array")

    def __index__(self) -> int:
        raise ValueError("no number")

    def __dlpack__(self, **_: object) -> Any:
        raise ValueError("no tensor")

    def __len__(self) -> int:
        raise ValueError("no length")


SCALARS: tuple[Any, ...] = (
    *EXTREMES, -2, 2**31 - 2, 2**32, 2**64, 10**30, True, False, None, 0.0, 1.5, -1.0, math.nan, math.inf, -math.inf, 1e300,
    "", "3", "naïve\0", b"3", (), [], [1], {}, {1: 2}, object(), Awkward(), Ellipsis, NotImplemented, int, 3j,
    np.int8(3), np.int32(-1), np.int64(2**40), np.uint64(2**63), np.float64(2.0), np.bool_(1), np.array(3), np.array([1]),
    np.array([1.0, np.nan]), np.ma.masked, memoryview(b"12345678"), range(3),
)  # fmt: skip


for _value in SCALARS:
    if isinstance(_value, np.ndarray):
        _value.flags.writeable = False  # shared by all seeds


class Values:
    """Draws values; the same ones for the same seed."""

    def __init__(self, seed: int, make: Callable[[Values, str], Any] | None = None) -> None:
        self.rng = np.random.default_rng(seed)
        self.live: list[Any] = []  # objects of the core
        self._make = make

    def some(self, kind: str) -> Any:
        """Return a live object of some kind, or a new one."""
        there = [owner for owner in self.live if type(owner).__name__ == kind]
        if there and self.chance(0.8):
            return self.choice(there)
        return self._make(self, kind) if self._make else None

    def below(self, bound: int) -> int:
        return int(self.rng.integers(0, max(bound, 1)))

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def choice(self, values: Any) -> Any:
        return values[self.below(len(values))]

    def size(self) -> int:
        """Return how many activities: mostly few, now and then a hundred thousand."""
        dice = self.rng.random()
        if dice < 0.9995:
            return self.below(12) if dice < 0.95 else self.below(300) if dice < 0.998 else self.below(3000)
        return 100_000

    def integers(self, length: int, low: int, high: int) -> np.ndarray:
        """Return a column of numbers from ``low`` to ``high``, narrow or wide."""
        values = self.rng.integers(low, high, length, np.int64, endpoint=True)
        narrow = values.size == 0 or (values.min() >= -(2**31) and values.max() < 2**31)
        return values.astype(np.int32) if narrow and self.chance(0.5) else values

    def tables(self, rows: int, horizon: int) -> np.ndarray:
        """Return rows of days that rise to never."""
        values = np.sort(self.rng.integers(0, horizon + 2, (rows, horizon + 2)).astype(np.int32), axis=1)
        if self.chance(0.7):
            values = np.maximum(values, np.arange(horizon + 2, dtype=np.int32))
        values[:, -1:] = horizon + 1
        return values

    # what goes wrong

    def spoiled(self, value: Any) -> Any:
        """Return something else in place of a value."""
        if isinstance(value, dict) and value and self.chance(0.95):
            return self._spoiled_dict(value)
        if type(value) is np.ndarray and self.chance(0.85):
            with contextlib.suppress(
                TypeError, ValueError, OverflowError, RuntimeError
            ):  # not everything can be done to every array
                return self.choice(_WAYS)(self, value)
        return self.choice(SCALARS)

    def _spoiled_dict(self, value: dict[Any, Any]) -> dict[Any, Any]:
        result = dict(value)
        for _ in range(1 + self.below(3)):
            name = self.choice(list(value))
            if self.chance(0.05):
                result.pop(name, None)
            else:
                result[name] = self.spoiled(value[name])
        return result

    def shifted(self, value: np.ndarray) -> Any:
        """Return nearly the same numbers."""
        result = value.copy()
        if result.size and result.dtype.kind in "iu":
            for _ in range(1 + self.below(3)):
                result.flat[self.below(result.size)] ^= self.choice((1, 2, 3))
        return result

    def extreme(self, value: np.ndarray) -> Any:
        result = value.copy()
        if result.size and result.dtype.kind in "iu":
            info = np.iinfo(result.dtype)
            for _ in range(1 + self.below(3)):
                number = self.choice((*EXTREMES, info.min, info.max, len(result), len(result) - 1))
                result.flat[self.below(result.size)] = min(max(number, info.min), info.max)
        elif result.size and result.dtype.kind == "f":
            result.flat[self.below(result.size)] = self.choice(
                (math.nan, math.inf, -math.inf, -1.0, 1e300, 5e-324, -0.0)
            )
        return result

    def retyped(self, value: np.ndarray) -> Any:
        with np.errstate(all="ignore"):
            return value.astype(self.choice(DTYPES))

    def resized(self, value: np.ndarray) -> Any:
        length = self.choice((0, 1, max(len(value) - 1, 0), len(value) + 1, 2 * len(value))) if value.ndim else 0
        return np.resize(value, (length, *value.shape[1:]))

    def reshaped(self, value: np.ndarray) -> Any:
        shapes = ((1, -1), (-1, 1), (-1,), (1, 1, -1), (*value.shape, 1))
        return value.reshape(self.choice(shapes))

    def unaligned(self, value: np.ndarray) -> Any:
        raw = bytearray(b"\0" + value.tobytes())
        return np.frombuffer(raw, value.dtype, offset=1).reshape(value.shape) if value.size else value

    def readonly(self, value: np.ndarray) -> Any:
        result = value.copy()
        result.flags.writeable = False
        return result

    def foreign(self, value: np.ndarray) -> Any:
        """Return the numbers as something that is no array."""
        makers: tuple[Callable[[np.ndarray], Any], ...] = (
            np.ndarray.tolist, lambda v: tuple(v.tolist()), bytes, memoryview, lambda v: array.array("i", v.tobytes()[:8]),
            np.ma.MaskedArray, lambda v: v.view(np.recarray), lambda v: np.rec.fromarrays([v]), lambda v: v.view(_Own),
        )  # fmt: skip
        return self.choice(makers)(value)


class _Own(np.ndarray):
    """Somebody's own kind of array."""


_WAYS: tuple[Callable[[Values, np.ndarray], Any], ...] = (
    Values.shifted, Values.shifted, Values.shifted, Values.extreme, Values.extreme, Values.retyped, Values.resized,
    Values.reshaped, Values.unaligned, Values.readonly, Values.foreign,
    lambda _, v: np.repeat(v, 2, axis=-1)[..., ::2] if v.ndim else v,
    lambda _, v: v[..., ::-1] if v.ndim else v,
    lambda _, v: np.asfortranarray(v),
    lambda _, v: v.T,
    lambda _, v: np.broadcast_to(v.flat[0], v.shape) if v.size else v,
    lambda self, v: self.rng.permutation(v),
)  # fmt: skip
