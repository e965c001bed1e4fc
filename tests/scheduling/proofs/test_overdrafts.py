# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import pytest

from egovplan.plan.result import ResultStatus
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import network_heads
from egovplan.scheduling.dates.propagation import NoWindowError
from egovplan.scheduling.dates.windows import propagate
from egovplan.scheduling.proofs.conflict import shared_conflict
from egovplan.scheduling.proofs.overdrafts import exclusive_pair, overdraft
from egovplan.scheduling.proofs.spans import crowd, least_span
from egovplan.scheduling.solve import schedule
from egovplan.scheduling.translation.build import build
from tests.scheduling.brute_force import best_plan
from tests.scheduling.random_catalogues import random_case
from tests.scheduling.small import activities, catalogue


def checked(planned, as_of=None):
    functions = Functions(build(planned, as_of=as_of))
    return functions, propagate(functions, heads=network_heads(functions))


def payers(**fields):
    return [{"id": n, "duration": 5, "costs": [{"amount": 100}], "deadline": "2015-12-01", **fields} for n in "ABC"]


def test_what_must_be_paid_in_a_year_is_counted():
    """Two of three are too much already; all three are counted as needed."""
    money = [{"kind": "investment", "amounts": {2015: 150, 2016: 1000}}]
    planned = catalogue(*payers(), budgets=money)
    found = overdraft(*checked(planned))
    assert (found.first, found.last, found.need, found.have) == (0, 0, 30_000, 15_000)
    assert (found.activities, found.amounts) == ((0, 1), (10_000, 10_000))
    sums = "zusammen mindestens 200 €, vorhanden sind 150 €"
    text = f"Haushalt 2015 investiv: darin fallen unvermeidlich »A« (100 €), »B« (100 €) an, {sums}."
    result = schedule(planned, time_limit=5.0)
    assert (result.status, result.conflict) == (ResultStatus.INFEASIBLE, (text,))


def test_carried_over_years_are_counted_together():
    """What begins in two years must be paid from both, each with a part of it."""
    money = [{"kind": "investment", "amounts": {2015: 150, 2016: 100, 2017: 1000}, "carry_over": True}]
    planned = catalogue(*payers(deadline="2016-06-30"), budgets=money)
    found = overdraft(*checked(planned))
    assert (found.first, found.last, found.have) == (0, 1, 25_000)
    assert "Haushalt 2015 bis 2016 investiv" in shared_conflict(planned, *checked(planned))[0]


def test_the_cheapest_mode_and_running_costs_count():
    """What a mode can avoid is not counted; what runs from the latest finish on is. Where years are left out, nothing is claimed."""
    modes = [{"id": "a", "duration": 5, "costs": [{"amount": 100}]}, {"id": "b", "duration": 9}]
    rows = [
        activities(
            "M",
            {"id": "x", "modes": modes, "running": [{"per_year": 1200, "kind": "operating"}]},
            deadline="2015-06-30",
        )
    ]
    money = [{"kind": "investment", "amounts": {2015: 0}}, {"kind": "operating", "amounts": {2015: 500, 2016: 5000}}]
    found = overdraft(*checked(catalogue(*rows, budgets=money)))
    assert (found.account, found.need, found.have) == (1, 60_000, 50_000)
    gaps = [{"kind": "operating", "amounts": {2015: 500, 2017: 0}, "carry_over": True}]
    assert overdraft(*checked(catalogue(*rows, budgets=gaps))).last == 0
    free = [{"kind": "operating", "amounts": {2015: 600, 2017: 0}, "carry_over": True}]
    assert overdraft(*checked(catalogue(*rows, budgets=free))) is None


def test_elapsed_spread_costs_are_not_claimed():
    """How much of them falls in a year depends on the calendar."""
    cost = [{"amount": 100, "charged": "spread"}]
    money = [{"kind": "investment", "amounts": {2015: 10}}]
    row = {"id": "A", "duration": "10 KT", "costs": cost, "deadline": "2015-12-01"}
    assert overdraft(*checked(catalogue(row, budgets=money))) is None


def test_two_that_cannot_be_done_at_once_nor_one_after_the_other():
    """Each needs the only person for five of eight days; the third has no part in it."""
    people = [{"id": "dev", "capacity": [{"fte": 2}]}]
    rows = [{"id": n, "duration": 5, "demand": {"dev": "1.5"}, "deadline": "2015-05-13"} for n in "AB"]
    small = {"id": "C", "duration": 5, "demand": {"dev": "0.5"}}
    functions, windows = checked(catalogue(*rows, small, resources=people))
    assert exclusive_pair(functions.instance, windows) == (0, 1, 0)
    apart = [r | {"deadline": "2015-05-19"} for r in rows]
    functions, windows = checked(catalogue(*apart, small, resources=people))
    assert exclusive_pair(functions.instance, windows) is None


def test_a_measure_is_open_as_long_as_its_longest_chain():
    """Relations, lags, and durations in calendar days at their shortest; of many activities, the longest alone."""
    links = (
        [{"predecessor": "a", "lag": 2}],
        [{"predecessor": "b", "type": "SS", "lag": 1}],
        [{"predecessor": "a", "type": "FF", "lag": "3 KT"}],
    )
    rows = [
        {"id": "a", "duration": 4},
        *({"id": n, "duration": 3, "after": after} for n, after in zip("bcd", links, strict=True)),
    ]
    functions, _ = checked(catalogue(activities("M", *rows)))
    assert least_span(functions, 0) == 4 + 2 + max(3, 1 + 3)
    many = [{"id": f"a{k}", "duration": k % 7} for k in range(61)]
    assert least_span(checked(catalogue(activities("M", *many)))[0], 0) == 6


def test_more_measures_than_an_office_may_have_open():
    """Three of ten days each, one at a time, in twenty-eight."""
    offices = [{"id": "10", "title": "Hauptamt", "max_open_measures": 1}]
    rows = [{"id": n, "duration": 10, "lead": "10", "deadline": "2015-06-16"} for n in "ABC"]
    planned = catalogue(*rows, offices=offices)
    found = crowd(*checked(planned))
    assert (found.need, found.measures) == (30, (0, 1, 2))
    assert found.have < 30
    text = shared_conflict(planned, *checked(planned))
    assert text[0] == "10 Hauptamt: höchstens 1 offene Maßnahme."
    assert "»A«, »B«, »C« sind zusammen mindestens 30 Arbeitstage offen" in text[1]
    assert crowd(*checked(catalogue(*rows[:2], offices=offices))) is None


@pytest.mark.parametrize("block", range(4))
def test_what_is_claimed_impossible_has_no_plan(block):
    """On tiny catalogues, all plans of which are tried."""
    for seed in range(30_000 + 40 * block, 30_040 + 40 * block):
        case = random_case(seed)
        try:
            functions, windows = checked(case.catalogue, case.as_of)
        except NoWindowError:
            continue
        claims = shared_conflict(case.catalogue, functions, windows) or exclusive_pair(functions.instance, windows)
        assert not claims or best_plan(case.catalogue, case.as_of) is None, seed
