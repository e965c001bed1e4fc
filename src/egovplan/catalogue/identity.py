# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Checks of ids: each once, and none that looks like another."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from egovplan.catalogue.findings import Path, error, raw_activities, warning
from egovplan.errors import Issue

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue

_LISTS = ("offices", "resources", "bodies", "embargoes", "stages", "templates", "risks", "factors")

_CONFUSABLE = str.maketrans(
    # Cyrillic and Greek letters that look like Latin ones, after case folding; and zero and one
    "авекмнорстухіјѕԁԛԝһαβεζηικμνορτυχ01",
    "abekmhopctyxijsdqwhabezhikmnoptyxol",
)


def skeleton(text: str) -> str:
    """Return what a text looks like: compatibility forms, case and confusable letters of other scripts folded."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_CONFUSABLE)


def check_identity(catalogue: Catalogue) -> Iterator[Issue]:
    """Yield ids that stand twice, or look alike, in the same list."""
    for name in _LISTS:
        yield from _unique([(item.id, (name, i, "id")) for i, item in enumerate(getattr(catalogue, name))])
    things: list[tuple[str, Path]] = [(item.id, ("externals", i, "id")) for i, item in enumerate(catalogue.externals)]
    things += [(measure.id, ("measures", i, "id")) for i, measure in enumerate(catalogue.measures)]
    yield from _unique(things)
    for i, template in enumerate(catalogue.templates):
        yield from _in_list(template.id, template.activities, ("templates", i, "activities"))
    for i, measure in enumerate(catalogue.measures):
        yield from _in_list(measure.id, measure.activities, ("measures", i, "activities"))
        if measure.rollout:
            where: Path = ("measures", i, "rollout", "targets")
            targets = measure.rollout.targets
            yield from _unique([(t.office, (*where, j, "office")) for j, t in enumerate(targets)], f"{measure.id}/")
            yield from _reserved(measure.id, [a.id for a in measure.activities], ("measures", i, "activities"))
    for owner, activity, path in raw_activities(catalogue):
        yield from _in_list(owner, activity.modes, (*path, "modes"))
    yield from _budgets(catalogue)


def _in_list(owner: str, items: Sequence[Any], path: Path) -> Iterator[Issue]:
    yield from _unique([(item.id, (*path, i, "id")) for i, item in enumerate(items)], f"{owner}/")


def _unique(items: list[tuple[str, Path]], prefix: str = "") -> Iterator[Issue]:
    seen: dict[str, str] = {}
    for name, path in items:
        looks = skeleton(name)
        other = seen.setdefault(looks, name)
        if other == name and seen.get("=" + name):
            yield error("duplicate-id", prefix + name, "Dieses Kürzel ist schon vergeben.", path, value=name)
        elif other != name:
            message = f"Dieses Kürzel sieht fast so aus wie »{other}«: ist beides dasselbe?"
            yield warning("look-alike", prefix + name, message, path, value=_spelled(name, other))
        seen["=" + name] = name


def _spelled(name: str, other: str) -> str:
    """Return the first character in which two names differ, by its official name, since it cannot be seen."""
    pairs = zip(name, other, strict=False)
    own = next((a for a, b in pairs if a != b), "")
    return f"{name} (mit {unicodedata.name(own, f'U+{ord(own):04X}')})" if own and not own.isascii() else name


def _reserved(measure: str, names: list[str], path: Path) -> Iterator[Issue]:
    for position, name in enumerate(names):
        if name == "rollout":
            message = "»rollout« steht für alle Einführungen; ein einzelner Vorgang kann nicht so heißen."
            yield error("reserved-id", f"{measure}/{name}", message, (*path, position, "id"))


def _budgets(catalogue: Catalogue) -> Iterator[Issue]:
    seen = set()
    for i, budget in enumerate(catalogue.budgets):
        if budget.kind in seen:
            message = "Für diese Art gibt es schon einen Haushalt: bitte in einem zusammenfassen."
            yield error("duplicate-budget", budget.kind.value, message, ("budgets", i, "kind"))
        seen.add(budget.kind)
