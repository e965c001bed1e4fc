# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A precedence between two activities of a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

RELATIONS = ("FS", "SS", "FF", "SF")
"""Relation types by their number in ``link_type``."""


@dataclass(frozen=True, slots=True)
class Precedence:
    """A precedence between two activities of a network.

    Parameters
    ----------
    predecessor, successor
        Names of activities.
    type
        ``FS``, ``SS``, ``FF`` or ``SF``.
    lag
        Days between the two ends, negative for a lead. [d]
    elapsed
        Whether the lag counts calendar days instead of working days.
    """

    predecessor: Any
    successor: Any
    type: str = "FS"
    lag: int = 0
    elapsed: bool = False
