# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Bytes an activity beside the input, measured in a process of its own: ``python benchmarks/core/memory.py 1000000``."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import psutil

HERE = Path(__file__).resolve()


def measure(size: int) -> tuple[float, float, float]:
    """Return bytes an activity: kept by network and critical path, kept with all six columns, and at the peak before those.

    Parameters
    ----------
    size
        Number of activities.
    """
    command = [sys.executable, str(HERE), str(size)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    kept, full, peak = map(float, output.split())
    return kept, full, peak


def _resident() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)


def _peak() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _run(size: int) -> None:
    from core import ours
    from core.cases import layered
    from egovplan import critical_path

    ours.links(layered(1000))  # what is loaded on first use
    case = layered(size)
    case = type(case)(case.name, case.pred.astype("int32"), case.succ.astype("int32"), case.duration)
    layered.cache_clear()
    grown = bytearray(max(_peak() - _resident(), 0))  # lift what is resident to the peak so far: later growth shows
    for k in range(0, len(grown), 4096):
        grown[k] = 1
    before, top = _resident(), _peak()
    network = ours.build(case)
    path = critical_path(network)
    lifted = _peak() - max(before, top)
    kept = _resident() - before
    columns = ours.columns(path)
    full = _resident() - before
    assert len(columns[0]) == size
    print(kept / size, full / size, lifted / size)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parents[1]))
    _run(int(sys.argv[1]))
