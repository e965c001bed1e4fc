# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import pytest

from egovplan.plan.model import Plan
from egovplan.scheduling.heuristic import first_schedule
from egovplan.scheduling.objective import LEVELS, evaluate, has_moved, measure_finishes
from egovplan.scheduling.translation.baseline import Baseline
from egovplan.scheduling.translation.build import build
from tests.scheduling.brute_force import best_plan
from tests.scheduling.random_catalogues import random_aim, random_case
from tests.scheduling.small import activities, catalogue


def test_the_levels_are_weighted_lateness_makespan_and_weighted_finish():
    """A measure of priority 0 that is two days late weighs twice 32, one of priority 3 in time nothing."""
    late = {"id": "A", "priority": 0, "duration": 5, "due": "2015-05-06"}
    fine = {"id": "B", "priority": 3, "duration": 2, "due": "2015-05-06"}
    instance = build(catalogue(late, fine))
    assert evaluate(instance, [0, 0], [5, 2])[:3] == (2 * 32, 5, 5 * 32 + 2 * 4)


def test_a_measure_is_finished_with_its_last_activity():
    """The finish of a measure is the largest of its activities'."""
    instance = build(catalogue(activities("A", {"id": "x", "duration": 1}, {"id": "y", "duration": 1}), {"id": "B"}))
    assert list(measure_finishes(instance, [4, 9, 2])) == [9, 2]


def test_a_due_date_before_the_start_still_counts():
    """What was due before the strategy began is late by all working days since."""
    instance = build(catalogue({"id": "A", "priority": 5, "duration": 1, "due": "2015-04-29"}))
    assert evaluate(instance, [instance.base], [instance.base + 1])[0] == 2  # 30.04. and 04.05.; 01.05. is a holiday


def test_without_measures_everything_is_zero():
    """An empty catalogue has an empty plan, with nothing late."""
    assert evaluate(build(catalogue()), [], []) == (0,) * len(LEVELS)


@pytest.mark.parametrize("seed", range(40))
def test_it_agrees_with_the_objective_of_the_plan(seed):
    """Integers and plan give the same values under the same names."""
    case = random_case(seed)
    instance = build(case.catalogue, as_of=case.as_of)
    schedule = first_schedule(instance, schedules=50)
    if schedule is None:
        return
    shifted = (schedule.starts + instance.origin, schedule.finishes + instance.origin)
    plan = Plan.of(case.catalogue, *shifted, schedule.modes, as_of=case.as_of)
    values = dict(zip(LEVELS, evaluate(instance, schedule.starts, schedule.finishes, schedule.modes), strict=True))
    assert {name: values[name] for name in plan.objective} == plan.objective
    assert schedule.objective == tuple(values.values())


@pytest.mark.parametrize("seed", range(60))
def test_the_core_counts_every_level_in_any_order_as_python_does(seed):
    """Levels, baseline and limit at random: what the search calls best has these values, and keeps the limit."""
    case = random_case(seed, activities=5)
    aim = random_aim(case)
    baseline = Baseline.of(aim.baseline, case.catalogue, aim.max_moves) if aim.baseline else None
    instance = build(case.catalogue, as_of=case.as_of, baseline=baseline)
    schedule = first_schedule(instance, schedules=60, levels=aim.levels)
    if schedule is None:
        return
    assert schedule.objective == evaluate(instance, schedule.starts, schedule.finishes, schedule.modes)
    if aim.max_moves is not None:
        assert has_moved(instance, schedule.starts, schedule.modes).sum() <= aim.max_moves


@pytest.mark.parametrize("block", range(3))
def test_the_heuristic_honours_the_order_of_the_levels(block):
    """Hardly ever is it worse than the best of all plans, and never better."""
    exists = found = best = 0
    for seed in range(30_000 + 20 * block, 30_020 + 20 * block):
        case = random_case(seed, activities=4, window=11)
        aim = random_aim(case)
        oracle = best_plan(case.catalogue, case.as_of, aim)
        baseline = Baseline.of(aim.baseline, case.catalogue, aim.max_moves) if aim.baseline else None
        instance = build(case.catalogue, as_of=case.as_of, baseline=baseline)
        schedule = first_schedule(instance, schedules=400, levels=aim.levels)
        exists += oracle is not None
        if schedule is None:
            continue
        values = tuple(schedule.objective[LEVELS.index(level)] for level in aim.levels)
        assert oracle is not None, seed
        assert values >= oracle.objective, seed
        found += 1
        best += values == oracle.objective
    assert found >= 0.85 * exists
    assert best >= 0.75 * exists


def test_load_is_levelled_by_waiting():
    """Two people's work side by side, or one after the other by one: the second takes longer and has the lower peak."""
    people = [{"id": "dev", "capacity": 2}]
    rows = [{"id": name, "duration": 3, "demand": {"dev": 1}} for name in ("A", "B")]
    instance = build(catalogue(*rows, resources=people))
    level = first_schedule(instance, schedules=200, levels=("load", "makespan"))
    quick = first_schedule(instance, schedules=200, levels=("makespan", "load"))
    values = [dict(zip(LEVELS, s.objective, strict=True)) for s in (level, quick)]
    assert [(v["load"], v["makespan"]) for v in values] == [(100, 6), (200, 3)]


def test_cost_counts_what_no_budget_does():
    """The cheap mode takes longer; there is no budget at all."""
    modes = [
        {"id": "a", "duration": 1, "costs": [{"amount": 50}, {"amount": "0.01", "kind": "operating"}]},
        {"id": "b", "duration": 4, "costs": [{"amount": 20}]},
    ]
    instance = build(catalogue(activities("A", {"id": "x", "modes": modes})))
    cheap = first_schedule(instance, schedules=100, levels=("cost", "makespan"))
    assert (cheap.objective[LEVELS.index("cost")], cheap.objective[1]) == (2000, 4)
    quick = first_schedule(instance, schedules=100, levels=("makespan", "cost"))
    assert (quick.objective[LEVELS.index("cost")], quick.objective[1]) == (5001, 1)
