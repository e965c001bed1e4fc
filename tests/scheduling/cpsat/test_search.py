# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import time

import pytest
from ortools.sat.python import cp_model

from egovplan.scheduling.build import build
from egovplan.scheduling.cpsat import search as module
from egovplan.scheduling.cpsat.engine import OUTCOMES, Engine, Outcome, Settings
from egovplan.scheduling.cpsat.engine import _tell as module_tell
from egovplan.scheduling.cpsat.search import Search
from egovplan.scheduling.heuristic import first_schedule
from egovplan.scheduling.objective import DEFAULT
from tests.scheduling.cpsat.solving import bounds, solved
from tests.scheduling.small import activities, catalogue

PEOPLE = [{"id": "dev", "capacity": 1}]
THREE = [{"id": name, "duration": 2, "demand": {"dev": 1}} for name in ("A", "B", "C")]


def search(data, levels=DEFAULT, best=None, **settings):
    messages = []
    return Search(build(data), Settings(levels, **settings), lambda m: messages.append(dict(m)), best), messages


def test_every_status_of_the_solver_has_a_meaning():
    """A status that a new version brings is not taken for something else."""
    names = [name for name in dir(cp_model.CpSolverStatus) if name.isupper()]
    statuses = [getattr(cp_model.CpSolverStatus, name) for name in names]
    assert len(statuses) >= 5
    assert set(statuses) == set(OUTCOMES)
    assert {OUTCOMES[cp_model.UNKNOWN], OUTCOMES[cp_model.FEASIBLE]} == {Outcome.OPEN}


@pytest.mark.parametrize("presolve", [True, False])
def test_the_same_optimum_with_and_without_presolve(presolve):
    """What is proved does not depend on how."""
    plan, messages = solved(catalogue(*THREE, resources=PEOPLE), presolve=presolve)
    assert plan.objective["finish"] == 16 * (2 + 4 + 6)
    assert bounds(messages)["finish"] == 192


def test_a_level_that_is_proved_already_is_not_solved_again():
    """The schedule and the bounds that are handed over decide all levels: nothing is said."""
    data = catalogue(*THREE, resources=PEOPLE)
    best = first_schedule(build(data), schedules=50)
    run, messages = search(data, best=best, bounds=dict(zip(DEFAULT, best.objective, strict=False)))
    run.run()
    assert messages == []


def test_a_known_schedule_is_a_hint_down_to_modes_and_measures():
    """With ceilings at its values, the optimum is found from there, and only better schedules are told."""
    modes = [{"id": "a", "duration": 2, "demand": {"dev": 1}}, {"id": "b", "duration": 5}]
    measures = [activities(n, {"id": "x", "modes": modes}, lead="10", due="2015-05-05") for n in ("A", "B")]
    data = catalogue(*measures, resources=PEOPLE, offices=[{"id": "10", "max_open_measures": 1}])
    best = first_schedule(build(data), schedules=1)
    run, messages = search(data, best=best)
    run.run()
    assert run.best.objective[:3] == (16 * 2, 4, 16 * 6)
    assert all(m["kind"] in ("bound", "schedule") for m in messages)


def test_a_stopped_search_does_nothing_more():
    """Asked to stop before it begins."""
    run, messages = search(catalogue(*THREE, resources=PEOPLE))
    run.stop()
    run.run()
    assert messages == []


def test_a_search_whose_time_is_over_does_nothing():
    """The deadline has passed."""
    run, messages = search(catalogue(*THREE, resources=PEOPLE), deadline=time.time() - 1)
    run.run()
    assert messages == []


def test_a_search_that_waits_begins_with_what_it_is_given():
    """A better schedule is taken, a worse one not; both end the waiting."""
    data = catalogue(*THREE, resources=PEOPLE)
    best = first_schedule(build(data), schedules=50)
    run, messages = search(data, waits=True, bounds=dict(zip(DEFAULT, best.objective, strict=False)))
    run.begin_with(best)
    run.run()
    assert messages == []
    run.begin_with(None)
    assert run.best is best


def test_a_search_that_waits_can_be_stopped():
    """Nothing is waited for any more."""
    run, messages = search(catalogue(*THREE, resources=PEOPLE), waits=True)
    run.stop()
    run.run()
    assert messages == []


def test_a_deterministic_limit_ends_the_search():
    """Without a clock; what is used is counted, and when it is used up nothing more is solved."""
    run, messages = search(catalogue(*THREE, resources=PEOPLE), deterministic=1e-9)
    run.run()
    assert run.engine.used > 0
    assert run.engine.is_over
    assert run.engine.solve(cp_model.CpModel(), 1.0, messages.append) is Outcome.OPEN


def test_limits_are_shared_out():
    """Half of what is left, in seconds and in steps."""
    engine = Engine(Settings(DEFAULT, deadline=time.time() + 100, deterministic=8.0, workers=3, seed=7))
    parameters = engine._configured(0.5, {"random_seed": 9}).parameters
    assert 40 < parameters.max_time_in_seconds <= 50
    assert parameters.max_deterministic_time == 4.0
    assert (parameters.num_workers, parameters.random_seed) == (3, 9)
    assert (parameters.catch_sigint_signal, parameters.interleave_search) == (False, False)
    assert Engine(Settings(DEFAULT)).remaining() == float("inf")
    assert Engine(Settings(DEFAULT, deterministic=3.0)).remaining() == 3.0


def test_a_solve_that_runs_is_stopped():
    """The signal is handed on to the solver."""
    engine, stopped = Engine(Settings(DEFAULT)), []
    engine._solver = type("Solver", (), {"stop_search": lambda _: stopped.append(True)})()
    engine.stop()
    assert stopped == [True]


def test_what_cannot_be_is_proved_twice():
    """Two days of work in a hard window of three: the solver says so with presolve and without."""
    rows = [row | {"deadline": "2015-05-08"} for row in THREE]
    run, messages = search(catalogue(*rows, resources=PEOPLE))
    run.run()
    assert messages[-1]["kind"] == "infeasible"
    assert messages[-1].get("proved", True)


def answering(monkeypatch, run, *outcomes):
    answers = iter(outcomes)
    monkeypatch.setattr(run.engine, "solve", lambda *_, **__: next(answers, Outcome.OPEN))


@pytest.mark.parametrize(("second", "proved"), [(Outcome.OPEN, False), (Outcome.INFEASIBLE, True)])
def test_only_two_opinions_that_agree_are_a_proof(monkeypatch, second, proved):
    """Where the second proof does not come, the first is only reported."""
    run, messages = search(catalogue(*THREE, resources=PEOPLE))
    answering(monkeypatch, run, Outcome.INFEASIBLE, second)
    run.run()
    assert messages[0] == {"kind": "infeasible", "level": "lateness", "proved": proved, "known": False}
    assert [m["kind"] for m in messages[1:]] == (["conflict"] if proved else [])


def test_a_claim_against_a_known_schedule_is_not_proved_again(monkeypatch):
    """The schedule is the better argument."""
    data = catalogue(*(row | {"due": "2015-05-05"} for row in THREE), resources=PEOPLE)
    run, messages = search(data, best=first_schedule(build(data), schedules=1))
    answering(monkeypatch, run, Outcome.INFEASIBLE)
    run.run()
    assert messages == [{"kind": "infeasible", "level": "lateness", "proved": False, "known": True}]


def test_precedences_that_leave_no_window_are_a_proof():
    """Found before a model is built."""
    rows = [{"id": "a", "duration": 3}, {"id": "b", "duration": 4, "after": "a", "deadline": "2015-05-08"}]
    run, messages = search(catalogue(activities("M", *rows)))
    run.run()
    assert messages == [{"kind": "infeasible", "level": "lateness", "proved": True, "known": False}]


def test_an_invalid_model_says_why(monkeypatch):
    """A mistake of ours is not an answer about the catalogue."""

    class Broken(module.LevelModel):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            self.model.add(self.x.start[0].var * 2**62 >= 0)

    monkeypatch.setattr(module, "LevelModel", Broken)
    run, messages = search(catalogue(*THREE, resources=PEOPLE))
    run.run()
    assert messages[-1]["kind"] == "invalid"
    assert "overflow" in messages[-1]["text"]


def test_a_bound_without_meaning_is_not_told():
    """The solver begins with minus infinity; its bounds are floats."""
    told = []
    for bound in (float("-inf"), float("nan"), -(2.0**60), 3.0000001, 3.2):
        module_tell(bound, told.append)
    assert told == [3, 4]


def test_a_bound_is_told_once_and_for_levels_that_are_asked_for():
    """Only what is new."""
    run, messages = search(catalogue(*THREE, resources=PEOPLE), levels=("makespan",))
    for level, bound in (("makespan", 3), ("makespan", 2), ("finish", 9), ("makespan", 4)):
        run._bound(level, bound)
    assert [m["bound"] for m in messages] == [3, 4]


def test_large_instances_are_searched_by_neighbourhoods(monkeypatch):
    """With few threads and a schedule to begin from."""
    data = catalogue(*THREE, resources=PEOPLE)
    best = first_schedule(build(data), schedules=1)
    monkeypatch.setattr(module, "LARGE", 1)
    assert search(data, best=best, workers=2)[0]._tuning()["use_lns_only"]
    assert not search(data, workers=2)[0]._tuning()["use_lns_only"]
    assert not search(data, best=best, workers=8)[0]._tuning()["use_lns_only"]
