# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Values of moves, cost and load that no schedule can be below: each activity alone, in its best mode, on its best day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from egovplan.scheduling.dates.energy import fixed_load
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.objective import MOVE_CHARGE


def must_move(
    instance: Instance, earliest: Sequence[int], latest: Sequence[int] | None = None
) -> NDArray[np.bool_]:  # fmt: skip
    """Return which activities cannot be where the baseline has them, shape (n,).

    Parameters
    ----------
    instance
        With a baseline.
    earliest, latest
        Shape (n,), earliest starts, and latest ones where they are known.
    """
    before = instance.baseline_start
    gone = (before < np.asarray(earliest, np.int64)) | (before > instance.horizon) | (instance.baseline_mode < 0)
    if latest is not None:
        gone |= before > np.asarray(latest, np.int64)
    for i in np.flatnonzero(~gone & (instance.allowed >= 0)):
        gone[i] = not instance.allowed_days[instance.allowed[i], before[i]]
    return np.asarray((before >= 0) & (instance.fixed_start < 0) & gone)


def least_moves(instance: Instance, earliest: Sequence[int]) -> int:
    """Return what the moves that cannot be avoided cost; see :func:`must_move`."""
    moved = must_move(instance, earliest)
    distance = np.maximum(0, np.asarray(earliest, np.int64) - instance.baseline_start)
    return int((instance.move_weight * (distance + MOVE_CHARGE))[moved].sum())


def least_cost(instance: Instance) -> int:
    """Return what all activities cost in their cheapest modes, cents."""
    return int(np.minimum.reduceat(instance.mode_cost, instance.mode_ptr[:-1]).sum()) if len(instance) else 0


def least_load(instance: Instance) -> int:
    """Return the sum of the loads that the resources bear at the least on some day: what is fixed, and each activity alone."""
    least = fixed_load(instance)[:, instance.now :].max(axis=1, initial=0)
    demand = _least_demand(instance)[instance.fixed_start < 0]
    return int(np.maximum(least, demand.max(axis=0, initial=0))[instance.is_levelled].sum())


def _least_demand(instance: Instance) -> NDArray[np.int64]:
    """Return the demand on each resource that an activity has in any of its modes, shape (n, R)."""
    demand = np.zeros((len(instance.mode_duration), len(instance.resource_names)), np.int64)
    modes = np.repeat(np.arange(len(demand)), np.diff(instance.demand_ptr))
    is_certain = ((instance.mode_table < 0) & (instance.mode_duration > 0))[modes]
    np.add.at(demand, (modes[is_certain], instance.demand_resource[is_certain]), instance.demand_amount[is_certain])
    return np.asarray(np.minimum.reduceat(demand, instance.mode_ptr[:-1], axis=0)) if len(instance) else demand
