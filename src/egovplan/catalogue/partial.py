# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Check what can be checked of a catalogue of which some entries cannot be read: a planner corrects everything at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from egovplan.errors import CatalogueError, Issue
from egovplan.terms import identifier_of

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue

Path = tuple[str | int, ...]

_NAMED = frozenset({"offices", "resources", "bodies", "stages", "externals", "templates", "measures"})
"""Lists whose entries can be named elsewhere; a template stands for activities of many names."""


PART = object()
"""Context of validation in which unreadable values are not described once more."""

_STAND_IN = {"title": "–", "start": "2000-01-03"}
_CERTAIN = frozenset({
    "duplicate-id", "unknown-id", "reserved-id", "self-link", "cycle", "duplicate-budget", "duration-and-modes",
    "mixed-modes", "short-and-activities", "two-stages", "stage-window", "ambiguous-end", "window", "weight",
    "priority-range", "budget-year", "stock-steps", "duplicate-actual", "risk-without-target",
})  # fmt: skip
"""Errors that stay errors whatever the unreadable entries turn out to say."""


def further_issues(model: type[Catalogue], data: Mapping[str, Any], found: Iterable[Issue]) -> list[Issue]:
    """Return what the checks find in the entries that can be read.

    Parameters
    ----------
    model
        The class of catalogues.
    data
        Nested dicts and lists, with English or German keys.
    found
        What is wrong with the unreadable ones.

    Returns
    -------
    list of Issue
        Only what is certain: names that may belong to an unreadable entry are not called unknown.
    """
    part = _Part(data, [issue.path for issue in found])
    try:
        model.model_validate(part.data, context=PART)
    except CatalogueError as error:
        return [part.placed(issue) for issue in error.issues if issue.code in _CERTAIN and part.is_certain(issue)]
    except ValidationError:
        return []  # what is wrong runs deeper than single entries
    return []


class _Part:
    """The readable entries of a catalogue, and where they stood."""

    def __init__(self, data: Mapping[str, Any], paths: list[Path]) -> None:
        bad: dict[str, set[int]] = {}
        lost: set[str] = set()
        for path in paths:
            name = identifier_of(str(path[0])) if path else ""
            if len(path) > 1 and isinstance(path[1], int):
                bad.setdefault(name, set()).add(path[1])
            else:
                lost.add(name)
        lists = {identifier_of(str(key)) for key, value in data.items() if isinstance(value, list | tuple)}
        lost |= bad.keys() - lists
        self.positions: dict[str, list[int]] = {}
        self.gone: list[str] = []
        self.uncertain = bool(lost & _NAMED)
        self.data: dict[str, Any] = dict(_STAND_IN)
        for key, value in data.items():
            name = identifier_of(str(key))
            if name in bad and name in lists:
                kept = [i for i in range(len(value)) if i not in bad[name]]
                self.positions[name] = kept
                self.data[name] = [value[i] for i in kept]
                for i in bad[name] if name in _NAMED else ():
                    self._miss(name, value[i])
            elif name not in lost:
                self.data[name] = value

    def _miss(self, where: str, item: Any) -> None:
        name = None
        if isinstance(item, Mapping):
            name = next((value for key, value in item.items() if identifier_of(str(key)) == "id"), None)
        if isinstance(name, str) and where != "templates":
            self.gone.append(name)
        else:
            self.uncertain = True

    def is_certain(self, issue: Issue) -> bool:
        """Return whether a reference is unknown whatever the unreadable entries are."""
        if issue.code != "unknown-id":
            return True
        return not self.uncertain and not any(
            issue.value == name or issue.value.startswith(f"{name}/") for name in self.gone
        )

    def placed(self, issue: Issue) -> Issue:
        """Return an issue with the path in the whole catalogue."""
        path = issue.path
        if len(path) > 1 and isinstance(path[1], int) and path[0] in self.positions:
            path = (path[0], self.positions[str(path[0])][path[1]], *path[2:])
        return replace(issue, path=path)
