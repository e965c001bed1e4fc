# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The one exception tree.

::

    EgovplanError                     everything this library raises on purpose
    ├── CatalogueError(issues)        a catalogue cannot be used; carries every problem at once
    │   └── CycleError(cycle)         precedences run in a circle; carries the shortest one
    ├── InfeasibleError(conflict)     no plan can exist; carries the rules that exclude each other
    ├── PlanError(violations)         a plan breaks rules of its catalogue
    ├── OutOfRangeError               a date or number beyond what can be computed exactly
    └── SolverError                   the solver contradicted itself or could not be run

Catch :class:`EgovplanError` to catch them all::

    try:
        catalogue = egovplan.load_catalogue("strategie.yaml")
    except egovplan.EgovplanError as error:
        print(error)

An :class:`Issue` is data, not text: views, the command line and notebooks choose how to show it.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue weighs: an error stops, a warning and a hint do not."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem of an input: subject, expectation and what came, in one line.

    Parameters
    ----------
    code
        Stable identifier of the kind of problem, e.g. ``unknown-id``.
    message
        One German sentence for the planner.
    severity
        Whether the catalogue can be used in spite of it.
    subject
        Id of the measure, activity, office … it is about, or a path such as ``measures[3].priority``.
    expected, value
        What was expected and what came, both as text.
    path
        Keys and positions that lead to the value, e.g. ``("measures", 3, "priority")``; readers find the line by it.
    file, line, column
        Where it stands, 1-based; empty or None where the input was no file.
    """

    code: str
    message: str
    severity: Severity = Severity.ERROR
    subject: str = ""
    expected: str = ""
    value: str = ""
    path: tuple[str | int, ...] = ()
    file: str = ""
    line: int | None = None
    column: int | None = None

    @property
    def is_error(self) -> bool:
        """Whether it stops the catalogue from being used."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part not in ("", None))
        parts = [place, f"[{self.code}]", f"{self.subject}: {self.message}" if self.subject else self.message]
        text = " ".join(part for part in parts if part)
        if self.expected:
            text += f" Erwartet: {self.expected}."
        if self.value:
            text += f" Angegeben: {self.value}."
        return text


class EgovplanError(Exception):
    """Everything this library raises on purpose."""


class CatalogueError(EgovplanError):
    """A catalogue cannot be used.

    Parameters
    ----------
    issues
        Every problem that was found, errors and warnings, in the order of the file.
    """

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues: tuple[Issue, ...] = tuple(issues)
        super().__init__(self.issues)

    def __str__(self) -> str:
        return "\n".join(str(issue) for issue in self.issues)

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: the issues, since the mistake is in the catalogue and not in the code."""
        return [f"{type(self).__name__}: Der Katalog kann so nicht verwendet werden.", *map(str, self.issues)]


class CycleError(CatalogueError):
    """Precedences run in a circle.

    Parameters
    ----------
    cycle
        Ids of the shortest circle, each the predecessor of the next, the last one of the first.
    issues
        The same as issues, with titles and places.
    """

    def __init__(self, cycle: Sequence[str], issues: Iterable[Issue] = ()) -> None:
        self.cycle: tuple[str, ...] = tuple(cycle)
        chain = " → ".join([*self.cycle, self.cycle[0]]) if self.cycle else ""
        super().__init__(tuple(issues) or (Issue("cycle", f"Die Vorgänge hängen im Kreis voneinander ab: {chain}."),))


class InfeasibleError(EgovplanError):
    """No plan can exist.

    Parameters
    ----------
    message
        One German sentence.
    conflict
        The rules that cannot hold together, in the planner's words.
    """

    def __init__(self, message: str, conflict: Iterable[str] = ()) -> None:
        self.conflict: tuple[str, ...] = tuple(conflict)
        super().__init__(message)


class PlanError(EgovplanError):
    """A plan breaks rules of its catalogue, or a plan file cannot be read.

    Parameters
    ----------
    message
        One German sentence.
    violations
        What :func:`egovplan.verify` found.
    """

    def __init__(self, message: str, violations: Iterable[object] = ()) -> None:
        self.violations: tuple[object, ...] = tuple(violations)
        super().__init__(message)


class OutOfRangeError(EgovplanError, ValueError):
    """A date or a number lies beyond what can be computed exactly."""


class SolverError(EgovplanError):
    """The solver contradicted itself, or could not be run."""


_REASONS = {
    errno.ENOENT: "Diesen Ordner oder diese Datei gibt es nicht.",
    errno.EACCES: "Dafür fehlt die Berechtigung.",
    errno.EPERM: "Dafür fehlt die Berechtigung.",
    errno.EISDIR: "Das ist ein Ordner, keine Datei.",
    errno.ENOTDIR: "Ein Teil des Pfades ist kein Ordner.",
    errno.EEXIST: "Unter diesem Namen gibt es schon eine Datei.",
    errno.ENOSPC: "Der Datenträger ist voll.",
    errno.EROFS: "Der Datenträger ist schreibgeschützt.",
    errno.ENAMETOOLONG: "Der Name ist zu lang.",
}


def reason_of(error: BaseException) -> str:
    """Return in German why the system refused to read or write; in its own words where it is something rare."""
    number = getattr(error, "errno", None)
    return _REASONS.get(number or 0, getattr(error, "strerror", None) or "")
