# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A small city that has a bit of everything; plain data, so that a test can change a copy."""

import copy
from typing import Any

from egovplan.catalogue.catalogue import Catalogue

CITY: dict[str, Any] = {
    "title": "Musterstadt",
    "start": "2015-05-13",
    "offices": [
        {"id": "10", "title": "Hauptamt"},
        {"id": "16", "title": "Datenzentrale", "max_open_measures": 2},
        {"id": "33", "title": "Bürgeramt"},
    ],
    "resources": [
        {"id": "16/Admin", "office": "16", "capacity": [{"since": "2015-01-01", "fte": 1}, {"since": "2016-01-01", "fte": 2}]},
        {"id": "10/Leitung", "office": "10", "capacity": 1},
        {"id": "10/Multi", "office": "10", "capacity": "0.5"},
        {"id": "33/Multi", "office": "33", "capacity": "0.5"},
    ],
    "budgets": [
        {"kind": "investment", "amounts": {2015: 100000, 2016: 80000, 2017: 50000}, "carry_over": "yes"},
        {"kind": "operating", "amounts": {2015: 10000, 2016: 20000, 2017: 30000}},
    ],
    "bodies": [{"id": "HPA", "rhythm": {"first": "2015-05-13", "weeks": 6, "until": "2030-12-31"}, "notice": "15 KT"}],
    "stages": [
        {"id": "S1", "title": "Stufe 1", "priorities": [0, 1], "deadline": "2016-12-30"},
        {"id": "S2", "title": "Stufe 2", "priorities": [2, 3, 4, 5]},
    ],
    "externals": [{"id": "LAND", "title": "Landesplattform", "date": "2016-03-01"}],
    "templates": [
        {
            "id": "std",
            "activities": [
                {"id": "konzept", "title": "Konzept", "duration": 20, "demand": {"10/Leitung": "0.5"}},
                {"id": "vergabe", "duration": 40, "after": "konzept", "costs": [{"amount": 5000}]},
            ],
        }
    ],
    "measures": [
        {
            "id": "DMS", "title": "Dokumentenmanagement", "priority": 0, "lead": "10", "template": "std",
            "partners": ["Trier"],
            "rollout": {
                "targets": [
                    {"office": "10", "workplaces": 10, "uses": ["Akte", "Archiv"], "pilot": "ja"},
                    {"office": "33", "workplaces": 20, "uses": ["Akte"]},
                ],
                "introduction": {"id": "x", "title": "Einführung", "duration": 15, "demand": {"16/Admin": "1", "@/Multi": "0.5"}},
                "evaluation": {"id": "x", "duration": 5},
                "approval": {"id": "x", "gate": "HPA"},
                "parallel": 1,
            },
            "activities": [
                {"id": "betrieb", "duration": 0, "after": "rollout", "running": [{"per_year": 1200}]},
            ],
        },
        {"id": "EPAY", "title": "E-Payment", "priority": 1, "lead": "16", "duration": 30, "after": ["DMS/vergabe"],
         "demand": {"16/Admin": 1}, "costs": [{"amount": "1788.83"}]},
        {"id": "FORM", "title": "Formulare", "priority": 2, "lead": "16", "duration": 25, "after": ["LAND"]},
        {"id": "KITA", "title": "Kita online", "priority": 3, "lead": "33", "duration": 20, "after": "EPAY",
         "demand": {"33/Multi": "0.5"}, "costs": [{"amount": 900, "kind": "operating"}], "partners": ["Trier", "Worms"]},
        {"id": "LIVE", "title": "Ratsstream", "priority": 4, "duration": 10},
        {"id": "GIS", "title": "Geoportal", "priority": 5, "duration": 10},
        {"id": "APP", "title": "Stadt-App", "priority": 5, "duration": 10},
    ],
    "status": {
        "as_of": "2016-02-01",
        "actuals": [
            {"activity": "DMS/konzept", "start": "2015-05-18", "finish": "2015-06-19"},
            {"activity": "DMS/vergabe", "start": "2015-06-22", "finish": "2015-08-28"},
            {"activity": "DMS/rollout/10", "start": "2015-09-01", "finish": "2015-09-30"},
            {"activity": "EPAY", "start": "2016-01-11", "remaining": 12},
            {"activity": "LIVE", "start": "2015-10-01", "finish": "2015-10-15"},
        ],
        "coverage": [
            {"measure": "DMS", "office": "10", "date": "2015-10-01", "workplaces_live": 10, "uses_live": ["Akte", "Archiv"]},
            {"measure": "DMS", "office": "33", "date": "2016-01-15", "workplaces_live": 5, "uses_live": []},
        ],
        "decisions": [
            {"measure": "GIS", "decision": "postponed", "reason": "keine Mittel"},
            {"measure": "FORM", "date": "2016-01-01", "note": "wartet auf das Land"},
        ],
    },
}  # fmt: skip


def city_data() -> dict[str, Any]:
    """Return a copy that a test may change."""
    return copy.deepcopy(CITY)


def city() -> Catalogue:
    """Return the city as a catalogue."""
    return Catalogue.from_dict(city_data())
