# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""By how much a rule can give way: in which steps, as which change of the catalogue, and how large that is.

So that unlike things can be compared, the size of a change is the share of what is there: working days of a deadline by the
working days from the start to it, VZÄ by the VZÄ of that year, euros by the largest yearly entry of their kind, pieces by
pieces, an embargo by its length over the time that is planned, measures by their share of the weight of all measures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.limits import Resource
from egovplan.catalogue.values import cents
from egovplan.markup import count, day, euro, fte, number, working_days
from egovplan.plan.money import KIND_WORDS
from egovplan.whatif.infeasible.model import RepairKind, RuleKind
from egovplan.whatif.infeasible.rules import Key, Registry
from egovplan.whatif.infeasible.words import Words
from egovplan.whatif.scenario import Scenario

KINDS: dict[RuleKind, RepairKind] = {
    RuleKind.CAPACITY: RepairKind.CAPACITY,
    RuleKind.BUDGET: RepairKind.BUDGET,
    RuleKind.OPEN_MEASURES: RepairKind.OPEN_MEASURES,
    RuleKind.PARALLEL: RepairKind.PARALLEL,
    RuleKind.STOCK: RepairKind.STOCK,
    RuleKind.DEADLINE: RepairKind.DEADLINE,
    RuleKind.EMBARGO: RepairKind.EMBARGO,
    RuleKind.RELEASE: RepairKind.RELEASE,
}
"""Rules that can give way, in the order in which they are tried."""
UNITS: dict[RepairKind, str] = {
    RepairKind.CAPACITY: "VZÄ/100", RepairKind.BUDGET: "ct", RepairKind.DEADLINE: "AT", RepairKind.RELEASE: "AT",
    RepairKind.STOCK: "Stück/100", RepairKind.OPEN_MEASURES: "Maßnahmen", RepairKind.PARALLEL: "Einführungen",
    RepairKind.EMBARGO: "Sperren", RepairKind.POSTPONE: "Maßnahmen",
}  # fmt: skip
STEPS: dict[RuleKind, int] = {RuleKind.CAPACITY: 5, RuleKind.BUDGET: 100, RuleKind.STOCK: 100}
"""Smallest change: 0,05 VZÄ, one euro, one piece; 1 of everything else."""
MOST: dict[RuleKind, int] = {
    RuleKind.CAPACITY: 10_000, RuleKind.BUDGET: 10**11, RuleKind.STOCK: 10**6, RuleKind.DEADLINE: 2600,
    RuleKind.RELEASE: 2600, RuleKind.OPEN_MEASURES: 200, RuleKind.PARALLEL: 200, RuleKind.EMBARGO: 1,
}  # fmt: skip
"""Larger changes are not worth telling: 100 VZÄ, ten years, …"""


class Amounts:
    """Changes of one catalogue.

    Parameters
    ----------
    registry
        Its rules.
    """

    def __init__(self, registry: Registry) -> None:
        self.registry, self.catalogue = registry, registry.catalogue

    def scenario(self, changes: Mapping[Key, int], begin: Scenario | None = None) -> Scenario:
        """Return the changes as a scenario; the title says what is to be done."""
        texts = ([begin.title] if begin else []) + [self.text(key, amount) for key, amount in changes.items()]
        scenario = Scenario(" und ".join(texts), begin.changes if begin else ())
        for key, amount in changes.items():
            scenario = self._with(scenario, key, amount)
        return scenario

    def _with(self, scenario: Scenario, key: Key, amount: int) -> Scenario:
        name = key.subjects[-1] if key.kind in (RuleKind.DEADLINE, RuleKind.RELEASE) else key.subjects[0]
        if key.kind is RuleKind.CAPACITY:
            since, until = self._year(key)
            return scenario.capacity(name, add=Decimal(amount) / 100, since=since, until=until)
        if key.kind is RuleKind.STOCK:
            return scenario.capacity(name, add=Decimal(amount) / 100)
        if key.kind is RuleKind.BUDGET:
            assert key.year is not None
            return scenario.budget(key.year, name, add=Decimal(amount) / 100)
        if key.kind is RuleKind.DEADLINE:
            return scenario.deadline(name, self.registry.amended({key: amount}).day_of(key))
        if key.kind is RuleKind.RELEASE:
            return scenario.release(name, self.registry.amended({key: amount}).day_of(key))
        if key.kind is RuleKind.OPEN_MEASURES:
            return scenario.open_measures(name, self._there(key) + amount)
        if key.kind is RuleKind.PARALLEL:
            return scenario.parallel(name.partition("/")[0], self._there(key) + amount)
        return scenario.lift(name)

    def text(self, key: Key, amount: int) -> str:
        """Return a change in German."""
        name = key.subjects[-1]
        if key.kind is RuleKind.DEADLINE:
            later = day(self.registry.amended({key: amount}).day_of(key))
            return f"{Words(self.registry, ()).rule(key).text} um {working_days(amount)} auf {later} verschieben"
        if key.kind is RuleKind.RELEASE:
            return f"{Words(self.registry, ()).rule(key).text}: {working_days(amount)} früher"
        if key.kind is RuleKind.CAPACITY:
            return f"{fte(amount)} mehr {name} {self._when(key)}"
        if key.kind is RuleKind.BUDGET:
            budget = next(b for b in self.catalogue.budgets if b.kind.value == name)
            return f"{euro(amount)} mehr im Haushalt {key.year} {KIND_WORDS[budget.kind]}"
        if key.kind is RuleKind.STOCK:
            return f"{number(Decimal(amount) / 100)} mehr im Vorrat »{name}«"
        if key.kind is RuleKind.OPEN_MEASURES:
            office = self.catalogue.office_title(name)
            return f"Amt {office}: {count(amount, 'offene Maßnahme', 'offene Maßnahmen')} mehr"
        if key.kind is RuleKind.PARALLEL:
            measure = self.catalogue.measure_by_id[name.partition("/")[0]]
            return (
                f"{count(amount, 'gleichzeitige Einführung', 'gleichzeitige Einführungen')} mehr von »{measure.title}«"
            )
        return f"{Words(self.registry, ()).rule(key).text} aufheben"

    def _when(self, key: Key) -> str:
        years = self.registry.years
        return f"ab {key.year}" if key.year == years[-1] and len(years) > 1 else f"in {key.year}"

    def _year(self, key: Key) -> tuple[dt.date | None, dt.date | None]:
        """Return first and last day of a capacity's year; open at the ends of what is planned."""
        years, year = self.registry.years, key.year
        assert year is not None
        since = None if year == years[0] else dt.date(year, 1, 1)
        return since, None if year == years[-1] else dt.date(year, 12, 31)

    # how large

    def size(self, changes: Mapping[Key, int]) -> float:
        """Return the share of what is there that has to give, summed over the changes. [1]."""
        return sum(amount / self._there(key) for key, amount in changes.items())

    def _there(self, key: Key) -> int:
        """Return what there is, in the unit of the change; what is nothing counts as one unit, or as the most there ever is."""
        name, catalogue = key.subjects[0], self.catalogue
        if key.kind is RuleKind.CAPACITY:
            return self._capacity(next(r for r in catalogue.resources if r.id == name), key)
        if key.kind is RuleKind.BUDGET:
            budget = next(b for b in catalogue.budgets if b.kind.value == name)
            return max(100, *(cents(amount) for amount in budget.amounts.values()))
        if key.kind is RuleKind.STOCK:
            resource = next(r for r in catalogue.resources if r.id == name)
            return max(100, cents(resource.capacity[-1].fte))
        if key.kind is RuleKind.OPEN_MEASURES:
            return next(o.max_open_measures or 1 for o in catalogue.offices if o.id == name)
        if key.kind is RuleKind.PARALLEL:
            return next(x.capacity for x in catalogue.limits if x.id == name)
        line = catalogue.timeline
        first = line.index(catalogue.start)
        if key.kind is RuleKind.EMBARGO:
            embargo = next(e for e in catalogue.embargoes if e.id == name)
            return max(1, self._days() // max(1, line.index_after(embargo.until) - line.index(embargo.since)))
        return max(1, line.index_after(self.registry.day_of(key)) - first)

    def _days(self) -> int:
        """Return the working days from the start to the last deadline."""
        line, start = self.catalogue.timeline, self.catalogue.start
        last = max((a.deadline for a in self.catalogue.activities if a.deadline), default=start)
        return max(1, line.index_after(last) - line.index(start))

    def _capacity(self, resource: Resource, key: Key) -> int:
        since, until = self._year(key)
        first = since or dt.date.min
        in_force = [step for step in resource.capacity if (step.since or dt.date.min) <= first][-1:]
        in_force += [
            s for s in resource.capacity if s.since and s.since > first and (until is None or s.since <= until)
        ]
        most = max((cents(step.fte) for step in in_force), default=0)
        return most or max([100, *(cents(step.fte) for step in resource.capacity)])


def weight_share(catalogue: Catalogue, measure: str) -> float:
    """Return the share of a measure of the weight of all measures. [1]."""
    total = sum(catalogue.weight(m.id) for m in catalogue.measures)
    return catalogue.weight(measure) / total if total else 1 / max(1, len(catalogue.measures))
