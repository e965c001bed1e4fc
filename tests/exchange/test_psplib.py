# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Instances of PSPLIB become catalogues whose makespan is theirs. The instances here are made up, in the same format."""

import pytest

import egovplan
from egovplan.catalogue.flat import ActivityKind
from egovplan.catalogue.values import Span
from egovplan.plan.model import Plan

STARS = "*" * 72

SINGLE = f"""{STARS}
file with basedata            : tiny.bas
initial value random generator: 1
{STARS}
projects                      :  1
jobs (incl. supersource/sink ):  5
horizon                       :  9
RESOURCES
  - renewable                 :  2   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
{STARS}
PROJECT INFORMATION:
pronr.  #jobs rel.date duedate tardcost  MPM-Time
    1      3      0        9        1        5
{STARS}
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           5
   4        1          1           5
   5        1          0{" " * 8}
{STARS}
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     3       4    0
  3      1     4       1    2
  4      1     2       2    2
  5      1     0       0    0
{STARS}
RESOURCEAVAILABILITIES:
  R 1  R 2
    4    3
{STARS}
"""

MULTI = f"""{STARS}
jobs (incl. supersource/sink ):  3
{STARS}
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          1           2
   2        2          1           3
   3        1          0
{STARS}
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  N 1
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     3       4    7
         2     6       2    0
  3      1     0       0    0
{STARS}
RESOURCE AVAILABILITIES
  R 1  N 1
    4    5
{STARS}
"""


@pytest.fixture
def load(tmp_path):
    """Return a function that reads a text as a file with a suffix."""

    def read(text, suffix=".sm"):
        path = tmp_path / f"tiny{suffix}"
        path.write_text(text)
        return egovplan.load_catalogue(path)

    return read


def test_jobs_become_activities_of_one_measure(load):
    """Five jobs, five activities; source and sink are milestones; capacities are whole people."""
    catalogue = load(SINGLE)
    assert [a.id for a in catalogue.activities] == [f"PSPLIB/{i}" for i in range(1, 6)]
    assert [a.duration for a in catalogue.activities] == [Span(0), Span(3), Span(4), Span(2), Span(0)]
    kinds = [a.kind for a in catalogue.activities]
    assert kinds == [ActivityKind.MILESTONE, *[ActivityKind.WORK] * 3, ActivityKind.MILESTONE]
    assert {r.id: int(r.capacity[0].fte) for r in catalogue.resources} == {"R1": 4, "R2": 3}
    assert catalogue.activity_by_id["PSPLIB/3"].modes[0].demand == {"R1": 100, "R2": 200}
    links = {(link.predecessor[-1], link.successor[-1]) for link in catalogue.links}
    assert links == {("1", "2"), ("1", "3"), ("2", "4"), ("3", "5"), ("4", "5")}
    assert catalogue.issues == ()


def test_one_period_is_one_working_day(load):
    """A plan of five periods has a makespan of five, over weekends and holidays."""
    catalogue = load(SINGLE)
    begin = catalogue.timeline.index(catalogue.start)
    assert catalogue.timeline.date(begin) == catalogue.start
    starts = [begin, begin, begin + 3, begin + 3, begin + 7]
    finishes = [begin, begin + 3, begin + 7, begin + 5, begin + 7]
    plan = Plan.of(catalogue, starts, finishes)
    assert plan.makespan == 7
    long = catalogue.timeline
    assert all(long.date(i + 5).toordinal() - long.date(i).toordinal() == 7 for i in range(begin, begin + 600))


def test_modes_and_stocks(load):
    """Several modes stay several; a non-renewable resource is a stock."""
    catalogue = load(MULTI, ".mm")
    modes = catalogue.activity_by_id["PSPLIB/2"].modes
    assert [(m.duration.days, dict(m.demand)) for m in modes] == [(3, {"R1": 400, "N1": 700}), (6, {"R1": 200})]
    assert [r.renewable for r in catalogue.resources] == [True, False]


def test_several_measures_are_not_needed(load):
    """The measure carries the name of the instance, so that tables say which one it is."""
    catalogue = load(SINGLE)
    assert catalogue.title == "PSPLIB tiny"
    assert [measure.title for measure in catalogue.measures] == ["tiny"]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("successors   successors\n   1        1 ", "successors   successors\n   1        x ", "integer", 19),
        ("   5        1          0        \n", "", "psplib-jobs", 22),
        ("  2      1     3       4    0\n", "  2      1\n", "psplib-columns", 29),
        ("  1      1     0       0    0\n", "  1     0       0    0\n", "psplib-columns", 28),
        ("  5      1     0       0    0\n", "  4      1     0       0    0\n", "unknown-id", 32),
        ("    4    3\n", "", "psplib-columns", 35),
        ("  3      1     4       1    2", "  3      2     4       1    2", "psplib-columns", 30),
        ("  3      1     4       1    2", "  3      1     99999   1    2", "span-range", 21),
    ],
)
def test_malformed_files_name_their_line(load, old, new, code, line):
    """What PSPLIB's generator does not write is refused, with the line."""
    assert old in SINGLE
    with pytest.raises(egovplan.CatalogueError) as caught:
        load(SINGLE.replace(old, new))
    assert [(issue.code, issue.line) for issue in caught.value.issues] == [(code, line)]


def test_a_stock_that_never_suffices(load):
    """If every mode needs too much of a stock, that is said with the line of the capacities."""
    with pytest.raises(egovplan.CatalogueError) as caught:
        load(MULTI.replace("         2     6       2    0", "         2     6       2    6"), ".mm")
    assert [(i.code, i.line) for i in caught.value.issues] == [("stock-exceeded", 20)]
