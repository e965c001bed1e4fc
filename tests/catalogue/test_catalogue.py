# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue as a whole: its stages, weights, due days, canonical form and changes."""

import datetime as dt

import pytest
from hypothesis import given, settings

import egovplan
from egovplan.catalogue.catalogue import DEFAULT_WEIGHTS, Catalogue
from tests.catalogue.strategies import catalogues, city

BASE = {"title": "T", "start": "2020-01-02"}


def _measures(**more):
    return [{"id": f"M{p}", "title": f"m{p}", "priority": p, "duration": 5} | more for p in range(6)]


def test_a_stage_is_named_or_follows_from_the_priority():
    """The measure's own stage counts most, then the stage that lists it, then its priority."""
    stages = [
        {"id": "S1", "priorities": [0, 1, 2], "deadline": "2020-12-31", "weight": 3},
        {"id": "S2", "priorities": [3], "measures": ["M2"], "deadline": "2021-12-31", "hard": True},
        {"id": "S3"},
    ]
    measures = _measures()
    measures[1] |= {"stage": "S3", "due": "2020-06-30"}
    catalogue = Catalogue.from_dict(BASE | {"stages": stages, "measures": measures})
    assert {m: s.id for m, s in catalogue.stage_of.items()} == {"M0": "S1", "M1": "S3", "M2": "S2", "M3": "S2"}
    assert [catalogue.due(f"M{p}") for p in range(5)] == [dt.date(2020, 12, 31), dt.date(2020, 6, 30), None, None, None]
    assert [catalogue.weight(f"M{p}") for p in range(6)] == [96, 16, 8, 4, 2, 1]


def test_weights_are_set_in_one_place():
    """Each priority weighs twice the next; a priority without weight weighs one."""
    assert all(DEFAULT_WEIGHTS[p] == 2 * DEFAULT_WEIGHTS[p + 1] for p in range(5))
    catalogue = Catalogue.from_dict(BASE | {"measures": _measures(), "priority_weights": {0: 7}})
    assert [catalogue.weight(f"M{p}") for p in range(3)] == [7, 1, 1]


def test_offices_have_titles():
    """Number and name, or the number alone."""
    catalogue = Catalogue.from_dict(BASE | {"offices": [{"id": "16", "title": "KDZ"}, {"id": "10"}]})
    assert [catalogue.office_title(o) for o in ("16", "10", "99")] == ["16 KDZ", "10", "99"]


@given(catalogues())
@settings(max_examples=25)
def test_plain_data_there_and_back(data):
    """to_dict and from_dict are inverse, and equal catalogues have equal hashes."""
    catalogue = Catalogue.from_dict(data)
    again = Catalogue.from_dict(catalogue.to_dict())
    assert again == catalogue
    assert again.hash == catalogue.hash
    assert again.to_dict() == catalogue.to_dict()
    assert [a.modes for a in again.activities] == [a.modes for a in catalogue.activities]


def test_a_kind_against_the_rule_is_written():
    """A foundation is what has priority 0; where a measure differs, that is written down."""
    catalogue = Catalogue.from_dict(
        BASE | {"measures": [{"id": "A", "title": "a", "priority": 0, "kind": "individual", "duration": 1}]}
    )
    assert catalogue.to_dict()["measures"][0]["kind"] == "individual"
    assert Catalogue.from_dict(catalogue.to_dict()) == catalogue


def test_changes_make_new_catalogues():
    """replace gives another catalogue, checked anew; the first stays as it was."""
    catalogue = Catalogue.from_dict(city())
    other = catalogue.replace(title="Anders")
    assert (catalogue.title, other.title) == ("Strategie", "Anders")
    assert other.hash != catalogue.hash
    assert other.replace(title="Strategie") == catalogue
    with pytest.raises(egovplan.CatalogueError, match="unknown-id"):
        catalogue.replace(bodies=())


def test_short_texts():
    """repr and str are one line each."""
    catalogue = Catalogue.from_dict(city())
    assert repr(catalogue) == str(catalogue) == "Catalogue('Strategie', 3 Maßnahmen, 11 Vorgänge)"


def test_constructing_checks():
    """A catalogue made of keyword arguments is checked as well."""
    with pytest.raises(egovplan.CatalogueError):
        Catalogue(title="T", start="2020-01-02", measures=[{"id": "A", "title": "a", "priority": 1, "after": "B"}])


def test_what_is_no_mapping_is_no_catalogue():
    """A text in the place of a catalogue is refused in German as well."""
    with pytest.raises(egovplan.CatalogueError, match="Der Katalog braucht Schlüssel und Werte"):
        Catalogue.model_validate("Stufenplan")


def test_constructing_speaks_german():
    """Keyword arguments that cannot be read are the same error as in a file, German keys included."""
    with pytest.raises(egovplan.CatalogueError) as caught:
        Catalogue(Titel="T", start=3.5, measures=[{"id": "A", "title": "a", "priority": 9}], bogus=1)
    assert [(i.code, i.subject) for i in caught.value.issues] == [
        ("date", "start"), ("too-large", "A"), ("unknown-key", "bogus"),
    ]  # fmt: skip
