# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Whiskers above the bars of a Gantt chart: in their own lane, in the text, and only where there is a simulation."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egovplan import PlanError, plot_gantt
from egovplan.views.gantt import gantt_sheets, gantt_text, save_gantt
from egovplan.views.gantt_layout import layout
from egovplan.views.gantt_model import Options
from egovplan.views.text import rough_width
from tests.views.geometry import corners, is_orthogonal, overlapping, runs_through, text_boxes
from tests.views.plans import plan_of
from tests.views.risks import milestone, result_of, risk_of

WHISKERS = ("whisker", "whisker-middle")


def lay_out(plan, risk, *, width=1140.0, height=790.0, unfold=True):
    """Return the only page of a plan with whiskers."""
    (sheet,) = gantt_sheets(plan, Options(unfold), rows_per_page=None, risk=risk)
    return layout(sheet, width=width, height=height, measure=rough_width)


def crossing(line, other, by=0.2):
    """Return whether a level and an upright stretch of two polylines cross."""
    (x0, y0), (x1, _) = line.points
    for (a0, b0), (a1, b1) in zip(other.points, other.points[1:], strict=False):
        if a0 == a1 and x0 - by < a0 < x1 + by and min(b0, b1) < y0 - by < y0 + by < max(b0, b1):
            return True
    return False


@settings(max_examples=12)
@given(
    count=st.integers(1, 10), seed=st.integers(0, 20), width=st.floats(380, 1700),
    height=st.none() | st.floats(350, 1200), unfold=st.booleans(), never=st.sampled_from([0.0, 0.05, 0.3, 1.0]),
)  # fmt: skip
def test_whiskers_are_in_no_ones_way(count, seed, width, height, unfold, never):
    """No text, bar or mark on a whisker, no arrow through one, none off the page; all else as without."""
    plan = plan_of(count, seed, 3)
    made = lay_out(plan, risk_of(plan, never=never), width=width, height=height, unfold=unfold)
    boxes = [text.box for text in made.texts]
    assert overlapping([corners(b) for b in boxes], by=0.01) == []
    bottom = max(box.y1 for box in made.rows.values())
    whiskers = [line for line in made.lines if line.style in WHISKERS and line.points[0][1] <= bottom]
    level = [line for line in whiskers if line.points[0][1] == line.points[1][1]]
    assert level or never == 1.0
    solid = [bar.box for bar in made.bars] + [s.box for s in made.surfaces if s.role == "mark"]
    for line in level:
        assert line.points[1][0] <= width
        assert not any(runs_through(line, box) for box in (*boxes, *solid))
        assert not any(crossing(line, arrow) for arrow in made.arrows)
    for arrow in made.arrows:
        assert is_orthogonal(arrow)
        assert not any(runs_through(arrow, bar.box) for bar in made.bars if bar.style != "open")


def test_a_whisker_spans_p10_to_p90_with_its_ticks():
    """At the days that the simulation gives, in calendar days after the last one of work."""
    plan = plan_of(5, 2)
    risk = risk_of(plan)
    (sheet,) = gantt_sheets(plan, Options(), risk=risk)
    row = next(row for row in sheet.rows if row.id == "M00")
    distribution = next(item.distribution for item in risk.measures if item.id == "M00")
    days = [distribution.date(level / 100).toordinal() + 1 for level in (10, 50, 80, 90)]
    assert row.whisker.levels == (10, 50, 80, 90)
    assert list(row.whisker.days) == days
    assert sheet.last.toordinal() >= max(days)
    made = lay_out(plan, risk, unfold=False)
    at = made.rows["M00"]
    upright = sorted({line.points[0][0] for line in made.lines if line.style in WHISKERS
                      and line.points[0][0] == line.points[1][0] and at.y0 < line.points[0][1] < at.y1})  # fmt: skip
    assert upright == pytest.approx([made.left + (day - made.day) * made.per_day for day in days])


def test_the_text_says_what_the_whiskers_show():
    """For measures, activities and stages; beyond the calendar where it ends."""
    plan = plan_of(5, 2)
    text = gantt_text(plan, unfold=True, risk=risk_of(plan, never=0.15))
    assert "der Läufe gehalten" in text
    assert "Unsicherheit: 10.000 Läufe · unter Kapazitäten" in text
    assert "P90 jenseits des Kalenders" in text
    assert "mit Unsicherheit P10" in text.split("  - Konzept: ")[1].splitlines()[0]
    assert "mit Unsicherheit" not in gantt_text(plan)
    assert "mit Unsicherheit" in plot_gantt(plan, risk=risk_of(plan)).figure.alt


def test_a_result_of_another_plan_is_refused():
    """Its whiskers would lie."""
    with pytest.raises(PlanError, match="zu einem anderen Plan"):
        plot_gantt(plan_of(5, 2), risk=risk_of(plan_of(5, 3)))
    with pytest.raises(PlanError, match="zu einem anderen Plan"):
        plot_gantt(plan_of(5, 2), risk=result_of(milestone([1])))


def test_files_with_whiskers_are_the_same_bytes_each_time(tmp_path):
    """And different ones from those without."""
    plan, risk = plan_of(3, 2), risk_of(plan_of(3, 2))
    first = save_gantt(plan, tmp_path / "a", risk=risk, formats=("svg", "pdf"), as_of=dt.date(2016, 1, 4))
    second = save_gantt(plan, tmp_path / "b", risk=risk, formats=("svg", "pdf"), as_of=dt.date(2016, 1, 4))
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]
    (plain,) = save_gantt(plan, tmp_path / "c", formats=("svg",))
    assert b"Unsicherheit" not in plain.read_bytes()
    assert b"Unsicherheit" in first[0].read_bytes()


def test_no_text_overlaps_as_really_drawn():
    """As a notebook shows it."""
    plan = plan_of(14, 3)
    texts, boxes = text_boxes(plot_gantt(plan, unfold=["M00"], risk=risk_of(plan)).figure)
    assert [(texts[i], texts[j]) for i, j in overlapping(boxes, by=0.5)] == []
    assert "Ende mit Unsicherheit: P10, P50 (dick), P80, P90" in texts
