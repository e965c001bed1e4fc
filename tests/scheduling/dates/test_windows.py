# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Windows by precedences, work and ceilings. 4 May 2015 is a Monday and day 0."""

import datetime as dt

import numpy as np
import pytest

from egovplan.scheduling.dates.energy import Energy, fixed_load
from egovplan.scheduling.dates.functions import Functions, latest
from egovplan.scheduling.dates.heads import heads_of, network_heads
from egovplan.scheduling.dates.propagation import NoWindowError
from egovplan.scheduling.dates.windows import propagate
from egovplan.scheduling.translation.build import build
from tests.scheduling.cpsat.solving import solved
from tests.scheduling.random_catalogues import random_cases
from tests.scheduling.small import activities, catalogue

PEOPLE = [{"id": "dev", "capacity": 1}]
GATED = activities("M", {"id": "a", "duration": 10}, {"id": "g", "gate": "HPA", "after": "a"})


def functions(*measures, as_of=None, **parts):
    return Functions(build(catalogue(*measures, **parts), as_of=as_of))


def chain(**last):
    rows = [
        {"id": "a", "duration": 3},
        {"id": "b", "duration": 4, "after": "a"},
        {"id": "c", "duration": 2, "after": "b", **last},
    ]
    return activities("M", *rows)


def test_windows_of_a_chain_with_a_deadline():
    """Nine days of work until 20 May, which is day 12: two days of float for all."""
    windows = propagate(functions(chain(deadline="2015-05-19")))
    assert windows.start_low == [0, 3, 7]
    assert windows.start_high == [2, 5, 9]
    assert windows.finish_high == [5, 9, 11]


def test_a_ceiling_on_the_makespan_closes_the_windows():
    """At most ten days: one day of float."""
    windows = propagate(functions(chain()), {"makespan": 10})
    assert windows.start_high == [1, 4, 8]


def test_a_ceiling_on_lateness_and_finish_closes_the_windows_of_what_counts():
    """Due after five days and four late at least; weight 16: three more days of it are 48 more."""
    of = functions(chain(), {"id": "Z", "duration": 1})
    of.instance.measure_due[0] = 5
    assert propagate(of, {"lateness": 4 * 16 + 48 + 15}).finish_high[2] == 12
    least = 9 * 16 + 1 * 16
    assert propagate(of, {"finish": least + 32}).finish_high == [5, 9, 11, 3]


def test_work_before_a_join_counts():
    """Three activities of two days by one person come before the fourth: it starts on day 6, the network alone says 2."""
    rows = [{"id": name, "duration": 2, "demand": {"dev": 1}} for name in "abc"]
    of = functions(activities("M", *rows, {"id": "d", "duration": 1, "after": ["a", "b", "c"]}), resources=PEOPLE)
    assert network_heads(of).start[3] == 2
    heads = heads_of(of)
    assert heads.start[3] == 6
    assert heads.last == 7
    assert heads.least_values(of.instance) == {
        "lateness": 0, "makespan": 7, "finish": 7 * 16, "moves": 0, "cost": 0, "load": 100
    }  # fmt: skip


def test_notice_counts_from_the_end_of_the_work():
    """The gate after the work needs its notice and a sitting."""
    body = {"id": "HPA", "sittings": ["2015-05-08", "2015-05-13", "2015-05-22"], "notice": "3 KT"}
    rows = [{"id": name, "duration": 2, "demand": {"dev": 1}} for name in "ab"]
    gate = {"id": "g", "gate": "HPA", "after": ["a", "b"]}
    of = functions(activities("M", *rows, gate), resources=PEOPLE, bodies=[body])
    assert heads_of(of).start[2] == 7


def test_leads_and_starts_do_not_count_as_finished():
    """Only what is surely finished before counts: with a lead it is not, by SS only what is before the start."""
    rows = [{"id": name, "duration": 2, "demand": {"dev": 1}} for name in "abc"]
    last = {"id": "d", "duration": 1, "after": ["a FS-1", "b SS", "c FS-1 KT"]}
    of = functions(activities("M", *rows, last), resources=PEOPLE)
    assert heads_of(of).start[3] == network_heads(of).start[3]


def test_what_is_fixed_takes_its_people_but_is_no_work_to_do():
    """A running activity until day 5, one person: two more days end on day 7."""
    status = {"as_of": "2015-05-06", "actuals": [{"activity": "A/a", "start": "2015-05-04", "remaining": 2}]}
    first = activities("A", {"id": "a", "duration": 5, "demand": {"dev": 1}})
    parts = {"resources": PEOPLE, "status": status, "as_of": dt.date(2015, 5, 6)}
    of = functions(first, {"id": "B", "duration": 2, "demand": {"dev": 1}}, **parts)
    load = fixed_load(of.instance)
    assert load[0, :6].tolist() == [100] * 5 + [0]
    assert Energy(of.instance).completion(np.array([True, True]), [0, 3]) == 0
    assert propagate(of).finish_low[0] == 5


@pytest.mark.parametrize(
    ("measure", "parts", "last", "steps"),
    [
        (chain(deadline="2015-05-13"), {}, 2, 3),
        (GATED, {"bodies": [{"id": "HPA", "sittings": ["2015-05-06"]}]}, 1, 2),
    ],
    ids=["deadline", "no sitting"],
)
def test_what_cannot_be_names_the_chain_that_binds_it(measure, parts, last, steps):
    """The chain ends with the activity that has no window."""
    with pytest.raises(NoWindowError) as caught:
        propagate(functions(measure, **parts))
    assert caught.value.chain[-1] == last
    assert len(caught.value.chain) == steps


def test_ceilings_below_what_is_possible_leave_no_window():
    """Nine days of work do not fit into eight."""
    with pytest.raises(NoWindowError):
        propagate(functions(chain()), {"makespan": 8})


def test_more_work_than_all_days_have_is_noticed():
    """The only person leaves after two days."""
    steps = [{"fte": 1}, {"since": "2015-05-06", "fte": 0}]
    rows = [{"id": name, "duration": 2, "demand": {"dev": 1}} for name in ("A", "B")]
    of = functions(*rows, resources=[{"id": "dev", "capacity": steps}])
    with pytest.raises(NoWindowError) as caught:
        heads_of(of)
    assert caught.value.chain == ()


def test_no_optimal_plan_lies_outside_its_windows():
    """On random catalogues with every rule: the heads are below each optimum, and its ceilings keep it."""
    for case in random_cases(120, first=9000, activities=5, window=9):
        plan, _ = solved(case.catalogue, as_of=case.as_of)
        if plan is None:
            continue
        instance = build(case.catalogue, as_of=case.as_of)
        of = Functions(instance)
        heads = heads_of(of)
        values = dict(plan.objective)
        least = heads.least_values(instance)
        assert all(least[level] <= value for level, value in values.items())
        windows = propagate(of, values, heads=heads)
        for i, row in enumerate(plan):
            assert windows.start_low[i] <= row.start - instance.origin <= windows.start_high[i]
            assert windows.finish_low[i] <= row.finish - instance.origin <= windows.finish_high[i]


def test_the_last_step_that_is_not_above_a_value():
    """Before the first step there is none."""
    steps = np.array([2, 2, 5], np.int32)
    assert [latest(steps, value) for value in (1, 2, 4, 5)] == [-1, 1, 1, 2]
