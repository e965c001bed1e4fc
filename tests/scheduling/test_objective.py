# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import pytest

from egovplan.plan.model import Plan
from egovplan.scheduling.build import build
from egovplan.scheduling.heuristic import first_schedule
from egovplan.scheduling.objective import LEVELS, evaluate, measure_finishes
from tests.scheduling.random_catalogues import random_case
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
