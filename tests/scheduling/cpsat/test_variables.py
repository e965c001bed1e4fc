# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Calendars as implications: whatever encoding is chosen, it allows exactly what the table says."""

from functools import cache

import numpy as np
import pytest
from ortools.sat.python import cp_model

from egovplan.scheduling.cpsat.variables import Variables, weighted
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.windows import propagate
from egovplan.scheduling.translation.build import build
from tests.scheduling.small import catalogue

LAST = 40


@cache
def windows():
    functions = Functions(build(catalogue({"id": "A", "duration": 60})))
    return functions, propagate(functions)


def variables():
    """Variables of a catalogue with a horizon that is long enough for the tables here."""
    return Variables(*windows())


def least(build_model, source_value):
    """Return the least target when the source is fixed, None if that is impossible."""
    x, source, target = build_model()
    x.model.add(source.var == int(source_value))
    x.model.minimize(target.var)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(x.model)
    return solver.value(target.var) if status == cp_model.OPTIMAL else None


def tables():
    """Steps of several kinds: constant distance, weekends, a long closure, sittings, random."""
    t = np.arange(LAST + 30)
    rng = np.random.default_rng(3)
    yield "shift", t + 3
    yield "weekend", t + 2 + 2 * (t % 5 >= 3)
    yield "closure", np.where((t > 12) & (t < 20), 22, t + 1)
    yield "sittings", (t // 9 + 1) * 9
    yield "random", np.maximum.accumulate(t + rng.integers(0, 6, len(t)))
    yield "runs", t + np.where(t < 10, 4, np.where(t < 25, 6, 9))


@pytest.mark.parametrize(("name", "steps"), list(tables()), ids=lambda value: value if isinstance(value, str) else "")
@pytest.mark.parametrize("sparse", [False, True], ids=["every-day", "some-days"])
def test_a_bound_allows_exactly_what_the_table_says(name, steps, sparse):
    """For each start of the source, the target can begin on its first day that is not before the bound."""
    steps = np.maximum.accumulate(steps).astype(np.int32)
    target_days = np.array([2, 5, 6, 17, 26, 33, 44], np.int32) if sparse else np.arange(2, 48, dtype=np.int32)
    source_days = np.arange(1, LAST, dtype=np.int32)

    def model():
        x = variables()
        source, target = x.axis(source_days), x.axis(target_days)
        x.bound(target, source, steps, conditions=[True])
        return x, source, target

    for value in source_days[::3]:
        later = target_days[target_days >= steps[value]]
        assert least(model, value) == (int(later[0]) if len(later) else None)


def test_a_bound_holds_only_where_its_conditions_do():
    """A mode that is not chosen binds nothing."""
    for chosen in (0, 1):
        x = variables()
        source, target = x.axis(np.arange(5, dtype=np.int32)), x.axis(np.arange(20, dtype=np.int32))
        literal = x.model.new_bool_var("")
        x.bound(target, source, np.arange(40, dtype=np.int32) * 2 + 5, conditions=[literal])
        x.model.add(source.var == 3)
        x.model.add(literal == chosen)
        x.model.minimize(target.var)
        solver = cp_model.CpSolver()
        assert solver.solve(x.model) == cp_model.OPTIMAL
        assert solver.value(target.var) == (11 if chosen else 0)


def test_runs_of_equal_distance_take_few_constraints():
    """A lag over a year with ten holidays is told by the holidays, not by the days."""
    x = variables()
    t = np.arange(300)
    steps = (t + 15 - (t % 60 < 4)).astype(np.int32)
    steps = np.maximum.accumulate(steps).astype(np.int32)
    source, target = x.axis(np.arange(240, dtype=np.int32)), x.axis(np.arange(280, dtype=np.int32))
    before = len(x.derived)
    x.bound(target, source, steps, conditions=[True])
    assert len(x.derived) - before <= 16


def test_ordering_literals_are_made_once_and_known_ones_not_at_all():
    """Days that the domain leaves out have the literal of the next one."""
    x = variables()
    axis = x.axis(np.array([3, 7, 9], np.int32))
    assert x.at_least(axis, 3) is True
    assert x.at_least(axis, 10) is False
    assert x.at_least(axis, 5) is x.at_least(axis, 7)
    assert len(axis.literals) == 1


def test_a_sum_counts_what_is_known_already():
    """True counts, False does not."""
    x = variables()
    literal = x.model.new_bool_var("")
    x.model.minimize(weighted([(True, 4), (False, 8), (literal, -1)]))
    solver = cp_model.CpSolver()
    assert solver.solve(x.model) == cp_model.OPTIMAL
    assert solver.objective_value == 3
