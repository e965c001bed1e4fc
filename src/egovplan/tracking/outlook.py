# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a plan says of measures still to come: order, duration, people and money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from egovplan.catalogue.actuals import replan_from
from egovplan.catalogue.values import cents
from egovplan.plan.model import Plan


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is planned for a measure.

    Parameters
    ----------
    measure, title, priority, lead
        The measure.
    start, finish
        First and last day.
    working_days
        From start to finish. [d]
    has_begun
        Whether its first activity starts before the plan's status date.
    person_days
        VZÄ × working days that are still to come. [PT]
    one_off, per_year
        One-off cost of activities that are still to start, and running cost of a full year. [€]
    """

    measure: str
    title: str
    priority: int
    lead: str | None
    start: dt.date
    finish: dt.date
    working_days: int
    has_begun: bool
    person_days: Decimal
    one_off: Decimal
    per_year: Decimal


def outlook(plan: Plan, measures: Iterable[str]) -> tuple[Outlook, ...]:
    """Return what the plan says of some measures, in the order in which they start."""
    rows = [_of(plan, name) for name in measures if name in plan.measures]
    return tuple(sorted(rows, key=lambda row: (row.start, row.finish, row.measure)))


def _of(plan: Plan, name: str) -> Outlook:
    catalogue = plan.catalogue
    measure, span = catalogue.measure_by_id[name], plan.measures[name]
    renewable = {resource.id for resource in catalogue.resources if resource.renewable}
    now = replan_from(catalogue, plan.as_of) or plan.start
    hundredths, one_off, per_year = 0, 0, 0
    for member in catalogue.expansion.members[name]:
        activity, row = catalogue.activity_by_id[member], plan[member]
        mode = activity.modes[row.mode]
        ahead = max(0, row.finish - max(row.start, now))
        hundredths += ahead * sum(need for key, need in mode.demand.items() if key in renewable)
        one_off += sum(cents(cost.amount) for cost in mode.costs) if row.start >= now else 0
        per_year += sum(cents(cost.per_year) for cost in activity.running)
    return Outlook(
        name, measure.title, measure.priority, measure.lead,
        plan.timeline.date(span.start), plan.timeline.last_day(span.start, span.finish), span.finish - span.start, span.start < now,
        Decimal(hundredths) / 100, Decimal(one_off) / 100, Decimal(per_year) / 100,
    )  # fmt: skip
