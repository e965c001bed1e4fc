# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""From a proof to the rules behind it: what pushes its activities forward in time, and what holds them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from egovplan.catalogue.flat import FlatLink
from egovplan.scheduling.dates.functions import Functions, latest
from egovplan.scheduling.dates.windows import Windows
from egovplan.whatif.infeasible.model import RuleKind
from egovplan.whatif.infeasible.proofs import Proof
from egovplan.whatif.infeasible.rules import Key, Registry


class Reasons:
    """The rules behind the windows of a catalogue's activities.

    Parameters
    ----------
    registry
        All its rules.
    links, functions, windows
        Of the whole instance, with what has given way; windows None where precedences and windows alone exclude each other.
    """

    def __init__(
        self, registry: Registry, links: Iterable[FlatLink], functions: Functions, windows: Windows | None
    ) -> None:
        self.registry, self.functions, self.windows = registry, functions, windows
        self.instance = functions.instance
        self._into: dict[int, list[tuple[int, FlatLink]]] = {}
        self._out: dict[int, list[tuple[int, FlatLink]]] = {}
        for k, link in enumerate(links):
            self._into.setdefault(int(self.instance.link_succ[k]), []).append((k, link))
            self._out.setdefault(int(self.instance.link_pred[k]), []).append((k, link))

    def of(self, proof: Proof) -> set[Key]:
        """Return rules that a proof without search rests on; more than it takes, but few of all there are."""
        names = set(proof.activities) if proof.kind == "chain" else self._behind(proof)
        registry = self.registry
        keys = {*registry.of_activities(names), *(registry.of_link(link) for link in registry.links(names))}
        keys |= {key for key in registry.shared(names) if key.kind is RuleKind.EMBARGO}
        return keys | set(self._scarce(proof, names))

    def _behind(self, proof: Proof) -> set[str]:
        """Return the activities of a proof, those that push them to its first day and those that hold them before its last."""
        assert self.windows is not None
        first = proof.start - self.instance.origin
        inside = [self.registry.position[name] for name in proof.activities]
        found = set(inside)
        for i in inside:
            if proof.kind == "pair" or first > self.instance.now:
                found |= set(self._pushed(i))
            found |= set(self._held(i))
        found |= set(self._facts(proof))
        return {self.instance.names[i] for i in found}

    def _facts(self, proof: Proof) -> Iterator[int]:
        """Yield what has begun and takes of the same resource or account."""
        if proof.kind == "money":
            yield from (self.registry.position[name] for name in self.registry.facts)
            return
        start, finish = proof.start - self.instance.origin, proof.finish - self.instance.origin
        for name in self.registry.facts:
            i = self.registry.position[name]
            if self.instance.fixed_start[i] < finish and self.instance.fixed_finish[i] > start:
                yield i

    def _scarce(self, proof: Proof, names: Iterable[str]) -> Iterator[Key]:
        """Yield the rule of the resource or budget that a proof speaks of, in the years that it speaks of."""
        if not proof.resource:
            return
        line = self.registry.catalogue.timeline
        since, until = line.date(proof.start), line.date(max(proof.start, proof.finish - 1))
        name = proof.resource.removeprefix("limit:")
        for key in self.registry.shared(names):
            if key.subjects == (name,) and (key.year is None or self._meets(key, since, until)):
                yield key

    def _meets(self, key: Key, since: dt.date, until: dt.date) -> bool:
        assert key.year is not None
        if key.kind is RuleKind.BUDGET:
            return since.year <= key.year <= until.year
        years = self.registry.years
        return min(since.year, years[-1]) <= key.year <= max(until.year, years[0])

    # along the precedences

    def _pushed(self, i: int) -> Iterator[int]:
        """Yield what an activity waits for, and what that waits for, back to what waits for none."""
        assert self.windows is not None
        seen = {i}
        while True:
            low, driver = self.windows.start_low[i], -1
            for k, _ in self._into.get(i, ()):
                before = int(self.instance.link_pred[k])
                event = (self.windows.finish_low if self.functions.from_finish(k) else self.windows.start_low)[before]
                bound = min(int(self.functions.starts(k, mode)[event]) for mode in self.instance.modes_of(i))
                if bound >= low and before not in seen:  # notice and the next allowed day are in the bound
                    driver = before
                    break
            if driver < 0:
                return
            seen.add(driver)
            yield driver
            i = driver

    def _held(self, i: int) -> Iterator[int]:
        """Yield what must come after an activity and leaves it no more time, on to whatever has a deadline of its own."""
        assert self.windows is not None
        seen = {i}
        while True:
            windows, driver = self.windows, -1
            for k, _ in self._out.get(i, ()):
                after = int(self.instance.link_succ[k])
                steps = [self.functions.starts(k, mode) for mode in self.instance.modes_of(after)]
                event = max(latest(s, windows.start_high[after]) for s in steps)
                own = (windows.finish_high if self.functions.from_finish(k) else windows.start_high)[i]
                if event <= own and after not in seen:
                    driver = after
                    break
            if driver < 0:
                return
            seen.add(driver)
            yield driver
            i = driver
