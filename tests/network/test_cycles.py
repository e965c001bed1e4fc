# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Precedences that run in a circle: the shortest one is named."""

from random import Random

import networkx as nx
import numpy as np
import pytest

from egovplan.errors import CycleError
from egovplan.network.cpm import critical_path
from egovplan.network.graph import Network


def test_shortest_circle_is_named_by_title():
    """Of two circles the shorter one is shown, in the words of the planner."""
    graph = nx.DiGraph([("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), ("c", "b")])
    for node in graph:
        graph.nodes[node].update(duration=1, title=f"Titel {node}")
    with pytest.raises(CycleError) as caught:
        critical_path(graph)
    assert caught.value.cycle == ("b", "c")
    assert "»Titel b« → »Titel c« → »Titel b«" in str(caught.value)
    assert caught.value.issues[0].code == "cycle"


@pytest.mark.parametrize("relation", ["FS", "SS", "FF", "SF"])
def test_an_activity_that_waits_for_itself_is_a_circle(relation):
    """A link from an activity to itself is the shortest of all."""
    network = Network.from_links([0, 1, 2, 1], [1, 2, 0, 1], [1, 1, 1], types=relation)
    with pytest.raises(CycleError) as caught:
        critical_path(network)
    assert caught.value.cycle == ("1",)


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_circle_is_a_shortest_one(first):
    """On random graphs the circle exists and is as short as the girth that networkx finds."""
    for seed in range(first, first + 50):
        rng = Random(seed)
        n = rng.randint(2, 14)
        graph = nx.gnp_random_graph(n, rng.choice((0.08, 0.15, 0.3)), seed=seed, directed=True)
        nx.set_node_attributes(graph, 1, "duration")
        if nx.is_directed_acyclic_graph(graph):
            assert critical_path(graph).makespan == nx.dag_longest_path_length(graph) + 1
            continue
        with pytest.raises(CycleError) as caught:
            critical_path(graph)
        cycle = [int(name) for name in caught.value.cycle]
        assert all(graph.has_edge(*step) for step in zip(cycle, [*cycle[1:], cycle[0]], strict=True))
        assert len(cycle) == min(map(len, nx.simple_cycles(graph)))
        assert cycle[0] == min(cycle)


def test_a_long_ring_is_found_without_recursion():
    """A ring of 200,000 activities neither overflows a stack nor takes long."""
    n = 200_000
    ring = np.arange(n)
    with pytest.raises(CycleError) as caught:
        critical_path(Network.from_links(ring, (ring + 1) % n, np.ones(n, int)))
    assert len(caught.value.cycle) == n


def test_activities_behind_a_circle_are_not_blamed():
    """What only waits for the circle is not part of it."""
    with pytest.raises(CycleError) as caught:
        critical_path(Network.from_links("sabbc", "abaxd", dict.fromkeys("sabxcd", 1)))
    assert caught.value.cycle == ("a", "b")
