# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""How long a measure is open at least, and whether an office can have as few open as it may.

A measure is open from its first start to its last finish, so at least as long as the longest chain of precedences inside it. What
must be open within a window is work for the places that the office has there: the interval test on energy once more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.windows import Windows
from egovplan.scheduling.instance import Instance, Ints

MOST_MEMBERS = 60
"""Of measures with more activities, only the longest activity counts."""
_NEVER = -(2**30)


@dataclass(frozen=True)
class Crowd:
    """More measures than an office may have open in a window.

    Parameters
    ----------
    group
        Position of the office's limit.
    start, finish
        The window ``[start, finish)`` in ``t``.
    need, have
        Measures times days.
    measures
        Positions of some that are too many already, the longest first.
    """

    group: int
    start: int
    finish: int
    need: int
    have: int
    measures: tuple[int, ...]


def crowd(functions: Functions, windows: Windows) -> Crowd | None:
    """Return the first office and window with more open measures than there is place for, or None.

    Parameters
    ----------
    functions
        Of the instance.
    windows
        Of all activities, by precedences and hard deadlines.
    """
    instance = functions.instance
    for number, group in enumerate(instance.groups):
        if group.limit >= len(group.measures):
            continue
        rows = [_row(functions, windows, measure) for measure in group.measures]
        for start in sorted({row[0] for row in rows}):
            inside = sorted(row[1:] for row in rows if row[0] >= start and row[2] > 0)
            need = 0
            for position, (finish, span, _) in enumerate(inside):
                need += span
                if need > group.limit * (finish - start):
                    return _smallest(number, start, finish, group.limit, inside[: position + 1])
    return None


def _row(functions: Functions, windows: Windows, measure: int) -> tuple[int, int, int, int]:
    """Return earliest start and latest finish of a measure, its least span, all from now on, and the measure itself."""
    members = members_of(functions.instance, measure)
    since = max(functions.instance.now, min(windows.start_low[a] for a in members))
    until = max(windows.finish_high[a] for a in members)
    span = 0 if any(functions.is_fixed[a] for a in members) else least_span(functions, measure)
    return since, until, span, measure


def _smallest(group: int, start: int, finish: int, limit: int, rows: list[tuple[int, int, int]]) -> Crowd:
    have, need = limit * (finish - start), 0
    kept = []
    for _, span, measure in sorted(rows, key=lambda row: (-row[1], row[2])):
        kept.append(measure)
        need += span
        if need > have:
            break
    return Crowd(group, start, finish, need, have, tuple(kept))


def members_of(instance: Instance, measure: int) -> list[int]:
    """Return the activities of a measure."""
    rows = slice(int(instance.measure_ptr[measure]), int(instance.measure_ptr[measure + 1]))
    found: list[int] = instance.measure_activity[rows].tolist()
    return found


def least_span(functions: Functions, measure: int) -> int:
    """Return how many working days a measure is open at least, by its own precedences."""
    instance, members = functions.instance, members_of(functions.instance, measure)
    place = {a: k for k, a in enumerate(members)}
    days = [min(_least(functions.finish(mode)) for mode in instance.modes_of(a)) for a in members]
    if len(members) > MOST_MEMBERS:
        return max(days)
    inner = [k for k in _links_into(functions, members) if int(instance.link_pred[k]) in place]
    most = 0
    for source in range(len(members)):
        start = [_NEVER] * len(members)
        start[source] = 0
        for _ in members:  # Bellman and Ford; precedences have no circle, but members need not be in their order
            for k in inner:
                before, after = place[int(instance.link_pred[k])], place[int(instance.link_succ[k])]
                if start[before] == _NEVER:
                    continue
                event = start[before] + (days[before] if functions.from_finish(k) else 0)
                bound = (
                    event + _lag(functions, k) - (0 if functions.to_start(k) else _longest(functions, members[after]))
                )
                start[after] = max(start[after], bound)
        most = max(most, *(s + d for s, d in zip(start, days, strict=True)))
    return most


def _links_into(functions: Functions, members: list[int]) -> list[int]:
    inside = np.zeros(len(functions.instance), bool)
    inside[members] = True
    found: list[int] = np.flatnonzero(inside[functions.instance.link_succ]).tolist()
    return found


def _lag(functions: Functions, link: int) -> int:
    table = int(functions.instance.link_table[link])
    return int(functions.instance.link_lag[link]) if table < 0 else _least(functions.instance.tables[table])


def _longest(functions: Functions, activity: int) -> int:
    """Return the most working days that an activity can take."""
    never = functions.never
    most = 0
    for mode in functions.instance.modes_of(activity):
        steps = functions.finish(mode)
        usable = steps[:never] < never
        most = max(most, int((steps[:never] - functions.axis[:never])[usable].max(initial=0)))
    return most


def _least(steps: Ints) -> int:
    """Return by how many days a table moves at least; where it ends, it says nothing."""
    never = len(steps) - 1
    usable = steps[:never] < never
    moved = (steps[:never] - np.arange(never, dtype=np.int32))[usable]
    return int(moved.min()) if len(moved) else 0
