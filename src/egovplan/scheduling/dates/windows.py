# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""When each activity can start and finish under ceilings on the objective: the smaller the windows, the smaller the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from egovplan._core import latest_dates
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import Heads, heads_of, members_of
from egovplan.scheduling.dates.propagation import NoWindowError
from egovplan.scheduling.instance import Instance


@dataclass(frozen=True)
class Windows:
    """Earliest and latest start and finish of each activity, bounds included.

    Parameters
    ----------
    start_low, start_high, finish_low, finish_high
        Lists of n integers.
    heads
        The earliest dates that hold without ceilings, of measures too.
    """

    start_low: list[int]
    start_high: list[int]
    finish_low: list[int]
    finish_high: list[int]
    heads: Heads


def propagate(
    functions: Functions,
    ceilings: Mapping[str, int] | None = None,
    *,
    heads: Heads | None = None,
    is_over: Callable[[], bool] = lambda: False,
) -> Windows:
    """Return the windows of all activities.

    Parameters
    ----------
    functions
        Of the instance that is to be scheduled.
    ceilings
        Objective level → value that a schedule must not exceed.
    heads
        Its earliest dates, where they are known.
    is_over
        Asked now and then, where they are not, whether to be content with what is known by then.

    Raises
    ------
    NoWindowError
        If an activity has no start left.
    """
    heads = heads or heads_of(functions, is_over)
    starts, finishes = np.array(heads.start, np.int32), np.array(heads.finish, np.int32)
    until = np.clip(_latest_finishes(functions.instance, heads, ceilings or {}), -1, functions.never).astype(np.int32)
    latest_start, latest_finish, stuck, earliest = latest_dates(functions.arrays, starts, finishes, until)
    if stuck >= 0:
        raise NoWindowError((stuck,), earliest)
    return Windows(heads.start, latest_start.tolist(), heads.finish, latest_finish.tolist(), heads)


def _latest_finishes(instance: Instance, heads: Heads, ceilings: Mapping[str, int]) -> list[int]:
    """Return the latest finishes that the ceilings leave when all other measures are as early as they can be."""
    high = [instance.base + ceilings.get("makespan", instance.horizon)] * len(instance)
    early = heads.measure
    if "lateness" in ceilings:
        due = [int(d) if d >= 0 else None for d in instance.measure_due]
        least = [max(0, f - d) if d is not None else 0 for f, d in zip(early, due, strict=True)]
        _spend(instance, ceilings["lateness"], least, due, high)
    if "finish" in ceilings:
        base = instance.base
        _spend(instance, ceilings["finish"], [f - base for f in early], [base] * len(early), high)
    return high


def _spend(instance: Instance, ceiling: int, least: list[int], origin: Sequence[int | None], high: list[int]) -> None:
    """Let each measure alone spend what the ceiling leaves beyond the least values of all."""
    weights = [int(w) for w in instance.measure_weight]
    spare = ceiling - sum(w * x for w, x in zip(weights, least, strict=True))
    for k, members in enumerate(members_of(instance)):
        start = origin[k]
        if weights[k] > 0 and start is not None:
            for a in members:
                high[a] = min(high[a], start + least[k] + spare // weights[k])
