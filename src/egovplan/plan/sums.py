# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Two levels of the objective that are sums over activities and resources: what a plan costs, and how high its load is."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING

from egovplan.catalogue.actuals import replan_from
from egovplan.catalogue.values import cents

if TYPE_CHECKING:
    from egovplan.plan.model import Plan


def one_off_costs(plan: Plan) -> int:
    """Return the one-off costs of all activities in their chosen modes, whether or not there is a budget for them, cents."""
    flat = plan.catalogue.activity_by_id
    return sum(cents(cost.amount) for row in plan for cost in flat[row.id].modes[row.mode].costs)


def sum_of_peaks(plan: Plan) -> int:
    """Return the sum over all people of their highest load from the first day that is planned on, hundredths of a VZÄ."""
    flat = plan.catalogue.activity_by_id
    now = max(plan.start, replan_from(plan.catalogue, plan.as_of) or 0)
    changes: dict[str, defaultdict[int, int]] = {
        r.id: defaultdict(int) for r in plan.catalogue.resources if r.renewable
    }
    for row in plan:
        start = max(row.start, now)
        if row.finish <= start:
            continue
        for resource, amount in flat[row.id].modes[row.mode].demand.items():
            if resource in changes:
                changes[resource][start] += amount
                changes[resource][row.finish] -= amount
    return sum(max(accumulate(days[t] for t in sorted(days)), default=0) for days in changes.values())
