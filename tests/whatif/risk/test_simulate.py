# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Simulations of networks whose distributions are known by calculation."""

import itertools
import math

import numpy as np
import pytest

from egovplan import Network, RiskEvent, RiskFactor, simulate
from egovplan.network.scenarios.distributions import Discrete, Fixed, Triangular, Uniform

N = 6400


def _network(links, durations):
    before, after = zip(*links, strict=True) if links else ((), ())
    return Network.from_links(before, after, durations)


def _sum_of(values, weights, count):
    """Return the distribution of a sum of independent draws, by convolution."""
    single = np.zeros(max(values) + 1)
    single[list(values)] = np.array(weights) / sum(weights)
    total = np.ones(1)
    for _ in range(count):
        total = np.convolve(total, single)
    return total


def test_a_chain_has_the_distribution_of_the_sum():
    """Mean, spread and every probability of four dice in a row are those of their convolution."""
    chain = _network([("a", "b"), ("b", "c"), ("c", "d")], dict.fromkeys("abcd", 3))
    law = Discrete([2, 3, 7], [1, 2, 1])
    result = simulate(chain, N, estimates=dict.fromkeys("abcd", law), correlation=0)
    exact = _sum_of([2, 3, 7], [1, 2, 1], 4)
    finish = result.whole.distribution
    assert result.whole.deterministic == 12
    assert finish.mean == pytest.approx(4 * 3.75, abs=4 * finish.std / math.sqrt(N))
    assert finish.std == pytest.approx(2 * law.std, rel=0.04)
    for day, share in enumerate(np.cumsum(exact)):
        assert finish.probability(day) == pytest.approx(share, abs=4 * math.sqrt(0.25 / N))
    assert [a.criticality for a in result.activities] == [1.0] * 4
    assert [a.cruciality for a in result.activities] == pytest.approx([0.5] * 4, abs=0.04)
    assert [a.sensitivity for a in result.activities] == pytest.approx([0.5] * 4, rel=0.05)
    assert result.sources == {"eigene Angabe": 4}


def test_triangular_estimates_keep_mean_and_variance():
    """Three values mean a triangular distribution where that is asked for; rounding to days hardly shows."""
    law = Triangular(40, 60, 120)
    result = simulate(_network([], {"a": 60}), N, estimates={"a": (40, 60, 120)}, distribution="triangular")
    assert result.whole.distribution.mean == pytest.approx(law.mean, abs=4 * law.std / math.sqrt(N))
    assert result.whole.distribution.std == pytest.approx(law.std, rel=0.03)
    assert result.activities[0].p10 == pytest.approx(law.quantile(0.1), abs=1.5)
    assert result.activities[0].p90 == pytest.approx(law.quantile(0.9), abs=1.5)


def test_merging_chains_finish_later_than_each():
    """Two equal activities side by side: the planned day holds in a quarter of the runs, the mean is that of the maximum."""
    days = Uniform(10.5, 30.5)  # 11 … 30, each as likely
    result = simulate(_network([], {"a": 20, "b": 20}), N, estimates={"a": days, "b": days}, correlation=0)
    assert result.whole.deterministic_probability == pytest.approx(0.25, abs=0.022)
    mean = sum(k * ((k - 10) ** 2 - (k - 11) ** 2) / 400 for k in range(11, 31))
    assert result.whole.distribution.mean == pytest.approx(mean, abs=0.25)
    assert result.merge_bias == result.whole.distribution.quantile(0.5) - 20 > 3
    shared = sum(a.criticality for a in result.activities) - 1
    assert shared == pytest.approx(1 / 20, abs=0.015)  # both are critical where they are equally long


def test_what_never_matters_has_no_index():
    """A short activity beside a long one is never critical, and its duration says nothing about the finish."""
    result = simulate(
        _network([], {"long": 50, "short": 5}), 2000,
        estimates={"long": Uniform(40, 60), "short": Uniform(1, 9)}, correlation=0,
    )  # fmt: skip
    long, short = result.activities
    assert (long.criticality, short.criticality) == (1, 0)
    assert long.cruciality == pytest.approx(1)
    assert abs(short.cruciality) < 0.1
    assert (long.sensitivity, short.sensitivity) == (pytest.approx(1), 0)
    assert [driver.id for driver in result.drivers] == ["long"]


def test_certain_projects_have_no_spread():
    """Where nothing varies, every run is the plan, and no index divides by zero."""
    result = simulate(_network([("a", "b")], {"a": 5, "b": 2}), 100, reference=None)
    assert result.whole.distribution.counts.tolist() == [100]
    assert [(a.criticality, a.cruciality, a.sensitivity) for a in result.activities] == [(1, 0, 0)] * 2
    assert result.sources == {"fest: ohne Schätzung": 2}
    assert result.merge_bias == result.precision == 0


def test_events_happen_as_often_as_they_should():
    """One activity, one risk: the finish has two values, the share of the later one is the probability."""
    event = RiskEvent("Beschwerde", 0.3, 7, "a")
    result = simulate(_network([], {"a": 10}), N, estimates={"a": Fixed(10)}, events=event)
    assert result.whole.distribution.counts[[0, 7]].sum() == N
    late = result.whole.distribution.counts[7] / N
    assert late == pytest.approx(0.3, abs=4 * math.sqrt(0.21 / N))
    (risk,) = result.events
    assert (risk.title, risk.probability, risk.frequency, risk.effect) == ("Beschwerde", 0.3, late, 7.0)


@pytest.mark.parametrize(("probability", "frequency"), [(0, 0), (1, 1)])
def test_events_that_always_or_never_happen_have_no_effect_to_tell(probability, frequency):
    """There is nothing to compare with."""
    result = simulate(_network([], {"a": 10}), 200, events=[RiskEvent("x", probability, [1, 2, 3], ["a"])])
    assert result.events[0].frequency == frequency
    assert math.isnan(result.events[0].effect)


def test_common_causes_raise_the_spread_and_nothing_else():
    """Twenty in a row: the mean stays, the variance grows by the factor 1 + 19 ρ that correlation has on a sum."""
    names = [f"a{i}" for i in range(20)]
    chain = _network(list(itertools.pairwise(names)), dict.fromkeys(names, 40))
    law = dict.fromkeys(names, Triangular(20, 40, 60))
    alone = simulate(chain, N, estimates=law).whole.distribution
    bound = simulate(chain, N, estimates=law, factors=RiskFactor("Anbieter", 0.25, names)).whole.distribution
    assert bound.mean == pytest.approx(alone.mean, rel=0.01)
    assert bound.std / alone.std == pytest.approx(math.sqrt(1 + 19 * 0.25), rel=0.05)


def test_single_activities_keep_their_own_distribution_under_common_causes():
    """A common cause changes what happens together, not what happens to each."""
    law = Uniform(10.5, 30.5)
    kept = simulate(
        _network([], {"a": 20, "b": 20}), N, estimates={"a": law, "b": law}, factors=[RiskFactor("x", 0.9, ["a", "b"])]
    )
    for activity in kept.activities:
        assert activity.p50 == pytest.approx(20.5, abs=0.9)
        assert activity.p10 == pytest.approx(12.5, abs=0.9)
    assert kept.whole.deterministic_probability > 0.35  # they are late together, so less is lost by merging


def test_the_reference_class_is_the_default():
    """Without an estimate, the median is 6 per cent above plan and every tenth project takes 42 per cent longer."""
    result = simulate(_network([], {"a": 1000}), N)
    finish = result.whole.distribution
    assert finish.quantile(0.5) == pytest.approx(1060, abs=12)
    assert finish.quantile(0.9) == pytest.approx(1418, abs=30)
    assert finish.mean == pytest.approx(1122, abs=12)
    assert result.sources == {"Referenzklasse: 157 wirkliche Projekte (DSLIB)": 1}


def test_a_network_of_networkx_is_read_too():
    """As for the critical path."""
    graph = Network.from_links(["a"], ["b"], {"a": 10, "b": 5}).to_networkx()
    assert simulate(graph, 64, reference=None).whole.deterministic == 15
