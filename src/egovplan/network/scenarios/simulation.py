# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Monte Carlo on a network: scenarios are drawn, swept and counted in blocks, and never all in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from egovplan import _core
from egovplan.errors import OutOfRangeError
from egovplan.network.graph import Network
from egovplan.network.scenarios.lanes import lane_columns
from egovplan.network.scenarios.sampling import Sampler
from egovplan.network.scenarios.tally import Tally

__all__ = ["Tally", "simulate_network"]

MAX_BINS = 2**24
"""Days that can have a bin."""


def simulate_network(
    network: Network,
    sampler: Sampler,
    *,
    first: int,
    count: int,
    groups: Sequence[Sequence[int]] | None = None,
    bins: int | None = None,
    cost_amounts: Sequence[int] = (),
    finish_edges: Sequence[int] = (),
    cost_edges: Sequence[int] = (),
    activities: bool = False,
    threads: int = 1,
    instructions: str = "",
) -> Tally:
    """Return the tally of scenarios ``first … first + count − 1``.

    Parameters
    ----------
    network
        In which order things can be done.
    sampler
        Row i draws the duration of activity i, in its own unit (calendar days where that is elapsed); further rows the
        cost amounts in per mille. What is fixed keeps its interval, whatever is drawn.
    first, count
        Which scenarios; tallies of parts add up to the tally of the whole.
    groups
        Positions of the activities whose last finish is counted together. The first group must be the whole project;
        None for it alone.
    bins
        How many days have a bin; later finishes share the last one. None for as many as can be needed: the calendar, or
        without one the largest finish that can be drawn.
    cost_amounts
        In cents: rows n, n + 1, … of the sampler say what becomes of each, in per mille. The sum is rounded to cents.
    finish_edges, cost_edges
        Rising; k edges make k + 1 bins for the joint counts, the first below all edges. Days from the network's origin,
        cents.
    activities
        Whether to keep a histogram of each activity's finish.
    threads
        How many; the tally is the same for any number.
    instructions
        One of ``egovplan._core.instructions()``, the fastest without; the tally is the same for each.

    Raises
    ------
    CycleError
        If precedences run in a circle.
    OutOfRangeError
        If days, sums or numbers of scenarios exceed what is computed exactly, or groups or edges are not possible.
    """
    n = len(network)
    everything = range(n)
    members = [list(group) for group in groups] if groups is not None else [list(everything)]
    if not members or set(members[0]) != set(everything):
        raise OutOfRangeError("groups: das ganze Vorhaben als erste Gruppe erwartet.")
    if len(sampler) < n + len(cost_amounts):
        raise OutOfRangeError(f"sampler: {n + len(cost_amounts)} Zeilen erwartet, {len(sampler)} angegeben.")
    columns = lane_columns(network)
    largest = sampler.largest
    try:
        return Tally(
            **_core.simulate(
                network.graph,
                columns,
                sampler.compiled,
                largest,
                {
                    "groups": members,
                    "bins": _bins(network, columns, largest[:n]) if bins is None else bins,
                    "activities": activities,
                    "amounts": [int(amount) for amount in cost_amounts],
                    "finish_edges": [int(edge) for edge in finish_edges],
                    "cost_edges": [int(edge) for edge in cost_edges],
                },
                first,
                count,
                threads,
                instructions,
            )
        )
    except (ValueError, OverflowError) as error:
        raise OutOfRangeError(f"simulate_network: {error}.") from error


def _bins(network: Network, columns: dict[str, Any], largest: np.ndarray[Any, np.dtype[np.int64]]) -> int:
    """Return how many days a finish can have: those of the calendar, or up to the largest one."""
    if network.horizon is not None:
        return network.horizon + 1
    bins = _core.latest_finish(network.graph, columns, np.ascontiguousarray(largest)) + 1
    if bins > MAX_BINS:
        raise OverflowError(f"largest finish {bins - 1}, expected bins")
    return bins
