# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Write the locks: versions and hashes for every platform, and no address of any download."""

import tempfile
from pathlib import Path

from devtools import uv
from devtools.shell import ROOT, SetupError, require, say

HEADER = "# Written by `python3 dev.py lock`: versions and hashes, for Python 3.11 and newer on every platform.\n"
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--fork-strategy=fewest",
    "--generate-hashes",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-find-links",
)
STANDALONE = {"uv.lock": "uv", "zig.lock": "ziglang"}


def lock(arguments: list[str]) -> int:
    """Write locks/*.lock anew from pyproject.toml; --upgrade takes the newest versions."""
    extra = [argument for argument in arguments if argument in ("--upgrade", "-U")]
    if len(extra) != len(arguments):
        raise SetupError("usage: dev.py lock [--upgrade]")
    uv.LOCKS.mkdir(exist_ok=True)
    runtime = uv.LOCKS / "runtime.lock"
    _compile(runtime, ROOT / "pyproject.toml", "--group=build", *extra)
    _compile(uv.LOCKS / "dev.lock", ROOT / "pyproject.toml", "--group=dev", "--constraints", runtime, *extra)
    with tempfile.TemporaryDirectory() as folder:
        for name, package in STANDALONE.items():
            wanted = Path(folder) / "wanted.in"
            wanted.write_text(package + "\n", encoding="utf-8")
            _compile(uv.LOCKS / name, wanted, "--no-annotate", *extra)
    return 0


def _compile(target: Path, source: Path, *options: str | Path) -> None:
    """Resolve one source into one lock, keeping the versions that stand there unless told otherwise."""
    say(f"-- {target.relative_to(ROOT)}")
    local = ("UV_INDEX", "UV_FIND_LINKS")  # they hold files of one platform; the lock needs the hashes of all
    environment = {name: value for name, value in uv.environment().items() if name not in local}
    command = [uv.find(), "pip", "compile", source, *OPTIONS, *options, "--output-file", target, "--quiet"]
    require(command, f"resolving {target.name}", environment=environment)
    text = target.read_text(encoding="utf-8")
    if "://" in text:
        raise SetupError(f"{target.name} names an address; it must hold versions and hashes only")
    if not text.startswith(HEADER):
        target.write_text(HEADER + text, encoding="utf-8", newline="\n")
