# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Every rule of a catalogue that can be thought away, as a key; what no plan could ever change is none of them.

Background, never named as a rule: the calendar, the start of the catalogue and the status date, before which nothing begins.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from egovplan.catalogue.actuals import fixed_activities
from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.flat import ActivityKind, FlatActivity, FlatLink
from egovplan.whatif.infeasible.model import RuleKind


class Key(NamedTuple):
    """What a rule is told apart by; see :class:`~egovplan.whatif.infeasible.model.Rule`."""

    kind: RuleKind
    subjects: tuple[str, ...]
    year: int | None = None


Keys = frozenset[Key]


class Registry:
    """The rules of a catalogue.

    Parameters
    ----------
    catalogue
        Whose rules they are.
    as_of
        Status date; what has begun by then is a fact. None for the first plan.
    """

    def __init__(self, catalogue: Catalogue, as_of: dt.date | None) -> None:
        self.catalogue, self.as_of = catalogue, as_of
        self.amendments: dict[Key, int] = {}
        externals = {a.id for a in catalogue.activities if a.kind is ActivityKind.EXTERNAL}
        self.facts = frozenset(externals | set(fixed_activities(catalogue, as_of)))

    @cached_property
    def position(self) -> dict[str, int]:
        """Activity id → its place in the catalogue."""
        return {activity.id: k for k, activity in enumerate(self.catalogue.activities)}

    @cached_property
    def _incoming(self) -> dict[str, list[FlatLink]]:
        incoming: dict[str, list[FlatLink]] = {}
        for link in self.catalogue.links:
            if link.successor not in self.facts:
                incoming.setdefault(link.successor, []).append(link)
        return incoming

    def amended(self, changes: Mapping[Key, int]) -> Registry:
        """Return the registry with other amounts.

        Parameters
        ----------
        changes
            Rule → by how much it gives way: working days of a deadline (later) or a release (earlier), hundredths of a VZÄ,
            cents, pieces; an embargo gives way altogether.
        """
        other = copy.copy(self)
        other.amendments = {**self.amendments, **changes}
        return other

    def day_of(self, key: Key) -> dt.date:
        """Return the day of a deadline or a release."""
        kind, name = key.subjects
        catalogue = self.catalogue
        if kind == "stage":
            measures = [m for m, stage in catalogue.stage_of.items() if stage.id == name]
        else:
            measures = [name] if kind == "measure" else []
        names = [x for m in measures for x in catalogue.expansion.members[m]] or [name]
        rows = (row for x in names for row in (*self.deadlines(self.flat(x)), *self.releases(self.flat(x))))
        return next(day for found, day in rows if found == key)

    def flat(self, name: str) -> FlatActivity:
        """Return an activity."""
        return self.catalogue.activity_by_id[name]

    def _later(self, key: Key, day: dt.date) -> dt.date:
        """Return the day of a deadline, moved as far as it gives way."""
        line, days = self.catalogue.timeline, self.amendments.get(key, 0)
        return line.date(min(len(line), line.index_after(day) + days) - 1) if days else day

    def _earlier(self, key: Key, day: dt.date) -> dt.date:
        line, days = self.catalogue.timeline, self.amendments.get(key, 0)
        return max(self.catalogue.start, line.date(max(0, line.index(day) - days))) if days else day

    def all(self) -> list[Key]:
        """Return every rule."""
        return list(self._all)

    @cached_property
    def _all(self) -> tuple[Key, ...]:
        names = [activity.id for activity in self.catalogue.activities]
        return (*self.of_activities(names), *(self.of_link(link) for link in self.links(names)), *self.shared(names))

    def of_activities(self, names: Iterable[str]) -> list[Key]:
        """Return what is asked of activities, each taken alone; a deadline or a release that several share comes once."""
        found: dict[Key, None] = {}
        for name in names:
            activity = self.catalogue.activity_by_id[name]
            found[self.work(name)] = None
            if name in self.facts:
                continue
            found |= dict.fromkeys(key for key, _ in self.deadlines(activity))
            found |= dict.fromkeys(key for key, _ in self.releases(activity))
            if activity.gate:
                found[Key(RuleKind.SITTING, (name, activity.gate))] = None
        return list(found)

    def work(self, name: str) -> Key:
        """Return that an activity is to be done, or has been begun."""
        return Key(RuleKind.FACT if name in self.facts else RuleKind.WORK, (name,))

    def deadlines(self, activity: FlatActivity) -> Iterator[tuple[Key, dt.date]]:
        """Yield the hard deadlines of an activity, of its measure and of its stage, with their days."""
        measure = self.catalogue.measure_by_id.get(activity.measure or "")
        if measure is None or activity.deadline is None:
            return
        stage = self.catalogue.stage_of.get(measure.id)
        of_stage = stage.deadline if stage and stage.hard else None
        shared = [day for day in (measure.deadline, of_stage) if day]
        if measure.deadline:
            key = Key(RuleKind.DEADLINE, ("measure", measure.id))
            yield key, self._later(key, measure.deadline)
        if stage and of_stage:
            key = Key(RuleKind.DEADLINE, ("stage", stage.id))
            yield key, self._later(key, of_stage)
        if not shared or activity.deadline < min(shared):
            key = Key(RuleKind.DEADLINE, ("activity", activity.id))
            yield key, self._later(key, activity.deadline)

    def releases(self, activity: FlatActivity) -> Iterator[tuple[Key, dt.date]]:
        """Yield the days before which an activity, its measure and its stage must not begin."""
        measure = self.catalogue.measure_by_id[activity.measure or ""]  # external events are facts, never held back
        start, stage = self.catalogue.start, self.catalogue.stage_of.get(measure.id)
        shared = [start]
        if measure.not_before and measure.not_before > start:
            shared.append(measure.not_before)
            key = Key(RuleKind.RELEASE, ("measure", measure.id))
            yield key, self._earlier(key, measure.not_before)
        if stage and stage.start and stage.start > start:
            shared.append(stage.start)
            key = Key(RuleKind.RELEASE, ("stage", stage.id))
            yield key, self._earlier(key, stage.start)
        if activity.release > max(shared):
            key = Key(RuleKind.RELEASE, ("activity", activity.id))
            yield key, self._earlier(key, activity.release)

    def before(self, names: Iterable[str]) -> set[str]:
        """Return all activities that some activities wait for, directly or not."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            for link in self._incoming.get(waiting.pop(), ()):
                if link.predecessor not in found:
                    found.add(link.predecessor)
                    waiting.append(link.predecessor)
        return found

    def links(self, names: Iterable[str]) -> Iterator[FlatLink]:
        """Yield the precedences between some activities; those into what has begun are no longer asked."""
        inside = set(names)
        for name in sorted(inside, key=self.position.__getitem__):
            yield from (link for link in self._incoming.get(name, ()) if link.predecessor in inside)

    def of_link(self, link: FlatLink) -> Key:
        """Return the rule of a precedence."""
        return Key(RuleKind.PRECEDENCE, (link.predecessor, link.successor, str(link.type), str(link.lag)))

    def shared(self, names: Iterable[str]) -> list[Key]:
        """Return the rules that some activities share: people, money, limits, embargoes."""
        catalogue, inside = self.catalogue, set(names)
        flat = [catalogue.activity_by_id[name] for name in inside]
        demanded = {resource for activity in flat for mode in activity.modes for resource in mode.demand}
        leads = {catalogue.measure_by_id[a.measure].lead for a in flat if a.measure}
        keys = []
        for resource in catalogue.resources:
            if resource.id in demanded and resource.renewable:
                keys += [Key(RuleKind.CAPACITY, (resource.id,), year) for year in self.years]
            elif resource.id in demanded:
                keys.append(Key(RuleKind.STOCK, (resource.id,)))
        keys += [Key(RuleKind.PARALLEL, (x.id,)) for x in catalogue.limits if inside & set(x.members)]
        keys += [
            Key(RuleKind.OPEN_MEASURES, (o.id,)) for o in catalogue.offices if o.max_open_measures and o.id in leads
        ]
        keys += [Key(RuleKind.EMBARGO, (embargo.id,)) for embargo in catalogue.embargoes]
        if any(activity.running or any(mode.costs for mode in activity.modes) for activity in flat):
            keys += [
                Key(RuleKind.BUDGET, (budget.kind.value,), year)
                for budget in catalogue.budgets
                for year in sorted(budget.amounts)
            ]
        return keys

    @cached_property
    def years(self) -> range:
        """Calendar years whose capacity is a rule each; the last one speaks for all that follow."""
        catalogue = self.catalogue
        days = [a.deadline for a in catalogue.activities if a.deadline]
        days += [sitting for body in catalogue.bodies for sitting in body.all_sittings()[-1:]]
        days += [step.since for resource in catalogue.resources for step in resource.capacity if step.since]
        first = min([catalogue.start, *(external.date for external in catalogue.externals)]).year
        return range(first, max([catalogue.start, *days]).year + 1)
