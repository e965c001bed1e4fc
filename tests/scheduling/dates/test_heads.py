# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Earliest dates by work where there is too little time, or too much to look at."""

import itertools

import numpy as np
import pytest

from egovplan.scheduling.dates import heads
from egovplan.scheduling.dates.energy import machines
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import heads_of, network_heads
from egovplan.scheduling.translation.build import build
from tests.scheduling.small import activities, catalogue

PEOPLE = [{"id": "dev", "capacity": 1}]


def funnel():
    """Return three pieces of work of one person, twice, each time followed by something that waits for all three."""
    work = [{"id": name, "duration": 3, "demand": {"dev": 1}} for name in "abc"]
    more = [{"id": name, "duration": 2, "demand": {"dev": 1}, "after": "d"} for name in "efg"]
    rows = [
        *work,
        {"id": "d", "duration": 1, "after": list("abc")},
        *more,
        {"id": "h", "duration": 1, "after": list("efg")},
    ]
    return Functions(build(catalogue(activities("M", *rows), resources=PEOPLE)))


def test_work_before_each_join_counts():
    """Nine days before d, then one, then six before h."""
    assert heads_of(funnel()).start[3] == 9
    assert heads_of(funnel()).start[7] == 16


def test_when_time_is_over_the_precedences_remain():
    """What is known by then holds as well."""
    of = funnel()
    found, plain = heads_of(of, lambda: True), network_heads(of)
    assert (found.start, found.measure, found.last) == (plain.start, plain.measure, plain.last)


def test_time_may_be_over_after_the_first_join():
    """The first join has been looked at, the second has not; all together is left out as well."""
    asked = itertools.count()
    found = heads_of(funnel(), lambda: next(asked) > 0)
    assert (found.start[3], found.start[7], found.last) == (9, 12, 13)


def test_of_very_many_joins_only_some_are_looked_at(monkeypatch):
    """With room for no sum, every third join: here the first one."""
    monkeypatch.setattr(heads, "MAX_SUMS", 1)
    found = heads_of(funnel())
    assert (found.start[3], found.start[7]) == (9, 12)
    assert found.last == 16  # all work together still counts


def test_of_very_many_activities_only_all_together_are_looked_at(monkeypatch):
    """Fifteen days of one person."""
    monkeypatch.setattr(heads, "MAX_ACTIVITIES", 1)
    found = heads_of(funnel())
    assert found.start == network_heads(funnel()).start
    assert found.last == 15


@pytest.mark.parametrize("seed", range(40))
def test_no_queue_is_longer_than_its_share_and_the_longest(seed):
    """The bound by which most queues are left out is above the queue itself, whatever the jobs."""
    draw = np.random.default_rng(seed)
    days = draw.integers(1, 12, size=int(draw.integers(2, 30)))
    for count in range(1, len(days)):
        assert machines(days, count) <= days.sum() // count + days.max()
