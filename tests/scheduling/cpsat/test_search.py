# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import time
from dataclasses import replace

import pytest
from ortools.sat.python import cp_model

from egovplan.scheduling.cpsat import search as module
from egovplan.scheduling.cpsat.engine import OUTCOMES, Engine, Outcome, Settings
from egovplan.scheduling.cpsat.engine import _tell as module_tell
from egovplan.scheduling.cpsat.search import Search
from egovplan.scheduling.heuristic import by_priority, first_schedule
from egovplan.scheduling.objective import DEFAULT
from egovplan.scheduling.translation.build import build
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


def begun(run, level="makespan"):
    """Let a search stand where a level is being solved, and return how often that is cut."""
    cuts = []
    run._level, run._slice = level, 0.0
    run.engine.cut = lambda: cuts.append(True)
    return cuts


def soon(condition, seconds=10.0):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return condition()


def test_a_better_schedule_from_outside_cuts_the_solve_that_runs():
    """Its ceiling is lower then; a worse schedule, none, or one that is better in a later level changes nothing."""
    data = catalogue(*THREE, resources=PEOPLE)
    best = first_schedule(build(data), schedules=50)
    late = replace(best, objective=(0, 9, 300, 0, 0, 0))
    run, _ = search(data, best=late)
    cuts, before = begun(run), run._slice
    for other in (None, late, replace(best, objective=(0, 9, 299, 0, 0, 0))):
        run.begin_with(other)
    assert run._timer is None
    run.begin_with(best)
    run.begin_with(replace(best, objective=(0, 5, 1, 0, 0, 0)))
    assert soon(lambda: cuts == [True])
    assert run._slice >= before
    assert run.best.objective[:3] == (0, 5, 1)


def test_another_number_of_workers_counts_from_the_next_solve():
    """The one that runs is cut; the same number changes nothing."""
    run, _ = search(catalogue(*THREE, resources=PEOPLE), workers=1)
    cuts = begun(run)
    run.use(1)
    assert run._timer is None
    run.use(2)
    assert soon(lambda: cuts == [True])
    assert run.engine._configured(1.0, {}).parameters.num_workers == 2


def test_a_search_goes_on_where_it_was_cut(monkeypatch):
    """With the new ceiling and the bound that is proved; what is said is the same optimum."""
    data = catalogue(*THREE, resources=PEOPLE)
    worse = by_priority(build(data), [0, 1, 2])
    run, messages = search(data, levels=("finish",), best=replace(worse, objective=(0, 6, 999, 0, 0, 0)))
    solve, ceilings = run.engine.solve, []

    def cut_once(model, *arguments, **options):
        ceilings.append(run.best.objective[2])
        if len(ceilings) == 1:
            run._bound("finish", 150)
            run.begin_with(worse)
            assert soon(lambda: run._timer is None)
            return Outcome.OPEN
        return solve(model, *arguments, **options)

    monkeypatch.setattr(module, "SLICE", 0.0)
    run._slice = 0.0
    monkeypatch.setattr(run.engine, "solve", cut_once)
    run.run()
    assert ceilings == [999, 192]
    assert bounds(messages)["finish"] == 192


def test_a_wish_to_end_is_repeated_until_it_is_heard():
    """What comes before the solver has begun is lost on it."""
    engine, heard = Engine(Settings(DEFAULT)), []
    solver = type("Solver", (), {"stop_search": lambda _: heard.append(True)})()
    engine.cut()
    assert not engine.is_cut
    with engine._insisting(solver):
        engine._solver = solver
        engine.cut()
        assert soon(lambda: len(heard) >= 3)
    assert engine.is_cut


def test_rounds_are_counted_and_wait_for_an_answer():
    """After each solve of so many steps the search says so, and goes on when it is told what is best."""
    data = catalogue(
        *({"id": f"M{k}", "duration": 2 + k % 3, "demand": {"dev": 1}} for k in range(8)), resources=PEOPLE
    )
    run, messages = search(data, exchange=1e-4)
    send = run._send

    def answer(message):
        send(message)
        if message["kind"] == "round":
            run.begin_with(None)

    run._send = answer
    run.run()
    assert sum(m["kind"] == "round" for m in messages) >= 1
    assert set(bounds(messages)) == set(DEFAULT)


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


def test_that_nothing_better_exists_is_the_proof_of_a_known_schedule(monkeypatch):
    """Only better schedules are asked for, so the bound of each level becomes the known value."""
    data = catalogue(*(row | {"due": "2015-05-05"} for row in THREE), resources=PEOPLE)
    best = first_schedule(build(data), schedules=1)
    run, messages = search(data, best=best)
    answering(monkeypatch, run, *[Outcome.INFEASIBLE] * 3)
    run.run()
    proved = {m["level"]: m["bound"] for m in messages if m["kind"] == "bound"}
    assert proved == {m: v for m, v in zip(DEFAULT, best.objective[:3], strict=True) if m in proved}
    assert "lateness" in proved
    assert not [m for m in messages if m["kind"] == "infeasible"]


def test_a_known_value_that_windows_exclude_is_the_best():
    """Where already the windows say that nothing better exists, no model is built."""
    run, messages = search(catalogue(*THREE, resources=PEOPLE))
    best = run.best = first_schedule(run.instance, schedules=50)
    least = run.heads.last - run.instance.base
    run.best = replace(best, objective=(0, least, *best.objective[2:]))
    assert run._solve("makespan", run.best, 1.0) is Outcome.PROVED
    assert messages[-1] == {"kind": "bound", "level": "makespan", "bound": least}


def test_a_claim_against_a_known_schedule_is_not_proved_again(monkeypatch):
    """Where a large instance is only improved, the schedule is the better argument."""
    monkeypatch.setattr(module, "LARGE", 0)
    data = catalogue(*(row | {"due": "2015-05-05"} for row in THREE), resources=PEOPLE)
    best = first_schedule(build(data), schedules=1)
    run, messages = search(data, best=best)
    answering(monkeypatch, run, Outcome.INFEASIBLE)
    assert run._solve("lateness", best, 1.0) is Outcome.INFEASIBLE
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
