# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""An instance without some of its activities: easier, and never worse, so what it proves holds for the whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from egovplan.scheduling.instance import Group, Instance, Ints


def restricted(instance: Instance, keep: NDArray[np.bool_]) -> Instance:
    """Return the instance of some activities alone.

    Leaving activities out never makes a schedule of the others impossible: no rule asks for one to be there. So a bound for
    the rest is a bound for the whole, as long as the objective can only grow with what is left out.

    Parameters
    ----------
    instance
        The whole.
    keep
        Shape (n,), what stays; fixed activities should.
    """
    kept = np.flatnonzero(keep)
    place = np.full(len(instance), -1)
    place[kept] = np.arange(len(kept))
    modes = np.concatenate([np.arange(0)] + [np.array(instance.modes_of(int(i))) for i in kept])
    links = np.flatnonzero(keep[instance.link_pred] & keep[instance.link_succ])
    names = (
        "release", "deadline", "notice_table", "allowed", "start_table", "fixed_start", "fixed_finish", "fixed_mode",
        "baseline_start", "baseline_mode",
    )  # fmt: skip
    changes: dict[str, Any] = {name: _ints(getattr(instance, name)[kept]) for name in names}
    return replace(
        instance,
        **changes,
        names=tuple(instance.names[i] for i in kept),
        mode_ptr=_pointer(np.diff(instance.mode_ptr)[kept]),
        mode_cost=np.ascontiguousarray(instance.mode_cost[modes]),
        move_weight=np.ascontiguousarray(instance.move_weight[kept]),
        mode_duration=_ints(instance.mode_duration[modes]),
        mode_table=_ints(instance.mode_table[modes]),
        link_pred=_ints(place[instance.link_pred[links]]),
        link_succ=_ints(place[instance.link_succ[links]]),
        link_type=np.ascontiguousarray(instance.link_type[links]),
        link_lag=_ints(instance.link_lag[links]),
        link_table=_ints(instance.link_table[links]),
        charges=tuple(replace(c, activity=int(place[c.activity])) for c in instance.charges if keep[c.activity]),
        running=tuple(replace(r, activity=int(place[r.activity])) for r in instance.running if keep[r.activity]),
        **_rows(instance, "demand", modes),
        **_rows(instance, "stock", modes),
        **_measures(instance, keep, place),
    )


def _rows(instance: Instance, name: str, modes: NDArray[np.int64]) -> dict[str, Any]:
    """Return demand or stock of the modes that stay."""
    ptr = getattr(instance, f"{name}_ptr")
    rows = np.concatenate([np.arange(0)] + [np.arange(ptr[m], ptr[m + 1]) for m in modes])
    return {
        f"{name}_ptr": _pointer(np.diff(ptr)[modes]),
        f"{name}_resource": _ints(getattr(instance, f"{name}_resource")[rows]),
        f"{name}_amount": np.ascontiguousarray(getattr(instance, f"{name}_amount")[rows]),
    }


def _measures(instance: Instance, keep: NDArray[np.bool_], place: NDArray[np.int64]) -> dict[str, Any]:
    """Return the measures of which something stays, and the groups of those."""
    ptr = instance.measure_ptr
    members = [instance.measure_activity[ptr[k] : ptr[k + 1]] for k in range(len(instance.measure_names))]
    inside = [place[rows[keep[rows]]] for rows in members]
    stay = [k for k, rows in enumerate(inside) if len(rows)]
    number = {k: position for position, k in enumerate(stay)}
    groups = (Group(g.name, g.limit, tuple(number[m] for m in g.measures if m in number)) for g in instance.groups)
    return {
        "measure_names": tuple(instance.measure_names[k] for k in stay),
        "measure_ptr": _pointer(np.array([len(inside[k]) for k in stay], np.int64)),
        "measure_activity": _ints(np.concatenate([np.arange(0)] + [inside[k] for k in stay])),
        "measure_due": _ints(instance.measure_due[stay]),
        "measure_weight": np.ascontiguousarray(instance.measure_weight[stay]),
        "groups": tuple(group for group in groups if group.measures),
    }


def _pointer(counts: NDArray[Any]) -> Ints:
    return _ints(np.concatenate(([0], np.cumsum(counts))))


def _ints(values: NDArray[Any]) -> Ints:
    return np.ascontiguousarray(values, dtype=np.int32)
