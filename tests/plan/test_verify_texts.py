# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a violation says, to the letter and to the day: one small plan for each rule."""

import datetime as dt

import pytest

from egovplan.catalogue.flat import Expansion
from egovplan.catalogue.values import Span
from egovplan.plan.model import Plan, PlannedActivity
from egovplan.plan.rules.reading import Axis
from egovplan.plan.verify import Rule, verify
from tests.plan.plans import T0, catalogue_of, measure, plan_from

DAY = dt.date(2016, 1, 4)
RAT = {"id": "R", "title": "Stadtrat", "sittings": ["2016-01-06", "2016-01-20"], "notice": "7 KT"}


def gate(**changes):
    return measure("B", None, activities=[{"id": "g", "title": "Beschluss", "gate": "R"} | changes])


def only(plan, catalogue=None):
    """Return the one violation of a plan."""
    found = verify(plan, catalogue or plan.catalogue)
    assert len(found) == 1, found
    return found[0]


def says(violation, rule, message, **fields):
    assert (violation.rule, violation.message) == (rule, message)
    assert {key: getattr(violation, key) for key in fields} == fields


def test_another_catalogue():
    catalogue = catalogue_of(measures=[measure("A")])
    other = catalogue.replace(note="neuer Stand")
    plan = plan_from(catalogue, T0)
    text = f"Der Plan gehört zu einem anderen Stand des Katalogs ({catalogue.hash[:12]} statt {other.hash[:12]})."
    says(only(plan, other), Rule.CATALOGUE, text, subject=catalogue.hash)


def test_twice_unknown_missing():
    catalogue = catalogue_of(offices=[{"id": "16"}], measures=[measure("A", lead="16"), measure("B", lead="16")])
    rows = [PlannedActivity(name, T0, T0 + 5) for name in ("A", "A", "A", "X")]
    twice, unknown, missing = verify(Plan(catalogue, tuple(rows)), catalogue)
    says(twice, Rule.DUPLICATE, "»A« steht 3-mal im Plan.", activity="A", need=1, have=3)
    says(unknown, Rule.UNKNOWN, "Den Vorgang »X« gibt es im Katalog nicht.", activity="X")
    says(missing, Rule.MISSING, "»B« fehlt im Plan.", activity="B", office="16", need=1, have=0)


def test_a_mode_that_is_not_there():
    catalogue = catalogue_of(measures=[measure("A")])
    violation = only(Plan.of(catalogue, [T0], [T0 + 5], [1]))
    text = "»A«: Ausführungsart 1 gibt es nicht (es gibt 1, gezählt ab 0)."
    says(violation, Rule.MODE, text, activity="A", need=0)


def test_a_day_that_is_not_there():
    catalogue = catalogue_of(measures=[measure("A")])
    end = len(catalogue.timeline)
    text = f"»A«: Arbeitstage {end - 4} bis {end + 1} gibt es auf der Zeitachse nicht."
    says(only(plan_from(catalogue, end - 4)), Rule.OFF_AXIS, text, activity="A", date=None)


@pytest.mark.parametrize(("start", "finish", "need", "have"), [(1, 6, 0, 1), (0, 6, 5, 6), (0, 4, 5, 4)])
def test_a_fact_that_was_moved(start, finish, need, have):
    """The start is named if that was moved, else the finish."""
    catalogue = catalogue_of(
        measures=[measure("A")],
        status={"as_of": "2016-02-01", "actuals": [{"activity": "A", "start": "2016-01-04", "finish": "2016-01-08"}]},
    )
    violation = only(Plan.of(catalogue, [T0 + start], [T0 + finish], as_of=dt.date(2016, 2, 1)))
    text = (
        "»A« hat begonnen und liegt fest: Beginn 04.01.2016, 5 Arbeitstage;"
        f" geplant ist Beginn 0{4 + start}.01.2016, {finish - start} Arbeitstage."
    )
    says(violation, Rule.ACTUAL, text, activity="A", need=T0 + need, have=T0 + have)


@pytest.mark.parametrize(("start", "finish", "have"), [(1, 1, 1), (0, 1, 1)])
def test_an_external_event_that_was_moved(start, finish, have):
    catalogue = catalogue_of(externals=[{"id": "E", "title": "Landesgesetz", "date": "2016-01-04"}])
    violation = only(Plan.of(catalogue, [T0 + start], [T0 + finish]))
    text = "»Landesgesetz« ist extern auf 04.01.2016 festgelegt."
    says(violation, Rule.EXTERNAL, text, activity="E", need=T0, have=T0 + have, date=DAY + dt.timedelta(1))


def test_started_in_the_past():
    catalogue = catalogue_of(measures=[measure("A")])
    violation = only(plan_from(catalogue, T0 + 1, as_of=dt.date(2016, 1, 5)))
    text = "»A« beginnt laut Plan am 05.01.2016, hat zum Stichtag 05.01.2016 aber nicht begonnen."
    says(violation, Rule.STATUS_DATE, text, need=T0 + 2, have=T0 + 1, date=dt.date(2016, 1, 5))
    assert verify(plan_from(catalogue, T0 + 2, as_of=dt.date(2016, 1, 5)), catalogue) == []


@pytest.mark.parametrize(
    ("duration", "need", "unit"), [(5, 5, "5 Arbeitstage"), ("9 KT", 7, "9 Kalendertage"), (0, 0, "0 Arbeitstage")]
)
def test_a_wrong_duration(duration, need, unit):
    catalogue = catalogue_of(measures=[measure("A", duration)])
    violation = only(Plan.of(catalogue, [T0], [T0 + need + 1]))
    text = f"»A« dauert {unit}, geplant sind {need + 1} statt {need} Arbeitstage ab 04.01.2016."
    says(violation, Rule.DURATION, text, need=T0 + need, have=T0 + need + 1)
    assert verify(Plan.of(catalogue, [T0], [T0 + need]), catalogue) == []


def test_too_early():
    catalogue = catalogue_of(measures=[measure("A", not_before="2016-01-09")])
    violation = only(plan_from(catalogue, T0 + 4))
    text = "»A« beginnt am 08.01.2016, frühestens zulässig ist der 09.01.2016."
    says(violation, Rule.RELEASE, text, need=T0 + 5, have=T0 + 4, date=dt.date(2016, 1, 8))
    assert verify(plan_from(catalogue, T0 + 5), catalogue) == []


@pytest.mark.parametrize(("duration", "last", "late"), [(5, "11.01.2016", 1), (0, "12.01.2016", 1)])
def test_too_late(duration, last, late):
    """The deadline is a last day: work may end on it, and a milestone may stand where that work ends."""
    catalogue = catalogue_of(measures=[measure("A", duration, deadline="2016-01-10")])
    limit = T0 + 5
    violation = only(plan_from(catalogue, limit - duration + 1))
    text = f"»A« endet am {last}, {late} Arbeitstag nach der Frist 10.01.2016."
    says(violation, Rule.DEADLINE, text, need=limit, have=limit + 1)
    assert verify(plan_from(catalogue, limit - duration), catalogue) == []


def test_no_sitting():
    catalogue = catalogue_of(measures=[gate()], bodies=[RAT])
    violation = only(Plan.of(catalogue, [T0 + 11], [T0 + 12]))
    text = "»B: Beschluss«: Am 19.01.2016 tagt Stadtrat nicht."
    says(violation, Rule.SITTING, text, have=T0 + 11, subject="R", date=dt.date(2016, 1, 19))


def test_no_notice_after_the_beginning():
    catalogue = catalogue_of(measures=[gate()], bodies=[RAT])
    violation = only(Plan.of(catalogue, [T0 + 2], [T0 + 3]))
    text = (
        "»B: Beschluss«: Die Vorlage ist frühestens am 04.01.2016 fertig, mit 7 Tagen Vorlauf ist erst der"
        " 11.01.2016 möglich."
    )
    says(violation, Rule.NOTICE, text, need=T0 + 5, have=T0 + 2, subject="R")


def test_a_gate_before_its_release_is_too_early_and_not_short_of_notice():
    """One cause, one violation."""
    catalogue = catalogue_of(measures=[gate(not_before="2016-01-07")], bodies=[RAT])
    assert only(Plan.of(catalogue, [T0 + 2], [T0 + 3])).rule is Rule.RELEASE


def test_no_notice_after_the_predecessor():
    catalogue = catalogue_of(measures=[measure("A", 8), gate(after="A")], bodies=[RAT])
    violation = only(Plan.of(catalogue, [T0, T0 + 12], [T0 + 8, T0 + 13]))
    text = (
        "»B: Beschluss« am 20.01.2016: »A« ist erst am 14.01.2016 so weit, mit 7 Tagen Vorlauf ist Stadtrat"
        " frühestens am 21.01.2016 möglich."
    )
    says(violation, Rule.NOTICE, text, activity="B/g", need=T0 + 13, have=T0 + 12, subject="A")


@pytest.mark.parametrize(
    ("duration", "finish", "last", "rule"),
    [
        (3, 15, 13, Rule.NOTICE),
        (8, 20, 18, Rule.NOTICE),
        ("10 KT", 20, 18, Rule.NOTICE),
        ("5 KT", 15, 15, Rule.PRECEDENCE),  # from Monday to Saturday: over on the next Monday, as from Wednesday
    ],
)
def test_notice_from_a_bound_on_the_finish(duration, finish, last, rule):
    """The gate of the 20th finishes no earlier than A: two working days' notice count from the start that this allows."""
    body = RAT | {"notice": 2}
    catalogue = catalogue_of(measures=[measure("A", 1), gate(after="A EE", duration=duration)], bodies=[body])
    for end, rules in ((T0 + last, []), (T0 + last + 1, [rule])):
        plan = Plan.of(catalogue, [end - 1, T0 + 12], [end, T0 + finish])
        assert [v.rule for v in verify(plan, catalogue)] == rules


@pytest.mark.parametrize("duration", [3, "3 KT"])
def test_a_gate_on_the_first_day_there_is(duration):
    """A bound before the axis is one on its first day."""
    body = {"id": "R", "sittings": ["2000-01-03"]}
    catalogue = catalogue_of(
        start="2000-01-01", bodies=[body], measures=[measure("A", 0), gate(after="A AE", duration=duration)]
    )
    assert verify(Plan.of(catalogue, [0, 0], [0, 3]), catalogue) == []


def test_in_an_embargo():
    window = {"id": "S", "title": "Haushaltssperre", "since": "2016-01-01", "until": "2016-01-05"}
    catalogue = catalogue_of(measures=[measure("A")], embargoes=[window])
    violation = only(plan_from(catalogue, T0 + 1))
    text = "»A« beginnt am 05.01.2016 in der Sperre »Haushaltssperre« (01.01.2016 bis 05.01.2016)."
    says(violation, Rule.EMBARGO, text, need=T0 + 2, have=T0 + 1, subject="S", date=dt.date(2016, 1, 5))
    assert verify(plan_from(catalogue, T0 + 2), catalogue) == []


@pytest.mark.parametrize(
    ("window", "caught"),
    [
        ({}, "ABC"),
        ({"offices": ["1"]}, "AB"),
        ({"measures": ["C"]}, "C"),
        ({"offices": ["1"], "measures": ["C"]}, "ABC"),
        ({"only_with_costs": True}, "BC"),
        ({"offices": ["1"], "only_with_costs": True}, "B"),
        ({"measures": ["A"], "only_with_costs": True}, ""),
    ],
)
def test_who_an_embargo_is_for(window, caught):
    """The offices and the measures that it names, or all; of those maybe only what costs."""
    catalogue = catalogue_of(
        offices=[{"id": "1"}, {"id": "2"}],
        measures=[
            measure("A", lead="1"), measure("B", lead="1", costs=[{"amount": 1}]), measure("C", lead="2", costs=[{"amount": 1}]),
        ],
        embargoes=[{"id": "S", "since": "2016-01-01", "until": "2016-01-31"} | window],
    )  # fmt: skip
    found = verify(plan_from(catalogue, T0, T0, T0), catalogue)
    assert "".join(v.activity for v in found if v.rule is Rule.EMBARGO) == caught


@pytest.mark.parametrize(
    ("link", "start", "text"),
    [
        ("A", 3, "»B« beginnt 2 Arbeitstage zu früh: Vorgänger »A« endet am 08.01.2016 (FS)."),
        (
            "A EA+3",
            5,
            "»B« beginnt 3 Arbeitstage zu früh: Vorgänger »A« endet am 08.01.2016 und 3 Arbeitstage Abstand (FS).",
        ),
        (
            "A AA+9 KT",
            6,
            "»B« beginnt 1 Arbeitstag zu früh: Vorgänger »A« beginnt am 04.01.2016 und 9 Kalendertage Abstand (SS).",
        ),
        (
            "A EE+3",
            2,
            "»B« endet 1 Arbeitstag zu früh: Vorgänger »A« endet am 08.01.2016 und 3 Arbeitstage Abstand (FF).",
        ),
        (
            "A AE+7",
            1,
            "»B« endet 1 Arbeitstag zu früh: Vorgänger »A« beginnt am 04.01.2016 und 7 Arbeitstage Abstand (SF).",
        ),
    ],
)
def test_too_close_to_a_predecessor(link, start, text):
    """The activity, its predecessor, the ends that count and the distance."""
    step = {"id": "a", "title": "A", "duration": 5}
    then = {"id": "b", "title": "B", "duration": 5, "after": link.replace("A", "M/a", 1)}
    catalogue = catalogue_of(
        start="2015-12-01", measures=[measure("M", None, activities=[step]), measure("N", None, activities=[then])]
    )  # fmt: skip
    violation = only(plan_from(catalogue, T0, T0 + start))
    text = text.replace("»A«", "»M: A«").replace("»B«", "»N: B«")
    says(violation, Rule.PRECEDENCE, text, activity="N/b", subject="M/a")


def test_measures_out_of_order():
    catalogue = catalogue_of(
        offices=[{"id": "16"}], measures=[measure("A", title="E-Akte"), measure("B", title="Portal", lead="16")],
        dependencies=[{"predecessor": "A", "successor": "B", "lag": 2}],
    )  # fmt: skip
    found = verify(plan_from(catalogue, T0, T0 + 6), catalogue)[-1]
    text = (
        "Maßnahme »Portal« beginnt am 12.01.2016; »E-Akte« endet am 08.01.2016, zulässig ist erst der 13.01.2016 (FS)."
    )
    says(found, Rule.MEASURE_ORDER, text, activity="B", office="16", need=T0 + 7, have=T0 + 6, subject="A")


def test_too_many_introductions():
    intro = {"id": "x", "duration": 5}
    rollout = {"targets": ["33", "50", "51"], "introduction": intro, "parallel": 2}
    catalogue = catalogue_of(
        offices=[{"id": n} for n in ("33", "50", "51")], measures=[measure("D", None, rollout=rollout)]
    )
    violation = only(plan_from(catalogue, T0, T0 + 1, T0 + 2))
    text = (
        "gleichzeitige Einführungen D: vom 06.01.2016 bis 08.01.2016 laufen bis zu 3 zugleich, erlaubt sind 2"
        " (»D: Einführung 33«, »D: Einführung 50«, »D: Einführung 51«)."
    )
    says(violation, Rule.LIMIT, text, need=3, have=2, date=dt.date(2016, 1, 6), subject="D/rollout")


def test_too_many_open_measures():
    office = {"id": "16", "title": "Datenzentrale", "max_open_measures": 1}
    catalogue = catalogue_of(offices=[office], measures=[measure("A", lead="16"), measure("B", lead="16")])
    violation = only(plan_from(catalogue, T0, T0 + 4))
    text = (
        "Amt 16 Datenzentrale: vom 08.01.2016 bis 08.01.2016 sind bis zu 2 Maßnahmen zugleich offen, höchstens 1 sind"
        " vorgesehen (A, B)."
    )
    says(violation, Rule.OPEN_MEASURES, text, office="16", need=2, have=1, date=dt.date(2016, 1, 8), subject="16")


def test_the_axis_ends_where_its_list_ends():
    """Beyond it there is no date, and calendar days lead no further than its end."""
    axis = Axis([dt.date(2016, 1, 1), dt.date(2016, 1, 4), dt.date(2016, 1, 5)])
    assert [axis.day(t) for t in (-1, 0, 2, 3)] == [None, dt.date(2016, 1, 1), dt.date(2016, 1, 5), None]
    assert axis.show(0) == "01.01.2016"
    assert axis.show(3) == axis.show(-1) == "einem Tag außerhalb der Zeitachse"
    assert [axis.shift(t, Span(1, elapsed=True)) for t in range(4)] == [1, 2, 3, 3]
    assert [axis.shift(t, Span(0, elapsed=True), after_work=True) for t in (1, 2, 3)] == [1, 2, 3]
    assert [axis.latest_start(t, Span(2, elapsed=True)) for t in range(4)] == [0, 0, 1, 1]
    assert [axis.latest_start(t, Span(2)) for t in range(4)] == [0, 0, 0, 1]


def test_steps_begun_in_order_still_hold_the_next_measure():
    """A's steps ran one right after the other: what follows A is bound by the last, also where no unfolded link says so."""
    steps = [{"id": "a", "duration": 2}, {"id": "b", "duration": 2, "after": "a"}]
    catalogue = catalogue_of(
        measures=[measure("A", None, activities=steps), measure("B", after="A")],
        status={"as_of": "2016-01-05", "actuals": [
            {"activity": "A/a", "start": "2016-01-01", "finish": "2016-01-04"},
            {"activity": "A/b", "start": "2016-01-05", "remaining": 20},
        ]},
        start="2016-01-01",
    )  # fmt: skip
    full = catalogue.expansion
    vars(catalogue)["expansion"] = Expansion(full.activities, full.links[:1], full.limits, full.members)
    plan = Plan.of(catalogue, [T0 - 1, T0 + 1, T0 + 2], [T0 + 1, T0 + 22, T0 + 7], as_of=dt.date(2016, 1, 5))
    assert only(plan).rule is Rule.MEASURE_ORDER


def test_an_activity_may_follow_a_whole_measure():
    """Then only one end of the dependency is a measure, and the unfolded links say what holds."""
    steps = [{"id": "a", "duration": 2}, {"id": "b", "duration": 2}]
    catalogue = catalogue_of(
        measures=[measure("A"), measure("B", None, activities=steps)], dependencies=[{"predecessor": "A", "successor": "B/b"}]
    )  # fmt: skip
    assert verify(plan_from(catalogue, T0, T0, T0 + 5), catalogue) == []
    assert only(plan_from(catalogue, T0, T0, T0 + 4)).rule is Rule.PRECEDENCE


def test_a_stock_may_be_used_up_to_the_last():
    """The sum may be all there is, not more."""
    for amount, rules in (("1.5", []), ("1.51", [Rule.STOCK])):
        modes = [{"id": "viel", "duration": 5, "demand": {"L": amount}}, {"id": "nichts", "duration": 5}]
        catalogue = catalogue_of(
            resources=[{"id": "L", "capacity": 3, "renewable": False}],
            measures=[measure("A", demand={"L": "1.5"}), measure("B", None, activities=[{"id": "b", "modes": modes}])],
        )
        assert [v.rule for v in verify(plan_from(catalogue, T0, T0), catalogue)] == rules


@pytest.mark.parametrize(
    ("count", "named"),
    [(2, "»A«, »B«"), (3, "»A«, »B«, »C«"), (4, "»A«, »B«, »C« und 1 weitere")],
)
def test_up_to_three_are_named(count, named):
    """Those who take most come first, those who take nothing are not named."""
    names = "ABCD"[:count]
    measures = [measure(n, demand={"r": "0.9"}) for n in names] + [measure("Z", demand={"r": 0})]
    catalogue = catalogue_of(resources=[{"id": "r", "capacity": 1}], measures=measures)
    assert only(plan_from(catalogue, *[T0] * (count + 1))).message.endswith(f"({named}).")


def test_limits_hold_from_the_first_day_there_is():
    """Constant capacity, parallel introductions and open measures are there on day 0 of the axis."""
    rollout = {"targets": ["1", "2"], "introduction": {"id": "x", "duration": 5, "demand": {"r": 1}}, "parallel": 1}
    catalogue = catalogue_of(
        start="2000-01-01", resources=[{"id": "r", "capacity": 1}],
        offices=[{"id": "1", "max_open_measures": 1}, {"id": "2"}], measures=[measure("D", None, lead="1", rollout=rollout)],
    )  # fmt: skip
    assert verify(plan_from(catalogue, 0, 5), catalogue) == []


def test_who_is_gone_or_not_there_yet_is_not_named():
    """Of people and of open measures only those of the worst day."""
    measures = [measure(n, lead="1", demand={"1/x": "0.6"}) for n in "ABCD"]
    catalogue = catalogue_of(
        offices=[{"id": "1", "title": "Amt", "max_open_measures": 1}], resources=[{"id": "1/x", "capacity": 1}], measures=measures
    )  # fmt: skip
    people, opened = verify(plan_from(catalogue, T0, T0 + 5, T0 + 5, T0 + 10), catalogue)
    assert people.message.endswith("(»B«, »C«).")
    assert opened.message.endswith("(B, C).")


def test_the_largest_item_of_a_year_is_named():
    """Of equal ones the first by its id."""
    for amounts, name, part in (((10, 30, 20), "B", "30,00"), ((1200, 1200, 5), "A", "1.200,00")):
        measures = [measure(n, costs=[{"amount": a}]) for n, a in zip("ABC", amounts, strict=True)]
        catalogue = catalogue_of(measures=measures, budgets=[{"kind": "investment", "amounts": {2016: "0.01"}}])
        violation = only(plan_from(catalogue, T0, T0, T0))
        assert violation.message.endswith(f"bereitgestellt 0,01 €; größter Posten »{name}« mit {part} €.")
