# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What has moved against a baseline, by how much, and why: :func:`drift`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from egovplan.markup import GermanDate, card, count, day, facts, listing, number, signed, working_days
from egovplan.plan.causes import reason_of
from egovplan.plan.model import Plan, expect_plan
from egovplan.plan.shift import CAUSE_LABEL, CHANGE_LABEL, Cause, Change, Dates, DriftSum, MeasureShift, Shift
from egovplan.plan.situation import situation_of
from egovplan.terms import label_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CAUSE_LABEL", "CHANGE_LABEL", "Cause", "Change", "Drift", "DriftSum", "MeasureShift", "Shift", "drift"]

COLUMNS = (
    "Vorgang", "Titel", "Maßnahme", "Amt", "Stufe", "Änderung", "Beginn vorher", "Beginn", "Ende vorher", "Ende",
    "Beginn +/− [Arbeitstage]", "Ende +/− [Arbeitstage]", "begonnen", "Grund", "durch", "warum",
)  # fmt: skip
MEASURE_COLUMNS = (
    "Maßnahme", "Titel", "Stufe", "Priorität", "Änderung", "Beginn vorher", "Beginn", "Ende vorher", "Ende",
    "Beginn +/− [Arbeitstage]", "Ende +/− [Arbeitstage]", "Verzug vorher [Arbeitstage]", "Verzug [Arbeitstage]", "Vorgänge",
)  # fmt: skip
NONE = "ohne"


@dataclass(frozen=True)
class Drift:
    """A plan against a baseline; both may be of different states of the catalogue.

    Parameters
    ----------
    plan, baseline
        The new plan and the one that it is compared with. Distances count on the working days of the new one's calendar.
    """

    plan: Plan
    baseline: Plan

    def __iter__(self) -> Iterator[Shift]:
        return iter(self.shifts)

    def __len__(self) -> int:
        return len(self.shifts)

    def __getitem__(self, activity: str) -> Shift:
        return next(shift for shift in self.shifts if shift.id == activity)

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        """What is not where it was: in the order of the plan's catalogue, then what was dropped."""
        found = (self._shift(activity.id) for activity in self.plan.catalogue.activities if activity.id in self.plan)
        gone = (self._only(self.baseline, row.id, Change.DROPPED) for row in self.baseline if row.id not in self.plan)
        return (*(shift for shift in found if shift is not None), *gone)

    @cached_property
    def measures(self) -> tuple[MeasureShift, ...]:
        """The measures of which something is not where it was, in the same order."""
        touched: dict[str, int] = {}
        for shift in self.shifts:
            if shift.measure:
                touched[shift.measure] = touched.get(shift.measure, 0) + 1
        return tuple(self._measure(name, moved) for name, moved in touched.items())

    @property
    def moves(self) -> int:
        """How many activities have moved that had not begun: what ``max_moves`` limits."""
        return sum(shift.is_move for shift in self.shifts)

    @property
    def days(self) -> int:
        """Sum of the distances of the starts of these moves. [d]."""
        return sum(abs(shift.days) for shift in self.shifts if shift.is_move)

    @property
    def finish_days(self) -> int:
        """Working days by which everything is finished later; negative if earlier. [d]."""
        return self.plan.finish - self._index(self.baseline, self.baseline.finish)

    def by_office(self) -> tuple[DriftSum, ...]:
        """Return what has moved in each office, in the order of the catalogue; what has no office comes last."""
        offices = {office.id: self.plan.catalogue.office_title(office.id) for office in self.plan.catalogue.offices}
        return self._sums(offices, lambda shift: shift.office)

    def by_stage(self) -> tuple[DriftSum, ...]:
        """Return what has moved in each stage, in the order of the catalogue; what has no stage comes last."""
        stages = {stage.id: stage.title or stage.id for stage in self.plan.catalogue.stages}
        return self._sums(stages, lambda shift: shift.stage)

    def _sums(self, titles: dict[str, str], key: Callable[[Shift], str]) -> tuple[DriftSum, ...]:
        names = [*titles, *sorted({key(s) for s in self.shifts} - {*titles, ""}), ""]
        rows = (_sum(n, titles.get(n, n or NONE), [s for s in self.shifts if key(s) == n]) for n in names)
        return tuple(row for row in rows if row.moved or row.new or row.dropped)

    # one activity, one measure

    def _index(self, plan: Plan, start: int) -> int:
        """Return a working day index of either plan on the axis of the new one."""
        return self.plan.timeline.index(plan.timeline.date(start))

    def _shift(self, name: str) -> Shift | None:
        if name not in self.baseline:
            return self._only(self.plan, name, Change.NEW)
        row, was = self.plan[name], self.baseline[name]
        before, after = (p.catalogue.activity_by_id[name].modes[p[name].mode].id for p in (self.baseline, self.plan))
        if len(self.plan.catalogue.activity_by_id[name].modes) == 1:
            before = after  # nothing to choose
        days = row.start - self._index(self.baseline, was.start)
        later = _finish(self.plan, self.plan, name) - _finish(self.plan, self.baseline, name)
        if not days and not later and before == after:
            return None
        reason = reason_of(self.plan, self.baseline, name)
        return Shift(
            *_head(self.plan, name), Change.MOVED, _dates(self.baseline, name), _dates(self.plan, name), days, later,
            before, after, name in situation_of(self.plan).fixed, reason.cause, reason.by, reason.text,
        )  # fmt: skip

    def _only(self, plan: Plan, name: str, change: Change) -> Shift:
        is_new = change is Change.NEW
        before, after = (None, _dates(plan, name)) if is_new else (_dates(plan, name), None)
        begun = is_new and name in situation_of(plan).fixed
        text = "neu im Katalog" if is_new else "nicht mehr im Katalog, oder aufgegeben"
        return Shift(*_head(plan, name), change, before, after, has_begun=begun, text=text)

    def _measure(self, name: str, moved: int) -> MeasureShift:
        plan, before = self.plan if name in self.plan.measures else None, self.baseline
        known = before if name in before.measures else None
        catalogue = (plan or before).catalogue
        measure, stage = catalogue.measure_by_id[name], catalogue.stage_of.get(name)
        change = Change.MOVED if plan and known else Change.NEW if plan else Change.DROPPED
        days = later = 0
        if plan and known:
            days = plan.measures[name].start - self._index(known, known.measures[name].start)
            later = _finish(plan, plan, name) - _finish(plan, known, name)
        return MeasureShift(
            name, measure.title, stage.id if stage else "", measure.priority, change,
            _dates(known, name) if known else None, _dates(plan, name) if plan else None, days, later,
            known.lateness(name) if known else 0, plan.lateness(name) if plan else 0, moved,
        )  # fmt: skip

    # shown

    def rows(self) -> list[tuple[Any, ...]]:
        """Return one record for each shift, in the order of the columns of :meth:`to_frame`."""
        return [
            (
                s.id, s.title, s.measure, s.office, s.stage, _change(s), *_pair(s, 0), *_pair(s, 1), s.days,
                s.finish_days, "ja" if s.has_begun else "nein", CAUSE_LABEL[s.cause], s.by or "", s.text,
            )
            for s in self.shifts
        ]  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """Return the activities that are not where they were, one row each.

        Columns: id, title, measure, office, stage, what became of it, start and finish before and now (dates), working days by
        which it starts and finishes later, whether it had begun, and why: kind, activity to blame, sentence.
        """
        import pandas as pd

        return pd.DataFrame(self.rows(), columns=list(COLUMNS)).set_index("Vorgang")

    def measures_frame(self) -> pd.DataFrame:
        """Return the measures of which something is not where it was, one row each."""
        import pandas as pd

        rows = [
            (
                m.id, m.title, m.stage, m.priority, CHANGE_LABEL[m.change], *_pair(m, 0), *_pair(m, 1), m.days,
                m.finish_days, m.lateness_before, m.lateness_after, m.moved,
            )
            for m in self.measures
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(MEASURE_COLUMNS)).set_index("Maßnahme")

    def _counts(self) -> tuple[int, int, int, int]:
        """Return how many have moved, have begun or run otherwise than planned, are new, and were dropped."""
        kinds = [s.change for s in self.shifts]
        begun = sum(s.change is Change.MOVED and not s.is_move for s in self.shifts)
        return self.moves, begun, kinds.count(Change.NEW), kinds.count(Change.DROPPED)

    def __str__(self) -> str:
        moves, begun, new, dropped = self._counts()
        parts = [f"{count(moves, 'Vorgang', 'Vorgänge')} verschoben (zusammen {working_days(self.days)})"]
        parts += [f"{begun} durch den Stand oder die Dauer anders"] if begun else []
        parts += [f"{new} neu"] if new else []
        parts += [f"{dropped} entfallen"] if dropped else []
        return ", ".join(parts)

    def __repr__(self) -> str:
        return f"Drift({self})"

    def _repr_html_(self) -> str:
        moves, begun, new, dropped = self._counts()
        figures = [
            ("verschoben", number(moves)), ("Summe [Arbeitstage]", number(self.days)), ("durch Stand oder Dauer", number(begun)),
            ("neu", number(new)), ("entfallen", number(dropped)), ("Ende des Ganzen [Arbeitstage]", signed(self.finish_days)),
        ]  # fmt: skip
        head = ["Vorgang", "", "Änderung", "Beginn vorher", "Beginn", "+/− [Arbeitstage]", "Ende", "Grund", "warum"]
        rows = [
            (
                s.id, s.title, _change(s), *map(day, _pair(s, 0)), signed(s.days) if s.days else "",
                day(_pair(s, 1)[1]), CAUSE_LABEL[s.cause], s.text,
            )
            for s in self.shifts
        ]  # fmt: skip
        body = listing("Änderungen", head, rows, right=(5,)) if rows else "<p>Nichts hat sich verschoben.</p>"
        return card(f"{label_of('drift')} gegen den {label_of('baseline')}", facts(figures), body)


def drift(plan: Plan, baseline: Plan) -> Drift:
    """Compare a plan with a baseline: what has moved, by how many working days, and why.

    Parameters
    ----------
    plan
        The new plan.
    baseline
        The one before; it may be of another state of the catalogue. Activities are matched by their ids.

    Returns
    -------
    Drift
        One :class:`~egovplan.plan.shift.Shift` for each activity that has other dates or another mode, is new, or was dropped.

    Raises
    ------
    TypeError
        If one of them is no plan.
    """
    expect_plan(plan, "drift")
    expect_plan(baseline, "drift, baseline")
    return Drift(plan, baseline)


def _head(plan: Plan, name: str) -> tuple[str, str, str, str, str]:
    flat = plan.catalogue.activity_by_id[name]
    stage = plan.catalogue.stage_of.get(flat.measure or "")
    return name, flat.title, flat.measure or "", flat.office or "", stage.id if stage else ""


def _dates(plan: Plan, name: str) -> Dates:
    return plan.start_date(name), plan.finish_date(name)


def _finish(axis: Plan, plan: Plan, name: str) -> int:
    """Return the day after the last one of an activity or measure, of a milestone its day, on the axis of a plan."""
    first, last = _dates(plan, name)
    row = plan[name] if name in plan else plan.measures[name]
    return axis.timeline.index(first) if row.start == row.finish else axis.timeline.index_after(last)


def _change(shift: Shift) -> str:
    """Return what became of an activity: only what counts as a move is called one."""
    is_other = shift.change is Change.MOVED and not shift.is_move
    return "anders" if is_other else CHANGE_LABEL[shift.change]


def _pair(shift: Shift | MeasureShift, side: int) -> tuple[Any, Any]:
    before, after = (GermanDate.of(dates[side]) if dates else None for dates in (shift.before, shift.after))
    return before, after


def _sum(name: str, title: str, shifts: list[Shift]) -> DriftSum:
    moved = [s for s in shifts if s.change is Change.MOVED]
    later, earlier = sum(s.days > 0 for s in moved), sum(s.days < 0 for s in moved)
    counts = [sum(s.change is kind for s in shifts) for kind in (Change.NEW, Change.DROPPED)]
    return DriftSum(name, title, len(moved), later, earlier, sum(abs(s.days) for s in moved), *counts)
