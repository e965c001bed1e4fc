# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a catalogue must satisfy beyond the types of its fields: all problems at once.

Errors stop; warnings and hints do not. One module a subject: :mod:`~egovplan.catalogue.identity`,
:mod:`~egovplan.catalogue.references`, :mod:`~egovplan.catalogue.structure`, :mod:`~egovplan.catalogue.cycles`,
:mod:`~egovplan.catalogue.windows`, :mod:`~egovplan.catalogue.demands`, :mod:`~egovplan.catalogue.reports`,
:mod:`~egovplan.catalogue.risk_checks` and :mod:`~egovplan.catalogue.plausibility`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from egovplan.catalogue.cycles import check_cycles
from egovplan.catalogue.demands import check_demands
from egovplan.catalogue.identity import check_identity
from egovplan.catalogue.plausibility import check_plausibility
from egovplan.catalogue.references import check_references
from egovplan.catalogue.reports import check_status
from egovplan.catalogue.risk_checks import check_risks
from egovplan.catalogue.structure import check_structure
from egovplan.catalogue.windows import check_windows
from egovplan.errors import Issue

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue

_CHECKS = (
    check_identity,
    check_references,
    check_structure,
    check_cycles,
    check_windows,
    check_demands,
    check_status,
    check_risks,
    check_plausibility,
)


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """Yield every problem of a catalogue."""
    boundless = [issue for issue in catalogue.expansion.issues if issue.code.startswith("too-many")]
    if boundless:
        yield from boundless  # whatever else is wrong would be found in a part only
        return
    twice: set[tuple[str | int, ...]] = set()
    for each in _CHECKS:
        for issue in each(catalogue):
            if issue.code == "duplicate-id":
                twice.add(issue.path[:-1])
            yield issue
    for issue in catalogue.expansion.issues:
        # what the lists already report does not need to be said of each activity that follows from it
        if issue.code != "unknown-id" and not (issue.code == "duplicate-id" and _inside(issue.path, twice)):
            yield issue


def _inside(path: tuple[str | int, ...], places: set[tuple[str | int, ...]]) -> bool:
    return any(path[:length] in places for length in range(len(path) + 1))
