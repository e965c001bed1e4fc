# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Translate a catalogue into the integers of an :class:`~egovplan.scheduling.instance.Instance`."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from egovplan.catalogue.actuals import fixed_activities, replan_from
from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.flat import ActivityKind, FlatActivity, FlatMode
from egovplan.catalogue.model import RelationType
from egovplan.catalogue.values import Span, cents
from egovplan.network.axis import Axis, Tables
from egovplan.scheduling.instance import FF, FS, SF, SS, Instance, Ints, Longs
from egovplan.scheduling.translation.accounts import build_accounts
from egovplan.scheduling.translation.arrays import ints, longs, pointer
from egovplan.scheduling.translation.baseline import Baseline, baseline_arrays
from egovplan.scheduling.translation.groups import open_groups
from egovplan.scheduling.translation.horizon import horizon_of
from egovplan.scheduling.translation.starts import Starts

_TYPES = {RelationType.FS: FS, RelationType.SS: SS, RelationType.FF: FF, RelationType.SF: SF}


def build(
    catalogue: Catalogue, *, as_of: dt.date | None = None, extra: int = 0, baseline: Baseline | None = None
) -> Instance:
    """Return the integers of a catalogue.

    Parameters
    ----------
    catalogue
        What to plan.
    as_of
        Status date: what has begun by then stays where it is, nothing else starts on or before it. None for
        the first plan.
    extra
        How much longer than planned everything together may take, so that it still finds a place. [working days]
    baseline
        Where everything was before; what runs is then done in the mode in which it was planned.
    """
    return _Builder(catalogue, as_of, extra, baseline or Baseline.none()).instance()


class _Builder:
    """Holds what several parts of the translation need: axis, tables, fixed intervals."""

    def __init__(self, catalogue: Catalogue, as_of: dt.date | None, extra: int, baseline: Baseline) -> None:
        self.catalogue, self.baseline = catalogue, baseline
        self.activities = catalogue.activities
        self.position = {activity.id: i for i, activity in enumerate(self.activities)}
        line = catalogue.timeline
        absolute = {a.id: (day := line.index(a.release), day) for a in self.activities if _is_external(a)}
        modes = baseline.modes
        absolute |= {name: (f.start, f.finish) for name, f in fixed_activities(catalogue, as_of, modes).items()}
        self.fixed_mode = {name: modes[name] for name in absolute if modes.get(name, 0) > 0}
        start = line.index(catalogue.start)
        dues = [line.index_after(due) for m in catalogue.expansion.members if (due := catalogue.due(m))]
        dues += [line.index_after(a.deadline) for a in self.activities if a.deadline]
        before = baseline.starts.values()
        self.origin = min([start, *dues, *(first for first, _ in absolute.values()), *before])
        self.base = start - self.origin
        self.replan = replan_from(catalogue, as_of)
        self.now = max(self.base, (self.replan or 0) - self.origin)
        self.fixed = {name: (s - self.origin, f - self.origin) for name, (s, f) in absolute.items()}
        beyond = max(before, default=self.origin) - self.origin
        horizon = horizon_of(catalogue, self.fixed, self.origin, self.now, extra, beyond=beyond)
        self.axis = Axis(line, self.origin, horizon)
        self.tables = Tables(self.axis.horizon + 2)

    def instance(self) -> Instance:
        accounts, charges, running = build_accounts(self.catalogue, self.origin, self.fixed, self.fixed_mode)
        parts = {**self._modes(), **self._links()}
        starts = Starts(self.catalogue, self.axis, self.tables, self.fixed, self.now)
        parts |= {**starts.columns(self.activities), **self._measures()}
        parts |= baseline_arrays(self.catalogue, self.baseline, self.fixed, self.origin)
        return Instance(
            names=tuple(activity.id for activity in self.activities),
            origin=self.origin,
            horizon=self.axis.horizon,
            base=self.base,
            now=self.now,
            tables=ints(self.tables.stacked()),
            groups=tuple(open_groups(self.catalogue, self.fixed, self.now)),
            accounts=accounts,
            charges=charges,
            running=running,
            **parts,
        )

    # modes, demand, capacity

    def _modes(self) -> dict[str, Any]:
        catalogue = self.catalogue
        people = {r.id: k for k, r in enumerate(r for r in catalogue.resources if r.renewable)}
        stocks = {r.id: k for k, r in enumerate(r for r in catalogue.resources if not r.renewable)}
        limits: dict[str, list[int]] = {}
        for k, limit in enumerate(catalogue.limits):
            for member in limit.members:
                limits.setdefault(member, []).append(len(people) + k)
        duration, table, demand, stock, cost = [], [], [], [], []
        for activity in self.activities:
            own = [(k, 1) for k in limits.get(activity.id, ())]
            for mode in self._modes_of(activity):
                cost.append(sum(cents(c.amount) for c in mode.costs))
                days, row = self._duration(activity, mode.duration)
                duration.append(days)
                table.append(row)
                demand.append([(people[r], a) for r, a in mode.demand.items() if r in people] + own)
                stock.append([(stocks[r], a) for r, a in mode.demand.items() if r in stocks])
        counts = [1 if a.id in self.fixed else len(a.modes) for a in self.activities]
        ptr = pointer(counts)
        return {
            "mode_ptr": ptr, "mode_duration": ints(duration), "mode_table": ints(table),
            "demand_ptr": pointer([len(row) for row in demand]),
            "demand_resource": ints([k for row in demand for k, _ in row]),
            "demand_amount": longs([a for row in demand for _, a in row]),
            "stock_ptr": pointer([len(row) for row in stock]),
            "stock_resource": ints([k for row in stock for k, _ in row]),
            "stock_amount": longs([a for row in stock for _, a in row]),
            "stock_capacity": self._stock_capacity(), "mode_cost": longs(cost),
            "fixed_mode": ints([self.fixed_mode.get(a.id, 0) for a in self.activities]),
            "capacity": self._capacity(ptr, demand),
            "resource_names": (*people, *(f"limit:{limit.id}" for limit in catalogue.limits)),
        }  # fmt: skip

    def _modes_of(self, activity: FlatActivity) -> tuple[FlatMode, ...]:
        """Return the modes that are left to choose from: of a fixed activity the one it is done in."""
        if activity.id not in self.fixed:
            return activity.modes
        return (activity.modes[self.fixed_mode.get(activity.id, 0)],)

    def _duration(self, activity: FlatActivity, span: Span) -> tuple[int, int]:
        """Return working days and table of a duration; of a fixed activity, what its interval says."""
        if activity.id in self.fixed:
            start, finish = self.fixed[activity.id]
            return finish - start, -1
        if span.elapsed and span.days:
            return 0, self._elapsed(span.days, from_finish=False)
        return span.days, -1

    def _elapsed(self, days: int, *, from_finish: bool) -> int:
        return self.tables.add((days, from_finish), lambda: self.axis.elapsed(days, from_finish=from_finish))

    def _capacity(self, ptr: Ints, demand: list[list[tuple[int, int]]]) -> Longs:
        """Return capacity by day, nowhere below what the fixed activities take."""
        people = [resource for resource in self.catalogue.resources if resource.renewable]
        rows = len(people) + len(self.catalogue.limits)
        capacity = np.zeros((rows, self.axis.horizon + 1), np.int64)
        for k, resource in enumerate(people):
            for step in resource.capacity:
                capacity[k, self._t(step.since) if step.since else 0 :] = cents(step.fte)
        for k, limit in enumerate(self.catalogue.limits):
            capacity[len(people) + k] = limit.capacity
        load = np.zeros_like(capacity)
        for name, (start, finish) in self.fixed.items():
            for k, amount in demand[ptr[self.position[name]]]:
                load[k, start:finish] += amount
        return np.ascontiguousarray(np.maximum(capacity, load))

    def _stock_capacity(self) -> Longs:
        """Return what there is of each stock, or what the fixed activities take of it if that is more."""
        fixed = [activity for activity in self.activities if activity.id in self.fixed]
        stocks = [resource for resource in self.catalogue.resources if not resource.renewable]
        taken = [sum(self._modes_of(a)[0].demand.get(stock.id, 0) for a in fixed) for stock in stocks]
        return longs([max(cents(s.capacity[-1].fte), t) for s, t in zip(stocks, taken, strict=True)])

    def _t(self, day: dt.date) -> int:
        return self.axis.relative(self.catalogue.timeline.index(day))

    # precedences

    def _links(self) -> dict[str, Any]:
        rows = []
        for link in self.catalogue.links:
            if link.successor in self.fixed:
                continue
            before = self.position[link.predecessor]
            table = -1
            if link.lag.elapsed:
                counts_from_next_day = not link.type.from_start and self._has_length(self.activities[before])
                table = self._elapsed(link.lag.days, from_finish=counts_from_next_day)
            lag = 0 if link.lag.elapsed else link.lag.days
            rows.append((before, self.position[link.successor], _TYPES[link.type], lag, table))
        columns = np.array(rows, np.int32).reshape(len(rows), 5).T
        return {
            "link_pred": ints(columns[0]), "link_succ": ints(columns[1]), "link_type": ints(columns[2]).astype(np.int8),
            "link_lag": ints(columns[3]), "link_table": ints(columns[4]),
        }  # fmt: skip

    def _has_length(self, activity: FlatActivity) -> bool:
        """Return whether the interval is longer than nothing; the modes of an activity agree on that."""
        start, finish = self.fixed.get(activity.id, (0, activity.duration.days))
        return finish > start

    # measures

    def _measures(self) -> dict[str, Any]:
        line, catalogue = self.catalogue.timeline, self.catalogue
        members = {measure: ids for measure, ids in catalogue.expansion.members.items() if ids}
        dues = [catalogue.due(measure) for measure in members]
        return {
            "measure_names": tuple(members),
            "measure_ptr": pointer([len(ids) for ids in members.values()]),
            "measure_activity": ints([self.position[i] for ids in members.values() for i in ids]),
            "measure_due": ints([line.index_after(due) - self.origin if due else -1 for due in dues]),
            "measure_weight": longs([catalogue.weight(measure) for measure in members]),
        }


def _is_external(activity: FlatActivity) -> bool:
    return activity.kind is ActivityKind.EXTERNAL
