# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The budget as a picture and as text."""

import pytest
from matplotlib.figure import Figure

from egovplan import Catalogue
from egovplan.plan.metrics import budget_use
from egovplan.views.budget import budget_text, plot_budget
from tests.views.geometry import overlapping, text_boxes
from tests.views.plans import place, plan_of


def test_bars_are_as_high_as_what_is_planned_and_framed_by_what_there_is():
    """In thousands of euros, one bar for each year and kind; frames only where there is a limit."""
    plan = plan_of(40, 1)
    axes = plot_budget(plan)
    uses = budget_use(plan)
    filled = [patch.get_height() for patch in axes.patches if patch.get_fill()]
    assert sorted(filled) == pytest.approx(sorted(use.used_cents / 100_000 for use in uses))
    frames = [patch.get_height() for patch in axes.patches if not patch.get_fill()]
    assert len(frames) == sum(use.available_cents is not None for use in uses)
    assert {patch.get_hatch() for patch in axes.patches if patch.get_fill()} == {"", "////"}
    _, boxes = text_boxes(axes.figure)
    assert overlapping(boxes) == []
    assert axes._repr_html_().startswith('<img alt="Haushalt: Synthetische Strategie')


def test_a_plan_without_money_has_an_empty_chart():
    """On axes of one's own."""
    plan = place(Catalogue.from_dict({"title": "$x", "start": "2015-05-13", "measures": []}))
    axes = Figure().subplots()
    assert plot_budget(plan, axes) is axes
    assert not axes.patches
    assert budget_text(plan) == "Haushalt: $x"


def test_the_text_names_each_year():
    """For those who do not see the picture."""
    text = budget_text(plan_of(40, 1))
    assert "- 2015 investiv: " in text
    assert "ohne Ansatz" in text
