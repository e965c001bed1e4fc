# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What binds an activity, the chain to the finish, and what binds the stages."""

import datetime as dt
from itertools import pairwise

import pytest

from egovplan.errors import PlanError
from egovplan.plan.metrics import BindingKind, activity_name, binding, critical_chain, stage_outcomes
from egovplan.plan.model import Plan
from egovplan.plan.verify import Rule, verify
from tests.plan.mutations import place
from tests.plan.plans import T0, catalogue_of, measure, plan_from, plans

BOTH = pytest.mark.parametrize("kind", ["town", "begun"])

ORDER = {Rule.PRECEDENCE, Rule.NOTICE, Rule.MEASURE_ORDER, Rule.RELEASE, Rule.STATUS_DATE}
BREAKS = {
    BindingKind.PRECEDENCE: {Rule.PRECEDENCE, Rule.NOTICE},
    BindingKind.RESOURCE: {Rule.CAPACITY},
    BindingKind.LIMIT: {Rule.LIMIT},
    BindingKind.OPEN_MEASURES: {Rule.OPEN_MEASURES},
    BindingKind.BUDGET: {Rule.BUDGET},
    BindingKind.GATE: ORDER,
    BindingKind.EMBARGO: ORDER | {Rule.CAPACITY, Rule.LIMIT},
    BindingKind.RELEASE: {Rule.RELEASE, Rule.NOTICE},
    BindingKind.STAGE: {Rule.RELEASE, Rule.NOTICE},
    BindingKind.EXTERNAL: {Rule.EXTERNAL},
    BindingKind.CALENDAR: {Rule.RELEASE, Rule.NOTICE},
    BindingKind.STATUS: {Rule.STATUS_DATE, Rule.ACTUAL},
}


def earlier_start(plan, activity):
    """Return the last earlier day on which sittings and embargoes let an activity start."""
    for start in range(plan[activity].start - 1, 0, -1):
        found = verify(place(plan, activity, start), plan.catalogue)
        if not any(v.rule in (Rule.SITTING, Rule.EMBARGO) and v.activity == activity for v in found):
            return start
    raise AssertionError("no earlier start")


@BOTH
@pytest.mark.parametrize("seed", range(4))
def test_the_verifier_agrees_on_what_binds(kind, seed):
    """One allowed start earlier the plan breaks the very rule that is named; where none is named it breaks none."""
    plan = plans(kind)[seed]
    for row in plan:
        found = binding(plan, row.id)
        broken = {v.rule for v in verify(place(plan, row.id, earlier_start(plan, row.id)), plan.catalogue)}
        assert found.activity == row.id
        if found.kind is BindingKind.NONE:
            assert not broken
        else:
            assert broken & BREAKS[found.kind], (found, broken)


@BOTH
def test_the_chain_leads_to_the_finish_without_gaps(kind):
    """Each activity is bound by the one before, the last one finishes the plan, the first one is bound by no other."""
    for plan in plans(kind):
        chain = critical_chain(plan)
        assert plan[chain[-1]].finish == plan.finish
        assert binding(plan, chain[0]).by is None
        assert len(set(chain)) == len(chain)
        for before, after in pairwise(chain):
            assert binding(plan, after).by == before


def one(kind, catalogue, *starts, activity, as_of=None):
    plan = plan_from(catalogue, *starts, as_of=as_of)
    found = binding(plan, activity)
    assert found.kind is kind
    return found


def test_an_unknown_activity_is_an_error():
    """The plan says so."""
    with pytest.raises(PlanError, match="X"):
        binding(plan_from(catalogue_of(measures=[measure("A")]), T0), "X")


@pytest.mark.parametrize(
    ("link", "start", "text"),
    [
        ("A", 5, "Vorgänger »A« endet am 08.01.2016"),
        ("A EA+2", 7, "Vorgänger »A« endet am 08.01.2016, Abstand 2 Arbeitstage"),
        ("A AA+3 KT", 3, "Vorgänger »A« beginnt am 04.01.2016, Abstand 3 Kalendertage"),
        ("A EE+4", 4, "Vorgänger »A« endet am 08.01.2016, Abstand 4 Arbeitstage bis zum Ende"),
        ("A AE", 0, "Vorgänger »A« beginnt am 04.01.2016, erst dann kann er enden"),
    ],
)
def test_a_predecessor_binds_to_the_day(link, start, text):
    """All relations; the text says which end of the predecessor counts."""
    catalogue = catalogue_of(start="2015-12-01", measures=[measure("A"), measure("B", 5 if start else 0, after=link)])
    found = one(BindingKind.PRECEDENCE, catalogue, T0, T0 + start, activity="B")
    assert (found.by, found.text) == ("A", text)


def test_nothing_binds_what_could_start_earlier():
    """A plan need not be tight everywhere."""
    found = one(BindingKind.NONE, catalogue_of(measures=[measure("A")]), T0 + 3, activity="A")
    assert (found.by, found.text) == (None, "könnte schon am 06.01.2016 beginnen")


def test_the_beginning_binds():
    """Of the catalogue, of a release of its own, of what lies after the status date."""
    catalogue = catalogue_of(measures=[measure("A"), measure("B", not_before="2016-01-09")])
    assert one(BindingKind.CALENDAR, catalogue, T0, T0 + 5, activity="A").text == "Planung beginnt am 04.01.2016"
    assert one(BindingKind.RELEASE, catalogue, T0, T0 + 5, activity="B").text == "frühestens ab 09.01.2016"
    found = one(BindingKind.STATUS, catalogue, T0 + 2, T0 + 5, activity="A", as_of=dt.date(2016, 1, 5))
    assert found.text == "Neues beginnt erst nach dem Stichtag 05.01.2016"


def test_what_is_given_is_bound_by_nothing_else():
    """What has begun, and external events."""
    catalogue = catalogue_of(
        externals=[{"id": "E", "title": "Gesetz", "date": "2016-01-12"}], measures=[measure("A", 5)],
        status={"as_of": "2016-01-08", "actuals": [{"activity": "A", "start": "2016-01-06"}]},
    )  # fmt: skip
    plan = Plan.of(catalogue, [T0 + 6, T0 + 2], [T0 + 6, T0 + 7], as_of=dt.date(2016, 1, 8))
    assert verify(plan, catalogue) == []
    assert [(b.kind, b.text) for b in (binding(plan, "E"), binding(plan, "A"))] == [
        (BindingKind.EXTERNAL, "steht extern auf 12.01.2016 fest"), (BindingKind.STATUS, "hat am 06.01.2016 begonnen"),
    ]  # fmt: skip


SITTINGS = {
    "bodies": [
        {"id": "R", "title": "Stadtrat", "sittings": ["2016-01-06", "2016-01-13", "2016-01-20"], "notice": "3 KT"}
    ]
}


@pytest.mark.parametrize(
    ("duration", "start", "kind", "text"),
    [
        (5, 12, "gate", "nächste Sitzung (Stadtrat) am 20.01.2016; Vorgänger »A« endet am 08.01.2016"),
        (4, 7, "precedence", "Vorgänger »A« endet am 07.01.2016, Vorlauf für die Sitzung am 13.01.2016"),
        (3, 7, "gate", "nächste Sitzung (Stadtrat) am 13.01.2016; Vorgänger »A« endet am 06.01.2016"),
        (3, 12, "none", "könnte schon am 13.01.2016 beginnen"),
    ],
)
def test_a_gate_waits_for_its_predecessor_or_for_the_sitting(duration, start, kind, text):
    """Where predecessor and notice lead to the very day they bind; where days are left the sitting does."""
    notice = "6 KT" if kind == "precedence" else "3 KT"
    body = SITTINGS["bodies"][0] | {"notice": notice}
    gate = {"id": "g", "title": "Beschluss", "gate": "R", "after": "A"}
    catalogue = catalogue_of(measures=[measure("A", duration), measure("B", None, activities=[gate])], bodies=[body])
    plan = Plan.of(catalogue, [T0, T0 + start], [T0 + duration, T0 + start + 1])
    found = binding(plan, "B/g")
    assert (found.kind.value, found.text) == (kind, text)
    assert found.by == ("A" if kind != "none" else None)


def test_the_first_sitting_there_is_binds():
    """Before it the body does not sit at all."""
    catalogue = catalogue_of(measures=[measure("B", None, activities=[{"id": "g", "gate": "R"}])], **SITTINGS)
    plan = Plan.of(catalogue, [T0 + 7], [T0 + 8])
    found = binding(plan, "B/g")
    assert (found.kind, found.by) == (BindingKind.GATE, None)
    assert found.text == "nächste Sitzung (Stadtrat) am 13.01.2016; Planung beginnt am 04.01.2016"


def test_an_embargo_binds_until_its_end():
    """Order would allow an earlier day, the window does not; the predecessor stays in the chain."""
    catalogue = catalogue_of(
        measures=[measure("A"), measure("B", after="A")],
        embargoes=[{"id": "S", "title": "Haushaltssperre", "since": "2016-01-08", "until": "2016-01-17"}],
    )
    found = one(BindingKind.EMBARGO, catalogue, T0, T0 + 10, activity="B")
    assert (found.by, found.text) == ("A", "Sperre »Haushaltssperre« bis 17.01.2016; Vorgänger »A« endet am 08.01.2016")


def test_an_embargo_can_close_a_sitting():
    """The sitting takes place, but nothing may start."""
    catalogue = catalogue_of(
        measures=[measure("A"), measure("B", None, activities=[{"id": "g", "gate": "R", "after": "A"}])],
        embargoes=[{"id": "S", "since": "2016-01-11", "until": "2016-01-15"}],
        bodies=[SITTINGS["bodies"][0] | {"notice": 0}],
    )
    plan = Plan.of(catalogue, [T0, T0 + 12], [T0 + 5, T0 + 13])
    assert binding(plan, "B/g").kind is BindingKind.EMBARGO


PEOPLE = {"resources": [{"id": "16/Admin", "title": "DMS-Administration", "capacity": 1}]}


def test_people_bind_until_they_are_free():
    """The one who holds the post is named, with the last day."""
    catalogue = catalogue_of(
        measures=[
            measure(n, title=f"Einführung {n}", demand={"16/Admin": d})
            for n, d in (("A", "0.5"), ("B", "0.8"), ("C", "0.5"))
        ],
        **PEOPLE,
    )
    plan = plan_from(catalogue, T0, T0 + 5, T0)
    found = binding(plan, "B")
    assert (found.kind, found.by) == (BindingKind.RESOURCE, "A")
    assert found.text == "Kapazität DMS-Administration ist bis 08.01.2016 durch »Einführung A« belegt"
    assert critical_chain(plan) == ("A", "B")


def test_people_who_are_not_there_yet_bind():
    """A post that is filled later is held by nobody."""
    steps = [{"id": "r", "capacity": [{"since": "2016-01-01", "fte": "0.2"}, {"since": "2016-01-13", "fte": 1}]}]
    catalogue = catalogue_of(measures=[measure("A", demand={"r": 1})], resources=steps)
    found = one(BindingKind.RESOURCE, catalogue, T0 + 7, activity="A")
    assert (found.by, found.text) == (None, "Kapazität r reicht erst ab 13.01.2016")


def test_of_several_bottlenecks_the_last_one_binds():
    """The post that becomes free last is named."""
    catalogue = catalogue_of(
        resources=[{"id": "p", "capacity": 1}, {"id": "q", "capacity": 1}],
        measures=[
            measure("A", 3, demand={"p": 1}),
            measure("B", demand={"q": 1}),
            measure("C", demand={"p": 1, "q": 1}),
        ],
    )
    found = one(BindingKind.RESOURCE, catalogue, T0, T0, T0 + 5, activity="C")
    assert found.by == "B"


def test_people_are_free_but_an_embargo_is_on():
    """The post becomes free within the window: its end binds, and the holder stays in the chain."""
    catalogue = catalogue_of(
        measures=[measure("A", demand={"16/Admin": 1}), measure("B", demand={"16/Admin": 1})],
        embargoes=[{"id": "S", "since": "2016-01-07", "until": "2016-01-12"}],
        **PEOPLE,
    )
    found = one(BindingKind.EMBARGO, catalogue, T0, T0 + 7, activity="B")
    assert found.by == "A"
    assert found.text.startswith("Sperre »S« bis 12.01.2016; Kapazität DMS-Administration ist bis 08.01.2016")


def test_parallel_introductions_bind():
    """One rollout at a time: the next office waits for the one before."""
    catalogue = catalogue_of(
        offices=[{"id": "33", "title": "Bürgeramt"}, {"id": "50"}],
        measures=[
            measure("D", None, title="DMS", rollout={
                "targets": ["33", "50"], "introduction": {"id": "x", "duration": 5}, "parallel": 1,
            }),
        ],
    )  # fmt: skip
    found = one(BindingKind.LIMIT, catalogue, T0, T0 + 5, activity="D/rollout/50")
    assert found.by == "D/rollout/33"
    assert (
        found.text
        == "Grenze »gleichzeitige Einführungen DMS« ist bis 08.01.2016 durch »D: Einführung 33 Bürgeramt« erreicht"
    )


def test_open_measures_bind_the_first_step_of_the_next():
    """The office has its hands full; the last step of the measure that closes is the one that is waited for."""
    steps = [{"id": "a", "duration": 2}, {"id": "b", "duration": 3, "after": "a"}]
    catalogue = catalogue_of(
        offices=[{"id": "16", "title": "Datenzentrale", "max_open_measures": 1}],
        measures=[
            measure("A", None, title="E-Akte", lead="16", activities=steps),
            measure("B", lead="16"),
            measure("M", 0, lead="16"),
        ],
    )
    plan = plan_from(catalogue, T0, T0 + 2, T0 + 5, T0 + 1)
    found = binding(plan, "B")
    assert (found.kind, found.by) == (BindingKind.OPEN_MEASURES, "A/b")
    assert found.text == "Amt 16 Datenzentrale hat bis 08.01.2016 schon »E-Akte« offen"
    assert critical_chain(plan) == ("A/a", "A/b", "B")
    assert binding(plan, "M").kind is BindingKind.NONE  # a milestone alone opens nothing


def test_the_budget_binds():
    """What the year cannot pay waits for the next one."""
    catalogue = catalogue_of(
        measures=[measure("A", costs=[{"amount": 60}]), measure("B", costs=[{"amount": 60}])],
        budgets=[{"kind": "investment", "amounts": {2016: 100, 2017: 100}}],
    )
    found = one(BindingKind.BUDGET, catalogue, T0, catalogue.timeline.year_start(2017), activity="B")
    assert (found.by, found.text) == (None, "Haushalt 2016 investiv ausgeschöpft (Ansatz 100 €)")


def test_an_empty_plan_has_no_chain():
    """Nothing leads to nothing."""
    assert critical_chain(Plan(catalogue_of(), ())) == ()


def test_a_chain_does_not_run_in_circles():
    """Relations between finishes may lead back and forth; the walk ends."""
    catalogue = catalogue_of(
        resources=[{"id": "r", "capacity": 1}],
        measures=[measure("A", 5, demand={"r": 1}), measure("B", 2, demand={"r": 1}, after="A EE")],
    )
    plan = plan_from(catalogue, T0 + 2, T0)  # B should finish with A: the plan is broken, the question is answered
    assert critical_chain(plan)[-1] == "A"
    assert len(critical_chain(plan)) <= 2


def test_names_are_those_of_planners():
    """Measure and activity; a measure of one activity by its own title; an external event by its own."""
    plan = plans("town")[0]
    assert activity_name(plan, "DMS/vergabe") == "»DMS: Vergabe«"
    assert activity_name(plan, "FORM") == "»Formulare«"
    assert activity_name(plan, "LAND") == "»Landesplattform«"


# stages


@BOTH
def test_a_stage_is_as_late_as_its_last_measure(kind):
    """Finish, margin, late measures and the last one are those of the plan."""
    for plan in plans(kind)[:4]:
        line = plan.timeline
        outcomes = stage_outcomes(plan)
        assert [o.stage_id for o in outcomes] == ["S1", "S2", "S3", ""]
        assert [o.title for o in outcomes] == ["Stufe 1", "Stufe 2", "S3", "ohne Stufe"]
        assert sorted(m for o in outcomes for m in o.measures) == sorted(plan.measures)
        for outcome in outcomes:
            rows = [plan.measures[m] for m in outcome.measures]
            last = max(rows, key=lambda r: r.finish)
            assert plan.measures[outcome.last_measure].finish == last.finish
            assert outcome.finish_date == line.last_day(last.start, last.finish)
            if outcome.deadline is None:
                assert (outcome.margin, outcome.keeps, outcome.late) == (None, True, ())
                continue
            assert outcome.margin == line.index_after(outcome.deadline) - last.finish
            assert outcome.keeps is (outcome.margin >= 0) is (not outcome.late)
            assert all(days == plan.measures[m].finish - line.index_after(outcome.deadline) for m, days in outcome.late)
            assert outcome.binding.text


def stage(**changes):
    return {"id": "S", "priorities": [1], "deadline": "2016-01-15"} | changes


def test_late_measures_come_latest_first():
    """With the working days by which they miss the deadline of the stage."""
    catalogue = catalogue_of(measures=[measure(n) for n in "ABC"], stages=[stage()])
    outcome = stage_outcomes(plan_from(catalogue, T0 + 6, T0, T0 + 9))[0]
    assert (outcome.margin, outcome.keeps, outcome.late) == (-4, False, (("C", 4), ("A", 1)))


def test_a_stage_without_measures_is_kept():
    """There is nothing to be late."""
    catalogue = catalogue_of(measures=[measure("A")], stages=[stage(), stage(id="T", priorities=[5])])
    empty = stage_outcomes(plan_from(catalogue, T0))[1]
    assert (empty.finish_date, empty.margin, empty.keeps, empty.last_measure) == (None, None, True, None)
    assert empty.binding.text == "keine Maßnahmen"


def test_the_bottleneck_on_the_way_binds_a_stage():
    """Not the predecessor next to the end, but the people that the chain waited for."""
    steps = [
        {"id": "a", "duration": 5, "demand": {"16/Admin": 1}},
        {"id": "b", "title": "Betrieb", "duration": 3, "after": "a"},
    ]
    catalogue = catalogue_of(
        measures=[measure("A", demand={"16/Admin": 1}), measure("B", None, activities=steps)], stages=[stage()], **PEOPLE
    )  # fmt: skip
    found = stage_outcomes(plan_from(catalogue, T0, T0 + 5, T0 + 10))[0].binding
    assert (found.kind, found.activity, found.by) == (BindingKind.RESOURCE, "B/a", "A")
    assert found.text == "»B: a«: Kapazität DMS-Administration ist bis 08.01.2016 durch »A« belegt"


def test_a_sitting_binds_a_stage_that_has_no_bottleneck():
    """The last one that was waited for."""
    steps = [{"id": "g", "title": "Beschluss", "gate": "R"}, {"id": "b", "duration": 3, "after": "g"}]
    catalogue = catalogue_of(measures=[measure("B", None, activities=steps)], stages=[stage()], **SITTINGS)
    plan = Plan.of(catalogue, [T0 + 7, T0 + 8], [T0 + 8, T0 + 11])
    found = stage_outcomes(plan)[0].binding
    assert (found.kind, found.text.partition(";")[0]) == (
        BindingKind.GATE, "»B: Beschluss«: nächste Sitzung (Stadtrat) am 13.01.2016",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("after", "text"),
    [
        ("A", "die Dauer von 2 Vorgängen seit 04.01.2016, beginnend mit »A« (Planung beginnt am 04.01.2016)"),
        ((), "die Dauer von einem Vorgang seit 11.01.2016, beginnend mit »B« (könnte schon am 08.01.2016 beginnen)"),
    ],
)
def test_durations_alone_bind_a_stage_that_waits_for_nothing(after, text):
    """Then the length of the chain is said, and where it begins."""
    catalogue = catalogue_of(measures=[measure("A"), measure("B", after=after)], stages=[stage()])
    assert stage_outcomes(plan_from(catalogue, T0, T0 + 5))[0].binding.text == text
