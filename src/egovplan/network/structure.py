# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The structure of a network: its compiled form, and the shortest circle where there can be none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from egovplan._core import Graph, link_columns_of
from egovplan.errors import CycleError, Issue
from egovplan.network.lazy import freeze, same

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
    graph: Graph | None = given.get("built")
    if graph is None:
        tables = given.get("tables")
        graph = Graph(
            len(network.names), np.ascontiguousarray(network.link_pred), np.ascontiguousarray(network.link_succ),
            given.get("link_type"), given.get("link_lag"), given.get("link_table"),
            tables if tables is not None and tables.size else None,
            -1 if network.horizon is None else network.horizon,
        )  # fmt: skip
    if graph.cycle.size:
        raise circle_error(network, graph.cycle.tolist())
    return graph


def link_columns(network: Network) -> tuple[Int32s, Int32s, npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the ends, types and lags of a network that only its compiled form has."""
    count, built = network.link_count, vars(network).get("built")
    pred, succ, relation, lag = (None,) * 4 if built is None or built.cycle.size else link_columns_of(built)
    none = same(0, np.int32, 0)
    return (
        none if pred is None else freeze(pred),
        none if succ is None else freeze(succ),
        same(count, np.int8, 0) if relation is None else freeze(relation),
        same(count, np.int64, 0) if lag is None else freeze(lag),
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
