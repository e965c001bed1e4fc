# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""»umgesetzt« and »flächendeckend« are derived from what was reported."""

import datetime as dt

import pytest

from egovplan.catalogue.catalogue import Catalogue
from egovplan.tracking.coverage import Extent, progress
from tests.samples import city, city_data

DAY = dt.date(2016, 2, 1)


@pytest.mark.parametrize(
    ("measure", "extent"),
    [
        ("DMS", Extent.PARTLY),
        ("EPAY", Extent.RUNNING),
        ("FORM", Extent.NOT_DONE),
        ("KITA", Extent.UNKNOWN),
        ("LIVE", Extent.EVERYWHERE),
        ("GIS", Extent.POSTPONED),
    ],
)
def test_extent_of_each_kind(measure, extent):
    """Each way a measure can stand is recognised."""
    assert progress(city(), DAY)[measure].extent is extent


def test_offices_say_what_is_missing():
    """Workplaces and uses are counted by office."""
    dms = progress(city(), DAY)["DMS"]
    main, citizens = dms.offices
    assert main.is_complete(1.0)
    assert citizens.is_live
    assert citizens.missing_workplaces(1.0) == 15
    assert citizens.missing_uses == ("Akte",)
    assert citizens.missing_workplaces(0.25) == 0
    assert dms.since == dt.date(2016, 1, 15)


def test_later_reports_are_left_out():
    """A Bilanz of an earlier day does not know what came later."""
    early = progress(city(), dt.date(2015, 9, 15))
    assert early["DMS"].extent is Extent.RUNNING
    assert early["LIVE"].extent is Extent.UNKNOWN
    assert early["FORM"].extent is Extent.UNKNOWN


def test_everywhere_needs_all_workplaces_and_all_uses():
    """The last missing use makes the difference."""
    data = city_data()
    data["status"]["coverage"][1] |= {"workplaces_live": 20, "uses_live": ["Akte"]}
    assert progress(Catalogue.from_dict(data), DAY)["DMS"].extent is Extent.EVERYWHERE
    data["status"]["coverage"][0]["uses_live"] = ["Akte"]
    assert progress(Catalogue.from_dict(data), DAY)["DMS"].extent is Extent.PARTLY


def test_a_finished_introduction_without_report_counts_as_complete():
    """Where no numbers are reported, the finished introduction speaks."""
    data = city_data()
    data["status"]["coverage"] = data["status"]["coverage"][1:]
    office = progress(Catalogue.from_dict(data), DAY)["DMS"].offices[0]
    assert office.introduced
    assert office.workplaces_live is None
    assert office.is_complete(1.0)


def test_dropped_and_no_status():
    """Given up is not postponed; without a status everything is unknown."""
    data = city_data()
    data["status"]["decisions"][0]["decision"] = "aufgegeben"
    assert progress(Catalogue.from_dict(data), DAY)["GIS"].extent is Extent.DROPPED
    del data["status"]
    assert {p.extent for p in progress(Catalogue.from_dict(data), DAY).values()} == {Extent.UNKNOWN}
