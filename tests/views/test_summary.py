# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A result in German sentences: deadlines, reserves, what binds, and how good the plan is."""

import pytest

from egovplan.catalogue.catalogue import Catalogue
from egovplan.plan.model import Plan
from egovplan.plan.result import LEVEL_LABEL, Level, Result, ResultStatus, StopReason
from egovplan.views.summary import STOP_WORDS, level_line, plan_summary
from tests.samples import city_data


def spread_out(deadline):
    """Return a plan that does one activity after the other, and a deadline for its first stage."""
    data = city_data()
    data["stages"][0]["deadline"] = deadline
    catalogue = Catalogue.from_dict(data)
    clock, starts, finishes = catalogue.timeline.index(catalogue.start), [], []
    for activity in catalogue.activities:
        starts.append(clock)
        clock += activity.duration.days
        finishes.append(clock)
    return Plan.of(catalogue, starts, finishes)


def result(plan, *levels, stop=StopReason.TIME_LIMIT):
    return Result(ResultStatus.FEASIBLE, plan, levels, stop, wall_time=1.25, seed=7)


def test_kept_deadline_shows_its_reserve():
    """Holding a deadline is said with the days in hand."""
    text = plan_summary(result(spread_out("2019-12-31")))
    assert "Frist 31.12.2019 gehalten" in text
    assert "Reserve" in text
    assert "Stufe 2: fertig" in text
    assert "ohne Frist" in text
    assert text.count("bindend: ") >= 2


def test_missed_deadline_names_the_late_measures():
    """Missing a deadline is said with the days and the measures."""
    text = plan_summary(result(spread_out("2015-06-01")))
    assert "Frist 01.06.2015 verfehlt um" in text
    assert "verspätet: E-Payment" in text


def test_measures_that_miss_a_date_of_their_own_are_named():
    """Such lateness counts, whatever stands in the line of the stage, and without one, too."""
    rows = [{"id": n, "title": n * 3, "priority": 1, "duration": 5, "due": "2016-01-06"} for n in "ABCDEF"]
    catalogue = Catalogue.from_dict({"title": "Ort", "start": "2016-01-04", "measures": rows})
    start = catalogue.timeline.index(catalogue.start)
    plan = Plan.of(catalogue, [start] * 5 + [start + 5], [start + 5] * 5 + [start + 10])
    text = plan_summary(result(plan))
    assert "eigenen Termin verfehlt: FFF (06.01.2016, um 7 Arbeitstage), AAA (06.01.2016, um 2 Arbeitstage)" in text
    assert text.count("(06.01.2016") == 4
    assert "um 2 Arbeitstage) und 2 weitere\n" in text


def test_levels_say_bound_and_gap_or_proof():
    """A gap is a percentage of the value; a proved level says so."""
    assert level_line(Level("makespan", 2000, 1900)) == (
        "Gesamtdauer: 2.000 Arbeitstage, Schranke 1.900, Abstand 5,0 %"
    )
    assert level_line(Level("lateness", 0, 0)) == "gewichteter Verzug: 0, bewiesen bestmöglich"


def test_run_is_described():
    """Why it ended, how long it took, and the seed."""
    text = plan_summary(result(spread_out("2019-12-31"), Level("lateness", 3, 1), stop=StopReason.INTERRUPTED))
    assert "Die Suche wurde abgebrochen" in text
    assert text.endswith("1,2 s, Startwert 7.")


def test_no_plan_lists_the_conflict():
    """Infeasible and unknown are different sentences."""
    none = Result(ResultStatus.INFEASIBLE, None, conflict=("Frist 31.12.2019", "Kapazität Amt 16"))
    assert plan_summary(none).splitlines()[1:] == ["  – Frist 31.12.2019", "  – Kapazität Amt 16"]
    unknown = Result(ResultStatus.UNKNOWN, None, stop_reason=StopReason.TIME_LIMIT)
    assert plan_summary(unknown) == "Kein Plan gefunden. Die Zeitgrenze war erreicht."


@pytest.mark.parametrize("reason", StopReason)
def test_every_stop_reason_has_words(reason):
    """A new reason needs its sentence."""
    assert STOP_WORDS[reason]


def test_every_level_has_words():
    """The levels of a plan's objective are those the summary can name."""
    assert set(LEVEL_LABEL) >= set(spread_out("2019-12-31").objective)
