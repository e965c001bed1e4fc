# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Find something that compiles C++17: the machine's own compiler, else the one in the ziglang wheel."""

import os
import shutil
import sys
import sysconfig
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from devtools import uv
from devtools.shell import EXE, TOOLS, WINDOWS, SetupError, base_environment, capture, require, say

PROBE = "#include <vector>\nint main() { return static_cast<int>(std::vector<int>(3).size()) - 3; }\n"
FORCE = "EGOVPLAN_COMPILER"  # `zig` takes the fallback on a machine that has a compiler


@dataclass(frozen=True)
class Toolchain:
    """A compiler by name, and what the build must be told about it."""

    name: str
    environment: dict[str, str] = field(default_factory=dict)


def find() -> Toolchain:
    """Return the compiler to build with."""
    _check_headers()
    if os.environ.get(FORCE) == "zig":
        return _zig()
    if os.environ.get("CXX"):
        return Toolchain(os.environ["CXX"])
    if WINDOWS:
        return Toolchain("MSVC") if _has_msvc() else _zig()
    for name in ("c++", "g++", "clang++"):
        found = shutil.which(name)
        if found and _compiles(found):
            return Toolchain(found, {"CXX": found})
    return _zig()


def _check_headers() -> None:
    header = Path(sysconfig.get_path("include"), "Python.h")
    if not header.exists():
        raise SetupError(
            f"the C headers of {sys.executable} are missing ({header}). Install them (on Debian and Ubuntu: "
            "apt install python3-dev) or use a Python that has them, then run this again."
        )


def _compiles(compiler: str) -> bool:
    """Tell whether a compiler really works; a program without its headers or its licence is of no use."""
    if sys.platform == "darwin" and capture(["xcode-select", "-p"])[0] != 0:
        return False  # the compiler in /usr/bin would only open a window that offers Xcode
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "probe.cpp")
        source.write_text(PROBE, encoding="ascii")
        command = [compiler, "-std=c++17", source, "-o", Path(folder, "probe")]
        return capture(command, environment=base_environment())[0] == 0


def _has_msvc() -> bool:
    if shutil.which("cl"):
        return True
    programs = Path(os.environ.get("PROGRAMFILES(X86)", ""))
    where = programs / "Microsoft Visual Studio" / "Installer" / "vswhere.exe"
    if not where.exists():
        return False
    part = "Microsoft.VisualStudio.Component.VC.Tools.x86.x64"
    query = [where, "-latest", "-products", "*", "-requires", part, "-property", "installationPath"]
    code, output = capture(query)
    return code == 0 and bool(output.strip())


def _zig() -> Toolchain:
    """Return Zig's C++ compiler, installed into a folder of its own the first time."""
    folder = TOOLS / "zig"
    binary = folder / "ziglang" / f"zig{EXE}"
    lock = uv.LOCKS / "zig.lock"
    if not binary.exists() or (folder / "lock").read_bytes() != lock.read_bytes():
        say("-- no C++ compiler here: fetching Zig's")
        shutil.rmtree(folder, ignore_errors=True)
        options = [
            "--target",
            folder,
            "--no-deps",
            "--require-hashes",
            "--python",
            uv.base_python(),
            "-r",
            lock,
        ]
        require([uv.find(), "pip", "install", *options], "installing Zig", environment=uv.environment())
        shutil.copyfile(lock, folder / "lock")
    cache = TOOLS / "zig-cache"
    toolchain_file = folder / "toolchain.cmake"
    toolchain_file.write_text(_toolchain_file(binary), encoding="utf-8")
    environment = {
        "CMAKE_TOOLCHAIN_FILE": str(toolchain_file),
        "CMAKE_GENERATOR": "Ninja",
        "ZIG_GLOBAL_CACHE_DIR": str(cache),
        "ZIG_LOCAL_CACHE_DIR": str(cache),
    }
    return Toolchain("zig", environment)


def _toolchain_file(binary: Path) -> str:
    """Return the CMake file that makes one program, zig, serve as compiler, archiver and indexer.

    `zig c++` is a program with a first argument, which CMake allows for compilers only; the rules for
    archives are therefore written out. So no wrapper scripts are needed, and spaces in the path do no harm.
    Without `-mcpu=baseline` Zig would use every instruction that this very machine has.
    """
    zig = binary.as_posix()
    lines = (
        f'set(CMAKE_CXX_COMPILER "{zig}" c++ -mcpu=baseline)',
        f'set(CMAKE_CXX_ARCHIVE_CREATE "\\"{zig}\\" ar qc <TARGET> <LINK_FLAGS> <OBJECTS>")',
        f'set(CMAKE_CXX_ARCHIVE_APPEND "\\"{zig}\\" ar q <TARGET> <LINK_FLAGS> <OBJECTS>")',
        f'set(CMAKE_CXX_ARCHIVE_FINISH "\\"{zig}\\" ranlib <TARGET>")',
    )
    return "\n".join(lines) + "\n"
