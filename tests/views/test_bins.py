# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Bins of an axis of days: without gaps, on the calendar, or round."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovplan.views.bins import AXES, calendar_unit, nice, plain_unit

ORDINALS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)).map(dt.date.toordinal)


@given(ORDINALS, st.integers(0, 30000), st.sampled_from(AXES))
def test_bins_cover_the_axis_without_gaps(first, length, unit):
    """Each bin begins where the one before ends; the first and the last day lie within."""
    last = min(first + length, dt.date(2100, 1, 1).toordinal())
    cells = list(unit.cells(first, last))
    assert cells[0].start <= first
    assert cells[-1].stop >= last
    assert all(a.stop == b.start for a, b in pairwise(cells))
    assert all(cell.wordings and all(cell.wordings) for cell in cells)


@given(st.integers(0, 40000))
def test_a_picture_has_neither_too_few_nor_too_many_bins(days):
    """On a calendar and without one."""
    first = dt.date(2000, 1, 1).toordinal()
    unit = calendar_unit(days)
    assert len(list(unit.cells(first, min(first + days, dt.date(2100, 12, 1).toordinal())))) <= 170
    assert len(list(plain_unit(days).cells(0, days))) <= 61


@pytest.mark.parametrize(
    ("day", "words"),
    [(0, "05.03.2019"), (1, "ab 04.03.19"), (2, "März"), (3, "1. Quartal"), (4, "2019"), (5, "2010er")],
)
def test_bins_have_german_names(day, words):
    """Days, weeks, months, quarters, years, decades."""
    unit = AXES[day]
    assert next(unit.cells(dt.date(2019, 3, 5).toordinal(), 0)).wordings[0] == words


@pytest.mark.parametrize(("value", "expected"), [(1, 1), (1.1, 2), (3, 5), (0.03, 0.05), (60, 100), (100, 100)])
def test_nice_numbers(value, expected):
    """1, 2 or 5 times a power of ten, not smaller."""
    assert nice(value) == pytest.approx(expected)


def test_days_without_a_calendar():
    """Numbers from zero on, as ranges or single."""
    assert next(plain_unit(600).cells(12, 13)).wordings[0] == "10–19"
    assert next(plain_unit(5).cells(-3, 1)).wordings[0] == "0"
