# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Find uv, or fetch it with pip into a folder of the checkout."""

import os
import re
import shutil
import sys
from functools import cache
from pathlib import Path

from devtools import indexes, pip
from devtools.shell import EXE, ROOT, TOOLS, SetupError, base_environment, capture, say

LOCKS = ROOT / "locks"
OLDEST = (0, 6)  # the first with `--group` for `uv pip compile`


@cache
def environment() -> dict[str, str]:
    """Return the environment in which uv runs: pip's indexes, no downloads of interpreters, no questions."""
    return base_environment() | indexes.for_uv() | {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}


@cache
def find() -> Path:
    """Return the path of a uv that is new enough, fetching one where there is none."""
    on_path = shutil.which("uv")
    if on_path and _new_enough(on_path):
        return Path(on_path)
    lock = LOCKS / "uv.lock"
    version = _locked_version(lock)
    folder = TOOLS / f"uv-{version}"
    binary = folder / "bin" / f"uv{EXE}"
    if not binary.exists():
        say(f"-- fetching uv {version}")
        pip.install(lock, folder)
    if not binary.exists():
        raise SetupError(f"pip installed uv, but there is no {binary}")
    return binary


def _new_enough(binary: str) -> bool:
    code, output = capture([binary, "--version"], environment=base_environment())
    match = re.search(r"(\d+)\.(\d+)", output)
    return code == 0 and match is not None and (int(match[1]), int(match[2])) >= OLDEST


def _locked_version(lock: Path) -> str:
    match = re.search(r"^uv==([\w.]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    if match is None:
        raise SetupError(f"{lock.relative_to(ROOT)} does not name a version of uv")
    return match[1]


def base_python() -> str:
    """Return the interpreter that environments are made from, even when dev.py runs inside one."""
    return str(getattr(sys, "_base_executable", None) or os.path.realpath(sys.executable))
