# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Text for pictures: shortened, wrapped, drawable."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovplan.views.text import ELLIPSIS, first_fitting, next_quarter, one_line, quarter_start, short_day, shorten, wrap


@given(st.text(max_size=60).map(one_line), st.integers(0, 60))
def test_shortened_text_fits_and_is_a_beginning(text, width):
    """Never wider than its room; cut text says that it is cut."""
    result = shorten(text, width, len)
    assert len(result) <= width or result == text == ""
    if result != text and result:
        assert result.endswith(ELLIPSIS)
        assert text.startswith(result[:-1])


@given(st.text(max_size=80).map(one_line), st.integers(1, 30), st.integers(1, 4))
def test_wrapped_text_keeps_to_its_lines(text, width, lines):
    """At most so many lines, each as wide as its room."""
    result = wrap(text, width, len, lines=lines)
    assert len(result) <= lines
    assert all(len(line) <= width for line in result)


def test_words_stay_whole_where_they_fit():
    """Broken at blanks; only the last line is cut."""
    assert wrap("Flächendeckendes elektronisches Formularmanagement", 20, len, lines=2) == (
        "Flächendeckendes", "elektronisches Form…",
    )  # fmt: skip
    assert wrap("", 20, len, lines=2) == ()


def test_one_line_is_drawable():
    """Line breaks become blanks, control characters are replaced."""
    assert one_line(" a\n\tb \x0b c\x00") == "a b c�"


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)))
def test_quarters_follow_one_another(day):
    """Each day lies between the start of its quarter and that of the next."""
    first, after = quarter_start(day), next_quarter(day)
    assert first <= day < after
    assert quarter_start(first) == first
    assert quarter_start(after) == after
    assert 90 <= (after - first).days <= 92


@pytest.mark.parametrize(("room", "expected"), [(30, "Haushaltsjahr 2015"), (5, "2015"), (2, "15"), (1, "")])
def test_the_longest_wording_that_fits_is_taken(room, expected):
    """A narrow column shows a short date."""
    assert first_fitting(("Haushaltsjahr 2015", "2015", "15"), room, len) == expected


def test_short_days_keep_their_zeros():
    """Columns of dates line up."""
    assert short_day(dt.date(2005, 3, 1)) == "01.03.05"
