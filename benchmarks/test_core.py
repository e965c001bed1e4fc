# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Our own kernels under pytest-benchmark, each with its answer checked, so that a faster wrong one turns red::

python3 dev.py test benchmarks --benchmark-only --benchmark-group-by=func
"""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from core import ours
from core.cases import chain, layered, related

from egovplan import critical_path
from egovplan.network.scenarios.distributions import Triangular
from egovplan.network.scenarios.sampling import Sampler
from egovplan.network.scenarios.simulation import simulate_network

SIZES = (1_000, 10_000, 100_000)


@pytest.fixture(params=SIZES, ids="{:,}".format)
def case(request):
    """A layered network of each size."""
    return layered(request.param)


def test_build(benchmark, case):
    """From columns of positions to a compiled network."""
    network = benchmark(ours.build, case)
    assert len(network) == case.size


def test_links(benchmark, case):
    """From columns of positions to all six columns of results."""
    start, finish, *_, free = benchmark(ours.links, case)
    assert (finish - start == case.duration).all()
    assert free.min() >= 0


def test_ingest(benchmark, case):
    """From lists of string ids to all six columns."""
    columns = benchmark(ours.names, case)
    assert np.array_equal(columns[0], ours.links(case)[0])


def test_solve(benchmark, case):
    """A built network with other durations."""
    network = ours.build(case)
    columns = benchmark(ours.solve, network, case.duration * 2)
    assert np.array_equal(columns[0], 2 * ours.links(case)[0])


def test_solve_relations(benchmark, case):
    """All four relations with lags."""
    full = related(case.size)
    network = ours.build(full)
    columns = benchmark(ours.solve, network, full.duration)
    assert (columns[4] >= columns[5]).all()


@pytest.mark.parametrize("make", [layered, chain], ids=lambda f: f.__name__)
def test_incremental(benchmark, make):
    """One duration changed, heads and tails up to date, at 10,000 activities."""
    case = make(10_000)
    overlay = ours.build(case).what_if()
    rng = np.random.default_rng(5)
    places, days = rng.integers(0, case.size, 200_000).tolist(), rng.integers(1, 21, 200_000).tolist()
    changes = iter(zip(places, days, strict=True))
    now = dict(enumerate(case.duration.tolist()))

    def change():
        place, length = next(changes)
        now[place] = length
        overlay.set_duration(place, length)
        return overlay.finish

    benchmark.pedantic(change, rounds=500)
    fresh = critical_path(ours.build(case), durations=np.array([now[i] for i in range(case.size)]))
    assert overlay.finish == fresh.finish


def test_batch(benchmark):
    """A matrix of 1,000 scenarios of 1,000 activities, with criticality."""
    case = layered(1_000)
    network = ours.build(case)
    matrix = np.random.default_rng(1).integers(1, 200, (1_000, case.size), dtype=np.int32)
    paths = benchmark(lambda: critical_path(network, durations=matrix))
    assert paths.finish[7] == critical_path(network, durations=matrix[7].astype(np.int64)).finish


def test_risk(benchmark):
    """10,000 scenarios of 1,000 activities, sampled on the way, with criticality."""
    case = layered(1_000)
    network = ours.build(case)
    sampler = Sampler([Triangular(8.0 * d, 10.0 * d, 16.0 * d) for d in case.duration.tolist()], seed=1)
    tally = benchmark(lambda: simulate_network(network, sampler, first=0, count=10_000, groups=[range(case.size)]))
    assert tally.scenarios == 10_000
    assert tally.critical.max() <= 10_000
