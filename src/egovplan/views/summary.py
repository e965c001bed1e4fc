# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A plan in a few German sentences: which deadlines hold, by how much, what binds them, and how good the plan is."""

from __future__ import annotations

from egovplan.markup import count, day, euro, fte, number, percent, working_days
from egovplan.plan.metrics import StageOutcome, stage_outcomes
from egovplan.plan.model import Plan
from egovplan.plan.result import LEVEL_LABEL, Level, Result, ResultStatus, StopReason
from egovplan.views.drift_summary import drift_lines

STOP_WORDS = {
    StopReason.PROVED: "Alles bewiesen.",
    StopReason.TIME_LIMIT: "Die Zeitgrenze war erreicht.",
    StopReason.INTERRUPTED: "Die Suche wurde abgebrochen; der bis dahin beste Plan gilt.",
    StopReason.SOLVER_CRASHED: "Der Löser ist ausgefallen; der bis dahin beste Plan gilt.",
    StopReason.MEMORY: "Der Löser brauchte mehr Speicher als erlaubt; der bis dahin beste Plan gilt.",
    StopReason.GAP: "Der gewünschte Abstand zur Schranke war erreicht.",
    StopReason.SCHEDULES: "Die gewünschte Zahl von Plänen war gebildet.",
    StopReason.NO_IMPROVEMENT: "Lange war kein besserer Plan mehr gefunden worden.",
    StopReason.NO_SOLVER: "Ohne Löser gerechnet; die Schranke ist eine einfache.",
    StopReason.GAP: "Der Plan ist der Schranke so nahe wie verlangt.",
    StopReason.SCHEDULES: "So viele Pläne wie verlangt sind durchgerechnet.",
    StopReason.NO_IMPROVEMENT: "So lange wie verlangt kam kein besserer Plan.",
}


def plan_summary(result: Result) -> str:
    """Return what a planner wants to know of a result, as German text of a screen's width."""
    plan = result.plan
    if plan is None:
        return _no_plan(result)
    activities = len(plan) - len(plan.catalogue.externals)  # as in the chart: an external event is no work
    last = plan.timeline.last_day(plan.start, plan.finish)
    lines = [
        f"Plan: {plan.catalogue.title}",
        f"  {count(len(plan.catalogue.measures), 'Maßnahme', 'Maßnahmen')}, {count(activities, 'Vorgang', 'Vorgänge')}",
        f"  {day(plan.catalogue.start)} bis {day(last)} ({working_days(plan.makespan)})",
        *(["", "Stufen"] if plan.catalogue.measures else []),
        *(line for outcome in stage_outcomes(plan) for line in stage_lines(plan, outcome)),
        *(["", *drift_lines(result.drift)] if result.drift is not None else []),
        "",
        "Güte",
        *(f"  {level_line(level)}" for level in result.levels),
        f"  {STOP_WORDS[result.stop_reason]} {number(result.wall_time, 1)} s, Startwert {result.seed}.",
    ]
    return "\n".join(lines)


def stage_lines(plan: Plan, outcome: StageOutcome) -> list[str]:
    """Return two or three lines on one stage: whether its deadline holds, by how much, and what binds it."""
    head = f"  {outcome.title}: fertig {day(outcome.finish_date)}"
    if outcome.deadline is None or outcome.margin is None:
        lines = [f"{head}, ohne Frist"]
    elif outcome.keeps:
        lines = [f"{head}, Frist {day(outcome.deadline)} gehalten, {working_days(outcome.margin)} Reserve"]
    else:
        lines = [f"{head}, Frist {day(outcome.deadline)} verfehlt um {working_days(-outcome.margin)}"]
        late = sorted(outcome.late, key=lambda pair: -pair[1])
        names = [f"{_title(plan, measure)} ({working_days(by)})" for measure, by in late]
        more = f" und {len(names) - 4} weitere" if len(names) > 4 else ""
        lines.append(f"    verspätet: {', '.join(names[:4])}{more}")
    lines += _own_dates(plan, outcome)
    lines.append(f"    bindend: {outcome.binding.text}")
    return lines


def _own_dates(plan: Plan, outcome: StageOutcome) -> list[str]:
    """Return a line on the measures that miss a due date of their own, and are not yet named: they are part of the lateness."""
    named = {measure for measure, _ in outcome.late}
    late = [(plan.lateness(name), name) for name in outcome.measures if plan.lateness(name) and name not in named]
    late.sort(key=lambda pair: -pair[0])
    texts = [f"{_title(plan, name)} ({day(plan.catalogue.due(name))}, um {working_days(by)})" for by, name in late]
    more = f" und {len(texts) - 4} weitere" if len(texts) > 4 else ""
    return [f"    eigenen Termin verfehlt: {', '.join(texts[:4])}{more}"] if texts else []


def level_line(level: Level) -> str:
    """Return one line on one level of the objective."""
    words, value = LEVEL_LABEL[level.name], _amount(level.name, level.value)
    if level.is_proved:
        return f"{words}: {value}, bewiesen bestmöglich"
    bound = number(level.bound) if level.name == "makespan" else _amount(level.name, level.bound)
    return f"{words}: {value}, Schranke {bound}, Abstand {percent(level.gap, 1)}"


def _amount(name: str, value: int) -> str:
    """Return the value of a level in the unit that planners count in."""
    words = {"makespan": working_days, "cost": euro, "load": fte}
    return words.get(name, number)(value)


def _title(plan: Plan, measure: str) -> str:
    found = plan.catalogue.measure_by_id.get(measure)
    return found.title if found else measure


def _no_plan(result: Result) -> str:
    if result.status is ResultStatus.INFEASIBLE:
        head = "Es gibt keinen Plan: Diese Vorgaben schließen einander aus."
    else:
        head = f"Kein Plan gefunden. {STOP_WORDS[result.stop_reason]}"
    return "\n".join([head, *(f"  – {text}" for text in result.conflict)])
