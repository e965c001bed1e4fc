# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Histograms answer like the runs they count."""

import datetime as dt
import math
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovplan.errors import OutOfRangeError
from egovplan.timeline import Timeline
from egovplan.whatif.risk.distribution import AmountDistribution, DayDistribution, JointConfidence, wilson

LINE = Timeline(None, holidays=False, eves=False)


def _of(days, never=0, timeline=None):
    first = min(days, default=0)
    counts = np.bincount(np.array(days, np.int64) - first) if days else np.zeros(3, np.int64)
    return DayDistribution(first, counts, never, timeline)


@given(
    st.lists(st.integers(-5, 60), min_size=1, max_size=80), st.integers(0, 20), st.sampled_from([0, 0.1, 0.5, 0.8, 1])
)
def test_quantiles_and_probabilities_are_those_of_the_sorted_runs(days, never, p):
    """The quantile is the first day on which enough runs are finished; runs that never finish come last."""
    distribution = _of(days, never)
    runs = sorted(days) + [None] * never
    rank = max(1, math.ceil(p * len(runs) - 1e-9))
    assert distribution.quantile(p) == runs[rank - 1]
    for day in (min(days) - 1, days[0], max(days) + 3):
        assert distribution.probability(day) == sum(d <= day for d in days) / len(runs)
    assert distribution.mean == pytest.approx(np.mean(days))
    assert distribution.std == pytest.approx(np.std(days), abs=1e-9)
    assert distribution.days.tolist() == list(range(min(days), max(days) + 1))


def test_dates_are_the_last_day_of_work():
    """A finish is the first day after the work, its date the day before."""
    monday = LINE.index(dt.date(2024, 1, 8))
    distribution = _of([monday, monday + 1], never=2, timeline=LINE)
    assert distribution.date(0.25) == dt.date(2024, 1, 5)
    assert distribution.date(0.5) == dt.date(2024, 1, 8)
    assert distribution.date(0.75) is None
    assert repr(distribution) == "DayDistribution(P10 05.01.2024, P50 08.01.2024, P80 nie, P95 nie)"
    assert _of([3]).date(0.5) is None
    assert repr(_of([3])) == "DayDistribution(P10 3, P50 3, P80 3, P95 3)"


def test_nothing_that_finishes_has_no_mean():
    """Where no run finishes, there is neither day nor mean."""
    distribution = _of([], never=4)
    assert distribution.quantile(0) is None
    assert distribution.probability(1000) == 0
    assert math.isnan(distribution.mean)
    assert math.isnan(distribution.std)
    assert math.isnan(DayDistribution(0, np.zeros(2, np.int64)).probability(1))
    assert DayDistribution(0, np.zeros(2, np.int64)).probability_interval(1) == (0, 1)


@pytest.mark.parametrize(("p", "error"), [(1.1, OutOfRangeError), (-0.1, OutOfRangeError), (80, OutOfRangeError)])
def test_shares_are_between_0_and_1(p, error):
    """Per cent where a share is meant says so."""
    with pytest.raises(error, match="zwischen 0 und 1"):
        _of([1]).quantile(p)


@pytest.mark.parametrize("p", ["0.5", True, None])
def test_shares_are_numbers(p):
    """Texts and truth values are none."""
    with pytest.raises(TypeError, match="Anteil"):
        _of([1]).quantile(p)


def test_the_interval_of_a_quantile_covers_it_as_often_as_it_says():
    """For each of many samples the interval is asked whether it holds the true quantile; 95 % and a little more do."""
    random = np.random.default_rng(1)
    truth = 800  # P80 of the whole numbers 1 … 1000
    held = 0
    for _ in range(1000):
        low, high = _of(random.integers(1, 1001, 400).tolist()).interval(0.8)
        held += low <= truth <= high
    assert 940 <= held <= 985


def test_the_interval_of_a_quantile_is_open_where_the_calendar_ends():
    """If the upper limit is beyond the calendar, there is no day for it."""
    distribution = _of([1] * 79, never=21)
    assert distribution.interval(0.8) == (1, None)
    assert _of([1, 2]).interval(0.5) == (1, 2)


def test_the_interval_of_a_share_is_wilsons():
    """Compared with the bounds that solve (p − x)² = z² x (1 − x) / n, and with the exact binomial at the edge."""
    low, high = _of([1] * 30 + [5] * 70).probability_interval(1)
    z = 1.959963984540054
    for bound in (low, high):
        assert (0.3 - bound) ** 2 == pytest.approx(z * z * bound * (1 - bound) / 100)
    assert wilson(0, 50)[0] == 0
    assert wilson(50, 50)[1] == 1
    assert comb(50, 50) * wilson(50, 50)[0] ** 50 < 0.06


def test_amounts_are_linear_within_their_range():
    """Quantile and probability undo each other."""
    amounts = AmountDistribution(np.array([0, 100, 200, 400]), np.array([0, 50, 50]), 150)
    assert [amounts.quantile(p) for p in (0, 0.25, 0.5, 0.75, 1)] == [100, 150, 200, 300, 400]
    assert [amounts.probability(a) for a in (50, 100, 150, 300, 500)] == [0, 0, 0.25, 0.75, 1]
    assert amounts.mean == 225
    assert repr(amounts) == "AmountDistribution(P10 1 €, P50 2 €, P80 3 €, P95 4 €)"
    assert AmountDistribution(np.array([0, 10]), np.array([0])).quantile(0.5) == 10


def test_joint_confidence_counts_what_keeps_both():
    """Date and budget are kept where both are; runs that never finish keep none."""
    joint = JointConfidence(np.array([0, 10, 20]), np.array([0, 100, 200]), np.array([[4, 1], [1, 2]]), 10)
    assert joint.probability(10, 100) == pytest.approx(0.4)
    assert joint.probability(20, 100) == pytest.approx(0.5)
    assert joint.probability(20, 200) == pytest.approx(0.8)
    assert joint.probability(15, 200) == pytest.approx(0.65)
    assert joint.probability(0, 200) == 0
    assert joint.probability(99, 999) == pytest.approx(0.8)
    assert repr(joint) == "JointConfidence(10 Läufe, 2 Bereiche von Tagen mal 2 von Kosten)"
