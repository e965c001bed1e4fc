# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The networkx view, both ways, and networkx as a second opinion."""

from random import Random

import networkx as nx
import pytest

from egovplan.errors import OutOfRangeError
from egovplan.network.cpm import critical_path
from egovplan.network.graph import Network


def random_dag(seed):
    rng = Random(seed)
    n = rng.randint(1, 40)
    order = list(range(n))
    rng.shuffle(order)
    graph = nx.DiGraph()
    graph.add_nodes_from((i, {"duration": rng.randrange(20)}) for i in range(n))
    for _ in range(rng.randrange(4 * n)):
        i, j = sorted(rng.sample(range(n), 2)) if n > 1 else (0, 0)
        if i != j:
            graph.add_edge(order[i], order[j], type="FS", lag=rng.randrange(6))
    return graph


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_makespan_equals_the_longest_path_of_networkx(first):
    """On finish-start networks with lags the makespan is the longest weighted path."""
    for seed in range(first, first + 50):
        graph = random_dag(seed)
        result = critical_path(graph)
        for before, _, data in graph.edges(data=True):
            data["weight"] = graph.nodes[before]["duration"] + data["lag"]
        longest = nx.DiGraph(graph)
        longest.add_edges_from((node, "end", {"weight": data["duration"]}) for node, data in graph.nodes(data=True))
        assert result.makespan == nx.dag_longest_path_length(longest)
        assert sum(
            longest.edges[step]["weight"] for step in zip(result.path, (*result.path[1:], "end"), strict=True)
        ) == (result.makespan)


def test_everything_that_networkx_can_hold_comes_back():
    """Names, titles, durations, relations and lags survive the way to networkx and back."""
    network = Network.from_links(["a", "a"], ["b", "c"], {"a": 1, "b": 2, "c": 3}, [4, -1], types=["SF", "SS"])
    graph = network.to_networkx()
    assert type(graph) is nx.DiGraph
    assert graph.nodes["b"] == {"title": "b", "duration": 2, "elapsed": False}
    assert graph.edges["a", "b"] == {"type": "SF", "lag": 4, "elapsed": False}
    again = Network.from_networkx(graph)
    assert list(again.precedences) == list(network.precedences)
    assert again.names == ("a", "b", "c")


def test_two_relations_of_one_pair_need_a_multigraph():
    """SS and FF between the same two activities are kept apart."""
    network = Network.from_links([0, 0], [1, 1], [5, 2], types=["SS", "FF"])
    graph = network.to_networkx()
    assert isinstance(graph, nx.MultiDiGraph)
    assert list(Network.from_networkx(graph).precedences) == list(network.precedences)


def test_titles_and_defaults_are_read():
    """Edges are finish-start without a lag unless they say otherwise; titles are optional."""
    graph = nx.DiGraph([("a", "b")])
    nx.set_node_attributes(graph, 3, "duration")
    graph.nodes["a"]["title"] = "Ausschreibung"
    network = Network.from_networkx(graph)
    assert network.titles == ("Ausschreibung", "b")
    assert critical_path(network).makespan == 6


def test_the_graph_is_left_as_it_was():
    """Reading a graph changes nothing in it."""
    graph = random_dag(3)
    before = nx.to_dict_of_dicts(graph), dict(graph.nodes(data=True))
    critical_path(graph)
    assert (nx.to_dict_of_dicts(graph), dict(graph.nodes(data=True))) == before


@pytest.mark.parametrize(
    ("node", "edge", "error", "words"),
    [
        ({}, {}, OutOfRangeError, "Knoten 'b': Attribut »duration«"),
        ({"duration": 1.5}, {}, TypeError, "1.5"),
        ({"duration": -1}, {}, OutOfRangeError, "-1 bei 'b'"),
        ({"duration": 1}, {"type": "EA"}, OutOfRangeError, "'EA'"),
        ({"duration": 1}, {"lag": "3"}, TypeError, "'3'"),
        ({"duration": 1}, {"elapsed": True}, OutOfRangeError, "Kalendertage"),
        ({"duration": 1, "elapsed": True}, {}, OutOfRangeError, "Kalendertage"),
    ],
)
def test_graphs_that_say_too_little_or_too_much_are_refused(node, edge, error, words):
    """Missing durations, floats, unknown relations and calendar days without a calendar are refused."""
    graph = nx.DiGraph()
    graph.add_node("a", duration=1)
    graph.add_node("b", **node)
    graph.add_edge("a", "b", **edge)
    with pytest.raises(error, match=words):
        critical_path(graph)
