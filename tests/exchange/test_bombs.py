# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Files made to hurt a reader are refused in 512 MiB; how fast, ``python tests/exchange/bombs.py FOLDER`` tells."""

import importlib.util
import subprocess
import sys
from pathlib import Path

_SPEC = importlib.util.spec_from_file_location("bombs", Path(__file__).with_name("bombs.py"))
assert _SPEC is not None
assert _SPEC.loader is not None


def test_bombs_are_refused(tmp_path):
    """Each is refused for the right reason, in one process that must not take more than 512 MiB of addresses."""
    bombs = importlib.util.module_from_spec(_SPEC)
    _SPEC.loader.exec_module(bombs)
    expected = bombs.write(tmp_path)
    paths = [tmp_path / name for name in expected]
    done = subprocess.run(
        [sys.executable, "-c", bombs.READ, *paths], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.stderr == ""
    assert dict(zip(expected, done.stdout.split(), strict=True)) == expected
