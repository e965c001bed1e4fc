# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Cheap proofs: values that no schedule can be below, and demand that no schedule can meet.

Work that must be done within a window needs as much energy (demand times working days) as the resource has
there (Baptiste, Le Pape, Nuijten 1999; here for work that lies wholly in the window). With the windows of the
network these checks take milliseconds, and they find most of what cannot be before a solver is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from egovplan.catalogue.catalogue import Catalogue
from egovplan.scheduling.dates.windows import Windows
from egovplan.scheduling.instance import Instance, Longs, distinct

MOST_CELLS = 20_000_000
"""So many pairs of a window's start and an activity are looked at for each resource; of more starts only every so many."""


@dataclass(frozen=True)
class Overload:
    """More work than a resource can do in a window.

    Parameters
    ----------
    resource
        Position of the resource.
    start, finish
        The window ``[start, finish)`` in ``t``.
    need, have
        Hundredths of VZÄ-days.
    activities
        Positions of the activities that lie wholly in the window.
    energies
        What each of them takes at least.
    """

    resource: int
    start: int
    finish: int
    need: int
    have: int
    activities: tuple[int, ...]
    energies: tuple[int, ...] = ()

    def needed(self) -> tuple[int, ...]:
        """Return a part of the activities that is too much already, the largest first; without any one of them it is not."""
        kept, total = [], 0
        for energy, activity in sorted(
            zip(self.energies, self.activities, strict=True), key=lambda row: (-row[0], row[1])
        ):
            kept.append(activity)
            total += energy
            if total > self.have:
                break
        return tuple(kept)


@dataclass(frozen=True)
class _Work:
    """What is to be done by one resource: activities, windows and least energy, by latest finish; free capacity so far."""

    activity: NDArray[np.int64]
    start: NDArray[np.int64]
    finish: NDArray[np.int64]
    energy: Longs
    supply: Longs


def lower_bounds(instance: Instance, windows: Windows) -> dict[str, int]:
    """Return for each objective level a value that no schedule can be below.

    Parameters
    ----------
    instance
        The translated catalogue.
    windows
        Of all activities, by precedences.
    """
    values = windows.heads.least_values(instance)
    energy = max((_earliest_finish(work) for work in _works(instance, windows)), default=0)
    values["makespan"] = max(values["makespan"], energy - instance.base)
    return values


def overload(instance: Instance, windows: Windows) -> Overload | None:
    """Return the window and resource that lack most, or None if the work fits into every window."""
    worst: Overload | None = None
    for resource, everything in enumerate(_works(instance, windows)):
        work = _tight(everything)
        starts = distinct(work.start)
        for start in starts[:: 1 + len(starts) * len(work.start) // MOST_CELLS]:
            inside = work.start >= start
            need = np.cumsum(np.where(inside, work.energy, 0))
            have = np.maximum(work.supply[np.maximum(work.finish, start)] - work.supply[start], 0)
            lack = np.where(inside, need - have, 0)
            k = int(lack.argmax())
            if lack[k] > (worst.need - worst.have if worst else 0):
                k = int(np.flatnonzero(work.finish == work.finish[k])[-1])
                members, energies = (row[: k + 1][inside[: k + 1]].tolist() for row in (work.activity, work.energy))
                window = (int(start), int(work.finish[k]), int(need[k]), int(have[k]))
                worst = Overload(resource, *window, tuple(members), tuple(energies))
    return worst


def _tight(work: _Work) -> _Work:
    """Leave out what lies in no window that lacks something: where its own window alone has room for all that is left."""
    while True:
        room = work.supply[np.maximum(work.finish, work.start)] - work.supply[work.start]
        keep = room < work.energy.sum()
        if keep.all():
            return work
        work = _Work(work.activity[keep], work.start[keep], work.finish[keep], work.energy[keep], work.supply)


def oversized(instance: Instance, windows: Windows) -> tuple[int, int, int, int] | None:
    """Return an activity that some resource can never carry, not even alone.

    Parameters
    ----------
    instance
        The translated catalogue.
    windows
        Of all activities, by precedences.

    Returns
    -------
    tuple of int, or None
        Activity, resource, need and have in hundredths of a VZÄ; None if there is no such activity.
    """
    # what is more than the least capacity of all days is looked at day by day
    least = instance.capacity.min(axis=1, initial=0 if instance.capacity.shape[1] == 0 else np.iinfo(np.int64).max)
    modes = np.repeat(np.arange(len(instance.mode_duration)), np.diff(instance.demand_ptr))
    suspects = modes[instance.demand_amount > least[instance.demand_resource]]
    for i in np.unique(np.searchsorted(instance.mode_ptr, suspects, side="right") - 1).tolist():
        if instance.fixed_start[i] >= 0:
            continue
        lacks = [_lack(instance, m, windows.start_low[i], windows.finish_high[i]) for m in instance.modes_of(i)]
        if all(lacks) and lacks[0]:
            return (i, *lacks[0])
    return None


def capacity_conflict(catalogue: Catalogue, instance: Instance, windows: Windows) -> tuple[str, ...]:
    """Return why people do not suffice, in the planner's words; empty if these checks find nothing.

    Parameters
    ----------
    catalogue, instance
        What is planned, and its translation.
    windows
        Of all activities, by precedences and hard deadlines.
    """
    if single := oversized(instance, windows):
        activity, resource, need, have = single
        title = catalogue.activities[activity].title
        text = (
            f"»{title}« ({instance.names[activity]}) braucht {_amount(instance, resource, need)} von "
            f"{_name(instance, resource)}, an keinem der möglichen Tage ist mehr als "
            f"{_amount(instance, resource, have)} da."
        )
        return (text,)
    found = overload(instance, windows)
    return _overload_text(catalogue, instance, found) if found else ()


def _overload_text(catalogue: Catalogue, instance: Instance, found: Overload) -> tuple[str, ...]:
    line, origin = catalogue.timeline, instance.origin
    since = line.date(origin + found.start)
    until = line.last_day(origin + found.start, origin + max(found.finish, found.start + 1))
    names = [f"»{catalogue.activities[i].title}« ({instance.names[i]})" for i in found.activities]
    more = f" und {len(names) - 8} weitere" if len(names) > 8 else ""
    dates = sorted({d for i in found.activities if (d := catalogue.activities[i].deadline)})
    unit = "Einführungstage" if _is_limit(instance, found.resource) else "VZÄ-Tage"
    lack = (
        f"{_name(instance, found.resource)}: vom {since:%d.%m.%Y} bis {until:%d.%m.%Y} werden mindestens "
        f"{_amount(instance, found.resource, found.need)} {unit} gebraucht, vorhanden sind "
        f"{_amount(instance, found.resource, found.have)}."
    )
    rules = [lack, f"In diesem Zeitraum müssen liegen: {', '.join(names[:8])}{more}."]
    if dates:
        rules.append(f"Verbindliche Fristen: {', '.join(f'{day:%d.%m.%Y}' for day in dates[:8])}.")
    return tuple(rules)


def _is_limit(instance: Instance, resource: int) -> bool:
    """Return whether a resource is a limit of parallel introductions, counted in pieces."""
    return instance.resource_names[resource].startswith("limit:")


def _name(instance: Instance, resource: int) -> str:
    name = instance.resource_names[resource].removeprefix("limit:")
    return f"»{name}« (gleichzeitige Einführungen)" if _is_limit(instance, resource) else f"»{name}«"


def _amount(instance: Instance, resource: int, amount: int) -> str:
    return str(amount) if _is_limit(instance, resource) else f"{amount // 100},{amount % 100:02d}"


def _lack(instance: Instance, mode: int, first: int, stop: int) -> tuple[int, int, int] | None:
    """Return (resource, need, have) if the mode needs more of a resource than there is on any day of ``[first, stop)``."""
    if instance.mode_table[mode] < 0 and instance.mode_duration[mode] == 0:
        return None
    for k in range(int(instance.demand_ptr[mode]), int(instance.demand_ptr[mode + 1])):
        resource, need = int(instance.demand_resource[k]), int(instance.demand_amount[k])
        have = int(instance.capacity[resource, first:stop].max(initial=0))
        if need > have:
            return resource, need, have
    return None


def _works(instance: Instance, windows: Windows) -> Iterator[_Work]:
    """Yield the work of each resource that is not fixed, and what is left of its capacity besides the fixed work."""
    free = instance.capacity.copy()
    for i in np.flatnonzero(instance.fixed_start >= 0).tolist():
        for resource, amount in _demand(instance, int(instance.mode_ptr[i])).items():
            free[resource, instance.fixed_start[i] : instance.fixed_finish[i]] -= amount
    activity, resources, energy = _least_energies(instance, windows)
    start, finish = np.asarray(windows.start_low, np.int64), np.asarray(windows.finish_high, np.int64)
    order = np.lexsort((energy, activity, start[activity], finish[activity], resources))
    edges = np.searchsorted(resources[order], np.arange(len(instance.resource_names) + 1))
    for k in range(len(instance.resource_names)):
        rows = order[edges[k] : edges[k + 1]]
        own = activity[rows]
        supply = np.concatenate(([0], np.cumsum(free[k])))
        yield _Work(own, start[own], finish[own], energy[rows], supply)


def _least_energies(instance: Instance, windows: Windows) -> tuple[Longs, Longs, Longs]:
    """Return activity, resource and least energy of whatever is not fixed and takes something: three columns."""
    single = (np.diff(instance.mode_ptr) == 1) & (instance.fixed_start < 0)
    plain = single & (instance.mode_table[instance.mode_ptr[:-1]] < 0)
    modes = np.repeat(np.arange(len(instance.mode_duration)), np.diff(instance.demand_ptr))
    owner = np.searchsorted(instance.mode_ptr, modes, side="right") - 1
    rows = plain[owner]
    energy = instance.demand_amount * instance.mode_duration[modes]
    columns = [owner[rows], instance.demand_resource[rows], energy[rows]]
    others = [
        (i, resource, amount)
        for i in np.flatnonzero(~plain & (instance.fixed_start < 0)).tolist()
        for resource, amount in _least_energy(instance, i, windows.start_low[i], windows.start_high[i]).items()
    ]
    more = np.array(others, np.int64).reshape(len(others), 3).T
    activity, resource, energy = (np.concatenate((a, b)).astype(np.int64) for a, b in zip(columns, more, strict=True))
    return activity[energy > 0], resource[energy > 0], energy[energy > 0]


def _least_energy(instance: Instance, activity: int, first: int, last: int) -> dict[int, int]:
    """Return resource → the energy that the activity takes of it in any mode and at any start."""
    least: dict[int, int] | None = None
    for mode in instance.modes_of(activity):
        days = int(instance.mode_duration[mode])
        if (row := int(instance.mode_table[mode])) >= 0:
            starts = np.arange(first, max(first, last) + 1)
            days = int((instance.tables[row, starts] - starts).min())
        own = {resource: amount * days for resource, amount in _demand(instance, mode).items()}
        least = own if least is None else {r: min(e, own[r]) for r, e in least.items() if r in own}
    return {resource: energy for resource, energy in (least or {}).items() if energy}


def _demand(instance: Instance, mode: int) -> dict[int, int]:
    rows = range(int(instance.demand_ptr[mode]), int(instance.demand_ptr[mode + 1]))
    return {int(instance.demand_resource[k]): int(instance.demand_amount[k]) for k in rows}


def _earliest_finish(work: _Work) -> int:
    """Return a day before which the resource cannot have done everything."""
    order = np.argsort(work.start, kind="stable")[::-1]
    if not len(order):
        return 0
    need = np.cumsum(work.energy[order])
    return int(np.searchsorted(work.supply, need + work.supply[work.start[order]]).max())
