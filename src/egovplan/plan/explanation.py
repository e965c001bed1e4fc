# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Why an activity starts when it does: the resource-critical chain from it back to the beginning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING

from egovplan.errors import PlanError
from egovplan.markup import GermanDate, card, count, day, facts, table
from egovplan.plan.binding import KIND_LABEL, Binding, BindingKind, activity_name
from egovplan.plan.model import Plan, expect_plan
from egovplan.plan.reasons import Finding, Reasons
from egovplan.plan.relief import earliest
from egovplan.plan.situation import situation_of
from egovplan.terms import label_of

if TYPE_CHECKING:
    import pandas as pd

_MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One activity of a chain, and what keeps it from starting earlier.

    Parameters
    ----------
    activity, name
        Its id, and how planners know it.
    start, finish
        First and last day.
    binding
        What keeps it; ``binding.by`` is the activity of the next step.
    also
        What else would have to give way for it to start on the day of ``otherwise``.
    otherwise
        The day on which it could start without ``binding`` and ``also``, everything else staying where it is; None where
        no such day exists, because it has begun, others decide on it, or planning does not begin before.
    earliest
        How early it could start without them, going back from ``otherwise``.
    office
        Number and name of the office whose people it waits for; empty where it waits for none.
    """

    activity: str
    name: str
    start: dt.date
    finish: dt.date
    binding: Binding
    also: tuple[Binding, ...] = ()
    otherwise: dt.date | None = None
    earliest: dt.date | None = None
    office: str = ""

    @property
    def kind(self) -> BindingKind:
        """What keeps it."""
        return self.binding.kind

    @property
    def text(self) -> str:
        """What keeps it, as a German sentence without full stop."""
        return self.binding.text


@dataclass(frozen=True)
class Explanation:
    """Why an activity starts when it does.

    Parameters
    ----------
    plan
        What was explained.
    asked
        Id of the activity or measure that was asked for.
    steps
        The chain: first the activity, then the one that it waits for, and so on back to the one that waits for no other.
    """

    plan: Plan
    asked: str
    steps: tuple[Step, ...]

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, position: int) -> Step:
        return self.steps[position]

    @property
    def chain(self) -> tuple[str, ...]:
        """Ids of the activities from the beginning to the one that was asked for."""
        return tuple(step.activity for step in reversed(self.steps))

    @property
    def title(self) -> str:
        """The question, in German."""
        if self.asked != self.steps[0].activity:
            return f"Warum endet {self.goal} erst am {day(self.plan.finish_date(self.asked))}?"
        return f"Warum beginnt {self.goal} erst am {day(self.steps[0].start)}?"

    @property
    def goal(self) -> str:
        """What was asked for, as planners know it."""
        if self.asked != self.steps[0].activity:
            return f"»{self.plan.catalogue.measure_by_id[self.asked].title}«"
        return self.steps[0].name

    @property
    def text(self) -> str:
        """The whole chain as German text, a paragraph a step."""
        lines = [self.title]
        for position, step in enumerate(self.steps, 1):
            lines.append(f"{position:>2}. {step.name}, {_dates(step)}")
            lines += [f"    {line}" for line in self._lines(step)]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text

    def _lines(self, step: Step) -> Iterator[str]:
        text = f"nichts: {step.text}" if step.kind is BindingKind.NONE else step.text
        yield f"{text[0].upper()}{text[1:]}."
        held, office = step.binding.held_by, f" (Amt {step.office})" if step.office else ""
        if len(held) > (step.binding.by is not None) or (held and office):
            yield f"Belegt{office} durch {self._names(held)}."
        if step.also:
            yield f"Zugleich: {'; '.join(b.text for b in step.also)}."
        if step.earliest and step.kind not in (BindingKind.NONE, BindingKind.BASELINE):
            yield f"Ohne das ginge es ab {day(step.earliest)}."

    def _names(self, ids: tuple[str, ...]) -> str:
        names = [self._name(name) for name in islice(ids, _MOST_NAMES)]
        more = f" und {len(ids) - _MOST_NAMES} weitere" if len(ids) > _MOST_NAMES else ""
        return ", ".join(names) + more

    def _name(self, name: str) -> str:
        if name in self.plan:
            return activity_name(self.plan, name)
        return f"»{self.plan.catalogue.measure_by_id[name].title}«"

    def to_frame(self) -> pd.DataFrame:
        """Return the chain as a table, one row a step, from the activity back to the beginning.

        Columns: Vorgang (id), Bezeichnung, Beginn, Ende (last day), bindet (the kind), Grund, wartet auf (id), belegt durch
        (ids), zugleich (what else forbids an earlier start), ohne das ab (how early it could start then).
        """
        import pandas as pd

        rows = [
            (
                step.activity, step.name[1:-1], GermanDate.of(step.start), GermanDate.of(step.finish),
                KIND_LABEL[step.kind], step.text, step.binding.by or "", ", ".join(step.binding.held_by),
                "; ".join(b.text for b in step.also), GermanDate.of(step.earliest) if step.earliest else None,
            )
            for step in self.steps
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(_COLUMNS), index=pd.RangeIndex(1, len(rows) + 1, name="Schritt"))

    def __repr__(self) -> str:
        last = self.steps[-1]
        steps = count(len(self), "Schritt", "Schritte")
        return f"Explanation({self.asked!r}, {steps} bis {last.activity!r}: {last.text})"

    def _repr_html_(self) -> str:
        last = self.steps[-1]
        figures = [("Schritte", len(self)), ("beginnt mit", last.name), ("dort bindet", last.text)]
        head = ["", label_of("activity"), label_of("start"), label_of("finish"), "Grund", "zugleich", "ohne das ab"]
        rows = [
            (position, step.name, day(step.start), day(step.finish), step.text, "; ".join(b.text for b in step.also),
             day(step.earliest))
            for position, step in enumerate(self.steps, 1)
        ]  # fmt: skip
        return card(self.title, facts(figures), table(head, rows, right=(0,)))


_COLUMNS = (
    *(label_of(name) for name in ("activity", "title", "start", "finish")),
    "bindet",
    "Grund",
    "wartet auf",
    "belegt durch",
    "zugleich",
    "ohne das ab",
)


def explain(plan: Plan, activity: str, *, baseline: Plan | None = None) -> Explanation:
    """Explain why an activity starts when it does, as a chain back to the beginning.

    Parameters
    ----------
    plan
        A plan that keeps its rules.
    activity
        Id of an activity; or of a measure, for what leads to its finish.
    baseline
        The plan that was to be kept as far as possible: what could start earlier but stands where it stood there is then
        explained by it.

    Returns
    -------
    Explanation
        Each step names what binds, since when, and who holds it. It is true in this sense: without what a step names
        (``binding`` and ``also``) the activity could start on the day of ``otherwise``, all others staying where they
        are, and each one alone forbids it.

    Raises
    ------
    PlanError
        If the plan has no such activity and no such measure; with what may have been meant.
    TypeError
        If ``plan`` or ``baseline`` is no plan, or ``activity`` no text.
    """
    expect_plan(plan, "explain")
    _expect_id(activity)
    if baseline is not None:
        expect_plan(baseline, "explain, baseline")
    return Explanation(plan, activity, tuple(_steps(plan, _start_of(plan, activity), baseline)))


def _expect_id(value: object) -> None:
    if not isinstance(value, str):
        meant = getattr(value, "id", None)
        shown = repr(value) if meant is None else f"{type(value).__name__}, gemeint vielleicht {meant!r}"
        raise TypeError(f"explain: Kürzel eines Vorgangs oder einer Maßnahme erwartet, angegeben: {shown}.")


def _start_of(plan: Plan, name: str) -> str:
    """Return the activity with which a chain begins: the one that is meant, or the last one of a measure."""
    if name in plan:
        return name
    if name in plan.measures:
        members = [member for member in plan.catalogue.expansion.members[name] if member in plan]
        return max(members, key=lambda member: plan[member].finish)
    raise PlanError(f"Der Plan hat weder Vorgang noch Maßnahme »{name}«{_suggestion(plan, str(name))}.")


def _suggestion(plan: Plan, name: str) -> str:
    flat = plan.catalogue.activity_by_id
    titles = {measure.title: measure.id for measure in plan.catalogue.measures if measure.id in plan.measures}
    titles = {flat[row.id].title: row.id for row in plan} | titles
    folded = {title.casefold(): key for title, key in titles.items()} | {row.id.casefold(): row.id for row in plan}
    folded |= {measure.casefold(): measure for measure in plan.measures}
    near = get_close_matches(name.casefold(), folded, n=3, cutoff=0.6)
    found = list(dict.fromkeys(folded[key] for key in near))
    return f"; gemeint vielleicht {' oder '.join(f'»{key}«' for key in found)}" if found else ""


def _steps(plan: Plan, activity: str, baseline: Plan | None) -> Iterator[Step]:
    situation = situation_of(plan)
    seen: set[str] = set()
    following: str | None = activity
    while following and following not in seen:
        seen.add(following)
        reasons = Reasons(situation, following)
        found = reasons.finding()
        if found.binding.kind is BindingKind.NONE and baseline is not None and _stays(plan, following, baseline):
            text = f"steht auf dem Termin des Basisplans, {found.binding.text}"
            found = Finding(replace(found.binding, kind=BindingKind.BASELINE, text=text), found.instead)
        yield _step(plan, reasons, found)
        following = found.binding.by


def _step(plan: Plan, reasons: Reasons, found: Finding) -> Step:
    also = reasons.also(found)
    freed = earliest(reasons, found, also)
    name = reasons.activity
    return Step(
        name, activity_name(plan, name), plan.start_date(name), plan.finish_date(name), found.binding, also,
        otherwise=None if found.instead is None else plan.timeline.date(found.instead),
        earliest=None if freed is None else plan.timeline.date(freed), office=_office(plan, found.binding),
    )  # fmt: skip


def _office(plan: Plan, found: Binding) -> str:
    """Return the office of a resource: the one it names, else the one its id begins with."""
    if found.kind is not BindingKind.RESOURCE:
        return ""
    resource = next(r for r in plan.catalogue.resources if r.id == found.subject)
    name = resource.office or resource.id.partition("/")[0]
    return plan.catalogue.office_title(name) if any(o.id == name for o in plan.catalogue.offices) else ""


def _stays(plan: Plan, activity: str, baseline: Plan) -> bool:
    return activity in baseline and baseline.start_date(activity) == plan.start_date(activity)


def _dates(step: Step) -> str:
    return day(step.start) if step.start == step.finish else f"{day(step.start)} bis {day(step.finish)}"
