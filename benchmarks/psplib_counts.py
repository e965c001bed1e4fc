# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The heuristic alone by number of schedules, as the literature prints it: gap to the best known, deviation from the critical path.

A schedule is as many start times as there are activities (Kolisch, Hartmann 2006), on one processor.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import egovplan
from egovplan.scheduling.heuristic import Improver
from egovplan.scheduling.translation.build import build


@dataclass(frozen=True)
class Count:
    """What so many schedules brought on a set: means over its instances and the seeds."""

    schedules: int
    runs: int
    gap: float
    deviation: float
    as_good: int
    rate: float

    def __str__(self) -> str:
        return (
            f"{self.schedules:>9,} {self.runs:>9} {self.gap:>8.2f} % {self.deviation:>8.2f} % "
            f"{self.as_good:>10} {self.rate / 1000:>8.0f}"
        )


HEAD = f"{'Pläne':>9} {'Läufe':>9} {'Abstand':>10} {'über Pfad':>10} {'wie bekannt':>10} {'Tsd./s':>8}"


def run(
    files: Sequence[Path], known: dict[str, tuple[int, bool]], counts: Sequence[int], seeds: Sequence[int]
) -> list[Count]:
    """Search each instance with each number of schedules and each seed, print the table, and return it."""
    catalogues = {file.stem: egovplan.load_catalogue(file) for file in files}
    instances = {name: build(catalogue) for name, catalogue in catalogues.items()}
    paths = {name: int(egovplan.critical_path(catalogue).makespan) for name, catalogue in catalogues.items()}
    print(HEAD)
    rows = []
    for count in counts:
        begun, made, found = time.process_time(), 0, list[tuple[str, int]]()
        for name, seed in product(instances, seeds):
            improver = Improver(instances[name], seed=seed, schedules=count, levels=("makespan",))
            while improver.is_left:
                improver.improve(float("inf"), patience=float("inf"))
            made += improver.schedules
            found.append((name, improver.best.objective[1] if improver.best is not None else 10**6))
        seconds, many = time.process_time() - begun, max(1, len(found))
        gap = sum(100 * (value / known[name][0] - 1) for name, value in found) / many
        deviation = sum(100 * (value / paths[name] - 1) for name, value in found) / many
        as_good = sum(value <= known[name][0] for name, value in found)
        rows.append(Count(count, len(found), gap, deviation, as_good, made / max(seconds, 1e-9)))
        print(rows[-1], flush=True)
    return rows
