# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import pickle
import random
import signal
from dataclasses import replace

import numpy as np
import pytest

import egovplan
from egovplan._core import serial
from egovplan.errors import PlanError
from egovplan.network.scenarios.distributions import Event, Fixed, Triangular
from egovplan.network.scenarios.sampling import Sampler
from egovplan.plan.model import Plan
from egovplan.plan.verify import Rule
from egovplan.scheduling.heuristic import arrays, by_priority, first_schedule
from egovplan.scheduling.policy import FixedPolicy, planned_days
from egovplan.scheduling.translation.build import build
from tests.scheduling.policy_reference import replay
from tests.scheduling.random_catalogues import random_case
from tests.scheduling.small import activities, catalogue

EXTRA = 40
"""Days by which the horizon of a random case is longer, for durations that grow."""
BLOCK = 60
"""Random cases for each block of a test."""


def random_plan(case, instance, rng):
    """Return a plan of some order and modes; whether it keeps the rules does not matter to a policy."""
    modes = [rng.randrange(len(instance.modes_of(i))) for i in range(len(instance))]
    starts = [instance.origin + rng.randint(0, 8) for _ in instance.names]
    return Plan.of(case.catalogue, starts, [s + rng.randint(0, 2) for s in starts], modes, as_of=case.as_of)


def varied(days, rng):
    """Return durations of which some are longer and some shorter; what takes no time still does not."""
    return [rng.choice((d, d, d + rng.randint(0, 4), max(1, d - 1))) if d else 0 for d in days]


def running_of(case, instance):
    """Return the positions of what has begun and is not finished."""
    status = case.catalogue.status
    going = {a.activity for a in status.actuals if a.finish is None} if status else set()
    return [i for i, name in enumerate(instance.names) if name in going and instance.fixed_start[i] >= 0]


def key_of(instance, plan):
    """Return the rank of each activity by start, finish and position."""
    rows = [(plan[name].start, plan[name].finish, i) for i, name in enumerate(instance.names)]
    rank = {row[2]: k for k, row in enumerate(sorted(rows))}
    return [rank[i] for i in range(len(rows))]


def assert_as_reference(case, rng):
    """Compare one schedule in every respect."""
    instance = build(case.catalogue, as_of=case.as_of, extra=EXTRA)
    plan = random_plan(case, instance, rng)
    running = running_of(case, instance) if rng.random() < 0.5 else []
    policy = FixedPolicy(instance, plan, running=running)
    days = varied(planned_days(instance, plan).tolist(), rng)
    line = plan.timeline
    ordinals = [line.date(instance.origin + t).toordinal() for t in range(instance.horizon + 1)]
    since = line.index_after(plan.as_of or case.catalogue.start) - instance.origin
    oracle = replay(
        instance,
        key_of(instance, plan),
        policy.modes,
        days,
        ordinals=ordinals,
        varies_from=dict.fromkeys(running, since),
    )
    found = policy.schedule(days)
    never = instance.horizon + 1
    assert found.starts.tolist() == [never if (s := oracle.start[i]) is None else s for i in range(len(instance))]
    assert found.finishes.tolist() == [never if (f := oracle.finish[i]) is None else f for i in range(len(instance))]
    assert {k: int(w) for k, w in enumerate(found.waited) if w} == dict(oracle.waited)
    assert set(np.flatnonzero(found.critical).tolist()) == oracle.critical
    return found, oracle


@pytest.mark.parametrize("block", range(4))
def test_random_catalogues_against_plain_python(block):
    """Dates, waiting by cause and criticality are those of the reference, with every rule there is."""
    for seed in range(20_000 + block * BLOCK, 20_000 + (block + 1) * BLOCK):
        rng = random.Random(seed)
        case = random_case(seed, activities=12, window=20)
        try:
            assert_as_reference(case, rng)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}") from error


def schedule_plan(case, instance, schedule):
    """Return a schedule of the translation as a plan."""
    starts, finishes = schedule.starts + instance.origin, schedule.finishes + instance.origin
    return Plan.of(case.catalogue, starts, finishes, schedule.modes, as_of=case.as_of)


def found_plans(first, count):
    """Yield case, instance with room for more, and a plan that keeps every rule, for the cases that have one."""
    for seed in range(first, first + count):
        case = random_case(seed, activities=10, window=20)
        narrow = build(case.catalogue, as_of=case.as_of)
        schedule = first_schedule(narrow, schedules=40)
        if schedule is not None:
            yield case, build(case.catalogue, as_of=case.as_of, extra=EXTRA), schedule_plan(case, narrow, schedule)


def test_every_rule_holds_with_other_durations():
    """The independent check finds nothing but other durations and missed deadlines, whatever the durations are."""
    checked = 0
    for case, instance, plan in found_plans(30_000, 80):
        rng = random.Random(checked)
        policy, planned = FixedPolicy(instance, plan), planned_days(instance, plan)
        for days in (planned.tolist(), varied(planned.tolist(), rng)):
            found = policy.schedule(days)
            if (found.finishes > instance.horizon).any():
                continue
            starts, finishes = found.starts + instance.origin, found.finishes + instance.origin
            other = Plan.of(case.catalogue, starts, finishes, policy.modes, as_of=case.as_of)
            rules = {violation.rule for violation in egovplan.verify(other, case.catalogue)}
            assert rules <= {Rule.DURATION, Rule.DEADLINE}
            checked += 1
    assert checked > 60


def test_the_strategy_of_mainz_as_the_search_generates_it():
    """On a whole city each schedule is the one that the search's generator makes in that order, and keeps every rule."""
    given = egovplan.datasets.load("mainz-2015")
    instance = build(given, extra=500)
    n, first = len(instance), instance.mode_ptr[:-1]
    _, starts, finishes, _ = serial(arrays(instance), np.arange(n, dtype=np.int32), np.zeros(n, np.int32))
    plan = Plan.of(given, starts + instance.origin, finishes + instance.origin)
    policy, planned, rng = FixedPolicy(instance, plan), planned_days(instance, plan), np.random.default_rng(3)
    working = instance.mode_table[first] < 0
    for _ in range(3):
        days = np.where(working, np.maximum(np.minimum(planned, 1), planned * rng.uniform(0.5, 2.0, n)), planned)
        durations = instance.mode_duration.copy()
        durations[first[working]] = days[working]
        other = replace(instance, mode_duration=durations)
        key = np.array(key_of(instance, plan), np.int32)
        _, starts, finishes, _ = serial(arrays(other), key, np.zeros(n, np.int32))
        found = policy.schedule(days)
        assert np.array_equal(found.starts, starts)
        assert np.array_equal(found.finishes, finishes)
    changed = Plan.of(given, starts + instance.origin, finishes + instance.origin)
    assert {v.rule for v in egovplan.verify(changed, given)} <= {Rule.DURATION, Rule.DEADLINE}


def test_the_plan_comes_out_again():
    """With the planned durations nothing is later than planned where no money decides, and nothing earlier is missed."""
    seen = same = 0
    for case, instance, plan in found_plans(31_000, 80):
        if case.catalogue.budgets:
            continue
        found = FixedPolicy(instance, plan).schedule(planned_days(instance, plan))
        starts = np.array([row.start for row in plan]) - instance.origin
        assert (found.starts <= starts).all()
        seen += 1
        again = schedule_plan(case, instance, found_as_schedule(found, plan))
        second = FixedPolicy(instance, again).schedule(planned_days(instance, again))
        same += np.array_equal(second.starts, found.starts)
    assert seen > 20
    assert same == seen


def found_as_schedule(found, plan):
    """Return what a policy gave as a schedule, with the plan's modes."""
    modes = np.array([row.mode for row in plan], np.int32)
    return egovplan.scheduling.objective.Schedule(found.starts, found.finishes, modes, (0, 0, 0))


def test_starts_can_be_kept():
    """If nothing may start before it is planned, the planned durations give the plan itself."""
    for case, instance, plan in found_plans(32_000, 30):
        found = FixedPolicy(instance, plan, keeps_starts=True).schedule(planned_days(instance, plan))
        assert (found.starts >= [row.start - instance.origin for row in plan]).all()
        if not case.catalogue.budgets:
            assert (found.starts == [row.start - instance.origin for row in plan]).all()


def office():
    """Return two activities of one person, a third one that follows, and a plan in which the second comes first."""
    people = [{"id": "16/dev", "capacity": 1}]
    parts = [{"id": name, "duration": 4, "demand": {"16/dev": 1}} for name in "AB"]
    after = {"id": "C", "duration": 2, "after": [{"predecessor": "A"}]}
    given = catalogue(*parts, after, resources=people)
    instance = build(given, extra=20)
    schedule = by_priority(instance, [1, 0, 2])
    starts, finishes = schedule.starts + instance.origin, schedule.finishes + instance.origin
    return instance, Plan.of(given, starts, finishes)


def test_the_order_stays_and_waiting_has_a_cause():
    """A waits for B's person however long B takes; what the finish hangs on runs over that person."""
    instance, plan = office()
    policy = FixedPolicy(instance, plan)
    found = policy.schedule([4, 7, 2])
    assert policy.order.tolist() == [1, 0, 2]
    assert found.starts.tolist() == [7, 0, 11]
    assert dict(zip(policy.causes, found.waited.tolist(), strict=True)) == {"16/dev": 7}
    assert found.critical.all()
    assert not policy.schedule([4, 0, 2]).critical[1]


def test_what_finds_no_place_is_never():
    """Beyond the calendar there is nothing, and nothing is critical then."""
    instance, plan = office()
    found = FixedPolicy(instance, plan).schedule([4, instance.horizon + 1, 2])
    never = instance.horizon + 1
    assert found.finishes.tolist() == [4, never, 6]
    assert not found.critical.any()


def test_open_measures_make_wait():
    """A measure that may not be open besides another waits until that one is finished, which is then critical."""
    one = activities(
        "A", {"id": "x", "duration": 2}, {"id": "y", "duration": 2, "after": [{"predecessor": "A/x"}]}, lead="16"
    )
    given = catalogue(one, {"id": "B", "duration": 1, "lead": "16"}, offices=[{"id": "16", "max_open_measures": 1}])
    instance = build(given, extra=20)
    plan = Plan.of(given, *(np.array(days) + instance.origin for days in ([0, 2, 4], [2, 4, 5])))
    policy = FixedPolicy(instance, plan)
    found = policy.schedule([3, 4, 1])
    assert found.starts.tolist() == [0, 3, 7]
    assert policy.causes == ("open:16",)
    assert found.waited.tolist() == [7]
    assert found.critical.all()


def test_ties_between_open_measures_are_trusted():
    """If A only closes with an event of B, which may not be open besides it, both still happen at the same moment."""
    last = {"id": "y", "duration": 0, "after": [{"predecessor": "A/x"}, {"predecessor": "B/x"}]}
    one = activities("A", {"id": "x", "duration": 2}, last, lead="16")
    start = {"id": "x", "duration": 0, "after": [{"predecessor": "A/x"}]}
    two = activities("B", start, {"id": "y", "duration": 1, "after": [{"predecessor": "B/x"}]}, lead="16")
    given = catalogue(one, two, offices=[{"id": "16", "max_open_measures": 1}])
    instance = build(given, extra=20)
    assert instance.names == ("A/x", "A/y", "B/x", "B/y")
    plan = Plan.of(given, *(np.array(days) + instance.origin for days in ([0, 2, 2, 2], [2, 2, 2, 3])))
    found = FixedPolicy(instance, plan).schedule([5, 0, 0, 1])
    assert found.starts.tolist() == [0, 5, 5, 5]
    assert not egovplan.verify(plan, given)


def test_a_plan_of_something_else_is_refused():
    """An activity without a row is named."""
    instance, _ = office()
    other = catalogue({"id": "X", "duration": 1})
    with pytest.raises(PlanError, match="»A«"):
        FixedPolicy(instance, Plan.of(other, [0], [1]))


def sampled(instance, plan, seed=3):
    """Return a sampler of durations and one cost row, with a risk event."""
    days = planned_days(instance, plan).tolist()
    rows = [Triangular(0.5 * d, d, 2.5 * d) if d else Fixed(0) for d in days]
    return Sampler([*rows, Triangular(800, 1000, 1500)], events=[Event(0.3, (0,), Fixed(3))], seed=seed)


def test_a_tally_counts_what_single_schedules_give():
    """Every count and sum is that of the scenarios taken one by one."""
    instance, plan = office()
    policy, sampler, count, bins = FixedPolicy(instance, plan), sampled(instance, plan), 150, 18
    tally = policy.simulate(
        sampler, first=30, count=count, groups=[[0, 1, 2], [1]], cost_amounts=[100_00], bins=bins, activities=True,
        finish_edges=[8, 12], cost_edges=[100_00],
    )  # fmt: skip
    drawn = sampler.draw(30, count)
    found = [policy.schedule(row[:3]) for row in drawn]
    finishes = np.minimum([f.finishes for f in found], bins)
    last = finishes.max(axis=1)
    assert tally.scenarios == count
    assert tally.never == (last == bins).sum()
    assert tally.group_finish.tolist() == [np.bincount(x, minlength=bins + 1).tolist() for x in (last, finishes[:, 1])]
    assert tally.activity_finish.tolist() == [np.bincount(x, minlength=bins + 1).tolist() for x in finishes.T]
    assert tally.critical.tolist() == np.sum([f.critical for f in found], axis=0).tolist()
    assert tally.binding_days.tolist() == np.sum([f.waited for f in found], axis=0).tolist()
    assert tally.binding.tolist() == np.sum([f.waited > 0 for f in found], axis=0).tolist()
    assert tally.duration_finish.tolist() == (drawn[:, :3] * last[:, None]).sum(axis=0).tolist()
    dear, finish_bin = (drawn[:, 3] * 10 >= 10_000).astype(int), np.digitize(last, [8, 12])
    assert tally.joint.tolist() == [[int(((finish_bin == f) & (dear == c)).sum()) for c in (0, 1)] for f in range(3)]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_any_split_gives_the_same_tally(threads):
    """Parts, threads and a copy from another process add up to the same."""
    _, instance, plan = next(found_plans(33_000, 80))
    sampler, groups = sampled(instance, plan), [range(len(instance))]
    options = {"groups": groups, "bins": 200, "activities": True}
    whole = FixedPolicy(instance, plan).simulate(sampler, first=10, count=300, **options)
    policy = pickle.loads(pickle.dumps(FixedPolicy(instance, plan)))
    parts = [
        policy.simulate(sampler, first=a, count=b - a, threads=threads, **options) for a, b in ((10, 70), (70, 310))
    ]
    assert parts[0] + parts[1] == whole
    assert policy.simulate(sampler, first=0, count=0, threads=threads, **options).scenarios == 0


@pytest.mark.parametrize("wrong", [{"first": -1}, {"count": -1}, {"threads": 0}, {"cost_amounts": [1, 2]}, {"bins": 0}])
def test_numbers_out_of_range_are_refused(wrong):
    """Before anything is simulated."""
    instance, plan = office()
    options = {"first": 0, "count": 10, "groups": [[0]], **wrong}
    with pytest.raises(ValueError, match=r"expected|out of range|too few"):
        FixedPolicy(instance, plan).simulate(sampled(instance, plan), **options)


def test_only_what_has_begun_can_be_running():
    """What is left of something that has not begun is not known."""
    instance, plan = office()
    with pytest.raises(ValueError, match="has not begun"):
        FixedPolicy(instance, plan, running=[0]).schedule([1, 1, 1])


def test_wide_amounts_give_the_same_dates():
    """Demands that need more than 16 bits change nothing but the width of the cells."""
    instance, plan = office()
    wide = build(plan.catalogue, extra=20)
    wide.capacity[:] *= 1000
    wide.demand_amount[:] *= 1000
    for days in ([4, 4, 2], [1, 9, 3], [8, 2, 0]):
        one, other = (FixedPolicy(x, plan).schedule(days) for x in (instance, wide))
        assert one.starts.tolist() == other.starts.tolist()
        assert one.critical.tolist() == other.critical.tolist()


class StoppedError(Exception):
    """What the signal of the test raises."""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="timers of POSIX")
@pytest.mark.parametrize("threads", [1, 2])
def test_a_signal_ends_a_long_simulation(threads):
    """As Ctrl-C does, also with several threads."""

    def stop(*_):
        raise StoppedError

    instance, plan = office()
    policy, sampler = FixedPolicy(instance, plan), sampled(instance, plan)

    def simulate():
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        policy.simulate(sampler, first=0, count=2**40, groups=[[0]], threads=threads)

    before = signal.signal(signal.SIGALRM, stop)
    try:
        with pytest.raises(StoppedError):
            simulate()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
