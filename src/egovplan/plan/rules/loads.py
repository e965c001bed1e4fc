# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What is used at the same time: people, parallel introductions, open measures; and stocks that do not renew.

Each is a sum over intervals against a limit that changes by steps. The sweep visits the events only, so it costs the same
for a week and for a decade. What has begun may exceed a limit; nothing may be added to it then:
``sum(t) ≤ max(limit(t), sum of what has begun (t))``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from egovplan.plan.rules.reading import Use
from egovplan.plan.rules.violation import Rule, Violation

if TYPE_CHECKING:
    from egovplan.catalogue.limits import Resource
    from egovplan.plan.rules.reading import Reading


@dataclass(slots=True)
class Window:
    """A maximal run of days ``[start, finish)`` with too much on them; what its worst day takes, and what that day has."""

    start: int
    finish: int
    worst: int
    need: int
    have: int


def capacity_kept(reading: Reading) -> Iterator[Violation]:
    """Check that on each working day the demand for a resource is at most its capacity."""
    for resource in reading.catalogue.resources:
        if not resource.renewable:
            continue
        steps = [(reading.axis.first(s.since) if s.since else 0, int(s.fte * 100)) for s in resource.capacity]
        own = reading.uses[resource.id]
        for window in overloads(own, steps):
            text = (
                f"{_title(resource)} ist {_when(reading, window)} überlastet: am {reading.axis.show(window.worst)} gebraucht"
                f" {_fte(window.need)}, vorhanden {_fte(window.have)} VZÄ ({_names(reading, own, window.worst)})."
            )
            yield _of_window(
                reading, Rule.CAPACITY, text, window, office=_office(reading, resource), subject=resource.id
            )


def limits_kept(reading: Reading) -> Iterator[Violation]:
    """Check that on each working day at most as many introductions run as the rollout allows."""
    for limit in reading.catalogue.limits:
        rows = [reading.rows[name] for name in limit.members if name in reading.rows]
        uses = [Use(row.id, row.start, row.finish, 1, row.id in reading.facts) for row in rows]
        for window in overloads(uses, [(0, limit.capacity)]):
            text = (
                f"{limit.title}: {_when(reading, window)} laufen bis zu {window.need} zugleich, erlaubt sind {window.have}"
                f" ({_names(reading, uses, window.worst)})."
            )
            yield _of_window(reading, Rule.LIMIT, text, window, subject=limit.id)


def open_measures_kept(reading: Reading) -> Iterator[Violation]:
    """Check that an office has on no working day more measures open than it may lead at once.

    A measure is open from its first start to its last finish. Measures that have begun and are not finished when planning
    begins are not counted against the office: it may keep as many open as it has then.
    """
    led: defaultdict[str | None, list[str]] = defaultdict(list)
    for measure in reading.catalogue.measures:
        led[measure.lead].append(measure.id)
    for office in reading.catalogue.offices:
        if office.max_open_measures is None:
            continue
        spans = {name: span for name in led[office.id] if (span := reading.span(name))}
        allowed = max(office.max_open_measures, sum(_is_open_now(reading, name) for name in spans))
        uses = [Use(name, span.start, span.finish, 1, _has_begun(reading, name)) for name, span in spans.items()]
        for window in overloads(uses, [(0, allowed)]):
            there = [reading.catalogue.measure_by_id[u.name].title for u in uses if u.start <= window.worst < u.finish]
            text = (
                f"Amt {reading.catalogue.office_title(office.id)}: {_when(reading, window)} sind bis zu {window.need} Maßnahmen"
                f" zugleich offen, höchstens {window.have} sind vorgesehen ({_list(sorted(there))})."
            )
            yield _of_window(reading, Rule.OPEN_MEASURES, text, window, office=office.id, subject=office.id)


def stocks_suffice(reading: Reading) -> Iterator[Violation]:
    """Check that all activities together take no more of a stock than there is."""
    for resource in reading.catalogue.resources:
        if resource.renewable:
            continue
        own = reading.uses[resource.id]
        need, given = sum(use.amount for use in own), sum(use.amount for use in own if use.given)
        have = max(int(resource.capacity[-1].fte * 100), given)
        if need > have:
            text = f"{_title(resource)}: insgesamt gebraucht {_fte(need)}, vorhanden {_fte(have)}."
            office = _office(reading, resource)
            yield Violation(Rule.STOCK, text, office=office, need=need, have=have, subject=resource.id)


def overloads(uses: Iterable[Use], steps: Iterable[tuple[int, int]]) -> Iterator[Window]:
    """Yield each maximal window in which the sum of uses is above the limit.

    Parameters
    ----------
    uses
        What is taken on which days.
    steps
        (working day, limit from that day on), ascending; the limit is 0 before the first. Of two steps on one day the
        later one holds.
    """
    change: defaultdict[int, int] = defaultdict(int)
    fixed: defaultdict[int, int] = defaultdict(int)
    for _, start, finish, amount, is_given in uses:
        change[start] += amount
        change[finish] -= amount
        if is_given:
            fixed[start] += amount
            fixed[finish] -= amount
    limit_from = dict(steps)
    load = given = limit = 0
    window: Window | None = None
    for day in sorted({*change, *limit_from}):
        if window:
            window.finish = day
        load, given = load + change.get(day, 0), given + fixed.get(day, 0)
        limit = limit_from.get(day, limit)
        have = max(limit, given)
        if load <= have:
            if window:
                yield window
            window = None
        elif window is None:
            window = Window(day, day, day, load, have)
        elif load - have > window.need - window.have:
            window.worst, window.need, window.have = day, load, have


def _has_begun(reading: Reading, measure: str) -> bool:
    return any(name in reading.facts for name in reading.catalogue.expansion.members[measure])


def _is_open_now(reading: Reading, measure: str) -> bool:
    """Whether a measure has begun and is not finished on the first day that is planned."""
    now = max(reading.axis.first(reading.catalogue.start), reading.replan_from or 0)
    facts = [reading.facts.get(name) for name in reading.catalogue.expansion.members[measure]]
    return any(facts) and not all(fact and fact.finish <= now for fact in facts)


def _of_window(
    reading: Reading, rule: Rule, text: str, window: Window, *, subject: str, office: str | None = None
) -> Violation:
    day = reading.axis.day(window.worst)
    return Violation(rule, text, office=office, date=day, need=window.need, have=window.have, subject=subject)


def _when(reading: Reading, window: Window) -> str:
    return f"vom {reading.axis.show(window.start)} bis {reading.axis.show(window.finish - 1)}"


def _names(reading: Reading, uses: Iterable[Use], day: int) -> str:
    there = sorted((-use.amount, use.name) for use in uses if use.start <= day < use.finish and use.amount)
    return _list([reading.name(name) for _, name in there])


def _list(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" und {len(names) - 3} weitere" if len(names) > 3 else "")


def _fte(hundredths: int) -> str:
    return f"{hundredths // 100},{hundredths % 100:02d}"


def _title(resource: Resource) -> str:
    return (
        f"Kapazität {resource.title or resource.id}"
        if resource.renewable
        else f"Vorrat {resource.title or resource.id}"
    )


def _office(reading: Reading, resource: Resource) -> str | None:
    """Return the office of a resource: the one it names, else the one its id begins with."""
    known = {office.id for office in reading.catalogue.offices}
    prefix = resource.id.partition("/")[0]
    return resource.office or (prefix if prefix in known else None)
