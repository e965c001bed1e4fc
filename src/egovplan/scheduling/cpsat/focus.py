# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Less lateness in large instances: the measures that are due by the last late one first, alone; then the rest around them.

The part has fewer activities than the whole, and its bound holds for the whole. Its schedule is laid down, the others are fitted
in by the solver, which is easy since they have time, and the heuristic polishes what comes out. Repeated while it helps.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from egovplan.scheduling.cpsat.engine import Engine
from egovplan.scheduling.cpsat.listeners import Last
from egovplan.scheduling.cpsat.model import LevelModel
from egovplan.scheduling.cpsat.restrict import restricted
from egovplan.scheduling.cpsat.sharpen import PLAIN, STEPS, part_of
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import Ancestors, Heads, heads_of, members_of
from egovplan.scheduling.heuristic import first_schedule
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.objective import Schedule, measure_finishes

SHARE, PART = 0.85, 0.65
"""Share of the time that goes into this, and of each round into the part."""
POLISH, POLISH_SECONDS = 2000, 1.0
"""Schedules and seconds of the heuristic in each round."""


class Focus:
    """Rounds of part, whole and polish.

    Parameters
    ----------
    functions, heads
        Of the instance.
    engine
        Solves; its settings say how much time there is.
    bound, found
        Take bounds on the lateness, and schedules that keep every rule.
    """

    def __init__(
        self, functions: Functions, heads: Heads, engine: Engine,
        bound: Callable[[int], object], found: Callable[[Schedule], object],
    ) -> None:  # fmt: skip
        self.functions, self.heads, self.engine = functions, heads, engine
        self.instance, self.bound, self.found = functions.instance, bound, found
        self._before = Ancestors(functions)

    def run(self, best: Schedule, share: float) -> Schedule:
        """Return a schedule that is at least as good.

        Parameters
        ----------
        best
            Keeps every rule.
        share
            Share of what is left of the time that may be used. [1]
        """
        whole = self.engine.remaining()
        until = whole * (1 - share * SHARE) if math.isfinite(whole) else 0.0
        while not self.engine.is_over and self.engine.remaining() > until and best.objective[0] > self._least():
            found = self._round(best, until)
            if found is None or found.objective >= best.objective:
                break
            best = found
        return best

    def _least(self) -> int:
        return self.heads.least_values(self.instance)["lateness"]

    def _round(self, best: Schedule, until: float) -> Schedule | None:
        measures = due_measures(self.instance, best)
        keep = np.zeros(len(self.instance), bool)
        for measure in measures:
            keep |= self._before.closure(members_of(self.instance)[measure])
        keep |= self.instance.fixed_start >= 0
        part = self._solve_part(best, keep, set(measures), self._share(until, PART))
        full = None if part is None else self._extend(best, part, keep, self._share(until, 1.0))
        if full is None:
            return None
        self.found(full)
        seconds = min(POLISH_SECONDS, self.engine.seconds_left()) if self.engine.settings.deadline else None
        polished = first_schedule(
            self.instance, seed=self.engine.settings.seed, schedules=POLISH, seconds=seconds, start=full
        )  # fmt: skip
        if polished is None or polished.objective >= full.objective:
            return full
        self.found(polished)
        return polished

    def _share(self, until: float, part: float) -> float:
        left = self.engine.remaining()
        return part * max(0.0, 1 - until / left) if math.isfinite(left) else 1.0

    def _solve_part(self, best: Schedule, keep: NDArray[np.bool_], due: set[int], share: float) -> Schedule | None:
        """Return the schedule of some activities alone that is least late."""
        part = restricted(self.instance, keep)
        known = part_of(best, part, keep)
        known = first_schedule(part, seed=self.engine.settings.seed, schedules=POLISH, start=known) or known
        functions = Functions(part)
        heads = heads_of(functions)
        names = {self.instance.measure_names[k]: self.heads.measure[k] for k in due}
        finishes = [max(f, names.get(m, 0)) for m, f in zip(part.measure_names, heads.measure, strict=True)]
        heads = replace(heads, measure=finishes)
        return self._least_late(
            LevelModel(functions, heads, "lateness", {"lateness": known.objective[0]}), known, share
        )

    def _extend(self, best: Schedule, part: Schedule, keep: NDArray[np.bool_], share: float) -> Schedule | None:
        """Return a schedule of all activities with those of the part where they are; None if that cannot be."""
        built = LevelModel(self.functions, self.heads, "lateness", {"lateness": best.objective[0]})
        for place, i in enumerate(np.flatnonzero(keep)):
            built.model.add(built.x.start[i].var == int(part.starts[place]))
            for k, literal in enumerate(built.x.chosen[i]):
                if not isinstance(literal, bool):
                    built.model.add_bool_and([literal if k == int(part.modes[place]) else ~literal])
        return self._least_late(built, None, share)

    def _least_late(self, built: LevelModel, known: Schedule | None, share: float) -> Schedule | None:
        if known is not None:
            built.hint(known)
        last = Last(built)
        effort: dict[str, Any] = {} if math.isfinite(self.engine.remaining()) else {"max_deterministic_time": 8 * STEPS}
        on_bound = self.bound if known is not None else lambda _: None
        self.engine.solve(built.model, share, on_bound, listener=last, **PLAIN, **effort)
        return last.schedule or known


def due_measures(instance: Instance, best: Schedule) -> list[int]:
    """Return the measures that are due no later than the last one that is late."""
    late = (instance.measure_due >= 0) & (measure_finishes(instance, best.finishes) > instance.measure_due)
    last = int(instance.measure_due[late].max(initial=-1))
    return [int(k) for k in np.flatnonzero((instance.measure_due >= 0) & (instance.measure_due <= last))]
