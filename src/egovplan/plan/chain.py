# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What binds: why an activity does not start earlier, and the chain that leads to the finish of a plan."""

from __future__ import annotations

from collections.abc import Iterator

from egovplan.plan.binding import Binding
from egovplan.plan.model import Plan
from egovplan.plan.reasons import Reasons
from egovplan.plan.situation import situation_of


def binding(plan: Plan, activity: str) -> Binding:
    """Return what keeps an activity from starting one allowed start earlier, everything else staying where it is.

    Parameters
    ----------
    plan
        A plan that keeps its rules.
    activity
        Id of one of its activities.

    Returns
    -------
    Binding
        The first reason that is found, in this order: it has begun; what comes before it, release and status date; sittings
        and embargoes; people and parallel introductions; open measures; the budget. ``none`` if it could start earlier.

    Raises
    ------
    PlanError
        If the plan has no such activity.
    """
    plan[activity]
    return Reasons(situation_of(plan), activity).finding().binding


def critical_chain(plan: Plan) -> tuple[str, ...]:
    """Return a chain of activities that leads to the finish of a plan, each bound by the one before.

    An activity is bound by another one if that one is its driving predecessor, or holds what it needs until it starts:
    people, a place among the parallel introductions, a place among the open measures of an office.

    Returns
    -------
    tuple of str
        Ids from the first to the last; of several chains the one that begins earliest. The first one is bound by no other
        activity: ask :func:`binding` what keeps it.
    """
    ends = [row.id for row in plan if row.finish == plan.finish]
    chains = [tuple(reversed([b.activity for b in bindings(plan, end)])) for end in ends]
    return min(chains, key=lambda chain: (plan[chain[0]].start, -len(chain)), default=())


def bindings(plan: Plan, activity: str) -> Iterator[Binding]:
    """Yield what binds an activity, then what binds the activity that it waits for, and so on back to the first."""
    seen: set[str] = set()
    following: str | None = activity
    while following and following not in seen:
        seen.add(following)
        found = binding(plan, following)
        yield found
        following = found.by
