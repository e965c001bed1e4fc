# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""From exact sums to the indices of activities and risks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from egovplan.network.scenarios.tally import Tally

Floats = npt.NDArray[np.float64]


def criticality(tally: Tally) -> Floats:
    """Return the share of runs in which each activity is critical, of those that finish at all, ``float[n]``.

    Van Slyke (1963), Monte Carlo methods and the PERT problem, Operations Research 11 (5).
    """
    finished = tally.scenarios - tally.never
    return tally.critical / finished if finished else np.zeros(len(tally.critical))


def cruciality(tally: Tally) -> Floats:
    """Return the correlation of each activity's duration with the finish of the project, ``float[n]``; 0 if one is certain.

    Williams (1992), Criticality in stochastic networks, Journal of the Operational Research Society 43 (4). Pearson's
    coefficient; runs that never finish count with the day after the last one.
    """
    spread = finish_variance(tally)
    result = np.zeros(len(tally.duration_sum))
    for i, variance in enumerate(_variances(tally)):
        if variance > 0 and spread > 0:
            n = tally.scenarios
            covariance = n * int(tally.duration_finish[i]) - int(tally.duration_sum[i]) * tally.finish_sum
            result[i] = covariance / (math.sqrt(variance) * math.sqrt(spread))
    return np.clip(result, -1, 1)


def sensitivity(tally: Tally) -> Floats:
    """Return criticality × standard deviation of the duration ÷ that of the finish, ``float[n]``.

    The schedule sensitivity index of the PMBOK Guide (2004), as in Vanhoucke (2010), Omega 38 (5).
    """
    spread = finish_variance(tally)
    if spread == 0:
        return np.zeros(len(tally.critical))
    ratio = np.array([math.sqrt(variance / spread) for variance in _variances(tally)])
    result: Floats = criticality(tally) * ratio
    return result


def finish_variance(tally: Tally) -> int:
    """Return n² times the variance of the project's finish, exactly. [d²]."""
    return tally.scenarios * tally.finish_square - tally.finish_sum**2


def _variances(tally: Tally) -> list[int]:
    """Return n² times the variance of each duration, exactly: sums may need more than 64 bits."""
    n = tally.scenarios
    columns: Any = zip(tally.duration_sum.tolist(), tally.duration_square.tolist(), strict=True)
    return [n * square - total**2 for total, square in columns]


def effect(tally: Tally, event: int) -> float:
    """Return how much later the project finishes where a risk came true, in the mean; NaN if it always or never did. [d]."""
    hits, total = int(tally.event_count[event]), int(tally.event_finish_sum[event])
    rest = tally.scenarios - hits
    return total / hits - (tally.finish_sum - total) / rest if hits and rest else math.nan
