# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The critical-path core beside its peers, in the same process and in turns.

Every ratio is between medians of one run; every contestant's answer is compared with ours before anything is timed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core import ours
from core.cases import Case, chain, layered, related
from core.clock import Timing, in_turns
from core.memory import measure as bytes_of
from core.peers import PEERS, Columns, Peer, _solve_length
from core.report import HEAD, Row, draw, exponent, ratios, write_table

NAME = "core"
OUT = Path("out/benchmarks")
PEER_FOLDER = Path(__file__).resolve().parents[2] / ".tools" / "peers"
SIZES = (1_000, 10_000, 100_000, 1_000_000)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--peers", action="store_true", help="fetch the peers into .tools/peers first (done by dev.py)")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="numbers of activities")
    parser.add_argument("--phases", nargs="+", choices=list(PHASES), default=list(PHASES), help="what to measure")
    parser.add_argument("--rounds", type=int, default=7, help="rounds at most")
    parser.add_argument("--budget", type=float, default=30.0, help="seconds for each phase and size")
    parser.add_argument("--without", nargs="+", default=[], metavar="PEER", help="peers to leave out")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for the table and the picture")


def run(chosen: argparse.Namespace) -> int:
    if PEER_FOLDER.is_dir():
        sys.path.append(str(PEER_FOLDER))  # last, so that what the lock names wins
    here = [peer for peer in PEERS if peer.is_here and peer.name not in chosen.without]
    if missing := [peer.name for peer in PEERS if not peer.is_here]:
        print(f"Not installed, left out: {', '.join(missing)} (dev.py bench core --peers fetches them)\n")
    print(HEAD)
    rows: list[Row] = []
    for phase in chosen.phases:
        for row in PHASES[phase](here, chosen):
            rows.append(row)
            print(row.line(), flush=True)
    growth(rows)
    write_table(rows, chosen.out / "core.csv")
    if {"links", "ids", "solve"} & set(chosen.phases):
        draw(rows, chosen.out / "core.svg")
        draw(rows, chosen.out / "core.png")
    print(f"\n{chosen.out / 'core.csv'}")
    return 0


def growth(rows: list[Row]) -> None:
    """Say how the cost of each contestant grows with the size."""
    for phase in ("links", "ids", "solve"):
        mine = sorted((r for r in rows if (r.phase, r.contestant) == (phase, "egovplan")), key=lambda r: r.size)
        if len(mine) > 1:
            slope = exponent([r.size for r in mine], [r.timing.median for r in mine])
            print(f"growth of {phase}: size to the power of {slope:.2f}")


def agree(case: Case, want: Columns, got: Columns, name: str) -> None:
    """Stop where a contestant has other dates or floats than we have: then times say nothing."""
    for k, (a, b) in enumerate(zip(want, got, strict=True)):
        if name == "pmcontrols" and k == 5:  # it has no free float
            continue
        if not np.array_equal(np.asarray(a, np.int64), np.asarray(b).astype(np.int64)):
            raise SystemExit(f"{name} differs from egovplan in column {k} of {case.name} with {case.size} activities")


def links(peers: list[Peer], chosen: argparse.Namespace) -> Iterator[Row]:
    """From columns of positions to all six columns of results."""
    for size in chosen.sizes:
        case = layered(size)
        contestants: dict[str, Callable[[], Any]] = {"egovplan": partial(ours.links, case)}
        for peer in peers:
            if size <= peer.most:
                agree(case, ours.links(case), peer.solve(peer.build(case)), peer.name)
                contestants[peer.name] = partial(_both, peer, case)
        yield from ratios("links", case.name, size, _timed(contestants, chosen))


def _both(peer: Peer, case: Case) -> Columns:
    return peer.solve(peer.build(case))


def ids(peers: list[Peer], chosen: argparse.Namespace) -> Iterator[Row]:
    """From lists of string ids to all six columns."""
    for size in chosen.sizes:
        case = layered(size)
        before, after, days = case.named  # made here, not in the timed part
        contestants: dict[str, Callable[[], Any]] = {"egovplan": partial(ours.names, case)}
        for peer in peers:
            if peer.build_named is not None and size <= peer.most:
                agree(case, ours.names(case), peer.solve(peer.build_named(case)), peer.name)
                contestants[peer.name] = partial(_named, peer, case)
        del before, after, days
        yield from ratios("ids", case.name, size, _timed(contestants, chosen))


def _named(peer: Peer, case: Case) -> Columns:
    assert peer.build_named is not None
    return peer.solve(peer.build_named(case))


def solve(peers: list[Peer], chosen: argparse.Namespace) -> Iterator[Row]:
    """A built network solved again with other durations, beside a copy with the same traffic."""
    for size in chosen.sizes:
        case = layered(size)
        network, days = ours.build(case), case.duration[::-1].copy()
        contestants: dict[str, Callable[[], Any]] = {
            "egovplan": partial(ours.solve, network, days),
            "egovplan, heads and tails": partial(ours.heads_and_tails, network, days),
            "copy, same traffic": copy_of(case),
        }
        for peer in peers:
            if size <= peer.most:
                contestants[peer.name] = partial(peer.solve, peer.build(case))
                if peer.name == "rustworkx":
                    contestants["rustworkx, length only"] = partial(_solve_length, peer.build(case))
        yield from ratios("solve", case.name, size, _timed(contestants, chosen))


def copy_of(case: Case) -> Callable[[], object]:
    """A copy that reads and writes together as many bytes as both passes.

    A link costs 28 bytes: its source in each pass, a finish read, a late and a kept bound read and written. An activity
    costs 56: its place and duration, two pointers, start and finish, both bounds as they begin and as they are read.
    """
    number = (28 * len(case.pred) + 56 * case.size) // 8  # half of them read, half of them written, 4 bytes each
    source = np.ones(max(number, 1), np.int32)
    target = np.empty_like(source)
    return partial(np.copyto, target, source)


def relations(_: list[Peer], chosen: argparse.Namespace) -> Iterator[Row]:
    """All four relations with lags beside finish to start alone, on the same links."""
    for size in chosen.sizes:
        plain, full = layered(size), related(size)
        contestants = {
            "egovplan": partial(ours.solve, ours.build(plain), plain.duration),
            "egovplan, all relations": partial(ours.solve, ours.build(full), full.duration),
        }
        yield from ratios("relations", "related", size, _timed(contestants, chosen))


def incremental(_: list[Peer], chosen: argparse.Namespace) -> Iterator[Row]:
    """One duration changed at random, with heads and tails up to date, beside solving again."""
    for size in chosen.sizes:
        for case in (layered(size, depth=10), layered(size), layered(size, depth=size // 10), chain(size)):
            network = ours.build(case)
            rng = np.random.default_rng(3)
            changes = list(zip(rng.integers(0, size, 1000).tolist(), rng.integers(1, 21, 1000).tolist(), strict=True))
            contestants: dict[str, Callable[[], Any]] = {
                "egovplan": partial(ours.heads_and_tails, network, case.duration.copy())
            }
            shape = f"{case.name}" if case.name == "chain" else f"depth {int(network.generations.max()) + 1}"
            timings = _timed(contestants, chosen)
            taken = sorted(_changes(network.what_if(), changes))
            for words, share in (("median", 0.5), ("99 %", 0.99), ("longest", 1.0)):
                timings[f"one change, {words}"] = Timing((taken[min(int(share * len(taken)), len(taken) - 1)],))
            yield from ratios("incremental", shape, size, timings)


def _changes(overlay: Any, changes: list[tuple[int, int]]) -> Iterator[float]:
    """Yield what each change takes, the best of three: it is undone in between, so what the machine does else is not it."""
    for name, days in changes:
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            overlay.set_duration(name, days)
            overlay.update()
            best = min(best, time.perf_counter() - start)
            overlay.undo()
            overlay.update()
        overlay.set_duration(name, days)
        overlay.update()
        yield best


def memory(_: list[Peer], chosen: argparse.Namespace) -> Iterator[Row]:
    """Bytes an activity; no times, so the lines are printed here."""
    for size in chosen.sizes:
        kept, full, peak = bytes_of(size)
        print(
            f"memory       layered   {size:>9,}  kept {kept:.0f} B an activity, with six columns {full:.0f}, at the peak {peak:.0f}"
        )
    yield from ()


def monte_carlo(_: list[Peer], chosen: argparse.Namespace) -> Iterator[Row]:
    from core import risk

    yield from risk.batch(1_000, 10_000, chosen.rounds)
    yield from risk.monte_carlo(1_000, 10_000, chosen.rounds)


def _timed(contestants: dict[str, Callable[[], Any]], chosen: argparse.Namespace) -> Any:
    return in_turns(contestants, rounds=chosen.rounds, budget=chosen.budget)


PHASES: dict[str, Callable[[list[Peer], argparse.Namespace], Iterator[Row]]] = {
    "links": links,
    "ids": ids,
    "solve": solve,
    "relations": relations,
    "incremental": incremental,
    "risk": monte_carlo,
    "memory": memory,
}
