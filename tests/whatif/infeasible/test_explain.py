# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

from pathlib import Path

import pytest

from egovplan import Scenario, explain_infeasible, load_catalogue, verify
from egovplan.errors import OutOfRangeError
from egovplan.whatif.infeasible.model import RuleKind
from tests.scheduling.small import catalogue

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "musterhain.yaml"
PEOPLE = [{"id": "16/dev", "capacity": 1}]


def kinds(conflict):
    """Return how many rules of each kind a conflict names."""
    return {kind: len(conflict.of_kind(kind)) for kind in RuleKind if conflict.of_kind(kind)}


def test_a_chain_is_cut_to_what_is_too_long():
    """Of seven measures in a row, the last four are too long already; what comes before them is not named."""
    rows = [{"id": f"M{k}", "duration": 10, "after": [f"M{k - 1}"] if k else []} for k in range(7)]
    found = explain_infeasible(catalogue(*rows[:-1], rows[-1] | {"deadline": "2015-06-30"}))
    conflict = found.conflict
    assert found.is_proved
    assert conflict.is_minimal
    assert len(conflict.proofs) == 2
    assert kinds(conflict) == {RuleKind.WORK: 4, RuleKind.PRECEDENCE: 3, RuleKind.DEADLINE: 1}
    assert conflict.reasons == ("Reihenfolge: »M3« → »M4« → »M5« → »M6«.",)
    assert "Frist 30.06.2015 der Maßnahme »M6«" in found.text


def test_too_much_work_names_people_year_and_measures():
    """What has no deadline is not named."""
    rows = [{"id": n, "duration": 4, "demand": {"16/dev": 1}, "deadline": "2015-05-12"} for n in "AB"]
    found = explain_infeasible(catalogue(*rows, {"id": "C", "duration": 9, "demand": {"16/dev": 1}}, resources=PEOPLE))
    assert kinds(found.conflict) == {RuleKind.WORK: 2, RuleKind.CAPACITY: 1, RuleKind.DEADLINE: 2}
    assert "Kapazität 16/dev in 2015" in found.conflict.text
    assert "werden mindestens 8,00 VZÄ-Tage gebraucht, vorhanden sind 7,00" in found.conflict.reasons[0]


def test_budgets_name_measures_and_sums():
    """Two of three measures already cost more than there is in the year in which they must begin."""
    rows = [{"id": n, "duration": 5, "costs": [{"amount": 100}], "deadline": "2015-12-01"} for n in "ABC"]
    money = [{"kind": "investment", "amounts": {2015: 150, 2016: 1000}}]
    conflict = explain_infeasible(catalogue(*rows, budgets=money)).conflict
    assert kinds(conflict) == {RuleKind.WORK: 2, RuleKind.BUDGET: 1, RuleKind.DEADLINE: 2}
    assert conflict.reasons == (
        "Haushalt 2015 investiv: »A«, »B« kosten in dieser Zeit zusammen mindestens 200 €, vorhanden sind 150 €.",
    )
    assert "»A« (5 AT, 100 € investiv)" in conflict.text


def test_rules_that_exclude_each_other_only_together():
    """One open measure at a time, and a budget that opens with the new year: each alone would leave enough days."""
    rows = [{"id": n, "duration": 2, "lead": "10", "deadline": "2016-01-06", "costs": [{"amount": 10}]} for n in "AB"]
    money = [{"kind": "investment", "amounts": {2015: 0, 2016: 20}}, {"kind": "operating", "amounts": {2015: 5}}]
    offices = [{"id": "10", "max_open_measures": 1}]
    conflict = explain_infeasible(catalogue(*rows, budgets=money, offices=offices, start="2015-12-14")).conflict
    assert kinds(conflict) == {
        RuleKind.WORK: 2, RuleKind.BUDGET: 1, RuleKind.OPEN_MEASURES: 1, RuleKind.DEADLINE: 2,
    }  # fmt: skip
    assert conflict.is_minimal


def test_a_catalogue_that_can_be_planned_comes_back_with_a_plan():
    """Nothing is named, and the plan keeps every rule."""
    planned = catalogue({"id": "A", "duration": 3})
    found = explain_infeasible(planned)
    assert found.conflict is None
    assert not found.is_proved
    assert verify(found.plan, planned) == []
    assert found.text.startswith("Es gibt einen Plan")


def test_the_limit_is_a_number_above_0():
    """As in schedule."""
    with pytest.raises(OutOfRangeError, match="time_limit"):
        explain_infeasible(catalogue({"id": "A", "duration": 3}), time_limit=0)


def test_no_conflict_holds_another_one():
    """What is found behind a first conflict, with something given way, is shown only if it is one of its own here as well."""
    wish = Scenario("bis Ende September").deadline("S1", "30.09.2026", hard=True)
    found = explain_infeasible(wish.apply(load_catalogue(EXAMPLE)))
    rules = [set(conflict.rules) for conflict in found.conflicts]
    assert found.is_proved
    assert not [1 for one in rules for other in rules if one is not other and one <= other]


def test_what_is_no_catalogue_or_no_time_is_refused():
    """In words, before anything else goes wrong."""
    with pytest.raises(TypeError, match="explain_infeasible"):
        explain_infeasible(None)
    with pytest.raises(OutOfRangeError, match="time_limit"):
        explain_infeasible(catalogue({"id": "A", "duration": 1}), time_limit="5")
