# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The solver process seen from its parent, and its parts one by one."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from egovplan.errors import SolverError
from egovplan.plan.result import StopReason
from egovplan.scheduling.cpsat import client, process, protocol
from egovplan.scheduling.cpsat.client import GONE, SolverProcess
from egovplan.scheduling.cpsat.schedules import schedule_of
from egovplan.scheduling.heuristic import first_schedule
from egovplan.scheduling.translation.build import build
from tests.scheduling.small import catalogue

PEOPLE = [{"id": "dev", "capacity": 1}]
DATA = catalogue(*({"id": n, "duration": 2, "demand": {"dev": 1}} for n in ("A", "B", "C")), resources=PEOPLE)
LINUX = sys.platform == "linux"


def request(data=DATA, best=None, memory=None, **settings):
    settings = {"levels": ["makespan"], **settings}
    return {"instance": protocol.instance_to_plain(build(data)), "settings": settings, "best": best, "memory": memory}


def all_messages(solver):
    messages = []
    while not messages or messages[-1]["kind"] != GONE:
        message = solver.next(30.0)
        assert message is not None, "the process says nothing"
        messages.append(message)
    return messages


@pytest.fixture
def solver():
    process = SolverProcess()
    yield process
    process.close()


def test_a_request_is_answered_and_the_process_ends(solver):
    """Schedules and bounds come one by one, then it says that it is done."""
    solver.ask(request())
    messages = all_messages(solver)
    assert [m["kind"] for m in messages[-2:]] == ["done", GONE]
    last = next(m for m in reversed(messages) if m["kind"] == "schedule")
    assert schedule_of(build(DATA), last["starts"], last["modes"]).objective[1] == 6
    assert solver.process.wait() == 0


def test_a_process_without_a_request_ends_with_its_parent(solver):
    """End of its stdin: nothing to do."""
    solver.process.stdin.close()
    assert solver.process.wait(timeout=30) == 0


def test_a_killed_process_is_told_apart_from_one_that_is_done(solver):
    """A signal from outside is a crash, and the last words say which."""
    solver.ask(request())
    solver.process.kill()
    assert all_messages(solver)[-1]["kind"] == GONE
    reason, text = solver.failure()
    assert reason is StopReason.SOLVER_CRASHED
    assert "SIGKILL" in text or not LINUX


@pytest.mark.skipif(not LINUX, reason="address space is limited on Linux only")
def test_a_process_that_needs_more_memory_than_it_may_have_says_so(solver):
    """150 MiB are not enough to load the solver; the parent learns that memory was the reason."""
    solver.ask(request(memory=150 << 20))
    all_messages(solver)
    assert solver.failure()[0] is StopReason.MEMORY


def test_ctrl_c_is_the_parents_to_answer(solver):
    """The process goes on when the signal of a terminal reaches it."""
    solver.ask(request())
    while solver.next(30.0)["kind"] != "schedule":
        pass
    if LINUX:
        os.kill(solver.process.pid, signal.SIGINT)
    assert [m["kind"] for m in all_messages(solver)[-2:]] == ["done", GONE]
    if LINUX:
        assert os.getpgid(0) != solver.process.pid


def test_closing_ends_a_process_that_still_loads():
    """No orphan, whatever it was doing."""
    solver = SolverProcess()
    pid = solver.process.pid
    solver.close()
    solver.close()
    assert not psutil.pid_exists(pid)


def test_an_orphan_ends_itself():
    """The parent is killed: its solver process is gone soon after."""
    code = (
        "from egovplan.scheduling.cpsat.client import SolverProcess; import time;"
        "s = SolverProcess(); print(s.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    child.wait(timeout=30)


def test_asking_a_process_that_is_gone_is_no_error(solver):
    """The pipe is broken; the reader tells."""
    solver.process.kill()
    solver.process.wait()
    solver.ask(request())
    solver.stop()
    assert all_messages(solver)[-1]["kind"] == GONE


def test_a_frame_that_is_none_ends_the_conversation(monkeypatch):
    """What is not a frame is reported with the end."""
    monkeypatch.setattr(client, "command", lambda _: [sys.executable, "-c", "print('x' * 100)"])
    solver = SolverProcess()
    message = all_messages(solver)[-1]
    solver.close()
    assert "not a frame" in message["error"]


def test_an_interpreter_that_is_not_there_is_reported(monkeypatch):
    """A frozen application has none; a wrong one cannot be started."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(SolverError, match="nicht starten"):
        SolverProcess()
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(SolverError, match="kein Python"):
        SolverProcess()


def test_the_process_finds_the_modules_of_its_parent(monkeypatch):
    """The module path is handed over, the working directory where the parent has it on its path."""
    monkeypatch.setattr(sys, "path", ["", "/one", "/two", "/one"])
    assert client.environment()["PYTHONPATH"].split(os.pathsep) == [str(Path.cwd()), "/one", "/two"]
    assert client.command()[1:] == ["-P", "-m", "egovplan.scheduling.cpsat.process"]


# its parts


class FakeSearch:
    stopped, given, instance = 0, None, build(DATA)

    def stop(self):
        self.stopped += 1

    def begin_with(self, best):
        self.given = best

    def use(self, workers):
        self.workers = workers


@pytest.mark.parametrize("rest", [b"", b"EGV1\0\0", b"NOPE" + bytes(20)])
def test_listening_stops_the_search_and_ends_with_the_stream(monkeypatch, rest):
    """A schedule to begin with is handed on; end of the stream or nonsense ends the process."""
    codes = []
    monkeypatch.setattr(os, "_exit", codes.append)
    search = FakeSearch()
    best = [{"kind": "best", "best": None}, {"kind": "best", "best": [[0, 2, 4], [0, 0, 0]]}]
    workers = [{"kind": "workers", "count": 3}]
    frames = b"".join(protocol.encode(message) for message in [{"kind": "stop"}, *workers, *best])
    process.listen(io.BytesIO(frames + rest), search)
    assert (search.stopped, search.workers, codes) == (1, 3, [process.EXIT_ORPHAN])
    assert search.given.objective[1] == 6


def test_the_whole_answer_in_one_process(monkeypatch, tmp_path):
    """The same as the child does, with files for pipes."""
    best = first_schedule(build(DATA), schedules=10)
    (tmp_path / "in").write_bytes(protocol.encode(request(best=[best.starts, best.modes], bounds={"makespan": 6})))
    monkeypatch.setattr(process, "listen", lambda *_: time.sleep(0))
    with (tmp_path / "in").open("rb", buffering=0) as requests, (tmp_path / "out").open("wb", buffering=0) as news:
        assert process._answer(protocol.read(requests), requests, news) == 0
    with (tmp_path / "out").open("rb") as stream:
        assert [protocol.read(stream)["kind"] for _ in range(2)] == ["ready", "done"]


@pytest.mark.parametrize(
    ("error", "code"),
    [(MemoryError, process.EXIT_MEMORY), (ImportError, process.EXIT_MEMORY), (ModuleNotFoundError, None)],
)
def test_a_library_that_finds_no_room_is_a_lack_of_memory(monkeypatch, tmp_path, error, code):
    """One that is not installed is not."""

    def failing(*_):
        raise error

    (tmp_path / "in").write_bytes(protocol.encode(request()))
    (tmp_path / "out").touch()
    monkeypatch.setattr(process, "_answer", failing)
    for name in ("die_with_parent", "limit_memory"):
        monkeypatch.setattr(process, name, lambda *_: None)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with (tmp_path / "in").open("rb", buffering=0) as requests, (tmp_path / "out").open("wb", buffering=0) as news:
        monkeypatch.setattr(process, "FileIO", lambda _, mode, **__: requests if mode == "rb" else news)
        monkeypatch.setattr(process, "_own_stdout", lambda: 1)
        if code is None:
            with pytest.raises(ModuleNotFoundError):
                process.main()
        else:
            assert process.main() == code


def test_a_schedule_that_does_not_fit_is_refused():
    """Too few starts, an unknown mode, a start beyond the horizon."""
    instance = build(DATA)
    for starts, modes in (([0, 2], [0, 0]), ([0, 2, 4], [0, 0, 1]), ([0, 2, instance.horizon + 1], [0, 0, 0])):
        with pytest.raises(SolverError):
            schedule_of(instance, starts, modes)
