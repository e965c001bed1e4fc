# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Explanations: each kind of binding, the chain back to the beginning, and that what they say is true."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import egovplan
from egovplan import explain
from egovplan.errors import PlanError
from egovplan.plan.binding import KIND_LABEL, BindingKind
from egovplan.plan.metrics import critical_chain
from egovplan.plan.model import Plan
from egovplan.plan.verify import Rule, verify
from egovplan.scheduling.heuristic import first_schedule
from egovplan.scheduling.translation.build import build
from tests.plan.greedy import plan_of
from tests.plan.mutations import place
from tests.plan.plans import T0, catalogue_of, measure, plan_from, plans
from tests.plan.town import AS_OF, begun_town, town
from tests.scheduling.random_catalogues import random_case

BY_SUBJECT = {
    Rule.PRECEDENCE: BindingKind.PRECEDENCE,
    Rule.NOTICE: BindingKind.PRECEDENCE,
    Rule.SITTING: BindingKind.GATE,
    Rule.EMBARGO: BindingKind.EMBARGO,
    Rule.CAPACITY: BindingKind.RESOURCE,
    Rule.LIMIT: BindingKind.LIMIT,
    Rule.OPEN_MEASURES: BindingKind.OPEN_MEASURES,
}
BEGINNINGS = {BindingKind.STAGE, BindingKind.RELEASE, BindingKind.CALENDAR}


def broken_by(plan, activity, date):
    """Return what the verifier says of a plan in which one activity starts on another day, as kinds and subjects."""
    moved = place(plan, activity, plan.timeline.index(date))
    bodies = {body.id for body in plan.catalogue.bodies}
    found = set()
    for violation in verify(moved, plan.catalogue):
        if violation.rule is Rule.MEASURE_ORDER:  # told once more, between whole measures
            continue
        if violation.rule is Rule.BUDGET:
            found.add((BindingKind.BUDGET, f"{violation.subject} {violation.year}"))
        elif violation.rule is Rule.RELEASE or (violation.rule is Rule.NOTICE and violation.subject in bodies):
            found.add(("beginning", ""))
        elif violation.rule is Rule.STATUS_DATE:
            found.add((BindingKind.STATUS, ""))
        else:
            found.add((BY_SUBJECT[violation.rule], violation.subject))
    return found


def named_by(step):
    bindings = (step.binding, *step.also)
    named = {("beginning", "") if b.kind in BEGINNINGS else (b.kind, b.subject) for b in bindings}
    return named - {(BindingKind.NONE, "")}


def check_truth(plan):
    """Compare each step of each chain with what the verifier says of the day that it names."""
    for row in plan:
        step = explain(plan, row.id)[0]
        if step.otherwise is None:
            assert step.kind in (BindingKind.STATUS, BindingKind.EXTERNAL) or row.start == plan.start
            continue
        assert step.earliest <= step.otherwise < step.start
        assert broken_by(plan, row.id, step.otherwise) == named_by(step), step
        assert broken_by(plan, row.id, step.earliest) <= named_by(step), step


@pytest.mark.parametrize("kind", ["town", "begun"])
@pytest.mark.parametrize("seed", range(5))
def test_what_is_named_is_all_that_forbids_an_earlier_start(kind, seed):
    """On the day that a step names, the verifier finds just the rules that it names: without them it could start there."""
    check_truth(plans(kind)[seed])


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.integers(100, 10**6), st.booleans())
def test_the_same_on_random_plans(seed, begun):
    """Whatever order the activities were placed in, and in whatever modes."""
    check_truth(plan_of(begun_town() if begun else town(), seed=seed, as_of=AS_OF if begun else None))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_the_same_on_catalogues_with_everything_in_them(seed):
    """Modes, elapsed durations, carry-over, statuses: all that a small random catalogue can hold."""
    case = random_case(seed, activities=9, window=25)
    instance = build(case.catalogue, as_of=case.as_of)
    made = first_schedule(instance, schedules=20)
    assume(made is not None)
    plan = Plan.of(
        case.catalogue, made.starts + instance.origin, made.finishes + instance.origin, made.modes + instance.fixed_mode,
        as_of=case.as_of,
    )  # fmt: skip
    assert verify(plan, case.catalogue) == []
    check_truth(plan)


@pytest.mark.parametrize("kind", ["town", "begun"])
def test_a_chain_goes_back_to_what_waits_for_no_other(kind):
    """Each step waits for the next one, and the chain of the last activity is that of the plan."""
    for plan in plans(kind)[:4]:
        for row in plan:
            steps = explain(plan, row.id).steps
            assert steps[0].activity == row.id
            assert all(step.binding.by == after.activity for step, after in pairwise(steps))
            assert steps[-1].binding.by is None
        chain = critical_chain(plan)
        assert explain(plan, chain[-1]).chain == chain


# one of each kind: the catalogue, the starts, who is asked, and the catalogue without what binds

TWO = [measure("A"), measure("B", after="A")]
HELD = [measure(name, demand={"r": 1}) for name in "AB"]
PAID = [measure(name, costs=[{"amount": 60}]) for name in "AB"]
LED = [measure(name, lead="16") for name in "AB"]
EXTERNAL = [{"id": "E", "title": "Gesetz", "date": "2016-01-12"}]
SPERRE = [{"id": "S", "title": "Haushaltssperre", "since": "2016-01-07", "until": "2016-01-17"}]


def rollout(parallel):
    introduction = {"targets": ["33", "50"], "introduction": {"id": "x", "duration": 5}, "parallel": parallel}
    return [measure("D", None, rollout=introduction)]


def offices(limit):
    return [{"id": "16", "title": "Datenzentrale", "max_open_measures": limit}]


def sittings(*days):
    return [{"id": "R", "title": "Stadtrat", "sittings": [f"2016-01-{day:02}" for day in days]}]


GATE = [measure("B", None, activities=[{"id": "g", "gate": "R"}])]
CASES = {
    BindingKind.PRECEDENCE: ({"measures": TWO}, (0, 5), "B", {"measures": [measure("A"), measure("B")]}),
    BindingKind.RESOURCE: (
        {"measures": HELD, "resources": [{"id": "r", "capacity": 1}]}, (0, 5), "B", {"resources": [{"id": "r", "capacity": 2}]},
    ),
    BindingKind.LIMIT: (
        {"offices": [{"id": "33"}, {"id": "50"}], "measures": rollout(1)}, (0, 5), "D/rollout/50", {"measures": rollout(2)},
    ),
    BindingKind.OPEN_MEASURES: ({"offices": offices(1), "measures": LED}, (0, 5), "B", {"offices": offices(2)}),
    BindingKind.BUDGET: (
        {"measures": PAID, "budgets": [{"kind": "investment", "amounts": {2016: 100, 2017: 100}}]}, (0, 260), "B",
        {"budgets": [{"kind": "investment", "amounts": {2016: 120, 2017: 100}}]},
    ),
    BindingKind.GATE: ({"measures": GATE, "bodies": sittings(13)}, (7,), "B/g", {"bodies": sittings(4, 5, 6, 7, 8, 11, 12, 13)}),
    BindingKind.EMBARGO: ({"measures": TWO, "embargoes": SPERRE}, (0, 10), "B", {"embargoes": []}),
    BindingKind.STAGE: (
        {"measures": [measure("A")], "stages": [{"id": "S1", "title": "Stufe 1", "priorities": [1], "start": "2016-01-11"}]},
        (5,), "A", {"stages": []},
    ),
    BindingKind.RELEASE: (
        {"measures": [measure("A", not_before="2016-01-11")]}, (5,), "A", {"measures": [measure("A")]},
    ),
    BindingKind.EXTERNAL: ({"externals": EXTERNAL}, (6,), "E", None),
    BindingKind.STATUS: (
        {"measures": [measure("A")], "status": {"as_of": "2016-01-08", "actuals": [{"activity": "A", "start": "2016-01-06"}]}},
        (2,), "A", None,
    ),
    BindingKind.CALENDAR: ({"measures": [measure("A")]}, (0,), "A", None),
    BindingKind.BASELINE: ({"measures": [measure("A")]}, (4,), "A", {}),
    BindingKind.NONE: ({"measures": [measure("A")]}, (4,), "A", {}),
}  # fmt: skip


def explained(kind):
    """Return the explanation of the constructed plan of a kind."""
    data, starts, asked, _ = CASES[kind]
    catalogue = catalogue_of(**data)
    begun = kind is BindingKind.STATUS
    rows = [T0 + start for start in starts]
    finishes = [s + a.duration.days for s, a in zip(rows, catalogue.activities, strict=True)]
    plan = Plan.of(catalogue, rows, finishes, as_of=dt.date(2016, 1, 8) if begun else None)
    assert verify(plan, catalogue) == []
    return explain(plan, asked, baseline=plan if kind is BindingKind.BASELINE else None)


@pytest.mark.parametrize("kind", BindingKind)
def test_every_kind_binds_and_without_it_the_start_is_earlier(kind):
    """The rule that is named is taken out of the catalogue: then the plan with the earlier start keeps all rules."""
    found = explained(kind)
    step, changes = found[0], CASES[kind][3]
    assert step.kind is kind
    assert step.also == ()
    assert step.text
    assert KIND_LABEL[kind]
    if changes is None:
        assert (step.otherwise, step.earliest) == (None, None)
        return
    relaxed = catalogue_of(**CASES[kind][0] | changes)
    plan = replace(found.plan, catalogue=relaxed)
    for date in (step.otherwise, step.earliest):
        moved = place(plan, step.activity, plan.timeline.index(date))
        assert date < step.start
        assert verify(moved, relaxed) == []
        if changes:
            assert verify(place(found.plan, step.activity, plan.timeline.index(date)), found.plan.catalogue) != []


def test_the_next_day_after_the_status_date_binds():
    """Nothing new may begin before it."""
    plan = plan_from(catalogue_of(measures=[measure("A")]), T0 + 2, as_of=dt.date(2016, 1, 5))
    step = explain(plan, "A")[0]
    assert (step.kind, step.otherwise) == (BindingKind.STATUS, dt.date(2016, 1, 5))


def test_who_holds_what_is_needed_is_named():
    """All of them, with the office; of a budget those whom it pays."""
    data = {
        "offices": [{"id": "16", "title": "Datenzentrale"}],
        "resources": [{"id": "16/Admin", "title": "Administration", "capacity": 1}],
        "measures": [measure(name, title=f"Einführung {name}", demand={"16/Admin": "0.5"}) for name in "ABC"],
    }
    found = explain(plan_from(catalogue_of(**data), T0, T0, T0 + 5), "C")
    assert found[0].binding.held_by == ("A", "B")
    assert found[0].office == "16 Datenzentrale"
    assert "Belegt (Amt 16 Datenzentrale) durch »Einführung A«, »Einführung B«." in found.text
    found = explained(BindingKind.BUDGET)
    assert found[0].binding.held_by == ("A",)
    assert "Belegt durch »A«." in found.text
    found = explained(BindingKind.OPEN_MEASURES)
    assert found[0].binding.held_by == ("A",)
    steps = [{"id": "a", "duration": 2}, {"id": "b", "duration": 3, "after": "a"}]
    led = [measure(name, None, title=f"Maßnahme {name}", lead="16", activities=steps) for name in "AB"]
    catalogue = catalogue_of(offices=offices(2), measures=[*led, measure("C", lead="16")])
    found = explain(plan_from(catalogue, T0, T0 + 2, T0, T0 + 2, T0 + 5), "C")
    assert found[0].binding.held_by == ("A", "B")
    assert "Belegt durch »Maßnahme A«, »Maßnahme B«." in found.text


def test_more_than_a_few_holders_are_counted():
    """A sentence names four, the object all."""
    measures = [measure(name, demand={"r": 1}) for name in "ABCDEF"] + [measure("X", demand={"r": 6})]
    catalogue = catalogue_of(measures=measures, resources=[{"id": "r", "capacity": 6}])
    found = explain(plan_from(catalogue, *[T0] * 6, T0 + 5), "X")
    assert "Belegt durch »A«, »B«, »C«, »D« und 2 weitere." in found.text
    assert len(found[0].binding.held_by) == 6


def test_two_reasons_at_once_are_both_named():
    """Predecessor and post: taking away one of them is not enough, and that is what is said."""
    data = {
        "resources": [{"id": "r", "capacity": 1}],
        "measures": [measure("A", demand={"r": 1}), measure("B", demand={"r": 1}, after="A")],
    }
    found = explain(plan_from(catalogue_of(**data), T0, T0 + 5), "B")
    step = found[0]
    assert "Zugleich: Kapazität r ist bis 08.01.2016 durch »A« belegt." in found.text
    assert (step.kind, [b.kind for b in step.also]) == (BindingKind.PRECEDENCE, [BindingKind.RESOURCE])
    for changes in (
        {"resources": [{"id": "r", "capacity": 2}]},
        {"measures": [{**m, "after": ()} for m in data["measures"]]},
    ):
        relaxed = catalogue_of(**data | changes)
        assert verify(place(plan_from(relaxed, T0, T0 + 5), "B", T0 + 4), relaxed) != []


def test_a_measure_is_explained_from_its_finish():
    """Its id stands for what leads to its last day."""
    steps = [{"id": "a", "duration": 2}, {"id": "b", "duration": 3, "after": "a"}]
    plan = plan_from(catalogue_of(measures=[measure("M", None, title="E-Akte", activities=steps)]), T0, T0 + 2)
    found = explain(plan, "M")
    assert found.chain == ("M/a", "M/b")
    assert found.title == "Warum endet »E-Akte« erst am 08.01.2016?"
    assert explain(plan, "M/b").title == "Warum beginnt »M: b« erst am 06.01.2016?"


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("DMS/vergabr", "; gemeint vielleicht »DMS/vergabe«"),
        ("dms", "; gemeint vielleicht »DMS«"),
        ("Dokumentenmanagment", "; gemeint vielleicht »DMS«"),
        ("ganz anders gemeint", "«."),
    ],
)
def test_what_the_plan_does_not_have_is_refused_with_what_may_be_meant(asked, hint):
    """By id and by title, small and large letters alike."""
    with pytest.raises(PlanError) as caught:
        explain(plans("town")[0], asked)
    assert f"weder Vorgang noch Maßnahme »{asked}«" in str(caught.value)
    assert hint in str(caught.value)


def test_only_plans_are_explained():
    """A result is not one; neither is a baseline."""
    plan = plans("town")[0]
    with pytest.raises(TypeError, match=r"explain: Plan erwartet, etwa result\.plan"):
        explain(None, "DMS")
    with pytest.raises(TypeError, match=r"explain: Kürzel .* PlannedActivity, gemeint vielleicht 'DMS/vergabe'"):
        explain(plan, plan["DMS/vergabe"])
    with pytest.raises(TypeError, match=r"explain: Kürzel .* angegeben: 5"):
        explain(plan, 5)
    with pytest.raises(TypeError, match="explain, baseline"):
        explain(plan, "DMS", baseline=plan.catalogue)


def test_text_table_and_card_tell_the_same():
    """A paragraph a step, a row a step, and a safe card for notebooks."""
    found = explain(plans("begun")[0], "PORTAL")
    frame = found.to_frame()
    assert str(found) == found.text
    assert len(frame) == len(found) == len(list(found))
    assert list(frame["Grund"]) == [step.text for step in found]
    assert list(frame.columns)[:6] == ["Vorgang", "Titel", "Beginn", "Ende", "bindet", "Grund"]
    assert str(frame["Beginn"].iloc[0]) == f"{found[0].start:%d.%m.%Y}"
    assert all(f"{position:>2}. " in found.text for position in range(1, len(found) + 1))
    assert repr(found).startswith("Explanation('PORTAL', ")
    assert found.title in found._repr_html_()
    hostile = catalogue_of(measures=[measure("A", title="<b>fett</b>")])
    assert "<b>fett" not in explain(plan_from(hostile, T0), "A")._repr_html_()


def test_nothing_is_said_of_what_nothing_binds():
    """A plan need not be tight; what stands where the old plan had it is told so."""
    assert "Nichts: könnte schon am 07.01.2016 beginnen." in explained(BindingKind.NONE).text
    text = explained(BindingKind.BASELINE).text
    assert "Steht auf dem Termin des Basisplans, könnte schon am 07.01.2016 beginnen." in text
    assert "Ohne das" not in text


def test_explain_is_public():
    """With its result."""
    assert egovplan.explain is explain
    assert "Explanation" in egovplan.__all__
