# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Drive the solver process: hand it the instance, take its news, and start another one, more careful, if it dies."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from egovplan.errors import SolverError
from egovplan.plan.result import StopReason
from egovplan.scheduling.clock import Clock
from egovplan.scheduling.cpsat import protocol
from egovplan.scheduling.cpsat.client import GONE, SolverProcess
from egovplan.scheduling.cpsat.schedules import schedule_of
from egovplan.scheduling.heuristic import Improver
from egovplan.scheduling.incumbents import Incumbents
from egovplan.scheduling.instance import Instance, Ints
from egovplan.scheduling.machine import memory_limit

DETERMINISTIC = 1 / 15
"""Units of the solver's deterministic time for a second of the time limit; one unit was measured to take 5 to 15 seconds."""
_FAILED = frozenset({StopReason.SOLVER_CRASHED, StopReason.MEMORY})
_WORTHWHILE = 1.0
"""Starting another process is worth it if so many seconds are left."""
_POLL = 0.1
ALONE = 60
"""With up to so many activities the solver is left alone: it is soon ready, and needs the processor."""

log = logging.getLogger("egovplan.scheduling")


@dataclass(frozen=True)
class Verdict:
    """The solver says that there is no schedule.

    Parameters
    ----------
    proved
        Whether a second, different computation says so too.
    rules
        Kind and position of rules that cannot hold together, as in :mod:`egovplan.scheduling.cpsat.explain`.
    is_minimal
        Whether it is proved that all of these are needed for the contradiction.
    """

    proved: bool
    rules: tuple[tuple[str, int], ...] = ()
    is_minimal: bool = False


class Drive:
    """One search by the solver, over as many processes as it takes.

    Parameters
    ----------
    instance
        What is scheduled.
    incumbents
        Where schedules and bounds go; the best one is handed on to each process.
    clock
        Of the call.
    news
        Called with ``solver`` or ``clock`` whenever something changed or some time has passed.
    """

    def __init__(self, instance: Instance, incumbents: Incumbents, clock: Clock, news: Callable[[str], object]) -> None:
        self.instance, self.incumbents, self.clock = instance, incumbents, clock
        self.verdict: Verdict | None = None
        self.guard_fired = False
        self._news = news
        self._process: SolverProcess | None = None
        self._seed, self._workers, self._by_clock = 0, 1, True
        self._improver: Improver | None = None

    def start(self, *, seed: int, workers: int, by_clock: bool) -> None:
        """Start the process early: it loads its library and looks at single measures while the heuristic works."""
        self._seed, self._workers, self._by_clock = seed, workers, by_clock
        self._process = SolverProcess()
        self._ask(self._process, workers, presolve=True, waits=True)

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def run(self) -> StopReason:
        """Search until all is proved or the time is over; return why it ended."""
        assert self._process is not None
        self._process.ask({"kind": "best", "best": self._best()})
        if self._by_clock and len(self.instance) > ALONE:
            self._improver = Improver(
                self.instance, seed=self._seed + 1, start=self.incumbents.best, levels=self.incumbents.levels
            )
        reason = self._attend(self._process)
        for threads, presolve in [(1, True), (1, False)][0 if self._workers > 1 else 1 :]:
            if reason not in _FAILED or self.clock.left() < _WORTHWHILE:
                break
            self._process = SolverProcess()
            self._ask(self._process, threads, presolve=presolve, waits=False)
            reason = self._attend(self._process)
        return reason

    def _ask(self, process: SolverProcess, workers: int, *, presolve: bool, waits: bool) -> None:
        limit = self.clock.limit
        settings = {
            "levels": list(self.incumbents.levels), "bounds": self.incumbents.bounds,
            "deadline": time.time() + self.clock.left() if self._by_clock and limit else None,
            "deterministic": None if self._by_clock or limit is None else limit * DETERMINISTIC,
            "seed": self._seed % 2**31, "workers": workers, "presolve": presolve, "waits": waits,
        }  # fmt: skip
        instance = protocol.instance_to_plain(self.instance)
        process.ask({"instance": instance, "settings": settings, "memory": memory_limit(), "best": self._best()})

    def _best(self) -> list[Ints] | None:
        best = self.incumbents.best
        return None if best is None else [best.starts, best.modes]

    def _attend(self, process: SolverProcess) -> StopReason:
        try:
            return self._listen(process)
        finally:
            self._drain(process)
            self.close()

    def _listen(self, process: SolverProcess) -> StopReason:
        asked, heard = False, self.clock.seconds()
        while True:
            if self.clock.left() <= 0 and not asked:
                process.stop()
                asked = True
            if self.clock.guard_left() <= 0:
                self.guard_fired = True
                return self._proved_or(StopReason.TIME_LIMIT)
            message = process.next(0.0) or self._meanwhile(process)
            if message is None:
                if self.clock.seconds() - heard >= 1.0:
                    heard = self.clock.seconds()
                    self._news("clock")
                continue
            if message["kind"] == GONE:
                return self._gone(process, message)
            if message["kind"] == "done":
                return self._proved_or(StopReason.TIME_LIMIT)
            self._take(message)
            heard = self.clock.seconds()

    def _meanwhile(self, process: SolverProcess) -> Mapping[str, Any] | None:
        """Wait for news, and let the heuristic go on for as long as there is time."""
        wait = max(0.0, min(_POLL, self.clock.guard_left()))
        if self._improver is None or self.clock.left() <= 0:
            return process.next(wait)
        better = self._improver.improve(min(wait, self.clock.left()))
        if better is not None and self.incumbents.offer(better, self.clock.seconds()):
            self._news("heuristic")
        return process.next(0.0)

    def _take(self, message: Mapping[str, Any]) -> None:
        """Take one piece of news."""
        kind = message["kind"]
        if kind == "schedule":
            schedule = schedule_of(self.instance, message["starts"], message["modes"])
            changed = self.incumbents.offer(schedule, self.clock.seconds())
            if changed and self._improver is not None:
                self._improver.offer(schedule)
        elif kind == "bound":
            changed = self.incumbents.raise_bound(message["level"], int(message["bound"]))
        elif kind == "infeasible":
            changed = False
            self.verdict = Verdict(bool(message.get("proved")))
        elif kind == "conflict":
            changed = False
            rules = tuple((str(name), int(position)) for name, position in message["rules"])
            self.verdict = Verdict(proved=True, rules=rules, is_minimal=bool(message["minimal"]))
        elif kind == "invalid":
            raise SolverError(f"the model of level {message['level']} is invalid: {message['text']}")
        else:
            raise SolverError(f"unknown message of the solver process: {kind}")
        if changed:
            self._news("solver")

    def _drain(self, process: SolverProcess) -> None:
        """Take what had arrived when listening ended: Ctrl-C comes at any moment."""
        while (message := process.next(0.0)) is not None:
            if message["kind"] in ("schedule", "bound"):
                self._take(message)

    def _gone(self, process: SolverProcess, message: Mapping[str, Any]) -> StopReason:
        reason, text = process.failure()
        log.warning("the solver process ended early (%s): %s %s", reason.value, text, message.get("error", ""))
        return self._proved_or(reason)

    def _proved_or(self, reason: StopReason) -> StopReason:
        return StopReason.PROVED if self.incumbents.is_proved else reason


def heuristic_seconds(activities: int, left: float) -> float:
    """Return how long the heuristic works before the solver takes over: longer for more activities [s]."""
    share = 0.05 if activities <= 60 else 0.15 if activities <= 2000 else 0.5
    longest = 0.5 if activities <= 60 else 60.0
    return min(share * left, longest) if math.isfinite(left) else min(10.0, longest)
