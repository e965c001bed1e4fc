# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What the checks find, and what they leave alone. Lines and subjects are shown by the bad files."""

import random

import pytest

import egovplan
from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.identity import skeleton
from egovplan.catalogue.plausibility import outlier_limit
from egovplan.errors import Severity

BASE = {"title": "T", "start": "2020-01-02", "source": "Beleg"}


def _issues(*measures, **more):
    data = BASE | {"measures": [{"title": m["id"], "priority": 1, "duration": 5} | m for m in measures]} | more
    try:
        return Catalogue.from_dict(data).issues
    except egovplan.CatalogueError as error:
        return error.issues


def _codes(*measures, **more):
    return [issue.code for issue in _issues(*measures, **more)]


def test_a_plain_catalogue_has_no_issues():
    """Two measures in order, with a source for all: nothing to say."""
    assert _codes({"id": "A"}, {"id": "B", "after": "A"}) == []


def test_warnings_never_stop():
    """A catalogue with warnings and hints is made, and keeps them."""
    catalogue = Catalogue.from_dict(
        {"title": "T", "start": "2020-01-02", "measures": [{"id": "A", "title": "a", "priority": 1}]}
    )
    assert {issue.severity for issue in catalogue.issues} == {Severity.HINT}
    assert [issue.code for issue in catalogue.issues] == ["no-duration", "no-source"]


# order and priority


def test_an_inversion_names_both_measures():
    """What a more urgent measure waits for should be as urgent; each pair is said once."""
    own = [{"id": "x", "duration": 1, "after": "B"}, {"id": "y", "duration": 1, "after": "B"}]
    (issue,) = _issues(
        {"id": "A", "title": "DMS", "activities": own, "duration": None}, {"id": "B", "title": "Netz", "priority": 4}
    )
    assert (issue.code, issue.severity, issue.subject) == ("priority-inversion", Severity.WARNING, "A")
    assert "»DMS« (A, Priorität 1) wartet auf »Netz« (B, Priorität 4)" in issue.message
    assert "»Netz« auf Priorität 1 anheben" in issue.message


def test_waiting_for_the_more_urgent_is_no_inversion():
    """A less urgent measure may wait for a more urgent one, and anything for an external event."""
    externals = [{"id": "L", "title": "Land", "date": "2020-05-05"}]
    assert _codes({"id": "A"}, {"id": "B", "priority": 4, "after": ["A", "L"]}, externals=externals) == []


def test_related_orders_nothing():
    """One-sided relations and mutual ones without precedence are hints; they are never links."""
    assert _codes({"id": "A", "related": ["B"]}, {"id": "B"}) == ["related-one-way"]
    both = ({"id": "A", "related": ["B"]}, {"id": "B", "related": "A"})
    assert _codes(*both) == ["related-unordered"]
    assert _codes(both[0], both[1] | {"after": "A"}) == []
    data = BASE | {"measures": [{"title": "t", "priority": 1} | m for m in both]}
    assert Catalogue.from_dict(data).links == ()


# numbers


def test_outliers_stand_out_by_orders_of_magnitude():
    """Twenty times the median, and far beyond the spread of the values themselves."""
    assert outlier_limit([1.0] * 7) == (0.0, float("inf"))
    assert outlier_limit([10.0] * 9 + [0.0, -5.0]) == (pytest.approx(10), pytest.approx(200))
    wide = [10.0**k for k in range(9)]
    assert outlier_limit(wide)[1] > max(wide)


def test_costs_and_durations_that_stand_out():
    """One typing error among many usual values is named; the usual ones are not."""
    usual = [{"id": f"M{i}", "costs": [{"amount": 1000 + 10 * i}], "duration": 10 + i} for i in range(9)]
    odd = {"id": "X", "costs": [{"amount": 2_222_220}], "duration": 900}
    assert _codes(*usual) == []
    found = _issues(*usual, odd)
    assert [(i.code, i.subject) for i in found] == [("cost-outlier", "X"), ("duration-outlier", "X")]
    assert "lang" in found[1].message


@pytest.mark.parametrize(
    ("amount", "odd"), [("111111", True), ("99999", True), ("123456", True), ("9999", False), ("112111", False)]
)
def test_placeholders(amount, odd):
    """Amounts of one digit or of ascending digits were typed, not estimated."""
    assert _codes({"id": "A", "costs": [{"amount": amount}]}) == (["placeholder"] if odd else [])


# capacity


def _office(capacity, demand, **activity):
    resources = [{"id": "r", "capacity": capacity}]
    return _codes({"id": "A", "demand": {"r": demand}} | activity, resources=resources)


def test_demand_and_capacity():
    """Above every step is an error, above the last one a warning, below or for no day nothing."""
    steps = [{"fte": 2}, {"since": "2021-01-01", "fte": 1}]
    assert _office(steps, "2.5") == ["demand-above-capacity"]
    assert _office(steps, "1.5") == ["demand-above-final-capacity"]
    assert _office(steps, 1) == []
    assert _office(steps, 9, duration=0) == []


def test_what_has_begun_is_not_held_against_the_catalogue():
    """An activity with actual dates may have needed more than there is."""
    status = {"as_of": "2020-03-02", "actuals": [{"activity": "A", "start": "2020-02-03"}]}
    issues = _issues(
        {"id": "A", "demand": {"r": 3}, "deadline": "2020-01-03"}, resources=[{"id": "r", "capacity": 1}], status=status
    )
    assert [(i.code, i.severity) for i in issues] == [("demand-above-capacity", Severity.WARNING)]


def test_offices_need_not_be_listed():
    """A small catalogue may name offices without listing any; listing one makes the others unknown."""
    assert _codes({"id": "A", "lead": "16"}) == []
    assert _codes({"id": "A", "lead": "16"}, offices=[{"id": "10"}]) == ["unknown-id"]


# windows


BODY = {"id": "SR", "sittings": ["2020-02-05", "2020-03-04", "2020-04-01"]}


def _gate(notice="0", body=BODY, embargoes=(), **activity):
    measure = {"id": "A", "duration": None, "activities": [{"id": "g", "gate": "SR"} | activity]}
    return _codes(measure, bodies=[body | {"notice": notice}], embargoes=list(embargoes))


def test_gates_need_a_sitting_in_time():
    """Notice in calendar or working days, embargoes and deadlines all move the sitting."""
    assert _gate() == []
    assert _gate("80 KT") == []
    assert _gate("95 KT") == _gate("65") == ["no-sitting"]
    assert _gate(deadline="2020-02-05") == []
    assert _gate("65 KT", deadline="2020-03-04") == ["window-too-short"]
    embargo = {"id": "E", "since": "2020-02-01", "until": "2020-03-31"}
    assert _gate(embargoes=[embargo]) == []
    assert _gate(embargoes=[embargo], deadline="2020-03-31") == ["window-too-short"]
    assert _gate(embargoes=[embargo | {"until": "2020-04-30"}]) == ["no-sitting"]
    assert _gate(body={"id": "SR"}) == ["no-sitting"]


def test_embargoes_move_a_start():
    """What may not begin in a window begins after it; offices, measures and costs decide whom it concerns."""
    measure = {"id": "A", "lead": "16", "deadline": "2020-02-28", "costs": [{"amount": 5}]}
    window = {"id": "E", "since": "2020-01-01", "until": "2020-02-25"}
    second = {"id": "F", "since": "2020-02-20", "until": "2020-03-25", "offices": ["99"]}
    assert _codes(measure, embargoes=[window, second]) == ["window-too-short"]
    assert _codes(measure, embargoes=[window | {"offices": ["16"]}]) == ["window-too-short"]
    assert _codes(measure, embargoes=[window | {"measures": ["A"]}]) == ["window-too-short"]
    assert _codes(measure, embargoes=[window | {"only_with_costs": True}]) == ["window-too-short"]
    assert _codes(measure, embargoes=[window | {"offices": ["10"]}]) == []
    assert _codes(measure | {"costs": []}, embargoes=[window | {"only_with_costs": True}]) == []


def test_work_beyond_the_axis():
    """Work that would end after 2100 is refused at the activity, however long; in elapsed days as well."""
    assert _codes({"id": "A", "duration": 20_000, "not_before": "2050-01-01"}) == ["never"]
    assert _codes({"id": "A", "duration": "20000 KT", "not_before": "2060-01-01"}) == ["never"]
    assert _codes({"id": "A", "not_before": "2100-12-31"}) == ["never"]


def test_the_deadline_that_binds_is_named():
    """Of activity, measure and stage, the one with the earliest day carries the issue."""
    own = {"id": "A", "duration": None, "activities": [{"id": "x", "duration": 50, "deadline": "2020-02-20"}]}
    stage = {"id": "S", "measures": ["A"], "deadline": "2020-02-10", "hard": True}
    assert [i.path for i in _issues(own)] == [("measures", 0, "activities", 0, "deadline")]
    assert [i.path for i in _issues(own | {"deadline": "2020-02-15"})] == [("measures", 0, "deadline")]
    (issue,) = _issues(own | {"deadline": "2020-02-15"}, stages=[stage])
    assert (issue.path, issue.subject) == (("stages", 0, "deadline"), "S")
    template = [{"id": "V", "activities": [{"id": "x", "duration": 50, "deadline": "2020-02-20"}]}]
    (issue,) = _issues({"id": "A", "duration": None, "template": "V"}, templates=template)
    assert issue.path == ("templates", 0, "activities", 0, "deadline")


# status, budgets, stages


def test_a_decision_needs_a_reason():
    """What was postponed or dropped without a reason is a hint; what goes on needs none."""
    decisions = [{"measure": "A", "decision": "zurückgestellt"}, {"measure": "A", "decision": "fortführen"}]
    assert _codes({"id": "A"}, status={"as_of": "2020-05-05", "decisions": decisions}) == ["no-reason"]


def test_coverage_without_a_rollout_is_free():
    """Coverage of a measure that has no rollout in the catalogue is taken as it is."""
    coverage = [{"measure": "A", "office": "10", "date": "2020-02-02", "workplaces_live": 5, "uses_live": ["x"]}]
    assert _codes({"id": "A"}, status={"as_of": "2020-05-05", "coverage": coverage}) == []


def test_budget_gaps_are_hints():
    """Years without an entry are named up to the last deadline; they count as unlimited."""
    budgets = [{"kind": "investiv", "amounts": {2020: 1, 2022: 1}}]
    (issue,) = _issues({"id": "A", "due": "2023-05-05"}, budgets=budgets)
    assert (issue.code, issue.value) == ("budget-gap", "2021, 2023")
    assert _codes({"id": "A"}, budgets=[{"kind": "investiv", "amounts": {2020: 1}}]) == []


def test_measures_without_a_stage_are_named_once():
    """Where there are stages, measures outside of them are one hint with their ids."""
    issues = _issues(*[{"id": f"M{i}"} for i in range(7)], stages=[{"id": "S", "measures": ["M0"]}])
    assert [(i.code, i.value) for i in issues] == [("no-stage", "M1, M2, M3, M4, M5 und 1 weitere")]


# ids


@pytest.mark.parametrize(
    ("one", "other"), [("A1", "А1"), ("dms", "DMS"), ("M10", "M1O"), ("Ａ", "A"), ("ΑΒ", "AB"), ("straße", "STRASSE")]
)
def test_what_looks_alike_has_one_skeleton(one, other):
    """Scripts, widths, case, zero and one are folded."""
    assert skeleton(one) == skeleton(other)
    codes = _codes({"id": one}, {"id": other, "after": one})
    assert codes == ["look-alike"]


def test_what_differs_visibly_is_left_alone():
    """Umlauts and other digits are differences one can see."""
    assert (
        _codes({"id": "Bau"}, {"id": "Bäu", "after": "Bau"}, {"id": "M1", "after": "Bau"}, {"id": "M2", "after": "Bau"})
        == []
    )


def test_suggestions():
    """Near names, look-alikes, or all of a few; nothing where there is nothing to suggest, and not endlessly."""
    issues = _issues({"id": "REGISTRATUR"}, {"id": "B", "after": ["REGISTRATR", "В", "Q"]})
    assert [issue.expected for issue in issues] == [
        "vielleicht »REGISTRATUR«",
        "»B« (sieht gleich aus, besteht aber aus anderen Zeichen)",
        "eines von: REGISTRATUR, B",
    ]
    titled = _issues({"id": "EPAY", "title": "E-Payment"}, {"id": "B", "after": ["e-payment"]})
    assert [issue.expected for issue in titled] == ["das Kürzel »EPAY« statt des Titels"]
    many = [{"id": f"Maßnahme{i}"} for i in range(9)]
    assert [i.expected for i in _issues(*many, {"id": "Z", "after": [f"Q{i}" for i in range(120)]})] == [""] * 120
    assert [i.expected for i in _issues({"id": "A", "stage": "S"})] == [""]


# all at once


def test_unreadable_entries_do_not_hide_the_rest():
    """With entries that cannot be read, the others are checked; what may be in those is not called unknown."""
    good = {"title": "t", "priority": 1, "duration": 5}
    data = BASE | {
        "offices": [{"id": "10"}, {"id": "11", "workplaces": "viele"}],
        "measures": [
            {"id": "A", "title": "t", "priority": "hoch"},
            good | {"id": "B", "after": ["A", "A/x", "Z"], "lead": "11"},
            good | {"id": "B"},
            good | {"id": "C", "lead": "12"},
        ],
        "dependencies": [{"von": "B"}],
    }
    with pytest.raises(egovplan.CatalogueError) as caught:
        Catalogue.from_dict(data)
    assert [(i.code, i.path) for i in caught.value.issues] == [
        ("integer", ("offices", 1, "workplaces")),
        ("integer", ("measures", 0, "priority")),
        ("missing", ("dependencies", 0, "successor")),
        ("duplicate-id", ("measures", 2, "id")),
        ("unknown-id", ("measures", 3, "lead")),
        ("unknown-id", ("measures", 1, "after", 2)),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        {"measures": "x"},
        {"templates": [{"id": "V", "activities": "x"}]},
        {"offices": [{"title": 1.5}]},
        {"externals": 5},
    ],
)
def test_what_cannot_be_known_is_not_called_unknown(broken):
    """A list or template that cannot be read may hold any name."""
    data = BASE | {"measures": [{"id": "A", "title": "a", "priority": 1, "lead": "9", "after": "Q"}]} | broken
    with pytest.raises(egovplan.CatalogueError) as caught:
        Catalogue.from_dict(data)
    assert "unknown-id" not in {issue.code for issue in caught.value.issues}


def test_a_missing_start_does_not_hide_the_rest():
    """Title and start have stand-ins while the rest is checked; a second layer of unreadable values is not searched."""
    with pytest.raises(egovplan.CatalogueError) as caught:
        Catalogue.from_dict({"measures": [{"id": "A", "title": "a", "priority": 1, "after": "Q", "duration": 1}]})
    assert [issue.code for issue in caught.value.issues] == ["missing", "missing", "unknown-id"]
    with pytest.raises(egovplan.CatalogueError) as caught:
        Catalogue.from_dict({"title": "T", "start": "x", "calendar": {"eves": 7}, "Titel": "U"})
    assert {issue.code for issue in caught.value.issues} == {"duplicate-key"}


def test_many_measures_are_checked_in_linear_time():
    """Three thousand measures with random predecessors: as many links as were written, and no error."""
    draw = random.Random(1)
    rows = [
        {"id": f"M{i}", "title": "m", "priority": 1, "duration": 5, "after": [f"M{draw.randrange(i)}"] if i else []}
        for i in range(3000)
    ]
    catalogue = Catalogue.from_dict(BASE | {"measures": rows})
    assert len(catalogue.links) == 2999
    assert catalogue.issues == ()
