# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Runs in parts: the same on any number of workers, ended when enough is known or someone says stop."""

import itertools
import math
import pickle

import numpy as np
import pytest
from joblib import parallel_config

from egovplan import Network, OutOfRangeError, RiskEvent, simulate
from egovplan.views.risk_summary import risk_summary
from egovplan.whatif.risk.runs import RiskProgress, parts, run

NETWORK = Network.from_links(["a", "a"], ["b", "c"], {"a": 20, "b": 30, "c": 28})


def _same(one, two):
    assert one.whole.distribution.counts.tolist() == two.whole.distribution.counts.tolist()
    assert one.activities == two.activities
    assert one.events == two.events


@pytest.mark.parametrize("n", [1, 63, 64, 65, 1000, 1025, 10_000, 12_345_678])
def test_parts_cover_every_run_once(n):
    """Parts begin at whole blocks and follow each other without a gap."""
    found = parts(n)
    assert sum(count for _, count in found) == n
    assert all(first % 64 == 0 for first, _ in found)
    assert all(a + b == c for (a, b), (c, _) in itertools.pairwise(found))
    assert len(found) >= min(16, -(-n // 64)) // 2


def test_the_same_seed_gives_the_same_result():
    """Another seed does not."""
    event = RiskEvent("x", 0.5, 9, "a")
    one, two = (simulate(NETWORK, 2000, seed=5, events=event) for _ in range(2))
    _same(one, two)
    other = simulate(NETWORK, 2000, seed=6, events=event).whole.distribution.counts.tolist()
    assert other != one.whole.distribution.counts.tolist()


@pytest.mark.parametrize("n_jobs", [2, 3, -1])
def test_the_number_of_workers_makes_no_difference(n_jobs):
    """Also where a rule stops the runs early."""
    _same(simulate(NETWORK, 3000, n_jobs=n_jobs), simulate(NETWORK, 3000))
    wide, narrow = (simulate(NETWORK, 20_000, n_jobs=jobs, tolerance=0.6) for jobs in (n_jobs, None))
    assert wide.n == narrow.n < 20_000
    _same(wide, narrow)


def test_workers_are_whatever_joblib_is_told():
    """No backend is named, so that a cluster can be asked from outside."""
    with parallel_config(backend="threading", n_jobs=2):
        result = simulate(NETWORK, 1000)
    _same(result, simulate(NETWORK, 1000))


def test_what_workers_get_survives_the_way_to_them(monkeypatch):
    """A part that was pickled brings the same tally."""
    taken = []
    monkeypatch.setattr(
        "egovplan.whatif.risk.simulate.run", lambda job, n, **rest: taken.append(job) or run(job, n, **rest)
    )
    simulate(NETWORK, 640)
    job = pickle.loads(pickle.dumps(taken[0]))
    assert job(first=64, count=128) == taken[0](first=64, count=128)


def test_runs_stop_when_enough_is_known():
    """The interval of P80 is as narrow as asked, and fewer runs than allowed were needed."""
    result = simulate(NETWORK, 50_000, tolerance=1)
    assert result.precision <= 1
    assert result.n < 50_000
    assert simulate(NETWORK, 500, tolerance=0.001).n == 500


def test_progress_is_told_after_each_part():
    """A callable hears how many runs are done and how well P80 is known."""
    news = []
    simulate(NETWORK, 640, progress=news.append)
    assert [item.done for item in news] == [
        count for *_, count in itertools.accumulate(parts(640), lambda t, p: (0, t[1] + p[1]))
    ]
    assert news[-1].of == 640
    assert str(RiskProgress(5000, 10_000, 2.5)) == "5.000 von 10.000 Läufen, P80 auf ± 2,5 Arbeitstage"
    assert str(RiskProgress(5000, 10_000, float("nan"))) == "5.000 von 10.000 Läufen"


def test_progress_can_be_a_bar(capsys):
    """True draws one, and closes it."""
    simulate(NETWORK, 640, progress=True)
    assert "640 von 640 Läufen" in capsys.readouterr().err


def test_ctrl_c_keeps_what_is_done():
    """The runs that are done are the result, and it says that it was interrupted."""

    def tired(news):
        if news.done >= 256:
            raise KeyboardInterrupt

    result = simulate(NETWORK, 100_000, progress=tired)
    assert result.interrupted
    assert 256 <= result.n < 100_000
    assert "abgebrochen" in result._repr_html_()


def test_ctrl_c_before_anything_is_done_stays_one():
    """There is nothing to show."""

    def stop(first, count, activities):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(stop, 100, n_jobs=None, singles=True, enough=lambda _: False, report=lambda _: None)


def test_memory_does_not_grow_with_the_runs():
    """What is kept of many runs has the size of what is kept of few."""
    few, many = simulate(NETWORK, 2000), simulate(NETWORK, 200_000)
    assert len(many.whole.distribution.counts) <= 2 * len(few.whole.distribution.counts)
    assert many.whole.distribution.quantile(0.5) == pytest.approx(few.whole.distribution.quantile(0.5), abs=2)


@pytest.mark.parametrize(
    "arguments",
    [
        {"n": 0}, {"n": 1.5}, {"n": True}, {"n": 10**10}, {"tolerance": 0}, {"tolerance": "1"}, {"tolerance": True}, {"n_jobs": 0},
        {"n_jobs": "2"}, {"seed": -1}, {"seed": None}, {"correlation": 1}, {"distribution": "normal"}, {"reference": "eigene"},
    ],
)  # fmt: skip
def test_impossible_numbers_are_refused(arguments):
    """In German, with what was expected and what came."""
    with pytest.raises(OutOfRangeError, match="erwartet"):
        simulate(NETWORK, **arguments)


def test_numbers_of_numpy_are_numbers():
    """They give what the same numbers of Python give."""
    plain, numpy = simulate(NETWORK, 64, seed=3), simulate(NETWORK, np.int64(64), seed=np.uint8(3))
    assert (numpy.n, numpy.seed, type(numpy.seed)) == (64, 3, int)
    assert np.array_equal(numpy.whole.distribution.counts, plain.whole.distribution.counts)


@pytest.mark.parametrize(("n", "known"), [(1, False), (24, False), (25, True)])
def test_too_few_runs_know_nothing_of_their_precision(n, known):
    """Where all runs may be below P80, one run is not exact to the day, and no tolerance is met."""
    result = simulate(NETWORK, n)
    assert math.isfinite(result.precision) == known
    assert ("genau" in risk_summary(result)) == known


def test_tallies_need_not_be_kept():
    """A result holds its own copies, not the histograms of everything."""
    result = simulate(NETWORK, 500)
    assert result.whole.distribution.counts.base is None
    assert isinstance(result.whole.distribution.counts, np.ndarray)


@pytest.mark.parametrize("n_jobs", [None, 2])
def test_single_finishes_are_those_of_the_first_runs(n_jobs):
    """They take longer to count than all the rest; many runs have the same as the first 2,048 alone."""
    few, many = simulate(NETWORK, 2048), simulate(NETWORK, 20_000, n_jobs=n_jobs)
    assert [(a.p10, a.p50, a.p90) for a in few.activities] == [(a.p10, a.p50, a.p90) for a in many.activities]
    assert many.whole.distribution.runs == 20_000


@pytest.mark.parametrize("days", [[], [0], [5]])
def test_the_smallest_projects_can_be_simulated(days):
    """Nothing to do, a milestone, one run: there is a result and a card."""
    result = simulate(Network.from_links([], [], days), 1)
    assert repr(result).startswith("RiskResult('Netzplan', 1 Lauf, ")
    assert math.isnan(result.precision)
    assert len(result.to_frame()) == 1
    assert "Netzplan" in result._repr_html_()
