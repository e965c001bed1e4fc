# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Anytime quality on PSPLIB beside PyJobShop and plain CP-SAT: same cores, same limits, in turns, one run.

Each contestant lives in a process of its own and waits while another one works. PSPLIB's instances are free for research but
not ours to ship: ``--path`` says where they lie.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from anytime.contestants import CONTESTANTS, Trace, is_here, warm
from anytime.instances import Plain, instances
from anytime.report import Run, draw, rows, write

NAME = "anytime"
ROOT = Path(__file__).resolve().parents[2]
PEER_FOLDER = ROOT / ".tools" / "peers"
MISSING = 2


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this benchmark."""
    parser.add_argument("--peers", action="store_true", help="fetch the peers into .tools/peers first (done by dev.py)")
    parser.add_argument("--sets", nargs="+", choices=("j30", "j60", "j120"), default=["j60", "j120"], help="which sets")
    parser.add_argument("--every", type=int, default=1, help="only every n-th instance")
    parser.add_argument("--limits", type=float, nargs="+", default=[1.0, 5.0, 20.0], help="seconds for each instance")
    parser.add_argument("--peer-limits", type=float, nargs="+", help="other limits for the peers")
    parser.add_argument("--once", action="store_true", help="run the longest limit alone, and read the others off it")
    parser.add_argument(
        "--contestants", nargs="+", choices=CONTESTANTS, default=list(CONTESTANTS), help="who takes part"
    )
    parser.add_argument("--workers", type=int, default=2, help="cores for each contestant")
    parser.add_argument(
        "--path", type=Path, default=ROOT.parent / "shared" / "data" / "psplib", help="folder with the sets"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "benchmarks", help="folder for table and picture")


def run(chosen: argparse.Namespace) -> int:
    """Run everything, print the table; 0 unless somebody claims less than a proved optimum."""
    if not (chosen.path / "best_known.csv").is_file():
        print(f"The instances are missing: {chosen.path} (name the folder with --path).")
        return MISSING
    if PEER_FOLDER.is_dir():
        sys.path.append(str(PEER_FOLDER))  # last, so that what the lock names wins
    here = [name for name in chosen.contestants if is_here(name)]
    if missing := sorted(set(chosen.contestants) - set(here)):
        print(f"Not installed, left out: {', '.join(missing)} (dev.py bench anytime --peers fetches them)\n")
    done: list[Run] = []
    with ExitStack() as stack:
        pools = {name: stack.enter_context(_process(name)) for name in here}
        try:
            for one in _turns(chosen, pools):
                done.append(one)
                print(f"{one.project.name:<10} {one.contestant:<10} {one.limit:>5g} s  {_said(one)}", flush=True)
        except KeyboardInterrupt:
            print("\nInterrupted: what follows is of the instances so far.")
    print()
    for row in rows(done):
        print(row.line())
    write(done, chosen.out / "anytime.csv")
    for suffix in ("svg", "png"):
        draw(done, chosen.out / f"anytime.{suffix}")
    print(f"\n{chosen.out / 'anytime.csv'}")
    wrong = [
        one for one in done if one.project.is_closed and (one.trace.at(float("inf")) or 2**31) < one.project.best_known
    ]
    for one in wrong:
        print(f"{one.contestant} claims less than the optimum of {one.project.name}")
    return 1 if wrong else 0


def _process(name: str) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=warm, initargs=(name, str(PEER_FOLDER)))


def _turns(chosen: argparse.Namespace, pools: dict[str, ProcessPoolExecutor]) -> Iterator[Run]:
    """Yield every run, instance by instance, so that noise of the machine meets all alike."""
    for set_name in chosen.sets:
        for project in instances(chosen.path, set_name, chosen.every):
            for contestant, pool in pools.items():
                limits = chosen.limits if contestant == "egovplan" else chosen.peer_limits or chosen.limits
                for limit in [max(limits)] if chosen.once else limits:
                    trace = pool.submit(_solve, contestant, project, limit, chosen.workers).result()
                    shorter = sorted(x for x in limits if x < limit) if chosen.once else []
                    yield from (Run(set_name, project, contestant, x, trace.until(x)) for x in shorter)
                    yield Run(set_name, project, contestant, limit, trace)


def _solve(contestant: str, project: Plain, limit: float, workers: int) -> Trace:
    return CONTESTANTS[contestant](project, limit, workers)


def _said(one: Run) -> str:
    value = one.trace.at(float("inf"))
    proved = "proved" if one.trace.is_proved else ""
    return f"{value!s:>5} (known {one.project.best_known})  {one.trace.seconds:6.2f} s  {proved}"
