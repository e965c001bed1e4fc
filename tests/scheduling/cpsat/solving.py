# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Solve tiny catalogues in this process, so that a test sees the model and not the machinery around it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from egovplan.catalogue.catalogue import Catalogue
from egovplan.plan.model import Plan
from egovplan.plan.verify import verify
from egovplan.scheduling.cpsat.engine import Settings
from egovplan.scheduling.cpsat.search import Search
from egovplan.scheduling.objective import DEFAULT, Schedule
from egovplan.scheduling.translation.build import build


def solved(
    catalogue: Catalogue, levels: tuple[str, ...] = DEFAULT, *, as_of: dt.date | None = None, **settings: Any
) -> tuple[Plan | None, list[dict[str, Any]]]:
    """Return the optimal plan, verified, and the messages; no plan where there is none."""
    instance = build(catalogue, as_of=as_of)
    messages: list[dict[str, Any]] = []
    search = Search(instance, Settings(levels, **settings), lambda message: messages.append(dict(message)))
    search.run()
    if search.best is None:
        return None, messages
    plan = planned(catalogue, search.best, as_of=as_of)
    assert verify(plan, catalogue) == []
    return plan, messages


def planned(catalogue: Catalogue, schedule: Schedule, *, as_of: dt.date | None = None) -> Plan:
    """Return a schedule as a plan."""
    origin = build(catalogue, as_of=as_of).origin
    return Plan.of(catalogue, schedule.starts + origin, schedule.finishes + origin, schedule.modes, as_of=as_of)


def interval(plan: Plan | None, name: str) -> tuple[int, int]:
    """Return start and finish of an activity in working days from the start of the catalogue."""
    assert plan is not None
    return plan[name].start - plan.start, plan[name].finish - plan.start


def bounds(messages: list[dict[str, Any]]) -> dict[str, int]:
    """Return the highest bound of each level."""
    best: dict[str, int] = {}
    for message in messages:
        if message["kind"] == "bound":
            best[message["level"]] = max(best.get(message["level"], message["bound"]), message["bound"])
    return best
