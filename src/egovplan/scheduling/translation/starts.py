# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""When an activity may start: release, notice, sittings and embargoes as days and tables of an instance."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.flat import FlatActivity
from egovplan.network.axis import Axis, Tables
from egovplan.scheduling.instance import Ints

_COLUMNS = ("release", "deadline", "notice_table", "allowed", "start_table", "fixed_start", "fixed_finish")
Row = tuple[int, int, int, int, int, int, int]
Window = tuple[int, int]


class Starts:
    """The rules on starts; what many activities have in common is computed once.

    Parameters
    ----------
    catalogue
        What is planned.
    axis
        Where dates become ``t``.
    tables
        Takes the tables of notice and of the next allowed day.
    fixed
        Activity id → interval of what does not move.
    now
        First ``t`` on which something that has not begun may start.
    """

    def __init__(
        self, catalogue: Catalogue, axis: Axis, tables: Tables, fixed: Mapping[str, tuple[int, int]], now: int
    ) -> None:
        self._axis, self._tables, self._fixed, self._now = axis, tables, fixed, now
        self._line = line = catalogue.timeline
        self._bodies = {body.id: body for body in catalogue.bodies}
        self._masks = Tables(axis.horizon + 1, np.bool_)
        self._windows = [(line.index(e.since), line.index_after(e.until)) for e in catalogue.embargoes]
        self._is_general = [(not e.offices and not e.measures, e.only_with_costs) for e in catalogue.embargoes]
        self._named: defaultdict[str, set[int]] = defaultdict(set)
        for k, embargo in enumerate(catalogue.embargoes):
            for name in (*embargo.offices, *embargo.measures):
                self._named[name].add(k)
        self._embargoes = cache(self._embargoes_of)
        self._mask = cache(self._mask_of)
        self._day = cache(lambda day: axis.relative(line.index(day)))
        self._day_after = cache(lambda day: axis.relative(line.index_after(day)))

    def columns(self, activities: tuple[FlatActivity, ...]) -> dict[str, Any]:
        """Return the columns of an instance that say when each activity may start."""
        rows = [self._row(activity) for activity in activities]
        table = np.array(rows, np.int32).reshape(len(rows), len(_COLUMNS)).T
        return {name: np.ascontiguousarray(row) for name, row in zip(_COLUMNS, table, strict=True)} | {
            "allowed_days": self._masks.stacked().astype(np.bool_)
        }

    def _row(self, activity: FlatActivity) -> Row:
        horizon = self._axis.horizon
        if activity.id in self._fixed:
            start, finish = self._fixed[activity.id]
            return start, horizon, -1, -1, -1, start, finish
        notice = self._notice(activity.gate) if activity.gate else -1
        names = tuple(name for name in (activity.office, activity.measure) if name in self._named)
        has_costs = bool(self._windows) and any(cost.amount for mode in activity.modes for cost in mode.costs)
        mask = self._mask(activity.gate, self._embargoes(names, has_costs))
        table = self._ready_to_start(notice, mask)
        release = self._release(activity.release, notice, mask)
        deadline = min(horizon, self._day_after(activity.deadline)) if activity.deadline else horizon
        return release, deadline, notice, mask, table, -1, -1

    def _notice(self, gate: str) -> int:
        notice = self._bodies[gate].notice
        if not notice.days:
            return -1
        if notice.elapsed:
            return self._tables.add((notice.days, False), lambda: self._axis.elapsed(notice.days, from_finish=False))
        return self._tables.add(("shift", notice.days), lambda: self._axis.shift(notice.days))

    def _embargoes_of(self, names: tuple[str, ...], has_costs: bool) -> tuple[Window, ...]:
        """Return the windows of the embargoes that apply to an office, a measure, or to all."""
        named = set().union(*(self._named[name] for name in names))
        return tuple(
            window
            for k, (window, (is_general, needs_costs)) in enumerate(zip(self._windows, self._is_general, strict=True))
            if (is_general or k in named) and (has_costs or not needs_costs)
        )

    def _mask_of(self, gate: str | None, windows: tuple[Window, ...]) -> int:
        if gate is None and not windows:
            return -1
        body, line = self._bodies.get(gate or ""), self._line
        days = tuple(line.index(d) for d in body.all_sittings() if line.is_working(d)) if body else None
        return self._masks.add((gate, windows), lambda: self._axis.allowed(days, windows, self._axis.origin))

    def _ready_to_start(self, notice: int, mask: int) -> int:
        if mask < 0:
            return notice

        def combined() -> Ints:
            following = self._next_allowed(mask)
            return following if notice < 0 else np.ascontiguousarray(following[self._tables.row(notice)], np.int32)

        return self._tables.add(("start", notice, mask), combined)

    def _next_allowed(self, mask: int) -> Ints:
        return self._axis.next_allowed(self._masks.row(mask).astype(np.bool_))

    def _release(self, release: dt.date, notice: int, mask: int) -> int:
        """Return the first start by release, notice, status date and allowed days."""
        ready = self._day(release)
        day = max(ready if notice < 0 else int(self._tables.row(notice)[ready]), self._now)
        if mask < 0:
            return day
        later = self._masks.row(mask)[day:]
        first = int(later.argmax()) if len(later) else 0
        return day + first if len(later) and later[first] else self._axis.horizon + 1
