# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Circles: found exactly where there are some, and the shortest one is shown."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import egovplan
from egovplan.catalogue import cycles
from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.cycles import knots, shortest_cycle

_GRAPHS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20)


def _graph(pairs):
    graph = {str(i): [] for i in range(8)}
    for a, b in pairs:
        if a != b and str(b) not in graph[str(a)]:
            graph[str(a)].append(str(b))
    return graph


@given(_GRAPHS)
@settings(max_examples=200)
def test_knots_and_circles_agree_with_networkx(pairs):
    """The same components as networkx finds, and of each a circle as short as its girth."""
    graph = _graph(pairs)
    reference = nx.DiGraph([(a, b) for a, below in graph.items() for b in below])
    expected = {frozenset(c) for c in nx.strongly_connected_components(reference) if len(c) > 1}
    found = knots(graph)
    assert {frozenset(knot) for knot in found} == expected
    for knot in found:
        circle = shortest_cycle(graph, knot)
        assert all(b in graph[a] for a, b in zip(circle, [*circle[1:], circle[0]], strict=True))
        assert len(circle) == min(len(c) for c in nx.simple_cycles(reference.subgraph(knot)))


def test_a_long_ring_is_found_without_recursion(monkeypatch):
    """A ring of twenty thousand is a knot; the search for the shortest circle gives up improving, not finding."""
    size = 20_000
    graph = {str(i): [str((i + 1) % size)] for i in range(size)}
    (knot,) = knots(graph)
    monkeypatch.setattr(cycles, "SEARCH_STEPS", 10)
    assert len(shortest_cycle(graph, knot)) == size


def _catalogue(*rows):
    measures = [{"id": i, "title": t, "priority": 1, "duration": 1, "after": after} for i, t, after in rows]
    return {"title": "T", "start": "2020-01-02", "measures": measures}


def test_the_shortest_circle_is_told_by_titles():
    """The message names titles, the error carries ids, the last one before the first."""
    data = _catalogue(("A", "Alpha", "C"), ("B", "Beta", "A"), ("C", "Gamma", ["B", "A"]))
    with pytest.raises(egovplan.CycleError, match="»Alpha« → »Gamma« → »Alpha«") as caught:
        Catalogue.from_dict(data)
    assert caught.value.cycle == ("A", "C")


def test_at_most_ten_circles_are_shown():
    """Many knots are not a wall of text."""
    rows = [(f"{a}{i}", "t", f"{b}{i}") for i in range(15) for a, b in ("AB", "BA")]
    with pytest.raises(egovplan.CycleError) as caught:
        Catalogue.from_dict(_catalogue(*rows))
    assert sum(issue.code == "cycle" for issue in caught.value.issues) == cycles.MAX_CYCLES


def test_what_waits_for_itself_is_said_once():
    """A self-link of a measure with many activities is one issue, not a circle through all of them."""
    data = _catalogue(("A", "Alpha", []))
    data["measures"].append({
        "id": "B", "title": "b", "priority": 1, "after": "B",
        "activities": [{"id": "x", "duration": 1}, {"id": "y", "duration": 1, "after": ["x", "y"]}],
    })  # fmt: skip
    data["dependencies"] = [{"predecessor": "B", "successor": "B"}]
    with pytest.raises(egovplan.CatalogueError) as caught:
        Catalogue.from_dict(data)
    assert [(i.code, i.subject) for i in caught.value.issues if i.is_error] == [
        ("self-link", "B"),
        ("self-link", "B"),
        ("self-link", "B/y"),
    ]
