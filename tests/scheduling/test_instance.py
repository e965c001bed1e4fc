# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

from dataclasses import replace

import numpy as np

from egovplan.scheduling.translation.build import build
from tests.scheduling.small import catalogue


def test_the_hash_depends_on_the_content_only():
    """The same catalogue gives the same hash, any other number another one."""
    one, same = (build(catalogue({"id": "A", "duration": 3})) for _ in range(2))
    assert one.hash == same.hash
    assert one.hash != build(catalogue({"id": "A", "duration": 4})).hash
    assert one.hash != replace(one, horizon=one.horizon + 1).hash
    assert one.hash != replace(one, release=one.release + np.int32(1)).hash


def test_the_finish_of_a_mode_is_start_plus_duration_or_a_table():
    """Working days are added; calendar days go through the table: four of them from a Friday end on Tuesday."""
    instance = build(catalogue({"id": "A", "duration": 3}, {"id": "B", "duration": "4 KT"}))
    assert instance.finish(0, 7) == 10
    assert instance.finish(1, 4) == 6


def test_modes_are_counted_over_all_activities():
    """The rows of an activity's modes follow on those of the one before."""
    modes = [{"id": "a", "duration": 3}, {"id": "b", "duration": 2}]
    instance = build(catalogue({"id": "A", "duration": 1}, {"id": "B", "activities": [{"id": "x", "modes": modes}]}))
    assert list(instance.modes_of(0)) == [0]
    assert list(instance.modes_of(1)) == [1, 2]


def test_it_says_how_large_it_is():
    """Length and representation tell the size."""
    instance = build(catalogue({"id": "A", "duration": 1}, {"id": "B", "duration": 1, "after": ["A"]}))
    assert len(instance) == 2
    assert repr(instance).startswith("Instance(2 activities, 1 links, 0 resources, horizon ")
