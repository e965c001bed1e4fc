# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""mainz-2015 can be planned, and the plan has something to say: stages that hold and stages that do not."""

import datetime as dt

import pytest

from egovplan import datasets, verify
from egovplan.catalogue.catalogue import Catalogue
from egovplan.plan.metrics import resource_load
from egovplan.plan.model import Plan
from egovplan.scheduling.heuristic import first_schedule
from egovplan.scheduling.translation.build import build

MAINZ = datasets.load("mainz-2015")
AS_OF = dt.date(2019, 9, 25)


def plan_of(as_of):
    """Return the heuristic's plan: a quarter of a second, and the same on every machine."""
    instance = build(MAINZ, as_of=as_of)
    found = first_schedule(instance, seed=0, schedules=300)
    starts = [int(t) + instance.origin for t in found.starts]
    finishes = [int(t) + instance.origin for t in found.finishes]
    return Plan.of(MAINZ, starts, finishes, [int(m) for m in found.modes], as_of=as_of)


@pytest.fixture(scope="module")
def first():
    return plan_of(None)


@pytest.fixture(scope="module")
def later():
    return plan_of(AS_OF)


def last_day(plan, measure):
    row = plan.measures[measure]
    return plan.timeline.last_day(row.start, row.finish)


def test_first_plan_keeps_every_rule(first):
    """People, money, sittings, embargoes, limits and order of work: nothing is broken."""
    assert verify(first, MAINZ) == []


def test_plan_of_the_status_keeps_every_rule(later):
    """Planned anew as of the status date, what has happened stays where it happened and the rest keeps the rules."""
    assert verify(later, MAINZ) == []
    assert later["DMS/gremium"].start == later.timeline.index(dt.date(2016, 1, 20))


def test_some_stages_hold_and_some_do_not(first):
    """The strategy takes longer than 2019, and not until the end of the century."""
    assert 2020 <= first.timeline.last_day(first.start, first.finish).year <= 2023
    late = {measure.id for measure in MAINZ.measures if first.lateness(measure.id)}
    assert "DMS" in late
    urgent = {measure.id for measure in MAINZ.measures if measure.priority <= 2}
    assert 2 <= len(late & urgent) <= len(urgent) // 2
    assert sum(last_day(first, measure).year in (2018, 2019) for measure in urgent) >= 5


def test_status_made_it_later(first, later):
    """What happened by 2019 was slower than planned: the report has a drift to explain."""
    assert last_day(later, "DMS") > last_day(first, "DMS")
    assert later.objective["lateness"] > first.objective["lateness"]


def test_people_bind(first):
    """Several roles are used to the last hundredth on many days."""
    saturated = {
        name: sum(load >= capacity > 0 for load, capacity in zip(profile.load, profile.capacity, strict=True))
        for name, profile in resource_load(first).items()
    }
    assert sum(days >= 60 for days in saturated.values()) >= 5


def test_canonical_form_is_the_same_catalogue():
    """Read, written and read again it is the same, down to the hash."""
    again = Catalogue.from_dict(MAINZ.to_dict())
    assert again.hash == MAINZ.hash
    assert again == MAINZ
