# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Numbers, dates and HTML."""

import copy
import datetime as dt
import pickle
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovplan import markup


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (markup.number(1234567), "1.234.567"),
        (markup.number(1234.5, 1), "1.234,5"),
        (markup.number(-0.25, 2), "−0,25"),
        (markup.number(None), "–"),
        (markup.signed(12), "+12"),
        (markup.signed(-3), "−3"),
        (markup.signed(0), "0"),
        (markup.percent(0.874), "87 %"),
        (markup.percent(0.8744, 1), "87,4 %"),
        (markup.percent(None), "–"),
        (markup.euro(123456789), "1.234.568 €"),
        (markup.euro(None), "–"),
        (markup.fte(100), "1 VZÄ"),
        (markup.fte(150), "1,5 VZÄ"),
        (markup.fte(25), "0,25 VZÄ"),
        (markup.fte(None), "–"),
        (markup.day(dt.date(2019, 12, 31)), "31.12.2019"),
        (markup.day(None), "–"),
        (markup.working_days(1), "1 Arbeitstag"),
        (markup.count(1, "Maßnahme", "Maßnahmen"), "1 Maßnahme"),
        (markup.count(0, "Maßnahme", "Maßnahmen"), "0 Maßnahmen"),
        (markup.working_days(1250), "1.250 Arbeitstage"),
        (markup.number(Decimal("0.5"), 2), "0,50"),
    ],
)
def test_values_are_written_the_german_way(written, expected):
    """Points for thousands, a comma for decimals, day.month.year."""
    assert written == expected


def test_a_german_date_is_a_date_that_writes_itself_in_german():
    """Tables sort by it, and show it as planners write it."""
    day = markup.GermanDate.of(dt.date(2019, 12, 31))
    assert str(day) == "31.12.2019"
    assert day == dt.date(2019, 12, 31)
    assert day > markup.GermanDate(2019, 1, 1)
    assert pickle.loads(pickle.dumps(day)) == copy.copy(day) == day


@given(st.text())
def test_escaped_text_never_breaks_out_of_its_element(text):
    """Whatever a title contains, a browser sees one element with text in it."""
    seen = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag, attrs):
            seen.append((tag, dict(attrs)))

    Parser().feed(f'<p title="{markup.escape(text)}">{markup.escape(text)}</p>')
    assert [tag for tag, _ in seen] == ["p"]


def test_control_characters_are_replaced():
    """Neither XML nor a terminal can carry them."""
    assert markup.printable("a\x00b\ud800c\nd") == "a�b�c\nd"


def test_a_long_list_opens_on_a_click():
    """A notebook shows a catalogue in a few lines."""
    rows = [(i, f"<{i}>") for i in range(20)]
    html = markup.listing("Maßnahmen", ["Nr", "Titel"], rows, right=(0,))
    assert "<details><summary>20 Maßnahmen</summary>" in html
    assert "&lt;3&gt;" in html
    assert "<details>" not in markup.listing("Maßnahmen", ["Nr", "Titel"], rows[:3])


def test_facts_without_a_value_are_left_out():
    """A card says what there is to say."""
    assert markup.facts([("Stand", ""), ("Ämter", 3)]).count(":") == markup.facts([("Ämter", 3)]).count(":")
    assert markup.facts([("Stand", "")]) == ""
