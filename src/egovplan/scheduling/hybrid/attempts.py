# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The solver, over as many processes as it takes: where one dies, another one is started that is more careful."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from egovplan.errors import SolverError
from egovplan.plan.result import StopReason
from egovplan.scheduling.cpsat import protocol
from egovplan.scheduling.cpsat.client import SolverProcess
from egovplan.scheduling.hybrid.clock import Clock
from egovplan.scheduling.hybrid.incumbents import Incumbents
from egovplan.scheduling.hybrid.machine import memory_limit
from egovplan.scheduling.instance import Instance, Ints

WORTHWHILE = 1.0
"""Starting another process is worth it if so many seconds are left. [s]"""
TELL = 0.1
"""Seconds between schedules for the solver. [s]"""
CAREFUL = ((1, True), (1, False))
"""Workers and presolve of the processes that follow the first."""

log = logging.getLogger("egovplan.scheduling")


@dataclass(frozen=True)
class Effort:
    """How far the solver goes.

    Parameters
    ----------
    seed
        Of all its random choices.
    by_clock
        Whether the time limit is its limit.
    deterministic, exchange
        Else the limit in deterministic time, and when schedules are exchanged first; None for none.
    """

    seed: int = 0
    by_clock: bool = True
    deterministic: float | None = None
    exchange: float | None = None


class Attempts:
    """One process after the other.

    Parameters
    ----------
    instance
        What is scheduled.
    incumbents
        The best schedule and the bounds go to each process.
    clock
        Of the call.
    effort
        How far it goes.
    deliver
        Takes the number of the attempt, and a message of its process.
    """

    def __init__(
        self, instance: Instance, incumbents: Incumbents, clock: Clock,
        effort: Effort, deliver: Callable[[int, Mapping[str, Any]], object],
    ) -> None:  # fmt: skip
        self.instance, self.incumbents, self.clock, self.effort = instance, incumbents, clock, effort
        self.process: SolverProcess | None = None
        self.number, self.threads = 0, 0
        self.is_ready = self.is_over = self.is_disturbed = False
        self.failure: StopReason | None = None
        self.error: SolverError | None = None
        self._deliver = deliver
        self._told = 0.0
        self._sent: tuple[int, ...] | None = None
        self._next: list[tuple[int, bool]] = []

    def start(self, threads: int, *, is_careful: bool) -> None:
        """Start the first process; if it dies, the next one is more careful. ``is_careful``: one worker from the beginning."""
        self._next = list(CAREFUL[1:] if is_careful else CAREFUL)
        try:
            self._start(threads, presolve=True)
        except SolverError as error:
            self.give_up(error)

    def _start(self, threads: int, *, presolve: bool) -> None:
        self.number = number = self.number + 1
        self.process = process = SolverProcess(deliver=lambda message: self._deliver(number, message))
        self.is_ready, self.threads = False, threads
        effort, limit = self.effort, self.clock.limit
        settings = {
            "levels": list(self.incumbents.levels), "bounds": self.incumbents.bounds,
            "deadline": time.time() + self.clock.left() if effort.by_clock and limit else None,
            "deterministic": effort.deterministic, "exchange": effort.exchange,
            "seed": effort.seed % 2**31, "workers": threads, "presolve": presolve,
        }  # fmt: skip
        best = self.incumbents.best
        self._sent = None if best is None else self.incumbents.values(best)
        instance = protocol.instance_to_plain(self.instance)
        process.ask({"instance": instance, "settings": settings, "memory": memory_limit(), "best": self._best()})

    def _best(self) -> Sequence[Ints] | None:
        best = self.incumbents.best
        return None if best is None else [best.starts, best.modes]

    def tell(self, *, always: bool = False) -> None:
        """Hand on the best schedule; unless it is to be told always, not if it is known, nor if something was told a moment ago."""
        best = self.incumbents.best
        if self.process is None or not (always or (self.is_ready and self.clock.seconds() - self._told >= TELL)):
            return
        values = None if best is None else self.incumbents.values(best)
        if always or (values is not None and (self._sent is None or values < self._sent)):
            self._sent, self._told = values, self.clock.seconds()
            self.process.ask({"kind": "best", "best": self._best()})

    def knows(self, values: tuple[int, ...]) -> None:
        """Remember that the solver has a schedule with these values."""
        self._sent = values

    def use(self, threads: int) -> None:
        """Let it work with another number of threads."""
        if self.process is not None and self.is_ready and threads != self.threads:
            self.threads = threads
            self.process.ask({"kind": "workers", "count": threads})

    def lost(self, message: Mapping[str, Any]) -> None:
        """Take it that the process has died; start another one if that is worth it."""
        assert self.process is not None
        reason, text = self.process.failure()
        log.warning("the solver process ended early (%s): %s %s", reason.value, text, message.get("error", ""))
        self.end()
        self.failure, self.is_disturbed = reason, True
        if self._next and self.clock.left() >= WORTHWHILE and not self.incumbents.is_proved:
            threads, presolve = self._next.pop(0)
            self.failure = None
            self._start(threads, presolve=presolve)
        else:
            self.is_over = True

    def give_up(self, error: SolverError) -> None:
        """Go on without a solver: the heuristic works all the same."""
        log.warning("the solver is of no use: %s", error)
        self.finish()
        self.error, self.failure, self.is_disturbed = error, StopReason.NO_SOLVER, True

    def finish(self) -> None:
        """End the process; no other one follows."""
        self.end()
        self.is_over = True

    def end(self) -> None:
        """End the process, if there is one."""
        process, self.process, self.is_ready = self.process, None, False
        if process is not None:
            process.close()
