# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a distance between distribution functions does not show: half a day of rounding, and tails of one in a thousand."""

import numpy as np
import pytest
from scipy import stats

from egovplan.network.scenarios.distributions import Factor, Lognormal, Pert, Triangular, Uniform
from egovplan.network.scenarios.sampling import Sampler

N = 200_000


def pert(low, mode, high):
    """Return the beta distribution of a PERT estimate in its classic form."""
    left, right = (mode - low) / (high - low), (high - mode) / (high - low)
    return stats.beta(1 + 4 * left, 1 + 4 * right, low, high - low)


def triangular(low, mode, high):
    """Return the triangular distribution."""
    return stats.triang((mode - low) / (high - low), low, high - low)


NARROW = [
    (Uniform(0, 6), stats.uniform(0, 6)),
    (Triangular(0, 2, 9), triangular(0, 2, 9)),
    (Triangular(3, 9, 9), triangular(3, 9, 9)),
    (Pert(0, 3, 10), pert(0, 3, 10)),
    (Pert(2, 8, 9), pert(2, 8, 9)),
    (Lognormal(4, 0.5), stats.lognorm(0.5, scale=4)),
]
WIDE = [
    (Uniform(10_000, 60_000), stats.uniform(10_000, 50_000)),
    (Triangular(0, 20_000, 90_000), triangular(0, 20_000, 90_000)),
    (Pert(0, 90_000, 100_000), pert(0, 90_000, 100_000)),
    (Pert(10_000, 20_000, 100_000), pert(10_000, 20_000, 100_000)),
    (Lognormal(40_000, 0.5), stats.lognorm(0.5, scale=40_000)),
]


@pytest.mark.parametrize(("ours", "theirs"), NARROW)
@pytest.mark.parametrize("weight", [0.0, 0.7])
def test_each_day_is_drawn_as_often_as_what_rounds_to_it(ours, theirs, weight):
    """To the nearest day, and nothing below the least one; by chi square."""
    drawn = Sampler([ours], factors=[Factor("Amt", (0,), weight)] if weight else (), seed=7).draw(0, N)[:, 0]
    days = np.arange(ours.least, drawn.max() + 2)
    share = np.diff(np.concatenate([[0], theirs.cdf(days[:-1] + 0.5), [1]]))
    counts = np.bincount(drawn, minlength=days[-1] + 1)[days[0] :]
    often = share * N > 5
    pooled = [np.append(x[often], x[~often].sum()) for x in (counts, share * N)]
    assert stats.chisquare(*(x[pooled[1] > 1] for x in pooled), sum_check=False).pvalue > 1e-3


@pytest.mark.parametrize(("ours", "theirs"), WIDE)
@pytest.mark.parametrize("weight", [0.0, 0.7])
def test_one_in_a_thousand_lies_in_each_tail(ours, theirs, weight):
    """Rare values come as often as they should, on both sides, and neither too far out."""
    drawn = Sampler([ours], factors=[Factor("Amt", (0,), weight)] if weight else (), seed=8).draw(0, N)[:, 0]
    for rare in (1e-2, 1e-3, 1e-4):
        for beyond in ((drawn < theirs.ppf(rare)).sum(), (drawn > theirs.isf(rare)).sum()):
            assert stats.binomtest(int(beyond), N, rare).pvalue > 1e-4
