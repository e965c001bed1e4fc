# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""When, under capacity: :func:`schedule`.

The compiled heuristic gives a plan at once and goes on; meanwhile cheap proofs give bounds, and catch what cannot be at all; the
solver, in a process of its own, betters and proves beside the heuristic. What one finds reaches the other while both run. The
result is the best of all, and it is verified.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.dropping import without_dropped
from egovplan.plan.model import Plan
from egovplan.plan.result import Result
from egovplan.scheduling.arguments import checked
from egovplan.scheduling.hybrid.machine import worker_count
from egovplan.scheduling.hybrid.progress import Progress
from egovplan.scheduling.hybrid.run import Run
from egovplan.scheduling.stopping import Manner, StoppingRule

Report = Callable[[Progress], object]


def schedule(
    catalogue: Catalogue,
    *,
    time_limit: float | None = 30.0,
    seed: int = 0,
    workers: int | None = None,
    as_of: dt.date | str | None = None,
    objective: str | Sequence[str] | None = None,
    hint: Plan | None = None,
    baseline: Plan | None = None,
    max_moves: int | None = None,
    progress: bool | Report | None = None,
    stop: StoppingRule | Iterable[StoppingRule] | None = None,
    reproducible: bool = False,
) -> Result:
    """Return the best plan that is found in a given time, with what is proved about it.

    Parameters
    ----------
    catalogue
        What is to be planned.
    time_limit
        Seconds from call to return, kept to a tenth and a second; None to go on until all is proved. [s]
    seed
        Of all random choices.
    workers
        Threads of the solver; by default as many as this process may use, at most 8.
    as_of
        Status date (or text, ``31.03.2026``): what has begun by then stays, the rest starts later, and what was given up by then
        is left out (the plan is one of the catalogue without it). None for the first plan.
    objective
        One level, or several, most important first: ``lateness`` (weighted working days by which measures miss their due
        dates), ``moves`` (what has moved against the baseline: for each such activity its distance in working days and five
        more, weighted), ``makespan`` (working days to the last finish), ``finish`` (weighted finish of the measures),
        ``cost`` (one-off costs of the chosen modes, cents), ``load`` (sum of the highest loads of all resources,
        hundredths of a VZÄ). Each is minimised without giving up anything of those before it. By default lateness, moves
        if there is a baseline, makespan, finish.
    hint
        A plan to begin from, such as the last one; measures and activities that it does not know are placed
        anew. By default the baseline.
    baseline
        The plan that ``moves`` and ``max_moves`` compare with. What has begun keeps the mode that it has there.
    max_moves
        How many activities of the baseline that have not begun may start on another day or be done in another mode.
    progress
        True for a line of text; or a callable that takes a :class:`~egovplan.scheduling.hybrid.progress.Progress` whenever a better
        plan or bound is found, in the thread of the call; ``Progress.plan`` is the better plan.
    stop
        What else ends the search, as in :mod:`egovplan.scheduling.stopping`: :class:`GapBelow`, :class:`NoImprovement`,
        :class:`Schedules`, :class:`TimeLimit`, or several of them. Any one does.
    reproducible
        Let no clock decide, so that the same call gives the same plan: one worker, limits counted in steps.
        The time limit then is only a guard; where it had to end the search, the result says so.

    Returns
    -------
    Result
        With a plan that keeps every rule, or without one. Ctrl-C ends the search and returns the best plan so
        far.

    Raises
    ------
    CatalogueError
        If nothing is wrong but that ``as_of`` is no date.
    OutOfRangeError
        If arguments are out of range; the message has a line for each that is wrong.
    TypeError
        If ``catalogue`` is none, or another argument is of the wrong kind.
    SolverError
        If every schedule that was found breaks a rule: a mistake of this library, not of the catalogue.
    """
    levels, rules, day = checked(
        catalogue, hint=hint, baseline=baseline, objective=objective, max_moves=max_moves, time_limit=time_limit,
        seed=seed, workers=workers, stop=stop, progress=progress, as_of=as_of,
    )  # fmt: skip
    manner = Manner(int(seed), 1 if reproducible else worker_count(workers), rules)
    run = Run(
        without_dropped(catalogue, day), day, levels, time_limit=time_limit, manner=manner, by_clock=not reproducible,
        baseline=baseline, max_moves=max_moves,
    )  # fmt: skip
    return run.result(hint or baseline, progress)
