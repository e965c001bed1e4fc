# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Words that the pictures and tables of a risk result share: dates, deadlines, and what was simulated."""

from __future__ import annotations

import datetime as dt
import math

from egovplan.markup import count, day, number, percent
from egovplan.views.text import one_line
from egovplan.whatif.risk.distribution import DayDistribution
from egovplan.whatif.risk.result import KINDS, EventRisk, MilestoneRisk, OfficeRisk, RiskResult

BEYOND = "jenseits des Kalenders"
OFTEN = 0.5
"""From this share of the runs on an activity counts as critical, and an office as a bottleneck."""


def has_risk(distribution: DayDistribution) -> bool:
    """Return whether any run has a finish."""
    return bool(len(distribution.counts)) and int(distribution.counts.sum()) > 0


def show_finish(result: RiskResult, finish: int | None) -> str:
    """Return the last day of work before a finish as a date, or the finish as a day where there is no calendar."""
    if finish is None:
        return BEYOND
    date = result.whole.distribution.date_of(finish)
    return day(date) if date else f"Tag {number(finish)}"


def due_date(result: RiskResult, item: MilestoneRisk) -> dt.date | None:
    """Return a deadline as the catalogue gives it, which need not be a working day; None without a calendar."""
    catalogue, line = result.catalogue, result.timeline
    if item.due is None or line is None:
        return None
    given: list[dt.date | None] = []
    if catalogue is not None:
        given += [stage.deadline for stage in catalogue.stages if item.id in ("", stage.id)]
        if measure := catalogue.measure_by_id.get(item.id):
            stage = catalogue.stage_of.get(item.id)
            given += [measure.deadline, measure.due, stage.deadline if stage else None]
    return next((date for date in given if date and line.index_after(date) == item.due), item.due_date)


def simulated(result: RiskResult, *, whole: bool = False) -> str:
    """Return in one line what was simulated and how often; for the whole project, how exact that is."""
    parts = [count(result.n, "Lauf", "Läufe"), KINDS[result.kind]]
    if whole and math.isfinite(result.precision):
        exact = f"± {days_of(result.precision)}" if result.precision >= 0.5 else "den Tag"
        parts.append(f"P80 auf {exact} genau")
    if result.interrupted:
        parts.append("abgebrochen")
    return " · ".join(parts)


def chance(share: float | None) -> str:
    """Return a share of runs as per cent; what merely rounds to nothing or to all is not called so."""
    if share is not None and 0 < share < 0.01:
        return "weniger als 1 %"
    if share is not None and 0.99 < share < 1:
        return "mehr als 99 %"
    return percent(share)


def brief(share: float) -> str:
    """Return a share as per cent in as little room as possible; what merely rounds to nothing or to all is not called so."""
    if 0 < share < 0.005:
        return "< 1 %"
    return "> 99 %" if 0.995 <= share < 1 else percent(share)


def is_noise(result: RiskResult, event: EventRisk) -> bool:
    """Return whether an effect is within what chance alone gives: 1.96 standard errors of the difference of two means."""
    hit = event.frequency * result.n
    if not 0 < hit < result.n:
        return False
    error = result.whole.distribution.std * math.sqrt(1 / hit + 1 / (result.n - hit))
    return 0 < abs(event.effect) < 1.96 * error


def office_name(office: OfficeRisk) -> str:
    """Return what people wait for: the office with its role, a limit, a budget."""
    return one_line(office.title or office.id)


def days_of(value: float) -> str:
    """Return a number of working days in short, ``12 AT`` or ``0,4 AT``."""
    return f"{number(value, 0 if abs(value) >= 10 or value == int(value) else 1)} AT"


def expect_risk(value: object, function: str) -> None:
    """Refuse what is no result of a simulation.

    Raises
    ------
    TypeError
        With what was given instead.
    """
    if not isinstance(value, RiskResult):
        raise TypeError(f"{function}: Ergebnis von egovplan.simulate erwartet; angegeben: {type(value).__name__}.")
