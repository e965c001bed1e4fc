# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Unfolding: templates, overrides, omitted activities, rollouts, and precedences between whole measures."""

import datetime as dt

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import egovplan
from egovplan.catalogue import expansion
from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.flat import ActivityKind
from egovplan.catalogue.values import Span

BASE = {"title": "T", "start": "2020-01-02"}
TEMPLATE = {
    "id": "V",
    "activities": [
        {"id": "a", "duration": 3, "demand": {"r": 1}},
        {"id": "b", "duration": 2, "after": "a EA+5"},
        {"id": "c", "duration": 1, "after": ["b", "LAND"]},
    ],
}
MORE = {
    "templates": [TEMPLATE],
    "resources": [{"id": "r", "capacity": 2}, {"id": "16/IT", "capacity": 2}, {"id": "10/IT", "capacity": 2}],
    "externals": [{"id": "LAND", "title": "Land", "date": "2020-06-06"}],
    "bodies": [{"id": "SR", "rhythm": {"first": "2020-01-08", "weeks": 4, "until": "2025-12-31"}}],
}


def _catalogue(*measures, **more):
    filled = [{"title": m["id"], "priority": 1} | m for m in measures]
    return Catalogue.from_dict(BASE | MORE | {"measures": filled} | more)


def _links(catalogue):
    return {f"{k.predecessor} {k.type.value}{k.lag.days or ''} {k.successor}" for k in catalogue.links}


def test_a_measure_with_a_duration_is_one_activity():
    """The smallest input: the activity has the measure's own id."""
    catalogue = _catalogue({"id": "A", "duration": 4}, {"id": "B", "after": "A AA+2"})
    assert [(a.id, a.kind, a.duration) for a in catalogue.activities[1:]] == [
        ("A", ActivityKind.WORK, Span(4)),
        ("B", ActivityKind.MILESTONE, Span(0)),
    ]
    assert _links(catalogue) == {"A SS2 B"}


def test_a_template_is_copied_with_its_links():
    """Local names are resolved inside the measure first, then among externals and measures."""
    catalogue = _catalogue({"id": "M", "template": "V"}, {"id": "N", "template": "V"})
    assert [a.id for a in catalogue.activities] == ["LAND", "M/a", "M/b", "M/c", "N/a", "N/b", "N/c"]
    assert {link for link in _links(catalogue) if " N/" in link} == {"N/a FS5 N/b", "N/b FS N/c", "LAND FS N/c"}


def test_a_measure_overrides_what_it_names():
    """Only the fields that are given are overridden, also by an empty value."""
    own = [
        {"id": "a", "duration": 9},
        {"id": "b", "demand": {}, "title": "Neu"},
        {"id": "d", "duration": 1, "after": "c"},
    ]
    catalogue = _catalogue({"id": "M", "template": "V", "activities": own})
    a, b, _, d = catalogue.activities[1:]
    assert (a.duration, dict(a.modes[0].demand)) == (Span(9), {"r": 100})
    assert (b.title, b.duration, d.id) == ("Neu", Span(2), "M/d")
    assert "M/c FS M/d" in _links(catalogue)


def test_omitted_activities_hand_on_their_predecessors():
    """What follows an omitted activity follows what came before it, over several omitted ones."""
    assert _links(_catalogue({"id": "M", "template": "V", "omit": ["b"]})) == {"M/a FS5 M/c", "LAND FS M/c"}
    assert _links(_catalogue({"id": "M", "template": "V", "omit": ["a", "b"]})) == {"LAND FS M/c"}


def test_omitting_in_a_circle_comes_to_an_end():
    """A template that runs in a circle is reported, not followed forever."""
    ring = {"id": "R", "activities": [{"id": "a", "after": "b"}, {"id": "b", "after": "a"}, {"id": "c", "after": "a"}]}
    with pytest.raises(egovplan.CatalogueError):
        _catalogue({"id": "M", "template": "R", "omit": ["a", "b"]}, templates=[ring])


def test_roles_are_those_of_the_office_at_work():
    """@/ROLE is the lead office's role, the activity's own office's, or the target's; in modes as well."""
    rollout = {
        "targets": ["10", "16"],
        "introduction": {"id": "e", "modes": [{"id": "m", "duration": 1, "demand": {"@/IT": 1}}]},
    }
    own = [{"id": "x", "demand": {"@/IT": 1}}, {"id": "y", "office": "10", "demand": {"@/IT": "0.5"}}]
    catalogue = _catalogue({"id": "M", "lead": "16", "activities": own, "rollout": rollout})
    assert [dict(a.modes[0].demand) for a in catalogue.activities[1:]] == [
        {"16/IT": 100},
        {"10/IT": 50},
        {"10/IT": 100},
        {"16/IT": 100},
    ]


def test_windows_are_gathered():
    """The latest release and the earliest hard deadline of catalogue, stage, measure and activity."""
    stages = [{"id": "S", "priorities": [1], "start": "2020-03-02", "deadline": "2021-03-01", "hard": True}]
    own = [{"id": "x"}, {"id": "y", "not_before": "2020-05-04", "deadline": "2020-12-31"}]
    catalogue = _catalogue(
        {"id": "M", "not_before": "2020-02-03", "deadline": "2021-06-01", "activities": own}, stages=stages
    )
    x, y = catalogue.activities[1:]
    assert (x.release, x.deadline) == (dt.date(2020, 3, 2), dt.date(2021, 3, 1))
    assert (y.release, y.deadline) == (dt.date(2020, 5, 4), dt.date(2020, 12, 31))


def test_a_gate_takes_a_day_unless_it_says_otherwise():
    """A gate is a working day long by default; costs of nothing are no costs."""
    own = [{"id": "x", "gate": "SR"}, {"id": "y", "gate": "SR", "duration": 0, "costs": [{"amount": 0}]}]
    x, y = _catalogue({"id": "M", "activities": own}).activities[1:]
    assert (x.kind, x.duration, y.duration, y.modes[0].costs) == (ActivityKind.GATE, Span(1), Span(0), ())


ROLLOUT = {
    "targets": [
        {"office": "10", "pilot": True},
        {"office": "16", "wave": 2, "duration": 7},
        {"office": "33", "wave": 1},
        "40",
    ],
    "introduction": {"id": "e", "title": "Start in", "duration": 4, "after": "LAND"},
    "evaluation": {"id": "w", "duration": 2},
    "approval": {"id": "f", "gate": "SR"},
    "parallel": 2,
}


def test_a_rollout_runs_pilot_evaluation_approval_waves():
    """Own activities, pilots, evaluation, approval, offices without wave and wave 1, then wave 2, then what waits for all."""
    own = [
        {"id": "x"},
        {"id": "y", "after": "x"},
        {"id": "ende", "after": "rollout"},
        {"id": "danach", "after": "ende"},
    ]
    catalogue = _catalogue({"id": "M", "activities": own, "rollout": ROLLOUT})
    offices = {a.id: a.office for a in catalogue.activities if a.kind is ActivityKind.INTRODUCTION}
    assert offices == {f"M/rollout/{o}": o for o in ("10", "16", "33", "40")}
    assert catalogue.activity_by_id["M/rollout/16"].duration == Span(7)
    assert catalogue.activity_by_id["M/rollout/10"].title == "Start in 10"
    links = {link for link in _links(catalogue) if "LAND" not in link}
    assert links == {
        "M/x FS M/y", "M/y FS M/rollout/10", "M/rollout/10 FS M/auswertung", "M/auswertung FS M/freigabe",
        "M/freigabe FS M/rollout/40", "M/freigabe FS M/rollout/33", "M/rollout/33 FS M/rollout/16", "M/ende FS M/danach",
        "M/rollout/40 FS M/ende", "M/rollout/16 FS M/ende", "M/rollout/10 FS M/ende",
    }  # fmt: skip
    assert sum("LAND" in link for link in _links(catalogue)) == 4
    (limit,) = catalogue.limits
    assert (limit.id, limit.capacity, len(limit.members)) == ("M/rollout", 2, 4)


def test_a_rollout_without_pilots_or_waves():
    """Without pilots there is no evaluation; the approval, if any, comes first."""
    simple = {"targets": ["10", "16"], "introduction": {"id": "e", "duration": 4}}
    catalogue = _catalogue({"id": "M", "rollout": simple}, {"id": "N", "after": "M", "duration": 1})
    assert _links(catalogue) == {"M/rollout/10 FS N", "M/rollout/16 FS N"}
    assert catalogue.activity_by_id["M/rollout/10"].title == "Einführung 10"
    approved = simple | {"approval": {"id": "f", "gate": "SR"}, "evaluation": {"id": "w", "duration": 1}}
    assert _links(_catalogue({"id": "M", "rollout": approved})) == {
        "M/freigabe FS M/rollout/10",
        "M/freigabe FS M/rollout/16",
    }


def test_a_rollout_can_be_waited_for_from_outside():
    """MEASURE/rollout names all introductions, MEASURE/rollout/OFFICE one."""
    simple = {"targets": ["10", "16"], "introduction": {"id": "e", "duration": 4}}
    catalogue = _catalogue(
        {"id": "M", "rollout": simple},
        {"id": "N", "after": "M/rollout EA+3", "duration": 1},
        {"id": "O", "after": "M/rollout/16", "duration": 1},
    )
    assert _links(catalogue) == {"M/rollout/10 FS3 N", "M/rollout/16 FS3 N", "M/rollout/16 FS O"}


def test_ends_of_a_measure():
    """A measure's end are its last activities, its start the first; where one is needed and there are two, it is asked for."""
    own = [{"id": "x"}, {"id": "y", "after": "x"}, {"id": "z", "after": ["x", "y AA-1"]}]
    catalogue = _catalogue({"id": "M", "activities": own}, {"id": "N", "after": ["M", "M AA"], "duration": 1})
    assert {link for link in _links(catalogue) if link.endswith("N")} == {"M/y FS N", "M/z FS N", "M/x SS N"}
    for text, what in (("N EE", "End"), ("N AE", "End")):
        with pytest.raises(egovplan.CatalogueError, match=f"mehrere {what}vorgänge"):
            _catalogue(
                {"id": "N", "duration": 1},
                {"id": "M", "activities": [*own[:2], {"id": "w", "after": "x"}], "after": text},
            )


def test_dependencies_between_anything():
    """Activities, measures and external events, each with each."""
    own = [{"id": "x"}, {"id": "y", "after": "x"}]
    pairs = [("LAND", "M"), ("M", "N"), ("M/x", "N"), ("N", "O/x")]
    catalogue = _catalogue(
        {"id": "M", "activities": own}, {"id": "N", "duration": 1}, {"id": "O", "activities": own},
        dependencies=[{"von": a, "zu": b} for a, b in pairs],
    )  # fmt: skip
    assert {"LAND FS M/x", "M/y FS N", "M/x FS N", "N FS O/x"} <= _links(catalogue)


@st.composite
def _measures(draw):
    """Draw measures of a few activities with FS links inside and between them, without circles."""
    measures = []
    for m in range(draw(st.integers(2, 4))):
        own = []
        for a in range(draw(st.integers(1, 4))):
            inner = draw(st.sets(st.integers(0, a - 1), max_size=2)) if a else set()
            own.append({"id": f"a{a}", "duration": 1, "after": [f"a{i}" for i in sorted(inner)]})
        outer = draw(st.sets(st.integers(0, m - 1), max_size=2)) if m else set()
        measures.append({"id": f"M{m}", "activities": own, "after": [f"M{i}" for i in sorted(outer)]})
    return measures


@given(_measures())
@settings(max_examples=100)
def test_a_before_b_means_all_of_a_before_all_of_b(measures):
    """The few links that are laid order every activity of B after every one of A, and no other pair."""
    catalogue = _catalogue(*measures)
    reached = nx.transitive_closure_dag(nx.DiGraph([(k.predecessor, k.successor) for k in catalogue.links]))
    full = nx.DiGraph()
    for measure in measures:
        for activity in measure["activities"]:
            full.add_edges_from(
                (f"{measure['id']}/{i}", f"{measure['id']}/{activity['id']}") for i in activity["after"]
            )
            for before in measure["after"]:
                members = catalogue.expansion.members[before]
                full.add_edges_from((other, f"{measure['id']}/{activity['id']}") for other in members)
    assert set(reached.edges) == set(nx.transitive_closure_dag(full).edges)


@pytest.mark.parametrize(("name", "code"), [("MAX_ACTIVITIES", "too-many-activities"), ("MAX_LINKS", "too-many-links")])
def test_unfolding_is_limited(monkeypatch, name, code):
    """Templates, rollouts and wide measures multiply; beyond a limit that is the only issue."""
    monkeypatch.setattr(expansion, name, 3)
    with pytest.raises(egovplan.CatalogueError) as caught:
        _catalogue({"id": "M", "template": "V"}, {"id": "N", "template": "V", "after": "M"})
    assert [issue.code for issue in caught.value.issues] == [code]


def test_problems_are_placed_where_they_were_written():
    """An unknown predecessor in a template or an introduction is said once, there."""
    bad = {"id": "B", "activities": [{"id": "a", "after": "nirgends"}]}
    rollout = {
        "targets": ["10", "16"],
        "introduction": {"id": "e", "after": ["M0", "nie"]},
        "approval": {"id": "f", "after": "ach"},
    }
    with pytest.raises(egovplan.CatalogueError) as caught:
        _catalogue(
            {"id": "M0", "duration": 1}, {"id": "M1", "template": "B"}, {"id": "M2", "template": "B"},
            {"id": "M3", "rollout": rollout}, templates=[bad],
        )  # fmt: skip
    assert [(i.path, i.value) for i in caught.value.issues if i.is_error] == [
        (("templates", 0, "activities", 0, "after", 0), "nirgends"),
        (("measures", 3, "rollout", "approval", "after", 0), "ach"),
        (("measures", 3, "rollout", "introduction", "after", 1), "nie"),
    ]


def test_an_office_of_its_own_pace_scales_the_estimate():
    """Where an introduction takes longer, its three points are longer in the same proportion."""
    rollout = {
        "targets": [{"office": "10", "duration": 8}, "16"],
        "introduction": {"id": "e", "duration": 4, "estimate": {"optimistic": 2, "likely": 4, "pessimistic": 7}},
    }
    slow, usual = _catalogue({"id": "M", "rollout": rollout}).activities[1:]
    assert slow.estimate is not None
    assert usual.estimate is not None
    assert (slow.estimate.optimistic, slow.estimate.likely, slow.estimate.pessimistic) == (4, 8, 14)
    assert usual.estimate.pessimistic == 7
