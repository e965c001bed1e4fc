# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import pytest

from egovplan.scheduling.cpsat.engine import Settings
from egovplan.scheduling.cpsat.search import Search
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import heads_of
from egovplan.scheduling.dates.least import least_cost, least_load, least_moves, must_move
from egovplan.scheduling.heuristic import first_schedule
from egovplan.scheduling.objective import LEVELS
from egovplan.scheduling.translation.baseline import Baseline
from egovplan.scheduling.translation.build import build
from tests.scheduling.brute_force import best_plan
from tests.scheduling.cpsat.solving import planned, solved
from tests.scheduling.random_catalogues import random_aim, random_case
from tests.scheduling.small import activities, catalogue

PEOPLE = [{"id": "dev", "capacity": 2}, {"id": "net", "capacity": 1}]
WORK = [{"id": name, "duration": days, "demand": {"dev": 1}} for name, days in (("A", 3), ("B", 2), ("C", 1))]


def run(instance, levels, best=None):
    """Return the search and its bounds, after it has run."""
    found = {}

    def take(message):
        if message["kind"] == "bound":
            found[message["level"]] = message["bound"]

    search = Search(instance, Settings(levels), take, best)
    search.run()
    return search, found


@pytest.mark.parametrize("seed", range(40))
def test_each_level_is_proved_at_the_value_of_the_best_of_all_plans(seed):
    """Levels in any order, with and without a baseline, a limit, and a hint to begin with."""
    case = random_case(seed, activities=4, window=11)
    aim = random_aim(case)
    oracle = best_plan(case.catalogue, case.as_of, aim)
    baseline = Baseline.of(aim.baseline, case.catalogue, aim.max_moves) if aim.baseline else None
    instance = build(case.catalogue, as_of=case.as_of, baseline=baseline)
    known = first_schedule(instance, schedules=5, levels=aim.levels) if seed % 2 else None
    search, _ = run(instance, aim.levels, known)
    if oracle is None:
        assert search.best is None
        return
    assert tuple(search.best.objective[LEVELS.index(level)] for level in aim.levels) == oracle.objective


def test_the_least_peak_is_what_all_work_takes_until_the_deadline():
    """Six days of work in five by two people: one of them does not suffice; in six he does."""
    for day, peak in (("2015-05-08", 200), ("2015-05-11", 100)):
        data = catalogue(*({**row, "deadline": day} for row in WORK), resources=PEOPLE)
        plan, _ = solved(data, ("load",))
        assert plan.objective["load"] == peak


def test_what_runs_counts_in_the_peak_from_today_on():
    """Two ran at once and one still does: its load stays, and only what comes on top can be levelled."""
    rows = [*WORK[:2], {"id": "C", "duration": 2, "demand": {"dev": "0.5"}}]
    status = {"as_of": "2015-05-05", "actuals": [
        {"activity": "A", "start": "2015-05-04"}, {"activity": "B", "start": "2015-05-04", "finish": "2015-05-05"},
    ]}  # fmt: skip
    data = catalogue(*rows, resources=PEOPLE, status=status)
    plan, _ = solved(data, ("load",), as_of=status_day(data))
    assert plan.objective["load"] == 100
    assert least_load(build(data, as_of=status_day(data))) == 100


def status_day(data):
    return data.status.as_of


def test_the_least_values_of_each_level():
    """What nobody can avoid: the cheapest modes, the largest demand, the moves of what can no longer stay."""
    modes = [
        {"id": "a", "duration": 2, "demand": {"dev": 2}, "costs": [{"amount": 5}]},
        {"id": "b", "duration": 3, "demand": {"dev": 1, "net": 1}, "costs": [{"amount": 9}]},
    ]
    data = catalogue(activities("M", {"id": "x", "modes": modes}), *WORK, resources=PEOPLE)
    instance = build(data)
    assert (least_cost(instance), least_load(instance)) == (500, 100)
    assert least_cost(build(catalogue())) == 0
    before = planned(data, first_schedule(instance, schedules=1))
    late = build(data, as_of=data.timeline.date(before.start), baseline=Baseline.of(before, data))
    heads = heads_of(Functions(late))
    forced = must_move(late, heads.start)
    assert forced.any()
    assert heads.least_values(late)["moves"] == least_moves(late, heads.start) >= 16 * 6 * int(forced.sum())


def test_a_start_after_the_latest_one_must_move():
    """Known only where the latest starts are."""
    data = catalogue({"id": "A", "duration": 1}, resources=PEOPLE)
    before = planned(data, first_schedule(build(data), schedules=1))
    instance = build(data, baseline=Baseline.of(before, data))
    assert not must_move(instance, [0]).any()
    assert must_move(instance, [0], [-1]).all()


def test_a_proved_level_of_moves_is_not_searched_again():
    """A hint that has not moved at all leaves nothing to do."""
    data = catalogue(*WORK, resources=PEOPLE)
    known = first_schedule(build(data), schedules=50)
    instance = build(data, baseline=Baseline.of(planned(data, known), data, 0))
    search, bounds = run(instance, ("moves",), known)
    assert search.best.objective[LEVELS.index("moves")] == 0
    assert bounds.get("moves", 0) == 0
