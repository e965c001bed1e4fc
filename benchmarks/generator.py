# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Schedules a second of the compiled search on PSPLIB's largest set, with one core, its lists and crossovers included.

Once as they are; once with a fifth less of every resource in each fourth week, and with two budgets over years of 50 working days,
one of which carries over: each activity charges one of them, at its start, its finish or spread over its work.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

import egovplan
from egovplan.scheduling.heuristic import Improver
from egovplan.scheduling.instance import Account, Charge, Instance
from egovplan.scheduling.translation.build import build

NAME = "generator"
DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "psplib"
MISSING = 2
YEAR = 50
"""Working days of a year of the budgets, short enough for several of them to matter. [d]"""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this benchmark."""
    parser.add_argument("--path", type=Path, default=DEFAULT, help="folder with the sets")
    parser.add_argument("--set", default="j120", help="which instances")
    parser.add_argument("--every", type=int, default=12, help="each which of them")
    parser.add_argument("--schedules", type=int, default=20_000, help="for each instance")


def run(chosen: argparse.Namespace) -> int:
    """Measure both kinds; 0 if both reach their bar."""
    folder = chosen.path / f"{chosen.set}.sm"
    if not folder.is_dir():
        print(f"Die Instanzen fehlen: {folder} (Ordner mit --path angeben).")
        return MISSING
    instances = [build(egovplan.load_catalogue(file)) for file in sorted(folder.iterdir())[:: chosen.every]]
    print(
        f"{len(instances)} instances of {chosen.set}, {chosen.schedules:,} schedules each, processor time of one thread"
    )
    kinds: dict[str, tuple[Callable[[Instance], Instance], int]] = {
        "as they are": (lambda instance: instance, 200_000),
        "changing capacity, yearly budgets": (with_budgets, 150_000),
    }
    return max(
        [measure(name, [change(i) for i in instances], chosen.schedules, bar) for name, (change, bar) in kinds.items()]
    )


def measure(name: str, instances: list[Instance], schedules: int, bar: int) -> int:
    """Print how many schedules a second there are; 0 if the bar is reached on average."""
    rates, made, took = [], 0, 0.0
    for instance in instances:
        search = Improver(instance, schedules=schedules)
        begun = time.process_time()
        while search.is_left:
            search.improve(60.0)
        seconds = time.process_time() - begun
        rates.append(search.schedules / seconds)
        made, took = made + search.schedules, took + seconds
    spread = f"least {min(rates):,.0f}, median {statistics.median(rates):,.0f}, most {max(rates):,.0f}"
    print(f"{name}: {made / took:,.0f} schedules/s (bar {bar:,}); by instance: {spread}")
    return 0 if made / took >= bar else 1


def with_budgets(instance: Instance) -> Instance:
    """Return the instance with capacities that change and budgets that bind."""
    capacity = instance.capacity.copy()
    rare = np.arange(capacity.shape[1]) // 5 % 4 == 3
    capacity[:, rare] = np.maximum(capacity[:, rare] * 4 // 5, instance.demand_amount.max(initial=0))
    work = instance.mode_duration.tolist()
    years = range(instance.horizon // YEAR + 1)
    first, after = tuple(YEAR * k for k in years), tuple(YEAR * (k + 1) for k in years)
    share = 1000 * sum(work) // 8  # of each account: a quarter of its charges may fall in a year
    limits = {"a": tuple(share * (k + 1) for k in years), "b": (share,) * len(years)}
    accounts = tuple(Account(kind, tuple(years), first, after, limit, kind == "a") for kind, limit in limits.items())
    charges = tuple(Charge(i, -1, i % 2, 1000 * days, i // 2 % 3) for i, days in enumerate(work))
    return replace(instance, capacity=capacity, accounts=accounts, charges=charges)
