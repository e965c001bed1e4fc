# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Durations as a matrix: every scenario as if it were solved on its own."""

import numpy as np
import pytest

from egovplan import critical_path
from egovplan._core import instructions, solve_rows
from egovplan.errors import OutOfRangeError
from egovplan.network.graph import Network
from egovplan.network.scenarios.lanes import lane_columns
from tests.network.scenarios.cases import finish_days, random_links, random_network, solved

DATES = ("early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float")


def check(network, durations):
    """Compare all columns with those of one scenario after the other."""
    paths = critical_path(network, durations=durations)
    critical = np.zeros(len(network), np.int64)
    assert len(paths) == len(durations)
    for k, row in enumerate(durations):
        one = solved(network, row)
        assert paths.never[k] == (one is None)
        if one is None:
            finish = finish_days(network, row, network.horizon + 1)
            assert paths.finish[k] == network.origin + network.horizon + 1 == network.origin + max(finish)
            assert (paths.early_finish[k] - network.origin).tolist() == finish
            assert (paths.total_float[k] == 0).all()
            continue
        assert (paths.finish[k], paths.makespan[k]) == (one.finish, one.makespan)
        for name in DATES:
            assert np.array_equal(getattr(paths, name)[k], getattr(one, name)), name
        critical += one.total_float <= 0
    assert np.array_equal(paths.critical_count, critical)
    fitting = int((~paths.never).sum())
    if fitting:
        assert np.array_equal(paths.criticality, critical / fitting)
    short = int(durations.max(initial=0)) * len(network) < 2**27
    for name in instructions() if short else ():
        finish, count = solve_rows(network.graph, lane_columns(network), paths.durations, name)
        assert np.array_equal(finish + network.origin, paths.finish)
        assert np.array_equal(count, paths.critical_count)


@pytest.mark.parametrize("seed", range(40))
def test_catalogues_with_calendars(seed):
    """Gates, embargoes, notice, elapsed lags and durations, actuals; some scenarios leave the calendar."""
    network = random_network(seed)
    most = 30 if seed % 4 else 500
    rng = np.random.default_rng(seed)
    check(network, rng.integers(0, most, (rng.integers(1, 90), len(network)), dtype=np.int32 if seed % 2 else np.int64))


@pytest.mark.parametrize("seed", range(24))
@pytest.mark.parametrize("most", [20, 3000, 2**20])
def test_networks_without_a_calendar(seed, most):
    """All relations with lags; plain ones in 16 bits, in 32, and in 16 until a block does not fit."""
    network = random_links(seed, size=(seed * 7) % 40 + 1)
    durations = np.random.default_rng(seed).integers(
        0, most, (100, len(network)), dtype=np.int64 if seed % 2 else np.int32
    )
    if seed % 3 == 0:
        durations[:64] %= 10
    check(network, durations)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int16, np.uint16, np.uint32, np.uint64])
def test_any_whole_numbers_in_any_layout(dtype):
    """As long as they are whole."""
    network = random_links(1)
    given = np.random.default_rng(1).integers(0, 100, (2 * len(network), 50)).astype(dtype)
    expected = critical_path(network, durations=np.ascontiguousarray(given[::2].T, np.int64))
    assert np.array_equal(critical_path(network, durations=given[::2].T).finish, expected.finish)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_days_beyond_32_bits_are_exact(seed):
    """One scenario after the other, in 64 bits."""
    network = random_links(seed, 12)
    check(network, np.random.default_rng(seed).integers(0, 2**40, (5, 12)))
    check(network, np.full((3, 12), 2**28, np.int32))


def test_longer_than_the_calendar_is_never():
    """However long."""
    network = random_network(1)
    paths = critical_path(network, durations=np.full((2, len(network)), 2**40))
    assert paths.never.all()
    assert np.isnan(paths.criticality).all()


def test_no_scenario_and_no_activity():
    """Are no special cases."""
    assert len(critical_path(random_links(1), durations=np.empty((0, 30), np.int32)).early_start) == 0
    assert critical_path(Network.from_links([], [], []), durations=np.empty((3, 0), np.int32)).finish.tolist() == [
        0,
        0,
        0,
    ]


def test_wrong_matrices_are_refused():
    """Other shapes and types, negative numbers, a target, and what no sweep could hold."""
    network = Network.from_links(["a"], ["b"], {"a": 1, "b": 2})
    with pytest.raises(TypeError, match="ganze Zahlen"):
        critical_path(network, durations=np.zeros((3, 2)))
    with pytest.raises(TypeError, match="ganze Zahlen"):
        critical_path(network, durations=np.zeros((3, 2), np.bool_))
    with pytest.raises(TypeError, match="mehrere Szenarien"):
        critical_path(network, to="b", durations=np.zeros((3, 2), np.int32))
    with pytest.raises(OutOfRangeError, match=r"\(Szenarien, 2\)"):
        critical_path(network, durations=np.zeros((3, 3), np.int32))
    for dtype in (np.int32, np.int64):
        with pytest.raises(OutOfRangeError, match="-1 in Szenario 1 bei 'b'"):
            critical_path(network, durations=np.array([[1, 2], [3, -1]], dtype))
    with pytest.raises(OutOfRangeError, match="höchstens"):
        critical_path(network, durations=np.full((1, 2), 2**63, np.uint64))
    with pytest.raises(OutOfRangeError, match="2\\*\\*60"):
        critical_path(network, durations=np.full((1, 2), 2**60))


def test_it_says_what_it_is():
    """In one line."""
    assert (
        repr(critical_path(random_links(1), durations=np.ones((1200, 30), np.int32)))
        == "CriticalPaths(1.200 Szenarien, 30 Vorgänge)"
    )
