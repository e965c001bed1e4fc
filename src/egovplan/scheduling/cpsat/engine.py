# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""One solver after another under one limit, that can be stopped from another thread."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ortools.sat.python import cp_model


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
_EXACT = 2**53
INSIST = 0.1
"""Seconds after which the wish to end is repeated. [s]"""


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
        Limit in the solver's deterministic time, of all solves together; None for none.
    seed, workers, presolve
        Handed to the solver; the number of workers may change later.
    exchange
        Deterministic time after which the first solve is cut to exchange schedules with the heuristic, each further one after
        twice as much; None to exchange at any moment.
    """

    levels: tuple[str, ...]
    bounds: Mapping[str, int] = field(default_factory=dict)
    deadline: float | None = None
    deterministic: float | None = None
    seed: int = 0
    workers: int = 1
    presolve: bool = True
    exchange: float | None = None

    @property
    def uses_clock(self) -> bool:
        """Whether the time that something takes may decide what comes of it."""
        return self.deterministic is None and self.exchange is None


class Engine:
    """Solves models, each with a share of what is left.

    Parameters
    ----------
    settings
        Limits, and what is handed to each solver.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.used = 0.0
        self.workers = settings.workers
        self.begun = 0.0
        self._stopped, self._cut = threading.Event(), threading.Event()
        self._solver: cp_model.CpSolver | None = None

    def stop(self) -> None:
        """End the solve that runs, and start no other."""
        self._stopped.set()
        self.cut()

    def cut(self) -> None:
        """End the solve that runs, as soon as it listens; none if there is none."""
        if (solver := self._solver) is not None:
            self._cut.set()
            solver.stop_search()

    @property
    def is_cut(self) -> bool:
        """Whether the last solve was ended from outside."""
        return self._cut.is_set()

    @property
    def is_over(self) -> bool:
        """Whether it was stopped, or nothing is left of a limit."""
        return self._stopped.is_set() or self.seconds_left() <= 0 or self.steps_left() <= 0

    def seconds_left(self) -> float:
        """Return the time until the deadline, infinite without one [s]."""
        return math.inf if self.settings.deadline is None else self.settings.deadline - time.time()

    def remaining(self) -> float:
        """Return what is left of the limit that counts: seconds, else deterministic steps, else infinite."""
        seconds = self.seconds_left()
        return seconds if math.isfinite(seconds) else self.steps_left()

    def steps_left(self) -> float:
        """Return what is left of the deterministic time, infinite without a limit."""
        return math.inf if self.settings.deterministic is None else self.settings.deterministic - self.used

    def solve(
        self,
        model: cp_model.CpModel,
        share: float,
        on_bound: Callable[[int], object],
        *,
        listener: cp_model.CpSolverSolutionCallback | None = None,
        **parameters: Any,
    ) -> Outcome:
        """Solve a model.

        Parameters
        ----------
        model
            The model.
        share
            Share of what is left of the limits. [1]
        on_bound
            Takes each bound, rounded up to an integer.
        listener
            Told of each solution.
        **parameters
            Parameters of the solver that differ from the settings.
        """
        if self.is_over:
            return Outcome.OPEN
        solver = self._configured(share, parameters)
        solver.best_bound_callback = lambda bound: _tell(bound, on_bound)
        self._cut.clear()
        self.begun = time.monotonic()
        self._solver = solver
        try:
            with self._insisting(solver):
                outcome = OUTCOMES[solver.solve(model, listener)]
        finally:
            self._solver = None
        self.used += solver.deterministic_time
        if outcome is Outcome.PROVED and model.has_objective():
            _tell(solver.best_objective_bound, on_bound)
        return outcome

    @contextmanager
    def _insisting(self, solver: cp_model.CpSolver) -> Iterator[None]:
        """Repeat the wish to end: what comes before the solver has begun is lost on it."""
        over = threading.Event()

        def insist() -> None:
            while not over.wait(INSIST):
                if self._cut.is_set() or self._stopped.is_set():
                    solver.stop_search()

        thread = threading.Thread(target=insist, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _configured(self, share: float, parameters: Mapping[str, Any]) -> cp_model.CpSolver:
        solver, asked = cp_model.CpSolver(), self.settings
        values: dict[str, Any] = {
            "catch_sigint_signal": False, "interleave_search": False, "num_workers": max(1, self.workers),
            "random_seed": asked.seed, "cp_model_presolve": asked.presolve,
        }  # fmt: skip
        limits = {"max_time_in_seconds": self.seconds_left(), "max_deterministic_time": self.steps_left()}
        values |= {name: max(1e-3, share * left) for name, left in limits.items() if math.isfinite(left)}
        for name, value in {**values, **parameters}.items():
            if isinstance(value, tuple):
                getattr(solver.parameters, name).extend(value)
            else:
                setattr(solver.parameters, name, value)
        return solver


def _tell(bound: float, on_bound: Callable[[int], object]) -> None:
    if math.isfinite(bound) and abs(bound) < _EXACT:
        on_bound(math.ceil(bound - 1e-6))
