# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""YAML in and out: what is written is what is read, and what is read is what stands there."""

import datetime as dt
from decimal import Decimal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import egovplan
from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.values import Span
from egovplan.exchange import yaml as yaml_format
from egovplan.exchange.emit import scalar, yaml_lines
from egovplan.exchange.reading import catalogue_of
from egovplan.exchange.syntax import german_problem
from egovplan.terms import TERMS
from tests.catalogue.strategies import ODD, TEXTS, catalogues, city


def _read(text: str) -> Catalogue:
    return catalogue_of(yaml_format.parse(text), file="x.yaml")


def _written(catalogue: Catalogue) -> str:
    return "\n".join(yaml_lines(catalogue)) + "\n"


def test_ten_lines_are_enough(tmp_path):
    """Ten lines with four measures are a catalogue."""
    lines = [
        "title: Strategie",
        "start: 2015-05-13",
        "measures:",
        "  - {id: EREG, title: Registratur, priority: 0, duration: 120}",
        "  - {id: DMS, title: Dokumentenmanagement, priority: 0, duration: 420, after: EREG}",
        "  - {id: EPAY, title: E-Payment, priority: 0, duration: 90}",
        "  - id: TERM",
        "    title: Terminvergabe",
        "    priority: 1",
        "    duration: 60",
    ]
    (tmp_path / "zehn.yaml").write_text("\n".join(lines))
    catalogue = egovplan.load_catalogue(tmp_path / "zehn.yaml")
    assert len(lines) == 10
    assert [measure.id for measure in catalogue.measures] == ["EREG", "DMS", "EPAY", "TERM"]
    assert len(catalogue.links) == 1
    assert not [issue for issue in catalogue.issues if issue.is_error]


@given(catalogues())
@settings(max_examples=60)
def test_read_write_read_is_the_identity(data):
    """Whatever the ids and texts are, a catalogue comes back as it was, and is written the same way again."""
    catalogue = Catalogue.from_dict(data)
    text = _written(catalogue)
    again = _read(text)
    assert again == catalogue
    assert again.hash == catalogue.hash
    assert [a.modes for a in again.activities] == [a.modes for a in catalogue.activities]
    assert _written(again) == text


@given(catalogues())
@settings(max_examples=20)
def test_other_tools_read_the_same(data):
    """PyYAML's own loader, which knows dates and numbers, reads every text as the same text."""
    catalogue = Catalogue.from_dict(data)
    plain = yaml.safe_load(_written(catalogue))
    assert plain["title"] == catalogue.title
    assert [m["id"] for m in plain["measures"]] == [m.id for m in catalogue.measures]
    assert [m["title"] for m in plain["measures"]] == [m.title for m in catalogue.measures]
    assert plain["start"] == catalogue.start


@given(st.text(max_size=30) | st.sampled_from([*ODD, *TEXTS]))
def test_a_scalar_is_read_back(text):
    """Every text without surrogates comes back from the form it is written in, in a key, a list and a value."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    form = scalar(text)
    for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        assert yaml.load(f"{form}: [{form}, {form}]", Loader=loader) == {text: [text, text]}


def test_numbers_and_dates_stand_plain():
    """What is a number, a date or a truth value needs no quotes; None is null."""
    values = [5, Decimal("0.50"), dt.date(2015, 5, 13), True, None, Span(3), Span(21, elapsed=True), "21"]
    assert [scalar(value) for value in values] == [
        "5", "0.50", "2015-05-13", "true", "null", "3", "21 KT", "'21'",
    ]  # fmt: skip


def test_the_whole_city_keeps_its_form():
    """The canonical form is block style with English keys, short forms where there are any, texts of many lines as such."""
    data = city() | {"note": "erste Zeile\n\nzweite Zeile", "source": "Akte 12: Teil 3"}
    text = _written(Catalogue.from_dict(data))
    assert text.startswith(
        "title: Strategie\nstart: 2020-01-02\nsource: 'Akte 12: Teil 3'\nnote: |-\n  erste Zeile\n\n  zweite"
    )
    assert "  - id: LIZENZ\n    capacity: 100\n" in text
    assert "after: [LAND FS-3]" in text
    assert "        - '33'\n" in text
    assert "'@/IT': 1" in text


def test_an_emptied_override_stays_empty():
    """A demand of the template that a measure takes away is still taken away after a round trip."""
    catalogue = Catalogue.from_dict(city())
    assert "          demand: {}\n" in _written(catalogue) or "        demand: {}\n" in _written(catalogue)
    again = _read(_written(catalogue))
    assert again.activity_by_id["M2/konzept"].modes[0].demand == {}


def test_scalars_are_typed_by_the_schema():
    """NO, 012, 12:30 and 1e5 are texts where a text belongs and numbers where a number does."""
    catalogue = _read(
        "title: NO\nstart: 2020-01-02\nsource: 12:30\nnote: 1e5\n"
        "budgets: [{kind: investiv, amounts: {2020: 1e5}}]\n"
        "measures: [{id: 012, title: off, priority: 01, duration: 012}]\n"
    )
    assert (catalogue.title, catalogue.source, catalogue.note) == ("NO", "12:30", "1e5")
    assert catalogue.budgets[0].amounts == {2020: Decimal(100_000)}
    measure = catalogue.measures[0]
    assert (measure.id, measure.title, measure.priority, measure.duration) == ("012", "off", 1, Span(12))


@pytest.mark.parametrize("word", ["", "~", "null", "Null", "NULL"])
def test_an_empty_value_is_a_missing_one(word):
    """Plain empty values count as not given; the same word in quotes is a text."""
    catalogue = _read(f"title: T\nstart: 2020-01-02\nsource: {word}\nnote: '{word}'\n")
    assert catalogue.source == ""
    assert catalogue.note == word


def test_german_keys_mean_the_same():
    """A file with German keys, in any spelling of umlauts and case, is the same catalogue."""
    english = _read(
        "title: T\nstart: 2020-01-02\noffices: [{id: '10'}]\n"
        "measures:\n  - {id: A, title: a, priority: 0, lead: '10', duration: 5}\n"
        "  - {id: B, title: b, priority: 1, after: [A FS+3], duration: 21 KT, due: 2020-12-01}\n"
    )
    german = _read(
        "Titel: T\nBEGINN: 02.01.2020\nAemter: [{Kürzel: '10'}]\n"
        "Maßnahmen:\n  - {Nr: A, Bezeichnung: a, Prio: 0, federführend: '10', Dauer: 5 AT}\n"
        "  - {kuerzel: B, titel: b, Priorität: 1, Vorgänger: A EA+3, dauer: 21 Kalendertage, Soll-Termin: 1.12.2020}\n"
    )
    assert german == english
    assert german.hash == english.hash


def test_every_german_key_is_read():
    """Each label and each further key of the glossary stands for its identifier, also with umlauts spelled out."""
    for term in TERMS:
        for key in (term.label, *term.keys):
            plain = key.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").upper()
            assert egovplan.terms.identifier_of(key) == egovplan.terms.identifier_of(plain) == term.identifier


def test_aliases_repeat_what_they_name():
    """An anchor may be used again; what it names is read each time, and the places are those of the anchor."""
    catalogue = _read(
        "title: T\nstart: 2020-01-02\nmeasures:\n"
        "  - {id: A, title: a, priority: 1, costs: &k [{amount: 5}]}\n  - {id: B, title: b, priority: 1, costs: *k}\n"
    )
    assert catalogue.measures[0].costs == catalogue.measures[1].costs
    with pytest.raises(egovplan.CatalogueError) as caught:
        _read("title: &t [x]\nstart: *t\n")
    assert [issue.line for issue in caught.value.issues] == [1, 2]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    """UTF-8 with a byte order mark, as some editors write it, is read."""
    (tmp_path / "bom.yml").write_bytes("\ufefftitle: Größe\nstart: 2020-01-02\n".encode())
    assert egovplan.load_catalogue(tmp_path / "bom.yml").title == "Größe"


def test_a_file_may_be_too_large_only_while_it_is_read(tmp_path, monkeypatch):
    """A file that grows between the look at its size and the reading is refused as well."""
    from egovplan.exchange import source

    path = tmp_path / "a.yaml"
    path.write_text("title: T\nstart: 2020-01-02\n")
    with pytest.raises(egovplan.CatalogueError, match="too-large"):
        source.read_text(path, max_bytes=10)
    real = type(path).stat
    small = path.stat()
    path.write_text("title: T\nstart: 2020-01-02\nnote: long\n")
    monkeypatch.setattr(type(path), "stat", lambda self, **k: small if self == path else real(self, **k))
    with pytest.raises(egovplan.CatalogueError, match="too-large"):
        source.read_text(path, max_bytes=small.st_size)


def test_an_unreadable_file_is_a_message(tmp_path, monkeypatch):
    """Whatever the system says against reading becomes a message with the name of the file."""

    def denied(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "a.yaml"
    path.write_text("title: T\n")
    monkeypatch.setattr(type(path), "open", denied)
    with pytest.raises(egovplan.CatalogueError, match="unreadable"):
        egovplan.load_catalogue(path)


@pytest.mark.parametrize("kind", [ValueError, RecursionError, OverflowError, MemoryError])
def test_nothing_else_comes_out(tmp_path, monkeypatch, kind):
    """Should a parser stumble over something new, the planner gets a message and the cause stays attached."""

    def stumble(*_args, **_kwargs):
        raise kind("boom")

    monkeypatch.setattr(yaml_format, "_events", stumble)
    path = tmp_path / "a.yaml"
    path.write_text("title: T\n")
    with pytest.raises(egovplan.CatalogueError, match="unreadable") as caught:
        egovplan.load_catalogue(path)
    assert isinstance(caught.value.__cause__, kind)


def test_too_many_values_are_refused(monkeypatch):
    """The number of values is limited, whatever they are."""
    monkeypatch.setattr(yaml_format, "MAX_NODES", 5)
    with pytest.raises(egovplan.CatalogueError, match="too-many-values"):
        yaml_format.parse("[1, 2, 3, 4, 5, 6]")


def test_an_unknown_problem_is_still_german():
    """A complaint of a parser that is not in the table is not shown in its own words."""
    assert german_problem("flux capacitor underrun") == "Das ist kein gültiges YAML."


def test_saving_writes_the_canonical_form(tmp_path):
    """save_catalogue and load_catalogue are each other's inverse, in every format that is written."""
    catalogue = Catalogue.from_dict(city())
    for suffix in (".yaml", ".yml", ".json", ".YAML"):
        path = tmp_path / f"katalog{suffix}"
        egovplan.save_catalogue(catalogue, path)
        assert egovplan.load_catalogue(path) == catalogue
    with pytest.raises(egovplan.CatalogueError, match="unknown-format"):
        egovplan.save_catalogue(catalogue, tmp_path / "katalog.sm")


def test_warnings_keep_their_places(tmp_path):
    """Issues of a catalogue that can be used know file and line as well, and equality does not look at them."""
    path = tmp_path / "a.yaml"
    path.write_text(
        "title: T\nstart: 2020-01-02\nmeasures:\n  - {id: A, title: a, priority: 1, duration: 3, due: 2019-01-01}\n"
    )
    catalogue = egovplan.load_catalogue(path)
    warning = next(issue for issue in catalogue.issues if issue.code == "past-deadline")
    assert (warning.file, warning.line) == (str(path), 4)
    assert catalogue == Catalogue.from_dict(catalogue.to_dict())


def test_unknown_names_of_the_package():
    """The exchange package has no names beside its own."""
    import egovplan.exchange

    with pytest.raises(AttributeError):
        _ = egovplan.exchange.load_everything
