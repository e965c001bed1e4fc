# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Read instances of PSPLIB (Kolisch and Sprecher 1996), single- and multi-mode: ``.sm`` and ``.mm``.

One period is one working day on an axis without holidays, so that the makespan of a plan is PSPLIB's. All jobs are
activities of a single measure; renewable resources are capacities, non-renewable ones stocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import CatalogueError, CycleError, Issue
from egovplan.exchange.source import read_text
from egovplan.exchange.tree import refuse

START = "2025-01-02"
"""Day on which period 0 begins; any working day would do."""
MEASURE = "PSPLIB"
MAX_JOBS = 10_000

_SECTIONS = {
    "PRECEDENCE RELATIONS": "precedences",
    "REQUESTS/DURATIONS": "requests",
    "RESOURCEAVAILABILITIES": "availabilities",
    "RESOURCE AVAILABILITIES": "availabilities",
}
_JOBS = re.compile(r"jobs\s*\(incl.*\)\s*:\s*(\d{1,6})\s*$")


@dataclass(slots=True)
class _Job:
    line: int
    modes: int
    successors: list[int]
    rows: list[tuple[int, int, list[int]]] = field(default_factory=list)


@dataclass(slots=True)
class _Instance:
    """What a file says: number of jobs, rows of each section with their lines."""

    jobs: int = 0
    names: list[str] = field(default_factory=list)
    sections: dict[str, list[tuple[int, str]]] = field(default_factory=dict)


def load_catalogue(path: Path) -> Catalogue:
    """Return the catalogue that an instance of PSPLIB stands for.

    Raises
    ------
    CatalogueError
        With the line, if the file is not what PSPLIB's generator writes.
    """
    return _Reader(str(path), read_text(path)).catalogue(path.stem)


class _Reader:
    """Reads one file; every problem carries its line."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = text.splitlines()
        self.instance = self._split()

    def catalogue(self, name: str) -> Catalogue:
        jobs = self._precedences()
        self._requests(jobs)
        capacities = self._availabilities()
        names = self.instance.names
        data = {
            "title": f"PSPLIB {name}",
            "start": START,
            "source": "PSPLIB, Kolisch und Sprecher 1996",
            "calendar": {"subdivision": None, "eves": False, "holidays": False},
            "resources": [
                {"id": resource, "capacity": capacity, "renewable": not resource.startswith("N")}
                for resource, capacity in zip(names, capacities, strict=True)
            ],
            "measures": [{"id": MEASURE, "title": name, "priority": 1, "activities": self._activities(jobs)}],
        }
        try:
            return Catalogue.from_dict(data)
        except CycleError as error:
            raise CycleError(error.cycle, self._placed(error, jobs)) from None
        except CatalogueError as error:
            raise CatalogueError(self._placed(error, jobs)) from None

    def _placed(self, error: CatalogueError, jobs: list[_Job]) -> list[Issue]:
        """Return issues with the line of the job in the list of precedences, or of the capacities."""
        capacities = self.instance.sections["availabilities"][1][0]
        return [
            replace(
                issue, file=self.file,
                line=jobs[int(issue.path[3])].line if issue.path[:1] == ("measures",) else capacities,
            )
            for issue in error.issues
        ]  # fmt: skip

    def _activities(self, jobs: list[_Job]) -> list[dict[str, Any]]:
        before: dict[int, list[str]] = {number: [] for number in range(1, len(jobs) + 1)}
        for number, job in enumerate(jobs, 1):
            for successor in job.successors:
                before[successor].append(str(number))
        return [{"id": str(number), "after": before[number], **self._work(job)} for number, job in enumerate(jobs, 1)]

    def _work(self, job: _Job) -> dict[str, Any]:
        modes = [
            {
                "id": str(mode),
                "duration": duration,
                "demand": {name: need for name, need in zip(self.instance.names, needs, strict=True) if need},
            }
            for mode, duration, needs in job.rows
        ]
        if len(modes) == 1:
            return {"duration": modes[0]["duration"], "demand": modes[0]["demand"]}
        return {"modes": modes}

    # sections

    def _split(self) -> _Instance:
        instance = _Instance()
        current: list[tuple[int, str]] | None = None
        for number, line in enumerate(self.lines, 1):
            text = line.strip()
            if match := _JOBS.match(text):
                instance.jobs = int(match[1])
            section = _SECTIONS.get(text.rstrip(":"))
            if section:
                current = instance.sections.setdefault(section, [])
            elif text.startswith("***"):
                current = None
            elif current is not None and text and not text.startswith("---"):
                current.append((number, text))
        self._complete(instance)
        return instance

    def _complete(self, instance: _Instance) -> None:
        if not 2 <= instance.jobs <= MAX_JOBS:
            self._refuse(
                "psplib-jobs", "Die Zahl der Vorgänge fehlt oder ist unbrauchbar.", 1,
                expected=f"»jobs (incl. supersource/sink ): n« mit 2 bis {MAX_JOBS}",
            )  # fmt: skip
        for title, name in _SECTIONS.items():
            if not instance.sections.get(name):
                self._refuse("psplib-section", f"Der Abschnitt »{title}« fehlt oder ist leer.", len(self.lines) or 1)
        line, head = instance.sections["availabilities"][0]
        instance.names = [kind + number for kind, number in re.findall(r"([RN])\s*(\d+)", head)]
        if not instance.names or re.sub(r"[RN]\s*\d+", "", head).strip():
            self._refuse(
                "psplib-resources", "Die Kapazitäten sind nicht benannt.", line, expected="»R 1 R 2 … N 1«", value=head
            )

    def _precedences(self) -> list[_Job]:
        jobs: list[_Job] = []
        for line, text in self.instance.sections["precedences"][1:]:
            number, modes, count, *successors = self._numbers(line, text, least=3)
            if number != len(jobs) + 1:
                self._refuse(
                    "psplib-order",
                    "Hier sollte ein anderer Vorgang stehen.",
                    line,
                    expected=len(jobs) + 1,
                    value=number,
                )
            if len(successors) != count:
                self._refuse(
                    "psplib-columns",
                    "Die Zahl der Nachfolger stimmt nicht.",
                    line,
                    expected=count,
                    value=len(successors),
                )
            for successor in successors:
                if not 1 <= successor <= self.instance.jobs:
                    self._refuse(
                        "unknown-id", "Diesen Vorgang gibt es nicht.", line, expected=f"1 bis {self.instance.jobs}",
                        value=successor,
                    )  # fmt: skip
            jobs.append(_Job(line, modes, successors))
        if len(jobs) != self.instance.jobs:
            line = self.instance.sections["precedences"][-1][0]
            self._refuse(
                "psplib-jobs",
                "Es fehlen Vorgänge, oder es sind zu viele.",
                line,
                expected=self.instance.jobs,
                value=len(jobs),
            )
        return jobs

    def _requests(self, jobs: list[_Job]) -> None:
        width = len(self.instance.names)
        number = 0
        for line, text in self.instance.sections["requests"][1:]:
            numbers = self._numbers(line, text, least=width + 2)
            if len(numbers) == width + 3:
                number = numbers.pop(0)
                if not 1 <= number <= len(jobs) or jobs[number - 1].rows:
                    self._refuse(
                        "unknown-id", "Diesen Vorgang gibt es nicht, oder er steht schon da.", line, value=number
                    )
            if len(numbers) != width + 2 or number == 0:
                self._refuse(
                    "psplib-columns",
                    "Die Zahl der Spalten stimmt nicht.",
                    line,
                    expected=f"{width} Bedarfe nach der Dauer",
                )
            mode, duration, *needs = numbers
            if mode != len(jobs[number - 1].rows) + 1:
                expected = len(jobs[number - 1].rows) + 1
                self._refuse(
                    "psplib-columns", "Hier sollte eine andere Variante stehen.", line, expected=expected, value=mode
                )
            jobs[number - 1].rows.append((mode, duration, needs))
        for position, job in enumerate(jobs, 1):
            if len(job.rows) != job.modes or not job.rows:
                self._refuse(
                    "psplib-modes", f"Vorgang {position} hat eine andere Zahl von Varianten.", job.line,
                    expected=job.modes, value=len(job.rows),
                )  # fmt: skip

    def _availabilities(self) -> list[int]:
        rows = self.instance.sections["availabilities"]
        if len(rows) < 2:
            self._refuse("psplib-columns", "Die Zeile mit den Kapazitäten fehlt.", rows[0][0])
        line, text = rows[1]
        numbers = self._numbers(line, text, least=1)
        if len(numbers) != len(self.instance.names):
            self._refuse(
                "psplib-columns",
                "Die Zahl der Kapazitäten stimmt nicht.",
                line,
                expected=len(self.instance.names),
                value=len(numbers),
            )
        return numbers

    def _numbers(self, line: int, text: str, *, least: int) -> list[int]:
        words = text.split()
        if len(words) < least:
            self._refuse(
                "psplib-columns",
                "In dieser Zeile fehlen Zahlen.",
                line,
                expected=f"mindestens {least}",
                value=len(words),
            )
        for word in words:
            if not re.fullmatch(r"\d{1,9}", word):
                self._refuse("integer", "Das ist keine ganze Zahl ab 0.", line, value=word)
        return [int(word) for word in words]

    def _refuse(self, code: str, message: str, line: int, *, expected: object = "", value: object = "") -> NoReturn:
        refuse(code, message, file=self.file, line=line, expected=str(expected), value=str(value))
