# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A plan as tables: the Stufenplan, the load of the offices, the budget. And how tables become files for Excel."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from egovplan.exchange.files import write_text_atomic
from egovplan.markup import GermanDate, printable
from egovplan.plan.metrics import critical_chain, measure_binding, resource_load, stage_outcomes
from egovplan.plan.model import Plan, expect_plan
from egovplan.plan.money import KIND_WORDS, budget_use
from egovplan.terms import label_of

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_DAYS = "[Arbeitstage]"


def stage_table(plan: Plan) -> pd.DataFrame:
    """Return the Stufenplan: one row a measure, stage by stage, by priority and start.

    Parameters
    ----------
    plan
        What was decided.

    Returns
    -------
    pandas.DataFrame
        Columns: Stufe, Kürzel, Maßnahme, Priorität, Federführung, Beginn, Ende (last day), Frist (soft or hard), Verzug and
        Reserve in working days (both empty without a deadline), kritisch (on the chain that sets the end of the plan),
        bindet (what keeps the measure from finishing earlier).
    """
    import pandas as pd

    expect_plan(plan, "stage_table")
    critical = {name.partition("/")[0] for name in critical_chain(plan)}
    rows = [
        {label_of("stage"): outcome.title} | _measure_row(plan, measure, measure in critical)
        for outcome in stage_outcomes(plan)
        for measure in sorted(outcome.measures, key=lambda m: _order(plan, m))
    ]
    frame = pd.DataFrame(rows, columns=[label_of("stage"), *_MEASURE_COLUMNS])
    counted = [f"{label_of('lateness')} {_DAYS}", f"Reserve {_DAYS}"]
    return frame.astype(dict.fromkeys(counted, "Int64"))


_MEASURE_COLUMNS = (
    *(label_of(name) for name in ("id", "measure", "priority", "lead", "start", "finish", "deadline")),
    f"{label_of('lateness')} {_DAYS}",
    f"Reserve {_DAYS}",
    label_of("critical"),
    "bindet",
)


def _order(plan: Plan, measure: str) -> tuple[int, int, int]:
    row = plan.measures[measure]
    return plan.catalogue.measure_by_id[measure].priority, row.start, row.finish


def _measure_row(plan: Plan, measure: str, critical: bool) -> dict[str, Any]:
    row, entry = plan.measures[measure], plan.catalogue.measure_by_id[measure]
    deadline = _deadline(plan, measure)
    margin = plan.timeline.index_after(deadline) - row.finish if deadline else None
    values = (
        measure, entry.title, entry.priority, plan.catalogue.office_title(entry.lead) if entry.lead else "",
        GermanDate.of(plan.timeline.date(row.start)), GermanDate.of(plan.timeline.last_day(row.start, row.finish)),
        GermanDate.of(deadline) if deadline else None,
        None if margin is None else max(0, -margin), None if margin is None else max(0, margin), critical,
        measure_binding(plan, measure).text,
    )  # fmt: skip
    return dict(zip(_MEASURE_COLUMNS, values, strict=True))


def _deadline(plan: Plan, measure: str) -> dt.date | None:
    """Return the earliest day, soft or hard, by which a measure is to be finished."""
    stage = plan.catalogue.stage_of.get(measure)
    hard = [plan.catalogue.measure_by_id[measure].deadline, stage.deadline if stage and stage.hard else None]
    return min((d for d in (plan.catalogue.due(measure), *hard) if d), default=None)


def office_table(plan: Plan) -> pd.DataFrame:
    """Return what each office has to give in each Haushaltsjahr, and what it has.

    Returns
    -------
    pandas.DataFrame
        One row for each resource and year with any work. Columns: Amt, Rolle, Haushaltsjahr, Bedarf and Kapazität in person
        days, Bedarf in VZÄ-Jahren (a VZÄ for all working days of the year), Auslastung in per cent (over the part of the
        year that the plan covers), Spitze in VZÄ and its first day.
    """
    import pandas as pd

    expect_plan(plan, "office_table")
    return pd.DataFrame(list(_office_rows(plan)), columns=_OFFICE_COLUMNS)


_OFFICE_COLUMNS = [
    label_of("office"), label_of("role"), "Haushaltsjahr", "Bedarf [Personentage]", "Kapazität [Personentage]",
    "Bedarf [VZÄ-Jahre]", "Auslastung [%]", "Spitze [VZÄ]", "Spitze am",
]  # fmt: skip


def _office_rows(plan: Plan) -> Iterator[tuple[object, ...]]:
    line = plan.timeline
    resources = {r.id: r for r in plan.catalogue.resources}
    years = range(line.year(plan.start), line.year(max(plan.start, plan.finish - 1)) + 1)
    for name, profile in resource_load(plan).items():
        resource = resources[name]
        office = resource.office or name.partition("/")[0]
        role = resource.role or resource.title or name.partition("/")[2] or name
        for year in years:
            first, stop = line.year_start(year), line.year_start(year + 1)
            span = slice(max(0, first - profile.start), max(0, stop - profile.start))
            load, capacity = profile.load[span], profile.capacity[span]
            if not any(load):
                continue
            peak = max(load)
            peak_day = line.date(profile.start + span.start + load.index(peak))
            share = round(100 * sum(load) / sum(capacity), 1) if sum(capacity) else None
            yield (
                plan.catalogue.office_title(office), role, year, sum(load) / 100, sum(capacity) / 100,
                round(sum(load) / 100 / (stop - first), 2), share, peak / 100, GermanDate.of(peak_day),
            )  # fmt: skip


def budget_table(plan: Plan) -> pd.DataFrame:
    """Return what the plan takes from which budget.

    Returns
    -------
    pandas.DataFrame
        One row for each Haushaltsjahr and kind. Columns: Haushaltsjahr, Art, and in euros Ansatz, übertragen (what the
        years before have left, where the budget allows it), verplant, frei; empty where a year has no entry and so no limit.
    """
    import pandas as pd

    expect_plan(plan, "budget_table")
    columns = ["Haushaltsjahr", label_of("kind"), "Ansatz [€]", "übertragen [€]", "verplant [€]", "frei [€]"]
    rows = [
        (
            use.year, KIND_WORDS[use.kind], _euros(use.limit_cents),
            _euros(None if use.available_cents is None else use.available_cents - (use.limit_cents or 0)),
            _euros(use.used_cents), _euros(use.left_cents),
        )
        for use in sorted(budget_use(plan), key=lambda use: (use.year, use.kind))
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(columns[2:], "float64"))


def _euros(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


def write_csv(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write a table so that a German Excel opens it: semicolons, decimal comma, UTF-8 with a byte order mark.

    Parameters
    ----------
    frame
        Its index is not written.
    path
        Replaced at once or not at all.

    Notes
    -----
    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    lines = [";".join(_quoted(_guarded(str(label))) for label in frame.columns)]
    lines += [";".join(map(_cell, row)) for row in frame.astype(object).itertuples(index=False, name=None)]
    write_text_atomic(path, "\n".join(lines) + "\n", encoding="utf-8-sig")


_WORDS: Mapping[bool, str] = {True: "ja", False: "nein"}


def _cell(value: object) -> str:
    import pandas as pd

    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    if isinstance(value, int):
        return str(value)
    return _quoted(_guarded(str(GermanDate.of(value) if isinstance(value, dt.date) else value)))


def _guarded(text: str) -> str:
    return f"'{text}" if text.strip(" ").startswith(_FORMULA) else text


def _quoted(text: str) -> str:
    return '"' + printable(text).replace('"', '""') + '"'
