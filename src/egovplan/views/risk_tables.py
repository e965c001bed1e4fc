# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A risk result as tables for planners: dates with their certainty, and what drives them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from egovplan.markup import GermanDate
from egovplan.terms import label_of
from egovplan.views.risk_words import due_date, expect_risk
from egovplan.whatif.risk.result import RiskResult

if TYPE_CHECKING:
    import pandas as pd


def risk_table(result: RiskResult) -> pd.DataFrame:
    """Return when what is finished with which certainty.

    Parameters
    ----------
    result
        What :func:`egovplan.simulate` gave.

    Returns
    -------
    pandas.DataFrame
        One row for the whole, each stage and each measure. Columns: Ebene, Kürzel, Titel, Frist (as the catalogue gives it)
        and in how many of a hundred runs it is kept, geplantes Ende and in how many it is kept, P10, P50, P80, P90 and P95
        (last day of work; by then so many per cent of the runs are finished). Empty are deadlines that are not there, and
        dates beyond the calendar.
    """
    import pandas as pd

    expect_risk(result, "risk_table")
    raw = result.to_frame()
    deadline = label_of("deadline")
    items = (result.whole, *result.stages, *result.measures)
    raw[deadline] = pd.Series([due_date(result, item) or item.due for item in items], dtype=object)
    return _written(raw[[*raw.columns[:3], deadline, _KEPT, *_PLANNED, *_QUANTILES]])


_KEPT = "Frist gehalten [%]"
_PLANNED = ("geplantes Ende", "geplantes Ende gehalten [%]")
_QUANTILES = ("P10", "P50", "P80", "P90", "P95")


def driver_table(result: RiskResult) -> pd.DataFrame:
    """Return what each activity does to the finish, the strongest first.

    Parameters
    ----------
    result
        What :func:`egovplan.simulate` gave.

    Returns
    -------
    pandas.DataFrame
        One row for each activity. Columns: Kürzel, Titel, Maßnahme and Amt by name, Kritikalität (share of runs, in per cent),
        Gleichlauf and Hebel (0 to 1), geplantes Ende, P10, P50, P90, and what its estimate rests on.
    """
    expect_risk(result, "driver_table")
    frame = result.activity_frame()
    catalogue = result.catalogue
    if frame.empty:
        return frame
    if catalogue is not None:
        measures = {measure.id: measure.title for measure in catalogue.measures}
        frame[label_of("measure")] = [measures.get(name, name) for name in frame[label_of("measure")]]
        offices = frame[label_of("office")]
        frame[label_of("office")] = [catalogue.office_title(name) if name else "" for name in offices]
    criticality = label_of("criticality")
    frame[criticality] = [round(100 * share, 1) for share in frame[criticality]]
    for name in ("cruciality", "sensitivity"):
        frame[label_of(name)] = frame[label_of(name)].round(3)
    return _written(frame.rename(columns={criticality: f"{criticality} [%]"}))


def _written(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose dates are written the German way."""
    import pandas as pd

    for name in frame.columns:
        if any(isinstance(value, dt.date) for value in frame[name]):
            days = [GermanDate.of(value) if isinstance(value, dt.date) else None for value in frame[name]]
            frame = frame.assign(**{name: pd.Series(days, dtype=object)})
    return frame
