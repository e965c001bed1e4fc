# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

from dataclasses import replace

import pytest

import egovplan
from egovplan.plan.model import Plan
from egovplan.plan.result import Result, ResultStatus
from tests.scheduling import differential
from tests.scheduling.brute_force import best_plan
from tests.scheduling.random_catalogues import Case
from tests.scheduling.small import catalogue


def test_the_command_compares_and_counts(capsys):
    """A handful of cases agree; the summary says how many there were."""
    assert differential.main(["--count", "3", "--first", "40"]) == 0
    assert capsys.readouterr().out.startswith("3 cases, ")


@pytest.fixture(scope="module")
def solved():
    """Return a case, its best plan, and a correct result."""
    planned = catalogue(
        {"id": "A", "duration": 2}, {"id": "B", "duration": 1, "after": ["A"], "deadline": "2015-05-08"}
    )
    best = best_plan(planned)
    plan = Plan.of(planned, *zip(*best.rows, strict=True))
    return Case(0, planned, None), best, Result(ResultStatus.OPTIMAL, plan)


def test_a_correct_result_is_not_reported(solved):
    """Optimal with the value of the best plan."""
    case, best, result = solved
    assert best.objective == (0, 3, 2 * 16 + 3 * 16)
    assert differential.difference(case, best, result) == ""


def test_each_way_of_being_wrong_is_reported(solved):
    """Claims of too much, of too little, broken rules, and nothing at all."""
    case, best, result = solved
    late = Plan.of(case.catalogue, [s + 1 for s, _, _ in best.rows], [f + 1 for _, f, _ in best.rows])
    broken = Plan.of(case.catalogue, [best.rows[0][0]] * 2, [best.rows[0][1], best.rows[0][0] + 1])
    wrong = {
        "infeasible, but there is a plan": (best, Result(ResultStatus.INFEASIBLE, None)),
        "no plan found": (None, Result(ResultStatus.UNKNOWN, None)),
        "the plan breaks a rule": (best, replace(result, plan=broken)),
        "but there should be none": (None, result),
        "is better than the best": (replace(best, objective=(0, 9, 9)), result),
        "only feasible": (best, replace(result, status=ResultStatus.FEASIBLE)),
        "optimal at": (best, replace(result, plan=late)),
    }
    for text, (oracle, claim) in wrong.items():
        assert text in differential.difference(case, oracle, claim)
    assert differential.difference(case, None, Result(ResultStatus.INFEASIBLE, None)) == ""


def test_a_difference_is_printed_and_sets_the_exit_code(capsys, monkeypatch):
    """The seed and what is wrong, then the summary."""
    monkeypatch.setattr(egovplan, "schedule", lambda *_, **__: Result(ResultStatus.UNKNOWN, None), raising=False)
    assert differential.main(["--count", "1", "--first", "1"]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first == "1: no plan found, and not proved that there is none"
    assert last.startswith("1 cases, 1 unknown: 1 differ")
