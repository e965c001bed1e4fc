# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Route arrows between bars: along the gutters between rows, and across a row only where it is empty.

An arrow leaves a bar through its lower or upper edge, runs in the gutter, crosses each row between at a free position and
enters its target through the edge. Where to cross is found row by row by dynamic programming over the ends of what stands in
the way: least way, then fewest bends. Every row has room at its margins, so there always is a way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from egovplan.views.shapes import Line, Point

_MARGIN = 1.6
_BEND = 10.0
_REACH = 90.0
_LANES = 3
_STEP = 1.5


@dataclass(frozen=True, slots=True)
class Track:
    """A row as an arrow sees it.

    Parameters
    ----------
    top, bottom
        Upper and lower edge of its bar. [pt]
    taken
        Stretches with bars, tails, labels and dates, in order, without overlap.
    bar, above
        Upper edge of the bar itself, and the stretch in which something stands above it. [pt]
    foot, below
        Lower edge of the bar itself, and the stretch in which something stands below it. [pt]
    """

    top: float
    bottom: float
    taken: tuple[tuple[float, float], ...]
    bar: float | None = None
    above: tuple[float, float] = (0.0, 0.0)
    foot: float | None = None
    below: tuple[float, float] = (0.0, 0.0)

    def edge(self, x: float) -> float:
        """Return how far down an arrow from above may reach."""
        return self.top if self.bar is None or self.above[0] <= x <= self.above[1] else self.bar

    def sole(self, x: float) -> float:
        """Return how far up an arrow from below may reach."""
        return self.bottom if self.foot is None or self.below[0] <= x <= self.below[1] else self.foot


@dataclass(frozen=True, slots=True)
class Trip:
    """An arrow to be routed: from position ``x0`` of row ``source`` to position ``x1`` of row ``target``."""

    source: int
    target: int
    x0: float
    x1: float
    style: str


@dataclass(frozen=True, slots=True)
class _Run:
    """A horizontal stretch in the gutter below row ``gutter``."""

    gutter: int
    start: float
    stop: float
    trip: int


class Router:
    """Route trips over tracks.

    Parameters
    ----------
    tracks
        The rows, from top to bottom.
    left, right
        Ends of the axis; between them and the first obstacle there is room.
    """

    def __init__(self, tracks: Sequence[Track], left: float, right: float) -> None:
        self.tracks, self.left, self.right = tuple(tracks), left, right

    def route(self, trips: Sequence[Trip]) -> tuple[Line, ...]:
        """Return one polyline for each trip, with a head."""
        crossings = [self._crossings(trip, position) for position, trip in enumerate(trips)]
        runs = [run for position, trip in enumerate(trips) for run in self._runs(trip, crossings[position], position)]
        level = self._levels(runs, trips)
        return tuple(
            Line(self._points(trip, crossings[position], level, position), trip.style, head=True)
            for position, trip in enumerate(trips)
        )

    def _between(self, trip: Trip) -> range:
        if trip.target > trip.source:
            return range(trip.source + 1, trip.target)
        return range(trip.source - 1, trip.target, -1)

    def _crossings(self, trip: Trip, position: int) -> list[float]:
        """Return where the trip crosses each row between its ends."""
        rows = self._between(trip)
        if not len(rows):
            return []
        places = self._places(trip, rows, _STEP * (position % 4))
        cost = _reach(places, trip.x0)
        came: list[npt.NDArray[np.intp]] = []
        for row in rows:
            if came or row != rows[0]:
                cost, before = _move(places, cost)
                came.append(before)
            cost = np.where(self._is_free(row, places), cost, np.inf)
        chosen = [int(np.argmin(cost + _reach(places, trip.x1)))]
        for table in reversed(came):
            chosen.append(int(table[chosen[-1]]))
        return [float(places[i]) for i in reversed(chosen)]

    def _places(self, trip: Trip, rows: Sequence[int], shift: float) -> npt.NDArray[np.float64]:
        low, high = min(trip.x0, trip.x1) - _REACH, max(trip.x0, trip.x1) + _REACH
        found = {trip.x0, trip.x1}
        for row in rows:
            for start, stop in self.tracks[row].taken:
                found |= {start - _MARGIN - shift, stop + _MARGIN + shift}
        first, last = self.left + 0.6 + 0.6 * shift, self.right - 0.6 - 0.6 * shift
        return np.array([first, *sorted(x for x in found if low <= x <= high and first < x < last), last])

    def _is_free(self, row: int, places: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        free = np.ones(len(places), dtype=bool)
        for start, stop in self.tracks[row].taken:
            free &= (places <= start - 0.5 * _MARGIN) | (places >= stop + 0.5 * _MARGIN)
        # the margins of the axis are kept free by the layout
        free[0] = free[-1] = True
        return free

    def _gutters(self, trip: Trip) -> list[int]:
        """Return the gutters that a trip passes, each named by the row above it."""
        if trip.target > trip.source:
            return list(range(trip.source, trip.target))
        return list(range(trip.source - 1, trip.target - 1, -1))

    def _runs(self, trip: Trip, crossings: list[float], position: int) -> list[_Run]:
        stops = [trip.x0, *crossings, trip.x1]
        return [
            _Run(gutter, min(a, b), max(a, b), position)
            for gutter, a, b in zip(self._gutters(trip), stops, stops[1:], strict=False)
            if abs(a - b) > 1e-9
        ]

    def _levels(self, runs: Sequence[_Run], trips: Sequence[Trip]) -> dict[tuple[int, int], int]:
        """Return (gutter, trip) → lane: stretches of trips without a common end do not lie on one another."""
        lanes: dict[int, list[list[_Run]]] = {}
        level = {}
        for run in sorted(runs, key=lambda r: (r.gutter, r.start, r.stop)):
            rows = lanes.setdefault(run.gutter, [[] for _ in range(_LANES)])
            fits = (i for i, lane in enumerate(rows) if all(self._may_share(run, other, trips) for other in lane))
            chosen = next(fits, min(range(_LANES), key=lambda i: len(rows[i])))
            rows[chosen].append(run)
            level[run.gutter, run.trip] = chosen
        return level

    @staticmethod
    def _may_share(run: _Run, other: _Run, trips: Sequence[Trip]) -> bool:
        apart = run.start > other.stop + _STEP or other.start > run.stop + _STEP
        a, b = trips[run.trip], trips[other.trip]
        return apart or (a.source, a.x0) == (b.source, b.x0) or (a.target, a.x1) == (b.target, b.x1)

    def _height(self, gutter: int, lane: int, *, down: bool) -> float:
        """Return the height of a lane, on the side of the gutter that leaves room for the head."""
        top, bottom = self.tracks[gutter].bottom, self.tracks[gutter + 1].top
        offset = (0.14 + 0.16 * lane) * (bottom - top)
        return top + offset if down else bottom - offset

    def _points(
        self, trip: Trip, crossings: list[float], level: dict[tuple[int, int], int], position: int
    ) -> tuple[Point, ...]:
        down = trip.target > trip.source
        first, last = self.tracks[trip.source], self.tracks[trip.target]
        points: list[Point] = [(trip.x0, first.sole(trip.x0) if down else first.edge(trip.x0))]
        stops = [trip.x0, *crossings, trip.x1]
        for gutter, a, b in zip(self._gutters(trip), stops, stops[1:], strict=False):
            if abs(a - b) > 1e-9:
                y = self._height(gutter, level[gutter, position], down=down)
                points += [(a, y), (b, y)]
        return (*points, (trip.x1, last.edge(trip.x1) if down else last.sole(trip.x1)))


def _reach(places: npt.NDArray[np.float64], x: float) -> npt.NDArray[np.float64]:
    """Return what it costs to go from a position to each of the places, or back."""
    way: npt.NDArray[np.float64] = np.abs(places - x)
    return way + _BEND * (way > 1e-9)


def _move(
    places: npt.NDArray[np.float64], cost: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    """Return what it costs to be at each place after a move along a gutter, and from where one came.

    The places are in order, so the nearest way from the left and from the right is a running minimum.
    """
    rank = np.arange(len(places))
    best, came = cost.copy(), rank.copy()
    for side, order in ((1.0, rank), (-1.0, rank[::-1])):
        along = (cost - side * places)[order]
        lowest = np.minimum.accumulate(along)
        source = np.empty_like(rank)
        source[order] = order[np.maximum.accumulate(np.where(along == lowest, rank, 0))]
        moved = np.empty_like(cost)
        moved[order] = lowest + side * places[order] + _BEND
        came = np.where(moved < best, source, came)
        best = np.minimum(moved, best)
    return best, came
