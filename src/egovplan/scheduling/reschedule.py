# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Plan again as of a date, and leave in peace what need not move: :func:`reschedule`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from egovplan.catalogue.catalogue import Catalogue
from egovplan.plan.model import Plan, expect_plan
from egovplan.plan.result import Result
from egovplan.scheduling.solve import schedule


def reschedule(
    plan: Plan, catalogue: Catalogue, as_of: dt.date | str, *, max_moves: int | None = None, **options: Any
) -> Result:
    """Plan again as of a date, with as few changes as possible.

    What is finished stays as it was. What runs goes on in the mode in which it was planned, with its team. What has not begun
    starts after the date, and keeps its place in the plan as far as the levels of the objective allow that stand above
    ``moves``. What was given up by then is left out.

    Parameters
    ----------
    plan
        The plan so far: the baseline.
    catalogue
        What is to be planned by now, with its status. It may differ from that of the plan: activities are matched by id, and
        those that the plan does not know are placed freely.
    as_of
        Status date (or text, ``31.03.2026``).
    max_moves
        How many activities of the plan that have not begun may start on another day or be done in another mode. Where the
        status alone moves more, there is no plan, and ``conflict`` of the result names them.
    **options
        As in :func:`egovplan.schedule`; the objective is by default lateness, moves, makespan, finish.

    Returns
    -------
    Result
        With ``baseline``, and with ``drift``: what has moved, by how much, and why.

    Raises
    ------
    TypeError
        If ``plan`` or ``catalogue`` is none.
    """
    expect_plan(plan, "reschedule")
    return schedule(catalogue, as_of=as_of, baseline=plan, max_moves=max_moves, **options)
