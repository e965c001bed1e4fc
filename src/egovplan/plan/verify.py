# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Does a plan keep every rule of its catalogue? Independent of everything that makes plans.

Time is an index into the calendar's list of working days, intervals are ``[start, finish)``. The rules stand one by one in
:mod:`egovplan.plan.rules`, each a function with its formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from egovplan.plan.rules import loads, money, moves, order, structure, times
from egovplan.plan.rules.reading import Reading
from egovplan.plan.rules.violation import Rule, Violation

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue
    from egovplan.plan.model import Plan

__all__ = ["RULES", "Rule", "Violation", "verify"]

RULES: tuple[Callable[[Reading], Iterator[Violation]], ...] = (
    structure.same_catalogue,
    structure.each_activity_once,
    structure.on_the_axis,
    structure.mode_exists,
    times.facts_stay,
    times.externals_stay,
    times.after_status_date,
    times.duration_holds,
    times.not_before_release,
    times.deadline_kept,
    times.on_a_sitting,
    times.not_in_embargo,
    order.precedences_hold,
    order.notice_kept,
    order.measures_in_order,
    loads.capacity_kept,
    loads.limits_kept,
    loads.stocks_suffice,
    loads.open_measures_kept,
    money.budgets_kept,
)
"""Every rule that is checked."""


def verify(
    plan: Plan, catalogue: Catalogue, *, baseline: Plan | None = None, max_moves: int | None = None
) -> list[Violation]:
    """Return every rule of a catalogue that a plan breaks.

    Parameters
    ----------
    plan
        Any plan, from wherever.
    catalogue
        What it must keep. What has happened is read from its status, as of ``plan.as_of``. A plan without the measures that
        were given up by then is a plan of it, too.
    baseline, max_moves
        A plan, and how many of its activities that have not begun may start on another day or be done in another mode.

    Returns
    -------
    list of Violation
        Sorted by rule, day and activity; empty for a plan that keeps them all. An activity without a place on the axis is
        reported as such and left out of everything else.

    Raises
    ------
    TypeError
        If ``plan`` is none, but for example a result, or ``catalogue`` is none.
    """
    if not hasattr(plan, "activities") or not hasattr(plan, "catalogue"):
        raise TypeError(f"verify: Plan erwartet, etwa result.plan; angegeben: {type(plan).__name__}.")
    if not hasattr(catalogue, "measures") or hasattr(catalogue, "catalogue"):
        raise TypeError(f"verify: Katalog als zweites erwartet; angegeben: {type(catalogue).__name__}.")
    reading = Reading(plan, _planned(plan, catalogue))
    found = {violation for rule in RULES for violation in rule(reading)}
    if baseline is not None and max_moves is not None:
        found.update(moves.moves_kept(reading, baseline, max_moves))
    return sorted(found, key=lambda v: v.sort_key)


def _planned(plan: Plan, catalogue: Catalogue) -> Catalogue:
    """Return what a plan is to be held against: where it was made without what was given up, the catalogue without that."""
    own = plan.catalogue
    if own is catalogue or own.hash == catalogue.hash:
        return catalogue
    from egovplan.catalogue.dropping import without_dropped  # the rules themselves need the standard library alone

    rest = without_dropped(catalogue, plan.as_of)
    return rest if rest.hash == own.hash else catalogue
