# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a plan and a result say of themselves."""

import datetime as dt

import pytest

from egovplan.errors import PlanError
from egovplan.plan.model import Plan, PlannedMeasure
from egovplan.plan.result import Level, Result, ResultStatus
from tests.plan.plans import T0, catalogue_of, measure, plan_from

STEPS = [{"id": "a", "duration": 2}, {"id": "b", "duration": 0, "after": "a"}]


@pytest.fixture
def plan():
    catalogue = catalogue_of(
        measures=[
            measure("A", None, priority=0, due="2016-01-05", activities=STEPS),
            measure("B", 5, priority=5, due="2016-01-29"),
        ],
        priority_weights={0: 10, 5: 1},
    )
    return plan_from(catalogue, T0 + 1, T0 + 4, T0)


def test_activities_are_found_by_id(plan):
    """In the order of the catalogue, by id, and not where there is none."""
    assert [row.id for row in plan] == ["A/a", "A/b", "B"]
    assert (len(plan), "A/a" in plan, "A" in plan) == (3, True, False)
    assert plan["B"].finish == T0 + 5
    with pytest.raises(PlanError, match="»C«"):
        plan["C"]
    with pytest.raises(PlanError, match=r"unter plan\.measures"):
        plan["A"]


def test_dates_are_those_of_the_days_of_work(plan):
    """The last day of work, and of a milestone its own day."""
    assert plan.start_date("A/a") == dt.date(2016, 1, 5)
    assert plan.finish_date("A/a") == dt.date(2016, 1, 6)
    assert plan.finish_date("A/b") == dt.date(2016, 1, 8)
    assert plan.start_date("A") == min(plan.start_date(name) for name in ("A/a", "A/b"))
    assert plan.finish_date("A") == dt.date(2016, 1, 7)  # as in the Stufenplan: the last day of work


def test_a_measure_spans_its_activities(plan):
    """From the first start to the last finish; what is not in the plan is left out."""
    assert dict(plan.measures) == {"A": PlannedMeasure("A", T0 + 1, T0 + 4), "B": PlannedMeasure("B", T0, T0 + 5)}
    half = Plan(plan.catalogue, plan.activities[2:])
    assert list(half.measures) == ["B"]
    assert half.lateness("A") == 0


def test_the_objective_is_lateness_then_makespan_then_finish(plan):
    """Weighted by priority: two days late at ten, five days in all, four at ten and five at one."""
    assert (plan.lateness("A"), plan.lateness("B")) == (2, 0)
    assert (plan.start, plan.finish, plan.makespan) == (T0, T0 + 5, 5)
    assert dict(plan.objective) == {"lateness": 20, "makespan": 5, "finish": 45, "cost": 0, "load": 0}


def test_a_plan_shows_itself_in_one_line(plan):
    """Title, size and last day."""
    assert repr(plan) == "Plan('Ort', 3 Vorgänge, bis 08.01.2016)"


def test_modes_are_the_first_ones_unless_they_are_named(plan):
    """Starts and finishes in the order of the catalogue; numbers of any kind become int."""
    again = Plan.of(plan.catalogue, [row.start for row in plan], [row.finish for row in plan])
    assert again == plan
    with pytest.raises(ValueError, match="argument"):
        Plan.of(plan.catalogue, [T0], [T0 + 1])


@pytest.mark.parametrize(
    ("value", "bound", "gap", "proved"),
    [(10, 10, 0.0, True), (10, 12, 0.0, True), (10, 8, 0.2, False), (0, 0, 0.0, True), (0, -3, 3.0, False)],
)
def test_a_level_knows_its_gap(value, bound, gap, proved):
    """The distance to the bound as a share of the value; a bound above the value is one that is met; nothing is a share of 0."""
    level = Level("makespan", value, bound)
    assert (level.gap, level.is_proved) == (gap, proved)


def test_the_headline_is_the_first_level_that_is_open():
    """All proved: the last one; none at all: nothing."""
    first, open_one, last = Level("lateness", 3, 3), Level("makespan", 10, 5), Level("finish", 7, 7)
    result = Result(ResultStatus.FEASIBLE, None, (first, open_one, last), wall_time=1.25)
    assert (result.level, result.objective, result.bound, result.gap) == (open_one, 10, 5, 0.5)
    assert Result(ResultStatus.OPTIMAL, None, (first, last)).level is last
    empty = Result(ResultStatus.UNKNOWN, None)
    assert (empty.level, empty.objective, empty.bound, empty.gap) == (None, None, None, None)
    assert repr(result) == "Result(feasible, lateness 3 (≥ 3), makespan 10 (≥ 5), finish 7 (≥ 7), 1.2 s)"
