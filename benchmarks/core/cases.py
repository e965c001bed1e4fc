# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Synthetic networks, as the field measures with them: layers, about four predecessors each, ids shuffled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
RELATIONS = ("FS", "SS", "FF", "SF")


@dataclass(frozen=True, eq=False)
class Case:
    """A network as columns.

    Parameters
    ----------
    name
        Shape.
    pred, succ : int64[m]
        Positions.
    duration : int64[n]
        Days.
    lag : int64[m] or None
        Days; None for none.
    types
        Relations, None for FS only.
    """

    name: str
    pred: Ints
    succ: Ints
    duration: Ints
    lag: Ints | None = None
    types: tuple[str, ...] | None = None

    @property
    def size(self) -> int:
        return len(self.duration)

    @cached_property
    def ids(self) -> list[str]:
        return [f"M{i // 10:06d}/schritt-{i % 10}" for i in range(self.size)]

    @cached_property
    def named(self) -> tuple[list[str], list[str], dict[str, int]]:
        """The same links between string ids, every string an object of its own, as a file would bring them."""
        ids = self.ids
        before = [ids[i].encode().decode() for i in self.pred.tolist()]
        after = [ids[i].encode().decode() for i in self.succ.tolist()]
        return before, after, dict(zip(ids, self.duration.tolist(), strict=True))


def _columns(size: int, depth: int, seed: int) -> tuple[Ints, Ints, Ints, np.random.Generator]:
    rng = np.random.default_rng(seed)
    width = max(size // depth, 1)
    layer = np.arange(size) // width
    links: list[tuple[Ints, Ints]] = []
    for _ in range(4):  # most from the layer before, a fifth from any earlier one
        succ = np.flatnonzero(layer > 0)
        far = rng.random(len(succ)) < 0.2
        back = np.where(far, rng.integers(0, layer[succ]), layer[succ] - 1)
        pred = back * width + rng.integers(0, width, len(succ))
        links.append((pred, succ))
    pred, succ = (np.concatenate(column) for column in zip(*links, strict=True))
    keys = np.unique(succ * size + pred)
    rng.shuffle(keys)
    name = rng.permutation(size)
    return name[keys % size], name[keys // size], rng.integers(1, 21, size), rng


@lru_cache(maxsize=8)
def layered(size: int, depth: int = 0, seed: int = 1) -> Case:
    """Layers of equal width, by default as many as each is wide up to 1,000."""
    pred, succ, duration, _ = _columns(size, depth or min(max(int(size**0.5), 1), 1000), seed)
    return Case("layered", pred, succ, duration)


@lru_cache(maxsize=8)
def related(size: int, seed: int = 1) -> Case:
    """The same links as :func:`layered`, of all four relations, with lags from −3 to 10 days."""
    pred, succ, duration, rng = _columns(size, min(max(int(size**0.5), 1), 1000), seed)
    kinds = rng.choice(4, len(pred), p=(0.7, 0.15, 0.1, 0.05))
    lag = rng.integers(-3, 11, len(pred))
    return Case("related", pred, succ, duration, lag, tuple(RELATIONS[k] for k in kinds))


@lru_cache(maxsize=4)
def chain(size: int, seed: int = 1) -> Case:
    """All activities in a row, ids shuffled."""
    rng = np.random.default_rng(seed)
    name = rng.permutation(size)
    return Case("chain", name[:-1], name[1:], rng.integers(1, 21, size))


SHAPES: dict[str, Callable[[int], Case]] = {"layered": layered, "related": related, "chain": chain}
