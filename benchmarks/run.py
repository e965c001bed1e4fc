# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Benchmarks by name: ``python benchmarks/run.py NAME [options]``; each is a module with ``NAME``, ``options`` and ``run``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import generator
import mainz
import policy
import psplib_runs
import scale
from anytime import compare as anytime
from core import compare as core

BENCHMARKS = {module.NAME: module for module in (psplib_runs, anytime, generator, scale, mainz, policy, core)}


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark that the first argument names; return the exit code."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure egovplan through its public names.")
    commands = parser.add_subparsers(dest="name", required=True)
    for name, module in BENCHMARKS.items():
        command = commands.add_parser(name, help=module.__doc__.splitlines()[0], description=module.__doc__)
        module.options(command)
    chosen = parser.parse_args(arguments)
    return int(BENCHMARKS[chosen.name].run(chosen))


if __name__ == "__main__":
    sys.exit(main())
