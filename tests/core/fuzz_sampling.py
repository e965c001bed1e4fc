# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Arguments for what draws scenarios, and what counts them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, cast
from unittest import mock

import numpy as np

from egovplan._core import _ext
from egovplan.errors import EgovplanError
from egovplan.network.scenarios import sampling
from egovplan.network.scenarios.distributions import (
    Discrete,
    Distribution,
    Event,
    Factor,
    Fixed,
    Lognormal,
    Pert,
    Quantiles,
    Triangular,
    Uniform,
)
from tests.core import fuzz_network
from tests.core.fuzz_network import size_of
from tests.core.fuzz_values import Given, Values


def distribution(draw: Values) -> Distribution:
    """Return any distribution, of any size."""
    scale = float(draw.choice((1, 10, 300, 2**21)))
    low, mode, high = sorted(float(x) for x in draw.rng.random(3) * scale)
    values = sorted(draw.below(int(scale) + 5) for _ in range(1 + draw.below(5)))
    weights = (draw.rng.random(len(values)) + 0.01).tolist()
    rising = (np.arange(len(values) + 1) / len(values)).tolist()
    makers: tuple[Callable[[], Distribution], ...] = (
        lambda: Fixed(int(high)),
        lambda: Uniform(low, high),
        lambda: Triangular(low, mode, high),
        lambda: Pert(low, mode, high, draw.choice((0.5, 4.0, 100.0))),
        lambda: Lognormal(high, draw.choice((0.0, 0.1, 1.0))),
        lambda: Discrete(sorted(set(values)), weights[: len(set(values))]),
        lambda: Quantiles(rising, [0, *values]),
    )
    with contextlib.suppress(EgovplanError, TypeError, ValueError):
        return draw.choice(makers)()
    return Fixed(1)


def sampler(draw: Values, least: int = 0) -> Given:
    """Return what the Python side makes of distributions, factors and events."""
    rows = least + draw.below(9)

    def some() -> tuple[int, ...]:
        return tuple(draw.rng.permutation(rows)[: draw.below(rows + 1)].tolist())

    asked = sampling.Sampler(
        [distribution(draw) for _ in range(rows)],
        factors=[Factor("x", some(), draw.choice((0.5, -0.5, 0.0))) for _ in range(draw.below(4))],
        events=[Event(float(draw.rng.random()), some(), distribution(draw)) for _ in range(draw.below(3))],
        seed=draw.below(2**62),
    )
    with mock.patch.object(sampling, "Compiled", dict):
        return cast("Given", asked.compiled)


def drawn(draw: Values, owner: Any) -> Given:
    del owner
    first = draw.choice((0, draw.below(1000), 2**62 - 400))
    return {"first": first, "count": draw.below(300), "instructions": draw.choice(("", *_ext.instructions()))}


def counted(draw: Values, activities: int, name: str) -> Given:
    """Return which scenarios to count, of a sampler that fits, and how."""
    given = sampler(draw, activities)
    rows = len(given["own"])
    edges = sorted(draw.below(200) for _ in range(draw.below(5)))
    asked = {
        "groups": [[draw.below(activities) for _ in range(draw.below(5))] if activities else [] for _ in range(1 + draw.below(3))],
        "bins": draw.choice((1, 10, 100, 5000)), "activities": draw.chance(0.5),
        "amounts": [draw.choice((0, 10**6, 2**40)) for _ in range(draw.below(rows - activities + 1))],
        "finish_edges": edges, "cost_edges": [10**4 * edge for edge in edges],
    }  # fmt: skip
    first = draw.choice((0, 7, draw.below(1000), 2**62 - 500))
    return {"sampler": _ext.Sampler(**given), "first": first, "count": draw.below(300), name: asked}


def lanes(draw: Values) -> Given:
    """Return a network as lanes read it: mostly small, and mostly without a circle."""
    for _ in range(9):
        known = fuzz_network.graph(draw)
        if known["size"] > 300:  # as many distributions would take long to make
            continue
        graph = _ext.Graph(**known)
        if not len(graph.cycle) or draw.chance(0.02):
            break
    size, horizon, rows = known["size"], known.get("horizon", -1), len(known.get("tables", ()))
    last = 30 if horizon < 0 else horizon
    start = np.where(draw.rng.random(size) < 0.15, draw.rng.integers(0, last + 1, size), -1)
    columns: Given = {
        "release": draw.rng.integers(0, draw.choice((1, last // 2 + 1)), size),
        "fixed_start": start,
        "fixed_finish": np.where(start < 0, -1, np.minimum(start + draw.rng.integers(0, 5, size), last)),
        "calendar": np.empty(0, np.int32),
    }
    for name in ("duration_table", "start_table", "allowed_table"):
        columns[name] = np.full(size, -1, np.int32)
    if rows and draw.chance(0.5):
        columns["start_table"] = columns["allowed_table"] = draw.rng.integers(-1, rows, size).astype(np.int32)
    if horizon >= 0 and draw.chance(0.5):
        columns["calendar"] = np.cumsum(draw.rng.integers(1, 4, horizon + 1)).astype(np.int32) - 1
        columns["calendar"] -= columns["calendar"][0]
        columns["duration_table"] = draw.rng.integers(-1, max(rows, 1), size).astype(np.int32)
    return {"graph": graph, "columns": columns}


def simulate(draw: Values) -> Given:
    given = lanes(draw)
    result = given | counted(draw, size_of(given["graph"]), "counted")
    rows = result["sampler"].draw(0, 0).shape[1]
    largest = draw.rng.integers(0, draw.choice((50, 30_000, 2**22)), rows)
    instructions = draw.choice(("", *_ext.instructions()))
    return result | {"largest": largest, "threads": 1 + draw.below(3), "instructions": instructions}


def rows(draw: Values) -> Given:
    """Return a network as lanes read it, and a matrix of durations."""
    given = lanes(draw)
    size = size_of(given["graph"])
    most = draw.choice((5, 300, 40_000, 2**31 - 1, 2**45))
    count = draw.choice((0, 1, 3, 63, 64, 65, 200))
    durations = draw.integers(count * size, 0, most).reshape(count, size)
    return given | {"durations": durations, "instructions": draw.choice(("", *_ext.instructions()))}


def dates(draw: Values) -> Given:
    return rows(draw) | {"column": draw.below(5)}


def latest(draw: Values) -> Given:
    given = lanes(draw)
    return given | {"largest": draw.rng.integers(0, draw.choice((50, 2**22)), size_of(given["graph"]))}
