# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The network diagram: boxes apart, arrows around them, the critical path in order."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from egovplan import Catalogue, critical_path, plot_network
from egovplan.views.network_diagram import Diagram, network_text
from egovplan.views.network_layout import in_order, place, reduced, spread
from egovplan.views.shapes import Line
from egovplan.views.text import rough_width
from tests.views.geometry import corners, is_orthogonal, overlapping, runs_through, text_boxes
from tests.views.plans import plan_of, strategy

pairs = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)).filter(lambda p: p[0] < p[1]), max_size=30)


@settings(max_examples=60)
@given(pairs)
def test_boxes_stand_apart_and_arrows_run_around_them(edges):
    """From the right side of one box to the left side of another one further right, through no box."""
    nodes = list(range(15))
    edges = list(dict.fromkeys(edges))
    made = place(nodes, edges, size=(100.0, 40.0))
    assert overlapping([corners(box) for box in made.boxes.values()]) == []
    assert set(made.arrows) == set(edges)
    for (source, target), points in made.arrows.items():
        assert is_orthogonal(Line(points, "edge"))
        assert points[0] == (made.boxes[source].x1, made.boxes[source].middle)
        assert points[-1] == (made.boxes[target].x0, made.boxes[target].middle)
        assert made.boxes[source].x1 < made.boxes[target].x0
        assert not any(runs_through(Line(points, "edge"), box) for box in made.boxes.values())


@given(pairs)
def test_what_is_left_out_follows_from_what_is_drawn(edges):
    """The reduction has the same reachability, and no edge that others imply."""
    nodes = list(range(15))
    kept = reduced(nodes, list(dict.fromkeys(edges)), frozenset())
    before, after = nx.DiGraph(edges), nx.DiGraph(kept)
    assert set(kept) == set(nx.transitive_reduction(before).edges)
    assert set(nx.transitive_closure(after).edges) == set(nx.transitive_closure(before).edges)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda p: p[0] != p[1]), max_size=20))
def test_circles_between_measures_are_opened(edges):
    """The order holds for all edges that are kept; without a circle all are."""
    nodes = list(range(9))
    order, kept, against = in_order(nodes, edges)
    rank = {node: i for i, node in enumerate(order)}
    assert sorted(order) == nodes
    assert all(rank[a] < rank[b] for a, b in kept)
    assert len(kept) + against == len(set(edges))
    if nx.is_directed_acyclic_graph(nx.DiGraph(edges)):
        assert against == 0


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(1, 30)), max_size=8))
def test_heights_keep_order_and_distance(rows):
    """As near to the wish as the others leave room."""
    wanted, sizes = [w for w, _ in rows], [s for _, s in rows]
    found = spread(wanted, sizes)
    for i in range(1, len(found)):
        assert found[i] - found[i - 1] >= (sizes[i] + sizes[i - 1]) / 2 - 1e-6
    if len(rows) == 1:
        assert found == pytest.approx(wanted)


def test_no_text_overlaps_in_the_diagram_of_forty_measures():
    """As really drawn."""
    axes = plot_network(Catalogue.from_dict(strategy(40)))
    texts, boxes = text_boxes(axes.figure)
    assert len(texts) > 200
    assert [(texts[i], texts[j]) for i, j in overlapping(boxes, by=0.5)] == []
    assert axes._repr_html_().startswith('<img alt="Netzplan: Synthetische Strategie')


def test_the_critical_path_is_red_thick_and_in_order():
    """Each of its measures is critical, each of its arrows drawn as path."""
    path = critical_path(Catalogue.from_dict(strategy(40)))
    diagram = Diagram(path, measures=True, unfold=frozenset())
    made = diagram.layout()
    canvas = diagram.shapes(made, "Titel", rough_width)
    drawn = [line for line in canvas.lines if line.style == "path"]
    assert len(drawn) == len(diagram.critical_edges) + 1  # and one in the legend
    for source, target in diagram.critical_edges:
        assert made.boxes[source].x1 < made.boxes[target].x0
    text = network_text(path)
    assert text.startswith("Netzplan: Synthetische Strategie")
    assert text.count("\n- ") == len({diagram.key_of[name] for name in path.path})


def test_measures_unfold_to_activities():
    """On request, one measure or all of them."""
    catalogue = plan_of(12, 2).catalogue
    path = critical_path(catalogue)
    some = Diagram(path, measures=True, unfold=frozenset({"M00"}))
    assert set(catalogue.expansion.members["M00"]) <= set(some.nodes)
    assert "M01" in some.nodes
    assert set(Diagram(path, measures=False, unfold=frozenset()).nodes) == set(path.names)


def test_a_single_measure_is_shown_by_its_activities():
    """One box would say nothing."""
    catalogue = Catalogue.from_dict(strategy(1))
    assert set(Diagram(critical_path(catalogue), measures=True, unfold=frozenset()).nodes) >= {"M00/konzept"}


def test_a_graph_without_calendar_can_be_drawn_into_axes_of_ones_own():
    """Days are numbers then, and what is too large for the axes is drawn smaller."""
    graph = nx.DiGraph()
    graph.add_node("a", duration=3)
    graph.add_node("b", duration=2)
    graph.add_node("c", duration=1)
    graph.add_edge("a", "b")
    figure = Figure(figsize=(4, 3))
    axes = figure.subplots()
    assert plot_network(critical_path(graph), axes, title="Graph") is axes
    texts = {text.get_text() for text in axes.texts}
    assert {"Graph", "a", "b", "c", "3 AT", "GP 0"} <= texts
    assert max(text.get_fontsize() for text in axes.texts) < 12
