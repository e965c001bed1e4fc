# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Compare overlays with networks made and solved anew, over random sequences of changes::

python -m tests.network.overlay_differential --count 20000 --jobs 2

A seed stands for a network and a sequence; ``--first SEED --count 1`` runs one again.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from random import Random
from typing import Any

from egovplan._core import Graph, Overlay
from tests import many
from tests.network.core_cases import random_case
from tests.network.core_differential import Columns
from tests.network.core_reference import LARGEST, SF, Arrow, Case, magnitude, shortest_circle, solve

COLUMNS = ("early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float")
STEPS = 14
CHUNK = 500
LARGE = 16  # of so many networks, one is large


@dataclass
class Model:
    """The changed network in plain values: what an overlay stands for. ``ids`` are the numbers of its links."""

    case: Case
    ids: list[int]
    following: int
    past: list[tuple[Case, list[int]]] = field(default_factory=list)

    def change(self, works: list[Any], arrows: list[Arrow], ids: list[int]) -> None:
        self.past.append((self.case, self.ids))
        self.case, self.ids = replace(self.case, works=works, arrows=arrows), ids

    def undo(self, steps: int) -> None:
        for _ in range(steps):
            self.case, self.ids = self.past.pop()


class Trial:
    """One network with a sequence of changes, and what differs after them."""

    def __init__(self, seed: int, case: Case) -> None:
        self.rng = Random(seed)
        self.seed = seed
        self.model = Model(case, list(range(len(case.arrows))), len(case.arrows))
        self.overlay = Overlay(*_built(case, seed))
        self.done: Counter[str] = Counter()

    def run(self) -> Iterator[str]:
        for _ in range(self.rng.randint(1, STEPS)):
            kind = self.rng.choice(("duration", "duration", "duration", "lag", "add", "remove", "undo", "ask", "keep"))
            yield from getattr(self, f"_{kind}")()
            self.done[kind] += 1
            if self.rng.random() < 0.6:  # else changes gather
                yield from self._compare(self.rng.random() < 0.5)
        yield from self._compare(whole=True)

    # changes

    def _any(self) -> int:
        return self.rng.randrange(len(self.model.case.works))

    def _days(self, sign: bool) -> int:
        dice = self.rng.random()
        most = 10**6 if dice < 0.02 else 2**40 if dice < 0.04 and self.model.case.horizon is None else 12
        return self.rng.randint(-most if sign else 0, most)

    def _duration(self) -> Iterator[str]:
        i, days, case = self._any(), self._days(sign=False), self.model.case
        works = [w if k != i else w._replace(duration=days, until=None) for k, w in enumerate(case.works)]
        if _fits(replace(case, works=works)):
            self.overlay.set_duration(i, days)
            self.model.change(works, case.arrows, self.model.ids)
        else:
            yield from self._refused(lambda: self.overlay.set_duration(i, days))

    def _lag(self) -> Iterator[str]:
        case, ids = self.model.case, self.model.ids
        if not ids:
            return
        k, lag = self.rng.randrange(len(ids)), self._days(sign=True)
        arrow = case.arrows[k]
        arrows = [*case.arrows[:k], arrow._replace(lag=lag, days=None), *case.arrows[k + 1 :]]
        if (ids[k], arrow.relation) not in [link[:2] for link in self.overlay.between(arrow.before, arrow.after)]:
            yield f"link {ids[k]} is not there"
        if _fits(replace(case, arrows=arrows)):
            self.overlay.set_lag(arrow.before, arrow.after, ids[k], lag)
            self.model.change(case.works, arrows, ids)
        else:
            yield from self._refused(lambda: self.overlay.set_lag(arrow.before, arrow.after, ids[k], lag))

    def _add(self) -> Iterator[str]:
        case = self.model.case
        relation = 0 if self.rng.random() < 0.6 else self.rng.randint(0, SF)
        arrow = Arrow(self._any(), self._any(), relation, self._days(sign=True))
        if not _fits(replace(case, arrows=[*case.arrows, arrow])):
            return
        steps = self.overlay.steps
        circle = self.overlay.add(*arrow[:4])
        need = shortest_circle(len(case.works), [*case.arrows, arrow])
        if len(circle) != (need or 0) or (circle and (circle[0], circle[-1]) != (arrow.after, arrow.before)):
            yield f"circle {circle}, of {need} expected, with {arrow}"
        pairs = {(a.before, a.after) for a in case.arrows}
        if any(step not in pairs for step in pairwise(circle)):
            yield f"{circle} is no circle"
        if not circle:
            self.model.change(case.works, [*case.arrows, arrow], [*self.model.ids, self.model.following])
            self.model.following += 1
        elif self.overlay.steps != steps:
            yield "a circle is a step"

    def _remove(self) -> Iterator[str]:
        case, ids = self.model.case, self.model.ids
        if ids:
            k = self.rng.randrange(len(ids))
            self.overlay.remove(case.arrows[k].before, case.arrows[k].after, ids[k])
            self.model.change(case.works, case.arrows[:k] + case.arrows[k + 1 :], ids[:k] + ids[k + 1 :])
        yield from ()

    def _undo(self) -> Iterator[str]:
        if self.overlay.steps != len(self.model.past):
            yield f"{self.overlay.steps} steps instead of {len(self.model.past)}"
        steps = min(self.rng.choice((1, 1, 1, 2, 3, 99)), len(self.model.past))
        self.overlay.undo(steps)
        self.model.undo(steps)

    def _keep(self) -> Iterator[str]:
        if self.rng.random() < 0.3:
            self.overlay.keep()
            self.model.past.clear()
        yield from ()

    def _refused(self, change: Any) -> Iterator[str]:
        try:
            change()
            yield "days beyond 2**60 are not refused"
        except ValueError:
            pass

    # times

    def _ask(self) -> Iterator[str]:
        """Ask what a later start does, and compare with a network in which it has happened."""
        i, days, case = self._any(), self.rng.randint(0, 20), self.model.case
        times = self.overlay.times(i)
        work = case.works[i]
        if times is None:
            return
        start = times[0] + days
        if work.fixed:
            later = work._replace(fixed=(start, start + work.fixed[1] - work.fixed[0]))
        else:
            last = start if case.horizon is None else min(start, case.horizon + 1)
            later = work._replace(release=last, notice=None)
        changed = replace(case, works=[*case.works[:i], later, *case.works[i + 1 :]])
        if not _fits(changed) or (later.fixed and case.horizon is not None and later.fixed[1] > case.horizon):
            return
        sweep = _solved(changed, self.seed)
        have, need = self.overlay.finish_if_later(i, days), -1 if sweep.never >= 0 else sweep.finish
        if have != need:
            yield f"finish if {i} is {days} days later: {have} instead of {need}"

    def _compare(self, whole: bool) -> Iterator[str]:
        case, overlay = self.model.case, self.overlay
        sweep = _solved(case, self.seed)
        if sweep.never >= 0:
            yield from self._lost(case)
            return
        if overlay.finish != sweep.finish or (whole and overlay.update() != sweep.finish):
            yield f"finish {overlay.finish} instead of {sweep.finish}"
        if not whole:
            return
        columns = {name: getattr(sweep, name).tolist() for name in COLUMNS}
        i = self._any()
        need = [columns[name][i] for name in COLUMNS if name != "total_float"]
        if list(overlay.times(i) or ()) != need:
            yield f"times of {i}: {overlay.times(i)} instead of {need}"
        for name, days in columns.items():
            have: Any = getattr(overlay, name)
            if have is None or have.tolist() != days:
                yield f"{name} {have} instead of {days}"

    def _lost(self, case: Case) -> Iterator[str]:
        have = self.overlay.finish, self.overlay.update(), self.overlay.times(0), self.overlay.late_start
        position, ready = self.overlay.lost
        if have != (-1, -1, None, None) or solve(case).never.get(position) != ready:
            yield f"{have}, {position} from {ready} on, where some activity has no day"


def _fits(case: Case) -> bool:
    return magnitude(case) <= LARGEST


def _built(case: Case, seed: int) -> tuple[Any, ...]:
    given = Columns(case, seed)
    horizon = -1 if case.horizon is None else case.horizon
    graph = Graph(len(case.works), horizon=horizon, **{k: v for k, v in given.graph.items() if v is not None})
    names = ("duration", "release", "fixed_start", "fixed_finish", "tables")
    return graph, *(given.days_given.get(name) for name in names)


def _solved(case: Case, seed: int) -> Any:
    graph, *columns = _built(case, seed)
    return graph.cpm(*columns)


def differences(seed: int) -> tuple[list[str], Counter[str]]:
    """Return what differs over the sequence of a seed, and how many changes of each kind there were."""
    size = Random(seed).randint(50, 600) if seed % LARGE == 0 else None  # so large that changes end before a sweep
    case = replace(random_case(seed, size), target=None)
    if not case.works or not _fits(case) or shortest_circle(len(case.works), case.arrows) is not None:
        return [], Counter(unfit=1)
    trial = Trial(seed, case)
    return [f"{seed}: {line}" for line in trial.run()], trial.done


def main(arguments: list[str] | None = None) -> int:
    """Run as many sequences as asked for; exit code 1 if any differs."""
    parser = many.parser("Overlays against networks made anew, over random changes.", count=20_000)
    found = many.compare_all(differences, parser.parse_args(arguments), noun="sequences", chunk=CHUNK)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
