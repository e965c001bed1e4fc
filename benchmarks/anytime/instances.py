# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Instances of PSPLIB with one mode as plain numbers, read by code that shares nothing with the package."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Plain:
    """A project with one mode.

    Parameters
    ----------
    path
        Where it was read from; the name is its stem.
    duration, demand, successors
        By activity, the first and the last are milestones; demand is a tuple with a number for each resource.
    capacity
        By resource.
    best_known
        Least makespan that anybody has found.
    is_closed
        Whether that is proved to be the least.
    critical_path
        Makespan without resources.
    """

    path: Path
    duration: tuple[int, ...]
    demand: tuple[tuple[int, ...], ...]
    successors: tuple[tuple[int, ...], ...]
    capacity: tuple[int, ...]
    best_known: int
    is_closed: bool
    critical_path: int

    @property
    def name(self) -> str:
        return self.path.stem


def instances(folder: Path, name: str, every: int) -> Iterator[Plain]:
    """Yield every n-th instance of a set, in the order of their numbers.

    Raises
    ------
    FileNotFoundError
        If the set is not in the folder.
    """
    with (folder / "best_known.csv").open(encoding="utf-8", newline="") as stream:
        known = {row["instance"]: row for row in csv.DictReader(stream) if row["set"] == name}
    files = [file for file in (folder / f"{name}.sm").iterdir() if file.stem in known]
    for file in sorted(files, key=lambda f: _numbers(f.stem))[::every]:
        row = known[file.stem]
        yield _read(file, int(row["best_ub"]), row["closed"] == "1", int(row["cpm_lb"]))


def _read(file: Path, best_known: int, is_closed: bool, critical_path: int) -> Plain:
    lines = file.read_text(encoding="ascii", errors="replace").splitlines()
    at = {
        key: k
        for k, line in enumerate(lines)
        for key in ("PRECEDENCE", "REQUESTS", "RESOURCEAVAIL")
        if line.startswith(key)
    }
    successors = [tuple(x - 1 for x in row[3:]) for row in _rows(lines, at["PRECEDENCE"] + 2)]
    work = list(_rows(lines, at["REQUESTS"] + 3))
    capacity = next(_rows(lines, at["RESOURCEAVAIL"] + 2))
    return Plain(
        file, tuple(row[2] for row in work), tuple(tuple(row[3:]) for row in work), tuple(successors), tuple(capacity),
        best_known, is_closed, critical_path,
    )  # fmt: skip


def _rows(lines: list[str], first: int) -> Iterator[list[int]]:
    """Yield the numbers of each line, up to the line of stars."""
    for line in lines[first:]:
        if line.startswith("*"):
            return
        yield _numbers(line)


def _numbers(text: str) -> list[int]:
    return [int(x) for x in re.findall(r"\d+", text)]
