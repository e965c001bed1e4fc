# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""From a tree with places to a catalogue whose issues know file, line and column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import CatalogueError, CycleError, Issue
from egovplan.exchange.tree import Node, locate, refuse

_NO_TABLE = "Schlüssel mit Werten; eine Tabelle (CSV, Excel) liest in Python egovplan.catalogue_from_frames"


def catalogue_of(root: Node, *, file: str) -> Catalogue:
    """Return the catalogue that a file's tree describes.

    Parameters
    ----------
    root
        What the file says.
    file
        Its name, for messages.

    Raises
    ------
    CatalogueError
        With every problem, each with file, line and column, in the order of the file.
    """
    if not isinstance(root.value, dict):
        refuse(
            "not-a-mapping", "Ein Katalog beginnt mit Angaben wie »Titel: …«.", file=file, line=root.line,
            column=root.column, expected=_NO_TABLE if ";" in str(root.value) else "Schlüssel mit Werten",
        )  # fmt: skip
    try:
        catalogue = Catalogue.from_dict(root.value)
    except CycleError as error:
        raise CycleError(error.cycle, placed(error.issues, root, file)) from None
    except CatalogueError as error:
        raise CatalogueError(placed(error.issues, root, file)) from None
    # warnings of a catalogue that was read keep their lines; equality and hash look at the fields only
    catalogue.__dict__["issues"] = placed(catalogue.issues, root, file)
    return catalogue


def placed(issues: Iterable[Issue], root: Node, file: str) -> tuple[Issue, ...]:
    """Return issues with the places of the values that their paths lead to, in the order of the file; those of all of it last."""
    result = []
    for issue in issues:
        line, column = locate(root, issue.path) if issue.path else (None, None)
        result.append(replace(issue, file=file, line=line, column=column))
    return tuple(sorted(result, key=lambda i: (i.line is None, i.line or 0, i.column or 0)))
