# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a file says, before anyone decides what it means: texts, lists and mappings, each with its place.

All scalars are text: the schema of the catalogue decides what is a number, a date or a truth value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from egovplan.errors import CatalogueError, Issue
from egovplan.terms import identifier_of

MAX_DEPTH = 64
"""Deepest nesting of lists and mappings; a real catalogue needs about ten."""
MAX_ALIASES = 1_000
MAX_NODES = 4_000_000
"""Most values that a file may hold; a plan of 100,000 activities, with its catalogue, has some two million."""
MAX_REPEATED = 200_000
"""Most values that aliases may add by repeating what stands elsewhere."""


@dataclass(slots=True)
class Node:
    """A value of a file.

    Parameters
    ----------
    value
        Text, None, or the plain list or dict of everything below.
    line, column
        Where it begins, 1-based.
    children
        The nodes below: a list, or a dict of key → (line, column, node) with the place of the key.
    size, depth
        Number of values, and of levels, from here on down; repetitions by alias included.
    """

    value: Any
    line: int
    column: int
    children: list[Node] | dict[str, tuple[int, int, Node]] | None = None
    size: int = 1
    depth: int = 0


def locate(root: Node, path: tuple[str | int, ...]) -> tuple[int, int]:
    """Return line and column of the value that a path leads to, or of the nearest thing around it that exists.

    The path is in English identifiers, the keys of the file may be German.
    """
    node, place = root, (root.line, root.column)
    for step in path:
        below = node.children
        if isinstance(below, dict):
            entry = _entry(below, str(step))
            if entry is None:
                break
            line, column, node = entry
            place = (line, column)
        elif isinstance(below, list) and isinstance(step, int) and step < len(below):
            node = below[step]
            place = (node.line, node.column)
        else:
            break
    return place


def _entry(below: dict[str, tuple[int, int, Node]], step: str) -> tuple[int, int, Node] | None:
    if step in below:
        return below[step]
    return next((entry for key, entry in below.items() if identifier_of(key) == step), None)


def refuse(
    code: str,
    message: str,
    *,
    file: str,
    line: int | None = None,
    column: int | None = None,
    expected: str = "",
    value: str = "",
) -> NoReturn:
    """Raise the error for a file that cannot be read any further.

    Raises
    ------
    CatalogueError
        Always, with this one issue.
    """
    raise CatalogueError([Issue(code, message, expected=expected, value=value, file=file, line=line, column=column)])
