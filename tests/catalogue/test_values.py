# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Scalars: exact values come out, everything else is refused at the door."""

import datetime as dt
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from egovplan.catalogue import values
from egovplan.catalogue.model import MeasureKind
from egovplan.catalogue.values import Span


def _code(function, value):
    with pytest.raises(PydanticCustomError) as caught:
        function(value)
    return caught.value.type


@pytest.mark.parametrize(
    ("text", "days", "elapsed"),
    [
        ("15", 15, False), (15, 15, False), ("15 AT", 15, False), ("15d", 15, False), ("-3", -3, False), ("+3 Tage", 3, False),
        ("21 KT", 21, True), ("21KT", 21, True), ("5 Kalendertage", 5, True), ("7ed", 7, True), ("3 Wochen", 15, False),
        ("2w", 10, False), (" 4  Arbeitstage ", 4, False), (Span(2, elapsed=True), 2, True), ("0", 0, False),
    ],
)  # fmt: skip
def test_spans(text, days, elapsed):
    """Days, calendar days and weeks in the usual spellings; a week is five working days."""
    assert values.parse_span(text) == Span(days, elapsed)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.5, "span"), (True, "span"), (None, "span"), ("", "span"), ("1,5", "span"), ("1e3", "span"), ("drei", "span"),
        ("3 Monate", "span-unit"), ("20001", "span-range"), (Span(-20_001), "span-range"), ("9" * 10, "span"),
    ],
)  # fmt: skip
def test_spans_that_are_none(value, code):
    """Floats, truth values, months and what is too long are no spans."""
    assert _code(values.parse_span, value) == code


@given(st.integers(-values.MAX_DAYS, values.MAX_DAYS), st.booleans())
def test_a_span_is_read_back(days, elapsed):
    """The text of a span is that span."""
    span = Span(days, elapsed)
    assert values.parse_span(str(span)) == span


def test_a_duration_is_not_negative():
    """A lag may be negative, a duration not."""
    assert values.parse_duration("0") == Span(0)
    assert _code(values.parse_duration, "-1") == "negative-duration"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"), ("12", "12"), ("12,5", "12.50"), ("12.50", "12.50"), ("1e5", "100000"), ("1E+3", "1000"), (7, "7"),
        (Decimal("0.1"), "0.10"), ("00012", "12"), (" 3 ", "3"),
    ],
)  # fmt: skip
def test_exact_numbers(text, number):
    """Point or comma, at most two decimals, or a power of ten."""
    assert str(values.parse_decimal(text)) == number


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0.5, "no-float"), (math.nan, "no-float"), (True, "no-float"), ("1.000", "ambiguous-number"), ("1,234,567", "ambiguous-number"),
        ("-1", "number"), (-1, "number"), ("1.234,5", "number"), ("0.125", "number"), ("", "number"), (None, "number"),
        ("1e15", "number-too-large"), ("1e-3", "number"), ("nan", "number"), ("Infinity", "number"), ("1_000", "number"),
    ],
)  # fmt: skip
def test_numbers_that_are_not_exact(value, code):
    """Floats, thousands separators, signs and infinities are refused, not interpreted."""
    assert _code(values.parse_decimal, value) == code


@given(st.integers(0, values.MAX_CENTS))
def test_money_is_exact(amount):
    """Cents come back from their decimal text, whatever their size."""
    text = f"{amount // 100},{amount % 100:02d}"
    assert values.cents(values.parse_decimal(text)) == amount or amount >= 10**17


@pytest.mark.parametrize("value", ["2015-05-13", "13.05.2015", "13.5.2015", " 2015-05-13 ", dt.date(2015, 5, 13)])
def test_dates(value):
    """ISO and German dates, and dates."""
    assert values.parse_date(value) == dt.date(2015, 5, 13)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2015-02-29", "date-invalid"), ("31.04.2015", "date-invalid"), ("1999-12-31", "date-range"), ("2101-01-01", "date-range"),
        ("13.05.15", "date"), ("05/13/2015", "date"), ("2015-5-13", "date"), (20150513, "date"), (None, "date"),
        (dt.datetime(2015, 5, 13, tzinfo=dt.UTC), "date"), ("0000-01-01", "date-invalid"),
    ],
)  # fmt: skip
def test_dates_that_are_none(value, code):
    """Days that do not exist, years beyond the axis, American and short dates."""
    assert _code(values.parse_date, value) == code


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)))
def test_every_date_is_read_both_ways(day):
    """Any day of the axis is read from its ISO and its German form."""
    assert values.parse_date(day.isoformat()) == values.parse_date(day.strftime("%d.%m.%Y")) == day


def test_texts_are_clean():
    """Texts are NFC, without blanks around them; numbers are texts too, control characters are not."""
    assert values.parse_text(" Pru\u0308fung\n") == "Prüfung"
    assert values.parse_text(16) == "16"
    for bad in ("a\x00b", "a\x85b", "\ud800", "\ue000", "a\u202eb", "\ufffe"):
        assert _code(values.parse_text, bad) == "control-character"
    assert _code(values.parse_text, "x" * (values.MAX_TEXT + 1)) == "text-too-long"
    assert _code(values.parse_text, None) == "text"
    assert _code(values.parse_text, 1.5) == "text"


def test_ids():
    """Letters of any script, digits and . _ - /; nothing invisible, nothing empty, nothing endless."""
    for good in ("DMS", "16/DMS-Administration", "Prüfung", "1.2", "A/B/C", "a_b"):
        assert values.parse_id(good) == good
    for bad in ("", "a b", "/a", "a//b", "-a", "a\u200bb", "x" * 129, "a:b", "@/IT"):
        assert _code(values.parse_id, bad) == "id"
    assert _code(values.parse_local_id, "a/b") == "id-slash"


def test_whole_numbers_and_truth_values():
    """No boolean is a number, and no number a boolean."""
    assert values.parse_int("+012") == 12
    assert values.parse_int(-3) == -3
    for bad in (True, 1.0, "1.0", "1e3", "", None, "9" * 19):
        assert _code(values.parse_int, bad) == "integer"
    assert [values.parse_bool(v) for v in ("ja", "YES", "wahr", True)] == [True] * 4
    assert [values.parse_bool(v) for v in ("nein", "No", "falsch", False)] == [False] * 4
    for bad in (1, "1", "vielleicht", None):
        assert _code(values.parse_bool, bad) == "boolean"


def test_choices_speak_german():
    """An enumeration answers to its English value and its German words."""
    assert (
        MeasureKind.parse("Basismaßnahme")
        is MeasureKind.parse("BASISMASSNAHME ")
        is MeasureKind.parse("FOUNDATION")
        is MeasureKind.FOUNDATION
    )
    assert MeasureKind.parse(MeasureKind.INDIVIDUAL) is MeasureKind.INDIVIDUAL
    assert _code(MeasureKind.parse, "x") == _code(MeasureKind.parse, 3) == "choice"


def test_what_is_shown_can_be_printed():
    """Values in messages are short, and without characters that would disturb a terminal."""
    assert values.shown("a\x1b[31mb") == "a�[31mb"
    assert values.shown("x" * 200) == "x" * 77 + "…"
    assert values.shown(["30", 2, Decimal("0.5")]) == "[30, 2, 0.5]"
    assert (values.shown(None), values.shown(Decimal("1.50")), values.shown(2.5)) == ("leer", "1.50", "2.5")
