# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The peers, each as its users would write it: ``build`` a network from links, ``solve`` it for all six columns.

Peers that are not installed are left out; ``dev.py bench core --peers`` fetches them into a folder of their own.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.arrays import build_numba, build_numpy, solve_numba, solve_numpy
from core.cases import Case

Columns = tuple[Any, Any, Any, Any, Any, Any]
"""Early start, early finish, late start, late finish, total float, free float, by position."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A contestant for plain networks (finish to start, no lag).

    Parameters
    ----------
    name
        What it is called in the tables.
    needs
        Module that must be there.
    build
        From a case whatever it solves.
    solve
        From that, all six columns.
    build_named
        From string ids; None where positions are all it knows.
    most
        Largest size that is worth waiting for.
    """

    name: str
    needs: str
    build: Callable[[Case], Any]
    solve: Callable[[Any], Columns]
    build_named: Callable[[Case], Any] | None = None
    most: int = 1_000_000

    @property
    def is_here(self) -> bool:
        return importlib.util.find_spec(self.needs) is not None


def _passes(order: list[int], before: Callable[[int], Any], after: Callable[[int], Any], days: list[int]) -> Columns:
    """Both passes in plain Python over the adjacency of a graph library."""
    n = len(days)
    es, ef, ls, lf, free = [0] * n, [0] * n, [0] * n, [0] * n, [0] * n
    for v in order:
        start = 0
        for u in before(v):
            start = max(start, ef[u])
        es[v] = start
        ef[v] = start + days[v]
    finish = max(ef, default=0)
    for v in reversed(order):
        late = first = finish
        for w in after(v):
            late = min(late, ls[w])
            first = min(first, es[w])
        lf[v] = late
        ls[v] = late - days[v]
        free[v] = first - ef[v]
    return es, ef, ls, lf, [a - b for a, b in zip(ls, es, strict=True)], free


# rustworkx


def _rustworkx(case: Case) -> Any:
    import rustworkx as rx

    graph = rx.PyDiGraph(multigraph=False)
    graph.add_nodes_from(case.duration.tolist())
    graph.add_edges_from_no_data(list(zip(case.pred.tolist(), case.succ.tolist(), strict=True)))
    return graph


def _rustworkx_named(case: Case) -> Any:
    import rustworkx as rx

    before, after, days = case.named
    graph = rx.PyDiGraph(multigraph=False)
    position = dict(zip(days, graph.add_nodes_from(list(days.values())), strict=True))
    graph.add_edges_from_no_data([(position[a], position[b]) for a, b in zip(before, after, strict=True)])
    return graph


def _solve_rustworkx(graph: Any) -> Columns:
    import rustworkx as rx

    order = list(rx.topological_sort(graph))
    return _passes(order, graph.predecessor_indices, graph.successor_indices, graph.nodes())


def _solve_length(graph: Any) -> Any:
    import rustworkx as rx

    return rx.dag_longest_path_length(graph, weight_fn=lambda u, _v, _e: graph[u])


# networkx


def _networkx(case: Case) -> Any:
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from((i, {"duration": d}) for i, d in enumerate(case.duration.tolist()))
    graph.add_edges_from(zip(case.pred.tolist(), case.succ.tolist(), strict=True))
    return graph, range(case.size)


def _networkx_named(case: Case) -> Any:
    import networkx as nx

    before, after, days = case.named
    graph = nx.DiGraph()
    graph.add_nodes_from((name, {"duration": d}) for name, d in days.items())
    graph.add_edges_from(zip(before, after, strict=True))
    return graph, list(days)


def _solve_networkx(built: Any) -> Columns:
    """With the calls that networkx documents."""
    import networkx as nx

    graph, names = built
    es: dict[Any, int] = {}
    ef: dict[Any, int] = {}
    order = list(nx.topological_sort(graph))
    for v in order:
        es[v] = max((ef[u] for u in graph.predecessors(v)), default=0)
        ef[v] = es[v] + graph.nodes[v]["duration"]
    finish = max(ef.values(), default=0)
    ls: dict[Any, int] = {}
    lf: dict[Any, int] = {}
    free: dict[Any, int] = {}
    for v in reversed(order):
        lf[v] = min((ls[w] for w in graph.successors(v)), default=finish)
        ls[v] = lf[v] - graph.nodes[v]["duration"]
        free[v] = min((es[w] for w in graph.successors(v)), default=finish) - ef[v]
    return _in_order(names, es, ef, ls, lf, free)


def _in_order(
    names: Any, es: dict[Any, int], ef: dict[Any, int], ls: dict[Any, int], lf: dict[Any, int], free: dict[Any, int]
) -> Columns:
    rows = [(es[v], ef[v], ls[v], lf[v], ls[v] - es[v], free[v]) for v in names]
    return tuple(zip(*rows, strict=True)) if rows else ((),) * 6  # type: ignore[return-value]


# igraph


def _igraph(case: Case) -> Any:
    import igraph

    edges = list(zip(case.pred.tolist(), case.succ.tolist(), strict=True))
    return igraph.Graph(n=case.size, edges=edges, directed=True), case.duration.tolist()


def _solve_igraph(built: Any) -> Columns:
    graph, days = built
    before, after = graph.get_adjlist(mode="in"), graph.get_adjlist(mode="out")
    return _passes(graph.topological_sorting(), before.__getitem__, after.__getitem__, days)


# pmcontrols


def _pmcontrols(case: Case) -> Any:
    before: list[list[str]] = [[] for _ in range(case.size)]
    for u, v in zip(case.pred.tolist(), case.succ.tolist(), strict=True):
        before[v].append(str(u))
    days = case.duration.tolist()
    return [{"id": str(i), "duration": days[i], "predecessors": before[i]} for i in range(case.size)]


def _solve_pmcontrols(rows: Any) -> Columns:
    from pmcontrols.network import cpm

    table = cpm(rows).table.set_index("activity").loc[[row["id"] for row in rows]]
    return tuple(table[c].to_numpy() for c in ("es", "ef", "ls", "lf", "slack", "slack"))  # type: ignore[return-value]


PEERS = (
    Peer("rustworkx", "rustworkx", _rustworkx, _solve_rustworkx, _rustworkx_named),
    Peer("networkx", "networkx", _networkx, _solve_networkx, _networkx_named),
    Peer("igraph", "igraph", _igraph, _solve_igraph),
    Peer("numpy", "numpy", build_numpy, solve_numpy),
    Peer("numba", "numba", build_numba, solve_numba),
    Peer("pmcontrols", "pmcontrols", _pmcontrols, _solve_pmcontrols, most=10_000),
)
