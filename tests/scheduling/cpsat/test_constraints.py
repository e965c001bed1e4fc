# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Each rule alone against an optimum computed by hand. 4 May 2015 is a Monday; 14 and 25 May are holidays."""

import datetime as dt

import pytest

from tests.scheduling.cpsat.solving import bounds, interval, solved
from tests.scheduling.small import activities, catalogue

PEOPLE = [{"id": "dev", "capacity": 1}]


def pair(**link):
    """Two activities of 3 and 4 days, the second bound by the first."""
    first = {"id": "a", "duration": 3}
    return activities("M", first, {"id": "b", "duration": 4, "after": [{"predecessor": "a", **link}]})


@pytest.mark.parametrize(
    ("kind", "lag", "start"),
    [
        ("FS", 0, 3), ("FS", 2, 5), ("FS", -2, 1), ("SS", 1, 1), ("FF", 0, 0), ("FF", 3, 2), ("SF", 5, 1),
        ("FS", "3 KT", 5), ("SS", "14 KT", 9), ("FF", "3 KT", 1), ("FS", "-2 KT", 1),
    ],
)  # fmt: skip
def test_precedence_of_each_kind_and_lag(kind, lag, start):
    """Thursday 7 May is the day after three days of work; three calendar days later is Sunday, so Monday, day 5."""
    plan, _ = solved(catalogue(pair(type=kind, lag=lag)))
    assert interval(plan, "M/b") == (start, start + 4)


def test_an_elapsed_duration_ends_on_the_next_working_day():
    """Nine calendar days from Tuesday 5 May end before Ascension Day: what comes next starts on Friday 15 May, day 8."""
    rows = [{"id": "a", "duration": 1}, {"id": "b", "duration": "9 KT", "after": "a"}, {"id": "c", "after": "b"}]
    plan, _ = solved(catalogue(activities("M", *rows)))
    assert interval(plan, "M/b")[1] == 8
    assert interval(plan, "M/c") == (8, 8)


def test_people_work_on_one_thing_at_a_time():
    """Three activities that take all of one person follow each other."""
    rows = [{"id": name, "duration": 2, "demand": {"dev": 1}} for name in ("A", "B", "C")]
    plan, messages = solved(catalogue(*rows, resources=PEOPLE), ("makespan",))
    assert plan.makespan == 6
    assert bounds(messages).get("makespan", 6) == 6


def test_shares_of_a_person_add_up():
    """Half and half fit side by side, three halves do not."""
    rows = [{"id": name, "duration": 2, "demand": {"dev": "0.5"}} for name in ("A", "B", "C")]
    plan, _ = solved(catalogue(*rows, resources=PEOPLE), ("makespan",))
    assert plan.makespan == 4


def test_capacity_comes_and_goes():
    """One person until 7 May, none until the 12th, two from then on: four days of work by two people end on 14 May."""
    steps = [{"fte": 1}, {"since": "2015-05-07", "fte": 0}, {"since": "2015-05-12", "fte": 2}]
    rows = [{"id": name, "duration": 2, "demand": {"dev": 1}} for name in ("A", "B", "C")]
    plan, _ = solved(catalogue(*rows, resources=[{"id": "dev", "capacity": steps}]), ("makespan",))
    assert plan.makespan == 8


def test_elapsed_work_takes_people_on_all_its_working_days():
    """An activity of seven calendar days keeps its person for five working days."""
    rows = [{"id": "A", "duration": "7 KT", "demand": {"dev": 1}}, {"id": "B", "duration": 2, "demand": {"dev": 1}}]
    plan, _ = solved(catalogue(*rows, resources=PEOPLE), ("makespan",))
    assert plan.makespan == 7


def test_milestones_take_nobody():
    """An activity without duration may lie in the middle of work that takes everyone."""
    rows = [{"id": "A", "duration": 4, "demand": {"dev": 1}}, {"id": "B", "duration": 0, "demand": {"dev": 1}}]
    plan, _ = solved(catalogue(*rows, resources=PEOPLE))
    assert interval(plan, "B") == (0, 0)


def test_the_faster_mode_is_taken_where_it_pays():
    """Two days with both people, or three days with one each: side by side the slow way wins."""
    modes = [
        {"id": "schnell", "duration": 2, "demand": {"dev": 2}},
        {"id": "ruhig", "duration": 3, "demand": {"dev": 1}},
    ]
    rows = [activities(name, {"id": "x", "modes": modes}) for name in ("A", "B")]
    plan, _ = solved(catalogue(*rows, resources=[{"id": "dev", "capacity": 2}]), ("makespan",))
    assert plan.makespan == 3
    assert [row.mode for row in plan] == [1, 1]


def test_links_and_deadlines_follow_the_chosen_mode():
    """FF to an activity with modes: the mode decides where it may start, and one of them is too long for the deadline."""
    modes = [{"id": "lang", "duration": 6}, {"id": "KT", "duration": "3 KT"}]
    rows = [{"id": "a", "duration": 4}, {"id": "b", "modes": modes, "deadline": "2015-05-08", "after": "a FF+1"}]
    plan, _ = solved(catalogue(activities("M", *rows)))
    assert interval(plan, "M/b") == (2, 5)
    assert plan["M/b"].mode == 1


def test_a_stock_is_used_up():
    """Two of three licences: only one of the two activities can take the fast way that needs two."""
    modes = [{"id": "neu", "duration": 1, "demand": {"lizenz": 2}}, {"id": "alt", "duration": 5}]
    rows = [activities(name, {"id": "x", "modes": modes}) for name in ("A", "B")]
    stock = [{"id": "lizenz", "capacity": 3, "renewable": False}]
    plan, _ = solved(catalogue(*rows, resources=stock), ("finish",))
    assert sorted(row.mode for row in plan) == [0, 1]


def test_a_gate_waits_for_a_sitting_that_the_notice_reaches():
    """Ready on 7 May, five calendar days of notice: the sitting of the 11th is too early, the next is on the 20th, day 11."""
    body = {"id": "HPA", "sittings": ["2015-05-04", "2015-05-11", "2015-05-20"], "notice": "5 KT"}
    rows = [{"id": "a", "duration": 3}, {"id": "b", "gate": "HPA", "after": "a"}]
    plan, _ = solved(catalogue(activities("M", *rows), bodies=[body]))
    assert interval(plan, "M/b") == (11, 12)


def test_nothing_starts_in_an_embargo_but_what_runs_goes_on():
    """An embargo from 5 to 8 May: what starts on Monday goes on, its successor waits until the 11th."""
    embargo = {"id": "E", "since": "2015-05-05", "until": "2015-05-08"}
    plan, _ = solved(catalogue(pair(), embargoes=[embargo]))
    assert interval(plan, "M/a") == (0, 3)
    assert interval(plan, "M/b") == (5, 9)


def test_parallel_introductions_are_limited():
    """Three offices of two days each, at most two at the same time."""
    rollout = {"targets": ["10", "20", "30"], "introduction": {"id": "e", "duration": 2}, "parallel": 2}
    offices = [{"id": name} for name in ("10", "20", "30")]
    plan, _ = solved(catalogue({"id": "A", "rollout": rollout}, offices=offices), ("makespan",))
    assert plan.makespan == 4


def test_an_office_has_one_measure_open_at_a_time():
    """A measure is open from its first start to its last finish, also while nothing happens in it."""
    first = activities("A", {"id": "a", "duration": 1}, {"id": "b", "duration": 1, "after": "a FS+5"}, lead="10")
    second = {"id": "B", "duration": 2, "lead": "10"}
    plan, _ = solved(catalogue(first, second, offices=[{"id": "10", "max_open_measures": 1}]), ("makespan",))
    assert plan.makespan == 9


def test_priorities_decide_who_is_late():
    """Both are due on 6 May, one person: the measure of priority 0 comes first."""
    rows = [{"id": "B", "priority": 3}, {"id": "A", "priority": 0}]
    rows = [row | {"duration": 3, "demand": {"dev": 1}, "due": "2015-05-06"} for row in rows]
    plan, messages = solved(catalogue(*rows, resources=PEOPLE))
    assert interval(plan, "A") == (0, 3)
    assert plan.objective["lateness"] == 3 * 4
    assert bounds(messages)["lateness"] == 12


def test_each_level_keeps_what_the_levels_before_reached():
    """Least lateness first, then the makespan, then the finishes: the short one first among equals."""
    rows = [{"id": "A", "duration": 4, "demand": {"dev": 1}}, {"id": "B", "duration": 1, "demand": {"dev": 1}}]
    plan, messages = solved(catalogue(*rows, resources=PEOPLE))
    assert interval(plan, "B") == (0, 1)
    assert bounds(messages)["finish"] == plan.objective["finish"]


def test_what_has_happened_stays_and_loads_its_people():
    """A running activity with two days left keeps its person; what follows waits for it."""
    first = activities("A", {"id": "a", "duration": 5, "demand": {"dev": 1}})
    second = {"id": "B", "duration": 1, "demand": {"dev": 1}}
    status = {"as_of": "2015-05-06", "actuals": [{"activity": "A/a", "start": "2015-05-05", "remaining": 2}]}
    data = catalogue(first, second, resources=PEOPLE, status=status)
    plan, _ = solved(data, as_of=dt.date(2015, 5, 6))
    assert interval(plan, "A/a") == (1, 5)
    assert interval(plan, "B") == (5, 6)
