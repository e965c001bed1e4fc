# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Small catalogues of which each excludes itself by one kind of rule, and a solver that answers in this process."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from egovplan.scheduling.cpsat import protocol
from egovplan.scheduling.cpsat.answers import answer
from egovplan.scheduling.cpsat.schedules import schedule_of
from egovplan.scheduling.hybrid.inquiry import Answer, Inquiry
from egovplan.whatif.infeasible.oracle import Deadline, Oracle
from egovplan.whatif.infeasible.rules import Registry
from tests.scheduling.small import activities, catalogue

DEV = [{"id": "dev", "capacity": 1}]


class Here(Inquiry):
    """Asks the solver without a process around it, which would take a second to begin."""

    def ask(self, instance, seconds, *, plain=False):
        if seconds <= 0:
            return Answer()
        self.asked += 1
        plainly = protocol.instance_to_plain(instance)
        reply = answer({"instance": plainly, "seconds": seconds, "seed": self.seed + plain, "plain": plain})
        found = schedule_of(instance, reply["starts"], reply["modes"]) if "starts" in reply else None
        return Answer(found, reply["outcome"] == "infeasible" and found is None)


def oracle(of, as_of=None, seconds=60.0):
    """Return an oracle for a catalogue."""
    return Oracle(Registry(of, as_of), Here(), Deadline(seconds))


def two(days=4, **fields):
    """Two measures alike."""
    return [{"id": n, "duration": days, **fields} for n in "AB"]


def case(name, *measures, as_of=None, **parts):
    """Return what a catalogue is made of."""
    return SimpleNamespace(name=name, measures=measures, parts=parts, as_of=as_of)


def made(of):
    """Return the catalogue of a case."""
    return catalogue(*of.measures, **of.parts)


MONDAY = dt.date(2015, 5, 4)
SITTINGS = {"first": "2015-05-06", "weeks": 6, "until": "2015-09-30"}
RAT = {"id": "RAT", "title": "Stadtrat", "rhythm": SITTINGS, "notice": "14 KT"}
STAGE = {"id": "S1", "title": "Stufe 1", "priorities": [1], "deadline": "2015-05-15", "hard": True}
CASES = (
    case(
        "chain",
        {"id": "A", "duration": 6},
        {"id": "B", "duration": 4, "deadline": "2015-05-15", "after": [{"predecessor": "A", "lag": 2}]},
    ),
    case(
        "ss",
        {"id": "A", "duration": 6, "not_before": "2015-05-12"},
        {
            "id": "B",
            "duration": 4,
            "deadline": "2015-05-15",
            "after": [{"predecessor": "A", "type": "SS", "lag": "2 KT"}],
        },
    ),
    case(
        "ff",
        {"id": "A", "duration": 9},
        {"id": "B", "duration": 4, "deadline": "2015-05-12", "after": [{"predecessor": "A", "type": "FF"}]},
    ),
    case(
        "sf",
        {"id": "A", "duration": 9, "not_before": "2015-05-18"},
        {"id": "B", "duration": 4, "deadline": "2015-05-12", "after": [{"predecessor": "A", "type": "SF"}]},
    ),
    case(
        "stage",
        {"id": "A", "duration": 6},
        {"id": "B", "duration": 5, "after": ["A"]},
        stages=[STAGE, {"id": "S2", "title": "Stufe 2", "priorities": [2]}],
    ),
    case(
        "stage release",
        {"id": "A", "duration": 3},
        {"id": "B", "duration": 2, "deadline": "2015-05-21", "after": ["A"]},
        stages=[{"id": "S1", "priorities": [1], "start": "2015-05-18"}],
    ),
    case(
        "activity",
        activities(
            "A",
            {"id": "a", "duration": 2, "not_before": "2015-05-07"},
            {"id": "b", "duration": 2, "after": ["a"], "deadline": "2015-05-11"},
            {"id": "c", "duration": 1},
        ),
    ),
    case(
        "sitting",
        activities("A", {"id": "v", "duration": 5}, {"id": "b", "gate": "RAT", "after": ["v"]}, deadline="2015-07-28"),
        activities("C", {"id": "v", "duration": 30}, {"id": "b", "gate": "RAT", "after": ["v"]}, deadline="2015-07-28"),
        bodies=[RAT],
    ),
    case(
        "embargo",
        {"id": "A", "duration": 2},
        {"id": "B", "duration": 3, "deadline": "2015-05-19", "after": ["A"]},
        embargoes=[{"id": "E", "title": "Umzug", "since": "2015-05-06", "until": "2015-05-18"}],
    ),
    case("capacity", *two(demand={"dev": 1}, deadline="2015-05-12"), resources=DEV),
    case(
        "single",
        {"id": "A", "duration": 3, "demand": {"dev": 2}, "deadline": "2015-06-02"},
        resources=[{"id": "dev", "capacity": [{"fte": 1}, {"since": "2015-06-01", "fte": 2}]}],
    ),
    case(
        "parallel",
        {
            "id": "R",
            "deadline": "2015-05-12",
            "rollout": {"targets": ["10", "11"], "parallel": 1, "introduction": {"id": "e", "duration": 4}},
        },
        offices=[{"id": "10"}, {"id": "11"}],
    ),
    case("open", *two(days=5, lead="10", deadline="2015-05-13"), offices=[{"id": "10", "max_open_measures": 1}]),
    case(
        "budget",
        *two(costs=[{"amount": 100}], deadline="2015-11-30"),
        budgets=[{"kind": "investment", "amounts": {2015: 150, 2016: 1000}}],
    ),
    case(
        "carry",
        *two(costs=[{"amount": 100}], deadline="2016-11-30"),
        budgets=[{"kind": "investment", "amounts": {2015: 90, 2016: 60, 2017: 9}, "carry_over": True}],
    ),
    case(
        "running",
        {"id": "A", "duration": 4, "deadline": "2015-05-29", "running": [{"per_year": 1200, "kind": "operating"}]},
        budgets=[{"kind": "operating", "amounts": {2015: 1000, 2016: 1000}}],
    ),
    case(
        "stock",
        *(
            activities(
                n,
                {
                    "id": "a",
                    "modes": [
                        {"id": "schnell", "duration": 2, "demand": {"Lizenz": 2}},
                        {"id": "langsam", "duration": 9},
                    ],
                },
                deadline="2015-05-08",
            )
            for n in "AB"
        ),
        resources=[{"id": "Lizenz", "capacity": 3, "renewable": False}],
    ),
    case(
        "external",
        {"id": "A", "duration": 5, "after": ["LAND"], "deadline": "2015-05-29"},
        externals=[{"id": "LAND", "title": "Landesplattform", "date": "2015-05-27"}],
    ),
    case(
        "begun",
        {"id": "A", "duration": 9, "demand": {"dev": 1}},
        {"id": "B", "duration": 5, "demand": {"dev": 1}, "deadline": "2015-05-20"},
        resources=DEV,
        as_of=MONDAY,
        status={"as_of": "2015-05-04", "actuals": [{"activity": "A", "start": "2015-05-04", "remaining": 9}]},
    ),
    case(
        "done",
        {"id": "A", "duration": 2},
        {"id": "B", "duration": 5, "deadline": "2015-05-15", "after": [{"predecessor": "A", "lag": 10}]},
        as_of=dt.date(2015, 5, 5),
        status={"as_of": "2015-05-05", "actuals": [{"activity": "A", "start": "2015-05-04", "finish": "2015-05-05"}]},
    ),
    case(
        "never enough",
        {"id": "A", "duration": 3, "demand": {"dev": 2}, "deadline": "2015-05-29"},
        resources=[{"id": "dev", "capacity": [{"fte": 1}, {"since": "2015-06-01", "fte": 2}]}],
    ),
    case(
        "after a sitting",
        activities("V", {"id": "v", "duration": 5}, {"id": "b", "gate": "RAT", "after": ["v"]}),
        *two(days=5, demand={"dev": 1}, after=["V"], deadline="2015-06-29"),
        bodies=[RAT],
        resources=DEV,
    ),
    case(
        "after an embargo",
        {"id": "V", "duration": 2},
        *two(days=5, demand={"dev": 1}, after=["V"], deadline="2015-05-28"),
        embargoes=[{"id": "E", "title": "Umzug", "since": "2015-05-06", "until": "2015-05-18"}],
        resources=DEV,
    ),
    case(
        "before what comes next",
        *two(days=6, demand={"dev": 1}),
        {"id": "L", "duration": 2, "after": ["A"], "deadline": "2015-12-30"},
        {"id": "E", "duration": 5, "after": ["A", "B"], "deadline": "2015-05-27"},
        resources=DEV,
    ),
    case(
        "facts",
        {"id": "V", "duration": 1},
        {"id": "A", "duration": 9, "demand": {"dev": 1}, "after": ["V"]},
        {"id": "B", "duration": 5, "demand": {"dev": 1}, "deadline": "2015-05-20"},
        resources=DEV,
        externals=[{"id": "LAND", "title": "Land", "date": "2015-04-29"}],
        as_of=dt.date(2015, 5, 5),
        status={
            "as_of": "2015-05-05",
            "actuals": [
                {"activity": "V", "start": "2015-05-04", "finish": "2015-05-04"},
                {"activity": "A", "start": "2015-05-05", "remaining": 9},
            ],
        },
    ),
)
