# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import datetime as dt

import pytest

from egovplan import CatalogueError, Scenario
from tests.samples import city


def test_a_deadline_is_moved_where_it_stands():
    """Of a stage, a measure, an activity of its own or of its template, and of the introductions of a rollout."""
    base = city()
    changed = (
        Scenario("x").deadline("S1", "2018-12-28", hard=True).deadline("DMS", "2018-01-05")
        .deadline("DMS/vergabe", "2017-03-01").deadline("DMS/rollout/33", "2017-12-01").apply(base)
    )  # fmt: skip
    days = {a.id: a.deadline for a in changed.activities}
    assert days["EPAY"] == dt.date(2018, 12, 28)
    assert days["DMS/betrieb"] == dt.date(2018, 1, 5)
    assert days["DMS/vergabe"] == dt.date(2017, 3, 1)
    assert days["DMS/rollout/33"] == dt.date(2017, 12, 1)
    assert Scenario("y").deadline("DMS", None).apply(changed).measure_by_id["DMS"].deadline is None


def test_a_release_is_moved_where_it_stands():
    """Of a stage, a measure, an activity."""
    changed = (
        Scenario("x")
        .release("S2", "2017-01-02")
        .release("KITA", "2017-02-01")
        .release("DMS/betrieb", "2016-07-01")
        .apply(city())
    )
    since = {a.id: a.release for a in changed.activities}
    assert since["FORM"] == dt.date(2017, 1, 2)
    assert since["KITA"] == dt.date(2017, 2, 1)
    assert since["DMS/betrieb"] == dt.date(2016, 7, 1)


def test_limits_and_stages_are_changed():
    """Open measures, introductions at once, the stage of a measure, an embargo that is lifted."""
    base = Scenario("Sperre").freeze("2016-02-01", "2016-06-30").apply(city())
    scenario = Scenario("x").open_measures("16", 3).parallel("DMS", 2).stage("GIS", "S1").lift("szenario-1")
    changed = scenario.apply(base)
    assert next(o for o in changed.offices if o.id == "16").max_open_measures == 3
    assert changed.limits[0].capacity == 2
    assert changed.stage_of["GIS"].id == "S1"
    assert changed.embargoes == ()
    free = Scenario("y").open_measures("16", None).parallel("DMS", None)
    assert "beliebig viele offene Maßnahmen" in repr(free)
    assert free.apply(base).limits == ()


@pytest.mark.parametrize(
    "scenario",
    [
        Scenario("x").deadline("NIX", "2018-01-05"),
        Scenario("x").release("NIX/a", "2018-01-05"),
        Scenario("x").parallel("KITA", 2),
        Scenario("x").stage("GIS", "S9"),
        Scenario("x").lift("SPERRE"),
        Scenario("x").open_measures("99", 1),
    ],
)
def test_unknown_names_are_refused(scenario):
    """With what there is instead."""
    with pytest.raises(CatalogueError, match="gibt es nicht"):
        scenario.apply(city())
