# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What has happened, as of a date. "Done" and "done everywhere" are derived from it, never typed in."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from egovplan.catalogue.base import Many, Model
from egovplan.catalogue.values import Day, Id, Int, LabelledEnum, Text, refuse


class Decision(LabelledEnum):
    """What was decided about a measure."""

    CONTINUE = "continue"
    POSTPONED = "postponed"
    DROPPED = "dropped"

    @classmethod
    def words(cls) -> dict[str, LabelledEnum]:
        """Return folded word → member."""
        return super().words() | {
            "fortführen": cls.CONTINUE, "weiter": cls.CONTINUE,
            "zurückgestellt": cls.POSTPONED, "aufgegeben": cls.DROPPED,
        }  # fmt: skip


class Actual(Model):
    """Actual dates of an activity, both inclusive; ``remaining`` working days if it runs."""

    activity: Id
    start: Day
    finish: Day | None = None
    remaining: Int | None = Field(default=None, ge=0)
    source: Text = ""

    @model_validator(mode="after")
    def _in_order(self) -> Actual:
        if self.finish is not None and self.finish < self.start:
            raise refuse(
                "actual-order", f"Ende nicht vor dem Beginn ({self.start.isoformat()})", self.finish.isoformat()
            )
        return self


class Coverage(Model):
    """How far a measure is introduced in one office on a date: workplaces and uses that are live."""

    measure: Id
    office: Id
    date: Day
    workplaces_live: Int = Field(default=0, ge=0)
    uses_live: Many[Text] = ()
    source: Text = ""


class MeasureStatus(Model):
    """What is reported of a measure, and what was decided about it, on a date."""

    measure: Id
    date: Day | None = None
    decision: Annotated[Decision, BeforeValidator(Decision.parse)] = Decision.CONTINUE
    reason: Text = ""
    note: Text = ""
    source: Text = ""


class Status(Model):
    """All that is known as of a date."""

    as_of: Day
    note: Text = ""
    actuals: Many[Actual] = ()
    coverage: Many[Coverage] = ()
    decisions: Many[MeasureStatus] = ()
    source: Text = ""
