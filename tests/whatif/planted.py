# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Random catalogues of a city that could be planned, were it not for a conflict planted in their midst.

The ground is wide: people, money and time suffice, and its hard deadlines are years away. Each kind of conflict adds a few measures,
or limits, of which simple arithmetic says that they exclude each other. They share offices, people and budgets with the ground.
"""

from __future__ import annotations

import datetime as dt
import random

from egovplan.catalogue.catalogue import Catalogue
from egovplan.timeline import Timeline

START = dt.date(2016, 1, 11)
LINE = Timeline("RP")
FIRST = LINE.index(START)
SITTINGS = {"first": "2016-01-20", "weeks": 5, "until": "2024-12-31"}


class Planted:
    """A city with a conflict of each of some kinds.

    Parameters
    ----------
    seed
        Of all random choices.
    kinds
        Names of methods of :class:`Planted`, see :data:`KINDS`.
    size
        Activities of the ground.
    """

    def __init__(self, seed, kinds, size):
        self.rng = random.Random(f"{seed}-{'-'.join(kinds)}-{size}")
        self.kinds, self.count, self.as_of = kinds, 0, None
        self.offices = [f"{k}" for k in range(10, 16)]
        self.data = {
            "title": "Musterstadt", "start": START.isoformat(),
            "offices": [{"id": o, "title": f"Amt {o}"} for o in self.offices],
            "resources": [{"id": f"{o}/IT", "office": o, "capacity": 4 + size // 10} for o in self.offices],
            "budgets": [{"kind": "operating", "amounts": dict.fromkeys(range(2016, 2020), 10**7)}],
            "bodies": [{"id": "RAT", "title": "Stadtrat", "rhythm": SITTINGS, "notice": "14 KT"}],
            "stages": [{"id": "SP", "title": "Stufe P", "priorities": [5], "deadline": "2023-06-30", "hard": True}],
            "embargoes": [], "externals": [], "measures": [], "dependencies": [],
        }  # fmt: skip
        self.ground(size)
        for kind in kinds:
            getattr(self, kind)()

    def catalogue(self):
        """Return the catalogue."""
        return Catalogue.from_dict(self.data)

    def ground(self, size):
        left, earlier = size, []
        while left > 0:
            rng, name = self.rng, f"G{len(earlier) + 1}"
            acts = []
            for k in range(min(left, rng.randint(2, 7))):
                act = {
                    "id": f"a{k}",
                    "duration": rng.choice((3, 5, 8, 12, "14 KT")),
                    "demand": {f"{rng.choice(self.offices)}/IT": rng.choice(("0.5", "1"))},
                }
                if acts and rng.random() < 0.8:
                    kind, lag = rng.choice(("FS", "FS", "FS", "SS", "FF")), rng.choice((0, 0, 2, "5 KT"))
                    act["after"] = [{"predecessor": acts[-1]["id"], "type": kind, "lag": lag}]
                if rng.random() < 0.3:
                    act["costs"] = [
                        {
                            "amount": rng.choice((500, 1200)),
                            "kind": "operating",
                            "charged": rng.choice(("start", "finish", "spread")),
                        }
                    ]
                acts.append(act)
            if rng.random() < 0.2:
                acts[-1] = {"id": acts[-1]["id"], "gate": "RAT", "after": acts[-1].get("after", [])}
            measure = {
                "id": name,
                "title": f"Grund {name}",
                "priority": rng.randint(1, 5),
                "lead": rng.choice(self.offices),
                "activities": acts,
            }
            if rng.random() < 0.4:
                measure["deadline"] = rng.choice(("2021-06-30", "2021-12-31", "2022-12-30"))
            if earlier and rng.random() < 0.4:
                measure["after"] = [rng.choice(earlier)]
            self.data["measures"].append(measure)
            earlier.append(name)
            left -= len(acts)

    def add(self, **fields):
        """Add a measure and return its id."""
        self.count += 1
        name = f"P{self.count}"
        self.data["measures"].append(
            {
                "id": name,
                "title": f"Gepflanzt {self.count}",
                "priority": self.rng.randint(0, 3),
                "lead": self.office(),
                **fields,
            }
        )
        return name

    def office(self):
        return self.rng.choice(self.offices)

    @staticmethod
    def day(index):
        """Return the date of a working day, counted from the start."""
        return LINE.date(FIRST + index).isoformat()

    def row(self, count, days, **last):
        """Return activities in a row."""
        acts = [{"id": f"a{k}", "duration": days, "after": [f"a{k - 1}"] if k else []} for k in range(count)]
        acts[-1] |= last
        return acts

    # one method for each kind of conflict

    def chain(self):
        """Precedences over several measures take longer than there is until a deadline."""
        count, days = self.rng.randint(3, 6), self.rng.randint(5, 15)
        before = None
        for k in range(count):
            after = [{"predecessor": before, "lag": self.rng.randint(0, 4)}] if before else []
            until = {"deadline": self.day(count * days - 2)} if k == count - 1 else {}
            before = self.add(duration=days, after=after, **until)

    def window(self):
        """What may not begin before a day, and what comes after it, against the deadline of the stage."""
        since, stage = self.rng.randint(40, 90), f"S{len(self.data['stages'])}"
        self.data["stages"].append(
            {"id": stage, "title": f"Stufe {stage}", "hard": True, "deadline": self.day(since + 24)}
        )
        first = self.add(duration=10, not_before=self.day(since))
        self.add(activities=self.row(2, 8), after=[first], stage=stage)

    def sitting(self):
        """The paper is not ready in time for the last sitting before the deadline."""
        acts = [
            {"id": "vorlage", "duration": 20},
            {"id": "beschluss", "gate": "RAT", "after": ["vorlage"]},
            {"id": "vergabe", "duration": 10, "after": ["beschluss"]},
        ]
        self.add(activities=acts, deadline=self.day(20 + 10 + 10))

    def embargo(self):
        """A freeze of all that costs money, from before the paper is ready until too late."""
        name = f"SPERRE{len(self.data['embargoes']) + 1}"
        self.data["embargoes"].append(
            {
                "id": name,
                "title": "Haushaltssperre",
                "since": self.day(8),
                "until": self.day(70),
                "only_with_costs": True,
                "offices": [f"9{len(name)}"],
            }
        )
        self.data["offices"].append({"id": f"9{len(name)}"}) if f"9{len(name)}" not in {
            o["id"] for o in self.data["offices"]
        } else None
        first = self.add(duration=10)
        self.add(
            duration=12,
            after=[first],
            lead=f"9{len(name)}",
            costs=[{"amount": 900, "kind": "operating"}],
            deadline=self.day(80),
        )

    def energy(self):
        """More work for two people than the days until the deadline."""
        office, count = self.office(), self.rng.randint(4, 7)
        days = [self.rng.randint(4, 9) for _ in range(count)]
        self.data["resources"].append({"id": f"{office}/DMS{self.count}", "office": office, "capacity": 1})
        name = self.data["resources"][-1]["id"]
        for d in days:
            self.add(duration=d, demand={name: 1, f"{office}/IT": "0.5"}, deadline=self.day(sum(days) - 2))

    def crew(self):
        """Two teams side by side, three of five days each in a window of eight."""
        office = self.office()
        self.data["resources"].append({"id": f"{office}/Team{self.count}", "office": office, "capacity": 2})
        name = self.data["resources"][-1]["id"]
        for _ in range(3):
            self.add(duration=5, demand={name: 1}, deadline=self.day(7))

    def holiday(self):
        """The people leave for a year, just when they are needed."""
        office = self.office()
        steps = [{"fte": 1}, {"since": "2017-01-01", "fte": 0}, {"since": "2018-01-01", "fte": 1}]
        self.data["resources"].append({"id": f"{office}/Fach{self.count}", "office": office, "capacity": steps})
        name = self.data["resources"][-1]["id"]
        self.add(duration=30, demand={name: 1}, not_before="2016-12-05", deadline="2017-11-30")

    def parallel(self):
        """Introductions that may only run one or two at once do not fit before the deadline."""
        limit, count = self.rng.randint(1, 2), self.rng.randint(4, 6)
        days = self.rng.randint(4, 8)
        rounds = -(-count // limit)
        rollout = {
            "targets": self.offices[:count],
            "introduction": {"id": "e", "title": "Einführung", "duration": days},
            "parallel": limit,
        }
        self.add(rollout=rollout, deadline=self.day(rounds * days - 2))

    def open_measures(self):
        """An office may have one measure open, and must do three before a deadline."""
        office, days = f"8{len(self.data['offices'])}", self.rng.randint(4, 8)
        self.data["offices"].append({"id": office, "max_open_measures": 1})
        for _ in range(3):
            self.add(activities=self.row(2, days), lead=office, deadline=self.day(6 * days - 2))

    def budget(self):
        """What must begin this year costs more than there is this year."""
        amounts = {2016: 1000, 2017: 50_000}
        self.investment(amounts, carry=False)
        for _ in range(self.rng.randint(3, 4)):
            self.add(
                duration=self.rng.randint(5, 10),
                costs=[{"amount": 400, "charged": self.rng.choice(("start", "finish"))}],
                deadline="2016-11-30",
            )

    def carry(self):
        """What has to be paid until the end of next year costs more than two years together have."""
        self.investment({2016: 1000, 2017: 800, 2018: 90_000}, carry=True)
        for _ in range(5):
            self.add(
                duration=self.rng.randint(5, 10),
                costs=[{"amount": 400, "charged": "spread"}],
                not_before=self.rng.choice(("2016-03-01", "2017-03-01")),
                deadline="2017-11-30",
            )

    def investment(self, amounts, *, carry):
        """Add an investment budget that is as tight as all that is planted asks for."""
        if not any(b["kind"] == "investment" for b in self.data["budgets"]):
            self.data["budgets"].append({"kind": "investment", "amounts": amounts, "carry_over": carry})

    def stock(self):
        """Only the quick way is in time, and it takes licences of which there are too few."""
        name = f"Lizenz{self.count}"
        self.data["resources"].append({"id": name, "capacity": 2, "renewable": False})
        modes = [{"id": "schnell", "duration": 8, "demand": {name: 1}}, {"id": "langsam", "duration": 20}]
        for _ in range(3):
            self.add(activities=[{"id": "a", "modes": modes}], deadline=self.day(12))

    def external(self):
        """The Land is late."""
        name = f"LAND{self.count}"
        self.data["externals"].append({"id": name, "title": "Landesplattform", "date": self.day(60)})
        self.add(activities=self.row(2, 9), after=[name], deadline=self.day(70))

    def begun(self):
        """Something runs longer than planned and holds the only person."""
        office = self.office()
        self.data["resources"].append({"id": f"{office}/Person{self.count}", "office": office, "capacity": 1})
        name = self.data["resources"][-1]["id"]
        runs = self.add(duration=30, demand={name: 1})
        self.add(duration=15, demand={name: 1}, deadline=self.day(40))
        status = self.data.setdefault("status", {"as_of": START.isoformat(), "actuals": []})
        status["actuals"].append({"activity": runs, "start": START.isoformat(), "remaining": 30})
        self.as_of = START

    def knot(self):
        """One measure open at a time and money only next year: each alone would leave enough days."""
        office = f"7{len(self.data['offices'])}"
        self.data["offices"].append({"id": office, "max_open_measures": 1})
        self.investment({2016: 1000, 2017: 50_000}, carry=False)
        for _ in range(3):
            self.add(duration=6, lead=office, costs=[{"amount": 900}], deadline="2017-01-16")


KINDS = (
    "chain", "window", "sitting", "embargo", "energy", "crew", "holiday", "parallel", "open_measures", "budget", "carry", "stock",
    "external", "begun", "knot",
)  # fmt: skip
"""Every kind of conflict that is planted."""


def planted_case(number, seed=0):
    """Return the case of a number: each kind alone in turn, then two or three mixed; 20 to 500 activities.

    Parameters
    ----------
    number, seed
        The same give the same case.
    """
    rng = random.Random(f"case-{seed}-{number}")
    kinds = (KINDS[number % len(KINDS)],)
    if (number // len(KINDS)) % 3 == 2:
        kinds = tuple(dict.fromkeys(rng.sample(KINDS, rng.randint(2, 3))))
    size = int(20 * 25 ** rng.random())
    return Planted(number + 1000 * seed, kinds, size)
