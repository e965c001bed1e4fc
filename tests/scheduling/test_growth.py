# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Thousands of activities: a verified plan, and work that grows with their number, not with its square. Counted, not timed."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable
from functools import cache

import pytest

from egovplan.catalogue.catalogue import Catalogue
from egovplan.plan.model import Plan
from egovplan.plan.verify import verify
from egovplan.scheduling.cpsat import protocol
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import network_heads
from egovplan.scheduling.dates.windows import propagate
from egovplan.scheduling.heuristic import Improver, arrays
from egovplan.scheduling.proofs.bounds import capacity_conflict, lower_bounds
from egovplan.scheduling.translation.build import build
from tests.scheduling.towns import towns

SMALL, LARGE = 4, 12
MOST = 1.15 * LARGE / SMALL
"""What three times as many activities may cost: three times as much, and a little for what is not exactly proportional."""


@cache
def made(count: int) -> tuple[Catalogue, Plan]:
    """Return the catalogue of some towns and its first plan."""
    catalogue = towns(count)
    instance = build(catalogue)
    search = Improver(instance)
    search.improve(0.0, 1)
    assert search.best is not None
    origin, best = instance.origin, search.best
    return catalogue, Plan.of(catalogue, best.starts + origin, best.finishes + origin, best.modes)


def windows(catalogue: Catalogue):
    """Return the instance of a catalogue, and when each activity can be."""
    functions = Functions(build(catalogue))
    return functions.instance, propagate(functions, heads=network_heads(functions))


WORK: dict[str, Callable[[int], object]] = {
    "build": lambda count: build(made(count)[0]),
    "arrays": lambda count: arrays(build(made(count)[0])),
    "windows": lambda count: windows(made(count)[0]),
    "bounds": lambda count: lower_bounds(*windows(made(count)[0])),
    "conflict": lambda count: capacity_conflict(made(count)[0], *windows(made(count)[0])),
    "protocol": lambda count: protocol.instance_from_plain(
        protocol.decode(protocol.encode(protocol.instance_to_plain(build(made(count)[0])))[12:])
    ),
    "hash": lambda count: build(made(count)[0]).hash,
    "verify": lambda count: verify(made(count)[1], made(count)[0]),
    "measures": lambda count: Plan(made(count)[0], made(count)[1].activities).objective,
}


def calls(work: Callable[[], object]) -> int:
    """Return how many functions are called, those of libraries included."""
    count = 0

    def seen(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def memory(work: Callable[[], object]) -> int:
    """Return the most bytes that are held at a time."""
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", WORK)
def test_three_times_as_many_towns_are_three_times_the_work(name):
    """The same functions are called so much oftener as there are activities more."""
    work = WORK[name]
    work(SMALL), work(LARGE)  # what is computed once is there
    few, many = calls(lambda: work(SMALL)), calls(lambda: work(LARGE))
    assert many <= MOST * few


@pytest.mark.parametrize("name", ["build", "arrays", "windows", "verify", "protocol"])
def test_three_times_as_many_towns_take_three_times_the_memory(name):
    """Nothing is held for each pair of activities, or for each activity and day."""
    work = WORK[name]
    work(SMALL), work(LARGE)
    few, many = memory(lambda: work(SMALL)), memory(lambda: work(LARGE))
    assert many <= MOST * few


def test_the_first_plan_of_thousands_of_activities_keeps_every_rule():
    """More than three thousand activities of thirty towns: sittings, budgets, people, vendors, introductions, open measures."""
    catalogue, plan = made(30)
    assert len(plan) == 30 * 101
    assert verify(plan, catalogue) == []
