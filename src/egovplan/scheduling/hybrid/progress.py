# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""How far a search is: for a callable, or as a line of text."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from egovplan.plan.model import Plan
from egovplan.plan.result import Level
from egovplan.terms import LABEL


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands.

    Parameters
    ----------
    seconds
        Since the call. [s]
    level
        The first level of the objective that is not proved, else the last one.
    value, bound
        Of that level; None while there is no plan, or no bound.
    gap
        Distance to the bound as a share of the value. [1]
    source
        Who brought the news: ``heuristic``, ``solver``, ``bound`` or ``clock``.
    schedules
        How many schedules the heuristic has generated.
    """

    seconds: float
    level: str
    value: int | None
    bound: int | None
    gap: float | None
    source: str
    schedules: int = 0
    _better: Callable[[], Plan | None] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(
        cls, seconds: float, level: Level | None, name: str, source: str,
        *, schedules: int = 0, better: Callable[[], Plan | None] | None = None,
    ) -> Progress:  # fmt: skip
        """Return the state of a level; ``name`` where there is no plan yet."""
        if level is None:
            return cls(seconds, name, None, None, None, source, schedules, better)
        return cls(seconds, level.name, level.value, level.bound, level.gap, source, schedules, better)

    @property
    def plan(self) -> Plan | None:
        """The plan that is the news, made and verified when it is asked for; None where the news is something else."""
        return self._better() if self._better else None

    def __str__(self) -> str:
        label = "Fertigstellung" if self.level == "finish" else LABEL.get(self.level, self.level)
        if self.value is None:
            return f"{label}: noch kein Plan"
        return f"{label} {number(self.value)}, {LABEL['bound']} {number(self.bound or 0)}, Abstand {percent(self.gap or 0.0)}"


def number(value: int) -> str:
    """Return a whole number with German thousands separators."""
    return f"{value:,}".replace(",", ".")


def percent(share: float) -> str:
    """Return a share as per cent with a decimal comma."""
    return f"{100 * share:.1f} %".replace(".", ",")


Report = Callable[[Progress], object]


def reporter(progress: object, time_limit: float | None) -> tuple[Report, Callable[[], None]]:
    """Return what takes the news, and what closes it.

    Parameters
    ----------
    progress
        None or False for silence, True for a line of text, or a callable.
    time_limit
        Length of the bar. [s]
    """
    if callable(progress):
        return progress, lambda: None
    if not progress:
        return lambda _: None, lambda: None
    line = _Line(time_limit)
    return line, line.close


class _Line:
    """A bar of seconds, with the state in words behind it."""

    def __init__(self, time_limit: float | None) -> None:
        from tqdm import TqdmWarning

        with warnings.catch_warnings():  # without ipywidgets a line of text will do
            warnings.simplefilter("ignore", TqdmWarning)
            from tqdm.auto import tqdm
        clock = "Planung {n:.0f} s" if time_limit is None else "Planung {n:.0f}/{total:.0f} s |{bar:20}|"
        self._last = ""
        self._bar: Any = tqdm(total=time_limit, bar_format=clock + " {desc}", leave=True)
        self._total = time_limit

    def __call__(self, progress: Progress) -> None:
        self._bar.n = progress.seconds if self._total is None else min(progress.seconds, self._total)
        state = f"{self._bar.n:.0f} {progress}"
        if state != self._last:  # in a log, every refresh is a line
            self._last = state
            self._bar.set_description_str(str(progress), refresh=True)

    def close(self) -> None:
        self._bar.close()
