#!/usr/bin/env python3
# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Everything a developer does, in one command and with the standard library alone.

    python3 dev.py demo     plan the strategy of Mainz (2015) and draw it, into out/mainz-2015
    python3 dev.py test     the tests with their coverage; arguments go to pytest

The first run makes `.venv` from the lock, with hashes, and builds the compiled core; later runs only look
whether something has changed. Needed: Python 3.11 or newer with pip or uv. A C++ compiler is used when there
is one.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this very line is what an older Python shall reach
    sys.exit("egovplan needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])  # noqa: UP031 - as above

import argparse

from devtools import commands, environment, locking, sanitize
from devtools.shell import SetupError, say

COMMANDS = {
    "demo": commands.demo,
    "test": commands.test,
    "lint": commands.lint,
    "docs": commands.docs,
    "notebooks": commands.notebooks,
    "bench": commands.bench,
    "sanitize": sanitize.sanitize,
    "setup": environment.setup,
    "lock": locking.lock,
}


def main(arguments: list[str]) -> int:
    """Run one sub-command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="dev.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, function in COMMANDS.items():
        summary = (function.__doc__ or "").strip().splitlines()[0]
        subparsers.add_parser(name, help=summary, description=function.__doc__, add_help=False)
    if not arguments or arguments[0] not in COMMANDS:
        parser.parse_args(arguments or ["--help"])
        return 2
    name, *rest = arguments
    if rest in (["-h"], ["--help"]) and name != "bench":  # the benchmarks explain themselves
        subparsers.choices[name].print_help()
        return 0
    try:
        return COMMANDS[name](rest)
    except SetupError as error:
        say(f"dev.py {name}: {error}", error=True)
        return 1
    except KeyboardInterrupt:
        say(f"dev.py {name}: interrupted", error=True)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
