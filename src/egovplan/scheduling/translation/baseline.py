# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The plan that a new one is compared with, on the axis of today's catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.flat import FlatActivity
from egovplan.markup import count
from egovplan.plan.model import Plan
from egovplan.scheduling.dates.least import must_move
from egovplan.scheduling.dates.windows import Windows
from egovplan.scheduling.instance import Instance

_SHOWN = 8


@dataclass(frozen=True)
class Baseline:
    """Where the activities were that today's catalogue still has.

    Parameters
    ----------
    starts
        Activity id → working day index on today's timeline.
    modes
        Activity id → position among today's modes, -1 if its mode is no longer there.
    limit
        How many of those that have not begun may move; None for any number.
    """

    starts: Mapping[str, int]
    modes: Mapping[str, int]
    limit: int | None = None

    @classmethod
    def none(cls) -> Baseline:
        """Return that of a first plan: nothing was anywhere."""
        return cls({}, {})

    @classmethod
    def of(cls, plan: Plan, catalogue: Catalogue, limit: int | None = None) -> Baseline:
        """Return a plan as the baseline of a new plan of a catalogue, which may be another one by now."""
        line, known = catalogue.timeline, [a for a in catalogue.activities if a.id in plan]
        starts = {a.id: line.index(plan.timeline.date(plan[a.id].start)) for a in known}
        return cls(starts, {a.id: _same_mode(plan, a) for a in known}, limit)


def _same_mode(plan: Plan, activity: FlatActivity) -> int:
    """Return the position of the mode with the same name; where there is one mode only, that is it."""
    row = plan[activity.id]
    if len(activity.modes) == 1:
        return 0
    before = plan.catalogue.activity_by_id[activity.id].modes[row.mode].id
    return next((k for k, mode in enumerate(activity.modes) if mode.id == before), -1)


def baseline_arrays(
    catalogue: Catalogue, baseline: Baseline, fixed: Mapping[str, tuple[int, int]], origin: int
) -> dict[str, Any]:
    """Return the arrays of an instance that say where things were; what is fixed can no longer move, and has no place there.

    Parameters
    ----------
    catalogue, baseline
        What is planned, and what it is compared with.
    fixed
        Activity id → interval of what has begun.
    origin
        Working day index of ``t = 0``.
    """
    names = [activity.id for activity in catalogue.activities]
    known = [name in baseline.starts and name not in fixed for name in names]
    weights = [catalogue.weight(a.measure) if a.measure else 1 for a in catalogue.activities]
    pairs = list(zip(names, known, strict=True))
    starts = [baseline.starts[name] - origin if is_known else -1 for name, is_known in pairs]
    modes = [baseline.modes[name] if is_known else -1 for name, is_known in pairs]
    return {
        "baseline_start": np.array(starts, np.int32),
        "baseline_mode": np.array(modes, np.int32),
        "move_weight": np.array(weights, np.int64),
        "move_limit": -1 if baseline.limit is None else min(baseline.limit, len(names)),
    }


def moves_conflict(catalogue: Catalogue, instance: Instance, windows: Windows) -> tuple[str, ...]:
    """Return why the limit of moves cannot be kept, whatever is planned; empty if these checks find nothing.

    Parameters
    ----------
    catalogue, instance
        What is planned, and its translation.
    windows
        Of all activities, by precedences.
    """
    forced = np.flatnonzero(must_move(instance, windows.start_low, windows.start_high))
    if instance.move_limit < 0 or len(forced) <= instance.move_limit:
        return ()
    limit = count(instance.move_limit, "Vorgang darf", "Vorgänge dürfen")
    head = f"Höchstens {limit} sich gegen den Basisplan verschieben, schon Stand und Reihenfolge verschieben {len(forced)}:"
    rows = [_forced(catalogue, instance, windows, int(i)) for i in forced[:_SHOWN]]
    more = [f"und {count(len(forced) - _SHOWN, 'weiterer', 'weitere')}."] if len(forced) > _SHOWN else []
    return (head, *rows, *more)


def _forced(catalogue: Catalogue, instance: Instance, windows: Windows, i: int) -> str:
    line, activity = catalogue.timeline, catalogue.activities[i]
    before, low, high = int(instance.baseline_start[i]), windows.start_low[i], windows.start_high[i]
    name = f"»{activity.title}« ({activity.id})"
    planned = f"geplant für den {line.date(instance.origin + before):%d.%m.%Y}"
    if before < low:
        return f"{name}: {planned}, möglich erst ab dem {line.date(instance.origin + low):%d.%m.%Y}."
    if before > high:
        return f"{name}: {planned}, möglich nur bis zum {line.date(instance.origin + high):%d.%m.%Y}."
    if instance.baseline_mode[i] < 0:
        return f"{name}: Die Ausführungsart von damals gibt es nicht mehr."
    return f"{name}: {planned}, an diesem Tag darf er nicht mehr beginnen."
