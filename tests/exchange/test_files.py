# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Files are there wholly or not at all."""

import errno
import os
import stat
import sys
import time
from pathlib import Path

import pytest

from egovplan.exchange import files
from egovplan.exchange.files import write_bytes_atomic, write_text_atomic

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions and links of POSIX")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_text_is_written_in_utf8_with_plain_line_ends(tmp_path):
    """What is written is what was asked for, byte for byte, and nothing is left beside it."""
    write_text_atomic(tmp_path / "Ämter.csv", "Größe\n1\n")
    assert (tmp_path / "Ämter.csv").read_bytes() == "Größe\n1\n".encode()
    assert names(tmp_path) == ["Ämter.csv"]


def test_tables_for_excel_get_a_byte_order_mark(tmp_path):
    """The encoding can be asked for."""
    write_text_atomic(tmp_path / "a.csv", "Größe", encoding="utf-8-sig")
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf" + "Größe".encode()


def test_an_existing_file_is_replaced(tmp_path):
    """The second write wins, whatever the first one wrote."""
    write_bytes_atomic(str(tmp_path / "a"), b"x" * 1000)
    write_bytes_atomic(str(tmp_path / "a"), b"y")
    assert (tmp_path / "a").read_bytes() == b"y"


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch, broken):
    """When the disk is full the old file stays, no neighbour is left, and the message names the target."""
    target = tmp_path / "plan.json"
    target.write_text("alt")

    def full(*arguments, **options):
        raise OSError(errno.ENOSPC, "No space left on device", "somewhere else")

    if broken == "fsync":
        monkeypatch.setattr(files.os, "fsync", full)
    else:
        monkeypatch.setattr(files.Path, "replace", full)
    with pytest.raises(OSError, match=r"plan\.json") as caught:
        write_text_atomic(target, "neu")
    assert caught.value.errno == errno.ENOSPC
    assert target.read_text() == "alt"
    assert names(tmp_path) == ["plan.json"]


def test_a_missing_folder_is_named(tmp_path):
    """The error is the operating system's, with the file one wanted to write."""
    with pytest.raises(FileNotFoundError, match=r"plan\.json"):
        write_text_atomic(tmp_path / "nicht da" / "plan.json", "neu")


def test_an_interrupt_leaves_no_neighbour(tmp_path, monkeypatch):
    """Ctrl-C during the write clears up as well."""

    def interrupt(handle):
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_text_atomic(tmp_path / "a", "neu")
    assert names(tmp_path) == []


def test_old_neighbours_are_cleared_away_and_young_ones_kept(tmp_path):
    """A killed process leaves a neighbour behind; the next write after a day removes it, and only its own."""
    for name in (".a.123.tmp", ".a.456.tmp", ".b.123.tmp"):
        (tmp_path / name).write_text("Rest")
    for name in (".a.123.tmp", ".b.123.tmp"):
        os.utime(tmp_path / name, (time.time() - 2 * 86400,) * 2)
    write_text_atomic(tmp_path / "a", "neu")
    assert names(tmp_path) == [".a.456.tmp", ".b.123.tmp", "a"]


def test_a_name_with_wildcards_matches_only_itself(tmp_path):
    """File names are not patterns."""
    (tmp_path / ".x.1.tmp").write_text("Rest")
    os.utime(tmp_path / ".x.1.tmp", (0, 0))
    write_text_atomic(tmp_path / "[x]", "neu")
    assert names(tmp_path) == [".x.1.tmp", "[x]"]


@posix
def test_permissions_are_kept_or_follow_the_mask(tmp_path):
    """A colleague who could read the old file can read the new one."""
    mask = os.umask(0o027)
    try:
        write_text_atomic(tmp_path / "neu", "x")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "neu").stat().st_mode) == 0o640
    (tmp_path / "neu").chmod(0o600)
    write_text_atomic(tmp_path / "neu", "y")
    assert stat.S_IMODE((tmp_path / "neu").stat().st_mode) == 0o600


@posix
def test_a_link_is_replaced_not_followed(tmp_path):
    """Nobody can redirect a write by laying a link."""
    (tmp_path / "fremd").write_text("alt")
    (tmp_path / "a").symlink_to(tmp_path / "fremd")
    write_text_atomic(tmp_path / "a", "neu")
    assert (tmp_path / "fremd").read_text() == "alt"
    assert not (tmp_path / "a").is_symlink()


def test_windows_waits_for_who_holds_the_file(tmp_path, monkeypatch):
    """Excel holds the file for a moment: the move is tried again."""
    monkeypatch.setattr(files, "_IS_WINDOWS", True)
    monkeypatch.setattr(files, "_PAUSES", (0.0, 0.0, 0.0))
    tries = []
    move = Path.replace

    def held(source, target):
        tries.append(target)
        if len(tries) < 3:
            raise PermissionError(errno.EACCES, "held")
        return move(source, target)

    monkeypatch.setattr(files.Path, "replace", held)
    write_text_atomic(tmp_path / "a", "neu")
    assert (tmp_path / "a").read_text() == "neu"
    assert len(tries) == 3


def test_windows_gives_up_in_the_end(tmp_path, monkeypatch):
    """A file that stays open is an error, and the old content stays."""
    monkeypatch.setattr(files, "_IS_WINDOWS", True)
    monkeypatch.setattr(files, "_PAUSES", (0.0, 0.0))
    (tmp_path / "a").write_text("alt")

    def held(source, target):
        raise PermissionError(errno.EACCES, "held")

    monkeypatch.setattr(files.Path, "replace", held)
    with pytest.raises(PermissionError, match="a"):
        write_text_atomic(tmp_path / "a", "neu")
    assert (tmp_path / "a").read_text() == "alt"
    assert names(tmp_path) == ["a"]


def test_a_folder_that_cannot_be_synced_is_no_error(tmp_path, monkeypatch):
    """Some network folders refuse; the file is there all the same."""
    sync = os.fsync

    def only_files(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "not here")
        sync(handle)

    monkeypatch.setattr(files.os, "fsync", only_files)
    write_text_atomic(tmp_path / "a", "neu")
    assert (tmp_path / "a").read_text() == "neu"
