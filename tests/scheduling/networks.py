# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Instances without a catalogue: activities in layers, a few resources, and money where it is asked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from egovplan.scheduling.instance import Account, Charge, Instance
from egovplan.scheduling.translation.build import build
from tests.scheduling.small import catalogue

PERIOD = 25
"""Working days of a period of the accounts of :func:`with_budgets`. [d]"""


def network(
    seed: int, *, size: int = 40, longest: int = 10, resources: int = 3, unit: int = 1, most: int = 8
) -> Instance:
    """Return a random network with finish-to-start lags; demands are multiples of ``unit``, of at most ``most`` of them."""
    rng = np.random.default_rng(seed)
    days = rng.integers(0, longest + 1, size)
    links = sorted(
        {(int(rng.integers(max(0, j - 12), j)), j) for j in range(1, size) for _ in range(rng.integers(0, 3))}
    )
    chosen = [np.flatnonzero(rng.random(resources) < 0.5) for _ in range(size)]
    horizon = int(days.sum()) + 5 * size
    ints = np.int32
    return replace(
        build(catalogue({"id": "X", "duration": 1})),
        names=tuple(f"A{i}" for i in range(size)), horizon=horizon, tables=np.zeros((0, horizon + 2), ints),
        mode_ptr=np.arange(size + 1, dtype=ints), mode_duration=days.astype(ints), mode_table=np.full(size, -1, ints),
        demand_ptr=np.concatenate(([0], np.cumsum([len(c) for c in chosen]))).astype(ints),
        demand_resource=np.concatenate(chosen).astype(ints),
        demand_amount=unit * rng.integers(1, most + 1, sum(map(len, chosen))),
        stock_ptr=np.zeros(size + 1, ints), mode_cost=np.zeros(size, np.int64),
        capacity=np.repeat(unit * rng.integers(most, 2 * most, resources)[:, None], horizon + 1, axis=1) + unit // 2,
        resource_names=tuple("ABCDEFGHIJKL"[:resources]),
        link_pred=np.array([a for a, _ in links], ints), link_succ=np.array([b for _, b in links], ints),
        link_type=np.zeros(len(links), np.int8), link_lag=rng.integers(-2, 4, len(links)).astype(ints),
        link_table=np.full(len(links), -1, ints), release=np.zeros(size, ints), deadline=np.full(size, horizon, ints),
        notice_table=np.full(size, -1, ints), allowed=np.full(size, -1, ints), allowed_days=np.zeros((0, horizon + 1), bool),
        start_table=np.full(size, -1, ints), fixed_start=np.full(size, -1, ints), fixed_finish=np.full(size, -1, ints),
        baseline_start=np.full(size, -1, ints), baseline_mode=np.full(size, -1, ints), move_weight=np.zeros(size, np.int64),
        measure_ptr=np.array([0, size], ints), measure_activity=np.arange(size, dtype=ints),
    )  # fmt: skip


def with_shortages(instance: Instance) -> Instance:
    """Return it with a third less of everything on five days of every seventeen."""
    capacity = instance.capacity.copy()
    rare = np.arange(capacity.shape[1]) % 17 >= 12
    capacity[:, rare] = np.maximum(capacity[:, rare] * 2 // 3, instance.demand_amount.max(initial=0))
    return replace(instance, capacity=capacity)


def with_budgets(instance: Instance) -> Instance:
    """Return it with two accounts, one of which carries over, and each activity charging one of them."""
    work = instance.mode_duration.astype(int).tolist()
    count = instance.horizon // PERIOD + 1
    starts, stops = (tuple(PERIOD * (k + d) for k in range(count)) for d in (0, 1))
    share = sum(work) * 100 // 8
    carried = tuple(share * (k + 1) for k in range(count))
    accounts = tuple(
        Account(name, tuple(range(count)), starts, stops, limit, carries)
        for name, limit, carries in (("a", carried, True), ("b", (share,) * count, False))
    )
    charges = tuple(Charge(i, -1, i % 2, 100 * d, i // 2 % 3) for i, d in enumerate(work))
    return replace(instance, accounts=accounts, charges=charges)
