# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Changes of deadlines and releases, wherever they were written: at a stage, a measure or an activity."""

from __future__ import annotations

import datetime as dt
from typing import Any

from egovplan.whatif.changes import Data, own_activity, unknown


def change_deadline(data: Data, name: str, to: dt.date | None, *, hard: bool | None) -> None:
    """Set the deadline of a stage, else of a measure, else of an activity."""
    item, is_stage = _holder(data, name, "Eine Frist dieser Stufe, dieser Maßnahme oder dieses Vorgangs")
    _set(item, "deadline", to)
    if is_stage and hard is not None:
        item["hard"] = hard


def change_release(data: Data, name: str, to: dt.date) -> None:
    """Set the day before which a stage, else a measure, else an activity does not begin."""
    item, is_stage = _holder(data, name, "Diese Stufe, diese Maßnahme oder diesen Vorgang")
    _set(item, "start" if is_stage else "not_before", to)


def rollout_of(measure: Data) -> Data:
    """Return the rollout of a measure."""
    rollout: Data | None = measure.get("rollout")
    if rollout is None:
        raise unknown("Einführungen dieser Maßnahme", measure["id"], [])
    return rollout


def _set(item: Data, field: str, to: dt.date | None) -> None:
    item[field] = None if to is None else to.isoformat()


def _holder(data: Data, name: str, what: str) -> tuple[Data, bool]:
    """Return where a date is written, and whether that is a stage."""
    stages: list[Data] = data.get("stages", [])
    for stage in stages:
        if stage["id"] == name:
            return stage, True
    measure_id, _, local = name.partition("/")
    measure = next((m for m in data["measures"] if m["id"] == measure_id), None)
    if measure is None:
        raise unknown(what, name, [*(s["id"] for s in stages), *(m["id"] for m in data["measures"])])
    return (_part(data, measure, local) if local else measure), False


def _part(data: Data, measure: Data, local: str) -> Data:
    """Return the entry of an activity; of an introduction, what all of them share."""
    rollout: dict[str, Any] = measure.get("rollout") or {}
    known = {"auswertung": "evaluation", "freigabe": "approval", "rollout": "introduction"}
    part = known.get(local.partition("/")[0])
    if part is not None and part in rollout:
        entry: Data = rollout[part]
        return entry
    return own_activity(data, measure, local)
