# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""How far each activity can slip alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from egovplan.catalogue.flat import FlatLink
from egovplan.plan.claims import Claim
from egovplan.plan.model import Plan
from egovplan.plan.situation import Situation, situation_of


class _Share(NamedTuple):
    """Taking ``amount`` more of a claim on every day from ``since`` on; for open measures also of the days before the run."""

    claim: Claim
    amount: int
    since: int


def free_floats(plan: Plan) -> Mapping[str, int]:
    """Return how many working days each activity can slip alone, nothing else moving and nothing else suffering.

    Parameters
    ----------
    plan
        A plan that keeps its rules.

    Returns
    -------
    Mapping
        Activity id → working days [d] by which its start can slip such that every allowed start up to there keeps its
        successors where they are, and with them capacity, limits, open measures, deadlines, the due date of its measure
        (where it is missed, the measure's finish), the budgets and the finish of the plan. A gate slips from sitting to
        sitting. 0 for what has begun and for external events.
    """
    situation = situation_of(plan)
    return {name: _float(situation, name) for name in situation.rows}


def _float(situation: Situation, activity: str) -> int:
    row = situation.rows[activity]
    if situation.is_given(activity):
        return 0
    latest_start, latest_finish = _latest(situation, activity)
    best = row.start
    for first, last in situation.later_starts(activity, latest_start):
        reached = _reach(situation, activity, (first, last), latest_finish)
        best = reached if reached >= first else best
        if reached < last:
            break
    return _affordable(situation, activity, best) - row.start


def _latest(situation: Situation, activity: str) -> tuple[int, int]:
    """Return latest start and finish by successors, deadline, due date and the finish of the plan."""
    row, plan, line = situation.rows[activity], situation.plan, situation.line
    start = finish = plan.finish
    flat = situation.flat[activity]
    if flat.deadline:
        finish = min(finish, line.index_after(flat.deadline))
    due = situation.catalogue.due(flat.measure) if flat.measure else None
    if due and flat.measure:
        finish = min(finish, max(line.index_after(due), plan.measures[flat.measure].finish))
    for link in situation.outgoing.get(activity, ()):
        if link.type.from_start:
            start = min(start, _last(_keeps(situation, link), row.start, start))
        else:
            finish = min(finish, _last(_keeps(situation, link), row.finish, finish))
    return start, finish


def _keeps(situation: Situation, link: FlatLink) -> Callable[[int], bool]:
    """Return whether the successor of a link can stay where it is, as a function of the bound end of the predecessor."""
    before, after = situation.rows[link.predecessor], situation.rows[link.successor]
    has_length = before.finish > before.start

    def keeps(event: int) -> bool:
        return situation.bound(link, event - has_length if not link.type.from_start else event, event) <= after.start

    return keeps


def _last(keeps: Callable[[int], bool], low: int, high: int) -> int:
    """Return the last event in ``low … high`` that keeps a monotone condition; ``low`` if there is none."""
    while low < high:
        middle = (low + high + 1) // 2
        if keeps(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _reach(situation: Situation, activity: str, run: tuple[int, int], finish: int) -> int:
    """Return the last start of a run up to which there is room for the activity; before the run if there is none."""
    row = situation.rows[activity]
    for share in _shares(situation, activity, run[0]):
        # on the days that it has already, its own share is counted
        blocked = share.claim.first_blocked(share.amount, max(share.since, row.finish))
        if blocked is not None:
            finish = min(finish, blocked)
    return situation.latest_start(activity, finish, run)


def _shares(situation: Situation, activity: str, first: int) -> Iterator[_Share]:
    for claim, amount in situation.shares.get(activity, ()):
        yield _Share(claim, amount, first)
    office = situation.open_claim(activity)
    if office is not None:
        measure = situation.plan.measures[situation.flat[activity].measure or ""]
        start = min([first, *(other.start for other in situation.others(activity))])
        if situation.finish(activity, first) > start:  # a measure of one milestone is open on no day
            yield _Share(office, 1, max(start, measure.finish))


def _affordable(situation: Situation, activity: str, start: int) -> int:
    """Return the last start up to ``start`` that the budgets can pay for."""
    low, high = situation.rows[activity].start, start
    ledger = situation.ledger

    def pays(day: int) -> bool:
        return ledger.overdrawn(activity, day, situation.finish(activity, day)) is None

    if low == high or pays(high):
        return high
    limit = _last(pays, low, high)
    runs = situation.later_starts(activity, limit)
    return max((day for first, last in runs for day in (first, last) if day <= limit and pays(day)), default=low)
