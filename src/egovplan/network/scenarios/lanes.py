# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A network as the kernels for many scenarios read it."""

from __future__ import annotations

from typing import Any

import numpy as np

from egovplan.network.axis import Axis
from egovplan.network.graph import Network


def lane_columns(network: Network) -> dict[str, Any]:
    """Return what the activities of a network bring, durations apart.

    Elapsed durations differ from scenario to scenario, so they are no tables here: ``calendar`` holds the calendar day of
    each working day, counted from the first.
    """
    columns: dict[str, Any] = {
        name: np.ascontiguousarray(getattr(network, name), np.int64)
        for name in ("release", "fixed_start", "fixed_finish")
    }
    columns |= {
        name: np.ascontiguousarray(getattr(network, name), np.int32)
        for name in ("duration_table", "start_table", "allowed_table")
    }
    return columns | {"calendar": _calendar(network)}


def _calendar(network: Network) -> np.ndarray[Any, np.dtype[np.int32]]:
    if network.timeline is None or network.horizon is None or not (network.duration_table >= 0).any():
        return np.empty(0, np.int32)
    return Axis(network.timeline, network.origin, network.horizon).ordinals()
