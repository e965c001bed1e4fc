# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""How far ahead one has to look: a day by which some best plan is finished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from egovplan.catalogue.catalogue import Catalogue
from egovplan.timeline import FIRST_YEAR, LAST_YEAR


def horizon_of(
    catalogue: Catalogue,
    fixed: Mapping[str, tuple[int, int]],
    origin: int,
    now: int,
    extra: int = 0,
    *,
    beyond: int = 0,
) -> int:
    """Return a day by which some best plan is finished, unless the timeline ends before.

    After the last day on which a rule changes (releases, capacity steps, embargoes, budgets, sittings),
    everything that is left can be done one after the other without loss: that takes at most all durations,
    lags and notices together. ``extra`` days are added where things may take longer than planned; ``beyond`` is the last day to
    which a baseline draws something. [working days]
    """
    line = catalogue.timeline
    days = [catalogue.start, *{a.release for a in catalogue.activities}]
    days += [step.since for r in catalogue.resources for step in r.capacity if step.since]
    days += [embargo.until for embargo in catalogue.embargoes]
    days += [dt.date(min(max(*budget.amounts, FIRST_YEAR), LAST_YEAR), 12, 31) for budget in catalogue.budgets]
    days += [sitting for body in catalogue.bodies for sitting in body.all_sittings()[-1:]]
    last = max([now, beyond, *(f for _, f in fixed.values()), *(line.index_after(day) - origin for day in days)])
    free = [a for a in catalogue.activities if a.id not in fixed]
    work = sum(max(mode.duration.days for mode in a.modes) + 1 for a in free)
    lags = sum(max(0, link.lag.days) + 1 for link in catalogue.links)
    notices = {body.id: body.notice.days for body in catalogue.bodies}
    notice = sum(notices[a.gate] for a in free if a.gate)
    horizon = last + work + lags + notice
    if free and all(a.deadline for a in free):
        latest = line.index_after(max(a.deadline for a in free if a.deadline)) - origin
        horizon = min(horizon, max([latest, now, *(f for _, f in fixed.values())]))
    return int(min(horizon + extra, len(line) - 1 - origin))
