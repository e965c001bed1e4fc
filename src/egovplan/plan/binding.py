# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What can keep an activity from starting earlier."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from egovplan.plan.model import Plan


class BindingKind(StrEnum):
    """What keeps an activity from starting earlier."""

    PRECEDENCE = "precedence"
    RESOURCE = "resource"
    LIMIT = "limit"
    OPEN_MEASURES = "open_measures"
    BUDGET = "budget"
    GATE = "gate"
    EMBARGO = "embargo"
    STAGE = "stage"
    RELEASE = "release"
    EXTERNAL = "external"
    STATUS = "status"
    CALENDAR = "calendar"
    BASELINE = "baseline"
    NONE = "none"


KIND_LABEL: dict[BindingKind, str] = {
    BindingKind.PRECEDENCE: "Vorgänger",
    BindingKind.RESOURCE: "Kapazität",
    BindingKind.LIMIT: "gleichzeitige Einführungen",
    BindingKind.OPEN_MEASURES: "offene Maßnahmen",
    BindingKind.BUDGET: "Haushalt",
    BindingKind.GATE: "Sitzung",
    BindingKind.EMBARGO: "Sperre",
    BindingKind.STAGE: "Stufe",
    BindingKind.RELEASE: "frühester Beginn",
    BindingKind.EXTERNAL: "externes Ereignis",
    BindingKind.STATUS: "Stand",
    BindingKind.CALENDAR: "Beginn der Planung",
    BindingKind.BASELINE: "Basisplan",
    BindingKind.NONE: "nichts",
}
"""Kind → the word that planners read."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Why an activity starts no earlier.

    Parameters
    ----------
    kind
        What keeps it.
    by
        Id of the activity that it waits for; None where no other one is to blame.
    text
        One German sentence for the planner, without full stop.
    activity
        Id of the activity that waits.
    subject
        Id of the rule: predecessor, resource, limit, office, body, embargo, stage, or kind and year of a budget.
    held_by
        Ids of the activities, or of the open measures, that have what it needs, most important first.
    """

    kind: BindingKind
    by: str | None
    text: str
    activity: str = ""
    subject: str = ""
    held_by: tuple[str, ...] = ()


def activity_name(plan: Plan, activity: str) -> str:
    """Return an activity as planners know it: »DMS: Vergabe«."""
    flat = plan.catalogue.activity_by_id[activity]
    prefix = f"{flat.measure}: " if flat.measure and flat.measure != activity else ""
    return f"»{prefix}{flat.title}«"
