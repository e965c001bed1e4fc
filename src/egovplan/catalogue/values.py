# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Scalars of the catalogue: ids, days, dates, euros, VZÄ. Text and Python values come in, exact values come out.

A file hands every scalar over as text, so that ``NO``, ``012``, ``12:30`` and ``1e5`` mean what they say; the schema
decides what they are. Floats, NaN, booleans as numbers and negative durations are refused at the door.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer
from pydantic_core import PydanticCustomError

from egovplan.terms import fold_key

MAX_DAYS = 20_000
"""Longest duration or lag, in days; far beyond any plan, and far from any overflow."""
MAX_TEXT = 32_767
MAX_ID = 128
MAX_CENTS = 10**15

_ID = re.compile(r"[^\W_][\w.\-]*(?:/[\w.\-]+)*")
_INT = re.compile(r"[+-]?\d{1,18}")
_EXACT = re.compile(r"\d{1,15}(?:[.,]\d{1,2})?")
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,6})?)\s*(%?)")
_EXPONENT = re.compile(r"\d{1,6}[eE]\+?\d{1,2}")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SPAN = re.compile(r"([+-]?)\s*(\d{1,9})\s*([A-Za-zäÄ]*)")
_WORKING_UNITS = frozenset({"", "d", "at", "tag", "tage", "arbeitstag", "arbeitstage"})
_ELAPSED_UNITS = frozenset({"ed", "kt", "kalendertag", "kalendertage"})
_WEEK_UNITS = frozenset({"w", "wo", "woche", "wochen"})


def refuse(code: str, expected: str, value: object, *, key: str = "") -> PydanticCustomError:
    """Return the error for a value that is not what was expected; both are shown to the planner.

    ``key`` says which key of a mapping is meant, where that is not the field itself.
    """
    return PydanticCustomError(code, "{expected}", {"expected": expected, "shown": shown(value), "key": key})


def shown(value: object) -> str:
    """Return a value as text for a message, cut to a length one can read."""
    if isinstance(value, list | tuple) and all(isinstance(item, str | int | float | Decimal) for item in value):
        return shown(f"[{', '.join(map(str, value))}]")
    text = str(value) if isinstance(value, str | Decimal) else "leer" if value is None else repr(value)
    cut = text if len(text) <= 80 else text[:77] + "…"
    return "".join(c if c.isprintable() else "�" for c in cut)


def parse_text(value: object) -> str:
    """Return text in NFC without control characters."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise refuse("text", "Text", value)
    text = unicodedata.normalize("NFC", str(value)).strip()
    if len(text) > MAX_TEXT:
        raise refuse("text-too-long", f"höchstens {MAX_TEXT} Zeichen", text)
    if text.isascii() and text.isprintable():
        return text
    bad = [c for c in text if (c not in "\n\t" and unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn"}) or c in _BIDI]
    if bad:
        raise refuse("control-character", "Text ohne Steuerzeichen", text)
    return text


_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def parse_id(value: object) -> str:
    """Return an id: letters, digits and ``. _ - /``, in NFC, beginning with a letter or digit."""
    text = parse_text(value)
    if not text or len(text) > MAX_ID or not _ID.fullmatch(text):
        raise refuse(
            "id", f"Kürzel aus Buchstaben, Ziffern und . _ - / ohne Leerzeichen (höchstens {MAX_ID} Zeichen)", value
        )
    return text


def parse_local_id(value: object) -> str:
    """Return an id without ``/``, which separates a measure from its activities."""
    text = parse_id(value)
    if "/" in text:
        raise refuse("id-slash", "Kürzel ohne »/« (der Schrägstrich trennt Maßnahme und Vorgang)", value)
    return text


def parse_int(value: object) -> int:
    """Return a whole number; no float, no boolean."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _INT.fullmatch(value.strip()):
        return int(value)
    raise refuse("integer", "ganze Zahl", value)


def parse_bool(value: object) -> bool:
    """Return a truth value from ja/nein, yes/no, true/false."""
    if isinstance(value, bool):
        return value
    folded = value.strip().casefold() if isinstance(value, str) else ""
    if folded in {"ja", "yes", "true", "wahr"}:
        return True
    if folded in {"nein", "no", "false", "falsch"}:
        return False
    raise refuse("boolean", "ja oder nein", value)


def parse_decimal(value: object) -> Decimal:
    """Return an exact number with at most two decimals; point or comma, no thousands separators."""
    if isinstance(value, bool | float):
        raise refuse("no-float", 'genaue Zahl mit höchstens zwei Nachkommastellen, in Python "0.5" oder Decimal', value)
    text = str(value).strip() if isinstance(value, str | int | Decimal) else ""
    if re.fullmatch(r"[1-9]\d{0,2}(?:[.,]\d{3})+", text):
        raise refuse(
            "ambiguous-number", "Zahl ohne Tausendertrennung (gemeint sein könnte tausend oder ein Bruchteil)", value
        )
    if not (_EXACT.fullmatch(text) or _EXPONENT.fullmatch(text)):
        raise refuse("number", "Zahl ab 0 wie 12500 oder 12500,50, ohne Tausendertrennung und Einheit", value)
    number = Decimal(text.replace(",", "."))
    if number * 100 > MAX_CENTS:
        raise refuse("number-too-large", f"höchstens {MAX_CENTS // 100}", value)
    return number.quantize(Decimal("0.01")) if number % 1 else number.quantize(Decimal(1))


def parse_share(value: object) -> Decimal:
    """Return a share from ``0.2``, ``"0,2"``, ``20`` or ``"20 %"``: up to 1 a share, above it per cent."""
    text = f"{value:.6f}" if isinstance(value, float) else str(value).strip()
    match = None if isinstance(value, bool) else _SHARE.fullmatch(text)
    if not match:
        raise refuse("share", "Anteil wie 20 % oder 0,2", value)
    number = Decimal(match[1].replace(",", "."))
    if match[2] or number > 1:
        number /= 100
    if number > 1:
        raise refuse("share-range", "0 bis 100 %", value)
    exact = number.quantize(Decimal("0.000001"))
    return exact.quantize(Decimal(1)) if exact in (0, 1) else exact.normalize()


def parse_date(value: object) -> dt.date:
    """Return a date from ``2015-05-13`` or ``13.05.2015``."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return _in_range(value, value)
    text = value.strip() if isinstance(value, str) else ""
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _GERMAN_DATE.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    else:
        raise refuse("date", "Datum wie 2015-05-13 oder 13.05.2015", value)
    try:
        parsed = dt.date(year, month, day)
    except ValueError:
        raise refuse("date-invalid", "ein Tag, den es gibt", value) from None
    return _in_range(parsed, value)


def _in_range(day: dt.date, value: object) -> dt.date:
    if not 2000 <= day.year <= 2100:
        raise refuse("date-range", "Datum von 2000 bis 2100", value)
    return day


def cents(amount: Decimal) -> int:
    """Return euros as integer cents, or VZÄ as integer hundredths."""
    return int(amount * 100)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A number of days: working days, or elapsed (calendar) days.

    Parameters
    ----------
    days
        Whole days; negative only in a lag.
    elapsed
        True for calendar days, on which no one needs to work.
    """

    days: int
    elapsed: bool = False

    def __str__(self) -> str:
        return f"{self.days} KT" if self.elapsed else str(self.days)


def parse_span(value: object) -> Span:
    """Return a span from ``15``, ``"15 AT"``, ``"21 KT"``, ``"3 Wochen"`` (15 working days) or a :class:`Span`."""
    if isinstance(value, Span):
        span = value
    elif isinstance(value, int) and not isinstance(value, bool):
        span = Span(value)
    elif isinstance(value, str) and (match := _SPAN.fullmatch(value.strip())):
        sign, digits, unit = match.groups()
        span = _unit_span(int(sign + digits), unit.casefold(), value)
    else:
        raise refuse("span", "ganze Tage wie 15, »15 AT« (Arbeitstage), »21 KT« (Kalendertage) oder »3 Wochen«", value)
    if abs(span.days) > MAX_DAYS:
        raise refuse("span-range", f"höchstens {MAX_DAYS} Tage", value)
    return span


def _unit_span(number: int, unit: str, value: object) -> Span:
    if unit in _WORKING_UNITS:
        return Span(number)
    if unit in _ELAPSED_UNITS:
        return Span(number, elapsed=True)
    if unit in _WEEK_UNITS:
        return Span(5 * number)
    raise refuse("span-unit", "AT (Arbeitstage), KT (Kalendertage) oder Wochen", value)


def parse_duration(value: object) -> Span:
    """Return a span that is not negative."""
    span = parse_span(value)
    if span.days < 0:
        raise refuse("negative-duration", "Dauer von mindestens 0 Tagen", value)
    return span


def is_number(value: object) -> bool:
    """Whether a value is a single number or text, so that it can stand for a model whose other fields have defaults."""
    return isinstance(value, str | int | float | Decimal) and not isinstance(value, bool)


def parse_tuple(value: object) -> object:
    """Return a list as tuple; one text, number or day stands for a list of one."""
    if isinstance(value, list):
        return tuple(value)
    return (value,) if is_number(value) or isinstance(value, dt.date) else value


def parse_entries(value: object) -> object:
    """Return a list as tuple; one record, text or number stands for a list of one."""
    return (value,) if isinstance(value, Mapping) else parse_tuple(value)


def key_value(key: object) -> object:
    """Return what two keys of a mapping are compared by: the number, or the text in NFC."""
    text = unicodedata.normalize("NFC", str(key)).strip()
    return int(text) if _INT.fullmatch(text) else text


class LabelledEnum(StrEnum):
    """An enum whose members also answer to German names in files."""

    @classmethod
    def words(cls) -> dict[str, LabelledEnum]:
        """Return word → member; subclasses add their German words. Compared like keys, umlauts spelled out or not."""
        return {member.value.casefold(): member for member in cls}

    @classmethod
    def parse(cls, value: object) -> LabelledEnum:
        """Return the member that a text names."""
        if isinstance(value, cls):
            return value
        if isinstance(value, str) and (member := _folded(cls).get(fold_key(value))):
            return member
        words = cls.words()
        german = [word for word, member in words.items() if word != member.value.casefold()]
        raise refuse("choice", "eines von: " + ", ".join(dict.fromkeys([*german, *words])), value)


@cache
def _folded(kind: type[LabelledEnum]) -> dict[str, LabelledEnum]:
    return {fold_key(word): member for word, member in kind.words().items()}


def _span_out(span: Span) -> Any:
    return str(span) if span.elapsed else span.days


Text = Annotated[str, BeforeValidator(parse_text)]
Id = Annotated[str, BeforeValidator(parse_id)]
LocalId = Annotated[str, BeforeValidator(parse_local_id)]
Int = Annotated[int, BeforeValidator(parse_int)]
Bool = Annotated[bool, BeforeValidator(parse_bool)]
Euro = Annotated[Decimal, BeforeValidator(parse_decimal), PlainSerializer(str)]
Fte = Annotated[Decimal, BeforeValidator(parse_decimal), PlainSerializer(str)]
Share = Annotated[Decimal, BeforeValidator(parse_share), PlainSerializer(str)]
Day = Annotated[dt.date, BeforeValidator(parse_date), PlainSerializer(dt.date.isoformat)]
Lag = Annotated[Span, BeforeValidator(parse_span), PlainSerializer(_span_out)]
Duration = Annotated[Span, BeforeValidator(parse_duration), PlainSerializer(_span_out)]
