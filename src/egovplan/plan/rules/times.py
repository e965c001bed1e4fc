# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""When a single activity may be: what has happened, its duration, its windows, sittings and embargoes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from egovplan.plan.rules.reading import days
from egovplan.plan.rules.violation import Rule, Violation

if TYPE_CHECKING:
    from egovplan.catalogue.flat import FlatActivity
    from egovplan.catalogue.limits import Embargo
    from egovplan.plan.rules.reading import Reading


def facts_stay(reading: Reading) -> Iterator[Violation]:
    """Check that what has started stays where it happened: ``[start, finish)`` is that of the report."""
    for activity, row in reading.placed:
        fact = reading.facts.get(activity.id)
        if fact and (row.start, row.finish) != (fact.start, fact.finish):
            need, have = (fact.start, row.start) if row.start != fact.start else (fact.finish, row.finish)
            text = (
                f"{reading.name(activity.id)} hat begonnen und liegt fest: Beginn {reading.axis.show(fact.start)},"
                f" {days(fact.finish - fact.start)}; geplant ist Beginn {reading.axis.show(row.start)},"
                f" {days(row.finish - row.start)}."
            )
            yield _violation(reading, Rule.ACTUAL, activity, text, need=need, have=have)


def externals_stay(reading: Reading) -> Iterator[Violation]:
    """Check that an external event is where its date says: ``start = finish = index(date)``."""
    for external in reading.catalogue.externals:
        row = reading.rows.get(external.id)
        day = reading.axis.first(external.date)
        if row and (row.start, row.finish) != (day, day):
            text = f"{reading.name(external.id)} ist extern auf {external.date:%d.%m.%Y} festgelegt."
            activity = reading.activities[external.id]
            have = row.start if row.start != day else row.finish
            yield _violation(reading, Rule.EXTERNAL, activity, text, need=day, have=have, subject=external.id)


def after_status_date(reading: Reading) -> Iterator[Violation]:
    """Check that what has not started does not start before the first working day after the status date."""
    need = reading.replan_from
    for activity, row in reading.movable:
        if need is not None and row.start < need:
            text = (
                f"{reading.name(activity.id)} beginnt laut Plan am {reading.axis.show(row.start)},"
                f" hat zum Stichtag {reading.plan.as_of:%d.%m.%Y} aber nicht begonnen."
            )
            yield _violation(reading, Rule.STATUS_DATE, activity, text, need=need, have=row.start)


def duration_holds(reading: Reading) -> Iterator[Violation]:
    """Check that the finish is the start shifted by the duration of the chosen mode."""
    for activity, row in reading.movable:
        if activity.id not in reading.modes:
            continue
        span = reading.modes[activity.id].duration
        need = reading.axis.shift(row.start, span)
        if row.finish != need:
            length = days(span.days, "Kalendertag" if span.elapsed else "Arbeitstag")
            text = (
                f"{reading.name(activity.id)} dauert {length}, geplant sind"
                f" {row.finish - row.start} statt {need - row.start} Arbeitstage ab {reading.axis.show(row.start)}."
            )
            yield _violation(reading, Rule.DURATION, activity, text, need=need, have=row.finish)


def not_before_release(reading: Reading) -> Iterator[Violation]:
    """Check that the start is not before the release of catalogue, stage, measure and activity."""
    first = cache(reading.axis.first)  # thousands of activities share a few releases
    for activity, row in reading.movable:
        need = first(activity.release)
        if row.start < need:
            text = (
                f"{reading.name(activity.id)} beginnt am {reading.axis.show(row.start)},"
                f" frühestens zulässig ist der {activity.release:%d.%m.%Y}."
            )
            yield _violation(reading, Rule.RELEASE, activity, text, need=need, have=row.start)


def deadline_kept(reading: Reading) -> Iterator[Violation]:
    """Check that the finish is not after the last day of a hard deadline."""
    for activity, row in reading.movable:
        if activity.deadline is None:
            continue
        need = reading.axis.first(activity.deadline + dt.timedelta(1))
        if row.finish > need:
            last = reading.axis.show(max(row.start, row.finish - 1))
            text = (
                f"{reading.name(activity.id)} endet am {last}, {days(row.finish - need)}"
                f" nach der Frist {activity.deadline:%d.%m.%Y}."
            )
            yield _violation(reading, Rule.DEADLINE, activity, text, need=need, have=row.finish)


def on_a_sitting(reading: Reading) -> Iterator[Violation]:
    """Check that a gate starts on a working day on which its body sits, and not before notice after its release."""
    bodies = {body.id: body for body in reading.catalogue.bodies}
    sittings = {body.id: set(body.all_sittings()) for body in bodies.values()}
    for activity, row in reading.movable:
        if activity.gate is None:
            continue
        body = bodies[activity.gate]
        if reading.axis.days[row.start] not in sittings[body.id]:
            text = f"{reading.name(activity.id)}: Am {reading.axis.show(row.start)} tagt {body.title or body.id} nicht."
            yield _violation(reading, Rule.SITTING, activity, text, have=row.start, subject=body.id)
        release = reading.axis.first(activity.release)
        need = reading.axis.shift(release, body.notice)
        if release <= row.start < need:
            text = (
                f"{reading.name(activity.id)}: Die Vorlage ist frühestens am {activity.release:%d.%m.%Y} fertig,"
                f" mit {body.notice.days} Tagen Vorlauf ist erst der {reading.axis.show(need)} möglich."
            )
            yield _violation(reading, Rule.NOTICE, activity, text, need=need, have=row.start, subject=body.id)


def not_in_embargo(reading: Reading) -> Iterator[Violation]:
    """Check that nothing new starts in a window that applies to it; both its days are included."""
    for embargo in reading.catalogue.embargoes:
        since, stop = reading.axis.first(embargo.since), reading.axis.first(embargo.until + dt.timedelta(1))
        for activity, row in reading.movable:
            if since <= row.start < stop and _applies(embargo, activity):
                text = (
                    f"{reading.name(activity.id)} beginnt am {reading.axis.show(row.start)} in der Sperre"
                    f" »{embargo.title or embargo.id}« ({embargo.since:%d.%m.%Y} bis {embargo.until:%d.%m.%Y})."
                )
                yield _violation(reading, Rule.EMBARGO, activity, text, need=stop, have=row.start, subject=embargo.id)


def _applies(embargo: Embargo, activity: FlatActivity) -> bool:
    """Return whether an embargo is about an activity: by its office or its measure, or about all; maybe only if it costs."""
    named = activity.office in embargo.offices or activity.measure in embargo.measures
    costs = any(cost.amount for mode in activity.modes for cost in mode.costs)
    return (named or not (embargo.offices or embargo.measures)) and (costs or not embargo.only_with_costs)


def _violation(
    reading: Reading,
    rule: Rule,
    activity: FlatActivity,
    text: str,
    *,
    have: int,
    need: int | None = None,
    subject: str = "",
) -> Violation:
    day = reading.axis.day(have)
    return Violation(rule, text, activity.id, activity.office, date=day, need=need, have=have, subject=subject)
