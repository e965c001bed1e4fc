# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Random networks under many resources, in the manner of the RG instances: short activities, few of them side by side."""

from __future__ import annotations

import random
from typing import Any

REACH = 0.03
"""Predecessors come from this share of the activities before."""


def network(activities: int, *, resources: int = 20, seed: int = 0) -> dict[str, Any]:
    """Return the data of a catalogue with one measure.

    Parameters
    ----------
    activities
        How many; the capacity and the width of the network grow with them, so that the makespan does not.
    resources
        How many; each activity takes 1 to 10 units of about half of them.
    seed
        The same seed gives the same network everywhere.
    """
    draw = random.Random(seed)
    names = [f"R{k + 1}" for k in range(resources)]
    capacity = max(25, round(25 * activities / 2000))
    items = [_activity(draw, i, max(1, round(REACH * activities)), names) for i in range(activities)]
    return {
        "title": f"Netz mit {activities} Vorgängen und {resources} Kapazitäten",
        "start": "2020-01-01",
        "calendar": {"subdivision": None, "eves": False, "holidays": False},
        "resources": [{"id": name, "capacity": capacity} for name in names],
        "measures": [{"id": "N", "title": "Netz", "priority": 1, "activities": items}],
    }


def _activity(draw: random.Random, i: int, reach: int, names: list[str]) -> dict[str, Any]:
    before = {draw.randrange(max(0, i - reach), i) for _ in range(draw.randint(1, 3))} if i else ()
    demand = {name: draw.randint(1, 10) for name in names if draw.random() < 0.5}
    return {
        "id": str(i + 1), "duration": draw.randint(1, 10), "demand": demand, "after": [str(k + 1) for k in sorted(before)],
    }  # fmt: skip
