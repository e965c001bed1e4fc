# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Bars of drivers and of what is critical."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from egovplan import OutOfRangeError, plot_criticality, plot_tornado
from egovplan.views.bars import BarGroup, BarRow, BarSheet, layout
from egovplan.views.risk_bars import bars_text, criticality_sheet, tornado_sheet
from egovplan.views.text import rough_width
from egovplan.whatif.risk.result import OfficeRisk
from tests.views.geometry import corners, overlapping, text_boxes
from tests.views.risks import milestone, result_of, risk_of


def changed(result, **changes):
    """Return a result with some fields different."""
    fields = {field.name: getattr(result, field.name) for field in dataclasses.fields(result)}
    return type(result)(**(fields | changes))


WORDS = st.text("abcdefgh –äöü", max_size=40)
ROWS = st.builds(BarRow, st.tuples(WORDS, WORDS, WORDS), st.floats(-1.0, 90.0), st.just("12 AT"), st.booleans())


@settings(max_examples=40)
@given(
    groups=st.lists(st.lists(ROWS, max_size=8).map(tuple), min_size=1, max_size=3),
    width=st.floats(200, 1200),
    height=st.none() | st.floats(250, 900),
)
def test_nothing_collides_whatever_the_rows(groups, width, height):
    """No text on another or off the page; bars end before the page does."""
    sheet = BarSheet(
        "Titel", "Untertitel",
        tuple(BarGroup("Gruppe", ("Vorgang", "Maßnahme", "Amt", "Wert"), rows, "{:.0f}".format, empty="Keine.") for rows in groups),
        (("critical", "oft"), ("runs", "selten")), ("Eine Bemerkung.",),
    )  # fmt: skip
    made = layout(sheet, width=width, height=height, measure=rough_width)
    boxes = [corners(text.box) for text in made.canvas.texts]
    assert overlapping(boxes, by=0.01) == []
    assert all(x0 >= -0.01 and x1 <= width + 0.01 for x0, _, x1, _ in boxes)


def test_the_strongest_come_first_with_measure_and_office():
    """Ordered by what was asked for; those critical in half of the runs are hatched."""
    result = risk_of()
    for by in ("cruciality", "sensitivity"):
        (group,) = tornado_sheet(result, by=by, top=7).groups
        values = [row.value for row in group.rows]
        assert values == sorted(values, reverse=True)
        assert len(values) == 7
        best = max(result.activities, key=lambda a: getattr(a, by))
        office = result.catalogue.office_title(best.office)
        assert group.rows[0].cells == (best.title, result.catalogue.measure_by_id[best.measure].title, office)
        assert group.rows[0].often == (best.criticality >= 0.5)


def test_events_show_their_effect_in_working_days():
    """And those without a comparison are named."""
    sheet = tornado_sheet(risk_of(events=4), by="events")
    assert [row.label for row in sheet.groups[0].rows] == ["+85 AT", "+12 AT", "−0,3 AT (kann Zufall sein)"]
    assert "Kam nie oder immer vor, daher ohne Vergleich: Ereignis 3" in sheet.notes[1]
    assert "Es sind keine Risikoereignisse angegeben." in bars_text(tornado_sheet(risk_of(events=0), by="events"))


def test_criticality_shows_float_and_offices():
    """Float in the plan or in the network, whichever there is; offices only where something waited for them."""
    result = risk_of()
    sheet = criticality_sheet(result, top=5)
    activities, offices = sheet.groups
    assert [row.often for row in offices.rows] == [True, True, True, False, False]
    assert offices.rows[0].cells == ("10 Hauptamt", "im Mittel 84 AT je Lauf")
    assert activities.heads[3] == "Puffer"
    assert "im Plan" in sheet.notes[0]
    network = criticality_sheet(changed(result, plan=None, offices=()))
    assert len(network.groups) == 1
    assert "im Netzplan" in network.notes[0]
    bare = criticality_sheet(changed(result, plan=None, catalogue=None, offices=()))
    assert bare.notes == ()
    assert len(bare.groups[0].heads) == 4


def test_of_many_causes_to_wait_the_strongest_are_shown():
    """And how many there are; what rounds to nothing is not called so."""
    result = risk_of()
    many = tuple(OfficeRisk(f"16/r{i}", f"Rolle {i}", 1 - 0.0599 * i, 300.0 - i) for i in range(17))
    group = criticality_sheet(changed(result, offices=many)).groups[1]
    assert group.heading == "Worauf gewartet wird (12 von 17)"
    assert group.rows[0].cells[0] == "Rolle 0"
    few = criticality_sheet(changed(result, offices=(OfficeRisk("x", "Grenze", 0.001, 0.5),))).groups[1]
    assert (few.heading, few.rows[0].label) == ("Worauf gewartet wird", "< 1 %")


def test_nothing_to_show_is_said():
    """A result without activities has pictures, too."""
    result = result_of(milestone([3]))
    assert "Kein Vorgang bewegt das Ende." in bars_text(tornado_sheet(result))
    assert "Kein Vorgang ist je kritisch." in bars_text(criticality_sheet(result))
    assert plot_criticality(result).figure.alt


def test_no_text_overlaps_as_really_drawn():
    """Alone and in axes of others, wide and narrow."""
    result = risk_of(events=4)
    figure = Figure(figsize=(5, 6))
    FigureCanvasAgg(figure)
    plot_criticality(result, figure.subplots())
    alone = (plot_tornado(result), plot_tornado(result, by="events"), plot_criticality(result))
    for shown in (figure, *(axes.figure for axes in alone)):
        texts, boxes = text_boxes(shown)
        assert [(texts[i], texts[j]) for i, j in overlapping(boxes, by=0.5)] == []


def test_hostile_titles_are_text():
    """No formula, no markup."""
    result = risk_of()
    worst = dataclasses.replace(result.activities[0], title="$\\foo$ <b>", measure="", office="", cruciality=0.99)
    html = plot_tornado(changed(result, activities=(worst,)))._repr_html_()
    assert "$\\foo$ &lt;b&gt;" in html


def test_wrong_arguments_are_refused():
    """With what there is."""
    with pytest.raises(OutOfRangeError, match="cruciality, sensitivity, events"):
        plot_tornado(risk_of(), by="size")
    for function in (plot_tornado, plot_criticality):
        with pytest.raises(TypeError, match=r"egovplan\.simulate"):
            function(None)
