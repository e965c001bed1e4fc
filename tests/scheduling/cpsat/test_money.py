# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Budgets against optima computed by hand. The catalogue starts on Monday 21 December 2015; 4 January 2016 is day 6."""

import numpy as np
import pytest

from egovplan.scheduling.cpsat.money import charged_before
from egovplan.scheduling.instance import AT_FINISH, AT_START, SPREAD, Charge
from tests.scheduling.cpsat.solving import interval, solved
from tests.scheduling.small import activities, catalogue

NEW_YEAR = 6  # 21, 22, 23, 28, 29, 30 December are working days; 24 and 31 are free


def city(*measures, budgets, **parts):
    return catalogue(*measures, budgets=budgets, start="2015-12-21", **parts)


def budget(**amounts):
    carry_over = amounts.pop("carry_over", False)
    years = {int(year.removeprefix("y")): amount for year, amount in amounts.items()}
    return [{"kind": "investment", "amounts": years, "carry_over": carry_over}]


def cost(amount, when="start"):
    return [{"amount": amount, "charged": when}]


def test_a_cost_at_the_start_waits_for_the_year_that_has_the_money():
    """100 euros, of which the old year has 99."""
    plan, _ = solved(city({"id": "A", "duration": 2, "costs": cost(100)}, budgets=budget(y2015=99, y2016=100)))
    assert interval(plan, "A") == (NEW_YEAR, NEW_YEAR + 2)


def test_a_cost_at_the_finish_falls_in_the_year_of_the_last_day():
    """Finished on the last working day of the old year still counts there, so it must end one day later."""
    plan, _ = solved(city({"id": "A", "duration": 3, "costs": cost(100, "finish")}, budgets=budget(y2015=0, y2016=100)))
    assert interval(plan, "A") == (NEW_YEAR - 2, NEW_YEAR + 1)


def test_a_milestone_is_charged_on_its_day():
    """Without duration, start and finish are the same day."""
    plan, _ = solved(city({"id": "A", "duration": 0, "costs": cost(100, "finish")}, budgets=budget(y2015=0, y2016=100)))
    assert interval(plan, "A") == (NEW_YEAR, NEW_YEAR)


def test_a_spread_cost_is_rounded_down_day_by_day():
    """100 euros over 3 days: two days charge 66.66, so with 66.66 in the old year two days fit there, with 66.65 one."""
    for amount, start in (("66.66", NEW_YEAR - 2), ("66.65", NEW_YEAR - 1)):
        budgets = budget(y2015=amount, y2016=100)
        plan, _ = solved(city({"id": "A", "duration": 3, "costs": cost(100, "spread")}, budgets=budgets))
        assert interval(plan, "A")[0] == start


def test_a_long_spread_cost_is_exact_too():
    """Forty days at 10 euros a day; the old year has 35 euros: three days of it."""
    plan, _ = solved(
        city({"id": "A", "duration": 40, "costs": cost(400, "spread")}, budgets=budget(y2015=35, y2016=400))
    )
    assert interval(plan, "A")[0] == NEW_YEAR - 3


def test_what_is_not_spent_is_carried_over():
    """50 and 50: with carry-over the second year has 100."""
    measure = {"id": "A", "duration": 2, "costs": cost(100)}
    plan, _ = solved(city(measure, budgets=budget(y2015=50, y2016=50, carry_over=True)))
    assert interval(plan, "A")[0] == NEW_YEAR
    late, _ = solved(city(measure, budgets=budget(y2015=50, y2016=50)))
    assert late.timeline.date(late["A"].start).year == 2017  # a year without an entry is not limited


def test_running_costs_begin_with_the_first_full_month():
    """120 a year is 10 a month; 2016 has 110, so it must not be in use before 1 February: its finish waits for 5 January."""
    measure = {"id": "A", "duration": 1, "running": [{"per_year": 120, "kind": "investment"}]}
    plan, _ = solved(city(measure, budgets=budget(y2016=110)))
    assert interval(plan, "A") == (NEW_YEAR, NEW_YEAR + 1)


def test_the_mode_decides_what_is_charged():
    """The expensive way is quicker, but the money is for the cheap one."""
    modes = [
        {"id": "teuer", "duration": 1, "costs": cost(100)},
        {"id": "billig", "duration": 4, "costs": cost(10, "spread")},
    ]
    measure = activities("A", {"id": "x", "modes": modes})
    plan, _ = solved(city(measure, budgets=budget(y2015=10, y2016=10)), ("finish",))
    assert plan["A/x"].mode == 1
    rich, _ = solved(city(measure, budgets=budget(y2015=100, y2016=10)), ("finish",))
    assert rich["A/x"].mode == 0


def test_a_spread_cost_over_calendar_days_is_exact():
    """An elapsed duration has another number of working days at each start."""
    measure = {"id": "A", "duration": "30 KT", "costs": cost(190, "spread")}
    plan, _ = solved(city(measure, budgets=budget(y2015=25, y2016=190)))
    assert plan is not None
    assert interval(plan, "A")[0] < NEW_YEAR


def test_an_account_that_is_overdrawn_whatever_one_does_leaves_no_plan():
    """All years have nothing, up to the hard deadline."""
    measure = {"id": "A", "duration": 1, "costs": cost(1), "deadline": "2016-02-01"}
    plan, messages = solved(city(measure, budgets=budget(y2015=0, y2016=0)), ("makespan",))
    assert plan is None
    assert messages[0] == {"kind": "infeasible", "level": "makespan", "proved": True, "known": False}
    assert messages[1]["rules"] == (("account", 0),)


@pytest.mark.parametrize(
    ("when", "expected"),
    [(AT_START, [100, 100, 100, 0]), (AT_FINISH, [100, 0, 0, 0]), (SPREAD, [100, 66, 33, 0])],
)
def test_what_is_charged_before_a_day(when, expected):
    """Three days of work starting on day 0 to 3, and what of 100 cents is charged before day 3."""
    starts = np.arange(4, dtype=np.int64)
    charge = Charge(activity=0, mode=-1, account=0, amount=100, when=when)
    assert charged_before(charge, starts, starts + 3, 3).tolist() == expected
