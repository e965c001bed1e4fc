# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Is there a schedule? Small questions to the solver, one after another, in one process that is kept."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from egovplan.errors import SolverError
from egovplan.scheduling.cpsat import protocol
from egovplan.scheduling.cpsat.client import GONE, SolverProcess
from egovplan.scheduling.cpsat.schedules import schedule_of
from egovplan.scheduling.hybrid.machine import memory_limit
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.objective import Schedule

MODULE = "egovplan.scheduling.cpsat.questions"
_GRACE, _STARTUP = 2.0, 8.0
"""So much longer than its limit an answer may take before its process is ended, and the first one besides. [s]"""

log = logging.getLogger("egovplan.scheduling")


@dataclass(frozen=True)
class Answer:
    """What the solver says.

    Parameters
    ----------
    schedule
        One that keeps the rules, if it found one.
    is_refuted
        Whether it says that there is none.
    """

    schedule: Schedule | None = None
    is_refuted: bool = False


class Inquiry:
    """A solver process that is started with the first question; to be used in a ``with`` statement.

    Parameters
    ----------
    seed
        Handed to the solver.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.asked = 0
        self._has_answered = False
        self._process: SolverProcess | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process, so that it is ready when it is asked."""
        if self._process is None:
            self._process = SolverProcess(MODULE)

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.close()
            self._process, self._has_answered = None, False

    def ask(self, instance: Instance, seconds: float, *, plain: bool = False) -> Answer:
        """Return whether an instance has a schedule; an empty answer if that is not found out in time.

        Parameters
        ----------
        instance
            Any rules.
        seconds
            For the search. [s]
        plain
            Whether to answer in another way: without presolve, without the earliest dates by work, with another seed.
        """
        if seconds <= 0 or not math.isfinite(seconds):
            return Answer()
        try:
            self.start()
        except SolverError as error:
            log.warning("the solver is of no use: %s", error)
            return Answer()
        assert self._process is not None
        grace = _GRACE if self._has_answered else _GRACE + _STARTUP
        self.asked += 1
        self._process.ask({
            "instance": protocol.instance_to_plain(instance), "seconds": seconds, "plain": plain,
            "seed": (self.seed + plain) % 2**31, "memory": memory_limit(),
        })  # fmt: skip
        message = self._process.next(seconds + grace)
        if message is None or message.get("kind") == GONE:
            self.close()
            return Answer()
        self._has_answered = True
        schedule = schedule_of(instance, message["starts"], message["modes"]) if "starts" in message else None
        return Answer(schedule, message["outcome"] == "infeasible" and schedule is None)
