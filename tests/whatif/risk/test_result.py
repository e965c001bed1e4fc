# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a risk result says of itself, in text, tables and notebooks."""

import datetime as dt
import math

import numpy as np
import pytest

from egovplan.timeline import Timeline
from egovplan.whatif.risk.card import never_note
from egovplan.whatif.risk.distribution import DayDistribution
from egovplan.whatif.risk.result import ActivityRisk, MilestoneRisk, RiskResult

LINE = Timeline("RP")
START = LINE.index(dt.date(2024, 1, 8))


def _milestone(counts, *, never=0, name="", title="Gesamt", due=None, line=LINE):
    distribution = DayDistribution(START, np.array(counts), never, line)
    kept = None if due is None else distribution.probability(due)
    return MilestoneRisk(name, title, START + 1, distribution, due, probability=kept)


def _activity(name, sensitivity, criticality=0.5):
    return ActivityRisk(
        name, name.upper(), "M", "10", criticality, 0.4, sensitivity, START + 1, START, START + 1, None, "fest"
    )


def _result(**changes):
    fields = {
        "title": "Probe <b>",
        "n": 10,
        "seed": 0,
        "kind": "network",
        "whole": _milestone([1, 2, 5, 2]),
        "stages": (_milestone([1, 2, 5, 2], name="S1", title="Stufe 1", due=START + 2),),
        "measures": (_milestone([1, 2, 5, 2], name="M", title="Maßnahme"),),
        "activities": (_activity("a", 0.2), _activity("b", 0.7), _activity("c", 0.0)),
        "precision": 1.5,
        "sources": {"fest": 3},
    }
    return RiskResult(**(fields | changes))


def test_milestones_know_bias_and_probabilities():
    """The bias is P50 less the planned finish; the planned finish has a probability."""
    stage = _result().stages[0]
    assert stage.merge_bias == 1
    assert stage.deterministic_probability == pytest.approx(0.3)
    assert stage.probability == pytest.approx(0.8)
    assert stage.deterministic_date == dt.date(2024, 1, 8)
    assert stage.due_date == dt.date(2024, 1, 9)
    assert _result().whole.due_date is None
    assert _milestone([1], never=9).merge_bias is None


def test_results_lead_to_their_parts():
    """Drivers come strongest first, without those that do nothing; activities are found by their id."""
    result = _result()
    assert [driver.id for driver in result.drivers] == ["b", "a"]
    assert result.activity_by_id["c"].sensitivity == 0
    assert (result.merge_bias, result.never, result.timeline) == (1, 0, LINE)


def test_tables_speak_german():
    """One row for the whole, each stage and each measure; activities with the strongest driver first."""
    frame = _result().to_frame()
    assert frame["Ebene"].tolist() == ["Gesamt", "Stufe", "Maßnahme"]
    assert frame["P50"].tolist() == [dt.date(2024, 1, 9)] * 3
    assert frame["Frist gehalten [%]"].tolist()[1] == 80.0
    assert frame["geplantes Ende gehalten [%]"].tolist() == [30.0] * 3
    rows = _result().activity_frame()
    assert rows["Kürzel"].tolist() == ["b", "a", "c"]
    assert rows["Kritikalität"].tolist() == [0.5] * 3
    assert rows["P90"].isna().all()


def test_one_line_names_runs_and_dates():
    """The short form has the three dates that are asked for most."""
    assert repr(_result()) == "RiskResult('Probe <b>', 10 Läufe, P50 09.01.2024, P80 09.01.2024, P95 10.01.2024)"


def test_without_a_calendar_days_are_numbers():
    """A plain network has days instead of dates."""
    result = _result(whole=_milestone([1, 2, 5, 2], line=None), stages=())
    assert f"P50 {START + 2:,}".replace(",", ".") in repr(result)
    assert result.to_frame()["P50"].tolist()[0] == START + 2


def test_the_card_is_safe_and_complete():
    """Titles are escaped; stages, deadlines and drivers are there, precision too."""
    html = _result()._repr_html_()
    assert "Probe &lt;b&gt;" in html
    for text in ("Stufe 1", "80 %", "09.01.2024", "B (b)", "± 1,5 AT", "Netzplan ohne Kapazitäten"):
        assert text in html
    assert "Hinweis" not in html
    bare = _result(stages=(), activities=(), precision=math.nan, interrupted=True)._repr_html_()
    assert "abgebrochen" in bare
    assert "Genauigkeit" not in bare


def test_runs_beyond_the_calendar_are_said():
    """The result says how many runs have no end, and which quantiles have none."""
    result = _result(whole=_milestone([1, 2, 5], never=2), stages=(), precision=math.nan)
    assert result.never == pytest.approx(0.2)
    assert never_note(result) == "In 20,0 % der Läufe reicht der Sitzungskalender nicht: dort gibt es kein Ende."
    assert never_note(_result()) == ""
    assert "P95 nicht im Kalender" in repr(result)
    assert "reicht der Sitzungskalender nicht" in result._repr_html_()
    assert result.to_frame()["P95"].isna().all() or result.to_frame()["P95"].tolist()[0] is None
    assert _result(whole=_milestone([0], never=0)).never == 0
