# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What may come in between: discrete risks, and causes that several activities have in common.

They change no plan; only :func:`egovplan.simulate` reads them.
"""

from __future__ import annotations

from typing import Any

from pydantic import field_validator, model_validator

from egovplan.catalogue.base import Many, Model
from egovplan.catalogue.model import ThreePoints
from egovplan.catalogue.values import Id, LocalId, Share, Text, is_number, parse_int, refuse


class Overrun(ThreePoints):
    """How much longer something takes, in working days (calendar days where the duration is): one number, or three."""

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: Any) -> Any:
        if is_number(value):
            days = parse_int(value)  # here, so that one wrong number is one finding and not three
            if days < 0:
                raise refuse("negative-duration", "Dauer von mindestens 0 Tagen", value)
            return dict.fromkeys(("optimistic", "likely", "pessimistic"), days)
        if isinstance(value, list | tuple):
            if len(value) != 3:
                raise refuse(
                    "three-values", "eine Zahl von Tagen oder drei: [günstig, häufigster Wert, ungünstig]", value
                )
            return dict(zip(("optimistic", "likely", "pessimistic"), value, strict=True))
        return value


class Risk(Model):
    """An event that happens or does not: a complaint against an award, a vacancy, a platform that comes later.

    When it happens, each of its ``activities`` takes longer, and so does the last working activity of each of its
    ``measures``.
    """

    id: LocalId
    title: Text
    probability: Share
    overrun: Overrun
    measures: Many[Id] = ()
    activities: Many[Id] = ()
    source: Text = ""
    note: Text = ""


class CommonCause(Model):
    """A cause that activities have in common, such as one vendor: they run late, or early, together.

    It holds for the ``activities``, for all of its ``measures``, and for all that its ``offices`` do.
    """

    id: LocalId
    title: Text = ""
    correlation: Share
    offices: Many[Id] = ()
    measures: Many[Id] = ()
    activities: Many[Id] = ()
    source: Text = ""

    @field_validator("correlation", mode="after")
    @classmethod
    def _below_one(cls, value: Any) -> Any:
        if value == 1:
            raise refuse("correlation", "weniger als 100 %", value)
        return value
