# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""JSON in and out, with places and exact numbers."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import egovplan
from egovplan.catalogue.canonical import canonical, json_value
from egovplan.catalogue.catalogue import Catalogue
from egovplan.exchange import json as json_format
from egovplan.exchange.reading import catalogue_of
from egovplan.exchange.tree import locate
from tests.catalogue.strategies import catalogues, city


def _plain(value):
    """Return what the scanner should make of a JSON value: every scalar as the text it is written as."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str) else json.dumps(value)


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b", "ä", ""]), inner, max_size=3)
    ),
    max_leaves=20,
)


@given(_VALUES, st.sampled_from([None, 2]))
def test_the_scanner_agrees_with_the_standard_library(value, indent):
    """Whatever json writes, the scanner reads, numbers as the text they are."""
    text = json.dumps(value, ensure_ascii=indent is None, indent=indent)
    assert json_format.parse(text).value == _plain(value)


@given(st.text(alphabet='{}[]",:0123456789.eE+-truefalsn \n\\u', max_size=40))
@settings(max_examples=300)
def test_the_scanner_refuses_what_the_standard_library_refuses(text):
    """On arbitrary text both say yes, or both say no; and no is always our own error."""
    try:
        json.loads(text, parse_constant=_refuse, object_pairs_hook=_unique)
        valid = True
    except ValueError:
        valid = False
    try:
        json_format.parse(text)
    except egovplan.CatalogueError:
        assert not valid
    else:
        assert valid


def _refuse(word):
    raise ValueError(word)


def _unique(pairs):
    if len(dict(pairs)) < len(pairs):
        raise ValueError("duplicate")
    return dict(pairs)


@given(catalogues())
@settings(max_examples=25)
def test_read_write_read_is_the_identity(data):
    """A catalogue comes back from its canonical JSON as it was, and from its plain data as well."""
    catalogue = Catalogue.from_dict(data)
    text = json.dumps(json_value(canonical(catalogue)), ensure_ascii=False)
    assert catalogue_of(json_format.parse(text), file="") == catalogue
    assert Catalogue.from_dict(json.loads(json.dumps(catalogue.to_dict()))) == catalogue


def test_decimals_are_exact():
    """0.10 in a file is a tenth, not the nearest binary number; as Python float it is refused."""
    text = '{"title": "T", "start": "2020-01-02", "resources": [{"id": "r", "capacity": 0.10}]}'
    assert catalogue_of(json_format.parse(text), file="").resources[0].capacity[0].fte == Decimal("0.1")
    with pytest.raises(egovplan.CatalogueError, match="no-float"):
        Catalogue.from_dict(json.loads(text))


def test_places_are_those_of_an_editor():
    """Lines and columns count from one, in characters."""
    root = json_format.parse('{"title": "Ä",\n  "measures": [\n    {"id": "A"},\n    {"ID": "B"}]}')
    assert locate(root, ("title",)) == (1, 2)
    assert locate(root, ("measures", 1)) == (4, 5)
    assert locate(root, ("measures", 1, "id")) == (4, 6)
    assert locate(root, ("measures", 7, "id")) == (2, 3)
    assert locate(root, ("nothing",)) == (1, 1)


def test_too_many_values_are_refused(monkeypatch):
    """The number of values is limited, whatever they are."""
    monkeypatch.setattr(json_format, "MAX_NODES", 5)
    with pytest.raises(egovplan.CatalogueError, match="too-many-values"):
        json_format.parse("[1, 2, 3, 4, 5, 6]")


def test_a_file_is_readable_and_stable(tmp_path):
    """The file is indented, keeps umlauts, ends with a line end, and is the same when written again."""
    path = tmp_path / "k.json"
    egovplan.save_catalogue(Catalogue.from_dict(city() | {"title": "Größe"}), path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith('{\n  "title": "Größe",\n')
    assert text.endswith("}\n")
    egovplan.save_catalogue(egovplan.load_catalogue(path), path)
    assert path.read_text(encoding="utf-8") == text
