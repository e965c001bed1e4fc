# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

from dataclasses import replace

import numpy as np
import pytest

from egovplan._core import serial
from egovplan.scheduling.heuristic import Improver, arrays, first_schedule
from tests.scheduling.networks import network, with_budgets, with_shortages
from tests.scheduling.test_generation import slow

COUNT = 600
"""Schedules of a search: rules and first lists, then children of a population of 12."""


def one_way(seed):
    """Return a network that can be generated from its beginning only: people are missing on some days."""
    instance = with_shortages(network(seed))
    return replace(instance, link_lag=np.maximum(instance.link_lag, 0))


@pytest.mark.parametrize("seed", range(6))
def test_the_best_schedule_comes_again_from_the_order_of_its_starts(seed):
    """Whatever crossovers and moves made its list, day by day it is the schedule of the activities in that order."""
    instance = one_way(seed)
    best = first_schedule(instance, seed=seed, schedules=COUNT)
    assert slow(instance, [int(t) * len(instance) + i for i, t in enumerate(best.starts)]) == best.starts.tolist()


@pytest.mark.parametrize("seed", range(6))
def test_children_are_better_than_random_lists(seed):
    """As many random lists do not give as early a finish."""
    instance, rng = one_way(seed), np.random.default_rng(seed)
    given, modes = arrays(instance), np.zeros(len(instance), np.int32)
    lists = (rng.permutation(len(instance)).astype(np.int32) for _ in range(COUNT))
    least = min(serial(given, key, modes)[3][1] for key in lists)
    assert first_schedule(instance, seed=seed, schedules=COUNT).objective[1] <= least


@pytest.mark.parametrize("change", [one_way, lambda seed: with_budgets(with_shortages(network(seed)))])
def test_slices_do_not_matter(change):
    """Schedules asked for one by one are those that are asked for at once."""
    instance = change(3)
    whole, slices = (Improver(instance, seed=7, schedules=COUNT) for _ in range(2))
    while whole.is_left:
        whole.improve(60.0)
    while slices.is_left:
        slices.improve(60.0, 1)
    assert whole.schedules == slices.schedules
    assert whole.best.objective == slices.best.objective
    assert whole.best.starts.tolist() == slices.best.starts.tolist()
