# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Lists as the arrays that the core reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from egovplan.scheduling.instance import Ints, Longs


def ints(values: Any) -> Ints:
    """Return values as 32-bit integers, in one piece."""
    return np.ascontiguousarray(values, dtype=np.int32)


def longs(values: Any) -> Longs:
    """Return values as 64-bit integers, in one piece."""
    return np.ascontiguousarray(values, dtype=np.int64)


def pointer(counts: Sequence[int]) -> Ints:
    """Return where rows of these lengths begin and end when they are laid one after the other, shape (rows + 1,)."""
    return ints(np.concatenate(([0], np.cumsum(longs(counts)))))
