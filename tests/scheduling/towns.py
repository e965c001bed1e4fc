# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Catalogues as large as one likes: the same services in many towns, with every rule that many towns share.

All alike and nothing random, so that how time and memory grow with the towns says something; ``big`` draws irregular catalogues
of precedences and people alone, for searches.
"""

from __future__ import annotations

from egovplan.catalogue.catalogue import Catalogue

SERVICES = 25


def towns(count: int) -> Catalogue:
    """Return the catalogue of some towns; each has 101 activities: the portal, and four for each of 25 services.

    With a deadline that all keep, and that ends the axis.
    """
    names = [f"T{k:02d}" for k in range(count)]
    return Catalogue.from_dict(
        {
            "title": f"{count} Städte",
            "start": "2020-01-01",
            "offices": [{"id": town, "max_open_measures": 8} for town in names],
            "resources": [{"id": "DL/teams", "capacity": count}, *(_people(town) for town in names)],
            "budgets": [
                {"kind": "investment", "amounts": {2020: 30000 * count, 2021: 60000 * count}, "carry_over": True}
            ],
            "bodies": [_council(k, town) for k, town in enumerate(names)],
            "embargoes": [{"id": "KASSE", "since": "2020-12-10", "until": "2020-12-31", "only_with_costs": True}],
            "stages": [{"id": "S", "priorities": [1, 2, 3], "deadline": "2020-12-31"}],
            "measures": [_portal(names), *(_service(town, k) for town in names for k in range(SERVICES))],
        }
    )


def _service(town: str, k: int) -> dict[str, object]:
    own, every = f"{town}/fach", k % 5
    steps = [
        {"id": "a", "duration": 3 + every, "demand": {own: "0.5"}},
        {"id": "b", "duration": 5, "demand": {"DL/teams": 1, own: "0.25"}, "after": "a", "costs": 1000 + 10 * k},
        {"id": "c", "gate": f"RAT-{town}", "after": "b FS+2"}
        if every == 0
        else {"id": "c", "duration": 2, "after": "b"},
        {"id": "d", "duration": 1, "demand": {own: "0.25"}, "after": "c", "running": 1200},
    ]
    after = [f"PORTAL/rollout/{town}"]
    return {
        "id": f"{town}-{k}", "title": str(k), "priority": 1 + k % 3, "lead": town, "activities": steps, "after": after,
        "deadline": "2023-12-31",
    }  # fmt: skip


def _portal(names: list[str]) -> dict[str, object]:
    introduction = {"id": "x", "duration": 10, "demand": {"@/fach": 1}}
    rollout = {"targets": names, "parallel": 1 + len(names) // 3, "introduction": introduction}
    return {"id": "PORTAL", "title": "Portal", "priority": 1, "rollout": rollout, "deadline": "2023-12-31"}


def _people(town: str) -> dict[str, object]:
    return {"id": f"{town}/fach", "office": town, "capacity": [{"fte": 2}, {"since": "2020-07-01", "fte": 3}]}


def _council(k: int, town: str) -> dict[str, object]:
    rhythm = {"first": f"2020-01-{7 + k % 3:02d}", "weeks": 4 + k % 3, "until": "2023-12-31"}
    return {"id": f"RAT-{town}", "rhythm": rhythm, "notice": "14 kt"}
