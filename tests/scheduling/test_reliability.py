# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The commands that check what a search promises: one short run each, and that a broken promise is seen."""

import pytest

import egovplan
from egovplan.plan.result import Result, ResultStatus
from tests.scheduling import reliability
from tests.scheduling.big import big_catalogue

SMALL = big_catalogue(30)


@pytest.mark.parametrize("size", [1, 30, 700])
def test_a_catalogue_of_any_size_has_a_plan(size):
    """As many activities as asked for; the same each time."""
    data = big_catalogue(size, 3)
    assert len(data.activities) == size
    assert data.hash == big_catalogue(size, 3).hash
    result = egovplan.schedule(data, stop=egovplan.Schedules(5), time_limit=20.0, workers=1)
    assert reliability.problem_of(result, data) == ""


def test_a_promise_that_is_kept(capsys):
    """One run under a limit, small; the exit code says so."""
    assert reliability.main(["limits", "--count", "1", "--most", "40", "--limits", "0.3"]) == 0
    assert "limits: 1 of 1 kept" in capsys.readouterr().out


def test_a_promise_that_is_broken(monkeypatch, capsys):
    """It is said which run it was."""
    monkeypatch.setitem(reliability.CHECKS, "kills", lambda number, _: "no plan" if number == 8 else "")
    assert reliability.main(["kills", "--count", "3", "--first", "7"]) == 1
    assert "8: no plan" in capsys.readouterr().out


def test_what_is_wrong_with_a_result_is_seen():
    """No plan, a plan that breaks a rule, a call that took too long."""
    assert "no plan" in reliability.problem_of(Result(ResultStatus.UNKNOWN, None), SMALL)
    count = len(SMALL.activities)
    broken = egovplan.Plan.of(SMALL, [0] * count, [1] * count)
    assert "breaks a rule" in reliability.problem_of(Result(ResultStatus.FEASIBLE, broken), SMALL)
    assert [reliability.is_late(wall, 1.0) for wall in (2.0, 2.2)] == [False, True]


def test_a_reproducible_run_has_the_same_text_twice():
    """All but the seconds."""
    runs = [egovplan.schedule(SMALL, time_limit=20.0, reproducible=True, stop=egovplan.Schedules(90)) for _ in range(2)]
    assert len({reliability.text_of(run) for run in runs}) == 1
    assert all(run.reproducible for run in runs)
