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

import numpy as np

from core.cases import Case, Ints

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
    import networkx as nx

    graph, names = built
    days = dict(graph.nodes(data="duration"))
    order = list(nx.topological_sort(graph))
    es: dict[Any, int] = {}
    ef: dict[Any, int] = {}
    for v in order:
        es[v] = max((ef[u] for u in graph.pred[v]), default=0)
        ef[v] = es[v] + days[v]
    finish = max(ef.values(), default=0)
    ls: dict[Any, int] = {}
    lf: dict[Any, int] = {}
    free: dict[Any, int] = {}
    for v in reversed(order):
        lf[v] = min((ls[w] for w in graph.succ[v]), default=finish)
        ls[v] = lf[v] - days[v]
        free[v] = min((es[w] for w in graph.succ[v]), default=finish) - ef[v]
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


# numpy, level by level


def _numpy(case: Case) -> Any:
    n = case.size
    pred, succ = case.pred, case.succ
    level = np.zeros(n, np.int64)
    open_ = np.bincount(succ, minlength=n)
    by_pred = np.argsort(pred, kind="stable")
    ptr = np.concatenate(([0], np.cumsum(np.bincount(pred, minlength=n))))
    front, depth = np.flatnonzero(open_ == 0), 0
    while front.size:
        level[front] = depth
        counts = ptr[front + 1] - ptr[front]
        first = np.repeat(ptr[front] - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
        reached = succ[by_pred[first + np.arange(counts.sum())]]
        open_ -= np.bincount(reached, minlength=n) if reached.size > n // 20 else 0
        if reached.size <= n // 20:
            np.subtract.at(open_, reached, 1)
        front = np.unique(reached[open_[reached] == 0])
        depth += 1
    return _levels(case.duration, pred, succ, level)


def _levels(days: Ints, pred: Ints, succ: Ints, level: Ints) -> Any:
    into = np.lexsort((succ, level[succ]))
    out = np.lexsort((pred, level[pred]))
    forward = _segments(succ[into], level[succ[into]])
    backward = _segments(pred[out], level[pred[out]])
    return days, pred[into], succ[out], forward, backward


def _segments(ends: Ints, level: Ints) -> list[tuple[slice, Ints, Ints]]:
    """Per level: the slice of links, where each activity's links begin in it, and which activity that is."""
    cuts = np.flatnonzero(np.diff(level)) + 1
    result = []
    for first, last in zip([0, *cuts.tolist()], [*cuts.tolist(), len(ends)], strict=True):
        own = ends[first:last]
        begin = np.concatenate(([0], np.flatnonzero(np.diff(own)) + 1)) if own.size else np.empty(0, np.int64)
        result.append((slice(first, last), begin, own[begin]))
    return result


def _solve_numpy(built: Any) -> Columns:
    days, pred, succ, forward, backward = built
    es = np.zeros(len(days), np.int64)
    ef = days.copy()
    for part, begin, own in forward:
        if own.size:
            es[own] = np.maximum.reduceat(ef[pred[part]], begin)
            ef[own] = es[own] + days[own]
    finish = int(ef.max()) if len(ef) else 0
    lf = np.full(len(days), finish, np.int64)
    ls = lf - days
    first = lf.copy()
    for part, begin, own in reversed(backward):
        if own.size:
            lf[own] = np.minimum.reduceat(ls[succ[part]], begin)
            first[own] = np.minimum.reduceat(es[succ[part]], begin)
            ls[own] = lf[own] - days[own]
    return es, ef, ls, lf, ls - es, first - ef


# numba


def _numba_kernel() -> Any:
    import numba

    @numba.njit(cache=False)
    def solve(order, in_ptr, pred, out_ptr, succ, days):  # type: ignore[no-untyped-def]
        n = len(days)
        es, ef = np.zeros(n, np.int64), np.zeros(n, np.int64)
        ls, lf, free = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
        finish = 0
        for v in order:
            start = 0
            for k in range(in_ptr[v], in_ptr[v + 1]):
                start = max(start, ef[pred[k]])
            es[v] = start
            ef[v] = start + days[v]
            finish = max(finish, ef[v])
        for r in range(n - 1, -1, -1):
            v = order[r]
            late = finish
            first = finish
            for k in range(out_ptr[v], out_ptr[v + 1]):
                late = min(late, ls[succ[k]])
                first = min(first, es[succ[k]])
            lf[v] = late
            ls[v] = late - days[v]
            free[v] = first - ef[v]
        return es, ef, ls, lf, ls - es, free

    return solve


_COMPILED: list[Any] = []


def _numba(case: Case) -> Any:
    n = case.size
    into, out = np.argsort(case.succ, kind="stable"), np.argsort(case.pred, kind="stable")
    in_ptr = np.concatenate(([0], np.cumsum(np.bincount(case.succ, minlength=n))))
    out_ptr = np.concatenate(([0], np.cumsum(np.bincount(case.pred, minlength=n))))
    succ = case.succ[out]
    return _order(n, out_ptr, succ, np.diff(in_ptr)), in_ptr, case.pred[into], out_ptr, succ, case.duration


def _order(n: int, out_ptr: Ints, succ: Ints, open_: Ints) -> Ints:
    import numba

    if len(_COMPILED) < 2:

        @numba.njit(cache=False)
        def kahn(n, out_ptr, succ, open_):  # type: ignore[no-untyped-def]
            queue, count = np.empty(n, np.int64), 0
            for i in range(n):
                if open_[i] == 0:
                    queue[count] = i
                    count += 1
            head = 0
            while head < count:
                for k in range(out_ptr[queue[head]], out_ptr[queue[head] + 1]):
                    open_[succ[k]] -= 1
                    if open_[succ[k]] == 0:
                        queue[count] = succ[k]
                        count += 1
                head += 1
            return queue

        _COMPILED[:] = [_numba_kernel(), kahn]
    return _COMPILED[1](n, out_ptr, succ, open_.copy())  # type: ignore[no-any-return]


def _solve_numba(built: Any) -> Columns:
    return _COMPILED[0](*built)  # type: ignore[no-any-return]


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
    Peer("numpy", "numpy", _numpy, _solve_numpy),
    Peer("numba", "numba", _numba, _solve_numba),
    Peer("pmcontrols", "pmcontrols", _pmcontrols, _solve_pmcontrols, most=10_000),
)
