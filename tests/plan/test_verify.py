# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Every way of breaking a plan is caught, with the rule and the subject, and valid plans are left in peace."""

import datetime as dt
import subprocess
import sys
from dataclasses import replace

import pytest

from egovplan.catalogue.actuals import fixed_activities
from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.flat import Expansion
from egovplan.plan.model import Plan, PlannedActivity
from egovplan.plan.rules.loads import Use, overloads
from egovplan.plan.rules.reading import Reading
from egovplan.plan.verify import Rule, Violation, verify
from tests.plan.mutations import MUTATIONS, place, put
from tests.plan.plans import SEEDS, T0, catalogue_of, measure, plan_from, plans
from tests.plan.town import AS_OF, begun_town, town, town_data


def rules(violations):
    return [violation.rule for violation in violations]


# mutations


@pytest.mark.parametrize("kind", ["town", "begun"])
def test_valid_plans_break_nothing(kind):
    """Plans of an independent scheduler pass, with twenty different orders and modes."""
    assert [verify(plan, plan.catalogue) for plan in plans(kind)] == [[]] * len(SEEDS)


@pytest.mark.parametrize(
    ("mutation", "kind"),
    [(m, kind) for m in MUTATIONS for kind in ("town", "begun") if m.on in (kind, "both")],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_every_broken_plan_is_caught(mutation, kind):
    """The violation names the rule, and activity, office, year, date, need and have as far as the mutation knows them."""
    for plan in plans(kind):
        broken, expected = mutation.apply(plan)
        found = verify(broken, plan.catalogue)
        matching = [v for v in found if v.rule is mutation.rule and {k: getattr(v, k) for k in expected} == expected]
        assert matching, (expected, found)
        assert all(v.message.endswith(".") for v in found)


def test_there_are_enough_mutations_and_every_rule_has_one():
    """At least thirty ways, and none of the rules is left out."""
    assert len(MUTATIONS) >= 50
    assert len({m.name for m in MUTATIONS}) == len(MUTATIONS)
    assert {m.rule for m in MUTATIONS} == set(Rule) - {Rule.MOVES}


# the whole


def test_it_needs_the_standard_library_alone():
    """In a fresh interpreter the verifier brings in no numpy, no pydantic, no network, no solver and no core."""
    code = (
        "import sys, egovplan.plan.verify as v; assert callable(v.verify);"
        "bad = [m for m in sys.modules if m.split('.')[0] in ('numpy', 'pydantic', 'ortools', 'networkx', 'pandas', 'yaml')"
        " or m.startswith('egovplan.') and m not in ('egovplan.plan', 'egovplan.plan.verify')"
        " and not m.startswith('egovplan.plan.rules')]; assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_violations_are_sorted_and_each_is_named_once():
    """By rule in the order of the list, then by day and activity."""
    plan = plans("town")[0]
    broken = replace(
        plan, activities=tuple(replace(r, start=r.start - 40, finish=r.finish - 41) for r in plan.activities)
    )
    found = verify(broken, plan.catalogue)
    order = list(Rule)
    keys = [(order.index(v.rule), v.date or dt.date.max, v.activity or "") for v in found]
    assert keys == sorted(keys)
    assert len(set(found)) == len(found) > 20


def test_a_violation_reads_as_a_sentence():
    """The text names the activity, the predecessor, the dates and the distance."""
    plan = plans("town")[0]
    start = plan["PORTAL/entwurf"].finish - 1
    found = [v for v in verify(place(plan, "PORTAL/bau", start), plan.catalogue) if v.subject == "PORTAL/entwurf"]
    last = plan.finish_date("PORTAL/entwurf")
    assert str(found[0]) == (
        "[precedence] »PORTAL: Bau« beginnt 1 Arbeitstag zu früh: Vorgänger »PORTAL: Entwurf«"
        f" endet am {last:%d.%m.%Y} (FS)."
    )


def test_an_empty_catalogue_has_one_plan():
    """Nothing to do is done."""
    catalogue = catalogue_of()
    assert verify(Plan(catalogue, ()), catalogue) == []


def test_an_equal_catalogue_is_the_same_catalogue():
    """What counts is the content, not the object."""
    plan = plans("town")[0]
    assert verify(plan, town()) == []


def test_broken_activities_are_left_out_of_the_rest():
    """One that is nowhere breaks one rule, and not twenty by the way."""
    plan = plans("town")[0]
    found = verify(put(plan, "DMS/konzept", start=-5, finish=2**80), plan.catalogue)
    assert [(v.rule, v.activity) for v in found] == [(Rule.OFF_AXIS, "DMS/konzept")]
    found = verify(put(plan, "DMS/konzept", mode=7), plan.catalogue)
    assert [(v.rule, v.activity) for v in found] == [(Rule.MODE, "DMS/konzept")]


def test_of_two_places_the_first_one_counts():
    """An activity that is in the plan twice is checked where it stands first."""
    plan = plans("town")[0]
    extra = PlannedActivity("PORTAL/bau", 0, 1)
    assert rules(verify(replace(plan, activities=(*plan.activities, extra)), plan.catalogue)) == [Rule.DUPLICATE]


def test_rows_may_stand_in_any_order():
    """The plan is a set of rows; only the catalogue has an order."""
    plan = plans("town")[3]
    assert verify(replace(plan, activities=plan.activities[::-1]), plan.catalogue) == []


# time


@pytest.mark.parametrize(
    ("relation", "good"),
    [("FS", 5), ("SS", 0), ("FF", 2), ("SF", -3)],
)
def test_each_relation_holds_to_the_day(relation, good):
    """Predecessor of 5 days, successor of 3: the first allowed start passes, the day before does not."""
    catalogue = catalogue_of(
        start="2015-12-01", measures=[measure("A"), measure("B", 3, after=f"A {relation}")]
    )  # fmt: skip
    start = T0 + good
    assert verify(plan_from(catalogue, T0, start), catalogue) == []
    found = verify(plan_from(catalogue, T0, start - 1), catalogue)
    assert rules(found) == [Rule.PRECEDENCE, Rule.MEASURE_ORDER]
    assert {v.need for v in found} == {start if relation[1] == "S" else start + 3}


@pytest.mark.parametrize(
    ("duration", "lag", "good"),
    [
        (5, "0 KT", 5),  # Friday evening: the next working day
        (5, "2 KT", 5),  # counted from Saturday: over on Monday
        (5, "3 KT", 6),
        (0, "1 KT", 1),  # a milestone on Monday counts from Monday
        (0, "7 KT", 5),
        (5, "-4 KT", 1),  # back from Saturday to Tuesday
    ],
)
def test_calendar_days_count_from_the_day_after_work(duration, lag, good):
    """After work the first calendar day may be a Saturday; a milestone counts from its own day."""
    sign = "" if lag.startswith("-") else "+"
    catalogue = catalogue_of(measures=[measure("A", duration), measure("B", after=f"A FS{sign}{lag}")])
    # 2016-01-04 is a Monday
    assert verify(plan_from(catalogue, T0, T0 + good), catalogue) == []
    assert Rule.PRECEDENCE in rules(verify(plan_from(catalogue, T0, T0 + good - 1), catalogue))


def test_a_lead_does_not_reach_before_the_axis():
    """A working lag is cut off at the first day there is."""
    catalogue = catalogue_of(start="2000-01-01", measures=[measure("A"), measure("B", after="A EA-100")])
    assert verify(plan_from(catalogue, 0, 0), catalogue) == []


def test_beyond_the_axis_nothing_can_start():
    """A lag that leads out of the axis cannot be kept, and is reported without a date of its own."""
    catalogue = catalogue_of(start="2000-01-01", measures=[measure("A"), measure("B", after="A EA+100")])
    end = len(catalogue.timeline)
    found = verify(plan_from(catalogue, end - 6, end - 5), catalogue)
    assert rules(found) == [Rule.PRECEDENCE, Rule.MEASURE_ORDER]
    assert "außerhalb der Zeitachse" in found[1].message


def test_work_may_end_with_the_axis():
    """The last day there is can be worked on; a calendar duration may lead out of it."""
    catalogue = catalogue_of(start="2000-01-01", measures=[measure("A"), measure("B", "30 KT")])
    end = len(catalogue.timeline)
    assert verify(Plan.of(catalogue, [end - 5, end - 5], [end, end]), catalogue) == []


GATE = {
    "bodies": [
        {"id": "RAT", "title": "Stadtrat", "sittings": ["2016-02-01", "2016-02-03", "2016-02-05"], "notice": "2 KT"}
    ]
}


def gated(**changes):
    return {"id": "B", "title": "B", "priority": 1, "activities": [{"id": "b", "gate": "RAT"} | changes]}


@pytest.mark.parametrize(
    ("relation", "duration", "finish", "good"),
    [
        ("FS", 1, "2016-02-01", True),  # ready on the 1st, two days' notice: the 3rd
        ("FS", 1, "2016-02-02", False),
        ("FF", 2, "2016-02-03", True),  # may start on the 1st to be finished on the 3rd
        ("FF", 2, "2016-02-04", False),
        ("FF", "2 KT", "2016-02-03", True),  # from the 1st two calendar days: finished on the 3rd
        ("FF", "2 KT", "2016-02-04", False),
    ],
)
def test_notice_counts_from_the_day_the_gate_is_ready(relation, duration, finish, good):
    """A bound on the finish is turned into the earliest start before the notice is added."""
    catalogue = catalogue_of(measures=[measure("A", 1), gated(after=f"A {relation}", duration=duration)], **GATE)
    line = catalogue.timeline
    start, at = line.index(dt.date.fromisoformat(finish)) - 1, line.index(dt.date(2016, 2, 3))
    end = at + 2
    rows = [PlannedActivity("A", start, start + 1), PlannedActivity("B/b", at, end if duration != 1 else at + 1)]
    assert rules(verify(Plan(catalogue, tuple(rows)), catalogue)) == ([] if good else [Rule.NOTICE])


def test_a_gate_at_the_very_beginning_of_the_axis():
    """A bound on day 0 is ready on day 0, also for calendar durations."""
    body = {"id": "RAT", "sittings": ["2000-01-03"]}
    catalogue = catalogue_of(
        start="2000-01-01", bodies=[body], measures=[measure("A", 0), gated(after="A AE", duration="3 KT")]
    )  # fmt: skip
    assert verify(Plan.of(catalogue, [0, 0], [0, 3]), catalogue) == []


def test_an_embargo_that_names_nobody_is_for_all_and_spares_what_runs():
    """The last day before is free, the first and last day of the window are not; external events do not ask."""
    window = {"id": "S", "title": "Sperre", "since": "2016-01-11", "until": "2016-01-17"}
    catalogue = catalogue_of(
        measures=[measure("A", 20)], embargoes=[window], externals=[{"id": "E", "title": "E", "date": "2016-01-12"}]
    )  # fmt: skip
    day = T0 + 6
    for start, good in ((T0 + 4, True), (T0 + 5, False), (T0 + 9, False), (T0 + 10, True)):
        plan = Plan.of(catalogue, [day, start], [day, start + 20])
        assert rules(verify(plan, catalogue)) == ([] if good else [Rule.EMBARGO])


@pytest.mark.parametrize("costs", [{}, {"costs": [{"amount": 0}]}])
def test_an_embargo_on_costs_spares_what_costs_nothing(costs):
    """A cost of zero is none."""
    window = {"id": "S", "since": "2016-01-01", "until": "2016-12-31", "only_with_costs": True}
    catalogue = catalogue_of(measures=[measure("A", **costs)], embargoes=[window])
    assert verify(plan_from(catalogue, T0), catalogue) == []


# whole measures

TWO_STEPS = [{"id": "a", "duration": 2}, {"id": "b", "duration": 2, "after": "a"}]


def test_a_forgotten_precedence_between_measures_is_found():
    """The order of measures is read from the catalogue itself: a hole in its unfolding does not go unnoticed."""
    catalogue = catalogue_of(
        measures=[measure("A", None, activities=TWO_STEPS), measure("B", None, activities=TWO_STEPS)],
        dependencies=[{"predecessor": "A", "successor": "B", "lag": 1}],
    )
    plan = plan_from(catalogue, T0, T0 + 2, T0 + 4, T0 + 6)
    full = catalogue.expansion
    holed = [link for link in full.links if (link.predecessor, link.successor) != ("A/b", "B/a")]
    vars(catalogue)["expansion"] = Expansion(full.activities, tuple(holed), full.limits, full.members)
    found = verify(plan, catalogue)
    assert rules(found) == [Rule.MEASURE_ORDER]
    assert (found[0].activity, found[0].subject, found[0].need, found[0].have) == ("B/a", "A", T0 + 5, T0 + 4)


def test_a_measure_without_a_place_for_each_activity_has_no_order():
    """What is missing is reported as missing; nothing is made up about the rest."""
    catalogue = catalogue_of(measures=[measure("A", None, activities=TWO_STEPS), measure("B", after="A")])
    plan = Plan(catalogue, (PlannedActivity("A/a", T0, T0 + 2), PlannedActivity("B", T0, T0 + 5)))
    assert rules(verify(plan, catalogue)) == [Rule.MISSING]


def test_a_measure_may_follow_what_is_no_measure():
    """External events and single activities are bound by the unfolded links alone."""
    catalogue = catalogue_of(
        externals=[{"id": "E", "title": "E", "date": "2016-01-11"}],
        measures=[measure("A", None, activities=TWO_STEPS), measure("B", after=["E", "A/a"])],
    )
    day = T0 + 5
    assert verify(plan_from(catalogue, day, T0, T0 + 2, day), catalogue) == []
    assert rules(verify(plan_from(catalogue, day, T0, T0 + 2, day - 1), catalogue)) == [Rule.PRECEDENCE]


def begun(*actuals, as_of="2016-01-15", **catalogue):
    return catalogue_of(status={"as_of": as_of, "actuals": list(actuals)}, **catalogue)


def test_a_measure_that_has_begun_no_longer_waits():
    """B began before A was done; that happened, and its second step is bound by its first only."""
    catalogue = begun(
        {"activity": "B/a", "start": "2016-01-04", "finish": "2016-01-05"},
        measures=[measure("A", 30), measure("B", None, activities=TWO_STEPS, after="A")],
    )
    now = T0 + 10
    plan = Plan.of(catalogue, [now, T0, now], [now + 30, T0 + 2, now + 2], as_of=dt.date(2016, 1, 15))
    assert verify(plan, catalogue) == []


def test_steps_begun_out_of_order_leave_the_end_to_the_unfolded_links():
    """A's second step ran before its first: what follows A then waits for the second, as the unfolded links say."""
    catalogue = begun(
        {"activity": "A/b", "start": "2016-01-04", "finish": "2016-01-05"},
        measures=[measure("A", None, activities=TWO_STEPS), measure("B", after="A")],
    )
    now = T0 + 10
    plan = Plan.of(catalogue, [now, T0, now], [now + 2, T0 + 2, now + 5], as_of=dt.date(2016, 1, 15))
    assert verify(plan, catalogue) == []


# what has happened


@pytest.mark.parametrize(
    "as_of",
    [
        None,
        *map(
            dt.date.fromisoformat,
            ("2015-06-19", "2015-09-30", "2015-11-23", "2015-11-29", "2015-11-30", "2016-02-03", "2016-06-01"),
        ),
    ],
)
def test_the_verifier_reads_what_has_happened_as_the_catalogue_does(as_of):
    """Its own reading of the report agrees with that of the rest of the library, on each of these days."""
    catalogue = begun_town()
    reading = Reading(Plan(catalogue, (), as_of), catalogue)
    expected = fixed_activities(catalogue, as_of)
    assert {name: (fact.start, fact.finish) for name, fact in reading.facts.items()} == {
        name: (fact.start, fact.finish) for name, fact in expected.items()
    }


def test_a_report_on_what_the_catalogue_does_not_have_is_passed_over():
    """Dropping a measure does not make its report a fact about something else."""
    catalogue = begun_town()
    smaller = vars(catalogue)["expansion"]
    rest = tuple(a for a in smaller.activities if a.id != "GIS")
    vars(catalogue)["expansion"] = Expansion(rest, (), (), {})
    reading = Reading(Plan(catalogue, (), AS_OF), catalogue)
    assert "GIS" not in reading.facts
    assert "EREG" in reading.facts


def test_what_has_begun_may_break_the_rules_of_planning():
    """Order, release, deadline, sitting, embargo, duration, capacity, limits and budget do not bind what has happened."""
    catalogue = begun(
        {"activity": "A", "start": "2016-01-05"},
        {"activity": "B", "start": "2016-01-05", "finish": "2016-01-06"},
        {"activity": "C/b", "start": "2016-01-06", "finish": "2016-01-06"},
        offices=[{"id": "1", "max_open_measures": 1}],
        resources=[{"id": "1/x", "capacity": 1}],
        budgets=[{"kind": "investment", "amounts": {2016: 1}}],
        embargoes=[{"id": "S", "since": "2016-01-05", "until": "2016-01-05"}],
        measures=[
            measure("A", lead="1", demand={"1/x": 1}, costs=[{"amount": 50}], not_before="2016-02-01"),
            measure("B", lead="1", demand={"1/x": "0.7"}, costs=[{"amount": 50}], after="A", deadline="2016-01-05"),
            gated() | {"id": "C"},
        ],
        **GATE,
    )
    fixed = fixed_activities(catalogue, dt.date(2016, 1, 15))
    plan = Plan(
        catalogue, tuple(PlannedActivity(n, f.start, f.finish) for n, f in fixed.items()), dt.date(2016, 1, 15)
    )  # fmt: skip
    assert verify(plan, catalogue) == []


def test_nothing_is_added_to_what_has_begun_and_is_too_much():
    """A resource that is overrun by what has begun has no room for more, and the limit is what has begun."""
    catalogue = begun(
        {"activity": "A", "start": "2016-01-11", "remaining": 5},
        resources=[{"id": "1/x", "capacity": 1}],
        measures=[measure("A", 10, demand={"1/x": "1.5"}), measure("B", demand={"1/x": "0.5"})],
    )
    now = T0 + 10
    plan = Plan.of(catalogue, [T0 + 5, now], [now + 5, now + 5], as_of=dt.date(2016, 1, 15))
    found = verify(plan, catalogue)
    assert [(v.rule, v.need, v.have, v.date) for v in found] == [(Rule.CAPACITY, 200, 150, dt.date(2016, 1, 18))]
    later = Plan.of(catalogue, [T0 + 5, now + 5], [now + 5, now + 10], as_of=dt.date(2016, 1, 15))
    assert verify(later, catalogue) == []


@pytest.mark.parametrize(("finished", "good"), [(False, True), (True, False)])
def test_an_office_may_keep_open_what_it_has_open(finished, good):
    """Two measures have begun under a limit of one; once one of them is finished there is one place again, not two."""
    second = {"activity": "B/a", "start": "2016-01-04", "finish": "2016-01-05"}
    done = [{"activity": "B/b", "start": "2016-01-06", "finish": "2016-01-15"}] if finished else []
    catalogue = begun(
        {"activity": "A", "start": "2016-01-04", "remaining": 10}, second, *done,
        offices=[{"id": "1", "max_open_measures": 1}],
        measures=[
            measure("A", 20, lead="1"), measure("B", None, lead="1", activities=TWO_STEPS), measure("C", 2, lead="1"),
        ],
    )  # fmt: skip
    now = T0 + 10
    rest = (T0 + 2, now) if finished else (now, now + 2)
    third = now + 2  # while A still runs
    plan = Plan.of(
        catalogue, [T0, T0, rest[0], third], [now + 10, T0 + 2, rest[1], third + 2], as_of=dt.date(2016, 1, 15)
    )  # fmt: skip
    assert rules(verify(plan, catalogue)) == ([] if good else [Rule.OPEN_MEASURES])


# what is shared


@pytest.mark.parametrize(
    ("uses", "steps", "expected"),
    [
        ([], [(0, 1)], []),
        ([(0, 5, 1)], [(0, 1)], []),
        ([(0, 5, 2)], [(0, 1)], [(0, 5, 0, 2, 1)]),
        ([(0, 5, 1), (5, 9, 1)], [(0, 1)], []),  # one ends where the other begins
        ([(0, 5, 1), (4, 9, 1)], [(0, 1)], [(4, 5, 4, 2, 1)]),
        ([(0, 9, 1)], [(0, 1), (3, 0), (5, 1)], [(3, 5, 3, 1, 0)]),  # a vacancy
        ([(0, 9, 1)], [(4, 1)], [(0, 4, 0, 1, 0)]),  # before the first post
        ([(0, 9, 2), (2, 4, 1), (3, 5, 3)], [(0, 1)], [(0, 9, 3, 6, 1)]),  # one window, its worst day
        ([(0, 2, 2), (4, 6, 3)], [(0, 1)], [(0, 2, 0, 2, 1), (4, 6, 4, 3, 1)]),  # two windows
        ([(3, 3, 9)], [(0, 1)], []),  # a milestone takes nothing
        ([(0, 4, 1)], [(0, 2), (2, 0), (2, 5)], []),  # of two steps on a day the later one holds
    ],
)
def test_overloads_are_maximal_windows_with_their_worst_day(uses, steps, expected):
    """(start, finish, worst day, need, have) of each run of days with too much on them."""
    found = overloads([Use("x", s, f, amount, given=False) for s, f, amount in uses], steps)
    assert [(w.start, w.finish, w.worst, w.need, w.have) for w in found] == expected


def test_the_message_of_an_overload_names_who_is_there():
    """Up to three by name, the others counted."""
    names = ["A", "B", "C", "D", "E"]
    catalogue = catalogue_of(
        offices=[{"id": "16"}],
        resources=[{"id": "16/Admin", "title": "Administration", "capacity": 1}],
        measures=[measure(name, demand={"16/Admin": "0.3"}) for name in names],
    )
    found = verify(plan_from(catalogue, *[T0] * 5), catalogue)
    assert len(found) == 1
    assert found[0].message == (
        "Kapazität Administration ist vom 04.01.2016 bis 08.01.2016 überlastet: am 04.01.2016 gebraucht 1,50, vorhanden 1,00 VZÄ"
        " (»A«, »B«, »C« und 2 weitere)."
    )
    assert found[0].office == "16"


def test_a_resource_of_no_office_is_reported_without_one():
    """Its id begins with no office, and it names none."""
    catalogue = catalogue_of(resources=[{"id": "Saal", "capacity": 1}], measures=[measure("A", demand={"Saal": 1})] * 1)
    twice = catalogue_of(
        resources=[{"id": "Saal", "capacity": 1}], measures=[measure("A", demand={"Saal": 1}), measure("B", demand={"Saal": 1})]
    )  # fmt: skip
    assert verify(plan_from(catalogue, T0), catalogue) == []
    assert [(v.office, v.subject) for v in verify(plan_from(twice, T0, T0), twice)] == [(None, "Saal")]


def test_a_stock_is_used_up_by_sum_not_by_day():
    """One after the other they still take too much."""
    catalogue = catalogue_of(
        resources=[{"id": "L", "capacity": 3, "renewable": False}],
        measures=[
            measure("A", demand={"L": 2}),
            measure(
                "B",
                None,
                activities=[
                    {
                        "id": "b",
                        "modes": [
                            {"id": "viel", "duration": 5, "demand": {"L": "1.01"}},
                            {"id": "wenig", "duration": 9},
                        ],
                    }
                ],
            ),
        ],
    )
    found = verify(plan_from(catalogue, T0, T0 + 50), catalogue)
    assert [(v.rule, v.need, v.have, v.message) for v in found] == [
        (Rule.STOCK, 301, 300, "Vorrat L: insgesamt gebraucht 3,01, vorhanden 3,00.")
    ]


# money


def paying(costs, budgets, *, duration=10, running=()):
    return catalogue_of(measures=[measure("A", duration, costs=costs, running=list(running))], budgets=budgets)


def budget(amounts, **changes):
    return [{"kind": "operating", "amounts": amounts} | changes]


@pytest.mark.parametrize(
    ("charged", "need"),
    [("start", {2016: 10000}), ("finish", {2017: 10000}), ("spread", {2016: 3333, 2017: 6667})],
)
def test_one_off_costs_fall_due_when_they_say(charged, need):
    """At the start, on the last day, or by the working days in each year: three of nine before New Year, rounded down."""
    catalogue = paying(
        [{"amount": 100, "kind": "operating", "charged": charged}], budget({2016: "0.01", 2017: "0.01"}), duration=9
    )  # fmt: skip
    start = catalogue.timeline.year_start(2017) - 3
    found = verify(plan_from(catalogue, start), catalogue)
    assert {v.year: v.need for v in found} == need


@pytest.mark.parametrize(
    ("before", "need"), [(1, {2017: 1000, 2018: 9000}), (9, {2017: 9000, 2018: 1000}), (10, {2017: 10000})]
)
def test_a_single_day_of_a_spread_cost_counts_in_its_year(before, need):
    """Ten days: the first on the last day of a year, or the last on the first day of one, or none of them over New Year."""
    catalogue = paying(
        [{"amount": 100, "kind": "operating", "charged": "spread"}], budget({2017: "0.01", 2018: "0.01"})
    )
    found = verify(plan_from(catalogue, catalogue.timeline.year_start(2018) - before), catalogue)
    assert {v.year: v.need for v in found} == need


def test_a_spread_cost_without_duration_falls_due_at_once():
    """There is nothing to spread over."""
    catalogue = paying([{"amount": 100, "kind": "operating", "charged": "spread"}], budget({2016: 99}), duration=0)
    found = verify(plan_from(catalogue, T0), catalogue)
    assert [(v.year, v.need, v.have) for v in found] == [(2016, 10000, 9900)]
    assert found[0].message == (
        "Haushalt 2016 konsumtiv: in diesem Jahr gebraucht 100,00 €, bereitgestellt 99,00 €;"
        " größter Posten »A« mit 100,00 €."
    )


def test_a_cost_that_ends_on_the_last_day_of_the_year_belongs_to_it():
    """The finish is the first day after the work; the charge is on the last day of it."""
    catalogue = paying([{"amount": 100, "kind": "operating", "charged": "finish"}], budget({2016: 99, 2017: 99}))
    found = verify(plan_from(catalogue, catalogue.timeline.year_start(2017) - 10), catalogue)
    assert [v.year for v in found] == [2016]


@pytest.mark.parametrize(
    ("last_day", "months"),
    [("2016-01-29", 11), ("2016-02-01", 10), ("2016-12-30", 0), ("2015-12-31", 12), ("2016-11-29", 1)],
)
def test_running_costs_begin_with_the_first_full_month(last_day, months):
    """A twelfth a month from the month after the last day of work, a full sum in the years after; without end."""
    catalogue = paying([], budget({2016: 1, 2018: 1}), running=[{"per_year": 1000}], duration=1)
    catalogue = catalogue.replace(start="2015-01-01")
    found = verify(plan_from(catalogue, catalogue.timeline.index(dt.date.fromisoformat(last_day))), catalogue)
    free = 12 - months
    expected = {2016: 100000 - 100000 * free // 12} if months else {}
    assert {v.year: v.need for v in found} == expected | {2018: 100000}


def test_running_costs_of_a_milestone_on_the_first_day_there_is():
    """It is finished before the axis begins, so the first year is a full one."""
    catalogue = paying([], budget({2000: 1}), running=[{"per_year": 1000}], duration=0).replace(start="2000-01-01")
    assert [v.need for v in verify(plan_from(catalogue, 0), catalogue)] == [100000]


def test_years_without_an_entry_are_not_limited():
    """And what is spent in them does not weigh on what is carried over."""
    costs = [{"amount": 1000, "kind": "operating"}]
    for carry_over in (False, True):
        catalogue = paying(costs, budget({2015: 1, 2017: 1}, carry_over=carry_over))
        assert verify(plan_from(catalogue, T0), catalogue) == []


def test_what_is_left_is_carried_over_and_what_is_missing_too():
    """With carry-over each year's sum counts from the first entry; without, each year stands alone."""
    measures = [measure(name, costs=[{"amount": 60, "kind": "operating"}]) for name in "AB"]
    for carry_over, years in ((True, []), (False, [2017])):
        catalogue = catalogue_of(measures=measures, budgets=budget({2016: 100, 2017: 50}, carry_over=carry_over))
        start = catalogue.timeline.year_start(2017)
        assert [v.year for v in verify(plan_from(catalogue, T0, start), catalogue)] == years
    catalogue = catalogue_of(measures=measures, budgets=budget({2016: 100, 2017: 15}, carry_over=True))
    found = verify(plan_from(catalogue, T0, T0), catalogue)
    assert [(v.year, v.need, v.have) for v in found] == [(2016, 12000, 10000), (2017, 12000, 11500)]
    assert found[0].message.startswith("Haushalt 2016 konsumtiv: bis einschließlich dieses Jahres gebraucht 120,00 €")


def test_a_sum_overdrawn_in_a_year_without_charges_names_no_item():
    """The year that breaks may itself have no charge, when less was provided than had been begun before."""
    data = town_data()
    data["budgets"] = [{"kind": "investment", "amounts": {2015: 0, 2020: 0}, "carry_over": True}]
    catalogue = Catalogue.from_dict(data)
    plan = plans("town")[0]
    found = [v for v in verify(replace(plan, catalogue=catalogue), catalogue) if v.rule is Rule.BUDGET]
    assert [v.year for v in found] == [2015, 2020]
    assert "größter Posten" in found[0].message


def test_the_violation_is_data():
    """It can be compared, sorted and shown; text and figures are separate."""
    one, two = Violation(Rule.BUDGET, "Ein Satz.", year=2016), Violation(Rule.MODE, "Noch einer.", activity="A")
    assert sorted([one, two], key=lambda v: v.sort_key) == [two, one]
    assert str(one) == "[budget] Ein Satz."
