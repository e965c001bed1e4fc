# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""One run of :func:`egovplan.schedule`, from the catalogue to the verified result."""

from __future__ import annotations

import datetime as dt
import logging

from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import SolverError
from egovplan.plan.model import Plan
from egovplan.plan.result import Result, ResultStatus, StopReason
from egovplan.plan.verify import Violation, verify
from egovplan.scheduling import conflict
from egovplan.scheduling.baseline import Baseline
from egovplan.scheduling.bounds import capacity_conflict, lower_bounds
from egovplan.scheduling.build import build
from egovplan.scheduling.clock import Clock
from egovplan.scheduling.cpsat.functions import Functions
from egovplan.scheduling.cpsat.heads import Heads, network_heads
from egovplan.scheduling.cpsat.propagation import NoWindowError
from egovplan.scheduling.cpsat.schedules import schedule_of
from egovplan.scheduling.cpsat.windows import Windows, propagate
from egovplan.scheduling.drive import Drive, Verdict, heuristic_seconds
from egovplan.scheduling.heuristic import by_priority, first_schedule
from egovplan.scheduling.incumbents import Incumbents
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.objective import Schedule
from egovplan.scheduling.progress import Progress, reporter
from egovplan.scheduling.versions import versions

QUICK, THOROUGH = 64, 5000
"""Schedules that the heuristic makes before the solver is started, and while it loads; the latter bounds it where no clock may."""
MAX_ACTIVITIES = 20_000
"""Above this the solver is not tried: its model alone takes longer than the heuristic's plan."""

log = logging.getLogger("egovplan.scheduling")


class Run:
    """One run; see :func:`egovplan.schedule` for the parameters."""

    def __init__(
        self, catalogue: Catalogue, as_of: dt.date | None, levels: tuple[str, ...],
        *, time_limit: float | None, seed: int, workers: int, by_clock: bool, baseline: Plan | None = None,
        max_moves: int | None = None,
    ) -> None:  # fmt: skip
        self.clock = Clock(time_limit)
        self.catalogue, self.as_of, self.levels = catalogue, as_of, levels
        self.seed, self.workers, self.by_clock = seed, workers, by_clock
        self.before = baseline
        self.baseline = None if baseline is None else Baseline.of(baseline, catalogue, max_moves)
        self.instance: Instance | None = None
        self.incumbents: Incumbents | None = None
        self.drive: Drive | None = None
        self.conflict: tuple[str, ...] = ()

    def result(self, hint: Plan | None, progress: object) -> Result:
        """Search, verify, and say what happened."""
        report, close = reporter(progress, self.clock.limit)
        self.report = report
        try:
            reason = self._search(hint)
        except KeyboardInterrupt:
            reason = StopReason.INTERRUPTED
        finally:
            if self.drive is not None:
                self.drive.close()
            close()
        return self._assemble(reason)

    # search

    def _search(self, hint: Plan | None) -> StopReason:
        self.instance = build(self.catalogue, as_of=self.as_of, baseline=self.baseline)
        windows = self._windows(Functions(self.instance))
        if windows is None:
            return StopReason.PROVED
        self.incumbents = Incumbents(self.levels, lower_bounds(self.instance, windows))
        if hint is not None:
            self._begin_with(hint, windows.heads)
        self._heuristic(QUICK, None if not self.by_clock else max(0.01, self.clock.left() / 2))
        if self.incumbents.is_proved:
            return StopReason.PROVED
        return self._solve()

    def _windows(self, functions: Functions) -> Windows | None:
        """Return when each activity can be; None if some cannot, or the people do not suffice: then the conflict is known."""
        instance = functions.instance
        try:
            windows = propagate(functions, heads=network_heads(functions))
        except NoWindowError as error:
            self.conflict = conflict.window_conflict(self.catalogue, instance, error.chain, error.earliest)
            return None
        self.conflict = capacity_conflict(self.catalogue, instance, windows)
        if self.conflict:
            return None
        try:
            return propagate(functions)
        except NoWindowError as error:
            self.conflict = conflict.work_conflict(self.catalogue, instance, error.chain, error.earliest)
            return None

    def _solve(self) -> StopReason:
        assert self.instance is not None
        assert self.incumbents is not None
        drive = self.drive = Drive(self.instance, self.incumbents, self.clock, self._news)
        wanted = len(self.instance) <= MAX_ACTIVITIES
        try:
            if wanted:
                drive.start(seed=self.seed, workers=self.workers, by_clock=self.by_clock)
            self._thorough(wanted)
            if self.incumbents.is_proved:
                return StopReason.PROVED
            if not wanted:
                return StopReason.TIME_LIMIT
            return drive.run()
        except SolverError as error:
            if self.incumbents.best is None:
                raise
            log.warning("the solver is of no use: %s", error)
            return StopReason.NO_SOLVER

    def _thorough(self, solver_follows: bool) -> None:
        assert self.instance is not None
        if not self.by_clock:
            self._heuristic(THOROUGH, None)
        elif (left := self.clock.left()) > 0:
            seconds = heuristic_seconds(len(self.instance), left) if solver_follows else left
            self._heuristic(None, seconds)

    def _heuristic(self, schedules: int | None, seconds: float | None) -> None:
        assert self.instance is not None
        assert self.incumbents is not None
        found = first_schedule(
            self.instance, seed=self.seed, schedules=schedules, seconds=seconds, start=self.incumbents.best,
            levels=self.levels, on_improve=self._improved,
        )  # fmt: skip
        if found is not None:
            self._improved(found)

    def _improved(self, schedule: Schedule) -> None:
        assert self.incumbents is not None
        if self.incumbents.offer(schedule, self.clock.seconds()):
            self._news("heuristic")

    def _news(self, source: str) -> None:
        levels = self.incumbents.outcome() if self.incumbents else ()
        level = next((x for x in levels if not x.is_proved), levels[-1] if levels else None)
        self.report(Progress.of(self.clock.seconds(), level, self.levels[0], source))

    def _begin_with(self, hint: Plan, heads: Heads) -> None:
        """Take a plan as it stands if it keeps every rule, else the order of its starts."""
        assert self.instance is not None
        names, origin = self.instance.names, self.instance.origin
        starts = [hint[a].start - origin if a in hint else heads.start[i] for i, a in enumerate(names)]
        count = [len(self.instance.modes_of(i)) for i in range(len(names))]
        modes = [hint[a].mode if a in hint and hint[a].mode < count[i] else 0 for i, a in enumerate(names)]
        try:
            schedule = schedule_of(self.instance, starts, modes)
        except SolverError:
            schedule = None
        if schedule is None or self._violations(schedule):
            schedule = by_priority(self.instance, starts, modes)
        if schedule is not None:
            self._improved(schedule)

    # result

    def _assemble(self, reason: StopReason) -> Result:
        plan = self._verified_plan()
        incumbents, verdict = self.incumbents, self.drive.verdict if self.drive else None
        levels = incumbents.outcome() if incumbents else ()
        status = ResultStatus.UNKNOWN if plan is None else ResultStatus.FEASIBLE
        if plan is not None and all(level.is_proved for level in levels):
            status = ResultStatus.OPTIMAL
        elif self.conflict and plan is None:
            status = ResultStatus.INFEASIBLE
        elif verdict is not None:
            status, reason = self._judge(plan, verdict, reason)
        steady = not self.by_clock and reason in (StopReason.PROVED, StopReason.TIME_LIMIT)
        return Result(
            status, plan, levels, reason, self.clock.seconds(), self.seed, self.workers, self.clock.limit, versions(),
            catalogue_hash=self.catalogue.hash, model_hash=self.instance.hash if self.instance else "",
            conflict=self.conflict, incumbents=tuple(incumbents.history) if incumbents else (),
            reproducible=steady and not (self.drive and self.drive.guard_fired), baseline=self.before,
        )  # fmt: skip

    def _judge(self, plan: Plan | None, verdict: Verdict, reason: StopReason) -> tuple[ResultStatus, StopReason]:
        """Weigh the solver's claim that there is no plan: it has been wrong before."""
        if plan is not None:
            log.warning(conflict.CONTRADICTION)
            self.conflict = (conflict.CONTRADICTION,)
            return ResultStatus.FEASIBLE, StopReason.SOLVER_CRASHED
        if verdict.proved:
            assert self.instance is not None
            self.conflict = conflict.rules_conflict(self.catalogue, self.instance, verdict.rules, verdict.is_minimal)
            return ResultStatus.INFEASIBLE, StopReason.PROVED
        self.conflict = (conflict.REPORTED,)
        return ResultStatus.UNKNOWN, reason

    def _verified_plan(self) -> Plan | None:
        """Return the best plan that keeps every rule; None if none was found.

        Raises
        ------
        SolverError
            If schedules were found, and all of them break rules.
        """
        broken: list[Violation] = []
        while self.incumbents is not None and (schedule := self.incumbents.best) is not None:
            violations = self._violations(schedule)
            if not violations:
                return self._plan(schedule)
            broken = broken or violations
            log.error("a schedule breaks rules and is dropped: %s", "; ".join(str(v) for v in violations[:5]))
            self.incumbents.drop()
        if broken:
            raise SolverError(f"Alle gefundenen Pläne verletzen Regeln, z. B.: {broken[0]}")
        return None

    def _violations(self, schedule: Schedule) -> list[Violation]:
        return verify(self._plan(schedule), self.catalogue)

    def _plan(self, schedule: Schedule) -> Plan:
        assert self.instance is not None
        origin = self.instance.origin
        return Plan.of(
            self.catalogue, schedule.starts + origin, schedule.finishes + origin, schedule.modes + self.instance.fixed_mode,
            as_of=self.as_of,
        )  # fmt: skip
