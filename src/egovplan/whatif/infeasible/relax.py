# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A catalogue of which only some rules are kept: every plan of the whole, cut to what is left, is a plan of it.

An activity whose work is not kept is taken out with all that is asked of it; so fewer rules never make a plan impossible.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.flat import ActivityKind, Expansion, FlatActivity
from egovplan.catalogue.limits import Budget, Office, Resource, Step
from egovplan.whatif.infeasible.model import RuleKind
from egovplan.whatif.infeasible.rules import Key, Registry

ENOUGH = Decimal(10) ** 10
"""Euros that no catalogue of a city charges."""


def relaxed(registry: Registry, keys: Collection[Key]) -> Catalogue:
    """Return the catalogue with some of its rules only.

    It is not checked, and knows no stages: it is there to be planned and verified, not to be written.

    Parameters
    ----------
    registry
        Of the whole catalogue.
    keys
        The rules that are kept.
    """
    return _Relaxed(registry, keys).catalogue()


class _Relaxed:
    """Holds the rules that are kept, by kind."""

    def __init__(self, registry: Registry, keys: Collection[Key]) -> None:
        self.registry, self.whole = registry, registry.catalogue
        self.keys = frozenset(keys)
        self.of_kind: dict[RuleKind, set[str]] = {kind: set() for kind in RuleKind}
        self.years: dict[tuple[RuleKind, str], set[int]] = {}
        for key in self.keys:
            self.of_kind[key.kind].add(key.subjects[0])
            if key.year is not None:
                self.years.setdefault((key.kind, key.subjects[0]), set()).add(key.year)
        self.inside = self.of_kind[RuleKind.WORK] | self.of_kind[RuleKind.FACT]

    def catalogue(self) -> Catalogue:
        """Return what is left."""
        whole = self.whole
        expansion = self._expansion()
        fields: dict[str, Any] = {name: getattr(whole, name) for name in type(whole).model_fields}
        fields |= {
            "resources": tuple(self._resources(expansion)),
            "budgets": tuple(self._budgets()),
            "offices": tuple(o.model_copy(update={"max_open_measures": self._open(o)}) for o in whole.offices),
            "embargoes": tuple(
                e for e in whole.embargoes
                if e.id in self.of_kind[RuleKind.EMBARGO] and not self._gives(RuleKind.EMBARGO, e.id)
            ),
            "externals": tuple(e for e in whole.externals if e.id in self.inside),
            "measures": tuple(
                whole.measure_by_id[name].model_copy(update={"after": (), "due": None, "deadline": None})
                for name in expansion.members
            ),
            "stages": (), "templates": (), "dependencies": (), "risks": (), "factors": (),
        }  # fmt: skip
        left = Catalogue.model_construct(**fields)
        left.__dict__["expansion"] = expansion
        return left

    def _gives(self, kind: RuleKind, name: str, year: int | None = None) -> int:
        """Return by how much a rule gives way."""
        return self.registry.amendments.get(Key(kind, (name,), year), 0)

    # what has to be done

    def _expansion(self) -> Expansion:
        whole, inside = self.whole.expansion, self.inside
        names = sorted(inside, key=self.registry.position.__getitem__)
        members = {}
        for measure in {self.whole.activity_by_id[name].measure: None for name in names}:
            if measure is not None:
                members[measure] = tuple(name for name in whole.members[measure] if name in inside)
        limits = tuple(
            replace(
                limit,
                capacity=limit.capacity + self._gives(RuleKind.PARALLEL, limit.id),
                members=tuple(name for name in limit.members if name in inside),
            )
            for limit in whole.limits
            if limit.id in self.of_kind[RuleKind.PARALLEL]
        )
        return Expansion(
            tuple(self._flat(self.whole.activity_by_id[name]) for name in names),
            tuple(x for x in self.registry.links(inside) if self.registry.of_link(x) in self.keys),
            limits, members,
        )  # fmt: skip

    def _flat(self, activity: FlatActivity) -> FlatActivity:
        if activity.kind is ActivityKind.EXTERNAL:
            return activity
        deadlines = [day for key, day in self.registry.deadlines(activity) if key in self.keys]
        releases = [day for key, day in self.registry.releases(activity) if key in self.keys]
        held = activity.gate and Key(RuleKind.SITTING, (activity.id, activity.gate)) in self.keys
        return replace(
            activity,
            release=max([self.whole.start, *releases]),
            deadline=min(deadlines, default=None),
            gate=activity.gate if held else None,
        )

    # what there is

    def _open(self, office: Office) -> int | None:
        if office.max_open_measures is None or office.id not in self.of_kind[RuleKind.OPEN_MEASURES]:
            return None
        return office.max_open_measures + self._gives(RuleKind.OPEN_MEASURES, office.id)

    def _resources(self, expansion: Expansion) -> Iterator[Resource]:
        most = _most(expansion)
        for resource in self.whole.resources:
            if resource.id in self.of_kind[RuleKind.STOCK]:
                amount = resource.capacity[-1].fte + Decimal(self._gives(RuleKind.STOCK, resource.id)) / 100
                yield Resource.model_construct(**{**dict(resource), "capacity": (Step.model_construct(fte=amount),)})
            years = self.years.get((RuleKind.CAPACITY, resource.id))
            if years:
                more = {y: Decimal(self._gives(RuleKind.CAPACITY, resource.id, y)) / 100 for y in years}
                steps = tuple(_steps(resource, more, self.registry.years, Decimal(most[resource.id] + 1) / 100))
                yield Resource.model_construct(**{**dict(resource), "capacity": steps})

    def _budgets(self) -> Iterator[Budget]:
        for budget in self.whole.budgets:
            years = self.years.get((RuleKind.BUDGET, budget.kind.value))
            if not years:
                continue
            amounts = {year: budget.amounts[year] for year in budget.amounts if year in years or budget.carry_over}
            more = {year: Decimal(self._gives(RuleKind.BUDGET, budget.kind.value, year)) / 100 for year in years}
            amounts = {year: amount + more[year] if year in years else ENOUGH for year, amount in amounts.items()}
            yield Budget.model_construct(**{**dict(budget), "amounts": amounts})


def _most(expansion: Expansion) -> Counter[str]:
    """Return resource → what all activities take of it together, each in the mode that takes most."""
    most: Counter[str] = Counter()
    for activity in expansion.activities:
        if len(activity.modes) == 1:
            most.update(activity.modes[0].demand)
        else:
            for name in {name for mode in activity.modes for name in mode.demand}:
                most[name] += max(mode.demand.get(name, 0) for mode in activity.modes)
    return most


def _steps(resource: Resource, more: Mapping[int, Decimal], years: range, enough: Decimal) -> Iterator[Step]:
    """Yield the capacity of the kept years, with more where there is more; in all others there is enough for everything."""
    changes = {step.since or dt.date.min: step.fte for step in resource.capacity}
    starts = {dt.date(year, 1, 1) if year > years[0] else dt.date.min: more.get(year) for year in years}
    before: Decimal | None = None
    fte, extra = Decimal(0), more.get(years[0])
    for day in sorted({*changes, *starts}):
        fte, extra = changes.get(day, fte), starts.get(day, extra)
        now = max(enough, fte) if extra is None else fte + extra
        if now != before:
            yield Step.model_construct(since=None if day == dt.date.min else day, fte=now)
        before = now
