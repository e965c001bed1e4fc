# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Plans of thousands of activities: seconds to a first verified plan, memory, growth, and cold CP-SAT beside it.

Two kinds of instances, made anew for every size: random networks under 20 resources, and the services of the OZG catalogue
brought into many towns. The second needs ``../shared/data/domain``; where that is absent, only the first is measured.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

from large.rollout import SERVICES, services

NAME = "scale"
ONE = Path(__file__).resolve().parent / "large" / "one.py"
BARS = {2_000: 0.2, 10_000: 2.0, 100_000: 60.0}
"""Seconds in which a first verified plan is to be there."""
STEPS = ("build", "windows", "load", "generate", "plan", "verify")
Answer = dict[str, Any]


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this benchmark."""
    parser.add_argument("--sizes", type=int, nargs="*", default=[2_000, 10_000, 100_000], help="numbers of activities")
    parser.add_argument("--kinds", nargs="+", choices=("network", "rollout"), default=["network", "rollout"])
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for each plan, ours and CP-SAT's")
    parser.add_argument("--growth", type=int, nargs="*", default=[], help="sizes of which only the steps are measured")
    parser.add_argument("--no-cold", action="store_true", help="without cold CP-SAT")


def run(chosen: argparse.Namespace) -> int:
    """Measure everything; 0 if every bar is met."""
    kinds = list(chosen.kinds)
    if "rollout" in kinds and services() is None:
        print(f"No services in {SERVICES}: only the random networks are measured.")
        kinds.remove("rollout")
    met = True
    for kind in kinds:
        for size in chosen.sizes:
            met &= _compared(kind, size, chosen)
        if chosen.growth:
            _growth(kind, chosen.growth)
    return 0 if met else 1


def _compared(kind: str, size: int, chosen: argparse.Namespace) -> bool:
    ours = _measured("ours", kind, size, chosen.time_limit)
    if ours is None:
        return False
    bar = BARS.get(size, math.inf)
    first = (
        f"first verified plan {ours['first']:.2f} s, {ours['first_cpu']:.2f} s of processor (bar {bar:g} s),"
        f" value {ours['first_value']}, {ours['first_peak']:,.0f} MB"
    )
    last = (
        f"after {ours['seconds']:.1f} s value {ours['value']} ≥ {ours['bound']}, {ours['schedules']:,} schedules,"
        f" {ours['peak']:,.0f} MB, solver {ours['solver_peak']:,.0f} MB"
    )
    print(f"{kind} {ours['activities']:,}: catalogue {ours['catalogue']:.1f} s; {first}; {last}", flush=True)
    met: bool = ours["first"] <= bar and ours["peak"] <= 2048
    if chosen.no_cold:
        return met
    cold = _measured("cold", kind, size, chosen.time_limit)
    if cold is not None:
        value = "no plan" if cold["value"] is None else f"value {cold['value']}"
        print(f"  cold CP-SAT: {value}, model built in {cold['built']:.1f} s, {cold['peak']:,.0f} MB", flush=True)
    return met and (cold is None or cold["value"] is None or ours["value"] <= cold["value"])


def _growth(kind: str, sizes: list[int]) -> None:
    """Print the processor time of each step for each size, and the exponent of its growth."""
    rows = [row for size in sizes if (row := _measured("steps", kind, size, 0.0)) is not None]
    for row in rows:
        print(f"{kind} {row['activities']:,}: " + ", ".join(f"{name} {row.get(name, 0):.3f}" for name in STEPS) + " s")
    if len(rows) > 1:
        n = [row["activities"] for row in rows]
        total = [sum(row.get(name, 0.0) for name in STEPS) for row in rows]
        each = {name: exponent(n, [row.get(name, 0.0) for row in rows]) for name in STEPS}
        print(f"  exponents: all {exponent(n, total):.2f} (n log n: {exponent(n, [x * math.log(x) for x in n]):.2f}); " + ", ".join(
            f"{name} {value:.2f}" for name, value in each.items()
        ))  # fmt: skip


def exponent(sizes: list[int], seconds: list[float]) -> float:
    """Return b of the least squares line ``log seconds = a + b log size``."""
    x, y = [math.log(size) for size in sizes], [math.log(max(second, 1e-4)) for second in seconds]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


def _measured(what: str, kind: str, size: int, seconds: float) -> Answer | None:
    """Return what a process of its own found; None if it failed, which it says itself."""
    line = [sys.executable, str(ONE), what, kind, str(size), str(seconds)]
    done = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(f"{kind} {size}, {what}: failed with exit code {done.returncode}", flush=True)
        return None
    answer: Answer = json.loads(done.stdout.splitlines()[-1])
    return answer
