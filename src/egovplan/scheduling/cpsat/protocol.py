# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What parent and solver process say to each other: frames of JSON and raw arrays. No pickle, so no code travels.

A frame is ``EGV1``, the length and the CRC-32 of its body (big-endian, 4 bytes each), then the body. A body is the length
of a JSON text (4 bytes), the text, and the bytes of the arrays that the text refers to as ``{"$": [dtype, shape, offset]}``.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import fields, is_dataclass
from typing import Any, BinaryIO

import numpy as np

from egovplan.errors import SolverError
from egovplan.scheduling.instance import Account, Charge, Group, Instance, Running, shared_months

MAGIC = b"EGV1"
MAX_FRAME = 1 << 30
"""Longest body, in bytes; far above any catalogue, and no length that a torn frame invents gets past it."""
_HEAD = struct.Struct(">4sII")
_LENGTH = struct.Struct(">I")
_DTYPES = frozenset({"|b1", "|i1", "<i4", "<i8"})


class FrameError(SolverError):
    """A frame is torn, damaged or not one of ours."""


def encode(value: Any) -> bytes:
    """Return the frame of a value made of dicts, lists, tuples, texts, numbers, None and arrays of integers or booleans."""
    arrays: list[bytes] = []
    text = json.dumps(_plain(value, arrays), separators=(",", ":"), allow_nan=False).encode()
    body = _LENGTH.pack(len(text)) + text + b"".join(arrays)
    return _HEAD.pack(MAGIC, len(body), zlib.crc32(body)) + body


def _plain(value: Any, arrays: list[bytes]) -> Any:
    if isinstance(value, np.ndarray):
        data = np.ascontiguousarray(value, value.dtype.newbyteorder("<"))
        offset = sum(map(len, arrays))
        arrays.append(data.tobytes())
        return {"$": [data.dtype.str, list(data.shape), offset]}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return {str(key): _plain(item, arrays) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, arrays) for item in value]
    return value


def decode(body: bytes) -> Any:
    """Return the value of a frame's body; sequences come back as lists.

    Raises
    ------
    FrameError
        If it is not a body that :func:`encode` wrote.
    """
    try:
        (length,) = _LENGTH.unpack_from(body)
        text, data = body[_LENGTH.size : _LENGTH.size + length], memoryview(body)[_LENGTH.size + length :]
        return json.loads(text, object_hook=lambda item: _array(item, data) if set(item) == {"$"} else item)
    except (ValueError, TypeError, struct.error, RecursionError) as error:
        raise FrameError(f"unreadable frame: {error}") from error


def _array(item: dict[str, Any], data: memoryview) -> np.ndarray[Any, Any]:
    dtype, shape, offset = item["$"]
    if dtype not in _DTYPES or offset < 0 or any(size < 0 for size in shape):
        raise ValueError(f"array of {dtype}, {shape} at {offset}")
    count = int(np.prod(shape, dtype=np.int64))
    return np.frombuffer(data, np.dtype(dtype), count, offset).reshape(shape).copy()


def read(stream: BinaryIO) -> Any | None:
    """Return the value of the next frame, or None at the end of the stream.

    Raises
    ------
    FrameError
        If the stream ends inside a frame, or the frame is damaged.
    """
    head = _exactly(stream, _HEAD.size)
    if not head:
        return None
    if len(head) < _HEAD.size:
        raise FrameError("torn frame: the stream ended in its head")
    magic, length, checksum = _HEAD.unpack(head)
    if magic != MAGIC or length > MAX_FRAME:
        raise FrameError("not a frame of ours")
    body = _exactly(stream, length)
    if len(body) < length or zlib.crc32(body) != checksum:
        raise FrameError("torn frame: the body is incomplete or damaged")
    return decode(body)


def _exactly(stream: BinaryIO, count: int) -> bytes:
    parts = []
    while count and (part := stream.read(count)):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def write(stream: BinaryIO, value: Any) -> None:
    """Write one frame and flush it."""
    stream.write(encode(value))
    stream.flush()


def instance_to_plain(instance: Instance) -> dict[str, Any]:
    """Return an instance as a value that :func:`encode` takes."""
    rows, months = shared_months(instance.running)
    charges = np.array([tuple(_record(charge)) for charge in instance.charges], np.int64).reshape(
        -1, len(fields(Charge))
    )
    packed = {
        "charges": charges,
        "running": [np.array(rows, np.int64).reshape(-1, 3), [np.array(m, np.int64).reshape(-1, 3) for m in months]],
    }
    plain = {f.name: _record(getattr(instance, f.name)) for f in fields(instance) if f.name not in packed}
    return plain | packed


def _record(value: Any) -> Any:
    if is_dataclass(value):
        return [_record(getattr(value, f.name)) for f in fields(value)]
    return [_record(item) for item in value] if isinstance(value, tuple) else value


def instance_from_plain(data: dict[str, Any]) -> Instance:
    """Return the instance that :func:`instance_to_plain` described."""
    values = {name: _tuples(value) for name, value in data.items()}
    rows, months = values["running"]
    shared = [tuple(tuple(month) for month in table.tolist()) for table in months]
    values["running"] = tuple(Running(a, k, shared[which]) for a, k, which in rows.tolist())
    values["charges"] = tuple(Charge(*row) for row in values["charges"].tolist())
    records = {"groups": Group, "accounts": Account}
    return Instance(**values | {name: tuple(kind(*row) for row in values[name]) for name, kind in records.items()})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
