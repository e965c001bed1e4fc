# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Heuristic and solver side by side, with a solver process that says what the test wants."""

import threading

import pytest

from egovplan.errors import SolverError
from egovplan.plan.result import StopReason
from egovplan.scheduling.heuristic import first_schedule
from egovplan.scheduling.hybrid import attempts
from egovplan.scheduling.hybrid import drive as module
from egovplan.scheduling.hybrid.clock import Clock
from egovplan.scheduling.hybrid.division import SMALL, Division, division
from egovplan.scheduling.hybrid.drive import Drive
from egovplan.scheduling.hybrid.incumbents import Incumbents, least_values
from egovplan.scheduling.hybrid.interrupts import Interrupts
from egovplan.scheduling.hybrid.steps import StepDrive
from egovplan.scheduling.hybrid.team import Found, Team
from egovplan.scheduling.hybrid.versions import versions
from egovplan.scheduling.stopping import Manner, Schedules
from egovplan.scheduling.translation.build import build
from tests.scheduling.small import catalogue

TWO = [{"id": "dev", "capacity": 2}]
INSTANCE = build(catalogue(*({"id": n, "duration": 2, "demand": {"dev": 1}} for n in "ABC"), resources=TWO))
BEST = first_schedule(INSTANCE, schedules=20)
GOOD = {"kind": "schedule", "starts": BEST.starts, "modes": BEST.modes}
BOUND = {"kind": "bound", "level": "makespan", "bound": 4}
READY, DONE, GONE, ROUND = ({"kind": kind} for kind in ("ready", "done", "gone", "round"))


class Scripted:
    """A process that plays a list of messages when it is asked; after an empty one it waits for the next question."""

    def __init__(self, deliver, messages):
        self.deliver, self.messages = deliver, list(messages)
        self.asked, self.closed = [], 0

    def ask(self, request):
        self.asked.append(request)
        while self.messages and (message := self.messages.pop(0)) is not None:
            self.deliver(message)

    def close(self):
        self.closed += 1

    def failure(self):
        return StopReason.SOLVER_CRASHED, "SIGSEGV"


class Still(Team):
    """A team that generates nothing."""

    def work(self, count):
        self._working = count

    def grant(self, _schedules):
        self._searchers[0]._deliver(Found(0, is_idle=True))


def driven(monkeypatch, *scripts, limit=30.0, kind=Drive, still=True, best=None, **manner):
    """Run a drive over scripted processes; return it, the processes that were used, the reason and the news."""
    waiting, processes, news = iter(scripts), [], []

    def start(deliver):
        processes.append(Scripted(deliver, next(waiting)))
        return processes[-1]

    monkeypatch.setattr(attempts, "SolverProcess", start)
    if still:
        monkeypatch.setattr("egovplan.scheduling.hybrid.drive.Team", Still)
        monkeypatch.setattr("egovplan.scheduling.hybrid.steps.Team", Still)
    found = Incumbents(("makespan",), {"makespan": 3})
    if best is not None:
        found.offer(best, 0.0)
    run = kind(INSTANCE, found, Clock(limit), Manner(**{"seed": 1, "workers": 2, **manner}), news=news.append)
    if not (still and kind is StepDrive):
        run.begin()
    run.start_solver()
    reason = run.run()
    run.close()
    return run, processes, reason, news


def test_news_is_taken_until_all_is_proved(monkeypatch):
    """A schedule and a bound that meet."""
    run, processes, reason, news = driven(monkeypatch, [READY, GOOD, BOUND, BOUND, DONE])
    assert (reason, news) == (StopReason.PROVED, ["solver", "bound"])
    assert run.incumbents.best.objective[1] == 4
    assert processes[0].closed == 1


def test_without_a_limit_the_end_of_the_solver_is_the_end(monkeypatch):
    """What it found stays; with a limit the heuristic goes on until then."""
    for limit in (None, 0.4):
        run, _, reason, _ = driven(monkeypatch, [GOOD, DONE], limit=limit)
        assert (reason, run.incumbents.best.objective[1]) == (StopReason.TIME_LIMIT, 4)
        assert limit is None or run.clock.seconds() >= limit


def test_a_process_that_dies_is_followed_by_a_more_careful_one(monkeypatch):
    """Less workers, then without presolve; each gets the best so far; then the heuristic goes on alone."""
    run, processes, reason, _ = driven(monkeypatch, [GOOD, GONE], [GONE], [GONE], limit=None, workers=3)
    settings = [p.asked[0]["settings"] for p in processes]
    assert [(s["workers"], s["presolve"]) for s in settings] == [(2, True), (1, True), (1, False)]
    assert processes[0].asked[0]["best"] is None
    assert processes[1].asked[0]["best"] is not None
    assert (reason, run.is_disturbed) == (StopReason.SOLVER_CRASHED, True)


def test_a_process_that_dies_after_the_proof_has_done_its_work(monkeypatch):
    """No second one is started."""
    _, processes, reason, _ = driven(monkeypatch, [GOOD, BOUND, GONE], [DONE])
    assert (reason, len(processes)) == (StopReason.PROVED, 1)


def test_at_the_limit_all_is_ended(monkeypatch):
    """The process is not waited for: what it found it has said."""
    run, processes, reason, _ = driven(monkeypatch, [GOOD], limit=0.4)
    assert (reason, processes[0].closed) == (StopReason.TIME_LIMIT, 1)
    assert run.incumbents.best.objective[1] == 4


def test_ctrl_c_ends_the_search_and_nothing_is_lost(monkeypatch):
    """What had arrived is taken."""
    monkeypatch.setattr(Interrupts, "is_wished", True)
    run, processes, reason, _ = driven(monkeypatch, [GOOD, BOUND])
    assert (reason, run.incumbents.is_proved, processes[0].closed) == (StopReason.INTERRUPTED, True, 1)


def test_a_claim_that_there_is_no_schedule_is_a_verdict(monkeypatch):
    """Judged later, with what else is known; with the rules that cannot hold together where the solver names them."""
    claim = {"kind": "infeasible", "level": "makespan", "proved": True, "known": False}
    run, _, reason, _ = driven(monkeypatch, [claim, DONE])
    assert run.verdict.proved
    assert reason is StopReason.TIME_LIMIT
    rules = {"kind": "conflict", "rules": [["resource", 1]], "minimal": True}
    run, _, _, _ = driven(monkeypatch, [claim, rules, DONE])
    assert (run.verdict.rules, run.verdict.is_minimal) == ((("resource", 1),), True)


@pytest.mark.parametrize("message", [{"kind": "invalid", "level": "makespan", "text": "overflow"}, {"kind": "weather"}])
def test_an_invalid_model_or_an_unknown_message_is_our_mistake(monkeypatch, message):
    """Not an answer about the catalogue: it is kept, and the heuristic goes on alone."""
    run, _, reason, _ = driven(monkeypatch, [message], limit=None)
    assert reason is StopReason.NO_SOLVER
    assert isinstance(run.solver.error, SolverError)


def test_the_clock_is_told_while_nothing_else_is(monkeypatch):
    """After some time without news."""
    monkeypatch.setattr(module, "_CLOCK", 0.01)
    assert "clock" in driven(monkeypatch, [READY], limit=0.5)[3]


def test_the_solver_is_told_what_the_heuristic_finds(monkeypatch):
    """While it works, once it is ready; not what it has itself."""
    monkeypatch.setattr(attempts, "TELL", 0.0)
    _, processes, reason, news = driven(monkeypatch, [READY, None, BOUND], still=False, limit=20.0)
    told = [r for r in processes[0].asked if r.get("kind") == "best"]
    given = processes[0].asked[0]["best"] is not None
    assert given or told
    assert (reason, "heuristic" in news) == (StopReason.PROVED, True)


def test_what_the_solver_finds_reaches_the_searches(monkeypatch):
    """It is offered to all of them."""
    offered = []
    monkeypatch.setattr(Still, "offer", lambda _, schedule, but=-1: offered.append((schedule.objective, but)))
    driven(monkeypatch, [READY, GOOD, BOUND])
    assert offered == [(BEST.objective, -1)]


def test_what_goes_wrong_in_a_search_comes_to_the_caller(monkeypatch):
    """Not only to its thread."""
    monkeypatch.setattr("egovplan.scheduling.hybrid.team.Improver", None)
    with pytest.raises(TypeError):
        driven(monkeypatch, [READY], still=False)


# processors


def test_who_gets_the_processors():
    """One for loading and proving at first; small ones are the solver's; it gets all when the heuristic has long found nothing."""
    early = {"is_ready": False, "quiet": 0.1, "elapsed": 0.1}
    assert [division(500, w, **early) for w in (1, 2, 4)] == [Division(1, 1), Division(1, 1), Division(3, 3)]
    assert division(SMALL, 2, is_ready=True, quiet=0.0, elapsed=1.0) == Division(0, 2)
    assert division(500, 4, is_ready=True, quiet=0.5, elapsed=3.0) == Division(1, 3)
    assert division(500, 2, is_ready=True, quiet=9.0, elapsed=10.0) == Division(0, 2)
    assert division(500, 1, is_ready=True, quiet=9.0, elapsed=10.0) == Division(1, 1)


def test_the_solver_is_told_how_many_threads_it_has(monkeypatch):
    """When that changes."""
    _, processes, _, _ = driven(monkeypatch, [READY], limit=0.5)
    assert {"kind": "workers", "count": 2} in processes[0].asked


# in steps


def test_in_steps_both_exchange_when_both_have_done_their_share(monkeypatch):
    """The solver counts steps instead of seconds, is told the best at the end of each round, and nothing in between."""
    run, processes, reason, _ = driven(
        monkeypatch, [READY, GOOD, ROUND, None, ROUND, None, DONE], kind=StepDrive, workers=1
    )
    settings = processes[0].asked[0]["settings"]
    assert (settings["deadline"], settings["deterministic"], settings["exchange"]) == (None, 2.0, 0.1)
    assert [r["kind"] for r in processes[0].asked[1:]] == ["best", "best"]
    assert (reason, run.is_disturbed) == (StopReason.TIME_LIMIT, False)


def test_in_steps_the_guard_is_no_limit(monkeypatch):
    """Where it fires, the run was disturbed."""
    run, _, reason, _ = driven(monkeypatch, [GOOD], limit=0.31, kind=StepDrive, workers=1)
    assert (reason, run.is_disturbed) == (StopReason.TIME_LIMIT, True)


def test_in_steps_without_a_limit_there_is_none_for_the_solver(monkeypatch):
    """Until all is proved."""
    run, processes, reason, _ = driven(monkeypatch, [GOOD, BOUND, ROUND], limit=None, kind=StepDrive, workers=1)
    assert processes[0].asked[0]["settings"]["deterministic"] is None
    assert (reason, run.incumbents.is_proved) == (StopReason.PROVED, True)


# searches in threads


def news_of(count=1, **options):
    """Return a team of real searches, and what they say."""
    heard, idle = [], threading.Event()

    def hear(found):
        heard.append(found)
        if found.is_idle:
            idle.set()

    return Team(INSTANCE, hear, count=count, **options), heard, idle


def test_a_search_generates_what_it_is_granted():
    """Then it waits for more, and is ended while it waits."""
    crew, heard, idle = news_of(schedules=20, by_clock=False)
    crew.work(1)
    assert idle.wait(20)
    first = crew.schedules
    assert 20 <= first < 40
    assert heard[0].schedule.objective[1] == 4
    idle.clear()
    crew.grant(30)
    assert idle.wait(20)
    assert first + 10 < crew.schedules < 80
    crew.end()
    assert crew.wait(20)


def test_a_search_takes_part_in_what_others_found():
    """The schedule is its best from the beginning; a search that never worked has ended at once."""
    crew, heard, idle = news_of(count=2, schedules=5)
    crew.offer(BEST, but=1)
    crew.work(1)
    assert idle.wait(20)
    assert heard[0].schedule.objective == BEST.objective
    crew.end()
    assert crew.wait(20)
    assert (len(crew), crew.working) == (2, 1)


def test_what_a_search_has_found_is_taken_at_the_end():
    """Also what was found after nobody listened any more; with patience, the first plan is waited for."""
    found = Incumbents(("makespan",), {"makespan": 3})
    run = Drive(INSTANCE, found, Clock(20.0), Manner(), news=lambda _: None)
    run.begin()
    run.close(patience=10.0)
    assert found.best.objective[1] == 4
    assert run.team.found()[0].objective == found.best.objective


def test_no_solver_is_started_that_would_not_be_ready(monkeypatch):
    """With less time than its library takes to load."""
    assert driven(monkeypatch, limit=0.1)[2] is StopReason.TIME_LIMIT


def test_in_steps_the_same_schedules_are_generated_each_time(monkeypatch):
    """Real searches; the count is the same, and so is what they find."""
    rules = (Schedules(200),)
    runs = [driven(monkeypatch, [ROUND], still=False, kind=StepDrive, workers=1, rules=rules) for _ in range(2)]
    assert {r[2] for r in runs} == {StopReason.SCHEDULES}
    assert len({r[0].team.schedules for r in runs}) == 1


def test_least_values_are_below_everything():
    """Known without a look at the rules."""
    found = least_values(INSTANCE)
    assert all(low <= value for low, value in zip(found.values(), BEST.objective, strict=True))


def test_versions_are_read_without_importing(monkeypatch):
    """What is not installed is left out."""
    monkeypatch.setattr("egovplan.scheduling.hybrid.versions.PACKAGES", ("numpy", "no-such-package"))
    versions.cache_clear()
    assert set(versions()) == {"python", "numpy"}
    versions.cache_clear()
