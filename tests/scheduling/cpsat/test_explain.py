# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import pytest

from egovplan.plan.result import ResultStatus
from egovplan.scheduling.cpsat.engine import Engine, Settings
from egovplan.scheduling.cpsat.explain import explain, rules_of, without
from egovplan.scheduling.objective import DEFAULT
from egovplan.scheduling.proofs import conflict
from egovplan.scheduling.solve import schedule
from egovplan.scheduling.translation.build import build
from tests.scheduling.small import activities, catalogue

SIZES = {"A": (4, 1), "B": (1, 3), "C": (1, 2), "D": (3, 3)}
PEOPLE = [
    {"id": "ops", "capacity": 1},
    {"id": "dev", "capacity": 3},
    {"id": "lizenz", "capacity": 1, "renewable": False},
]


def knot(**fields):
    """Eight days of work whose energy is six, in seven days; besides rules that do no harm."""
    common = {"deadline": "2015-05-12", "lead": "10"}
    rows = [{"id": n, "duration": days, "demand": {"dev": k}, **common} for n, (days, k) in SIZES.items()]
    money = [{"kind": "investment", "amounts": {2015: 1000}}]
    return catalogue(*rows, resources=PEOPLE, budgets=money, offices=[{"id": "10", "max_open_measures": 4}], **fields)


def engine(**limits):
    return Engine(Settings(DEFAULT, **limits))


def test_only_the_rules_that_matter_are_left():
    """Of a budget, an office, a stock and two resources it is one resource."""
    instance = build(knot())
    assert len(rules_of(instance)) == 5
    found = explain(instance, engine())
    assert found.rules == (("resource", 1),)
    assert found.is_minimal


def test_two_rules_that_exclude_each_other_only_together():
    """One open measure at a time, and a budget that opens with the new year: each alone would leave enough days."""
    cost = [{"amount": 10}]
    rows = [{"id": n, "duration": 2, "lead": "10", "deadline": "2016-01-06", "costs": cost} for n in "AB"]
    money = [{"kind": "investment", "amounts": {2015: 0, 2016: 20}}, {"kind": "operating", "amounts": {2015: 5}}]
    data = catalogue(*rows, budgets=money, offices=[{"id": "10", "max_open_measures": 1}], start="2015-12-14")
    found = explain(build(data), engine())
    assert set(found.rules) == {("account", 0), ("open", 0)}
    text = " ".join(conflict.rules_conflict(data, build(data), found.rules, found.is_minimal))
    assert "Haushalt investiv: 2015 0 €, 2016 20 €; daraus zu bezahlen: »A«, »B«." in text
    assert "höchstens 1 offene Maßnahme" in text
    assert "06.01.2016" in text


def test_without_time_the_set_is_not_called_minimal():
    """All rules are named, and that it is not known whether all matter."""
    over = engine()
    over.stop()
    instance = build(knot())
    found = explain(instance, over)
    assert not found.is_minimal
    assert "Nicht bewiesen" in conflict.rules_conflict(knot(), instance, found.rules, found.is_minimal)[-1]


def test_a_rule_that_is_left_out_limits_nothing():
    """Each kind."""
    modes = [{"id": "m", "duration": 1, "demand": {"lizenz": 1, "dev": 3}}]
    data = catalogue(activities("M", {"id": "a", "modes": modes}, lead="10"), resources=PEOPLE[1:])
    instance = build(data)
    free = without(instance, rules_of(instance))
    assert (free.capacity[0] > instance.demand_amount.sum()).all()
    assert (free.stock_capacity >= instance.stock_amount.sum()).all()
    assert len(rules_of(build(knot()))) == 5
    loose = without(build(knot()), rules_of(build(knot())))
    assert loose.groups[0].limit == 4
    assert min(loose.accounts[0].limit) > 10**12


@pytest.mark.parametrize(
    ("kind", "position", "text"), [("resource", 0, "Kapazität »ops«."), ("stock", 0, "Vorrat »lizenz«.")]
)
def test_rules_have_names(kind, position, text):
    """As the planner wrote them."""
    assert text in conflict.rules_conflict(knot(), build(knot()), [(kind, position)], is_minimal=True)


def test_limits_of_introductions_have_names():
    """The measure and its rollout."""
    rollout = {"targets": ["10"], "introduction": {"id": "e", "duration": 2}, "parallel": 1}
    data = catalogue({"id": "A", "rollout": rollout}, offices=[{"id": "10"}])
    assert "Gleichzeitige Einführungen »A/rollout«." in conflict.rules_conflict(
        data, build(data), [("resource", 0)], is_minimal=True
    )


def test_the_result_names_the_rules():
    """Through the public name."""
    result = schedule(knot(), time_limit=20.0, workers=1)
    assert result.status is ResultStatus.INFEASIBLE
    assert result.conflict == (conflict.PROVED, "Kapazität »dev«.", "Verbindliche Fristen: 12.05.2015.")
