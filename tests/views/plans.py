# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Plans to draw: a synthetic strategy of any size, placed by a small serial scheme of its own."""

import random
from functools import cache

from egovplan import Catalogue, Plan
from egovplan.timeline import next_of

TITLES = (
    "Dokumentenmanagementsystem", "Elektronische Registratur", "E-Payment-Verfahren", "Formularmanagement",
    "Einheitlicher Aktenplan", "Elektronischer Rechnungsworkflow", "Ratsinformationssystem", "Bürgerkonto",
    "Online-Terminvergabe", "Elektronische Vergabe", "Geodatenportal", "Open-Data-Portal", "Digitale Bauakte",
    "Behördenrufnummer 115", "Elektronische Personalakte", "Online-Gewerbeanmeldung", "Virtuelle Poststelle",
    "De-Mail-Anbindung", "Kita-Platzvermittlung", "Intranet und Wissensmanagement", "Mobile Sachbearbeitung",
    "Elektronische Signatur", "Beteiligungsportal", "Mängelmelder", "Veranstaltungsmanagement", "Ordnungswidrigkeiten",
    "Fundbüro online", "Kfz-Wunschkennzeichen", "Melderegisterauskunft", "Urkundenanforderung", "Bibliotheksportal",
    "Anwohnerparkausweis", "Friedhofsverwaltung", "Hundesteuer online", "Sozialdatenaustausch", "Zentrales Scannen",
    "Ersetzendes Scannen", "Langzeitarchivierung", "Prozessregister", "Veränderungsmanagement",
)  # fmt: skip
OFFICES = {
    "10": "Hauptamt", "12": "Öffentlichkeitsarbeit", "16": "Kommunale Datenzentrale", "20": "Kämmerei", "30": "Rechtsamt",
    "33": "Bürgeramt", "37": "Feuerwehr", "40": "Schulamt", "50": "Sozialamt", "51": "Jugendamt", "60": "Bauamt", "61": "Stadtplanungsamt",
}  # fmt: skip


def strategy(count=40, *, seed=1, targets=8, title="Synthetische Strategie", names=TITLES):
    """Return the dict of a catalogue with ``count`` measures over five stages."""
    rng = random.Random(seed)
    leads = ["10", "16", "20", "33", "60"]
    priorities = sorted(rng.choice([0, 1, 1, 2, 2, 3, 3, 4, 5]) for _ in range(count))
    measures = []
    for position, priority in enumerate(priorities):
        lead = rng.choice(leads)
        measure = {"id": f"M{position:02}", "title": names[position % len(names)], "priority": priority, "lead": lead}
        if priority == 5 and rng.random() < 0.5:
            measure |= {"duration": 0 if rng.random() < 0.3 else 60, "demand": {"@/pl": "0.25"}}
        else:
            measure |= {"template": "standard"}
            if rng.random() < 0.4:
                measure |= {"omit": ["vergabe"]}
        if position % 9 == 0 and "template" in measure:
            measure["rollout"] = {
                "targets": [{"office": name, "pilot": i < 2} for i, name in enumerate(list(OFFICES)[:targets])],
                "introduction": {"id": "einfuehrung", "title": "Einführung", "duration": 40, "demand": {"@/fach": "0.5", "16/pl": "0.5"}},
                "evaluation": {"id": "auswertung", "title": "Pilotauswertung", "duration": 20},
                "approval": {"id": "freigabe", "title": "Freigabe des Rollouts", "gate": "rat"},
                "parallel": 3,
            }  # fmt: skip
            measure["activities"] = [{"id": "abschluss", "title": "Abschlussbericht", "duration": 0, "after": ["rollout"]}]
        before = [f"M{p:02}" for p in range(max(0, position - 12), position) if rng.random() < 0.12]
        measures.append(measure | {"after": before})
    return {
        "title": title, "start": "2015-05-13",
        "offices": [{"id": k, "title": v} for k, v in OFFICES.items()],
        "resources": [
            *({"id": f"{k}/fach", "office": k, "role": "Fachamt", "capacity": "1"} for k in OFFICES),
            {"id": "16/pl", "office": "16", "role": "Projektleitung", "capacity": [{"fte": 3}, {"since": "2017-01-01", "fte": 4}]},
            *({"id": f"{k}/pl", "office": k, "role": "Projektleitung", "capacity": "2"} for k in leads if k != "16"),
        ],
        "bodies": [{"id": "rat", "title": "Stadtrat", "rhythm": {"first": "2015-05-20", "weeks": 6, "until": "2035-12-31"}}],
        "budgets": [{"kind": "investment", "amounts": {y: 900000 for y in range(2015, 2021)}, "carry_over": True}],
        "stages": [
            {"id": "S1", "title": "Stufe 1: Basismaßnahmen", "priorities": [0], "deadline": "2017-12-31"},
            {"id": "S2", "title": "Stufe 2: Priorität 1 und 2", "priorities": [1, 2], "deadline": "2019-12-31"},
            {"id": "S3", "title": "Stufe 3: Priorität 3", "priorities": [3], "deadline": "2021-12-31"},
        ],
        "externals": [{"id": "LAND", "title": "Ausschreibung des Landes", "date": "2016-03-01"}],
        "templates": [{"id": "standard", "activities": [
            {"id": "konzept", "title": "Konzept", "duration": 45, "demand": {"@/pl": "0.5"}},
            {"id": "beschluss", "title": "Beschluss des Stadtrats", "gate": "rat", "after": ["konzept"]},
            {"id": "vergabe", "title": "Vergabe", "duration": "120 KT", "after": ["beschluss"],
             "costs": [{"amount": 40000, "charged": "finish"}]},
            {"id": "einrichtung", "title": "Einrichtung", "duration": 50, "demand": {"@/pl": "0.5", "16/pl": "0.5"}, "after": ["vergabe"],
             "running": [{"per_year": 12000}]},
            {"id": "abnahme", "title": "Abnahme", "duration": 0, "after": ["einrichtung"]},
        ]}],
        "measures": measures,
    }  # fmt: skip


@cache
def plan_of(count=40, seed=1, targets=8, as_of=None):
    """Return a plan of a synthetic strategy."""
    return place(Catalogue.from_dict(strategy(count, seed=seed, targets=targets)), as_of=as_of)


def place(catalogue, *, as_of=None):
    """Return a plan by taking the activities in topological order, each as early as links and capacity let it."""
    line, by_id = catalogue.timeline, catalogue.activity_by_id
    before = {a: [k for k in catalogue.links if k.successor == a] for a in by_id}
    used, start, finish = {}, {}, {}
    capacity = {r.id: [(line.index(s.since) if s.since else 0, int(s.fte * 100)) for s in r.capacity] for r in catalogue.resources}
    limits = {m: limit for limit in catalogue.limits for m in limit.members}
    sittings = {b.id: sorted(line.index(d) for d in b.all_sittings() if line.is_working(d)) for b in catalogue.bodies}

    def fits(name, t):
        for resource, amount in by_id[name].modes[0].demand.items():
            have = next((fte for since, fte in reversed(capacity[resource]) if since <= t), 0)
            if used.get((resource, t), 0) + amount > have:
                return False
        return name not in limits or used.get((limits[name].id, t), 0) < limits[name].capacity

    def earliest(name):
        activity = by_id[name]
        t = line.index(activity.release)
        for link in before[name]:
            event = start[link.predecessor] if link.type.from_start else finish[link.predecessor]
            t = max(t, event + (0 if link.lag.elapsed else link.lag.days))
        while True:
            t = next_of(sittings[activity.gate], t, t) if activity.gate else t
            span = activity.duration
            until = line.after_elapsed(t, span.days, from_finish=False) if span.elapsed else t + span.days
            clash = next((day for day in range(until - 1, t - 1, -1) if not fits(name, day)), None)
            if clash is None:
                return t, until
            t = clash + 1

    open_names = list(by_id)
    while open_names:
        name = next(a for a in open_names if all(k.predecessor in finish for k in before[a]))
        open_names.remove(name)
        start[name], finish[name] = earliest(name)
        for t in range(start[name], finish[name]):
            for resource, amount in by_id[name].modes[0].demand.items():
                used[resource, t] = used.get((resource, t), 0) + amount
            if name in limits:
                used[limits[name].id, t] = used.get((limits[name].id, t), 0) + 1
    return Plan.of(catalogue, [start[a] for a in by_id], [finish[a] for a in by_id], as_of=as_of)
