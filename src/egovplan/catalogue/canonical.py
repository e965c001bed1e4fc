# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The one canonical form of a catalogue: English keys in the order of the model, nothing that goes without saying."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from egovplan.catalogue.base import Model
from egovplan.catalogue.limits import Resource
from egovplan.catalogue.model import Activity, Link, Measure, MeasureKind, RelationType, Target
from egovplan.catalogue.risks import Overrun
from egovplan.catalogue.values import Span


def canonical(value: Any, *, short: bool = True) -> Any:
    """Return a model as nested dicts and lists of text, int, bool, Decimal, date and :class:`Span`.

    Parameters
    ----------
    value
        A model, or anything inside one.
    short
        Whether what has a short form is written in it: ``DMS FS+10``, a constant capacity, a target that is only an office.

    Returns
    -------
    object
        Without what is a default, so that equal catalogues have the same form.
    """
    if isinstance(value, str | int):  # most of what there is
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, Model):
        brief = _brief(value) if short else None
        return brief if brief is not None else _mapping(value, short)
    if isinstance(value, tuple):
        return [canonical(item, short=short) for item in value]
    if isinstance(value, dict):
        return {key: canonical(item, short=short) for key, item in value.items()}
    return value.value if isinstance(value, Enum) else value


def json_value(value: Any) -> Any:
    """Return a canonical form in what JSON has: whole amounts as int, others as text, since floats are not exact."""
    if isinstance(value, str | int):
        return value
    if isinstance(value, dict):
        return {str(key): json_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [json_value(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, Span):
        return str(value) if value.elapsed else value.days
    return value.isoformat() if isinstance(value, dt.date) else value


def _mapping(model: Model, short: bool) -> dict[str, Any]:
    result, values = {}, model.__dict__
    told = _told_by_default(model)
    for name, is_required, default in _fields(type(model)):
        value = values[name]
        if is_required or (value is not default and value != default) or name == told:
            result[name] = canonical(value, short=short)
    if isinstance(model, Measure) and model.template and model.activities:
        result["activities"] = [_override(activity, short) for activity in model.activities]
    return result


@cache
def _fields(kind: type[Model]) -> list[tuple[str, bool, Any]]:
    """Return name, whether it is required, and default of each field; asking the model each time takes most of the time."""
    return [(name, field.is_required(), field.default) for name, field in kind.model_fields.items()]


def _told_by_default(model: Model) -> str:
    """Return the field whose default has to be written, because leaving it out would mean something else; empty if none."""
    is_odd = isinstance(model, Measure) and model.priority == 0 and model.kind is MeasureKind.INDIVIDUAL
    return "kind" if is_odd else ""


def _override(activity: Activity, short: bool) -> dict[str, Any]:
    """Return an activity that overrides one of a template: there, an empty value that was given is not the same as none."""
    return {
        name: canonical(getattr(activity, name), short=short)
        for name, _, default in _fields(type(activity))
        if getattr(activity, name) != default
        or (name in activity.model_fields_set and getattr(activity, name) is not None)
    }


def _brief(model: Model) -> Any:
    if isinstance(model, Link) and not model.source:
        return _link(model)
    if isinstance(model, Overrun):
        return [model.optimistic, model.likely, model.pessimistic]
    if isinstance(model, Target) and model == Target(office=model.office):
        return model.office
    if isinstance(model, Resource) and len(model.capacity) == 1 and model.capacity[0].since is None:
        return _mapping(model, short=True) | {"capacity": model.capacity[0].fte}
    return None


def _link(link: Link) -> str:
    if link.type is RelationType.FS and link.lag == Span(0):
        return link.predecessor
    lag = "" if link.lag == Span(0) else f"{link.lag.days:+d}" + (" KT" if link.lag.elapsed else "")
    return f"{link.predecessor} {link.type.value}{lag}"
