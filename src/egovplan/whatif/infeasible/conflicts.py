# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""From a catalogue to a conflict: proof, rules behind it, fewer and fewer of them, and a second proof."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import network_heads
from egovplan.scheduling.dates.propagation import NoWindowError
from egovplan.scheduling.dates.windows import propagate
from egovplan.scheduling.translation.build import build
from egovplan.whatif.infeasible.model import Conflict, RuleKind
from egovplan.whatif.infeasible.oracle import BRIEF, Finding, Oracle
from egovplan.whatif.infeasible.reasons import Reasons
from egovplan.whatif.infeasible.relax import relaxed
from egovplan.whatif.infeasible.rules import Key, Registry
from egovplan.whatif.infeasible.shrink import Core, effective, shrunk
from egovplan.whatif.infeasible.words import Words

PROOFS = {
    "chain": "Reihenfolge gegen Fristen", "single": "Bedarf gegen Kapazität", "energy": "Arbeit gegen Kapazität im Zeitraum",
    "pair": "Paare, die in keine Folge passen", "open": "offene Maßnahmen im Zeitraum",
    "money": "Kosten gegen Haushalt", "search": "Suche des Lösers",
}  # fmt: skip
SECOND = "Suche des Lösers, ohne Vereinfachung des Modells"


@dataclass(frozen=True)
class Found:
    """What was found about a catalogue: a plan, rules that exclude each other, or nothing."""

    finding: Finding
    core: Core | None = None


def find_core(oracle: Oracle) -> Found:
    """Return rules of a catalogue that exclude each other, as few as can be, or a plan.

    Parameters
    ----------
    oracle
        Of the catalogue.
    """
    registry = oracle.registry
    keys = registry.all()
    finding = oracle.decide(keys, searches=False)
    candidates = set(keys)
    if finding.is_open:
        finding, candidates = _narrowed(oracle, keys)
    if finding.proof is None:
        return Found(finding)
    if finding.proof.kind != "search" and len(candidates) == len(keys):
        likely = _reasons(oracle).of(finding.proof) & candidates
        if oracle.decide(likely).proof is not None:
            candidates = likely
    return Found(finding, shrunk(oracle, [key for key in keys if key in candidates], finding.proof))


def _narrowed(oracle: Oracle, keys: list[Key]) -> tuple[Finding, set[Key]]:
    """Return what the solver finds about as few activities as can be: those with the earliest hard deadlines.

    The fewer deadlines are asked, the fewer activities there are, and the sooner it is known whether they can be kept. So
    the first deadline with which they cannot is looked for in growing steps, then by halving. Only if none is found,
    everything is asked at once.
    """
    days = sorted({a.deadline for a in oracle.registry.catalogue.activities if a.deadline})
    low, high, found = 0, len(days), None
    while low < high:
        step = 1 << max(0, low.bit_length() - 2)  # one by one at first
        middle = min(low + step, high) - 1 if found is None else (low + high) // 2
        part = set(until(oracle.registry, keys, days[middle]))
        finding = oracle.decide(part, patience=BRIEF)
        if finding.plan is not None and (whole := oracle.extended(finding.plan, keys)):
            return Finding(whole), set(keys)
        if finding.proof is not None:
            found, high = (finding, part), middle
        else:
            low = middle + 1
    if found is not None:
        return found
    return oracle.decide(keys, patience=oracle.deadline.left() / 2), set(keys)


def until(registry: Registry, keys: list[Key], day: dt.date) -> list[Key]:
    """Return the rules on what is due by a day, and on all that comes before that."""
    inside = {a.id for a in registry.catalogue.activities if a.deadline and a.deadline <= day}
    inside |= registry.before(inside)
    return effective(
        registry, [k for k in keys if k.kind not in (RuleKind.WORK, RuleKind.FACT) or k.subjects[0] in inside]
    )


def conflict_of(oracle: Oracle, core: Core) -> Conflict:
    """Return a core in words, proved once more in another way."""
    words = Words(oracle.registry, core.keys)
    again = oracle.is_refuted_again(core.keys)
    proofs = (PROOFS[core.proof.kind], SECOND) if again else (PROOFS[core.proof.kind],)
    rules = tuple(words.rule(key) for key in core.keys)
    return Conflict(rules, core.is_minimal, proofs, words.reasons(core.proof))


def _reasons(oracle: Oracle) -> Reasons:
    registry = oracle.registry
    whole = relaxed(registry, registry.all())  # with what has given way
    functions = Functions(build(whole, as_of=registry.as_of))
    try:
        windows = propagate(functions, heads=network_heads(functions))
    except NoWindowError:
        windows = None
    return Reasons(registry, whole.links, functions, windows)
