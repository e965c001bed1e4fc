# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The monotone functions of an instance: finish of a start, bound of an event, start of a bound, and back."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from egovplan.scheduling.heuristic import arrays
from egovplan.scheduling.instance import FF, FS, SS, Instance

Steps = NDArray[np.int32]
"""A monotone function of t: its values at 0 … horizon + 1, where horizon + 1 is never."""


class Functions:
    """The functions of an instance, each kept once.

    Parameters
    ----------
    instance
        Whose functions they are.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.never = instance.horizon + 1
        self.axis = np.arange(self.never + 1, dtype=np.int32)
        self.is_fixed = [int(s) >= 0 for s in instance.fixed_start]
        self._known: dict[tuple[tuple[int, int], ...], Steps] = {}

    @cached_property
    def arrays(self) -> dict[str, Any]:
        """The instance as the core reads it."""
        return arrays(self.instance)

    def _steps(self, table: int, days: int) -> Steps:
        """Return a table, or where there is none ``t + days``, kept within 0 … never."""
        if table >= 0:
            row: Steps = self.instance.tables[table]
            return row
        key = ((-1, days),)
        if key not in self._known:
            self._known[key] = np.clip(self.axis.astype(np.int64) + days, 0, self.never).astype(np.int32)
        return self._known[key]

    def finish(self, mode: int) -> Steps:
        """Return start → finish of the mode in row ``mode``."""
        return self._steps(int(self.instance.mode_table[mode]), int(self.instance.mode_duration[mode]))

    def start_for(self, mode: int) -> Steps:
        """Return finish bound x → earliest start whose finish is at least x."""
        return np.minimum(np.searchsorted(self.finish(mode), self.axis), self.never).astype(np.int32)

    def starts(self, link: int, mode: int) -> Steps:
        """Return event of the predecessor → first allowed start of the successor, in the mode of row ``mode``, with notice."""
        data = self.instance
        lag = int(data.link_table[link]), int(data.link_lag[link])
        span = (-2, -2) if self.to_start(link) else (int(data.mode_table[mode]), int(data.mode_duration[mode]))
        ready = int(data.start_table[int(data.link_succ[link])])
        key = (lag, span, (ready, 0))
        if key not in self._known:
            bound = self._steps(*lag)
            bound = bound if self.to_start(link) else self.start_for(mode)[bound]
            self._known[key] = data.tables[ready][bound] if ready >= 0 else bound
        return self._known[key]

    def from_finish(self, link: int) -> bool:
        """Return whether a link's event is the finish of its predecessor."""
        return int(self.instance.link_type[link]) in (FS, FF)

    def to_start(self, link: int) -> bool:
        """Return whether a link bounds the start of its successor."""
        return int(self.instance.link_type[link]) in (FS, SS)


def latest(steps: Steps, value: int) -> int:
    """Return the last t with ``steps[t] <= value``; -1 if there is none."""
    return int(np.searchsorted(steps, value, side="right")) - 1
