# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The conversation with the solver process, with a process that says what the test wants."""

import queue

import pytest

from egovplan.errors import SolverError
from egovplan.plan.result import StopReason
from egovplan.scheduling import drive as module
from egovplan.scheduling.build import build
from egovplan.scheduling.clock import Clock
from egovplan.scheduling.drive import Drive, heuristic_seconds
from egovplan.scheduling.heuristic import first_schedule
from egovplan.scheduling.incumbents import Incumbents
from egovplan.scheduling.versions import versions
from tests.scheduling.small import catalogue

TWO = [{"id": "dev", "capacity": 2}]
INSTANCE = build(catalogue(*({"id": n, "duration": 2, "demand": {"dev": 1}} for n in "ABC"), resources=TWO))
BEST = first_schedule(INSTANCE, schedules=20)
GOOD = {"kind": "schedule", "starts": BEST.starts, "modes": BEST.modes}
BOUND = {"kind": "bound", "level": "makespan", "bound": 4}
DONE, GONE = {"kind": "done"}, {"kind": "gone"}


class Scripted:
    """A process that plays a list of messages; an exception in it is raised."""

    def __init__(self, *messages):
        self.messages = queue.SimpleQueue()
        for message in messages:
            self.messages.put(message)
        self.stopped = self.closed = 0
        self.request = self.begun = None

    def ask(self, request):
        if request.get("kind") == "best":
            self.begun = request["best"]
        else:
            self.request = request

    def next(self, _timeout):
        if self.messages.empty():
            return None
        message = self.messages.get()
        if isinstance(message, BaseException):
            raise message
        return message

    def stop(self):
        self.stopped += 1

    def close(self):
        self.closed += 1

    def failure(self):
        return StopReason.SOLVER_CRASHED, "SIGSEGV"


def driven(monkeypatch, *scripts, limit=30.0, **options):
    """Run a drive over scripted processes; return it, the processes that were used, the reason and the news."""
    processes = [Scripted(*script) for script in scripts]
    waiting = iter(processes)
    monkeypatch.setattr(module, "SolverProcess", lambda: next(waiting))
    news = []
    found = Incumbents(("makespan",), {"makespan": 3})
    drive = Drive(INSTANCE, found, Clock(limit), news.append)
    drive.start(**{"seed": 1, "workers": 2, "by_clock": True, **options})
    return drive, processes, drive.run(), news


def test_news_is_taken_until_all_is_proved(monkeypatch):
    """A schedule and a bound that meet."""
    drive, processes, reason, news = driven(monkeypatch, [GOOD, BOUND, BOUND, DONE])
    assert (reason, news) == (StopReason.PROVED, ["solver", "solver"])
    assert drive.incumbents.best.objective[1] == 4
    assert processes[0].closed == 1


def test_a_process_that_ends_without_proof_has_used_its_time(monkeypatch):
    """What it found stays."""
    drive, _, reason, _ = driven(monkeypatch, [GOOD, DONE])
    assert (reason, drive.incumbents.best.objective[1]) == (StopReason.TIME_LIMIT, 4)


def test_a_process_that_dies_is_followed_by_a_more_careful_one(monkeypatch):
    """Two workers, one, then without presolve; each gets the best so far."""
    _, processes, reason, _ = driven(monkeypatch, [GOOD, GONE], [GONE], [GONE])
    settings = [p.request["settings"] for p in processes]
    assert [(s["workers"], s["presolve"]) for s in settings] == [(2, True), (1, True), (1, False)]
    assert processes[0].request["best"] is None
    assert processes[1].request["best"] is not None
    assert [p.request["settings"]["waits"] for p in processes] == [True, False, False]
    assert reason is StopReason.SOLVER_CRASHED


def test_a_process_that_dies_after_the_proof_has_done_its_work(monkeypatch):
    """No second one is started."""
    _, processes, reason, _ = driven(monkeypatch, [GOOD, BOUND, GONE], [DONE])
    assert (reason, processes[1].request) == (StopReason.PROVED, None)


def test_at_the_limit_it_is_asked_to_stop_and_then_left(monkeypatch):
    """Once asked, then the guard fires."""
    drive, processes, reason, _ = driven(monkeypatch, [GOOD], limit=0.01)
    assert (reason, drive.guard_fired) == (StopReason.TIME_LIMIT, True)
    assert (processes[0].stopped, processes[0].closed) == (1, 1)


def test_without_a_clock_the_solver_counts_steps(monkeypatch):
    """A deterministic limit instead of a deadline; none at all without a time limit."""
    _, processes, _, _ = driven(monkeypatch, [DONE], by_clock=False, workers=1)
    assert processes[0].request["settings"]["deadline"] is None
    assert processes[0].request["settings"]["deterministic"] == 2.0
    _, processes, _, _ = driven(monkeypatch, [DONE], by_clock=False, limit=None)
    assert processes[0].request["settings"]["deterministic"] is None


def test_what_had_arrived_when_ctrl_c_came_is_not_lost(monkeypatch):
    """The interrupt goes on to the caller, the process is closed."""
    waiting = Scripted(KeyboardInterrupt(), GOOD, BOUND, GONE)
    monkeypatch.setattr(module, "SolverProcess", lambda: waiting)
    drive = Drive(INSTANCE, Incumbents(("makespan",), {"makespan": 3}), Clock(30.0), lambda _: None)
    drive.start(seed=0, workers=1, by_clock=True)
    with pytest.raises(KeyboardInterrupt):
        drive.run()
    assert drive.incumbents.is_proved
    assert waiting.closed == 1


def test_a_claim_that_there_is_no_schedule_is_a_verdict(monkeypatch):
    """Judged later, with what else is known."""
    drive, _, _, _ = driven(
        monkeypatch, [{"kind": "infeasible", "level": "makespan", "proved": True, "known": False}, DONE]
    )
    assert drive.verdict.proved


def test_a_claim_with_its_rules(monkeypatch):
    """Which rules cannot hold together."""
    rules = {"kind": "conflict", "rules": [["resource", 1]], "minimal": True}
    drive, _, _, _ = driven(monkeypatch, [{"kind": "infeasible", "level": "makespan", "proved": True}, rules, DONE])
    assert (drive.verdict.rules, drive.verdict.is_minimal) == ((("resource", 1),), True)


@pytest.mark.parametrize("message", [{"kind": "invalid", "level": "makespan", "text": "overflow"}, {"kind": "weather"}])
def test_an_invalid_model_or_an_unknown_message_is_our_mistake(monkeypatch, message):
    """Not an answer about the catalogue."""
    with pytest.raises(SolverError, match=r"overflow|weather"):
        driven(monkeypatch, [message])


def test_the_clock_is_told_while_nothing_else_is(monkeypatch):
    """After a second without news, and once only until the next."""
    times = iter([0.0, 0.0, *([0.0] * 3), *([1.5] * 40)])
    monkeypatch.setattr(Clock, "seconds", lambda _: next(times, 40.0))
    _, _, _, news = driven(monkeypatch, [GOOD], limit=30.0)
    assert "clock" in news


def test_what_the_heuristic_found_meanwhile_is_where_the_solver_begins(monkeypatch):
    """The process is started before the heuristic has finished, and waits for its best."""
    process = Scripted(DONE)
    monkeypatch.setattr(module, "SolverProcess", lambda: process)
    drive = Drive(INSTANCE, Incumbents(("makespan",), {"makespan": 3}), Clock(30.0), lambda _: None)
    drive.start(seed=0, workers=1, by_clock=True)
    drive.incumbents.offer(BEST, 0.1)
    drive.run()
    assert process.begun == [BEST.starts, BEST.modes]


def test_the_heuristic_goes_on_beside_the_solver(monkeypatch):
    """While the solver says nothing, the heuristic finds the plan; what the solver sends takes part in its search."""
    monkeypatch.setattr(module, "ALONE", 0)
    drive, _, reason, news = driven(monkeypatch, [GOOD, None, None, DONE])
    assert (reason, drive.incumbents.best.objective[1]) == (StopReason.TIME_LIMIT, 4)
    assert news == ["solver"]
    drive, _, _, news = driven(monkeypatch, [None, None, None, DONE])
    assert drive.incumbents.best.objective[1] == 4
    assert "heuristic" in news


@pytest.mark.parametrize("options", [{"by_clock": False}, {"limit": 0.0}])
def test_the_heuristic_stops_where_no_clock_or_no_time_allows_it(monkeypatch, options):
    """A reproducible run may not depend on how long the solver took; and without time there is nothing to do."""
    monkeypatch.setattr(module, "ALONE", 0)
    drive, _, _, news = driven(monkeypatch, [None, None, None, DONE], **options)
    assert drive.incumbents.best is None
    assert "heuristic" not in news


def test_a_drive_that_was_never_run_closes():
    """Nothing to end."""
    Drive(INSTANCE, Incumbents(("makespan",), {"makespan": 3}), Clock(None), lambda _: None).close()


def test_the_heuristic_gets_a_share_of_the_time():
    """More for more activities, little for few, and an end without a limit."""
    shares = [heuristic_seconds(n, 10.0) for n in (30, 500, 5000)]
    assert shares == sorted(shares)
    assert shares[-1] <= 10.0
    assert heuristic_seconds(500, float("inf")) <= 10.0


def test_versions_are_read_without_importing(monkeypatch):
    """What is not installed is left out."""
    monkeypatch.setattr("egovplan.scheduling.versions.PACKAGES", ("numpy", "no-such-package"))
    versions.cache_clear()
    assert set(versions()) == {"python", "numpy"}
    versions.cache_clear()
