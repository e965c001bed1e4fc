# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Distributions: quantiles, moments and what is refused."""

import math

import numpy as np
import pytest
from scipy import stats

from egovplan.errors import OutOfRangeError
from egovplan.network.scenarios.distributions import (
    LARGEST,
    Discrete,
    Event,
    Factor,
    Fixed,
    Lognormal,
    Pert,
    Quantiles,
    Triangular,
    Uniform,
)

LAWS = {
    "uniform": (Uniform(100, 900), stats.uniform(100, 800)),
    "triangular": (Triangular(10, 30, 100), stats.triang(20 / 90, 10, 90)),
    "triangular left": (Triangular(10, 10, 100), stats.triang(0, 10, 90)),
    "triangular right": (Triangular(10, 100, 100), stats.triang(1, 10, 90)),
    "pert": (Pert(10, 30, 100), stats.beta(1 + 4 * 2 / 9, 1 + 4 * 7 / 9, 10, 90)),
    "pert left": (Pert(10, 10, 100), stats.beta(1, 5, 10, 90)),
    "pert narrow": (Pert(0, 60, 100, 50), stats.beta(31, 21, 0, 100)),
    "lognormal": (Lognormal(20, 0.5), stats.lognorm(0.5, 0, 20)),
}
LEVELS = [1e-7, 1e-4, 0.01, 0.2, 0.5, 0.77, 0.99, 0.99999]


@pytest.mark.parametrize("name", LAWS)
def test_quantiles_and_moments_are_those_of_scipy(name):
    """Two implementations that share no code agree."""
    ours, theirs = LAWS[name]
    assert [ours.quantile(p) for p in LEVELS] == pytest.approx(theirs.ppf(LEVELS), rel=1e-7)
    assert (ours.mean, ours.std) == pytest.approx((theirs.mean(), theirs.std()), rel=1e-9)


@pytest.mark.parametrize(
    "law", [Quantiles([0.1, 0.5, 1], [3, 4, 10]), Quantiles([0.3], [5]), Discrete([1, 4, 9], [1, 2, 5])]
)
def test_moments_of_steps_and_lines_follow_from_their_quantiles(law):
    """Mean and deviation are integrals over the quantile function."""
    values = np.array([law.quantile(p) for p in (np.arange(20_000) + 0.5) / 20_000])
    assert law.mean == pytest.approx(values.mean(), rel=1e-3)
    assert law.std == pytest.approx(values.std(), rel=1e-3)


def test_quantiles_go_straight_between_what_is_known():
    """Outside the levels the nearest value holds."""
    law = Quantiles([0.1, 0.5], [10, 20])
    assert [law.quantile(p) for p in (0.05, 0.1, 0.3, 0.5, 0.9)] == [10, 10, 15, 20, 20]
    assert Discrete([2, 5], [3, 1]).quantile(0.74) == 2
    assert Discrete([2, 5], [3, 1]).quantile(0.76) == 5


def test_fixed_is_a_distribution_without_spread():
    """So that every row of a sampler has one."""
    assert (Fixed(7).mean, Fixed(7).std, Fixed(7).quantile(0.3)) == (7, 0, 7)


def test_likely_work_of_a_day_never_becomes_none():
    """A draw is at least 1 day where the likely value is, and may be 0 for a milestone."""
    laws = [Triangular(0, 1, 5), Triangular(0, 0, 5), Pert(0, 2, 9), Uniform(0, 1), Lognormal(1, 1), Fixed(0)]
    assert [law.least for law in laws] == [1, 0, 1, 0, 1, 0]
    assert (Discrete([0, 9], [1, 1]).least, Quantiles([0, 1], [0, 4]).least) == (0, 1)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Fixed(-1),
        lambda: Uniform(3, 2),
        lambda: Triangular(1, 0, 2),
        lambda: Triangular(1, math.nan, 2),
        lambda: Pert(1, 2, math.inf),
        lambda: Pert(1, 2, 3, shape=0),
        lambda: Pert(1, 2, LARGEST + 1),
        lambda: Lognormal(10, 0),
        lambda: Lognormal(LARGEST, 1),
        lambda: Discrete([], []),
        lambda: Discrete([1, 1], [1, 1]),
        lambda: Discrete([1, 2], [1]),
        lambda: Discrete([1, 2], [1, 0]),
        lambda: Quantiles([0.5, 0.1], [1, 2]),
        lambda: Quantiles([0.1, 0.5], [2, 1]),
        lambda: Quantiles([0.1], [2, 3]),
        lambda: Quantiles([0.1, 1.5], [2, 3]),
        lambda: Factor("Amt 16", (0,), 1.5),
        lambda: Event(1.5, (0,), Fixed(3)),
        lambda: Fixed(3).quantile(0),
        lambda: Uniform(0, 3).quantile(1),
    ],
)
def test_impossible_numbers_are_refused(make):
    """At the door, with what was expected."""
    with pytest.raises(OutOfRangeError, match="erwartet"):
        make()


@pytest.mark.parametrize("make", [lambda: Fixed(2.5), lambda: Fixed(days=True), lambda: Discrete([1.5], [1])])
def test_values_must_be_whole_days(make):
    """Where they are single values."""
    with pytest.raises(TypeError, match="ganze"):
        make()
