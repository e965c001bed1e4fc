# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The one way files are written: to a neighbour, synced, then moved into place, so that there is the old file or the new."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
import time
from pathlib import Path

_IS_WINDOWS = sys.platform == "win32"
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.0)
"""Seconds to wait while Excel, a virus scanner or a cloud folder holds the target open on Windows."""
_STALE = 24 * 3600
"""Seconds after which a neighbour that a killed process left behind is cleared away."""


def write_text_atomic(path: str | os.PathLike[str], text: str, *, encoding: str = "utf-8") -> None:
    r"""Write text with ``\n`` line ends, wholly or not at all.

    Parameters
    ----------
    path
        Target. A file there is replaced; a link is replaced, not followed.
    text
        What to write.
    encoding
        ``utf-8-sig`` for tables that Excel is to open.

    Raises
    ------
    OSError
        With the target's name, if it cannot be written; what was there before is then untouched.
    """
    write_bytes_atomic(path, text.encode(encoding))


def write_bytes_atomic(path: str | os.PathLike[str], data: bytes) -> None:
    """Write bytes, wholly or not at all.

    Parameters
    ----------
    path
        Target. A file there is replaced; a link is replaced, not followed.
    data
        What to write.

    Raises
    ------
    OSError
        With the target's name, if it cannot be written; what was there before is then untouched.
    """
    target = Path(path)
    try:
        _clear_stale(target)
        neighbour = _write_neighbour(target, data)
        try:
            _move(neighbour, target)
        except BaseException:
            neighbour.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, os.fspath(target)) from error


def _write_neighbour(target: Path, data: bytes) -> Path:
    """Return a file with the data beside the target: only there is a move atomic."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:60]}.", suffix=".tmp", dir=target.parent)
    neighbour = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        neighbour.chmod(_permissions(target))
    except BaseException:
        neighbour.unlink(missing_ok=True)
        raise
    return neighbour


def _permissions(target: Path) -> int:
    """Return those of the file that is replaced, else what the user's mask allows: mkstemp would hide it from colleagues."""
    with contextlib.suppress(OSError):
        status = target.lstat()
        if stat.S_ISREG(status.st_mode):
            return stat.S_IMODE(status.st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _move(source: Path, target: Path) -> None:
    for pause in _PAUSES if _IS_WINDOWS else ():
        with contextlib.suppress(PermissionError):
            source.replace(target)
            return
        time.sleep(pause)
    source.replace(target)


def _sync_folder(folder: Path) -> None:
    """Make the move survive a power cut, where folders can be synced."""
    if _IS_WINDOWS:
        return
    with contextlib.suppress(OSError):  # some network folders cannot
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _clear_stale(target: Path) -> None:
    for left in target.parent.glob(f".{_literal(target.name[:60])}.*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE:
                left.unlink()


def _literal(name: str) -> str:
    """Return a name as a pattern that matches just it."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)
