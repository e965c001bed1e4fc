# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Networks from columns of links, and what is refused at the door."""

import pickle

import numpy as np
import pandas as pd
import pytest

from egovplan.errors import CycleError, OutOfRangeError
from egovplan.network.cpm import critical_path
from egovplan.network.graph import Network
from egovplan.network.precedence import Precedence


@pytest.mark.parametrize("names", ["abc", (7, 8, 9), (1, 2, 3)])
def test_a_series_goes_by_its_index_where_that_holds_names(names):
    """In whatever order; a numbered one goes by position, and so does one for positions."""
    network = Network.from_links(names[:2], names[1:], dict(zip(names, (1, 2, 3), strict=True)))
    series = pd.Series([30, 10, 20], index=[names[2], names[0], names[1]])
    assert network.with_durations(series).duration.tolist() == [10, 20, 30]
    assert network.with_durations(series[:1]).duration.tolist() == [1, 2, 30]
    assert network.with_durations(series.reset_index(drop=True)).duration.tolist() == [30, 10, 20]
    assert network.with_durations(series.set_axis(["x", "y", "z"])).duration.tolist() == [30, 10, 20]
    positions = Network.from_links([0, 1], [1, 2], [1, 2, 3])
    assert positions.with_durations(series).duration.tolist() == [30, 10, 20]
    with pytest.raises(OutOfRangeError, match="einmal"):
        network.with_durations(pd.concat([series, series]))
    with pytest.raises(OutOfRangeError, match="keinen Vorgang 'x'"):
        network.with_durations(series.rename({names[0]: "x"}))


def test_positions_and_names_give_the_same_network():
    """Lists of positions, numpy columns and names with a mapping describe the same network."""
    lists = Network.from_links([0, 0, 1], [1, 2, 2], [2, 3, 1], [0, 4, -1])
    columns = Network.from_links(
        np.array([0, 0, 1]), np.array([1, 2, 2], np.uint8), np.array([2, 3, 1]), np.array([0, 4, -1], np.int16)
    )
    named = Network.from_links("aab", "bcc", {"a": 2, "b": 3, "c": 1}, [0, 4, -1])
    results = [critical_path(network) for network in (lists, columns, named)]
    assert [result.early_start.tolist() for result in results] == [[0, 2, 6]] * 3
    assert [result.path for result in results] == [(0, 2), (0, 2), ("a", "c")]


def test_generators_are_read_once():
    """Columns may be generators."""
    network = Network.from_links((x for x in "ab"), (x for x in "bc"), {"a": 1, "b": 1, "c": 1}, (x for x in (1, 2)))
    assert critical_path(network).makespan == 6


@pytest.mark.parametrize(
    ("kind", "start"),
    [("FS", 5 + 3), ("SS", 3), ("FF", 5 + 3 - 2), ("SF", 3 - 2)],
)
def test_each_relation_binds_its_ends(kind, start):
    """A lag of 3 from an end of five days to an end of two days."""
    assert critical_path(Network.from_links([0], [1], [5, 2], 3, types=kind)).early_start.tolist() == [0, start]


def test_relations_can_differ_by_link():
    """A ladder: the second activity starts 2 after the first one's start, and finishes 1 after its finish."""
    network = Network.from_links([0, 0], [1, 1], [10, 3], [2, 1], types=["SS", "FF"])
    result = critical_path(network)
    assert result.early_start.tolist() == [0, 8]
    assert result.driving == (Precedence(0, 1, "FF", 1),)


def test_lead_reaches_back_to_day_zero_at_most():
    """A negative lag never asks for a day before the start."""
    assert critical_path(Network.from_links([0], [1], [2, 3], -50)).early_start.tolist() == [0, 0]


def test_network_knows_its_precedences_and_generations():
    """Precedences come back by name, generations count the links before an activity."""
    network = Network.from_links(["a", "b"], ["b", "c"], {"a": 1, "b": 2, "c": 3}, [4, 0], types=["SS", "FS"])
    assert list(network.precedences) == [Precedence("a", "b", "SS", 4), Precedence("b", "c")]
    assert network.generations.tolist() == [0, 1, 2]
    assert repr(Network.from_links([0], [1], [1, 2])) == "Network(2 Vorgänge, 1 Anordnungsbeziehung)"
    assert repr(network) == "Network(3 Vorgänge, 2 Anordnungsbeziehungen)"
    assert network.find("b") == 1


def test_other_durations_make_another_network():
    """Durations can be replaced; the network they came from stays as it is."""
    network = Network.from_links(["a"], ["b"], {"a": 1, "b": 2})
    assert critical_path(network.with_durations({"a": 5})).makespan == 7
    assert critical_path(network, durations={"b": 0}).makespan == 1
    assert critical_path(network).makespan == 3


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (([0], [1], [1.0, 2.0]), TypeError, "durations: ganze Zahlen erwartet, 1.0"),
        (([0], [1], [True, 2]), TypeError, "durations: ganze Zahlen erwartet, True"),
        (([0], [1], np.array([1.0, 2.0])), TypeError, "float64"),
        (([0], [1], np.array([True, False])), TypeError, "bool"),
        (([0], [1], [1, float("nan")]), TypeError, "nan"),
        (([0], [1], [1, None]), TypeError, "durations: ganze Zahlen erwartet, None"),
        (([0], [1], "ab"), TypeError, "Folge ganzer Zahlen"),
        (([0], [1], 7), TypeError, "Folge ganzer Zahlen"),
        (([0], [1], {"a": "1"}), TypeError, "'1'"),
        (([0.5], [1], [1, 2]), TypeError, "predecessors: ganze Zahlen erwartet, 0.5"),
        (([0], [1], [1, 2], [0.5]), TypeError, "lags: ganze Zahlen erwartet, 0.5"),
        (([0], [1], [1, 2], True), TypeError, "lags"),
        (([0], [1], [1, -2]), OutOfRangeError, "Dauer von mindestens 0 erwartet, -2 bei 1"),
        (([0], [1], {"a": 1, "b": -1}), OutOfRangeError, "'b'"),
        (([0], [2], [1, 2]), OutOfRangeError, "successors: Position von 0 bis 1 erwartet, 2"),
        (([-1], [1], [1, 2]), OutOfRangeError, "predecessors: Position"),
        ((["a"], ["x"], {"a": 1}), OutOfRangeError, "successors: unbekannter Vorgang 'x'"),
        (([0, 1], [1], [1, 2]), OutOfRangeError, "gleich lang"),
        (([0], [1], [1, 2], [1, 2]), OutOfRangeError, "lags: 1 Werte erwartet, 2"),
        (([0], [1], np.ones((2, 2), int)), OutOfRangeError, "eine Dimension"),
        (([0], [1], [2**60, 1]), OutOfRangeError, "2\\*\\*60"),
        (([0], [1], [2**70, 1]), OutOfRangeError, "2\\*\\*60"),
        (([0], [1], np.array([2**63, 1], np.uint64)), OutOfRangeError, "2\\*\\*60"),
        (([0], [1], [2**59, 2**58], [-(2**59)]), OutOfRangeError, "2\\*\\*60"),
        (
            (np.array([0]), np.array([1]), np.array([1, -2])),
            OutOfRangeError,
            "Dauer von mindestens 0 erwartet, -2 bei 1",
        ),
        ((np.array([0]), np.array([1]), np.array([1, 2**60])), OutOfRangeError, "2\\*\\*60"),
        (
            (np.array([0]), np.array([2]), np.array([1, 2])),
            OutOfRangeError,
            "successors: Position von 0 bis 1 erwartet, 2",
        ),
        ((np.array([0]), np.array([0, 1]), np.array([1, 2])), OutOfRangeError, "gleich lang"),
        ((np.array([0.0]), np.array([1]), np.array([1, 2])), TypeError, "predecessors: ganze Zahlen erwartet, float64"),
    ],
)
def test_what_is_no_network_is_refused(arguments, error, words):
    """Floats, truth values, negative durations, unknown ends, unequal lengths and overflow are refused in one line."""
    with pytest.raises(error, match=words):
        Network.from_links(*arguments)


@pytest.mark.parametrize(
    ("types", "words"),
    [("XX", "'XX'"), (["FS", "SS"], "1 Werte erwartet, 2"), ([0], "FS, SS, FF oder SF"), ([None], "None")],
)
def test_unknown_relations_are_refused(types, words):
    """A relation is one of the four, and there is one for each link."""
    with pytest.raises(OutOfRangeError, match=words):
        Network.from_links([0], [1], [1, 2], types=types)


def test_sums_just_below_the_limit_are_exact():
    """Integers do not lose a day where floats would."""
    result = critical_path(Network.from_links([0, 1], [1, 2], [2**59 - 1, 1, 2**58]))
    assert result.makespan == 2**59 + 2**58


@pytest.mark.parametrize(
    ("durations", "error", "words"),
    [
        ({"x": 1}, OutOfRangeError, "keinen Vorgang 'x'"),
        ({"a": -1}, OutOfRangeError, "mindestens 0"),
        ({"a": 1.5}, TypeError, "ganze Zahlen"),
        ({"a": 2**60}, OutOfRangeError, "2\\*\\*60"),
    ],
)
def test_bad_other_durations_are_refused(durations, error, words):
    """Replaced durations pass the same door."""
    with pytest.raises(error, match=words):
        critical_path(Network.from_links(["a"], ["b"], {"a": 1, "b": 2}), durations=durations)


@pytest.mark.parametrize("name", ["x", [1]])
def test_unknown_target_is_refused(name):
    """A target must be an activity of the network."""
    with pytest.raises(OutOfRangeError, match="keinen Vorgang"):
        critical_path(Network.from_links(["a"], ["b"], {"a": 1, "b": 2}), to=name)


@pytest.mark.parametrize("dtype", [np.int32, np.int64])
def test_links_of_the_caller_stay_his_own(dtype):
    """Changing a column of links afterwards changes no network, and no result that is worked out later."""
    before, after = np.array([0, 1], dtype), np.array([1, 2], dtype)
    network = Network.from_links(before, after, [1, 2, 3], np.array([4, 5]))
    result = critical_path(network)
    before[:], after[:] = 2, 10**6
    assert result.path == (0, 1, 2)
    assert list(network.precedences) == [Precedence(0, 1, "FS", 4), Precedence(1, 2, "FS", 5)]
    assert result.driving_links.tolist() == [0, 1]


@pytest.mark.parametrize("column", [[5, 2, 1], (5, 2, 1), np.array([5, 2, 1], np.uint8), np.array([5, 2, 1])])
def test_a_column_of_other_durations_solves_the_same_network_again(column):
    """All durations may be replaced at once; what was compiled is shared."""
    network = Network.from_links("ab", "bc", {"a": 1, "b": 2, "c": 3}, [0, 4])
    again = network.with_durations(column)
    assert again.graph is network.graph
    assert list(again.precedences) == list(network.precedences)
    assert critical_path(network, durations=column).makespan == critical_path(again).makespan == 12
    assert critical_path(network, durations=iter(column)).makespan == 12
    assert critical_path(network).makespan == critical_path(network, durations={}).makespan == 10
    assert network.with_durations({}) is network


@pytest.mark.parametrize(
    ("durations", "error", "words"),
    [
        ([1, 2], OutOfRangeError, "durations: 3 Werte erwartet, 2 angegeben"),
        ([1, 2, -3], OutOfRangeError, "mindestens 0 erwartet, -3 bei 'c'"),
        ([1, 2, 0.5], TypeError, "ganze Zahlen"),
        (np.array([2**60, 0, 0]), OutOfRangeError, "2\\*\\*60"),
    ],
)
def test_bad_columns_of_other_durations_are_refused(durations, error, words):
    """A column of durations passes the same door, and has one for each activity."""
    with pytest.raises(error, match=words):
        critical_path(Network.from_links("ab", "bc", {"a": 1, "b": 2, "c": 3}, [0, 4]), durations=durations)


def test_columns_that_were_not_given_are_there():
    """What has one value throughout takes no room, and reads like any other column."""
    network = Network.from_links("ab", "bc", {"a": 1, "b": 2, "c": 3})
    assert network.titles == ("a", "b", "c")
    assert network.link_lag.tolist() == network.link_type.tolist() == [0, 0]
    assert network.link_table.tolist() == [-1, -1]
    for name in (
        "duration_table",
        "fixed_start",
        "fixed_finish",
        "notice_table",
        "allowed",
        "start_table",
        "mode_table",
    ):
        assert getattr(network, name).tolist() == [-1, -1, -1]
    assert network.release.tolist() == network.mode.tolist() == [0, 0, 0]
    assert network.deadline.tolist() == [2**60] * 3
    assert network.mode_ptr.tolist() == [0, 1, 2, 3]
    assert network.mode_duration is network.duration
    assert network.tables.size == network.allowed_days.size == len(network.gates) == 0


def outcome(network):
    """Return when everything starts, or which circle forbids it."""
    try:
        return critical_path(network).early_start.tolist()
    except CycleError as error:
        return error.cycle


def test_a_circle_is_found_once_and_said_each_time():
    """A network with a circle can be made and looked at, from arrays as from lists."""
    before, after = np.array([0, 1, 2]), np.array([1, 2, 0])
    for network in (
        Network.from_links(before, after, np.ones(3, int)),
        Network.from_links([0, 1, 2], [1, 2, 0], [1, 1, 1]),
    ):
        before[:] = 0
        assert [(p.predecessor, p.successor) for p in network.precedences] == [(0, 1), (1, 2), (2, 0)]
        assert outcome(network) == outcome(network) == ("0", "1", "2")
        before[:] = 0, 1, 2


@pytest.mark.parametrize("lags", [None, [4, -1, 0]])
@pytest.mark.parametrize("types", [None, ["SS", "FF", "FS"]])
@pytest.mark.parametrize("after", ["bcc", "bca"])
def test_networks_can_be_sent_to_other_processes_with_all_they_have(lags, types, after):
    """Columns that only the compiled form has are written out; a circle stays one."""
    network = Network.from_links("aab", after, {"a": 1, "b": 2, "c": 3}, lags, types=types)
    again = pickle.loads(pickle.dumps(network))
    for name in ("duration", "link_pred", "link_succ", "link_type", "link_lag", "link_table"):
        assert getattr(again, name).tolist() == getattr(network, name).tolist()
        assert not getattr(again, name).flags.writeable
    assert repr(again) == repr(network)
    assert pickle.loads(pickle.dumps(again)).names == network.names
    assert outcome(again) == outcome(network)
    assert (outcome(network) == ("a", "b")) == (after == "bca")
    assert outcome(again.with_durations({"a": 5})) == outcome(network.with_durations([5, 2, 3]))


def test_nothing_can_be_taken_away():
    """Networks and results lose no attribute either."""
    network = Network.from_links([0], [1], [1, 2])
    with pytest.raises(AttributeError, match="Network ist unveränderlich: 'duration'"):
        del network.duration
    with pytest.raises(AttributeError, match="CriticalPath ist unveränderlich: 'finish'"):
        critical_path(network).finish = 3
