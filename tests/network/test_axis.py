# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Calendars as tables: they say day by day what the timeline says."""

import datetime as dt

import numpy as np
import pytest

from egovplan.network.axis import Axis, Tables
from egovplan.timeline import Timeline

LINE = Timeline("RP", [dt.date(2016, 2, 8)])


@pytest.mark.parametrize("from_finish", [False, True])
@pytest.mark.parametrize("days", [-400, -3, 0, 1, 2, 14, 365])
@pytest.mark.parametrize("origin", [0, 4000, len(LINE) - 120])
def test_elapsed_tables_follow_the_timeline(origin, days, from_finish):
    """Every entry is the timeline's own answer, cut to the axis."""
    horizon = 100
    table = Axis(LINE, origin, horizon).elapsed(days, from_finish=from_finish)
    expected = [LINE.after_elapsed(origin + t, days, from_finish=from_finish) - origin for t in range(horizon + 1)]
    assert table.tolist() == [min(max(value, 0), horizon + 1) for value in expected] + [horizon + 1]
    assert table.dtype == np.int32


def test_shift_counts_working_days():
    """A distance in working days, with never at the end."""
    assert Axis(LINE, 4000, 5).shift(2).tolist() == [2, 3, 4, 5, 6, 6, 6]


def test_allowed_days_are_chosen_days_outside_windows():
    """Sittings, less embargoes, less what lies before the earliest day."""
    axis = Axis(LINE, 4000, 9)
    mask = axis.allowed([3990, 4000, 4002, 4004, 4006, 4009, 4010], [(4004, 4006)], 4001)
    assert np.flatnonzero(mask).tolist() == [2, 6, 9]
    assert axis.next_allowed(mask).tolist() == [2, 2, 2, 6, 6, 6, 6, 9, 9, 9, 10]


def test_all_days_are_allowed_outside_windows():
    """Without sittings an embargo only cuts its window out; windows may reach beyond the axis."""
    axis = Axis(LINE, 4000, 5)
    assert np.flatnonzero(axis.allowed(None, [(3000, 4001), (4004, 9000)], 0)).tolist() == [1, 2, 3]


def test_nothing_allowed_is_never():
    """Without an allowed day the table says never throughout."""
    axis = Axis(LINE, 4000, 3)
    assert axis.next_allowed(axis.allowed([], [], 0)).tolist() == [4, 4, 4, 4, 4]


def test_relative_days_are_cut_to_the_axis():
    """Days before the origin are 0, days beyond the horizon never."""
    axis = Axis(LINE, 4000, 10)
    assert [axis.relative(index) for index in (0, 4000, 4010, 4011, 9999)] == [0, 0, 10, 11, 11]


def test_tables_are_kept_once():
    """Equal keys share a number, and their table is computed once."""
    tables, made = Tables(3), []
    for key in ("a", "b", "a"):
        tables.add(key, lambda key=key: made.append(key) or np.array([0, 1, 2], np.int32))
    assert made == ["a", "b"]
    assert tables.stacked().shape == (2, 3)
    assert Tables(4, np.bool_).stacked().shape == (0, 4)
