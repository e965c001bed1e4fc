# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The environment in `.venv`: made from a lock with hashes, with the compiled core built into it.

A stamp says what it was made from. As long as that is unchanged nothing is started, not even uv.
"""

import hashlib
import json
import shutil
import sys
import time
import tomllib
from pathlib import Path

from devtools import toolchain, uv
from devtools.shell import (
    PYTHON,
    ROOT,
    VENV,
    SetupError,
    one_at_a_time,
    require,
    say,
    venv_environment,
)

STAMP = VENV / "egovplan.json"
CORE = ROOT / "src" / "egovplan" / "_core"
BUILD = ROOT / "build"


def setup(arguments: list[str]) -> int:
    """Make or renew .venv: `setup` for the library alone, `setup --dev` with the tools of the developers."""
    if set(arguments) - {"--dev", "--rebuild"}:
        raise SetupError("usage: dev.py setup [--dev] [--rebuild]")
    if "--rebuild" in arguments:
        shutil.rmtree(BUILD, ignore_errors=True)
        _write_stamp(_read_stamp() | {"core": None})
    ensure(dev="--dev" in arguments)
    say(f"-- ready: {PYTHON}")
    return 0


def ensure(*, dev: bool) -> Path:
    """Return the Python of an environment that is up to date."""
    with one_at_a_time():
        started = time.monotonic()
        stamp = _read_stamp()
        place = {"root": str(ROOT), "python": f"{sys.version_info.major}.{sys.version_info.minor}"}
        if not PYTHON.exists() or any(stamp.get(key) != value for key, value in place.items()):
            stamp = _create(place)
        locks = {name: _digest(uv.LOCKS / f"{name}.lock") for name in ("runtime", "dev")}
        accepted = [locks["dev"]] if dev else [locks["runtime"], locks["dev"]]
        if stamp.get("lock") not in accepted:
            stamp = _install("dev" if dev or stamp.get("dev") else "runtime", locks, stamp)
        core = _core_digest()
        if stamp.get("core") != core:
            stamp = _build(core, stamp)
        if time.monotonic() - started > 1:
            say(f"-- environment ready after {time.monotonic() - started:.0f} s")
    return PYTHON


def _create(place: dict[str, str]) -> dict[str, object]:
    say(f"-- making .venv with Python {place['python']}")
    command = [uv.find(), "venv", "--clear", "--python", uv.base_python(), VENV]
    require(command, "making .venv", environment=uv.environment())
    stamp: dict[str, object] = dict(place)
    _write_stamp(stamp)
    return stamp


def _install(name: str, locks: dict[str, str], stamp: dict[str, object]) -> dict[str, object]:
    lock = uv.LOCKS / f"{name}.lock"
    say(f"-- installing {lock.relative_to(ROOT)}")
    command = [uv.find(), "pip", "sync", "--require-hashes", "--python", PYTHON, lock]
    require(command, f"installing {lock.relative_to(ROOT)}", environment=uv.environment())
    stamp = stamp | {"lock": locks[name], "dev": name == "dev", "core": None}  # sync removes egovplan itself
    _write_stamp(stamp)
    return stamp


def _build(core: str, stamp: dict[str, object]) -> dict[str, object]:
    compiler = toolchain.find()
    say(f"-- building the compiled core with {compiler.name}")
    if stamp.get("compiler") != compiler.name:
        shutil.rmtree(BUILD, ignore_errors=True)  # CMake does not let a compiler be exchanged
    _write_stamp(stamp | {"core": None})  # whatever happens from here on, the next run builds again
    environment = uv.environment() | venv_environment() | compiler.environment
    options = ["--python", PYTHON, "--no-deps", "--no-build-isolation", "--reinstall", "--editable", ROOT]
    require([uv.find(), "pip", "install", *options], "building the compiled core", environment=environment)
    stamp = stamp | {"core": core, "compiler": compiler.name}
    _write_stamp(stamp)
    return stamp


def _core_digest() -> str:
    """Return a digest of all that is installed: the core's sources, the metadata and the list of modules."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    modules = sorted(path.relative_to(ROOT).as_posix() for path in CORE.parent.rglob("*.py"))
    relevant = [project["build-system"], project["project"], project["tool"]["scikit-build"], modules]
    digest = hashlib.sha256(json.dumps(relevant, sort_keys=True).encode())
    sources = [path for path in CORE.rglob("*") if path.suffix in (".cpp", ".hpp", ".h")]
    for path in [ROOT / "CMakeLists.txt", *sorted(sources)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _digest(path: Path) -> str:
    if not path.exists():
        raise SetupError(f"{path.relative_to(ROOT)} is missing; `python3 dev.py lock` writes it")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_stamp() -> dict[str, object]:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write_stamp(stamp: dict[str, object]) -> None:
    if VENV.is_dir():
        STAMP.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
