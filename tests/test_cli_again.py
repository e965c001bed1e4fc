# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The commands that begin with a plan, what ends a search, and outputs that are tried before anything is computed."""

import re

import pytest

from egovplan import cli, load_plan, save_plan, verify
from egovplan.catalogue.catalogue import Catalogue
from egovplan.cli import commands, common
from egovplan.cli.outputs import expect_file, expect_folder
from egovplan.exchange import save_catalogue
from egovplan.plan.model import Plan
from egovplan.plan.result import Level, Result, ResultStatus, StopReason
from egovplan.scheduling.stopping import GapBelow, NoImprovement, Schedules
from egovplan.views.infeasible_summary import infeasible_summary
from egovplan.whatif.infeasible.model import Conflict, Infeasibility, Repair, RepairKind, Rule, RuleKind
from egovplan.whatif.scenario import Scenario
from tests.plan.plans import T0, catalogue_of, measure, plan_from

STATUS = {"as_of": "2016-01-12", "actuals": [{"activity": "A", "start": "2016-01-07", "finish": "2016-01-12"}]}


def strategy(**changes):
    measures = [measure("A", title="Erste"), measure("B", title="Zweite", after="A"), measure("C", title="Dritte")]
    return catalogue_of(measures=measures, **changes)


@pytest.fixture
def saved(tmp_path):
    """Return the file of a first plan."""
    save_plan(plan_from(strategy(), T0, T0 + 5, T0 + 2), tmp_path / "plan.json")
    return str(tmp_path / "plan.json")


@pytest.fixture
def begun(tmp_path):
    """Return the file of the catalogue in which something has happened since."""
    save_catalogue(strategy(status=STATUS), tmp_path / "stand.yaml")
    return str(tmp_path / "stand.yaml")


# explain


def test_explain_tells_the_chain(saved, capsys):
    """Of an activity, of a measure, or of what finishes last."""
    assert cli.main(["explain", saved, "B"]) == cli.OK
    told = capsys.readouterr().out
    assert told.startswith("Warum beginnt »Zweite« erst am 11.01.2016?")
    assert "Vorgänger »Erste« endet am 08.01.2016." in told
    assert cli.main(["explain", saved]) == cli.OK
    assert capsys.readouterr().out == told


def test_explain_knows_the_plan_that_was_kept(saved, capsys):
    """What could start earlier but stands where it stood is told so."""
    assert cli.main(["explain", saved, "C", "--basisplan", saved]) == cli.OK
    assert "Steht auf dem Termin des Basisplans" in capsys.readouterr().out


def test_explain_writes_text_table_and_chart(saved, tmp_path, capsys):
    """Into a folder that is made when it is needed."""
    out = tmp_path / "neu" / "erklärt"
    assert cli.main(["explain", saved, "B", "-o", str(out)]) == cli.OK
    names = {path.name for path in out.iterdir()}
    assert names == {"erklaerung.txt", "erklaerung.csv", "gantt.svg", "gantt.pdf", "gantt.png"}
    assert "Vorgänger »Erste«" in (out / "erklaerung.csv").read_text(encoding="utf-8-sig")
    assert "Geschrieben nach" in capsys.readouterr().out


def test_explain_refuses_in_one_line(saved, begun, tmp_path, capsys):
    """Names that are not there, files that are no plans, plans of nothing."""
    save_plan(Plan(catalogue_of(), ()), tmp_path / "leer.json")
    for arguments, code, words in (
        ([saved, "Zweitte"], cli.DATA, "weder Vorgang noch Maßnahme »Zweitte«; gemeint vielleicht »B«"),
        ([begun, "B"], cli.DATA, "Das ist ein Katalog, keine Plandatei."),
        ([str(tmp_path / "fehlt.json"), "B"], cli.NO_INPUT, "gibt es nicht"),
        ([str(tmp_path / "leer.json")], cli.DATA, "enthält keine Vorgänge"),
        ([saved, "B", "-o", saved], cli.NO_OUTPUT, "Unter diesem Namen gibt es schon eine Datei."),
    ):
        assert cli.main(["explain", *arguments]) == code
        told = capsys.readouterr()
        assert words in told.err
        assert not told.out


# replan


def test_replan_keeps_what_happened_and_says_what_moved(saved, begun, tmp_path, capsys):
    """By default from the status of the catalogue; the new plan is verified, and its ghosts are drawn."""
    out = tmp_path / "neu"
    arguments = ["replan", saved, begun, "-o", str(out), "--time-limit", "3", "--workers", "1"]
    assert cli.main(arguments) == cli.OK
    told = capsys.readouterr().out
    assert "Gegen den Basisplan" in told
    assert "Verschiebungen gegen den Basisplan" in told
    assert "Erste: Ende 12.01.2016 statt 08.01.2016 (+2 Arbeitstage)" in told
    names = {path.name for path in out.iterdir()}
    assert {"plan.json", "abweichung.csv", "gantt.svg", "zusammenfassung.txt"} <= names
    assert "bisher 04.01.2016 bis 08.01.2016" in (out / "gantt.txt").read_text(encoding="utf-8")
    plan = load_plan(out / "plan.json")
    assert verify(plan, plan.catalogue) == []
    assert f"{plan.start_date('A'):%d.%m.%Y}" == "07.01.2016"


def test_replan_takes_a_date_and_a_number_of_moves(saved, begun, tmp_path, monkeypatch, capsys):
    """Both ways to say the date; what the search is told is what stands there."""
    from egovplan.cli import again

    seen = []
    none = Result(ResultStatus.UNKNOWN, None)
    monkeypatch.setattr(again, "reschedule", lambda *args, **options: seen.append((args, options)) or none)
    for name in ("--stichtag", "--as-of"):
        arguments = ["replan", saved, begun, name, "13.01.2016", "--max-moves", "0", "-o", str(tmp_path / "o")]
        assert cli.main([*arguments, "--objective", "moves, makespan"]) == cli.NO_PLAN
    (_, catalogue, as_of), options = seen[0]
    assert (catalogue.title, f"{as_of}", options["max_moves"]) == ("Ort", "2016-01-13", 0)
    assert options["objective"] == ("moves", "makespan")
    assert seen[0][1] == seen[1][1]
    assert "Kein Plan gefunden" in capsys.readouterr().out


def test_replan_refuses_what_does_not_fit(saved, tmp_path, capsys):
    """No status and no date; a plan of something else."""
    save_catalogue(strategy(), tmp_path / "ohne.yaml")
    assert cli.main(["replan", saved, str(tmp_path / "ohne.yaml"), "-o", str(tmp_path / "o")]) == cli.DATA
    assert "nennt keinen Stand. Erwartet: --stichtag JJJJ-MM-TT" in capsys.readouterr().err
    save_catalogue(catalogue_of(measures=[measure("X")]), tmp_path / "anders.yaml")
    arguments = ["replan", saved, str(tmp_path / "anders.yaml"), "--as-of", "2016-01-12", "-o", str(tmp_path / "o")]
    assert cli.main(arguments) == cli.DATA
    assert "gehört nicht zu diesem Katalog" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


def test_an_empty_plan_belongs_to_an_empty_catalogue(tmp_path):
    """Nothing was planned, nothing is now: that is no contradiction."""
    path, out = tmp_path / "leer.yaml", tmp_path / "o"
    path.write_text("Titel: Leer\nBeginn: 2026-01-05\nMaßnahmen: []\n", encoding="utf-8")
    assert cli.main(["plan", str(path), "-o", str(out)]) == cli.OK
    again = ["replan", str(out / "plan.json"), str(path), "--stichtag", "01.02.2026", "-o", str(out)]
    assert cli.main(again) == cli.OK


# the search


@pytest.mark.parametrize("is_terminal", [True, False])
def test_the_bar_is_for_terminals(begun, tmp_path, monkeypatch, is_terminal):
    """In a log it would be a line for every second."""
    seen = []
    monkeypatch.setattr(commands, "schedule", lambda *_, **options: seen.append(options) or Result(ResultStatus.UNKNOWN, None))  # fmt: skip
    monkeypatch.setattr("sys.stderr.isatty", lambda: is_terminal)
    cli.main(["plan", begun, "-o", str(tmp_path / "o")])
    assert seen[0]["progress"] is is_terminal


def test_what_ends_the_search_is_handed_on(begun, tmp_path, monkeypatch):
    """Gap, number of schedules, seconds without a better plan; per cent and decimal commas as planners write them."""
    seen = []
    monkeypatch.setattr(commands, "schedule", lambda *_, **options: seen.append(options) or Result(ResultStatus.UNKNOWN, None))  # fmt: skip
    arguments = ["plan", begun, "-o", str(tmp_path / "o"), "--gap", "2,5 %", "--schedules", "900", "--no-improvement", "1,5"]  # fmt: skip
    assert cli.main(arguments) == cli.NO_PLAN
    assert seen[0]["stop"] == [GapBelow(0.025), Schedules(900), NoImprovement(seconds=1.5)]
    assert cli.main(arguments[:4]) == cli.NO_PLAN
    assert seen[1]["stop"] == []
    assert "objective" not in seen[1]


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--gap", "0", "--gap: Prozent über 0 bis 100 erwartet, angegeben: 0"),
        ("--schedules", "0", "--schedules: ganze Zahl ab 1 erwartet"),
        ("--no-improvement", "nie", "--no-improvement: Sekunden über 0"),
        ("--objective", "tempo", "--objective: »tempo« gibt es nicht; möglich, durch Kommas getrennt: lateness, moves"),
        ("--objective", "finish,finish", "--objective: ein Ziel steht doppelt"),
        ("--objective", "moves", "--objective: »moves« vergleicht mit einem Basisplan; dafür ist »egovplan replan« da"),
        ("-o", "", "-o/--out: hier fehlt der Name"),
    ],
)
def test_wrong_options_are_refused_in_german(option, value, words, capsys):
    """With what is expected."""
    with pytest.raises(SystemExit) as caught:
        cli.main(["plan", "x", option, value])
    assert caught.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("call", "lines"),
    [
        (
            ["plan", "--gap", "x", "--schedules", "-3"],
            [
                "--gap: Prozent über 0 bis 100 erwartet, angegeben: x",
                "--schedules: ganze Zahl ab 1 erwartet",
                "es fehlt: DATEI",
            ],
        ),
        (["plan", "x", "--gap", "0", "--seed", "y"], ["--gap: Prozent", "--seed: "]),
        (
            ["risk", "x", "--referenz", "nix", "--seed", "y"],
            ["--referenz: 'nix' gibt es nicht; möglich: 'dslib'", "--seed: "],
        ),
        (["bau", "x", "--gap", "0"], ["BEFEHL: 'bau' gibt es nicht"]),
    ],
)
def test_all_that_is_wrong_is_named_at_once(call, lines, capsys):
    """A line for each; without a command there is nothing more to read."""
    with pytest.raises(SystemExit) as caught:
        cli.main(call)
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("egovplan")]
    assert caught.value.code == 2
    assert len(told) == len(lines)
    assert all(words in line for words, line in zip(lines, told, strict=True))


def test_the_objectives_of_the_help_are_those_of_the_library():
    """The parser names them without loading anything."""
    from egovplan.cli.options import LEVELS
    from egovplan.scheduling.objective import LEVELS as KNOWN

    assert set(LEVELS) == set(KNOWN)


# no plan


def test_a_conflict_is_told_with_what_helps(tmp_path, monkeypatch, capsys):
    """Rules, reasons, and repairs from the smallest on."""
    catalogue = catalogue_of(measures=[measure("A", deadline="2016-01-20")])
    rules = (
        Rule(RuleKind.DEADLINE, ("measure", "A"), "Frist 06.01.2016 der Maßnahme »A«"),
        Rule(RuleKind.WORK, ("A",), "»A«"),
    )
    result = Result(ResultStatus.FEASIBLE, plan_from(catalogue, T0))
    repairs = tuple(
        Repair(RepairKind.DEADLINE, f"Frist um {days} Arbeitstage verschieben", days, "AT", days / 200, Scenario("x"), result, days == 3)
        for days in range(3, 15)
    )  # fmt: skip
    found = Infeasibility(
        (Conflict(rules, is_minimal=True, reasons=("»A« braucht 5 Arbeitstage.",)),), repairs, plan=None, is_proved=True
    )
    monkeypatch.setattr(commands, "schedule", lambda *_, **__: Result(ResultStatus.INFEASIBLE, None))
    monkeypatch.setattr(common, "explain_infeasible", lambda *_, **__: found)
    path = tmp_path / "k.yaml"
    save_catalogue(catalogue, path)
    assert cli.main(["plan", str(path), "-o", str(tmp_path / "o")]) == cli.NO_PLAN
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        "Es gibt keinen Plan: Diese Vorgaben schließen einander aus.",
        "  – Frist 06.01.2016 der Maßnahme »A«", "  – »A«", "    »A« braucht 5 Arbeitstage.",
    ]  # fmt: skip
    assert "  1. Frist um 3 Arbeitstage verschieben (1,5 %; weniger reicht nicht)" in lines
    assert "  2. Frist um 4 Arbeitstage verschieben (2,0 %; ob weniger reicht, ist nicht bewiesen)" in lines
    assert lines[-1] == "     und 2 weitere"
    assert not (tmp_path / "o").exists()


def test_several_conflicts_are_numbered():
    """Those that have nothing to do with each other."""
    rule = Rule(RuleKind.WORK, ("A",), "»A«")
    conflicts = tuple(Conflict((rule,), is_minimal=minimal) for minimal in (False, True))
    text = infeasible_summary(Infeasibility(conflicts, (), plan=None, is_proved=True))
    assert "Konflikt 1\n" in text
    assert "Konflikt 2\n" in text
    assert text.endswith("Eine einzelne Abhilfe wurde in der Zeit nicht gefunden.")


def test_a_conflict_of_moves_is_told_as_the_search_found_it(saved, begun, tmp_path, monkeypatch, capsys):
    """The catalogue alone does have plans: nothing is searched in it."""
    from egovplan.cli import again

    made = Result(ResultStatus.INFEASIBLE, None, conflict=("höchstens 0 Verschiebungen",))
    monkeypatch.setattr(again, "reschedule", lambda *_, **__: made)
    monkeypatch.setattr(common, "explain_infeasible", None)
    assert cli.main(["replan", saved, begun, "--max-moves", "0", "-o", str(tmp_path / "o")]) == cli.NO_PLAN
    assert "  – höchstens 0 Verschiebungen" in capsys.readouterr().out


# outputs


def test_a_folder_is_tried_and_nothing_stays_behind(tmp_path):
    """Made with its parents and taken away again; one that exists is left as it is."""
    assert expect_folder(str(tmp_path / "a" / "b")) == tmp_path / "a" / "b"
    (tmp_path / "da").mkdir()
    expect_folder(str(tmp_path / "da"))
    expect_file(str(tmp_path / "da" / "text.txt"))
    assert [path.name for path in tmp_path.rglob("*")] == ["da"]


@pytest.mark.parametrize("command", ["plan", "risk", "bilanz", "replan"])
def test_an_output_that_cannot_be_written_is_noticed_before_the_search(
    command, saved, begun, tmp_path, monkeypatch, capsys
):
    """A planner does not wait half an hour for that."""
    monkeypatch.setattr(commands, "schedule", None)
    (tmp_path / "datei").write_text("", encoding="utf-8")
    files = [saved, begun] if command == "replan" else [begun]
    assert cli.main([command, *files, "-o", str(tmp_path / "datei" / "x")]) == cli.NO_OUTPUT
    assert re.search(r"kein Ordner|gibt es nicht", capsys.readouterr().err)


def test_a_text_is_not_written_over_a_folder(tmp_path, begun, capsys):
    """Nor into a folder that does not exist."""
    assert cli.main(["bilanz", begun, "-o", str(tmp_path)]) == cli.NO_OUTPUT
    assert "Das ist ein Ordner, keine Datei." in capsys.readouterr().err
    with pytest.raises(FileNotFoundError):
        expect_file(str(tmp_path / "fehlt" / "x.txt"))


def test_a_folder_that_takes_no_files_is_refused(tmp_path, monkeypatch):
    """With its own name, not with that of the trial."""

    def refuse(**_):
        raise PermissionError(13, "nein", "/irgendwo/.egovplan.x.tmp")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(PermissionError) as caught:
        expect_folder(str(tmp_path / "neu"))
    assert caught.value.filename == str(tmp_path / "neu")
    assert not (tmp_path / "neu").exists()


def test_levels_are_told_in_their_units():
    """Euros, not cents; VZÄ, not hundredths."""
    from egovplan.views.summary import STOP_WORDS, level_line

    assert level_line(Level("cost", 6700000, 6700000)) == "einmalige Kosten: 67.000 €, bewiesen bestmöglich"
    assert level_line(Level("load", 250, 200)).startswith("Summe der Auslastungsspitzen: 2,5 VZÄ, Schranke 2 VZÄ")
    assert set(STOP_WORDS) == set(StopReason)


def test_a_catalogue_object_is_made():
    """The sample of this module is valid."""
    assert isinstance(strategy(status=STATUS), Catalogue)
