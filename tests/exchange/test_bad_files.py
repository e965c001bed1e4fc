# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Bad files: each with exactly the codes, lines and subjects that stand in it, no more and no fewer.

A YAML file says in its first lines what is to be found (``# EXPECT: code line subject`` for errors, ``# WARN:`` for
warnings); files that cannot carry comments have their lines in ``expected.txt``.
"""

import re
from pathlib import Path

import pytest
import yaml

import egovplan
from egovplan.errors import Issue, Severity
from egovplan.exchange import yaml as yaml_format

FOLDER = Path(__file__).parents[1] / "bad_files"
_HEADER = re.compile(r"# ((?:EXPECT|WARN): .*)")
_ENGLISH = re.compile(
    r"\b(the|should|must be|valid|input|field|required|value|expected|found|could not|did not|while|line)\b",
    re.IGNORECASE,
)


def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for path in sorted(FOLDER.glob("*.*")):
        if path.name != "expected.txt":
            lines = path.read_bytes().decode("utf-8", errors="replace").splitlines()
            table[path.name] = [m[1] for line in lines if (m := _HEADER.fullmatch(line))]
    for line in (FOLDER / "expected.txt").read_text().splitlines()[1:]:
        name, _, rest = line.partition(" ")
        table[name].append(rest)
    return table


EXPECTED = _table()


def _found(path: Path) -> tuple[tuple[Issue, ...], bool]:
    try:
        catalogue = egovplan.load_catalogue(path)
    except egovplan.CatalogueError as error:
        return error.issues, True
    return catalogue.issues, False


def _line(issue: Issue) -> str:
    word = "EXPECT" if issue.is_error else "WARN"
    return f"{word}: {issue.code} {issue.line or '-'} {issue.subject}".rstrip()


def test_there_are_enough():
    """The corpus is at least as large as promised, and each file says what is wrong with it."""
    assert len(EXPECTED) >= 100
    assert all(EXPECTED.values())


@pytest.mark.parametrize("name", EXPECTED)
def test_exactly_what_is_wrong(name):
    """Every error and warning has its code, its line and its subject, and there is none besides."""
    issues, refused = _found(FOLDER / name)
    found = [_line(issue) for issue in issues if issue.severity is not Severity.HINT]
    assert sorted(found) == sorted(EXPECTED[name])
    assert refused == any(line.startswith("EXPECT") for line in EXPECTED[name])


@pytest.mark.parametrize("name", EXPECTED)
def test_messages_are_for_planners(name):
    """Messages and expectations are German; no parser or validator speaks through them."""
    for issue in _found(FOLDER / name)[0]:
        assert issue.file.endswith(name)
        assert not _ENGLISH.search(issue.message), issue
        assert not _ENGLISH.search(issue.expected), issue
        assert issue.message[-1] in ".?", issue


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith("yaml")])
def test_the_parser_does_not_matter(name, monkeypatch):
    """Without the parser in C the same is found in the same lines."""
    monkeypatch.setattr(yaml_format, "LOADER", yaml.SafeLoader)
    issues, _ = _found(FOLDER / name)
    found = [_line(issue) for issue in issues if issue.severity is not Severity.HINT]
    assert sorted(found) == sorted(EXPECTED[name])


def test_a_cycle_is_an_error_of_its_own():
    """A circle raises CycleError with its ids, besides all the other issues."""
    with pytest.raises(egovplan.CycleError) as caught:
        egovplan.load_catalogue(FOLDER / "kreis.yaml")
    assert caught.value.cycle == ("A", "C")
    with pytest.raises(egovplan.CycleError) as caught:
        egovplan.load_catalogue(FOLDER / "kreis.sm")
    assert caught.value.cycle == ("PSPLIB/2", "PSPLIB/4")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("geschuetztes-leerzeichen.yaml", "ein einfaches Leerzeichen statt des geschützten"),
        ("gedankenstrich.yaml", "nur der einfache Bindestrich »-«"),
        ("ist-der-ganzen-massnahme.yaml", "ein Vorgang der Maßnahme: A/x, A/y"),
    ],
)
def test_what_word_processors_leave_behind_is_named(name, hint):
    """Blanks and dashes that only look right, and a measure where one of its activities is meant: what to write instead."""
    issues, _ = _found(FOLDER / name)
    assert any(hint in str(issue) for issue in issues)


def test_a_protected_blank_in_the_indentation(tmp_path):
    """What looks like two blanks is none: the message does not speak of colons."""
    path = tmp_path / "katalog.yaml"
    path.write_text("title: T\nstart: 2020-01-02\noffices:\n  - {id: 1}\n\xa0 - {id: 2}\n", encoding="utf-8")
    with pytest.raises(egovplan.CatalogueError, match="geschützte"):
        egovplan.load_catalogue(path)


def test_a_workbook_is_told_from_text(tmp_path):
    """A workbook saved under the name of a catalogue is called one, and where tables are read is said."""
    path = tmp_path / "katalog.yaml"
    path.write_bytes(b"PK\x03\x04" + bytes(200))
    with pytest.raises(egovplan.CatalogueError, match=r"Excel.*catalogue_from_frames") as caught:
        egovplan.load_catalogue(path)
    assert caught.value.issues[0].code == "encoding"
    with pytest.raises(egovplan.CatalogueError, match=r"Tabelle.*catalogue_from_frames"):
        egovplan.load_catalogue(FOLDER / "tabelle.yaml")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("gibt-es-nicht.yaml", "file-not-found"),
        (".", "unknown-format"),
        ("x.xlsx", "unknown-format"),
        ("a\0b.yaml", "unreadable"),
    ],
)
def test_paths_that_lead_nowhere(name, code, tmp_path):
    """A path that is no readable file of a known format is a message, not a traceback."""
    with pytest.raises(egovplan.CatalogueError) as caught:
        egovplan.load_catalogue(tmp_path / name)
    assert [issue.code for issue in caught.value.issues] == [code]


def test_a_folder_is_not_a_file(tmp_path):
    """A folder, or a device, that is named like a catalogue is refused."""
    (tmp_path / "ordner.yaml").mkdir()
    (tmp_path / "null.json").symlink_to("/dev/null")
    for name in ("ordner.yaml", "null.json"):
        with pytest.raises(egovplan.CatalogueError, match="not-a-file"):
            egovplan.load_catalogue(tmp_path / name)
