# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import datetime as dt

import numpy as np
import pytest

from egovplan.scheduling.instance import FF, FS, SF, SS, Group
from egovplan.scheduling.translation.build import build
from egovplan.timeline import Timeline
from tests.scheduling.small import activities, catalogue

LINE = Timeline("RP")


def day(instance, text):
    """Return ``t`` of a date."""
    return LINE.index(dt.date.fromisoformat(text)) - instance.origin


def test_time_starts_with_the_catalogue():
    """Day 0 is the first day of the catalogue where nothing is older, and the horizon is beyond all work."""
    instance = build(catalogue({"id": "A", "duration": 3}, {"id": "B", "duration": 4}))
    assert instance.origin == LINE.index(dt.date(2015, 5, 4))
    assert (instance.base, instance.now) == (0, 0)
    assert instance.horizon >= 7


def test_time_reaches_back_to_external_events():
    """An event of the Land from before the start lies on the axis, fixed as a point."""
    land = {"id": "LAND", "title": "Land", "date": "2015-04-27"}
    instance = build(catalogue({"id": "A", "duration": 1, "after": ["LAND EA+7KT"]}, externals=[land]))
    assert instance.base == 4  # 27. to 30.04.; 01.05. is a holiday
    assert instance.fixed_start[0] == instance.fixed_finish[0] == 0
    assert instance.tables[instance.link_table[0], 0] == day(instance, "2015-05-04")


def test_demand_is_in_hundredths_and_capacity_in_steps():
    """Nothing before the first step, then each step from its date on."""
    people = {"id": "16/dev", "capacity": [{"since": "2015-05-06", "fte": "1.5"}, {"since": "2015-05-16", "fte": 2}]}
    instance = build(catalogue({"id": "A", "duration": 1, "demand": {"16/dev": "0.25"}}, resources=[people]))
    assert list(instance.demand_amount) == [25]
    changes = np.flatnonzero(np.diff(instance.capacity[0])) + 1
    assert [(int(t), int(instance.capacity[0, t])) for t in (0, *changes)] == [(0, 0), (2, 150), (9, 200)]
    assert changes[1] == day(instance, "2015-05-18")  # the first working day from a Saturday on


def test_stocks_are_summed_not_scheduled():
    """What does not renew is no resource of the day, but an amount of each mode."""
    stock = {"id": "lizenz", "capacity": 3, "renewable": False}
    instance = build(catalogue({"id": "A", "duration": 1, "demand": {"lizenz": 2}}, resources=[stock]))
    assert instance.resource_names == ()
    assert list(instance.stock_capacity) == [300]
    assert list(instance.stock_amount) == [200]


def test_parallel_introductions_are_a_resource_of_their_own():
    """Each introduction takes one of as many places as run in parallel."""
    targets = [{"office": name} for name in ("10", "20", "30")]
    measure = {"id": "DMS", "rollout": {"targets": targets, "parallel": 2, "introduction": {"id": "e", "duration": 5}}}
    instance = build(catalogue(measure, offices=[{"id": name} for name in ("10", "20", "30")]))
    assert instance.resource_names == ("limit:DMS/rollout",)
    assert list(instance.demand_amount) == [1, 1, 1]
    assert set(instance.capacity[0]) == {2}


@pytest.mark.parametrize(("letters", "code"), [("FS", FS), ("SS", SS), ("FF", FF), ("SF", SF)])
def test_relations_keep_their_type_and_lag(letters, code):
    """All four relations arrive, with working lags as numbers."""
    instance = build(catalogue({"id": "A", "duration": 2}, {"id": "B", "duration": 2, "after": [f"A {letters}+3"]}))
    assert (instance.link_type[0], instance.link_lag[0], instance.link_table[0]) == (code, 3, -1)


def test_elapsed_lags_after_work_count_from_the_next_day():
    """A week after work that ends on a Friday is the second Monday; a week after a milestone the same weekday."""
    work = {"id": "A", "duration": 5}
    point = {"id": "M", "duration": 0}
    after = {"id": "B", "duration": 1, "after": ["A EA+9KT", "M EA+9KT"]}
    instance = build(catalogue(work, point, after))
    by_work, by_point = (instance.tables[table] for table in instance.link_table)
    assert by_work[5] == day(instance, "2015-05-18")  # Friday 08.05.; Saturday 09.05. + 9 days
    assert by_point[5] == day(instance, "2015-05-20")  # Monday 11.05. + 9 days
    assert by_work[instance.horizon + 1] == instance.horizon + 1


def test_gates_start_on_working_sittings_after_notice():
    """A sitting on a holiday does not count; notice moves what is ready to the next sitting that can be reached."""
    council = {"id": "SR", "sittings": ["2015-05-13", "2015-05-14", "2015-05-27"], "notice": "10 KT"}
    instance = build(catalogue(activities("A", {"id": "x", "gate": "SR"}), bodies=[council]))
    assert list(np.flatnonzero(instance.allowed_days[instance.allowed[0]])) == [
        day(instance, "2015-05-13"), day(instance, "2015-05-27"),
    ]  # fmt: skip
    assert instance.release[0] == day(instance, "2015-05-27")  # 04.05. + 10 days is after the 13th
    assert instance.tables[instance.start_table[0], 0] == day(instance, "2015-05-27")
    assert instance.tables[instance.start_table[0], 20] == instance.horizon + 1


def test_notice_in_working_days_is_a_shift():
    """Three working days of notice move every day by three."""
    council = {"id": "SR", "sittings": ["2015-05-06", "2015-05-27"], "notice": 3}
    instance = build(catalogue(activities("A", {"id": "x", "gate": "SR"}), bodies=[council]))
    assert list(instance.tables[instance.notice_table[0]][:3]) == [3, 4, 5]
    assert instance.release[0] == day(instance, "2015-05-27")


def test_an_embargo_takes_days_from_those_it_applies_to():
    """By office or measure, and only from what costs something if it says so."""
    embargo = {"id": "E", "since": "2015-05-05", "until": "2015-05-08", "only_with_costs": True, "measures": ["A", "B"]}
    measures = [
        {"id": "A", "duration": 1, "costs": [{"amount": 5}]},
        {"id": "B", "duration": 1},
        {"id": "C", "duration": 1, "costs": [{"amount": 5}]},
    ]
    instance = build(catalogue(*measures, embargoes=[embargo]))
    assert list(instance.allowed >= 0) == [True, False, False]
    assert list(np.flatnonzero(~instance.allowed_days[0])) == [1, 2, 3, 4]
    assert list(instance.tables[instance.start_table[0]][:7]) == [0, 5, 5, 5, 5, 5, 6]


def test_what_has_begun_is_fixed_and_nothing_binds_it():
    """Its interval is the report's; links into it are gone, links out of it stay; the rest starts after the status date."""
    status = {
        "as_of": "2015-05-08",
        "actuals": [{"activity": "B", "start": "2015-05-05", "finish": "2015-05-06"}, {"activity": "D", "start": "2015-05-07"}],
    }  # fmt: skip
    measures = [
        {"id": "A", "duration": 2},
        {"id": "B", "duration": 5, "after": ["A"]},
        {"id": "C", "duration": 1, "after": ["B"]},
        {"id": "D", "duration": 4},
    ]
    instance = build(catalogue(*measures, status=status), as_of=dt.date(2015, 5, 8))
    assert list(instance.fixed_start) == [-1, 1, -1, 3]
    assert list(instance.fixed_finish) == [-1, 3, -1, 7]
    assert [(int(a), int(b)) for a, b in zip(instance.link_pred, instance.link_succ, strict=True)] == [(1, 2)]
    assert instance.now == 5
    assert list(instance.release) == [5, 1, 5, 3]


def test_what_has_begun_may_exceed_the_limits():
    """Capacity, stock and limit are raised to what the fixed activities take."""
    status = {"as_of": "2015-05-08", "actuals": [{"activity": "A/x", "start": "2015-05-05"}]}
    people = {"id": "16/dev", "capacity": [{"fte": 2}, {"since": "2015-05-06", "fte": 1}]}
    resources = [people, {"id": "lizenz", "capacity": 1, "renewable": False}]
    modes = [
        {"id": "a", "duration": 5, "demand": {"16/dev": 2, "lizenz": 3}},
        {"id": "b", "duration": 5, "demand": {"16/dev": 1, "lizenz": 1}},
    ]
    measure = activities("A", {"id": "x", "modes": modes})
    instance = build(catalogue(measure, resources=resources, status=status), as_of=dt.date(2015, 5, 8))
    assert list(instance.mode_ptr) == [0, 1]
    assert list(instance.capacity[0]) == [200] * 6 + [100]
    assert list(instance.stock_capacity) == [300]


def test_open_measures_count_by_lead_office():
    """Each office with a limit has the measures that it leads; what is open when planning begins does not count against it."""
    status = {"as_of": "2015-05-08", "actuals": [{"activity": f"{m}", "start": "2015-05-05"} for m in "AB"]}
    measures = [{"id": name, "duration": 10, "lead": "16"} for name in "ABC"] + [
        {"id": "D", "duration": 1, "lead": "20"}
    ]
    offices = [{"id": "16", "max_open_measures": 1}, {"id": "20"}, {"id": "30", "max_open_measures": 1}]
    planned = catalogue(*measures, offices=offices, status=status)
    assert build(planned).groups == (Group("16", 1, (0, 1, 2)),)
    assert build(planned, as_of=dt.date(2015, 5, 8)).groups == (Group("16", 2, (0, 1, 2)),)


def test_a_hard_deadline_of_everything_shortens_the_horizon():
    """Where all must be finished by a day, nothing after it need be looked at."""
    instance = build(catalogue({"id": "A", "duration": 5, "deadline": "2015-05-08"}))
    assert instance.horizon == 5
    assert list(instance.deadline) == [5]
    without = build(catalogue({"id": "A", "duration": 5, "deadline": "2015-05-08"}, {"id": "B", "duration": 1}))
    assert without.deadline[0] == 5
    assert without.deadline[1] == without.horizon


def test_the_horizon_never_leaves_the_timeline():
    """However much there is to do, the axis ends with the timeline."""
    measures = [{"id": f"M{k}", "duration": 15000} for k in range(3)]
    instance = build(catalogue(*measures))
    assert instance.origin + instance.horizon == len(LINE) - 1


def test_the_horizon_covers_every_rule_that_changes():
    """Steps, embargoes, budgets, sittings and releases: the horizon lies behind the last of them."""
    parts = {
        "resources": [{"id": "16/dev", "capacity": [{"fte": 1}, {"since": "2016-03-01", "fte": 2}]}],
        "embargoes": [{"id": "E", "since": "2016-01-01", "until": "2016-06-30"}],
        "budgets": [{"kind": "investment", "amounts": {2017: 5}}],
        "bodies": [{"id": "SR", "sittings": ["2018-02-07"]}],
    }
    instance = build(catalogue({"id": "A", "duration": 1, "not_before": "2015-09-01"}, **parts))
    assert instance.horizon > day(instance, "2018-02-07")
    assert instance.allowed[0] == 0
