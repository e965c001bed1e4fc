# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The rules of an instance as constraints; one function for each rule."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from egovplan.scheduling.cpsat.variables import Axis, Literal, Variables, weighted
from egovplan.scheduling.dates.energy import fixed_load
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.proofs.spans import least_span


def add_precedences(x: Variables) -> None:
    """Make every start wait for its predecessors, with lags, notice and the next allowed day."""
    for link in range(len(x.instance.link_pred)):
        before, after = int(x.instance.link_pred[link]), int(x.instance.link_succ[link])
        one = x.of.to_start(link) or len(x.modes[after]) == 1
        cases = [(x.modes[after][0], True)] if one else zip(x.modes[after], x.chosen[after], strict=True)
        for mode, literal in cases:
            steps = x.of.starts(link, mode)
            source = x.start[before]
            if x.of.from_finish(link):
                if x.of.is_fixed[before] or len(x.modes[before]) > 1:
                    source = x.finish_axis(before)
                else:
                    steps = steps[x.of.finish(x.modes[before][0])]
            x.bound(x.start[after], source, steps, conditions=[literal])


def add_deadlines(x: Variables) -> None:
    """Keep the latest finishes where the mode decides; for a single mode the window of the start says it."""
    for i, rows in enumerate(x.modes):
        if len(rows) < 2:
            continue
        for mode, literal in zip(rows, x.chosen[i], strict=True):
            last = int(np.searchsorted(x.of.finish(mode), x.windows.finish_high[i], side="right")) - 1
            if last < x.start[i].low:
                x.model.add_bool_and([~literal])
            elif last < x.start[i].high:
                x.enforce(x.start[i].var <= last, [literal])


def intervals(x: Variables, i: int) -> list[tuple[int, cp_model.IntervalVar]]:
    """Return (row of the mode, interval) of an activity; none for modes without duration, which load nothing."""
    found = []
    for mode, literal in zip(x.modes[i], x.chosen[i], strict=True):
        days = int(x.instance.mode_duration[mode])
        if int(x.instance.mode_table[mode]) >= 0:
            finish = x.finish_axis(i)
            size = x.model.new_int_var(0, finish.high - x.start[i].low, "")
            if literal is True:
                found.append((mode, x.model.new_interval_var(x.start[i].var, size, finish.var, "")))
            else:
                found.append((mode, x.model.new_optional_interval_var(x.start[i].var, size, finish.var, literal, "")))
        elif days > 0:
            if literal is True:
                found.append((mode, x.model.new_fixed_size_interval_var(x.start[i].var, days, "")))
            else:
                found.append((mode, x.model.new_optional_fixed_size_interval_var(x.start[i].var, days, literal, "")))
    return found


def add_capacities(x: Variables) -> None:
    """Keep the capacity of each renewable resource on each working day, and each limit of parallel introductions."""
    data = x.instance
    loads: list[list[tuple[cp_model.IntervalVar, int]]] = [[] for _ in data.resource_names]
    for i in range(len(data)):
        demanding = any(data.demand_ptr[m] < data.demand_ptr[m + 1] for m in x.modes[i])
        if x.of.is_fixed[i] or not demanding:
            continue
        for mode, interval in intervals(x, i):
            for k in range(int(data.demand_ptr[mode]), int(data.demand_ptr[mode + 1])):
                if data.demand_amount[k] > 0:
                    loads[int(data.demand_resource[k])].append((interval, int(data.demand_amount[k])))
    taken = fixed_load(data)
    for resource, rows in enumerate(loads):
        if rows:
            free = data.capacity[resource] - taken[resource]
            low, high = min(x.windows.start_low), max(x.windows.finish_high)
            cumulative(x.model, rows, free[low:high], low)


def cumulative(
    model: cp_model.CpModel,
    rows: list[tuple[cp_model.IntervalVar, int]],
    free: NDArray[np.int64],
    origin: int,
) -> None:
    """Add a cumulative constraint under a profile: fixed intervals take what is missing to its peak."""
    peak = max(int(free.max(initial=0)), 0)
    missing = peak - np.maximum(free, 0)
    edges = [0, *(np.flatnonzero(np.diff(missing)) + 1).tolist(), len(missing)]
    for first, stop in pairwise(edges):
        if stop > first and missing[first] > 0:
            rows.append((model.new_fixed_size_interval_var(origin + first, stop - first, ""), int(missing[first])))
    model.add_cumulative([interval for interval, _ in rows], [amount for _, amount in rows], peak)


def add_stocks(x: Variables) -> None:
    """Keep what the chosen modes take together within each stock."""
    data = x.instance
    terms: list[list[tuple[Literal, int]]] = [[] for _ in data.stock_capacity]
    for i, rows in enumerate(x.modes):
        for mode, literal in zip(rows, x.chosen[i], strict=True):
            for k in range(int(data.stock_ptr[mode]), int(data.stock_ptr[mode + 1])):
                terms[int(data.stock_resource[k])].append((literal, int(data.stock_amount[k])))
    for stock, row in enumerate(terms):
        x.model.add(weighted(row) <= int(data.stock_capacity[stock]))


def measure_finish(x: Variables, measure: int) -> Axis:
    """Return a variable that is at least the finish of each activity of a measure."""
    members = [
        int(a)
        for a in x.instance.measure_activity[x.instance.measure_ptr[measure] : x.instance.measure_ptr[measure + 1]]
    ]
    low = x.windows.heads.measure[measure]
    high = max(low, *(x.windows.finish_high[a] for a in members))
    target = x.axis(np.arange(low, high + 1, dtype=np.int32))
    for a in members:
        after_finish(x, target, a)
    return target


def after_finish(x: Variables, target: Axis, activity: int) -> None:
    """Make a variable at least the finish of an activity."""
    if x.windows.finish_high[activity] <= target.low:
        return
    if len(x.modes[activity]) > 1:
        x.model.add(target.var >= x.finish_axis(activity).var)
    else:
        x.bound(target, x.start[activity], x.of.finish(x.modes[activity][0]), conditions=[True])


def add_open_measures(x: Variables, finishes: list[Axis]) -> None:
    """Keep the number of measures that each office has open at the same time, from now on."""
    data = x.instance
    for group in data.groups:
        if group.limit >= len(group.measures):
            continue
        spans = [span for m in group.measures if (span := open_span(x, m, finishes[m])) is not None]
        x.model.add_cumulative(spans, [1] * len(spans), group.limit)


def open_span(x: Variables, measure: int, finish: Axis) -> cp_model.IntervalVar | None:
    """Return the interval in which a measure is open, from today on; None if it is over by then."""
    data = x.instance
    members = [int(a) for a in data.measure_activity[data.measure_ptr[measure] : data.measure_ptr[measure + 1]]]
    if finish.high <= data.now:
        return None
    low = max(min(x.windows.start_low[a] for a in members), data.now)
    high = max(min(x.windows.start_high[a] for a in members), data.now)
    start = x.model.new_int_var(low, high, "")
    for a in members:
        x.model.add(start <= (max(x.start[a].low, data.now) if x.of.is_fixed[a] else x.start[a].var))
    least = 0 if any(x.of.is_fixed[a] for a in members) else least_span(x.of, measure)
    size = x.model.new_int_var(least, max(least, finish.high - low), "")
    return x.model.new_interval_var(start, size, finish.var, "")


def add_energy(x: Variables, last: Axis) -> None:
    """Add the redundant row: the peak of a resource until the last finish is at least the work that the chosen modes take.

    Where no mode is to be chosen, the earliest last finish says it already.
    """
    data = x.instance
    for resource in range(len(data.resource_names)):
        row = []
        for i, modes in enumerate(x.modes):
            for mode, literal in zip(modes, x.chosen[i], strict=True):
                work = 0 if x.of.is_fixed[i] else _work(data, mode, resource)
                if work:
                    row.append((literal, work))
        if any(not isinstance(literal, bool) for literal, _ in row):
            x.model.add(int(data.capacity[resource].max()) * (last.var - min(x.windows.start_low)) >= weighted(row))


def _work(data: Instance, mode: int, resource: int) -> int:
    rows = range(int(data.demand_ptr[mode]), int(data.demand_ptr[mode + 1]))
    days = 0 if int(data.mode_table[mode]) >= 0 else int(data.mode_duration[mode])
    return sum(days * int(data.demand_amount[k]) for k in rows if int(data.demand_resource[k]) == resource)
