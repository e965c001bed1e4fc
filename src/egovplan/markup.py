# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""How values are written: German numbers and dates, and small safe pieces of HTML for notebooks.

Everything that comes from a catalogue passes :func:`escape` on its way into HTML.
"""

from __future__ import annotations

import datetime as dt
import html
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

_UNPRINTABLE = frozenset({"Cc", "Cs", "Cn"})
_SHORT = 12
_GERMAN = str.maketrans(",.-", ".,−")
_STYLE = {
    "card": "border:1px solid #c8ccd0;border-radius:4px;padding:.6em .9em;margin:.3em 0;max-width:64em",
    "title": "font-weight:bold",
    "facts": "margin:.3em 0 0 0;color:#333",
    "table": "border-collapse:collapse;margin:.4em 0",
    "th": "text-align:left;border-bottom:1px solid #888;padding:.1em .7em .1em 0",
    "td": "text-align:left;padding:.1em .7em .1em 0",
    "td-right": "text-align:right;padding:.1em .7em .1em 0",
}


def printable(text: object) -> str:
    """Return text with replacements for what XML cannot carry: controls, surrogates, non-characters."""
    return "".join("�" if c != "\n" and unicodedata.category(c) in _UNPRINTABLE else c for c in str(text))


def escape(text: object) -> str:
    """Return text for HTML, as content or attribute."""
    return html.escape(printable(text))


def number(value: float | Decimal | None, digits: int = 0) -> str:
    """Return a number the German way, ``1.234,5``, with a minus sign and not a hyphen; an en dash for None."""
    return "–" if value is None else f"{value:,.{digits}f}".translate(_GERMAN)


def signed(value: float) -> str:
    """Return a whole number with its sign, ``+12`` or ``−3``; 0 without one."""
    return f"{'+' if value > 0 else ''}{number(value)}"


def percent(share: float | None, digits: int = 0) -> str:
    """Return a share as per cent, ``87 %``."""
    return "–" if share is None else f"{number(100 * share, digits)} %"


def euro(cents: int | None) -> str:
    """Return cents as whole euros, ``1.234.567 €``."""
    return "–" if cents is None else f"{number(Decimal(cents) / 100)} €"


def fte(hundredths: int | None) -> str:
    """Return hundredths of a VZÄ, ``1,5 VZÄ``."""
    if hundredths is None:
        return "–"
    digits = 0 if hundredths % 100 == 0 else 1 if hundredths % 10 == 0 else 2
    return f"{number(Decimal(hundredths) / 100, digits)} VZÄ"


def day(value: dt.date | None) -> str:
    """Return a date, ``31.12.2019``; an en dash for None."""
    return "–" if value is None else f"{value.day:02}.{value.month:02}.{value.year:04}"


class GermanDate(dt.date):
    """A date that is written ``31.12.2019``: what tables hold, so that they read well and still sort by time."""

    __slots__ = ()

    @classmethod
    def of(cls, value: dt.date) -> GermanDate:
        """Return the same day."""
        return cls(value.year, value.month, value.day)

    def __str__(self) -> str:
        return day(self)


def count(amount: int, one: str, many: str) -> str:
    """Return a number of things, ``1 Maßnahme`` or ``44 Maßnahmen``."""
    return f"{number(amount)} {one if abs(amount) == 1 else many}"


def working_days(days: int) -> str:
    """Return a number of working days, ``1 Arbeitstag`` or ``12 Arbeitstage``."""
    return count(days, "Arbeitstag", "Arbeitstage")


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, right: Collection[int] = ()) -> str:
    """Return an HTML table.

    Parameters
    ----------
    head
        Column labels.
    rows
        Cells, already written as text.
    right
        Positions of the columns that are flush right.
    """
    top = "".join(f'<th scope="col" style="{_STYLE["th"]}">{escape(label)}</th>' for label in head)
    body = "".join(f"<tr>{_cells(row, right)}</tr>" for row in rows)
    return f'<table style="{_STYLE["table"]}"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def _cells(row: Sequence[object], right: Collection[int]) -> str:
    kinds = ("td-right" if position in right else "td" for position in range(len(row)))
    return "".join(f'<td style="{_STYLE[k]}">{escape(cell)}</td>' for k, cell in zip(kinds, row, strict=True))


def facts(pairs: Iterable[tuple[str, object]]) -> str:
    """Return ``label: value`` pairs in one line of HTML, pairs without a value left out."""
    parts = [f"{escape(label)}: <b>{escape(value)}</b>" for label, value in pairs if value not in (None, "")]
    return f'<div style="{_STYLE["facts"]}">{" · ".join(parts)}</div>' if parts else ""


def card(title: str, *parts: str) -> str:
    """Return a box with a title and pieces of HTML below it."""
    head = f'<div style="{_STYLE["title"]}">{escape(title)}</div>'
    return f'<div lang="de" style="{_STYLE["card"]}">{head}{"".join(parts)}</div>'


def listing(what: str, head: Sequence[str], rows: Sequence[Sequence[object]], *, right: Collection[int] = ()) -> str:
    """Return a table that, when it is long, opens on a click on its number of rows and what they are."""
    body = table(head, rows, right=right)
    if len(rows) <= _SHORT:
        return body
    return f"<details><summary>{escape(f'{number(len(rows))} {what}')}</summary>{body}</details>"
