# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Messages: whatever pydantic can find, a planner can read."""

import ast
import copy
import re
from pathlib import Path

import pytest

import egovplan
from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.messages import MAX_ISSUES, SCHEMA, VALUES, subject_of
from tests.catalogue.strategies import city, instances, models

_WRONG = [None, "", "-1", "a b", 10**30, 0.5, True, [None], {"x": 1}, {1: 2}, object(), "a\x00"]
_SOURCE = Path(egovplan.__file__).parent
_OUR_CODES = {code for code, _, _ in SCHEMA.values()} | set(VALUES)
_ENGLISH = re.compile(
    r"\b(input|should|valid|field|required|permitted|extra|less|greater|least|most|items?)\b", re.IGNORECASE
)


def _paths(value, path=()):
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _paths(item, (*path, key))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _paths(item, (*path, position))


def _changed(data, path, value):
    if not path:
        return value
    data = copy.deepcopy(data)
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return data


def test_the_example_uses_every_field_of_every_model():
    """Completeness is driven by types: whatever field is added must be used by the example, or this test fails."""
    found = {}
    for instance in instances(Catalogue.from_dict(city())):
        for name, field in type(instance).model_fields.items():
            if field.is_required() or getattr(instance, name) != field.default:
                found.setdefault(type(instance), set()).add(name)
    missing = {
        f"{model.__name__}.{name}"
        for model in models()
        for name in model.model_fields
        if name not in found.get(model, set())
    }
    assert not missing


def test_every_wrong_value_has_a_german_message():
    """Wrong values at every place of a catalogue, in turn: a known code, no English, nothing of the validator's own words."""
    data = city()
    for number, path in enumerate(_paths(data)):
        for wrong in _WRONG[number % 3 :: 3] if path else ():
            try:
                Catalogue.from_dict(_changed(data, path, wrong))
            except egovplan.CatalogueError as error:
                for issue in error.issues:
                    assert issue.code in _OUR_CODES or issue.code not in SCHEMA, issue
                    assert "_" not in issue.code, issue
                    assert not _ENGLISH.search(issue.message + issue.expected), issue
                    assert issue.message, issue


def test_a_key_that_is_no_text():
    """Numbers as keys of the catalogue itself are refused."""
    with pytest.raises(egovplan.CatalogueError, match="Ein Schlüssel ist kein Text"):
        Catalogue.from_dict({1: 2})


@pytest.mark.parametrize("wrong", ["zuviel", "Zuviel"])
def test_every_unknown_key_is_refused(wrong):
    """At any place that takes keys of a model, one too many is named, at its own path."""
    data = city()
    tables = {"demand", "amounts", "priority_weights"}
    for path in _paths(data):
        place = data
        for step in path:
            place = place[step]
        if isinstance(place, dict) and not (path and path[-1] in tables):
            with pytest.raises(egovplan.CatalogueError) as caught:
                Catalogue.from_dict(_changed(data, (*path, wrong), 1))
            first = caught.value.issues[0]
            assert (first.code, first.path[-1]) == ("unknown-key", wrong)


def test_every_required_field_is_missed():
    """Leaving out a required field is named by its German label, wherever it is."""
    data = city()
    required = {name for model in models() for name, field in model.model_fields.items() if field.is_required()}
    seen = set()
    for path in _paths(data):
        if path and path[-1] in required:
            shorter = _changed(data, path, None)
            try:
                Catalogue.from_dict(shorter)
            except egovplan.CatalogueError as error:
                seen |= {i.path[-1] for i in error.issues if i.code == "missing" and i.message.endswith("fehlt.")}
    assert seen == required


def test_every_refusal_of_the_code_has_a_sentence():
    """Each code that a validator refuses with is in the table, and the table has no other."""
    used = set()
    for path in (_SOURCE / "catalogue").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "refuse":
                assert isinstance(node.args[0], ast.Constant)
                used.add(node.args[0].value)
    assert used == set(VALUES)


def test_a_type_that_is_not_listed_is_german_as_well():
    """Should pydantic invent a new kind of error, the planner still gets a German sentence."""
    from egovplan.catalogue.messages import _issue

    issue = _issue({"type": "brand_new", "loc": ("title",), "ctx": {}, "input": 3}, {}, Catalogue)
    assert (issue.code, issue.message) == ("brand_new", "»Titel« (title) ist ungültig.")


@pytest.mark.parametrize(
    ("path", "subject"),
    [
        (("measures", 1, "activities", 0, "title"), "M2/konzept"),
        (("measures", 2, "rollout", "targets", 1, "wave"), "M3/16"),
        (("templates", 0, "activities", 1, "modes", 0, "costs", 0, "amount"), "V/wahl/selbst/operating"),
        (("dependencies", 0, "lag"), "LAND → M3"),
        (("status", "actuals", 0, "start"), "M1"),
        (("status", "coverage", 0, "office"), "10"),
        (("budgets", 0, "amounts", "2020"), "investment"),
        (("calendar", "eves"), "calendar"),
        (("measures", 9, "title"), "measures[9]"),
        (("title",), "title"),
        ((), ""),
    ],
)
def test_subjects(path, subject):
    """The subject is the id of what encloses a value, in plain data as in models."""
    assert subject_of(city(), path) == subject
    assert subject_of(Catalogue.from_dict(city()), path) == subject


def test_german_data_has_the_same_subjects():
    """Ids are found under German keys as well."""
    data = {"Maßnahmen": [{"Kürzel": "A", "Vorgänge": [{"Nr": "x"}]}]}
    assert subject_of(data, ("measures", 0, "activities", 0, "duration")) == "A/x"


def test_a_wrong_file_does_not_flood():
    """Beyond a thousand unreadable values the rest is counted."""
    with pytest.raises(egovplan.CatalogueError) as caught:
        Catalogue.from_dict({"title": "T", "start": "2020-01-02", "measures": ["x"] * 1500})
    issues = caught.value.issues
    assert len(issues) == MAX_ISSUES + 1
    assert (issues[-1].code, issues[-1].value) == ("more-issues", "500 weitere")


def test_suggestions_speak_the_language_of_the_file():
    """A misspelled key gets the keys it resembles; a German key in the wrong place the German ones that fit."""
    data = {"title": "T", "start": "2020-01-02", "calender": {}, "dependencies": [{"von": "A", "Federführung": "B"}]}
    with pytest.raises(egovplan.CatalogueError) as caught:
        Catalogue.from_dict(data)
    by_code = {issue.path[-1]: issue.expected for issue in caught.value.issues if issue.code == "unknown-key"}
    assert by_code["calender"] == "vielleicht »Kalender« oder »calendar«"
    assert by_code["Federführung"] == "eines von: von, zu, Beziehung, Abstand, Quelle"
    row = {"Kürzel": "A", "Titel": "a", "Priorität": 1, "Dauer (AT)": 5, "Chef": "x"}
    with pytest.raises(egovplan.CatalogueError) as caught:
        Catalogue.from_dict({"title": "T", "start": "2020-01-02", "measures": [row]})
    unit, boss = (issue.expected for issue in caught.value.issues)
    assert unit == "vielleicht »Dauer«"
    assert boss.startswith("eines von: Kürzel, Titel")
