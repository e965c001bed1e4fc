# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Find a pip, whatever the machine has of it; it fetches uv and knows where packages come from here."""

import importlib.util
import shutil
import sys
from functools import cache
from pathlib import Path

from devtools.shell import BIN, EXE, TOOLS, SetupError, base_environment, capture, require


@cache
def command() -> tuple[object, ...] | None:
    """Return the words that start pip: this Python's, another one's, or one from a throw-away environment."""
    candidates: list[tuple[object, ...]] = [(sys.executable, "-m", "pip")]
    candidates += [(found,) for name in ("pip3", "pip") if (found := shutil.which(name))]
    boot = TOOLS / "pip" / BIN.name / f"python{EXE}"
    if boot.exists():
        candidates.append((boot, "-m", "pip"))
    for candidate in candidates:
        if capture([*candidate, "--version"], environment=base_environment())[0] == 0:
            return candidate
    if importlib.util.find_spec("ensurepip"):
        code, _ = capture([sys.executable, "-m", "venv", "--clear", TOOLS / "pip"], environment=base_environment())
        if code == 0:
            return (boot, "-m", "pip")
    return None


def install(lock: Path, folder: Path) -> None:
    """Install a lock into a folder of its own; the system, managed externally or not, stays as it is."""
    pip = command()
    if pip is None:
        raise SetupError(
            f"{sys.executable} has no pip, and uv is not on PATH. "
            "Install one of them (on Debian and Ubuntu: apt install python3-pip), then run this again."
        )
    shutil.rmtree(folder, ignore_errors=True)
    environment = base_environment() | {
        "PIP_USER": "0",  # a user's default of --user contradicts --target
        "PIP_REQUIRE_VIRTUALENV": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        "PIP_NO_INPUT": "1",
    }
    options = ["--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes", "--target", folder]
    require([*pip, "install", *options, "-r", lock], f"installing {lock.name} with pip", environment=environment)
