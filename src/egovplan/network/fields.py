# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The columns of a network: given ones are kept, all others are worked out when they are read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from egovplan.network.columns import MAX_SUM, Ints
from egovplan.network.lazy import Default, Frozen, Kept, freeze, same
from egovplan.network.structure import compiled, link_columns
from egovplan.timeline import Timeline

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue

_COMPILED = {"graph", "links", "position"}
"""What is made anew where it is read, after a network was sent to another process."""


def _activities(dtype: npt.DTypeLike, value: int) -> Default[npt.NDArray[Any]]:
    """Return the default of a column with one value for each activity."""
    return Default(lambda network: same(len(network.names), dtype, value))


class Columns(Frozen):
    """See :class:`~egovplan.network.graph.Network`, which describes them."""

    names: Sequence[Any]
    duration: Ints
    titles: Default[Sequence[Any]] = Default(lambda network: network.names)
    duration_table = _activities(np.int32, -1)
    link_pred = Default(lambda network: network.links[0])
    link_succ = Default(lambda network: network.links[1])
    link_type = Default(lambda network: network.links[2])
    link_lag = Default(lambda network: network.links[3])
    link_table = Default(lambda network: same(network.link_count, np.int32, -1))
    release = _activities(np.int64, 0)
    deadline = _activities(np.int64, MAX_SUM)
    notice_table = _activities(np.int32, -1)
    allowed = _activities(np.int32, -1)
    start_table = _activities(np.int32, -1)
    allowed_table = _activities(np.int32, -1)
    fixed_start = _activities(np.int64, -1)
    fixed_finish = _activities(np.int64, -1)
    mode = _activities(np.int32, 0)
    mode_ptr = Default(lambda network: np.arange(len(network) + 1, dtype=np.int32))
    mode_duration: Default[Ints] = Default(lambda network: network.duration)
    mode_table = _activities(np.int32, -1)
    tables = Default(lambda _: np.empty((0, 0), np.int32))
    allowed_days = Default(lambda _: np.empty((0, 0), np.bool_))
    origin: int = 0
    base: int = 0
    horizon: int | None = None
    timeline: Timeline | None = None
    gates: Mapping[int, str] = MappingProxyType({})
    catalogue: Catalogue | None = None
    as_of: dt.date | None = None
    durations: Mapping[str, int] = MappingProxyType({})

    links = Kept(link_columns)
    link_count: Kept[int] = Kept(lambda network: len(network.link_pred))
    """How many precedences there are."""
    lag_sum: Kept[int] = Kept(lambda network: sum(map(abs, network.link_lag.tolist())))
    """Sum of the lags' magnitudes. [d]"""
    graph = Kept(compiled)
    """The compiled form, ordered once for any number of sweeps. Reading it raises :class:`~egovplan.errors.CycleError`,
    with the shortest circle by title, where there is one."""
    position: Kept[Mapping[Any, int]] = Kept(lambda network: {name: i for i, name in enumerate(network.names)})
    """Name → position."""

    def __init__(self, *, names: Sequence[Any], duration: Ints, **fields: Any) -> None:
        self.__setstate__({"names": names, "duration": duration} | fields)

    @classmethod
    def _of(cls, fields: dict[str, Any]) -> Self:
        """Return a network of columns that are locked already."""
        network = cls.__new__(cls)
        vars(network).update(fields)
        return network

    def __getstate__(self) -> dict[str, Any]:
        kept = {name: value for name, value in vars(self).items() if name not in _COMPILED}
        if "link_pred" not in kept:  # only the compiled form has them
            columns = {name: getattr(self, name) for name in ("link_pred", "link_succ", "link_type", "link_lag")}
            kept |= {name: column for name, column in columns.items() if column.strides != (0,)}
        return kept

    def __setstate__(self, state: dict[str, Any]) -> None:
        for value in state.values():
            if isinstance(value, np.ndarray):
                freeze(value)
        vars(self).update(state)
