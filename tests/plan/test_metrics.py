# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Figures of a plan, against the day-by-day oracle and against the verifier."""

from collections import Counter
from dataclasses import replace

import pytest

from egovplan.plan.metrics import budget_use, free_floats, office_load, resource_load
from egovplan.plan.model import Plan
from egovplan.plan.verify import Rule, verify
from tests.plan.mutations import place
from tests.plan.naive import Days, Naive, capacity, charges
from tests.plan.plans import T0, catalogue_of, measure, plan_from, plans

BOTH = pytest.mark.parametrize("kind", ["town", "begun"])


# load


@BOTH
def test_load_and_capacity_of_each_day_are_those_of_the_oracle(kind):
    """From the start of the plan to its finish, every resource, every working day."""
    for plan in plans(kind)[:2]:
        oracle = Naive(plan, plan.catalogue)
        profiles = resource_load(plan)
        assert list(profiles) == [r.id for r in plan.catalogue.resources if r.renewable]
        for r in plan.catalogue.resources:
            if not r.renewable:
                continue
            days = range(plan.start, plan.finish)
            load = Counter()
            for row in plan:
                load.update(dict.fromkeys(range(row.start, row.finish), 0))
                for day in range(row.start, row.finish):
                    load[day] += oracle.mode[row.id].demand.get(r.id, 0)
            assert profiles[r.id].start == plan.start
            assert profiles[r.id].load == tuple(load[day] for day in days)
            assert profiles[r.id].capacity == tuple(capacity(r, oracle.days.days[day]) for day in days)


def test_an_office_is_the_sum_of_its_resources():
    """Named by the resource, or by the beginning of its id; a resource of nobody stands for itself."""
    catalogue = catalogue_of(
        offices=[{"id": "16"}, {"id": "10"}, {"id": "99"}],
        resources=[
            {"id": "16/a", "capacity": 1}, {"id": "b", "office": "16", "capacity": "0.5"}, {"id": "Saal", "capacity": 2},
            {"id": "10/c", "capacity": 3}, {"id": "L", "capacity": 9, "renewable": False},
        ],
        measures=[measure("A", 2, demand={"16/a": 1, "b": "0.5", "L": 1}), measure("B", 3, demand={"Saal": 1, "b": "0.25"})],
    )  # fmt: skip
    profiles = office_load(plan_from(catalogue, T0, T0 + 1))
    assert list(profiles) == ["16", "10", "Saal"]
    assert profiles["16"].load == (150, 175, 25, 25)
    assert profiles["16"].capacity == (150,) * 4
    assert profiles["Saal"].load == (0, 100, 100, 100)
    assert profiles["10"].utilisation == 0.0
    assert profiles["16"].utilisation == 375 / 600


def test_what_ran_before_the_plan_begins_is_cut_off():
    """Profiles begin with the catalogue, also where something has begun before."""
    catalogue = catalogue_of(
        resources=[{"id": "r", "capacity": [{"since": "2016-01-06", "fte": 1}]}],
        measures=[measure("A", 8, demand={"r": 1})],
        status={"as_of": "2016-01-04", "actuals": [{"activity": "A", "start": "2015-12-29"}]},
    )
    plan = plan_from(catalogue, T0 - 4, as_of=catalogue.start)
    profile = resource_load(plan)["r"]
    assert (profile.start, profile.load, profile.capacity) == (T0, (100,) * 4, (0, 0, 100, 100))


def test_an_empty_plan_has_no_days():
    """No activities, no days; capacity without load is no division by zero."""
    catalogue = catalogue_of(resources=[{"id": "r", "capacity": 1}])
    profile = resource_load(Plan(catalogue, ()))["r"]
    assert (profile.load, profile.capacity, profile.utilisation) == ((), (), 0.0)
    assert free_floats(Plan(catalogue, ())) == {}


# money


@BOTH
def test_money_of_each_year_is_that_of_the_oracle(kind):
    """Cent by cent, kind by kind, year by year."""
    for plan in plans(kind)[:4]:
        oracle = Naive(plan, plan.catalogue)
        used = Counter()
        for row in plan:
            used += charges(oracle.days, oracle.flat[row.id], oracle.mode[row.id], row, 2018)
        found = {(use.kind, use.year): use.used_cents for use in budget_use(plan)}
        assert {account: cents for account, cents in found.items() if cents} == dict(used)
        assert {year for _, year in found} >= {2015, 2016, 2017, 2018}


def test_what_a_year_has_depends_on_carry_over():
    """With it the rest goes on to the next entry; years without an entry have no limit and take nothing along."""
    costs = [{"amount": 60, "kind": "operating"}, {"amount": 7}]
    for carry_over, available in ((True, [10000, 9000, None]), (False, [10000, 5000, None])):
        catalogue = catalogue_of(
            measures=[measure("A", costs=costs), measure("B", costs=costs)],
            budgets=[{"kind": "operating", "amounts": {2016: 100, 2018: 50}, "carry_over": carry_over}],
        )
        line = catalogue.timeline
        uses = budget_use(plan_from(catalogue, T0, line.year_start(2020)))
        assert [(u.kind.value, u.year, u.limit_cents, u.used_cents) for u in uses] == [
            ("investment", 2016, None, 700), ("investment", 2020, None, 700),
            ("operating", 2016, 10000, 6000), ("operating", 2018, 5000, 0), ("operating", 2020, None, 6000),
        ]  # fmt: skip
        assert [u.available_cents for u in uses][2:] == available
        assert uses[2].left_cents == 4000
        assert uses[0].left_cents is None


def test_running_costs_go_on_to_the_last_year_that_is_shown():
    """To the last entry, or to the year of the last finish if that is later."""
    running = [{"per_year": 1000}]
    catalogue = catalogue_of(measures=[measure("A", 1, running=running), measure("B")])
    line = catalogue.timeline
    uses = budget_use(plan_from(catalogue, T0, line.year_start(2018)))
    assert [(u.year, u.used_cents) for u in uses] == [(2016, 91667), (2017, 100000), (2018, 100000)]
    budgeted = catalogue.replace(budgets=[{"kind": "operating", "amounts": {2020: 5000}}])
    assert [u.year for u in budget_use(plan_from(budgeted, T0, T0))] == [2016, 2017, 2018, 2019, 2020]


@pytest.mark.parametrize(
    ("year", "month", "first"), [(2016, 1, 100000), (2016, 2, 91667), (2016, 12, 8334), (2017, 1, 0)]
)
def test_running_costs_begin_with_a_whole_month(year, month, first):
    """Finished before the first working day of a month, that month is paid; what is rounded off comes with the last."""
    catalogue = catalogue_of(measures=[measure("A", 1, running=[{"per_year": 1000}]), measure("B")], start="2015-01-01")
    line = catalogue.timeline
    plan = plan_from(catalogue, line.month_start(year, month) - 1, line.year_start(2017))
    assert sum(u.used_cents for u in budget_use(plan) if u.year == 2016) == first


def test_at_the_end_of_the_axis_the_next_year_begins():
    """What finishes with the last day there is costs nothing any more."""
    catalogue = catalogue_of(measures=[measure("A", 1, running=[{"per_year": 1000}])])
    assert budget_use(plan_from(catalogue, len(catalogue.timeline) - 1)) == ()


# floats


def may_start(plan, activity, start):
    """Whether sittings and embargoes let an activity start on a day."""
    found = verify(place(plan, activity, start), plan.catalogue)
    return not any(v.rule in (Rule.SITTING, Rule.EMBARGO) and v.activity == activity for v in found)


def is_unharmed(plan, activity, start):
    moved = place(plan, activity, start)
    return (
        not verify(moved, plan.catalogue)
        and moved.finish <= plan.finish
        and all(moved.lateness(m) <= plan.lateness(m) for m in plan.measures)
    )


@BOTH
@pytest.mark.parametrize("seed", range(4))
def test_a_float_can_be_used_up_and_not_a_day_more(kind, seed):
    """The verifier agrees: every allowed start within the float is valid, the next one breaks a rule or makes it later."""
    plan = plans(kind)[seed]
    floats = free_floats(plan)
    assert list(floats) == [row.id for row in plan]
    fixed = Naive(plan, plan.catalogue).given
    for row in plan:
        last = row.start + floats[row.id]
        if row.id in fixed:
            assert floats[row.id] == 0
            continue
        starts = [t for t in range(row.start, last + 1) if t in (row.start + 1, last) or t % 7 == 0]
        assert all(is_unharmed(plan, row.id, t) for t in starts if may_start(plan, row.id, t)), row.id
        beyond = next(t for t in range(last + 1, last + 400) if may_start(plan, row.id, t))
        assert not is_unharmed(plan, row.id, beyond), row.id
    assert len(set(floats.values())) > 3


def two(**changes):
    return catalogue_of(measures=[measure("A"), measure("B"), measure("Z", 0)], **changes)


def test_without_limits_the_float_goes_to_the_finish_of_the_plan():
    """Nothing follows, nothing is shared: only the finish of the plan ends it."""
    assert dict(free_floats(plan_from(two(), T0, T0 + 3, T0 + 20))) == {"A": 15, "B": 12, "Z": 0}


@pytest.mark.parametrize(
    ("link", "expected"),
    [("A", 3), ("A EA+2", 1), ("A EA+2 KT", 1), ("A AA+1", 7), ("A EE", 8), ("A AE+1", 12), ("A EA-3", 6)],
)
def test_a_successor_that_stays_ends_the_float(link, expected):
    """All relations, with working and calendar days: A lies on five days, its successor on the five from the eighth on."""
    catalogue = catalogue_of(measures=[measure("A"), measure("B", after=link), measure("Z", 0)])
    assert free_floats(plan_from(catalogue, T0, T0 + 8, T0 + 60))["A"] == expected


def test_deadline_and_due_date_end_the_float():
    """The hard one and the soft one; a due date that is missed anyway counts no more than the finish of the measure."""
    for key, day, expected in (("deadline", "2016-01-15", 5), ("due", "2016-01-13", 3), ("due", "2016-01-06", 0)):
        catalogue = catalogue_of(measures=[measure("A", **{key: day}), measure("Z", 0)])
        assert free_floats(plan_from(catalogue, T0, T0 + 60))["A"] == expected


def test_a_resource_ends_the_float_where_it_is_taken():
    """The days that an activity has already do not block it."""
    catalogue = catalogue_of(
        resources=[{"id": "r", "capacity": 1}],
        measures=[
            measure("A", demand={"r": "0.6"}),
            measure("B", demand={"r": "0.6"}),
            measure("C", 9, demand={"r": "0.4"}),
        ],
    )
    assert dict(free_floats(plan_from(catalogue, T0, T0 + 7, T0 + 4))) == {"A": 2, "B": 1, "C": 0}


def test_a_milestone_takes_no_one():
    """Whatever it demands: it lasts no day, and finds room where there is none."""
    catalogue = catalogue_of(
        resources=[{"id": "r", "capacity": 1}], measures=[measure("A", 9, demand={"r": 1}), measure("M", 0, demand={"r": 1})]
    )  # fmt: skip
    plan = plan_from(catalogue, T0, T0 + 2)
    assert verify(plan, catalogue) == []
    assert free_floats(plan)["M"] == 7


def test_a_float_jumps_over_an_embargo():
    """Up to the window, then on from its end; where the window is the end, before it."""
    window = [{"id": "S", "since": "2016-01-06", "until": "2016-01-08"}]
    assert free_floats(plan_from(two(embargoes=window), T0, T0, T0 + 13))["A"] == 8
    assert free_floats(plan_from(two(embargoes=window), T0, T0, T0 + 9))["A"] == 1


def test_a_gate_slips_from_sitting_to_sitting():
    """To the last sitting that its successor leaves it; none of the days between."""
    catalogue = catalogue_of(
        bodies=[{"id": "R", "sittings": ["2016-01-04", "2016-01-07", "2016-01-12", "2016-01-20"]}],
        measures=[measure("A", None, activities=[{"id": "g", "gate": "R"}]), measure("B", after="A")],
    )
    assert free_floats(plan_from(catalogue, T0, T0 + 10))["A/g"] == 6


def test_a_measure_does_not_stay_open_into_the_next():
    """With one open measure the last step ends before the next measure opens; an inner step has room."""
    steps = [{"id": "a", "duration": 2}, {"id": "b", "duration": 2}]
    catalogue = catalogue_of(
        offices=[{"id": "1", "max_open_measures": 1}],
        measures=[
            measure("A", None, lead="1", activities=steps),
            measure("B", lead="1"),
            measure("M", 0, lead="1"),
            measure("Z", 0),
        ],
    )
    floats = free_floats(plan_from(catalogue, T0, T0 + 6, T0 + 12, T0, T0 + 40))
    assert dict(floats) == {"A/a": 10, "A/b": 4, "B": 23, "M": 40, "Z": 0}


@pytest.mark.parametrize(("limit", "expected"), [(100, 300), (99, 251), (50, 251)])
def test_a_budget_ends_the_float_where_the_year_cannot_pay(limit, expected):
    """The year that follows has too little: the charge stays in its year."""
    catalogue = catalogue_of(
        measures=[measure("A", costs=[{"amount": 100}]), measure("Z", 0)],
        budgets=[{"kind": "investment", "amounts": {2016: 100, 2017: limit}}],
        start="2016-01-04",
    )
    start = catalogue.timeline.year_start(2017) - 252
    floats = free_floats(plan_from(catalogue, start, start + 305))
    assert floats["A"] == expected


def test_money_without_a_limit_ends_no_float():
    """Kinds without a budget, and years after the last entry."""
    catalogue = catalogue_of(
        resources=[{"id": "L", "capacity": 1, "renewable": False}, {"id": "r", "capacity": 1}],
        measures=[
            measure("A", costs=[{"amount": 9, "kind": "operating"}, {"amount": 1}], demand={"L": 1, "r": 1}),
            measure("Z", 0),
        ],
        budgets=[{"kind": "investment", "amounts": {2016: 1}}],
    )
    start = catalogue.timeline.year_start(2017)
    assert free_floats(plan_from(catalogue, start - 2, start + 10))["A"] == 7
    assert free_floats(plan_from(catalogue, start, start + 10))["A"] == 5


def test_a_spread_cost_slips_as_far_as_the_next_year_can_pay():
    """Three of its ten days may lie in a year that can pay thirty."""
    catalogue = catalogue_of(
        measures=[measure("A", 10, costs=[{"amount": 100, "charged": "spread"}]), measure("Z", 0)],
        budgets=[{"kind": "investment", "amounts": {2016: 100, 2017: 30}}],
        embargoes=[{"id": "S", "since": "2016-12-21", "until": "2016-12-22"}],
    )
    year = catalogue.timeline.year_start(2017)
    assert catalogue.timeline.date(year - 8).isoformat() == "2016-12-21"
    assert free_floats(plan_from(catalogue, year - 20, year + 100))["A"] == 20 - 9
    free = catalogue.replace(embargoes=[])
    assert free_floats(plan_from(free, year - 20, year + 100))["A"] == 20 - 7


def test_in_an_invalid_plan_floats_are_zero_rather_than_wrong():
    """Where rules are broken already there is nothing to slip."""
    catalogue = catalogue_of(measures=[measure("A"), measure("B", after="A"), measure("Z", 0)])
    assert free_floats(plan_from(catalogue, T0, T0, T0 + 20))["A"] == 0


def test_each_question_is_answered_from_the_same_picture():
    """What is derived is made once for a plan, and a changed plan has its own."""
    plan = plan_from(two(), T0, T0 + 3, T0 + 20)
    assert free_floats(plan)["A"] == 15
    assert free_floats(replace(plan, activities=place(plan, "Z", T0 + 10).activities))["A"] == 5
    assert Days(plan.catalogue).days is plan.timeline.days
