# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The sub-commands of `dev.py` that use the environment."""

import os

from devtools import checks, environment, peers
from devtools.shell import ROOT, SetupError, call, last_matching, say, tee, venv_environment

CLOSING = r"\b(passed|failed|error|errors|no tests ran)\b.* in [\d.:]+"


def demo(arguments: list[str]) -> int:
    """Plan the strategy of Mainz (2015) and draw it, into out/mainz-2015."""
    python = environment.ensure(dev=False)
    options = ["-o", "out/mainz-2015", *(arguments or ["--time-limit", "15"])]
    return call([python, "-m", "egovplan", "plan", "mainz-2015", *options], environment=_quiet())


def test(arguments: list[str]) -> int:
    """Run the tests with their coverage; with arguments, run pytest with just those."""
    python = environment.ensure(dev=True)
    if arguments:
        return call([python, "-m", "pytest", *arguments], environment=_quiet())
    # A fixed number of workers would be wrong everywhere; more than eight only wait for each other.
    workers = min(_cores(), 8)
    command = [python, "-m", "pytest", "-n", str(workers), "--cov", "--cov-report=term"]
    code, lines = tee(command, environment=_quiet())
    if code == 0 and not checks.verifier_is_covered(python):
        code = 1
        say(last_matching(lines, CLOSING) or "pytest ended without a closing line")
    return code


def lint(arguments: list[str]) -> int:
    """Run every check that needs no test: style, types, layers, licences, and what must not be committed."""
    if arguments not in ([], ["--fix"]):
        raise SetupError("usage: dev.py lint [--fix]")
    python = environment.ensure(dev=True)
    return checks.run_all(python, fix=bool(arguments))


def docs(arguments: list[str]) -> int:
    """Build the documentation, warnings being errors, and run the examples in it."""
    python = environment.ensure(dev=True)
    sphinx = [python, "-m", "sphinx", "-W", "-n", "--keep-going", "-q", *arguments]
    for builder in ("html", "doctest"):
        if code := call([*sphinx, "-b", builder, "docs", f"docs/_build/{builder}"], environment=_quiet()):
            return code
    say(f"-- {ROOT / 'docs' / '_build' / 'html' / 'index.html'}")
    return 0


def notebooks(arguments: list[str]) -> int:
    """Execute the notebooks in examples/ from top to bottom; the results go to out/notebooks."""
    python = environment.ensure(dev=True)
    found = arguments or sorted(str(path.relative_to(ROOT)) for path in (ROOT / "examples").glob("*.ipynb"))
    if not found:
        raise SetupError("there is no notebook in examples/")
    return call([python, ROOT / "devtools" / "run_notebooks.py", *found], environment=_quiet())


def bench(arguments: list[str]) -> int:
    """Run the benchmarks; `bench --help` tells which there are."""
    python = environment.ensure(dev=True)
    if "--peers" in arguments:
        peers.ensure(python)
    return call([python, "benchmarks/run.py", *arguments], environment=_quiet())


def _quiet() -> dict[str, str]:
    """Return the environment for our own programs: no window is opened, whatever the machine has set."""
    return venv_environment() | {"MPLBACKEND": "Agg"}


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        return os.cpu_count() or 1
