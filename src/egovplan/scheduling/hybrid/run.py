# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""One run of :func:`egovplan.schedule`, from the catalogue to the verified result."""

from __future__ import annotations

import datetime as dt
import logging
import time
from functools import partial

from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import SolverError
from egovplan.plan.model import Plan
from egovplan.plan.result import Result, ResultStatus, StopReason
from egovplan.plan.verify import Violation, verify
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import network_heads
from egovplan.scheduling.dates.propagation import NoWindowError
from egovplan.scheduling.dates.windows import Windows, propagate
from egovplan.scheduling.hybrid.beginning import near, standing
from egovplan.scheduling.hybrid.clock import Clock
from egovplan.scheduling.hybrid.drive import Drive, Verdict
from egovplan.scheduling.hybrid.incumbents import Incumbents, least_values
from egovplan.scheduling.hybrid.interrupts import Interrupts
from egovplan.scheduling.hybrid.progress import Progress, reporter
from egovplan.scheduling.hybrid.steps import StepDrive
from egovplan.scheduling.hybrid.versions import versions
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.objective import Schedule
from egovplan.scheduling.proofs import conflict
from egovplan.scheduling.proofs.bounds import capacity_conflict, lower_bounds
from egovplan.scheduling.stopping import Manner, least_seconds
from egovplan.scheduling.translation.baseline import Baseline, moves_conflict
from egovplan.scheduling.translation.build import build

MAX_ACTIVITIES = 20_000
"""Above this the solver is not tried: its model alone takes longer than the heuristic's plan."""
ENERGY_ACTIVITIES = 150
"""Up to so many, bounds are raised by energy before the solver is started; else only the solver's process does so."""
PATIENCE_EACH = 1e-4
"""For so long the first plan is waited for before people are counted: with thousands of activities that takes its time too. [s]"""
FIRST_PLAN = 1.0
"""So long a first plan is waited for when the time is over, or Ctrl-C has come, and there is none yet. [s]"""
RESERVE, RESERVE_EACH, MOST_BURDEN = 0.01, 3e-5, 4.0
"""Time for what follows the search, mostly verification, how it grows with the activities [s], and by how much more where other
processes want the processors, at most. [1]"""

_STEADY = (StopReason.PROVED, StopReason.TIME_LIMIT, StopReason.GAP, StopReason.SCHEDULES, StopReason.NO_IMPROVEMENT)
"""Reasons that counts alone can bring about."""

log = logging.getLogger("egovplan.scheduling")


class Run:
    """One run; see :func:`egovplan.schedule` for the parameters."""

    def __init__(
        self, catalogue: Catalogue, as_of: dt.date | None, levels: tuple[str, ...],
        *, time_limit: float | None, manner: Manner, by_clock: bool, baseline: Plan | None = None,
        max_moves: int | None = None,
    ) -> None:  # fmt: skip
        self.clock = Clock(least_seconds(manner.rules, time_limit))
        self.catalogue, self.as_of, self.levels = catalogue, as_of, levels
        self.manner, self.by_clock = manner, by_clock
        self.before = baseline
        self.baseline = None if baseline is None else Baseline.of(baseline, catalogue, max_moves)
        self.instance: Instance | None = None
        self.incumbents: Incumbents | None = None
        self.drive: Drive | None = None
        self.conflict: tuple[str, ...] = ()

    def result(self, hint: Plan | None, progress: object) -> Result:
        """Search, verify, and say what happened."""
        self.report, close = reporter(progress, self.clock.limit)
        patience = 0.0
        with Interrupts() as self.interrupts:
            try:
                reason = self._search(hint)
                patience = FIRST_PLAN if reason in (StopReason.TIME_LIMIT, StopReason.INTERRUPTED) else 0.0
            except KeyboardInterrupt:
                reason, patience = StopReason.INTERRUPTED, FIRST_PLAN
            finally:
                self.interrupts.raises = False
                if self.drive is not None:
                    self.drive.close(patience)
                close()
            return self._assemble(reason)

    # search

    def _search(self, hint: Plan | None) -> StopReason:
        # of so many, Ctrl-C is answered at once; else a first plan is near, and worth more
        self.interrupts.raises = len(self.catalogue.activities) > MAX_ACTIVITIES
        drive = self._set_out(hint)
        if self.interrupts.is_wished:
            return StopReason.INTERRUPTED
        self.interrupts.raises = True
        if not self._prove(drive):
            return StopReason.PROVED
        drive.settle()
        if drive.incumbents.is_proved:
            return StopReason.PROVED
        if len(drive.instance) <= MAX_ACTIVITIES:
            drive.start_solver()
        _ = self.catalogue.hash, drive.instance.hash  # they take their time, and now this thread has some
        self.interrupts.raises = False
        reason = drive.run()
        if drive.solver.error is not None and drive.incumbents.best is None:
            raise drive.solver.error
        return reason

    def _set_out(self, hint: Plan | None) -> Drive:
        """Translate the catalogue, and let the heuristic begin."""
        before = self.clock.seconds(), time.thread_time()
        instance = self.instance = build(self.catalogue, as_of=self.as_of, baseline=self.baseline)
        burden = (self.clock.seconds() - before[0]) / max(1e-9, time.thread_time() - before[1])
        self.clock.reserve((RESERVE + RESERVE_EACH * len(instance)) * min(max(1.0, burden), MOST_BURDEN))
        self.incumbents = Incumbents(self.levels, least_values(instance))
        if hint is not None:
            self._begin_with(hint)
        kind = Drive if self.by_clock else StepDrive
        drive = self.drive = kind(
            instance, self.incumbents, self.clock, self.manner, news=self._news, interrupts=self.interrupts
        )  # fmt: skip
        drive.begin()
        return drive

    def _prove(self, drive: Drive) -> bool:
        """Find cheap bounds while the heuristic works; return whether there can be a plan."""
        assert self.instance is not None
        functions = Functions(self.instance)
        windows = self._network_windows(functions)
        drive.attend(PATIENCE_EACH * len(self.instance) if windows else 0.0)
        if windows is None:
            return False
        self.conflict = (
            capacity_conflict(self.catalogue, self.instance, windows)
            or conflict.shared_conflict(self.catalogue, functions, windows)
            or moves_conflict(self.catalogue, self.instance, windows)
        )
        drive.attend()
        if self.conflict:
            return False
        if len(self.instance) <= ENERGY_ACTIVITIES:
            windows = self._energy_windows(functions)
            if windows is None:
                return False
        self._raise_bounds(windows)
        drive.attend()
        return True

    def _network_windows(self, functions: Functions) -> Windows | None:
        """Return when each activity can be, by precedences alone; None if some cannot: then the conflict is known."""
        try:
            return propagate(functions, heads=network_heads(functions))
        except NoWindowError as error:
            self.conflict = conflict.window_conflict(self.catalogue, functions.instance, error.chain, error.earliest)
            return None

    def _energy_windows(self, functions: Functions) -> Windows | None:
        """Return when each activity can be with the people there are; None if some cannot: then the conflict is known."""
        try:
            return propagate(functions)
        except NoWindowError as error:
            self.conflict = conflict.work_conflict(self.catalogue, functions.instance, error.chain, error.earliest)
            return None

    def _raise_bounds(self, windows: Windows) -> None:
        assert self.instance is not None
        assert self.incumbents is not None
        for level, bound in lower_bounds(self.instance, windows).items():
            if level in self.levels:
                self.incumbents.raise_bound(level, bound)

    def _news(self, source: str) -> None:
        levels = self.incumbents.outcome() if self.incumbents else ()
        level = next((x for x in levels if not x.is_proved), levels[-1] if levels else None)
        is_plan = source in ("heuristic", "solver")
        better = partial(self._intact, self.incumbents.best) if is_plan and self.incumbents else None
        count = self.drive.schedules if self.drive else 0
        seconds = self.clock.seconds()
        self.report(Progress.of(seconds, level, self.levels[0], source, schedules=count, better=better))

    def _intact(self, schedule: Schedule | None) -> Plan | None:
        """Return a schedule as a plan; None if it breaks a rule."""
        plan = None if schedule is None else self._plan(schedule)
        return None if plan is None or verify(plan, self.catalogue) else plan

    def _begin_with(self, hint: Plan) -> None:
        """Take a plan as it stands if it keeps every rule, else what is near to it."""
        assert self.instance is not None
        assert self.incumbents is not None
        as_it_stands = standing(self.instance, self.catalogue, hint)
        is_kept = as_it_stands is not None and not self._violations(as_it_stands)
        for schedule in [as_it_stands] if is_kept else near(self.instance, self.catalogue, hint):
            if schedule is not None and self.incumbents.offer(schedule, self.clock.seconds()):
                self._news("heuristic")

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
        if status is ResultStatus.UNKNOWN and self.baseline and self.baseline.limit is not None:
            self.conflict = (*self.conflict, conflict.open_moves(self.baseline.limit))
        steady = not self.by_clock and reason in _STEADY and not any(rule.uses_clock for rule in self.manner.rules)
        return Result(
            status, plan, levels, reason, self.clock.seconds(), self.manner.seed, self.manner.workers, self.clock.limit,
            versions(),
            catalogue_hash=self.catalogue.hash, model_hash=self.instance.hash if self.instance else "",
            conflict=self.conflict, incumbents=tuple(incumbents.history) if incumbents else (),
            reproducible=steady and not (self.drive and self.drive.is_disturbed),
            baseline=self.before, schedules=self.drive.schedules if self.drive else 0,
        )  # fmt: skip

    def _judge(self, plan: Plan | None, verdict: Verdict, reason: StopReason) -> tuple[ResultStatus, StopReason]:
        """Weigh the solver's claim that there is no plan: it has been wrong before."""
        if plan is not None:
            log.warning(conflict.CONTRADICTION)
            self.conflict = (conflict.CONTRADICTION,)
            return ResultStatus.FEASIBLE, StopReason.SOLVER_CRASHED
        if verdict.proved:
            assert self.instance is not None
            if not verdict.rules and self._energy_windows(Functions(self.instance)) is None:
                return ResultStatus.INFEASIBLE, StopReason.PROVED
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
            plan = self._plan(schedule)
            violations = verify(plan, self.catalogue)
            if not violations:
                return plan
            broken = broken or violations
            log.error("a schedule breaks rules and is dropped: %s", "; ".join(str(v) for v in violations[:5]))
            self.incumbents.drop()
        if broken:
            raise SolverError(f"Alle gefundenen Pläne verletzen Regeln, z. B.: {broken[0]}")
        return None

    def _violations(self, schedule: Schedule) -> list[Violation]:
        limit = None if self.baseline is None else self.baseline.limit
        return verify(self._plan(schedule), self.catalogue, baseline=self.before, max_moves=limit)

    def _plan(self, schedule: Schedule) -> Plan:
        assert self.instance is not None
        origin = self.instance.origin
        return Plan.of(
            self.catalogue, schedule.starts + origin, schedule.finishes + origin, schedule.modes + self.instance.fixed_mode,
            as_of=self.as_of,
        )  # fmt: skip
