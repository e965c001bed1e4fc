# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The levels of the objective one after another: minimise one, keep what it reached as a ceiling, go on with the next.

Runs in the solver process. It says what it finds the moment it finds it, so that killing it loses nothing.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from egovplan.scheduling.cpsat.engine import Engine, Outcome, Settings
from egovplan.scheduling.cpsat.explain import explain
from egovplan.scheduling.cpsat.focus import Focus
from egovplan.scheduling.cpsat.listeners import Each
from egovplan.scheduling.cpsat.model import LevelModel
from egovplan.scheduling.cpsat.neighbourhoods import MANY, PARTS, Neighbourhoods
from egovplan.scheduling.cpsat.portfolio import proving
from egovplan.scheduling.cpsat.sharpen import sharpen
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import Heads, heads_of
from egovplan.scheduling.dates.propagation import NoWindowError
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.objective import LEVELS, Schedule

LARGE = 200
"""From so many activities on, the solver improves schedules; it will hardly prove anything for the whole at once."""
Send = Callable[[Mapping[str, Any]], None]
SHARPEN = 60
"""From so many activities on, measures are looked at one by one first."""
SLICE, GROWTH = 0.4, 1.5
"""Seconds that a solve has for itself before a better schedule from outside cuts it, and how they grow with each cut."""


class Search:
    """A lexicographic search that can be stopped from another thread, and takes better schedules while it runs.

    The solver cannot be told of a schedule while it solves. So the solve is cut and begun again with the new schedule as hint and
    ceiling, and with the bound that is proved; but not before it has had a slice of time for itself, which grows with each cut.

    Parameters
    ----------
    instance
        What is to be scheduled.
    settings
        How.
    send
        Takes each message: schedules, bounds, finished levels.
    best
        A schedule that keeps all rules, if one is known; a hint, and a ceiling.
    """

    def __init__(self, instance: Instance, settings: Settings, send: Send, best: Schedule | None = None) -> None:
        self.instance, self.settings, self.best = instance, settings, best
        self.functions = Functions(instance)
        self.engine = Engine(settings)
        self._bounds: dict[str, int] = dict(settings.bounds)
        self._send = send
        self._lock = threading.RLock()
        self._answered = threading.Event()
        self._level: str | None = None
        self._slice, self._steps = SLICE, settings.exchange
        self._timer: threading.Timer | None = None
        self._until: dict[str, float] = {}
        self._failures = 0

    @cached_property
    def _neighbourhoods(self) -> Neighbourhoods:
        return Neighbourhoods(self.functions, self.engine, self.settings.levels)

    @cached_property
    def heads(self) -> Heads:
        """Earliest dates, the same for all levels."""
        return heads_of(self.functions)

    def stop(self) -> None:
        """End the search soon; what was found is kept."""
        self.engine.stop()
        self._answered.set()

    def begin_with(self, schedule: Schedule | None) -> None:
        """Take a schedule that was found elsewhere; if it lowers the ceiling of the solve that runs, that is begun anew."""
        with self._lock:
            level, before = self._level, self.best
            if schedule is not None and self._is_better(schedule):
                self.best = schedule
                if self._steps is None and level is not None and self._lowers(level, before):
                    self._cut_in(self.engine.begun + self._slice - time.monotonic())
        self._answered.set()

    def use(self, workers: int) -> None:
        """Solve with another number of workers, from the next solve on, which comes soon."""
        with self._lock:
            changes, self.engine.workers = workers != self.engine.workers, workers
            if changes and self._level is not None:
                self._cut_in(0.0)

    def _lowers(self, level: str, before: Schedule | None) -> bool:
        """Whether the best schedule has a lower value than the one before, in a level or one above it."""
        upto = self.settings.levels[: self.settings.levels.index(level) + 1]
        places = [LEVELS.index(name) for name in upto]
        assert self.best is not None
        return before is None or [self.best.objective[k] for k in places] < [before.objective[k] for k in places]

    def _cut_in(self, seconds: float) -> None:
        """Cut the solve that runs, in some seconds."""
        if self._timer is None:
            self._timer = threading.Timer(max(0.0, seconds), self._cut)
            self._timer.daemon = True
            self._timer.start()

    def _cut(self) -> None:
        with self._lock:
            self._timer = None
            if self._level is not None:
                self._slice *= GROWTH
                self.engine.cut()

    def run(self) -> None:
        """Solve the levels in order, each until it is proved or its share of the time is over, and again with better schedules."""
        self._prepare()
        while not self.engine.is_over and (level := self._next_level()) is not None:
            if self._round(level) in (Outcome.INFEASIBLE, Outcome.INVALID):
                return
            if self._steps is not None:
                self._exchange()

    def _prepare(self) -> None:
        """Raise the bounds of single measures, and work on what is late, before the whole is looked at."""
        if self.best is not None and len(self.instance) >= SHARPEN and self._opens(("lateness", "finish")):
            self.heads = sharpen(self.functions, self.heads, self.best, self.engine, self._tell_heads)
        if self.settings.levels[0] == "lateness" and not self.engine.is_over:
            self._focus()

    def _next_level(self) -> str | None:
        """Return the first level that is not proved and has time left; None if there is none."""
        for position, level in enumerate(self.settings.levels):
            if not self._opens((level,)):
                continue
            left = self.engine.remaining()
            until = self._until.setdefault(level, left * (1 - self._share(position)) if math.isfinite(left) else 0.0)
            if left > until:
                return level
        return None

    def _round(self, level: str) -> Outcome:
        """Solve a level until it is proved, its time is over, or something better is known."""
        left = self.engine.remaining()
        share = 1 - self._until[level] / left if math.isfinite(left) else 1.0
        with self._lock:
            best = self.best
            self._level = level
        try:
            if best is not None and len(self.instance) >= LARGE and level in PARTS and self._failures < MANY:
                return self._windows(level)
            self._failures = 0
            return self._solve(level, best, share)
        finally:
            with self._lock:
                self._level = None
                if self._timer is not None:
                    self._timer.cancel()
                    self._timer = None

    def _windows(self, level: str) -> Outcome:
        """Better a large schedule window by window, until many of them in a row have brought nothing."""
        begun = self.engine.used
        while not self.engine.is_over and self.engine.remaining() > self._until[level] and self._failures < MANY:
            if self._steps is not None and self.engine.used - begun >= self._steps:
                break
            with self._lock:
                best = self.best
            assert best is not None
            if not self._opens((level,)):
                break
            found = self._neighbourhoods.better(best, level)
            self._failures = 0 if found else self._failures + 1
            if found is not None:
                self.found(found)
        return Outcome.OPEN

    def _exchange(self) -> None:
        """Say that a round is over, and wait for what the heuristic has found meanwhile."""
        assert self._steps is not None
        self._steps *= 2
        self._answered.clear()
        self._send({"kind": "round"})
        if not self.engine.is_over:
            self._answered.wait()

    def _focus(self) -> None:
        """Work on what is late, where the whole is too large to be solved at once."""
        if self.best is None or len(self.instance) < LARGE or not self._opens(("lateness",)):
            return
        focus = Focus(self.functions, self.heads, self.engine, lambda bound: self._bound("lateness", bound), self.found)
        focus.run(self.best, self._share(0))

    def _opens(self, levels: Sequence[str]) -> bool:
        """Return whether one of these levels is asked for and not proved."""
        best, asked = self.best, [level for level in levels if level in self.settings.levels]
        return any(best is None or value_of(best, level) > self._bounds.get(level, -math.inf) for level in asked)

    def _share(self, position: int) -> float:
        """Return the share of a level of what is left: two thirds of it, the last one all. [1]."""
        return 1.0 if position == len(self.settings.levels) - 1 else 2 / 3

    def _solve(self, level: str, best: Schedule | None, share: float) -> Outcome:
        """Solve a level; of a small instance with a known schedule, only what is better counts, so that nothing is a proof."""
        above = self.settings.levels[: self.settings.levels.index(level) + 1] if best is not None else ()
        ceilings = {name: value_of(best, name) for name in above}
        must_improve = best is not None and len(self.instance) < LARGE
        if must_improve:
            ceilings[level] -= 1
        try:
            built = LevelModel(self.functions, self.heads, level, ceilings)
        except NoWindowError:
            return self._nothing(level, best) if must_improve else self._infeasible(level, proved=best is None)
        if best is not None:
            built.hint(best)
        if (bound := self._bounds.get(level)) is not None:
            built.keep_above(bound)
        outcome = self.engine.solve(
            built.model, share, lambda bound: self._bound(level, bound), listener=Each(built, self.found),
            **self._tuning(must_improve=must_improve), **self._effort(share),
        )  # fmt: skip
        if outcome is Outcome.INVALID:
            self._send({"kind": "invalid", "level": level, "text": built.model.validate()})
        if outcome is not Outcome.INFEASIBLE:
            return outcome
        return self._nothing(level, best) if must_improve else self._refuted(level, best)

    def _nothing(self, level: str, best: Schedule | None) -> Outcome:
        """Take that nothing is better than what is known."""
        self._bound(level, value_of(best, level))
        return Outcome.PROVED

    def _refuted(self, level: str, best: Schedule | None) -> Outcome:
        """Say that there is no schedule, and why, if a second solve says so too."""
        proved = best is None and self._is_refuted_again()
        self._infeasible(level, proved=proved)
        if proved:
            found = explain(self.instance, self.engine)
            self._send({"kind": "conflict", "rules": found.rules, "minimal": found.is_minimal})
        return Outcome.INFEASIBLE

    def _tuning(self, *, must_improve: bool = False) -> dict[str, Any]:
        """Return parameters: for the proof, or for large instances, where few threads are best spent on neighbourhoods."""
        if must_improve:
            return proving(self.engine.workers)
        if len(self.instance) < LARGE:
            return {}
        return {"cp_model_probing_level": 0, "use_lns_only": self.best is not None and 1 < self.engine.workers < 4}

    def _effort(self, share: float) -> dict[str, Any]:
        """Return the limit of one solve where schedules are exchanged after so many steps."""
        if self._steps is None:
            return {}
        return {"max_deterministic_time": max(1e-3, min(self._steps, share * self.engine.steps_left()))}

    def _bound(self, level: str, bound: int) -> None:
        if level in self.settings.levels and bound > self._bounds.get(level, -math.inf):
            self._bounds[level] = bound
            self._send({"kind": "bound", "level": level, "bound": bound})

    def _tell_heads(self, heads: Heads) -> None:
        for level, bound in heads.least_values(self.instance).items():
            self._bound(level, bound)

    def found(self, schedule: Schedule) -> None:
        """Take a schedule; it is passed on if it is the best so far."""
        with self._lock:
            if not self._is_better(schedule) or int(schedule.finishes.max(initial=0)) > self.instance.horizon:
                return
            self.best = schedule
        self._send({"kind": "schedule", "starts": schedule.starts, "modes": schedule.modes})

    def _is_better(self, schedule: Schedule) -> bool:
        order = [LEVELS.index(level) for level in self.settings.levels]
        return self.best is None or [schedule.objective[k] for k in order] < [self.best.objective[k] for k in order]

    def _is_refuted_again(self) -> bool:
        """Never trust one proof: ask again without presolve, without an objective, with another seed and one worker."""
        built = LevelModel(self.functions, self.heads, None, {})
        other: dict[str, Any] = {"cp_model_presolve": False, "random_seed": self.settings.seed + 1, "num_workers": 1}
        return self.engine.solve(built.model, 1.0, lambda _: None, **other) is Outcome.INFEASIBLE

    def _infeasible(self, level: str, *, proved: bool) -> Outcome:
        self._send({"kind": "infeasible", "level": level, "proved": proved, "known": self.best is not None})
        return Outcome.INFEASIBLE


def value_of(schedule: Schedule | None, level: str) -> int:
    """Return the value of one level of a schedule that is known."""
    assert schedule is not None
    return schedule.objective[LEVELS.index(level)]
