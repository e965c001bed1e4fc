# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a Gantt chart shows of a plan: its rows, from stages down to activities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from egovplan.catalogue.flat import ActivityKind
from egovplan.catalogue.limits import Stage
from egovplan.catalogue.model import Measure
from egovplan.markup import working_days
from egovplan.plan.explanation import Explanation, explain
from egovplan.plan.metrics import StageOutcome, critical_chain, free_floats, stage_outcomes
from egovplan.plan.model import Plan, PlannedActivity
from egovplan.timeline import Timeline
from egovplan.views.gantt_model import Mark, Options, Phase, Row, RowKind, merge
from egovplan.views.text import one_line

_NO_STAGE = Stage(id="ohne", title="Ohne Stufe")
_ALL = Stage(id="ohne", title="Maßnahmen")


class RowBuilder:
    """Make the rows of a plan.

    Parameters
    ----------
    plan
        What to show.
    options
        How much of it.
    """

    def __init__(self, plan: Plan, options: Options) -> None:
        self.plan, self.options = plan, options
        self.catalogue, self.line = plan.catalogue, plan.timeline
        self.explained = _explained(plan, options.chain)
        self.chain = self.explained.chain if self.explained else critical_chain(plan)
        self.critical = frozenset(self.chain)
        self.floats = free_floats(plan)

    def rows(self) -> tuple[Row, ...]:
        """Return all rows: external events, then each stage with its measures by priority and start."""
        result = list(self._external_rows())
        outcomes = {outcome.stage_id: outcome for outcome in stage_outcomes(self.plan)}
        for stage in (*self.catalogue.stages, _NO_STAGE if self.catalogue.stages else _ALL):
            rows = [row for measure in self._of_stage(stage) for row in self._measure_rows(measure)]
            if rows:
                result += [self._band(stage, outcomes.get(stage.id)), *rows]
        return tuple(result)

    def span(self, activity: PlannedActivity) -> tuple[int, int]:
        """Return the interval of an activity in calendar days."""
        return span_of(self.line, activity)

    def _of_stage(self, stage: Stage) -> list[Measure]:
        stage_of, planned = self.catalogue.stage_of, self.plan.measures
        members = [m for m in self.catalogue.measures if stage_of.get(m.id, stage) == stage and m.id in planned]
        if stage in self.catalogue.stages:
            members = [m for m in members if m.id in stage_of]
        return sorted(
            (m for m in members if self._is_shown(m)),
            key=lambda m: (m.priority, planned[m.id].start, planned[m.id].finish),
        )

    def _is_shown(self, measure: Measure) -> bool:
        options = self.options
        if options.measures is not None and measure.id not in options.measures:
            return False
        if options.offices is None or measure.lead in options.offices:
            return True
        members = self.catalogue.expansion.members[measure.id]
        return any(self.catalogue.activity_by_id[a].office in options.offices for a in members)

    def _external_rows(self) -> Iterator[Row]:
        if self.options.is_choice or not self.catalogue.externals:
            return
        yield Row(RowKind.BAND, "extern", "Externe Ereignisse")
        for event in sorted(self.catalogue.externals, key=lambda e: e.date):
            date = event.date.toordinal()
            mark = Mark(date, "external", one_line(event.title))
            yield Row(
                RowKind.EXTERNAL, event.id, one_line(event.title), start=date, stop=date, last=date, marks=(mark,)
            )

    def _band(self, stage: Stage, outcome: StageOutcome | None) -> Row:
        deadline = stage.deadline
        note = ""
        if deadline and outcome and outcome.margin is not None:
            days = working_days(abs(outcome.margin))
            note = f"hält, {days} Reserve" if outcome.keeps else f"um {days} verfehlt"
        ordinal = deadline.toordinal() if deadline else None
        return Row(RowKind.BAND, stage.id, one_line(stage.title or stage.id), deadline=ordinal, note=note)

    def _measure_rows(self, measure: Measure) -> Iterator[Row]:
        members = [self.plan[a] for a in self.catalogue.expansion.members[measure.id] if a in self.plan]
        spans = [self.span(a) for a in members]
        start, stop = min(s for s, _ in spans), max(e for _, e in spans)
        planned = self.plan.measures[measure.id]
        last = self.line.last_day(planned.start, planned.finish)
        yield Row(
            RowKind.MEASURE, measure.id, one_line(measure.title), self._office(measure.lead), measure.lead or "",
            priority=measure.priority, start=start, stop=stop, last=last.toordinal(),
            phases=self._phases(members), marks=(*self._marks(members), *self._due(measure)),
            tail=self._tail(members), late=self.plan.lateness(measure.id),
        )  # fmt: skip
        if self.options.unfolds(measure.id) and len(members) > 1:
            for activity in sorted(members, key=lambda a: (a.start, a.finish)):
                yield self._activity_row(measure, activity)

    def _activity_row(self, measure: Measure, activity: PlannedActivity) -> Row:
        flat = self.catalogue.activity_by_id[activity.id]
        start, stop = self.span(activity)
        return Row(
            RowKind.ACTIVITY, activity.id, one_line(flat.title), self._office(flat.office), flat.office or "",
            priority=measure.priority, start=start, stop=stop, last=max(start, stop - 1), phases=self._phases([activity]),
            marks=tuple(self._marks([activity])), tail=self._tail([activity]),
        )  # fmt: skip

    def _office(self, office: str | None) -> str:
        return one_line(self.catalogue.office_title(office)) if office else ""

    def _phases(self, members: Iterable[PlannedActivity]) -> tuple[Phase, ...]:
        pieces = [
            Phase(*self.span(a), self._kind(a), (one_line(self.catalogue.activity_by_id[a.id].title),)) for a in members
        ]
        return merge([p for p in pieces if p.stop > p.start])

    def _kind(self, activity: PlannedActivity) -> str:
        if activity.id in self.critical:
            return "critical"
        kind = self.catalogue.activity_by_id[activity.id].kind
        return "rollout" if kind is ActivityKind.INTRODUCTION else "work"

    def _marks(self, members: Iterable[PlannedActivity]) -> Iterator[Mark]:
        for activity in members:
            flat = self.catalogue.activity_by_id[activity.id]
            if flat.kind in (ActivityKind.MILESTONE, ActivityKind.GATE):
                start = self.span(activity)[0]
                yield Mark(start, flat.kind.value, one_line(flat.title), activity.id in self.critical)

    def _due(self, measure: Measure) -> Iterator[Mark]:
        """Yield the measure's own dates where they are not the stage's."""
        stage = self.catalogue.stage_of.get(measure.id)
        for date in sorted({d for d in (measure.due, measure.deadline) if d}):
            if stage is None or date != stage.deadline:
                yield Mark(date.toordinal(), "due", "Frist")

    def _tail(self, members: Iterable[PlannedActivity]) -> int | None:
        """Return the day up to which the last of some activities can slip while nothing else moves."""
        rows = list(members)
        names = {a.id for a in rows}
        followed = {k.predecessor for k in self.catalogue.links if k.predecessor in names and k.successor in names}
        finish = max(a.finish for a in rows)
        last = [a for a in rows if a.finish == finish and a.id not in followed] or rows[-1:]
        slack = min(self.floats.get(a.id, 0) for a in last)
        return self.line.last_day(last[0].start, finish + slack).toordinal() + 1 if slack > 0 else None


def span_of(line: Timeline, activity: PlannedActivity) -> tuple[int, int]:
    """Return the interval of an activity in calendar days."""
    start = line.date(activity.start).toordinal()
    if activity.finish == activity.start:
        return start, start
    return start, line.last_day(activity.start, activity.finish).toordinal() + 1


def _explained(plan: Plan, chain: bool | str) -> Explanation | None:
    """Return the chain that is to be drawn: of the plan, or to an activity or measure."""
    if chain is True:
        last = critical_chain(plan)[-1:]
        return explain(plan, last[0]) if last else None
    return explain(plan, chain) if chain else None
