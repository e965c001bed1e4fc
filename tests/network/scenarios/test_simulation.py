# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Monte Carlo on networks: every count is that of the scenarios solved one by one."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from egovplan._core import instructions
from egovplan.errors import CycleError, OutOfRangeError
from egovplan.network.graph import Network
from egovplan.network.scenarios.distributions import Event, Factor, Fixed, Lognormal, Triangular, Uniform
from egovplan.network.scenarios.sampling import Sampler
from egovplan.network.scenarios.simulation import simulate_network
from tests.network.scenarios.cases import finish_days, random_law, random_links, random_network, solved

EDGES = {"cost_amounts": (5000, 12_345), "finish_edges": (10, 40, 90), "cost_edges": (6000, 15_000, 16_000, 17_500)}


def sampler_of(network, seed, *, costs=2, most=25):
    rng = Random(seed)
    n = len(network)
    laws = [random_law(rng, most=most) for _ in range(n)]
    laws += [Triangular(800, 1000, 1700)] * costs
    factors = [Factor("f", tuple(range(0, n, 2)), 0.7)] if seed % 2 else []
    events = [Event(0.3, tuple(range(min(n, 2))), Uniform(0, 12)), Event(0.1, (n - 1,), Fixed(5))] if n else []
    return Sampler(laws, factors=factors, events=events, seed=seed)


def expected_tally(network, sampler, first, count, groups, bins):
    """Return the same counts from scenarios that are solved one by one."""
    n = len(network)
    drawn = sampler.draw(first, count).astype(np.int64)
    finish, critical = np.full((count, n), bins), np.zeros(n, np.int64)
    for s in range(count):
        path = solved(network, drawn[s, :n])
        if path is None:
            finish[s] = finish_days(network, drawn[s, :n], bins)
            continue
        finish[s] = np.minimum(path.early_finish - network.origin, bins)
        critical += path.total_float <= 0
    whole = finish.max(axis=1) if n else np.zeros(count, np.int64)
    cost = (drawn[:, n:] @ np.array(EDGES["cost_amounts"]) + 500) // 1000
    cost_bin, finish_bin = (
        np.searchsorted(EDGES["cost_edges"], cost, "right"),
        np.searchsorted(EDGES["finish_edges"], whole, "right"),
    )
    joint = np.zeros((4, 5), np.int64)
    np.add.at(joint, (finish_bin, cost_bin), 1)
    return {
        "scenarios": count,
        "never": int((whole == bins).sum()),
        "finish_sum": int(whole.sum()),
        "finish_square": int((whole**2).sum()),
        "group_finish": [np.bincount(finish[:, group].max(axis=1, initial=0), minlength=bins + 1) for group in groups],
        "critical": critical,
        "duration_sum": drawn[:, :n].sum(axis=0),
        "duration_square": (drawn[:, :n] ** 2).sum(axis=0),
        "duration_finish": (drawn[:, :n] * whole[:, None]).sum(axis=0),
        "cost": np.bincount(cost_bin, minlength=5),
        "joint": joint,
        "activity_finish": np.array([np.bincount(column, minlength=bins + 1) for column in finish.T]),
    }


def groups_of(network, seed):
    n = len(network)
    return [list(range(n)), sorted(Random(seed).sample(range(n), (n + 1) // 2)), [n // 2]]


def check(network, seed, *, first=30, count=70, most=25):
    sampler, groups = sampler_of(network, seed, most=most), groups_of(network, seed)
    arguments = {"groups": groups, "activities": True, **EDGES}
    tally = simulate_network(network, sampler, first=first, count=count, **arguments)
    for name, value in expected_tally(network, sampler, first, count, groups, tally.bins).items():
        given = getattr(tally, name)
        assert np.array_equal(given, np.asarray(value).reshape(np.shape(given))), name
    for name in instructions():
        assert (
            simulate_network(network, sampler, first=first, count=count, instructions=name, threads=2, **arguments)
            == tally
        )


@pytest.mark.parametrize("seed", range(60))
def test_catalogues_with_calendars(seed):
    """Gates, embargoes, notice, elapsed lags and durations, actuals; some scenarios leave the calendar."""
    check(random_network(seed), seed, most=25 if seed % 4 else 400)


@pytest.mark.parametrize("seed", range(30))
def test_networks_without_a_calendar(seed):
    """All relations with lags, and the short cut for plain ones."""
    check(random_links(seed), seed)


@pytest.mark.parametrize("seed", [1, 3])
def test_days_that_need_more_than_16_bits(seed):
    """The plain passes in lanes of 32 bits."""
    check(random_links(seed), seed, most=9000, count=20)


def test_events_are_counted_with_the_finish_where_they_happened():
    """Frequency and mean finish with an event."""
    network = Network.from_links([0], [1], [5, 5])
    sampler = Sampler([Fixed(5), Fixed(5)], events=[Event(0.25, (0,), Fixed(10)), Event(1, (1,), Fixed(1))], seed=3)
    tally = simulate_network(network, sampler, first=0, count=1000)
    late = int(tally.group_finish[0, 21])
    assert tally.group_finish[0, 11] == 1000 - late
    assert tally.event_count.tolist() == [late, 1000]
    assert tally.event_finish_sum.tolist() == [21 * late, tally.finish_sum]


@pytest.mark.parametrize("network", [random_links(1), random_network(3)])
def test_parts_add_up_to_the_whole(network):
    """For any threads, instruction sets and cuts, also in the middle of a block."""
    sampler = sampler_of(network, 1, costs=0)
    whole = simulate_network(network, sampler, first=0, count=400, activities=True)
    for threads in (2, 3, 7):
        assert simulate_network(network, sampler, first=0, count=400, activities=True, threads=threads) == whole
    for cut in (0, 1, 77, 128, 399):
        parts = [(0, cut), (cut, 400 - cut)]
        one, two = (simulate_network(network, sampler, first=a, count=c, activities=True) for a, c in parts)
        assert one + two == whole
    assert whole != sampler
    assert one != whole


def test_later_finishes_than_asked_for_share_the_last_bin():
    """And count as never."""
    network = Network.from_links([0], [1], [5, 5])
    sampler = Sampler([Uniform(0, 20), Fixed(5)], seed=1)
    tally = simulate_network(network, sampler, first=0, count=1000, bins=12)
    assert tally.group_finish.shape == (1, 13)
    assert tally.never == tally.group_finish[0, 12] > 0
    assert tally.critical.tolist() == [1000, 1000]


def test_nothing_to_do_and_nothing_to_draw():
    """Are no special cases."""
    empty = Network.from_links([], [], [])
    assert simulate_network(empty, Sampler([]), first=0, count=10).group_finish.tolist() == [[10, 0]]
    assert simulate_network(random_links(1), sampler_of(random_links(1), 1), first=5, count=0).scenarios == 0


def test_what_cannot_be_computed_exactly_is_refused():
    """Days, sums and numbers of scenarios that are too large; wrong groups, edges and threads."""
    network = Network.from_links([0], [1], [5, 5])
    sampler = Sampler([Fixed(5), Lognormal(1000, 1)])
    for changes in (
        {"count": 2**60},
        {"first": -1},
        {"count": -1},
        {"threads": 0},
        {"bins": 0},
        {"groups": [[0]]},
        {"groups": [[0, 1], [2]]},
        {"groups": []},
        {"cost_edges": [3, 2]},
        {"cost_amounts": [3]},
        {"instructions": "mmx"},
    ):
        with pytest.raises(OutOfRangeError):
            simulate_network(network, sampler, **({"first": 0, "count": 10} | changes))
    with pytest.raises(OutOfRangeError, match="2 Zeilen erwartet"):
        simulate_network(network, Sampler([Fixed(1)]), first=0, count=1)
    chain = Network.from_links(range(99), range(1, 100), np.ones(100, np.int64))
    with pytest.raises(OutOfRangeError, match=r"2\*\*28"):
        simulate_network(chain, Sampler([Fixed(2**22)] * 100), first=0, count=1)
    with pytest.raises(OutOfRangeError, match="expected bins"):
        simulate_network(chain, Sampler([Fixed(2**20)] * 100), first=0, count=1)
    with pytest.raises(CycleError):
        simulate_network(Network.from_links([0, 1], [1, 0], [1, 1]), sampler, first=0, count=1)


def test_tallies_of_different_things_do_not_add_up():
    """Neither other bins nor other lists; and a sum that leaves 64 bits is refused."""
    network = Network.from_links([0], [1], [5, 5])
    sampler = Sampler([Fixed(5), Fixed(5)])
    tally = simulate_network(network, sampler, first=0, count=10)
    with pytest.raises(OutOfRangeError, match="group_finish"):
        tally + simulate_network(network, sampler, first=0, count=10, bins=5)
    with pytest.raises(OutOfRangeError, match="activity_finish"):
        tally + simulate_network(network, sampler, first=0, count=10, activities=True)
    with pytest.raises(TypeError):
        tally + 1
    huge = replace(tally, duration_sum=tally.duration_sum + 2**62)
    with pytest.raises(OutOfRangeError, match="64 Bit"):
        huge + huge
