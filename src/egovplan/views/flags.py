# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Labels of upright lines, stacked above a picture so that none lies on another, nor any line on a label.

A label stands on the left or on the right of its line, on a level. A line runs through all levels below that of its label; so a
label must be on a higher level than those whose lines pass under it. All choices of sides are tried: there are only a few lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

GAP = 3.0
"""Between a line and its label. [pt]"""


@dataclass(frozen=True, slots=True)
class Flag:
    """Where a label goes.

    Parameters
    ----------
    line
        Position of its line among those given.
    x
        The line. [pt]
    text
        What is written.
    start, stop
        Its extent. [pt]
    level
        0 is next to the picture.
    """

    line: int
    x: float
    text: str
    start: float
    stop: float
    level: int = 0

    def is_over(self, x: float) -> bool:
        """Return whether a line would run through the label, were it as high."""
        return self.start - 0.9 * GAP < x < self.stop + GAP

    def touches(self, other: Flag) -> bool:
        """Return whether two labels on the same level would lie on one another."""
        return self.start - GAP < other.stop and other.start - GAP < self.stop


def stack(
    lines: Sequence[tuple[float, Sequence[str]]], left: float, right: float, measure: Callable[[str], float]
) -> tuple[Flag, ...]:
    """Return the labels of some lines.

    Parameters
    ----------
    lines
        Position and wordings of each, from long to short. [pt]
    left, right
        Ends of the room for labels. [pt]
    measure
        Text → width. [pt]

    Returns
    -------
    tuple of Flag
        With the longest wordings that have room, on as few levels as there can be; a label that has no room at all is left
        out.
    """
    for length in range(max((len(wordings) for _, wordings in lines), default=0)):
        sides = [list(_sides(i, line, length, left, right, measure)) for i, line in enumerate(lines)]
        choices = (_levelled(flags) for flags in product(*sides))
        found = [flags for flags in choices if flags is not None]
        if found:
            return min(found, key=height)
    fitting = [line for line in lines if list(_sides(0, line, -1, left, right, measure))]
    return stack(fitting if len(fitting) < len(lines) else lines[1:], left, right, measure) if lines else ()


def height(flags: Iterable[Flag]) -> int:
    """Return how many levels there are."""
    return 1 + max((flag.level for flag in flags), default=-1)


def lowest(flag: Flag, flags: Iterable[Flag]) -> Flag:
    """Return a label without a line on the lowest level on which it lies on nothing."""
    others = list(flags)
    for level in range(height(others) + 1):
        if not any((f.level >= level and flag.is_over(f.x)) or (f.level == level and flag.touches(f)) for f in others):
            return replace(flag, level=level)
    return replace(flag, level=height(others))


def _sides(
    position: int, line: tuple[float, Sequence[str]], length: int, left: float, right: float,
    measure: Callable[[str], float],
) -> Iterable[Flag]:  # fmt: skip
    """Yield the label on the right and on the left of its line, where there is room."""
    x, wordings = line
    text = wordings[min(length, len(wordings) - 1)]
    width = measure(text)
    for start in (x + GAP, x - GAP - width):
        if start >= left and start + width <= right:
            yield Flag(position, x, text, start, start + width)


def _levelled(flags: Sequence[Flag]) -> tuple[Flag, ...] | None:
    """Return labels on their levels, or None if two of them would each have to be above the other."""
    under = {flag: {other for other in flags if other is not flag and _is_under(other, flag)} for flag in flags}
    placed: dict[Flag, int] = {}
    while len(placed) < len(flags):
        ready = [flag for flag in flags if flag not in placed and under[flag] <= placed.keys()]
        if not ready:
            return None
        flag = ready[0]
        beneath = [placed[other] for other in under[flag]]
        beside = {level for other, level in placed.items() if flag.touches(other)}
        level = 1 + max(beneath, default=-1)
        while level in beside:
            level += 1
        placed[flag] = level
    return tuple(replace(flag, level=placed[flag]) for flag in flags)


def _is_under(other: Flag, flag: Flag) -> bool:
    """Return whether the line of one passes under the label of another."""
    return flag.is_over(other.x)
