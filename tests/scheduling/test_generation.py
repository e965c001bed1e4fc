# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import random
from dataclasses import replace

import numpy as np
import pytest

from egovplan._core import serial
from egovplan.errors import EgovplanError
from egovplan.scheduling.heuristic import arrays
from egovplan.scheduling.translation.build import build
from tests.scheduling.networks import network, with_budgets, with_shortages
from tests.scheduling.policy_reference import replay
from tests.scheduling.random_catalogues import random_case

BLOCK = 60
"""Random cases for each block of a test."""


def drawn(instance, rng):
    """Return a random key and random modes."""
    key = np.array(rng.sample(range(len(instance)), len(instance)), np.int32)
    modes = np.array([rng.randrange(len(instance.modes_of(i))) for i in range(len(instance))], np.int32)
    return key, modes


def by_calendar(case, instance, modes):
    """Return the durations of a catalogue's activities, some of them in calendar days, and each working day's ordinal."""
    by_id = case.catalogue.activity_by_id
    days = [by_id[name].modes[mode].duration.days for name, mode in zip(instance.names, modes, strict=True)]
    line = case.catalogue.timeline
    return days, [line.date(instance.origin + t).toordinal() for t in range(instance.horizon + 1)]


def slow(instance, key):
    """Return the starts of a serial generation, one day tried after the other."""
    left = instance.capacity.copy()
    demand = np.split(instance.demand_amount, instance.demand_ptr[1:-1])
    needed = np.split(instance.demand_resource, instance.demand_ptr[1:-1])
    preds = [[] for _ in key]
    for a, b, lag in zip(instance.link_pred, instance.link_succ, instance.link_lag, strict=True):
        preds[b].append((a, lag))
    start: dict[int, int] = {}
    while len(start) < len(key):
        i = min(
            (i for i in range(len(key)) if i not in start and all(a in start for a, _ in preds[i])),
            key=lambda i: key[i],
        )
        d = instance.mode_duration[i]
        t = max((start[a] + instance.mode_duration[a] + lag for a, lag in preds[i]), default=0)
        t = max(0, t)
        while d and (left[needed[i], t : t + d] < demand[i][:, None]).any():
            t += 1
        left[needed[i], t : t + d] -= demand[i][:, None]
        start[i] = t
    return [int(start[i]) for i in range(len(key))]


@pytest.mark.parametrize("block", range(4))
def test_random_catalogues_against_plain_python(block):
    """With every rule there is, each schedule is the one that trying day after day gives."""
    compared = 0
    for seed in range(40_000 + block * BLOCK, 40_000 + (block + 1) * BLOCK):
        rng = random.Random(seed)
        case = random_case(seed, activities=12, window=20)
        instance = build(case.catalogue, as_of=case.as_of, extra=20)
        key, modes = drawn(instance, rng)
        bold = rng.random() < 0.4
        days, ordinals = by_calendar(case, instance, modes)
        oracle = replay(instance, key.tolist(), modes.tolist(), days, ordinals=ordinals, bold=bold)
        if oracle.is_stuck or None in oracle.start.values() or None in oracle.finish.values():
            continue
        free = replace(instance, stock_capacity=instance.stock_capacity + 10**6)
        _, starts, finishes, _ = serial(arrays(free), key, modes, is_bold=bold)
        assert starts.tolist() == [oracle.start[i] for i in range(len(instance))], seed
        assert finishes.tolist() == [oracle.finish[i] for i in range(len(instance))], seed
        compared += 1
    assert compared > BLOCK / 2


@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"longest": 70, "size": 30},
        {"resources": 12, "size": 60},
        {"most": 500, "longest": 20},
        {"most": 200_000, "longest": 40, "size": 25},
        {"unit": 100, "longest": 33},
        {"unit": 7, "most": 17, "longest": 32},
    ],
    ids=str,
)
def test_amounts_and_durations_of_all_sizes(shape):
    """However amounts are packed and however long work lasts, resources are shared as day by day."""
    for seed in range(6):
        plain = network(seed, **shape)
        for instance in (plain, with_shortages(plain)):
            key, modes = drawn(instance, random.Random(seed))
            assert serial(arrays(instance), key, modes)[1].tolist() == slow(instance, key), seed


@pytest.mark.parametrize("seed", range(12))
def test_budgets_on_top_against_plain_python(seed):
    """Charged at start, at finish or spread, with carry-over and without."""
    instance = with_budgets(with_shortages(network(seed, size=22)))
    key, modes = drawn(instance, random.Random(seed))
    oracle = replay(instance, key.tolist(), modes.tolist(), instance.mode_duration.tolist(), ordinals=[])
    feasible, starts, _, _ = serial(arrays(instance), key, modes)
    assert feasible == (None not in oracle.start.values())
    if feasible:
        assert starts.tolist() == [oracle.start[i] for i in range(len(instance))]


def test_the_short_way_leads_to_the_same_schedules():
    """What needs only precedences and resources is placed quicker than, and just as, with all rules looked at."""
    instances = [change(network(seed)) for seed in range(8) for change in (lambda x: x, with_shortages, with_budgets)]
    for seed in range(60):
        case = random_case(seed, activities=14, window=20)
        try:
            instances.append(build(case.catalogue, as_of=case.as_of))
        except EgovplanError:
            continue
    for k, instance in enumerate(instances):
        rng = random.Random(k)
        key, modes = drawn(instance, rng)
        hold = np.array([rng.choice((0, 0, rng.randrange(min(20, instance.horizon + 1)))) for _ in key], np.int32)
        given = arrays(instance)
        quick, whole = (serial(given, key, modes, hold, is_plain=plain) for plain in (True, False))
        assert [list(map(int, q)) for q in quick[1:]] == [list(map(int, w)) for w in whole[1:]], k


def test_a_mode_names_each_resource_once():
    """Two amounts of one resource would overlay each other where amounts lie side by side: they are refused."""
    instance = network(1)
    row = int(np.flatnonzero(np.diff(instance.demand_ptr) >= 2)[0])
    twice = instance.demand_resource.copy()
    twice[instance.demand_ptr[row] + 1] = twice[instance.demand_ptr[row]]
    given = arrays(replace(instance, demand_resource=twice))
    zeros = np.zeros(len(instance), np.int32)
    with pytest.raises(ValueError, match=r"demand_resource.*twice"):
        serial(given, zeros, zeros)


def test_no_more_is_made_of_what_will_not_be_better():
    """Given up as soon as the last finish cannot be before the limit; else the same schedule."""
    for seed in range(20):
        instance = network(seed)
        key, modes = drawn(instance, random.Random(seed))
        given = arrays(instance)
        feasible, starts, finishes, _ = serial(given, key, modes)
        assert feasible
        last = int(finishes.max())
        same = serial(given, key, modes, limit=last + 1)
        assert same[0]
        assert same[1].tolist() == starts.tolist()
        feasible, some, _, _ = serial(given, key, modes, limit=last)
        assert not feasible
        placed = some >= 0
        assert not placed.all()
        assert some[placed].tolist() == starts[placed].tolist()


def mirrored(instance):
    """Return the instance with every precedence turned round."""
    turned = {0: 0, 1: 2, 2: 1, 3: 3}
    kinds = np.array([turned[int(k)] for k in instance.link_type], np.int8)
    return replace(instance, link_pred=instance.link_succ, link_succ=instance.link_pred, link_type=kinds)


@pytest.mark.parametrize("seed", range(10))
def test_backward_is_forward_on_the_mirrored_network(seed):
    """And turned round, it is a schedule of the network itself."""
    plain = network(seed)
    kinds = np.random.default_rng(seed).integers(0, 4, len(plain.link_type)).astype(np.int8)
    instance = replace(plain, link_type=kinds, link_lag=np.maximum(plain.link_lag, 0))
    key, modes = drawn(instance, random.Random(seed))
    feasible, starts, finishes, _ = serial(arrays(instance), key, modes, is_backward=True)
    assert feasible
    assert starts.tolist() == serial(arrays(mirrored(instance)), key, modes)[1].tolist()
    last = int(finishes.max())
    ahead, done = last - finishes, last - starts
    for a, b, kind, lag in zip(
        instance.link_pred, instance.link_succ, instance.link_type, instance.link_lag, strict=True
    ):
        assert (done if kind in (0, 2) else ahead)[a] + lag <= (ahead if kind in (0, 1) else done)[b]


@pytest.mark.parametrize("change", [with_shortages, with_budgets], ids=["shortages", "budgets"])
def test_what_depends_on_the_date_is_not_mirrored(change):
    """Neither are changing capacities, nor budgets that can be exceeded; ample budgets do not matter."""
    instance = change(network(3))
    key, modes = drawn(instance, random.Random(0))
    with pytest.raises(ValueError, match="depends on the date"):
        serial(arrays(instance), key, modes, is_backward=True)
    accounts = tuple(replace(a, limit=tuple(10**9 for _ in a.limit)) for a in instance.accounts)
    ample = replace(instance, accounts=accounts, capacity=network(3).capacity)
    assert serial(arrays(ample), key, modes, is_backward=True)[0]
