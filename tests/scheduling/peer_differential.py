# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Compare :func:`egovplan.schedule` with PyJobShop on random projects, larger than trying all plans allows.

::

    python3 dev.py bench anytime --peers --help
    python -m tests.scheduling.peer_differential --count 2000 --jobs 2

What PyJobShop has as well is drawn: all four relations with lags, modes, renewable and non-renewable resources, releases,
deadlines, and the two objectives makespan and weighted lateness. Both must prove the same value, or both that there is none.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import egovplan
from egovplan.catalogue.catalogue import DEFAULT_WEIGHTS, Catalogue
from egovplan.catalogue.limits import Calendar
from egovplan.errors import CatalogueError
from egovplan.plan.result import ResultStatus
from tests import many

PEERS = Path(__file__).resolve().parents[2] / ".tools" / "peers"
START = dt.date(2025, 1, 2)
CALENDAR_DATA = {"subdivision": None, "eves": False, "holidays": False}
CALENDAR = Calendar(**CALENDAR_DATA)
RELATIONS = ("FS", "SS", "FF", "SF")
OBJECTIVES = ("makespan", "lateness")
MISSING = 2


@dataclass(frozen=True)
class Mode:
    """Working days, and units of each resource."""

    duration: int
    demand: tuple[int, ...]


@dataclass(frozen=True)
class Task:
    """An activity: its job, its modes, and the window in which it must lie, in working days from 0."""

    job: int
    modes: tuple[Mode, ...]
    release: int = 0
    deadline: int | None = None


@dataclass(frozen=True)
class Job:
    """A measure: priority, and by when it should be finished."""

    priority: int
    due: int | None


@dataclass(frozen=True)
class Link:
    """A precedence with a lag in working days."""

    before: int
    after: int
    relation: str
    lag: int


@dataclass(frozen=True)
class Project:
    """What both are asked; capacities are of the resources that renew, then of those that do not."""

    jobs: tuple[Job, ...]
    tasks: tuple[Task, ...]
    links: tuple[Link, ...]
    renewable: tuple[int, ...]
    stock: tuple[int, ...]


def draw(seed: int, *, tasks: int = 18) -> Project:
    """Return the project of a seed."""
    rng = random.Random(seed)
    size, several = rng.randint(4, tasks), rng.random() < 0.4
    renewable = tuple(rng.randint(2, 4) for _ in range(rng.randint(1, 3)))
    stock = (rng.randint(size // 2, 2 * size),) if several and rng.random() < 0.5 else ()
    jobs = tuple(Job(rng.randint(0, 5), rng.randint(2, 3 * size) if rng.random() < 0.7 else None) for _ in range(3))
    links = []
    for after in range(1, size):
        for before in rng.sample(range(after), min(after, rng.choice((0, 1, 1, 2)))):
            relation = rng.choice(("FS", *RELATIONS)) if rng.random() < 0.5 else "FS"
            links.append(Link(before, after, relation, rng.choice((0, 0, 0, 1, 3, -1, -2))))
    drawn = []
    for _ in range(size):
        count = rng.choice((1, 2, 3)) if several else 1
        modes = tuple(_mode(rng, renewable, stock, shortest=int(count > 1)) for _ in range(count))
        release = rng.randint(1, size) if rng.random() < 0.1 else 0
        deadline = release + rng.randint(size, 4 * size) if rng.random() < 0.1 else None
        drawn.append(Task(rng.randrange(len(jobs)), modes, release, deadline))
    return Project(jobs, tuple(drawn), tuple(links), renewable, stock)


def _mode(rng: random.Random, renewable: Sequence[int], stock: Sequence[int], *, shortest: int) -> Mode:
    needs = [rng.randint(1, c) if rng.random() < 0.6 else 0 for c in renewable]
    return Mode(max(shortest, rng.randint(0, 6)), (*needs, *(rng.randint(0, 3) for _ in stock)))


def catalogue(project: Project) -> Catalogue:
    """Return the project as a catalogue on an axis without holidays."""
    line = CALENDAR.timeline()
    origin = line.index(START)
    days = lambda t: line.date(origin + t).isoformat()  # noqa: E731
    names = [f"R{k}" for k in range(len(project.renewable))] + [f"N{k}" for k in range(len(project.stock))]
    measures: list[dict[str, Any]] = []
    for k, job in enumerate(project.jobs):
        own = [_activity(project, i, names, days) for i, task in enumerate(project.tasks) if task.job == k]
        due = {} if job.due is None else {"due": days(job.due - 1)}
        if own:
            measures.append(
                {"id": f"M{k}", "title": f"M{k}", "lead": "O", "priority": job.priority, "activities": own} | due
            )
    return Catalogue.from_dict({
        "title": "Vergleich", "start": START.isoformat(), "calendar": CALENDAR_DATA, "offices": [{"id": "O"}], "measures": measures,
        "resources": [
            *({"id": f"R{k}", "office": "O", "capacity": [{"fte": str(c)}]} for k, c in enumerate(project.renewable)),
            *({"id": f"N{k}", "capacity": str(c), "renewable": False} for k, c in enumerate(project.stock)),
        ],
    })  # fmt: skip


def _activity(project: Project, i: int, names: Sequence[str], days: Any) -> dict[str, Any]:
    task = project.tasks[i]
    modes = [
        {
            "id": f"m{k}",
            "duration": m.duration,
            "demand": {n: str(a) for n, a in zip(names, m.demand, strict=True) if a},
        }
        for k, m in enumerate(task.modes)
    ]
    after = [
        {"predecessor": f"M{project.tasks[x.before].job}/a{x.before}", "type": x.relation, "lag": x.lag}
        for x in project.links
        if x.after == i
    ]
    one = {key: value for key, value in modes[0].items() if key != "id"} if len(modes) == 1 else {"modes": modes}
    window = {"not_before": days(task.release)} if task.release else {}
    window |= {} if task.deadline is None else {"deadline": days(task.deadline - 1)}
    return {"id": f"a{i}", "after": after} | one | window


def ours(project: Project, objective: str, time_limit: float) -> tuple[str, int | None]:
    """Return status and value of egovplan; a plan that breaks a rule is a status of its own."""
    try:
        planned = catalogue(project)
    except CatalogueError:  # refused before anything is planned: a stock that no choice of modes keeps
        return str(ResultStatus.INFEASIBLE), None
    result = egovplan.schedule(planned, objective=objective, time_limit=time_limit, workers=1)
    if result.plan is None:
        return str(result.status), None
    broken = egovplan.verify(result.plan, planned)
    return ("broken" if broken else str(result.status)), result.plan.objective[objective]


def peers(project: Project, objective: str, time_limit: float) -> tuple[str, int | None]:
    """Return status and value of PyJobShop."""
    from pyjobshop import Model

    model = Model()
    resources = [
        *(model.add_renewable(c) for c in project.renewable), *(model.add_consumable(c) for c in project.stock),
    ]  # fmt: skip
    never = 10**6
    jobs = {
        k: model.add_job(weight=DEFAULT_WEIGHTS[job.priority], due_date=never if job.due is None else job.due)
        for k, job in enumerate(project.jobs)
        if any(task.job == k for task in project.tasks)
    }
    tasks = []
    for task in project.tasks:
        deadline = never if task.deadline is None else task.deadline
        tasks.append(model.add_task(job=jobs[task.job], earliest_start=task.release, latest_end=deadline))
        for mode in task.modes:
            used = [k for k, amount in enumerate(mode.demand) if amount]
            model.add_mode(tasks[-1], [resources[k] for k in used], mode.duration, [mode.demand[k] for k in used])
    add = {
        "FS": model.add_end_before_start, "SS": model.add_start_before_start, "FF": model.add_end_before_end,
        "SF": model.add_start_before_end,
    }  # fmt: skip
    for link in project.links:
        add[link.relation](tasks[link.before], tasks[link.after], link.lag)
    if objective == "lateness":
        model.set_objective(weight_total_tardiness=1)
    try:
        result = model.solve("ortools", time_limit=time_limit, display=False, num_workers=1)
    except ValueError as error:  # it refuses what no capacity can ever carry, instead of calling it infeasible
        if "infeasible demands" not in str(error):
            raise
        return "infeasible", None
    status = result.status.value.lower()
    return status, round(result.objective) if result.objective < float("inf") else None


def compare(seed: int, *, time_limit: float = 60.0) -> tuple[list[str], str]:
    """Return what is wrong for a seed (nothing if all is well), and our status."""
    if str(PEERS) not in sys.path:
        sys.path.append(str(PEERS))
    project, objective = draw(seed), OBJECTIVES[seed % len(OBJECTIVES)]
    a, b = ours(project, objective, time_limit), peers(project, objective, time_limit)
    problem = difference(a, b)
    return [f"{seed}: {problem}"] if problem else [], a[0]


def difference(a: tuple[str, int | None], b: tuple[str, int | None]) -> str:
    """Return how our (status, value) contradicts the peer's, empty if it does not."""
    settled = (str(ResultStatus.OPTIMAL), str(ResultStatus.INFEASIBLE))
    if a[0] not in settled:
        return f"we have {a}, the peer {b}"
    if b[0] in settled and a != b:
        return f"we have {a}, the peer {b}"
    if b[1] is not None and (a[1] is None or b[1] < a[1]):
        return f"we have {a}, the peer found {b}"
    return ""


def main(arguments: list[str] | None = None) -> int:
    """Compare as many projects as asked for; exit code 1 if one differs, 2 without the peer."""
    parser = many.parser("egovplan.schedule against PyJobShop", count=2000)
    parser.add_argument("--time-limit", type=float, default=60.0)
    options = parser.parse_args(arguments)
    if not (PEERS / "pyjobshop").is_dir():
        print("PyJobShop is missing: dev.py bench anytime --peers fetches it")
        return MISSING
    found = many.compare_all(partial(compare, time_limit=options.time_limit), options, noun="projects")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
