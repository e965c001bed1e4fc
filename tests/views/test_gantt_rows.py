# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a Gantt chart shows of a plan."""

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from egovplan import Catalogue
from egovplan.plan.metrics import critical_chain
from egovplan.views.gantt_links import on_page, row_links
from egovplan.views.gantt_model import Options, Phase, Row, RowKind, merge, paginate
from egovplan.views.gantt_rows import RowBuilder
from egovplan.views.load import describe, load_strips
from tests.views.plans import place, plan_of

kinds = st.sampled_from(["critical", "work", "rollout"])
phases = st.builds(
    lambda start, length, kind, title: Phase(start, start + length, kind, (title,)),
    st.integers(0, 60), st.integers(1, 30), kinds, st.sampled_from("ABC"),
)  # fmt: skip


@given(st.lists(phases, min_size=1, max_size=8))
def test_phases_cover_a_bar_without_overlap_and_show_what_matters_most(pieces):
    """Every day belongs to one piece, of the most important kind that runs on it."""
    merged = merge(pieces)
    assert merged[0].start == min(p.start for p in pieces)
    assert merged[-1].stop == max(p.stop for p in pieces)
    for before, after in pairwise(merged):
        assert before.stop == after.start
    for piece in merged:
        for day in range(piece.start, piece.stop):
            running = {p.kind for p in pieces if p.start <= day < p.stop}
            expected = next((k for k in ("critical", "work", "rollout") if k in running), "open")
            assert piece.kind == expected


@given(st.lists(st.integers(0, 9), max_size=6), st.integers(1, 8))
def test_pages_hold_every_row_once_and_begin_with_their_band(sizes, per_page):
    """A stage that runs on is named again on the next page; pages are about equally long."""
    rows = []
    for band, size in enumerate(sizes):
        rows.append(Row(RowKind.BAND, f"B{band}", f"Stufe {band}"))
        rows += [Row(RowKind.MEASURE, f"B{band}M{i}", "") for i in range(size)]
    pages = paginate(rows, per_page)
    shown = [row.id for page in pages for row in page if row.kind is RowKind.MEASURE]
    assert shown == [row.id for row in rows if row.kind is RowKind.MEASURE]
    counts = [sum(row.kind is RowKind.MEASURE for row in page) for page in pages]
    assert max(counts) <= per_page
    assert max(counts[:-1], default=counts[-1]) - min(counts) < per_page
    for page in pages:
        if page:
            assert page[0].kind is RowKind.BAND
            band = ""
            for row in page:
                band = row.id if row.kind is RowKind.BAND else band
                assert row.id.startswith(band)


def test_a_measure_that_runs_on_is_named_again():
    """The reader of page two knows whose activities they are."""
    rows = [Row(RowKind.BAND, "S", "Stufe 1"), Row(RowKind.MEASURE, "A", "Aktenplan")]
    rows += [Row(RowKind.ACTIVITY, f"A/{i}", "") for i in range(3)]
    assert paginate(rows, 2)[1][0].title == "Stufe 1: Aktenplan (Fortsetzung)"


def town(**changes):
    """Return a plan in which one of everything happens."""
    data = {
        "title": "Stadt", "start": "2015-05-13",
        "offices": [{"id": "10", "title": "Hauptamt"}],
        "resources": [{"id": "10/pl", "office": "10", "capacity": 1}],
        "externals": [{"id": "GESETZ", "title": "Gesetz in Kraft", "date": "2015-08-03"}],
        "stages": [{"id": "S", "priorities": [1], "deadline": "2015-12-31"}],
        "measures": [
            {"id": "A", "title": "Erste", "priority": 1, "lead": "10", "due": "2015-06-30", "activities": [
                {"id": "x", "title": "X", "duration": 20, "demand": {"10/pl": 1}},
                {"id": "y", "title": "Y", "duration": 30, "demand": {"10/pl": 1}, "after": ["x"]},
                {"id": "m", "title": "M", "duration": 0, "after": ["y"]}]},
            {"id": "B", "title": "Zweite", "priority": 1, "duration": 10, "after": ["A", "GESETZ"]},
            {"id": "C", "title": "Dritte", "priority": 5, "duration": 5, "after": ["A AA", "B"]},
            {"id": "D", "title": "Vierte", "priority": 5, "duration": 5},
        ],
    } | changes  # fmt: skip
    return place(Catalogue.from_dict(data))


def test_rows_stand_in_stages_by_priority_and_start():
    """Events of others first, measures without a stage last."""
    rows = RowBuilder(town(), Options()).rows()
    assert [row.id for row in rows] == ["extern", "GESETZ", "S", "A", "B", "ohne", "D", "C"]
    band = rows[2]
    assert dt.date.fromordinal(band.deadline) == dt.date(2015, 12, 31)
    assert band.note.startswith("hält, ")


def test_without_stages_there_is_one_band_of_measures():
    """What has no stage where there are none is not said to lack one."""
    rows = RowBuilder(
        town(stages=[], externals=[], measures=[{"id": "A", "title": "A", "priority": 1}]), Options()
    ).rows()
    assert [row.title for row in rows] == ["Maßnahmen", "A"]


def test_a_measure_shows_its_last_day_lateness_and_own_date():
    """The last day of work, not the day of the milestone behind it; a due date of its own is marked."""
    plan = town()
    row = RowBuilder(plan, Options()).rows()[3]
    assert dt.date.fromordinal(row.last) == plan.timeline.last_day(plan.measures["A"].start, plan.measures["A"].finish)
    assert row.late == plan.lateness("A") > 0
    assert [(mark.kind, dt.date.fromordinal(mark.day)) for mark in row.marks if mark.kind == "due"] == [
        ("due", dt.date(2015, 6, 30))
    ]


def test_tails_end_where_nothing_else_would_move():
    """D may slip to the end of the plan; A may not slip at all when B waits for it."""
    plan = town()
    rows = {row.id: row for row in RowBuilder(plan, Options(unfold=True)).rows()}
    end = plan.timeline.last_day(plan.start, plan.finish).toordinal() + 1
    assert rows["D"].tail == end
    assert rows["C"].tail is None


def test_arrows_between_measures_keep_what_binds():
    """B waits for A and for the law; A → C is not drawn through B unless it binds."""
    plan = town()
    builder = RowBuilder(plan, Options())
    links = row_links(builder, builder.rows())
    pairs = {(k.source, k.target): k for k in links}
    assert {("A", "B"), ("GESETZ", "B"), ("B", "C")} <= set(pairs)
    assert pairs["B", "C"].style in ("arrow-critical", "arrow-tight")
    inside, cut = on_page(links, [row for row in builder.rows() if row.id != "B"])
    assert cut == 3
    assert all("B" not in (k.source, k.target) for k in inside)


def test_the_critical_chain_is_marked_on_activities():
    """Bars on the chain that sets the end of the plan, and no others."""
    plan = town()
    rows = {row.id: row for row in RowBuilder(plan, Options(unfold=True)).rows()}
    chain = set(critical_chain(plan))
    for name in ("A/x", "A/y", "B", "C", "D"):
        assert (rows[name].phases[0].kind == "critical") == (name in chain)


def test_waves_of_a_rollout_are_joined_by_the_arrows_that_bind():
    """Not by every arrow from every office of one wave to every office of the next."""
    plan = plan_of(10, 1, 8)
    builder = RowBuilder(plan, Options(unfold=["M00"]))
    rows = builder.rows()
    inner = {row.id for row in rows if row.kind is RowKind.ACTIVITY}
    drawn = [k for k in row_links(builder, rows) if k.source in inner and k.target in inner]
    there = [k for k in plan.catalogue.links if k.predecessor in inner and k.successor in inner]
    assert len(drawn) < len(there)
    assert {k.target for k in drawn} == {k.successor for k in there}


def test_loads_are_steps_without_gaps():
    """Each strip covers the whole plan; a role at its limit is marked."""
    plan = plan_of(40, 1)
    strips, more = load_strips(plan, 3)
    assert len(strips) == 3
    assert more > 0
    for strip in strips:
        assert strip.steps[0].start == plan.timeline.date(plan.start).toordinal()
        for before, after in pairwise(strip.steps):
            assert before.stop == after.start
        assert strip.top >= max(step.load for step in strip.steps)
        assert "Ø" in describe(strip)
    assert any(step.full for strip in strips for step in strip.steps)
