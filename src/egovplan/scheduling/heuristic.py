# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A plan at once: serial schedule generation and a population search around it, compiled.

Activities are taken in the order of a list; each starts as early as precedences, calendar, people, open
measures and budgets allow after those before it (Kelley 1963; Kolisch, Hartmann 1999). Priority rules give
the first lists; crossover, shifts and forward-backward improvement (Li, Willis 1992) give better ones, for as
long as one likes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from egovplan._core import Search, serial
from egovplan.scheduling.instance import Instance, Ints, Longs, Running
from egovplan.scheduling.objective import DEFAULT, LEVELS, MOVE_CHARGE, Schedule

SLICE = 0.05
"""Seconds after which the core comes back to Python, so that Ctrl-C and time limits are noticed. [s]"""

_PLAIN = (
    "horizon", "base", "now", "tables", "mode_ptr", "mode_duration", "mode_table", "demand_ptr", "demand_resource",
    "demand_amount", "stock_ptr", "stock_resource", "stock_amount", "stock_capacity", "capacity", "link_pred", "link_succ",
    "link_type", "link_lag", "link_table", "release", "deadline", "notice_table", "allowed", "allowed_days", "fixed_start",
    "fixed_finish", "mode_cost", "move_limit",
)  # fmt: skip


def first_schedule(
    instance: Instance,
    *,
    seed: int = 0,
    schedules: int | None = 2000,
    seconds: float | None = None,
    start: Schedule | None = None,
    levels: Sequence[str] = DEFAULT,
    on_improve: Callable[[Schedule], object] | None = None,
) -> Schedule | None:
    """Return the best schedule found, or None if none was found that keeps every rule.

    Parameters
    ----------
    instance
        The translated catalogue.
    seed
        With ``seconds=None`` the same seed gives the same schedule on every machine.
    schedules
        How many schedules to generate; None for no limit.
    seconds
        When to stop at the latest; None for no limit. At least one of the two limits is needed. [s]
    start
        A known schedule whose order takes part in the search.
    levels
        What makes a schedule better, most important first.
    on_improve
        Called with each better schedule.

    Raises
    ------
    ValueError
        If there is no limit at all, or the instance contradicts itself.
    """
    if schedules is None and seconds is None:
        raise ValueError("first_schedule: schedules or seconds expected, both are None")
    improver = Improver(instance, seed=seed, schedules=schedules, start=start, levels=levels)
    until = float("inf") if seconds is None else time.monotonic() + seconds
    while improver.is_left and (rest := until - time.monotonic()) > 0:
        if (better := improver.improve(min(SLICE, rest))) and on_improve:
            on_improve(better)
    if improver.schedules == 0:
        improver.improve(0.0)
    return improver.best


class Improver:
    """A search that goes on for as long as one lets it, and keeps what it has learned in between.

    Parameters
    ----------
    instance
        The translated catalogue.
    seed
        Of all random choices.
    schedules
        How many schedules to generate at most; None for no limit.
    start
        A known schedule whose order takes part in the search.
    levels
        What makes a schedule better, most important first.
    expected
        How many schedules there will be time for, about; the size of the population follows it. By default as many as there may
        be.
    """

    def __init__(
        self, instance: Instance, *, seed: int = 0, schedules: int | None = None, start: Schedule | None = None,
        levels: Sequence[str] = DEFAULT, expected: int | None = None,
    ) -> None:  # fmt: skip
        self._search = Search(arrays(instance, levels), seed % 2**64, expected or schedules or 0)
        self._limit = 2**62 if schedules is None else schedules
        if start is not None:
            self.offer(start)

    @property
    def schedules(self) -> int:
        """How many schedules have been generated."""
        return self._search.schedules

    @property
    def is_left(self) -> bool:
        """Whether more schedules may be generated."""
        return self._search.schedules < self._limit

    @property
    def best(self) -> Schedule | None:
        """The best schedule so far, None if there is none that keeps every rule."""
        return Schedule(*self._search.best()) if self._search.is_feasible else None

    def offer(self, schedule: Schedule) -> None:
        """Let the order and the modes of a known schedule take part."""
        self._search.offer(_ints(schedule.starts), _ints(schedule.modes))

    def improve(self, seconds: float, schedules: int | None = None, patience: float = 0.0) -> Schedule | None:
        """Search for some time, until there is a better schedule; return it, or None if the time was over before.

        Parameters
        ----------
        seconds
            At least one schedule is generated, however short that is. [s]
        schedules
            How many to generate at most; None for no other limit than that of the whole search.
        patience
            For how long it goes on although there is a better schedule. [s]
        """
        left = max(1, self._limit - self._search.schedules)
        if schedules is not None:
            left = max(1, min(left, schedules))
        return self.best if self._search.step(left, seconds, patience) else None


def by_priority(
    instance: Instance, key: Sequence[int], modes: Sequence[int] | None = None, holds: Sequence[int] | None = None
) -> Schedule | None:
    """Return the schedule that one list gives, or None if it leads to a broken rule.

    Parameters
    ----------
    instance
        The translated catalogue.
    key
        Shape (n,); activities with a smaller key are taken earlier, as far as precedences allow.
    modes
        Shape (n,), position of the mode of each activity; the first modes by default.
    holds
        Shape (n,), days before which activities do not start, although they could; none by default.
    """
    chosen = _ints(np.zeros(len(instance)) if modes is None else modes)
    feasible, starts, finishes, objective = serial(
        arrays(instance), _ints(key), chosen, None if holds is None else _ints(holds)
    )  # fmt: skip
    return Schedule(starts, finishes, chosen, objective) if feasible else None


def arrays(instance: Instance, levels: Sequence[str] = DEFAULT) -> dict[str, Any]:
    """Return the instance as the core reads it: arrays only; ``levels`` are what makes a schedule better."""
    accounts, groups, running = instance.accounts, instance.groups, instance.running
    months = _months(running)
    return {name: getattr(instance, name) for name in _PLAIN} | {
        "levels": _ints([LEVELS.index(level) for level in levels]),
        "home_start": instance.baseline_start,
        "home_mode": instance.baseline_mode,
        "home_weight": instance.move_weight,
        "home_charge": instance.move_weight * MOVE_CHARGE,
        "levelled": _ints(instance.is_levelled),
        "bundle_ptr": instance.measure_ptr,
        "bundle_activity": instance.measure_activity,
        "bundle_due": instance.measure_due,
        "bundle_weight": instance.measure_weight,
        "group_limit": _ints([group.limit for group in groups]),
        "group_ptr": _pointer([len(group.measures) for group in groups]),
        "group_bundle": _ints([measure for group in groups for measure in group.measures]),
        "account_carries": _ints([account.carry_over for account in accounts]),
        "period_ptr": _pointer([len(account.years) for account in accounts]),
        "period_start": _ints([t for account in accounts for t in account.year_start]),
        "period_stop": _ints([t for account in accounts for t in account.year_stop]),
        "period_limit": _longs([cents for account in accounts for cents in account.limit]),
        "charge_activity": _ints([charge.activity for charge in instance.charges]),
        "charge_mode": _ints([charge.mode for charge in instance.charges]),
        "charge_account": _ints([charge.account for charge in instance.charges]),
        "charge_amount": _longs([charge.amount for charge in instance.charges]),
        "charge_when": _ints([charge.when for charge in instance.charges]),
        "running_activity": _ints([cost.activity for cost in running]),
        "running_account": _ints([cost.account for cost in running]),
        "month_ptr": _pointer([len(cost.months) for cost in running]),
        "month_start": _ints(months[:, 0]),
        "month_period": _ints(months[:, 1]),
        "month_amount": _longs(months[:, 2]),
    }


def _months(running: Sequence[Running]) -> Longs:
    """Return the months of all running costs one after the other, shape (m, 3); many costs share theirs."""
    rows = {id(cost.months): np.array(cost.months, np.int64).reshape(-1, 3) for cost in running}
    return np.concatenate([np.zeros((0, 3), np.int64), *(rows[id(cost.months)] for cost in running)])


def _pointer(counts: Sequence[int]) -> Ints:
    return _ints(np.concatenate(([0], np.cumsum(counts))))


def _ints(values: Any) -> Ints:
    return np.ascontiguousarray(values, dtype=np.int32)


def _longs(values: Any) -> Any:
    return np.ascontiguousarray(values, dtype=np.int64)
