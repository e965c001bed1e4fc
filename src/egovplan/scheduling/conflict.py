# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Why there is no plan, in the planner's words."""

from __future__ import annotations

from collections.abc import Sequence

from egovplan.catalogue.catalogue import Catalogue
from egovplan.scheduling.instance import Instance

CONTRADICTION = "Der Löser hält den Katalog für unerfüllbar, obwohl ein geprüfter Plan vorliegt. Der Plan gilt."
REPORTED = "Der Löser meldet, dass es keinen Plan gibt; eine zweite, unabhängige Rechnung hat das nicht bestätigt."
PROVED = "Zwei unabhängige Rechnungen des Lösers ergeben, dass keine Planung alle Regeln zugleich einhält."


def window_conflict(catalogue: Catalogue, instance: Instance, chain: Sequence[int], earliest: int) -> tuple[str, ...]:
    """Return why the last activity of a chain has no start left.

    Parameters
    ----------
    catalogue, instance
        What is planned, and its translation.
    chain
        Positions of activities, each bound by the one before.
    earliest
        Earliest finish of the last one, beyond the horizon if it has no start at all.
    """
    line, last = catalogue.timeline, catalogue.activities[chain[-1]]
    way = " → ".join(f"»{catalogue.activities[i].title}« ({catalogue.activities[i].id})" for i in chain)
    rules = [f"Reihenfolge: {way}."]
    if earliest <= instance.horizon:
        day = line.last_day(instance.origin + earliest - 1, instance.origin + earliest)
        rules.append(f"Frühestens ist »{last.title}« damit am {day:%d.%m.%Y} fertig.")
    elif last.gate:
        rules.append(
            f"Danach hat das Gremium »{last.gate}« keine Sitzung mehr, auf der »{last.title}« stattfinden darf."
        )
    else:
        rules.append(f"Danach gibt es keinen Tag mehr, an dem »{last.title}« beginnen darf.")
    if last.deadline:
        rules.append(f"Verbindliche Frist von »{last.title}«: {last.deadline:%d.%m.%Y}.")
    return tuple(rules)


def work_conflict(catalogue: Catalogue, instance: Instance, chain: Sequence[int], earliest: int) -> tuple[str, ...]:
    """Return that what must be done before an activity is more than the people can do in time; see :func:`window_conflict`."""
    lack = "Die Kapazitäten reichen nicht: Was vorher zu tun ist, lässt sich auch bei voller Auslastung nicht rechtzeitig tun."
    return (lack, *(window_conflict(catalogue, instance, chain, earliest) if chain else ()))


def rules_conflict(
    catalogue: Catalogue, instance: Instance, rules: Sequence[tuple[str, int]], is_minimal: bool
) -> tuple[str, ...]:
    """Return which rules cannot hold together.

    Parameters
    ----------
    catalogue, instance
        What is planned, and its translation.
    rules
        Kind and position of each rule.
    is_minimal
        Whether each of them is needed for the contradiction.
    """
    named = [_named(catalogue, instance, kind, position) for kind, position in rules]
    deadlines = sorted({a.deadline for a in catalogue.activities if a.deadline})
    if deadlines:
        named.append("Verbindliche Fristen: " + ", ".join(f"{day:%d.%m.%Y}" for day in deadlines[:8]) + ".")
    if not rules or is_minimal:
        return (PROVED, *named)
    return (PROVED, *named, "Nicht bewiesen ist, dass es auf jede dieser Regeln ankommt.")


def _named(catalogue: Catalogue, instance: Instance, kind: str, position: int) -> str:
    if kind == "account":
        account = instance.accounts[position]
        words = {"investment": "Investitionen", "operating": "laufender Betrieb"}
        return f"Haushalt {words.get(account.kind, account.kind)}: Ansätze {account.years[0]} bis {account.years[-1]}."
    if kind == "open":
        group = instance.groups[position]
        return f"{catalogue.office_title(group.name)}: höchstens {group.limit} offene Maßnahmen."
    if kind == "stock":
        stocks = [resource.id for resource in catalogue.resources if not resource.renewable]
        return f"Vorrat »{stocks[position]}«."
    if kind == "moves":
        return f"Höchstens {instance.move_limit} Vorgänge verschieben sich gegen den Basisplan."
    name = instance.resource_names[position]
    return f"Gleichzeitige Einführungen »{name[6:]}«." if name.startswith("limit:") else f"Kapazität »{name}«."


def open_moves(limit: int) -> str:
    """Return that no plan was found that moves so few activities, and none is excluded."""
    return (
        f"Kein Plan gefunden, der höchstens {limit} Vorgänge gegen den Basisplan verschiebt; ob es einen gibt, ist offen. "
        "Ohne diese Grenze zeigt das Ziel »moves«, wie wenige es sein können."
    )
