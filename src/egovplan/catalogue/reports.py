# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Checks of the status: what is reported must be possible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from egovplan.catalogue.findings import Path, error, hint, on, some, warning
from egovplan.catalogue.status import Actual, Coverage, Decision, Status
from egovplan.errors import Issue

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue


def check_status(catalogue: Catalogue) -> Iterator[Issue]:
    """Yield reports that contradict each other, the catalogue or the status date."""
    status = catalogue.status
    if status is None:
        return
    externals = {external.id for external in catalogue.externals}
    seen: set[object] = set()
    for i, actual in enumerate(status.actuals):
        path: Path = ("status", "actuals", i)
        if actual.activity in seen:
            message = "Für diesen Vorgang gibt es schon Ist-Termine."
            yield error("duplicate-actual", actual.activity, message, (*path, "activity"))
        seen.add(actual.activity)
        if actual.activity in externals:
            message = "Ein externes Ereignis hat nur sein Datum; bitte dieses ändern."
            yield error("actual-of-external", actual.activity, message, (*path, "activity"))
        yield from _actual(actual, status, path)
    yield from _coverage(catalogue, status)
    for i, decision in enumerate(status.decisions):
        path = ("status", "decisions", i)
        if decision.date and decision.date > status.as_of:
            yield _future(decision.measure, (*path, "date"), on(decision.date), status)
        if decision.decision is not Decision.CONTINUE and not decision.reason:
            message = "Der Rat wird nach dem Grund dieser Entscheidung fragen; er fehlt."
            yield hint("no-reason", decision.measure, message, path)


def _future(subject: str, path: Path, value: str, status: Status) -> Issue:
    message = "Das liegt nach dem Stichtag."
    return warning("after-status-date", subject, message, path, expected=f"bis {on(status.as_of)}", value=value)


def _actual(actual: Actual, status: Status, path: Path) -> Iterator[Issue]:
    for field in ("start", "finish"):
        day = getattr(actual, field)
        if day and day > status.as_of:
            yield _future(actual.activity, (*path, field), on(day), status)
    if actual.finish and actual.remaining:
        message = "Was beendet ist, hat keine Restdauer; sie bleibt unberücksichtigt."
        yield warning("finished-with-remaining", actual.activity, message, (*path, "remaining"), value=actual.remaining)


def _coverage(catalogue: Catalogue, status: Status) -> Iterator[Issue]:
    targets = {
        (measure.id, target.office): target
        for measure in catalogue.measures
        for target in (measure.rollout.targets if measure.rollout else ())
    }
    with_rollout = {measure for measure, _ in targets}
    seen = set()
    for i, row in enumerate(status.coverage):
        path: Path = ("status", "coverage", i)
        subject = f"{row.measure}/{row.office}"
        if row.date > status.as_of:
            yield _future(subject, (*path, "date"), on(row.date), status)
        if (row.measure, row.office, row.date) in seen:
            message = "Für diesen Tag gibt es schon eine Angabe zu diesem Amt."
            yield warning("duplicate-coverage", subject, message, path)
        seen.add((row.measure, row.office, row.date))
        target = targets.get((row.measure, row.office))
        if target is None:
            if row.measure in with_rollout:
                message = "Dieses Amt gehört nicht zu den Einführungsämtern der Maßnahme."
                yield warning("coverage-outside-rollout", subject, message, (*path, "office"))
            continue
        yield from _live(row, target.workplaces, target.uses, path)


def _live(row: Coverage, workplaces: int, uses: tuple[str, ...], path: Path) -> Iterator[Issue]:
    subject = f"{row.measure}/{row.office}"
    if 0 < workplaces < row.workplaces_live:
        yield warning(
            "too-many-workplaces", subject, "Es sind mehr Arbeitsplätze in Betrieb, als eingeführt werden sollen.",
            (*path, "workplaces_live"), expected=f"höchstens {workplaces}", value=row.workplaces_live,
        )  # fmt: skip
    unknown = [use for use in row.uses_live if uses and use not in uses]
    if unknown:
        message = "Diese Anwendungen stehen nicht bei den Einführungsämtern."
        yield warning("unknown-use", subject, message, (*path, "uses_live"), value=some(unknown))
