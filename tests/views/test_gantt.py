# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The Gantt chart as drawn: on axes, in files, and as text."""

import datetime as dt
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from egovplan import Catalogue, OutOfRangeError, plot_gantt
from egovplan.datasets import load
from egovplan.views.gantt import PAPER, draw_sheet, gantt_sheets, gantt_text, save_gantt
from egovplan.views.gantt_model import Options
from egovplan.views.painter import page
from tests.views.geometry import overlapping, text_boxes
from tests.views.plans import place, plan_of, strategy


def test_no_text_overlaps_at_a3():
    """As really drawn, with forty measures, status date and loads."""
    axes = page(*PAPER["A3"], 22.0)
    draw_sheet(gantt_sheets(plan_of(40, 1), Options(), as_of=dt.date(2017, 3, 1))[0], axes)
    texts, boxes = text_boxes(axes.figure)
    assert len(texts) > 150
    assert [(texts[i], texts[j]) for i, j in overlapping(boxes, by=0.5)] == []
    width, height = axes.figure.canvas.get_width_height()
    assert all(x0 >= 0 and y0 >= 0 and x1 <= width and y1 <= height for x0, y0, x1, y1 in boxes)


@pytest.mark.parametrize("unfold", [False, ["M00"]])
def test_no_text_overlaps_at_notebook_width(unfold):
    """As really drawn on a figure that a notebook shows."""
    axes = plot_gantt(plan_of(40, 1), unfold=unfold)
    texts, boxes = text_boxes(axes.figure)
    assert axes.figure.get_figwidth() == pytest.approx(12, abs=0.1)
    assert [(texts[i], texts[j]) for i, j in overlapping(boxes, by=0.5)] == []


def test_no_text_overlaps_on_the_stufenplan_of_mainz():
    """The data set that ships, with its long titles, on one A3 page, in a notebook, and with its largest rollout unfolded."""
    plan = place(load("mainz-2015"))
    (sheet,) = gantt_sheets(plan, Options())
    assert sum(row.kind == "measure" for row in sheet.rows) >= 35
    paper = page(*PAPER["A3"], 22.0)
    draw_sheet(sheet, paper)
    for axes in (paper, plot_gantt(plan), plot_gantt(plan, unfold=["DMS"], measures=["DMS", "REWF"])):
        texts, boxes = text_boxes(axes.figure)
        assert [(texts[i], texts[j]) for i, j in overlapping(boxes, by=0.5)] == []


@pytest.mark.parametrize("dpi", [72, 100])
def test_axes_of_ones_own_are_filled_and_their_data_are_dates(dpi):
    """A chart can stand beside others, and more can be drawn on it."""
    figure = Figure(figsize=(10, 7), dpi=dpi, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    assert plot_gantt(plan_of(12, 2), axes, load=False) is axes
    low, high = axes.get_xlim()
    day = (dt.date(2015, 5, 13) - dt.date(1970, 1, 1)).days
    assert low < day < high
    _, boxes = text_boxes(figure)
    assert overlapping(boxes, by=0.5) == []


def test_files_are_the_same_bytes_each_time(tmp_path):
    """No clock and no chance: a plan under version control changes only when it changes."""
    plan = plan_of(12, 2)
    first = save_gantt(plan, tmp_path / "a")
    second = save_gantt(plan, tmp_path / "b")
    assert [path.name for path in first] == ["a.svg", "a.pdf", "a.png"]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_more_rows_are_tiled_over_pages(tmp_path):
    """A PDF holds all pages; of pictures there is one a page, numbered."""
    plan = plan_of(12, 2)
    written = save_gantt(plan, tmp_path, rows_per_page=7, paper="A4")
    assert [path.name for path in written] == ["gantt-1.svg", "gantt-2.svg", "gantt.pdf", "gantt-1.png", "gantt-2.png"]
    assert (tmp_path / "gantt.pdf").read_bytes().count(b"/Type /Page ") == 2
    sheets = gantt_sheets(plan, Options(), rows_per_page=7)
    shown = [row.id for sheet in sheets for row in sheet.rows if row.kind == "measure"]
    assert sorted(shown) == sorted(plan.measures)


def test_hostile_titles_make_well_formed_files(tmp_path):
    """Formulas, markup and foreign scripts in a catalogue are text, nothing else, and no warning."""
    names = ("$\\foo$ a $ b", "<script>alert(1)</script>", "漢字 ☃ 𝔘", "]]> --> &amp;", "=1+1")
    plan = place(Catalogue.from_dict(strategy(5, names=names, title="<b>$x$</b> ]]>")))
    for path in save_gantt(plan, tmp_path / "x", formats=("svg", "pdf", "png")):
        assert path.stat().st_size > 1000
    root = ET.fromstring((tmp_path / "x.svg").read_text())
    assert root.find("{*}title").text == "Stufenplan: <b>$x$</b> ]]>"
    assert "$\\foo$ a $ b" in root.find("{*}desc").text
    assert root.get("role") == "img"


def test_a_chart_shows_itself_in_a_notebook_with_a_text_for_those_who_do_not_see_it():
    """The picture carries its own description."""
    axes = plot_gantt(plan_of(5, 2))
    html = axes._repr_html_()
    assert html.startswith('<img alt="Stufenplan: Synthetische Strategie')
    assert "data:image/png;base64," in html
    assert html == axes.figure._repr_html_()


def test_the_text_alternative_says_what_the_chart_shows():
    """Stages with deadlines, measures with dates and offices, loads."""
    text = gantt_text(plan_of(40, 1), unfold=["M00"])
    assert "Stufe 1: Basismaßnahmen, Frist 31.12.2017: " in text
    assert re.search(
        r"- Dokumentenmanagementsystem: 13\.05\.2015 bis \d\d\.\d\d\.\d{4}, Priorität 0, 10 Hauptamt", text
    )
    assert "kritisch" in text
    assert "Verzug" in text
    assert "Auslastung der Ämter" in text
    assert "  - Konzept: " in text


def test_a_page_that_does_not_exist_is_refused():
    """Pages are counted from 1."""
    with pytest.raises(IndexError, match="Seite 3 gibt es nicht"):
        plot_gantt(plan_of(12, 2), rows_per_page=7, page=3)
    assert plot_gantt(plan_of(12, 2), rows_per_page=7, page=2) is not None


def test_a_picture_of_too_many_rows_is_refused(monkeypatch):
    """It could not be rasterised; pages can."""
    monkeypatch.setattr("egovplan.views.gantt.MOST_ROWS", 10)
    with pytest.raises(OutOfRangeError, match="zu viele für ein Bild"):
        plot_gantt(plan_of(12, 2))


def test_a_choice_of_offices_or_measures_is_shown_alone():
    """The axis then covers what is shown."""
    plan = plan_of(40, 1)
    (sheet,) = gantt_sheets(plan, Options(measures=["M00", "M01"]))
    assert [row.id for row in sheet.rows if row.kind == "measure"] == ["M00", "M01"]
    assert sheet.last < plan.timeline.date(plan.finish)
    (sheet,) = gantt_sheets(plan, Options(offices=["33"]), rows_per_page=None)
    members = plan.catalogue.expansion.members
    for row in sheet.rows:
        if row.kind == "measure":
            assert any(plan.catalogue.activity_by_id[a].office == "33" for a in members[row.id])


def test_an_unknown_format_is_refused(tmp_path):
    """With those that are known."""
    with pytest.raises(ValueError, match=r"'bmp'.*svg, pdf, png"):
        save_gantt(plan_of(5, 2), tmp_path / "x", formats=("bmp",))


def test_drawing_opens_no_window_and_changes_no_setting():
    """Neither pyplot nor the settings of the session are touched."""
    before = dict(mpl.rcParams)
    plot_gantt(plan_of(5, 2))._repr_html_()
    assert dict(mpl.rcParams) == before
    code = (
        "import sys; from tests.views.plans import plan_of; import egovplan; "
        "egovplan.plot_gantt(plan_of(5, 2)); print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_choice_of_what_is_not_there():
    """Measures and offices that the catalogue does not have are named, not passed over; a single one needs no list."""
    plan = plan_of(3, 1)
    for choice in ({"unfold": ["FOO"]}, {"measures": "FOO"}, {"offices": ["FOO"]}):
        with pytest.raises(OutOfRangeError, match="»FOO«"):
            plot_gantt(plan, **choice)
    assert Options(measures="M00") == Options(measures=("M00",))


def test_a_suffix_in_the_name_does_not_matter(tmp_path):
    """Who names the picture gets that picture, not one with two suffixes."""
    (written,) = save_gantt(plan_of(3, 1), tmp_path / "bild.png", formats=["png"])
    assert written.name == "bild.png"
