# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import os
import subprocess
import sys

import pytest

from egovplan.scheduling.hybrid import machine


@pytest.mark.parametrize(
    ("asked", "there", "given"), [(None, 16, 8), (None, 3, 3), (2, 4, 2), (9, 4, 4), (0, 4, 1), (64, 64, 8)]
)
def test_workers_are_what_was_asked_for_and_what_there_is(monkeypatch, asked, there, given):
    """At least one, at most eight."""
    monkeypatch.setattr(machine, "available_processors", lambda: there)
    assert machine.worker_count(asked) == given


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinity here")
def test_affinity_counts():
    """A process that may run on one processor gets one worker, whatever the machine has."""
    code = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))});"
        "from egovplan.scheduling.hybrid.machine import worker_count; print(worker_count(), worker_count(4))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1"]


def test_without_affinity_the_machine_is_asked(monkeypatch):
    """As on macOS and Windows."""
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert machine.available_processors() == 1


@pytest.mark.parametrize(
    ("files", "quota"),
    [
        ({"cpu.max": "150000 100000"}, 2), ({"cpu.max": "50000 100000"}, 1), ({"cpu.max": "max 100000"}, None),
        ({"cpu/cpu.cfs_quota_us": "300000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 3),
        ({"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, None), ({"cpu.max": "1 0"}, None), ({}, None),
    ],
)  # fmt: skip
def test_the_quota_of_the_control_group_counts(tmp_path, monkeypatch, files, quota):
    """Version 2 and version 1 of control groups; rounded up."""
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="ascii")
    assert machine._quota(tmp_path) == quota
    monkeypatch.setattr(machine, "_CGROUP", tmp_path)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    assert machine.available_processors() == (quota or 64)


@pytest.mark.parametrize(
    ("asked", "free", "limit"),
    [
        ("", 16 << 20, 8 << 30),
        ("", 1 << 20, 2 << 30),
        ("700", 16 << 20, 700 << 20),
        ("0", 16 << 20, None),
        ("x", 0, 2 << 30),
    ],
)
def test_the_solver_gets_half_of_what_is_free(tmp_path, monkeypatch, asked, free, limit):
    """At least 2 GiB; or what the environment says."""
    monkeypatch.setenv(machine.MEMORY_VARIABLE, asked)
    (tmp_path / "meminfo").write_text(f"MemTotal: 1 kB\nMemAvailable: {free} kB\n", encoding="ascii")
    monkeypatch.setattr(machine, "_MEMINFO", tmp_path / "meminfo")
    assert machine.memory_limit() == limit


def test_a_system_that_does_not_tell_its_memory(tmp_path, monkeypatch):
    """The least amount is taken."""
    monkeypatch.delenv(machine.MEMORY_VARIABLE, raising=False)
    monkeypatch.setattr(machine, "_MEMINFO", tmp_path / "nothing")
    assert machine.memory_limit() == 2 << 30
