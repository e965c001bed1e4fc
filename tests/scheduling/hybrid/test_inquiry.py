# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import sys

from egovplan.scheduling.cpsat import client, protocol
from egovplan.scheduling.cpsat.answers import answer
from egovplan.scheduling.hybrid import inquiry
from egovplan.scheduling.hybrid.inquiry import Inquiry
from egovplan.scheduling.translation.build import build
from tests.scheduling.small import catalogue


def instance(deadline):
    """Two times four days of one person before a deadline."""
    rows = [{"id": n, "duration": 4, "demand": {"dev": 1}, "deadline": deadline} for n in "AB"]
    return build(catalogue(*rows, resources=[{"id": "dev", "capacity": 1}]))


def test_questions_are_answered_one_after_another():
    """A schedule where there is one, a refutation where there is none, in either way; nothing without time."""
    with Inquiry() as asked:
        found = asked.ask(instance("2015-06-30"), 20.0)
        assert sorted(found.schedule.starts.tolist()) == [0, 4]
        assert asked.ask(instance("2015-05-12"), 20.0).is_refuted
        assert asked.ask(instance("2015-05-12"), 20.0, plain=True).is_refuted
        assert asked.ask(instance("2015-05-12"), 0.0) == inquiry.Answer()
        assert asked.asked == 3


def test_a_process_that_says_nothing_is_no_answer(monkeypatch):
    """It ended, or cannot be started at all."""
    monkeypatch.setattr(client, "command", lambda _: [sys.executable, "-c", "pass"])
    with Inquiry() as asked:
        assert asked.ask(instance("2015-06-30"), 5.0) == inquiry.Answer()
    monkeypatch.setattr(client, "command", lambda _: ["/nowhere/python"])
    assert Inquiry().ask(instance("2015-06-30"), 5.0) == inquiry.Answer()


def test_the_answer_in_this_process():
    """The same, without a process around it."""
    request = {"instance": protocol.decode(protocol.encode(protocol.instance_to_plain(instance("2015-06-30")))[12:])}
    assert sorted(answer(request | {"seconds": 20.0, "seed": 0, "plain": True})["starts"].tolist()) == [0, 4]
    late = {"instance": protocol.decode(protocol.encode(protocol.instance_to_plain(instance("2015-05-07")))[12:])}
    assert answer(late | {"seconds": 20.0, "seed": 0, "plain": False}) == {"outcome": "infeasible"}
