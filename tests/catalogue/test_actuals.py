# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What has happened stays where it happened."""

import datetime as dt

import pytest

import egovplan
from egovplan.catalogue.actuals import Fixed, fixed_activities, replan_from, status_date
from egovplan.catalogue.catalogue import Catalogue

BASE = {
    "title": "T", "start": "2020-01-02", "externals": [{"id": "L", "title": "Land", "date": "2020-05-05"}],
    "measures": [{"id": m, "title": m, "priority": 1, "duration": d} for m, d in (("A", 5), ("B", 10), ("C", "14 KT"), ("D", 0))],
}  # fmt: skip


def _catalogue(*actuals, as_of="2020-02-28"):
    return Catalogue.from_dict(BASE | {"status": {"as_of": as_of, "actuals": list(actuals)}})


def test_without_a_status_nothing_is_fixed():
    """No status, no facts."""
    assert fixed_activities(Catalogue.from_dict(BASE), dt.date(2020, 2, 28)) == {}


def test_finished_work_keeps_its_days():
    """Start and finish are those reported, both days inclusive; on a weekend, the working days around it."""
    catalogue = _catalogue(
        {"activity": "A", "start": "2020-02-03", "finish": "2020-02-07"},
        {"activity": "D", "start": "2020-02-08", "finish": "2020-02-08"},
    )
    line = catalogue.timeline
    first = line.index(dt.date(2020, 2, 3))
    monday = line.index(dt.date(2020, 2, 10))
    assert fixed_activities(catalogue, dt.date(2020, 2, 28)) == {
        "A": Fixed(first, first + 5, finished=True),
        "D": Fixed(monday, monday, finished=True),
    }


def test_running_work_ends_after_its_remaining_days():
    """Counted from the status date if the report is of that very day, else as planned, at least until tomorrow."""
    catalogue = _catalogue(
        {"activity": "A", "start": "2020-02-03", "remaining": 7}, {"activity": "C", "start": "2020-02-24"}
    )
    line = catalogue.timeline
    now = line.index_after(dt.date(2020, 2, 28))
    fixed = fixed_activities(catalogue, dt.date(2020, 2, 28))
    assert fixed["A"] == Fixed(line.index(dt.date(2020, 2, 3)), now + 7, finished=False)
    assert fixed["C"].finish == line.index(dt.date(2020, 3, 9))
    later = fixed_activities(catalogue, dt.date(2020, 3, 31))
    assert {a: f.finish for a, f in later.items()} == dict.fromkeys("AC", line.index_after(dt.date(2020, 3, 31)) + 1)


def test_reports_of_the_future_do_not_reach_back():
    """What began after the date, or ended after it, is not yet known on it; the first plan knows nothing."""
    catalogue = _catalogue(
        {"activity": "A", "start": "2020-02-03", "finish": "2020-02-07"}, {"activity": "B", "start": "2020-02-10"}
    )
    early = fixed_activities(catalogue, dt.date(2020, 2, 4))
    assert list(early) == ["A"]
    assert not early["A"].finished
    assert fixed_activities(catalogue, None) == {}


def test_new_work_begins_after_the_status_date():
    """The first plan has no such bound."""
    catalogue = _catalogue()
    assert replan_from(catalogue, dt.date(2020, 2, 28)) == catalogue.timeline.index(dt.date(2020, 3, 2))
    assert replan_from(catalogue, None) is None


def test_a_status_date_as_it_is_typed():
    """Whoever replans may write the date as in a file, in every function that takes one; what is no date is said in German."""
    day = dt.date(2020, 2, 28)
    assert status_date(None) is None
    for written in (day, dt.datetime(2020, 2, 28, 9, 30, tzinfo=dt.UTC), "28.02.2020", "2020-02-28"):
        assert status_date(written) == day
    catalogue = _catalogue({"activity": "A", "start": "2020-02-03"})
    result = egovplan.schedule(catalogue, as_of="28.02.2020", time_limit=2, workers=1)
    assert result.plan is not None
    assert result.plan.as_of == egovplan.bilanz(catalogue, result.plan, "28.02.2020").as_of == day
    assert (
        egovplan.critical_path(catalogue, as_of="28.02.2020").finish
        == egovplan.critical_path(catalogue, as_of=day).finish
    )
    with pytest.raises(egovplan.CatalogueError, match="Stichtag ist kein Datum"):
        egovplan.schedule(catalogue, as_of="gestern")
