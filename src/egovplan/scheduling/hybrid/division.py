# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Who gets which processors: heuristic searches, and threads of the solver."""

from __future__ import annotations

from dataclasses import dataclass

SMALL = 60
"""With up to so many activities the solver gets everything as soon as it is ready: it soon proves what the heuristic has found."""

QUIET, QUIET_SHARE = 4.0, 0.6
"""Seconds, and share of the time, without a better plan after which the heuristic leaves its processor to the solver."""


@dataclass(frozen=True, slots=True)
class Division:
    """Who works.

    Parameters
    ----------
    searches
        Heuristic searches at the same time.
    solvers
        Threads of the solver; 0 if it is not there.
    """

    searches: int
    solvers: int


def division(activities: int, workers: int, *, is_ready: bool, quiet: float, elapsed: float) -> Division:
    """Return who gets which processors.

    Parameters
    ----------
    activities
        Size of the instance.
    workers
        Threads altogether.
    is_ready
        Whether the solver has been loaded.
    quiet
        Time since the heuristic last brought a better plan. [s]
    elapsed
        Time since the call. [s]
    """
    if not is_ready:
        return Division(max(1, workers - 1), max(1, workers - 1))
    if activities <= SMALL:
        return Division(0, workers)
    if workers > 1 and quiet > max(QUIET, QUIET_SHARE * elapsed):
        return Division(0, workers)
    return Division(1, max(1, workers - 1))
