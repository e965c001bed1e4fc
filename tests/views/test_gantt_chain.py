# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The chain in the Gantt chart, the ghosts of an older plan, and pages that fit."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egovplan import Catalogue, explain, plot_gantt
from egovplan.errors import PlanError
from egovplan.plan.binding import BindingKind
from egovplan.plan.metrics import critical_chain
from egovplan.plan.model import PlannedActivity
from egovplan.views.gantt import PAPER, gantt_sheets, gantt_text, save_gantt
from egovplan.views.gantt_layout import layout
from egovplan.views.gantt_model import Options, RowKind
from egovplan.views.style import FILLS, STROKES, luminance
from egovplan.views.style import PAPER as WHITE
from egovplan.views.text import rough_width
from tests.views.geometry import corners, is_orthogonal, overlapping, runs_through, text_boxes
from tests.views.plans import place, plan_of, strategy

OWN = {"chain", "chain-shared"}


def shifted(plan, days, measures):
    """Return the plan with whole measures put off; it is only drawn, nobody has to keep it."""
    rows = tuple(
        PlannedActivity(r.id, r.start + days, r.finish + days, r.mode) if r.id.partition("/")[0] in measures else r
        for r in plan
    )
    return replace(plan, activities=rows)


def sheet_of(plan, **options):
    baseline = options.pop("baseline", None)
    (sheet,) = gantt_sheets(plan, Options(**options), rows_per_page=None, baseline=baseline)
    return sheet


def laid_out(sheet, width=1146.0, height=None):
    return layout(sheet, width=width, height=height, measure=rough_width)


# the chain


@pytest.mark.parametrize("seed", [1, 3])
def test_each_hop_of_the_chain_between_two_rows_is_an_arrow_of_its_own_kind(seed):
    """Solid by a precedence, dashed where one holds what the other needs; the network's own arrows stay thin."""
    plan = plan_of(40, seed)
    sheet = sheet_of(plan, chain=True, unfold=True)
    explained = explain(plan, critical_chain(plan)[-1])
    drawn = {(link.source, link.target): link.style for link in sheet.links if link.style in OWN}
    hops = set(pairwise(explained.chain))
    assert set(drawn) == hops
    linked = {(link.predecessor, link.successor) for link in plan.catalogue.links}
    kinds = {(step.binding.by, step.activity): step.kind for step in explained}
    for hop, style in drawn.items():
        held = hop not in linked or kinds[hop] in (BindingKind.RESOURCE, BindingKind.LIMIT, BindingKind.OPEN_MEASURES)
        assert (style == "chain-shared") is held
    assert {"chain", "chain-shared"} == set(drawn.values())
    for link in sheet.links:
        if link.style in OWN:
            assert link.leaves <= link.enters + 4  # a weekend at most: what is waited for ends before


def test_without_a_chain_nothing_changes():
    """The network's critical arrows are drawn as ever."""
    sheet = sheet_of(plan_of(40, 1))
    assert not {link.style for link in sheet.links} & OWN
    assert sheet.hatched == "kritisch"


def test_a_chain_to_one_activity_hatches_what_is_on_it():
    """And says what the hatched bars are; measure and activity alike."""
    plan = plan_of(40, 1)
    for asked in ("M05", "M05/einrichtung"):
        sheet = sheet_of(plan, chain=asked, unfold=True)
        chain = explain(plan, asked).chain
        rows = {row.id: row for row in sheet.rows if row.kind is RowKind.ACTIVITY}
        hatched = {name for name, row in rows.items() if any(p.kind == "critical" for p in row.phases)}
        assert hatched == {name for name in chain if name in rows and plan[name].finish > plan[name].start}
        assert sheet.hatched == "auf der Kette"
        assert any(note.startswith("Kette bis ") for note in sheet.notes)
        assert "auf der Kette" in gantt_text(plan, chain=asked)
        assert "kritisch" not in gantt_text(plan, chain=asked)


def test_the_legend_explains_the_arrows_that_are_there():
    """Each kind once, with a head, and only where it is drawn."""
    made = laid_out(sheet_of(plan_of(40, 1), chain=True, unfold=True))
    words = [text.text for text in made.texts if text.role == "legend"]
    assert words.count("Kette: Vorgänger") == words.count("Kette: Kapazität oder Grenze") == 1
    folded = laid_out(sheet_of(plan_of(40, 1), chain=True))
    assert [text.text for text in folded.texts if "Kapazität oder" in text.text] == []
    plain = laid_out(sheet_of(plan_of(40, 1)))
    assert not any("Kette" in text.text for text in plain.texts)


def test_chain_and_network_differ_without_colour():
    """At least as heavy as half again, dark, and one of the two dashed."""
    for style in OWN:
        stroke = STROKES[style]
        assert stroke.width >= 1.5 * STROKES["arrow-critical"].width
        assert luminance(stroke.color) < 0.1
    assert bool(STROKES["chain"].dashes) != bool(STROKES["chain-shared"].dashes)


def test_who_is_not_in_the_plan_has_no_chain():
    """The same error as of the explanation."""
    with pytest.raises(PlanError, match="weder Vorgang noch Maßnahme »M99«"):
        plot_gantt(plan_of(12, 2), chain="M99")


def test_an_empty_plan_has_no_chain_to_draw():
    """It is drawn all the same."""
    plan = place(Catalogue.from_dict({"title": "leer", "start": "2020-01-01"}))
    assert sheet_of(plan, chain=True).links == ()


# ghosts


def test_what_moved_has_a_ghost_and_what_stayed_has_none():
    """Where it was, in calendar days; unfolded activities as well."""
    old = plan_of(12, 2)
    new = shifted(old, 20, {"M03", "M07"})
    sheet = sheet_of(new, baseline=old, unfold=True)
    ghosts = {row.id: row.ghost for row in sheet.rows if row.ghost}
    moved = {"M03", "M07"} | {r.id for r in new if r.id.partition("/")[0] in ("M03", "M07")}
    assert set(ghosts) == moved
    assert ghosts["M03"][0] == old.start_date("M03").toordinal()
    assert ghosts["M03"][1] == old.finish_date("M03").toordinal() + 1
    assert sheet.ghosts
    assert "Hohle Balken: Basisplan; 2 von 12 Maßnahmen verschoben, 2 später fertig." in sheet.notes
    assert not sheet_of(old, baseline=old).ghosts
    assert "bisher " in gantt_text(new, baseline=old)


def test_a_measure_that_is_new_is_counted():
    """It has no ghost: it was nowhere."""
    data = strategy(5, seed=2)
    old = place(Catalogue.from_dict(data))
    data["measures"].append({"id": "NEU", "title": "Neu", "priority": 3, "lead": "16", "duration": 5})
    new = place(Catalogue.from_dict(data))
    sheet = sheet_of(new, baseline=old)
    assert "1 neu" in sheet.notes[-1]
    assert next(row for row in sheet.rows if row.id == "NEU").ghost is None


def test_a_plan_of_something_else_is_no_baseline():
    """Both titles are named."""
    measures = [{"id": "X", "title": "X", "priority": 1, "duration": 3}]
    other = place(Catalogue.from_dict({"title": "Anderes", "start": "2020-01-01", "measures": measures}))
    with pytest.raises(PlanError, match="»Anderes«"):
        plot_gantt(plan_of(5, 2), baseline=other)
    with pytest.raises(TypeError, match="baseline"):
        plot_gantt(plan_of(5, 2), baseline=1)


@pytest.mark.parametrize("width", [798.0, 1146.0])
def test_a_ghost_lies_below_its_bar_in_the_same_row(width):
    """It touches neither the bar nor the next row."""
    old = plan_of(12, 2)
    sheet = sheet_of(shifted(old, -15, {"M03", "M07", "M08"}), baseline=old, unfold=["M03"])
    made = laid_out(sheet, width)
    ghosts = [s.box for s in made.surfaces if s.role == "ghost"]
    assert len(ghosts) >= 5
    for ghost in ghosts:
        row = next(box for box in made.rows.values() if box.y0 <= ghost.y0 and ghost.y1 <= box.y1)
        bars = [bar.box for bar in made.bars if row.y0 <= bar.box.middle <= row.y1]
        assert all(bar.y1 < ghost.y0 for bar in bars)
    assert FILLS["ghost"].face == WHITE


@settings(max_examples=8, deadline=None, derandomize=True)
@given(
    count=st.integers(2, 12), seed=st.integers(0, 30), days=st.integers(-40, 40), width=st.floats(380, 1700),
    height=st.none() | st.floats(300, 1000), unfold=st.booleans(),
)  # fmt: skip
def test_nothing_collides_with_chain_and_ghosts(count, seed, days, width, height, unfold):
    """Whatever the plan and the page: texts apart, arrows orthogonal and around bars and labels."""
    old = plan_of(count, seed, 4)
    new = shifted(old, days, {f"M{i:02}" for i in range(0, count, 2)})
    made = laid_out(sheet_of(new, baseline=old, chain=True, unfold=unfold), width, height)
    assert overlapping([corners(text.box) for text in made.texts], by=0.01) == []
    solid = [bar.box for bar in made.bars if bar.style != "open"]
    labels = [text.box for text in made.texts if text.role == "label"]
    for arrow in made.arrows:
        assert is_orthogonal(arrow)
        assert not any(runs_through(arrow, box) for box in solid)
        assert not any(runs_through(arrow, box, by=1.5) for box in labels)


def test_pictures_with_chain_and_ghosts_have_no_overlapping_text(tmp_path):
    """At A3 and in a notebook, as really drawn; with the spread of a simulation there is room for both."""
    old = plan_of(40, 1)
    new = shifted(old, 25, {f"M{i:02}" for i in range(0, 40, 3)})
    for axes in (
        plot_gantt(new, baseline=old, chain=True),
        plot_gantt(new, baseline=old, chain="M05", unfold=["M05"], load=False),
    ):
        texts, boxes = text_boxes(axes.figure)
        assert [(texts[i], texts[j]) for i, j in overlapping(boxes, by=0.5)] == []
        assert "Hohle Balken" in axes.figure.alt
    first = save_gantt(new, tmp_path / "a", formats=("svg",), baseline=old, chain=True)
    second = save_gantt(new, tmp_path / "b", formats=("svg",), baseline=old, chain=True)
    assert first[0].read_bytes() == second[0].read_bytes()


# pages


def test_a_small_plan_gets_a_page_of_its_height(tmp_path):
    """Eight measures do not stand on the upper fifth of an empty sheet."""
    small, large = plan_of(5, 2), plan_of(40, 1)
    for plan, fills in ((small, False), (large, True)):
        (path,) = save_gantt(plan, tmp_path / "x", formats=("svg",), paper="A3")
        width, height = map(float, re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', path.read_text()).groups())
        assert width == pytest.approx(PAPER["A3"][0], abs=1)
        assert height <= PAPER["A3"][1] + 1
        assert (height > 0.95 * PAPER["A3"][1]) is fills
    sheet = gantt_sheets(small, Options())[0]
    assert 0 < laid_out(sheet, height=800.0).bottom < 500


def test_a_short_unit_is_spelt_out():
    """Where there is only room for AT, a remark says what that is."""
    data = strategy(12, seed=2)
    data["stages"] = [{"id": "S", "title": "S", "priorities": [0, 1, 2, 3, 4, 5], "deadline": "2015-06-30"}]
    made = laid_out(sheet_of(place(Catalogue.from_dict(data)), unfold=True), 300.0)
    has_short = any(" AT " in f" {text.text} " for text in made.texts)
    assert has_short == any(text.text == "AT: Arbeitstage." for text in made.texts)
