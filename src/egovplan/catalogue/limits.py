# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Under which limits: calendar, offices and their people, budgets, sittings, embargoes, stages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator, model_validator

from egovplan.catalogue.base import Many, Model, OneOrMany, Table, reworded
from egovplan.catalogue.model import BudgetKind
from egovplan.catalogue.values import Bool, Day, Duration, Euro, Fte, Id, Int, LocalId, Span, Text, parse_text, refuse
from egovplan.timeline import Timeline, every_weeks

LAENDER = {
    "BB": "Brandenburg", "BE": "Berlin", "BW": "Baden-Württemberg", "BY": "Bayern", "HB": "Bremen", "HE": "Hessen",
    "HH": "Hamburg", "MV": "Mecklenburg-Vorpommern", "NI": "Niedersachsen", "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz", "SH": "Schleswig-Holstein", "SL": "Saarland", "SN": "Sachsen", "ST": "Sachsen-Anhalt",
    "TH": "Thüringen",
}  # fmt: skip


def parse_subdivision(value: Any) -> Any:
    """Return the official abbreviation of a Land from its abbreviation or name; None where only national holidays hold."""
    if value is None:
        return None
    text = parse_text(value)
    for code, name in LAENDER.items():
        if text.casefold() in (code.casefold(), name.casefold()):
            return code
    raise refuse("subdivision", "ein Bundesland wie RP oder Rheinland-Pfalz", value)


@lru_cache(maxsize=32)
def _timeline(subdivision: str | None, closed: tuple[dt.date, ...], eves: bool, holidays: bool) -> Timeline:
    return Timeline(subdivision, closed, eves=eves, holidays=holidays)


class Calendar(Model):
    """Working days: Monday to Friday without the holidays of the Land, Christmas Eve, New Year's Eve and local days.

    Without a ``subdivision`` only the holidays of the whole country hold.
    """

    subdivision: Annotated[str | None, BeforeValidator(parse_subdivision)] = "RP"
    eves: Bool = True
    holidays: Bool = True
    closed: Many[Day] = ()

    def timeline(self) -> Timeline:
        """Return the axis of working days."""
        return _timeline(self.subdivision, self.closed, self.eves, self.holidays)


class Office(Model):
    """An Amt, with a limit of measures that it leads at the same time.

    A measure is open from the start of its first activity to the finish of its last.
    """

    id: LocalId
    title: Text = ""
    workplaces: Int = Field(default=0, ge=0)
    max_open_measures: Int | None = Field(default=None, ge=1)
    note: Text = ""


class Step(Model):
    """A capacity that holds from a date on, until the next step."""

    since: Day | None = None
    fte: Fte

    @model_validator(mode="before")
    @classmethod
    def _plain_words(cls, value: Any) -> Any:
        """Read ``VZÄ`` and ``Stellen`` too, which one level up mean the capacity as a whole."""
        return reworded(value, {"vzae": "fte", "stellen": "fte"})


class Resource(Model):
    """An office's role in VZÄ. Before its first dated step there is none; a single number holds always.

    A resource that is not ``renewable`` is a stock: the sum over all activities of their demand must not exceed it.
    """

    id: Id
    title: Text = ""
    office: Id | None = None
    role: Text = ""
    capacity: OneOrMany[Step] = Field(min_length=1)
    renewable: Bool = True
    source: Text = ""

    @field_validator("capacity", mode="before")
    @classmethod
    def _constant(cls, value: Any) -> Any:
        return (
            ({"fte": value},)
            if isinstance(value, str | int | float | Decimal) and not isinstance(value, bool)
            else value
        )

    @field_validator("capacity", mode="after")
    @classmethod
    def _ascending(cls, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        days = [step.since or dt.date.min for step in steps]
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise refuse(
                "steps-order",
                "Stufen mit aufsteigenden Daten",
                ", ".join(str(step.since or "ohne Datum") for step in steps),
            )
        return steps


class Budget(Model):
    """Euros of one kind for each Haushaltsjahr. Years without an entry are not limited."""

    kind: Annotated[BudgetKind, BeforeValidator(BudgetKind.parse)]
    amounts: Table[Int, Euro] = Field(min_length=1)
    carry_over: Bool = False
    source: Text = ""


class Rhythm(Model):
    """Sittings at a fixed distance, for years whose calendar is not out yet."""

    first: Day
    weeks: Int = Field(ge=1, le=52)
    until: Day


class Body(Model):
    """A committee: its sittings, and the calendar days between a finished paper and the sitting."""

    id: LocalId
    title: Text = ""
    sittings: Many[Day] = ()
    rhythm: Rhythm | None = None
    notice: Duration = Span(0, elapsed=True)
    source: Text = ""

    def all_sittings(self) -> tuple[dt.date, ...]:
        """Return every known sitting in order."""
        days = set(self.sittings)
        if self.rhythm:
            days.update(every_weeks(self.rhythm.first, self.rhythm.weeks, self.rhythm.until))
        return tuple(sorted(days))


class Embargo(Model):
    """A window, first and last day included, in which no activity starts that it applies to; what runs goes on.

    Without ``offices`` and ``measures`` it applies to all. ``only_with_costs`` spares activities without one-off costs.
    """

    id: LocalId
    title: Text = ""
    since: Day
    until: Day
    offices: Many[Id] = ()
    measures: Many[Id] = ()
    only_with_costs: Bool = False
    source: Text = ""

    @model_validator(mode="after")
    def _in_order(self) -> Embargo:
        if self.until < self.since:
            raise refuse("window", f"»bis« nicht vor »ab« ({self.since.isoformat()})", self.until.isoformat())
        return self


class Stage(Model):
    """A Stufe: its priorities or measures, a window, a deadline (inclusive), soft unless it says ``hard``."""

    id: LocalId
    title: Text = ""
    priorities: Many[Int] = ()
    measures: Many[Id] = ()
    start: Day | None = None
    deadline: Day | None = None
    hard: Bool = False
    weight: Int = Field(default=1, ge=0, le=1000)
    source: Text = ""
