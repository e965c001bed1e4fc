# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Bytes an activity beside the input, measured in a process of its own (Linux)."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import psutil

HERE = Path(__file__).resolve()
_PLAIN = {"MALLOC_MMAP_THRESHOLD_": "65536"}  # what glibc frees goes back to the system, and is not counted as kept


def measure(size: int) -> tuple[float, float, float]:
    """Return bytes an activity: kept by network and critical path, kept with all six columns, and at the peak before those.

    Parameters
    ----------
    size
        Number of activities.
    """
    from core.cases import layered

    case = layered(size)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("pred", "succ", "duration"):
            np.save(
                Path(folder, f"{name}.npy"), getattr(case, name).astype(np.int32 if name != "duration" else np.int64)
            )
        command = [sys.executable, str(HERE), folder]
        output = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | _PLAIN).stdout
    kept, full, peak = map(float, output.split())
    return kept, full, peak


def _resident() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> int:
    line = next(x for x in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if x.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def _run(folder: Path) -> None:
    from core import ours
    from egovplan import Network, critical_path

    ours.columns(critical_path(Network.from_links([0], [1], [1, 1])))  # what is loaded on first use
    pred, succ, duration = (np.load(folder / f"{name}.npy") for name in ("pred", "succ", "duration"))
    before = _resident()
    _forget_peak()
    network = Network.from_links(pred, succ, duration)
    path = critical_path(network)
    lifted = _peak() - before
    kept = _resident() - before
    columns = ours.columns(path)
    full = _resident() - before
    assert len(columns[0]) == len(duration)
    print(*(value / len(duration) for value in (kept, full, lifted)))


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parents[1]))
    _run(Path(sys.argv[1]))
