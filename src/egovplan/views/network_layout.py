# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Where the boxes of a network diagram go: columns by depth, few crossings, arrows in channels between the columns.

After Sugiyama, Tagawa & Toda (1981): layers by longest path, order by barycentres, heights by least squares under the order.
Arrows from one box that pass a column share one passage through it. Pure data.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from egovplan.views.shapes import Box, Point

Key = Hashable
Edge = tuple[Key, Key]

_SWEEPS = 12
_GAP = 9.0
_PASSAGE = 4.0
_LANE = 4.0
_MARGIN = 13.0


@dataclass(frozen=True, slots=True)
class Passage:
    """Where arrows from ``source`` pass column ``layer``."""

    source: Key
    layer: int


@dataclass(frozen=True)
class NetworkLayout:
    """Boxes and arrows.

    Parameters
    ----------
    width, height
        Of everything. [pt]
    boxes
        Node → its box.
    arrows
        (source, target) → polyline from the right side of the one to the left side of the other.
    """

    width: float
    height: float
    boxes: Mapping[Key, Box]
    arrows: Mapping[Edge, tuple[Point, ...]]


def in_order(nodes: Sequence[Key], edges: Iterable[Edge]) -> tuple[list[Key], list[Edge], int]:
    """Return nodes in topological order, the edges along it, and how many run against it.

    Between measures there can be circles where there are none between their activities. A circle is opened before the node
    that waits for the fewest others; of several nodes the one that comes first in ``nodes`` is taken.
    """
    position = {node: i for i, node in enumerate(nodes)}
    unique = dict.fromkeys(edges)
    waits = {node: {a for a, b in unique if b == node} for node in nodes}
    following: dict[Key, list[Key]] = {node: [] for node in nodes}
    for source, target in unique:
        following[source].append(target)
    order: list[Key] = []
    while waits:
        node = min(waits, key=lambda n: (len(waits[n]), position[n]))
        del waits[node]
        order.append(node)
        for target in following[node]:
            if target in waits:
                waits[target].discard(node)
    rank = {node: i for i, node in enumerate(order)}
    kept = [(a, b) for a, b in unique if rank[a] < rank[b]]
    return order, kept, len(unique) - len(kept)


def reduced(nodes: Sequence[Key], edges: Sequence[Edge], keep: frozenset[Edge]) -> list[Edge]:
    """Return the edges of a graph in topological order without those that follow from others (transitive reduction)."""
    position = {node: i for i, node in enumerate(nodes)}
    following: dict[Key, list[Key]] = {node: [] for node in nodes}
    for source, target in edges:
        following[source].append(target)
    reach: dict[Key, int] = {}
    result = []
    for node in reversed(nodes):
        reach[node] = 1 << position[node]
        for target in sorted(following[node], key=lambda t: position[t]):
            if not reach[node] >> position[target] & 1 or (node, target) in keep:
                result.append((node, target))
            reach[node] |= reach[target]
    return result[::-1]


def place(nodes: Sequence[Key], edges: Sequence[Edge], *, size: tuple[float, float]) -> NetworkLayout:
    """Place boxes and route arrows.

    Parameters
    ----------
    nodes
        In topological order.
    edges
        Along that order.
    size
        Width and height of a box. [pt]
    """
    linked = {node for edge in edges for node in edge}
    layer = _layers([n for n in nodes if n in linked], edges)
    columns, steps = _columns(layer, edges)
    _order(columns, steps)
    middle = _heights(columns, steps, size[1])
    lanes = _lanes(steps, middle)
    left = _lefts(columns, lanes, size[0])
    bottom = max((y for y in middle.values()), default=0.0) + size[1] / 2
    boxes = {
        n: Box(left[k], middle[n] - size[1] / 2, left[k] + size[0], middle[n] + size[1] / 2) for n, k in layer.items()
    }
    width = left[-1] + size[0] if columns else 4 * (size[0] + _MARGIN)
    loose = [n for n in nodes if n not in linked]
    boxes |= _grid(loose, width, bottom + (2 * _GAP if linked else 0.0), size)
    router = _Router(boxes, layer, middle, lanes, left, size[0])
    height = max((box.y1 for box in boxes.values()), default=0.0)
    return NetworkLayout(width, height, boxes, {edge: router.points(edge) for edge in edges})


def _layers(nodes: Sequence[Key], edges: Sequence[Edge]) -> dict[Key, int]:
    """Return the depth of each node; one without predecessors stands just before its first successor."""
    layer = dict.fromkeys(nodes, 0)
    before: dict[Key, list[Key]] = {node: [] for node in nodes}
    after: dict[Key, list[Key]] = {node: [] for node in nodes}
    for source, target in edges:
        before[target].append(source)
        after[source].append(target)
    for node in nodes:
        layer[node] = max((layer[p] + 1 for p in before[node]), default=0)
    for node in reversed(nodes):
        if not before[node] and after[node]:
            layer[node] = min(layer[s] for s in after[node]) - 1
    return layer


def _columns(layer: Mapping[Key, int], edges: Sequence[Edge]) -> tuple[list[list[Key]], list[list[Edge]]]:
    """Return the columns with boxes and passages, and the steps from each column to the next."""
    count = max(layer.values(), default=-1) + 1
    columns: list[list[Key]] = [[] for _ in range(count)]
    for node, k in layer.items():
        columns[k].append(node)
    steps: list[dict[Edge, None]] = [{} for _ in range(max(0, count - 1))]
    for source, target in edges:
        previous: Key = source
        for k in range(layer[source] + 1, layer[target]):
            passage = Passage(source, k)
            if passage not in columns[k]:
                columns[k].append(passage)
            steps[k - 1][previous, passage] = None
            previous = passage
        steps[layer[target] - 1][previous, target] = None
    return columns, [list(step) for step in steps]


def _order(columns: list[list[Key]], steps: Sequence[Sequence[Edge]]) -> None:
    """Order each column by the barycentres of its neighbours, to and fro, and keep the order with the fewest crossings."""
    best, fewest = [list(c) for c in columns], _crossings(columns, steps)
    for sweep in range(_SWEEPS):
        span = range(1, len(columns)) if sweep % 2 == 0 else range(len(columns) - 2, -1, -1)
        for k in span:
            forward = sweep % 2 == 0
            pairs = [(b, a) for a, b in steps[k - 1]] if forward else list(steps[k])
            near = {key: i for i, key in enumerate(columns[k - 1 if forward else k + 1])}
            columns[k].sort(key=_barycentre(columns[k], pairs, near).__getitem__)
        crossings = _crossings(columns, steps)
        if crossings < fewest:
            best, fewest = [list(c) for c in columns], crossings
    columns[:] = best


def _barycentre(column: Sequence[Key], pairs: Sequence[Edge], near: Mapping[Key, int]) -> dict[Key, float]:
    found: dict[Key, list[int]] = {}
    for key, neighbour in pairs:
        found.setdefault(key, []).append(near[neighbour])
    return {key: sum(found[key]) / len(found[key]) if key in found else float(i) for i, key in enumerate(column)}


def _crossings(columns: Sequence[Sequence[Key]], steps: Sequence[Sequence[Edge]]) -> int:
    total = 0
    for k, step in enumerate(steps):
        left = {key: i for i, key in enumerate(columns[k])}
        right = {key: i for i, key in enumerate(columns[k + 1])}
        ends = sorted((left[a], right[b]) for a, b in step)
        total += sum(a[0] < b[0] and a[1] > b[1] for i, a in enumerate(ends) for b in ends[i + 1 :])
    return total


def _heights(columns: Sequence[Sequence[Key]], steps: Sequence[Sequence[Edge]], height: float) -> dict[Key, float]:
    """Return the middle of each box and passage: near its neighbours, in the order of its column, without overlap."""
    middle: dict[Key, float] = {}
    for column in columns:
        y = 0.0
        for key in column:
            half = (_PASSAGE if isinstance(key, Passage) else height) / 2
            middle[key] = y + half
            y += 2 * half + _GAP
    near: dict[Key, list[Key]] = {}
    for step in steps:
        for a, b in step:
            near.setdefault(a, []).append(b)
            near.setdefault(b, []).append(a)
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            wanted = [sum(middle[n] for n in near[k]) / len(near[k]) if k in near else middle[k] for k in column]
            sizes = [_PASSAGE if isinstance(key, Passage) else height for key in column]
            middle.update(zip(column, spread(wanted, sizes), strict=True))
    top = min((y - (0 if isinstance(k, Passage) else height / 2) for k, y in middle.items()), default=0.0)
    return {key: y - top for key, y in middle.items()}


def spread(wanted: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Return positions as near as possible to those wanted, in their order, without overlap.

    Least squares under an order is solved by pooling adjacent violators.
    """
    offsets, y = [], 0.0
    for i, size in enumerate(sizes):
        y += (sizes[i - 1] + size) / 2 + _GAP if i else 0.0
        offsets.append(y)
    pools: list[list[float]] = []
    for value, offset in zip(wanted, offsets, strict=True):
        pools.append([value - offset, 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, weight = pools.pop()
            before, count = pools[-1]
            pools[-1] = [(mean * weight + before * count) / (weight + count), weight + count]
    levels = [mean for mean, weight in pools for _ in range(round(weight))]
    return [level + offset for level, offset in zip(levels, offsets, strict=True)]


def _lanes(steps: Sequence[Sequence[Edge]], middle: Mapping[Key, float]) -> list[dict[Key, int]]:
    """Return for each channel: left end → its lane, so that upright stretches of different arrows do not touch."""
    result = []
    for step in steps:
        spans: dict[Key, list[float]] = {}
        for a, b in step:
            spans.setdefault(a, [middle[a]]).append(middle[b])
        rows: list[float] = []
        lane: dict[Key, int] = {}
        for key in sorted(spans, key=lambda k: (min(spans[k]), max(spans[k]))):
            low, high = min(spans[key]), max(spans[key])
            free = next((i for i, taken in enumerate(rows) if taken < low - 1.0), len(rows))
            rows[free : free + 1] = [high]
            lane[key] = free
        result.append(lane)
    return result


def _lefts(columns: Sequence[Sequence[Key]], lanes: Sequence[Mapping[Key, int]], width: float) -> list[float]:
    left = [0.0]
    for k in range(len(columns) - 1):
        count = max(lanes[k].values(), default=0) + 1
        left.append(left[-1] + width + 2 * _MARGIN + _LANE * count)
    return left


def _grid(nodes: Sequence[Key], width: float, top: float, size: tuple[float, float]) -> dict[Key, Box]:
    """Return boxes side by side below everything, for nodes without any edge."""
    per_row = max(1, int((width + _MARGIN) // (size[0] + _MARGIN)))
    boxes = {}
    for i, node in enumerate(nodes):
        x, y = (i % per_row) * (size[0] + _MARGIN), top + (i // per_row) * (size[1] + _GAP)
        boxes[node] = Box(x, y, x + size[0], y + size[1])
    return boxes


@dataclass(frozen=True)
class _Router:
    boxes: Mapping[Key, Box]
    layer: Mapping[Key, int]
    middle: Mapping[Key, float]
    lanes: Sequence[Mapping[Key, int]]
    left: Sequence[float]
    width: float

    def points(self, edge: Edge) -> tuple[Point, ...]:
        """Return the way of an arrow: level through columns, upright in the channels between them."""
        source, target = edge
        points: list[Point] = [(self.boxes[source].x1, self.middle[source])]
        here: Key = source
        for k in range(self.layer[source], self.layer[target]):
            there: Key = target if k + 1 == self.layer[target] else Passage(source, k + 1)
            x = self.left[k] + self.width + _MARGIN + _LANE * (self.lanes[k][here] + 0.5)
            if abs(self.middle[here] - self.middle[there]) > 1e-9:
                points += [(x, self.middle[here]), (x, self.middle[there])]
            here = there
        return (*points, (self.boxes[target].x0, self.middle[target]))
