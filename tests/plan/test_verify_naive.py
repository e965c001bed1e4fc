# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The verifier against the same rules told day by day."""

import random
from dataclasses import replace

import pytest

from egovplan.plan.verify import Rule, verify
from tests.plan.greedy import plan_of
from tests.plan.naive import Days, Naive
from tests.plan.town import AS_OF, begun_town, town

BY_ACTIVITY = {
    Rule.ACTUAL, Rule.EXTERNAL, Rule.STATUS_DATE, Rule.DURATION, Rule.RELEASE, Rule.DEADLINE, Rule.SITTING,
}  # fmt: skip
BY_PAIR = {Rule.NOTICE, Rule.PRECEDENCE, Rule.EMBARGO}
BY_DAY = {Rule.CAPACITY, Rule.LIMIT, Rule.OPEN_MEASURES}


def key_of(violation, catalogue):
    """Return what the oracle says of a violation."""
    v = violation
    if v.rule in BY_ACTIVITY:
        return v.rule.value, v.activity
    if v.rule in BY_PAIR:
        return v.rule.value, v.activity, v.subject
    if v.rule in BY_DAY:
        return v.rule.value, v.subject, catalogue.timeline.index(v.date), v.need, v.have
    return (v.rule.value, v.subject) if v.rule is Rule.STOCK else (v.rule.value, v.subject, v.year, v.need, v.have)


def shaken(plan, rng):
    """Return a plan with some activities moved, stretched or done another way; still complete and on the axis."""
    days = Days(plan.catalogue)
    rows = list(plan.activities)
    for _ in range(rng.randint(1, 4)):
        i = rng.randrange(len(rows))
        modes = plan.catalogue.activities[i].modes
        mode = rng.randrange(len(modes)) if rng.random() < 0.3 else rows[i].mode
        start = max(0, rows[i].start + rng.choice([-120, -30, -7, -3, -2, -1, 0, 0, 1, 2, 3, 7, 30, 250]))
        finish = days.after(start, modes[mode].duration)
        if rng.random() < 0.1:
            finish = max(start, finish + rng.choice([-1, 1, 5]))
        rows[i] = replace(rows[i], start=start, finish=finish, mode=mode)
    return replace(plan, activities=tuple(rows))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("make", "as_of"), [(town, None), (begun_town, AS_OF)])
def test_it_finds_exactly_what_the_oracle_finds(make, as_of, seed):
    """In shaken plans the verifier names the same broken rules, days and amounts as the day-by-day oracle."""
    catalogue = make()
    plan = plan_of(catalogue, seed=seed, as_of=as_of)
    assert Naive(plan, catalogue).broken() == set()
    assert verify(plan, catalogue) == []
    rng = random.Random(seed)
    for _ in range(60):
        broken = shaken(plan, rng)
        found = [v for v in verify(broken, catalogue) if v.rule is not Rule.MEASURE_ORDER]
        expected = Naive(broken, catalogue).broken()
        assert {key_of(v, catalogue) for v in found} == expected
        assert len(found) == len(expected)
