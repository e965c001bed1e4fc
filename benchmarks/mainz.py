# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The strategy of Mainz (2015): how good a plan is found in which time, over several seeds."""

from __future__ import annotations

import argparse

import egovplan

NAME = "mainz"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this benchmark."""
    parser.add_argument("--dataset", default="mainz-2015")
    parser.add_argument("--time-limit", type=float, default=15.0, help="seconds for each run")
    parser.add_argument("--seeds", type=int, default=3, help="runs with the seeds 0, 1, …")


def run(chosen: argparse.Namespace) -> int:
    """Run all seeds; 0 if every plan keeps every rule."""
    catalogue = egovplan.datasets.load(chosen.dataset)
    broken = 0
    for seed in range(chosen.seeds):
        result = egovplan.schedule(catalogue, time_limit=chosen.time_limit, seed=seed)
        violations = egovplan.verify(result.plan, catalogue) if result.plan else ["kein Plan"]
        broken += bool(violations)
        print(f"Startwert {seed}: {result!r}, {len(violations)} Verstöße, {result.stop_reason.value}", flush=True)
    return 1 if broken else 0
