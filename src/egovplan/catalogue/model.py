# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What there is to do: the measures of a strategy, their activities and their order.

Frozen pydantic models; unknown keys are refused, German keys are read as well (:mod:`egovplan.terms`). The limits under
which the work is done are in :mod:`egovplan.catalogue.limits`, what has happened in :mod:`egovplan.catalogue.status`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from egovplan.catalogue.base import Many, Model, OneOrMany, Table, reworded
from egovplan.catalogue.choices import BudgetKind, Charged, MeasureKind, RelationType
from egovplan.catalogue.values import (
    Bool,
    Day,
    Duration,
    Euro,
    Fte,
    Id,
    Int,
    Lag,
    LocalId,
    Span,
    Text,
    is_number,
    parse_id,
    parse_span,
    refuse,
)

__all__ = [
    "Activity",
    "BudgetKind",
    "Charged",
    "Cost",
    "Dependency",
    "Estimate",
    "External",
    "Link",
    "Measure",
    "MeasureKind",
    "Mode",
    "Relation",
    "RelationType",
    "Rollout",
    "RunningCost",
    "Target",
    "Template",
    "ThreePoints",
]

Relation = Annotated[RelationType, BeforeValidator(RelationType.parse)]

# a minus that directly follows the id belongs to it: DMS-2 is an id, »DMS -2« is two days ahead of the end of DMS
_SHORTHAND = re.compile(
    r"(?P<id>[^\s+]+)(?:\s+(?P<type>[A-Za-z]{2})(?=[\s+-]|$))?\s*(?P<lag>[+-]\s*\d+\s*[A-Za-zäÄ]*)?"
)


class Link(Model):
    """A predecessor named at its successor, e.g. ``DMS/pilot FS+10``.

    The id is one of the same measure if there is such an activity, else that of a measure, an external event or
    ``MEASURE/activity``.
    """

    predecessor: Id
    type: Relation = RelationType.FS
    lag: Lag = Span(0)
    source: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        match = _SHORTHAND.fullmatch(value.strip())
        if not match:
            several = "; mehrere als Liste: [DMS, E-PAY]" if re.search(r"[,;]|\bund\b", value) else ""
            raise refuse("link", f"Vorgänger wie »DMS«, »DMS/pilot« oder »DMS EA+10«{several}", value)
        return {
            "predecessor": parse_id(match["id"]),
            "type": RelationType.parse(match["type"] or "FS"),
            "lag": parse_span(match["lag"].replace(" ", "") if match["lag"] else "0"),
        }


class Dependency(Model):
    """A precedence between two activities, measures or external events.

    In files also ``{von: A, nach: B}`` or ``{Vorgänger: A, Nachfolger: B}``, though these words mean something else
    elsewhere.
    """

    predecessor: Id
    successor: Id
    type: Relation = RelationType.FS
    lag: Lag = Span(0)
    source: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _plain_words(cls, value: Any) -> Any:
        return reworded(value, {"nach": "successor", "vorgaenger": "predecessor"})


class Cost(Model):
    """A one-off cost, charged at start, at finish or spread evenly over the working days.

    A number alone is the amount.
    """

    amount: Euro
    kind: Annotated[BudgetKind, BeforeValidator(BudgetKind.parse)] = BudgetKind.INVESTMENT
    charged: Annotated[Charged, BeforeValidator(Charged.parse)] = Charged.START
    source: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: object) -> object:
        return {"amount": value} if is_number(value) else value


class RunningCost(Model):
    """A cost without end: a twelfth each month, from the first full month after the activity's finish.

    A number alone is the amount per year.
    """

    per_year: Euro
    kind: Annotated[BudgetKind, BeforeValidator(BudgetKind.parse)] = BudgetKind.OPERATING
    source: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: object) -> object:
        return {"per_year": value} if is_number(value) else value


class ThreePoints(Model):
    """Three numbers of days in ascending order."""

    optimistic: Int = Field(ge=0)
    likely: Int = Field(ge=0)
    pessimistic: Int = Field(ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.optimistic <= self.likely <= self.pessimistic:
            came = f"{self.optimistic}, {self.likely}, {self.pessimistic}"
            raise refuse("estimate-order", "optimistisch ≤ wahrscheinlich ≤ pessimistisch", came)
        return self


class Estimate(ThreePoints):
    """A three-point estimate of a duration, in working days (or calendar days where the duration is)."""

    source: Text = ""


class Mode(Model):
    """One way to do an activity: its duration and the people it takes."""

    id: LocalId
    title: Text = ""
    duration: Duration
    demand: Table[Text, Fte] = {}
    costs: OneOrMany[Cost] = ()
    source: Text = ""


class Activity(Model):
    """A node of the network.

    Either ``duration`` (with ``demand``) or ``modes``. With a ``gate`` it happens on a sitting of that body; its duration
    is then one working day unless it says otherwise. A demand key ``@/ROLE`` means that role in the measure's lead office,
    in an introduction that of the target office.
    """

    id: LocalId
    title: Text = ""
    duration: Duration | None = None
    demand: Table[Text, Fte] = {}
    modes: Many[Mode] = ()
    costs: OneOrMany[Cost] = ()
    running: OneOrMany[RunningCost] = ()
    estimate: Estimate | None = None
    after: Many[Link] = ()
    gate: Id | None = None
    office: Id | None = None
    not_before: Day | None = None
    deadline: Day | None = None
    source: Text = ""
    note: Text = ""


class Template(Model):
    """A sequence of activities that several measures have in common."""

    id: LocalId
    title: Text = ""
    activities: Many[Activity] = ()


class Target(Model):
    """An office in which a measure is introduced."""

    office: Id
    workplaces: Int = Field(default=0, ge=0)
    uses: Many[Text] = ()
    wave: Int | None = Field(default=None, ge=1)
    pilot: Bool = False
    duration: Duration | None = None
    source: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: object) -> object:
        return {"office": value} if isinstance(value, str) else value


class Rollout(Model):
    """One measure in n offices: pilots, their evaluation, an approval, then waves under a limit of parallel introductions.

    Expands to ``MEASURE/rollout/OFFICE`` for each target, ``MEASURE/auswertung`` where there are pilots and an
    ``evaluation``, and ``MEASURE/freigabe`` where there is an ``approval``. Activities of the measure that name ``rollout``
    as a predecessor come after all introductions, all others before the first.
    """

    targets: Many[Target] = Field(min_length=1)
    introduction: Activity
    evaluation: Activity | None = None
    approval: Activity | None = None
    parallel: Int | None = Field(default=None, ge=1)


class Measure(Model):
    """A Maßnahme of the strategy. With a ``duration`` and nothing else it is one activity of the same id."""

    id: LocalId
    title: Text
    kind: Annotated[MeasureKind, BeforeValidator(MeasureKind.parse)] = MeasureKind.INDIVIDUAL
    priority: Int = Field(ge=0, le=5)
    goal: Text = ""
    lead: Id | None = None
    participants: Many[Id] = ()
    partners: Many[Text] = ()
    stage: Id | None = None
    template: Id | None = None
    omit: Many[Id] = ()
    activities: Many[Activity] = ()
    rollout: Rollout | None = None
    after: Many[Link] = ()
    related: Many[Id] = ()
    due: Day | None = None
    deadline: Day | None = None
    not_before: Day | None = None
    # the short form: one activity, of the measure's own id
    duration: Duration | None = None
    demand: Table[Text, Fte] = {}
    costs: OneOrMany[Cost] = ()
    running: OneOrMany[RunningCost] = ()
    estimate: Estimate | None = None
    source: Text = ""
    note: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _kind_by_priority(cls, value: Any) -> Any:
        if isinstance(value, dict) and "kind" not in value and str(value.get("priority", "")).strip() == "0":
            return value | {"kind": MeasureKind.FOUNDATION}
        return value


class External(Model):
    """An event that others bring about on a date: a tender of the Land, a law in force."""

    id: LocalId
    title: Text
    date: Day
    source: Text = ""
