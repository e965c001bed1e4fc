# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A risk result in one line of text, and as a card in a notebook."""

from __future__ import annotations

import datetime as dt

from egovplan.markup import card, count, day, facts, listing, number, percent, table
from egovplan.terms import label_of
from egovplan.whatif.risk.frames import when
from egovplan.whatif.risk.result import KINDS, MilestoneRisk, RiskResult

_DRIVERS = 5


def one_line(result: RiskResult) -> str:
    """Return title, number of runs, and when the project is finished with which certainty."""
    levels = ", ".join(f"P{p} {_quantile(result, result.whole, p)}" for p in (50, 80, 95))
    return f"RiskResult({result.title!r}, {count(result.n, 'Lauf', 'Läufe')}, {levels})"


def html(result: RiskResult) -> str:
    """Return the card: dates of the whole project, stages with their deadlines, and what drives the finish."""
    figures = [
        ("Läufe", number(result.n) + (" (abgebrochen)" if result.interrupted else "")),
        ("gerechnet", KINDS[result.kind]),
        ("geplantes Ende", shown(result, result.whole.deterministic)),
        ("gehalten in", percent(result.whole.deterministic_probability)),
        *((f"P{p}", _quantile(result, result.whole, p)) for p in (50, 80, 95)),
        ("Genauigkeit von P80", "" if result.precision != result.precision else f"± {number(result.precision, 1)} AT"),
    ]
    parts = [facts(figures), _note(result), _milestones(result), _drivers(result)]
    return card(f"Terminrisiko: {result.title}", *filter(None, parts))


def never_note(result: RiskResult) -> str:
    """Return the sentence about runs that do not fit into the calendar; empty if all do."""
    if not result.never:
        return ""
    return f"In {percent(result.never, 1)} der Läufe reicht der Sitzungskalender nicht: dort gibt es kein Ende."


def shown(result: RiskResult, finish: int | None) -> str:
    """Return a finish as a date, as a day where there is no calendar, or that it is beyond it."""
    if finish is None:
        return "nicht im Kalender"
    value = when(result, finish)
    return day(value) if isinstance(value, dt.date) else number(finish)


def _quantile(result: RiskResult, item: MilestoneRisk, p: int) -> str:
    return shown(result, item.distribution.quantile(p / 100))


def _note(result: RiskResult) -> str:
    return facts([("Hinweis", never_note(result))])


def _milestones(result: RiskResult) -> str:
    items = [item for item in (result.whole, *result.stages) if item.due is not None or item.id]
    if not items:
        return ""
    head = [label_of("stage"), "geplantes Ende", "P50", "P80", "P95", label_of("deadline"), "Frist gehalten"]
    rows = [
        [
            item.title,
            shown(result, item.deterministic),
            *(_quantile(result, item, p) for p in (50, 80, 95)),
            day(item.due_date) if item.due_date else "–",
            percent(item.probability),
        ]
        for item in items
    ]
    return listing(label_of("stages"), head, rows, right=(6,))


def _drivers(result: RiskResult) -> str:
    drivers = result.drivers[:_DRIVERS]
    if not drivers:
        return ""
    head = ["Was das Ende treibt", *(label_of(name) for name in ("criticality", "cruciality", "sensitivity"))]
    rows = [[f"{a.title} ({a.id})", percent(a.criticality), *_two(a.cruciality, a.sensitivity)] for a in drivers]
    return table(head, rows, right=(1, 2, 3))


def _two(*values: float) -> list[str]:
    return [number(value, 2) for value in values]
