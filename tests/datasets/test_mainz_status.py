# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The invented status of mainz-2015 could have happened: it contradicts neither the calendar nor the order of work."""

import datetime as dt

from egovplan import datasets
from egovplan.catalogue.actuals import fixed_activities
from egovplan.catalogue.flat import ActivityKind
from egovplan.catalogue.status import Decision

MAINZ = datasets.load("mainz-2015")
AS_OF = dt.date(2019, 9, 25)
STATUS = MAINZ.status
FIXED = fixed_activities(MAINZ, AS_OF)


def test_as_of_and_size():
    """It is of the day of the sitting, and large enough to report on."""
    assert STATUS.as_of == AS_OF
    assert 150 <= len(STATUS.actuals) <= 260
    assert any(actual.finish is None for actual in STATUS.actuals)


def test_nothing_lies_in_the_future():
    """No start or finish after the day, and a remaining duration exactly where something runs."""
    for actual in STATUS.actuals:
        assert MAINZ.start <= actual.start <= AS_OF
        assert (actual.remaining is None) is (actual.finish is not None)
        assert actual.finish is None or actual.finish <= AS_OF


def test_each_activity_once_and_on_working_days():
    """Every entry names another activity; work begins and ends on working days."""
    assert len({actual.activity for actual in STATUS.actuals}) == len(STATUS.actuals)
    for actual in STATUS.actuals:
        assert MAINZ.activity_by_id[actual.activity].measure
        assert MAINZ.timeline.is_working(actual.start)


def test_order_of_work_was_kept():
    """Whatever has started had its predecessors behind it, with their lags; externals had come about."""
    line = MAINZ.timeline
    externals = {e.id: line.index(e.date) for e in MAINZ.externals}
    checked = 0
    for link in MAINZ.links:
        after = FIXED.get(link.successor)
        if after is None:
            continue
        if link.predecessor in externals:
            assert externals[link.predecessor] <= after.start
            continue
        before = FIXED[link.predecessor]
        event = before.start if link.type.from_start else before.finish
        if link.lag.elapsed:
            event = line.after_elapsed(event, link.lag.days, from_finish=not link.type.from_start)
        else:
            event += link.lag.days
        assert (after.start if link.type.to_start else after.finish) >= event, link
        checked += 1
    assert checked >= 250


def test_gates_were_on_sitting_days():
    """Committees decided on days on which they sat."""
    sittings = {body.id: set(body.all_sittings()) for body in MAINZ.bodies}
    gates = [a for a in STATUS.actuals if MAINZ.activity_by_id[a.activity].kind is ActivityKind.GATE]
    assert len(gates) >= 15
    assert all(a.start in sittings[MAINZ.activity_by_id[a.activity].gate] for a in gates)


def test_nothing_with_costs_began_in_an_embargo():
    """During the interim budget nothing new was bought."""
    for actual in STATUS.actuals:
        if any(mode.costs for mode in MAINZ.activity_by_id[actual.activity].modes):
            assert not any(e.since <= actual.start <= e.until for e in MAINZ.embargoes), actual


def test_parallel_introductions_stayed_in_their_limit():
    """No wave ran more introductions at a time than the rollout allows."""
    for limit in MAINZ.limits:
        spans = [FIXED[m] for m in limit.members if m in FIXED]
        assert all(sum(s.start <= span.start < s.finish for s in spans) <= limit.capacity for span in spans)


def test_coverage_fits_the_targets():
    """Live workplaces and uses are among those planned, in offices where the measure is to go."""
    targets = {(m.id, t.office): t for m in MAINZ.measures if m.rollout for t in m.rollout.targets}
    for row in STATUS.coverage:
        target = targets[row.measure, row.office]
        assert 0 < row.workplaces_live <= target.workplaces
        assert set(row.uses_live) <= set(target.uses)
        assert row.date <= AS_OF
    assert len({(row.measure, row.office) for row in STATUS.coverage}) == len(STATUS.coverage)


def test_some_are_everywhere_and_some_in_part():
    """One measure is complete everywhere; the DMS is not, as the press of 2020 has it; TERM was still being extended."""
    live = {(row.measure, row.office): row for row in STATUS.coverage}

    def complete(measure):
        return all(
            (row := live.get((measure, target.office))) is not None
            and row.workplaces_live == target.workplaces
            and set(row.uses_live) == set(target.uses)
            for target in MAINZ.measure_by_id[measure].rollout.targets
        )

    assert {m.id: complete(m.id) for m in MAINZ.measures if m.rollout} == {
        "DMS": False, "EREG": False, "FORM": False, "ZEIT": True, "TERM": False, "REWF": False,
    }  # fmt: skip


def test_introductions_that_ran_left_their_mark():
    """Where an introduction has finished there are live workplaces to report."""
    covered = {f"{row.measure}/rollout/{row.office}" for row in STATUS.coverage}
    finished = {a.activity for a in STATUS.actuals if a.finish and "/rollout/" in a.activity}
    assert finished <= covered


def test_decisions_with_and_without_a_date():
    """Put back and given up measures have a reason; some lack a date, so that the report must say so."""
    decided = [d for d in STATUS.decisions if d.decision is not Decision.CONTINUE]
    assert {d.decision for d in decided} == {Decision.POSTPONED, Decision.DROPPED}
    assert all(d.reason for d in decided)
    assert any(d.date is None for d in decided)
    assert any(d.date is None for d in STATUS.decisions if d.decision is Decision.CONTINUE)
    assert all(d.date is None or d.date <= AS_OF for d in STATUS.decisions)
