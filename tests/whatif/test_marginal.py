# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import pytest

from egovplan import OutOfRangeError, PlanError, marginal_values, schedule, verify
from egovplan.whatif.gains import Place, Scarce
from tests.scheduling.small import catalogue


def town(**fields):
    """Two measures queue for one person this year; a third one waits for next year's money; someone else has time."""
    people = [{"id": "16/dev", "office": "16", "capacity": 1}, {"id": "10/it", "office": "10", "capacity": 5}]
    rows = [
        {"id": "A", "duration": 10, "demand": {"16/dev": 1}, "due": "2015-05-18"},
        {"id": "B", "duration": 10, "demand": {"16/dev": 1}, "due": "2015-05-18"},
        {"id": "C", "duration": 3, "costs": [{"amount": 500}], "demand": {"10/it": 1}, "due": "2015-06-30"},
    ]
    money = [{"kind": "investment", "amounts": {2015: 100, 2016: 1000}}]
    offices = [{"id": "16"}, {"id": "10"}]
    return catalogue(*rows, resources=people, budgets=money, offices=offices, **fields)


def test_more_of_what_is_waited_for_brings_days_and_the_rest_is_said_not_to_be_tried():
    """Another person halves the queue; the money lets the third measure begin this year; nobody waits for the office 10."""
    planned = town()
    result = schedule(planned, time_limit=5.0)
    found = marginal_values(planned, result, schedules=100)
    values = {value.place: value for value in found.values}
    person, money = Place(Scarce.PEOPLE, "16/dev", 2015), Place(Scarce.BUDGET, "investment", 2015)
    assert values[person].level == values[money].level == "lateness"
    assert values[person].gain > 0
    assert values[money].before == values[person].before == result.plan.objective["lateness"]
    assert values[person].office == "16"
    assert values[money].office is None
    assert [v.gain for v in found.values] == sorted((v.gain for v in found.values), reverse=True)
    assert Place(Scarce.PEOPLE, "10/it", 2016) in found.pruned
    assert verify(found.base, planned) == []
    assert "10/it 2016" in found.note
    assert "10.000 € mehr Haushalt investiv 2015" in found._repr_html_()
    frame = found.to_frame()
    assert list(frame.columns) == ["Mehr", "Amt", "Jahr", "Ziel", "Gewinn", "vorher", "nachher"]
    assert "am meisten" in repr(found)


def test_what_has_time_brings_nothing():
    """Someone waits, but is not the last to be finished: a gain of the last level, or none."""
    rows = [{"id": n, "duration": 2, "demand": {"16/dev": 1}} for n in "AB"]
    planned = catalogue(*rows, resources=[{"id": "16/dev", "capacity": 1}])
    found = marginal_values(planned, schedule(planned, time_limit=5.0).plan, schedules=50, objective=("cost",))
    (value,) = found.values
    assert (value.level, value.gain, value.goal) == (None, 0, "–")
    assert found.note == ""
    assert repr(found) == "MarginalValues(1 gerechnet, 0 ausgelassen)"


def test_the_same_call_gives_the_same_values_on_any_number_of_workers():
    """The heuristic counts schedules, not seconds."""
    planned = town()
    plan = schedule(planned, time_limit=5.0).plan
    one, two = (marginal_values(planned, plan, vze="0.5", euro=500, schedules=60, n_jobs=n).rows() for n in (1, 2))
    assert one == two


@pytest.mark.parametrize(
    "wrong", [{"vze": 0}, {"euro": -5}, {"vze": 1.5}, {"schedules": 0}, {"schedules": "9"}, {"objective": "schnell"}]
)
def test_amounts_are_above_0(wrong):
    """Each argument names itself."""
    planned = town()
    plan = schedule(planned, time_limit=5.0).plan
    with pytest.raises(OutOfRangeError, match=next(iter(wrong))):
        marginal_values(planned, plan, **wrong)


def test_a_plan_that_breaks_rules_is_refused_as_are_other_things():
    """Where two weeks are needed and one is left, no plan keeps the rules."""
    rows = [{"id": n, "duration": 3, "demand": {"16/dev": 1}} for n in "AB"]
    people = [{"id": "16/dev", "capacity": 1}]
    wide, tight = (
        catalogue(*(r | {"deadline": day} for r in rows), resources=people) for day in ("2015-06-30", "2015-05-07")
    )
    with pytest.raises(PlanError):
        marginal_values(tight, schedule(wide, time_limit=5.0).plan, schedules=10)
    with pytest.raises(TypeError, match="marginal_values: Katalog erwartet"):
        marginal_values(None, None)
    with pytest.raises(TypeError, match="marginal_values"):
        marginal_values(tight, None)
