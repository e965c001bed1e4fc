# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Samplers: the right distributions, correlations and frequencies, and the same scenarios everywhere."""

import math
import pickle

import numpy as np
import pytest
from scipy import stats

from egovplan._core import instructions
from egovplan.errors import OutOfRangeError
from egovplan.network.scenarios.distributions import (
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
from egovplan.network.scenarios.sampling import Sampler
from tests.network.scenarios.test_distributions import LAWS

N = 20_000
MIXED = (
    Fixed(3), Uniform(0, 50), Triangular(1, 4, 30), Pert(2, 5, 90), Pert(4, 4, 40, 2.0), Lognormal(30, 0.8),
    Discrete([1, 5, 900], [3, 2, 1]), Quantiles([0.1, 0.5, 1], [4, 9, 60]), Triangular(5, 5, 5), Pert(0, 0, 0),
)  # fmt: skip
SAMPLER = Sampler(
    MIXED,
    factors=[Factor("Amt", (1, 2, 7), 0.6), Factor("Anbieter", (2, 5), -0.5)],
    events=[Event(0.3, (0, 2), Triangular(1, 2, 9)), Event(0.9, (2,), Fixed(4))],
    seed=11,
)


def scaled(law, factor):
    """Return the law in smaller units, so that rounding to whole numbers hardly shows."""
    if isinstance(law, Lognormal):
        return Lognormal(law.median * factor, law.sigma)
    numbers = {name: getattr(law, name) * factor for name in ("low", "mode", "high") if hasattr(law, name)}
    return type(law)(**numbers, **({"shape": law.shape} if isinstance(law, Pert) else {}))


@pytest.mark.parametrize("name", LAWS)
def test_draws_pass_kolmogorov_smirnov_against_scipy(name):
    """Independent draws, and those that share a factor, follow the distribution; rounded values against the rounded one."""
    ours, theirs = LAWS[name]
    laws = [scaled(ours, 1000)] * 2
    drawn = Sampler(laws, factors=[Factor("f", (1,), 0.8)], seed=1).draw(0, N)
    for row in drawn.T:
        values, counts = np.unique(row, return_counts=True)
        distance = np.abs(np.cumsum(counts) / N - theirs.cdf((values + 0.5) / 1000)).max()
        assert stats.kstwo.sf(distance, N) > 1e-3


def test_steps_and_lines_are_drawn_as_often_as_they_should():
    """Every value of a discrete law and every piece of a known one, by chi square."""
    drawn = Sampler([Discrete([1, 5, 900], [3, 2, 1]), Quantiles([0.1, 0.5, 1], [4000, 9000, 60_000])], seed=4).draw(
        0, N
    )
    assert stats.chisquare([(drawn[:, 0] == v).sum() for v in (1, 5, 900)], [N / 2, N / 3, N / 6]).pvalue > 1e-3
    assert drawn[:, 1].min() == 4000
    counts = [(drawn[:, 1] == 4000).sum(), *np.histogram(drawn[:, 1], [4001, 6500, 9000, 34_500, 60_001])[0]]
    assert stats.chisquare(counts, np.array([0.1, 0.2, 0.2, 0.25, 0.25]) * N).pvalue > 1e-3


def test_rows_that_share_a_factor_are_correlated_as_the_copula_says():
    """Rank correlation of a Gaussian copula is 6/π·arcsin(ρ/2), ρ the product of the weights."""
    laws = [Lognormal(3000, 1), Triangular(0, 9000, 100_000), Uniform(0, 9000), Pert(1, 4, 90_000)]
    drawn = Sampler(laws, factors=[Factor("f", (0, 1), 0.8), Factor("g", (1, 2), 0.5)], seed=2).draw(0, N)
    ranks = stats.spearmanr(drawn).statistic
    expected = np.eye(4)
    for (i, j), rho in {(0, 1): 0.64, (1, 2): 0.25}.items():
        expected[i, j] = expected[j, i] = 6 / math.pi * math.asin(rho / 2)
    assert np.abs(ranks - expected).max() < 5 / math.sqrt(N)


def test_rows_lanes_and_blocks_are_independent():
    """No pair of them is correlated beyond chance."""
    drawn = Sampler([Uniform(0, 10_000)] * 20, seed=3).draw(0, 64 * 200).reshape(200, 64, 20)
    for axes in ((2, 0, 1), (1, 0, 2), (0, 1, 2)):
        rows = drawn.transpose(axes).reshape(drawn.shape[axes[0]], -1)
        off = np.corrcoef(rows) - np.eye(len(rows))
        pairs = len(rows) ** 2 / 2
        assert np.abs(off).max() * math.sqrt(rows.shape[1]) < stats.norm.isf(1e-3 / pairs)


def test_events_happen_as_often_as_they_should_and_add_their_days():
    """The same days to each of their rows; a certain one always, an impossible one never."""
    events = [Event(0.2, (0, 1), Fixed(100)), Event(1, (2,), Fixed(7)), Event(0, (2,), Fixed(9))]
    drawn = Sampler([Fixed(1), Uniform(10, 20), Fixed(5)], events=events, seed=5).draw(0, N)
    happened = drawn[:, 0] == 101
    assert abs(happened.mean() - 0.2) < 4 * math.sqrt(0.16 / N)
    assert ((drawn[:, 1] >= 110) == happened).all()
    assert (drawn[:, 2] == 12).all()


def test_nothing_is_drawn_beyond_its_bounds():
    """Whole days within the distribution, never below what is stated; bounds say what can come."""
    drawn = SAMPLER.draw(0, N)
    assert drawn.dtype == np.int32
    assert (drawn >= SAMPLER.smallest).all()
    assert (drawn <= SAMPLER.largest).all()
    assert (drawn[:, 8:] == [5, 0]).all()


@pytest.mark.parametrize("name", instructions())
def test_every_instruction_set_draws_the_same(name):
    """Bit for bit."""
    assert np.array_equal(SAMPLER.compiled.draw(5, 300, name), SAMPLER.draw(5, 300))


def test_a_split_draws_the_same():
    """Whatever the parts, and after a way through pickle."""
    whole = SAMPLER.draw(0, 500)
    copy = pickle.loads(pickle.dumps(SAMPLER))
    for cut in (0, 1, 63, 64, 65, 333, 500):
        assert np.array_equal(np.vstack([SAMPLER.draw(0, cut), copy.draw(cut, 500 - cut)]), whole)


def test_the_seed_decides():
    """Other seeds, other scenarios; scenarios far away exist as well."""
    assert not np.array_equal(Sampler(MIXED, seed=1).draw(0, 64), Sampler(MIXED, seed=2).draw(0, 64))
    assert Sampler(MIXED, seed=10**40).draw(2**60, 3).shape == (3, len(MIXED))
    assert Sampler([]).draw(0, 3).shape == (3, 0)
    assert repr(SAMPLER) == "Sampler(10 Zeilen, 2 Faktoren, 2 Risiken, seed=11)"


@pytest.mark.parametrize(
    "make",
    [
        lambda: Sampler(MIXED, seed=-1),
        lambda: Sampler(MIXED, seed=1.0),
        lambda: Sampler(MIXED, factors=[Factor("f", (99,), 0.5)]),
        lambda: Sampler(MIXED, events=[Event(0.5, (1, 1), Fixed(1))]),
        lambda: Sampler(MIXED, factors=[Factor("f", (1,), 0.9), Factor("g", (1,), 0.9)]).draw(0, 1),
        lambda: SAMPLER.draw(-1, 1),
        lambda: SAMPLER.draw(0, -1),
        lambda: SAMPLER.draw(2**62, 1),
    ],
)
def test_impossible_samplers_and_draws_are_refused(make):
    """With what was expected."""
    with pytest.raises(OutOfRangeError, match="erwartet"):
        make()


def test_only_distributions_make_rows():
    """Anything else is named."""
    with pytest.raises(TypeError, match="Verteilung erwartet, str"):
        Sampler(["Dreieck"]).draw(0, 1)


def test_unknown_instructions_are_refused():
    """A name that this machine does not have."""
    with pytest.raises(ValueError, match="has no mmx"):
        SAMPLER.compiled.draw(0, 1, "mmx")
