# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The compiled core checks everything at its door: shapes, ranges, overflow."""

import signal
import sys

import numpy as np
import pytest

import egovplan
from egovplan._core import Graph, version

NO_TABLES = np.empty((0, 0), np.int32)


def graph(**changes):
    given = {
        "size": 3,
        "pred": np.array([0, 1], np.int32),
        "succ": np.array([1, 2], np.int32),
        "relation": np.zeros(2, np.int8),
        "lag": np.zeros(2, np.int64),
        "lag_table": np.full(2, -1, np.int32),
        "tables": NO_TABLES,
        "horizon": -1,
    }
    return Graph(**given | changes)


def solve(network, **changes):
    given = {
        "duration": np.array([1, 2, 3], np.int64),
        "release": np.zeros(3, np.int64),
        "fixed_start": np.full(3, -1, np.int64),
        "fixed_finish": np.full(3, -1, np.int64),
        "tables": np.full((3, 3), -1, np.int32),
    }
    return network.cpm(**given | changes)


def test_core_was_built_for_this_version():
    """The compiled part and the package belong together."""
    assert version() == egovplan.__version__


def test_order_is_by_generation_then_by_number_of_predecessors():
    """Positions as far from the end lie together, those with few predecessors first."""
    network = graph(
        size=6,
        pred=np.array([5, 5, 4, 4, 3], np.int32),
        succ=np.array([0, 1, 1, 2, 2], np.int32),
        relation=np.zeros(5, np.int8),
        lag=np.zeros(5, np.int64),
        lag_table=np.full(5, -1, np.int32),
    )
    assert network.level.tolist() == [1, 1, 1, 0, 0, 0]
    assert network.order.tolist() == [5, 4, 3, 0, 1, 2]
    assert network.cycle.tolist() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"size": -1}, "size"),
        ({"size": 2**31 - 1}, "size"),
        ({"size": 2}, "succ\\[1\\]"),
        ({"pred": np.array([0, -1], np.int32)}, "pred\\[1\\]"),
        ({"succ": np.array([1], np.int32)}, "succ: expected length 2, got 1"),
        ({"relation": np.zeros(3, np.int8)}, "relation"),
        ({"relation": np.array([0, 4], np.int8)}, "relation\\[1\\]: expected 0 to 3, got 4"),
        ({"lag": np.zeros(1, np.int64)}, "lag"),
        ({"lag": np.array([2**60, 1], np.int64)}, "2\\*\\*60"),
        ({"lag": np.array([0, -(2**63)], np.int64)}, "lag\\[1\\]"),
        ({"lag_table": np.zeros(1, np.int32)}, "lag_table"),
        ({"lag_table": np.array([0, -1], np.int32)}, "lag_table\\[0\\]"),
        ({"horizon": -2}, "horizon"),
        ({"horizon": 2**31}, "horizon"),
        ({"tables": np.array([[0, 1, 2]], np.int32)}, "horizon \\+ 2 columns"),
        ({"tables": np.array([[0, 1, 2]], np.int32), "horizon": 2}, "horizon \\+ 2 columns"),
        ({"tables": np.array([[1, 0, 2]], np.int32), "horizon": 1}, "must rise"),
        ({"tables": np.array([[-1, 0, 2]], np.int32), "horizon": 1}, "must rise"),
        ({"tables": np.array([[0, 1, 3]], np.int32), "horizon": 1}, "must rise"),
        ({"tables": np.array([[0, 1, 1]], np.int32), "horizon": 1}, "never must stay never"),
    ],
)
def test_a_graph_that_would_read_elsewhere_is_refused(changes, words):
    """Positions, relations and tables out of range never reach a loop."""
    with pytest.raises(ValueError, match=words):
        graph(**changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"duration": np.zeros(2, np.int64)}, "duration: expected length 3, got 2"),
        ({"duration": np.array([1, -1, 0], np.int64)}, "duration\\[1\\]"),
        ({"duration": np.array([2**60, 1, 0], np.int64)}, "2\\*\\*60"),
        ({"release": np.array([0, 0, -1], np.int64)}, "release\\[2\\]"),
        ({"release": np.array([0, 0, 2**60], np.int64)}, "2\\*\\*60"),
        ({"fixed_start": np.array([-2, -1, -1], np.int64)}, "fixed_start"),
        ({"fixed_start": np.array([5, -1, -1], np.int64)}, "fixed_finish: before fixed_start"),
        ({"fixed_finish": np.full(4, -1, np.int64)}, "fixed_finish"),
        ({"tables": np.full((2, 3), -1, np.int32)}, "shape \\(3, n\\)"),
        ({"tables": np.zeros((3, 3), np.int32)}, "tables\\[0\\]: expected -1 to -1, got 0"),
        ({"target": 3}, "target"),
        ({"target": -2}, "target"),
    ],
)
def test_days_that_would_overflow_or_miss_are_refused(changes, words):
    """Durations, releases and table numbers are checked before a sweep."""
    with pytest.raises(ValueError, match=words):
        solve(graph(), **changes)


@pytest.mark.parametrize("bad", [np.zeros(2), np.zeros(2, np.uint64), [0, 0], np.zeros((2, 1), np.int64)])
def test_arrays_are_not_converted_silently(bad):
    """Only arrays of the right type and shape are taken."""
    with pytest.raises(TypeError):
        graph(lag=bad)


def test_arrays_that_lie_askew_are_refused():
    """Numbers that do not begin at a multiple of their size may not be read where they lie."""
    askew = np.frombuffer(b"\0" * 17, np.int64, offset=1)
    assert not askew.flags.aligned
    with pytest.raises(TypeError):
        graph(lag=askew)
    with pytest.raises(TypeError):
        graph(lag_table=np.frombuffer(b"\0" * 9, np.int32, offset=1))


def test_strided_arrays_are_refused():
    """A view that is not contiguous is not read as if it were."""
    with pytest.raises(TypeError):
        graph(lag=np.zeros(4, np.int64)[::2])


def test_tables_that_contradict_each_other_are_refused():
    """A start table that no allowed day can reach is an error, not an index out of range."""
    tables = np.array([[0, 1, 2, 3, 4], [3, 3, 3, 3, 4]], np.int32)
    columns = np.array([[-1] * 3, [0, -1, -1], [1, -1, -1]], np.int32)
    with pytest.raises(ValueError, match="contradict"):
        solve(graph(tables=tables, horizon=3), tables=columns, duration=np.array([1, 0, 0], np.int64))


def test_a_circle_cannot_be_solved():
    """The core itself refuses to sweep a circle."""
    ring = graph(succ=np.array([1, 0], np.int32))
    assert ring.cycle.tolist() == [0, 1]
    with pytest.raises(ValueError, match="circle"):
        solve(ring)


def test_results_outlive_their_graph_and_cannot_be_changed():
    """Arrays stay valid after the graph is gone; nobody can write to what others may have been given as well."""
    sweep = solve(graph())
    early = sweep.early_start
    with pytest.raises(ValueError, match="read-only"):
        early += 1
    assert early.tolist() == sweep.early_start.tolist() == [0, 1, 3]
    assert (sweep.finish, sweep.never, sweep.never_ready) == (6, -1, 0)


def test_what_is_not_given_is_the_default():
    """Columns may be left out, and may be int32 or int64."""
    full = solve(graph())
    for dtype in (np.int32, np.int64):
        network = Graph(3, np.array([0, 1], dtype), np.array([1, 2], dtype))
        sweep = network.cpm(np.array([1, 2, 3], dtype))
        for column in ("early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float"):
            assert getattr(sweep, column).tolist() == getattr(full, column).tolist()
        assert sweep.path.tolist() == [0, 1, 2]
        assert sweep.driving.tolist() == [1, 1]
        assert sweep.reached.tolist() == [1, 1, 1]


@pytest.mark.skipif(sys.platform == "win32", reason="no interval timer there")
def test_interrupt_stops_a_long_sweep():
    """Ctrl-C is noticed inside the core, on millions of links."""

    def interrupt(*_):
        raise KeyboardInterrupt

    n = 3_000_000
    chain = np.arange(n, dtype=np.int32)
    arrays = {
        "pred": chain[:-1], "succ": chain[1:], "relation": np.zeros(n - 1, np.int8),
        "lag": np.zeros(n - 1, np.int64), "lag_table": np.full(n - 1, -1, np.int32),
    }  # fmt: skip

    def build():
        signal.setitimer(signal.ITIMER_REAL, 0.001)
        graph(size=n, **arrays)

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            build()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
