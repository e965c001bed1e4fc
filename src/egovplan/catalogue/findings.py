# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What the checks share: how a finding is made, and where the things of the unfolded catalogue stand in the folded one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from egovplan.catalogue.flat import FlatActivity
from egovplan.catalogue.model import Activity, Measure
from egovplan.catalogue.values import shown
from egovplan.errors import Issue, Severity

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue

Path = tuple[str | int, ...]


def error(code: str, subject: str, message: str, path: Path, *, expected: str = "", value: object = "") -> Issue:
    """Return a finding that stops the catalogue from being used."""
    return Issue(code, message, Severity.ERROR, subject, expected, shown(value), path)


def warning(code: str, subject: str, message: str, path: Path, *, expected: str = "", value: object = "") -> Issue:
    """Return a finding that the planner should look at."""
    return Issue(code, message, Severity.WARNING, subject, expected, shown(value), path)


def hint(code: str, subject: str, message: str, path: Path, *, expected: str = "", value: object = "") -> Issue:
    """Return a finding that may well be intended."""
    return Issue(code, message, Severity.HINT, subject, expected, shown(value), path)


def on(day: dt.date) -> str:
    """Return a date as planners write it."""
    return day.strftime("%d.%m.%Y")


def some(names: list[str], most: int = 5) -> str:
    """Return the first few of many names."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" und {rest} weitere" if rest > 0 else "")


def raw_activities(catalogue: Catalogue) -> Iterator[tuple[str, Activity, Path]]:
    """Yield every activity as it was written: id in messages, activity, path."""
    for i, template in enumerate(catalogue.templates):
        for j, activity in enumerate(template.activities):
            yield f"{template.id}/{activity.id}", activity, ("templates", i, "activities", j)
    for i, measure in enumerate(catalogue.measures):
        for j, activity in enumerate(measure.activities):
            yield f"{measure.id}/{activity.id}", activity, ("measures", i, "activities", j)
        if measure.rollout:
            where: Path = ("measures", i, "rollout")
            yield f"{measure.id}/rollout", measure.rollout.introduction, (*where, "introduction")
            if measure.rollout.evaluation:
                yield f"{measure.id}/auswertung", measure.rollout.evaluation, (*where, "evaluation")
            if measure.rollout.approval:
                yield f"{measure.id}/freigabe", measure.rollout.approval, (*where, "approval")


class Places:
    """Where what is unfolded was written.

    Parameters
    ----------
    catalogue
        The folded one.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.templates = {
            (template.id, activity.id): (activity, ("templates", i, "activities", j))
            for i, template in enumerate(catalogue.templates)
            for j, activity in enumerate(template.activities)
        }

    def homes(self, flat: FlatActivity) -> Iterator[tuple[Activity | Measure, Path]]:
        """Yield the models that an activity of a measure is made of, the most specific first, with their paths."""
        position = int(flat.path[1])
        measure = self.catalogue.measures[position]
        kind = flat.path[2] if len(flat.path) > 2 else ""
        if kind == "activities":
            yield measure.activities[int(flat.path[3])], flat.path
        elif kind == "rollout" and measure.rollout:
            part = str(flat.path[3])
            name = "introduction" if part == "targets" else part
            yield getattr(measure.rollout, name), (*flat.path[:3], name)
        elif kind == "":
            yield measure, flat.path
        of_template = self.templates.get((measure.template or "", flat.id.partition("/")[2]))
        if of_template:
            yield of_template

    def of(self, flat: FlatActivity, field: str) -> Path:
        """Return the path of a field of an activity, in the measure or in its template."""
        for model, path in self.homes(flat):
            if getattr(model, field, None):
                return (*path, field)
        return flat.path

    def of_demand(self, flat: FlatActivity, mode: int, resource: str) -> Path:
        """Return the path of a demand, which may be written for a role: ``@/IT``."""
        for model, path in self.homes(flat):
            modes = getattr(model, "modes", ())
            if modes and mode < len(modes):
                model, path = modes[mode], (*path, "modes", mode)  # noqa: PLW2901  (one level deeper, the same search)
            for key in model.demand:
                if key == resource or (key.startswith("@/") and resource == f"{flat.office or ''}{key[1:]}"):
                    return (*path, "demand", key)
        return flat.path
