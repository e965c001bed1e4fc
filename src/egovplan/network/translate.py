# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""From a catalogue to the arrays of a network: dates become days ``t``, calendars become tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from egovplan.catalogue.actuals import fixed_activities, replan_from
from egovplan.catalogue.flat import FlatActivity, FlatLink
from egovplan.catalogue.limits import Embargo
from egovplan.catalogue.values import MAX_DAYS, Span
from egovplan.errors import OutOfRangeError
from egovplan.network.axis import Axis, Tables
from egovplan.network.columns import days
from egovplan.network.precedence import RELATIONS

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue

Fixed = Mapping[str, tuple[int, int]]
Arrays = dict[str, Any]


def arrays_of(
    catalogue: Catalogue,
    as_of: dt.date | None,
    modes: Mapping[str, int],
    durations: Mapping[str, int],
    reserve: int = 0,
) -> Arrays:
    """Return the fields of the :class:`~egovplan.network.graph.Network` of a catalogue."""
    arrays = _Translation(catalogue, as_of, modes, durations, reserve).run()
    return arrays | {"catalogue": catalogue, "as_of": as_of, "durations": dict(durations)}


def fixed_intervals(catalogue: Catalogue, as_of: dt.date | None) -> dict[str, tuple[int, int]]:
    """Return what does not move, as working day indices: started activities, and external events on their dates."""
    fixed = {name: (f.start, f.finish) for name, f in fixed_activities(catalogue, as_of).items()}
    for external in catalogue.externals:
        day = catalogue.timeline.index(external.date)
        fixed[external.id] = (day, day)
    return fixed


class _Translation:
    """Holds what all steps need: the axis, the tables and what is fixed."""

    def __init__(
        self, catalogue: Catalogue, as_of: dt.date | None, modes: Mapping[str, int], durations: Mapping[str, int],
        reserve: int,
    ) -> None:  # fmt: skip
        self.catalogue = catalogue
        self.position = {a.id: i for i, a in enumerate(catalogue.activities)}
        self.mode = np.array([_mode(a, modes) for a in catalogue.activities], np.int32)
        self.activities = self._with(durations)
        self.fixed = fixed_intervals(catalogue, as_of)
        line = catalogue.timeline
        start = line.index(catalogue.start)
        origin = min([start, *(first for first, _ in self.fixed.values())])
        self.replan = max(replan_from(catalogue, as_of) or 0, origin)
        quiet = _quiet_day(catalogue, self.fixed, self.replan)
        horizon = min(len(line) - 1, quiet + _work(catalogue, self.activities) + reserve) - origin
        if origin + horizon < max([start, *(last for _, last in self.fixed.values())]):
            raise OutOfRangeError(f"Termine nach dem letzten Arbeitstag des Kalenders ({line.days[-1]:%d.%m.%Y}).")
        self.axis = Axis(line, origin, horizon)
        self.start = start
        self.tables = Tables(horizon + 2)
        self.allowed = Tables(horizon + 1, np.bool_)

    def run(self) -> Arrays:
        result: Arrays = {
            "names": tuple(a.id for a in self.activities),
            "titles": tuple(a.title for a in self.activities),
            "mode": self.mode,
            **self._modes(),
            **self._links(),
            **self._starts(),
            **self._fixed(),
        }
        chosen = result["mode_ptr"][:-1] + self.mode
        result |= {"duration": result["mode_duration"][chosen], "duration_table": result["mode_table"][chosen]}
        return result | {
            "tables": self.tables.stacked(),
            "allowed_days": self.allowed.stacked(),
            "origin": self.axis.origin,
            "base": self.start - self.axis.origin,
            "horizon": self.axis.horizon,
            "timeline": self.axis.timeline,
            "gates": self._gates(),
        }

    # durations

    def _with(self, durations: Mapping[str, int]) -> list[FlatActivity]:
        """Return the activities, some of them with another duration of their chosen mode."""
        activities = list(self.catalogue.activities)
        lengths = days(list(durations.values()), "durations", tuple(durations))[0].tolist()
        for name, length in zip(durations, lengths, strict=True):
            if name not in self.position or length > MAX_DAYS:
                raise OutOfRangeError(f"durations: Vorgang {name!r} mit höchstens {MAX_DAYS} Tagen erwartet.")
            i = self.position[name]
            modes = list(activities[i].modes)
            modes[self.mode[i]] = replace(modes[self.mode[i]], duration=Span(length))
            activities[i] = replace(activities[i], modes=tuple(modes))
        return activities

    def _modes(self) -> Arrays:
        spans = [mode.duration for activity in self.activities for mode in activity.modes]
        return {
            "mode_ptr": np.cumsum([0, *(len(a.modes) for a in self.activities)], dtype=np.int32),
            "mode_duration": np.array([span.days for span in spans], np.int32),
            "mode_table": self._column(self._elapsed(span, from_finish=False) for span in spans),
        }

    def _elapsed(self, span: Span, *, from_finish: bool) -> int:
        """Return the table of an elapsed span, −1 for working days."""
        if not span.elapsed:
            return -1
        return self.tables.add(
            ("elapsed", span.days, from_finish), lambda: self.axis.elapsed(span.days, from_finish=from_finish)
        )

    # precedences

    def _links(self) -> Arrays:
        links = [link for link in self.catalogue.links if link.successor not in self.fixed]
        return {
            "link_pred": self._column(self.position[link.predecessor] for link in links),
            "link_succ": self._column(self.position[link.successor] for link in links),
            "link_type": np.array([RELATIONS.index(link.type.value) for link in links], np.int8),
            "link_lag": self._column(link.lag.days for link in links),
            "link_table": self._column(self._lag_table(link) for link in links),
        }

    def _lag_table(self, link: FlatLink) -> int:
        if link.type.from_start or not link.lag.elapsed:
            return self._elapsed(link.lag, from_finish=False)
        first, last = self.fixed.get(link.predecessor, (0, 0))
        position = self.position[link.predecessor]
        works = self.activities[position].modes[self.mode[position]].duration.days > 0
        return self._elapsed(link.lag, from_finish=last > first if link.predecessor in self.fixed else works)

    # when something may start

    def _starts(self) -> Arrays:
        rows = [self._start(activity) for activity in self.activities]
        names = ("release", "deadline", "notice_table", "allowed", "start_table", "allowed_table")
        return {name: self._column(row[k] for row in rows) for k, name in enumerate(names)}

    def _start(self, activity: FlatActivity) -> tuple[int, int, int, int, int, int]:
        line, axis = self.axis.timeline, self.axis
        if activity.id in self.fixed:
            return axis.relative(self.fixed[activity.id][0]), axis.horizon, -1, -1, -1, -1
        deadline = axis.relative(line.index_after(activity.deadline)) if activity.deadline else axis.horizon
        release = axis.relative(line.index(activity.release))
        notice = self._notice(activity.gate)
        # notice counts from readiness, not from the status date: the paper may have been handed in before it
        earliest = self.replan if notice >= 0 else axis.origin
        row, table = self._allowed(activity, earliest)
        start = table
        if notice >= 0:
            start = self.tables.add(("start", notice, row), lambda: self._combined(table, notice))
        release = release if notice >= 0 else max(release, axis.relative(self.replan))
        return release, min(deadline, axis.horizon), notice, row, start, table

    def _notice(self, gate: str | None) -> int:
        body = next((body for body in self.catalogue.bodies if body.id == gate), None)
        if body is None or body.notice.days == 0:
            return -1
        if body.notice.elapsed:
            return self._elapsed(body.notice, from_finish=False)
        return self.tables.add(("shift", body.notice.days), lambda: self.axis.shift(body.notice.days))

    def _allowed(self, activity: FlatActivity, earliest: int) -> tuple[int, int]:
        """Return the row of allowed days and its table, −1 each where every day is allowed."""
        embargoes = tuple(e for e in self.catalogue.embargoes if applies(e, activity))
        if activity.gate is None and not embargoes:
            return -1, -1
        key = (activity.gate, tuple(e.id for e in embargoes), earliest)
        line = self.axis.timeline
        days = sitting_days(self.catalogue, activity.gate) if activity.gate else None
        windows = [(line.index(e.since), line.index_after(e.until)) for e in embargoes]
        row = self.allowed.add(key, lambda: self.axis.allowed(days, windows, earliest))
        return row, self.tables.add(("allowed", row), lambda: self.axis.next_allowed(self.allowed.row(row)))

    def _gates(self) -> dict[int, str]:
        titles = {body.id: body.title or body.id for body in self.catalogue.bodies}
        return {i: titles.get(a.gate, a.gate) for i, a in enumerate(self.activities) if a.gate}

    def _combined(self, table: int, notice: int) -> npt.NDArray[np.int32]:
        result: npt.NDArray[np.int32] = self.tables.row(table)[self.tables.row(notice)]
        return result

    def _fixed(self) -> Arrays:
        pairs = [self.fixed.get(a.id) for a in self.activities]
        return {
            "fixed_start": self._column(pair[0] - self.axis.origin if pair else -1 for pair in pairs),
            "fixed_finish": self._column(pair[1] - self.axis.origin if pair else -1 for pair in pairs),
        }

    @staticmethod
    def _column(values: Iterable[int]) -> npt.NDArray[np.int32]:
        return np.fromiter(values, dtype=np.int32)


def _mode(activity: FlatActivity, modes: Mapping[str, int]) -> int:
    mode = modes.get(activity.id, 0)
    if not 0 <= mode < len(activity.modes):
        raise OutOfRangeError(f"»{activity.title}« ({activity.id}) hat keinen Modus {mode}.")
    return mode


def applies(embargo: Embargo, activity: FlatActivity) -> bool:
    """Return whether an activity must not start in an embargo's window; what is fixed is not asked."""
    if embargo.only_with_costs and not any(cost.amount for mode in activity.modes for cost in mode.costs):
        return False
    if not embargo.offices and not embargo.measures:
        return True
    return activity.office in embargo.offices or activity.measure in embargo.measures


def sitting_days(catalogue: Catalogue, gate: str) -> list[int]:
    """Return the working day indices of a body's sittings, ascending; sittings on free days do not count."""
    line = catalogue.timeline
    sittings = [day for body in catalogue.bodies if body.id == gate for day in body.all_sittings()]
    return [line.index(day) for day in sittings if line.is_working(day)]


def _quiet_day(catalogue: Catalogue, fixed: Fixed, replan: int) -> int:
    """Return the working day index after which no calendar, budget or capacity changes any more."""
    line = catalogue.timeline

    def days() -> Iterator[dt.date]:
        yield catalogue.start
        yield from (a.release for a in catalogue.activities)
        yield from (step.since for resource in catalogue.resources for step in resource.capacity if step.since)
        yield from (embargo.until for embargo in catalogue.embargoes)
        yield from (day for body in catalogue.bodies for day in body.all_sittings())

    years = [line.year_start(year + 1) for budget in catalogue.budgets for year in budget.amounts if year >= 2000]
    return max([replan, *map(line.index_after, set(days())), *years, *(last for _, last in fixed.values())])


def _work(catalogue: Catalogue, activities: Iterable[FlatActivity]) -> int:
    """Return within how many working days everything can be done one after the other, sittings apart."""
    longest = sum(max(mode.duration.days for mode in a.modes) + 1 for a in activities)
    # leads as well: an activity that only starts before a target can have its latest day after the target's finish
    lags = sum(abs(link.lag.days) + 1 for link in catalogue.links)
    notice = max((body.notice.days for body in catalogue.bodies), default=0)
    return longest + lags + notice * len(catalogue.activities) + 1
