# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Single changes to the canonical form of a catalogue: plain data in, plain data changed, checked by the caller.

Each change knows its own words, so that a table of scenarios can say what they are made of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from egovplan.catalogue.dropping import remove_measure
from egovplan.catalogue.values import Span, parse_date, parse_span
from egovplan.errors import CatalogueError, Issue

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Parameters
    ----------
    text
        What it is, in German.
    apply
        Changes the canonical data in place.
    """

    text: str
    apply: Callable[[Data], None]


def unknown(what: str, name: object, known: Iterable[object]) -> CatalogueError:
    """Return the error for a name that the catalogue does not have."""
    choice = ", ".join(str(k) for k in known) or "keine"
    return CatalogueError(
        [Issue("unknown-id", f"{what} gibt es nicht.", subject=str(name), expected=f"eines von: {choice}")]
    )


def find(items: Iterable[Data], name: str, what: str) -> Data:
    """Return the item of a list with an id."""
    for item in items:
        if item["id"] == name:
            return item
    raise unknown(what, name, [item["id"] for item in items])


# people


def change_capacity(
    data: Data,
    resource: str,
    *,
    add: Decimal | None,
    to: Decimal | None,
    since: dt.date | None,
    until: dt.date | None,
) -> None:
    """Add to the capacity of a resource, or set it, on ``[since, until]``."""
    item = _resource(data, resource)
    steps = [(_day(s.get("since")), Decimal(str(s["fte"]))) for s in item["capacity"]]
    first = since or dt.date.min
    beyond = until + dt.timedelta(days=1) if until else None
    days = sorted({day for day, _ in steps} | {first} | ({beyond} if beyond else set()))
    changed: list[Data] = []
    for day in days:
        fte = next((value for begin, value in reversed(steps) if begin <= day), Decimal(0))
        if day >= first and (beyond is None or day < beyond):
            fte = to if to is not None else fte + (add or Decimal(0))
        if fte < 0:
            raise CatalogueError(
                [Issue("negative-capacity", "Die Kapazität würde negativ.", subject=resource, value=str(fte))]
            )
        if not changed or changed[-1]["fte"] != str(fte):
            changed.append({"fte": str(fte)} | ({"since": day.isoformat()} if day > dt.date.min else {}))
    item["capacity"] = changed


def _resource(data: Data, name: str) -> Data:
    resources = data.get("resources", [])
    of_office = [r for r in resources if r.get("office") == name]
    if any(r["id"] == name for r in resources) or len(of_office) != 1:
        if of_office and not any(r["id"] == name for r in resources):
            raise unknown("Eine einzelne Kapazität dieses Amtes", name, [r["id"] for r in of_office])
        return find(resources, name, "Diese Kapazität")
    only: Data = of_office[0]
    return only


def _day(text: str | None) -> dt.date:
    return parse_date(text) if text else dt.date.min


# money


def change_budget(data: Data, year: int, kind: str, *, add: Decimal | None, to: Decimal | None) -> None:
    """Add to the budget of a kind in a Haushaltsjahr, or set it."""
    budget = next((b for b in data.get("budgets", []) if b["kind"] == kind), None)
    if budget is None:
        raise unknown("Einen Haushalt dieser Art", kind, [b["kind"] for b in data.get("budgets", [])])
    amounts = {int(y): value for y, value in budget["amounts"].items()}
    if to is None and year not in amounts:
        raise unknown("Einen Ansatz für dieses Haushaltsjahr", year, amounts)
    amounts[year] = str(to if to is not None else max(Decimal(0), Decimal(str(amounts[year])) + (add or Decimal(0))))
    budget["amounts"] = dict(sorted(amounts.items()))


def add_embargo(
    data: Data, since: dt.date, until: dt.date, *, offices: Iterable[str], only_with_costs: bool, title: str
) -> None:
    """Add a window in which nothing new starts."""
    embargoes = data.setdefault("embargoes", [])
    embargoes.append({
        "id": f"szenario-{len(embargoes) + 1}", "title": title, "since": since.isoformat(), "until": until.isoformat(),
        "offices": list(offices), "only_with_costs": only_with_costs, "source": "Annahme: Szenario",
    })  # fmt: skip


# time


def change_duration(data: Data, activity: str, *, add: int | None, to: Span | None) -> None:
    """Lengthen, shorten or set the duration of an activity, of a measure's introductions, or of a one-activity measure."""
    measure_id, _, local = activity.partition("/")
    measure = find(data["measures"], measure_id, "Diese Maßnahme")
    if not local and "duration" not in measure and (known := _own_ids(data, measure)):
        raise unknown("Eine Dauer der ganzen Maßnahme", measure_id, known)
    if not local:
        _set_duration(measure, add, to, activity)
        return
    head, _, office = local.partition("/")
    rollout = measure.get("rollout")
    if rollout and head == "rollout":
        targets = [t for t in rollout["targets"] if not office or t["office"] == office]
        if not targets:
            raise unknown("Dieses Einführungsamt", office, [t["office"] for t in rollout["targets"]])
        default = rollout["introduction"].get("duration", 0)
        for target in targets:
            target.setdefault("duration", default)
            _set_duration(target, add, to, activity)
        return
    if rollout and {"auswertung": "evaluation", "freigabe": "approval"}.get(local) in rollout:
        _set_duration(rollout[{"auswertung": "evaluation", "freigabe": "approval"}[local]], add, to, activity)
        return
    _set_duration(own_activity(data, measure, local), add, to, activity)


def _own_ids(data: Data, measure: Data) -> list[str]:
    """Return the ids of a measure's activities; empty for one that is a single activity of the same id."""
    template: Data = next((t for t in data.get("templates", []) if t["id"] == measure.get("template")), {})
    local = [a["id"] for part in (template, measure) for a in part.get("activities", [])]
    local += ["rollout"] if "rollout" in measure else []
    return [f"{measure['id']}/{name}" for name in dict.fromkeys(local) if name not in measure.get("omit", [])]


def own_activity(data: Data, measure: Data, local: str) -> Data:
    """Return the measure's own entry of an activity, made from its template where it has none yet."""
    own: list[Data] = measure.setdefault("activities", [])
    template = next((t for t in data.get("templates", []) if t["id"] == measure.get("template")), None)
    shared = {a["id"]: a for a in template.get("activities", [])} if template else {}
    known = dict.fromkeys([*shared, *(a["id"] for a in own)])
    if local not in known or local in measure.get("omit", []):
        raise unknown("Diesen Vorgang der Maßnahme", f"{measure['id']}/{local}", known)
    entry = next((a for a in own if a["id"] == local), None)
    if entry is None:
        entry = {"id": local}
        own.append(entry)
    for name in ("duration", "modes"):
        if name not in entry and name in shared.get(local, {}):
            entry[name] = shared[local][name]
    return entry


def _set_duration(item: Data, add: int | None, to: Span | None, name: str) -> None:
    spots = item["modes"] if item.get("modes") else [item]
    for spot in spots:
        span = parse_span(spot.get("duration", 0))
        new = to if to is not None else Span(span.days + (add or 0), span.elapsed)
        if new.days < 0:
            raise CatalogueError([Issue("negative-duration", "Die Dauer würde negativ.", subject=name, value=str(new))])
        spot["duration"] = str(new) if new.elapsed else new.days


# what there is to do


def drop_measure(data: Data, name: str) -> None:
    """Take a measure out, with every reference to it; what waited for it no longer waits."""
    find(data["measures"], name, "Diese Maßnahme")
    remove_measure(data, name)
