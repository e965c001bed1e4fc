# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Ways of breaking a valid plan of the town, each with the rule that it breaks and what the violation must say.

A mutation takes a valid plan and returns the broken one with the expected fields of the violation. It works with dates and
the oracle's calendar; it never asks the verifier.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from egovplan.plan.model import Plan, PlannedActivity
from egovplan.plan.verify import Rule
from tests.plan.naive import Days, sits

Broken = tuple[Plan, dict[str, Any]]


@dataclass(frozen=True)
class Mutation:
    name: str
    rule: Rule
    apply: Callable[[Plan], Broken]
    on: str


MUTATIONS: list[Mutation] = []


def breaks(rule: Rule, *, on: str = "both"):
    """Register a mutation; ``on``: the town before anything has begun, the town of the status date, or both."""

    def register(function):
        MUTATIONS.append(Mutation(function.__name__, rule, function, on))
        return function

    return register


def put(plan, activity, **changes):
    rows = tuple(replace(row, **changes) if row.id == activity else row for row in plan.activities)
    return replace(plan, activities=rows)


def place(plan, activity, start, *, mode=None):
    """Return the plan with an activity moved to a start, its duration kept."""
    mode = plan[activity].mode if mode is None else mode
    span = plan.catalogue.activity_by_id[activity].modes[mode].duration
    return put(plan, activity, start=start, finish=Days(plan.catalogue).after(start, span), mode=mode)


def day(plan, text):
    return Days(plan.catalogue).on_or_after(dt.date.fromisoformat(text))


# is it a plan at all


@breaks(Rule.MISSING)
def activity_left_out(plan):
    rows = tuple(row for row in plan.activities if row.id != "FORM")
    return replace(plan, activities=rows), {"activity": "FORM", "office": "10"}


@breaks(Rule.MISSING)
def plan_is_empty(plan):
    return replace(plan, activities=()), {"activity": "RAT"}


@breaks(Rule.DUPLICATE)
def activity_twice(plan):
    row = replace(plan["EREG"], start=plan["EREG"].start + 100, finish=plan["EREG"].finish + 100)
    return replace(plan, activities=(*plan.activities, row)), {"activity": "EREG", "have": 2}


@breaks(Rule.UNKNOWN)
def activity_unknown(plan):
    return replace(plan, activities=(*plan.activities, PlannedActivity("DMS/rollout/52", 5000, 5010))), {
        "activity": "DMS/rollout/52"
    }


@breaks(Rule.MISSING)
def activity_renamed(plan):
    return put(plan, "GIS", id="gis"), {"activity": "GIS"}


@breaks(Rule.CATALOGUE)
def plan_of_another_catalogue(plan):
    other = plan.catalogue.replace(title="Nachbarstadt")
    return replace(plan, catalogue=other), {"subject": other.hash}


@breaks(Rule.MODE)
def mode_too_high(plan):
    return put(plan, "DMS/test", mode=2), {"activity": "DMS/test", "need": 1}


@breaks(Rule.MODE)
def mode_negative(plan):
    return put(plan, "FORM", mode=-1), {"activity": "FORM", "need": 0}


@breaks(Rule.OFF_AXIS)
def start_before_the_axis(plan):
    return put(plan, "FORM", start=-1), {"activity": "FORM", "office": "10"}


@breaks(Rule.OFF_AXIS)
def start_beyond_the_axis(plan):
    end = len(plan.timeline)
    return put(plan, "FORM", start=end, finish=end), {"activity": "FORM"}


@breaks(Rule.OFF_AXIS)
def finish_beyond_the_axis(plan):
    return put(plan, "FORM", finish=len(plan.timeline) + 1), {"activity": "FORM"}


@breaks(Rule.OFF_AXIS)
def finish_before_start(plan):
    row = plan["FORM"]
    return put(plan, "FORM", start=row.finish, finish=row.start), {"activity": "FORM"}


@breaks(Rule.OFF_AXIS)
def start_is_a_fraction(plan):
    return put(plan, "FORM", start=plan["FORM"].start + 0.5), {"activity": "FORM"}


@breaks(Rule.OFF_AXIS)
def finish_is_not_a_number(plan):
    return put(plan, "FORM", finish=float("nan")), {"activity": "FORM"}


@breaks(Rule.OFF_AXIS)
def start_is_a_truth_value(plan):
    return put(plan, "FORM", start=True), {"activity": "FORM"}


# durations


@breaks(Rule.DURATION)
def one_day_too_short(plan):
    finish = plan["FORM"].finish - 1
    return put(plan, "FORM", finish=finish), {"activity": "FORM", "need": finish + 1, "have": finish}


@breaks(Rule.DURATION)
def one_day_too_long(plan):
    finish = plan["FORM"].finish + 1
    return put(plan, "FORM", finish=finish), {"activity": "FORM", "have": finish}


@breaks(Rule.DURATION, on="town")
def calendar_days_counted_as_working_days(plan):
    start = plan["DMS/vergabe"].start
    return put(plan, "DMS/vergabe", finish=start + 45), {"activity": "DMS/vergabe", "have": start + 45}


@breaks(Rule.DURATION)
def milestone_with_length(plan):
    return put(plan, "RAT", finish=plan["RAT"].finish + 1), {"activity": "RAT", "office": "51"}


@breaks(Rule.DURATION)
def mode_changed_without_its_dates(plan):
    return put(plan, "PORTAL/entwurf", mode=1 - plan["PORTAL/entwurf"].mode), {"activity": "PORTAL/entwurf"}


# windows of one activity


@breaks(Rule.RELEASE, on="town")
def before_the_catalogue_starts(plan):
    start = day(plan, "2015-05-13") - 1
    return place(plan, "WLAN", start), {
        "activity": "WLAN",
        "have": start,
        "need": start + 1,
        "date": dt.date(2015, 5, 12),
    }


@breaks(Rule.RELEASE)
def before_not_before_of_the_measure(plan):
    start = day(plan, "2016-02-29")
    return place(plan, "PORTAL/entwurf", start), {"activity": "PORTAL/entwurf", "date": dt.date(2016, 2, 29)}


@breaks(Rule.RELEASE)
def before_not_before_of_the_activity(plan):
    start = day(plan, "2016-05-31")
    return place(plan, "PORTAL/bau", start), {"activity": "PORTAL/bau", "need": start + 1}


@breaks(Rule.DEADLINE)
def past_the_deadline_of_the_activity(plan):
    limit = day(plan, "2017-11-01")
    return place(plan, "PORTAL/start", limit + 1), {"activity": "PORTAL/start", "need": limit, "have": limit + 1}


@breaks(Rule.DEADLINE)
def past_the_deadline_of_the_measure(plan):
    return place(plan, "PORTAL/bau", day(plan, "2017-11-30") - 28), {"activity": "PORTAL/bau", "office": "16"}


@breaks(Rule.EXTERNAL)
def external_event_pulled_forward(plan):
    start = plan["LAND"].start - 5
    return place(plan, "LAND", start), {"activity": "LAND", "have": start, "need": start + 5}


@breaks(Rule.EXTERNAL)
def external_event_stretched(plan):
    return put(plan, "GESETZ", finish=plan["GESETZ"].finish + 1), {"activity": "GESETZ", "subject": "GESETZ"}


@breaks(Rule.STATUS_DATE, on="begun")
def started_in_the_past(plan):
    start = day(plan, "2015-11-30")
    return place(plan, "DMS/test", start), {"activity": "DMS/test", "have": start, "need": start + 1}


@breaks(Rule.ACTUAL, on="begun")
def finished_activity_moved(plan):
    start = plan["DMS/konzept"].start
    return put(plan, "DMS/konzept", start=start + 1, finish=plan["DMS/konzept"].finish + 1), {
        "activity": "DMS/konzept", "need": start, "have": start + 1,
    }  # fmt: skip


@breaks(Rule.ACTUAL, on="begun")
def running_activity_shortened(plan):
    finish = plan["EREG"].finish
    return put(plan, "EREG", finish=finish - 1), {"activity": "EREG", "need": finish, "have": finish - 1}


# order


@breaks(Rule.PRECEDENCE, on="town")
def successor_before_calendar_lag_is_over(plan):
    start = plan["DMS/vergabe"].start
    late = place(plan, "DMS/konzept", start - 20)
    return late, {"activity": "DMS/vergabe", "subject": "DMS/konzept", "have": start}


@breaks(Rule.PRECEDENCE)
def successor_on_the_last_day_of_its_predecessor(plan):
    start = plan["PORTAL/entwurf"].finish - 1
    return place(plan, "PORTAL/bau", start), {"activity": "PORTAL/bau", "subject": "PORTAL/entwurf", "need": start + 1}


@breaks(Rule.PRECEDENCE)
def starts_too_close_together(plan):
    start = plan["DMS/test"].start + 2
    return place(plan, "DMS/schulung", start), {"activity": "DMS/schulung", "subject": "DMS/test", "need": start + 1}


@breaks(Rule.PRECEDENCE)
def finishes_too_close_together(plan):
    finish = plan["DMS/schulung"].finish + 1
    return place(plan, "DMS/handbuch", finish - 6), {
        "activity": "DMS/handbuch", "subject": "DMS/schulung", "need": finish + 1, "have": finish,
    }  # fmt: skip


@breaks(Rule.PRECEDENCE)
def finished_before_the_other_has_started(plan):
    finish = plan["EPAY/anbindung"].start + 3
    return place(plan, "EPAY/abloesung", finish - 10), {
        "activity": "EPAY/abloesung", "subject": "EPAY/anbindung", "need": finish + 1, "have": finish,
    }  # fmt: skip


@breaks(Rule.PRECEDENCE)
def lead_overdone(plan):
    start = plan["EPAY/anbindung"].finish - 9
    return place(plan, "EPAY/vorarbeit", start), {"activity": "EPAY/vorarbeit", "need": start + 1, "have": start}


@breaks(Rule.PRECEDENCE)
def ahead_of_the_external_event(plan):
    return place(plan, "EPAY/anbindung", plan["LAND"].start - 1), {"activity": "EPAY/anbindung", "subject": "LAND"}


@breaks(Rule.PRECEDENCE)
def operation_before_the_last_introduction(plan):
    start = max(plan["DMS/rollout/50"].finish, plan["DMS/rollout/51"].finish) - 1
    return place(plan, "DMS/betrieb", start), {"activity": "DMS/betrieb", "need": start + 1}


@breaks(Rule.MEASURE_ORDER)
def measure_before_the_one_it_follows(plan):
    start = plan["EPAY/abnahme"].finish
    return place(plan, "PORTAL/entwurf", start), {"activity": "PORTAL/entwurf", "office": "33", "subject": "EPAY"}


@breaks(Rule.MEASURE_ORDER)
def measure_too_soon_after_the_one_it_follows(plan):
    finish = plan["EREG"].finish
    return place(plan, "FORM", finish - 1), {"activity": "FORM", "subject": "EREG", "have": finish - 1}


@breaks(Rule.MEASURE_ORDER, on="town")
def starts_of_measures_too_close(plan):
    start = plan["WLAN"].start
    return place(plan, "GIS", start + 1), {"activity": "GIS", "subject": "WLAN", "need": start + 2}


# sittings and embargoes


@breaks(Rule.SITTING)
def gate_on_the_day_after_the_sitting(plan):
    start = plan["EPAY/abnahme"].start + 1
    return place(plan, "EPAY/abnahme", start), {"activity": "EPAY/abnahme", "subject": "HPA", "have": start}


@breaks(Rule.SITTING)
def gate_after_a_sitting_on_a_holiday(plan):
    start = day(plan, "2016-10-03")
    return place(plan, "EPAY/abnahme", start), {"activity": "EPAY/abnahme", "date": dt.date(2016, 10, 4)}


@breaks(Rule.NOTICE)
def paper_too_late_for_the_sitting(plan):
    days, body = Days(plan.catalogue), plan.catalogue.bodies[0]
    start = next(t for t in range(plan["EPAY/abloesung"].finish + 60, 9999) if sits(days, body, t))
    tight = place(plan, "EPAY/abnahme", start)
    return place(tight, "EPAY/abloesung", start - 13), {
        "activity": "EPAY/abnahme", "subject": "EPAY/abloesung", "have": start,
    }  # fmt: skip


@breaks(Rule.NOTICE)
def paper_too_late_by_working_days(plan):
    start = plan["DMS/freigabe"].start
    tight = place(plan, "DMS/auswertung", start - 9)
    return tight, {"activity": "DMS/freigabe", "subject": "DMS/auswertung", "have": start, "need": start + 1}


@breaks(Rule.NOTICE, on="town")
def paper_before_the_catalogue_starts(plan):
    start = day(plan, "2015-05-20")
    return place(plan, "DMS/beschluss", start), {"activity": "DMS/beschluss", "subject": "HPA", "have": start}


@breaks(Rule.EMBARGO)
def start_while_nothing_starts(plan):
    return place(plan, "RAT", day(plan, "2015-12-21")), {"activity": "RAT", "subject": "WEIHNACHT", "office": "51"}


@breaks(Rule.EMBARGO)
def cost_in_the_interim_budget(plan):
    start = day(plan, "2016-02-29")
    return place(plan, "DMS/test", start), {"activity": "DMS/test", "subject": "VHF", "need": start + 1}


@breaks(Rule.EMBARGO)
def office_starts_while_it_moves(plan):
    return place(plan, "PORTAL/bau", day(plan, "2016-08-19")), {
        "activity": "PORTAL/bau",
        "subject": "UMZUG",
        "office": "16",
    }


@breaks(Rule.EMBARGO)
def measure_starts_before_the_election(plan):
    return place(plan, "FORM", day(plan, "2015-09-01")), {"activity": "FORM", "subject": "WAHL"}


# what is shared


@breaks(Rule.CAPACITY)
def two_at_the_same_person(plan):
    start = plan["PORTAL/bau"].start
    return place(plan, "FORM", start), {
        "subject": "16/Netz",
        "need": 200,
        "have": 100,
        "date": plan.timeline.date(start),
    }


@breaks(Rule.CAPACITY)
def after_posts_were_lost(plan):
    start = day(plan, "2016-01-04")
    both = place(place(plan, "EPAY/abloesung", start), "DMS/test", start + 5, mode=0)
    return both, {"subject": "16/Admin", "office": "16", "have": 100}


@breaks(Rule.CAPACITY, on="town")
def before_posts_are_there(plan):
    start = day(plan, "2014-12-15")
    return place(plan, "EPAY/abloesung", start), {
        "subject": "16/Admin",
        "need": 100,
        "have": 0,
        "date": dt.date(2014, 12, 15),
    }


@breaks(Rule.LIMIT)
def two_introductions_at_once(plan):
    start = plan["DMS/rollout/50"].finish - 1
    return place(plan, "DMS/rollout/51", start), {"subject": "DMS/rollout", "need": 2, "have": 1}


@breaks(Rule.STOCK)
def stock_used_up(plan):
    start = plan["DMS/test"].start
    return place(plan, "DMS/test", start, mode=1), {"subject": "Lizenzen", "need": 350, "have": 300}


@breaks(Rule.OPEN_MEASURES, on="town")
def three_measures_open(plan):
    start = plan["DMS/test"].start
    return place(place(plan, "FORM", start), "EREG", start), {"office": "10", "need": 3, "have": 2}


@breaks(Rule.OPEN_MEASURES, on="begun")
def one_more_than_have_begun(plan):
    start = plan["EREG"].start + 2
    return place(plan, "FORM", start), {"office": "10", "need": 3, "have": 2, "date": plan.timeline.date(start)}


@breaks(Rule.OPEN_MEASURES, on="town")
def one_after_the_other_overlap(plan):
    start = plan["WLAN"].finish - 1
    return place(plan, "GIS", start), {"office": "20", "need": 2, "have": 1, "date": plan.timeline.date(start)}


# money


@breaks(Rule.BUDGET)
def year_overdrawn(plan):
    broken = place(plan, "DMS/betrieb", day(plan, "2015-12-30"))
    for name in ("DMS/rollout/33", "DMS/rollout/50", "DMS/rollout/51", "PORTAL/entwurf"):
        broken = place(broken, name, day(plan, "2016-03-01"), mode=0)
    return broken, {"year": 2016, "subject": "operating", "have": 900000}


@breaks(Rule.BUDGET, on="town")
def spent_before_it_is_carried_over(plan):
    start = day(plan, "2015-12-14")
    broken = place(place(plan, "FORM", start), "GIS", start)
    return broken, {"year": 2015, "subject": "investment", "have": 4000000}


@breaks(Rule.BUDGET, on="begun")
def added_to_what_has_begun(plan):
    broken = place(plan, "FORM", day(plan, "2015-12-14"))
    return broken, {"year": 2015, "subject": "investment", "need": 7100010, "have": 5100010}
