# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The services of the OZG catalogue brought into many towns: offices, vendors' teams, sittings and budgets are shared.

Each service in each town is a small measure: prepare, connect, for local law a decision of the council, test, go live. Each waits
for the portal to be introduced in its town, at most so many introductions at the same time.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ROOT.parent / "shared" / "data" / "domain" / "ozg_leistungen_kdn2019.csv"
OFFICES = {"BUERGER": 3, "SOZIALES": 3, "BAU": 3, "FINANZEN": 2, "ORDNUNG": 2, "WIRTSCHAFT": 2}
"""Offices of a town and their people who can work on it. [VZÄ]"""
OFFICE_OF = {
    "Arbeit & Ruhestand": "SOZIALES", "Bauen & Wohnen": "BAU", "Bildung": "SOZIALES",
    "Ein- & Auswanderung": "BUERGER", "Engagement & Hobby": "BUERGER", "Familie & Kind": "SOZIALES",
    "Forschung & Förderung": "WIRTSCHAFT", "Gesundheit": "SOZIALES", "Mobilität & Reisen": "ORDNUNG",
    "Querschnitt": "BUERGER", "Recht & Ordnung": "ORDNUNG", "Steuern & Zoll": "FINANZEN", "Umwelt": "BAU",
    "Unternehmensführung & -entwicklung": "WIRTSCHAFT",
}  # fmt: skip
PORTAL = "PORTAL"
Service = dict[str, str]


def services() -> list[Service] | None:
    """Return the rows of the catalogue of services; None where the file is not there."""
    if not SERVICES.is_file():
        return None
    with SERVICES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def rollout(activities: int, rows: list[Service], *, seed: int = 0) -> dict[str, Any]:
    """Return the data of a catalogue with about so many activities.

    Parameters
    ----------
    activities
        How many; the number of towns follows from it.
    rows
        The services.
    seed
        The same seed gives the same catalogue everywhere.
    """
    draw = random.Random(seed)
    measures: list[dict[str, Any]] = []
    left, towns = activities, 0
    while left > 0:
        towns += 1
        left -= 1  # the town's introduction of the portal
        for row in rows:
            measure = _measure(draw, f"T{towns:02d}", row)
            if left >= len(measure["activities"]):
                measures.append(measure)
            left -= len(measure["activities"])
            if left <= 0:
                break
    names = [f"T{k + 1:02d}" for k in range(towns)]
    fields = sorted({row["themenfeld"] for row in rows})
    return {
        "title": f"OZG in {towns} Städten",
        "start": "2020-01-01",
        "offices": [o for town in names for o in _offices(town)],
        "resources": [*_vendors(fields, towns), *(r for town in names for r in _people(town))],
        "budgets": [_budget("investment", 55_000 * activities // 5), _budget("operating", 4_000 * activities // 5)],
        "bodies": [_council(draw, town) for town in names],
        "embargoes": [_closing(year) for year in range(2020, 2032)],
        "stages": [
            {"id": "S1", "priorities": [0, 1, 2], "deadline": "2021-06-30"},
            {"id": "S2", "priorities": [3, 4, 5], "deadline": "2022-12-31"},
        ],
        "measures": [_portal(names), *measures],
    }


def _measure(draw: random.Random, town: str, row: Service) -> dict[str, Any]:
    office = f"{town}-{OFFICE_OF[row['themenfeld']]}"
    people, technicians, vendor = f"{office}/fach", f"{town}-IT/technik", _vendor(row["themenfeld"])
    is_local = row["anzahl_typ5"] != "0"
    steps = [
        {"id": "vorbereitung", "duration": draw.randint(3, 10), "demand": {people: "0.5"}},
        {
            "id": "anbindung", "duration": draw.randint(4, 15), "demand": {vendor: 1, technicians: "0.5"}, "after": ["vorbereitung"],
            "costs": [{"amount": 500 * draw.randint(2, 20), "charged": draw.choice(["start", "finish", "spread"])}],
        },
        {"id": "test", "duration": draw.randint(2, 5), "demand": {people: "0.5", technicians: "0.25"}, "after": ["anbindung"]},
        {
            "id": "betrieb", "duration": 1, "demand": {technicians: "0.25"}, "after": ["test", *(["satzung"] if is_local else ())],
            "running": [{"per_year": 120 * draw.randint(1, 10)}],
        },
    ]  # fmt: skip
    if is_local:
        steps.insert(1, {"id": "satzung", "gate": f"RAT-{town}", "after": ["vorbereitung FS+5"]})
    return {
        "id": f"{town}-{row['ozg_id']}", "title": f"{row['leistung'][:60]} ({town})", "priority": draw.randint(1, 5),
        "lead": office, "activities": steps, "after": [f"{PORTAL}/rollout/{town}-IT"],
    }  # fmt: skip


def _portal(towns: list[str]) -> dict[str, Any]:
    return {
        "id": PORTAL, "title": "Portal", "priority": 0, "lead": f"{towns[0]}-IT",
        "rollout": {
            "targets": [f"{town}-IT" for town in towns], "parallel": max(2, len(towns) // 4),
            "introduction": {"id": "x", "duration": 20, "demand": {"@/technik": 1}},
        },
    }  # fmt: skip


def _offices(town: str) -> list[dict[str, Any]]:
    return [{"id": f"{town}-IT"}, *({"id": f"{town}-{name}", "max_open_measures": 12} for name in OFFICES)]


def _people(town: str) -> list[dict[str, Any]]:
    own = [{"id": f"{town}-{name}/fach", "office": f"{town}-{name}", "capacity": fte} for name, fte in OFFICES.items()]
    growing = [{"fte": 3}, {"since": "2021-01-01", "fte": 4}, {"since": "2022-07-01", "fte": 5}]
    return [{"id": f"{town}-IT/technik", "office": f"{town}-IT", "capacity": growing}, *own]


def _vendors(fields: list[str], towns: int) -> list[dict[str, Any]]:
    return [{"id": _vendor(field), "title": f"Teams für {field}", "capacity": max(2, towns)} for field in fields]


def _vendor(field: str) -> str:
    return "VERFAHREN/" + "".join(letter for letter in field if letter.isalpha())


def _council(draw: random.Random, town: str) -> dict[str, Any]:
    first = f"2020-01-{draw.choice([7, 8, 9, 14, 15, 16, 21, 22, 23]):02d}"
    return {
        "id": f"RAT-{town}", "rhythm": {"first": first, "weeks": draw.choice([4, 5, 6]), "until": "2035-12-31"}, "notice": "14 kt",
    }  # fmt: skip


def _budget(kind: str, first: int) -> dict[str, Any]:
    """Return a budget that rises from year to year: what is left may be spent later."""
    amounts = {year: first * (year - 2017) for year in range(2020, 2032)}
    return {"kind": kind, "amounts": amounts, "carry_over": True}


def _closing(year: int) -> dict[str, Any]:
    return {"id": f"KASSE-{year}", "since": f"{year}-12-10", "until": f"{year}-12-31", "only_with_costs": True}
