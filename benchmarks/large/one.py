# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""One measurement in a process of its own: ``python one.py WHAT KIND SIZE SECONDS``, its answer as one line of JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import egovplan
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import network_heads
from egovplan.scheduling.dates.windows import propagate
from egovplan.scheduling.heuristic import Improver
from egovplan.scheduling.translation.build import build
from large.network import network
from large.rollout import rollout, services

LEVEL = {"network": "makespan", "rollout": "lateness"}
"""The level that is compared: what the instance is about."""
Answer = dict[str, Any]


def catalogue_of(kind: str, size: int) -> egovplan.Catalogue:
    """Return an instance in memory; the services of a rollout are there, or it would not be asked for."""
    return egovplan.Catalogue.from_dict(network(size) if kind == "network" else rollout(size, services() or []))


def steps(catalogue: egovplan.Catalogue, _kind: str, _seconds: float) -> Answer:
    """Measure the processor time of each step to a first plan, one after the other."""
    answer: Answer = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        begun = time.process_time()
        result = work()
        answer[name] = time.process_time() - begun
        return result

    instance = timed("build", lambda: build(catalogue))
    functions = Functions(instance)
    timed("windows", lambda: propagate(functions, heads=network_heads(functions)))
    search = timed("load", lambda: Improver(instance))
    timed("generate", lambda: search.improve(0.0, 1))
    best, origin = search.best, instance.origin
    if best is None:
        return answer
    plan = timed("plan", lambda: egovplan.Plan.of(catalogue, best.starts + origin, best.finishes + origin, best.modes))
    answer["violations"] = len(timed("verify", lambda: egovplan.verify(plan, catalogue)))
    return answer


def ours(catalogue: egovplan.Catalogue, kind: str, seconds: float) -> Answer:
    """Measure when the first verified plan is there, and how good the last one is."""
    first: Answer = {}

    def listen(progress: Any) -> None:
        if not first and (plan := progress.plan) is not None:
            first.update(
                first=time.perf_counter() - begun, first_cpu=time.process_time() - cpu,
                first_value=plan.objective[LEVEL[kind]], first_peak=_peak(),
            )  # fmt: skip

    _: Any = egovplan.schedule, egovplan.verify  # loads what they need
    begun, cpu = time.perf_counter(), time.process_time()
    result = egovplan.schedule(catalogue, objective=LEVEL[kind], time_limit=seconds, progress=listen)
    took = time.perf_counter() - begun
    if result.plan is None or egovplan.verify(result.plan, catalogue):
        raise SystemExit("egovplan has no valid plan")
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return first | {
        "seconds": took, "value": result.objective, "bound": result.bound, "peak": _peak(), "solver_peak": children,
        "schedules": result.schedules,
    }  # fmt: skip


def cold(catalogue: egovplan.Catalogue, kind: str, seconds: float) -> Answer:
    """Measure CP-SAT with the same model and nothing to begin from, its model's building included."""
    from ortools.sat.python import cp_model

    from egovplan.scheduling.cpsat.model import LevelModel

    begun = time.perf_counter()
    functions = Functions(build(catalogue))
    model = LevelModel(functions, network_heads(functions), LEVEL[kind], {}).model
    built = time.perf_counter() - begun
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = max(0.1, seconds - built)
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return {"built": built, "value": round(solver.objective_value) if found else None, "peak": _peak()}


def _peak() -> float:
    """Return the most memory that this process has held so far [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(what: str, kind: str, size: str, seconds: str) -> None:
    """Measure, and print the answer."""
    begun = time.perf_counter()
    catalogue = catalogue_of(kind, int(size))
    loaded = time.perf_counter() - begun
    answer = {"steps": steps, "ours": ours, "cold": cold}[what](catalogue, kind, float(seconds))
    print(json.dumps({"activities": len(catalogue.activities), "catalogue": loaded, **answer}))


if __name__ == "__main__":
    main(*sys.argv[1:])
