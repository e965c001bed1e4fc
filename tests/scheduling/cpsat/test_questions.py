# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The process for small questions, run in this one with files for pipes."""

import signal

import pytest

from egovplan.scheduling.cpsat import light, process, protocol, questions
from egovplan.scheduling.translation.build import build
from tests.scheduling.small import catalogue


def question(deadline):
    """Two times four days of one person before a deadline."""
    rows = [{"id": n, "duration": 4, "demand": {"dev": 1}, "deadline": deadline} for n in "AB"]
    instance = build(catalogue(*rows, resources=[{"id": "dev", "capacity": 1}]))
    return {"instance": protocol.instance_to_plain(instance), "seconds": 20.0, "seed": 0, "plain": False, "memory": 7}


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Return a function that answers questions; what it does to this process is only noted."""

    def answers(*asked):
        (tmp_path / "in").write_bytes(b"".join(protocol.encode(request) for request in asked))
        for name in ("die_with_parent", "limit_memory"):
            monkeypatch.setattr(process, name, lambda *of, name=name: noted.append((name, *of)))
        monkeypatch.setattr(process, "_own_stdout", lambda: 1)
        monkeypatch.setattr(signal, "signal", lambda *of: noted.append(of))
        with (tmp_path / "in").open("rb", buffering=0) as requests, (tmp_path / "out").open("wb", buffering=0) as news:
            monkeypatch.setattr(questions, "FileIO", lambda _, mode, **__: requests if mode == "rb" else news)
            code = questions.main()
        with (tmp_path / "out").open("rb") as stream:
            return code, list(iter(lambda: protocol.read(stream), None))

    noted = answers.noted = []
    return answers


def test_one_answer_for_each_question_until_there_are_no_more(run):
    """A schedule, then a refutation; Ctrl-C is the parent's to answer, and each question brings its limit of memory."""
    code, replies = run(question("2015-06-30"), question("2015-05-12"))
    assert code == 0
    assert [sorted(replies[0]["starts"].tolist()), replies[1]] == [[0, 4], {"outcome": "infeasible"}]
    assert run.noted == [
        (signal.SIGINT, signal.SIG_IGN), ("die_with_parent",), ("limit_memory", 7), ("limit_memory", 7),
    ]  # fmt: skip


@pytest.mark.parametrize("error", [MemoryError, ImportError])
def test_a_library_that_finds_no_room_is_a_lack_of_memory(run, monkeypatch, error):
    """The parent learns why there is no answer."""

    def failing():
        raise error

    monkeypatch.setattr(light, "load", failing)
    assert run() == (process.EXIT_MEMORY, [])


def test_a_library_that_is_not_installed_is_an_error(run, monkeypatch):
    """It is not a lack of memory."""

    def failing():
        raise ModuleNotFoundError

    monkeypatch.setattr(light, "load", failing)
    with pytest.raises(ModuleNotFoundError):
        run()
