# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Many scenarios at once, and changes on top of a network: both against the plain reference, array by array."""

from random import Random

import numpy as np
import pytest

from egovplan._core import Graph, Overlay, dates_of_rows, solve_rows
from tests.network.core_cases import random_case
from tests.network.core_differential import Columns
from tests.network.core_reference import LARGEST, Arrow, Case, magnitude, shortest_circle, solve

SEEDS = range(3000)
SMALL = 2**26  # lanes count in 32 bits


def graph_of(case, given):
    horizon = -1 if case.horizon is None else case.horizon
    return Graph(len(case.works), horizon=horizon, **{k: v for k, v in given.graph.items() if v is not None})


def without_a_circle(seed):
    case = random_case(seed)
    return (
        Case(case.works, case.arrows, case.horizon) if shortest_circle(len(case.works), case.arrows) is None else None
    )


def test_rows_of_durations_equal_the_reference():
    """Dates and floats of several scenarios, with releases, actuals, gates, embargoes and elapsed lags."""
    compared = 0
    for seed in SEEDS:
        case = without_a_circle(seed)
        if case is None or any(work.until for work in case.works) or magnitude(case) > SMALL:
            continue
        given, rng, n = Columns(case, seed), Random(seed), len(case.works)
        tables = given.days_given["tables"]
        none = np.full(n, -1, np.int32)
        columns = {name: none if tables is None else np.ascontiguousarray(tables[k])
                   for k, name in enumerate(("duration_table", "start_table", "allowed_table"))}  # fmt: skip
        columns |= {"release": np.array([w.release for w in case.works], np.int64), "calendar": np.empty(0, np.int32)}
        for k, name in enumerate(("fixed_start", "fixed_finish")):
            columns[name] = np.array([w.fixed[k] if w.fixed else -1 for w in case.works], np.int64)
        rows = [[max(0, w.duration + rng.randrange(-2, 4)) for w in case.works] for _ in range(2)]
        matrix = np.array(rows, rng.choice((np.int32, np.int64))).reshape(2, n)
        graph = graph_of(case, given)
        finish, critical = solve_rows(graph, columns, matrix)
        dates = [dates_of_rows(graph, columns, matrix, k).tolist() for k in range(5)]
        tight = np.zeros(n, np.int64)
        for s, row in enumerate(rows):
            works = [work._replace(duration=days) for work, days in zip(case.works, row, strict=True)]
            answer = solve(Case(works, case.arrows, case.horizon))
            if answer.never:
                assert finish[s] == case.horizon + 1, seed
                continue
            need = [answer.start, answer.finish, answer.late, answer.late_finish, answer.free]
            assert [column[s] for column in dates] == need, seed
            assert finish[s] == answer.end, seed
            tight += np.array(answer.late, np.int64) <= np.array(answer.start, np.int64)
            compared += 1
        assert critical.tolist() == tight.tolist(), seed
    assert compared > len(SEEDS) // 2


@pytest.mark.parametrize("days", [[2**28, 2**32 + 1], [1, 2**40]])
def test_no_duration_is_cut_to_32_bits(days):
    """Also not behind one that is so long already that nothing more needs to be looked at."""
    nobody = np.full(2, -1, np.int64)
    columns = {name: nobody.astype(np.int32) for name in ("duration_table", "start_table", "allowed_table")}
    columns |= {"release": np.ones(2, np.int64), "fixed_start": nobody, "fixed_finish": nobody}
    graph = Graph(2, np.empty(0, np.int32), np.empty(0, np.int32), horizon=9)
    with pytest.raises(OverflowError, match="2\\*\\*28"):
        solve_rows(
            graph,
            columns | {"start_table": np.zeros(2, np.int32) - 1, "calendar": np.empty(0, np.int32)},
            np.array([days]),
        )


class Trial:
    """A network with changes on top, and the same changes made to plain values."""

    def __init__(self, seed, case):
        self.rng = Random(seed)
        given = Columns(case, seed)
        self.cases = [case]
        self.overlay = Overlay(graph_of(case, given), **{k: v for k, v in given.days_given.items() if v is not None})

    def change(self):
        """Change a duration or the links, or take the last change back."""
        case, dice, n = self.cases[-1], self.rng.random(), len(self.cases[-1].works)
        if dice < 0.25 and len(self.cases) > 1:
            self.cases.pop()
            self.overlay.undo(1)
        elif dice < 0.65:
            i, days = self.rng.randrange(n), self.rng.randrange(12)
            works = [*case.works]
            works[i] = works[i]._replace(duration=days, until=None)
            self.take(Case(works, case.arrows, case.horizon), lambda: self.overlay.set_duration(i, days))
        elif dice < 0.85:
            arrow = Arrow(
                self.rng.randrange(n), self.rng.randrange(n), self.rng.randrange(4), self.rng.randrange(-4, 6)
            )
            more = Case(case.works, [*case.arrows, arrow], case.horizon)
            circle = shortest_circle(n, more.arrows)
            if circle is None:
                self.take(more, lambda: self.overlay.add(*arrow[:4]))
            else:
                assert len(self.overlay.add(*arrow[:4])) == circle
        elif case.arrows:
            self.remove(case, self.rng.randrange(len(case.arrows)))

    def remove(self, case, k):
        arrow = case.arrows[k]
        alike = {(link[1], link[2]) for link in self.overlay.between(arrow.before, arrow.after)}
        assert (arrow.relation, arrow.lag) in alike
        if arrow.days is None and sum(other[:4] == arrow[:4] for other in case.arrows) == 1:
            link = next(x[0] for x in self.overlay.between(*arrow[:2]) if x[1:] == (arrow.relation, arrow.lag, -1))
            fewer = Case(case.works, case.arrows[:k] + case.arrows[k + 1 :], case.horizon)
            self.take(fewer, lambda: self.overlay.remove(arrow.before, arrow.after, link))

    def take(self, case, change):
        self.cases.append(case)
        assert not change()

    def compare(self):
        """All dates and floats are those of the changed network; None where something has no day."""
        answer = solve(self.cases[-1])
        names = ("early_start", "early_finish", "late_start", "late_finish", "free_float")
        need = [answer.start, answer.finish, answer.late, answer.late_finish, answer.free]
        have = [getattr(self.overlay, name) for name in names]
        if answer.never:
            assert all(column is None for column in have)
            assert self.overlay.lost[1] == answer.never[self.overlay.lost[0]]
        else:
            assert [column.tolist() for column in have] == need
            assert self.overlay.finish == answer.end


def test_changes_on_top_equal_the_reference():
    """After every change, and after taking it back."""
    for seed in SEEDS[:1200]:
        case = without_a_circle(seed)
        if case is None or not case.works or magnitude(case) > LARGEST // 2:
            continue
        trial = Trial(seed, case)
        trial.compare()
        for _ in range(6):
            trial.change()
            if trial.rng.random() < 0.7:  # else several changes are propagated together
                trial.compare()
        trial.compare()
