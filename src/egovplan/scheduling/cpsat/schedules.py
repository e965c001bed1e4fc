# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Starts and modes as a schedule: finishes and objective are computed, never taken from the solver."""

from __future__ import annotations

from typing import Any

import numpy as np

from egovplan.errors import SolverError
from egovplan.scheduling.instance import Instance, Ints
from egovplan.scheduling.objective import Schedule, evaluate


def finishes_of(instance: Instance, starts: Ints, modes: Ints) -> Ints:
    """Return the finish of each activity, shape (n,); fixed ones keep theirs."""
    rows = instance.mode_ptr[:-1] + modes
    finishes = starts + instance.mode_duration[rows]
    by_table = instance.mode_table[rows] >= 0
    if by_table.any():
        finishes[by_table] = instance.tables[instance.mode_table[rows][by_table], starts[by_table]]
    return np.where(instance.fixed_finish >= 0, instance.fixed_finish, finishes).astype(np.int32)


def schedule_of(instance: Instance, starts: Any, modes: Any) -> Schedule:
    """Return the schedule with these starts and modes.

    Raises
    ------
    SolverError
        If they do not fit the instance.
    """
    starts, modes = np.asarray(starts), np.asarray(modes)
    n, counts = len(instance), np.diff(instance.mode_ptr)
    if starts.shape != (n,) or modes.shape != (n,) or (modes < 0).any() or (modes >= counts).any():
        raise SolverError("the schedule does not fit the instance")
    if ((starts < 0) | (starts > instance.horizon)).any():
        raise SolverError("the schedule leaves the horizon")
    starts, modes = starts.astype(np.int32), modes.astype(np.int32)
    finishes = finishes_of(instance, starts, modes)
    return Schedule(starts, finishes, modes, evaluate(instance, starts, finishes, modes))
