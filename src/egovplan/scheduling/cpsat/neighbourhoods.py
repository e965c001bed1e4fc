# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Plans of hundreds and thousands of activities, bettered window by window.

Some activities are set free, all others stay where they are; the solver finds a better place for the free ones, or proves that there
is none, in a fraction of a second (large neighbourhoods: Shaw 1998; on windows of a project: Palpant, Artigues, Michelon 2004).
Windows are stretches of the time axis, and measures together with others that they share people with. What is late is looked at first.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from egovplan.errors import SolverError
from egovplan.scheduling.cpsat import constraints as rules
from egovplan.scheduling.cpsat.engine import Engine
from egovplan.scheduling.cpsat.listeners import Last
from egovplan.scheduling.cpsat.model import LevelModel
from egovplan.scheduling.cpsat.schedules import schedule_of
from egovplan.scheduling.cpsat.subproblem import Subproblem, Surroundings
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import network_heads
from egovplan.scheduling.dates.propagation import NoWindowError
from egovplan.scheduling.heuristic import by_priority
from egovplan.scheduling.instance import Instance, Longs
from egovplan.scheduling.objective import LEVELS, Schedule, evaluate, measure_finishes

SIZE = 60
"""So many activities are free at a time."""
STEPS = 0.1
"""Deterministic time for a window."""
SECONDS = 3.0
"""Time for a window: its presolve does not count steps. [s]"""
MANY = 40
"""So many windows in a row that bring nothing, and the whole gets a turn."""
PARTS = frozenset({"lateness", "makespan", "finish", "moves", "cost"})
"""Levels that a window can better."""
FAST: dict[str, Any] = {"num_workers": 1, "linearization_level": 0, "cp_model_probing_level": 0}


class Neighbourhoods:
    """Windows of a schedule, one after another.

    Parameters
    ----------
    functions
        Of the instance.
    engine
        Solves.
    levels
        Of the objective, most important first.
    """

    def __init__(self, functions: Functions, engine: Engine, levels: Sequence[str]) -> None:
        self.functions, self.instance, self.engine, self.levels = functions, functions.instance, engine, tuple(levels)
        self._surroundings = Surroundings(functions)
        self._random = random.Random(engine.settings.seed)  # noqa: S311  (no secret)
        self._seen: Schedule | None = None
        self._turn = 0

    def better(self, best: Schedule, level: str) -> Schedule | None:
        """Return a better schedule from one window, or None if it has none, or none was found in time.

        Parameters
        ----------
        best
            Keeps every rule.
        level
            What is to be bettered, without giving up anything of the levels before it.
        """
        if best is not self._seen:
            self._surroundings.take(best)
            self._seen = best
        self._turn += 1
        free = self._measures(best, level) if self._turn % 2 and level != "makespan" else self._stretch(best)
        if not len(free):
            return None
        found = self._solve(best, self._surroundings.cut(free), level)
        return None if found is None else self._improved(best, found, keeps_all=level != "makespan")

    # windows

    def _stretch(self, best: Schedule) -> Longs:
        """Return activities that follow each other in time, from somewhere on."""
        free = np.flatnonzero(self.instance.fixed_start < 0)
        order = free[np.lexsort((best.finishes[free], best.starts[free]))]
        first = self._random.randrange(max(1, len(order) - SIZE // 2))
        return np.sort(order[first : first + SIZE])

    def _measures(self, best: Schedule, level: str) -> Longs:
        """Return the activities of a measure that costs something, and of others, the nearest in time more likely."""
        instance, finish = self.instance, measure_finishes(self.instance, best.finishes)
        if not len(finish):
            return np.zeros(0, np.int64)
        late = np.where(instance.measure_due >= 0, np.maximum(0, finish - instance.measure_due), 0)
        weight = (late if level == "lateness" else finish) * instance.measure_weight
        first = self._random.choices(range(len(finish)), weights=(weight + 1e-3).tolist())[0]
        distance = np.abs(finish - finish[first]) + 1
        others = sorted(range(len(finish)), key=lambda k: float(distance[k]) * self._random.random())
        chosen: list[int] = []
        ptr = instance.measure_ptr
        for measure in [first, *(k for k in others if k != first)]:
            rows = instance.measure_activity[ptr[measure] : ptr[measure + 1]]
            rows = rows[instance.fixed_start[rows] < 0]
            if len(chosen) + len(rows) <= SIZE:
                chosen += rows.tolist()
            elif measure == first:
                last = rows[np.argsort(best.starts[rows], kind="stable")]
                at = self._random.randrange(max(1, len(last) - SIZE // 2))
                chosen += last[at : at + SIZE // 2].tolist()
            if len(chosen) >= SIZE - 5:
                break
        return np.array(sorted(chosen), np.int64)

    # one window

    def _solve(self, best: Schedule, sub: Subproblem, level: str) -> Schedule | None:
        """Return a better schedule of the part, None if there is none or it was not found."""
        known = _part_of(best, sub)
        part, ceilings = _narrowed(sub, known), self._ceilings(known, best, level)
        if level == "makespan":  # when all come earlier, what follows moves up
            part, level = _singles(part, sub), "finish"
            known = replace(known, objective=evaluate(part, known.starts, known.finishes, known.modes))
            ceilings["finish"] = known.objective[LEVELS.index("finish")] - 1
        functions = Functions(part)
        try:
            built = LevelModel(functions, network_heads(functions), level, ceilings)
        except NoWindowError:
            return None
        self._keep_outside(built, sub)
        built.hint(known)
        last = Last(built)
        limits = {"max_deterministic_time": min(STEPS, self.engine.steps_left())}
        if self.engine.settings.uses_clock:
            limits["max_time_in_seconds"] = max(1e-3, min(SECONDS, self.engine.seconds_left()))
        self.engine.solve(built.model, 1.0, lambda _: None, listener=last, **FAST, **limits)
        return None if last.schedule is None else self._whole(best, sub, last.schedule)

    def _ceilings(self, known: Schedule, best: Schedule, level: str) -> dict[str, int]:
        """Return what the part must not exceed: what it has now, and less at the level that is to be bettered."""
        upto = self.levels[: self.levels.index(level) + 1]
        ceilings = {name: known.objective[LEVELS.index(name)] for name in upto}
        if level != "makespan":
            ceilings[level] -= 1
        if "makespan" in ceilings:
            ceilings["makespan"] = best.objective[LEVELS.index("makespan")]
        return {k: v for k, v in ceilings.items() if not (level == "makespan" and k in ("lateness", "finish"))}

    def _keep_outside(self, built: LevelModel, sub: Subproblem) -> None:
        """Keep what follows outside, and the measures that others have open."""
        x, never = built.x, self.functions.never
        for place in np.flatnonzero(sub.free).tolist():
            if sub.latest_start[place] < never:
                built.model.add(x.start[place].var <= sub.latest_start[place])
            if sub.latest_finish[place] < never:
                built.model.add(x.finish_axis(place).var <= sub.latest_finish[place])
        if built.instance.measure_names != sub.part.measure_names:  # singles: the generator keeps open measures
            return
        for g, others in sub.outside.items():
            group, now = self.instance.groups[g], self.instance.now
            inside = [sub.measures[m] for m in group.measures if m in sub.measures]
            finish = [built.finishes[k] if built.finishes else rules.measure_finish(x, k) for k in inside]
            spans = [
                (span, 1) for k, f in zip(inside, finish, strict=True) if (span := rules.open_span(x, k, f)) is not None
            ]
            if spans:
                rules.cumulative(built.model, spans, group.limit - others[now:], now)

    def _whole(self, best: Schedule, sub: Subproblem, part: Schedule) -> Schedule | None:
        starts, modes = best.starts.copy(), best.modes.copy()
        starts[sub.kept[sub.free]], modes[sub.kept[sub.free]] = part.starts[sub.free], part.modes[sub.free]
        try:
            return schedule_of(self.instance, starts, modes)
        except SolverError:  # pragma: no cover  (a finish beyond the horizon)
            return None

    def _improved(self, best: Schedule, found: Schedule, *, keeps_all: bool) -> Schedule | None:
        """Return the schedule, or what is left when everything moves up behind it, if that is better."""
        tight = by_priority(self.instance, found.starts.tolist(), found.modes.tolist())
        candidates = [s for s in (found if keeps_all else None, tight) if s is not None]
        first = min(candidates, key=self._values, default=best)
        return first if self._values(first) < self._values(best) else None

    def _values(self, schedule: Schedule) -> tuple[int, ...]:
        return tuple(schedule.objective[LEVELS.index(level)] for level in self.levels)


def _part_of(best: Schedule, sub: Subproblem) -> Schedule:
    """Return what a schedule says about the part; modes of what is fixed come first."""
    starts, finishes = best.starts[sub.kept], best.finishes[sub.kept]
    modes = np.where(sub.free, best.modes[sub.kept], 0).astype(np.int32)
    return Schedule(starts, finishes, modes, evaluate(sub.part, starts, finishes, modes))


def _narrowed(sub: Subproblem, known: Schedule) -> Instance:
    """Return the part with everything free kept within the days that it covers now: the shorter, the faster solved."""
    part, free = sub.part, sub.free
    end, begin = int(known.finishes[free].max()), int(known.starts[free].min())
    deadline = np.where(free, np.minimum(part.deadline, end), part.deadline).astype(np.int32)
    anywhere = free & (part.allowed < 0)
    release = np.where(anywhere, np.maximum(part.release, begin), part.release).astype(np.int32)
    return replace(part, deadline=deadline, release=release)


def _singles(part: Instance, sub: Subproblem) -> Instance:
    """Return the part with a measure for each free activity, all of the same weight."""
    free = np.flatnonzero(sub.free)
    return replace(
        part, measure_names=tuple(part.names[i] for i in free), measure_ptr=np.arange(len(free) + 1, dtype=np.int32),
        measure_activity=free.astype(np.int32), measure_due=np.full(len(free), -1, np.int32),
        measure_weight=np.ones(len(free), np.int64),
    )  # fmt: skip
