# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Scenarios side by side: one table, the unchanged catalogue first."""

import dataclasses
import datetime as dt
import threading

import pytest

from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import CatalogueError, OutOfRangeError
from egovplan.plan.result import StopReason
from egovplan.plan.verify import verify
from egovplan.whatif import outcomes
from egovplan.whatif.compare import compare
from egovplan.whatif.scenario import Scenario
from tests.samples import city

SMALL = Catalogue.from_dict(
    {
        "title": "Klein", "start": "2025-01-07",
        "resources": [{"id": "R", "capacity": 1}],
        "stages": [
            {"id": "S", "title": "Stufe 1", "priorities": [1], "deadline": "2025-01-10"},
            {"id": "T", "title": "Stufe 2", "priorities": [2]},
        ],
        "budgets": [{"kind": "investment", "amounts": {2025: 3000}}],
        "measures": [
            {"id": "A", "title": "A", "priority": 1, "duration": 3, "demand": {"R": 1}, "costs": [{"amount": "1200.50"}]},
            {"id": "B", "title": "B", "priority": 1, "duration": 3, "demand": {"R": 1}},
            {"id": "C", "title": "C", "priority": 2, "duration": 1},
        ],
    }
)  # fmt: skip
SCENARIOS = [
    Scenario("mehr Leute").capacity("R", add=1),
    Scenario("unmöglich").deadline("S", "2025-01-09", hard=True),
]
COMPARISON = compare(SMALL, SCENARIOS, time_limit=60, workers=1)  # ends with the proof, on a slow machine as well
ROWS = {row["Szenario"]: row for row in COMPARISON.rows()}


def test_unchanged_catalogue_comes_first_and_every_plan_is_verified():
    """Whatever is compared is a plan of its own catalogue."""
    assert [o.scenario.title for o in COMPARISON] == ["unverändert", "mehr Leute", "unmöglich"]
    for outcome in COMPARISON:
        assert outcome.result.plan is None or verify(outcome.result.plan, outcome.catalogue) == []


def test_table_says_what_changes():
    """Two people keep the deadline that one misses by two days."""
    assert ROWS["unverändert"]["Stufe 1: Verzug [Arbeitstage]"] == 2
    assert ROWS["mehr Leute"]["Stufe 1: Verzug [Arbeitstage]"] == 0
    assert ROWS["unverändert"]["Gesamtdauer [Arbeitstage]"] == 6
    assert ROWS["mehr Leute"]["Gesamtdauer [Arbeitstage]"] == 3
    assert ROWS["mehr Leute"]["Ende"] == dt.date(2025, 1, 9)
    assert ROWS["unverändert"]["Kosten 2025 [€]"] == 1200.5
    assert ROWS["unverändert"]["Stufe 2: Verzug [Arbeitstage]"] is None
    assert ROWS["unverändert"]["Abstand zur Schranke [%]"] == 0


def test_a_scenario_without_a_plan_says_so():
    """What cannot be done is a row, not an error."""
    row = ROWS["unmöglich"]
    assert list(row) == ["Szenario", "Ergebnis"]
    assert row["Ergebnis"].startswith("kein Plan möglich: ")
    assert COMPARISON["unmöglich"].result.conflict[-1] in row["Ergebnis"]


def test_frame_and_notebook_view():
    """One row a scenario; German numbers and dates where people read."""
    frame = COMPARISON.to_frame()
    assert list(frame.index) == ["unverändert", "mehr Leute", "unmöglich"]
    html = COMPARISON._repr_html_()
    assert "09.01.2025" in html
    assert "1.200" in html or "1.201" in html
    assert "kein Plan" in html


def test_outcomes_can_be_asked_for_by_title():
    """A title leads to its plan; an unknown one is named, with those there are."""
    assert COMPARISON["mehr Leute"].result.plan.makespan == 3
    with pytest.raises(KeyError, match="weniger"):
        COMPARISON["weniger"]


def test_a_wrong_scenario_stops_before_anything_is_planned():
    """All scenarios are applied first."""
    with pytest.raises(CatalogueError, match="FEHLT"):
        compare(SMALL, [Scenario("x").drop("FEHLT")])


def test_a_single_scenario_needs_no_list():
    """One question is asked most often."""
    comparison = compare(city(), Scenario("nur eines"), time_limit=1, workers=1)
    assert [outcome.scenario.title for outcome in comparison] == ["unverändert", "nur eines"]


def test_an_interrupt_ends_the_comparison(monkeypatch):
    """One Ctrl-C is enough: the scenario at hand keeps its best plan, those behind it are not begun."""
    module = outcomes
    real = module.schedule

    def interrupted(catalogue, **options):
        return dataclasses.replace(real(catalogue, **options), stop_reason=StopReason.INTERRUPTED)

    monkeypatch.setattr(module, "schedule", interrupted)
    comparison = compare(SMALL, SCENARIOS, time_limit=3, workers=1)
    assert [outcome.scenario.title for outcome in comparison] == ["unverändert"]
    assert comparison["unverändert"].result.plan is not None


def test_scenarios_planned_at_the_same_time_are_the_same():
    """With two jobs, and one processor for each: the same optima in the same order; a callable hears of them."""
    heard = []
    both = compare(SMALL, SCENARIOS, time_limit=60, workers=2, jobs=2, progress=heard.append)
    assert both.rows() == COMPARISON.rows()
    assert [o.result.workers for o in both] == [1, 1, 1]
    assert heard


def test_ctrl_c_ends_all_that_are_planned_at_the_same_time(monkeypatch):
    """What has begun comes back with its best plan, what has not is left out."""
    waiting = threading.Event()

    def interrupted(_futures):
        assert waiting.wait(30)
        raise KeyboardInterrupt

    monkeypatch.setattr(outcomes, "wait", interrupted)
    options = {"time_limit": 60, "workers": 2, "progress": lambda _: waiting.set()}
    found = compare(city(), [Scenario("gleich")] * 6, jobs=2, **options)
    assert len(list(found)) < 7
    assert all(o.result.plan is None or verify(o.result.plan, o.catalogue) == [] for o in found)
    assert StopReason.INTERRUPTED in {o.result.stop_reason for o in found}


@pytest.mark.parametrize("jobs", [0, -1, 1.5])
def test_no_jobs_are_refused(jobs):
    """With what was expected."""
    with pytest.raises(OutOfRangeError, match="jobs: ganze Zahl ab 1"):
        compare(SMALL, SCENARIOS, jobs=jobs)
