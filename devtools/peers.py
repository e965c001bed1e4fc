# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Fetch what the benchmarks compare with, into a folder of its own beside the environment."""

import shutil
from pathlib import Path

from devtools import uv
from devtools.shell import ROOT, TOOLS, require, say

FOLDER = TOOLS / "peers"
NAMES = ROOT / "benchmarks" / "peers.txt"


def ensure(python: Path) -> None:
    """Install the newest peers for the environment's Python; the environment and its lock stay as they are."""
    if FOLDER.is_dir():
        return
    say("-- fetching the peers of the benchmarks")
    fresh = FOLDER.with_name("peers.new")
    shutil.rmtree(fresh, ignore_errors=True)
    command = [uv.find(), "pip", "install", "--quiet", "--python", python, "--target", fresh, "-r", NAMES]
    require(command, "installing the peers", environment=uv.environment())
    fresh.rename(FOLDER)
