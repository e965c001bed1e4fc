# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Heuristic and solver side by side: what one finds reaches the other while both work.

The heuristic works in threads, the solver in a process of its own; this is the thread that listens to both, hands schedules on,
keeps the limits, and starts another solver, more careful, if one dies.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from egovplan.errors import SolverError
from egovplan.plan.result import StopReason
from egovplan.scheduling.cpsat.client import GONE
from egovplan.scheduling.cpsat.schedules import schedule_of
from egovplan.scheduling.hybrid.attempts import Attempts, Effort
from egovplan.scheduling.hybrid.clock import Clock
from egovplan.scheduling.hybrid.division import Division, division
from egovplan.scheduling.hybrid.incumbents import Incumbents
from egovplan.scheduling.hybrid.interrupts import Interrupts
from egovplan.scheduling.hybrid.team import Found, Team
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.objective import Schedule
from egovplan.scheduling.stopping import Manner, SearchState, most_schedules

_POLL, _CLOCK = 0.05, 1.0
"""Seconds between looks at the limits, and between news of the clock. [s]"""
_LOADING = 0.3
"""Seconds that the solver needs at least before it can work. [s]"""
_FIRST, _SECOND = 0.5, 0.02
"""Seconds that are waited for a first plan, and for a proof, before a solver is started. [s]"""
_LAST_WORDS, _SHORT = 0.1, 0.01
"""Seconds for searches to come back when all is over, and between looks at whether one has a plan. [s]"""

News = Found | tuple[int, Mapping[str, Any]]
"""What arrives: from a search, or from the process of an attempt."""


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
    """One search by heuristic and solver together, ended by the clock.

    Parameters
    ----------
    instance
        What is scheduled.
    incumbents
        Where schedules and bounds go.
    clock
        Of the call.
    manner
        How.
    news
        Called with ``heuristic``, ``solver``, ``bound`` or ``clock`` whenever something changed or some time has passed.
    interrupts
        Whether Ctrl-C has been pressed.
    """

    def __init__(
        self, instance: Instance, incumbents: Incumbents, clock: Clock, manner: Manner,
        *, news: Callable[[str], object], interrupts: Interrupts | None = None,
    ) -> None:  # fmt: skip
        self.instance, self.incumbents, self.clock, self.manner = instance, incumbents, clock, manner
        self.verdict: Verdict | None = None
        self._news, self._interrupts = news, interrupts or Interrupts()
        self._inbox: queue.SimpleQueue[News] = queue.SimpleQueue()
        self._said = self._last_own = self._improved_at = 0.0
        self._improved_after = 0
        self.solver = Attempts(
            instance, incumbents, clock, self._effort(), lambda number, message: self._inbox.put((number, message))
        )
        self.team = self._new_team()

    def _new_team(self) -> Team:
        most = most_schedules(self.manner.rules)
        count = 1 if most is not None else self.manner.workers
        return Team(
            self.instance, self._inbox.put, count=count, seed=self.manner.seed, schedules=most, start=self.incumbents.best,
            levels=self.incumbents.levels, expected=most,
        )  # fmt: skip

    def _effort(self) -> Effort:
        return Effort(seed=self.manner.seed)

    @property
    def is_disturbed(self) -> bool:
        """Whether something happened that will not happen each time."""
        return self.solver.is_disturbed

    @property
    def schedules(self) -> int:
        """How many schedules the heuristic has generated."""
        return self.team.schedules

    def begin(self) -> None:
        """Let the heuristic work; it goes on from now, and leaves a processor to the proofs and the loading of the solver."""
        self.team.work(self._division().searches)

    def settle(self) -> None:
        """Wait a moment for the first plan, and another one for a proof: many an instance needs no solver."""
        for seconds, is_there in ((_FIRST, lambda: self.incumbents.best), (_SECOND, lambda: self.incumbents.is_proved)):
            until = self.clock.seconds() + seconds
            while not is_there() and self.clock.seconds() < until and self.clock.left() > 0:
                self._wait(until - self.clock.seconds())

    def attend(self, patience: float = 0.0) -> None:
        """Take all news that have arrived; wait some seconds for the first plan."""
        until = self.clock.seconds() + min(patience, self.clock.left())
        while self.incumbents.best is None and (rest := until - self.clock.seconds()) > 0:
            self._wait(rest)
        while not self._inbox.empty():
            self._take(self._inbox.get())

    def start_solver(self) -> None:
        """Start the solver's process: it loads its library while the heuristic works. Not if it would hardly be ready in time."""
        if self.clock.left() < _LOADING:
            return
        self.solver.start(self._division().solvers, is_careful=self.manner.workers == 1)

    def run(self) -> StopReason:
        """Search until a rule, the limit, a proof or Ctrl-C ends it; return why."""
        while (reason := self._over()) is None:
            self._wait(max(0.0, self.clock.left()))
            self._divide()
        return reason

    def close(self, patience: float = 0.0) -> None:
        """End everything, and take what was found until now; wait some seconds for a first plan."""
        until = self.clock.seconds() + min(patience, max(0.0, self.clock.guard_left()))
        while self.incumbents.best is None and self.team.working and self.clock.seconds() < until:
            self._rescue()
            time.sleep(_SHORT)
        self.team.end()
        self.solver.end()
        self.team.wait(_LAST_WORDS)
        self._rescue()

    def _rescue(self) -> None:
        """Take what may have been left lying: Ctrl-C comes at any moment."""
        for schedule in self.team.found():
            self.incumbents.offer(schedule, self.clock.seconds())
        while not self._inbox.empty():
            item = self._inbox.get()
            if not isinstance(item, Found) and item[1]["kind"] in ("schedule", "bound"):
                self._hear(item[1])

    # limits

    def _over(self) -> StopReason | None:
        if self.incumbents.is_proved:
            return StopReason.PROVED
        if self._interrupts.is_wished:
            return StopReason.INTERRUPTED
        if self.clock.left() <= 0:
            return self.solver.failure or StopReason.TIME_LIMIT
        if self.solver.is_over and (self.verdict is not None or self._is_endless()):
            return self.solver.failure or StopReason.TIME_LIMIT
        return self._ruled()

    def _is_endless(self) -> bool:
        """Whether nothing but a proof or Ctrl-C would end the search."""
        return self.clock.limit is None and not self.manner.rules

    def _ruled(self) -> StopReason | None:
        if not self.manner.rules:
            return None
        state = self.state()
        return next((reason for rule in self.manner.rules if (reason := rule.reason(state))), None)

    def state(self) -> SearchState:
        """Return what stopping rules may look at."""
        seconds, schedules, levels = self.clock.seconds(), self.schedules, self.incumbents.outcome()
        since = (seconds - self._improved_at, schedules - self._improved_after) if levels else (0.0, 0)
        return SearchState(
            seconds=seconds, schedules=schedules, levels=levels, seconds_without=since[0], schedules_without=since[1]
        )

    # both ways

    def _wait(self, most: float = _POLL) -> None:
        """Take the next news, or see that some time has passed."""
        try:
            self._take(self._inbox.get(timeout=max(0.0, min(_POLL, most, self.clock.guard_left()))))
            self.attend()
        except queue.Empty:
            if self.clock.seconds() - self._said >= _CLOCK:
                self._say("clock")
        self._tell_solver()

    def _say(self, source: str) -> None:
        self._said = self.clock.seconds()
        self._news(source)

    def _take(self, item: News) -> None:
        if isinstance(item, Found):
            self._take_found(item)
        elif item[0] == self.solver.number and self.solver.process is not None:
            try:
                self._take_message(item[1])
            except SolverError as error:
                self.solver.give_up(error)

    def _take_found(self, found: Found) -> None:
        if found.error is not None:
            raise found.error
        if found.schedule is not None and self._offer(found.schedule, "heuristic"):
            self._last_own = self.clock.seconds()
            self.team.offer(found.schedule, but=found.searcher)

    def _offer(self, schedule: Schedule, source: str) -> bool:
        seconds = self.clock.seconds()
        if not self.incumbents.offer(schedule, seconds):
            return False
        self._improved_at, self._improved_after = seconds, self.schedules
        self._say(source)
        return True

    def _take_message(self, message: Mapping[str, Any]) -> None:
        kind = message["kind"]
        if kind == "ready":
            self.solver.is_ready = True
        elif kind == "done":
            self.solver.finish()
        elif kind == GONE:
            self.solver.lost(message)
        else:
            self._hear(message)

    def _hear(self, message: Mapping[str, Any]) -> None:
        """Take what the solver has found or proved."""
        kind = message["kind"]
        if kind == "schedule":
            schedule = schedule_of(self.instance, message["starts"], message["modes"])
            if self._offer(schedule, "solver"):
                self.solver.knows(self.incumbents.values(schedule))
                self._tell_searches(schedule)
        elif kind == "bound":
            if self.incumbents.raise_bound(message["level"], int(message["bound"])):
                self._say("bound")
        elif kind == "infeasible":
            self.verdict = Verdict(bool(message.get("proved")))
        elif kind == "conflict":
            rules = tuple((str(name), int(position)) for name, position in message["rules"])
            self.verdict = Verdict(proved=True, rules=rules, is_minimal=bool(message["minimal"]))
        elif kind == "invalid":
            raise SolverError(f"the model of level {message['level']} is invalid: {message['text']}")
        else:
            raise SolverError(f"unknown message of the solver process: {kind}")

    def _tell_searches(self, schedule: Schedule) -> None:
        """Hand on what the solver has found."""
        self.team.offer(schedule)

    def _tell_solver(self) -> None:
        """Hand on the best schedule."""
        self.solver.tell()

    # processors

    def _division(self) -> Division:
        seconds, ready = self.clock.seconds(), self.solver.is_ready
        quiet = seconds - self._last_own
        return division(len(self.instance), self.manner.workers, is_ready=ready, quiet=quiet, elapsed=seconds)

    def _divide(self) -> None:
        if self.solver.process is None:
            self.team.work(len(self.team))
            return
        share = self._division()
        keeps_count = most_schedules(self.manner.rules) is not None
        self.team.work(max(share.searches, int(keeps_count)))
        self.solver.use(share.solvers)
