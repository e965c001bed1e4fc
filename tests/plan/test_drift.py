# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import datetime as dt

import pytest

import egovplan
from egovplan.plan.drift import CAUSE_LABEL, CHANGE_LABEL, Cause, Change, drift
from egovplan.plan.model import Plan
from egovplan.plan.result import Result, ResultStatus
from tests.plan.plans import T0, catalogue_of, measure, plan_from

OFFICES = [{"id": "10", "title": "Hauptamt"}, {"id": "16", "title": "Datenzentrale"}]
STAGES = [{"id": "S1", "title": "Stufe 1", "priorities": [1], "deadline": "2016-01-29"}]


def data(*measures, **changes):
    return catalogue_of(offices=OFFICES, stages=STAGES, measures=list(measures), **changes)


def one(plan, baseline):
    """Return the only shift."""
    (shift,) = drift(plan, baseline).shifts
    return shift


def test_nothing_has_moved():
    """The same plan twice: an empty table that says so."""
    plan = plan_from(data(measure("A", lead="10")), T0)
    found = drift(plan, plan)
    assert (len(found), found.moves, found.days, found.finish_days) == (0, 0, 0, 0)
    assert found.measures == found.by_office() == found.by_stage() == ()
    assert "Nichts hat sich verschoben." in found._repr_html_()
    assert list(found.to_frame().columns)[:2] == ["Titel", "Maßnahme"]


def test_what_waits_for_what_moved_is_drawn_along():
    """The first waits for people, the second for the first: dates, days, and why."""
    people = [{"id": "16/dev", "capacity": [{"fte": 0, "since": "2016-01-01"}, {"fte": 1, "since": "2016-01-11"}]}]
    catalogue = data(
        measure("A", lead="16", demand={"16/dev": 1}), measure("B", 2, after=["A"], priority=3), resources=people
    )
    baseline = plan_from(catalogue, T0 + 5, T0 + 10)
    found = drift(plan_from(catalogue, T0 + 7, T0 + 12), baseline)
    first, second = found
    assert (first.id, first.change, first.days, first.finish_days) == ("A", Change.MOVED, 2, 2)
    assert first.before == (dt.date(2016, 1, 11), dt.date(2016, 1, 15))
    assert first.after == (dt.date(2016, 1, 13), dt.date(2016, 1, 19))
    assert (first.cause, first.office, first.stage) == (Cause.CHOICE, "16", "S1")
    assert (second.cause, second.by, second.days) == (Cause.PREDECESSOR, "A", 2)
    assert found["B"].text == "Vorgänger »A« endet am 19.01.2016"
    assert (found.moves, found.days, found.finish_days) == (2, 4, 2)
    assert [m.id for m in found.measures] == ["A", "B"]
    assert str(found) == "2 Vorgänge verschoben (zusammen 4 Arbeitstage)"
    assert repr(found) == f"Drift({found})"
    held = one(plan_from(catalogue, T0 + 5, T0 + 10), plan_from(catalogue, T0 + 3, T0 + 10))
    assert (held.cause, held.by) == (Cause.CAPACITY, None)


def test_a_move_to_an_earlier_day_says_what_no_longer_holds_it():
    """What kept it in the baseline; or that nothing did."""
    catalogue = data(measure("A"), measure("B", 2, after=["A"]))
    shorter = data(measure("A", 3), measure("B", 2, after=["A"]))
    found = drift(plan_from(shorter, T0, T0 + 3), plan_from(catalogue, T0, T0 + 5))
    assert [(s.id, s.days, s.finish_days, s.cause) for s in found] == [
        ("A", 0, -2, Cause.CATALOGUE), ("B", -2, -2, Cause.PREDECESSOR),
    ]  # fmt: skip
    assert found["A"].text == "Dauer 3 Arbeitstage statt 5 Arbeitstage"
    assert found["B"].text == "nicht mehr gehalten durch: Vorgänger »A« endet am 08.01.2016"
    assert found.moves == 1  # a shorter duration is no move
    idle = one(plan_from(catalogue, T0, T0 + 5), plan_from(catalogue, T0, T0 + 9))
    assert (idle.cause, idle.text) == (Cause.CHOICE, "der Basisplan ließ ihn später beginnen als nötig")


def test_what_the_catalogue_says_otherwise_is_named():
    """Release, deadline, sitting, a new precedence, and people."""
    plain = [measure("A", lead="16", demand={"16/dev": 1}), measure("B", 2)]
    people = [{"id": "16/dev", "capacity": 2}]
    baseline = plan_from(data(*plain, resources=people), T0, T0)

    def moved(*measures, at, **parts):
        return drift(plan_from(data(*measures, **({"resources": people} | parts)), *at), baseline).shifts[-1]

    late = moved(measure("A", not_before="2016-01-06", lead="16", demand={"16/dev": 1}), plain[1], at=(T0 + 2, T0))
    assert (late.cause, late.text) == (Cause.CATALOGUE, "frühestens ab 06.01.2016 statt 04.01.2016")
    linked = moved(plain[0], measure("B", 2, after=["A"]), at=(T0, T0 + 5))
    assert (linked.id, linked.cause, linked.by) == ("B", Cause.CATALOGUE, "A")
    due = moved(measure("A", deadline="2016-03-01", lead="16", demand={"16/dev": 1}), plain[1], at=(T0 + 1, T0))
    assert due.text == "verbindliche Frist: 01.03.2016 statt keine"
    fewer = [{"id": "16/dev", "capacity": [{"fte": 0, "since": "2016-01-01"}, {"fte": 1, "since": "2016-01-11"}]}]
    without = moved(*plain, at=(T0 + 5, T0), resources=fewer)
    assert (without.id, without.cause) == ("A", Cause.CATALOGUE)
    body = {"bodies": [{"id": "RAT", "sittings": ["2016-01-08"]}]}
    gates = [measure("C", None, activities=[{"id": "g", "title": "Beschluss", "gate": "RAT"}])]
    free = [measure("C", None, activities=[{"id": "g", "title": "Beschluss", "duration": 1}])]
    sits = one(plan_from(data(*gates, **body), T0 + 4), plan_from(data(*free, **body), T0))
    assert (sits.text, sits.cause) == ("Sitzung: RAT statt keine", Cause.CATALOGUE)


def test_what_happened_is_a_fact_and_no_move():
    """Begun later, finished earlier or later than planned: the status says why, and it does not count."""
    status = {
        "as_of": "2016-01-13",
        "actuals": [
            {"activity": "A", "start": "2016-01-05", "finish": "2016-01-12"},
            {"activity": "B", "start": "2016-01-04", "remaining": 4},
        ],
    }
    now = dt.date(2016, 1, 13)
    catalogue = data(measure("A"), measure("B"), measure("C"), status=status)
    baseline = plan_from(data(measure("A"), measure("B"), measure("C")), T0, T0, T0 + 2)
    plan = Plan.of(catalogue, [T0 + 1, T0, T0 + 8], [T0 + 7, T0 + 12, T0 + 13], as_of=now)
    assert not egovplan.verify(plan, catalogue)
    found = drift(plan, baseline)
    assert [(s.id, s.has_begun, s.is_move, s.cause) for s in found] == [
        ("A", True, False, Cause.STATUS), ("B", True, False, Cause.STATUS), ("C", False, True, Cause.STATUS),
    ]  # fmt: skip
    assert (
        found["A"].text == "hat am 05.01.2016 begonnen, geplant war 04.01.2016, fertig am 12.01.2016 statt 08.01.2016"
    )
    assert found["B"].text == "voraussichtlich fertig am 19.01.2016 statt 08.01.2016"
    assert found.moves == 1
    assert str(found) == "1 Vorgang verschoben (zusammen 6 Arbeitstage), 2 durch den Stand oder die Dauer anders"
    assert list(found.to_frame()["Änderung"]) == ["anders", "anders", "verschoben"]
    assert found._repr_html_().count(">anders</td>") == 2


def test_new_and_dropped():
    """Neither moves; both stand in the table and in the sums of offices and stages."""
    old = data(measure("A", lead="10"), measure("X", lead="16", priority=4))
    new = data(measure("A", lead="10"), measure("N", lead="16"))
    found = drift(plan_from(new, T0, T0 + 1), plan_from(old, T0, T0))
    assert [(s.id, s.change, s.before is None, s.after is None) for s in found] == [
        ("N", Change.NEW, True, False), ("X", Change.DROPPED, False, True),
    ]  # fmt: skip
    assert found["N"].text == "neu im Katalog"
    assert [(m.id, m.change, m.moved) for m in found.measures] == [("N", Change.NEW, 1), ("X", Change.DROPPED, 1)]
    (office,) = found.by_office()
    assert (office.title, office.moved, office.new, office.dropped) == ("16 Datenzentrale", 0, 1, 1)
    first, none = found.by_stage()
    assert (first.title, first.new, none.name, none.title, none.dropped) == ("Stufe 1", 1, "", "ohne", 1)
    assert str(found) == "0 Vorgänge verschoben (zusammen 0 Arbeitstage), 1 neu, 1 entfallen"
    assert found.to_frame().loc["X", "Änderung"] == "entfallen"
    assert found.measures_frame().loc["N", "Stufe"] == "S1"
    assert "entfallen" in found._repr_html_()


def test_an_office_that_is_no_longer_there_comes_after_those_that_are():
    """What only the baseline knows keeps its id for a name."""
    old = catalogue_of(offices=[{"id": "99"}], measures=[measure("A", lead="99")])
    found = drift(plan_from(data(measure("B", lead="10")), T0), plan_from(old, T0))
    assert [(row.name, row.title) for row in found.by_office()] == [("10", "10 Hauptamt"), ("99", "99")]


def test_another_team_is_a_move_too():
    """The mode counts where there is a choice; a mode that is only called otherwise does not."""
    modes = [{"id": "one", "duration": 5}, {"id": "two", "duration": 5}]
    catalogue = data(measure("A", None, activities=[{"id": "x", "modes": modes}]))
    plan, baseline = (Plan.of(catalogue, [T0], [T0 + 5], [k]) for k in (1, 0))
    shift = one(plan, baseline)
    assert (shift.days, shift.mode_before, shift.mode_after, shift.is_move) == (0, "one", "two", True)
    assert (shift.cause, shift.text) == (Cause.CHOICE, "andere Ausführungsart")
    single = data(measure("A", None, activities=[{"id": "x", "duration": 5}]))
    assert len(drift(Plan.of(single, [T0], [T0 + 5]), baseline)) == 0


def test_distances_count_on_the_calendar_of_the_new_plan():
    """A holiday that is new takes the day away, not the date."""
    baseline = plan_from(data(measure("A")), T0 + 3)
    changed = data(measure("A"), calendar={"holidays": False, "eves": False, "closed": ["2016-01-06"]})
    first = changed.timeline.index(dt.date(2016, 1, 7))
    shift = one(plan_from(changed, first + 1), baseline)
    assert (shift.before[0], shift.after[0], shift.days) == (dt.date(2016, 1, 7), dt.date(2016, 1, 8), 1)


def test_lateness_of_measures_before_and_after():
    """Due on Friday, now five days later."""
    catalogue = data(measure("A", due="2016-01-08"))
    (row,) = drift(plan_from(catalogue, T0 + 5), plan_from(catalogue, T0)).measures
    assert (row.days, row.finish_days, row.lateness_before, row.lateness_after) == (5, 5, 0, 5)


def test_a_result_with_a_baseline_has_its_drift():
    """Without a plan or without a baseline there is none."""
    plan, baseline = (plan_from(data(measure("A")), T0 + k) for k in (1, 0))
    result = Result(ResultStatus.FEASIBLE, plan, baseline=baseline)
    assert result.drift.moves == 1
    assert "1 Vorgang verschoben" in result._repr_html_()
    assert Result(ResultStatus.FEASIBLE, plan).drift is None
    assert Result(ResultStatus.UNKNOWN, None, baseline=baseline).drift is None


def test_only_plans_are_compared():
    """A result is no plan."""
    plan = plan_from(data(measure("A")), T0)
    with pytest.raises(TypeError, match="drift, baseline: Plan erwartet"):
        drift(plan, Result(ResultStatus.FEASIBLE, plan))


def test_every_kind_has_words():
    """Changes and causes have labels."""
    assert set(CHANGE_LABEL) == set(Change)
    assert set(CAUSE_LABEL) == set(Cause)
