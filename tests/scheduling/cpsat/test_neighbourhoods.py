# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import random

import numpy as np
import pytest

from egovplan.errors import EgovplanError
from egovplan.plan.verify import verify
from egovplan.scheduling.cpsat import neighbourhoods as module
from egovplan.scheduling.cpsat import search
from egovplan.scheduling.cpsat.engine import Engine, Settings
from egovplan.scheduling.cpsat.neighbourhoods import PARTS, Neighbourhoods
from egovplan.scheduling.cpsat.subproblem import Surroundings
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.heuristic import by_priority, first_schedule
from egovplan.scheduling.objective import LEVELS, evaluate
from egovplan.scheduling.translation.build import build
from tests.scheduling.cpsat.solving import planned
from tests.scheduling.random_catalogues import random_case
from tests.scheduling.small import activities, catalogue
from tests.scheduling.towns import towns

ORDER = ("lateness", "makespan", "finish")


def found(first, count):
    """Yield random catalogues with every rule, and some schedule of each that keeps them all."""
    for seed in range(first, first + count):
        case = random_case(seed, activities=12, window=18)
        try:
            instance = build(case.catalogue, as_of=case.as_of)
        except EgovplanError:
            continue
        some = first_schedule(instance, seed=seed, schedules=3)
        if some is not None:
            yield case, instance, some


@pytest.mark.parametrize("first", range(4_000, 4_120, 30))
def test_what_stays_leaves_room_for_what_is_there(first):
    """Cut out of a schedule, the activities still fit where they were, and cost the same: no limit is counted twice."""
    for case, instance, some in found(first, 30):
        around = Surroundings(Functions(instance))
        around.take(some)
        free = np.flatnonzero(instance.fixed_start < 0)
        rng = random.Random(case.seed)
        sub = around.cut(np.array(sorted(rng.sample(free.tolist(), min(len(free), 4))), np.int64))
        known = module._part_of(some, sub)
        assert (known.finishes == some.finishes[sub.kept]).all(), case.seed
        assert known.objective == evaluate(sub.part, known.starts, known.finishes, known.modes)
        assert (sub.part.capacity >= 0).all(), case.seed
        inside = sub.free
        assert (known.starts[inside] <= np.array(sub.latest_start)[inside]).all(), case.seed
        assert (known.finishes[inside] <= np.array(sub.latest_finish)[inside]).all(), case.seed


@pytest.mark.parametrize("first", range(5_000, 5_080, 20))
def test_what_a_window_brings_is_better_and_keeps_every_rule(first, monkeypatch):
    """Over all rules and levels; a window may find nothing, but never something worse."""
    monkeypatch.setattr(module, "SIZE", 5)
    for case, instance, some in found(first, 20):
        engine = Engine(Settings(ORDER, seed=case.seed, deterministic=50.0))
        windows = Neighbourhoods(Functions(instance), engine, ORDER)
        for level in ORDER:
            better = windows.better(some, level)
            if better is None:
                continue
            values = [tuple(s.objective[LEVELS.index(name)] for name in ORDER) for s in (better, some)]
            assert values[0] < values[1], (case.seed, level)
            assert verify(planned(case.catalogue, better, as_of=case.as_of), case.catalogue) == [], (case.seed, level)


@pytest.mark.parametrize("level", ["lateness", "makespan", "finish"])
def test_a_bad_order_becomes_better(level):
    """Three who wait for each other for no reason: some window sees it."""
    data = catalogue(
        activities("A", {"id": "x", "duration": 3, "demand": {"dev": 1}}, due="2015-05-08", priority=0),
        activities("B", {"id": "x", "duration": 9, "demand": {"dev": 1}}, priority=5),
        activities("C", {"id": "x", "duration": 8, "after": "A/x"}, priority=3),
        resources=[{"id": "dev", "capacity": 1}],
    )
    instance = build(data)
    bad = by_priority(instance, [2, 0, 3])
    windows = Neighbourhoods(Functions(instance), Engine(Settings(ORDER, deterministic=20.0)), ORDER)
    tries = [windows.better(bad, level) for _ in range(4)]
    assert any(better is not None for better in tries)


@pytest.mark.parametrize(
    ("limits", "has_clock"), [({}, True), ({"exchange": 0.1}, False), ({"deterministic": 5.0}, False)]
)
def test_where_effort_is_counted_no_window_is_cut_by_the_clock(limits, has_clock, monkeypatch):
    """A process that is suspended for some seconds must find what it would have found else."""
    rows = [{"id": name, "duration": 4, "demand": {"dev": 1}} for name in "ABC"]
    instance = build(catalogue(*rows, resources=[{"id": "dev", "capacity": 1}]))
    asked = []
    monkeypatch.setattr(Engine, "solve", lambda *_, **parameters: asked.append("max_time_in_seconds" in parameters))
    windows = Neighbourhoods(Functions(instance), Engine(Settings(ORDER, **limits)), ORDER)
    for _ in range(4):
        windows.better(by_priority(instance, [2, 0, 1]), "finish")
    assert asked
    assert set(asked) == {has_clock}


def test_every_level_that_windows_better_is_a_level():
    """The load is not among them: a peak is not seen from a window."""
    assert set(LEVELS) - {"load"} == PARTS


def test_the_search_goes_by_windows_where_there_are_many_activities(monkeypatch):
    """It ends better than it began, every schedule keeps the rules, and what was told is the best."""
    monkeypatch.setattr(search, "LARGE", 50)
    data = towns(1)
    instance = build(data)
    start = first_schedule(instance, seed=1, schedules=1)
    messages = []
    run = search.Search(instance, Settings(ORDER, deterministic=6.0, seed=3), lambda m: messages.append(dict(m)), start)
    run.run()
    told = [m for m in messages if m["kind"] == "schedule"]
    assert told
    assert run.best.objective < start.objective
    assert verify(planned(data, run.best), data) == []
