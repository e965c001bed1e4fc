# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Side by side without a clock: the same call gives the same plan, on any machine, under any load.

Heuristic and solver work at the same time, each for a counted effort: so many schedules, so much deterministic time. Only when both
have done their share do they exchange what they have found; then the next share is twice as large.
"""

from __future__ import annotations

from typing import Any

from egovplan.plan.result import StopReason
from egovplan.scheduling.hybrid.attempts import Effort
from egovplan.scheduling.hybrid.drive import Drive
from egovplan.scheduling.hybrid.team import Found, Team
from egovplan.scheduling.objective import Schedule
from egovplan.scheduling.stopping import most_schedules

DETERMINISTIC = 1 / 15
"""Units of the solver's deterministic time for a second of the time limit; one unit was measured to take 5 to 15 seconds."""
FIRST = 0.1
"""Deterministic time until the first exchange."""
QUICK = 64
"""Schedules before the solver is started."""
ACTIVITIES = 3_000_000
"""Activities that the heuristic places while the solver uses one unit of deterministic time: the two then take about as long."""


class StepDrive(Drive):
    """One search by heuristic and solver together, in rounds that are counted; the clock is only a guard."""

    def _new_team(self) -> Team:
        self._held: Schedule | None = None
        self._is_idle = self._is_round_over = self._is_done = self._is_cut_short = False
        self._steps_each, self._counted = FIRST, 0
        self._rule: StopReason | None = None
        most = most_schedules(self.manner.rules)
        self._granted = min(QUICK, most or QUICK)
        return Team(
            self.instance, self._inbox.put, count=1, seed=self.manner.seed, schedules=self._granted,
            start=self.incumbents.best, levels=self.incumbents.levels,
            expected=most or self._schedules_in(self.clock.limit),
            by_clock=False,
        )  # fmt: skip

    def _effort(self) -> Effort:
        limit = self.clock.limit
        units = None if limit is None else limit * DETERMINISTIC
        return Effort(self.manner.seed, by_clock=False, deterministic=units, exchange=FIRST)

    @property
    def is_disturbed(self) -> bool:
        """Whether the guard had to end it, or a process died."""
        return self._is_cut_short or self.solver.is_disturbed

    @property
    def schedules(self) -> int:
        """How many schedules the heuristic had generated at the last exchange."""
        return self._counted

    def begin(self) -> None:
        """Let the heuristic generate its first schedules, and wait for them."""
        super().begin()
        while not self._is_idle and self.clock.guard_left() > 0:
            self._wait()
        self._gather()

    def settle(self) -> None:
        """Wait for nothing: the first schedules are there."""

    def attend(self, patience: float = 0.0) -> None:
        """Take nothing in between: news count when both have done their share."""

    def run(self) -> StopReason:
        """Search in rounds until a proof, a rule, the counted limit, or the guard ends it; return why."""
        self._next_round()
        while (reason := self._over()) is None:
            self._wait()
            if self._is_idle and (self._is_round_over or self.solver.process is None):
                self._exchange()
        return reason

    def _over(self) -> StopReason | None:
        if self.incumbents.is_proved:
            return StopReason.PROVED
        if self._interrupts.is_wished:
            return StopReason.INTERRUPTED
        if self._rule is not None:
            return self._rule
        if self.clock.guard_left() <= 0:
            self._is_cut_short = True
            return StopReason.TIME_LIMIT
        if self._is_done:
            return self.solver.failure or StopReason.TIME_LIMIT
        return None

    def _take_found(self, found: Found) -> None:
        if found.error is not None:
            raise found.error
        self._held = found.schedule or self._held
        self._is_idle = self._is_idle or found.is_idle

    def _take_message(self, message: Any) -> None:
        if message["kind"] == "round":
            self._is_round_over = True
        else:
            super()._take_message(message)

    def _tell_searches(self, schedule: Schedule) -> None:
        """Tell them nothing until the round is over."""

    def _tell_solver(self) -> None:
        """Tell it nothing until the round is over."""

    def _exchange(self) -> None:
        """Bring together what both have found, and begin the next round if the solver still works."""
        self._gather()
        self._rule = self._ruled()
        if self.solver.process is None:
            self._is_done = True
            return
        if self.incumbents.best is not None:
            self.team.offer(self.incumbents.best)
        self.solver.tell(always=True)
        self._steps_each *= 2
        self._next_round()

    def _schedules_for(self, units: float) -> int:
        """Return how many schedules the heuristic makes while the solver uses some deterministic time."""
        return max(1, int(units * ACTIVITIES / max(1, len(self.instance))))

    def _schedules_in(self, limit: float | None) -> int | None:
        return None if limit is None else self._schedules_for(DETERMINISTIC * limit)

    def _gather(self) -> None:
        self._counted = self.team.schedules
        held, self._held = self._held, None
        if held is not None:
            self._offer(held, "heuristic")

    def _next_round(self) -> None:
        self._is_idle = self._is_round_over = False
        share = self._schedules_for(self._steps_each)
        if self.solver.process is None:  # alone: all at once
            share = self._schedules_in(self.clock.limit) or share
        most = most_schedules(self.manner.rules)
        share = share if most is None else max(0, min(share, most - self._granted))
        self._granted += share
        self.team.grant(share)
