# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Better earliest finishes of measures: each alone, with all that must come before it and nothing else, as early as can be.

What a measure cannot reach when it has all people to itself, it reaches in no plan. Such a problem has some dozens of
activities, and the solver often proves its optimum in a second, where for the whole it would not move the bound at all.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from egovplan.scheduling.cpsat.engine import Engine
from egovplan.scheduling.cpsat.model import LevelModel
from egovplan.scheduling.cpsat.restrict import restricted
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import Ancestors, Heads, heads_of, members_of
from egovplan.scheduling.dates.propagation import NoWindowError
from egovplan.scheduling.heuristic import first_schedule
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.objective import LEVELS, Schedule, evaluate, measure_finishes

SHARE, EACH = 0.25, 0.5
"""Share of the time that all these problems get, and each of them of what is left of it."""
STEPS = 1.0
"""Deterministic time for each of them where there is no limit at all."""
PLAIN: dict[str, Any] = {"num_workers": 1, "linearization_level": 0, "cp_model_probing_level": 0}
"""Without linear relaxation and probing these small problems are solved in a fraction of the time."""
TRIES = 500
"""Schedules that the heuristic makes of each of them first: a better ceiling is half the proof."""
MOST = 400
"""With more activities, a problem is left alone."""


def order(instance: Instance, heads: Heads, best: Schedule) -> list[int]:
    """Return the measures whose bounds are loose: those that are late, heaviest first, then the last one, then the others."""
    finish, early = measure_finishes(instance, best.finishes), np.array(heads.measure, np.int64)
    due = np.where(instance.measure_due >= 0, instance.measure_due, instance.horizon + 1)
    late = instance.measure_weight * (np.maximum(finish, due) - np.maximum(early, due))
    loose = instance.measure_weight * (finish - early)
    is_last = finish == finish.max(initial=0)
    rows = sorted(zip((-late).tolist(), (~is_last).tolist(), (-loose).tolist(), range(len(late)), strict=True))
    return [k for *_, gain, k in rows if gain < 0]


def sharpen(
    functions: Functions, heads: Heads, best: Schedule, engine: Engine, tell: Callable[[Heads], object]
) -> Heads:
    """Return the earliest dates with better finishes of measures, as far as the time goes.

    Parameters
    ----------
    functions
        Of the instance.
    heads
        What is known.
    best
        A schedule that keeps all rules: where to look, and what cannot be exceeded.
    engine
        Solves; its settings say how much time there is.
    tell
        Called with each improvement.
    """
    instance, before = functions.instance, Ancestors(functions)
    members, fixed = members_of(instance), instance.fixed_start >= 0
    whole = engine.remaining()
    until = whole * (1 - SHARE) if math.isfinite(whole) else 0.0
    for measure in order(instance, heads, best):
        keep = before.closure(members[measure]) | fixed
        left = engine.remaining()
        if engine.is_over or left <= until:
            break
        if (keep & ~fixed).sum() > MOST:
            continue
        share = EACH * (1 - until / left) if math.isfinite(left) else 1.0
        bound = _earliest_finish(instance, keep, measure, best, engine=engine, share=share)
        if bound > heads.measure[measure]:
            finishes = [max(f, bound) if k == measure else f for k, f in enumerate(heads.measure)]
            heads = replace(heads, measure=finishes, last=max(heads.last, bound))
            tell(heads)
    return heads


def _earliest_finish(
    instance: Instance, keep: NDArray[np.bool_], measure: int, best: Schedule, *, engine: Engine, share: float
) -> int:
    """Return a bound on the finish of a measure when only some activities are there, and money is no object."""
    part = restricted(instance, keep)
    weight = np.array([int(name == instance.measure_names[measure]) for name in part.measure_names], np.int64)
    never = np.full(len(weight), -1, np.int32)
    part = replace(part, accounts=(), charges=(), running=(), measure_weight=weight, measure_due=never)
    known = part_of(best, part, keep)
    known = first_schedule(part, seed=engine.settings.seed, schedules=TRIES, start=known, levels=("finish",)) or known
    value = known.objective[LEVELS.index("finish")]
    functions = Functions(part)
    bounds = [-part.base]
    try:
        built = LevelModel(functions, heads_of(functions), "finish", {"finish": value})
    except NoWindowError:  # it contradicts the schedule that is known: not believed
        return 0
    built.hint(known)
    effort: dict[str, Any] = {} if math.isfinite(engine.remaining()) else {"max_deterministic_time": STEPS}
    engine.solve(built.model, share, bounds.append, **PLAIN, **effort)
    return min(max(bounds), value) + part.base


def part_of(schedule: Schedule, part: Instance, keep: NDArray[np.bool_]) -> Schedule:
    """Return what a schedule says about some activities."""
    starts, finishes, modes = schedule.starts[keep], schedule.finishes[keep], schedule.modes[keep]
    return Schedule(starts, finishes, modes, evaluate(part, starts, finishes, modes))
