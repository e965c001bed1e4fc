# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What was measured, as a table, as a file and as a picture."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from anytime.contestants import Trace
from anytime.instances import Plain


@dataclass(frozen=True, slots=True)
class Run:
    """One contestant on one instance under one limit."""

    set_name: str
    project: Plain
    contestant: str
    limit: float
    trace: Trace


@dataclass(frozen=True, slots=True)
class Row:
    """One contestant on one set under one limit; gaps are to the best known makespan [%]."""

    set_name: str
    contestant: str
    limit: float
    instances: int
    without_plan: int
    gap: float
    deviation: float
    best: int
    proved: int
    longest: float

    def line(self) -> str:
        missing = f"  ({self.without_plan} without a plan)" if self.without_plan else ""
        return (
            f"{self.set_name:<5} {self.contestant:<10} {self.limit:>5g} s  n={self.instances:<4} gap {self.gap:6.2f} %  "
            f"over critical path {self.deviation:6.2f} %  as good as known {self.best:>4}  proved {self.proved:>4}  "
            f"longest {self.longest:.2f} s{missing}"
        )


def rows(runs: Sequence[Run]) -> Iterator[Row]:
    """Yield a row for each set, limit and contestant."""
    for key in dict.fromkeys((run.set_name, run.limit, run.contestant) for run in runs):
        yield _row([run for run in runs if (run.set_name, run.limit, run.contestant) == key])


def _row(runs: list[Run]) -> Row:
    first = runs[0]
    values = [(run.project, run.trace.at(float("inf"))) for run in runs]
    found = [(project, value) for project, value in values if value is not None]
    return Row(
        first.set_name, first.contestant, first.limit, len(runs), len(runs) - len(found),
        _mean(100 * (value / project.best_known - 1) for project, value in found),
        _mean(100 * (value / project.critical_path - 1) for project, value in found),
        sum(value <= project.best_known for project, value in found),
        sum(run.trace.is_proved for run in runs),
        max(run.trace.seconds for run in runs),
    )  # fmt: skip


def _mean(values: Iterable[float]) -> float:
    items = list(values)
    return sum(items) / len(items) if items else float("nan")


def write(runs: Iterable[Run], path: Path) -> None:
    """Write every improvement of every run as a line of CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ("set", "instance", "contestant", "limit_s", "seconds", "makespan", "best_known", "proved", "wall_s")
        )
        for run in runs:
            for when, value in run.trace.steps:
                head = (run.set_name, run.project.name, run.contestant, run.limit, f"{when:.3f}", value)
                writer.writerow((*head, run.project.best_known, run.trace.is_proved, f"{run.trace.seconds:.2f}"))


def draw(runs: Sequence[Run], path: Path) -> None:
    """Draw the mean gap over the seconds, a panel a set; each contestant's longest limit, and from when on it has all plans."""
    from matplotlib.figure import Figure

    sets = list(dict.fromkeys(run.set_name for run in runs))
    figure = Figure(figsize=(4.6 * len(sets), 4.2), layout="constrained")
    panels = figure.subplots(1, len(sets), squeeze=False)[0]
    styles = {"egovplan": ("-", "#0b5394", 2.4), "CP-SAT": ("--", "#b45f06", 1.6), "PyJobShop": (":", "#38761d", 2.0)}
    for ax, name in zip(panels, sets, strict=True):
        longest = max(run.limit for run in runs if run.set_name == name)
        for contestant, (dashes, colour, width) in styles.items():
            mine = [r for r in runs if (r.set_name, r.contestant, r.limit) == (name, contestant, longest)]
            curve = list(_curve(mine, longest))
            if curve:
                ax.plot(
                    *zip(*curve, strict=True),
                    dashes,
                    color=colour,
                    linewidth=width,
                    label=contestant,
                    drawstyle="steps-post",
                )
        ax.set(xscale="log", title=name.upper(), xlabel="seconds", xlim=(0.01, longest))
        ax.set_ylim(bottom=0)
        ax.grid(which="major", alpha=0.3)
    panels[0].set_ylabel("mean gap to the best known makespan [%]")
    panels[0].legend(frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def _curve(runs: Sequence[Run], longest: float) -> Iterator[tuple[float, float]]:
    """Yield (seconds, mean gap) at every improvement, from the moment at which there is a plan for every instance."""
    if not runs:
        return
    for seconds in sorted({when for run in runs for when, _ in run.trace.steps if when <= longest} | {longest}):
        values = [(run.project, run.trace.at(seconds)) for run in runs]
        if all(value is not None for _, value in values):
            yield (
                seconds,
                _mean(100 * (value / project.best_known - 1) for project, value in values if value is not None),
            )
