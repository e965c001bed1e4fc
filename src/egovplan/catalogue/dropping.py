# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Catalogues without some of their measures: what was given up needs no plan, and what waited for it waits no longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from egovplan.catalogue.status import Decision

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue

Data = dict[str, Any]


def dropped_measures(catalogue: Catalogue, as_of: dt.date | None) -> tuple[str, ...]:
    """Return the measures that were given up by a date before all their activities were finished.

    Parameters
    ----------
    catalogue
        With its status, or without one.
    as_of
        Later decisions do not count; None for the first plan, when nothing was given up yet.
    """
    status = catalogue.status
    if status is None or as_of is None:
        return ()
    known = sorted((d for d in status.decisions if not d.date or d.date <= as_of), key=lambda d: d.date or dt.date.min)
    latest = {decision.measure: decision.decision for decision in known}
    done = {a.activity for a in status.actuals if a.finish is not None and a.finish <= as_of}
    given_up = (m.id for m in catalogue.measures if latest.get(m.id) is Decision.DROPPED)
    return tuple(name for name in given_up if not done.issuperset(catalogue.expansion.members[name]))


def without_dropped(catalogue: Catalogue, as_of: dt.date | None) -> Catalogue:
    """Return the catalogue without what was given up by a date; the same object if that is nothing."""
    names = dropped_measures(catalogue, as_of)
    if not names:
        return catalogue
    data = catalogue.to_dict()
    for name in names:
        remove_measure(data, name)
    return type(catalogue).from_dict(data)


def remove_measure(data: Data, name: str) -> None:
    """Take a measure out, with every reference to it; what waited for it no longer waits."""

    def mine(reference: str) -> bool:
        return reference == name or reference.startswith(f"{name}/")

    data["measures"] = [m for m in data["measures"] if m["id"] != name]
    if "dependencies" in data:
        data["dependencies"] = [
            d for d in data["dependencies"] if not mine(d["predecessor"]) and not mine(d["successor"])
        ]
    for holder in _with_links(data):
        if "after" in holder:
            holder["after"] = [link for link in holder["after"] if not mine(link["predecessor"])]
    for measure in data["measures"]:
        measure["related"] = [r for r in measure.get("related", []) if r != name]
    for part in ("stages", "embargoes"):
        for item in data.get(part, []):
            item["measures"] = [m for m in item.get("measures", []) if m != name]
    _spare(data, mine)
    if status := data.get("status"):
        status["actuals"] = [a for a in status.get("actuals", []) if not mine(a["activity"])]
        for part in ("coverage", "decisions"):
            status[part] = [entry for entry in status.get(part, []) if entry["measure"] != name]


def _spare(data: Data, mine: Callable[[str], bool]) -> None:
    """Take a measure out of the risks and common causes, and those that are left with nothing."""
    for part in ("risks", "factors"):
        for item in data.get(part, []):
            for field in ("measures", "activities"):
                item[field] = [name for name in item.get(field, []) if not mine(name)]
        data[part] = [i for i in data.get(part, []) if i["measures"] or i["activities"] or i.get("offices")]


def _with_links(data: Data) -> Iterable[Data]:
    for template in data.get("templates", []):
        yield from template.get("activities", [])
    for measure in data["measures"]:
        yield measure
        yield from measure.get("activities", [])
        rollout = measure.get("rollout", {})
        yield from (rollout[part] for part in ("introduction", "evaluation", "approval") if part in rollout)
