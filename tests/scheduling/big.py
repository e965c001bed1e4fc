# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Random catalogues of any size that have a plan: measures of some phases, a few people each, soft due dates.

For searches, which regular ones would make too easy; ``towns`` has every rule and nothing random, to see how time grows.
"""

from __future__ import annotations

import random
from typing import Any

from egovplan.catalogue.catalogue import Catalogue

PHASES = 5
"""Activities of a measure, at most."""


def big_catalogue(activities: int, seed: int = 0) -> Catalogue:
    """Return a catalogue with about so many activities: one role for ten of them, half of the measures after an earlier one."""
    rng = random.Random(f"{seed}:{activities}")
    roles = max(2, min(40, activities // 50))
    measures: list[dict[str, Any]] = []
    left = activities
    while left > 0:
        count = min(left, rng.randint(1, PHASES))
        left -= count
        measures.append(_measure(rng, len(measures), count, roles))
    people = [{"id": f"R{k}", "capacity": rng.randint(2, 6)} for k in range(roles)]
    return Catalogue.from_dict({"title": "Groß", "start": "2020-01-02", "resources": people, "measures": measures})


def _measure(rng: random.Random, number: int, count: int, roles: int) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    for k in range(count):
        row = {"id": f"a{k}", "duration": rng.randint(1, 20), "demand": {f"R{rng.randrange(roles)}": rng.randint(1, 2)}}
        rows.append(row | ({"after": f"a{rng.randrange(k)}"} if k else {}))
    due = f"{rng.randint(2020, 2024)}-{rng.randint(1, 12):02}-15"
    measure = {"id": f"M{number}", "title": f"M{number}", "priority": rng.randint(1, 5), "due": due, "activities": rows}
    return measure | ({"after": f"M{rng.randrange(number)}"} if number and rng.random() < 0.5 else {})
