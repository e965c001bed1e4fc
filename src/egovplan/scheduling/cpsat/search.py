# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The levels of the objective one after another: minimise one, keep what it reached as a ceiling, go on with the next.

Runs in the solver process. It says what it finds the moment it finds it, so that killing it loses nothing.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from ortools.sat.python import cp_model

from egovplan.scheduling.cpsat.engine import Engine, Outcome, Settings
from egovplan.scheduling.cpsat.explain import explain
from egovplan.scheduling.cpsat.focus import Focus
from egovplan.scheduling.cpsat.functions import Functions
from egovplan.scheduling.cpsat.heads import Heads, heads_of
from egovplan.scheduling.cpsat.model import LevelModel
from egovplan.scheduling.cpsat.propagation import NoWindowError
from egovplan.scheduling.cpsat.sharpen import sharpen
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.objective import LEVELS, Schedule

LARGE = 200
"""From so many activities on, the solver improves schedules; it will hardly prove anything for the whole at once."""
Send = Callable[[Mapping[str, Any]], None]
SHARPEN = 60
"""From so many activities on, measures are looked at one by one first."""


class Search:
    """A lexicographic search that can be stopped from another thread.

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
        self._ready = threading.Event()

    @cached_property
    def heads(self) -> Heads:
        """Earliest dates, the same for all levels."""
        return heads_of(self.functions)

    def stop(self) -> None:
        """End the search soon; what was found is kept."""
        self.engine.stop()
        self._ready.set()

    def begin_with(self, schedule: Schedule | None) -> None:
        """Take the schedule to begin the levels from; where :attr:`Settings.waits`, they wait for it."""
        if schedule is not None and self._is_better(schedule):
            self.best = schedule
        self._ready.set()

    def run(self) -> None:
        """Solve the levels in order; the first one that cannot be solved at all ends it."""
        if self.best is not None and len(self.instance) >= SHARPEN and self._opens(("lateness", "finish")):
            self.heads = sharpen(self.functions, self.heads, self.best, self.engine, self._tell_heads)
        if self.settings.waits:
            self._ready.wait(min(self.engine.seconds_left(), threading.TIMEOUT_MAX))
        for position, level in enumerate(self.settings.levels):
            if self.engine.is_over:
                return
            if level == "lateness" and position == 0:
                self._focus()
            if self._opens((level,)) and self._solve(level, position) in (Outcome.INFEASIBLE, Outcome.INVALID):
                return

    def _focus(self) -> None:
        """Work on what is late, where the whole is too large to be solved at once."""
        if self.best is None or len(self.instance) < LARGE or not self._opens(("lateness",)):
            return
        focus = Focus(self.functions, self.heads, self.engine, lambda bound: self._bound("lateness", bound), self.found)
        focus.run(self.best, self._share(0))

    def _opens(self, levels: Sequence[str]) -> bool:
        """Return whether one of these levels is asked for and not proved."""
        asked = [level for level in levels if level in self.settings.levels]
        return any(self.best is None or self._value(level) > self._bounds.get(level, -math.inf) for level in asked)

    def _value(self, level: str) -> int:
        assert self.best is not None
        return self.best.objective[LEVELS.index(level)]

    def _share(self, position: int) -> float:
        """Return the share of a level of what is left: two thirds of it, the last one all. [1]."""
        return 1.0 if position == len(self.settings.levels) - 1 else 2 / 3

    def _solve(self, level: str, position: int) -> Outcome:
        above = self.settings.levels[: position + 1] if self.best is not None else ()
        try:
            built = LevelModel(self.functions, self.heads, level, {name: self._value(name) for name in above})
        except NoWindowError:
            return self._infeasible(level, proved=self.best is None)
        if self.best is not None:
            built.hint(self.best)
        outcome = self.engine.solve(
            built.model, self._share(position), lambda bound: self._bound(level, bound),
            listener=_Listener(self, built), **self._tuning(),
        )  # fmt: skip
        if outcome is Outcome.INVALID:
            self._send({"kind": "invalid", "level": level, "text": built.model.validate()})
        elif outcome is Outcome.INFEASIBLE:
            proved = self.best is None and self._is_refuted_again()
            self._infeasible(level, proved=proved)
            if proved:
                found = explain(self.instance, self.engine)
                self._send({"kind": "conflict", "rules": found.rules, "minimal": found.is_minimal})
        return outcome

    def _tuning(self) -> dict[str, Any]:
        """Return parameters for large instances: no time for probing; few threads are best spent on neighbourhoods."""
        if len(self.instance) < LARGE:
            return {}
        return {"cp_model_probing_level": 0, "use_lns_only": self.best is not None and 1 < self.settings.workers < 4}

    def _bound(self, level: str, bound: int) -> None:
        if level in self.settings.levels and bound > self._bounds.get(level, -math.inf):
            self._bounds[level] = bound
            self._send({"kind": "bound", "level": level, "bound": bound})

    def _tell_heads(self, heads: Heads) -> None:
        for level, bound in heads.least_values(self.instance).items():
            self._bound(level, bound)

    def found(self, schedule: Schedule) -> None:
        """Take a schedule; it is passed on if it is the best so far."""
        if self._is_better(schedule) and int(schedule.finishes.max(initial=0)) <= self.instance.horizon:
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


class _Listener(cp_model.CpSolverSolutionCallback):
    """Hands each solution to the search."""

    def __init__(self, search: Search, built: LevelModel) -> None:
        super().__init__()
        self._search, self._built = search, built

    def on_solution_callback(self) -> None:
        self._search.found(self._built.read(self.value))
