# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The levels of the objective one after another: minimise one, keep what it reached as a ceiling, go on with the next.

Runs in the solver process. It says what it finds the moment it finds it, so that killing it loses nothing.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from ortools.sat.python import cp_model

from egovplan.scheduling.cpsat.functions import Functions
from egovplan.scheduling.cpsat.heads import Heads, heads_of
from egovplan.scheduling.cpsat.model import LevelModel
from egovplan.scheduling.cpsat.propagation import NoWindowError
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.objective import LEVELS, Schedule

Send = Callable[[Mapping[str, Any]], None]


class Outcome(StrEnum):
    """What a solve says about its model."""

    PROVED = "proved"
    OPEN = "open"
    INFEASIBLE = "infeasible"
    INVALID = "invalid"


OUTCOMES: dict[cp_model.CpSolverStatus, Outcome] = {
    cp_model.OPTIMAL: Outcome.PROVED,
    cp_model.FEASIBLE: Outcome.OPEN,
    cp_model.UNKNOWN: Outcome.OPEN,
    cp_model.INFEASIBLE: Outcome.INFEASIBLE,
    cp_model.MODEL_INVALID: Outcome.INVALID,
}
"""Every status of the solver; a new one fails loudly."""


@dataclass(frozen=True)
class Settings:
    """How to search.

    Parameters
    ----------
    levels
        Names of the objective's levels, most important first.
    bounds
        Level → value that no schedule can be below, as far as it is known.
    deadline
        When to be done, as ``time.time()`` [s]; None for no wall clock.
    deterministic
        Limit in the solver's deterministic time, of all levels together; None for none.
    seed, workers, presolve
        Handed to the solver.
    """

    levels: tuple[str, ...]
    bounds: Mapping[str, int] = field(default_factory=dict)
    deadline: float | None = None
    deterministic: float | None = None
    seed: int = 0
    workers: int = 1
    presolve: bool = True


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
        self.used = 0.0
        self._send = send
        self._stopped = threading.Event()
        self._solver: cp_model.CpSolver | None = None

    @cached_property
    def heads(self) -> Heads:
        """Earliest dates, the same for all levels."""
        return heads_of(self.functions)

    def stop(self) -> None:
        """End the search soon; what was found is kept."""
        self._stopped.set()
        if self._solver is not None:
            self._solver.stop_search()

    def run(self) -> None:
        """Solve the levels in order; the first one that cannot be solved at all ends it."""
        for position, level in enumerate(self.settings.levels):
            if self._stopped.is_set() or self._share(position) <= 0:
                return
            bound = self.settings.bounds.get(level, -math.inf)
            if self.best is not None and self._value(level) <= bound:
                continue
            outcome = self._solve(level, position)
            if outcome in (Outcome.INFEASIBLE, Outcome.INVALID):
                return

    def _value(self, level: str) -> int:
        assert self.best is not None
        return self.best.objective[LEVELS.index(level)]

    def _share(self, position: int) -> float:
        """Return the time for a level [s]: half of what is left, the last one all of it."""
        if self.settings.deadline is None:
            return math.inf
        left = self.settings.deadline - time.time()
        return left if position == len(self.settings.levels) - 1 else left / 2

    def _solve(self, level: str, position: int) -> Outcome:
        above = self.settings.levels[: position + 1] if self.best is not None else ()
        try:
            built = LevelModel(self.functions, self.heads, level, {name: self._value(name) for name in above})
        except NoWindowError:
            known = self.best is not None
            self._send({"kind": "infeasible", "level": level, "proved": not known, "known": known})
            return Outcome.INFEASIBLE
        if self.best is not None:
            built.hint(self.best)
        solver = self._configured(position)
        outcome = OUTCOMES[self._run(solver, built, level)]
        if outcome is Outcome.INVALID:
            self._send({"kind": "invalid", "level": level, "text": built.model.validate()})
        elif outcome is Outcome.INFEASIBLE:
            self._send_infeasible(level)
        elif outcome is Outcome.PROVED and self.best is not None:
            # the status alone is not believed: the bound must meet the value that the schedule really has
            self._bound(level, solver.best_objective_bound)
        return outcome

    def _configured(self, position: int) -> cp_model.CpSolver:
        solver, asked = cp_model.CpSolver(), self.settings
        parameters = solver.parameters
        parameters.catch_sigint_signal = False
        parameters.interleave_search = False
        parameters.num_workers = max(1, asked.workers)
        parameters.random_seed = asked.seed
        parameters.cp_model_presolve = asked.presolve
        share = self._share(position)
        if math.isfinite(share):
            parameters.max_time_in_seconds = max(0.01, share)
        if asked.deterministic is not None:
            left = max(0.0, asked.deterministic - self.used)
            last = position == len(asked.levels) - 1
            parameters.max_deterministic_time = max(1e-3, left if last else left / 2)
        return solver

    def _run(self, solver: cp_model.CpSolver, built: LevelModel, level: str) -> cp_model.CpSolverStatus:
        solver.best_bound_callback = lambda bound: self._bound(level, bound)
        self._solver = solver
        if self._stopped.is_set():
            return cp_model.UNKNOWN
        status = solver.solve(built.model, _Listener(self, built))
        self._solver = None
        self.used += solver.deterministic_time
        return status

    def _bound(self, level: str, bound: float) -> None:
        if math.isfinite(bound) and abs(bound) < 2**53:
            self._send({"kind": "bound", "level": level, "bound": math.ceil(bound - 1e-6)})

    def found(self, schedule: Schedule) -> None:
        """Take a schedule; it is passed on if it is the best so far."""
        order = [LEVELS.index(level) for level in self.settings.levels]
        better = self.best is None or [schedule.objective[k] for k in order] < [self.best.objective[k] for k in order]
        if better and int(schedule.finishes.max(initial=0)) <= self.instance.horizon:
            self.best = schedule
            self._send({"kind": "schedule", "starts": schedule.starts, "modes": schedule.modes})

    def _send_infeasible(self, level: str) -> None:
        """Never trust one proof: ask again without presolve, without an objective, with another seed and one worker."""
        proved = False
        if self.best is None:
            built = LevelModel(self.functions, self.heads, None, {})
            solver = self._configured(len(self.settings.levels) - 1)
            solver.parameters.cp_model_presolve = False
            solver.parameters.random_seed = self.settings.seed + 1
            solver.parameters.num_workers = 1
            proved = OUTCOMES[self._run(solver, built, level)] is Outcome.INFEASIBLE
        self._send({"kind": "infeasible", "level": level, "proved": proved, "known": self.best is not None})


class _Listener(cp_model.CpSolverSolutionCallback):
    """Hands each solution to the search."""

    def __init__(self, search: Search, built: LevelModel) -> None:
        super().__init__()
        self._search, self._built = search, built

    def on_solution_callback(self) -> None:
        self._search.found(self._built.read(self.value))
