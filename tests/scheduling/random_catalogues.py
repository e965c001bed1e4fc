# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Tiny random catalogues with every rule that a plan can break, small enough to try all their plans.

Each measure has a hard deadline at most a dozen working days after the start, so that trying all starts up to
there is trying everything. Most start shortly before a turn of the year, where budgets, months and holidays
meet.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import CatalogueError
from egovplan.plan.model import Plan, PlannedActivity
from egovplan.scheduling.heuristic import first_schedule
from egovplan.scheduling.objective import Schedule
from egovplan.scheduling.translation.build import build
from egovplan.timeline import Timeline
from tests.scheduling.brute_force import Aim

STARTS = (
    "2015-12-14",
    "2015-12-17",
    "2015-12-21",
    "2016-03-21",
    "2016-04-25",
    "2018-12-18",
    "2017-05-22",
    "2019-09-23",
)
LINE = Timeline("RP")


@dataclass(frozen=True)
class Case:
    """A random catalogue, the status date to plan it on, and the number it can be made again from."""

    seed: int
    catalogue: Catalogue
    as_of: dt.date | None


def random_case(seed: int, *, activities: int = 6, window: int = 12) -> Case:
    """Return the case of a seed: up to ``activities`` activities within ``window`` working days."""
    rng = random.Random(seed)
    while True:
        data, as_of = _Draw(rng, activities, window).data()
        try:
            catalogue = Catalogue.from_dict(data)
            list(TopologicalSorter(_predecessors(catalogue)).static_order())
        except (CatalogueError, CycleError):
            continue  # drawn into a contradiction that is refused before anything is planned
        return Case(seed, catalogue, as_of)


def _predecessors(catalogue: Catalogue) -> dict[str, set[str]]:
    return {a.id: {k.predecessor for k in catalogue.links if k.successor == a.id} for a in catalogue.activities}


def random_cases(count: int, *, first: int = 0, **options: int) -> Iterator[Case]:
    """Yield the cases of ``count`` seeds."""
    for seed in range(first, first + count):
        yield random_case(seed, **options)


def random_aim(case: Case) -> Aim:
    """Return levels in any order, mostly with a plan to keep to: some plan of the case, disturbed; sometimes with a limit."""
    rng = random.Random(-1 - case.seed)
    found = first_schedule(build(case.catalogue), seed=case.seed, schedules=3)
    names = ["lateness", "makespan", "finish", "cost", "load"]
    if found is None or rng.random() < 0.25:
        return Aim(tuple(rng.sample(names, rng.randint(1, len(names)))))
    first = case.catalogue.timeline.index(case.catalogue.start)
    rows = [
        (max(first, row.start + (rng.randint(-2, 3) if rng.random() < 0.3 else 0)), _any_mode(rng, case, row))
        for row in _plan(case, found)
    ]
    baseline = Plan.of(case.catalogue, [s for s, _ in rows], [s for s, _ in rows], [m for _, m in rows])
    levels = tuple(rng.sample([*names, "moves"], rng.randint(1, 4)))
    if rng.random() < 0.6:
        levels = ("moves", *(level for level in levels if level != "moves"))
    return Aim(levels, baseline, rng.randint(0, 3) if rng.random() < 0.4 else None)


def _plan(case: Case, found: Schedule) -> Plan:
    instance = build(case.catalogue)
    return Plan.of(case.catalogue, found.starts + instance.origin, found.finishes + instance.origin, found.modes)


def _any_mode(rng: random.Random, case: Case, row: PlannedActivity) -> int:
    count = len(case.catalogue.activity_by_id[row.id].modes)
    return rng.randrange(count) if rng.random() < 0.3 else row.mode


class _Draw:
    """Draws one catalogue as nested dicts."""

    def __init__(self, rng: random.Random, activities: int, window: int) -> None:
        self.rng = rng
        self.left = rng.randint(2, activities)
        self.start = dt.date.fromisoformat(rng.choice(STARTS))
        self.first = LINE.index(self.start)
        self.window = rng.randint(max(4, window - 4), window + (4 if self.left <= 4 else 0))
        self.last = LINE.date(self.first + self.window - 1)
        self.ids: list[str] = []
        self.has = {name: rng.random() < share for name, share in _SHARES.items()}

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def day(self, early: int = -2, late: int | None = None) -> str:
        """Return some date around the window; not always a working day."""
        span = (self.last - self.start).days if late is None else late
        return (self.start + dt.timedelta(self.rng.randint(early, span))).isoformat()

    def data(self) -> tuple[dict[str, Any], dt.date | None]:
        rng = self.rng
        externals = [{"id": "LAND", "title": "Land", "date": self.day()}] if self.has["external"] else []
        self.ids += [item["id"] for item in externals]
        measures = []
        while self.left > 0:
            measures.append(self.measure(f"M{len(measures) + 1}"))
        data: dict[str, Any] = {
            "title": "Zufall", "start": self.start.isoformat(), "offices": self.offices(), "resources":
            self.resources(), "externals": externals, "measures": measures, "stages": self.stages() if
            self.has["stages"] else [], "bodies": [self.body()], "budgets": self.budgets() if
            self.has["budget"] else [], "embargoes": [self.embargo()] if self.has["embargo"] else [],
            "dependencies": self.dependencies() if self.has["dependency"] else [],
        }  # fmt: skip
        as_of = None
        if self.has["status"]:
            data["status"], as_of = self.status()
        elif self.chance(0.1):
            as_of = self.start + dt.timedelta(rng.randint(0, 3))
        return data, as_of

    def measure(self, name: str) -> dict[str, Any]:
        rng = self.rng
        measure: dict[str, Any] = {
            "id": name, "title": name, "priority": rng.randint(0, 5), "lead": rng.choice(("O1", "O1", "O2")),
            "deadline": self.last.isoformat(),
        }  # fmt: skip
        if self.chance(0.3):
            measure["due"] = self.day(early=0)
        if self.chance(0.1):
            measure["not_before"] = self.day()
        if self.has["rollout"] and self.left >= 3 and self.chance(0.7):
            self.left -= 2
            measure["rollout"] = self.rollout()
            if self.left:
                self.left -= 1
                measure["activities"] = [self.activity("vor", gated=False)]
            self.ids.append(name)
            return measure
        size = min(self.left, rng.choice((1, 1, 2, 2, 3)))
        if size == 1 and self.chance(0.4):
            self.left -= 1
            measure |= {k: v for k, v in self.activity("x", gated=False, modes=False).items() if k != "id"}
            self.ids.append(name)
            return measure
        measure["activities"] = []
        for k in range(size):
            self.left -= 1
            measure["activities"].append(self.activity(f"a{k + 1}"))
            self.ids.append(f"{name}/a{k + 1}")
        if self.ids[:-size] and self.chance(0.2):
            measure["after"] = [{"predecessor": rng.choice(self.ids[:-size]).split("/")[0]}]
        self.ids.append(name)
        return measure

    def activity(self, name: str, *, gated: bool = True, modes: bool = True) -> dict[str, Any]:
        rng = self.rng
        activity: dict[str, Any] = {"id": name}
        if modes and self.has["modes"] and self.chance(0.5):
            activity["modes"] = [
                {"id": f"m{k}", "duration": self.duration(shortest=1), "demand": self.demand(), "costs": self.costs()}
                for k in range(2)
            ]
        else:
            activity |= {"duration": self.duration(), "demand": self.demand()}
        if self.has["budget"] or self.has["embargo"]:
            activity["costs"] = self.costs()
            if self.chance(0.25):
                amount, kind = rng.choice(("12", "50", "0.17")), rng.choice(_KINDS)
                activity["running"] = [{"per_year": amount, "kind": kind}]
        if self.ids and self.chance(0.45):
            activity["after"] = [self.link(self.ids)]
        if gated and "modes" not in activity and self.has["gate"] and self.chance(0.5):
            activity["gate"] = "RAT"
        elif gated and self.chance(0.1):
            activity["not_before"] = self.day()
        if gated and self.chance(0.08):
            activity["deadline"] = self.day(early=1)
        return activity

    def link(self, names: list[str]) -> dict[str, Any]:
        kind = self.rng.choice(("FS", "FS", "FS", "SS", "FF", "SF"))
        lag = self.rng.choice((0, 0, 0, 1, 2, -1, -2, "1 KT", "3 KT", "6 KT", "-2 KT"))
        return {"predecessor": self.rng.choice(names), "type": kind, "lag": lag}

    def duration(self, shortest: int = 0) -> Any:
        if self.chance(0.2):
            return f"{self.rng.randint(max(1, shortest), 6)} KT"
        return self.rng.choice([d for d in (0, 1, 1, 2, 2, 3, 4) if d >= shortest])

    def demand(self) -> dict[str, str]:
        rng = self.rng
        demand = {name: rng.choice(("0.5", "1", "1")) for name in ("O1/dev", "O2/dev") if self.chance(0.35)}
        if self.has["stock"] and self.chance(0.5):
            demand["lizenz"] = rng.choice(("1", "2"))
        return demand

    def costs(self) -> list[dict[str, Any]]:
        return [
            {"amount": self.rng.choice(("10", "7.01", "25")), "kind": self.rng.choice(_KINDS), "charged": when}
            for when in ("start", "finish", "spread")
            if self.chance(0.25)
        ]

    def rollout(self) -> dict[str, Any]:
        targets: list[dict[str, Any]] = [{"office": "O1", "pilot": self.chance(0.2)}, {"office": "O2"}]
        rollout: dict[str, Any] = {"targets": targets, "introduction": self.activity("einführung", gated=False)}
        rollout["introduction"].pop("after", None)
        if self.chance(0.7):
            rollout["parallel"] = 1
        return rollout

    def offices(self) -> list[dict[str, Any]]:
        offices: list[dict[str, Any]] = [{"id": "O1"}, {"id": "O2"}]
        for office in offices:
            if self.has["open"]:
                office["max_open_measures"] = self.rng.choice((1, 1, 2))
        return offices

    def resources(self) -> list[dict[str, Any]]:
        result = []
        for name in ("O1/dev", "O2/dev"):
            steps: list[dict[str, Any]] = [{"fte": self.rng.choice(("1", "1.5", "2"))}]
            if self.has["steps"]:
                if self.chance(0.3):
                    steps[0]["since"] = self.day(early=-20, late=2)
                dates = sorted({self.day(early=3), self.day(early=3)})
                steps += [{"since": date, "fte": self.rng.choice(("0", "1", "1", "2"))} for date in dates]
            result.append({"id": name, "office": name[:2], "capacity": steps})
        return [*result, {"id": "lizenz", "capacity": self.rng.choice(("3", "4", "5")), "renewable": False}]

    def body(self) -> dict[str, Any]:
        days = sorted({self.day(early=1) for _ in range(self.rng.randint(4, 9))})
        return {"id": "RAT", "sittings": days, "notice": self.rng.choice((0, "0 KT", "3 KT", "5 KT", 1, 2))}

    def budgets(self) -> list[dict[str, Any]]:
        year = self.start.year
        result = []
        for kind in _KINDS:
            if self.chance(0.7):
                years = [y for y in (year, year + 1) if self.chance(0.85)] or [year]
                amounts = {y: self.rng.choice(("0", "20", "32.02", "40", "60")) for y in years}
                result.append({"kind": kind, "amounts": amounts, "carry_over": self.chance(0.5)})
        return result

    def embargo(self) -> dict[str, Any]:
        first = self.day()
        until = (dt.date.fromisoformat(first) + dt.timedelta(self.rng.randint(0, 4))).isoformat()
        embargo: dict[str, Any] = {"id": "E", "since": first, "until": until, "only_with_costs": self.chance(0.4)}
        if self.chance(0.3):
            embargo["offices"] = ["O1"]
        if self.chance(0.2):
            embargo["measures"] = ["M1"]
        return embargo

    def stages(self) -> list[dict[str, Any]]:
        first: dict[str, Any] = {"id": "S1", "priorities": [0, 1, 2], "deadline": self.day(early=2)}
        second: dict[str, Any] = {"id": "S2", "priorities": [3, 4, 5], "deadline": self.day(early=4)}
        first |= {"hard": self.chance(0.2), "weight": self.rng.choice((1, 1, 2))}
        if self.chance(0.4):
            second["start"] = self.day(early=0, late=5)
        return [first, second]

    def dependencies(self) -> list[dict[str, Any]]:
        before, after = sorted(self.rng.sample(range(len(self.ids)), 2)) if len(self.ids) > 1 else (0, 0)
        return [{**self.link([self.ids[before]]), "successor": self.ids[after]}] if before != after else []

    def status(self) -> tuple[dict[str, Any], dt.date | None]:
        """Return a report of what has begun, and the date to plan on: the report's, the day after, or
        none."""
        today = self.start + dt.timedelta(self.rng.randint(0, 6))
        names = [name for name in self.ids if "/" in name]
        actuals = []
        for name in self.rng.sample(names, min(len(names), self.rng.randint(1, 2))):
            begun = self.start + dt.timedelta(self.rng.randint(-3, max(0, (today - self.start).days)))
            actual: dict[str, Any] = {"activity": name, "start": begun.isoformat()}
            if self.chance(0.5):
                actual["finish"] = (begun + dt.timedelta(self.rng.randint(0, 3))).isoformat()
            elif self.chance(0.5):
                actual["remaining"] = self.rng.randint(0, 3)
            actuals.append(actual)
        as_of = self.rng.choice((today, today, today + dt.timedelta(1), None))
        return {"as_of": today.isoformat(), "actuals": actuals}, as_of


_KINDS = ("investment", "operating")
_SHARES = {
    "external": 0.2, "rollout": 0.25, "modes": 0.3, "gate": 0.3, "stock": 0.2, "open": 0.35, "steps": 0.4,
    "budget": 0.4, "embargo": 0.3, "stages": 0.5, "dependency": 0.25, "status": 0.25,
}  # fmt: skip
"""How often each kind of rule is drawn."""
