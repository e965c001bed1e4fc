# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import numpy as np

from egovplan.scheduling.hybrid.incumbents import KEPT, Incumbents
from egovplan.scheduling.objective import Schedule


def made(*objective):
    return Schedule(np.zeros(1, np.int32), np.zeros(1, np.int32), np.zeros(1, np.int32), objective)


def test_the_first_level_that_differs_decides():
    """Less lateness is better whatever the makespan; equals are not taken."""
    found = Incumbents(("lateness", "makespan"), {"lateness": 0, "makespan": 5})
    assert found.best is None
    assert found.offer(made(3, 9, 1), 0.1)
    assert not found.offer(made(3, 9, 0), 0.2)
    assert found.offer(made(2, 99, 7), 0.3)
    assert not found.offer(made(2, 100, 0), 0.4)
    assert found.history == [(0.1, (3, 9)), (0.3, (2, 99))]


def test_levels_may_come_in_another_order():
    """Then the makespan decides first."""
    found = Incumbents(("makespan", "lateness"), {"lateness": 0, "makespan": 5})
    assert found.offer(made(2, 99, 7), 0)
    assert found.offer(made(3, 9, 1), 0)
    assert [(x.name, x.value, x.bound) for x in found.outcome()] == [("makespan", 9, 5), ("lateness", 3, 0)]


def test_bounds_only_rise_and_never_exceed_a_value():
    """All levels proved is proved."""
    found = Incumbents(("lateness", "makespan"), {"lateness": 0, "makespan": 5})
    assert found.outcome() == ()
    assert not found.is_proved
    found.offer(made(0, 7, 1), 0)
    assert not found.raise_bound("makespan", 5)
    assert found.raise_bound("makespan", 6)
    assert not found.is_proved
    assert found.raise_bound("makespan", 8)
    assert found.outcome()[1].bound == 7
    assert found.is_proved


def test_a_schedule_that_is_dropped_leaves_no_trace():
    """The next best takes its place."""
    found = Incumbents(("makespan",), {"makespan": 0})
    for value in (9, 8, 7):
        found.offer(made(0, value, 0), value)
    found.drop()
    assert found.best.objective == (0, 8, 0)
    assert [values for _, values in found.history] == [(9,), (8,)]


def test_only_the_last_ones_are_kept():
    """Memory is bounded; the history is not cut."""
    found = Incumbents(("makespan",), {"makespan": 0})
    for value in range(100, 0, -1):
        found.offer(made(0, value, 0), 0)
    assert len(found.history) == 100
    for _ in range(KEPT):
        found.drop()
    assert found.best is None
