# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What makes one schedule better than another, in one place: three levels, the first that differs decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from egovplan.scheduling.instance import Instance, Ints

LEVELS = ("lateness", "makespan", "finish")
"""Names of the levels, most important first: weighted lateness of measures, working days to the last finish,
weighted finish of measures; the same as in ``Plan.objective``."""


@dataclass(frozen=True)
class Schedule:
    """Integers of a plan.

    Parameters
    ----------
    starts, finishes
        Shape (n,), ``t`` of each activity.
    modes
        Shape (n,), position of the chosen mode among those of the activity.
    objective
        One value for each of :data:`LEVELS`.
    """

    starts: Ints
    finishes: Ints
    modes: Ints
    objective: tuple[int, ...]


def measure_finishes(instance: Instance, finishes: Sequence[int] | NDArray[np.integer]) -> NDArray[np.int64]:
    """Return the last finish of each measure, shape (K,)."""
    if not len(instance.measure_names):
        return np.zeros(0, np.int64)
    by_member = np.asarray(finishes, np.int64)[instance.measure_activity]
    return np.maximum.reduceat(by_member, instance.measure_ptr[:-1])


def evaluate(
    instance: Instance,
    starts: Sequence[int] | NDArray[np.integer],  # noqa: ARG001  (for levels on starts, such as changes)
    finishes: Sequence[int] | NDArray[np.integer],
) -> tuple[int, ...]:
    """Return the value of each of :data:`LEVELS`.

    Parameters
    ----------
    instance
        The translated catalogue.
    starts, finishes
        Shape (n,), ``t`` of each activity.
    """
    last = measure_finishes(instance, finishes)
    late = np.where(instance.measure_due >= 0, np.maximum(0, last - instance.measure_due), 0)
    makespan = max((int(f) for f in finishes), default=instance.base) - instance.base
    lateness = int((instance.measure_weight * late).sum())
    return lateness, makespan, int((instance.measure_weight * (last - instance.base)).sum())
