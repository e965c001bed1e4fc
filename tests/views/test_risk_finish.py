# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The picture of a finish: whatever came out, nothing collides, and it says what the numbers say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from egovplan import OutOfRangeError, plot_finish_distribution
from egovplan.views.risk_finish import finish_text
from egovplan.views.risk_finish_layout import layout
from egovplan.views.risk_finish_model import finish_sheet
from egovplan.views.text import rough_width
from tests.views.geometry import corners, overlapping, runs_through, text_boxes
from tests.views.risks import LINE, START, milestone, result_of, risk_of

FIRST = START + 200
BELL = [3, 5, 9, 20, 30, 20, 9, 5, 1, 0, 0, 1]
COUNTS = st.one_of(
    st.lists(st.integers(0, 30), max_size=60),
    st.integers(1, 4000).map(lambda width: [1, *[0] * width, 1]),
    st.just([10_000]),
)


@settings(max_examples=40)
@given(
    counts=COUNTS,
    never=st.integers(0, 20),
    due=st.none() | st.integers(-FIRST + 1, 15_000),
    planned=st.integers(-150, 3000),
    width=st.floats(260, 1300),
    height=st.floats(200, 900),
    dated=st.booleans(),
)
def test_nothing_collides_whatever_came_out(counts, never, due, planned, width, height, dated):
    """No text on another, none off the page, no upright line through a text, no bar out of the picture."""
    item = milestone(
        counts, never=never + (sum(counts) == 0), due=None if due is None else FIRST + due,
        planned=FIRST + planned, line=LINE if dated else None,
    )  # fmt: skip
    sheet = finish_sheet(result_of(item), None, None)
    made = layout(sheet, width=width, height=height, measure=rough_width)
    boxes = [corners(text.box) for text in made.canvas.texts]
    assert overlapping(boxes, by=0.01) == []
    assert all(x0 >= -0.01 and x1 <= width + 0.01 for x0, _, x1, _ in boxes)
    marks = [
        k
        for k in made.canvas.lines
        if k.style in ("planned", "quantile", "deadline") and k.points[0][0] == k.points[1][0]
    ]
    flags = [text.box for text in made.canvas.texts if text.role == "flag"]
    assert not any(runs_through(line, box) for line in marks for box in flags)
    for surface in made.canvas.surfaces:
        if surface.role in ("runs", "critical"):
            assert surface.box.y0 >= made.plot.y0 - 0.01
            assert surface.box.x0 >= made.plot.x0 - 0.01
            assert surface.box.x1 <= made.plot.x1 + 0.01


def test_bars_and_curve_add_up():
    """The bins hold all runs, those after the deadline apart; the curve ends at what is finished at all."""
    item = milestone(BELL, never=7, due=FIRST + 4)
    sheet = finish_sheet(result_of(item), None, None)
    runs = sum(BELL) + 7
    assert sum(b.kept for b in sheet.bins) == pytest.approx(sum(BELL[:5]) / runs)
    assert sum(b.missed for b in sheet.bins) == pytest.approx(sum(BELL[5:]) / runs)
    heights = [share for _, share in sheet.curve]
    assert heights == sorted(heights)
    assert heights[-1] == pytest.approx(sum(BELL) / runs)
    assert "In 6,4 % der Läufe reicht der Kalender nicht" in sheet.notes[0]


def test_quantiles_planned_finish_and_deadline_are_marked():
    """With dates and with the share of runs that keep them."""
    item = milestone(BELL, due=FIRST + 4, planned=FIRST + 1)
    markers = finish_sheet(result_of(item), None, None).markers
    assert [m.wordings[0].split()[0] for m in markers] == ["geplant", "P50", "P80", "P95", "Frist"]
    assert markers[0].wordings[0] == "geplant 26.02.2016 (in 8 % gehalten)"
    assert "in 65 % der Läufe gehalten" in markers[-1].wordings[0]
    texts, _ = text_boxes(plot_finish_distribution(result_of(item)).figure)
    assert "P80 03.03.2016" in texts


def test_quantiles_on_the_same_day_are_one_mark():
    """And nothing needs to be different for a picture."""
    item = milestone([10])
    words = [m.wordings[0] for m in finish_sheet(result_of(item), None, None).markers]
    assert words == ["geplant 25.02.2016 (in 100 % gehalten)", "P50, P80, P95 25.02.2016"]


@pytest.mark.parametrize(("due", "arrow"), [(-1500, "← Frist"), (3000, "gehalten →")])
def test_a_far_deadline_is_pointed_to(due, arrow):
    """It would squeeze the picture; it is named at the edge, with an arrow and no line."""
    sheet = finish_sheet(result_of(milestone(BELL, due=FIRST + due)), None, None)
    assert arrow in sheet.markers[-1].wordings[0]
    assert sheet.last - sheet.first < 60
    made = layout(sheet, width=720, height=400, measure=rough_width)
    assert len([line for line in made.canvas.lines if line.style == "deadline"]) == 1  # that of the legend


def test_what_rounds_to_all_is_not_all():
    """One run in ten thousand that fails is not a certainty."""
    item = milestone([9999, 1], due=FIRST)
    assert "in mehr als 99 % der Läufe gehalten" in finish_text(result_of(item))
    item = milestone([1, 9999], due=FIRST)
    assert "in weniger als 1 % der Läufe gehalten" in finish_text(result_of(item))


def test_a_stage_is_shown_with_the_deadline_of_the_catalogue():
    """New Year's Eve is no working day, and yet the deadline; stages and measures are found by id, others refused."""
    result = risk_of()
    text = finish_text(result, stage="S1")
    assert "- Frist 31.12.2017: in" in text
    assert "(P80)" in text
    assert "Wann fertig? Dokumentenmanagementsystem" in finish_text(result, stage="M00")
    with pytest.raises(OutOfRangeError, match=r"»S9«.*S1, S2, S3"):
        plot_finish_distribution(result, stage="S9")


def test_no_text_overlaps_as_really_drawn():
    """On a figure of its own, and in axes of others; their data are dates."""
    result = risk_of()
    figure = Figure(figsize=(8, 5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    assert plot_finish_distribution(result, axes, stage="S2") is axes
    low, high = axes.get_xlim()
    assert low < np.datetime64("2019-12-31").astype(int) < high
    for shown in (figure, plot_finish_distribution(result).figure):
        texts, boxes = text_boxes(shown)
        assert [(texts[i], texts[j]) for i, j in overlapping(boxes, by=0.5)] == []


def test_it_describes_itself():
    """For those who do not see it; nothing but a result is accepted."""
    html = plot_finish_distribution(risk_of())._repr_html_()
    assert 'alt="Wann fertig? Synthetische Strategie' in html
    with pytest.raises(TypeError, match=r"egovplan\.simulate"):
        plot_finish_distribution([1, 2, 3])
