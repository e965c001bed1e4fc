# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Why an activity is not where the baseline has it: what happened, what the catalogue says now, or what it waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from egovplan.catalogue.flat import FlatActivity
from egovplan.catalogue.values import Span
from egovplan.markup import count, day, working_days
from egovplan.plan.binding import Binding, BindingKind
from egovplan.plan.chain import binding
from egovplan.plan.model import Plan
from egovplan.plan.shift import Cause
from egovplan.plan.situation import situation_of

_CAUSE: dict[BindingKind, Cause] = {
    BindingKind.PRECEDENCE: Cause.PREDECESSOR,
    BindingKind.RESOURCE: Cause.CAPACITY,
    BindingKind.LIMIT: Cause.CAPACITY,
    BindingKind.OPEN_MEASURES: Cause.CAPACITY,
    BindingKind.BUDGET: Cause.BUDGET,
    BindingKind.STATUS: Cause.STATUS,
    BindingKind.NONE: Cause.CHOICE,
    BindingKind.BASELINE: Cause.CHOICE,
}
"""Kinds of bindings that have a cause of their own; all others are about dates."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Kind, activity to blame (None: no other), and a German sentence without full stop."""

    cause: Cause
    by: str | None
    text: str


def reason_of(plan: Plan, baseline: Plan, activity: str) -> Reason:
    """Return why an activity that both plans have is elsewhere.

    Parameters
    ----------
    plan, baseline
        The new plan and the one that it is compared with.
    activity
        Id of an activity whose dates or mode differ.
    """
    if activity in situation_of(plan).fixed:
        return Reason(Cause.STATUS, None, _happened(plan, baseline, activity))
    changes = list(_own_changes(plan, baseline, activity))
    if changes:
        return Reason(Cause.CATALOGUE, None, "; ".join(changes))
    moved_on = plan.start_date(activity) > baseline.start_date(activity)
    if not moved_on and plan.start_date(activity) == baseline.start_date(activity):
        return Reason(Cause.CHOICE, None, "andere Ausführungsart")
    return _later(plan, baseline, activity) if moved_on else _earlier(baseline, activity)


def _happened(plan: Plan, baseline: Plan, activity: str) -> str:
    begun, planned = plan.start_date(activity), baseline.start_date(activity)
    parts = [] if begun == planned else [f"hat am {day(begun)} begonnen, geplant war {day(planned)}"]
    if plan.finish_date(activity) != baseline.finish_date(activity):
        state = "fertig" if situation_of(plan).fixed[activity].finished else "voraussichtlich fertig"
        parts.append(f"{state} am {day(plan.finish_date(activity))} statt {day(baseline.finish_date(activity))}")
    return ", ".join(parts)


def _own_changes(plan: Plan, baseline: Plan, activity: str) -> Iterator[str]:
    """Yield what the catalogue says otherwise about the activity itself."""
    now, before = plan.catalogue.activity_by_id[activity], baseline.catalogue.activity_by_id[activity]
    if now is before:
        return
    span, was = now.modes[plan[activity].mode].duration, before.modes[baseline[activity].mode].duration
    if span != was and _mode(now, plan[activity].mode) == _mode(before, baseline[activity].mode):
        yield f"Dauer {_span(span)} statt {_span(was)}"
    if now.gate != before.gate:
        yield f"Sitzung: {now.gate or 'keine'} statt {before.gate or 'keine'}"
    if now.deadline != before.deadline:
        dates = [day(flat.deadline) if flat.deadline else "keine" for flat in (now, before)]
        yield f"verbindliche Frist: {dates[0]} statt {dates[1]}"
    if now.release != before.release and now.release > baseline.start_date(activity):
        yield f"frühestens ab {day(now.release)} statt {day(before.release)}"


def _later(plan: Plan, baseline: Plan, activity: str) -> Reason:
    found = binding(plan, activity)
    return Reason(_cause(plan, baseline, found), found.by, found.text)


def _cause(plan: Plan, baseline: Plan, found: Binding) -> Cause:
    """Return the kind of a binding; where it rests on an entry that the baseline's catalogue did not have, that is the cause."""
    if found.kind is BindingKind.RESOURCE:
        now, before = (_capacity(p, found.subject) for p in (plan, baseline))
        return Cause.CAPACITY if now == before else Cause.CATALOGUE
    if found.kind is BindingKind.PRECEDENCE and found.by:
        links = {(k.predecessor, k.successor, k.type, k.lag) for k in baseline.catalogue.links}
        mine = [k for k in plan.catalogue.links if (k.predecessor, k.successor) == (found.by, found.activity)]
        is_new = all((k.predecessor, k.successor, k.type, k.lag) not in links for k in mine)
        return Cause.CATALOGUE if mine and is_new and found.by in baseline else Cause.PREDECESSOR
    return _CAUSE.get(found.kind, Cause.CALENDAR)


def _capacity(plan: Plan, resource: str) -> object:
    return next((r.capacity for r in plan.catalogue.resources if r.id == resource), None)


def _earlier(baseline: Plan, activity: str) -> Reason:
    """Say what held it in the baseline: that no longer does, or something else was more important."""
    found = binding(baseline, activity)
    if found.kind is BindingKind.NONE:
        return Reason(Cause.CHOICE, None, "der Basisplan ließ ihn später beginnen als nötig")
    return Reason(_CAUSE.get(found.kind, Cause.CALENDAR), found.by, f"nicht mehr gehalten durch: {found.text}")


def _mode(activity: FlatActivity, position: int) -> str:
    return activity.modes[position].id


def _span(span: Span) -> str:
    return count(span.days, "Kalendertag", "Kalendertage") if span.elapsed else working_days(span.days)
