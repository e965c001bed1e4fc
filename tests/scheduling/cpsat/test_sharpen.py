# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

from dataclasses import fields, replace

import numpy as np
import pytest

from egovplan.scheduling.cpsat import sharpen as module
from egovplan.scheduling.cpsat.engine import Engine, Settings
from egovplan.scheduling.cpsat.restrict import restricted
from egovplan.scheduling.cpsat.sharpen import order, sharpen
from egovplan.scheduling.dates.energy import machines
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import heads_of
from egovplan.scheduling.heuristic import first_schedule
from egovplan.scheduling.objective import DEFAULT
from egovplan.scheduling.translation.build import build
from tests.samples import city
from tests.scheduling.cpsat.solving import planned, solved
from tests.scheduling.random_catalogues import random_cases
from tests.scheduling.small import activities, catalogue

PEOPLE = [{"id": "dev", "capacity": 3}]


def knots(count, **fields):
    """Measures with 18 days of work for three people, 6 days; but what takes one of them stops what takes all: 8 days."""
    sizes = (("a", 4, 1), ("b", 1, 3), ("c", 1, 2), ("d", 3, 3))
    rows = [{"id": name, "duration": days, "demand": {"dev": people}} for name, days, people in sizes]
    return [activities(f"M{k}", *rows, **fields) for k in range(count)]


def test_of_many_jobs_one_machine_gets_several():
    """Eight jobs of 45 days, three at a time: three rounds; with different lengths, the shortest of the longest."""
    assert machines(np.array([45] * 8), 3) == 135
    assert machines(np.array([9, 7, 5, 4]), 3) == 9
    assert machines(np.array([6, 6, 5, 5]), 3) == 10
    assert machines(np.array([4]), 2) == 4


def test_a_queue_counts_before_a_join():
    """Four activities of 2 days by pairs take 4 days, by work alone 4 as well; of 3 by two people 6 instead of 5."""
    rows = [{"id": f"a{k}", "duration": 3, "demand": {"dev": "0.6"}} for k in range(3)]
    last = {"id": "z", "duration": 1, "after": [row["id"] for row in rows]}
    of = Functions(build(catalogue(activities("M", *rows, last), resources=[{"id": "dev", "capacity": "1.2"}])))
    assert heads_of(of).start[3] == 6


def test_measures_that_are_late_come_first():
    """Then those that finish long after their bound; those at their bound are left out."""
    data = catalogue(
        {"id": "A", "duration": 4, "demand": {"dev": 3}, "due": "2015-05-05"},
        {"id": "B", "duration": 3, "demand": {"dev": 3}, "priority": 0},
        {"id": "C", "duration": 1},
        resources=PEOPLE,
    )
    instance = build(data)
    best = first_schedule(instance, schedules=1)
    late = replace(best, starts=np.array([3, 7, 0], np.int32), finishes=np.array([7, 10, 1], np.int32))
    assert order(instance, heads_of(Functions(instance)), late) == [0, 1]


def engine(**limits):
    return Engine(Settings(DEFAULT, **limits))


@pytest.mark.parametrize("limits", [{}, {"deterministic": 4.0}], ids=["no limit", "steps"])
def test_a_measure_alone_gives_a_bound_that_work_does_not(limits):
    """Eight days of each where the work says six."""
    instance = build(catalogue(*knots(2), resources=PEOPLE))
    of = Functions(instance)
    heads, told = heads_of(of), []
    assert heads.measure == [6, 6]
    best = first_schedule(instance, schedules=20)
    better = sharpen(of, heads, best, engine(**limits), told.append)
    assert better.measure == [8, 8]
    assert better.last == 12
    assert told[-1] == better


def test_without_time_nothing_changes():
    """And a problem that is too large is left alone."""
    instance = build(catalogue(*knots(2), resources=PEOPLE))
    of = Functions(instance)
    heads, best = heads_of(of), first_schedule(instance, schedules=20)
    over = engine()
    over.stop()
    assert sharpen(of, heads, best, over, print) == heads


def test_a_problem_that_is_too_large_is_left_alone(monkeypatch):
    """Its closure has more activities than are worth a try."""
    monkeypatch.setattr(module, "MOST", 2)
    instance = build(catalogue(*knots(1), resources=PEOPLE))
    of = Functions(instance)
    heads, best = heads_of(of), first_schedule(instance, schedules=1)
    assert sharpen(of, heads, best, engine(), print).measure[0] == heads.measure[0]


def test_no_bound_of_a_part_exceeds_the_optimum_of_the_whole():
    """On random catalogues with every rule."""
    for case in random_cases(60, first=12000, activities=6, window=9):
        plan, _ = solved(case.catalogue, as_of=case.as_of)
        if plan is None:
            continue
        instance = build(case.catalogue, as_of=case.as_of)
        best = first_schedule(instance, schedules=5)
        if best is None:
            continue
        of = Functions(instance)
        heads = sharpen(of, heads_of(of), best, engine(), lambda _: None)
        least = heads.least_values(instance)
        for level, value in plan.objective.items():
            assert least[level] <= value or level != DEFAULT[0]
        assert least["lateness"] <= plan.objective["lateness"]
        alone, _ = solved(case.catalogue, ("finish",), as_of=case.as_of)
        assert least["finish"] <= alone.objective["finish"]


def test_a_part_of_everything_is_everything():
    """Every field, told by the fields themselves."""
    for data in (city(), catalogue()):
        instance = build(data)
        same = restricted(instance, np.ones(len(instance), bool))
        for field in fields(instance):
            one, other = getattr(instance, field.name), getattr(same, field.name)
            np.testing.assert_array_equal(one, other) if isinstance(one, np.ndarray) else None
            assert isinstance(one, np.ndarray) or one == other, field.name


def test_a_part_has_the_rules_of_its_activities():
    """Links, modes, demands, charges and measures of what stays, renumbered."""
    instance = build(city())
    keep = np.zeros(len(instance), bool)
    keep[1::2] = True
    part = restricted(instance, keep)
    assert part.names == tuple(np.array(instance.names)[keep])
    links = {
        (instance.names[p], instance.names[s]) for p, s in zip(instance.link_pred, instance.link_succ, strict=True)
    }
    assert {(part.names[p], part.names[s]) for p, s in zip(part.link_pred, part.link_succ, strict=True)} <= links
    for i, name in enumerate(part.names):
        whole = instance.names.index(name)
        assert len(part.modes_of(i)) == len(instance.modes_of(whole))
        assert part.deadline[i] == instance.deadline[whole]
    assert len(part.measure_ptr) == len(part.measure_names) + 1
    assert all(c.activity < len(part) for c in part.charges)


def test_a_schedule_of_the_city_is_planned():
    """The helper of these tests hands out plans of the catalogue."""
    best = first_schedule(build(city()), schedules=50)
    assert planned(city(), best).objective["makespan"] == best.objective[1]
