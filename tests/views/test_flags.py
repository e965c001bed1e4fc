# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Labels of upright lines: wherever the lines stand, nothing collides."""

from hypothesis import given
from hypothesis import strategies as st

from egovplan.views.flags import Flag, height, lowest, stack

WORDINGS = ("P80 14.03.2020 in 80 % der Läufe", "P80 14.03.2020", "P80")


def measure(text):
    return 4.0 * len(text)


def collides(flags):
    """Return whether two labels lie on one another, or a line runs through a label."""
    pairs = [(a, b) for a in flags for b in flags if a is not b]
    on = any(a.level == b.level and a.start < b.stop and b.start < a.stop for a, b in pairs)
    return on or any(b.level >= a.level and a.start < b.x < a.stop for a, b in pairs)


@given(st.lists(st.floats(0, 700), max_size=5), st.floats(40, 700))
def test_no_label_lies_on_another_and_no_line_runs_through_one(places, width):
    """Any lines, any room: all labels are within the room; those that have room are there."""
    flags = stack([(x, WORDINGS) for x in places if x <= width], 0.0, width, measure)
    assert not collides(flags)
    assert all(flag.start >= 0.0 and flag.stop <= width for flag in flags)
    if width >= 150:
        assert len(flags) == sum(x <= width for x in places)


@given(st.lists(st.floats(0, 500), max_size=5), st.floats(0, 400), st.floats(1, 100))
def test_a_label_without_a_line_finds_a_level(places, start, size):
    """It lies on no label and in the way of no line."""
    flags = stack([(x, WORDINGS) for x in places], 0.0, 500.0, measure)
    made = lowest(Flag(-1, -99.0, "Frist", start, start + size), flags)
    assert not any(f.level == made.level and f.start < made.stop and made.start < f.stop for f in flags)
    assert not any(f.level >= made.level and made.start < f.x < made.stop for f in flags)


def test_few_levels_and_long_wordings_are_preferred():
    """Where there is room, all stand side by side in their longest wording; without any, none is written."""
    flags = stack([(10.0, WORDINGS), (300.0, WORDINGS)], 0.0, 700.0, measure)
    assert [flag.text for flag in flags] == [WORDINGS[0]] * 2
    assert height(flags) == 1
    assert [flag.text for flag in stack([(10.0, WORDINGS)], 0.0, 60.0, measure)] == ["P80"]
    assert stack([(5.0, WORDINGS)], 0.0, 10.0, measure) == ()
    assert stack([], 0.0, 10.0, measure) == ()
