# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Several catalogues planned one after another, or some at the same time."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from numbers import Integral
from typing import Any

from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import OutOfRangeError
from egovplan.plan.result import Result, StopReason
from egovplan.scheduling.hybrid.machine import worker_count
from egovplan.scheduling.solve import schedule
from egovplan.scheduling.stopping import SearchState, rules_of
from egovplan.whatif.scenario import Scenario

Pair = tuple[Scenario, Catalogue]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A scenario, the catalogue it makes, and what planning it brought."""

    scenario: Scenario
    catalogue: Catalogue
    result: Result


def planned(pairs: Sequence[Pair], jobs: int, options: Mapping[str, Any]) -> list[Outcome]:
    """Return what planning each catalogue brought, without those that Ctrl-C came before.

    Parameters
    ----------
    pairs
        Scenarios with the catalogues that they make.
    jobs
        How many at the same time.
    options
        For :func:`egovplan.schedule`.

    Raises
    ------
    OutOfRangeError
        If there are no jobs.
    """
    if not _is_count(jobs):
        raise OutOfRangeError(f"jobs: ganze Zahl ab 1 erwartet, angegeben: {jobs!r}.")
    return _in_turn(pairs, options) if jobs == 1 else _at_once(pairs, jobs, dict(options))


def _is_count(value: Any) -> bool:
    return isinstance(value, Integral) and int(value) >= 1


def _in_turn(pairs: Sequence[Pair], options: Mapping[str, Any]) -> list[Outcome]:
    outcomes = []
    for scenario, changed in pairs:
        outcomes.append(Outcome(scenario, changed, schedule(changed, **options)))
        if outcomes[-1].result.stop_reason is StopReason.INTERRUPTED:
            break
    return outcomes


@dataclass(frozen=True)
class _Over:
    """Ends every search that runs, once it is set."""

    event: threading.Event
    uses_clock = False

    def reason(self, _state: SearchState) -> StopReason | None:
        return StopReason.INTERRUPTED if self.event.is_set() else None


def _at_once(pairs: Sequence[Pair], jobs: int, options: dict[str, Any]) -> list[Outcome]:
    """Plan in threads: the core lets go of the interpreter, and the solver is a process of its own."""
    over = _Over(threading.Event())
    options["workers"] = max(1, worker_count(options.get("workers")) // jobs)
    options["stop"] = (*rules_of(options.get("stop")), over)
    options["progress"] = options["progress"] if callable(options.get("progress")) else None

    def outcome(pair: Pair) -> Outcome | None:
        return None if over.event.is_set() else Outcome(*pair, schedule(pair[1], **options))

    with ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(outcome, pair) for pair in pairs]
        try:
            wait(futures)
        except KeyboardInterrupt:
            over.event.set()
    return [done for future in futures if (done := future.result()) is not None]
