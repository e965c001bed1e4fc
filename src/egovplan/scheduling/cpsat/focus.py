# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Less lateness in large instances: the measures that are due by the last late one first, alone; then the rest around them.

The part has fewer activities than the whole, and its bound holds for the whole. First it is asked once whether the bound can be met:
with so low a ceiling most windows are short, and conflicts are found early. Else its lateness is minimised. Its schedule is laid
down, the others are fitted in around it, which is easy since they have time: by a list, else by the solver. The heuristic
polishes what comes out. Repeated while it helps.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from egovplan.scheduling.cpsat.engine import Engine
from egovplan.scheduling.cpsat.listeners import Last
from egovplan.scheduling.cpsat.model import LevelModel
from egovplan.scheduling.cpsat.restrict import restricted
from egovplan.scheduling.cpsat.sharpen import MOST, PLAIN, STEPS, part_of
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import Ancestors, Heads, heads_of, members_of
from egovplan.scheduling.dates.propagation import NoWindowError
from egovplan.scheduling.heuristic import by_priority, first_schedule
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.objective import Schedule, measure_finishes

SHARE, PART = 0.85, 0.65
"""Share of the time that goes into this, and of each round into the part."""
MEET = 0.5
"""Share of the time for the question whether the bound can be met."""
ASKING: dict[str, Any] = {"num_workers": 1, "linearization_level": 0}
"""With a ceiling that low, probing pays."""
POLISH, POLISH_SECONDS = 2000, 1.0
"""Schedules and seconds of the heuristic in each round."""


@dataclass(frozen=True)
class Part:
    """What is due by the last late measure.

    Parameters
    ----------
    keep
        Shape (n,), which activities.
    functions, heads
        Of these alone; the heads are as good as those of the whole.
    known
        Schedule of these alone.
    """

    keep: NDArray[np.bool_]
    functions: Functions
    heads: Heads
    known: Schedule

    @property
    def least(self) -> int:
        """Lateness that none is below."""
        return self.heads.least_values(self.functions.instance)["lateness"]


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
        best = self._met(best)
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

    def _met(self, best: Schedule) -> Schedule:
        """Return a schedule that meets the bound, if one is found; asked once, and only of parts that are small enough."""
        if self.engine.is_over or best.objective[0] <= self._least():
            return best
        part = self._part(best)
        if (part.keep & (self.instance.fixed_start < 0)).sum() > MOST or part.known.objective[0] <= part.least:
            return best
        try:
            built = LevelModel(part.functions, part.heads, "lateness", {"lateness": part.least})
        except NoWindowError:
            return best
        built.hint(part.known)
        found = self._last(built, MEET, **ASKING)
        full = None if found is None else self._whole(best, found, part.keep, MEET)
        return best if full is None or full.objective >= best.objective else full

    def _round(self, best: Schedule, until: float) -> Schedule | None:
        part = self._part(best)
        built = LevelModel(part.functions, part.heads, "lateness", {"lateness": part.known.objective[0]})
        built.hint(part.known)
        found = self._last(built, self._share(until, PART), self.bound, **PLAIN) or part.known
        return self._whole(best, found, part.keep, self._share(until, 1.0))

    def _part(self, best: Schedule) -> Part:
        measures = due_measures(self.instance, best)
        keep = self.instance.fixed_start >= 0
        for measure in measures:
            keep = keep | self._before.closure(members_of(self.instance)[measure])
        part = restricted(self.instance, keep)
        known = part_of(best, part, keep)
        known = first_schedule(part, seed=self.engine.settings.seed, schedules=POLISH, start=known) or known
        functions = Functions(part)
        heads = heads_of(functions)
        names = {self.instance.measure_names[k]: self.heads.measure[k] for k in measures}
        finishes = [max(f, names.get(m, 0)) for m, f in zip(part.measure_names, heads.measure, strict=True)]
        return Part(keep, functions, replace(heads, measure=finishes), known)

    def _whole(self, best: Schedule, part: Schedule, keep: NDArray[np.bool_], share: float) -> Schedule | None:
        """Return a polished schedule of all activities, the others fitted in around those of the part."""
        full = self._fitted(best, part, keep)
        if full is None or full.objective[0] > part.objective[0]:
            full = self._extend(best, part, keep, share)
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

    def _fitted(self, best: Schedule, part: Schedule, keep: NDArray[np.bool_]) -> Schedule | None:
        """Return the schedule of a list: those of the part in their order, then the others in theirs."""
        starts, modes = best.starts.astype(np.int64) + self.instance.horizon + 1, best.modes.copy()
        starts[keep], modes[keep] = part.starts, part.modes
        return by_priority(self.instance, np.argsort(np.argsort(starts, kind="stable")).tolist(), modes.tolist())

    def _share(self, until: float, part: float) -> float:
        left = self.engine.remaining()
        return part * max(0.0, 1 - until / left) if math.isfinite(left) else 1.0

    def _extend(self, best: Schedule, part: Schedule, keep: NDArray[np.bool_], share: float) -> Schedule | None:
        """Return a schedule of all activities with those of the part where they are; None if that cannot be."""
        built = LevelModel(self.functions, self.heads, "lateness", {"lateness": best.objective[0]})
        for place, i in enumerate(np.flatnonzero(keep)):
            built.model.add(built.x.start[i].var == int(part.starts[place]))
            for k, literal in enumerate(built.x.chosen[i]):
                if not isinstance(literal, bool):
                    built.model.add_bool_and([literal if k == int(part.modes[place]) else ~literal])
        return self._last(built, share, **PLAIN)

    def _last(
        self, built: LevelModel, share: float, on_bound: Callable[[int], object] = lambda _: None, **parameters: Any
    ) -> Schedule | None:
        """Return the last schedule that the solver finds in its share of the time."""
        last = Last(built)
        effort: dict[str, Any] = {} if math.isfinite(self.engine.remaining()) else {"max_deterministic_time": 8 * STEPS}
        self.engine.solve(built.model, share, on_bound, listener=last, **parameters, **effort)
        return last.schedule


def due_measures(instance: Instance, best: Schedule) -> list[int]:
    """Return the measures that are due no later than the last one that is late."""
    late = (instance.measure_due >= 0) & (measure_finishes(instance, best.finishes) > instance.measure_due)
    last = int(instance.measure_due[late].max(initial=-1))
    return [int(k) for k in np.flatnonzero((instance.measure_due >= 0) & (instance.measure_due <= last))]
