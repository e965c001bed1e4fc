# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The compiled core under AddressSanitizer and UndefinedBehaviorSanitizer, in an environment next to the usual one.

The environment borrows the packages of `.venv` and has a copy of egovplan whose core is built with checks. So `.venv`
stays as it is, and programs that the tests start find the checked core as well.
"""

import os
import re
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path

from devtools import environment
from devtools.shell import (
    BIN,
    PYTHON,
    ROOT,
    Command,
    SetupError,
    base_environment,
    call,
    capture,
    one_at_a_time,
    require,
    say,
)

FOLDER = environment.BUILD / "sanitize"
REPORT = FOLDER / "report"
SITE = f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
CHECKS = "-fsanitize=address,undefined,float-cast-overflow"
FLAGS = (
    f"-O1 -g -fno-omit-frame-pointer {CHECKS} -fno-sanitize-recover=undefined,float-cast-overflow -D_GLIBCXX_ASSERTIONS"
)
RUNTIMES = ("libasan.so", "libubsan.so", "libstdc++.so.6")
TESTS = (
    "tests/core",
    "tests/network",
    "tests/scheduling/test_generation.py",
    "tests/scheduling/test_heuristic.py",
    "tests/scheduling/test_policy.py",
    "tests/scheduling/test_population.py",
)
BROKEN = "int main(int n, char**) { int field[2] = {1, 2}; volatile int at = n + 1; return field[at]; }\n"
NEEDED = "g++ with libasan and libubsan is needed (on Debian and Ubuntu: apt install g++)"


def sanitize(arguments: list[str]) -> int:
    """Run the tests of the compiled core with a build that checks every access; arguments go to pytest instead.

    `sanitize -- COMMAND` runs any Python command with that build: `sanitize -- -m tests.core.fuzz --minutes 1`.
    """
    compiler, runtimes = find()
    environment.ensure(dev=True)
    with one_at_a_time():
        python = _prepare(compiler)
    variables = base_environment() | {
        "LD_PRELOAD": " ".join(map(str, runtimes)),
        # Python frees little at its end; memory that numpy cannot have is an error to answer, not to die of
        "ASAN_OPTIONS": f"detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=1024:hard_rss_limit_mb=6000:log_path={REPORT}",
        "UBSAN_OPTIONS": f"print_stacktrace=1:log_path={REPORT}",
        "MPLBACKEND": "Agg",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
        variables.pop(name, None)
    return _reporting([python, *_command(arguments)], variables)


def _command(arguments: list[str]) -> list[str]:
    if arguments[:1] == ["--"]:
        return arguments[1:]
    tests = arguments or ["-q", "-n", "2", *(name for name in TESTS if (ROOT / name).exists())]
    return ["-m", "pytest", "-p", "no:cacheprovider", *tests]


def _reporting(command: Command, variables: dict[str, str]) -> int:
    """Run a command, and show what the sanitizers wrote; pytest would have swallowed it."""
    for old in REPORT.parent.glob(f"{REPORT.name}.*"):
        old.unlink()
    code = call(command, environment=variables)
    reports = sorted(REPORT.parent.glob(f"{REPORT.name}.*"))
    for report in reports:
        say(report.read_text(encoding="utf-8", errors="replace"), error=True)
    if not reports:
        return code
    say(f"-- the sanitizers found something: {len(reports)} reports above", error=True)
    return code or 1


def find() -> tuple[str, list[Path]]:
    """Return a compiler with sanitizers, and the libraries to load before anything else."""
    if sys.platform != "linux":
        raise SetupError(f"the sanitizers run on Linux only; {NEEDED}")
    compiler = shutil.which(os.environ.get("CXX", "") or "g++")
    if compiler is None:
        raise SetupError(f"there is no such compiler here; {NEEDED}")
    runtimes = [_library(compiler, name) for name in RUNTIMES]
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder, "probe.cpp"), Path(folder, "probe")
        source.write_text(BROKEN, encoding="ascii")
        command = [compiler, "-std=c++17", *FLAGS.split(), source, "-o", program]
        require(command, f"compiling with {CHECKS}", environment=base_environment())
        code, output = capture([program], environment=base_environment())
    if code == 0 or "runtime error: index 2 out of bounds" not in output:
        raise SetupError(f"{compiler} does not notice an access out of bounds:\n{output}")
    return compiler, runtimes


def _library(compiler: str, name: str) -> Path:
    """Return a library of the compiler; some systems have a text there that names the real one."""
    code, output = capture([compiler, f"-print-file-name={name}"], environment=base_environment())
    path = Path(output.strip())
    if code or not path.is_absolute() or not path.exists():
        raise SetupError(f"{compiler} has no {name}; {NEEDED}")
    content = path.read_bytes()[:4096]
    if not content.startswith(b"\x7fELF") and (named := re.search(rb"/\S+\.so[^\s)]*", content)):
        path = Path(os.fsdecode(named.group()))
    return path.resolve()


def _prepare(compiler: str) -> Path:
    """Build the core with checks into an environment of its own, and return its Python."""
    python = FOLDER / "venv" / "bin" / "python"
    site = FOLDER / "venv" / SITE
    if not python.exists() or python.resolve() != PYTHON.resolve():
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        require([PYTHON, "-m", "venv", "--without-pip", FOLDER / "venv"], "making the environment")
    say(f"-- building the compiled core with {CHECKS}")
    _compile(compiler, site)
    # a folder named in a .pth file comes after this one, and its own .pth files are not read
    (site / "borrowed.pth").write_text(f"{PYTHON.parent.parent / SITE}\n", encoding="utf-8")
    sources = ROOT / "src" / "egovplan"
    shutil.copytree(
        sources, site / "egovplan", dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.?pp")
    )
    return python


def _compile(compiler: str, site: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    variables = base_environment() | {"CXX": compiler, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    nanobind = require([PYTHON, "-m", "nanobind", "--cmake_dir"], "looking for nanobind", environment=variables).strip()
    shutil.rmtree(site / "egovplan", ignore_errors=True)
    definitions = {
        "CMAKE_BUILD_TYPE": "Sanitize",
        "CMAKE_CXX_FLAGS_SANITIZE": FLAGS,
        "CMAKE_INSTALL_PREFIX": site,
        "Python_EXECUTABLE": PYTHON,
        "nanobind_DIR": nanobind,
        "SKBUILD_PROJECT_VERSION": project["version"],
    }
    given = [f"-D{name}={value}" for name, value in definitions.items()]
    build = FOLDER / "build"
    require([BIN / "cmake", "-S", ROOT, "-B", build, "-G", "Ninja", *given], "configuring", environment=variables)
    for step in ("--build", "--install"):
        require([BIN / "cmake", step, build], "building the compiled core", environment=variables)
