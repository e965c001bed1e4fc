# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Columns at the door of a network: the same network from all of them, and what is refused."""

import nanoarrow as na
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovplan.errors import OutOfRangeError
from egovplan.network.cpm import critical_path
from egovplan.network.graph import Network
from tests.network.arrow import Column, Stream, bits, texts, views

DAYS = {"Grundlagen": 2, "Pilot": 3, "Einführung in allen Ämtern": 1, "": 4}
BEFORE = ["Grundlagen", "Grundlagen", "Pilot", ""]
AFTER = ["Pilot", "Einführung in allen Ämtern", "Einführung in allen Ämtern", "Pilot"]
NUMBERS = ([0, 0, 1, 3], [1, 2, 2, 1])


def links(network):
    return network.link_pred.tolist(), network.link_succ.tolist()


INTEGER_COLUMNS = {
    **{f"numpy {kind}": lambda v, kind=kind: np.array(v, kind) for kind in ("i1", "u1", "<i2", ">i4", "u4", "i8", "u8")},
    "strided": lambda v: np.repeat(np.array(v), 2)[::2],
    "read-only": lambda v: np.frombuffer(np.array(v).tobytes(), np.int64),
    "objects": lambda v: np.array(v, object),
    "scalars": lambda v: [np.int16(x) for x in v],
    "masked": np.ma.array,
    "tuple": tuple,
    "generator": lambda v: (x for x in v),
    "dict view": lambda v: dict(enumerate(v)).values(),
    "pandas": pd.Series,
    "pandas index": pd.Index,
    "pandas Int64": lambda v: pd.Series(v, dtype="Int64"),
    **{f"arrow {kind}": lambda v, kind=kind: na.Array(v, getattr(na, kind)()) for kind in
       ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")},
    "arrow chunks": lambda v: na.Array.from_chunks([v[:1], [], v[1:]], na.int32()),
    "arrow slice": lambda v: na.c_array([7, 7, *v, 9], na.int64())[2 : 2 + len(v)],
    "arrow stream": lambda v: Stream([Column("s", [None, np.array(part, np.int16)], len(part)) for part in (v[:1], v[1:])]),
}  # fmt: skip


@pytest.mark.parametrize("make", INTEGER_COLUMNS.values(), ids=INTEGER_COLUMNS)
def test_any_column_of_whole_numbers_makes_the_same_network(make):
    """Positions, durations and lags come as what their owner has."""
    network = Network.from_links(make(NUMBERS[0]), make(NUMBERS[1]), make([2, 3, 1, 4]), make([0, 1, 0, 0]))
    assert links(network) == NUMBERS
    assert network.duration.tolist() == [2, 3, 1, 4]
    assert network.link_lag.tolist() == [0, 1, 0, 0]
    assert network.duration.dtype == np.int64
    assert critical_path(network).early_start.tolist() == [0, 4, 7, 0]


NAME_COLUMNS = {
    "list": list,
    "copies": lambda v: ["".join(list(x)) for x in v],
    "tuple": tuple,
    "generator": lambda v: (x for x in v),
    "numpy texts": np.array,
    "numpy objects": lambda v: np.array(v, object),
    "numpy strings": lambda v: np.array(v, np.dtypes.StringDType()),
    "pandas": pd.Series,
    "pandas index": pd.Index,
    "pandas objects": lambda v: pd.Series(v, dtype=object),
    "pandas categories": lambda v: pd.Series(v, dtype="category"),
    **{f"arrow {kind}": lambda v, kind=kind: na.Array(v, getattr(na, kind)()) for kind in
       ("string", "large_string")},
    "arrow chunks": lambda v: na.Array.from_chunks([v[:3], v[3:]], na.string()),
    "arrow slice": lambda v: na.c_array(["x", *v, "y"], na.string())[1 : 1 + len(v)],
    "offsets": lambda v: texts(["hidden", *v], offset=1),
    "large offsets": lambda v: texts(["", "hidden", *v], "U", offset=2),
    "views": lambda v: views(["hidden behind a long text", *v], offset=1),
    "views in chunks": lambda v: Stream([views(v[:1]), views(v[1:])]),
    **{f"dictionary {kind}": lambda v, kind=kind: in_dictionary(v, kind) for kind in "cCsSiIlL"},
}  # fmt: skip


def in_dictionary(values, kind="i", **more):
    """Return names as numbers of a dictionary, which is itself a slice."""
    known = [*dict.fromkeys(values)]
    dtype = dict(zip("cCsSiIlL", ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"], strict=True))[kind]
    codes = np.array([99, *map(known.index, values)], dtype)
    return Column(kind, [None, codes], len(values), 1, dictionary=texts(["hidden", *known], offset=1), **more)


@pytest.mark.parametrize("make", NAME_COLUMNS.values(), ids=NAME_COLUMNS)
def test_any_column_of_names_makes_the_same_network(make):
    """Names come as texts of any library; results come back in the order of the durations."""
    network = Network.from_links(make(BEFORE), make(AFTER), DAYS, types=make(["FS", "SS", "FS", "FS"]))
    assert links(network) == NUMBERS
    assert network.names == tuple(DAYS)
    assert network.link_type.tolist() == [0, 1, 0, 0]
    assert critical_path(network).path == ("", "Pilot", "Einführung in allen Ämtern")


@pytest.mark.parametrize("make", [list, np.array, pd.Series, lambda v: na.Array(v, na.int32())])
def test_names_may_be_numbers(make):
    """Work packages are often numbered; a number is then a name and no position."""
    network = Network.from_links(make([10, 10, 30]), make([20, 30, 20]), {30: 1, 10: 2, 20: 3})
    assert links(network) == ([1, 1, 0], [2, 0, 2])
    assert critical_path(network).path == (10, 30, 20)


def test_names_may_be_anything_that_a_dictionary_takes():
    """Pairs, truth values, texts of numpy; a list that is no key is no name."""
    network = Network.from_links([("a", 1), np.str_("b")], ["b", 1.0], {("a", 1): 1, "b": 2, True: 3})
    assert links(network) == ([0, 1], [1, 2])
    with pytest.raises(OutOfRangeError, match=r"predecessors: unbekannter Vorgang \['b'\] \(Zeile 0, gezählt ab 0\)"):
        Network.from_links([["b"]], ["b"], {"b": 2})


@given(st.lists(st.text(max_size=20), min_size=1, max_size=12, unique=True), st.data())
def test_names_are_found_as_in_a_dictionary(names, data):
    """Umlauts, accents in both forms, lone surrogates, the empty text: the same as with a plain dictionary."""
    days = dict.fromkeys(names, 1)
    known = st.lists(st.integers(0, len(names) - 1), min_size=3, max_size=30)
    before = data.draw(known)
    after = [(i + 1) % len(names) for i in before]
    lists = [[names[i] for i in column] for column in (before, after)]
    assert links(Network.from_links(*lists, days)) == (before, after)
    if not any("\ud800" <= letter <= "\udfff" for name in names for letter in name):
        make = data.draw(st.sampled_from([texts, views]))
        chunks = [Stream([make(column[:2]), make(column[2:])]) for column in lists]
        assert links(Network.from_links(*chunks, days)) == (before, after)


def test_no_links_at_all():
    """Empty columns of any kind, whatever type their library gives them."""
    for empty in (
        [],
        (),
        np.array([]),
        pd.Series([]),
        na.Array([], na.int32()),
        Stream([], Column("l", [None, None], 0)),
    ):
        assert len(Network.from_links(empty, empty, [1, 2])) == 2
    for empty in ([], np.array([]), pd.Series([]), na.Array([], na.string()), Stream([], texts([]))):
        assert Network.from_links(empty, empty, {"a": 1}).link_count == 0


NULL = bits([True, True, False, True])

REFUSED = {
    "truth values": (np.array([True, False]), TypeError, "ganze Zahlen erwartet, bool"),
    "dates": (np.array(["2015-01-01"], "M8[D]"), TypeError, "ganze Zahlen erwartet, datetime64"),
    "pandas with a gap": (pd.Series([1, None]), TypeError, "ganze Zahlen erwartet, float64"),
    "pandas Int64 with a gap": (pd.Series([1, None], dtype="Int64"), TypeError, "ganze Zahlen erwartet, "),
    "pandas truth values": (pd.Series([True]), TypeError, "bool"),
    "pandas texts": (pd.Series(["a"]), TypeError, r"ganze Zahlen erwartet, 'a' angegeben \(Zeile 0, gezählt ab 0\)"),
    "masked": (np.ma.array([1, 2], mask=[False, True]), TypeError, r"None angegeben \(Zeile 1, gezählt ab 0\)"),
    "two dimensions": (np.ones((2, 2), int), OutOfRangeError, "eine Dimension erwartet, 2"),
    "no dimension": (np.array(1), OutOfRangeError, "eine Dimension erwartet, 0"),
    "a text": ("12", TypeError, "Folge ganzer Zahlen erwartet, '12'"),
    "a number": (12, TypeError, "Folge ganzer Zahlen erwartet, 12"),
    "a large number": ([0, 2**63], OutOfRangeError, r"2\*\*60.*\(Zeile 1, gezählt ab 0\)"),
    "a large unsigned number": (np.array([0, 2**63], np.uint64), OutOfRangeError, r"9223372036854775808.*\(Zeile 1, gezählt ab 0\)"),
    "arrow floats": (na.Array([1.0], na.float64()), TypeError, "ganze Zahlen erwartet, float64"),
    "arrow truth values": (na.Array([1], na.bool_()), TypeError, "ganze Zahlen erwartet, bool"),
    "arrow dates": (na.Array([1], na.date32()), TypeError, "ganze Zahlen erwartet, tdD"),
    "arrow texts": (na.Array(["a"], na.string()), TypeError, "ganze Zahlen erwartet, string"),
    "arrow dictionary": (in_dictionary(["a"]), TypeError, "ganze Zahlen erwartet, string"),
    "arrow dictionary of numbers": (
        Column("i", [None, np.zeros(1, np.int32)], 1, dictionary=Column("l", [None, np.ones(1, np.int64)], 1)),
        TypeError, "ganze Zahlen erwartet, l angegeben",
    ),
    "arrow table": (na.c_array_from_buffers(na.struct({"a": na.int32()}), 1, [None], children=[na.c_array([1], na.int32())]),
                    TypeError, r"ganze Zahlen erwartet, \+s"),
    "arrow with a gap": (na.Array([1, None], na.int32()), TypeError, r"ein Wert fehlt \(Zeile 1, gezählt ab 0\)"),
    "arrow gap in a slice": (na.c_array([None, 1, None], na.int64())[1:3], TypeError, r"ein Wert fehlt \(Zeile 1, gezählt ab 0\)"),
    "arrow gap in a chunk": (na.Array.from_chunks([[1, 2], [3, None]], na.int8()), TypeError, r"fehlt \(Zeile 3, gezählt ab 0\)"),
    "arrow gaps not counted": (Column("l", [NULL, np.ones(4, np.int64)], 4, null_count=-1), TypeError, r"\(Zeile 2, gezählt ab 0\)"),
    "arrow large number": (na.Array([0, 2**63], na.uint64()), OutOfRangeError, r"9223372036854775808.*\(Zeile 1, gezählt ab 0\)"),
}  # fmt: skip


@pytest.mark.parametrize(("column", "error", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_column_of_whole_numbers_is_refused(column, error, words):
    """One line says which column, what was expected, what came, and where."""
    with pytest.raises(error, match=f"durations: .*{words}"):
        Network.from_links([0], [1], column)


UNKNOWN = {
    "list": ["a", "x"],
    "numpy": np.array(["a", "x"]),
    "arrow": na.Array(["a", "x"], na.string()),
    "chunks": Stream([views(["a"]), views(["x"])]),
    "dictionary": in_dictionary(["a", "x"]),
}


@pytest.mark.parametrize("column", UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_names_are_named_with_their_place(column):
    """What came and where, for every kind of column."""
    with pytest.raises(OutOfRangeError, match=r"successors: unbekannter Vorgang 'x' \(Zeile 1, gezählt ab 0\)"):
        Network.from_links(["a", "a"], column, {"a": 1})


WRONG_NAMES = {
    "gap": (na.Array(["a", None], na.string()), TypeError, r"ein Wert fehlt \(Zeile 1, gezählt ab 0\)"),
    "gap in the dictionary": (
        Column("c", [None, np.array([0, 1], np.int8)], 2, dictionary=texts(["a", ""], null_count=1)), TypeError, "ein Wert",
    ),
    "beyond the dictionary": (
        Column("c", [None, np.array([0, -1], np.int8)], 2, dictionary=texts(["a"])), TypeError, r".*widerspricht sich \(Zeile 1,",
    ),
    "floats": (na.Array([1.0], na.float32()), TypeError, "Namen erwartet, float32"),
    "a number": (5, TypeError, "Folge von Namen erwartet, 5"),
    "pandas gap": (pd.Series(["a", None]), OutOfRangeError, r"unbekannter Vorgang nan \(Zeile 1, gezählt ab 0\)"),
    "two dimensions": (np.array([["a"]]), OutOfRangeError, "eine Dimension erwartet, 2"),
}  # fmt: skip
WRONG_NAMES["gap in the dictionary"][0].dictionary.buffers[0] = bits([True, False])


@pytest.mark.parametrize(("column", "error", "words"), WRONG_NAMES.values(), ids=WRONG_NAMES)
def test_what_is_no_column_of_names_is_refused(column, error, words):
    """Missing values are no names, and a column that contradicts itself is not followed."""
    with pytest.raises(error, match=f"predecessors: {words}"):
        Network.from_links(column, ["a"], {"a": 1})


def test_streams_that_fail_say_why():
    """The maker's words come through, and what was read before is not read again."""
    numbers = Column("l", [None, np.zeros(1, np.int64)], 1)
    for broken in (-1, 0, 1):
        with pytest.raises(ValueError, match="torn off"):
            Network.from_links(Stream([numbers], broken=broken), [0], [1])
    gone = Column("l", [None, np.zeros(1, np.int64)], 1, released=True)
    with pytest.raises(ValueError, match="read before"):
        Network.from_links(gone, [0], [1])
    stream = Stream([numbers])
    stream.struct.release = None
    with pytest.raises(ValueError, match="read before"):
        Network.from_links(stream, [0], [1])


@pytest.mark.parametrize("lags", [3, np.int8(3), [3], np.array([3], np.int8), na.Array([3], na.int8()), pd.Series([3])])
def test_lags_are_a_number_or_a_column(lags):
    """One lag for all links, or one for each."""
    assert critical_path(Network.from_links([0], [1], [5, 2], lags)).makespan == 10
    assert critical_path(Network.from_links([0], [1], [5, 2], 0)).makespan == 7


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (([5], [0]), r"predecessors: Position von 0 bis 1 erwartet, 5 angegeben \(Zeile 0, gezählt ab 0\)"),
        (([0, 1], [1, -1]), r"successors: Position von 0 bis 1 erwartet, -1 angegeben \(Zeile 1, gezählt ab 0\)"),
        ((np.array([0, 2**32]), np.array([1, 1])), r"predecessors: Position von 0 bis 1 erwartet, 4294967296"),
        (([0], [1, 1]), "gleich lang erwartet, 1 und 2"),
    ],
)
def test_positions_outside_are_refused(ends, words):
    """Also those that would be inside after cutting them to 32 bits."""
    with pytest.raises(OutOfRangeError, match=words):
        Network.from_links(*ends, [1, 1])
