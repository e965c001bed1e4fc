# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""One scenario of a network solved on its own, as the oracle for many at once."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np

from egovplan import Catalogue, critical_path
from egovplan.errors import EgovplanError, InfeasibleError
from egovplan.network.axis import Axis
from egovplan.network.cpm import CriticalPath
from egovplan.network.graph import Network
from egovplan.network.precedence import RELATIONS
from egovplan.network.scenarios.distributions import Discrete, Distribution, Fixed, Pert, Triangular, Uniform
from tests.network.random_cases import catalogue_data, random_case


def changed(network: Network, **fields: Any) -> Network:
    """Return a network with some other columns."""
    copy = Network.__new__(Network)
    links = {name: np.array(getattr(network, name)) for name in ("link_pred", "link_succ", "link_type", "link_lag")}
    copy.__setstate__(network.__getstate__() | links | fields)
    return copy


def random_network(seed: int) -> Network:
    """Return a small network with calendars, gates, embargoes, actuals and all relations."""
    case = random_case(seed)
    try:
        return Network.from_catalogue(Catalogue.from_dict(catalogue_data(case)), as_of=case.as_of)
    except EgovplanError:  # e.g. no sitting is left
        return random_network(seed + 1000)


def random_links(seed: int, size: int = 30) -> Network:
    """Return a network without a calendar; every second one only with FS, every third one without lags."""
    rng = Random(seed)
    order = rng.sample(range(size), size)
    pairs = [(order[a], order[b]) for a in range(size) for b in range(a + 1, size) if rng.random() < 0.15]
    types = ["FS" if seed % 2 else rng.choice(("FS", "SS", "FF", "SF")) for _ in pairs]
    lags = [0 if seed % 3 else rng.randint(-5, 9) for _ in pairs]
    durations = np.array([rng.randrange(20) for _ in range(size)])
    network = Network.from_links([a for a, _ in pairs], [b for _, b in pairs], durations, lags, types=types)
    if seed % 5:
        return network
    release = np.array([rng.choice((0, 0, 0, 25)) for _ in range(size)], np.int64)
    return changed(network, release=release)


def random_law(rng: Random, *, most: int = 25) -> Distribution:
    """Return some distribution between 0 and ``most`` days."""
    low, mode, high = sorted(rng.randint(0, most) for _ in range(3))
    return rng.choice((
        Fixed(mode), Uniform(low, high), Triangular(low, mode, high), Pert(low, mode, high), Discrete([low, high + 1], [1, 2]),
    ))  # fmt: skip


def with_days(network: Network, days: np.ndarray) -> Network:
    """Return the network in which activity i lasts ``days[i]``, calendar days where it counts those."""
    if network.timeline is None or network.horizon is None:
        return changed(network, duration=days.astype(np.int64))
    axis = Axis(network.timeline, network.origin, network.horizon)
    tables, numbers = list(network.tables), network.duration_table.copy()
    for i in np.flatnonzero(numbers >= 0):
        numbers[i] = len(tables)
        tables.append(axis.elapsed(int(days[i]), from_finish=False))
    stacked = np.array(tables, np.int32).reshape(len(tables), network.horizon + 2)
    return changed(network, duration=days.astype(np.int64), duration_table=numbers, tables=stacked)


def solved(network: Network, days: np.ndarray) -> CriticalPath | None:
    """Return the critical path with these durations, None if something has no day."""
    try:
        return critical_path(with_days(network, days))
    except InfeasibleError:
        return None


def finish_days(network: Network, days: np.ndarray, never: int) -> list[int]:
    """Return when each activity finishes, ``never`` where it has no day: rule by rule, day by day."""
    timed = with_days(network, days)
    start, finish = {}, {}

    def moved(table: int, day: int, by: int) -> int:
        return int(timed.tables[table][min(max(day, 0), never)]) if table >= 0 else min(day + by, never)

    for i in np.argsort(timed.generations, kind="stable").tolist():
        number = int(timed.duration_table[i])
        ready = int(timed.release[i])
        for k in np.flatnonzero(timed.link_succ == i).tolist():
            source, kind = int(timed.link_pred[k]), RELATIONS[timed.link_type[k]]
            event = (start if kind in ("SS", "SF") else finish)[source]
            bound = moved(int(timed.link_table[k]), event, int(timed.link_lag[k]))
            while kind in ("FF", "SF") and ready < never and moved(number, ready, int(days[i])) < bound:
                ready += 1
            if kind in ("FS", "SS") or bound >= never:
                ready = max(ready, bound)
        start[i] = moved(int(timed.start_table[i]), ready, 0)
        finish[i] = moved(number, start[i], int(days[i]))
        if timed.fixed_start[i] >= 0:
            start[i], finish[i] = int(timed.fixed_start[i]), int(timed.fixed_finish[i])
    return [finish[i] for i in range(len(network))]
