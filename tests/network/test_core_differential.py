# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The compiled core on random arrays, against plain Python that shares no code with it."""

import sys
from collections import Counter

import numpy as np
import pytest

from egovplan._core import Graph
from tests import many
from tests.network import core_differential
from tests.network.core_cases import random_case
from tests.network.core_differential import Columns, smallest
from tests.network.core_reference import FF, FS, SF, SS, Arrow, Case, Work, contradictions, shortest_circle, solve

CASES = 10_000
CHUNK = 2000


@pytest.mark.parametrize("first", range(0, CASES, CHUNK))
def test_every_array_equals_the_reference(first):
    """Dates, floats, drivers, the path, what never starts, and the shortest circle."""
    found, kinds = many.several(core_differential.differences, range(first, first + CHUNK))
    assert found == []
    assert set(kinds) == {"plain", "dated", "no day", "circle", "too large"}


def test_cases_hold_everything_that_is_promised():
    """Every relation, lag, table, kind of work and size is there, often enough to matter."""
    cases = [random_case(seed) for seed in range(3000)]
    arrows = [arrow for case in cases for arrow in case.arrows]
    counts = Counter(arrow.relation for arrow in arrows)
    assert min(counts[relation] for relation in (FS, SS, FF, SF)) > 1000
    assert sum(arrow.days is not None for arrow in arrows) > 500
    assert sum(arrow.lag < 0 for arrow in arrows) > 500
    assert min(sum(a.lag > 2**30 for a in arrows), sum(a.lag < -(2**30) for a in arrows)) > 50
    assert sum(arrow.before == arrow.after for arrow in arrows) > 50
    works = [work for case in cases for work in case.works]
    for part in ("fixed", "until", "notice", "allowed"):
        assert sum(getattr(work, part) is not None for work in works) > 200, part
    assert min(sum(w.release > 0 for w in works), sum(w.duration == 0 for w in works)) > 500
    assert sum(work.duration > 2**31 for work in works) > 50
    sizes = Counter(len(case.works) for case in cases)
    assert min(sizes[n] for n in range(10)) > 10
    assert max(sizes) > 30
    pairs = [[arrow[:2] for arrow in case.arrows] for case in cases]
    assert sum(len(set(links)) < len(links) for links in pairs) > 100  # several precedences between two activities
    for member in ("horizon", "target"):
        assert 300 < sum(getattr(case, member) is not None for case in cases) < 2700


def test_columns_come_in_both_widths_and_are_sometimes_left_out():
    """The arrays are those that callers have: int32 or int64, and None where a column would say nothing."""
    seen = Counter()
    for seed in range(300):
        columns = Columns(random_case(seed), seed)
        for name, column in {**columns.graph, **columns.days_given}.items():
            seen[name, None if column is None else column.dtype.name] += 1
    for name in ("pred", "succ", "lag", "duration", "release", "fixed_start", "fixed_finish"):
        assert min(seen[name, "int32"], seen[name, "int64"]) > 30, name
    for name in ("relation", "lag", "lag_table", "release", "tables"):
        assert seen[name, None] > 5, name


def test_late_dates_of_the_reference_are_those_of_the_definition():
    """The oracle is itself tried out: starting later than it says moves the finish, starting then does not."""
    dated = [case for case in map(random_case, range(600)) if case.horizon is not None]
    for case in dated:
        answer = solve(case)
        if answer.never or not case.works:
            continue
        assert list(contradictions(case, answer)) == []
        for column in (answer.late, answer.free):
            i = answer.asked.index(True)
            column[i] += 1
            assert list(contradictions(case, answer))
            column[i] -= 1


def test_circles_of_the_reference():
    """The length of the shortest circle, counted by hand."""
    assert shortest_circle(3, [Arrow(0, 1), Arrow(1, 2)]) is None
    assert shortest_circle(3, [Arrow(0, 1), Arrow(1, 2), Arrow(2, 0)]) == 3
    assert shortest_circle(3, [Arrow(0, 1), Arrow(1, 2), Arrow(2, 0), Arrow(1, 0)]) == 2
    assert shortest_circle(2, [Arrow(0, 1), Arrow(1, 1)]) == 1


@pytest.mark.parametrize(("lag", "last"), [(-5, 7), (-20, 9), (3, 2)])
def test_what_runs_on_after_the_target_stays_in_the_calendar(lag, last):
    """Its latest finish is the last day at most; days after the calendar's end have no name."""
    graph = Graph(2, np.array([0]), np.array([1]), np.array([SS], np.int8), np.array([lag]), horizon=9)
    sweep = graph.cpm(np.array([2, 0]), target=1)
    assert sweep.late_finish[0] == last


def test_command_reports_its_figures(monkeypatch, capsys):
    """The command ends with 0 and says how many networks it compared."""
    monkeypatch.setattr(sys, "argv", ["core_differential", "--count", "200", "--first", "7"])
    assert core_differential.main() == 0
    assert "200 networks" in capsys.readouterr().out


def test_a_difference_is_shown_at_its_smallest(monkeypatch, capsys):
    """A core that is wrong is caught, and what is shown has nothing in it that does not matter."""

    class Wrong:
        """A core that loses the lag of SF."""

        def __init__(self, *args, relation=None, lag=None, **given):
            if relation is not None and lag is not None:
                lag = np.where(relation == SF, 0, lag)
            self.graph = Graph(*args, **given, **{"relation": relation} | ({} if lag is None else {"lag": lag}))

        def __getattr__(self, name):
            return getattr(self.graph, name)

    monkeypatch.setattr(core_differential, "Graph", Wrong)
    found, _ = many.several(core_differential.differences, range(300))
    case = smallest(int(found[0].partition(":")[0]))
    assert [arrow.relation for arrow in case.arrows].count(SF) == 1
    assert len(case.works) <= 3
    assert isinstance(case, Case)
    assert isinstance(case.works[0], Work)
