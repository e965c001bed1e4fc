# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Small catalogues that ship with the library: ``mainz-2015`` and ``minimal``.

``mainz-2015`` reconstructs what the Stufenplan of the E-Government strategy of Mainz may have looked like. The
complete report was never found: what is attested names its document, everything else says ``Annahme`` and why. Its
status of 25.09.2019 is invented. ``minimal`` has four measures in ten lines: the quick start, and a pattern to
begin from.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import CatalogueError, Issue
from egovplan.exchange import load_catalogue

__all__ = ["load", "names", "path"]

_FOLDER = Path(__file__).parent


def names() -> tuple[str, ...]:
    """Return the names of all data sets, in alphabetical order."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.yaml")))


def path(name: str) -> Path:
    """Return the file of a data set, to read it or to copy it as a pattern.

    Raises
    ------
    CatalogueError
        If there is no data set of that name; the message names those that come close, or else all.
    """
    if name not in names():
        known = get_close_matches(str(name), names(), n=3, cutoff=0.4) or names()
        problem = "Einen Datensatz dieses Namens gibt es nicht; der Name einer Datei hat eine Endung."
        issue = Issue("unknown-dataset", problem, expected=" oder ".join(known), value=str(name))
        raise CatalogueError([issue])
    return _FOLDER / f"{name}.yaml"


def load(name: str) -> Catalogue:
    """Return a data set as a catalogue.

    Parameters
    ----------
    name
        One of :func:`names`, e.g. ``mainz-2015``.

    Raises
    ------
    CatalogueError
        If there is no data set of that name.

    Examples
    --------
    >>> import egovplan
    >>> [measure.id for measure in egovplan.datasets.load("minimal").measures]
    ['EREG', 'DMS', 'EPAY', 'TERM']
    """
    return load_catalogue(path(name))
