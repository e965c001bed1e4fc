# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Find uv, or fetch it with pip into a folder of the checkout."""

import importlib.util
import os
import re
import shutil
import sys
from functools import cache
from pathlib import Path

from devtools import indexes
from devtools.shell import BIN, EXE, ROOT, TOOLS, SetupError, base_environment, capture, require, say

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
        pip_install(lock, folder)
    if not binary.exists():
        raise SetupError(f"pip installed uv, but there is no {binary}")
    return binary


def pip_install(lock: Path, folder: Path) -> None:
    """Install a lock into a folder of its own with whatever pip there is; it never touches the system."""
    shutil.rmtree(folder, ignore_errors=True)
    environment = base_environment() | {
        "PIP_USER": "0",  # a user's default of --user contradicts --target
        "PIP_REQUIRE_VIRTUALENV": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        "PIP_NO_INPUT": "1",
    }
    options = ["--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes", "--target", folder]
    require(
        [*_pip(), "install", *options, "-r", lock],
        f"installing {lock.name} with pip",
        environment=environment,
    )


def _pip() -> list[object]:
    """Return a command that is pip: this Python's, another one's, or one from a throw-away environment."""
    candidates: list[list[object]] = [[sys.executable, "-m", "pip"]]
    candidates += [[found] for name in ("pip3", "pip") if (found := shutil.which(name))]
    for candidate in candidates:
        if capture([*candidate, "--version"], environment=base_environment())[0] == 0:
            return candidate
    if importlib.util.find_spec("ensurepip"):
        boot = TOOLS / "pip"
        code, _ = capture([sys.executable, "-m", "venv", "--clear", boot], environment=base_environment())
        if code == 0:
            return [boot / BIN.name / f"python{EXE}", "-m", "pip"]
    raise SetupError(
        f"{sys.executable} has no pip, and uv is not on PATH. "
        "Install one of them (on Debian and Ubuntu: apt install python3-pip), then run this again."
    )


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
