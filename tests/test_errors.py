# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The exception tree and the one-line issue."""

import inspect

import pytest

from egovplan import errors
from egovplan.errors import CatalogueError, CycleError, EgovplanError, InfeasibleError, Issue, PlanError, Severity

CLASSES = [c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, Exception)]


@pytest.mark.parametrize("cls", CLASSES)
def test_every_error_is_in_the_tree_and_in_its_drawing(cls):
    """One except clause catches them all, and the docstring draws each."""
    assert issubclass(cls, EgovplanError)
    assert cls.__name__ in (errors.__doc__ or "")


def test_issue_says_place_subject_expectation_and_value():
    """One line holds everything a planner needs to mend it."""
    issue = Issue(
        "integer", "Ungültige Angabe.", subject="DMS", expected="ganze Zahl", value="1.5", file="a.yaml", line=7
    )
    assert str(issue) == "a.yaml:7 [integer] DMS: Ungültige Angabe. Erwartet: ganze Zahl. Angegeben: 1.5."
    assert issue.is_error


def test_issue_without_place_and_subject_stays_short():
    """Nothing empty is printed."""
    assert str(Issue("x", "Hinweis.", severity=Severity.HINT)) == "[x] Hinweis."


def test_catalogue_error_carries_every_issue():
    """All problems at once, one a line."""
    error = CatalogueError([Issue("a", "Eins."), Issue("b", "Zwei.")])
    assert str(error).splitlines() == ["[a] Eins.", "[b] Zwei."]
    assert [issue.code for issue in error.issues] == ["a", "b"]


def test_cycle_error_shows_its_circle():
    """Without further words the circle itself is the message."""
    error = CycleError(["A", "B"])
    assert error.cycle == ("A", "B")
    assert "A → B → A" in str(error)


def test_conflicts_and_violations_are_data():
    """What excludes each other, and what is broken, can be read without parsing text."""
    assert InfeasibleError("Kein Plan.", ["Frist", "Kapazität"]).conflict == ("Frist", "Kapazität")
    assert PlanError("Kaputt.", [1, 2]).violations == (1, 2)


def test_a_notebook_shows_issues_and_no_traceback():
    """Who has mistyped a key sees the line of the file, not the frames of a library."""
    error = CatalogueError([Issue("date", "»Beginn« ist kein Datum.", line=2, file="k.yaml")])
    shown = error._render_traceback_()  # what IPython asks for
    assert shown[0].startswith("CatalogueError: ")
    assert shown[1:] == ["k.yaml:2 [date] »Beginn« ist kein Datum."]
