# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Why a catalogue has no plan, and what would make one possible: :func:`explain_infeasible`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from egovplan.catalogue.actuals import status_date
from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import OutOfRangeError
from egovplan.scheduling.build import build
from egovplan.scheduling.cpsat.functions import Functions
from egovplan.scheduling.cpsat.heads import network_heads
from egovplan.scheduling.cpsat.propagation import NoWindowError
from egovplan.scheduling.cpsat.windows import propagate
from egovplan.scheduling.inquiry import Inquiry
from egovplan.whatif.infeasible.model import Conflict, Infeasibility
from egovplan.whatif.infeasible.oracle import Deadline, Finding, Oracle
from egovplan.whatif.infeasible.reasons import Reasons
from egovplan.whatif.infeasible.rules import Registry
from egovplan.whatif.infeasible.shrink import Core, shrunk
from egovplan.whatif.infeasible.words import Words

PROOFS = {
    "chain": "Reihenfolge gegen Fristen", "single": "Bedarf gegen Kapazität", "energy": "Arbeit gegen Kapazität im Zeitraum",
    "pair": "Paare, die in keine Folge passen", "money": "Kosten gegen Haushalt", "search": "Suche des Lösers",
}  # fmt: skip
SECOND = "Suche des Lösers, ohne Vereinfachung des Modells"


@dataclass(frozen=True)
class Found:
    """What was found about a registry: a plan, a conflict with its core, or nothing."""

    finding: Finding
    core: Core | None = None
    conflict: Conflict | None = None


def find_conflict(oracle: Oracle) -> Found:
    """Return the conflict of a catalogue, or a plan.

    Parameters
    ----------
    oracle
        Of the catalogue.
    """
    registry = oracle.registry
    keys = registry.all()
    finding = oracle.decide(keys)
    if finding.proof is None:
        return Found(finding)
    candidates = set(keys)
    if finding.proof.kind != "search":
        likely = _reasons(oracle).of(finding.proof) & candidates
        if oracle.decide(likely).proof is not None:
            candidates = likely
    core = shrunk(oracle, [key for key in keys if key in candidates], finding.proof)
    return Found(finding, core, conflict_of(oracle, core))


def conflict_of(oracle: Oracle, core: Core) -> Conflict:
    """Return a core in words, proved once more in another way."""
    words = Words(oracle.registry, core.keys)
    again = oracle.is_refuted_again(core.keys)
    proofs = (PROOFS[core.proof.kind], SECOND) if again else (PROOFS[core.proof.kind],)
    rules = tuple(words.rule(key) for key in core.keys)
    return Conflict(rules, core.is_minimal, proofs, words.reasons(core.proof))


def _reasons(oracle: Oracle) -> Reasons:
    registry = oracle.registry
    functions = Functions(build(registry.catalogue, as_of=registry.as_of))
    try:
        windows = propagate(functions, heads=network_heads(functions))
    except NoWindowError:
        windows = None
    return Reasons(registry, functions, windows)


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
    CatalogueError
        If ``as_of`` is no date.
    OutOfRangeError
        If ``time_limit`` is not above 0.
    """
    if not time_limit > 0:
        raise OutOfRangeError(f"time_limit: Sekunden über 0 erwartet, angegeben: {time_limit!r}.")
    deadline = Deadline(time_limit)
    registry = Registry(catalogue, status_date(as_of))
    with Inquiry(seed) as inquiry:
        found = find_conflict(Oracle(registry, inquiry, deadline, seed))
    conflicts = (found.conflict,) if found.conflict else ()
    return Infeasibility(conflicts, (), found.finding.plan, bool(conflicts), deadline.spent())
