# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Whether what is to be written can be written: asked before anything is computed."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path


def expect_folder(name: str) -> Path:
    """Return a folder in which files can be made; nothing of the trial stays behind.

    Raises
    ------
    OSError
        If it cannot be made, is a file, or takes no files.
    """
    folder = Path(name)
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    made: list[Path] = []
    try:
        for path in reversed(missing):
            path.mkdir()
            made.append(path)
        if not folder.is_dir():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)
        _try_file(folder)
    finally:
        for path in reversed(made):
            path.rmdir()
    return folder


def expect_file(name: str) -> Path:
    """Return a path at which a file can be written; nothing of the trial stays behind.

    Raises
    ------
    OSError
        If it is a folder, or its folder does not exist or takes no files.
    """
    path = Path(name)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    _try_file(path.parent)
    return path


def _try_file(folder: Path) -> None:
    try:
        handle, trial = tempfile.mkstemp(prefix=".egovplan.", suffix=".tmp", dir=folder)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(folder)) from error
    os.close(handle)
    Path(trial).unlink()
