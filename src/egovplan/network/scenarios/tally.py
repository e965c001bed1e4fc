# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What is kept of many scenarios: exact counts and sums, whose size does not depend on how many there were."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from egovplan.errors import OutOfRangeError

Int64s = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Tally:
    """Exact integer counts of scenarios; tallies of parts add up to the tally of the whole, bit for bit.

    Day bins are days 0 … B − 1 counted from the network's origin; bin B holds what has no day in the calendar, or a later
    one than was asked for (*never*). Sums take such a finish as B.

    Parameters
    ----------
    scenarios
        How many.
    never
        In how many the whole project is in bin B.
    finish_sum, finish_square
        Sum of the project's finish, and of its square. [d], [d²]
    group_finish : int64[G, B + 1]
        How often each group finished on each day; group 0 is the whole project.
    activity_finish : int64[n, B + 1] or None
        The same for each activity.
    critical : int64[n]
        In how many scenarios the activity had no float (under a policy: was on a binding chain to the finish); those
        that are *never* do not count.
    duration_sum, duration_square, duration_finish : int64[n]
        Sum of the drawn durations, of their squares, and of duration times finish of the project. [d], [d²], [d²]
    event_count, event_finish_sum : int64[E]
        How often each risk event happened, and the sum of the project's finish where it did.
    cost : int64[C]
        How often the cost was in each bin. k edges make k + 1 bins: below the first, …, from the last edge on.
    joint : int64[F, C]
        How often finish and cost were in each pair of bins.
    binding, binding_days : int64[R] or None
        Under a policy: in how many scenarios each resource made some activity wait, and for how many days in total.
    """

    scenarios: int
    never: int
    finish_sum: int
    finish_square: int
    group_finish: Int64s
    activity_finish: Int64s | None
    critical: Int64s
    duration_sum: Int64s
    duration_square: Int64s
    duration_finish: Int64s
    event_count: Int64s
    event_finish_sum: Int64s
    cost: Int64s
    joint: Int64s
    binding: Int64s | None = None
    binding_days: Int64s | None = None

    @property
    def bins(self) -> int:
        """Number B of days that have a bin."""
        return int(self.group_finish.shape[1]) - 1

    def __add__(self, other: object) -> Tally:
        """Return the tally of both.

        Raises
        ------
        OutOfRangeError
            If they count different things, or so many scenarios that a sum no longer fits in 64 bits.
        """
        if not isinstance(other, Tally):
            return NotImplemented
        return Tally(**{f.name: _sum(f.name, getattr(self, f.name), getattr(other, f.name)) for f in fields(Tally)})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tally):
            return NotImplemented
        return all(np.array_equal(getattr(self, f.name), getattr(other, f.name)) for f in fields(Tally))

    __hash__ = None  # type: ignore[assignment]


def _sum(name: str, one: Any, two: Any) -> Any:
    if isinstance(one, int) and isinstance(two, int):
        return one + two
    if one is None and two is None:
        return None
    if not (isinstance(one, np.ndarray) and isinstance(two, np.ndarray) and one.shape == two.shape):
        raise OutOfRangeError(f"Tally: gleiche Form erwartet, {name} unterscheidet sich.")
    total = one + two
    if (total < 0).any():  # all counts and sums are 0 or more, so an overflow shows in the sign
        raise OutOfRangeError(f"Tally: {name} überschreitet 64 Bit.")
    return total
