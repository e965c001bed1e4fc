# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A risk result in a few German sentences: how sure the dates are, what drives them, and what that rests on."""

from __future__ import annotations

import math
from collections.abc import Iterator

from egovplan.markup import count, day, euro, number, percent, working_days
from egovplan.views.risk_words import (
    chance,
    days_of,
    due_date,
    expect_risk,
    is_noise,
    office_name,
    show_finish,
    simulated,
)
from egovplan.views.text import one_line
from egovplan.whatif.risk.result import MilestoneRisk, RiskResult

_MOST = 5
"""So many drivers and offices are named."""


def risk_summary(result: RiskResult) -> str:
    """Return what a council wants to know of a risk result, as German text of a screen's width."""
    expect_risk(result, "risk_summary")
    parts = (_head(result), _whole(result), _stages(result), _drivers(result), _offices(result), _events(result),
             _money(result), _sources(result))  # fmt: skip
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part)))


def _head(result: RiskResult) -> Iterator[str]:
    yield f"Terminrisiko: {one_line(result.title)}"
    yield f"  {simulated(result, whole=True)} · Startwert {result.seed}"


def _whole(result: RiskResult) -> Iterator[str]:
    whole = result.whole
    yield "Alles fertig"
    yield f"  geplant {show_finish(result, whole.deterministic)}: {_kept(whole.deterministic_probability)}"
    for level, words in ((50, "jeder zweite Lauf"), (80, "vier von fünf Läufen"), (95, "19 von 20 Läufen")):
        yield f"  P{level} {show_finish(result, whole.distribution.quantile(level / 100))} ({words})"
    if whole.due is not None:
        yield f"  {_deadline(result, whole)}"
    if bias := result.merge_bias:
        where = "nach" if bias > 0 else "vor"
        yield f"  P50 liegt {working_days(abs(bias))} {where} dem geplanten Ende."
    if result.never:
        yield f"  In {chance(result.never)} der Läufe reicht der Kalender nicht; sie zählen als nie fertig."


def _kept(share: float | None) -> str:
    return f"in {chance(share)} der Läufe gehalten"


def _deadline(result: RiskResult, item: MilestoneRisk) -> str:
    date = due_date(result, item)
    shown = day(date) if date else show_finish(result, item.due)
    return f"{'verbindliche ' if item.hard else ''}Frist {shown}: {_kept(item.probability)}"


def _stages(result: RiskResult) -> Iterator[str]:
    if result.stages:
        yield "Stufen"
    for stage in result.stages:
        yield f"  {one_line(stage.title)}"
        if stage.due is not None:
            yield f"    {_deadline(result, stage)}"
        dates = [show_finish(result, stage.distribution.quantile(level / 100)) for level in (50, 80, 95)]
        planned = show_finish(result, stage.deterministic)
        yield f"    geplant {planned} ({chance(stage.deterministic_probability)}) · P50 {dates[0]} · P80 {dates[1]} · P95 {dates[2]}"


def _drivers(result: RiskResult) -> Iterator[str]:
    ranked = sorted(result.activities, key=lambda a: (-abs(a.cruciality), str(a.id)))
    least = max(0.05, 1.96 / math.sqrt(result.n))  # what chance alone gives in 19 of 20 cases is no driver
    shown = [a for a in ranked[:_MOST] if abs(a.cruciality) >= least]
    if shown:
        yield "Was das Ende treibt"
    for a in shown:
        measure = result.catalogue.measure_by_id.get(a.measure) if result.catalogue else None
        title = measure.title if measure else a.measure
        name = one_line(a.title if title in ("", a.title) else f"{a.title} ({title})")
        yield f"  {name}: Gleichlauf {number(a.cruciality, 2)}, in {chance(a.criticality)} der Läufe kritisch"


def _offices(result: RiskResult) -> Iterator[str]:
    ranked = sorted((o for o in result.offices if o.binding > 0), key=lambda o: (-o.binding, -o.mean_wait, o.id))
    if ranked:
        yield "Worauf gewartet wird"
    for office in ranked[:_MOST]:
        wait = working_days(round(office.mean_wait))
        yield f"  {office_name(office)}: in {chance(office.binding)} der Läufe, zusammen im Mittel {wait} je Lauf"


def _events(result: RiskResult) -> Iterator[str]:
    if result.events:
        yield "Risikoereignisse"
    for event in sorted(result.events, key=lambda e: -abs(e.effect) if math.isfinite(e.effect) else 0.0):
        effect = "ohne Vergleich, weil es nie oder immer eintrat"
        if math.isfinite(event.effect):
            later = "später" if event.effect >= 0 else "früher"
            effect = f"dann im Mittel {days_of(abs(round(event.effect, 1)))} {later} fertig"
            effect += " (kann Zufall sein)" if is_noise(result, event) else ""
        yield f"  {one_line(event.title)}: in {percent(event.frequency)} der Läufe, {effect}"


def _money(result: RiskResult) -> Iterator[str]:
    if result.cost is None:
        return
    yield "Einmalige Kosten"
    yield f"  geplant {euro(result.cost.deterministic)} · " + " · ".join(
        f"P{level} {euro(result.cost.quantile(level / 100))}" for level in (50, 80, 95)
    )
    finish = result.whole.distribution.quantile(0.8)
    if result.joint is not None and finish is not None:
        cents = result.cost.quantile(0.8)
        both = chance(result.joint.probability(finish, cents))
        yield f"  fertig bis {show_finish(result, finish)} und nicht teurer als {euro(cents)}: beides in {both} der Läufe"


def _sources(result: RiskResult) -> Iterator[str]:
    if result.sources:
        yield "Worauf die Dauern beruhen"
    for source, amount in sorted(result.sources.items(), key=lambda pair: (-pair[1], pair[0])):
        yield f"  {count(amount, 'Vorgang', 'Vorgänge')}: {one_line(source)}"
