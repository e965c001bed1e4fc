# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What comes before what: the precedences of the unfolded catalogue, and once more those between whole measures.

With *e* the start or finish of the predecessor and *L* the shift by the lag::

    FS  start  ≥ L(finish)      SS  start  ≥ L(start)
    FF  finish ≥ L(finish)      SF  finish ≥ L(start)

A working lag is *e* + lag. An elapsed lag counts calendar days and goes on to the next working day; after work it counts
from the day after the last day of work.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from egovplan.plan.rules.reading import days
from egovplan.plan.rules.violation import Rule, Violation

if TYPE_CHECKING:
    from egovplan.catalogue.flat import FlatLink
    from egovplan.catalogue.model import RelationType
    from egovplan.catalogue.values import Span
    from egovplan.plan.model import PlannedActivity
    from egovplan.plan.rules.reading import Axis, Interval, Reading

_WORDS = {
    "FS": ("beginnt", "endet"),
    "SS": ("beginnt", "beginnt"),
    "FF": ("endet", "endet"),
    "SF": ("endet", "beginnt"),
}


def precedences_hold(reading: Reading) -> Iterator[Violation]:
    """Check that each activity that can be moved keeps its distance to each of its predecessors."""
    for link, before, after in _placed_links(reading):
        bound = _bound(reading.axis, link.type, link.lag, before)
        have = _bound_end(link.type, after)
        if have < bound and not reading.is_given(link.successor):
            yield _too_early(reading, link, before, have=have, need=bound)


def notice_kept(reading: Reading) -> Iterator[Violation]:
    """Check that a gate starts no earlier than the notice of its body after the day its predecessors make it ready."""
    bodies = {body.id: body for body in reading.catalogue.bodies}
    for link, before, after in _placed_links(reading):
        activity = reading.activities[link.successor]
        if activity.gate is None or reading.is_given(activity.id) or activity.id not in reading.modes:
            continue
        ready = _bound(reading.axis, link.type, link.lag, before)
        if _bound_end(link.type, after) < ready:
            continue  # reported as a broken precedence
        if link.type in ("FF", "SF"):
            ready = reading.axis.latest_start(ready, reading.modes[activity.id].duration)
        body = bodies[activity.gate]
        need = reading.axis.shift(ready, body.notice)
        if after.start < need:
            text = (
                f"{reading.name(activity.id)} am {reading.axis.show(after.start)}: {reading.name(link.predecessor)} ist erst"
                f" am {reading.axis.show(ready)} so weit, mit {body.notice.days} Tagen Vorlauf ist"
                f" {body.title or body.id} frühestens am {reading.axis.show(need)} möglich."
            )
            day = reading.axis.day(after.start)
            yield Violation(
                Rule.NOTICE,
                text,
                activity.id,
                activity.office,
                date=day,
                need=need,
                have=after.start,
                subject=link.predecessor,
            )


def measures_in_order(reading: Reading) -> Iterator[Violation]:
    """Check that a measure keeps its distance to a measure that comes before it, unless it has begun.

    Read from ``dependencies`` and ``after`` directly, not from the unfolded precedences. A measure starts with its first
    activity and finishes with its last one; where activities of the predecessor have begun out of their order, the
    unfolded precedences alone say what its last activity is.
    """
    disordered = _disordered(reading)
    members = reading.catalogue.expansion.members
    for first, then, relation, lag in _whole_measures(reading):
        before, after = reading.span(first), reading.span(then)
        if not before or not after or first in disordered or any(name in reading.facts for name in members[then]):
            continue
        need = _bound(reading.axis, relation, lag, before)
        have = _bound_end(relation, after)
        if have < need:
            verb, other = _WORDS[relation]
            text = (
                f"Maßnahme »{reading.catalogue.measure_by_id[then].title}« {verb} am {reading.axis.show(have)};"
                f" »{reading.catalogue.measure_by_id[first].title}« {other} am {_show_end(reading.axis, relation, before)},"
                f" zulässig ist erst der {reading.axis.show(need)} ({relation})."
            )
            office = reading.catalogue.measure_by_id[then].lead
            activity = min(members[then], key=lambda name: (reading.rows[name].start, name))
            day = reading.axis.day(have)
            yield Violation(Rule.MEASURE_ORDER, text, activity, office, date=day, need=need, have=have, subject=first)


def _whole_measures(reading: Reading) -> Iterator[tuple[str, str, RelationType, Span]]:
    """Yield predecessor, successor, relation and lag where both are whole measures."""
    known = reading.catalogue.measure_by_id
    for item in reading.catalogue.dependencies:
        if item.predecessor in known and item.successor in known:
            yield item.predecessor, item.successor, item.type, item.lag
    for measure in reading.catalogue.measures:
        for link in measure.after:
            if link.predecessor in known:
                yield link.predecessor, measure.id, link.type, link.lag


def _disordered(reading: Reading) -> set[str | None]:
    """Return the measures in which something has begun before what should have come first in the same measure."""
    return {
        reading.activities[link.successor].measure
        for link, before, after in _placed_links(reading)
        if link.successor in reading.facts
        and reading.activities[link.predecessor].measure == reading.activities[link.successor].measure
        and _bound_end(link.type, after) < _bound(reading.axis, link.type, link.lag, before)
    }


def _placed_links(reading: Reading) -> Iterator[tuple[FlatLink, PlannedActivity, PlannedActivity]]:
    for link in reading.catalogue.links:
        before, after = reading.rows.get(link.predecessor), reading.rows.get(link.successor)
        if before and after:
            yield link, before, after


def _bound(axis: Axis, relation: RelationType, lag: Span, before: PlannedActivity | Interval) -> int:
    """Return the earliest day that a predecessor allows for the bound end of its successor."""
    if relation in ("SS", "SF"):
        return axis.shift(before.start, lag)
    return axis.shift(before.finish, lag, after_work=before.finish > before.start)


def _bound_end(relation: RelationType, after: PlannedActivity | Interval) -> int:
    return after.start if relation in ("FS", "SS") else after.finish


def _show_end(axis: Axis, relation: RelationType, row: PlannedActivity | Interval) -> str:
    return axis.show(row.start if relation in ("SS", "SF") else max(row.start, row.finish - 1))


def _too_early(reading: Reading, link: FlatLink, before: PlannedActivity, *, have: int, need: int) -> Violation:
    verb, other = _WORDS[link.type]
    kind = "Kalendertag" if link.lag.elapsed else "Arbeitstag"
    lag = f" und {days(link.lag.days, kind)} Abstand" if link.lag.days else ""
    text = (
        f"{reading.name(link.successor)} {verb} {days(need - have)} zu früh: Vorgänger"
        f" {reading.name(link.predecessor)} {other} am {_show_end(reading.axis, link.type, before)}{lag} ({link.type})."
    )
    office = reading.activities[link.successor].office
    day = reading.axis.day(have)
    return Violation(
        Rule.PRECEDENCE, text, link.successor, office, date=day, need=need, have=have, subject=link.predecessor
    )
