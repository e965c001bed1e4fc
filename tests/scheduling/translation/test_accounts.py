# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import datetime as dt

import pytest

from egovplan.scheduling.instance import AT_FINISH, AT_START, SPREAD, Account, Charge
from egovplan.scheduling.translation.accounts import build_accounts, year_amounts
from egovplan.scheduling.translation.build import build
from tests.scheduling.small import activities, catalogue

YEARS = Account("investment", (2015, 2016), (0, 10), (10, 20), (100, 100), carry_over=False)


@pytest.mark.parametrize(
    ("when", "start", "finish", "expected"),
    [
        (AT_START, 9, 12, [(0, 7)]),
        (AT_FINISH, 9, 12, [(1, 7)]),
        (AT_FINISH, 9, 10, [(0, 7)]),
        (AT_FINISH, 10, 10, [(1, 7)]),
        (SPREAD, 9, 12, [(0, 2), (1, 5)]),
        (SPREAD, 8, 11, [(0, 4), (1, 3)]),
        (SPREAD, 5, 5, [(0, 7)]),
        (AT_START, 25, 26, []),
        (SPREAD, 19, 21, [(1, 3)]),
    ],
)
def test_a_one_off_cost_falls_into_its_years(when, start, finish, expected):
    """At the start, on the last day, or spread with cents cut off downwards; other years are not counted."""
    assert list(year_amounts(YEARS, Charge(0, -1, 0, 7, when), start, finish)) == expected


def test_costs_become_charges_of_their_kind():
    """Costs of a kind without budget are left out; the modes are named only if they differ."""
    costs = [{"amount": "10.50"}, {"amount": 3, "kind": "operating", "charged": "finish"}]
    modes = [{"id": "a", "duration": 1, "costs": costs}, {"id": "b", "duration": 2}]
    planned = catalogue(
        {"id": "A", "duration": 1, "costs": costs},
        activities("B", {"id": "x", "modes": modes}),
        budgets=[{"kind": "investment", "amounts": {2015: 100}}],
    )
    assert build(planned).charges == (Charge(0, -1, 0, 1050, AT_START), Charge(1, 0, 0, 1050, AT_START))


def test_running_costs_fall_into_whole_months_of_entry_years():
    """Twelve months make exactly the year's amount; months of years without entry do not appear."""
    planned = catalogue(
        {"id": "A", "duration": 1, "running": [{"per_year": "1"}]},
        budgets=[{"kind": "operating", "amounts": {2015: 1, 2017: 1}}],
    )
    (cost,) = build(planned).running
    assert [cents for _, _, cents in cost.months[:12]] == [8, 8, 9] * 4
    assert [year for _, year, _ in cost.months] == [0] * 12 + [1] * 12
    origin, line = build(planned).origin, planned.timeline
    assert cost.months[5][0] == line.index(dt.date(2015, 6, 1)) - origin


def test_limits_with_carry_over_are_sums():
    """What is left of one year may be spent in the next; so limits are for all years up to one."""
    budgets = [{"kind": "investment", "amounts": {2015: 1, 2016: 2, 2018: 4}, "carry_over": True}]
    (account,) = build(catalogue({"id": "A"}, budgets=budgets)).accounts
    assert account.years == (2015, 2016, 2018)
    assert account.limit == (100, 300, 700)


@pytest.mark.parametrize(("carry_over", "limit"), [(False, (900, 200)), (True, (900, 900))])
def test_what_has_begun_never_breaks_a_budget(carry_over, limit):
    """A limit is raised to what the fixed activities alone charge."""
    planned = catalogue(
        {"id": "A", "duration": 1, "costs": [{"amount": 9}], "running": [{"per_year": 12}]},
        budgets=[
            {"kind": "investment", "amounts": {2015: 1, 2016: 2}, "carry_over": carry_over},
            {"kind": "operating", "amounts": {2016: 5}},
        ],
    )
    accounts, charges, running = build_accounts(planned, 0, {"A": (3910, 3911)}, {})
    assert accounts[0].limit == limit
    assert accounts[1].limit == (1200,)
    assert (len(charges), len(running)) == (1, 1)


def test_costs_of_nothing_are_not_charged():
    """Running costs of another kind, or of no cents, leave no trace."""
    planned = catalogue(
        {"id": "A", "running": [{"per_year": 5, "kind": "investment"}, {"per_year": 0}]},
        budgets=[{"kind": "operating", "amounts": {2016: 5}}],
    )
    assert build(planned).running == ()
