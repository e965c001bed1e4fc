# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The structure of a network: its compiled form, and the shortest circle where there can be none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from egovplan._core import Graph
from egovplan.errors import CycleError, Issue

if TYPE_CHECKING:
    from egovplan.network.graph import Network


def compiled(network: Network) -> Graph:
    """Return a network ready to be swept.

    Raises
    ------
    CycleError
        With the shortest circle, by title.
    """
    graph = Graph(
        len(network),
        np.ascontiguousarray(network.link_pred, np.int32),
        np.ascontiguousarray(network.link_succ, np.int32),
        np.ascontiguousarray(network.link_type, np.int8),
        np.ascontiguousarray(network.link_lag, np.int64),
        np.ascontiguousarray(network.link_table, np.int32),
        np.ascontiguousarray(network.tables, np.int32),
        -1 if network.horizon is None else network.horizon,
    )
    if graph.cycle.size:
        raise _circle(network, graph.cycle.tolist())
    return graph


def _circle(network: Network, positions: list[int]) -> CycleError:
    cycle = [str(network.names[i]) for i in positions]
    titles = " → ".join(f"»{network.titles[i]}«" for i in (*positions, positions[0]))
    issue = Issue(
        "cycle",
        f"Die Vorgänge hängen im Kreis voneinander ab: {titles}.",
        subject=cycle[0],
        value=" → ".join((*cycle, cycle[0])),
    )
    return CycleError(cycle, [issue])
