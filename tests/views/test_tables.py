# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The Stufenplan, the load of the offices and the budget as tables."""

import csv
import datetime as dt

import pandas as pd
import pytest

from egovplan import Catalogue, budget_table, office_table, stage_table
from egovplan.plan.metrics import budget_use, resource_load
from egovplan.views.tables import write_csv
from tests.views.plans import place, plan_of


def test_the_stufenplan_has_each_measure_with_its_dates_and_what_binds_it():
    """One row a measure, stage by stage, dates as dates, lateness and reserve against the deadline."""
    plan = plan_of(40, 1)
    frame = stage_table(plan)
    assert list(frame.columns) == [
        "Stufe", "Kürzel", "Maßnahme", "Priorität", "Federführung", "Beginn", "Ende", "Frist", "Verzug [Arbeitstage]",
        "Reserve [Arbeitstage]", "kritisch", "bindet",
    ]  # fmt: skip
    assert sorted(frame["Kürzel"]) == sorted(plan.measures)
    assert frame["Stufe"].iloc[0] == "Stufe 1: Basismaßnahmen"
    for row in frame.to_dict("records"):
        measure = plan.measures[row["Kürzel"]]
        assert row["Beginn"] == plan.timeline.date(measure.start)
        assert row["Ende"] == plan.timeline.last_day(measure.start, measure.finish)
        if row["Frist"] is None:
            assert pd.isna(row["Verzug [Arbeitstage]"])
        else:
            assert row["Verzug [Arbeitstage]"] == plan.lateness(row["Kürzel"])
            assert (row["Reserve [Arbeitstage]"] == 0) or row["Ende"] <= row["Frist"]
        assert row["bindet"]
    assert frame["kritisch"].any()
    assert "13.05.2015" in frame.head(3).to_string()


def test_the_earliest_of_soft_and_hard_deadlines_is_shown():
    """A measure's own hard deadline counts before its stage's soft one."""
    data = {
        "title": "T", "start": "2015-05-13",
        "stages": [
            {"id": "S", "priorities": [1], "deadline": "2019-12-31"},
            {"id": "H", "priorities": [2], "deadline": "2018-12-31", "hard": True},
        ],
        "measures": [
            {"id": "A", "title": "A", "priority": 1, "duration": 5, "deadline": "2016-12-30"},
            {"id": "B", "title": "B", "priority": 1, "duration": 5},
            {"id": "C", "title": "C", "priority": 2, "duration": 5},
        ],
    }  # fmt: skip
    frame = stage_table(place(Catalogue.from_dict(data))).set_index("Kürzel")
    assert list(frame["Frist"]) == [dt.date(2016, 12, 30), dt.date(2019, 12, 31), dt.date(2018, 12, 31)]


def test_the_offices_give_what_the_activities_take():
    """Person days over all years are the load of the plan; peaks lie where they are said to be."""
    plan = plan_of(40, 1)
    frame = office_table(plan)
    loads = resource_load(plan)
    assert frame["Bedarf [Personentage]"].sum() == pytest.approx(sum(sum(p.load) for p in loads.values()) / 100)
    role = frame[(frame["Amt"] == "16 Kommunale Datenzentrale") & (frame["Rolle"] == "Projektleitung")]
    profile = loads["16/pl"]
    for row in role.to_dict("records"):
        day = plan.timeline.index(row["Spitze am"])
        assert profile.load[day - profile.start] == round(100 * row["Spitze [VZÄ]"])
        assert row["Spitze am"].year == row["Haushaltsjahr"]
        assert 0 < row["Auslastung [%]"] <= 100
        year = row["Haushaltsjahr"]
        days = plan.timeline.year_start(year + 1) - plan.timeline.year_start(year)
        assert row["Bedarf [VZÄ-Jahre]"] == round(row["Bedarf [Personentage]"] / days, 2)


def test_the_budget_carries_over_what_is_left():
    """Free is what there is, less what is used; years without an entry have no limit."""
    plan = plan_of(40, 1)
    frame = budget_table(plan)
    assert frame["verplant [€]"].sum() == pytest.approx(sum(use.used_cents for use in budget_use(plan)) / 100)
    invest = frame[frame["Art"] == "investiv"].set_index("Haushaltsjahr")
    assert invest.loc[2016, "übertragen [€]"] == invest.loc[2015, "frei [€]"]
    assert invest.loc[2016, "frei [€]"] == (
        invest.loc[2016, "Ansatz [€]"] + invest.loc[2016, "übertragen [€]"] - invest.loc[2016, "verplant [€]"]
    )
    assert frame[frame["Art"] == "konsumtiv"]["Ansatz [€]"].isna().all()


def test_a_plan_without_people_and_money_has_empty_tables():
    """With all their columns."""
    plan = place(Catalogue.from_dict({"title": "T", "start": "2015-05-13", "measures": []}))
    for table in (stage_table, office_table, budget_table):
        frame = table(plan)
        assert len(frame) == 0
        assert len(frame.columns) > 4


def test_csv_opens_in_a_german_excel(tmp_path):
    """Semicolons, decimal comma, byte order mark, German dates and truth values, and nothing that calculates."""
    frame = pd.DataFrame(
        {
            "Text": ["=1+1", " @x", 'a;"b"\n', "−3", "＝A1", None],
            "Zahl": [1.5, 1234.0, float("nan"), -0.25, 0.0, 100.1],
            "Tag": [dt.date(2019, 12, 31), None, None, None, None, None],
            "ja": [True, False, True, False, True, False],
            "-x": pd.array([1, 2, None, 4, 5, -6], dtype="Int64"),
        }
    )
    path = tmp_path / "t.csv"
    write_csv(frame, path)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines(keepends=True), delimiter=";"))
    assert rows[0] == ["Text", "Zahl", "Tag", "ja", "'-x"]
    assert rows[1] == ["'=1+1", "1,5", "31.12.2019", "ja", "1"]
    assert rows[2] == ["' @x", "1234", "", "nein", "2"]
    assert rows[3] == ['a;"b"\n', "", "", "ja", ""]
    assert rows[4] == ["−3", "-0,25", "", "nein", "4"]
    assert rows[5][0] == "'＝A1"
    assert rows[6] == ["", "100,1", "", "nein", "-6"]
