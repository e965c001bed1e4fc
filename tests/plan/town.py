# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A town in which every rule of a plan is at work; plain data, so that a test can change a copy."""

import copy
import datetime as dt
from typing import Any

from egovplan.catalogue.catalogue import Catalogue

AS_OF = dt.date(2015, 11, 30)

TOWN: dict[str, Any] = {
    "title": "Musterstadt",
    "start": "2015-05-13",
    "offices": [
        {"id": "10", "title": "Hauptamt", "max_open_measures": 2},
        {"id": "16", "title": "Datenzentrale"},
        {"id": "20", "title": "Kämmerei", "max_open_measures": 1},
        {"id": "33", "title": "Bürgeramt"},
        {"id": "50", "title": "Soziales"},
        {"id": "51", "title": "Jugend"},
    ],
    "resources": [
        {
            "id": "16/Admin", "office": "16", "title": "Administration",
            "capacity": [{"since": "2015-01-01", "fte": 2}, {"since": "2016-01-02", "fte": 1}, {"since": "2016-07-01", "fte": "2.5"}],
        },
        {"id": "16/Netz", "capacity": 1},
        {"id": "10/Orga", "office": "10", "capacity": "1.5"},
        {"id": "33/Multi", "office": "33", "capacity": "0.5"},
        {"id": "50/Multi", "office": "50", "capacity": "0.5"},
        {"id": "51/Multi", "office": "51", "capacity": "0.5"},
        {"id": "Lizenzen", "title": "Lizenzen", "capacity": 3, "renewable": "nein"},
    ],
    "budgets": [
        {"kind": "investment", "amounts": {2015: 40000, 2016: 40000, 2017: 30000, 2018: 30000}, "carry_over": "ja"},
        {"kind": "operating", "amounts": {2015: 8000, 2016: 9000, 2017: 16000, 2018: 16000}},
    ],
    "bodies": [
        {
            "id": "HPA", "title": "Haupt- und Personalausschuss", "notice": "14 KT",
            "rhythm": {"first": "2015-05-20", "weeks": 4, "until": "2019-12-31"}, "sittings": ["2016-10-03"],
        },
        {"id": "PR", "notice": 5, "rhythm": {"first": "2015-05-18", "weeks": 1, "until": "2019-12-31"}},
    ],
    "embargoes": [
        {"id": "VHF", "title": "vorläufige Haushaltsführung", "since": "2016-01-01", "until": "2016-02-29", "only_with_costs": "ja"},
        {"id": "UMZUG", "since": "2016-08-01", "until": "2016-08-19", "offices": ["16"]},
        {"id": "WAHL", "since": "2015-09-01", "until": "2015-09-25", "measures": ["FORM"], "offices": ["51"]},
        {"id": "WEIHNACHT", "since": "2015-12-21", "until": "2016-01-03"},
    ],
    "stages": [
        {"id": "S1", "title": "Stufe 1", "priorities": [0, 1], "deadline": "2016-09-30"},
        {"id": "S2", "title": "Stufe 2", "measures": ["PORTAL"], "start": "2015-07-01", "deadline": "2017-12-29", "hard": "ja"},
        {"id": "S3", "priorities": [2]},
    ],
    "externals": [
        {"id": "LAND", "title": "Landesplattform", "date": "2015-11-02"},
        {"id": "GESETZ", "title": "E-Government-Gesetz", "date": "2016-05-01"},
    ],
    "measures": [
        {
            "id": "DMS", "title": "Dokumentenmanagement", "priority": 0, "lead": "10",
            "activities": [
                {"id": "konzept", "title": "Konzept", "duration": 20, "demand": {"10/Orga": "0.5"}},
                {
                    "id": "vergabe", "title": "Vergabe", "duration": "45 KT", "after": ["konzept EA+5 KT"],
                    "costs": [{"amount": "12000.10", "charged": "verteilt"}],
                },
                {"id": "beschluss", "title": "Beschluss", "gate": "HPA", "after": "vergabe"},
                {
                    "id": "test", "title": "Testbetrieb", "after": ["beschluss"],
                    "modes": [
                        {"id": "gemach", "duration": 15, "demand": {"16/Admin": 1}, "costs": [{"amount": 900, "kind": "operating"}]},
                        {"id": "eilig", "duration": 8, "demand": {"16/Admin": 1, "Lizenzen": 2}, "costs": [{"amount": 5000}]},
                    ],
                },
                {"id": "schulung", "title": "Schulung", "duration": 12, "after": ["test AA+3"], "demand": {"10/Orga": "0.5"}},
                {"id": "handbuch", "title": "Handbuch", "duration": 6, "after": ["schulung EE+2", "konzept"]},
                {
                    "id": "betrieb", "title": "Betrieb", "duration": 0, "after": ["rollout", "handbuch"],
                    "running": [{"per_year": 3000}, {"per_year": 100, "kind": "investment"}],
                },
            ],
            "rollout": {
                "targets": [{"office": "33", "pilot": "ja"}, "50", "51"],
                "introduction": {
                    "id": "x", "title": "Einführung", "duration": 10,
                    "demand": {"16/Admin": 1, "@/Multi": "0.5", "Lizenzen": "0.5"},
                    "costs": [{"amount": 1500, "kind": "operating", "charged": "ende"}],
                },
                "evaluation": {"id": "x", "title": "Auswertung", "duration": 5},
                "approval": {"id": "x", "title": "Freigabe", "gate": "PR"},
                "parallel": 1,
            },
        },
        {
            "id": "EREG", "title": "Registratur", "priority": 0, "lead": "10", "duration": 30, "demand": {"10/Orga": 1},
            "costs": [{"amount": 9000, "charged": "ende"}, {"amount": 2500, "kind": "operating"}],
        },
        {
            "id": "EPAY", "title": "E-Payment", "priority": 1, "lead": "16", "due": "2016-03-31",
            "activities": [
                {"id": "anbindung", "title": "Anbindung", "duration": 15, "after": "LAND", "demand": {"16/Netz": 1}},
                {"id": "abloesung", "title": "Ablösung", "duration": 10, "after": "anbindung AE+4", "demand": {"16/Admin": 1}},
                {"id": "vorarbeit", "title": "Vorarbeit", "duration": 5, "after": "anbindung EA-8"},
                {"id": "abnahme", "title": "Abnahme", "gate": "HPA", "after": ["abloesung EE+3", "vorarbeit AA+2 KT"]},
            ],
        },
        {
            "id": "FORM", "title": "Formulare", "priority": 2, "lead": "10", "duration": 25, "after": "EREG EA+3 KT",
            "demand": {"16/Netz": 1, "10/Orga": "0.5"}, "costs": [{"amount": 20000}],
        },
        {
            "id": "PORTAL", "title": "Bürgerportal", "priority": 2, "lead": "33", "not_before": "2016-03-01", "deadline": "2017-11-30",
            "activities": [
                {
                    "id": "entwurf", "title": "Entwurf",
                    "modes": [
                        {"id": "selbst", "duration": 10, "costs": [{"amount": 4000, "kind": "operating"}]},
                        {"id": "fremd", "duration": "21 KT", "costs": [{"amount": 6000, "kind": "operating", "charged": "verteilt"}]},
                    ],
                },
                {
                    "id": "bau", "title": "Bau", "duration": 30, "after": ["entwurf", "GESETZ"], "not_before": "2016-06-01",
                    "demand": {"16/Netz": 1, "16/Admin": "0.5"}, "office": "16",
                },
                {"id": "start", "title": "Freischaltung", "duration": 0, "after": ["bau"], "deadline": "2017-10-31"},
            ],
        },
        {"id": "WLAN", "title": "Freies WLAN", "priority": 3, "lead": "20", "duration": 20, "demand": {"16/Netz": 1}},
        {"id": "GIS", "title": "Geoportal", "priority": 4, "lead": "20", "duration": 15, "costs": [{"amount": 30000}]},
        {"id": "RAT", "title": "Ratsbeschluss", "priority": 5, "lead": "51", "duration": 0},
    ],
    "dependencies": [
        {"predecessor": "EPAY", "successor": "PORTAL", "lag": "10 KT"},
        {"predecessor": "EREG", "successor": "EPAY/anbindung", "type": "AA"},
        {"predecessor": "EREG", "successor": "DMS/betrieb", "type": "EE"},
        {"predecessor": "WLAN", "successor": "GIS", "type": "AA", "lag": 2},
    ],
}  # fmt: skip

ACTUALS = [
    {"activity": "DMS/konzept", "start": "2015-05-18", "finish": "2015-06-19"},
    {"activity": "DMS/vergabe", "start": "2015-06-22", "finish": "2015-08-14"},
    {"activity": "EREG", "start": "2015-11-02", "remaining": 12},
    {"activity": "DMS/beschluss", "start": "2015-09-23", "finish": "2015-09-23"},
    {"activity": "GIS", "start": "2015-11-23"},
    {"activity": "WLAN", "start": "2016-02-01", "finish": "2016-03-01"},
]


def town_data() -> dict[str, Any]:
    """Return a copy that a test may change."""
    return copy.deepcopy(TOWN)


def town() -> Catalogue:
    """Return the town before anything has begun."""
    return Catalogue.from_dict(TOWN)


def begun_town() -> Catalogue:
    """Return the town of :data:`AS_OF`: some things done, some running, one reported later than that."""
    return Catalogue.from_dict(TOWN | {"status": {"as_of": AS_OF.isoformat(), "actuals": ACTUALS}})
