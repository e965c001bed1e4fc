# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Our side of each comparison, through the public names only."""

from __future__ import annotations

from typing import Any

from core.cases import Case
from core.peers import Columns
from egovplan import CriticalPath, Network, critical_path


def build(case: Case) -> Network:
    return Network.from_links(case.pred, case.succ, case.duration, case.lag, types=case.types)


def build_named(case: Case) -> Network:
    return Network.from_links(*case.named)


def columns(path: CriticalPath) -> Columns:
    return (
        path.early_start, path.early_finish, path.late_start, path.late_finish, path.total_float, path.free_float,
    )  # fmt: skip


def links(case: Case) -> Columns:
    return columns(critical_path(build(case)))


def names(case: Case) -> Columns:
    return columns(critical_path(build_named(case)))


def solve(network: Network, durations: Any) -> Columns:
    return columns(critical_path(network, durations=durations))


def heads_and_tails(network: Network, durations: Any) -> int:
    """Both passes without the columns: late dates and floats are views that are made when asked for."""
    return critical_path(network, durations=durations).finish
