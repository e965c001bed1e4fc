# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A plan goes to a file and comes back, and a file that was tampered with does not."""

import json
import re
from dataclasses import replace

import pytest

import egovplan
from egovplan.errors import CatalogueError, PlanError
from egovplan.exchange.plan_json import FORMAT, VERSION, load_plan, plan_to_dict, save_plan
from egovplan.plan.model import Plan
from egovplan.plan.result import Level, Result, ResultStatus, StopReason
from egovplan.plan.verify import Rule, verify
from tests.plan.mutations import place
from tests.plan.plans import T0, catalogue_of, measure, plan_from, plans


@pytest.fixture
def plan():
    return plan_from(
        catalogue_of(measures=[measure("A", title="Ämter öffnen"), measure("B", 0, after="A")]), T0, T0 + 5
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "Pläne 2016.json"


def result_of(plan):
    return Result(
        ResultStatus.FEASIBLE, plan, (Level("lateness", 0, 0), Level("makespan", 5, 4)), StopReason.TIME_LIMIT, 1.23456, 7, 2,
        30.0, {"egovplan": "0.1.0"}, plan.catalogue.hash, "abc", (), ((0.5, (0, 6)), (1.0, (0, 5))),
    )  # fmt: skip


# there and back


@pytest.mark.parametrize("kind", ["town", "begun"])
def test_what_is_written_is_read(path, kind):
    """Catalogue, activities, modes, dates and status date are the same, and the plan still verifies."""
    for plan in plans(kind)[:3]:
        save_plan(plan, path)
        read = load_plan(path)
        assert read == plan
        assert read.catalogue.hash == plan.catalogue.hash
        assert verify(read, plan.catalogue) == []


def test_the_public_names_are_these_functions(plan, path):
    """Both can be had from the package itself."""
    egovplan.save_plan(plan, str(path))
    assert egovplan.load_plan(str(path)) == plan


def test_writing_twice_gives_the_same_bytes(plan, path, tmp_path):
    """No clock and no order of hashing is in the file; umlauts stay readable."""
    save_plan(plan, path)
    save_plan(load_plan(path), tmp_path / "zweite.json")
    assert path.read_bytes() == (tmp_path / "zweite.json").read_bytes()
    assert "Ämter öffnen" in path.read_text(encoding="utf-8")
    assert path.read_bytes().endswith(b"}\n")


def test_the_file_speaks_in_dates_as_well(plan):
    """Indices are what counts, dates are for readers without a calendar; a milestone has one day."""
    data = plan_to_dict(plan)
    assert (data["format"], data["version"]) == (FORMAT, VERSION)
    assert (data["first_day"], data["last_day"], data["as_of"], data["result"]) == (
        "2016-01-04",
        "2016-01-08",
        None,
        None,
    )
    assert data["objective"] == {"lateness": 0, "makespan": 5, "finish": 160, "cost": 0, "load": 0}
    assert data["activities"][0] == {
        "id": "A", "measure": "A", "title": "Ämter öffnen", "office": None, "mode": 0, "start": T0, "finish": T0 + 5,
        "first_day": "2016-01-04", "last_day": "2016-01-08",
    }  # fmt: skip
    assert data["activities"][1]["first_day"] == data["activities"][1]["last_day"] == "2016-01-11"


def test_how_it_was_found_is_in_the_file(plan, path):
    """Status, levels with bounds and gap, seed, limit, versions, hashes and incumbents."""
    save_plan(plan, path, result=result_of(plan))
    assert json.loads(path.read_text(encoding="utf-8"))["result"] == {
        "status": "feasible",
        "levels": [
            {"name": "lateness", "value": 0, "bound": 0, "gap": 0.0},
            {"name": "makespan", "value": 5, "bound": 4, "gap": 0.2},
        ],
        "stop_reason": "time limit", "wall_time": 1.235, "seed": 7, "workers": 2, "time_limit": 30.0,
        "versions": {"egovplan": "0.1.0"}, "catalogue_hash": plan.catalogue.hash, "model_hash": "abc",
        "incumbents": [[0.5, [0, 6]], [1.0, [0, 5]]], "reproducible": False,
    }  # fmt: skip
    assert load_plan(path) == plan


def test_an_empty_plan_has_a_file(path):
    """Nothing to do, still a plan."""
    plan = Plan(catalogue_of(), ())
    save_plan(plan, path)
    assert load_plan(path) == plan


def test_a_plan_that_breaks_rules_can_be_read(path):
    """The reader says whether it is a plan; the verifier says whether it is a good one."""
    plan = plans("town")[0]
    save_plan(place(plan, "FORM", plan["EREG"].start), path)
    assert Rule.PRECEDENCE in [v.rule for v in verify(load_plan(path), plan.catalogue)]


def test_a_plan_with_a_row_missing_can_be_read(plan, path):
    """So that the verifier can say which."""
    save_plan(replace(plan, activities=plan.activities[:1]), path)
    assert [v.rule for v in verify(load_plan(path), plan.catalogue)] == [Rule.MISSING]


def test_nothing_is_written_where_nothing_can_be(plan, tmp_path):
    """The operating system's error names the file."""
    with pytest.raises(OSError, match=r"plan\.json"):
        save_plan(plan, tmp_path / "nirgends" / "plan.json")


# tampered with


def broken_text(plan, path, pattern, new, count=1):
    """Write the plan with one piece of its text exchanged, and return the line of that piece."""
    save_plan(plan, path, result=result_of(plan))
    text = path.read_text(encoding="utf-8")
    match = re.search(pattern, text)
    assert match, pattern
    path.write_text(re.sub(pattern, new, text, count=count), encoding="utf-8")
    return text.count("\n", 0, match.start()) + 1


@pytest.mark.parametrize(
    ("pattern", "new", "message"),
    [
        ('"egovplan-plan"', '"anderes"', "Das ist keine Plandatei. Erwartet: egovplan-plan. Angegeben: anderes."),
        ('"version": 1', '"version": 2', "Diese Version des Dateiformats ist unbekannt. Erwartet: 1. Angegeben: 2."),
        ('"as_of": null', '"as_of": "gestern"', "Das ist kein Datum. Erwartet: ein Datum wie 2015-05-13, bis 2100. Angegeben: gestern."),
        ('"as_of": null', '"as_of": "9999-12-31"', "Das ist kein Datum."),
        ('"as_of": null', '"as_of": []', "Das ist kein Datum. Erwartet: ein Datum wie 2015-05-13, bis 2100. Angegeben: list."),
        ('"catalogue_hash": "[0-9a-f]{64}"', '"catalogue_hash": "00"', "Der Katalog in der Plandatei wurde nachträglich verändert."),
        ('"first_day": "2016-01-04",\n "last', '"first_day": "2016-01-05",\n "last', "Das ist nicht der Beginn des Plans."),
        ('"last_day": "2016-01-08",\n "obj', '"last_day": "2016-01-07",\n "obj', "Das ist nicht das Ende des Plans."),
        ('"lateness": 0', '"lateness": 1', "Der Zielwert »lateness« passt nicht zu den Vorgängen. Erwartet: 0. Angegeben: 1."),
        ('"makespan": 5,', '', "Zielwerte: es fehlt »makespan«."),
        ('"mode": 0', '"mode": 0.5', "Das ist keine ganze Zahl. Angegeben: 0.5."),
        ('"mode": 0', '"mode": true', "Das ist keine ganze Zahl. Angegeben: true."),
        ('"mode": 0', '"mode": null', "Das ist keine ganze Zahl."),
        ('"mode": 0', '"mode": 1e3', "Das ist keine ganze Zahl. Angegeben: 1e3."),
        ('"start": [0-9]+', '"start": 99999999', "Arbeitstag 99999999 liegt außerhalb von 2000 bis 2100."),
        ('"start": [0-9]+', '"start": 1' + 30 * "0", "Das ist keine ganze Zahl."),
        ('"finish": [0-9]{4}', '"finish": 9', "»A«: Datum und Arbeitstag passen nicht zusammen. Erwartet: 2016-01-04."),
        ('"first_day": "2016-01-04",\n   "last', '"first_day": "2016-01-06",\n   "last', "»A«: Datum und Arbeitstag passen nicht"),
        ('"id": "A"', '"id": "X"', "Diesen Vorgang gibt es im Katalog nicht. Angegeben: X."),
        ('"id": "A"', '"id": null', "Diesen Vorgang gibt es im Katalog nicht."),
        ('"id": "B"', '"id": "A"', "Dieser Vorgang steht schon weiter oben. Angegeben: A."),
        ('"title": "Ämter', '"titel": "Ämter', "Vorgang: diese Angabe ist unbekannt. Erwartet: id, measure, title"),
        ('"office": null,', '', "Vorgang: es fehlt »office«."),
    ],
)  # fmt: skip
def test_what_was_changed_is_named_with_its_line(plan, path, pattern, new, message):
    """File, line, what is wrong, what was expected and what came."""
    line = broken_text(plan, path, pattern, new)
    with pytest.raises(PlanError) as caught:
        load_plan(path)
    text = str(caught.value)
    assert message in text
    found = int(text.removeprefix(f"{path}:").partition(":")[0])
    assert abs(found - line) <= (7 if "fehlt »" in message or "Datum und" in message else 0), text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Die Datei ist leer."),
        ("{", "Schlüssel"),
        ("[]", "Plan: hier werden Angaben mit Schlüsseln erwartet."),
        ("7", "Plan: hier werden Angaben mit Schlüsseln erwartet."),
        ("{}", "Das ist keine Plandatei. Erwartet: eine Datei plan.json"),
        ('{"plan": 1}', "Das ist keine Plandatei."),
        ('{"format": "egovplan-plan", "plan": 1}', "Plan: diese Angabe ist unbekannt."),
        ('{"format": "egovplan-plan"}', "Plan: es fehlt »version«."),
        ('{"format": "egovplan-plan", "format": "x"}', "zum zweiten Mal"),
        ('{"version": NaN}', "NaN"),
        ('{"version": Infinity}', "Infinity"),
        ("[" * 100_000, "64 Ebenen"),
        ("\x00", "Zeichen"),
    ],
)
def test_what_is_no_plan_file_is_refused(path, text, message):
    """Broken JSON, other JSON, duplicate keys, NaN and depths come back as one error of ours, with the file."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError, match=re.escape(message)) as caught:
        load_plan(path)
    assert str(path) in str(caught.value)


def test_a_file_in_another_encoding_is_refused(plan, path):
    """Windows-1252 is not guessed."""
    save_plan(plan, path)
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    with pytest.raises(PlanError, match="UTF-8"):
        load_plan(path)


def test_a_missing_file_is_named(path):
    """With the path that was asked for."""
    with pytest.raises(PlanError, match=re.escape(str(path))):
        load_plan(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"catalogue": None}, "Hier fehlt der Katalog."),
        ({"catalogue": {"title": "Ort"}}, "Der Katalog in der Plandatei ist unbrauchbar."),
        ({"activities": None}, "Hier fehlt die Liste der Vorgänge."),
        ({"activities": ["A"]}, "Vorgang: hier werden Angaben mit Schlüsseln erwartet."),
        ({"objective": []}, "Zielwerte: hier werden Angaben mit Schlüsseln erwartet."),
    ],
)
def test_a_part_that_is_no_such_part_is_refused(plan, path, change, message):
    """Catalogue, activities and objective have their shapes."""
    path.write_text(json.dumps(plan_to_dict(plan) | change), encoding="utf-8")
    with pytest.raises(PlanError, match=re.escape(message)):
        load_plan(path)


def test_a_catalogue_changed_in_the_file_no_longer_fits_its_hash(plan, path):
    """A longer duration slipped in afterwards is noticed."""
    broken_text(plan, path, '"duration": 5', '"duration": 6')
    with pytest.raises(PlanError, match="nachträglich verändert"):
        load_plan(path)


@pytest.mark.parametrize("name", ["katalog.yaml", "katalog.yml", "j301_1.sm", "c1_1.MM"])
def test_a_catalogue_is_no_plan_file(tmp_path, name):
    """Its ending tells what it is, and the message what is expected instead."""
    path = tmp_path / name
    path.write_text("Titel: x\n", encoding="utf-8")
    with pytest.raises(PlanError, match=r"Das ist ein Katalog, keine Plandatei\. Erwartet: eine Datei plan\.json"):
        load_plan(path)


def test_a_plan_file_is_no_catalogue(path):
    """One line says so, not one for each key that a catalogue does not have."""
    path.write_text('{"format": "egovplan-plan", "version": 1}', encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"Das ist ein Plan, kein Katalog\.") as caught:
        egovplan.load_catalogue(path)
    assert [issue.code for issue in caught.value.issues] == ["not-a-catalogue"]
