# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Which versions computed a plan; read from the metadata, so that nothing is imported for it."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("egovplan", "ortools", "numpy", "pydantic", "holidays")


@cache
def versions() -> dict[str, str]:
    """Return package → version, for those that are installed, and that of Python."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
