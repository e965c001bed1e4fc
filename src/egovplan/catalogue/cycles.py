# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Check that precedences do not run in a circle; if they do, show the shortest one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from egovplan.catalogue.findings import Path, error
from egovplan.catalogue.flat import FlatLink
from egovplan.errors import Issue, Severity

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue

MAX_CYCLES = 10
"""Most circles that are shown, one for each knot."""
SEARCH_STEPS = 2_000_000
"""Precedences that are followed in search of the shortest circle; beyond, the shortest found so far is shown."""

Graph = Mapping[str, Sequence[str]]


def check_cycles(catalogue: Catalogue) -> Iterator[Issue]:
    """Yield what waits for itself, and for each knot of precedences its shortest circle."""
    own = set()
    for subject, path in _self_links(catalogue):
        own.add(path)
        yield error("self-link", subject, "Ein Vorgang kann nicht auf sich selbst warten.", path, value=subject)
    links: dict[tuple[str, str], FlatLink] = {}
    graph: dict[str, list[str]] = {activity.id: [] for activity in catalogue.activities}
    for link in catalogue.links:
        if link.path not in own and (link.predecessor, link.successor) not in links:
            links[link.predecessor, link.successor] = link
            graph[link.predecessor].append(link.successor)
    for knot in knots(graph)[:MAX_CYCLES]:
        cycle = shortest_cycle(graph, knot)
        closing = links[cycle[-1], cycle[0]]
        yield _cycle_issue(catalogue, cycle, closing.path)


def _self_links(catalogue: Catalogue) -> Iterator[tuple[str, Path]]:
    for i, dependency in enumerate(catalogue.dependencies):
        if dependency.predecessor == dependency.successor:
            yield dependency.successor, ("dependencies", i)
    for i, measure in enumerate(catalogue.measures):
        for j, after in enumerate(measure.after):
            if after.predecessor == measure.id:
                yield measure.id, ("measures", i, "after", j)
    seen = set()
    for link in catalogue.links:
        if link.predecessor == link.successor and link.path not in seen and link.path[0] != "dependencies":
            seen.add(link.path)
            if link.path[2] != "after":
                yield link.successor, link.path


def _cycle_issue(catalogue: Catalogue, cycle: list[str], path: Path) -> Issue:
    titles = [_title(catalogue, name) for name in cycle]
    chain = " → ".join([*titles, titles[0]])
    return Issue(
        "cycle", f"Diese Vorgänge warten im Kreis aufeinander: {chain}.", Severity.ERROR, cycle[0],
        expected="eine Reihenfolge mit einem Anfang", value=" → ".join([*cycle, cycle[0]]), path=path,
    )  # fmt: skip


def _title(catalogue: Catalogue, name: str) -> str:
    activity = catalogue.activity_by_id[name]
    measure = catalogue.measure_by_id.get(activity.measure or "")
    if measure is None or activity.id == measure.id:
        return f"»{activity.title}«"
    return f"»{measure.title}: {activity.title}«"


def knots(graph: Graph) -> list[list[str]]:
    """Return the strongly connected components of more than one node (Tarjan 1972, without recursion).

    Parameters
    ----------
    graph
        Node → successors.

    Returns
    -------
    list of list
        In the order in which they are closed; nodes in the order of the graph.
    """
    search = _Tarjan(graph)
    for root in graph:
        if root not in search.order:
            search.visit(root)
    return [sorted(component, key=search.order.__getitem__) for component in search.found]


class _Tarjan:
    """Depth-first search that keeps, for each node, the earliest node it can come back to."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.order: dict[str, int] = {}
        self.low: dict[str, int] = {}
        self.stack: list[str] = []
        self.waiting: set[str] = set()
        self.found: list[list[str]] = []

    def visit(self, root: str) -> None:
        work = [(root, self._open(root))]
        while work:
            node, successors = work[-1]
            fresh = next((s for s in successors if self._is_fresh(s, node)), None)
            if fresh is not None:
                work.append((fresh, self._open(fresh)))
                continue
            work.pop()
            if work:
                above = work[-1][0]
                self.low[above] = min(self.low[above], self.low[node])
            if self.low[node] == self.order[node]:
                self._close(node)

    def _open(self, node: str) -> Iterator[str]:
        self.order[node] = self.low[node] = len(self.order)
        self.stack.append(node)
        self.waiting.add(node)
        return iter(self.graph[node])

    def _is_fresh(self, node: str, before: str) -> bool:
        if node not in self.order:
            return True
        if node in self.waiting:
            self.low[before] = min(self.low[before], self.order[node])
        return False

    def _close(self, node: str) -> None:
        component: list[str] = []
        while not component or component[-1] != node:
            component.append(self.stack.pop())
        self.waiting.difference_update(component)
        if len(component) > 1:
            self.found.append(component)


def shortest_cycle(graph: Graph, knot: Sequence[str]) -> list[str]:
    """Return a shortest circle inside a strongly connected component, by breadth-first search from each of its nodes.

    Parameters
    ----------
    graph
        Node → successors.
    knot
        The nodes of the component.

    Returns
    -------
    list of str
        Each a predecessor of the next, the last one of the first.
    """
    inside = set(knot)
    best: list[str] = []
    steps = 0
    for root in knot:
        circle, used = _circle_through(graph, root, inside, len(best))
        best = circle or best
        steps += used
        if steps > SEARCH_STEPS or len(best) == 2:
            break
    return best


def _circle_through(graph: Graph, root: str, inside: set[str], below: int) -> tuple[list[str], int]:
    """Return the shortest circle through a node if it is shorter than a bound (0: none), and the links followed."""
    before: dict[str, str] = {}
    level = deque([(root, 1)])
    steps = 0
    while level:
        node, length = level.popleft()
        if below and length >= below:
            break
        for successor in graph[node]:
            steps += 1
            if successor == root:
                circle = [node]
                while circle[-1] != root:
                    circle.append(before[circle[-1]])
                return circle[::-1], steps
            if successor in inside and successor not in before:
                before[successor] = node
                level.append((successor, length + 1))
    return [], steps
