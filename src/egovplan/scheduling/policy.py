# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What becomes of a plan when things take longer: its order and its modes stay, dates follow.

The policy: activities are taken in the order of the plan's starts (then finishes, then positions) and each starts as early
as precedences, calendar, gates, people, limits, open measures and budgets allow after those before it (serial schedule
generation with a fixed list: Kelley 1963; as a policy for random durations: Stork 2001). Deadlines are not asked: whether
they hold is what one wants to know. Because nothing but the durations differs, runs can be compared.

A fixed list has anomalies (Graham 1966): where one thing takes less time, another may finish later, since money or people
that were left for it are taken by something that now comes sooner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from egovplan._core import Policy
from egovplan.network.axis import Axis
from egovplan.network.scenarios.sampling import Sampler
from egovplan.network.scenarios.tally import Tally
from egovplan.plan.model import Plan
from egovplan.scheduling.heuristic import arrays
from egovplan.scheduling.instance import Instance, Ints


@dataclass(frozen=True, eq=False)
class Replayed:
    """One schedule by a fixed policy; times are ``t`` of the instance, ``horizon + 1`` where there is no place.

    Parameters
    ----------
    starts, finishes
        Shape (n,).
    waited
        Shape (R,), days that each of :attr:`FixedPolicy.causes` made activities wait, in total.
    critical
        Shape (n,), whether the last finish hangs on the activity: back from it over precedences that would push it if they
        came a day later, and over whatever released, just then, what had to be waited for. Nothing if some activity has
        no place.
    """

    starts: Ints
    finishes: Ints
    waited: Ints
    critical: npt.NDArray[np.bool_]


class FixedPolicy:
    """The order and the modes of a plan, ready to be carried out with other durations.

    Parameters
    ----------
    instance
        The plan's catalogue, built with enough ``extra`` days.
    plan
        Whose order and modes are kept.
    running
        Positions of activities that have begun and are not finished: their durations are what is left of them from the
        plan's status date on. All others that have begun keep their finish.
    keeps_starts
        Whether nothing starts before the plan says so, even if it could.

    Raises
    ------
    PlanError
        If the plan lacks an activity of the instance.
    ValueError
        Where it is first used: if a mode does not exist, or something that is said to be running has not begun.
    """

    def __init__(
        self, instance: Instance, plan: Plan, *, running: Iterable[int] = (), keeps_starts: bool = False
    ) -> None:
        self.instance = instance
        self.plan = plan
        self.running = tuple(running)
        self.keeps_starts = keeps_starts
        rows = [plan[name] for name in instance.names]
        self._starts = _ints([row.start - instance.origin for row in rows])
        self._finishes = _ints([row.finish - instance.origin for row in rows])
        self.modes = _ints([row.mode if instance.fixed_start[i] < 0 else 0 for i, row in enumerate(rows)])

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "compiled"}

    @cached_property
    def compiled(self) -> Policy:
        """What the core carries out."""
        x, plan, n = self.instance, self.plan, len(self.instance)
        key = np.empty(n, np.int32)
        key[np.lexsort((np.arange(n), self._finishes, self._starts))] = np.arange(n)
        not_before = np.clip(self._starts, 0, x.horizon + 1) if self.keeps_starts else np.zeros(n)
        since = plan.timeline.index_after(plan.as_of or plan.catalogue.start) - x.origin
        counts_from = np.full(n, -1, np.int32)
        counts_from[list(self.running)] = min(since, x.horizon)
        ordinals = Axis(plan.timeline, x.origin, x.horizon).ordinals()
        return Policy(arrays(x), key, self.modes, _ints(not_before), counts_from, ordinals)

    @property
    def causes(self) -> tuple[str, ...]:
        """What may make an activity wait: people and limits, ``open:`` offices, and ``budget:`` kinds."""
        offices = (f"open:{group.name}" for group in self.instance.groups)
        return (*self.instance.resource_names, *offices, *(f"budget:{a.kind}" for a in self.instance.accounts))

    @property
    def order(self) -> Ints:
        """Positions in the order in which they are placed; what is settled comes first."""
        return self.compiled.order

    def schedule(self, days: npt.ArrayLike) -> Replayed:
        """Return the schedule with these durations.

        Parameters
        ----------
        days
            Shape (n,), whole working days; calendar days where the chosen mode's duration is elapsed; of what is running,
            what is left. Not read for what else has begun.
        """
        starts, finishes, waited, critical = self.compiled.schedule(_ints(days))
        return Replayed(starts, finishes, waited, critical.astype(np.bool_))

    def simulate(
        self, sampler: Sampler, *, first: int, count: int, groups: Sequence[Sequence[int]], cost_amounts: Sequence[int] = (),
        bins: int | None = None, finish_edges: Sequence[int] = (), cost_edges: Sequence[int] = (),
        activities: bool = False, threads: int = 1,
    ) -> Tally:  # fmt: skip
        """Return the tally of scenarios ``first … first + count − 1``, the same for any split and number of threads.

        Parameters
        ----------
        sampler
            Rows 0 … n − 1 are durations as in :meth:`schedule`, the next ones costs in per mille.
        first, count
            Which scenarios of the sampler.
        groups
            Positions whose last finish is counted; the first group is the whole project.
        cost_amounts
            Cents that the rows after the durations are per mille of.
        bins
            Days ``t`` that have a bin; those up to the horizon by default.
        finish_edges, cost_edges
            Bins of finish and cost, rising; ``t`` and cents.
        activities
            Whether the finish of each activity is counted as well.
        threads
            How many.

        Raises
        ------
        ValueError
            If a number is out of range, or the sampler has too few rows.
        """
        spec = {
            "groups": [list(map(int, group)) for group in groups], "amounts": list(cost_amounts),
            "bins": self.instance.horizon + 1 if bins is None else bins, "activities": activities,
            "finish_edges": list(finish_edges), "cost_edges": list(cost_edges),
        }  # fmt: skip
        return Tally(**self.compiled.simulate(sampler.compiled, first, count, spec, threads))


def planned_days(instance: Instance, plan: Plan) -> Ints:
    """Return the durations that a plan counts on, as :meth:`FixedPolicy.schedule` takes them, shape (n,)."""
    by_id = plan.catalogue.activity_by_id
    return _ints([by_id[name].modes[plan[name].mode].duration.days for name in instance.names])


def _ints(values: npt.ArrayLike) -> Ints:
    return np.ascontiguousarray(values, dtype=np.int32)
