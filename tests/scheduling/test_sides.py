# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import random

import numpy as np
import pytest

import egovplan
from egovplan.plan.model import Plan
from egovplan.scheduling.heuristic import Improver, first_schedule
from egovplan.scheduling.objective import Schedule
from egovplan.scheduling.translation.build import build
from tests.scheduling.brute_force import best_plan
from tests.scheduling.small import activities, catalogue

PEOPLE = [{"id": "16/dev", "capacity": 2}, {"id": "16/ops", "capacity": 3}]
STOCK = {"id": "lizenz", "capacity": 6, "renewable": False}
LATE = "2015-05-18"
"""Later than any of the best plans ends; the oracle tries all days until then."""
TYPES = ("FS", "SS", "FF", "SF")


def project(seed, *, count=4, lags=False, modes=False, measures=1, **fields):
    """Return a catalogue in which nothing depends on the date, unless the fields of its measures say so."""
    rng = random.Random(seed)

    def activity(k):
        one = {
            "id": f"a{k}",
            "duration": rng.randint(1, 2),
            "demand": {"16/dev": rng.randint(0, 2), "16/ops": rng.randint(0, 3)},
        }
        if modes:
            one["modes"] = [
                {"id": str(d), "duration": d, "demand": {"16/dev": 3 - d, "lizenz": 2 - d // 2}} for d in (1, 2)
            ]
            del one["duration"], one["demand"]
        if k % count and rng.random() < 0.7:
            before = k - 1 - rng.randrange(k % count)
            kind, lag = (rng.choice(TYPES), rng.choice((-1, 0, 1, 2))) if lags else ("FS", 0)
            one["after"] = [{"predecessor": f"a{before}", "type": kind, "lag": lag}]
        return one

    parts = [
        activities(f"M{m}", *(activity(k) for k in range(m * count, (m + 1) * count)), **fields) for m in range(measures)
    ]  # fmt: skip
    return catalogue(*parts, resources=[*PEOPLE, STOCK] if modes else PEOPLE)


def checked(found, schedule, instance):
    """Return the values of a schedule whose plan keeps every rule."""
    plan = Plan.of(found, schedule.starts + instance.origin, schedule.finishes + instance.origin, schedule.modes)
    assert not egovplan.verify(plan, found)
    return schedule.objective[:3]


@pytest.mark.parametrize("parts", [{}, {"lags": True}, {"modes": True}, {"count": 2, "measures": 2, "lags": True}])
def test_small_projects_are_solved_from_both_ends(parts):
    """The best of all plans is found, with lags of all types, modes and stocks, and the finishes of several measures."""
    for seed in range(6):
        found = project(seed, **parts)
        instance = build(found)
        best = best_plan(project(seed, **parts, deadline=LATE))
        schedule = first_schedule(instance, seed=seed, schedules=400)
        assert best.objective == checked(found, schedule, instance), seed


def test_schedules_are_counted_by_places():
    """Whatever is given up in between, no more is counted than what a few children cost."""
    instance = build(project(3, count=30))
    for count in (1, 10, 500):
        assert count <= first_count(instance, count) <= count + 5


def first_count(instance, count):
    improver = Improver(instance, schedules=count)
    while improver.is_left:
        improver.improve(10.0)
    return improver.schedules


def test_populations_are_renewed_and_grow():
    """Long after the first population has come to its end the search goes on, and finds the same in each run."""
    found = project(8, count=12)
    instance = build(found)
    short, long, same = (unknown(instance, count) for count in (300, 20_000, 20_000))
    assert checked(found, long, instance) <= checked(found, short, instance)
    assert list(long.starts) == list(same.starts)


def test_populations_shrink_towards_a_known_number():
    """Whatever is left of the number when a population has come to its end, another one uses it, the same in each run."""
    found = project(8, count=30)
    instance = build(found)
    one, same, few = (first_schedule(instance, seed=4, schedules=count) for count in (9_000, 9_000, 40))
    assert list(one.starts) == list(same.starts)
    assert checked(found, one, instance) <= checked(found, few, instance)


def unknown(instance, count):
    improver = Improver(instance, seed=2)
    while improver.schedules < count:
        improver.improve(60.0, count - improver.schedules, 60.0)
    return improver.best


def test_copies_follow_where_there_is_nothing_else():
    """A chain has one schedule only: all members are the same, and the search goes on."""
    chain = [{"id": f"a{k}", "duration": 2, "after": [f"a{k - 1}"] if k else []} for k in range(5)]
    found = catalogue(activities("M", *chain), resources=PEOPLE)
    instance = build(found)
    best = unknown(instance, 3000)
    assert sorted(best.starts - best.starts.min()) == [0, 2, 4, 6, 8]
    assert checked(found, best, instance) == best.objective[:3]


def test_a_better_schedule_takes_part():
    """What another search has found is the best at once, and stays in the population."""
    found = project(5, count=40)
    instance = build(found)
    good = first_schedule(instance, seed=1, schedules=4000)
    improver = Improver(instance, seed=9)
    improver.improve(10.0, 30, 10.0)
    for _ in range(20):
        improver.offer(Schedule(good.starts, good.finishes, good.modes, good.objective))
        improver.improve(10.0, 50, 10.0)
    assert improver.best.objective <= good.objective
    assert checked(found, improver.best, instance) == improver.best.objective[:3]


def test_more_people_than_there_are_give_no_schedule():
    """Neither from one end nor from the other."""
    found = catalogue(
        *({"id": n, "duration": 2, "demand": {"16/dev": 2}} for n in "ABC"), resources=PEOPLE
    )  # fmt: skip
    instance = build(found)
    instance.capacity[:] = np.minimum(instance.capacity, 1)
    assert first_schedule(instance, schedules=200) is None
