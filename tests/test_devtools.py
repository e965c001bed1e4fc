# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The set-up: what can be tested of it without making an environment."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from devtools import checks, commands, indexes, sanitize, shell, toolchain, uv

LOCKS = sorted(uv.LOCKS.glob("*.lock"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_versions_and_hashes_and_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z][\w.-]*==[^ ]+.*\\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    names = re.findall(r"^[a-z][\w.-]*==", text, re.MULTILINE)
    assert pins
    assert len(pins) == len(names)
    assert not [line for line in text.splitlines() if checks.LOCK_ADDRESS.search(line)]


def test_the_tools_of_developers_run_with_the_very_versions_of_the_library():
    def pins(name):
        return set(re.findall(r"^(\S+==\S+)", (uv.LOCKS / name).read_text(encoding="utf-8"), re.MULTILINE))

    assert pins("runtime.lock") <= pins("dev.lock")


def test_settings_of_pip_reach_uv(monkeypatch):
    settings = {
        "index_url": "a-mirror",
        "extra_index_url": "one\ntwo",
        "find_links": "left right",
        "cert": "a.pem",
    }
    monkeypatch.setattr(indexes, "pip_settings", lambda: settings)
    for variable in indexes.TRANSLATION:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("UV_DEFAULT_INDEX", "what the user chose for uv")
    variables = indexes.for_uv()
    assert "UV_DEFAULT_INDEX" not in variables
    assert variables["UV_INDEX"] == "one two"
    assert variables["UV_FIND_LINKS"] == "left,right"
    assert variables["SSL_CERT_FILE"] == "a.pem"


def test_only_hosts_count_as_registries(monkeypatch):
    places = {"index_url": "https://user:secret@mirror.example:8443/simple", "find_links": "/opt/wheels"}
    monkeypatch.setattr(indexes, "pip_settings", lambda: places)
    monkeypatch.setattr(indexes, "capture", lambda *_, **__: (1, ""))
    assert indexes.hosts() == {"mirror.example"}


@pytest.mark.parametrize("home", ["", "/nowhere/at/all"])
def test_programs_get_a_home_that_can_be_written_to(monkeypatch, tmp_path, home):
    monkeypatch.setattr(shell, "TOOLS", tmp_path)
    monkeypatch.setenv("USERPROFILE" if shell.WINDOWS else "HOME", home)
    environment = shell.base_environment()
    assert Path(environment["USERPROFILE" if shell.WINDOWS else "HOME"]) == tmp_path / "home"
    assert (tmp_path / "home").is_dir()


def test_zig_serves_from_a_path_with_spaces_and_umlauts():
    text = toolchain._toolchain_file(Path("/ein Ordner/für/zig"))
    assert 'set(CMAKE_CXX_COMPILER "/ein Ordner/für/zig" c++ -mcpu=baseline)' in text
    assert '\\"/ein Ordner/für/zig\\" ar qc <TARGET>' in text


@pytest.mark.parametrize(
    "line",
    [
        "===== 312 passed in 71.20s (0:01:11) =====",
        "2 failed, 310 passed, 1 warning in 9.99s",
        "==== no tests ran in 0.01s ====",
    ],
)
def test_the_closing_line_is_found(line):
    assert shell.last_matching(["collected 3 items", line, "coverage: platform linux"], commands.CLOSING) == line


def test_an_unknown_command_is_answered_in_one_line():
    done = subprocess.run(
        [sys.executable, "dev.py", "lock", "--no-such-option"],
        check=False,
        cwd=shell.ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "dev.py lock: usage: dev.py lock [--upgrade]"


@pytest.mark.parametrize("command", ["demo", "test", "lint", "docs", "notebooks", "sanitize", "setup", "lock"])
def test_every_command_explains_itself(command):
    done = subprocess.run(
        [sys.executable, "dev.py", command, "--help"],
        check=False,
        cwd=shell.ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert f"usage: dev.py {command}" in done.stdout


def test_sanitizers_that_cannot_run_are_an_error_and_not_skipped(monkeypatch):
    monkeypatch.setattr(sanitize.sys, "platform", "linux")
    monkeypatch.setenv("CXX", "no-such-compiler")
    with pytest.raises(shell.SetupError, match="no such compiler here"):
        sanitize.find()
    monkeypatch.setattr(sanitize.sys, "platform", "win32")
    with pytest.raises(shell.SetupError, match="Linux only"):
        sanitize.find()


@pytest.mark.parametrize(("answer", "words"), [((1, "no such file"), "has no"), ((0, "libasan.so\n"), "has no")])
def test_a_compiler_without_its_sanitizers_is_refused(monkeypatch, answer, words):
    monkeypatch.setattr(sanitize, "capture", lambda *_, **__: answer)
    with pytest.raises(shell.SetupError, match=words):
        sanitize._library("g++", "libasan.so")


def test_a_library_may_be_named_by_a_text_in_its_place(monkeypatch, tmp_path):
    real, text = tmp_path / "libasan.so.8.0.0", tmp_path / "libasan.so"
    real.write_bytes(b"\x7fELF...")
    text.write_text(f"/* GNU ld script */ INPUT ( {real} )", encoding="utf-8")
    for place in (real, text):
        monkeypatch.setattr(sanitize, "capture", lambda *_, place=place, **__: (0, f"{place}\n"))
        assert sanitize._library("g++", "libasan.so") == real.resolve()


@pytest.mark.parametrize(("code", "report", "expected"), [(0, "", 0), (0, "heap-buffer-overflow", 1), (3, "", 3)])
def test_what_the_sanitizers_wrote_is_shown_and_fails(monkeypatch, tmp_path, capsys, code, report, expected):
    monkeypatch.setattr(sanitize, "REPORT", tmp_path / "report")
    (tmp_path / "report.1").write_text("of an earlier run", encoding="utf-8")

    def run(*_, **__):
        if report:
            (tmp_path / "report.2").write_text(report, encoding="utf-8")
        return code

    monkeypatch.setattr(sanitize, "call", run)
    assert sanitize._reporting(["program"], {}) == expected
    shown = capsys.readouterr().err
    assert report in shown
    assert "of an earlier run" not in shown
