# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Scenarios drawn from distributions: the same ones for the same seed, on any machine and in any split."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from egovplan._core import Sampler as Compiled
from egovplan.errors import OutOfRangeError
from egovplan.network.scenarios.distributions import (
    RAREST,
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

Int32s = npt.NDArray[np.int32]

_Row = tuple[int, tuple[float, float, float], int, tuple[float, ...]]

_CONSTANT, _UNIFORM, _TRIANGULAR, _BETA, _LOGNORMAL, _CHAIN, _STEPS = range(7)


class Sampler:
    """Draws scenarios of several rows; immutable, small when pickled, compiled where it is first used.

    Rows 0 … n − 1 are the durations of a network's activities; further rows may be anything, e.g. costs in per mille.

    Parameters
    ----------
    distributions
        One for each row.
    factors
        What moves rows together.
    events
        What may happen. Days of several events add up.
    seed
        Whole number from 0 on.

    Raises
    ------
    TypeError, OutOfRangeError
        If a seed, row or sum of weights is not possible.
    """

    def __init__(
        self,
        distributions: Sequence[Distribution],
        *,
        factors: Sequence[Factor] = (),
        events: Sequence[Event] = (),
        seed: int = 0,
    ) -> None:
        if type(seed) is not int or seed < 0:
            raise OutOfRangeError(f"seed: ganze Zahl ab 0 erwartet, {seed!r} angegeben.")
        self.distributions = tuple(distributions)
        self.factors = tuple(factors)
        self.events = tuple(events)
        self.seed = seed
        rows = len(self.distributions)
        for places in (*(factor.rows for factor in self.factors), *(event.rows for event in self.events)):
            if not all(0 <= row < rows for row in places) or len(set(places)) != len(places):
                raise OutOfRangeError(f"Zeilen von 0 bis {rows - 1}, jede einmal, erwartet, {places} angegeben.")

    def __len__(self) -> int:
        return len(self.distributions)

    def __repr__(self) -> str:
        return (
            f"Sampler({len(self)} Zeilen, {len(self.factors)} Faktoren, {len(self.events)} Risiken, seed={self.seed})"
        )

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "compiled"}

    @cached_property
    def compiled(self) -> Compiled:
        """What the core draws from."""
        row_of = [_row(distribution) for distribution in (*self.distributions, *(e.days for e in self.events))]
        pointer = np.cumsum([0, *(len(table) for *_, table in row_of)], dtype=np.int32)
        share_ptr, share_factor, share_weight, own = self._shares()
        return Compiled(
            kind=np.array([kind for kind, *_ in row_of], np.int32),
            numbers=np.array([numbers for _, numbers, *_ in row_of], np.float64).reshape(-1),
            least=np.array([least for *_, least, _ in row_of], np.int32),
            table_ptr=pointer,
            table=np.array([value for *_, table in row_of for value in table], np.float64),
            share_ptr=share_ptr,
            share_factor=share_factor,
            share_weight=share_weight,
            own=own,
            probability=np.array([event.probability for event in self.events], np.float64),
            event_ptr=np.cumsum([0, *(len(event.rows) for event in self.events)], dtype=np.int32),
            event_row=np.array([row for event in self.events for row in event.rows], np.int32),
            key=np.asarray(np.random.SeedSequence(self.seed).generate_state(2, np.uint64), np.uint64),
            factors=len(self.factors),
        )

    def _shares(self) -> tuple[Any, ...]:
        """Return the factors of each row, as compressed rows, and what is left for the row itself."""
        shares: list[list[tuple[int, float]]] = [[] for _ in self.distributions]
        for number, factor in enumerate(self.factors):
            for row in factor.rows:
                shares[row].append((number, factor.weight))
        squares = [math.fsum(weight * weight for _, weight in of_row) for of_row in shares]
        if max(squares, default=0.0) > 1 + 1e-9:
            worst = squares.index(max(squares))
            raise OutOfRangeError(
                f"Faktoren: Summe der Quadrate der Gewichte höchstens 1 erwartet, {squares[worst]:g} in Zeile {worst}."
            )
        flat = [share for of_row in shares for share in of_row]
        return (
            np.cumsum([0, *map(len, shares)], dtype=np.int32),
            np.array([number for number, _ in flat], np.int32),
            np.array([weight for _, weight in flat], np.float64),
            np.sqrt(np.maximum(1 - np.array(squares, np.float64), 0)),
        )

    def draw(self, first: int, count: int) -> Int32s:
        """Return scenarios ``first … first + count − 1``, ``int32[count, rows]``, in days.

        Scenario s is lane s mod 64 of block ⌊s / 64⌋; each block has its own random stream, so that a scenario does not
        depend on which others are drawn.

        Raises
        ------
        OutOfRangeError
            If ``first`` or ``count`` is negative, or too large.
        """
        if first < 0 or count < 0 or first + count > 2**62:
            raise OutOfRangeError(f"draw: Anfang und Anzahl ab 0 erwartet, {first} und {count} angegeben.")
        result: Int32s = self.compiled.draw(first, count)
        return result

    @cached_property
    def smallest(self) -> Int32s:
        """The smallest value that each row can have, events apart, ``int32[rows]``, in days."""
        return np.array([_ends(distribution)[0] for distribution in self.distributions], np.int32)

    @cached_property
    def largest(self) -> npt.NDArray[np.int64]:
        """A bound on each row's draws, all events included, ``int64[rows]``, in days."""
        result = np.array([_ends(distribution)[1] for distribution in self.distributions], np.int64)
        for event in self.events:
            result[list(event.rows)] += _ends(event.days)[1]
        return result


def _ends(distribution: Distribution) -> tuple[int, int]:
    """Return bounds of what is drawn."""
    match distribution:
        case Fixed(days):
            return days, days
        case Lognormal():
            low, high = distribution.quantile(RAREST), distribution.quantile(1 - RAREST)
        case Discrete(values) | Quantiles(_, values):
            low, high = values[0], values[-1]
        case _:
            low, high = distribution.low, distribution.high
    return max(math.floor(low), distribution.least), max(math.floor(high) + 1, distribution.least)


def _row(distribution: Distribution) -> _Row:
    """Return kind, numbers, least and table of one distribution, as the core reads them."""
    if not isinstance(distribution, Distribution):
        raise TypeError(f"Sampler: Verteilung erwartet, {type(distribution).__name__} angegeben.")
    least = distribution.least
    match distribution:
        case Fixed(days):
            return _CONSTANT, (0, 0, 0), days, ()
        case Triangular(low, mode, high) if low < high:
            return _TRIANGULAR, (low, mode, high), least, ()
        case Pert(low, _, high) if low < high:
            return _BETA, (low, high - low, 0), least, distribution.exponents
        case Lognormal(median, sigma):
            return _LOGNORMAL, (0, median, 0), least, (sigma,)
        case Discrete(values):
            rises = zip(distribution.levels, np.diff(values).tolist(), strict=True)
            return _STEPS, (values[0], 0, 0), least, tuple(number for step in rises for number in step)
        case Quantiles(levels, values):
            return (
                _CHAIN,
                (values[0], 0, 0),
                least,
                tuple(number for knot in zip(levels, values, strict=True) for number in knot),
            )
        case Uniform(low, high) | Triangular(low, _, high) | Pert(low, _, high):
            return _UNIFORM, (low, high, 0), least, ()
