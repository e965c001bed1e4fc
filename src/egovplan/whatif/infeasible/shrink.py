# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Leave out rules as long as what is left still excludes itself; what cannot be left out has a plan to show for it.

Rules are left out in growing and shrinking portions (a deletion filter with progression, cf. Junker 2004, Marques-Silva et
al. 2013). Since fewer rules never make a plan impossible, a plan that was found once for a rule stays a witness.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from egovplan.whatif.infeasible.model import RuleKind
from egovplan.whatif.infeasible.oracle import Finding, Oracle
from egovplan.whatif.infeasible.proofs import Proof
from egovplan.whatif.infeasible.rules import Key, Registry


@dataclass(frozen=True)
class Core:
    """Rules that exclude each other.

    Parameters
    ----------
    keys
        All of them, in a stable order.
    proof
        The first computation that says so.
    is_minimal
        Whether for each of them a verified plan keeps all the others.
    """

    keys: tuple[Key, ...]
    proof: Proof
    is_minimal: bool


def effective(registry: Registry, keys: Collection[Key]) -> list[Key]:
    """Return the rules that still say something, without those on work that is left out.

    Parameters
    ----------
    registry
        Of the whole catalogue.
    keys
        The rules that are kept.
    """
    names = [key.subjects[0] for key in keys if key.kind in (RuleKind.WORK, RuleKind.FACT)]
    possible = {
        *registry.of_activities(names),
        *(registry.of_link(x) for x in registry.links(names)),
        *registry.shared(names),
    }
    return [key for key in keys if key in possible]


def shrunk(oracle: Oracle, keys: Iterable[Key], proof: Proof) -> Core:
    """Return a part of some rules that still excludes itself, as small as the time allows.

    Parameters
    ----------
    oracle
        Decides about sets of rules.
    keys
        Rules for which it has found that there is no plan.
    proof
        Why.
    """
    return _Shrinker(oracle, effective(oracle.registry, list(keys)), proof).run()


class _Shrinker:
    """Keeps what is left, and for which of it a plan is known that does without it."""

    def __init__(self, oracle: Oracle, keys: list[Key], proof: Proof) -> None:
        self.oracle, self.proof = oracle, proof
        self.left = keys
        self.needed: set[Key] = set()
        self.unknown: set[Key] = set()

    def run(self) -> Core:
        """Leave out activities first, since all that is asked of them goes with them; then single rules."""
        work = (RuleKind.FACT, RuleKind.WORK)
        for kinds in (work, tuple(kind for kind in _ORDER if kind not in work)):
            self._filter([key for kind in kinds for key in self.left if key.kind is kind])
        is_minimal = self.needed >= set(self.left)
        self.proof = self._decide(self.left).proof or self.proof  # of what is left, and of nothing else
        return Core(tuple(sorted(self.left, key=_in_order)), self.proof, is_minimal)

    def _filter(self, candidates: list[Key]) -> None:
        size, position = max(1, len(candidates) // 4), 0
        candidates = [key for key in candidates if key in set(self.left)]
        while position < len(candidates):
            portion = candidates[position : position + size]
            if self._leave_out(portion):
                kept = set(self.left)
                candidates = candidates[:position] + [key for key in candidates[position + size :] if key in kept]
                size *= 2
            elif len(portion) > 1:
                size = max(1, len(portion) // 2)
            else:
                position, size = position + 1, 1 if size == 1 else size

    def _leave_out(self, portion: Collection[Key]) -> bool:
        """Return whether what is left without a portion still excludes itself; then it is left out."""
        out = set(portion)
        rest = effective(self.oracle.registry, [key for key in self.left if key not in out])
        finding = self._decide(rest)
        if finding.proof is not None:
            self.left, self.proof = rest, finding.proof
            self.needed &= set(rest)
            return True
        if len(portion) == 1:
            (self.needed if finding.plan is not None else self.unknown).update(portion)
        return False

    def _decide(self, keys: list[Key]) -> Finding:
        return self.oracle.decide(keys) if self.oracle.deadline.left() > 0 else Finding()


_ORDER = (
    RuleKind.FACT, RuleKind.WORK, RuleKind.EMBARGO, RuleKind.BUDGET, RuleKind.STOCK, RuleKind.OPEN_MEASURES, RuleKind.PARALLEL,
    RuleKind.CAPACITY, RuleKind.SITTING, RuleKind.RELEASE, RuleKind.PRECEDENCE, RuleKind.DEADLINE,
)  # fmt: skip
"""What is left out first."""
_SHOWN = (
    RuleKind.DEADLINE, RuleKind.CAPACITY, RuleKind.BUDGET, RuleKind.STOCK, RuleKind.OPEN_MEASURES, RuleKind.PARALLEL,
    RuleKind.EMBARGO, RuleKind.RELEASE, RuleKind.SITTING, RuleKind.FACT, RuleKind.WORK, RuleKind.PRECEDENCE,
)  # fmt: skip
"""What is named first."""


def _in_order(key: Key) -> tuple[int, int, tuple[str, ...]]:
    return _SHOWN.index(key.kind), key.year or 0, key.subjects
