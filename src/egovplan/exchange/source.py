# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""From a path to text: size, encoding and forbidden characters are checked before anything is parsed."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from egovplan.errors import reason_of
from egovplan.exchange.tree import refuse

MAX_BYTES = 32 * 2**20
"""Largest file that is read [bytes]; 10,000 measures take less than one MiB."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_ZIP = b"PK\x03\x04"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    """Return the text of a UTF-8 file, with or without byte order mark.

    Raises
    ------
    CatalogueError
        If there is no such file, or it is too large, not UTF-8, or holds control characters; with the line.
    """
    data = _read_bytes(path, max_bytes)
    file = str(path)
    if data.startswith(_ZIP):
        refuse(
            "encoding", "Das ist keine Textdatei, sondern vermutlich eine Mappe von Excel oder LibreOffice.",
            file=file, line=1, expected="Text in UTF-8; Tabellen liest in Python egovplan.catalogue_from_frames",
        )  # fmt: skip
    if data.startswith(_UTF16) or (b"\x00" in data[:4] and len(data) > 1):
        refuse(
            "encoding", "Die Datei ist in UTF-16 oder UTF-32 gespeichert, oder sie ist keine Textdatei.",
            file=file, line=1, expected="Text in UTF-8",
        )  # fmt: skip
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\x00" in data:
            refuse("encoding", "Das ist keine Textdatei.", file=file, line=1, expected="Text in UTF-8")
        line = data.count(b"\n", 0, error.start) + 1
        shown = data[error.start : error.start + 12].splitlines()[0].decode("cp1252", errors="replace")
        refuse(
            "encoding", "Die Datei ist nicht in UTF-8 gespeichert, vermutlich in Windows-1252 (»ANSI«).",
            file=file, line=line, expected="Text in UTF-8", value=shown,
        )  # fmt: skip
    if match := _FORBIDDEN.search(text):
        before = text[: match.start()]
        refuse(
            "control-character", "Die Datei enthält ein Zeichen, das nicht in Text gehört.",
            file=file, line=before.count("\n") + 1, column=len(before) - before.rfind("\n"),
            value=f"U+{ord(match[0]):04X}",
        )  # fmt: skip
    return text


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    file = str(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            refuse("not-a-file", "Das ist keine Datei.", file=file)
        if status.st_size > max_bytes:
            refuse(
                "too-large", "Die Datei ist zu groß für einen Katalog.", file=file,
                expected=f"höchstens {max_bytes // 2**20} MiB", value=f"{status.st_size // 2**20} MiB",
            )  # fmt: skip
        with path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except FileNotFoundError:
        refuse("file-not-found", "Diese Datei gibt es nicht.", file=file)
    except (OSError, ValueError) as error:
        refuse("unreadable", f"Die Datei lässt sich nicht lesen. {reason_of(error)}".rstrip(), file=file)
    if len(data) > max_bytes:
        refuse(
            "too-large",
            "Die Datei ist zu groß für einen Katalog.",
            file=file,
            expected=f"höchstens {max_bytes // 2**20} MiB",
        )
    return data
