# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Checks on the source: what `dev.py lint` runs, all of them whatever the first one says."""

import os
import re
from pathlib import Path

from devtools import indexes
from devtools.shell import BIN, EXE, ROOT, capture, say, venv_environment

LOCK_ADDRESS = re.compile(r"://|^\s*registry\s*=|^-{1,2}(?:i|f|extra|index|find)\b")


def run_all(python: Path, *, fix: bool) -> int:
    """Run every check, show what the failing ones print, and return 1 if one failed."""
    ruff = BIN / f"ruff{EXE}"
    tools: dict[str, list[object]] = {
        "ruff check": [ruff, "check", "--fix", "."] if fix else [ruff, "check", "."],
        "ruff format": [ruff, "format", "."] if fix else [ruff, "format", "--check", "."],
        "mypy --strict": [python, "-m", "mypy"],
        "import-linter": [BIN / f"lint-imports{EXE}"],
        "reuse": [BIN / f"reuse{EXE}", "lint"],
    }
    failed: list[str] = []
    for name, command in tools.items():
        code, output = capture(command, environment=venv_environment())
        _report(name, [] if code == 0 else output.strip().splitlines() or [f"exit code {code}"], failed)
    _report("no registry, no path of this machine", _machine_traces(), failed)
    return 1 if failed else 0


def verifier_is_covered(python: Path) -> bool:
    """Tell whether the last test run reached every line and branch of the independent verifier."""
    options = ["--include=*/egovplan/plan/verify*,*/egovplan/plan/rules/*", "--fail-under=100"]
    code, output = capture([python, "-m", "coverage", "report", *options], environment=venv_environment())
    if code:
        say(f"The verifier must be covered completely:\n{output.strip()}")
    return code == 0


def _report(name: str, problems: list[str], failed: list[str]) -> None:
    say(f"{'FAILED' if problems else 'ok':6}  {name}")
    if problems:
        failed.append(name)
        say("\n".join(f"        {line}" for line in problems))


def _machine_traces() -> list[str]:
    """Return the lines of committed files that name a registry, a download or a folder of this machine."""
    code, listing = capture(["git", "ls-files", "-z"])
    if code:
        return []  # an unpacked archive has no list of files
    home = os.environ.get("HOME", "")
    words = {*indexes.hosts(), f"{ROOT}{os.sep}", *([home + os.sep] if len(home) > 1 else [])}
    pattern = re.compile("|".join(map(re.escape, sorted(words))))
    found = []
    for name in filter(None, listing.split("\0")):
        path = ROOT / name
        if not path.is_file():
            continue
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1):
            if pattern.search(line) or (name.endswith(".lock") and LOCK_ADDRESS.search(line)):
                found.append(f"{name}:{number}: {line.strip()[:120]}")
    return found
