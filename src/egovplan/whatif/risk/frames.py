# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A risk result as tables with German labels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from egovplan.terms import label_of
from egovplan.whatif.risk.result import MilestoneRisk, RiskResult

if TYPE_CHECKING:
    import pandas as pd

LEVELS = (10, 25, 50, 80, 90, 95)
"""Per cent for which a table shows the finish."""


def milestones(result: RiskResult) -> Iterator[tuple[str, MilestoneRisk]]:
    """Yield the whole project, the stages and the measures, with what they are."""
    yield "Gesamt", result.whole
    yield from ((label_of("stage"), stage) for stage in result.stages)
    yield from ((label_of("measure"), measure) for measure in result.measures)


def when(result: RiskResult, day: int | None) -> dt.date | int | None:
    """Return the last day of work before a finish, or the finish itself where there is no calendar."""
    return day if result.timeline is None else result.whole.distribution.date_of(day)


def milestone_frame(result: RiskResult) -> pd.DataFrame:
    """Return the table of :meth:`RiskResult.to_frame`."""
    import pandas as pd

    return pd.DataFrame([_milestone_row(result, kind, item) for kind, item in milestones(result)])


def _milestone_row(result: RiskResult, kind: str, item: MilestoneRisk) -> dict[str, Any]:
    row = {"Ebene": kind, label_of("id"): item.id, label_of("title"): item.title}
    row["geplantes Ende"] = when(result, item.deterministic)
    row["geplantes Ende gehalten [%]"] = per_cent(item.deterministic_probability)
    for level in LEVELS:
        row[f"P{level}"] = when(result, item.distribution.quantile(level / 100))
    row[label_of("deadline")] = item.due if result.timeline is None else item.due_date
    row["Frist gehalten [%]"] = per_cent(item.probability)
    return row


def activity_frame(result: RiskResult) -> pd.DataFrame:
    """Return the table of :meth:`RiskResult.activity_frame`."""
    import pandas as pd

    ranked = sorted(result.activities, key=lambda a: (-a.sensitivity, -a.criticality))
    rows = [
        {
            label_of("id"): a.id,
            label_of("title"): a.title,
            label_of("measure"): a.measure,
            label_of("office"): a.office,
            label_of("criticality"): a.criticality,
            label_of("cruciality"): a.cruciality,
            label_of("sensitivity"): a.sensitivity,
            "geplantes Ende": when(result, a.deterministic_finish),
            **{f"P{level}": when(result, day) for level, day in ((10, a.p10), (50, a.p50), (90, a.p90))},
            label_of("estimate"): a.source,
        }
        for a in ranked
    ]
    return pd.DataFrame(rows)


def per_cent(share: float | None) -> float | None:
    """Return a share in per cent with one decimal."""
    return None if share is None else round(100 * share, 1)
