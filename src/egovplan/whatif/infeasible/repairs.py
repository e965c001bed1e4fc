# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What would make a plan possible: for each rule of a conflict the least by which it has to give way, planned and verified.

How little is enough is searched for on the conflict alone, which is small; that it is enough for the whole catalogue is shown
by a plan. Where another conflict is behind the first one, the smallest change that ends it comes with the repair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from egovplan.catalogue.catalogue import Catalogue
from egovplan.plan.model import Plan
from egovplan.plan.verify import verify
from egovplan.scheduling.solve import schedule
from egovplan.scheduling.stopping import Schedules
from egovplan.whatif.infeasible.amounts import KINDS, MOST, STEPS, UNITS, Amounts, weight_share
from egovplan.whatif.infeasible.conflicts import find_core
from egovplan.whatif.infeasible.model import Repair, RepairKind, RuleKind
from egovplan.whatif.infeasible.oracle import BRIEF, Finding, Oracle
from egovplan.whatif.infeasible.postpone import postponements
from egovplan.whatif.infeasible.relax import relaxed
from egovplan.whatif.infeasible.rules import Key, Registry
from egovplan.whatif.infeasible.shrink import Core
from egovplan.whatif.scenario import Scenario

DEPTH = 4
"""So many conflicts, one behind the other, are repaired together."""
REPLAN = 100
"""Schedules that the heuristic makes when a repair is planned: it is there to show a plan, not the best one."""
THOROUGH = 600
"""Schedules that the heuristic makes of a whole catalogue before the solver is asked."""


@dataclass(frozen=True)
class Draft:
    """A repair that is not planned yet.

    Parameters
    ----------
    kind, amount
        Of the first change.
    changes
        Rules that give way, and by how much.
    begin, registry
        What is changed besides, as a scenario (None for nothing), and the rules of the catalogue that this leaves.
    plan
        Of the changed catalogue, in its relaxed form.
    size
        Of everything together. [1]
    is_smallest
        Whether less is proved not to be enough; never where further changes come with it.
    """

    kind: RepairKind
    amount: int
    changes: Mapping[Key, int]
    begin: Scenario | None
    registry: Registry
    plan: Plan
    size: float
    is_smallest: bool


class Repairs:
    """Looks for repairs of one catalogue.

    Parameters
    ----------
    oracle
        Of the catalogue.
    """

    def __init__(self, oracle: Oracle) -> None:
        self.oracle, self.registry = oracle, oracle.registry
        self.behind: list[Core] = []
        self._extras: list[dict[Key, int]] = []

    def drafts(self, core: Core) -> Iterator[Draft]:
        """Yield repairs of a conflict as they are found, for as long as there is time."""
        for kind in KINDS:
            for key in (key for key in core.keys if key.kind is kind):
                if self.oracle.deadline.left() > 0 and (draft := self._giving_way(core, key)):
                    yield draft
        measures = dict.fromkeys(
            self.registry.flat(k.subjects[0]).measure for k in core.keys if k.kind is RuleKind.WORK
        )
        for measure in measures:
            if measure and self.oracle.deadline.left() > 0 and (draft := self._postponed(measure)):
                yield draft

    def _giving_way(self, core: Core, key: Key) -> Draft | None:
        least = self._least(core, key)
        if least is None:
            return None
        amount, is_smallest = least
        for more in (0, 1, 3):
            changes = {key: amount + more * max(STEPS.get(key.kind, 1), amount // 4)}
            done = self._completed(self.registry, changes, DEPTH)
            if done is not None:
                size = Amounts(self.registry).size(done[0])
                is_least = is_smallest and done[0] == {key: amount}  # of what comes with it, nothing is proved
                return Draft(KINDS[key.kind], done[0][key], done[0], None, self.registry, done[1], size, is_least)
        return self._late_enough(key) if key.kind is RuleKind.DEADLINE else None

    def _late_enough(self, key: Key) -> Draft | None:
        """Return the deadline that some plan without it keeps: enough, if not the least."""
        line, free = self.registry.catalogue.timeline, self.registry.amended({key: MOST[key.kind]})
        plan = self._whole(free).plan
        if plan is None:
            return None
        held = (row for row in plan if any(key == k for k, _ in self.registry.deadlines(self.registry.flat(row.id))))
        days = max(row.finish for row in held) - line.index_after(self.registry.day_of(key))
        size = Amounts(self.registry).size({key: days})
        return Draft(RepairKind.DEADLINE, days, {key: days}, None, self.registry, plan, size, is_smallest=False)

    def _least(self, core: Core, key: Key) -> tuple[int, bool] | None:
        """Return by how much a rule must give way for its conflict to end, and whether less is proved not to be enough."""
        step, most = STEPS.get(key.kind, 1), MOST[key.kind]
        low, high, finding = 0, step, Finding()
        proved = True
        while (finding := self._without(core, key, high)).plan is None:
            low, proved = high, finding.proof is not None
            high *= 2
            if low >= most or self.oracle.deadline.left() <= 0:
                return None
        while high - low > step:
            middle = (low + high) // 2 // step * step
            finding = self._without(core, key, middle)
            if finding.plan is not None:
                high = middle
            else:
                low, proved = middle, finding.proof is not None
        return high, proved

    def _without(self, core: Core, key: Key, amount: int) -> Finding:
        return self.oracle.of(self.registry.amended({key: amount})).decide(core.keys, patience=BRIEF)

    def _completed(self, registry: Registry, changes: dict[Key, int], depth: int) -> tuple[dict[Key, int], Plan] | None:
        """Return changes with whatever else it takes, and a plan of the whole; None if that is not found."""
        oracle = self.oracle.of(registry.amended(changes))
        if plan := self._whole(oracle.registry).plan:
            return changes, plan
        if depth <= 1 or oracle.deadline.left() <= 0:
            return None
        return self._as_before(registry, changes) or self._further(oracle, registry, changes, depth)

    def _whole(self, registry: Registry) -> Finding:
        """Return a plan of a whole catalogue with what has given way; proofs and the heuristic look, the solver does not."""
        return self.oracle.of(registry).judge(relaxed(registry, registry.all()), schedules=THOROUGH, patience=0.0)

    def _as_before(self, registry: Registry, changes: dict[Key, int]) -> tuple[dict[Key, int], Plan] | None:
        """Return changes with what another repair took besides, if that is enough here too."""
        for extra in self._extras:
            both = {**changes, **{key: amount for key, amount in extra.items() if key not in changes}}
            if plan := self._whole(registry.amended(both)).plan:
                return both, plan
        return None

    def _further(
        self, oracle: Oracle, registry: Registry, changes: dict[Key, int], depth: int
    ) -> tuple[dict[Key, int], Plan] | None:
        """Return changes with the smallest ones that end the next conflict, and those behind it."""
        found = find_core(oracle)
        if found.core is None:
            return None if found.finding.plan is None else (changes, found.finding.plan)
        if not set(found.core.keys) & set(oracle.registry.amendments):
            self.behind.append(found.core)  # of the catalogue as it is; with what has given way, it is more of the same
        for key, amount in self._smallest_first(oracle.registry, found.core):
            if done := self._completed(registry, {**changes, key: changes.get(key, 0) + amount}, depth - 1):
                extra = {k: v for k, v in done[0].items() if k not in changes}
                if extra and extra not in self._extras:
                    self._extras.append(extra)
                return done
        return None

    def _smallest_first(self, registry: Registry, core: Core) -> list[tuple[Key, int]]:
        """Return by how much each rule of a further conflict must give way at least, the smallest change first."""
        other, amounts = Repairs(self.oracle.of(registry)), Amounts(registry)
        likely = {key.kind: key for key in reversed(core.keys) if key.kind in KINDS}  # one of each kind
        found = [(key, least[0]) for key in likely.values() if (least := other._least(core, key))]
        return sorted(found, key=lambda item: (amounts.size(dict([item])), item[0].kind, item[0].subjects))

    def _postponed(self, measure: str) -> Draft | None:
        is_mildest = True
        for scenario in postponements(self.registry.catalogue, measure):
            changed = scenario.apply(self.registry.catalogue)
            registry = Registry(changed, self.registry.as_of)
            if done := self._completed(registry, {}, 2):
                size = weight_share(self.registry.catalogue, measure) + Amounts(registry).size(done[0])
                is_smallest = is_mildest and not done[0]
                return Draft(RepairKind.POSTPONE, 1, done[0], scenario, registry, done[1], size, is_smallest)
            is_mildest = False  # what did not help is not refuted: no plan was found in time
        return None

    def planned(self, draft: Draft, seconds: float) -> Repair | None:
        """Return a repair with the verified plan of the changed catalogue; None if no plan was found in time.

        Parameters
        ----------
        draft
            What is changed.
        seconds
            For planning. [s]
        """
        scenario = Amounts(draft.registry).scenario(draft.changes, draft.begin)
        is_applied = draft.begin is not None and not draft.changes  # checking a large catalogue anew takes its time
        changed = draft.registry.catalogue if is_applied else scenario.apply(self.registry.catalogue)
        result = schedule(
            changed, time_limit=seconds, seed=self.oracle.seed, workers=1, as_of=self.registry.as_of,
            hint=_of(changed, draft.plan), stop=Schedules(REPLAN),
        )  # fmt: skip
        if result.plan is None or verify(result.plan, changed):
            return None
        return Repair(
            draft.kind, scenario.title, draft.amount, UNITS[draft.kind], draft.size, scenario, result, draft.is_smallest
        )  # fmt: skip


def _of(catalogue: Catalogue, plan: Plan) -> Plan:
    """Return a plan of the relaxed form as one of the catalogue itself."""
    return Plan(catalogue, plan.activities, plan.as_of)
