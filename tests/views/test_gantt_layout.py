# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The layout of the Gantt chart: whatever the plan and the room, nothing collides."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egovplan import Catalogue
from egovplan.views.gantt import gantt_sheets
from egovplan.views.gantt_layout import layout
from egovplan.views.gantt_model import Options
from egovplan.views.text import rough_width
from tests.views.geometry import corners, is_orthogonal, overlapping, runs_through
from tests.views.plans import place, plan_of, strategy


def lay_out(plan, *, width=1140.0, height=790.0, **options):
    """Return the first page of a plan."""
    as_of = options.pop("as_of", None)
    sheet = gantt_sheets(plan, Options(**options), rows_per_page=None, as_of=as_of)[0]
    return layout(sheet, width=width, height=height, measure=rough_width)


@settings(max_examples=25)
@given(
    count=st.integers(1, 14),
    seed=st.integers(0, 30),
    width=st.floats(380, 1700),
    height=st.none() | st.floats(300, 1200),
    unfold=st.booleans(),
    as_of=st.none() | st.dates(dt.date(2015, 6, 1), dt.date(2018, 1, 1)),
)
def test_nothing_collides_on_any_plan_and_any_page(count, seed, width, height, unfold, as_of):
    """No two texts overlap, none leaves the page, arrows are orthogonal and run around bars and labels."""
    made = lay_out(plan_of(count, seed, 4), width=width, height=height, unfold=unfold, as_of=as_of)
    boxes = [text.box for text in made.texts]
    assert overlapping([corners(b) for b in boxes], by=0.01) == []
    assert all(b.x0 >= -0.01 and b.x1 <= made.width + 0.01 and b.y0 >= -0.01 for b in boxes)
    solid = [bar.box for bar in made.bars if bar.style != "open"]
    labels = [text.box for text in made.texts if text.role == "label"]
    for arrow in made.arrows:
        assert is_orthogonal(arrow)
        assert not any(runs_through(arrow, box) for box in solid)
        assert not any(runs_through(arrow, box, by=1.5) for box in labels)


@settings(max_examples=20)
@given(count=st.integers(2, 14), seed=st.integers(0, 30), width=st.sampled_from([700.0, 1140.0, 1700.0]))
def test_labels_stand_beside_bars_or_within_one_phase(count, seed, width):
    """A date never lies on a bar, a milestone or a line; the name of a phase stays within the bar of its row."""
    made = lay_out(plan_of(count, seed, 4), as_of=dt.date(2016, 3, 1), width=width)
    bars = [bar.box for bar in made.bars]
    marks = [surface.box for surface in made.surfaces if surface.role == "mark"]
    upright = [line for line in made.lines if line.style in ("deadline", "status")]
    for text in made.texts:
        if text.role in ("label", "phase"):
            assert not any(text.box.overlaps(mark, by=0.01) for mark in marks)
            assert not any(runs_through(line, text.box) for line in upright)
        if text.role == "label":
            assert not any(text.box.overlaps(bar, by=0.01) for bar in bars)
        if text.role == "phase":
            row = next(box for box in made.rows.values() if box.y0 <= text.box.middle <= box.y1)
            inside = [bar for bar in bars if row.y0 <= bar.middle <= row.y1]
            assert min(b.x0 for b in inside) <= text.box.x0
            assert text.box.x1 <= max(b.x1 for b in inside)


def test_a_bar_lies_where_its_dates_are():
    """Position and date are one linear map, both ways."""
    plan = plan_of(10, 3)
    made = lay_out(plan)
    measure = plan.measures["M00"]
    row = made.rows["M00"]
    inside = [bar.box for bar in made.bars if row.y0 <= bar.box.middle <= row.y1]
    assert made.date_at(min(b.x0 for b in inside) + 0.01 * made.per_day) == plan.timeline.date(measure.start)


def test_the_pieces_of_a_bar_do_not_overlap():
    """Where a critical and another activity run at once, one of them is drawn."""
    made = lay_out(plan_of(40, 1))
    for row in made.rows.values():
        pieces = [corners(bar.box) for bar in made.bars if row.y0 <= bar.box.middle <= row.y1]
        assert overlapping(pieces, by=0.01) == []


def test_what_is_critical_is_hatched_as_well_as_red():
    """A reader who sees no red sees the hatch."""
    from egovplan.views.style import CRITICAL, FILLS

    made = lay_out(plan_of(40, 1))
    assert any(bar.style == "critical" for bar in made.bars)
    assert FILLS["critical"].hatch
    assert FILLS["critical"].edge == CRITICAL
    assert not any(FILLS[bar.style].hatch for bar in made.bars if bar.style.startswith("work"))


def test_each_stage_has_its_deadline_line_over_its_own_rows():
    """A deadline is drawn where it holds, with its date and whether it is kept."""
    plan = plan_of(40, 1)
    made = lay_out(plan)
    lines = [line for line in made.lines if line.style == "deadline"]
    assert len(lines) == 4  # the last one explains itself in the legend
    texts = [text.text for text in made.texts if text.color == "deadline"]
    assert any(text.startswith("Frist 31.12.2017: ") for text in texts)
    first, second = lines[0].points[1][1], lines[1].points[0][1]
    assert first <= second + 1e-6


def test_offices_are_shown_under_the_rows_on_the_same_axis():
    """Load and capacity are steps between the ends of the axis, capacity above load."""
    made = lay_out(plan_of(40, 1))
    loads = [surface for surface in made.surfaces if surface.role == "load"]
    assert loads
    assert all(s.box.x0 >= made.left and s.box.x1 <= made.width for s in loads)
    lowest = max(box.y1 for box in made.rows.values())
    assert all(s.box.y0 > lowest for s in loads)
    assert sum(line.style == "capacity" for line in made.lines) >= 2


def test_the_status_date_is_a_line_with_its_date():
    """Progress is read against it."""
    made = lay_out(plan_of(40, 1), as_of=dt.date(2017, 3, 1))
    assert sum(line.style == "status" for line in made.lines) == 2  # in the chart and in the legend
    assert "Stand 01.03.2017" in [text.text for text in made.texts]


def test_unfolded_measures_have_a_row_for_each_activity():
    """Measures by default, activities on request."""
    plan = plan_of(12, 2)
    members = plan.catalogue.expansion.members["M00"]
    made = lay_out(plan, unfold=["M00"])
    assert set(members) <= set(made.rows)
    assert not set(plan.catalogue.expansion.members["M01"]) & set(made.rows)


@pytest.mark.parametrize("titles", [("$\\foo$ und <b>&",), ("漢字のタイトル",), ("W" * 400,), ("ﷺ" * 40,), ("é̀ ẞ ß",)])
def test_any_title_fits(titles):
    """A title of any length in any script stays in its column."""
    plan = place(Catalogue.from_dict(strategy(4, names=titles, title=titles[0])))
    made = lay_out(plan, width=520.0, height=None)
    assert overlapping([corners(text.box) for text in made.texts], by=0.01) == []


def test_a_single_milestone_is_a_chart():
    """The smallest plan there is can be drawn."""
    catalogue = Catalogue.from_dict(
        {"title": "Klein", "start": "2015-05-13", "measures": [{"id": "A", "title": "A", "priority": 1, "duration": 0}]}
    )
    made = lay_out(place(catalogue), height=None)
    assert any(surface.style.startswith("milestone") for surface in made.surfaces)
    assert not any(surface.role == "strip" for surface in made.surfaces)
