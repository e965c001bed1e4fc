# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Data sets are found by name; the smallest one stays small."""

import pytest

import egovplan
from egovplan import datasets
from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import CatalogueError, EgovplanError


def test_names_are_known():
    """Both data sets are listed, in alphabetical order."""
    assert datasets.names() == ("mainz-2015", "minimal")


@pytest.mark.parametrize("name", datasets.names())
def test_every_name_has_a_file_that_loads(name):
    """Each name leads to a file, and each file to a catalogue without errors."""
    assert datasets.path(name).is_file()
    catalogue = datasets.load(name)
    assert isinstance(catalogue, Catalogue)
    assert not [issue for issue in catalogue.issues if issue.is_error]


def test_public_under_the_package():
    """A notebook needs one import."""
    assert egovplan.datasets.load("minimal").title.startswith("Vier Maßnahmen")


def test_unknown_name_suggests_the_one_that_was_meant():
    """A typing error is answered with the name that comes closest."""
    with pytest.raises(CatalogueError) as caught:
        datasets.load("mainz-2051")
    (issue,) = caught.value.issues
    assert (issue.code, issue.value) == ("unknown-dataset", "mainz-2051")
    assert "mainz-2015" in issue.expected
    assert isinstance(caught.value, EgovplanError)


@pytest.mark.parametrize("name", ["", "zzz", "../errors", "minimal.yaml.bak", "/etc/passwd", "MAINZ"])
def test_unknown_name_is_refused(name):
    """No name leads out of the folder, and where nothing comes close all names are given."""
    with pytest.raises(CatalogueError, match="Einen Datensatz dieses Namens gibt es nicht"):
        datasets.path(name)


def test_minimal_is_a_quick_start():
    """Four measures in at most fifteen lines, with German keys and readable short links."""
    lines = datasets.path("minimal").read_text(encoding="utf-8").splitlines()
    content = [line for line in lines if line and not line.startswith("#")]
    assert len(content) <= 15
    catalogue = datasets.load("minimal")
    assert [measure.id for measure in catalogue.measures] == ["EREG", "DMS", "EPAY", "TERM"]
    assert {(link.predecessor, link.successor, link.lag.days) for link in catalogue.links} == {
        ("EREG", "DMS", 0),
        ("EPAY", "TERM", 10),
    }
    assert "Annahme: " in catalogue.source
