# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The Catalogue: what there is to do, under which limits, and what has happened."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Self

from pydantic import ModelWrapValidatorHandler, ValidationError, ValidationInfo, model_validator

from egovplan.catalogue.base import Many, Model, Table
from egovplan.catalogue.canonical import canonical, json_value
from egovplan.catalogue.checks import check
from egovplan.catalogue.expansion import expand
from egovplan.catalogue.flat import Expansion, FlatActivity, FlatLink, Limit
from egovplan.catalogue.limits import Body, Budget, Calendar, Embargo, Office, Resource, Stage
from egovplan.catalogue.messages import issues_of
from egovplan.catalogue.model import Dependency, External, Measure, Template
from egovplan.catalogue.partial import PART, further_issues
from egovplan.catalogue.risks import CommonCause, Risk
from egovplan.catalogue.status import Status
from egovplan.catalogue.values import Day, Int, Text
from egovplan.errors import CatalogueError, CycleError, Issue
from egovplan.markup import card, day, facts, listing, number
from egovplan.terms import label_of
from egovplan.timeline import Timeline

DEFAULT_WEIGHTS: dict[int, int] = {0: 32, 1: 16, 2: 8, 3: 4, 4: 2, 5: 1}
"""What a working day of lateness weighs, by priority: twice as much one priority higher. The one place it is set."""


class Catalogue(Model):
    """A strategy: its measures, their order, and the limits under which they are done.

    Immutable; a change makes a new one. Constructing it checks it: every problem is raised at once.

    Raises
    ------
    CatalogueError
        With all issues, if it cannot be used.
    """

    title: Text
    start: Day
    source: Text = ""
    note: Text = ""
    calendar: Calendar = Calendar()
    offices: Many[Office] = ()
    resources: Many[Resource] = ()
    budgets: Many[Budget] = ()
    bodies: Many[Body] = ()
    embargoes: Many[Embargo] = ()
    stages: Many[Stage] = ()
    priority_weights: Table[Int, Int] = DEFAULT_WEIGHTS
    externals: Many[External] = ()
    templates: Many[Template] = ()
    measures: Many[Measure] = ()
    dependencies: Many[Dependency] = ()
    risks: Many[Risk] = ()
    factors: Many[CommonCause] = ()
    status: Status | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _in_german(cls, value: Any, handler: ModelWrapValidatorHandler[Any], info: ValidationInfo) -> Any:
        try:
            return handler(value)
        except ValidationError as error:
            if info.context is PART:
                raise
            raise _unreadable(cls, error, value) from None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if any(issue.is_error for issue in self.issues):
            raise _error_of(self.issues)
        return self

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Catalogue:
        """Return the catalogue that nested dicts describe, with English or German keys.

        Raises
        ------
        CatalogueError
            With all issues, if it cannot be used.
        """
        return cls.model_validate(dict(data))

    def to_dict(self) -> dict[str, Any]:
        """Return the canonical form: English keys, plain values, nothing that is a default."""
        form: dict[str, Any] = json.loads(self._form)
        return form

    @cached_property
    def _form(self) -> str:
        """The canonical form as JSON: reading that again is many times faster than asking all models again."""
        return json.dumps(json_value(canonical(self, short=False)), ensure_ascii=False)

    def replace(self, **changes: Any) -> Catalogue:
        """Return a catalogue with some fields changed, checked anew."""
        return self.from_dict({name: getattr(self, name) for name in type(self).model_fields} | changes)

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """All that the checks found, warnings and hints included."""
        return tuple(check(self))

    @cached_property
    def expansion(self) -> Expansion:
        """The unfolded catalogue."""
        return expand(self)

    @property
    def activities(self) -> tuple[FlatActivity, ...]:
        """Every activity, templates and rollouts unfolded; external events first."""
        return self.expansion.activities

    @property
    def links(self) -> tuple[FlatLink, ...]:
        """Every precedence between two activities."""
        return self.expansion.links

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Every limit of parallel introductions."""
        return self.expansion.limits

    @cached_property
    def timeline(self) -> Timeline:
        """The axis of working days."""
        return self.calendar.timeline()

    @cached_property
    def measure_by_id(self) -> Mapping[str, Measure]:
        """Measure id → measure."""
        return {measure.id: measure for measure in self.measures}

    @cached_property
    def activity_by_id(self) -> Mapping[str, FlatActivity]:
        """Activity id → unfolded activity."""
        return {activity.id: activity for activity in self.activities}

    @cached_property
    def stage_of(self) -> Mapping[str, Stage]:
        """Measure id → its stage: named by the measure, by the stage, or by its priority."""
        by_name = {stage.id: stage for stage in self.stages}
        named = {measure: stage for stage in self.stages for measure in stage.measures}
        by_priority = {priority: stage for stage in reversed(self.stages) for priority in stage.priorities}
        result = {}
        for measure in self.measures:
            stage = by_name.get(measure.stage or "") or named.get(measure.id) or by_priority.get(measure.priority)
            if stage:
                result[measure.id] = stage
        return result

    def office_title(self, office: str) -> str:
        """Return number and name of an office, e.g. ``16 Kommunale Datenzentrale``."""
        title = next((o.title for o in self.offices if o.id == office), "")
        return f"{office} {title}".strip()

    def due(self, measure: str) -> dt.date | None:
        """Return the day by which a measure should be finished: its own due date, else its soft stage's deadline."""
        own = self.measure_by_id[measure].due
        stage = self.stage_of.get(measure)
        return own or (stage.deadline if stage and not stage.hard else None)

    def weight(self, measure: str) -> int:
        """Return what a working day of lateness of a measure weighs: its priority's weight times its stage's."""
        stage = self.stage_of.get(measure)
        return self.priority_weights.get(self.measure_by_id[measure].priority, 1) * (stage.weight if stage else 1)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical form."""
        text = json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def __repr__(self) -> str:
        return f"Catalogue({self.title!r}, {len(self.measures)} Maßnahmen, {len(self.activities)} Vorgänge)"

    __str__ = __repr__  # pydantic's own would print a whole strategy

    def _repr_html_(self) -> str:
        warnings = sum(not issue.is_error for issue in self.issues)
        figures = [
            ("Beginn", day(self.start)),
            ("Vorgänge", number(len(self.activities))),
            ("Abhängigkeiten", number(len(self.links))),
            ("Ämter", number(len(self.offices))),
            ("Kapazitäten", number(len(self.resources))),
            ("Stufen", number(len(self.stages))),
            ("Stand", day(self.status.as_of) if self.status else ""),
            ("Hinweise", number(warnings) if warnings else ""),
        ]
        head = [label_of(name) for name in ("id", "measure", "priority", "lead", "stage", "activities")]
        rows = [self._html_row(measure) for measure in self.measures]
        return card(self.title, facts(figures), listing(label_of("measures"), head, rows, right=(2, 5)))

    def _html_row(self, measure: Measure) -> tuple[object, ...]:
        stage = self.stage_of.get(measure.id)
        lead = self.office_title(measure.lead) if measure.lead else "–"
        count = number(len(self.expansion.members.get(measure.id, ())))
        return (measure.id, measure.title, measure.priority, lead, stage.title or stage.id if stage else "–", count)


def expect_catalogue(value: object, function: str) -> None:
    """Refuse what is no catalogue, such as the name of its file.

    Raises
    ------
    TypeError
        With what to pass instead.
    """
    if not isinstance(value, Catalogue):
        kind = type(value).__name__
        raise TypeError(f"{function}: Katalog erwartet, etwa aus load_catalogue; angegeben: {kind}.")


def _unreadable(model: type[Catalogue], error: ValidationError, data: Any) -> CatalogueError:
    """Return the error for data of which some cannot be read, with what is wrong in the rest."""
    found = issues_of(error, data, model)
    return _error_of([*found, *(further_issues(model, data, found) if isinstance(data, Mapping) else ())])


def _error_of(issues: Sequence[Issue]) -> CatalogueError:
    """Return the error for issues: a circle among them is one that a caller may want to show."""
    cycle = next((issue for issue in issues if issue.code == "cycle"), None)
    return CycleError(cycle.value.split(" → ")[:-1], issues) if cycle else CatalogueError(issues)
