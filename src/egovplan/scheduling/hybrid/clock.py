# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The time a call has taken, and what its limit leaves."""

from __future__ import annotations

import math
import time

MOST_RESERVED = 0.3
"""Share of the limit that is kept for the end of the call, at most."""


class Clock:
    """Starts when it is made.

    Parameters
    ----------
    limit
        What the whole call may take; None for no limit. [s]
    """

    def __init__(self, limit: float | None) -> None:
        self.limit = limit
        self._start = time.monotonic()
        self._reserve = 0.0

    def seconds(self) -> float:
        """Return the time since the start [s]."""
        return time.monotonic() - self._start

    def reserve(self, seconds: float) -> None:
        """Keep some time for what follows the search [s]."""
        self._reserve = 0.0 if self.limit is None else min(seconds, MOST_RESERVED * self.limit)

    def left(self) -> float:
        """Return what is left of the limit for the search, infinite without one [s]."""
        return math.inf if self.limit is None else self.limit - self._reserve - self.seconds()

    def guard_left(self) -> float:
        """Return what is left until nothing is waited for any more: a twentieth and half a second over the limit [s]."""
        return math.inf if self.limit is None else 1.05 * self.limit + 0.5 - self.seconds()
