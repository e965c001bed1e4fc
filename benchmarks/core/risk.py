# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Batch and Monte Carlo beside numpy and pmcontrols."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from core.arrays import segments
from core.cases import Case, layered
from core.clock import in_turns
from core.report import Row, ratios
from egovplan import Network, critical_path
from egovplan.network.scenarios.distributions import Triangular
from egovplan.network.scenarios.sampling import Sampler
from egovplan.network.scenarios.simulation import simulate_network

Matrix = npt.NDArray[np.int32]


def _spread(case: Case) -> tuple[npt.NDArray[np.float64], ...]:
    low = case.duration * 8.0
    return low, case.duration * 10.0, case.duration * 16.0


def _levels_of(network: Network, case: Case) -> tuple[Any, ...]:
    level = np.asarray(network.generations, np.int64)
    into, out = np.lexsort((case.succ, level[case.succ])), np.lexsort((case.pred, level[case.pred]))
    forward = segments(case.succ[into], level[case.succ[into]])
    backward = segments(case.pred[out], level[case.pred[out]])
    return case.pred[into], case.succ[out], forward, backward


class NumpyMonteCarlo:
    """Level by level over blocks of scenarios that fit the cache; float32, in-place, inverse of the triangle by hand."""

    def __init__(self, case: Case, network: Network, block: int = 64) -> None:
        self.low, self.mode, self.high = (x.astype(np.float32)[:, None] for x in _spread(case))
        self.pred, self.succ, self.forward, self.backward = _levels_of(network, case)
        self.n, self.block = case.size, block

    def draw(self, rng: np.random.Generator, count: int) -> npt.NDArray[np.float32]:
        u = rng.random((self.n, count), np.float32)
        width = self.high - self.low
        cut = (self.mode - self.low) / width
        left = self.low + np.sqrt(u * (width * (self.mode - self.low)))
        right = self.high - np.sqrt((np.float32(1) - u) * (width * (self.high - self.mode)))
        return np.rint(np.where(u < cut, left, right))

    def passes(self, days: Any) -> tuple[Any, Any]:
        start = np.zeros_like(days)
        finish = days.copy()
        for part, begin, own in self.forward:
            if own.size:
                start[own] = np.maximum.reduceat(finish[self.pred[part]], begin, axis=0)
                finish[own] = start[own] + days[own]
        last = finish.max(axis=0)
        late = np.broadcast_to(last, days.shape) - days
        for part, begin, own in reversed(self.backward):
            if own.size:
                late[own] = np.minimum.reduceat(late[self.succ[part]], begin, axis=0) - days[own]
        return last, (late == start).sum(axis=1)

    def run(self, count: int, seed: int = 0) -> tuple[Any, Any]:
        rng = np.random.default_rng(seed)
        last, critical = [], np.zeros(self.n, np.int64)
        for first in range(0, count, self.block):
            done, hits = self.passes(self.draw(rng, min(self.block, count - first)))
            last.append(done)
            critical += hits
        finish = np.concatenate(last)
        return np.percentile(finish, (10, 50, 80, 95)), critical / count


def _best_block(case: Case, network: Network) -> NumpyMonteCarlo:
    """The block size that suits numpy best on this machine."""
    tried = {block: NumpyMonteCarlo(case, network, block) for block in (64, 256, 1024)}
    timings = in_turns({str(b): partial(peer.run, 2048) for b, peer in tried.items()}, rounds=3, budget=10.0)
    return tried[int(min(timings, key=lambda name: timings[name].median))]


def _pmcontrols(case: Case, count: int) -> Callable[[], object]:
    from pmcontrols.network import pert

    before: list[list[str]] = [[] for _ in range(case.size)]
    for u, v in zip(case.pred.tolist(), case.succ.tolist(), strict=True):
        before[v].append(str(u))
    low, mode, high = (x.tolist() for x in _spread(case))
    rows = [
        {"id": str(i), "a": low[i], "m": mode[i], "b": high[i], "predecessors": before[i]} for i in range(case.size)
    ]
    return lambda: pert(rows, n_sim=count)


def monte_carlo(size: int, scenarios: int, rounds: int) -> list[Row]:
    """Sampling, both passes, criticality and percentiles."""
    case = layered(size)
    network = Network.from_links(case.pred, case.succ, case.duration)
    low, mode, high = _spread(case)
    sampler = Sampler([Triangular(*row) for row in zip(low, mode, high, strict=True)], seed=1)
    everything = [range(size)]

    def ours(threads: int) -> object:
        return simulate_network(network, sampler, first=0, count=scenarios, groups=everything, threads=threads)

    contestants: dict[str, Callable[[], object]] = {
        "egovplan": partial(ours, 1), "egovplan, 2 threads": partial(ours, 2),
        "numpy": partial(_best_block(case, network).run, scenarios),
    }  # fmt: skip
    timings = in_turns(contestants, rounds=rounds, budget=40.0)
    if importlib.util.find_spec("pmcontrols"):
        timings |= in_turns({"pmcontrols": _pmcontrols(case, scenarios)}, rounds=2, budget=1.0)
    return ratios("monte carlo", f"×{scenarios:,}", size, timings)


def batch(size: int, scenarios: int, rounds: int) -> list[Row]:
    """Durations given as a matrix: both passes with criticality, beside reading the matrix once."""
    case = layered(size)
    network = Network.from_links(case.pred, case.succ, case.duration)
    matrix = np.random.default_rng(1).integers(1, 200, (scenarios, size), dtype=np.int32)
    scratch = np.empty_like(matrix)
    peer = NumpyMonteCarlo(case, network)
    contestants: dict[str, Callable[[], object]] = {
        "egovplan": lambda: critical_path(network, durations=matrix).criticality,
        "read once (sum)": lambda: matrix.view(np.int64).sum(),
        "copy": lambda: np.copyto(scratch, matrix),
        "numpy": lambda: [peer.passes(np.ascontiguousarray(matrix[k : k + 256].T)) for k in range(0, scenarios, 256)],
    }
    return ratios("batch", f"×{scenarios:,}", size, in_turns(contestants, rounds=rounds, budget=30.0))
