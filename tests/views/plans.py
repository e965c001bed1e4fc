# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Plans to draw: a synthetic strategy of any size, placed by a small serial scheme of its own."""

import random
from collections import Counter
from functools import cache

from egovplan import Catalogue, Plan

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
            measure["activities"] = [
                {"id": "abschluss", "title": "Abschlussbericht", "duration": 0, "after": ["rollout"]}
            ]
        if position % 4 == 3:
            measure["due"] = f"{2016 + position % 3}-0{1 + position % 9}-15"
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
        "budgets": [{"kind": "investment", "amounts": dict.fromkeys(range(2015, 2021), 900000), "carry_over": True}],
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
    placer = Placer(catalogue)
    waiting = list(catalogue.activity_by_id)
    while waiting:
        name = next(a for a in waiting if all(k.predecessor in placer.finish for k in placer.before[a]))
        waiting.remove(name)
        placer.put(name)
    rows = [(placer.start[a], placer.finish[a]) for a in catalogue.activity_by_id]
    return Plan.of(catalogue, [s for s, _ in rows], [f for _, f in rows], as_of=as_of)


class Placer:
    """Who is busy when, while activities are placed one after the other."""

    def __init__(self, catalogue):
        self.line, self.by_id = catalogue.timeline, catalogue.activity_by_id
        self.before = {a: [k for k in catalogue.links if k.successor == a] for a in self.by_id}
        self.used, self.start, self.finish = Counter(), {}, {}
        self.capacity = {
            r.id: [(self.line.index(s.since) if s.since else 0, int(s.fte * 100)) for s in r.capacity]
            for r in catalogue.resources
        }
        self.limits = {m: limit for limit in catalogue.limits for m in limit.members}
        self.sittings = {
            body.id: [self.line.index(d) for d in body.all_sittings() if self.line.is_working(d)]
            for body in catalogue.bodies
        }

    def put(self, name):
        """Place an activity at the first day on which everything fits until its end."""
        t = max(self.line.index(self.by_id[name].release), *(self.bound(k) for k in self.before[name]), 0)
        while True:
            t, stop = self.interval(name, t)
            clash = next((day for day in range(stop - 1, t - 1, -1) if not self.fits(name, day)), None)
            if clash is None:
                break
            t = clash + 1
        self.start[name], self.finish[name] = t, stop
        for day in range(t, stop):
            self.used.update({(r, day): amount for r, amount in self.by_id[name].modes[0].demand.items()})
            if name in self.limits:
                self.used[self.limits[name].id, day] += 1

    def bound(self, link):
        """Return the day from which a predecessor lets its successor start."""
        event = (self.start if link.type.from_start else self.finish)[link.predecessor]
        return event + (0 if link.lag.elapsed else link.lag.days)

    def interval(self, name, t):
        """Return the first interval from a day on, sittings and elapsed durations respected."""
        activity = self.by_id[name]
        t = next((day for day in self.sittings[activity.gate] if day >= t), t) if activity.gate else t
        span = activity.duration
        return t, self.line.after_elapsed(t, span.days, from_finish=False) if span.elapsed else t + span.days

    def fits(self, name, t):
        """Return whether there are people and a place among parallel introductions on a day."""
        for resource, amount in self.by_id[name].modes[0].demand.items():
            have = next((fte for since, fte in reversed(self.capacity[resource]) if since <= t), 0)
            if self.used[resource, t] + amount > have:
                return False
        return name not in self.limits or self.used[self.limits[name].id, t] < self.limits[name].capacity
