# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The command line: German words, documented exit codes, no traceback."""

import argparse
import dataclasses
import json
import re
import subprocess
import sys

import pytest

from egovplan import cli
from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import EgovplanError, PlanError, SolverError
from egovplan.exchange import save_catalogue
from egovplan.plan.result import Result, ResultStatus, StopReason
from tests.samples import city, city_data

TINY = """\
Titel: Kleinstadt
Beginn: 2025-01-07
Maßnahmen:
  - {Kürzel: A, Titel: Erste, Priorität: 0, Dauer: 5}
  - {Kürzel: B, Titel: Zweite, Priorität: 1, Dauer: 3, nach: A}
"""


@pytest.fixture
def tiny(tmp_path):
    path = tmp_path / "klein.yaml"
    path.write_text(TINY, encoding="utf-8")
    return path


@pytest.fixture
def town(tmp_path):
    path = tmp_path / "stadt.yaml"
    save_catalogue(city(), path)
    return path


def test_check_counts_what_it_found(tiny, capsys):
    """A good catalogue is described in one line."""
    assert cli.main(["check", str(tiny)]) == cli.OK
    assert "Kleinstadt: 2 Maßnahmen, 2 Vorgänge, keine Fehler" in capsys.readouterr().out


def test_check_reports_every_error_with_its_line(tiny, capsys):
    """Two errors, two lines, one exit code."""
    tiny.write_text(TINY.replace("Dauer: 5", "Dauer: -5").replace("nach: A", "nach: X"), encoding="utf-8")
    assert cli.main(["check", str(tiny)]) == cli.DATA
    out = capsys.readouterr().out
    assert f"{tiny}:4" in out
    assert "Der Katalog kann so nicht verwendet werden." in out


def test_missing_file_has_its_own_code(tmp_path, capsys):
    """What cannot be read is named."""
    assert cli.main(["check", str(tmp_path / "fehlt.yaml")]) == cli.NO_INPUT
    assert "fehlt.yaml" in "".join(capsys.readouterr())


def test_a_name_that_is_almost_a_data_set(capsys):
    """A word without an ending is taken for a data set, and those that exist are named."""
    assert cli.main(["check", "mainz"]) == cli.NO_INPUT
    assert "mainz-2015" in capsys.readouterr().out


def test_what_the_system_refuses_is_said_in_german(tiny, tmp_path, capsys):
    """A folder that cannot be made, in the planner's language, to standard error."""
    (tmp_path / "datei").write_text("")
    assert cli.main(["plan", str(tiny), "-o", str(tmp_path / "datei"), "--time-limit", "2"]) == cli.NO_OUTPUT
    assert "Unter diesem Namen gibt es schon eine Datei." in capsys.readouterr().err


def test_plan_writes_everything(tiny, tmp_path, capsys):
    """One command gives plan, chart, tables and summary, and the plan file can be read again."""
    out = tmp_path / "aus gabe"
    assert cli.main(["plan", str(tiny), "-o", str(out), "--time-limit", "5", "--seed", "3", "--workers", "1"]) == cli.OK
    names = {path.name for path in out.iterdir()}
    expected = {"plan.json", "stufenplan.csv", "aemter.csv", "haushalt.csv", "gantt.txt", "zusammenfassung.txt"}
    assert expected | {"gantt.svg", "gantt.pdf", "gantt.png"} <= names
    assert json.loads((out / "plan.json").read_text(encoding="utf-8"))["format"] == "egovplan-plan"
    assert (out / "stufenplan.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "Zweite" in (out / "stufenplan.csv").read_text(encoding="utf-8-sig")
    said = capsys.readouterr().out
    assert "(8 Arbeitstage)" in said
    assert "Stichtag" not in said


def test_a_plan_that_leaves_a_status_aside_says_so(town, tmp_path, capsys):
    """Who has reported actual dates and gives no status date learns how to plan from it."""
    assert cli.main(["plan", str(town), "-o", str(tmp_path / "p"), "--time-limit", "2"]) == cli.OK
    assert re.search(r"Stand vom \S+ ist nicht berücksichtigt; .* --stichtag \d\d\.", capsys.readouterr().out)


def test_one_of_a_kind_is_singular(tiny, capsys):
    """One measure, one warning, one hint: no plural of one."""
    tiny.write_text(TINY[: TINY.index("  - {Kürzel: B")], encoding="utf-8")
    cli.main(["check", str(tiny)])
    assert "1 Maßnahme, 1 Vorgang, keine Fehler, 0 Warnungen, 1 Hinweis." in capsys.readouterr().out


def test_plan_from_a_status_date_keeps_what_happened(town, tmp_path):
    """Planning again leaves finished activities where they were."""
    out = tmp_path / "neu"
    assert cli.main(["plan", str(town), "-o", str(out), "--stichtag", "01.02.2016", "--time-limit", "3"]) == cli.OK
    text = (out / "plan.json").read_text(encoding="utf-8")
    assert "2015-05-18" in text


def test_what_was_given_up_is_not_planned_again(tiny, tmp_path, capsys):
    """From a status date on, a measure that was given up is left out, as in the Bilanz, and named."""
    status = (
        "Stand: {Stichtag: 2025-01-08, Entscheidungen: [{Maßnahme: A, Datum: 2025-01-08, Entscheidung: aufgegeben}]}"
    )
    tiny.write_text(TINY + status, encoding="utf-8")
    out = tmp_path / "neu"
    assert cli.main(["plan", str(tiny), "-o", str(out), "--stichtag", "08.01.2025", "--time-limit", "2"]) == cli.OK
    assert "Aufgegeben und nicht mehr geplant: Erste." in capsys.readouterr().out
    assert "Erste" not in (out / "stufenplan.csv").read_text(encoding="utf-8-sig")


def test_infeasible_catalogue_gives_code_one_and_the_reason(tmp_path, capsys):
    """There is no plan: the command says so and writes nothing."""
    data = {
        "title": "Unmöglich", "start": "2025-01-07",
        "resources": [{"id": "R", "capacity": 1}],
        "measures": [
            {"id": name, "title": name, "priority": 1, "duration": 5, "demand": {"R": 1}, "deadline": "2025-01-14"}
            for name in ("A", "B")
        ],
    }  # fmt: skip
    path = tmp_path / "unmöglich.yaml"
    save_catalogue(Catalogue.from_dict(data), path)
    assert cli.main(["plan", str(path), "-o", str(tmp_path / "out"), "--time-limit", "5"]) == cli.NO_PLAN
    assert "keinen Plan" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


def test_bilanz_answers_six_questions(town, tmp_path, capsys):
    """On the screen, or into a file; with a plan at hand, or one made for it."""
    assert cli.main(["bilanz", str(town), "--stichtag", "2016-02-01", "--time-limit", "2"]) == cli.OK
    text = capsys.readouterr().out
    assert re.findall(r"^(\d)\. Welche|^(\d)\. Liegen|^(\d)\. Bei", text, re.MULTILINE)
    assert "Ja. Für 3 Maßnahmen" in text
    target = tmp_path / "bilanz.txt"
    out = tmp_path / "p"
    cli.main(["plan", str(town), "-o", str(out), "--time-limit", "2"])
    saved = ["bilanz", str(town), "--plan", str(out / "plan.json"), "--schwelle", "0,25", "-o", str(target)]
    assert cli.main(saved) == cli.OK
    assert "mindestens 25 %" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["gantt"],
        ["plan", "x", "--time-limit", "0"],
        ["plan", "x", "--time-limit", "bald"],
        ["plan", "x", "--stichtag", "2019-02-30"],
        ["plan", "x", "--workers", "0"],
        ["bilanz", "x", "--schwelle", "1.5"],
        ["bilanz", "x", "--schwelle", "viel"],
        ["risk", "x", "--seed", "-1"],
    ],
)
def test_wrong_command_lines_exit_with_two(arguments, capsys):
    """The parser's own code for the parser's own errors."""
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (PlanError("kaputte Datei"), cli.DATA),
        (SolverError("der Löser widerspricht sich"), cli.INTERNAL),
        (EgovplanError("unerwartet"), cli.INTERNAL),
        (PermissionError(13, "keine Berechtigung", "out"), cli.NO_OUTPUT),
        (KeyboardInterrupt(), cli.INTERRUPTED),
    ],
)
def test_each_failure_has_its_code_and_no_traceback(monkeypatch, capsys, raised, code):
    """Whatever goes wrong ends in one German line."""

    def fail(_: argparse.Namespace) -> int:
        raise raised

    monkeypatch.setattr(cli, "_command", lambda _: fail)
    assert cli.main(["check", "x"]) == code
    assert "Traceback" not in capsys.readouterr().err


def test_interrupted_plan_is_written_and_says_so(monkeypatch, tiny, tmp_path):
    """Ctrl-C keeps the best plan; the exit code tells that it may not be the last word."""
    from egovplan.cli import commands

    real = commands.schedule

    def interrupted(catalogue, **options):
        result = real(catalogue, **options)
        return Result(ResultStatus.FEASIBLE, result.plan, result.levels, StopReason.INTERRUPTED)

    monkeypatch.setattr(commands, "schedule", interrupted)
    out = tmp_path / "out"
    assert cli.main(["plan", str(tiny), "-o", str(out), "--time-limit", "2"]) == cli.INTERRUPTED
    assert (out / "plan.json").exists()


def test_risk_plans_simulates_and_writes_everything(town, tmp_path, capsys):
    """One command says how sure the dates are, under resources; the plan it made is written as well."""
    out = tmp_path / "ri siko"
    options = ["-o", str(out), "--laeufe", "128", "--time-limit", "2", "--workers", "1"]
    assert cli.main(["risk", str(town), *options]) == cli.OK
    said = capsys.readouterr().out
    assert "128 Läufe · unter Kapazitäten" in said
    assert "Alles fertig" in said
    names = {path.name for path in out.iterdir()}
    assert {"risiko.txt", "risiko.csv", "treiber.csv", "verteilung.svg", "kritikalitaet.png", "gantt.pdf"} <= names
    assert json.loads((out / "plan.json").read_text(encoding="utf-8"))["format"] == "egovplan-plan"
    again = tmp_path / "nochmal"
    assert (
        cli.main(["risk", str(town), "--plan", str(out / "plan.json"), "-o", str(again), "--laeufe", "128"]) == cli.OK
    )
    assert (again / "risiko.csv").read_bytes() == (out / "risiko.csv").read_bytes()
    assert not (again / "plan.json").exists()


def test_risk_of_the_network_needs_no_plan(monkeypatch, tiny, tmp_path, capsys):
    """No solver is asked, and no Gantt chart is drawn."""
    from egovplan.cli import commands

    monkeypatch.setattr(commands, "schedule", None)
    out = tmp_path / "netz"
    assert cli.main(["risk", str(tiny), "--nur-netz", "-o", str(out), "--laeufe", "64", "--seed", "7"]) == cli.OK
    assert "64 Läufe · Netzplan ohne Kapazitäten" in capsys.readouterr().out
    assert not (out / "gantt.svg").exists()
    assert (
        cli.main(["risk", str(tiny), "--nur-netz", "-o", str(tmp_path / "b"), "--laeufe", "64", "--seed", "7"])
        == cli.OK
    )
    assert (out / "risiko.csv").read_bytes() == (tmp_path / "b" / "risiko.csv").read_bytes()


def test_a_saved_plan_takes_the_estimates_of_the_catalogue(tiny, tmp_path, capsys):
    """Who estimates later need not plan again; a plan that no longer keeps the rules, or of others, is refused."""
    out = tmp_path / "p"
    assert cli.main(["plan", str(tiny), "-o", str(out), "--time-limit", "2"]) == cli.OK
    arguments = ["risk", str(tiny), "--plan", str(out / "plan.json"), "-o", str(tmp_path / "r"), "--laeufe", "64"]
    estimate = "Dauer: 5, Schätzung: {optimistisch: 5, wahrscheinlich: 5, pessimistisch: 50}"
    tiny.write_text(TINY.replace("Dauer: 5", estimate), encoding="utf-8")
    assert cli.main(arguments) == cli.OK
    assert "1 Vorgang: Dreipunktschätzung" in capsys.readouterr().out
    tiny.write_text(TINY.replace("Dauer: 5", "Dauer: 9"), encoding="utf-8")
    assert cli.main(arguments) == cli.DATA
    assert "hält nicht mehr" in capsys.readouterr().err
    tiny.write_text(TINY.replace("B,", "C,"), encoding="utf-8")
    assert cli.main(arguments) == cli.DATA
    assert "gehört nicht zu diesem Katalog" in capsys.readouterr().err


@pytest.mark.parametrize("network", [[], ["--nur-netz"]])
def test_a_catalogue_without_measures_has_no_risk_and_no_traceback(network, tmp_path, capsys):
    """Whoever begins a catalogue tries it before there is anything in it."""
    empty = tmp_path / "leer.yaml"
    empty.write_text("Titel: leer\nBeginn: 2026-01-05\nMaßnahmen: []\n", encoding="utf-8")
    arguments = ["risk", str(empty), "-o", str(tmp_path / "r"), "--laeufe", "64", "--time-limit", "1", *network]
    assert cli.main(arguments) == cli.OK
    assert "in 100 % der Läufe gehalten" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["risk", "bilanz"])
def test_a_plan_that_is_not_there_is_no_error_in_the_catalogue(command, tiny, tmp_path, capsys):
    """The exit code is that of a file that cannot be read; a file that is no plan has errors."""
    arguments = [command, str(tiny), "--stichtag", "2025-01-08", "-o", str(tmp_path / "r"), "--plan"]
    assert cli.main([*arguments, str(tmp_path / "fehlt.json")]) == cli.NO_INPUT
    assert "gibt es nicht" in capsys.readouterr().err
    assert cli.main([*arguments, str(tiny)]) == cli.DATA


@pytest.mark.parametrize(
    ("date", "expected"),
    [("1990-06-01", "Datum von 2000 bis 2100"), ("2019-02-30", "ein Tag, den es gibt"), ("morgen", "Datum wie")],
)
def test_a_status_date_is_refused_for_its_own_reason(date, expected, capsys):
    """What is a date, but not one to count with, is not said to be none."""
    with pytest.raises(SystemExit):
        cli.main(["risk", "x", "--stichtag", date])
    assert f"--stichtag: erwartet: {expected}" in capsys.readouterr().err


def test_risk_without_a_plan_and_interrupted(monkeypatch, tiny, tmp_path, capsys):
    """No plan, no risk; runs that were broken off are written, and the exit code says so."""
    from egovplan.cli import commands

    real_schedule, real_simulate = commands.schedule, commands.simulate
    monkeypatch.setattr(commands, "schedule", lambda *_, **__: Result(ResultStatus.INFEASIBLE, None))
    assert cli.main(["risk", str(tiny), "-o", str(tmp_path / "a")]) == cli.NO_PLAN
    assert "keinen Plan" in capsys.readouterr().out
    assert not (tmp_path / "a").exists()
    monkeypatch.setattr(commands, "schedule", real_schedule)
    monkeypatch.setattr(
        commands,
        "simulate",
        lambda *args, **options: dataclasses.replace(real_simulate(*args, **options), interrupted=True),
    )
    options = ["--laeufe", "64", "--time-limit", "2", "--stichtag", "2025-01-08"]
    assert cli.main(["risk", str(tiny), "-o", str(tmp_path / "b"), *options]) == cli.INTERRUPTED
    assert "abgebrochen" in capsys.readouterr().out
    assert (tmp_path / "b" / "gantt.svg").exists()


def test_reference_classes_are_those_of_the_library(monkeypatch, tiny, tmp_path, capsys):
    """The help names them without loading anything; each can be chosen, and none at all."""
    from egovplan.cli.parser import REFERENCES
    from egovplan.whatif.risk import reference

    assert (*reference.REFERENCES, "keine") == REFERENCES
    options = ["--nur-netz", "-o", str(tmp_path / "r"), "--laeufe", "64"]
    assert cli.main(["risk", str(tiny), *options, "--referenz", "us-it"]) == cli.OK
    assert "IT-Projekte des Bundes der USA" in capsys.readouterr().out
    assert cli.main(["risk", str(tiny), *options, "--referenz", "keine"]) == cli.OK
    assert "in 100 % der Läufe gehalten" in capsys.readouterr().out


def test_risk_speaks_german(capsys):
    """Help and complaints alike."""
    for arguments in (["risk", "x", "--laeufe", "0"], ["risk", "x", "--plan", "p", "--nur-netz"]):
        with pytest.raises(SystemExit):
            cli.main(arguments)
    complaints = capsys.readouterr().err
    assert "ganze Zahl von 1 bis 10000000 erwartet, angegeben: 0" in complaints
    assert "--nur-netz und --plan schließen einander aus" in complaints
    with pytest.raises(SystemExit):
        cli.main(["risk", "--help"])
    text = capsys.readouterr().out
    assert "Zahl der Läufe" in text
    assert not re.search(r"\b(default|options|usage|show|file)\b", text)


def test_module_runs_and_names_its_version():
    """``python -m egovplan`` is the same program."""
    run = subprocess.run([sys.executable, "-m", "egovplan", "--version"], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("egovplan ")


def test_help_documents_every_exit_code(capsys):
    """The codes of the module are those of the help text."""
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    text = capsys.readouterr().out
    assert "show program" not in text
    for code in (cli.OK, cli.NO_PLAN, cli.DATA, cli.NO_INPUT, cli.INTERNAL, cli.NO_OUTPUT, cli.INTERRUPTED):
        assert f"{code} " in text


def test_city_is_what_the_tests_think_it_is():
    """The sample stays valid."""
    assert len(city_data()["measures"]) == len(city().measures)
