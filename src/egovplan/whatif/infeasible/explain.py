# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Why a catalogue has no plan, and what would make one possible: :func:`explain_infeasible`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from egovplan.catalogue.actuals import status_date
from egovplan.catalogue.catalogue import Catalogue, expect_catalogue
from egovplan.errors import OutOfRangeError
from egovplan.plan.model import Plan
from egovplan.plan.verify import verify
from egovplan.scheduling.arguments import is_seconds
from egovplan.scheduling.hybrid.inquiry import Inquiry
from egovplan.whatif.infeasible.conflicts import conflict_of, find_core
from egovplan.whatif.infeasible.model import Conflict, Infeasibility, Repair
from egovplan.whatif.infeasible.oracle import Deadline, Oracle
from egovplan.whatif.infeasible.repairs import Repairs
from egovplan.whatif.infeasible.rules import Registry
from egovplan.whatif.infeasible.shrink import Core

_SHARE = 0.6
"""Of the time, at most, for looking for repairs; the rest is for planning them."""


def explain_infeasible(
    catalogue: Catalogue, *, time_limit: float = 10.0, as_of: dt.date | str | None = None, seed: int = 0
) -> Infeasibility:
    """Return rules of a catalogue that exclude each other, as few as can be, and what would make a plan possible.

    Parameters
    ----------
    catalogue
        What cannot be planned.
    time_limit
        For everything together; what is not proved by then is said not to be. [s]
    as_of
        Status date, as in :func:`egovplan.schedule`.
    seed
        Of the heuristic and the solver.

    Returns
    -------
    Infeasibility
        With a conflict that two different computations have found, or with a plan if there is one after all.

    Raises
    ------
    TypeError
        If ``catalogue`` is none.
    CatalogueError
        If ``as_of`` is no date.
    OutOfRangeError
        If ``time_limit`` is not above 0.
    """
    expect_catalogue(catalogue, "explain_infeasible")
    if not is_seconds(time_limit):
        raise OutOfRangeError(f"time_limit: Sekunden über 0 erwartet, angegeben: {time_limit!r}.")
    deadline = Deadline(time_limit)
    registry = Registry(catalogue, status_date(as_of))
    with Inquiry(seed) as inquiry:
        oracle = Oracle(registry, inquiry, deadline, seed)
        found = find_core(oracle)
        conflicts: tuple[Conflict, ...] = ()
        repairs: tuple[Repair, ...] = ()
        if found.core is not None:
            first = conflict_of(oracle, found.core)
            begun = Deadline(_SHARE * time_limit, deadline.begin)
            search = Repairs(Oracle(registry, inquiry, begun, seed))
            repairs = _repairs(search, found.core, deadline)
            others = (conflict_of(oracle, core) for core in _others(found.core, search.behind))
            conflicts = tuple(dict.fromkeys((first, *others)))
    is_proved = bool(conflicts) and len(conflicts[0].proofs) > 1
    return Infeasibility(conflicts, repairs, _whole(found.finding.plan, catalogue), is_proved, deadline.spent())


def _others(first: Core, behind: Iterable[Core]) -> list[Core]:
    """Return the cores that were found behind the first one, but for those that hold another one.

    They are of a catalogue in which something has given way; here, with nothing given, such a one is not minimal.
    """
    least = [set(first.keys)]
    others = []
    for core in sorted(behind, key=lambda core: len(core.keys)):
        if not any(keys <= set(core.keys) for keys in least):
            least.append(set(core.keys))
            others.append(core)
    return others


def _whole(plan: Plan | None, catalogue: Catalogue) -> Plan | None:
    """Return a plan of all rules as one of the catalogue itself, verified once more against it."""
    if plan is None:
        return None
    own = Plan(catalogue, plan.activities, plan.as_of)
    return None if verify(own, catalogue) else own


def _repairs(search: Repairs, core: Core, deadline: Deadline) -> tuple[Repair, ...]:
    """Return planned repairs, the smallest first."""
    drafts = list(search.drafts(core))
    drafts.sort(key=lambda draft: (draft.size, draft.kind))
    repairs: list[Repair] = []
    longest = 0.0
    for position, draft in enumerate(drafts):
        begin, left = deadline.spent(), deadline.left()
        if left < longest or left <= 0:  # what is found last is the largest
            break
        if repair := search.planned(draft, left / (len(drafts) - position)):
            repairs.append(repair)
        longest = max(longest, deadline.spent() - begin)
    return tuple(sorted(repairs, key=lambda repair: (repair.size, repair.text)))
