# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import io
import json
import struct
import zlib
from dataclasses import fields

import numpy as np
import pytest

from egovplan.errors import SolverError
from egovplan.scheduling.cpsat import protocol
from egovplan.scheduling.translation.build import build
from tests.samples import city
from tests.scheduling.small import catalogue

MESSAGE = {"kind": "schedule", "starts": np.arange(5, dtype=np.int32), "flags": np.array([[True, False]]), "n": None}


def test_a_value_comes_back_as_it_went():
    """Arrays keep type and shape; tuples come back as lists."""
    value = protocol.read(io.BytesIO(protocol.encode({**MESSAGE, "rows": [(1, 2), {"a": "ä"}], "one": np.int64(7)})))
    assert value["rows"] == [[1, 2], {"a": "ä"}]
    assert (value["one"], value["n"]) == (7, None)
    np.testing.assert_array_equal(value["starts"], MESSAGE["starts"])
    np.testing.assert_array_equal(value["flags"], MESSAGE["flags"])
    assert value["flags"].dtype == np.bool_


def test_several_frames_come_one_after_another():
    """The end of the stream is None, not an error."""
    stream = io.BytesIO()
    for number in range(3):
        protocol.write(stream, {"n": number})
    stream.seek(0)
    assert [protocol.read(stream) for _ in range(4)] == [{"n": 0}, {"n": 1}, {"n": 2}, None]


def test_a_stream_that_hands_out_single_bytes_is_read_all_the_same():
    """A pipe gives what it has."""

    class Slow(io.BytesIO):
        def read(self, count=-1):
            return super().read(min(count, 1))

    assert protocol.read(Slow(protocol.encode({"a": 1}))) == {"a": 1}


@pytest.mark.parametrize("cut", [1, 11, 13, -1])
def test_a_torn_frame_is_noticed(cut):
    """A process that is killed while it writes leaves half a frame."""
    frame = protocol.encode(MESSAGE)
    with pytest.raises(protocol.FrameError, match="torn"):
        protocol.read(io.BytesIO(frame[:cut]))


def test_a_damaged_frame_is_noticed():
    """One bit is enough."""
    frame = bytearray(protocol.encode(MESSAGE))
    frame[-1] ^= 1
    with pytest.raises(protocol.FrameError, match="torn"):
        protocol.read(io.BytesIO(bytes(frame)))


@pytest.mark.parametrize("head", [b"NOPE" + bytes(8), struct.pack(">4sII", protocol.MAGIC, 2**32 - 1, 0)])
def test_what_is_no_frame_is_refused_before_it_is_read(head):
    """Text of a library, or a length that cannot be."""
    with pytest.raises(SolverError, match="not a frame"):
        protocol.read(io.BytesIO(head + bytes(100)))


def body(text, data=b""):
    raw = json.dumps(text).encode()
    return struct.pack(">I", len(raw)) + raw + data


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\0\0\0\5{{{{{", body({"$": ["<i4", [3], 0]}), body({"$": ["|O", [1], 0]}, bytes(8)),
        body({"$": ["<i4", [-1], 0]}, bytes(8)), body({"$": "x"}), body({"$": ["<i4", [1], -8]}, bytes(8)),
    ],
)  # fmt: skip
def test_a_body_that_lies_is_refused(content):
    """Wrong lengths, types that are not integers, offsets outside: an error, and no object of Python's."""
    head = struct.pack(">4sII", protocol.MAGIC, len(content), zlib.crc32(content))
    with pytest.raises(protocol.FrameError):
        protocol.read(io.BytesIO(head + content))


@pytest.mark.parametrize("data", [city(), catalogue()], ids=["city", "empty"])
def test_an_instance_comes_back_as_it_went(data):
    """Every field, told by the fields themselves; the hash is the same."""
    instance = build(data)
    plain = protocol.instance_to_plain(instance)
    assert set(plain) == {field.name for field in fields(instance)}
    again = protocol.instance_from_plain(protocol.read(io.BytesIO(protocol.encode(plain))))
    assert again.hash == instance.hash
    for field in fields(instance):
        one, other = getattr(instance, field.name), getattr(again, field.name)
        assert type(one) is type(other)
        np.testing.assert_array_equal(one, other) if isinstance(one, np.ndarray) else None
