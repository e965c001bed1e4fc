# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Arguments for graphs, their sweeps and changes on top of them, and for columns of names and numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from tests.core.fuzz_values import Given, Values


def links(draw: Values, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return links between positions, mostly without a circle."""
    count = draw.below(3 * size + 1) if size > 1 else 0
    ends = draw.rng.integers(0, max(size, 1), (2, count))
    if draw.chance(0.85):
        ends.sort(axis=0)
        ends = ends[:, ends[0] < ends[1]]
        ends = draw.rng.permutation(max(size, 1))[ends]
    pred, succ = (
        draw.integers(0, 0, 0) if not ends.size else column.astype(draw.choice(("i4", "i8"))) for column in ends
    )
    return np.ascontiguousarray(pred), np.ascontiguousarray(succ)


def graph(draw: Values) -> Given:
    size = draw.size()
    pred, succ = links(draw, size)
    count = len(pred)
    given: Given = {"size": size, "pred": pred, "succ": succ}
    if draw.chance(0.6):
        given["relation"] = draw.rng.integers(0, 4, count).astype(np.int8)
    if draw.chance(0.6):
        most = draw.choice((5, 5, 5, 2**31, 2**60 // (count + 1)))
        given["lag"] = draw.integers(count, -most, most)
    if draw.chance(0.5):
        given["horizon"] = draw.below(60)
        given["tables"] = draw.tables(draw.below(5), given["horizon"])
        if draw.chance(0.7):
            given["lag_table"] = draw.rng.integers(-1, len(given["tables"]), count).astype(np.int32)
    return given


def work(draw: Values, size: int, *, rows: int = 3) -> Given:
    """Return days of activities, for a graph of that size."""
    most = draw.choice((5, 5, 5, 2**31, 2**60 // (size + 1)))
    given: Given = {"duration": draw.integers(size, 0, most)}
    if draw.chance(0.4):
        given["release"] = draw.integers(size, 0, draw.choice((10, 10, 2**40)))
    if draw.chance(0.3):
        start = np.where(draw.rng.random(size) < 0.3, draw.integers(size, 0, 20), -1)
        given["fixed_start"] = start
        given["fixed_finish"] = np.where(start < 0, -1, start + draw.integers(size, 0, 5))
    if draw.chance(0.4):
        given["tables"] = draw.rng.integers(-1, draw.below(rows) + 1, (3, size)).astype(np.int32)
    return given


def size_of(graph_made: Any) -> int:
    return max(len(graph_made.order), len(graph_made.level))


def cpm(draw: Values, owner: Any) -> Given:
    size = size_of(owner)
    given = work(draw, size)
    return given | {"target": draw.below(size + 1) - 1} if draw.chance(0.3) else given


# changes on top


def overlay(draw: Values) -> Given:
    below = draw.some("Graph")
    return {"graph": below, **work(draw, size_of(below))}


def place(draw: Values, owner: Any) -> int:
    """Return a position; now and then one that is not there."""
    column = owner.early_start
    return draw.below(12 if column is None else len(column) + (1 if draw.chance(0.02) else 0))


def change(draw: Values, owner: Any) -> Given:
    return {"position": place(draw, owner), "days": draw.choice((0, 1, draw.below(30), draw.below(30), 2**31, 2**60))}


def lag_of(draw: Values) -> int:
    return int(draw.choice((0, draw.below(20) - 10, draw.below(20) - 10, 2**31, -(2**59))))


def link(draw: Values, owner: Any) -> Given:
    """Return a link that is there, if a few guesses find one."""
    for _ in range(6):
        given = {"source": place(draw, owner), "target": place(draw, owner)}
        try:
            known = owner.between(**given)
        except IndexError:
            continue
        if known:
            return given | {"link": draw.choice(known)[0]}
    return given | {"link": draw.below(9)}


def ends(draw: Values, owner: Any) -> Given:
    return {"source": place(draw, owner), "target": place(draw, owner)}


def added(draw: Values, owner: Any) -> Given:
    return ends(draw, owner) | {"relation": draw.below(4), "lag": lag_of(draw)}


def undone(draw: Values, owner: Any) -> Given:
    return {"steps": draw.below(owner.steps + 1)}


# columns

NAMES = ("a", "b", "", "Straße", "𝔄", "a\0b", "x" * 300, b"a", 1, 1.0, 2**70, None, ("a", 1), float("nan"), True)


def some_names(draw: Values) -> Iterable[Any]:
    kind = draw.below(3)
    count = draw.below(40)
    if kind == 0:
        return [f"M{draw.below(30)}/a" for _ in range(count)]
    return [draw.choice(NAMES if kind == 1 else NAMES[:7]) for _ in range(count)]


def interner(draw: Values) -> Given:
    return {"names": tuple(some_names(draw))}


def found(draw: Values, owner: Any) -> Given:
    del owner
    return {"items": draw.choice((list, tuple))(some_names(draw))}


def whole(draw: Values) -> Given:
    items = [draw.choice((draw.below(99), -(2**62), 2**63 - 1, draw.below(99))) for _ in range(draw.below(30))]
    return {"items": draw.choice((list, tuple))(items)}


def magnitudes(draw: Values) -> Given:
    return {
        "column": draw.integers(draw.size(), -5, draw.choice((5, 2**31, 2**60))),
        "least": draw.choice((0, -(2**60))),
    }


def arrow(draw: Values) -> Given:
    """Return buffers of another library, whole or cut; what lies about its lengths cannot be told from what does not."""
    import nanoarrow

    kinds = {
        nanoarrow.int8(): [1, 2], nanoarrow.int16(): [1, None], nanoarrow.int32(): [3] * 9, nanoarrow.int64(): [-(2**63)],
        nanoarrow.uint64(): [2**64 - 1], nanoarrow.uint8(): [], nanoarrow.float64(): [1.0], nanoarrow.bool_(): [True],
        nanoarrow.string(): ["a", "b", ""], nanoarrow.large_string(): ["a", None], nanoarrow.binary(): [b"a"],
    }  # fmt: skip
    kind = draw.choice(list(kinds))
    column = nanoarrow.c_array(kinds[kind], kind)[draw.below(3) if len(kinds[kind]) > 2 else 0 :]
    capsules: Any = nanoarrow.c_array_stream(column).__arrow_c_stream__()
    if draw.chance(0.5):
        capsules = column.__arrow_c_array__()
    if isinstance(capsules, tuple) and draw.chance(0.1):
        capsules = draw.choice((capsules[::-1], capsules[:1], (capsules[0], capsules[0]), list(capsules)))
    return {"capsules": capsules, "interner": draw.some("Interner") if draw.chance(0.5) else None}


def built(draw: Values) -> Given:
    return {"graph": draw.some("Graph")}
