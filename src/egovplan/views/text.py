# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Text for pictures: what can be drawn of it, how wide it is, how it is shortened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from egovplan.markup import printable

Measure = Callable[[str, float, bool], float]
"""(text, size in points, bold) → width in points."""

ELLIPSIS = "…"
ROUGH_ADVANCE = 0.62
"""Mean width of a letter of the font as a share of its size: enough to plan with where nothing is drawn."""


def rough_width(text: str, size: float, bold: bool = False) -> float:
    """Return about how wide a text is, without a font. [pt]."""
    return len(text) * size * ROUGH_ADVANCE * (1.1 if bold else 1.0)


def one_line(text: str) -> str:
    """Return text as a single line that can be drawn: control characters replaced, runs of blanks made one."""
    return printable(" ".join(text.split()))


def shorten(text: str, width: float, measure: Callable[[str], float]) -> str:
    """Return the longest beginning of a text that fits, with an ellipsis if it was cut; empty if nothing fits.

    Parameters
    ----------
    text
        One line.
    width
        Room for it, in the unit of ``measure``.
    measure
        Text → its width.
    """
    if measure(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle].rstrip() + ELLIPSIS) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip(" -–·,:(") + ELLIPSIS if low >= 1 else ""


def wrap(text: str, width: float, measure: Callable[[str], float], *, lines: int) -> tuple[str, ...]:
    """Return a text broken at blanks into at most ``lines`` lines; the last one is shortened where it does not fit."""
    words = text.split()
    result: list[str] = []
    while words and len(result) < lines - 1:
        line = words.pop(0)
        while words and measure(f"{line} {words[0]}") <= width:
            line += " " + words.pop(0)
        result.append(shorten(line, width, measure))
    if words:
        result.append(shorten(" ".join(words), width, measure))
    return tuple(result)


def first_fitting(candidates: Sequence[str], width: float, measure: Callable[[str], float]) -> str:
    """Return the first of some wordings that fits, or an empty text."""
    return next((text for text in candidates if measure(text) <= width), "")


def short_day(value: dt.date) -> str:
    """Return a date in as little room as possible, ``31.12.19``."""
    return f"{value.day:02}.{value.month:02}.{value.year % 100:02}"


def quarter_start(value: dt.date) -> dt.date:
    """Return the first day of the quarter of a date."""
    return dt.date(value.year, 3 * ((value.month - 1) // 3) + 1, 1)


def next_quarter(value: dt.date) -> dt.date:
    """Return the first day of the quarter after that of a date."""
    first = quarter_start(value)
    return dt.date(first.year + 1, 1, 1) if first.month == 10 else dt.date(first.year, first.month + 3, 1)
