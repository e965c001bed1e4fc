# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Catalogue, plan and result in a notebook."""

import pytest

from egovplan import Catalogue, Result
from egovplan.plan.result import LEVEL_LABEL, STATUS_LABEL, STOP_LABEL, Level, ResultStatus, StopReason
from egovplan.scheduling.objective import LEVELS
from tests.views.plans import place, plan_of, strategy


def test_a_catalogue_shows_its_size_and_its_measures():
    """In German, foldable when it is long, without the hundred fields that pydantic would print."""
    catalogue = plan_of(40, 1).catalogue
    html = catalogue._repr_html_()
    assert "<details><summary>40 Maßnahmen</summary>" in html
    assert "13.05.2015" in html
    assert "10 Hauptamt" in html
    assert str(catalogue) == repr(catalogue)


def test_what_a_catalogue_says_of_itself_is_escaped():
    """A title is text, not markup."""
    catalogue = Catalogue.from_dict(strategy(3, title="<script>alert(1)</script>", names=("<b>x</b>",)))
    for html in (catalogue._repr_html_(), place(catalogue)._repr_html_()):
        assert "<script" not in html
        assert "&lt;b&gt;x" in html


def test_a_plan_shows_dates_and_lateness():
    """Each measure with beginning, end, due date and the working days it is late."""
    plan = plan_of(40, 1)
    html = plan._repr_html_()
    assert "1.930 Arbeitstage" in html
    assert "Maßnahmen mit Verzug" in html
    assert "31.12.2019" in html


@pytest.mark.parametrize("plan", [None, plan_of(5, 2)])
def test_a_result_shows_status_objective_and_plan(plan):
    """What was reached and what is proved, or what excludes what."""
    status = ResultStatus.FEASIBLE if plan else ResultStatus.INFEASIBLE
    levels = (Level("makespan", 200, 150),) if plan else ()
    result = Result(status, plan, levels, StopReason.TIME_LIMIT, 1.25, conflict=() if plan else ("A < B",))
    html = result._repr_html_()
    assert STATUS_LABEL[status] in html
    assert "1,2 s" in html
    assert ("25,0 %" in html) == bool(plan)
    assert ("A &lt; B" in html) == (plan is None)


def test_every_status_and_reason_has_a_german_name():
    """What is added to the lists must be named."""
    assert set(STATUS_LABEL) == set(ResultStatus)
    assert set(STOP_LABEL) == set(StopReason)
    assert set(LEVEL_LABEL) == set(LEVELS)
