# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Labels of upright lines, stacked above a picture so that none lies on another, nor any line on a label.

The first of some lines carry their labels on the left, the others on the right. A line passes all levels below that of its
label; so among those on the right, whoever stands under the label of another is put on a lower level, and likewise on the left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

GAP = 3.0
"""Between a line and its label. [pt]"""


@dataclass(frozen=True, slots=True)
class Flag:
    """Where a label goes.

    Parameters
    ----------
    x
        The line. [pt]
    text
        What is written.
    start, stop
        Its extent. [pt]
    left
        Whether it stands on the left of the line.
    level
        0 is next to the picture.
    """

    x: float
    text: str
    start: float
    stop: float
    left: bool
    level: int


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
        In the order given, on as few levels as there can be with the longest wordings that have room; a label for which there
        is no room at all is left out.
    """
    if not lines:
        return ()
    order = sorted(range(len(lines)), key=lambda i: lines[i][0])
    for length in range(max(len(wordings) for _, wordings in lines)):
        rows = [(lines[i][0], lines[i][1][min(length, len(lines[i][1]) - 1)]) for i in order]
        found = [
            flags
            for split in range(len(rows) + 1)
            if (flags := _placed(rows, split, measure)) and all(left <= f.start and f.stop <= right for f in flags)
        ]
        if found:
            best = min(found, key=lambda flags: max(f.level for f in flags))
            return tuple(best[order.index(i)] for i in range(len(lines)))
    fitting = [
        line for line in lines if left + GAP + measure(line[1][-1]) < line[0] or _fits_right(line, right, measure)
    ]
    return (
        stack(fitting, left, right, measure) if len(fitting) < len(lines) else stack(lines[:-1], left, right, measure)
    )


def _fits_right(line: tuple[float, Sequence[str]], right: float, measure: Callable[[str], float]) -> bool:
    return line[0] + GAP + measure(line[1][-1]) <= right


def _placed(rows: Sequence[tuple[float, str]], split: int, measure: Callable[[str], float]) -> tuple[Flag, ...]:
    """Return the labels where the first ``split`` of the sorted lines carry theirs on the left."""
    flags: dict[int, Flag] = {}
    inward = [*range(split), *reversed(range(split, len(rows)))]  # each after those that may stand under its label
    for i in inward:
        x, text = rows[i]
        is_left = i < split
        width = measure(text)
        start, stop = (x - GAP - width, x - GAP) if is_left else (x + GAP, x + GAP + width)
        under = [f.level for f in flags.values() if f.left == is_left and (start - GAP < f.x < stop + GAP or f.x == x)]
        level = 1 + max(under, default=-1)
        flags[i] = Flag(x, text, start, stop, is_left, level)
    return tuple(flags[i] for i in range(len(rows)))
