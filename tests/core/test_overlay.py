# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The compiled overlay checks everything at its door, and answers -1 and None where some activity has no day."""

import gc

import numpy as np
import pytest

from egovplan._core import Graph, Overlay

DAYS = np.array([1, 2, 3], np.int64)


def graph(**more):
    return Graph(3, np.array([0, 1], np.int32), np.array([1, 2], np.int32), **more)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda o: o.set_duration(3, 1), IndexError, "no such activity"),
        (lambda o: o.set_duration(-1, 1), IndexError, "no such activity"),
        (lambda o: o.set_duration(2**40, 1), IndexError, "no such activity"),
        (lambda o: o.set_duration(0, -1), ValueError, "0 to 2"),
        (lambda o: o.set_duration(0, 2**60 + 1), ValueError, "0 to 2"),
        (lambda o: o.set_duration(0, 2**60), ValueError, "sum"),
        (lambda o: o.set_duration(0, 1.0), TypeError, "incompatible"),
        (lambda o: o.set_duration(0, 2**64), TypeError, "incompatible"),
        (lambda o: o.set_lag(0, 1, 1, 0), IndexError, "no such link"),
        (lambda o: o.set_lag(0, 1, 0, 2**60 + 1), ValueError, "beyond"),
        (lambda o: o.set_lag(0, 1, 0, -(2**60)), ValueError, "sum"),
        (lambda o: o.add(0, 2, 4, 0), ValueError, "relation"),
        (lambda o: o.add(0, 3, 0, 0), IndexError, "no such activity"),
        (lambda o: o.add(0, 2, 0, 2**60), ValueError, "sum"),
        (lambda o: o.remove(0, 2, 0), IndexError, "no such link"),
        (lambda o: o.set_table(0, 1, 0, 0), IndexError, "no such table"),
        (lambda o: o.undo(1), IndexError, "steps"),
        (lambda o: o.undo(-1), IndexError, "steps"),
        (lambda o: o.finish_if_later(0, -1), ValueError, "0 to 2"),
        (lambda o: o.finish_if_later(0, 2**60), ValueError, "sum"),
        (lambda o: o.times(3), IndexError, "no such activity"),
        (lambda o: o.between(0, -1), IndexError, "no such activity"),
    ],
)
def test_wrong_calls_are_refused_and_change_nothing(call, error, words):
    """Positions, numbers, links, tables and steps are checked before anything is done."""
    overlay = Overlay(graph(), DAYS)
    with pytest.raises(error, match=words):
        call(overlay)
    assert (overlay.steps, overlay.finish) == (0, 6)


@pytest.mark.parametrize(
    "changes", [{"duration": DAYS[:2]}, {"release": -DAYS}, {"tables": np.zeros((3, 3), np.int32)}]
)
def test_columns_are_checked_as_for_a_solve(changes):
    """Lengths, ranges and numbers of tables."""
    with pytest.raises(ValueError, match=r"duration|release|tables"):
        Overlay(graph(), **{"duration": DAYS} | changes)
    loop = Graph(1, np.array([0], np.int32), np.array([0], np.int32))
    with pytest.raises(ValueError, match="circle"):
        Overlay(loop, DAYS[:1])


def test_nothing_and_one():
    """An empty network finishes on day 0; what is alone takes its time."""
    none, one = np.empty(0, np.int32), Graph(1, np.empty(0, np.int32), np.empty(0, np.int32))
    empty = Overlay(Graph(0, none, none), none)
    assert (empty.finish, empty.update(), empty.late_start.tolist(), empty.lost) == (0, 0, [], (-1, 0))
    single = Overlay(one, DAYS[1:2])
    single.set_duration(0, 7)
    assert (single.finish, single.times(0), single.finish_if_later(0, 2)) == (7, (0, 7, 0, 7, 0), 9)


def test_it_keeps_its_graph():
    """The graph lives as long as something lies on it."""
    overlay = Overlay(graph(), DAYS)
    gc.collect()
    assert overlay.between(0, 1) == [(0, 0, 0, -1)]
    overlay.set_duration(1, 5)
    assert overlay.total_float.tolist() == [0, 0, 0]


def test_without_a_day_there_is_no_answer():
    """-1 and None, and which activity it is, from when on it looked."""
    never = np.array([[0, 3, 4, 4, 4]], np.int32)
    tables = np.full((3, 3), -1, np.int32)
    tables[1:, 1] = 0
    overlay = Overlay(graph(tables=never, horizon=3), np.array([0, 0, 0], np.int32), tables=tables)
    assert overlay.finish_if_later(0, 1) == 3
    assert overlay.finish_if_later(0, 2) == -1
    overlay.set_duration(0, 2)
    assert (overlay.finish, overlay.update(), overlay.lost) == (-1, -1, (1, 2))
    assert (overlay.early_start, overlay.late_start, overlay.times(0)) == (None, None, None)
    overlay.undo(1)
    assert (overlay.lost, overlay.finish, overlay.duration(0)) == ((-1, 0), 0, (0, -1))


def test_numbers_grow_beyond_32_bits_and_relations_beyond_finish_to_start():
    """What a change needs is taken in, and undone as well."""
    overlay = Overlay(graph(), DAYS)
    overlay.set_duration(1, 2**40)
    assert overlay.finish == 2**40 + 4
    assert overlay.add(0, 2, 3, 2**50) == []
    assert (overlay.finish, overlay.early_start.tolist()) == (2**50, [0, 1, 2**50 - 3])
    overlay.undo(1)
    assert overlay.finish == 2**40 + 4
    overlay.undo(1)
    assert (overlay.finish, overlay.total_float.tolist()) == (6, [0, 0, 0])


def test_a_long_history_can_be_undone():
    """Old values are forgotten beyond a limit; dates are computed again then."""
    n = 2000
    links = np.arange(n - 1, dtype=np.int32)
    overlay = Overlay(Graph(n, links, links + 1), np.ones(n, np.int64))
    for k in range(3000):
        overlay.set_duration(n - 1 - k % 40, 2 + k // 40)
        overlay.update()
    for k in reversed(range(0, 3000, 500)):
        overlay.undo(overlay.steps - k)
        assert overlay.finish == n + sum((k - i + 39) // 40 for i in range(40))
