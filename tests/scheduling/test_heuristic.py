# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

from dataclasses import replace

import numpy as np
import pytest

import egovplan
from egovplan.plan.model import Plan
from egovplan.scheduling.heuristic import Improver, arrays, by_priority, first_schedule
from egovplan.scheduling.objective import Schedule, evaluate
from egovplan.scheduling.translation.build import build
from tests.scheduling.brute_force import best_plan
from tests.scheduling.random_catalogues import random_case
from tests.scheduling.small import activities, catalogue

BLOCK = 30
"""Cases for each test below: 5 × 30."""


def plan_of(case, instance, schedule):
    starts, finishes = schedule.starts + instance.origin, schedule.finishes + instance.origin
    return Plan.of(case.catalogue, starts, finishes, schedule.modes, as_of=case.as_of)


@pytest.mark.parametrize("block", range(5))
def test_tiny_catalogues_against_all_their_plans(block):
    """Every schedule keeps all rules, none is better than the best plan, and hardly a plan that exists is missed."""
    exists = found = best = 0
    for seed in range(10_000 + block * BLOCK, 10_000 + (block + 1) * BLOCK):
        case = random_case(seed)
        instance = build(case.catalogue, as_of=case.as_of)
        schedule, oracle = first_schedule(instance, schedules=300), best_plan(case.catalogue, case.as_of)
        if schedule is not None:
            assert not egovplan.verify(plan_of(case, instance, schedule), case.catalogue), seed
            assert oracle is not None, seed
            assert schedule.objective[:3] >= oracle.objective, seed
        exists += oracle is not None
        found += schedule is not None
        best += schedule is not None and oracle is not None and schedule.objective[:3] == oracle.objective
    assert exists >= BLOCK // 3
    assert found >= 0.95 * exists
    assert best >= 0.9 * exists


def serial_example():
    """Return a catalogue in which the order of two measures decides when the urgent one is finished."""
    people = [{"id": "16/dev", "capacity": 1}]
    slow = {"id": "A", "priority": 5, "duration": 6, "demand": {"16/dev": 1}}
    urgent = {"id": "B", "priority": 0, "duration": 2, "demand": {"16/dev": 1}, "due": "2015-05-05"}
    return build(catalogue(slow, urgent, resources=people))


def test_one_list_gives_one_schedule():
    """Activities are taken in the order of the key."""
    instance = serial_example()
    first, last = by_priority(instance, [0, 1]), by_priority(instance, [1, 0])
    assert list(first.starts) == [0, 6]
    assert list(last.starts) == [2, 0]
    assert last.objective < first.objective


def test_a_list_may_lead_into_a_broken_rule():
    """A list that misses a hard deadline, or modes that break a stock, give no schedule."""
    people = [{"id": "16/dev", "capacity": 1}, {"id": "lizenz", "capacity": 3, "renewable": False}]
    modes = [{"id": k, "duration": 2, "demand": {"16/dev": 1, "lizenz": k}} for k in ("1", "2")]
    measures = (activities(name, {"id": "x", "modes": modes}) for name in "AB")
    instance = build(catalogue(*measures, {"id": "C", "duration": 3, "deadline": "2015-05-06"}, resources=people))
    assert by_priority(instance, [0, 1, 2], [0, 1, 0]) is not None
    assert by_priority(instance, [0, 1, 2], [1, 1, 0]) is None
    tight = replace(instance, deadline=np.array([1, 11, 11], np.int32))
    assert by_priority(tight, [0, 1, 2]) is None


def test_the_better_order_is_found():
    """The urgent measure comes first."""
    schedule = first_schedule(serial_example(), schedules=100)
    assert schedule.objective[0] == 0
    assert list(schedule.starts) == [2, 0]


def test_the_same_seed_gives_the_same_schedule():
    """However the time is sliced, a number of schedules and a seed decide everything."""
    instance = build(random_case(4, activities=6).catalogue)
    one, same = (first_schedule(instance, seed=5, schedules=500) for _ in range(2))
    assert one.objective == same.objective
    assert list(one.starts) == list(same.starts)
    assert list(one.modes) == list(same.modes)


def test_improvements_are_reported_as_they_come():
    """Each reported schedule is better than the one before, and the last one is the result."""
    seen = []
    schedule = first_schedule(serial_example(), schedules=200, on_improve=seen.append)
    values = [s.objective for s in seen]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(values)
    assert values[-1] == schedule.objective


def test_a_known_schedule_takes_part():
    """With one schedule to make, the order and modes of the given one are it."""
    instance = serial_example()
    given = Schedule(np.array([2, 0], np.int32), np.array([8, 2], np.int32), np.zeros(2, np.int32), (0, 8, 0))
    schedule = first_schedule(instance, schedules=1, start=given)
    assert list(schedule.starts) == [2, 0]


@pytest.mark.parametrize("seed", range(30, 50))
def test_a_known_schedule_is_never_made_worse(seed):
    """Whatever made it, its first schedule is that one again, although its order alone might lead elsewhere."""
    case = random_case(seed)
    best = best_plan(case.catalogue, case.as_of)
    if best is None:
        return
    instance = build(case.catalogue, as_of=case.as_of)
    starts, finishes, modes = (np.array(column, np.int32) for column in zip(*best.rows, strict=True))
    given = Schedule(starts - np.int32(instance.origin), finishes - np.int32(instance.origin), modes, best.objective)
    assert first_schedule(instance, schedules=2, start=given).objective[:3] == best.objective


def test_time_limits_the_search():
    """Without a number of schedules it goes on until the time is over; even without any time one schedule is made."""
    instance = serial_example()
    assert first_schedule(instance, schedules=None, seconds=0.02).objective[0] == 0
    assert first_schedule(instance, schedules=None, seconds=0.0) is not None


def test_a_search_can_be_taken_up_again():
    """It keeps what it has learned, says when it has something better, and ends with its number of schedules."""
    improver = Improver(serial_example(), schedules=150)
    found = []
    while improver.is_left:
        found.append(improver.improve(10.0))
    assert improver.schedules >= 150
    values = [schedule.objective for schedule in found if schedule is not None]
    assert values == sorted(values, reverse=True)
    assert improver.best.objective == values[-1]


def test_some_limit_is_needed():
    """A search without an end is refused."""
    with pytest.raises(ValueError, match="schedules or seconds"):
        first_schedule(serial_example(), schedules=None)


def test_there_may_be_no_schedule():
    """Two people's work for one person until a hard deadline: none, and no exception."""
    people = [{"id": "16/dev", "capacity": 1}]
    measures = [{"id": name, "duration": 4, "demand": {"16/dev": 1}, "deadline": "2015-05-12"} for name in ("A", "B")]
    assert first_schedule(build(catalogue(*measures, resources=people)), schedules=200) is None


def test_an_empty_catalogue_has_an_empty_schedule():
    """Nothing to do is done at once."""
    schedule = first_schedule(build(catalogue()), schedules=5)
    assert schedule.objective == (0,) * 6
    assert len(schedule.starts) == 0


def test_stocks_choose_the_modes():
    """Three activities want the quick mode, the stock allows it to one of them."""
    modes = [{"id": "schnell", "duration": 2, "demand": {"lizenz": 2}}, {"id": "langsam", "duration": 6}]
    measures = (activities(name, {"id": "x", "modes": modes}, priority=p) for name, p in (("A", 5), ("B", 0), ("C", 5)))
    stock = [{"id": "lizenz", "capacity": 3, "renewable": False}]
    schedule = first_schedule(build(catalogue(*measures, resources=stock)), schedules=300)
    assert list(schedule.modes) == [1, 0, 1]


def test_a_budget_moves_what_it_cannot_pay_into_the_next_year():
    """Two purchases of 60 under 100 a year: the one that weighs less waits for January."""
    costs = [{"amount": 60}]
    measures = [
        {"id": "A", "priority": 4, "duration": 2, "costs": costs},
        {"id": "B", "priority": 1, "duration": 2, "costs": costs},
    ]
    budgets = [{"kind": "investment", "amounts": {2015: 100, 2016: 100}}]
    planned = catalogue(*measures, budgets=budgets)
    instance = build(planned)
    schedule = first_schedule(instance, schedules=200)
    assert schedule.starts[1] == 0
    assert planned.timeline.date(int(schedule.starts[0]) + instance.origin).isoformat() == "2016-01-04"


def test_running_costs_can_only_be_paid_later():
    """A running cost of 12 a year with 5 left in 2015 begins so late that five months are left."""
    planned = catalogue(
        {"id": "A", "duration": 2, "running": [{"per_year": 12}]},
        budgets=[{"kind": "operating", "amounts": {2015: 5}}],
    )
    instance = build(planned)
    schedule = first_schedule(instance, schedules=100)
    assert planned.timeline.date(int(schedule.finishes[0]) + instance.origin - 1).isoformat() == "2015-07-01"


def test_open_measures_take_turns():
    """An office with one open measure finishes one before it begins the next, in whatever order lists put activities."""
    steps = [{"id": "x", "duration": 2}, {"id": "y", "duration": 2, "after": ["x EA+3"]}]
    measures = [activities(name, *steps, lead="16") for name in "ABC"]
    instance = build(catalogue(*measures, offices=[{"id": "16", "max_open_measures": 1}]))
    schedule = first_schedule(instance, schedules=100)
    spans = sorted((schedule.starts[2 * k], schedule.finishes[2 * k + 1]) for k in range(3))
    assert [tuple(map(int, span)) for span in spans] == [(0, 7), (7, 14), (14, 21)]
    assert by_priority(instance, [0, 3, 1, 4, 2, 5]) is not None


def test_a_list_can_run_into_a_dead_end():
    """The open measure waits for one that may not be opened: no list leads out, and that is said."""
    waits = activities("A", {"id": "x", "duration": 1}, {"id": "y", "duration": 1, "after": ["x", "B"]}, lead="16")
    other = activities("B", {"id": "x", "duration": 1, "after": ["A/x"]}, lead="16")
    instance = build(catalogue(waits, other, offices=[{"id": "16", "max_open_measures": 1}]))
    assert first_schedule(instance, schedules=100) is None


def test_a_milestone_opens_no_measure():
    """A measure that is a single point may lie within another one of the same office."""
    waits = activities("A", {"id": "x", "duration": 1}, {"id": "y", "duration": 1, "after": ["x", "B"]}, lead="16")
    point = {"id": "B", "duration": 0, "after": ["A/x"], "lead": "16"}
    instance = build(catalogue(waits, point, offices=[{"id": "16", "max_open_measures": 1}]))
    assert list(first_schedule(instance, schedules=20).finishes) == [1, 2, 1]


def test_a_measure_of_milestones_is_open_between_them_only():
    """Two points on one day open nothing; apart, they keep the office's other measure out from one to the other."""
    work = {"id": "A", "duration": 4, "lead": "16"}
    office = [{"id": "16", "max_open_measures": 1}]
    points = activities("B", {"id": "x", "duration": 0}, {"id": "y", "duration": 0, "after": ["x"]}, lead="16")
    schedule = first_schedule(build(catalogue(work, points, offices=office)), schedules=50)
    assert list(schedule.starts) == [0, 0, 0]
    apart = activities("B", {"id": "x", "duration": 0}, {"id": "y", "duration": 0, "after": ["x EA+3"]}, lead="16")
    schedule = first_schedule(build(catalogue(work, apart, offices=office)), schedules=200)
    assert sorted(schedule.finishes) in ([0, 3, 7], [4, 4, 7])


def test_a_predecessor_may_have_to_wait_for_its_successor():
    """B may start a day before A does, and is the more urgent one: A waits although it comes first in every list."""
    people = [{"id": "16/dev", "capacity": 1}]
    first = {"id": "A", "priority": 5, "duration": 3, "demand": {"16/dev": 1}}
    urgent = {"id": "B", "priority": 0, "duration": 1, "demand": {"16/dev": 1}, "after": ["A AA-1"]}
    schedule = first_schedule(build(catalogue(first, urgent, resources=people)), schedules=400)
    assert list(schedule.starts) == [1, 0]


def test_a_measure_may_fit_between_others_of_its_office():
    """The urgent measure waits for an event of the other one, that still comes after it: only a bold list finds that."""
    early = activities(
        "A", {"id": "x", "duration": 0}, {"id": "y", "duration": 4, "after": ["x"]}, lead="16", priority=5
    )
    urgent = activities(
        "B", {"id": "x", "duration": 1, "after": ["A/x AA-4"]}, {"id": "y", "duration": 1}, lead="16", priority=0
    )
    instance = build(catalogue(early, urgent, offices=[{"id": "16", "max_open_measures": 1}]))
    schedule = first_schedule(instance, schedules=3000)
    assert list(schedule.starts[2:]) == [0, 0]


def test_the_objective_is_that_of_the_reference():
    """What the core counts is what Python counts."""
    instance = build(random_case(11).catalogue)
    schedule = first_schedule(instance, schedules=50)
    assert evaluate(instance, schedule.starts, schedule.finishes, schedule.modes) == schedule.objective


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("release", np.array([0, 10**6], np.int32)),
        ("link_succ", np.array([7], np.int32)),
        ("link_lag", np.array([0, 0], np.int32)),
        ("mode_ptr", np.array([0, 2, 1], np.int32)),
        ("mode_ptr", np.array([0, 0, 2], np.int32)),
        ("capacity", np.full((1, 3), 100, np.int64)),
        ("demand_amount", np.array([2**40, 100], np.int64)),
        ("measure_weight", np.array([2**40, 2**40], np.int64)),
        ("measure_activity", np.array([0, 0], np.int32)),
        ("fixed_finish", np.array([3, -1], np.int32)),
        ("tables", np.zeros((1, 3), np.int32)),
    ],
)
def test_the_core_refuses_what_contradicts_itself(name, value):
    """Shapes, ranges and overflow are checked before anything runs."""
    people = [{"id": "16/dev", "capacity": 1}]
    measures = [
        {"id": "A", "duration": 2, "demand": {"16/dev": 1}},
        {"id": "B", "after": ["A"], "demand": {"16/dev": 1}},
    ]
    instance = build(catalogue(*measures, resources=people))
    assert first_schedule(instance, schedules=1) is not None
    with pytest.raises(ValueError, match=r"\w+: "):
        first_schedule(replace(instance, **{name: value}), schedules=1)


def test_the_core_refuses_circles_and_broken_calendars():
    """A circle of precedences, a link into what is fixed, a table that falls."""
    instance = build(catalogue({"id": "A", "duration": 2}, {"id": "B", "duration": "2 KT", "after": ["A"]}))
    circle = replace(
        instance, link_pred=np.array([0, 1], np.int32), link_succ=np.array([1, 0], np.int32), link_type=np.zeros(2, np.int8),
        link_lag=np.zeros(2, np.int32), link_table=np.full(2, -1, np.int32),
    )  # fmt: skip
    fixed = np.array([-1, 0], np.int32)
    for bad in (
        circle,
        replace(instance, fixed_start=fixed, fixed_finish=fixed),
        replace(instance, tables=np.ascontiguousarray(instance.tables[:, ::-1])),
    ):
        with pytest.raises(ValueError, match=r"link_succ|tables"):
            first_schedule(bad, schedules=1)


def test_the_core_refuses_keys_and_modes_that_do_not_fit():
    """A list of another length, a mode that does not exist, a start beyond the horizon."""
    instance = serial_example()
    with pytest.raises(ValueError, match="key"):
        by_priority(instance, [0])
    with pytest.raises(ValueError, match="modes"):
        by_priority(instance, [0, 1], [0, 1])
    late = Schedule(np.array([10**6, 0], np.int32), np.zeros(2, np.int32), np.zeros(2, np.int32), (0, 0, 0))
    with pytest.raises(ValueError, match="starts"):
        first_schedule(instance, start=late)


def test_the_core_is_given_arrays_only():
    """No text and no business object crosses the border."""
    assert all(isinstance(value, np.ndarray | int) for value in arrays(serial_example()).values())
