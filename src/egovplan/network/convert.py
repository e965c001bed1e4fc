# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The network as a networkx graph, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from egovplan.errors import OutOfRangeError
from egovplan.network.columns import days
from egovplan.network.links import fields

if TYPE_CHECKING:
    import networkx as nx

    from egovplan.network.graph import Network


def arrays_of(graph: nx.DiGraph[Any]) -> dict[str, Any]:
    """Return the fields of the :class:`~egovplan.network.graph.Network` of a directed graph."""
    names = tuple(graph.nodes)
    position = {name: i for i, name in enumerate(names)}
    missing = next((name for name, data in graph.nodes(data=True) if "duration" not in data), None)
    if missing is not None:
        raise OutOfRangeError(f"Knoten {missing!r}: Attribut »duration« in ganzen Tagen erwartet.")
    lasting = days([data["duration"] for _, data in graph.nodes(data=True)], "durations", names)
    edges = list(graph.edges(data=True))
    if any(data.get("elapsed") for *_, data in (*graph.nodes(data=True), *edges)):
        raise OutOfRangeError("»elapsed«: Kalendertage gibt es nur mit einem Kalender, also aus einem Katalog.")
    arrays = fields(
        names,
        lasting,
        np.array([position[before] for before, _, _ in edges], np.int32),
        np.array([position[after] for _, after, _ in edges], np.int32),
        [data.get("lag", 0) for _, _, data in edges],
        [data.get("type", "FS") for _, _, data in edges],
    )
    return arrays | {"titles": tuple(data.get("title", name) for name, data in graph.nodes(data=True))}


def graph_of(network: Network) -> nx.DiGraph[Any]:
    """Return the view of a network that :meth:`~egovplan.network.graph.Network.to_networkx` describes."""
    import networkx as nx

    pairs = set(zip(network.link_pred.tolist(), network.link_succ.tolist(), strict=True))
    several = len(pairs) < len(network.link_pred)
    graph: nx.DiGraph[Any] = nx.MultiDiGraph() if several else nx.DiGraph()
    for i, name in enumerate(network.names):
        graph.add_node(
            name,
            title=network.titles[i],
            duration=int(network.duration[i]),
            elapsed=bool(network.duration_table[i] >= 0),
        )
    for link in network.precedences:
        graph.add_edge(link.predecessor, link.successor, type=link.type, lag=link.lag, elapsed=link.elapsed)
    return graph
