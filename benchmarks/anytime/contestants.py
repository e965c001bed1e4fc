# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The contestants, each as its users would write it: a project goes in, what was found when comes out.

The clock of each runs from the call to the return, with the building of its model; loading of libraries is done before.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from anytime.instances import Plain


@dataclass(frozen=True, slots=True)
class Trace:
    """What one run brought.

    Parameters
    ----------
    steps
        (seconds since the call, makespan), each better than the one before.
    is_proved
        Whether the last one is proved to be the best.
    seconds
        From call to return. [s]
    """

    steps: tuple[tuple[float, int], ...]
    is_proved: bool
    seconds: float

    def at(self, seconds: float) -> int | None:
        """Return the best makespan by then."""
        return min((value for when, value in self.steps if when <= seconds), default=None)

    def until(self, seconds: float) -> Trace:
        """Return what there was by then, as if the run had been stopped."""
        if self.seconds <= seconds:
            return self
        return Trace(tuple(step for step in self.steps if step[0] <= seconds), is_proved=False, seconds=seconds)


def egovplan(project: Plain, limit: float, workers: int) -> Trace:
    """Ours, with the catalogue read before the clock starts; the plan is verified after it has stopped."""
    import egovplan

    catalogue = egovplan.load_catalogue(project.path)
    begun = time.perf_counter()
    result = egovplan.schedule(catalogue, objective="makespan", time_limit=limit, workers=workers)
    seconds = time.perf_counter() - begun
    if result.plan is None or egovplan.verify(result.plan, catalogue):
        raise SystemExit(f"egovplan has no valid plan for {project.name}")
    steps = [(when, values[0]) for when, values in result.incumbents]
    return Trace((*steps, (seconds, result.plan.makespan)), result.status.value == "optimal", seconds)


def cp_sat(project: Plain, limit: float, workers: int) -> Trace:
    """The plain model: an interval an activity, a cumulative a resource."""
    from ortools.sat.python import cp_model

    begun = time.perf_counter()
    model, horizon = cp_model.CpModel(), sum(project.duration)
    start = [model.new_int_var(0, horizon, f"s{i}") for i in range(len(project.duration))]
    interval = [
        model.new_fixed_size_interval_var(s, d, f"i{k}")
        for k, (s, d) in enumerate(zip(start, project.duration, strict=True))
    ]
    for i, after in enumerate(project.successors):
        for j in after:
            model.add(start[j] >= start[i] + project.duration[i])
    for k, capacity in enumerate(project.capacity):
        users = [i for i, row in enumerate(project.demand) if row[k]]
        model.add_cumulative([interval[i] for i in users], [project.demand[i][k] for i in users], capacity)
    model.minimize(start[-1])
    solver, steps = cp_model.CpSolver(), []

    class Listener(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            steps.append((time.perf_counter() - begun, round(self.objective_value)))

    solver.parameters.num_workers = workers
    solver.parameters.max_time_in_seconds = max(0.01, limit - (time.perf_counter() - begun))
    status = solver.solve(model, Listener())
    return Trace(tuple(steps), status == cp_model.OPTIMAL, time.perf_counter() - begun)


def pyjobshop(project: Plain, limit: float, workers: int) -> Trace:
    """PyJobShop with its default solver; when it found what is read off the solver's own log."""
    from pyjobshop import Model

    begun = time.perf_counter()
    model = Model()
    resources = [model.add_renewable(capacity) for capacity in project.capacity]
    tasks = [model.add_task() for _ in project.duration]
    for task, duration, row in zip(tasks, project.duration, project.demand, strict=True):
        used = [k for k, amount in enumerate(row) if amount]
        model.add_mode(task, [resources[k] for k in used], duration, [row[k] for k in used])
    for i, after in enumerate(project.successors):
        for j in after:
            model.add_end_before_start(tasks[i], tasks[j])
    log: list[str] = []
    with _standard_output(log):
        built = time.perf_counter() - begun
        result = model.solve("ortools", time_limit=max(0.01, limit - built), display=True, num_workers=workers)
        seconds = time.perf_counter() - begun
    found = re.findall(r"^#\d+\s+([\d.]+)s best:(\d+)", log[0], re.MULTILINE)
    own = seconds - result.runtime  # of its model, which the log does not count
    steps = [(own + float(when), int(value)) for when, value in found]
    last = [(seconds, round(result.objective))] if result.objective < float("inf") else []
    return Trace((*steps, *last), result.status.value == "Optimal", seconds)


CONTESTANTS: dict[str, Callable[[Plain, float, int], Trace]] = {
    "egovplan": egovplan, "CP-SAT": cp_sat, "PyJobShop": pyjobshop,
}  # fmt: skip
MODULES = {"egovplan": "egovplan", "CP-SAT": "ortools.sat.python.cp_model", "PyJobShop": "pyjobshop"}


def is_here(name: str) -> bool:
    """Whether a contestant is installed."""
    return importlib.util.find_spec(MODULES[name].partition(".")[0]) is not None


@contextlib.contextmanager
def _standard_output(taken: list[str]) -> Iterator[None]:
    """Take what this process writes to its standard output, from whatever language."""
    kept = os.dup(1)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)
            file.seek(0)
            taken.append(file.read().decode(errors="replace"))


def warm(name: str, folder: str) -> None:
    """Load what a contestant needs before any clock runs."""
    import sys

    if folder not in sys.path:
        sys.path.append(folder)
    __import__(MODULES[name])
    if name == "egovplan":
        import egovplan

        _: Any = egovplan.schedule, egovplan.load_catalogue, egovplan.verify
