# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a layout consists of: boxes, lines and texts on a page, in points, the origin at the top left. Pure data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; ``y0`` is its upper side."""

    x0: float
    y0: float
    x1: float
    y1: float

    def overlaps(self, other: Box, *, by: float = 0.0) -> bool:
        """Return whether two boxes share more than ``by`` points in both directions."""
        return (
            min(self.x1, other.x1) - max(self.x0, other.x0) > by
            and min(self.y1, other.y1) - max(self.y0, other.y0) > by
        )

    @property
    def middle(self) -> float:
        """Half-way down."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Surface:
    """A painted rectangle or polygon.

    Parameters
    ----------
    points
        Its corners.
    style
        Key of :data:`egovplan.views.style.FILLS`.
    order
        Higher is painted later.
    role
        What it is (``phase``, ``mark``, ``load`` …), for tests and readers.
    """

    points: tuple[Point, ...]
    style: str
    order: float = 1.0
    role: str = ""

    @property
    def box(self) -> Box:
        """The box around it."""
        xs, ys = [p[0] for p in self.points], [p[1] for p in self.points]
        return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Line:
    """A polyline, with a head at its last point if it is an arrow."""

    points: tuple[Point, ...]
    style: str
    head: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text.

    Parameters
    ----------
    text
        What it says.
    x, y
        Anchor: left, centre or right end of the base line.
    size
        [pt]
    align
        ``left``, ``center`` or ``right``.
    color
        Key of :data:`egovplan.views.style.TEXT_COLOR`.
    bold
        Weight.
    box
        The room it takes.
    role
        What it is, for tests and readers.
    """

    text: str
    x: float
    y: float
    size: float
    align: str
    color: str
    bold: bool
    box: Box
    role: str = ""


def rectangle(box: Box, style: str, *, order: float = 1.0, role: str = "") -> Surface:
    """Return a surface that fills a box."""
    corners = ((box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1))
    return Surface(corners, style, order, role)


def diamond(x: float, y: float, radius: float, style: str, *, order: float = 4.0) -> Surface:
    """Return a diamond around a point."""
    corners = ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
    return Surface(corners, style, order, "mark")


@dataclass(slots=True)
class Canvas:
    """What has been laid out so far."""

    surfaces: list[Surface] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


class Lane:
    """The occupied stretches of one line, for putting labels side by side without collision."""

    def __init__(self, occupied: Iterable[tuple[float, float]] = ()) -> None:
        self._taken = [(min(a, b), max(a, b)) for a, b in occupied]

    def is_free(self, start: float, stop: float) -> bool:
        """Return whether nothing is between two positions."""
        return all(b <= start or a >= stop for a, b in self._taken)

    def first_free(self, start: float, width: float, *, hop: float) -> float | None:
        """Return the first position from ``start`` on with room, hopping over stretches of at most ``hop``; else None."""
        for taken, until in self.merged():
            if taken < start + width and until > start:
                if until - taken > hop:
                    return None
                start = until
        return start

    def take(self, start: float, stop: float) -> None:
        """Occupy a stretch."""
        self._taken.append((start, stop))

    def merged(self) -> list[tuple[float, float]]:
        """Return the occupied stretches in order, touching ones made one."""
        result: list[tuple[float, float]] = []
        for start, stop in sorted(self._taken):
            if result and start <= result[-1][1]:
                result[-1] = (result[-1][0], max(stop, result[-1][1]))
            else:
                result.append((start, stop))
        return result
