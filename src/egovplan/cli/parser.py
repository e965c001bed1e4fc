# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The words of the command line; German, also where it is used wrongly."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from egovplan import __version__
from egovplan.cli import options as kinds

EPILOG = """\
Rückgabewerte: 0 erledigt · 1 kein Plan · 2 falscher Aufruf · 65 Fehler im Katalog · 66 Datei nicht lesbar ·
70 innerer Fehler · 74 Ausgabe nicht schreibbar · 130 abgebrochen (der bis dahin beste Plan ist geschrieben)."""

REFERENCES = ("dslib", "dslib-it", "us-it", "kommunal-pessimistisch", "keine")
"""Reference classes by name; written here so that the help needs nothing else."""
_GERMAN = (
    (r"the following arguments are required: (.*)", r"es fehlt: \1"),
    (r"unrecognized arguments: (.*)", r"unbekannte Angabe: \1"),
    (r"argument (\S+): expected one argument", r"\1: hier fehlt der Wert"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 und \2 schließen einander aus"),
    (r"argument (\S+): invalid choice: (\S+) \(choose from (.*)\)", r"\1: \2 gibt es nicht; möglich: \3"),
    (r"argument (\S+): (.*)", r"\1: \2"),
)


class Parser(argparse.ArgumentParser):
    """A parser that speaks German, and names every wrong value at once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=Formatter, add_help=False, **options)
        self._wrong: list[str] = []
        self._positionals.title, self._optionals.title = "Angaben", "Optionen"
        self.add_argument("-h", "--help", action="help", help="diese Hilfe zeigen")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Return what the arguments say, and those that are not known; exit with 2 if a value is wrong."""
        found = super().parse_known_args(args, namespace)
        if self._wrong:
            self.error(self._wrong.pop())
        return found

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        try:
            return super()._get_value(action, arg_string)
        except argparse.ArgumentError as error:
            self._wrong.append(str(error))
            return None

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            if isinstance(action, argparse._SubParsersAction):
                raise  # without a command there is nothing more to read
            if value is not None:
                self._wrong.append(str(error))

    def error(self, message: str) -> NoReturn:
        """Say in German what is wrong, a line for each, and exit with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, "".join(f"{self.prog}: {_german(text)}\n" for text in (*self._wrong, message)))


def _german(message: str) -> str:
    for pattern, german in _GERMAN:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return match.expand(german)
    return message


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help whose first line begins with a German word."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Put »Aufruf« before the usage."""
        super().add_usage(usage, actions, groups, "Aufruf: " if prefix is None else prefix)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = Parser(
        prog="egovplan",
        description="Aus einer E-Government-Strategie wird ein Stufenplan, der sich halten lässt.",
        epilog=EPILOG,
    )
    top.add_argument("--version", action="version", version=f"egovplan {__version__}", help="Version zeigen")
    commands = top.add_subparsers(title="Befehle", metavar="BEFEHL", required=True)
    for add in (_add_check, _add_plan, _add_explain, _add_replan, _add_bilanz, _add_risk):
        add(commands)
    return top


def _add_check(commands: Any) -> None:
    check = commands.add_parser(
        "check",
        help="einen Maßnahmenkatalog prüfen",
        description="Prüft einen Katalog; meldet alles auf einmal.",
    )
    _add_file(check)
    check.set_defaults(command="check")


def _add_plan(commands: Any) -> None:
    plan = commands.add_parser(
        "plan",
        help="einen Stufenplan rechnen",
        description="Rechnet einen geprüften Stufenplan und schreibt ihn. Gibt es keinen, sagt es, welche Vorgaben\n"
        "einander ausschließen und was abhilft.",
    )
    _add_file(plan)
    _add_folder(plan, "Plan, Gantt und Tabellen", "out")
    _add_search(plan, default=30.0)
    _add_stop(plan, kinds.first_levels)
    _add_status(plan, "ab diesem Stand neu planen; Geschehenes bleibt")
    plan.set_defaults(command="plan")


def _add_explain(commands: Any) -> None:
    explain = commands.add_parser(
        "explain",
        help="sagen, warum ein Vorgang erst dann beginnt",
        description="Sagt, was einen Vorgang hält und wer es hat, Schritt für Schritt zurück bis zum Anfang.",
    )
    _add_saved(explain)
    explain.add_argument(
        "activity", metavar="VORGANG", nargs="?", type=kinds.name,
        help="Kürzel eines Vorgangs oder einer Maßnahme (Vorgabe: der letzte Vorgang des Plans)",
    )  # fmt: skip
    explain.add_argument(
        "--basisplan", metavar="PLAN.JSON", type=kinds.name, help="der Plan, an dem möglichst festgehalten wurde"
    )
    explain.add_argument(
        "-o", "--out", metavar="ORDNER", type=kinds.name, help="Ordner für Text, Tabelle und Gantt mit der Kette"
    )
    explain.set_defaults(command="explain")


def _add_replan(commands: Any) -> None:
    replan = commands.add_parser(
        "replan",
        help="ab einem Stichtag neu planen und möglichst wenig verschieben",
        description="Plant ab einem Stichtag neu: Geschehenes bleibt, Laufendes läuft weiter, der Rest bleibt möglichst, wo\n"
        "er war. Schreibt dazu, was sich warum verschoben hat.",
    )
    _add_saved(replan)
    _add_file(replan)
    _add_status(replan, "Tag des Stands (Vorgabe: Stand des Katalogs)", "--as-of")
    replan.add_argument(
        "--max-moves", type=kinds.natural, metavar="ZAHL", help="höchstens so viele Vorgänge dürfen sich verschieben"
    )
    _add_folder(replan, "Plan, Gantt, Abweichungen und Tabellen", "out")
    _add_search(replan, default=30.0)
    _add_stop(replan, kinds.levels)
    replan.set_defaults(command="replan")


def _add_bilanz(commands: Any) -> None:
    report = commands.add_parser(
        "bilanz",
        help="die sechs Fragen des Rates beantworten",
        description="Beantwortet, was umgesetzt ist und was wann noch kommt.",
    )
    _add_file(report)
    _add_status(report, "Tag der Bilanz (Vorgabe: Stand des Katalogs)")
    report.add_argument(
        "--plan", metavar="PLAN.JSON", type=kinds.name,
        help="vorliegender Plan für Frage 5 (sonst wird einer gerechnet)",
    )  # fmt: skip
    report.add_argument(
        "--schwelle",
        type=kinds.share,
        default=1.0,
        metavar="ANTEIL",
        help="Anteil der Arbeitsplätze, ab dem ein Amt zählt (Vorgabe: 1)",
    )
    report.add_argument(
        "-o", "--out", metavar="DATEI", type=kinds.name, help="Text in eine Datei statt auf den Bildschirm"
    )
    _add_search(report, default=10.0)
    report.set_defaults(command="bilanz")


def _add_risk(commands: Any) -> None:
    risk = commands.add_parser(
        "risk",
        help="sagen, wie sicher die Termine sind",
        description="Rechnet den Plan in vielen Läufen durch, mit Dauern, wie sie kommen können: wann was mit welcher\n"
        "Sicherheit fertig ist, ob die Fristen halten, was das Ende treibt. Ohne --plan und --nur-netz wird\n"
        "zuerst ein Plan gerechnet.",
    )
    _add_file(risk)
    _add_folder(risk, "Bilder, Tabellen und Text", "risiko")
    risk.add_argument(
        "--laeufe", type=kinds.runs, default=10_000, metavar="ZAHL", help="Zahl der Läufe (Vorgabe: 10000)"
    )
    risk.add_argument(
        "--referenz", choices=REFERENCES, default=REFERENCES[0], metavar="KLASSE",
        help=f"wie lange Vorgänge ohne Schätzung dauern: {', '.join(REFERENCES)} (Vorgabe: {REFERENCES[0]})",
    )  # fmt: skip
    what = risk.add_mutually_exclusive_group()
    what.add_argument("--plan", metavar="PLAN.JSON", type=kinds.name, help="vorliegender Plan dieses Katalogs")
    what.add_argument(
        "--nur-netz", action="store_true", help="nur der Netzplan: ohne Kapazitäten und Haushalt, ohne Plan"
    )
    _add_status(risk, "ab diesem Stand neu planen; Geschehenes bleibt")
    _add_search(risk, default=10.0, seed=kinds.natural)
    risk.set_defaults(command="risk")


# what several commands have


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="DATEI",
        type=kinds.name,
        help="Katalog (.yaml, .json, .sm, .mm) oder Name eines Datensatzes wie mainz-2015",
    )


def _add_saved(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "plan",
        metavar="PLAN.JSON",
        type=kinds.name,
        help="Plan, wie »egovplan plan« und »egovplan replan« ihn schreiben",
    )


def _add_folder(parser: argparse.ArgumentParser, what: str, default: str) -> None:
    parser.add_argument(
        "-o", "--out", metavar="ORDNER", type=kinds.name, default=default,
        help=f"Ordner für {what} (Vorgabe: {default})",
    )  # fmt: skip


def _add_status(parser: argparse.ArgumentParser, text: str, *names: str) -> None:
    parser.add_argument("--stichtag", *names, type=kinds.day, metavar="JJJJ-MM-TT", help=text)


def _add_search(parser: argparse.ArgumentParser, *, default: float, seed: Callable[[str], int] | None = None) -> None:
    parser.add_argument(
        "--time-limit",
        type=kinds.seconds,
        default=default,
        metavar="SEKUNDEN",
        help=f"Zeitgrenze der Suche (Vorgabe: {default:g})",
    )
    parser.add_argument(
        "--seed", type=seed or kinds.integer, default=0, metavar="ZAHL", help="Startwert des Zufalls (Vorgabe: 0)"
    )
    parser.add_argument(
        "--workers",
        type=kinds.positive,
        default=None,
        metavar="ZAHL",
        help="Rechenkerne (Vorgabe: alle, höchstens 8)",
    )


def _add_stop(parser: argparse.ArgumentParser, levels: Callable[[str], tuple[str, ...]]) -> None:
    parser.add_argument(
        "--objective", type=levels, metavar="ZIELE",
        help="Ziele, das wichtigste zuerst, durch Kommas getrennt: lateness (Verzug), moves (Verschiebungen), makespan\n"
        "(Gesamtdauer), finish (Fertigstellung), cost (Kosten), load (Spitzen der Auslastung)",
    )  # fmt: skip
    parser.add_argument(
        "--gap", type=kinds.percent, metavar="PROZENT", help="aufhören, wenn der Plan der Schranke so nahe ist"
    )
    parser.add_argument(
        "--schedules", type=kinds.positive, metavar="ZAHL", help="aufhören nach so vielen durchgerechneten Plänen"
    )
    parser.add_argument(
        "--no-improvement",
        type=kinds.seconds,
        metavar="SEKUNDEN",
        help="aufhören, wenn so lange kein besserer Plan kam",
    )
