# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import pytest

import egovplan
from egovplan.errors import OutOfRangeError
from egovplan.plan.result import STOP_LABEL, Level, StopReason
from egovplan.plan.verify import verify
from egovplan.scheduling.stopping import (
    AnyOf,
    GapBelow,
    NoImprovement,
    Schedules,
    SearchState,
    StoppingRule,
    TimeLimit,
    least_seconds,
    most_schedules,
    rules_of,
)
from tests.scheduling.small import catalogue

LATE = (Level("lateness", 0, 0), Level("makespan", 100, 96))


def state(**fields):
    return SearchState(**{"seconds": 5.0, "schedules": 1000, "levels": LATE, **fields})


@pytest.mark.parametrize(
    ("rule", "fires", "rests", "reason"),
    [
        (TimeLimit(5), {}, {"seconds": 4.9}, StopReason.TIME_LIMIT),
        (GapBelow(0.04), {}, {"levels": (Level("makespan", 100, 95),)}, StopReason.GAP),
        (GapBelow(0.0), {"levels": (Level("makespan", 4, 4),)}, {"levels": ()}, StopReason.GAP),
        (GapBelow(0.5, level="makespan"), {}, {"levels": (Level("lateness", 9, 1),)}, StopReason.GAP),
        (Schedules(1000), {}, {"schedules": 999}, StopReason.SCHEDULES),
        (NoImprovement(seconds=2), {"seconds_without": 2.0}, {"seconds_without": 1.9}, StopReason.NO_IMPROVEMENT),
        (NoImprovement(schedules=50), {"schedules_without": 50}, {"schedules_without": 49}, StopReason.NO_IMPROVEMENT),
        (NoImprovement(seconds=9, schedules=5), {"schedules_without": 5}, {"schedules_without": 4}, StopReason.NO_IMPROVEMENT),
        (NoImprovement(seconds=2), {"seconds_without": 2.0}, {"seconds_without": 3.0, "levels": ()}, StopReason.NO_IMPROVEMENT),
    ],
)  # fmt: skip
def test_a_rule_ends_the_search_at_its_limit_and_not_before(rule, fires, rests, reason):
    """Each with a state at the limit, and one that is just short of it."""
    assert isinstance(rule, StoppingRule)
    assert rule.reason(state(**fires)) is reason
    assert rule.reason(state(**rests)) is None
    assert rule.uses_clock == (reason is StopReason.TIME_LIMIT or getattr(rule, "seconds", None) is not None)


def test_rules_are_joined_and_the_first_reason_counts():
    """With ``|``, in a list, or both; any of them ends the search."""
    joined = TimeLimit(9) | Schedules(10) | GapBelow(0.5)
    assert joined == AnyOf((TimeLimit(9), Schedules(10), GapBelow(0.5)))
    assert joined.reason(state()) is StopReason.SCHEDULES
    assert (Schedules(2000) | TimeLimit(9)).reason(state()) is None
    assert joined.uses_clock
    assert not (Schedules(1) | GapBelow(0.1)).uses_clock
    assert rules_of([joined, NoImprovement(seconds=1)]) == (*joined.rules, NoImprovement(seconds=1))
    assert (rules_of(None), rules_of(TimeLimit(1))) == ((), (TimeLimit(1),))


def test_the_tightest_limits_are_known_beforehand():
    """The shortest time, the smallest count."""
    rules = rules_of(TimeLimit(9) | Schedules(10) | Schedules(7) | TimeLimit(4))
    assert (least_seconds(rules, 30.0), least_seconds(rules, 2.0), least_seconds((), None)) == (4, 2.0, None)
    assert (most_schedules(rules), most_schedules(())) == (7, None)


@pytest.mark.parametrize(
    "make",
    [
        lambda: TimeLimit(0), lambda: GapBelow(-0.1), lambda: Schedules(0), NoImprovement,
        lambda: NoImprovement(seconds=0), lambda: NoImprovement(seconds=1, schedules=-1), lambda: NoImprovement(schedules=1.5),
        lambda: TimeLimit("5"), lambda: GapBelow(2), lambda: GapBelow("2"), lambda: GapBelow(0.1, level="costs"),
        lambda: Schedules("9"), lambda: Schedules(1.5),
    ],
)  # fmt: skip
def test_limits_that_make_no_sense_are_refused(make):
    """With what was expected and what came."""
    with pytest.raises(OutOfRangeError, match="erwartet, angegeben"):
        make()


@pytest.mark.parametrize("stop", [5, "gap", TimeLimit, [TimeLimit(1), None]])
def test_what_is_no_rule_is_refused(stop):
    """A number, a word, a class, a list with a hole."""
    with pytest.raises(TypeError, match="TimeLimit"):
        rules_of(stop)


def test_every_reason_has_a_label():
    """In German."""
    assert set(STOP_LABEL) == set(StopReason)


HARD = catalogue(
    *({"id": f"M{k}", "duration": 3 + k % 4, "demand": {"dev": 1 + k % 2}} for k in range(24)),
    resources=[{"id": "dev", "capacity": 3}],
)  # fmt: skip


@pytest.mark.parametrize("reproducible", [False, True])
@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (egovplan.Schedules(300), StopReason.SCHEDULES),
        (egovplan.GapBelow(0.9, level="finish"), StopReason.GAP),
        (egovplan.NoImprovement(schedules=200), StopReason.NO_IMPROVEMENT),
    ],
)
def test_a_search_ends_by_a_rule_and_says_so(rule, reason, reproducible):
    """The plan is verified, and the schedules are counted."""
    result = egovplan.schedule(HARD, stop=rule, workers=2, time_limit=60.0, reproducible=reproducible)
    assert (result.stop_reason, result.reproducible) == (reason, reproducible)
    assert verify(result.plan, HARD) == []
    assert result.schedules > 0


def test_a_rule_of_ones_own():
    """Anything with the two members."""

    class Enough:
        uses_clock = False

        def reason(self, state):
            return StopReason.GAP if state.levels and state.schedules > 10 else None

    assert egovplan.schedule(HARD, stop=Enough(), time_limit=60.0).stop_reason is StopReason.GAP


def test_a_time_limit_among_the_rules_is_the_limit_of_the_call():
    """The shorter one counts."""
    result = egovplan.schedule(HARD, stop=TimeLimit(0.3), time_limit=60.0, workers=1)
    assert (result.time_limit, result.stop_reason) == (0.3, StopReason.TIME_LIMIT)
