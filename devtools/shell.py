# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Folders of the checkout, child processes and their environment."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
EXE = ".exe" if WINDOWS else ""

Command = Sequence[object]  # words: text and paths


class SetupError(Exception):
    """Something expected went wrong; the message is all that the user needs."""


def say(text: str, *, error: bool = False) -> None:
    """Print a line at once, whatever the terminal can show."""
    stream = sys.stderr if error else sys.stdout
    encoding = stream.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), file=stream, flush=True)


def base_environment() -> dict[str, str]:
    """Return the environment for child processes, with a home that can be written to."""
    environment = dict(os.environ)
    key = "USERPROFILE" if WINDOWS else "HOME"
    home = environment.get(key, "")
    if not home or not Path(home).is_dir() or not os.access(home, os.W_OK | os.X_OK):
        own = TOOLS / "home"
        own.mkdir(parents=True, exist_ok=True)
        environment[key] = str(own)
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            environment.pop(name, None)
    environment["PYTHONUTF8"] = "1"
    return environment


def venv_environment() -> dict[str, str]:
    """Return the environment in which the tools of `.venv` run, as if it were activated."""
    environment = base_environment()
    environment["VIRTUAL_ENV"] = str(VENV)
    environment["PATH"] = str(BIN) + os.pathsep + environment.get("PATH", os.defpath)
    environment.pop("PYTHONHOME", None)
    environment.pop("PYTHONPATH", None)
    return environment


def call(command: Command, *, environment: Mapping[str, str] | None = None, cwd: Path = ROOT) -> int:
    """Run a command with our own terminal and return its exit code."""
    words = list(map(str, command))
    try:
        return subprocess.run(words, cwd=cwd, env=environment, check=False).returncode
    except OSError as error:
        raise SetupError(f"cannot start {words[0]}: {error.strerror}") from error


def capture(command: Command, *, environment: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Run a command silently; return its exit code and everything it printed."""
    words = list(map(str, command))
    try:
        done = subprocess.run(
            words,
            cwd=ROOT,
            env=environment,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        return 127, f"cannot start {words[0]}: {error.strerror}"
    return done.returncode, done.stdout.decode("utf-8", "replace")


def require(command: Command, purpose: str, *, environment: Mapping[str, str] | None = None) -> str:
    """Run a command silently and return its output; where it fails, show the output and stop."""
    code, output = capture(command, environment=environment)
    if code:
        raise SetupError(f"{purpose} failed (exit {code}):\n{output.strip()}")
    return output


def tee(command: Command, *, environment: Mapping[str, str]) -> tuple[int, list[str]]:
    """Run a command, show its output as it comes, and return exit code and lines."""
    lines = []
    with subprocess.Popen(
        list(map(str, command)),
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.rstrip("\r\n"))
            say(lines[-1])
    return process.returncode, lines


def last_matching(lines: Sequence[str], pattern: str) -> str | None:
    """Return the last line that contains the pattern."""
    return next((line for line in reversed(lines) if re.search(pattern, line)), None)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let only one process at a time change the environment of this checkout."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as handle:
        if WINDOWS:
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)  # the system lets go of it however the process ends
        yield
