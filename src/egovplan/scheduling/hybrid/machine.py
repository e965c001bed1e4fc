# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What this process may use of the machine: processors by affinity and quota, memory."""

from __future__ import annotations

import os
from pathlib import Path

MAX_WORKERS = 8
"""With more, the solver has been seen to crash; and here it gains nothing."""
MEMORY_VARIABLE = "EGOVPLAN_SOLVER_MEMORY"
"""Environment variable with the memory of the solver process in MiB; 0 for no limit."""
_MIB = 1 << 20
_CGROUP = Path("/sys/fs/cgroup")
_MEMINFO = Path("/proc/meminfo")


def worker_count(requested: int | None = None) -> int:
    """Return how many threads the solver gets: at least one, at most what was asked for and what there is."""
    limits = [MAX_WORKERS, available_processors()]
    if requested is not None:
        limits.append(requested)
    return max(1, min(limits))


def available_processors() -> int:
    """Return the number of processors this process may run on, affinity and control group counted."""
    try:
        count = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        count = os.cpu_count() or 1
    return max(1, min(count, _quota(_CGROUP) or count))


def _quota(root: Path) -> int | None:
    """Return the processors that the control group grants, rounded up; None if it does not limit them."""
    text = _read(root / "cpu.max") or " ".join(
        _read(root / "cpu" / f"cpu.cfs_{name}_us").strip() for name in ("quota", "period")
    )
    words = text.split()
    if len(words) != 2 or not words[0].isdigit() or not words[1].isdigit() or int(words[1]) == 0:
        return None
    return max(1, -(-int(words[0]) // int(words[1])))


def memory_limit() -> int | None:
    """Return the bytes of address space that the solver process may take: 2 GiB or half of what is free, whichever is more."""
    asked = os.environ.get(MEMORY_VARIABLE, "").strip()
    if asked.isdigit():
        return int(asked) * _MIB or None
    free = next((line.split()[1] for line in _read(_MEMINFO).splitlines() if line.startswith("MemAvailable:")), "0")
    return max(2048 * _MIB, int(free) * 1024 // 2)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""
