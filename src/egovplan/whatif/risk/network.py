# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A network as a project to simulate: calendar, sittings and actuals, but no capacities."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import InfeasibleError
from egovplan.network.cpm import critical_path
from egovplan.network.graph import Network
from egovplan.network.scenarios.sampling import Sampler
from egovplan.network.scenarios.simulation import simulate_network
from egovplan.timeline import Timeline
from egovplan.whatif.risk.project import Int64s, Prepared
from egovplan.whatif.risk.subjects import State, Subject, subjects_of_catalogue, subjects_of_network

_SPARE = 2
"""Bins after the latest finish, so that none of it shares the bin of what never is."""


class NetworkProject:
    """A network, or that of a catalogue.

    Parameters
    ----------
    network
        With the planned durations.
    """

    kind = "network"
    plan = None
    waits: Sequence[str] = ()

    def __init__(self, network: Network) -> None:
        self.network = network

    @property
    def catalogue(self) -> Catalogue | None:
        """What the network was made from."""
        return self.network.catalogue

    @property
    def timeline(self) -> Timeline | None:
        """The calendar; None without one."""
        return self.network.timeline

    @cached_property
    def modes(self) -> Sequence[int]:
        """Chosen modes."""
        return [int(mode) for mode in self.network.mode]

    @cached_property
    def subjects(self) -> Sequence[Subject]:
        """The activities, in the order of the network."""
        x = self.network
        if x.catalogue is None:
            return subjects_of_network(x)
        return subjects_of_catalogue(x.catalogue, x.as_of, self.modes, x.durations)

    @cached_property
    def finishes(self) -> Int64s:
        """Early finishes with the planned durations."""
        return critical_path(self.network).early_finish

    def on_top(self, struck: frozenset[int]) -> list[int]:  # noqa: ARG002  (a plan needs to know)
        """Return what has been done of that which is running: here it is drawn from its start."""
        return [subject.done for subject in self.subjects]

    def prepare(self, sampler: Sampler, struck: frozenset[int], needed: int) -> Prepared:
        """Return the network with what runs, and what risks move, free to take longer."""
        n = len(self.network)
        longest, shortest = sampler.largest[:n], sampler.smallest[:n]
        network = opened(self.network, self.subjects, struck)
        latest = _finish(network, longest)
        if latest is None and network.catalogue is not None:
            network = opened(self._longer(needed), self.subjects, struck)
            latest = _finish(network, longest)
        soonest = _finish(network, shortest)
        if latest is None:
            assert network.horizon is not None  # else everything has a day
            latest = network.horizon - 1
        job = partial(simulate_network, network, sampler)
        return Prepared(job, network.origin, latest + _SPARE, soonest or 0, latest)

    def _longer(self, reserve: int) -> Network:
        x = self.network
        assert x.catalogue is not None
        modes = dict(zip(x.names, self.modes, strict=True))
        return Network.from_catalogue(x.catalogue, as_of=x.as_of, modes=modes, durations=x.durations, reserve=reserve)


def opened(network: Network, subjects: Sequence[Subject], struck: frozenset[int]) -> Network:
    """Return a network in which what runs, and external events that risks hit, keep their starts but not their finishes."""
    free = [i for i, s in enumerate(subjects) if s.state is State.RUNNING or i in struck]
    if not free:
        return network
    columns: dict[str, Any] = {
        name: np.array(getattr(network, name)) for name in ("fixed_start", "fixed_finish", "duration", "duration_table")
    }
    for i in free:
        columns["duration"][i] = columns["fixed_finish"][i] - columns["fixed_start"][i]
        columns["fixed_start"][i] = columns["fixed_finish"][i] = columns["duration_table"][i] = -1
    columns["link_type"] = _from_finish(network.link_type, network.link_pred, struck)
    return Network(**(network.__getstate__() | columns))


def _from_finish(types: npt.NDArray[Any], before: npt.NDArray[Any], struck: frozenset[int]) -> npt.NDArray[Any]:
    """Return relation types in which an external event counts from its finish, which is when it happens at last."""
    moved = np.isin(before, sorted(struck))
    return np.where(moved, types & ~1, types).astype(types.dtype)


def _finish(network: Network, days: npt.NDArray[Any]) -> int | None:
    """Return the finish from the origin with these durations, all taken as working days; None if it is beyond the calendar."""
    settled = network.fixed_start >= 0
    columns = {
        "duration": np.where(settled, network.duration, days).astype(np.int64),
        "duration_table": np.full(len(network), -1, np.int32),
    }
    try:
        return critical_path(Network(**(network.__getstate__() | columns))).finish - network.origin
    except InfeasibleError:
        return None
