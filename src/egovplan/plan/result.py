# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What happened when we tried: status, bound, gap, and a plan or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from egovplan.markup import card, escape, facts, number, percent, table
from egovplan.plan.model import Plan
from egovplan.terms import label_of

if TYPE_CHECKING:
    from egovplan.plan.drift import Drift


class ResultStatus(StrEnum):
    """Whether there is a plan, and what is proved about it."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


class StopReason(StrEnum):
    """Why the search ended."""

    PROVED = "proved"
    TIME_LIMIT = "time limit"
    INTERRUPTED = "interrupted"
    SOLVER_CRASHED = "solver crashed"
    MEMORY = "memory"
    NO_SOLVER = "no solver"
    GAP = "gap"
    SCHEDULES = "schedules"
    NO_IMPROVEMENT = "no improvement"


STATUS_LABEL: dict[ResultStatus, str] = {
    ResultStatus.OPTIMAL: "bester Plan, bewiesen",
    ResultStatus.FEASIBLE: "zulässiger Plan",
    ResultStatus.INFEASIBLE: "kein Plan möglich",
    ResultStatus.UNKNOWN: "kein Plan gefunden",
}
STOP_LABEL: dict[StopReason, str] = {
    StopReason.PROVED: "bewiesen",
    StopReason.TIME_LIMIT: "Zeitgrenze",
    StopReason.INTERRUPTED: "unterbrochen",
    StopReason.SOLVER_CRASHED: "Löser abgebrochen",
    StopReason.MEMORY: "Speicher erschöpft",
    StopReason.NO_SOLVER: "ohne Löser",
    StopReason.GAP: "Abstand erreicht",
    StopReason.SCHEDULES: "Zahl der Pläne erreicht",
    StopReason.NO_IMPROVEMENT: "keine Verbesserung mehr",
}
LEVEL_LABEL: dict[str, str] = {
    "lateness": "gewichteter Verzug",
    "makespan": "Gesamtdauer",
    "finish": "gewichtete Fertigstellung",
    "moves": "Verschiebungen gegen den Basisplan",
    "cost": "einmalige Kosten",
    "load": "Summe der Auslastungsspitzen",
}
LEVEL_UNIT: dict[str, str] = {"makespan": "Arbeitstage", "cost": "Cent", "load": "Hundertstel VZÄ"}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the lexicographic objective.

    Parameters
    ----------
    name
        ``lateness`` (priority-weighted working days), ``moves`` (weighted, against a baseline), ``makespan`` (working days),
        ``finish`` (weighted), ``cost`` (cents) or ``load`` (hundredths of a VZÄ).
    value
        What the plan reaches.
    bound
        No plan that keeps the levels above can be below.
    """

    name: str
    value: int
    bound: int

    @property
    def gap(self) -> float:
        """Distance to the bound as a share of the value (of 1 where that is 0), 0.0 if proved. [1]."""
        return 0.0 if self.value <= self.bound else (self.value - self.bound) / max(1, abs(self.value))

    @property
    def is_proved(self) -> bool:
        """Whether no better value exists."""
        return self.value <= self.bound


@dataclass(frozen=True)
class Result:
    """What a run of :func:`egovplan.schedule` brought.

    Parameters
    ----------
    status
        ``OPTIMAL`` only if every level is proved.
    plan
        The best plan, verified; None where there is none.
    levels
        The objective, most important first.
    stop_reason
        Why the search ended.
    wall_time
        Seconds from call to return. [s]
    seed, workers, time_limit
        What was asked for; time limit in seconds.
    versions
        Package → version.
    catalogue_hash, model_hash
        SHA-256 of the catalogue, and of the integer instance that was solved.
    conflict
        For an infeasible catalogue, the rules that exclude each other, in the planner's words.
    incumbents
        (seconds, objective values) of each improving plan, in order.
    reproducible
        Whether the same call gives the same plan again: no wall clock decided anything.
    schedules
        How many schedules the heuristic generated, beside the solver.
    baseline
        The plan that it was to keep to, as far as possible.
    """

    status: ResultStatus
    plan: Plan | None
    levels: tuple[Level, ...] = ()
    stop_reason: StopReason = StopReason.PROVED
    wall_time: float = 0.0
    seed: int = 0
    workers: int = 1
    time_limit: float | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    catalogue_hash: str = ""
    model_hash: str = ""
    conflict: tuple[str, ...] = ()
    incumbents: tuple[tuple[float, tuple[int, ...]], ...] = ()
    reproducible: bool = False
    baseline: Plan | None = None
    schedules: int = 0

    @cached_property
    def drift(self) -> Drift | None:
        """What has moved against the baseline, and why; None without a baseline or a plan."""
        from egovplan.plan.drift import drift

        return None if self.plan is None or self.baseline is None else drift(self.plan, self.baseline)

    @property
    def level(self) -> Level | None:
        """The first level that is not proved, else the last one: what the headline figures speak of."""
        open_levels = [level for level in self.levels if not level.is_proved]
        return open_levels[0] if open_levels else (self.levels[-1] if self.levels else None)

    @property
    def objective(self) -> int | None:
        """Value of :attr:`level`."""
        return self.level.value if self.level else None

    @property
    def bound(self) -> int | None:
        """Bound of :attr:`level`."""
        return self.level.bound if self.level else None

    @property
    def gap(self) -> float | None:
        """Gap of :attr:`level`, as a share. [1]."""
        return self.level.gap if self.level else None

    def __repr__(self) -> str:
        parts = [
            self.status.value,
            *(f"{x.name} {x.value} (≥ {x.bound})" for x in self.levels),
            f"{self.wall_time:.1f} s",
        ]
        return f"Result({', '.join(parts)})"

    def _repr_html_(self) -> str:
        figures = [
            ("Ergebnis", STATUS_LABEL[self.status]),
            ("Ende der Suche", STOP_LABEL[self.stop_reason]),
            ("Rechenzeit", f"{number(self.wall_time, 1)} s"),
            ("erzeugte Pläne", number(self.schedules)),
            ("wiederholbar", "ja" if self.reproducible else "nein"),
            ("gegen den Basisplan", "" if self.drift is None else str(self.drift)),
        ]
        head = ["Ziel", "erreicht", label_of("bound"), label_of("gap")]
        rows = [(_level_head(x.name), number(x.value), number(x.bound), percent(x.gap, 1)) for x in self.levels]
        conflict = "".join(f"<li>{escape(line)}</li>" for line in self.conflict)
        return card(
            "Planung", facts(figures), table(head, rows, right=(1, 2, 3)) if rows else "",
            f"<ul>{conflict}</ul>" if conflict else "", self.plan._repr_html_() if self.plan else "",
        )  # fmt: skip


def _level_head(name: str) -> str:
    unit = LEVEL_UNIT.get(name)
    return LEVEL_LABEL.get(name, name) + (f" [{unit}]" if unit else "")
