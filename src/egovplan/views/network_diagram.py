# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The network as a diagram: boxes with early and late dates and float, arrows, the critical path red and thick."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from egovplan.catalogue.catalogue import Catalogue
from egovplan.markup import count, number, working_days
from egovplan.network.cpm import critical_path
from egovplan.network.result import CriticalPath
from egovplan.views.network_layout import Edge, NetworkLayout, in_order, place, reduced
from egovplan.views.pen import Pen
from egovplan.views.shapes import Box, Canvas, Line, rectangle
from egovplan.views.style import FILLS, ink_on
from egovplan.views.text import Measure, one_line, short_day, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BOX = (124.0, 40.0)
_CELL = 10.0
_SIZE = 6.4
_SMALL = 5.8
_TOP = 34.0
_FOOT = 46.0
_MARGIN = 22.0


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the diagram: a measure, an activity or an external event.

    Parameters
    ----------
    key, title
        What it stands for.
    priority
        Of the measure; None where there is none.
    times
        Early start, early finish, late start, late finish, as absolute days ``[start, finish)``.
    total_float
        [working days].
    critical
        Whether something in it has no float.
    """

    key: Any
    title: str
    priority: int | None
    times: tuple[int, int, int, int]
    total_float: int
    critical: bool


def plot_network(
    network: Catalogue | CriticalPath, ax: Axes | None = None, *, measures: bool = True,
    unfold: Collection[str] = (), title: str | None = None,
) -> Axes:  # fmt: skip
    """Draw the network, critical path included.

    Parameters
    ----------
    network
        A catalogue, or the critical path that was computed from one or from a graph.
    ax
        Axes to draw into, filled as far as proportions allow; with None, axes on a figure of their own.
    measures
        One box for each measure; False for one for each activity.
    unfold
        Measures whose activities get boxes of their own.
    title
        Above the diagram; the catalogue's title by default.

    Returns
    -------
    matplotlib.axes.Axes
        In a notebook it shows itself.

    Notes
    -----
    A box is a node as DIN 69900 draws it: early start, duration and early finish above, late start, total float and late
    finish below the title. Precedences that follow from others are left out.
    """
    from egovplan.views import painter

    path = network if isinstance(network, CriticalPath) else critical_path(network)
    diagram = Diagram(path, measures=measures, unfold=frozenset(unfold))
    made = diagram.layout()
    measure = painter.text_width if ax is None else painter.measure_on(ax)
    canvas = diagram.shapes(made, title or diagram.title, measure)
    width, height = max(420.0, made.width + 4.0), made.height + _TOP + _FOOT
    if ax is None:
        ax = painter.page(width + _MARGIN, height + _MARGIN, _MARGIN / 2, alt=network_text(path))
        scale = 1.0
    else:
        room = painter.room(ax)
        scale = min(room[0] / width, room[1] / height)
        width, height = room[0] / scale, room[1] / scale
    ax.set_axis_off()
    ax.set_xlim(-2.0, width - 2.0)
    ax.set_ylim(height, 0.0)
    painter.paint(ax, canvas.surfaces, canvas.lines, canvas.texts, scale=scale)
    return ax


def network_text(path: CriticalPath) -> str:
    """Return the diagram as German text: how long it takes, and what the critical path consists of."""
    diagram = Diagram(path, measures=True, unfold=frozenset())
    lines = [diagram.title, f"Gesamtdauer {working_days(path.makespan)}", "Kritischer Weg:"]
    for key in dict.fromkeys(diagram.key_of[name] for name in path.path):
        node = diagram.nodes[key]
        early = [diagram.show(node.times[0]), diagram.show_last(node.times[0], node.times[1])]
        lines.append(f"- {node.title}: {early[0]} bis {early[1]}")
    return "\n".join(lines)


class Diagram:
    """What a network diagram shows.

    Parameters
    ----------
    path
        Dates and floats.
    measures, unfold
        Which activities are drawn as one box.
    """

    def __init__(self, path: CriticalPath, *, measures: bool, unfold: frozenset[str]) -> None:
        self.path, self.network = path, path.network
        self.catalogue, self.line = self.network.catalogue, self.network.timeline
        if self.catalogue and len(self.catalogue.measures) == 1:
            measures = False  # one box would say nothing
        self.key_of = {name: self._key(name, measures, unfold) for name in path.names}
        self.nodes = self._nodes()
        self.critical_edges = self._critical_edges()
        self.against = 0

    @property
    def title(self) -> str:
        """What is drawn."""
        return f"Netzplan: {one_line(self.catalogue.title)}" if self.catalogue else "Netzplan"

    def show(self, day: int) -> str:
        """Return a day as a date, or as a number where there is no calendar."""
        return short_day(self.line.date(day)) if self.line is not None else number(day)

    def show_last(self, start: int, finish: int) -> str:
        """Return the last day of an interval."""
        return short_day(self.line.last_day(start, finish)) if self.line is not None else number(finish)

    def _key(self, name: Any, measures: bool, unfold: frozenset[str]) -> Any:
        measure = self.catalogue.activity_by_id[name].measure if self.catalogue and measures else None
        return measure if measure is not None and measure not in unfold else name

    def _nodes(self) -> dict[Any, Node]:
        members: dict[Any, list[int]] = {}
        for position, name in enumerate(self.path.names):
            members.setdefault(self.key_of[name], []).append(position)
        nodes = [self._node(key, rows) for key, rows in members.items()]
        order = {key: i for i, key in enumerate(members)}
        return {n.key: n for n in sorted(nodes, key=lambda n: (n.times[0], n.times[1], order[n.key]))}

    def _node(self, key: Any, rows: list[int]) -> Node:
        path = self.path
        times = (
            min(path.early_start[rows]), max(path.early_finish[rows]),
            min(path.late_start[rows]), max(path.late_finish[rows]),
        )  # fmt: skip
        slack = int(min(path.total_float[rows]))
        first = self.network.position[path.names[rows[0]]]
        title, priority = str(self.network.titles[first]), None
        if self.catalogue:
            activity = self.catalogue.activity_by_id[path.names[rows[0]]]
            measure = self.catalogue.measure_by_id.get(activity.measure or "")
            priority = measure.priority if measure else None
            title = measure.title if measure and key == measure.id else title
        return Node(key, one_line(title), priority, tuple(map(int, times)), slack, slack <= 0)  # type: ignore[arg-type]

    def _critical_edges(self) -> tuple[Edge, ...]:
        keys = list(dict.fromkeys(self.key_of[name] for name in self.path.path))
        return tuple(pairwise(keys))

    def layout(self) -> NetworkLayout:
        """Return where the boxes go."""
        names, position = self.network.names, self.path.position
        pairs = [
            (self.key_of[names[a]], self.key_of[names[b]])
            for a, b in zip(self.network.link_pred.tolist(), self.network.link_succ.tolist(), strict=True)
            if names[a] in position and names[b] in position
        ]
        wanted = [*self.critical_edges, *((a, b) for a, b in pairs if a != b)]
        nodes, edges, self.against = in_order(list(self.nodes), wanted)
        return place(nodes, reduced(nodes, edges, frozenset(self.critical_edges)), size=BOX)

    # shapes

    def shapes(self, made: NetworkLayout, title: str, measure: Measure) -> Canvas:
        """Return everything that is painted."""
        canvas = Canvas()
        pen = Pen(canvas, measure)
        pen.write(title, 0.0, 9.0, size=12.0, bold=True, width=max(420.0, made.width))
        size = count(len(self.nodes), "Knoten", "Knoten")
        pen.write(
            f"{size}, Gesamtdauer {working_days(self.path.makespan)}",
            0.0,
            23.0,
            size=7.5,
            color="muted",
            width=made.width,
        )
        for key, node in self.nodes.items():
            self._box(pen, node, _moved(made.boxes[key]))
        for edge, points in made.arrows.items():
            style = "path" if edge in self.critical_edges else "edge"
            canvas.lines.append(Line(tuple((x, y + _TOP) for x, y in points), style, head=True))
        self._legend(pen, made.height + _TOP + 8.0)
        return canvas

    def _box(self, pen: Pen, node: Node, box: Box) -> None:
        fill = "node-critical" if node.critical else "node"
        pen.canvas.surfaces.append(rectangle(box, fill, order=3.0, role="node"))
        start, finish, late_start, late_finish = node.times
        rows = (
            (self.show(start), f"{number(finish - start)} AT", self.show_last(start, finish)),
            (self.show(late_start), f"GP {number(node.total_float)}", self.show_last(late_start, late_finish)),
        )
        for (left, centre, right), y in zip(rows, (box.y0 + _CELL / 2, box.y1 - _CELL / 2), strict=True):
            pen.write(left, box.x0 + 2.0, y, size=_SMALL)
            pen.write(centre, (box.x0 + box.x1) / 2, y, size=_SMALL, align="center", color="muted")
            pen.write(right, box.x1 - 2.0, y, size=_SMALL, align="right")
        for y in (box.y0 + _CELL, box.y1 - _CELL):
            pen.canvas.lines.append(Line(((box.x0, y), (box.x1, y)), "cell"))
        text = box.x0 + 3.0
        if node.priority is not None:
            style = f"chip-{node.priority}"
            chip = Box(box.x0, box.y0 + _CELL, box.x0 + 9.0, box.y1 - _CELL)
            pen.canvas.surfaces.append(rectangle(chip, style, order=3.2, role="chip"))
            ink = ink_on(FILLS[style].face)
            pen.write(str(node.priority), box.x0 + 4.5, box.middle, size=_SMALL, align="center", color=ink, bold=True)
            text += 9.0
        lines = wrap(node.title, box.x1 - text - 2.0, lambda t: pen.measure(t, _SIZE, node.critical), lines=2)
        for i, line in enumerate(lines):
            y = box.middle + (i - (len(lines) - 1) / 2) * 1.25 * _SIZE
            pen.write(line, text, y, size=_SIZE, bold=node.critical)

    def _legend(self, pen: Pen, top: float) -> None:
        words = ("frühester Anfang, Dauer, frühestes Ende", "spätester Anfang, Gesamtpuffer (GP), spätestes Ende")
        pen.write(f"Oben: {words[0]} · unten: {words[1]} · AT = Arbeitstage", 0.0, top, size=6.6, color="muted")
        pen.canvas.lines.append(Line(((0.0, top + 11.0), (22.0, top + 11.0)), "path", head=True))
        pen.write("kritischer Weg · rot umrandet und fett: ohne Puffer", 27.0, top + 11.0, size=6.6)
        note = "Abhängigkeiten, die aus anderen folgen, sind nicht gezeichnet."
        if self.against:
            note += f" {number(self.against)} laufen zwischen zwei Maßnahmen zurück; sie fehlen."
        pen.write(note, 0.0, top + 22.0, size=6.6, color="muted")


def _moved(box: Box) -> Box:
    return Box(box.x0, box.y0 + _TOP, box.x1, box.y1 + _TOP)
