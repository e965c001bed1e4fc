# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import datetime as dt
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import egovplan
from egovplan.errors import OutOfRangeError
from egovplan.plan.drift import Change
from egovplan.plan.model import Plan
from egovplan.plan.result import ResultStatus, StopReason
from egovplan.plan.verify import Rule
from egovplan.scheduling.hybrid import run
from egovplan.scheduling.hybrid.beginning import near, standing
from egovplan.scheduling.objective import LEVELS
from egovplan.scheduling.translation.baseline import Baseline
from egovplan.scheduling.translation.build import build
from tests.scheduling.random_catalogues import random_case
from tests.scheduling.small import activities, catalogue

PEOPLE = [{"id": "dev", "capacity": 1}]
MONDAY = dt.date(2015, 5, 4)


def plan(data, **options):
    return egovplan.schedule(data, **{"time_limit": 20.0, "workers": 1} | options)


def again(before, data, as_of, **options):
    return egovplan.reschedule(before, data, as_of, **{"time_limit": 20.0, "workers": 1} | options)


def chain(*, status=None, **changes):
    """Return three measures that share one person, A before B before C by their due dates."""
    rows = [
        {"id": name, "duration": 2, "demand": {"dev": 1}, "due": due, **changes.get(name, {})}
        for name, due in (("A", "2015-05-05"), ("B", "2015-05-07"), ("C", "2015-05-12"))
        if changes.get(name, {}) is not None
    ]
    return catalogue(*rows, resources=PEOPLE, **({"status": status} if status else {}))


@cache
def chained():
    """Return the best plan of the chain."""
    return plan(chain()).plan


def starts(result):
    return {row.id: result.plan.start_date(row.id).day for row in result.plan}


def test_what_has_begun_stays_and_the_rest_moves_as_little_as_it_can():
    """A runs a day longer: B moves by that day, C had two days to spare and stays."""
    first = plan(chain(C={"not_before": "2015-05-11"})).plan
    status = {"as_of": "2015-05-05", "actuals": [{"activity": "A", "start": "2015-05-04", "remaining": 1}]}
    later = chain(status=status, C={"not_before": "2015-05-11"})
    result = again(first, later, "05.05.2015")
    assert result.status is ResultStatus.OPTIMAL
    assert [level.name for level in result.levels] == ["lateness", "moves", "makespan", "finish"]
    assert starts(result) == {"A": 4, "B": 7, "C": 11}
    assert [(s.id, s.days, s.has_begun) for s in result.drift] == [("A", 0, True), ("B", 1, False)]
    assert result.levels[1].value == 16 * (1 + 5)
    assert result.baseline is first
    assert egovplan.verify(result.plan, later, baseline=first, max_moves=1) == []


def test_nothing_moves_that_need_not():
    """Without moves in the objective a free day is used at once; with it everything stays."""
    data = chain()
    first = data.timeline.index(MONDAY)
    loose = Plan.of(data, [first, first + 2, first + 5], [first + 2, first + 4, first + 7])
    assert starts(again(loose, data, "03.05.2015")) == {"A": 4, "B": 6, "C": 11}
    assert starts(again(loose, data, "03.05.2015", objective="makespan"))["C"] == 8


def test_what_runs_keeps_its_team():
    """The plan lets the slow mode run, and it goes on in that mode, with its people, its duration and its costs."""
    modes = [
        {"id": "quick", "duration": 1, "demand": {"dev": 1}, "costs": [{"amount": 900}]},
        {"id": "slow", "duration": 5, "costs": [{"amount": 100}]},
    ]
    rows = [activities("A", {"id": "x", "modes": modes}), {"id": "B", "duration": 3, "demand": {"dev": 1}}]
    parts = {"resources": PEOPLE, "budgets": [{"kind": "investment", "amounts": {2015: 500}}]}
    before = plan(catalogue(*rows, **parts)).plan
    assert before["A/x"].mode == 1
    status = {"as_of": "2015-05-05", "actuals": [{"activity": "A/x", "start": "2015-05-04"}]}
    data = catalogue(*rows, status=status, **parts)
    result = again(before, data, "05.05.2015")
    assert (result.plan["A/x"].mode, result.plan.finish_date("A/x").day) == (1, 8)
    assert egovplan.verify(result.plan, data) == []
    assert plan(data, as_of="05.05.2015").plan["A/x"].mode == 0  # without the plan nobody knows


def test_a_limit_of_moves_is_kept():
    """Free to choose, two move for the urgent one that is new; with fewer moves lateness grows."""
    before = chained()
    urgent = {"id": "U", "duration": 2, "demand": {"dev": 1}, "due": "2015-05-05", "priority": 0}
    data = catalogue(
        *(m.model_dump(exclude_defaults=True, mode="json") for m in chain().measures), urgent, resources=PEOPLE
    )
    free = again(before, data, "03.05.2015")
    assert free.drift.moves == 2
    for most in (0, 1):
        result = again(before, data, "03.05.2015", max_moves=most)
        assert result.status is ResultStatus.OPTIMAL
        assert result.drift.moves <= most
        assert result.levels[0].value >= free.levels[0].value
        assert egovplan.verify(result.plan, data, baseline=before, max_moves=most) == []
    (single,) = egovplan.verify(again(before, data, "03.05.2015", max_moves=1).plan, data, baseline=before, max_moves=0)
    assert single.message.startswith("Gegen den Basisplan verschoben: 1 Vorgang; erlaubt sind höchstens 0: ")
    (broken,) = egovplan.verify(free.plan, data, baseline=before, max_moves=1)
    assert (broken.rule, broken.need, broken.have) == (Rule.MOVES, 2, 1)
    assert broken.message.startswith("Gegen den Basisplan verschoben: 2 Vorgänge; erlaubt sind höchstens 1: »A«")


def test_a_limit_that_the_status_breaks_is_reported_with_names():
    """Two should have begun and have not: more than one move is unavoidable, and said at once."""
    before = chained()
    data = chain(status={"as_of": "2015-05-06"})
    result = again(before, data, "06.05.2015", max_moves=1)
    assert (result.status, result.plan) == (ResultStatus.INFEASIBLE, None)
    assert result.conflict[0].startswith("Höchstens 1 Vorgang darf sich gegen den Basisplan verschieben")
    assert result.conflict[1] == "»A« (A): geplant für den 04.05.2015, möglich erst ab dem 07.05.2015."
    assert len(result.conflict) == 3


def test_each_reason_to_move_is_named():
    """A day that is gone, a deadline, a sitting that fell out, and a mode that is no longer there."""
    bodies = [{"id": "RAT", "sittings": ["2015-05-06", "2015-05-20"]}]
    modes = [{"id": "a", "duration": 2}, {"id": "b", "duration": 1}]
    rows = [
        {"id": "D", "duration": 1, "not_before": "2015-05-11"},
        activities("G", {"id": "g", "gate": "RAT"}),
        activities("M", {"id": "m", "modes": modes}),
    ]
    before = plan(catalogue(*rows, bodies=bodies)).plan
    changed = [
        {"id": "D", "duration": 1, "deadline": "2015-05-08"},
        activities("G", {"id": "g", "gate": "RAT"}),
        activities("M", {"id": "m", "modes": [modes[0], {"id": "c", "duration": 3}]}),
    ]
    data = catalogue(*changed, bodies=[{"id": "RAT", "sittings": ["2015-05-05", "2015-05-20"]}])
    texts = again(before, data, "03.05.2015", max_moves=2).conflict
    assert texts[1:] == (
        "»D« (D): geplant für den 11.05.2015, möglich nur bis zum 08.05.2015.",
        "»g« (G/g): geplant für den 06.05.2015, an diesem Tag darf er nicht mehr beginnen.",
        "»m« (M/m): Die Ausführungsart von damals gibt es nicht mehr.",
    )
    assert again(before, data, "03.05.2015", max_moves=3).plan is not None


def test_a_limit_that_people_break_is_a_conflict_of_rules():
    """Nobody sees it from the dates alone: the person is needed twice."""
    before = chained()
    data = chain(A={"duration": 4, "deadline": "2015-05-08"}, B={"deadline": "2015-05-11"})
    result = again(before, data, "03.05.2015", max_moves=1)
    assert (result.status, result.plan) == (ResultStatus.INFEASIBLE, None)
    assert "Höchstens 1 Vorgänge verschieben sich gegen den Basisplan." in result.conflict


def test_what_was_given_up_is_left_out():
    """The plan is one of the catalogue without it; the verifier agrees, and the drift says so."""
    before = chained()
    decisions = [{"measure": "A", "date": "2015-05-06", "decision": "aufgegeben"}]
    data = chain(status={"as_of": "2015-05-06", "decisions": decisions})
    result = again(before, data, "06.05.2015")
    assert [row.id for row in result.plan] == ["B", "C"]
    assert egovplan.verify(result.plan, data) == []
    assert [s.id for s in result.drift if s.change is Change.DROPPED] == ["A"]
    assert len(plan(data, as_of="05.05.2015").plan) == 3  # the day before nobody knew
    assert len(plan(data).plan) == 3
    done = chain(status={
        "as_of": "2015-05-06", "decisions": decisions,
        "actuals": [{"activity": "A", "start": "2015-05-04", "finish": "2015-05-05"}],
    })  # fmt: skip
    assert "A" in again(before, done, "06.05.2015").plan


def test_what_the_plan_does_not_know_is_placed_freely():
    """A new measure counts no move, whatever it does."""
    before = plan(chain(C=None)).plan
    result = again(before, chain(), "03.05.2015", max_moves=0)
    assert [s.change for s in result.drift] == [Change.NEW]
    assert result.levels[1].value == 0


@pytest.mark.parametrize("options", [{"max_moves": -1}, {"max_moves": "1"}, {"objective": ("moves", "moves")}])
def test_arguments_out_of_range_are_refused(options):
    """A number from 0 on."""
    with pytest.raises(OutOfRangeError):
        again(chained(), chain(), "04.05.2015", **options)


def test_moves_need_a_baseline():
    """Without one there is nothing to compare with."""
    with pytest.raises(OutOfRangeError, match="es fehlt baseline"):
        egovplan.schedule(chain(), objective="moves")
    with pytest.raises(OutOfRangeError, match="max_moves"):
        egovplan.schedule(chain(), max_moves=1)
    with pytest.raises(TypeError, match="reschedule: Plan erwartet"):
        egovplan.reschedule(None, chain(), "04.05.2015")


def test_a_plan_that_leaves_the_horizon_gives_its_order():
    """Far away it cannot stand; held there it finds no place; its order remains."""
    data = chain(A={"deadline": "2015-05-20"}, B={"deadline": "2015-05-20"}, C={"deadline": "2015-05-20"})
    far = data.timeline.index(dt.date(2015, 8, 3))
    hint = Plan.of(data, [far + 4, far + 2, far], [far + 6, far + 4, far + 2])
    instance = build(data)
    assert standing(instance, data, hint) is None
    (found,) = near(instance, data, hint)
    assert sorted(range(3), key=lambda i: found.starts[i]) == [2, 1, 0]


SEEDS = st.integers(0, 3000)


@settings(max_examples=6, deadline=None)
@given(SEEDS)
def test_planning_again_without_news_changes_nothing(seed):
    """The best plan is its own best successor, and optimal at every level with no move."""
    case = random_case(seed, activities=5, window=10)
    first = plan(case.catalogue)
    if first.status is not ResultStatus.OPTIMAL:
        return
    result = plan(case.catalogue, baseline=first.plan)
    assert result.status is ResultStatus.OPTIMAL
    assert len(result.drift) == 0


@settings(max_examples=6, deadline=None)
@given(SEEDS)
def test_no_move_is_allowed_where_none_is_needed(seed):
    """With ``max_moves=0`` there is a plan if and only if the least value of moves is 0; else it is said."""
    case = random_case(seed, activities=5, window=10)
    first = plan(case.catalogue)
    if first.plan is None:
        return
    as_of = case.catalogue.start + dt.timedelta(1)
    least = again(first.plan, case.catalogue, as_of, objective="moves")
    none = again(first.plan, case.catalogue, as_of, max_moves=0)
    if least.plan is None or least.levels[0].value:
        assert (none.plan, none.status) == (None, ResultStatus.INFEASIBLE)
        assert none.conflict
    else:
        assert none.drift.moves == 0
        assert egovplan.verify(none.plan, case.catalogue, baseline=first.plan, max_moves=0) == []


@settings(max_examples=6, deadline=None)
@given(SEEDS)
def test_moves_are_never_more_than_those_of_the_right_shift(seed):
    """Moving everything to the right until it fits is one of the plans that are compared."""
    case = random_case(seed, activities=5, window=10)
    first = plan(case.catalogue)
    if first.plan is None:
        return
    as_of = case.catalogue.start + dt.timedelta(2)
    result = again(first.plan, case.catalogue, as_of, objective="moves")
    data = result.plan.catalogue if result.plan else case.catalogue
    instance = build(data, as_of=as_of, baseline=Baseline.of(first.plan, data))
    for schedule in near(instance, data, first.plan):
        assert result.levels[0].value <= schedule.objective[LEVELS.index("moves")]


def test_where_nothing_is_found_it_is_said_that_the_limit_is_open(monkeypatch):
    """Neither a plan nor a proof: the result names the limit, and the way to learn how many moves it takes."""
    before = chained()
    monkeypatch.setattr(run.Run, "_search", lambda *_: StopReason.TIME_LIMIT)
    result = again(before, chain(), "03.05.2015", max_moves=2)
    assert result.status is ResultStatus.UNKNOWN
    assert "höchstens 2 Vorgänge" in result.conflict[0]
