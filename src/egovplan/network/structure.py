# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The structure of a network: its compiled form, and the shortest circle where there can be none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from egovplan._core import Graph, link_columns_of
from egovplan.errors import CycleError, Issue
from egovplan.network.lazy import same

if TYPE_CHECKING:
    from egovplan.network.columns import Int32s
    from egovplan.network.graph import Network


def compiled(network: Network) -> Graph:
    """Return a network ready to be swept.

    Raises
    ------
    CycleError
        With the shortest circle, by title.
    """
    given = vars(network)
    if "circle" in given:
        raise circle_error(network, given["circle"])
    tables = given.get("tables")
    graph = Graph(
        len(network.names), np.ascontiguousarray(network.link_pred), np.ascontiguousarray(network.link_succ),
        given.get("link_type"), given.get("link_lag"), given.get("link_table"),
        tables if tables is not None and tables.size else None,
        -1 if network.horizon is None else network.horizon,
    )  # fmt: skip
    if graph.cyclic:
        raise circle_error(network, graph.cycle.tolist())
    return graph


def link_columns(network: Network) -> tuple[Int32s, Int32s, npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the ends, types and lags of a network that only its compiled form has."""
    graph: Graph | None = vars(network).get("graph")
    if "link_pred" in vars(network) or graph is None:
        pred, succ, relation, lag = network.link_pred, network.link_succ, None, None
    else:
        pred, succ, relation, lag = link_columns_of(graph)
    return (
        pred,
        succ,
        same(network.link_count, np.int8, 0) if relation is None else relation,
        same(network.link_count, np.int64, 0) if lag is None else lag,
    )


def circle_error(network: Network, positions: list[int]) -> CycleError:
    """Return the error for activities that depend on each other in a circle."""
    cycle = [str(network.names[i]) for i in positions]
    titles = " → ".join(f"»{network.titles[i]}«" for i in (*positions, positions[0]))
    issue = Issue(
        "cycle",
        f"Die Vorgänge hängen im Kreis voneinander ab: {titles}.",
        subject=cycle[0],
        value=" → ".join((*cycle, cycle[0])),
    )
    return CycleError(cycle, [issue])
