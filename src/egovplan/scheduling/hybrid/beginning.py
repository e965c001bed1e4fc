# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Schedules that a known plan leads to: as it stands, held where it was, or in its order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import SolverError
from egovplan.plan.model import Plan
from egovplan.scheduling.cpsat.schedules import schedule_of
from egovplan.scheduling.heuristic import by_priority
from egovplan.scheduling.instance import Instance, Ints
from egovplan.scheduling.objective import Schedule
from egovplan.scheduling.translation.baseline import Baseline


def standing(instance: Instance, catalogue: Catalogue, hint: Plan) -> Schedule | None:
    """Return a plan as it stands, what it does not know at its earliest; it may break rules. None if it leaves the horizon.

    Parameters
    ----------
    instance, catalogue
        What is to be scheduled, translated and not.
    hint
        A plan of this catalogue, or of another state of it.
    """
    try:
        return schedule_of(instance, *_wanted(instance, Baseline.of(hint, catalogue)))
    except SolverError:
        return None


def near(instance: Instance, catalogue: Catalogue, hint: Plan) -> Iterator[Schedule]:
    """Yield schedules that come near to a plan and keep every rule; see :func:`standing`.

    In the first, nothing starts before it did, and what no longer fits moves to the right (the right shift of re-scheduling
    practice). In the second, only the order of the plan counts.
    """
    known = Baseline.of(hint, catalogue)
    starts, modes = _wanted(instance, known)
    was = np.array([name in known.starts for name in instance.names], np.bool_)
    for holds in (np.where(was, np.clip(starts, 0, instance.horizon), 0).tolist(), None):
        found = by_priority(instance, starts.tolist(), modes.tolist(), holds)
        if found is not None:
            yield found


def _wanted(instance: Instance, known: Baseline) -> tuple[Ints, Ints]:
    """Return start and mode of each activity, as the plan has it."""
    rows = zip(instance.names, instance.release.tolist(), instance.fixed_start.tolist(), strict=True)
    starts = [f if f >= 0 else known.starts.get(a, instance.origin + r) - instance.origin for a, r, f in rows]
    modes = np.array([max(0, known.modes.get(name, 0)) for name in instance.names], np.int32)
    return np.array(starts, np.int32), np.where(modes < np.diff(instance.mode_ptr), modes, 0).astype(np.int32)
