# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Schedules a second of a plan's policy under resources, sampling and counting included."""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np

import egovplan
from egovplan.network.scenarios.distributions import Fixed, Triangular
from egovplan.network.scenarios.sampling import Sampler
from egovplan.scheduling.policy import FixedPolicy, planned_days
from egovplan.scheduling.translation.build import build

NAME = "policy"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this benchmark."""
    parser.add_argument("--dataset", default="mainz-2015")
    parser.add_argument("--time-limit", type=float, default=5.0, help="seconds for the plan")
    parser.add_argument("--schedules", type=int, default=6400, help="in each repetition")
    parser.add_argument("--repeat", type=int, default=9)


def run(chosen: argparse.Namespace) -> int:
    """Measure one thread and two; 0 if both give the same tally."""
    catalogue = egovplan.datasets.load(chosen.dataset)
    plan = egovplan.schedule(catalogue, time_limit=chosen.time_limit, seed=0).plan
    instance = build(catalogue, extra=1000)
    policy, days = FixedPolicy(instance, plan), planned_days(instance, plan)
    sampler = Sampler([Triangular(0.8 * d, d, 2.0 * d) if d else Fixed(0) for d in days.tolist()], seed=1)
    measures = np.split(instance.measure_activity, instance.measure_ptr[1:-1])
    groups = [range(len(instance)), *measures]
    print(f"{instance!r}, {len(groups)} groups, {chosen.schedules} runs")
    took: dict[int, list[tuple[float, float]]] = {1: [], 2: []}
    tallies = {}
    for _ in range(chosen.repeat):
        for threads, seconds in took.items():
            clock, cpu = time.perf_counter(), time.process_time()
            tallies[threads] = policy.simulate(
                sampler, first=0, count=chosen.schedules, groups=groups, bins=4000, threads=threads
            )
            seconds.append((time.perf_counter() - clock, time.process_time() - cpu))
    for threads, seconds in took.items():
        for what, column in zip(("wall clock", "processor time"), zip(*seconds, strict=True), strict=True):
            middle, best = (chosen.schedules / f(column) for f in (statistics.median, min))
            print(f"{threads} threads, {what}: {middle:,.0f} runs/s (median), {best:,.0f} (best)")
    return 0 if tallies[1] == tallies[2] else 1
