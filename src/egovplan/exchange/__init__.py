# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Catalogues in, catalogues and plans out: one module a format, the suffix decides."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egovplan.errors import CatalogueError, EgovplanError, Issue

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue
    from egovplan.exchange.plan_json import load_plan as load_plan
    from egovplan.exchange.plan_json import save_plan as save_plan

_READERS = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".sm": "psplib", ".mm": "psplib"}
_WRITERS = {".yaml": "yaml", ".yml": "yaml", ".json": "json"}


def load_catalogue(path: str | os.PathLike[str]) -> Catalogue:
    """Return the catalogue in a file.

    Parameters
    ----------
    path
        ``.yaml``, ``.yml`` or ``.json``, with English or German keys; ``.sm`` or ``.mm`` for an instance of PSPLIB.

    Raises
    ------
    CatalogueError
        With every problem, each with file, line, id, expectation and value.
    """
    path = Path(path)
    try:
        catalogue: Catalogue = _module(path, _READERS).load_catalogue(path)
    except EgovplanError:
        raise
    except (ValueError, RecursionError, OverflowError, MemoryError) as error:
        # whatever a parser still finds to stumble over: the planner gets a message, the cause stays attached
        issue = Issue("unreadable", "Die Datei lässt sich nicht lesen.", value=type(error).__name__, file=str(path))
        raise CatalogueError([issue]) from error
    return catalogue


def save_catalogue(catalogue: Catalogue, path: str | os.PathLike[str]) -> None:
    """Write a catalogue in its canonical form; reading it gives an equal one.

    Parameters
    ----------
    catalogue
        What to write.
    path
        ``.yaml``, ``.yml`` or ``.json``. The file is replaced at once or not at all.

    Raises
    ------
    CatalogueError
        If the suffix is none of these.
    """
    path = Path(path)
    _module(path, _WRITERS).save_catalogue(catalogue, path)


_TABLES = frozenset({".xlsx", ".xls", ".ods", ".csv"})


def _module(path: Path, formats: dict[str, str]) -> Any:
    name = formats.get(path.suffix.lower())
    if name is None:
        expected = "eine Datei mit der Endung " + ", ".join(formats)
        if path.suffix.lower() in _TABLES:
            expected += "; Tabellen liest egovplan.catalogue_from_frames"
        raise CatalogueError(
            [
                Issue(
                    "unknown-format",
                    "Dieses Format ist unbekannt.",
                    expected=expected,
                    value=path.suffix,
                    file=str(path),
                )
            ]
        )
    return importlib.import_module(f"egovplan.exchange.{name}")


def __getattr__(name: str) -> Any:
    if name in ("load_plan", "save_plan"):
        return getattr(importlib.import_module("egovplan.exchange.plan_json"), name)
    raise AttributeError(f"module 'egovplan.exchange' has no attribute {name!r}")
