# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Arguments for schedules under resources: one, many by a fixed policy, and the search for better ones."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from egovplan.errors import EgovplanError
from egovplan.scheduling import heuristic
from egovplan.scheduling.translation.baseline import Baseline
from egovplan.scheduling.translation.build import build
from tests.core.fuzz_sampling import counted
from tests.core.fuzz_values import Given, Values
from tests.scheduling.brute_force import Aim
from tests.scheduling.random_catalogues import random_aim, random_case


@lru_cache(maxsize=1)
def instances() -> tuple[Given, ...]:
    """Return arrays of real instances, every rule and every level of the objective among them."""
    found: list[Given] = []
    for seed in range(16):
        case = random_case(seed)
        try:
            aim = random_aim(case) if seed % 2 else Aim()
            baseline = Baseline.of(aim.baseline, case.catalogue, aim.max_moves) if aim.baseline else None
            instance = build(case.catalogue, as_of=case.as_of, baseline=baseline)
            found.append(dict(heuristic.arrays(instance, aim.levels)))
        except EgovplanError:  # nothing that could be planned
            continue
    return tuple(found)


def project(draw: Values) -> Given:
    return {"arrays": dict(draw.choice(instances()))}


def positions(given: Given) -> int:
    return len(given["arrays"]["release"])


def serial(draw: Values) -> Given:
    given = project(draw)
    size = positions(given)
    modes = np.array([draw.below(int(n)) for n in np.diff(given["arrays"]["mode_ptr"])], np.int32)
    return given | {"key": draw.rng.permutation(size).astype(np.int32), "modes": modes}


def generation(draw: Values) -> Given:
    given = serial(draw)
    return given | {
        "hold": draw.rng.integers(0, draw.choice((1, 40)), positions(given)).astype(np.int32),
        "is_bold": draw.chance(0.3), "limit": draw.choice((2**31 - 1, draw.below(60))), "is_plain": draw.chance(0.7),
        "is_backward": draw.chance(0.2),
    }  # fmt: skip


def latest(draw: Values) -> Given:
    given = project(draw)
    size, beyond = positions(given), int(given["arrays"]["horizon"]) + 2
    starts, finishes, until = (draw.rng.integers(0, beyond, size).astype(np.int32) for _ in range(3))
    return given | {"starts": starts, "finishes": np.maximum(starts, finishes), "until": until}


def search(draw: Values) -> Given:
    return project(draw) | {"seed": draw.below(2**62), "expected": draw.choice((0, 1, 50, 10_000, -1, 2**62))}


def offer(draw: Values, owner: Any) -> Given:
    size = len(owner.best()[2])
    return {
        "starts": draw.rng.integers(0, 40, size).astype(np.int32), "modes": draw.rng.integers(0, 3, size).astype(np.int32)
    }  # fmt: skip


def step(draw: Values, owner: Any) -> Given:
    del owner
    few = {"schedules": draw.below(60), "seconds": 1.0, "patience": draw.choice((0.0, 0.001))}
    return draw.choice((few, {"schedules": 2**62, "seconds": 0.001}))


# a fixed policy


def policy(draw: Values) -> Given:
    given = serial(draw)
    size, days = positions(given), int(given["arrays"]["horizon"]) + 1
    begun = given["arrays"]["fixed_start"] >= 0
    ordinal = np.cumsum(draw.rng.integers(1, 4, days)).astype(np.int32) if draw.chance(0.9) else np.empty(0, np.int32)
    return given | {
        "not_before": draw.rng.integers(0, draw.choice((1, days)), size).astype(np.int32),
        "counts_from": np.where(begun & (draw.rng.random(size) < 0.5), draw.below(days), -1).astype(np.int32),
        "ordinal": ordinal,
    }


def replayed(draw: Values, owner: Any) -> Given:
    return {"days": draw.rng.integers(0, draw.choice((2, 20, 2**24)), len(owner.order)).astype(np.int32)}


def simulated(draw: Values, owner: Any) -> Given:
    return counted(draw, len(owner.order), "spec") | {"threads": 1 + draw.below(3)}
