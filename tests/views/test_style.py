# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Colours: told apart without colour, text readable on them."""

from itertools import pairwise

import pytest

from egovplan.views.style import FILLS, INK, PAPER, PRIORITY, TEXT_COLOR, contrast, ink_on, luminance


def lightness(color):
    """Return CIE L*, 0 to 100."""
    y = luminance(color)
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def test_priorities_stay_apart_in_greyscale():
    """Each is at least eight steps of lightness from the next, in order."""
    steps = [lightness(PRIORITY[p]) for p in sorted(PRIORITY)]
    assert steps == sorted(steps)
    assert all(after - before >= 8 for before, after in pairwise(steps))


@pytest.mark.parametrize("priority", sorted(PRIORITY))
def test_text_on_a_bar_can_be_read(priority):
    """At least 4.5 to 1, as WCAG asks of text."""
    color = FILLS[f"work-{priority}"].face
    assert contrast(color, TEXT_COLOR[ink_on(color)]) >= 4.5


@pytest.mark.parametrize("name", ["normal", "muted", "late", "deadline"])
def test_text_on_paper_and_bands_can_be_read(name):
    """At least 4.5 to 1 on each ground that text stands on."""
    for ground in (PAPER, FILLS["row-odd"].face, FILLS["band"].face, FILLS["year"].face):
        assert contrast(TEXT_COLOR[name], ground) >= 4.5


def test_black_and_white_have_the_contrast_that_the_formula_gives():
    """The formula of WCAG 2.1 at its ends."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast(INK, INK) == 1.0
