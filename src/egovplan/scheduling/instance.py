# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A catalogue as integers: what the heuristic and the solver work on, and nothing else.

Time ``t`` counts working days from ``origin``: ``t = 0`` is working day ``origin`` of the catalogue's
timeline, the last usable one is ``horizon``; whatever lies beyond is *never* and has the value
``horizon + 1``. Calendars are gone: elapsed lags, elapsed durations, sittings, notices and embargoes are rows
of :attr:`Instance.tables`, monotone functions of ``t``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

Months = tuple[tuple[int, int, int], ...]

FS, SS, FF, SF = range(4)
"""Codes of :attr:`Instance.link_type`."""
AT_START, AT_FINISH, SPREAD = range(3)
"""Codes of :attr:`Charge.when`."""


@dataclass(frozen=True, slots=True)
class Group:
    """At most ``limit`` measures are open at the same time, each from its first start to its last finish.

    Parameters
    ----------
    name
        Id of the office that leads them.
    limit
        Highest number of open measures at any ``t >= Instance.now``; what is earlier has happened.
    measures
        Positions in :attr:`Instance.measure_names`.
    """

    name: str
    limit: int
    measures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What may be charged in each Haushaltsjahr.

    Parameters
    ----------
    kind
        Kind of budget.
    years
        Years with an entry, ascending; charges in other years do not count.
    year_start, year_stop
        First working day of each year, and of the year after it, as ``t``; may lie outside ``0 … horizon``.
    limit
        Cents. Without carry-over: for the charges of each year. With carry-over: for the sum of charges of
        all entry years up to that one. Raised to what the fixed activities alone charge. Fixed activities are
        to be counted too.
    carry_over
        Which of the two ``limit`` is.
    """

    kind: str
    years: tuple[int, ...]
    year_start: tuple[int, ...]
    year_stop: tuple[int, ...]
    limit: tuple[int, ...]
    carry_over: bool


@dataclass(frozen=True, slots=True)
class Charge:
    """A one-off cost in cents.

    Parameters
    ----------
    activity, account
        Positions.
    mode
        Position among the modes of the activity; -1 if it is charged in any mode.
    amount
        Cents.
    when
        0: in the year of the start. 1: in the year of the last working day (of a milestone, its day). 2:
        spread over the working days ``[start, finish)``, after m of d days ``floor(amount · m / d)``; if d =
        0 as at the start.
    """

    activity: int
    mode: int
    account: int
    amount: int
    when: int


@dataclass(frozen=True, slots=True)
class Running:
    """A cost without end: each month that begins at or after the finish of the activity is charged.

    Parameters
    ----------
    activity, account
        Positions.
    months
        (t of the month's first working day, position in ``Account.years``, cents), ascending; months of entry
        years only. ``t`` may lie beyond the horizon.
    """

    activity: int
    account: int
    months: Months


def shared_months(running: Sequence[Running]) -> tuple[list[tuple[int, int, int]], list[Months]]:
    """Return rows (activity, account, position of the months) and the different months; thousands of costs share a few."""
    distinct: dict[Months, int] = {}
    known: dict[int, int] = {}  # by identity, which is quicker
    rows = []
    for cost in running:
        if id(cost.months) not in known:
            known[id(cost.months)] = distinct.setdefault(cost.months, len(distinct))
        rows.append((cost.activity, cost.account, known[id(cost.months)]))
    return rows, list(distinct)


@dataclass(frozen=True)
class Instance:
    """A catalogue translated to integers; n activities, M modes, L links, R resources, T tables, K measures.

    Parameters
    ----------
    names
        Ids of the activities, in the order of ``catalogue.activities``.
    origin
        Working day index of ``t = 0``; nothing starts and no due date lies before it.
    horizon
        Last usable ``t``; some best schedule finishes by then unless the timeline itself ends before.
    base
        ``t`` of the catalogue's start, from which makespan and weighted finish count.
    now
        First ``t`` on which something that has not begun may start.
    tables
        Shape (T, horizon + 2), monotone; ``tables[k, horizon + 1] == horizon + 1``.
    mode_ptr, mode_duration, mode_table
        Modes of activity i are rows ``mode_ptr[i] … mode_ptr[i + 1]``; finish = start + duration [working
        days], or ``tables[mode_table, start]`` where ``mode_table >= 0``. A fixed activity has its first mode
        only.
    demand_ptr, demand_resource, demand_amount
        Demand of each mode on each working day, hundredths of a VZÄ; 1 for limits of parallel introductions.
    stock_ptr, stock_resource, stock_amount, stock_capacity
        What each mode takes from stocks that do not renew.
    capacity, resource_names
        Shape (R, horizon + 1), raised to the load of the fixed activities, which is to be counted too.
    link_pred, link_succ, link_type, link_lag, link_table
        Precedences; working lag [d] where ``link_table`` is -1, else the bound is ``tables[link_table,
        event]``. Links into fixed activities are left out.
    release
        Earliest start: notice, status date, sittings and embargoes are already in it. Do not apply notice
        again.
    deadline
        Latest finish; ``horizon`` if there is none.
    notice_table
        Table from ready to earliest start (days of notice), -1 if there is none.
    allowed
        Row of ``allowed_days`` with the days on which an activity may start (sittings less embargoes), -1 if
        all.
    allowed_days
        Shape (A, horizon + 1).
    start_table
        Table that is notice and then the next allowed day, -1 if neither is there.
    fixed_start, fixed_finish
        Interval of activities that have begun and of external events; -1 for all others.
    measure_names, measure_ptr, measure_activity
        Measures with at least one activity, and their activities.
    measure_due, measure_weight
        Latest finish that is not late (-1: no due date), and what a working day of lateness weighs.
    mode_cost
        One-off costs of each mode together, whether or not there is a budget for them, cents.
    fixed_mode
        Shape (n,), of a fixed activity the position of its mode in the catalogue; 0 for all others.
    baseline_start, baseline_mode
        Where an activity was in the plan that this one is compared with, and in which mode; -1: nowhere, in none of today's.
    move_weight
        What a working day away from there weighs.
    move_limit
        How many activities that are not fixed may have moved; -1: any number.
    groups, accounts, charges, running
        See there.
    """

    names: tuple[str, ...]
    origin: int
    horizon: int
    base: int
    now: int
    tables: Ints
    mode_ptr: Ints
    mode_duration: Ints
    mode_table: Ints
    demand_ptr: Ints
    demand_resource: Ints
    demand_amount: Longs
    stock_ptr: Ints
    stock_resource: Ints
    stock_amount: Longs
    stock_capacity: Longs
    capacity: Longs
    resource_names: tuple[str, ...]
    link_pred: Ints
    link_succ: Ints
    link_type: NDArray[np.int8]
    link_lag: Ints
    link_table: Ints
    release: Ints
    deadline: Ints
    notice_table: Ints
    allowed: Ints
    allowed_days: NDArray[np.bool_]
    start_table: Ints
    fixed_start: Ints
    fixed_finish: Ints
    measure_names: tuple[str, ...]
    measure_ptr: Ints
    measure_activity: Ints
    measure_due: Ints
    measure_weight: Longs
    mode_cost: Longs
    fixed_mode: Ints
    baseline_start: Ints
    baseline_mode: Ints
    move_weight: Longs
    move_limit: int
    groups: tuple[Group, ...] = ()
    accounts: tuple[Account, ...] = ()
    charges: tuple[Charge, ...] = ()
    running: tuple[Running, ...] = ()

    @cached_property
    def hash(self) -> str:
        """SHA-256 over everything."""
        digest = hashlib.sha256()
        for item in fields(self):
            value = getattr(self, item.name) if item.name != "running" else shared_months(self.running)
            data = value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode()
            digest.update(f"{item.name}:{getattr(value, 'shape', len(data))}:".encode() + data)
        return digest.hexdigest()

    @cached_property
    def is_levelled(self) -> NDArray[np.bool_]:
        """Which rows of :attr:`capacity` are people, and not limits of parallel introductions, shape (R,)."""
        return np.array([not name.startswith("limit:") for name in self.resource_names], np.bool_)

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        size = f"{len(self)} activities, {len(self.link_pred)} links, {len(self.resource_names)} resources"
        return f"Instance({size}, horizon {self.horizon})"

    def finish(self, mode: int, start: int) -> int:
        """Return the finish of the mode in row ``mode`` if it starts at ``start``."""
        table = int(self.mode_table[mode])
        return int(self.tables[table, start]) if table >= 0 else start + int(self.mode_duration[mode])

    def modes_of(self, activity: int) -> range:
        """Return the rows of an activity's modes."""
        return range(int(self.mode_ptr[activity]), int(self.mode_ptr[activity + 1]))


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Return the different values, ascending; as ``np.unique``, which takes its time to load masked arrays at the first call."""
    ordered = np.sort(values)
    is_new = np.ones(len(ordered), bool)
    is_new[1:] = ordered[1:] != ordered[:-1]
    found: NDArray[Any] = ordered[is_new]
    return found
