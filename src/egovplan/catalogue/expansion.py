# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Unfold a catalogue: templates, rollouts and precedences between measures become activities and links.

Precedence of whole measures: *A before B* (FS) means that every activity of B starts after every activity of A has
finished. Links are laid only between the last activities of A and the first ones of B; with non-negative lags inside the
measures that is the same. A relation that starts from the start of a measure, or ends at its finish, needs a single such
activity; otherwise the planner is asked to name one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import TYPE_CHECKING

from egovplan.catalogue.flat import ActivityKind, Expansion, FlatActivity, FlatLink, FlatMode, Limit
from egovplan.catalogue.messages import subject_of
from egovplan.catalogue.model import Activity, Cost, Link, Measure, RelationType
from egovplan.catalogue.rollout import Unfolded, unfold_rollout
from egovplan.catalogue.values import Span, cents
from egovplan.errors import Issue

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue

Path = tuple[str | int, ...]

MAX_ACTIVITIES = 250_000
"""Most activities that a catalogue may unfold to; templates and rollouts multiply."""
MAX_LINKS = 300_000
"""Most precedences; those between wide measures multiply."""


def expand(catalogue: Catalogue) -> Expansion:
    """Return every activity and every precedence of a catalogue.

    References that lead nowhere are collected as issues, not raised: :mod:`egovplan.catalogue.checks` reports them
    together with everything else.
    """
    return _Expander(catalogue).run()


class _Expander:
    """Collects the activities first, so that links can point forwards."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.templates = {template.id: template for template in catalogue.templates}
        self.of_template: dict[tuple[str | None, str], Path] = {
            (template.id, activity.id): ("templates", i, "activities", j)
            for i, template in enumerate(catalogue.templates)
            for j, activity in enumerate(template.activities)
        }
        self.stage_of = catalogue.stage_of
        self.activities: dict[str, FlatActivity] = {}
        self.members: dict[str, tuple[str, ...]] = {}
        self.groups: dict[str, tuple[str, ...]] = {}
        self.inner: list[FlatLink] = []
        self.outer: list[tuple[Link, tuple[str, ...], str | None, Path, Path]] = []
        self.limits: list[Limit] = []
        self.issues: dict[tuple[str, Path, str], Issue] = {}
        self.within: dict[str, list[tuple[Link, str]]] = {}
        self.ends: dict[tuple[tuple[str, ...], bool], tuple[str, ...]] = {}

    def run(self) -> Expansion:
        for position, external in enumerate(self.catalogue.externals):
            self._add(
                FlatActivity(
                    external.id, None, external.title, ActivityKind.EXTERNAL, (FlatMode("", Span(0), {}),),
                    external.date, source=external.source, path=("externals", position),
                )
            )  # fmt: skip
        for position, measure in enumerate(self.catalogue.measures):
            self._measure(measure, ("measures", position))
            if len(self.activities) > MAX_ACTIVITIES:
                message = "Vorlagen und Einführungen ergeben zu viele Vorgänge."
                self._issue("too-many-activities", message, (), f"mehr als {MAX_ACTIVITIES}")
                break
        for link, successors, context, _, _ in self.outer:
            if context is not None and link.lag.days >= 0:
                self.within.setdefault(context, []).append((link, successors[0]))
        links = list(islice(chain(self.inner, self._outer_links(), self._dependencies()), MAX_LINKS + 1))
        if len(links) > MAX_LINKS:
            message = (
                "Der Katalog hat zu viele Abhängigkeiten: bitte zwischen großen Maßnahmen einen Meilenstein setzen."
            )
            self._issue("too-many-links", message, (), f"mehr als {MAX_LINKS}")
        return Expansion(
            tuple(self.activities.values()),
            tuple(dict.fromkeys(links)),
            tuple(self.limits),
            self.members,
            tuple(self.issues.values()),
        )

    # activities

    def _add(self, activity: FlatActivity) -> None:
        if activity.id in self.activities:
            self._issue("duplicate-id", "Dieses Kürzel ist schon vergeben.", activity.path, activity.id)
        else:
            self.activities[activity.id] = activity

    def _measure(self, measure: Measure, path: Path) -> None:
        acts = list(self._own_activities(measure, path))
        unfolded = unfold_rollout(self.catalogue, measure, acts, path) if measure.rollout else Unfolded(acts, {}, None)
        local = {name: f"{measure.id}/{name}" for name, _, _ in unfolded.activities}
        if not (measure.activities or measure.template or measure.rollout):
            local = {measure.id: measure.id}
        for name, activity, where in unfolded.activities:
            self._add(self._flat(measure, local[name], activity, unfolded.offices.get(name), where))
        self.members[measure.id] = tuple(local.values())
        for group, names in unfolded.groups.items():
            self.groups[f"{measure.id}/{group}"] = tuple(local[name] for name in names)
        if unfolded.limit:
            members = self.groups[f"{measure.id}/rollout"]
            self.limits.append(
                Limit(f"{measure.id}/rollout", f"gleichzeitige Einführungen {measure.title}", unfolded.limit, members)
            )
        for name, activity, where in unfolded.activities:
            for position, link in enumerate(activity.after):
                written = self._written(measure, activity, where, position)
                self.outer.append((link, (local[name],), measure.id, written, where))
        for position, link in enumerate(measure.after):
            self.outer.append((link, (measure.id,), None, (*path, "after", position), path))

    def _own_activities(self, measure: Measure, path: Path) -> Iterator[tuple[str, Activity, Path]]:
        if not (measure.activities or measure.template or measure.rollout):
            own = Activity(
                id=measure.id, title=measure.title, duration=measure.duration or Span(0), demand=measure.demand,
                costs=measure.costs, running=measure.running, estimate=measure.estimate, source=measure.source,
            )  # fmt: skip
            yield measure.id, own, path
            return
        own_acts = {a.id: (a, (*path, "activities", i)) for i, a in enumerate(measure.activities)}
        template = self.templates.get(measure.template) if measure.template else None
        if measure.template and template is None:
            self._issue("unknown-id", "Diese Vorlage gibt es nicht.", (*path, "template"), measure.template)
        merged: dict[str, tuple[Activity, Path]] = {}
        for activity in template.activities if template else ():
            own_act, where = own_acts.pop(activity.id, (None, (*path, "template")))
            merged[activity.id] = (_override(activity, own_act), where)
        merged.update(own_acts)
        for position, name in enumerate(measure.omit if template else ()):
            if merged.pop(name, None) is None:
                self._issue("unknown-id", "Diesen Vorgang hat die Vorlage nicht.", (*path, "omit", position), name)
        for name, activity, where in _bridge(merged, template.activities if template else (), set(measure.omit)):
            yield name, activity, where

    def _flat(self, measure: Measure, full_id: str, activity: Activity, target: str | None, path: Path) -> FlatActivity:
        stage = self.stage_of.get(measure.id)
        office = target or activity.office or measure.lead
        releases = [self.catalogue.start, measure.not_before, activity.not_before, stage.start if stage else None]
        hard = stage.deadline if stage and stage.hard else None
        deadlines = [day for day in (activity.deadline, measure.deadline, hard) if day]
        modes = _modes(activity, office or "")
        if activity.gate:
            kind = ActivityKind.GATE
        elif target:
            kind = ActivityKind.INTRODUCTION
        else:
            kind = ActivityKind.MILESTONE if all(m.duration.days == 0 for m in modes) else ActivityKind.WORK
        return FlatActivity(
            id=full_id, measure=measure.id, title=activity.title or activity.id, kind=kind, modes=modes,
            release=max(day for day in releases if day), office=office, deadline=min(deadlines, default=None),
            gate=activity.gate, running=activity.running, estimate=activity.estimate, source=activity.source, path=path,
        )  # fmt: skip

    # links

    def _outer_links(self) -> Iterator[FlatLink]:
        for link, successors, context, path, _ in self.outer:
            before = self._ends(link.predecessor, link.type.from_start, context, first=False, path=path)
            after = successors
            if successors[0] in self.members:
                after = self._ends(successors[0], link.type.to_start, None, first=True, path=path)
            yield from _product(before, after, link.type, link.lag, link.source, path)

    def _dependencies(self) -> Iterator[FlatLink]:
        for position, item in enumerate(self.catalogue.dependencies):
            path: Path = ("dependencies", position)
            before = self._ends(item.predecessor, item.type.from_start, None, first=False, path=(*path, "predecessor"))
            after = self._ends(item.successor, item.type.to_start, None, first=True, path=(*path, "successor"))
            yield from _product(before, after, item.type, item.lag, item.source, path)

    def _ends(self, name: str, at_start: bool, context: str | None, *, first: bool, path: Path) -> tuple[str, ...]:
        """Return the activities that stand for a reference; ``first``: it is the successor of the link."""
        if context and f"{context}/{name}" in self.activities:
            return (f"{context}/{name}",)
        group = self.groups.get(f"{context}/{name}") or self.groups.get(name) or self.members.get(name)
        if group is None:
            if name in self.activities:
                return (name,)
            self._issue("unknown-id", "Dieses Kürzel gibt es nicht.", path, name)
            return ()
        ends = self._outermost(group, at_start)
        if at_start is not first and len(ends) > 1:
            what = "Anfangs" if at_start else "End"
            message = f"»{name}« hat mehrere {what}vorgänge: bitte den Vorgang nennen."
            self._issue("ambiguous-end", message, path, ", ".join(ends[:4]))
        return ends

    def _outermost(self, group: tuple[str, ...], at_start: bool) -> tuple[str, ...]:
        """Return the activities of a group before which, or after which, there is none of the same group."""
        known = self.ends.get((group, at_start))
        if known is not None:
            return known
        inside, bound = set(group), set()
        context = self.activities[group[0]].measure if group and group[0] in self.activities else None
        for link, successor in self.within.get(context or "", ()):
            if successor in inside:
                name = f"{context}/{link.predecessor}"
                before = [b for b in self.groups.get(name, (name,)) if b in inside]
                if at_start and link.type.to_start and before:
                    bound.add(successor)
                elif not at_start and not link.type.from_start:
                    bound.update(before)
        ends = tuple(a for a in group if a not in bound) or group
        self.ends[group, at_start] = ends
        return ends

    # places

    def _written(self, measure: Measure, activity: Activity, where: Path, position: int) -> Path:
        """Return the path of a predecessor: in the template or the rollout, if it was written there."""
        if where[-1] == "template":
            return (*self.of_template[measure.template, activity.id], "after", position)
        if measure.rollout and len(where) > 2 and where[2] == "rollout":
            name = "introduction" if where[3] == "targets" else str(where[3])
            # the links that the rollout lays itself come first
            own = position - len(activity.after) + len(getattr(measure.rollout, name).after)
            return (*where[:3], name, "after", own) if own >= 0 else where
        return (*where, "after", position)

    def _issue(self, code: str, message: str, path: Path, value: str = "") -> None:
        subject = subject_of(self.catalogue, path) if path else ""
        self.issues.setdefault((code, path, value), Issue(code, message, subject=subject, value=value, path=path))


def _product(
    before: Iterable[str], after: tuple[str, ...], kind: RelationType, lag: Span, source: str, path: Path
) -> Iterator[FlatLink]:
    for first in before:
        for then in after:
            yield FlatLink(first, then, kind, lag, source, path)


def _override(template: Activity, own: Activity | None) -> Activity:
    """Return the template's activity with the fields that the measure sets itself."""
    if own is None:
        return template
    return template.model_copy(update={name: getattr(own, name) for name in own.model_fields_set})


def _bridge(
    merged: Mapping[str, tuple[Activity, Path]], template: tuple[Activity, ...], omitted: set[str]
) -> Iterator[tuple[str, Activity, Path]]:
    """Hand the predecessors of omitted activities on to their successors."""
    gone = {a.id: a for a in template if a.id in omitted}

    def resolve(link: Link, seen: frozenset[str]) -> Iterator[Link]:
        hole = gone.get(link.predecessor)
        if hole is None or hole.id in seen:
            yield link
            return
        for earlier in hole.after:
            yield from resolve(earlier, seen | {hole.id})

    for name, (activity, path) in merged.items():
        after = tuple(new for link in activity.after for new in resolve(link, frozenset()))
        yield name, activity if after == activity.after else activity.model_copy(update={"after": after}), path


def _modes(activity: Activity, office: str) -> tuple[FlatMode, ...]:
    if activity.modes:
        return tuple(
            FlatMode(m.id, m.duration, _demand(m.demand, office), _costs(m.costs or activity.costs))
            for m in activity.modes
        )
    default = Span(1) if activity.gate else Span(0)
    duration = default if activity.duration is None else activity.duration
    return (FlatMode("", duration, _demand(activity.demand, office), _costs(activity.costs)),)


def _costs(costs: tuple[Cost, ...]) -> tuple[Cost, ...]:
    return tuple(cost for cost in costs if cost.amount)


def _demand(demand: Mapping[str, object], office: str) -> dict[str, int]:
    """Return hundredths of a VZÄ by resource id, ``@/ROLE`` resolved to the office that does the work."""
    return {
        f"{office}/{name[2:]}" if name.startswith("@/") else name: cents(fte)  # type: ignore[arg-type]
        for name, fte in demand.items()
        if fte
    }
