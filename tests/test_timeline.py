# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The axis of working days: exact both ways, and the only date arithmetic."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovplan.errors import OutOfRangeError
from egovplan.timeline import FIRST_YEAR, LAST_YEAR, Timeline, every_weeks, public_holidays

RP = Timeline("RP")
DAYS = st.dates(dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31))
INDICES = st.integers(0, len(RP) - 1)


@given(INDICES)
def test_index_and_date_are_inverse_on_every_working_day(index):
    """The date of an index leads back to the index."""
    assert RP.index(RP.date(index)) == index


@given(DAYS)
def test_index_is_the_first_working_day_on_or_after(day):
    """Counting day by day from a date reaches the working day that the index names."""
    index = RP.index(day)
    while not RP.is_working(day):
        day += dt.timedelta(days=1)
        if day.year > LAST_YEAR:
            assert index == len(RP)
            return
    assert RP.date(index) == day


@given(DAYS)
def test_working_days_are_monday_to_friday_without_holidays(day):
    """An independent definition of a working day agrees with the axis."""
    free = day.weekday() >= 5 or day in public_holidays("RP") or (day.month, day.day) in {(12, 24), (12, 31)}
    assert RP.is_working(day) is not free


def test_reformation_day_is_free_in_2017_only():
    """The 500th anniversary was a holiday in Rheinland-Pfalz once; other years it is a working day."""
    assert not RP.is_working(dt.date(2017, 10, 31))
    assert RP.is_working(dt.date(2018, 10, 31))


def test_an_unknown_subdivision_is_refused():
    """A Land that does not exist is named, with those that do."""
    with pytest.raises(OutOfRangeError, match=r"RP.*'XX'"):
        Timeline("XX")


def test_subdivisions_differ():
    """Fronleichnam is free in Rheinland-Pfalz and not in Berlin."""
    fronleichnam = dt.date(2015, 6, 4)
    assert not RP.is_working(fronleichnam)
    assert Timeline("BE").is_working(fronleichnam)


def test_local_days_eves_and_holidays_can_be_switched():
    """Local days close, eves and holidays open, each on its own."""
    rosenmontag, eve, easter = dt.date(2016, 2, 8), dt.date(2015, 12, 24), dt.date(2016, 3, 28)
    assert not Timeline("RP", [rosenmontag]).is_working(rosenmontag)
    assert Timeline("RP", eves=False).is_working(eve)
    assert Timeline("RP", holidays=False).is_working(easter)


def test_equal_days_make_equal_timelines():
    """Two timelines with the same working days are one key."""
    assert Timeline("RP") == RP
    assert hash(Timeline("RP")) == hash(RP)
    assert Timeline("BY") != RP
    assert RP != "RP"
    assert "Arbeitstage" in repr(RP)
    assert len(RP.days) == len(RP)


@pytest.mark.parametrize("day", [dt.date(1999, 12, 31), dt.date(2101, 1, 2), dt.date(1, 1, 1)])
def test_dates_beyond_the_axis_are_refused(day):
    """Nothing is clamped silently."""
    with pytest.raises(OutOfRangeError, match="außerhalb"):
        RP.index(day)


@pytest.mark.parametrize("index", [-1, len(RP)])
def test_indices_beyond_the_axis_are_refused(index):
    """A negative index does not count from the end."""
    with pytest.raises(OutOfRangeError):
        RP.date(index)


def test_the_day_after_the_last_is_the_end_of_the_axis():
    """Work may finish on the last day of the axis."""
    assert RP.index_after(dt.date(LAST_YEAR, 12, 31)) == len(RP)
    assert RP.year_start(LAST_YEAR + 1) == len(RP)


@given(INDICES.filter(lambda index: index > 0), st.integers(-400, 400), st.booleans())
def test_elapsed_lags_count_calendar_days(index, days, from_finish):
    """An elapsed lag is plain date arithmetic, from the day after the work or from the day itself."""
    base = RP.date(index - 1) + dt.timedelta(days=1) if from_finish else RP.date(index)
    day = base + dt.timedelta(days=days)
    expected = 0 if day.year < FIRST_YEAR else len(RP) if day.year > LAST_YEAR else RP.index(day)
    assert RP.after_elapsed(index, days, from_finish=from_finish) == expected


@given(st.integers(-400, 400), st.booleans(), INDICES)
def test_elapsed_lags_are_monotone(days, from_finish, index):
    """A later event never leads to an earlier day: that keeps the critical path exact."""
    later = min(index + 1, len(RP) - 1)
    shift = RP.after_elapsed
    assert shift(index, days, from_finish=from_finish) <= shift(later, days, from_finish=from_finish)


def test_a_wait_over_a_weekend_starts_on_saturday():
    """Ten days after work that ends on Friday begin to count on Saturday."""
    friday = RP.index(dt.date(2015, 6, 12))
    assert RP.date(RP.after_elapsed(friday + 1, 10, from_finish=True)) == dt.date(2015, 6, 23)


def test_years_and_months_start_on_their_first_working_day():
    """New Year's Day is skipped, and so is a weekend at the start of a month."""
    assert RP.date(RP.year_start(2016)) == dt.date(2016, 1, 4)
    assert RP.date(RP.month_start(2015, 8)) == dt.date(2015, 8, 3)
    assert RP.year(RP.year_start(2016)) == 2016


def test_last_day_of_work_and_of_a_milestone():
    """Work ends on the day before its finish; a milestone on its own day."""
    index = RP.index(dt.date(2015, 5, 13))
    assert RP.last_day(index, index + 1) == dt.date(2015, 5, 13)
    assert RP.last_day(index, index) == dt.date(2015, 5, 13)


def test_rhythm_of_sittings():
    """Every six weeks from the first to the last, both included; none if the last is before the first."""
    first = dt.date(2015, 5, 13)
    assert every_weeks(first, 6, first + dt.timedelta(weeks=12)) == [
        first + dt.timedelta(weeks=6 * k) for k in range(3)
    ]
    assert every_weeks(first, 6, first - dt.timedelta(days=1)) == []
