# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Why there is no plan, in the planner's words."""

from __future__ import annotations

from collections.abc import Sequence

from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.model import BudgetKind
from egovplan.catalogue.values import cents
from egovplan.markup import count, euro
from egovplan.plan.money import KIND_WORDS
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.windows import Windows
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.proofs.overdrafts import overdraft
from egovplan.scheduling.proofs.spans import crowd

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


def shared_conflict(catalogue: Catalogue, functions: Functions, windows: Windows) -> tuple[str, ...]:
    """Return which measures an office cannot have open in time, or a year cannot pay for; empty if cheap proofs find nothing.

    Parameters
    ----------
    catalogue
        What is planned.
    functions, windows
        Of its instance, by precedences and hard deadlines.
    """
    instance = functions.instance
    if crowded := crowd(functions, windows):
        group, line = instance.groups[crowded.group], catalogue.timeline
        since, until = instance.origin + crowded.start, instance.origin + crowded.finish
        titles = [f"»{catalogue.measure_by_id[instance.measure_names[k]].title}«" for k in crowded.measures]
        office = f"{catalogue.office_title(group.name)}: höchstens {count(group.limit, 'offene Maßnahme', 'offene Maßnahmen')}"
        window = f"vom {line.date(since):%d.%m.%Y} bis {line.last_day(since, until):%d.%m.%Y}"
        work = (
            f"{_some(titles)} sind zusammen mindestens {crowded.need} Arbeitstage offen, Platz ist für {crowded.have}"
        )
        return (f"{office}.", f"In der Zeit {window}: {work}.")
    if spent := overdraft(functions, windows):
        account = instance.accounts[spent.account]
        years = dict.fromkeys((account.years[spent.first], account.years[spent.last]))
        payers = zip(spent.activities, spent.amounts, strict=True)
        named = [f"»{_named_activity(catalogue, i)}« ({euro(amount)})" for i, amount in payers]
        sums = f"zusammen mindestens {euro(sum(spent.amounts))}, vorhanden sind {euro(spent.have)}"
        kind = KIND_WORDS[BudgetKind(account.kind)]
        return (
            f"Haushalt {' bis '.join(map(str, years))} {kind}: darin fallen unvermeidlich {_some(named)} an, {sums}.",
        )
    return ()


def _named_activity(catalogue: Catalogue, position: int) -> str:
    activity = catalogue.activities[position]
    measure = catalogue.measure_by_id.get(activity.measure or "")
    return activity.title if measure is None or measure.id == activity.id else f"{measure.title}: {activity.title}"


def _some(names: Sequence[str], most: int = 8) -> str:
    return ", ".join(names[:most]) + (f" und {len(names) - most} weitere" if len(names) > most else "")


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
        budget = next(b for b in catalogue.budgets if b.kind.value == account.kind)
        sums = ", ".join(f"{year} {euro(cents(budget.amounts[year]))}" for year in account.years)
        payers = list(dict.fromkeys(c.activity for c in instance.charges if c.account == position))
        named = _some([f"»{_named_activity(catalogue, i)}«" for i in payers])
        return f"Haushalt {KIND_WORDS[budget.kind]}: {sums}; daraus zu bezahlen: {named}."
    if kind == "open":
        group = instance.groups[position]
        return f"{catalogue.office_title(group.name)}: höchstens {count(group.limit, 'offene Maßnahme', 'offene Maßnahmen')}."
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
