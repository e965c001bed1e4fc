# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Scenarios change what they say, nothing else, and leave the catalogue alone."""

from decimal import Decimal

import pytest

from egovplan.catalogue.values import Span
from egovplan.errors import CatalogueError
from egovplan.whatif.scenario import Scenario
from tests.samples import city

CITY = city()


def durations(catalogue):
    return {a.id: a.duration for a in catalogue.activities}


def test_base_catalogue_stays_untouched():
    """The catalogue is the same before and after, to the hash."""
    before = CITY.hash
    changed = Scenario("anders").capacity("16/Admin", add=1).drop("KITA").apply(CITY)
    assert CITY.hash == before
    assert changed.hash != before


def test_every_method_returns_a_new_scenario():
    """A scenario can be the start of several others."""
    base = Scenario("Basis")
    more = base.capacity("16/Admin", add=2)
    assert base.changes == ()
    assert [c.text for c in more.changes] == ["Kapazität 16/Admin +2 VZÄ"]
    assert repr(base) == "Scenario('Basis': unverändert)"


def test_capacity_adds_inside_a_window_only():
    """Two more posts for half a year: before and after it is as it was."""
    changed = Scenario("x").capacity("16", add=2, since="2015-07-01", until="2016-06-30").apply(CITY)
    steps = {str(s.since): s.fte for s in changed.resources[0].capacity}
    assert steps == {
        "2015-01-01": 1, "2015-07-01": 3, "2016-01-01": 4, "2016-07-01": 2,
    }  # fmt: skip


def test_capacity_of_a_constant_resource_can_be_set_and_cut():
    """A constant becomes steps, exact to the hundredth."""
    changed = Scenario("x").capacity("10/Leitung", add="-0,25", since="01.01.2016").apply(CITY)
    first = changed.resources[1].capacity[0]
    assert (first.since, first.fte) == (None, Decimal(1))
    assert changed.resources[1].capacity[1].fte == Decimal("0.75")
    assert Scenario("x").capacity("10/Leitung", to=3).apply(CITY).resources[1].capacity[0].fte == 3


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda s: s.capacity("10/Leitung", add=-2), "negative-capacity"),
        (lambda s: s.capacity("99", add=1), "unknown-id"),
        (lambda s: s.capacity("10", add=1), "unknown-id"),
        (lambda s: s.budget(2031, "investiv", add=1), "unknown-id"),
        (lambda s: s.duration("EPAY", add=-31), "negative-duration"),
        (lambda s: s.duration("DMS/fehlt", add=1), "unknown-id"),
        (lambda s: s.duration("DMS", add=1), "unknown-id"),
        (lambda s: s.duration("DMS/rollout/99", add=1), "unknown-id"),
        (lambda s: s.drop("FEHLT"), "unknown-id"),
        (lambda s: s.postpone("FEHLT", "2016-01-01"), "unknown-id"),
        (lambda s: s.deadline("S9", "2016-01-01"), "unknown-id"),
        (lambda s: s.external("FEHLT", "2016-01-01"), "unknown-id"),
    ],
)
def test_what_the_catalogue_does_not_have_is_named(build, code):
    """A scenario that cannot be applied says why, before anything is planned."""
    with pytest.raises(CatalogueError) as caught:
        build(Scenario("x")).apply(CITY)
    assert caught.value.issues[0].code == code


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda s: s.capacity("16/Admin"), "scenario"),
        (lambda s: s.capacity("16/Admin", add=1, to=2), "scenario"),
        (lambda s: s.duration("EPAY"), "scenario"),
        (lambda s: s.capacity("16/Admin", add=0.5), "no-float"),
        (lambda s: s.capacity("16/Admin", to=True), "no-float"),
        (lambda s: s.budget(2016, "Porto", add=1), "choice"),
        (lambda s: s.freeze("2016-02-30", "2016-03-01"), "date-invalid"),
        (lambda s: s.priority("EPAY", "hoch"), "integer"),
        (lambda s: s.duration("EPAY", to="-3"), "negative-duration"),
    ],
)
def test_wrong_values_are_refused_where_they_are_written(build, code):
    """The error comes from the line with the wrong value, not from a later one."""
    with pytest.raises(CatalogueError) as caught:
        build(Scenario("x"))
    assert caught.value.issues[0].code == code


def test_budget_adds_sets_and_never_goes_below_zero():
    """A cut that is larger than the budget leaves nothing, not a debt."""
    changed = Scenario("x").budget(2016, "investiv", add=-(10**6)).budget(2017, "konsumtiv", to="5.5").apply(CITY)
    assert changed.budgets[0].amounts[2016] == 0
    assert changed.budgets[1].amounts[2017] == Decimal("5.50")
    assert Scenario("x").budget(2018, "investiv", to=7).apply(CITY).budgets[0].amounts[2018] == 7


def test_freeze_adds_an_embargo():
    """A frozen budget is a window in which nothing that costs money starts."""
    changed = Scenario("x").freeze("2016-01-01", "2016-06-30", offices=["16"]).apply(CITY)
    (embargo,) = changed.embargoes
    assert embargo.only_with_costs
    assert embargo.offices == ("16",)


def test_durations_of_every_kind_of_activity():
    """A template's activity, an introduction, all of them, an evaluation, and the short form."""
    changed = (
        Scenario("x")
        .duration("DMS/vergabe", add=250)
        .duration("DMS/rollout/33", to="20 KT")
        .duration("DMS/auswertung", add=3)
        .duration("EPAY", add=-10)
        .apply(CITY)
    )
    found = durations(changed)
    assert found["DMS/vergabe"] == Span(290)
    assert found["DMS/konzept"] == Span(20)
    assert found["DMS/rollout/33"] == Span(20, elapsed=True)
    assert found["DMS/rollout/10"] == Span(15)
    assert found["DMS/auswertung"] == Span(8)
    assert found["EPAY"] == Span(20)
    all_of_them = durations(Scenario("x").duration("DMS/rollout", add=5).apply(CITY))
    assert all_of_them["DMS/rollout/10"] == all_of_them["DMS/rollout/33"] == Span(20)
    again = Scenario("x").duration("DMS/vergabe", add=1).duration("DMS/vergabe", add=1).duration("DMS/betrieb", add=2)
    assert durations(again.apply(CITY))["DMS/vergabe"] == Span(42)


def test_drop_takes_every_reference_with_it():
    """A dropped measure leaves no dangling link, stage entry or report."""
    changed = Scenario("x").drop("DMS", "LIVE").apply(CITY)
    assert {m.id for m in changed.measures} == {"EPAY", "FORM", "KITA", "GIS", "APP"}
    assert changed.measure_by_id["EPAY"].after == ()
    assert all(not a.activity.startswith("DMS") for a in changed.status.actuals)
    assert changed.status.coverage == ()


def test_dates_and_priorities():
    """The small changes do what they say."""
    changed = (
        Scenario("x").postpone("EPAY", "2016-01-04").priority("KITA", 1).deadline("S1", "30.06.2016", hard=False)
        .external("LAND", "2017-01-02").apply(CITY)
    )  # fmt: skip
    assert str(changed.measure_by_id["EPAY"].not_before) == "2016-01-04"
    assert changed.measure_by_id["KITA"].priority == 1
    assert str(changed.stages[0].deadline) == "2016-06-30"
    assert str(changed.externals[0].date) == "2017-01-02"


def test_words_are_german():
    """What a scenario changes can be read in a table."""
    scenario = (
        Scenario("x").capacity("16/Admin", to="1.5", since="2016-01-01").budget(2016, "investiv", add=-12500)
        .freeze("2016-01-01", "2016-06-30").duration("EPAY", add=3).duration("EPAY", to="21 KT")
    )  # fmt: skip
    assert [c.text for c in scenario.changes] == [
        "Kapazität 16/Admin = 1,5 VZÄ ab 01.01.2016",
        "Haushalt 2016 investiv −12.500 €",
        "Haushaltssperre ab 01.01.2016 bis 30.06.2016",
        "Dauer EPAY +3 Tage",
        "Dauer EPAY = 21 KT",
    ]


def test_what_a_scenario_leaves_alone_is_not_read_again():
    """The models of unchanged measures are those of the catalogue; the result is the same as from the changed form."""
    name = CITY.measures[0].id
    changed = Scenario("später").postpone(name, "2030-01-07").apply(CITY)
    same = [new is old for new, old in zip(changed.measures, CITY.measures, strict=True)]
    assert same == [False, *[True] * (len(same) - 1)]
    form = CITY.to_dict()
    form["measures"][0]["not_before"] = "2030-01-07"
    assert changed.hash == type(CITY).from_dict(form).hash
    assert CITY.to_dict()["measures"][0].get("not_before") != "2030-01-07"
