# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Check that every activity, taken alone, fits between its release and its deadline.

What follows from the order of several activities is the network's business, not this module's.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from egovplan.catalogue.findings import Path, Places, error, on, some, warning
from egovplan.catalogue.flat import ActivityKind, FlatActivity
from egovplan.catalogue.limits import Embargo
from egovplan.errors import Issue

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue


def check_windows(catalogue: Catalogue) -> Iterator[Issue]:
    """Yield windows that cannot hold: of stages, of activities with a deadline, a gate or an embargo."""
    yield from _stages(catalogue)
    yield from _sittings(catalogue)
    yield from _Windows(catalogue).check()


def _stages(catalogue: Catalogue) -> Iterator[Issue]:
    for i, stage in enumerate(catalogue.stages):
        if stage.start and stage.deadline and stage.start > stage.deadline:
            yield error(
                "stage-window", stage.id, "Die Stufe beginnt nach ihrer Frist.", ("stages", i, "deadline"),
                expected=f"Frist ab {on(stage.start)}", value=on(stage.deadline),
            )  # fmt: skip
        elif stage.deadline and stage.deadline < catalogue.start and not stage.hard:
            message = "Die Frist der Stufe liegt vor dem Beginn des Katalogs und ist schon verfehlt."
            yield warning("past-deadline", stage.id, message, ("stages", i, "deadline"), value=on(stage.deadline))
    for i, measure in enumerate(catalogue.measures):
        earliest = max(catalogue.start, measure.not_before or catalogue.start)
        if measure.due and measure.due < earliest:
            message = "Der Zieltermin liegt vor dem frühesten Beginn und ist schon verfehlt."
            yield warning("past-deadline", measure.id, message, ("measures", i, "due"), value=on(measure.due))


def _sittings(catalogue: Catalogue) -> Iterator[Issue]:
    for i, body in enumerate(catalogue.bodies):
        idle = [on(day) for day in body.all_sittings() if not catalogue.timeline.is_working(day)]
        if idle:
            message = "An diesen Sitzungstagen wird nicht gearbeitet; sie bleiben unberücksichtigt."
            yield warning("sitting-not-working", body.id, message, ("bodies", i), value=some(idle))
        if body.rhythm and body.rhythm.until < body.rhythm.first:
            path: Path = ("bodies", i, "rhythm", "until")
            yield error(
                "window", body.id, "Der Sitzungsturnus endet, bevor er beginnt.", path, value=on(body.rhythm.until)
            )


class _Windows:
    """Earliest start and finish of each activity alone, under gate, notice and embargoes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.line = catalogue.timeline
        self.places = Places(catalogue)
        self.bodies = {body.id: body for body in catalogue.bodies}
        self.sittings = {
            body.id: sorted(self.line.index(day) for day in body.all_sittings() if self.line.is_working(day))
            for body in catalogue.bodies
        }
        windows = [(self.line.index(e.since), self.line.index_after(e.until)) for e in catalogue.embargoes]
        self.embargoes = sorted(zip(windows, catalogue.embargoes, strict=True), key=lambda pair: pair[0])
        status = catalogue.status
        self.begun = {actual.activity for actual in status.actuals} if status else frozenset()

    def check(self) -> Iterator[Issue]:
        late: dict[Path, list[tuple[FlatActivity, int]]] = {}
        shut: dict[Path, list[FlatActivity]] = {}
        for activity in self.catalogue.activities:
            if activity.kind is ActivityKind.EXTERNAL or activity.id in self.begun:
                continue
            finish = self._finish(activity)
            if finish is None and (activity.gate is None or activity.gate in self.bodies):
                field = "gate" if activity.gate else "not_before"
                shut.setdefault(self.places.of(activity, field), []).append(activity)
            elif finish is not None and activity.deadline and finish > self.line.index_after(activity.deadline):
                late.setdefault(self._origin(activity), []).append((activity, finish))
        for path, activities in shut.items():
            yield self._shut(path, activities)
        for path, rows in late.items():
            yield self._late(path, rows)

    def _finish(self, activity: FlatActivity) -> int | None:
        """Return the earliest finish, None if it can never start or would run beyond the axis."""
        start = self._start(activity)
        if start is None or start >= len(self.line):
            return None
        spans = [mode.duration for mode in activity.modes]
        finish = min(
            self.line.after_elapsed(start, span.days, from_finish=False) if span.elapsed else start + span.days
            for span in spans
        )
        return finish if finish < len(self.line) else None

    def _start(self, activity: FlatActivity) -> int | None:
        ready = self.line.index(activity.release)
        windows = self._embargoes(activity)
        if activity.gate is None:
            for since, until in windows:
                if since <= ready < until:
                    ready = until
            return ready
        body = self.bodies.get(activity.gate)
        if body is None:
            return None
        notice = body.notice
        ready = (
            self.line.after_elapsed(ready, notice.days, from_finish=False) if notice.elapsed else ready + notice.days
        )
        days = self.sittings[body.id]
        later = days[bisect_left(days, ready) :]
        return next((day for day in later if not any(since <= day < until for since, until in windows)), None)

    def _embargoes(self, activity: FlatActivity) -> list[tuple[int, int]]:
        return [window for window, embargo in self.embargoes if applies(embargo, activity)]

    def _origin(self, activity: FlatActivity) -> Path:
        """Return the path of the deadline that binds."""
        position = int(activity.path[1])
        measure = self.catalogue.measures[position]
        stage = self.catalogue.stage_of.get(measure.id)
        if stage and stage.hard and stage.deadline == activity.deadline:
            return ("stages", self.catalogue.stages.index(stage), "deadline")
        if measure.deadline == activity.deadline:
            return ("measures", position, "deadline")
        return self.places.of(activity, "deadline")

    def _shut(self, path: Path, activities: list[FlatActivity]) -> Issue:
        first = activities[0]
        names = some([activity.id for activity in activities])
        if first.gate:
            earliest = on(first.release)
            message = f"Ab dem {earliest} gibt es nach dem Vorlauf keine Sitzung mehr, auf der das stattfinden kann."
            return error("no-sitting", first.id, message, path, expected=self._known(first.gate), value=names)
        message = "Der Vorgang kann nie beginnen, oder reicht über das Ende der Zeitrechnung hinaus."
        return error("never", first.id, message, path, expected="Ende vor 2100", value=names)

    def _known(self, body: str) -> str:
        days: tuple[dt.date, ...] = self.bodies[body].all_sittings()
        last = f", die letzte bekannte ist am {on(days[-1])}" if days else ", bekannt ist keine"
        return f"eine Sitzung von »{body}« nach Ablauf des Vorlaufs{last}"

    def _late(self, path: Path, rows: list[tuple[FlatActivity, int]]) -> Issue:
        activity, finish = rows[0]
        assert activity.deadline is not None
        day = self.line.date(max(0, finish - 1))
        more = f" (ebenso {some([a.id for a, _ in rows[1:]])})" if len(rows) > 1 else ""
        subject = activity.id
        if path[0] == "stages":
            subject = self.catalogue.stages[int(path[1])].id
        elif path[-1] == "deadline" and len(path) == 3:
            subject = self.catalogue.measures[int(path[1])].id
        code = "release-after-deadline" if activity.release > activity.deadline else "window-too-short"
        message = f"»{activity.title}« kann allein schon nicht bis zur Frist fertig sein{more}."
        return error(code, subject, message, path, expected=f"Frist ab {on(day)}", value=on(activity.deadline))


def applies(embargo: Embargo, activity: FlatActivity) -> bool:
    """Return whether an embargo holds for an activity."""
    if embargo.only_with_costs and not any(cost.amount for mode in activity.modes for cost in mode.costs):
        return False
    if not embargo.offices and not embargo.measures:
        return True
    return activity.office in embargo.offices or activity.measure in embargo.measures
