# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What makes one schedule better than another, in one place: levels by name, the first that differs decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from egovplan.scheduling.instance import Instance, Ints

Values = Sequence[int] | NDArray[np.integer]
LEVELS = ("lateness", "makespan", "finish", "moves", "cost", "load")
"""Names of the levels; their positions are the codes in the compiled core.

``lateness``: weighted working days by which measures miss their due dates. ``makespan``: working days to the last finish.
``finish``: weighted finish of measures. ``moves``: what has moved against a baseline, see :data:`MOVE_CHARGE`. ``cost``: one-off
costs of the chosen modes, cents. ``load``: sum over the resources of the highest load from the first day that is planned on,
hundredths of a VZÄ (resource investment: Möhring 1984; Demeulemeester 1995)."""
DEFAULT = ("lateness", "makespan", "finish")
"""What is asked for where there is no baseline, most important first."""
MOVE_CHARGE = 5
"""What a move costs besides its distance: as much as five working days of it.

The distance of the starts, weighted, is the usual measure of stability (El Sakkout, Wallace 2000; Leus, Herroelen 2004; Van de Vonder
et al. 2008), the number of changes the other one (Calhoun et al. 2002). The distance alone would rather move ten activities by a day than
one by eleven, the number alone would not care how far."""


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
        One value for each of :data:`LEVELS`, asked for or not.
    """

    starts: Ints
    finishes: Ints
    modes: Ints
    objective: tuple[int, ...]


def measure_finishes(instance: Instance, finishes: Values) -> NDArray[np.int64]:
    """Return the last finish of each measure, shape (K,)."""
    if not len(instance.measure_names):
        return np.zeros(0, np.int64)
    by_member = np.asarray(finishes, np.int64)[instance.measure_activity]
    return np.maximum.reduceat(by_member, instance.measure_ptr[:-1])


def default_levels(has_baseline: bool) -> tuple[str, ...]:
    """Return the levels that are asked for by default: with a baseline, what moves comes right after lateness."""
    return (DEFAULT[0], "moves", *DEFAULT[1:]) if has_baseline else DEFAULT


def evaluate(
    instance: Instance, starts: Values, finishes: Values, modes: Values | None = None
) -> tuple[int, ...]:  # fmt: skip
    """Return the value of each of :data:`LEVELS`.

    Parameters
    ----------
    instance
        The translated catalogue.
    starts, finishes
        Shape (n,), ``t`` of each activity.
    modes
        Shape (n,), position of the mode of each activity; the first modes by default.
    """
    last = measure_finishes(instance, finishes)
    late = np.where(instance.measure_due >= 0, np.maximum(0, last - instance.measure_due), 0)
    makespan = max((int(f) for f in finishes), default=instance.base) - instance.base
    chosen = np.zeros(len(instance), np.int64) if modes is None else np.asarray(modes, np.int64)
    begin, rows = np.asarray(starts, np.int64), instance.mode_ptr[:-1] + chosen
    return (
        int((instance.measure_weight * late).sum()),
        makespan,
        int((instance.measure_weight * (last - instance.base)).sum()),
        _moves(instance, begin, chosen),
        int(instance.mode_cost[rows].sum()),
        int(peaks(instance, starts, finishes, rows)[instance.is_levelled].sum()),
    )


def has_moved(instance: Instance, starts: Values, modes: Values) -> NDArray[np.bool_]:
    """Return which activities that are not fixed lie elsewhere than in the baseline, or are done in another mode, shape (n,)."""
    known = (instance.baseline_start >= 0) & (instance.fixed_start < 0)
    elsewhere = np.asarray(starts, np.int64) != instance.baseline_start
    return np.asarray(known & (elsewhere | (np.asarray(modes, np.int64) != instance.baseline_mode)))


def _moves(instance: Instance, starts: NDArray[np.int64], modes: NDArray[np.int64]) -> int:
    moved = has_moved(instance, starts, modes)
    distance = np.abs(starts - instance.baseline_start)
    return int((instance.move_weight * (distance + MOVE_CHARGE))[moved].sum())


def peaks(instance: Instance, starts: Values, finishes: Values, rows: Values) -> NDArray[np.int64]:
    """Return the highest load of each resource from the first day that is planned on, shape (R,).

    Parameters
    ----------
    instance
        The translated catalogue.
    starts, finishes
        Shape (n,), ``t`` of each activity.
    rows
        Shape (n,), row of the mode of each activity.
    """
    load = np.zeros((len(instance.resource_names), instance.horizon + 2), np.int64)
    for row, start, finish in zip(rows, starts, finishes, strict=True):
        for k in range(int(instance.demand_ptr[row]), int(instance.demand_ptr[row + 1])):
            load[instance.demand_resource[k], start:finish] += instance.demand_amount[k]
    return np.asarray(load[:, instance.now :].max(axis=1, initial=0), np.int64)
