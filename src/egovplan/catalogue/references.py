# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Checks of references: whatever is named must be there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain
from typing import TYPE_CHECKING, Any

from egovplan.catalogue.findings import Path, Places, error, raw_activities
from egovplan.catalogue.identity import skeleton
from egovplan.errors import Issue

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue

Reference = tuple[str, str | None, str, Path]
"""Kind of thing, name (None: nothing is named), subject, path."""

_MISSING = {
    "office": "Dieses Amt gibt es nicht.",
    "resource": "Diese Kapazität gibt es nicht.",
    "body": "Dieses Gremium gibt es nicht.",
    "stage": "Diese Stufe gibt es nicht.",
    "measure": "Diese Maßnahme gibt es nicht.",
    "activity": "Diesen Vorgang gibt es nicht.",
    "predecessor": "Dieses Kürzel gibt es nicht.",
    "template": "Diese Vorlage gibt es nicht.",
}


def check_references(catalogue: Catalogue) -> Iterator[Issue]:
    """Yield an issue for every name that leads nowhere, with the names it might have meant."""
    known = {
        "office": [office.id for office in catalogue.offices],
        "resource": [resource.id for resource in catalogue.resources],
        "body": [body.id for body in catalogue.bodies],
        "stage": [stage.id for stage in catalogue.stages],
        "measure": [measure.id for measure in catalogue.measures],
        "activity": [activity.id for activity in catalogue.activities],
        "template": [template.id for template in catalogue.templates],
    }
    known["predecessor"] = list(dict.fromkeys([*known["measure"], *known["activity"]]))
    named = (catalogue.activities, catalogue.offices, catalogue.bodies, catalogue.stages, catalogue.measures)
    titled: Iterator[Any] = chain(*named)
    suggest = _Suggestions(known, {item.title.casefold(): item.id for item in titled if item.title})
    ids = {kind: frozenset(names) for kind, names in known.items()}
    for kind, name, subject, path in _all(catalogue):
        # a catalogue that lists no offices may still name them: small ones stay small
        free = kind == "office" and not catalogue.offices
        if name is not None and name not in ids[kind] and not free:
            yield error("unknown-id", subject, _MISSING[kind], path, expected=suggest(kind, name), value=name)
    for issue in catalogue.expansion.issues:
        if issue.code == "unknown-id":
            yield replace(issue, expected=suggest(_kind_of(catalogue, issue, known), issue.value))


def _kind_of(catalogue: Catalogue, issue: Issue, known: dict[str, list[str]]) -> str:
    """Return the kind of thing that the unfolding missed; of an omitted activity, the template's own ones are known."""
    if issue.path[-1] == "template":
        return "template"
    if issue.path[-2] != "omit":
        return "predecessor"
    measure = catalogue.measures[int(issue.path[1])]
    template = next(template for template in catalogue.templates if template.id == measure.template)
    known["omit"] = [activity.id for activity in template.activities]
    return "omit"


def _all(catalogue: Catalogue) -> Iterator[Reference]:
    yield from _of_limits(catalogue)
    for i, measure in enumerate(catalogue.measures):
        where: Path = ("measures", i)
        yield "office", measure.lead, measure.id, (*where, "lead")
        yield "stage", measure.stage, measure.id, (*where, "stage")
        yield from _each("office", measure.participants, measure.id, (*where, "participants"))
        yield from _each("measure", measure.related, measure.id, (*where, "related"))
        for j, target in enumerate(measure.rollout.targets if measure.rollout else ()):
            path = (*where, "rollout", "targets", j, "office")
            yield "office", target.office, f"{measure.id}/{target.office}", path
    for subject, activity, path in raw_activities(catalogue):
        yield "office", activity.office, subject, (*path, "office")
        yield "body", activity.gate, subject, (*path, "gate")
    yield from _of_demands(catalogue)
    yield from _of_risks(catalogue)
    yield from _of_status(catalogue)


def _of_limits(catalogue: Catalogue) -> Iterator[Reference]:
    for i, resource in enumerate(catalogue.resources):
        yield "office", resource.office, resource.id, ("resources", i, "office")
    for i, embargo in enumerate(catalogue.embargoes):
        yield from _each("office", embargo.offices, embargo.id, ("embargoes", i, "offices"))
        yield from _each("measure", embargo.measures, embargo.id, ("embargoes", i, "measures"))
    for i, stage in enumerate(catalogue.stages):
        yield from _each("measure", stage.measures, stage.id, ("stages", i, "measures"))


def _of_demands(catalogue: Catalogue) -> Iterator[Reference]:
    places = Places(catalogue)
    known = {resource.id for resource in catalogue.resources}
    seen = set()
    for activity in catalogue.activities:
        for position, mode in enumerate(activity.modes):
            for resource in mode.demand:
                if resource in known:
                    continue
                path = places.of_demand(activity, position, resource)
                if (resource, path) not in seen:  # once for a template, not once for each measure that uses it
                    seen.add((resource, path))
                    yield "resource", resource, activity.id, path


def _of_risks(catalogue: Catalogue) -> Iterator[Reference]:
    for i, risk in enumerate(catalogue.risks):
        yield from _each("measure", risk.measures, risk.id, ("risks", i, "measures"))
        yield from _each("activity", risk.activities, risk.id, ("risks", i, "activities"))
    for i, factor in enumerate(catalogue.factors):
        yield from _each("office", factor.offices, factor.id, ("factors", i, "offices"))
        yield from _each("measure", factor.measures, factor.id, ("factors", i, "measures"))
        yield from _each("activity", factor.activities, factor.id, ("factors", i, "activities"))


def _of_status(catalogue: Catalogue) -> Iterator[Reference]:
    status = catalogue.status
    if status is None:
        return
    for i, actual in enumerate(status.actuals):
        yield "activity", actual.activity, actual.activity, ("status", "actuals", i, "activity")
    for i, coverage in enumerate(status.coverage):
        path: Path = ("status", "coverage", i)
        yield "measure", coverage.measure, coverage.measure, (*path, "measure")
        yield "office", coverage.office, coverage.measure, (*path, "office")
    for i, decision in enumerate(status.decisions):
        yield "measure", decision.measure, decision.measure, ("status", "decisions", i, "measure")


def _each(kind: str, names: Iterable[str], subject: str, path: Path) -> Iterator[Reference]:
    for position, name in enumerate(names):
        yield kind, name, subject, (*path, position)


class _Suggestions:
    """What might have been meant; after a hundred questions it stops searching, since something else is wrong then."""

    def __init__(self, known: dict[str, list[str]], titles: dict[str, str]) -> None:
        self.known = known
        self.titles = titles
        self.left = 100

    def __call__(self, kind: str, name: str) -> str:
        names = self.known[kind]
        if self.left == 0 or not names:
            return ""
        self.left -= 1
        if (titled := self.titles.get(name.casefold())) in names:
            return f"das Kürzel »{titled}« statt des Titels"
        alike = next((other for other in names if skeleton(other) == skeleton(name)), None)
        if alike:
            return f"»{alike}« (sieht gleich aus, besteht aber aus anderen Zeichen)"
        inside = [other for other in names if other.startswith(f"{name}/")] if kind == "activity" else []
        if inside:
            return "ein Vorgang der Maßnahme: " + ", ".join(inside[:8]) + (" …" if len(inside) > 8 else "")
        near = get_close_matches(name, names, n=2, cutoff=0.6)
        if near:
            return "vielleicht " + " oder ".join(f"»{other}«" for other in near)
        return "eines von: " + ", ".join(names) if len(names) <= 8 else ""
