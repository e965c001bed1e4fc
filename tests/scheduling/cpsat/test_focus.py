# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import time

import pytest

from egovplan.plan.verify import verify
from egovplan.scheduling.cpsat import focus as focus_module
from egovplan.scheduling.cpsat import search as module
from egovplan.scheduling.cpsat.engine import Engine, Outcome, Settings
from egovplan.scheduling.cpsat.focus import Focus, due_measures
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import Heads, heads_of
from egovplan.scheduling.dates.propagation import NoWindowError
from egovplan.scheduling.heuristic import by_priority, first_schedule
from egovplan.scheduling.objective import DEFAULT
from egovplan.scheduling.translation.build import build
from tests.scheduling.cpsat.solving import bounds, planned, solved
from tests.scheduling.small import activities, catalogue

MODES = [{"id": "a", "duration": 3, "demand": {"dev": 1}}, {"id": "b", "duration": 2, "demand": {"dev": 2}}]
DATA = catalogue(
    activities("SPÄT", {"id": "x", "duration": 2, "demand": {"dev": 2}}, due="2016-01-29", priority=0),
    *({"id": f"M{k}", "duration": 3, "demand": {"dev": 2}, "due": "2015-05-08", "priority": k} for k in range(3)),
    activities("OHNE", {"id": "x", "modes": MODES}, {"id": "y", "duration": 1, "after": "x"}),
    resources=[{"id": "dev", "capacity": 2}],
)
"""Three measures for two people that are due on day 5, of which two fit; one that has time, one without a due date."""


def focus(bound, found=lambda _: None, **limits):
    of = Functions(build(DATA))
    return Focus(of, heads_of(of), Engine(Settings(DEFAULT, **limits)), bound, found)


def worst():
    """The undated ones first, the unimportant ones before the important ones."""
    return by_priority(build(DATA), [0, 5, 4, 3, 1, 2])


def test_what_is_due_by_the_last_late_measure_is_looked_at():
    """Not what has time until later, and not what is never due."""
    assert due_measures(build(DATA), worst()) == [1, 2, 3]
    assert due_measures(build(catalogue({"id": "A"})), first_schedule(build(catalogue({"id": "A"})))) == []


@pytest.mark.parametrize(
    "limits", [{}, {"deterministic": 20.0}, {"deadline": time.time() + 3600}], ids=["no limit", "steps", "clock"]
)
def test_the_least_lateness_is_found_and_proved(limits):
    """From the worst order to the optimum; the bound of the part holds for the whole."""
    told, found = [], []
    run = focus(told.append, found.append, **limits)
    better = run.run(worst(), 1.0)
    best, _ = solved(DATA)
    assert better.objective[0] == best.objective["lateness"]
    assert max(told) == better.objective[0]
    assert found
    assert all(verify(planned(DATA, schedule), DATA) == [] for schedule in found)


def met(monkeypatch, bound, **changes):
    """What is found by asking for the bound alone; the part's own heuristic is told nothing."""
    monkeypatch.setattr(focus_module, "first_schedule", lambda *_, start, **__: start)
    monkeypatch.setattr(Focus, "_round", lambda *_: None)
    for name, value in changes.items():
        monkeypatch.setattr(focus_module, name, value)
    found = []
    run = focus(lambda _: None, found.append)
    heads = Heads(run.heads.start, run.heads.finish, [bound.get(k, f) for k, f in enumerate(run.heads.measure)], 0)
    run.heads = heads
    return run.run(worst(), 1.0), found


def test_a_bound_that_can_be_met_is_met_by_asking_for_it(monkeypatch):
    """The three one after another: the schedule that meets the bound is found, with all the others."""
    better, found = met(monkeypatch, {2: 6, 3: 9})
    assert better.objective[0] == solved(DATA)[0].objective["lateness"]
    assert verify(planned(DATA, found[-1]), DATA) == []


def test_a_bound_that_cannot_be_met_costs_one_question(monkeypatch):
    """Nothing is found, and the schedule that is known stays; nothing is asked of a part that is too large."""
    assert met(monkeypatch, {})[1] == []
    assert met(monkeypatch, {}, MOST=0)[1] == []


def test_a_bound_that_no_window_allows_is_not_asked_for(monkeypatch):
    """That precedences alone refute it is no schedule."""

    def refuse(*_):
        raise NoWindowError((0,), 0)

    assert met(monkeypatch, {}, LevelModel=refuse)[1] == []


def test_without_time_the_schedule_is_handed_back():
    """Nothing is tried."""
    run = focus(print)
    run.engine.stop()
    start = worst()
    assert run.run(start, 1.0) is start


def test_a_part_that_the_others_do_not_fit_around_changes_nothing(monkeypatch):
    """The solver finds no place for them: the schedule that is known stays."""
    run = focus(lambda _: None)
    monkeypatch.setattr(run.engine, "solve", lambda *_, **__: Outcome.INFEASIBLE)
    monkeypatch.setattr(run, "_fitted", lambda *_: None)
    start = worst()
    assert run.run(start, 1.0) is start


def test_in_a_large_instance_the_search_begins_with_what_is_late(monkeypatch):
    """Then the levels as ever: the same optimum."""
    monkeypatch.setattr(module, "LARGE", 1)
    monkeypatch.setattr(module, "SHARPEN", 1)
    messages = []
    run = module.Search(build(DATA), Settings(DEFAULT), lambda m: messages.append(dict(m)), worst())
    run.run()
    plan, others = solved(DATA)
    assert run.best.objective[:3] == tuple(plan.objective.values())[:3]
    assert bounds(messages)["lateness"] == bounds(others)["lateness"]
