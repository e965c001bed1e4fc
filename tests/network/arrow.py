# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A maker of Arrow columns by hand: whatever the interface allows, also what no library would make."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any

import numpy as np

RELEASE = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(lambda _: None)
_new_capsule = ctypes.pythonapi.PyCapsule_New
_new_capsule.restype, _new_capsule.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]


class CSchema(ctypes.Structure):
    """ArrowSchema of the C data interface."""

    _fields_ = [
        ("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_char_p), ("flags", ctypes.c_int64),
        ("n_children", ctypes.c_int64), ("children", ctypes.c_void_p), ("dictionary", ctypes.c_void_p),
        ("release", ctypes.c_void_p), ("private_data", ctypes.c_void_p),
    ]  # fmt: skip


class CArray(ctypes.Structure):
    """ArrowArray of the C data interface."""

    _fields_ = [
        ("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64), ("n_buffers", ctypes.c_int64),
        ("n_children", ctypes.c_int64), ("buffers", ctypes.c_void_p), ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p), ("release", ctypes.c_void_p), ("private_data", ctypes.c_void_p),
    ]  # fmt: skip


class CStream(ctypes.Structure):
    """ArrowArrayStream of the C stream interface."""

    _fields_ = [
        (name, ctypes.c_void_p) for name in ("get_schema", "get_next", "get_last_error", "release", "private_data")
    ]


def capsule(struct: ctypes.Structure, name: bytes) -> object:
    """Return a PyCapsule; the structure must live as long as it does."""
    return _new_capsule(ctypes.addressof(struct), name, None)


def bits(valid: list[bool]) -> np.ndarray:
    """Return a validity bitmap."""
    return np.packbits(valid, bitorder="little")


@dataclass
class Column:
    """An array that speaks ``__arrow_c_array__``; buffers are numpy arrays, or None."""

    format: str
    buffers: list[Any]
    length: int
    offset: int = 0
    null_count: int = 0
    dictionary: Column | None = None
    released: bool = False
    kept: list[Any] = field(default_factory=list)

    def schema(self) -> CSchema:
        """Return its structure, kept alive here."""
        inner = ctypes.addressof(self.dictionary.schema()) if self.dictionary else None
        release = None if self.released else ctypes.cast(RELEASE, ctypes.c_void_p)
        self.kept.append(CSchema(self.format.encode(), b"", None, 2, 0, None, inner, release, None))
        return self.kept[-1]

    def array(self) -> CArray:
        """Return its structure, kept alive here."""
        inner = ctypes.addressof(self.dictionary.array()) if self.dictionary else None
        pointers = (ctypes.c_void_p * len(self.buffers))(*(None if b is None else b.ctypes.data for b in self.buffers))
        release = None if self.released else ctypes.cast(RELEASE, ctypes.c_void_p)
        self.kept += [
            pointers,
            CArray(
                self.length, self.null_count, self.offset, len(self.buffers), 0, ctypes.addressof(pointers), None, inner,
                release, None,
            ),
        ]  # fmt: skip
        return self.kept[-1]

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        return capsule(self.schema(), b"arrow_schema"), capsule(self.array(), b"arrow_array")


def texts(values: list[str], kind: str = "u", offset: int = 0, **more: Any) -> Column:
    """Return a column of texts with 32- or 64-bit offsets; the first ``offset`` of them are hidden."""
    parts = [value.encode() for value in values]
    ends = np.cumsum([0, *map(len, parts)], dtype=np.int64 if kind == "U" else np.int32)
    data = np.frombuffer(b"".join(parts) + b" ", np.uint8)
    return Column(kind, [None, ends, data], len(values) - offset, offset, **more)


def views(values: list[str], offset: int = 0) -> Column:
    """Return a column of text views: short ones inline, long ones by turns in two buffers."""
    stores, words = [bytearray(), bytearray()], bytearray()
    for i, value in enumerate(values):
        part = value.encode()
        words += len(part).to_bytes(4, "little")
        if len(part) <= 12:
            words += part.ljust(12, b"\0")
            continue
        store = stores[i % 2]
        words += part[:4] + (i % 2).to_bytes(4, "little") + len(store).to_bytes(4, "little")
        store += part
    sizes = np.array([len(store) for store in stores], np.int64)
    buffers = [np.frombuffer(bytes(store) + b" ", np.uint8) for store in (words, *stores)]
    return Column("vu", [None, *buffers, sizes], len(values) - offset, offset)


class Stream:
    """Chunks that speak ``__arrow_c_stream__``, once; ``broken`` after so many of them, in the schema for -1."""

    def __init__(self, chunks: list[Column], schema: Column | None = None, broken: int | None = None) -> None:
        self.chunks, self.of, self.broken, self.at = chunks, schema or chunks[0], broken, 0
        function = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
        text = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
        self.why = ctypes.create_string_buffer(b"torn off")
        self.functions = (
            function(self._schema), function(self._next), text(lambda _: ctypes.addressof(self.why)), RELEASE,
        )  # fmt: skip
        self.struct = CStream(*(ctypes.cast(f, ctypes.c_void_p) for f in self.functions), None)

    def _schema(self, _: int, out: int) -> int:
        if self.broken == -1:
            return 5
        ctypes.memmove(out, ctypes.addressof(self.of.schema()), ctypes.sizeof(CSchema))
        return 0

    def _next(self, _: int, out: int) -> int:
        if self.at == self.broken:
            return 5
        array = self.chunks[self.at].array() if self.at < len(self.chunks) else CArray()
        self.at += 1
        ctypes.memmove(out, ctypes.addressof(array), ctypes.sizeof(CArray))
        return 0

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return capsule(self.struct, b"arrow_array_stream")
