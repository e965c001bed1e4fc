# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The words of the command line; German, also where it is used wrongly."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from egovplan import __version__

EPILOG = """\
Rückgabewerte: 0 erledigt · 1 kein Plan · 2 falscher Aufruf · 65 Fehler im Katalog · 66 Datei nicht lesbar ·
70 innerer Fehler · 74 Ausgabe nicht schreibbar · 130 abgebrochen (der bis dahin beste Plan ist geschrieben)."""

REFERENCES = ("dslib", "dslib-it", "us-it", "kommunal-pessimistisch", "keine")
"""Reference classes by name; written here so that the help needs nothing else."""
_MOST_RUNS = 10_000_000
_GERMAN = (
    (r"the following arguments are required: (.*)", r"es fehlt: \1"),
    (r"unrecognized arguments: (.*)", r"unbekannte Angabe: \1"),
    (r"argument (\S+): expected one argument", r"\1: hier fehlt der Wert"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 und \2 schließen einander aus"),
    (r"argument (\S+): invalid choice: (\S+) \(choose from (.*)\)", r"\1: \2 gibt es nicht; möglich: \3"),
    (r"argument (\S+): (.*)", r"\1: \2"),
)


class Parser(argparse.ArgumentParser):
    """A parser that speaks German."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=Formatter, add_help=False, **options)
        self._positionals.title, self._optionals.title = "Angaben", "Optionen"
        self.add_argument("-h", "--help", action="help", help="diese Hilfe zeigen")

    def error(self, message: str) -> NoReturn:
        """Say in German what is wrong, and exit with 2."""
        for pattern, german in _GERMAN:
            if match := re.fullmatch(pattern, message, re.DOTALL):
                message = match.expand(german)
                break
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\n")


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

    check = commands.add_parser(
        "check",
        help="einen Maßnahmenkatalog prüfen",
        description="Prüft einen Katalog; meldet alles auf einmal.",
    )
    _add_file(check)
    check.set_defaults(command="check")

    plan = commands.add_parser(
        "plan",
        help="einen Stufenplan rechnen",
        description="Rechnet einen geprüften Stufenplan und schreibt ihn.",
    )
    _add_file(plan)
    plan.add_argument(
        "-o",
        "--out",
        metavar="ORDNER",
        default="out",
        help="Ordner für Plan, Gantt und Tabellen (Vorgabe: out)",
    )
    _add_search(plan, default=30.0)
    plan.add_argument(
        "--stichtag", type=_day, metavar="JJJJ-MM-TT", help="ab diesem Stand neu planen; Geschehenes bleibt"
    )
    plan.set_defaults(command="plan")

    report = commands.add_parser(
        "bilanz",
        help="die sechs Fragen des Rates beantworten",
        description="Beantwortet, was umgesetzt ist und was wann noch kommt.",
    )
    _add_file(report)
    report.add_argument(
        "--stichtag", type=_day, metavar="JJJJ-MM-TT", help="Tag der Bilanz (Vorgabe: Stand des Katalogs)"
    )
    report.add_argument(
        "--plan", metavar="PLAN.JSON", help="vorliegender Plan für Frage 5 (sonst wird einer gerechnet)"
    )
    report.add_argument(
        "--schwelle",
        type=_share,
        default=1.0,
        metavar="ANTEIL",
        help="Anteil der Arbeitsplätze, ab dem ein Amt zählt (Vorgabe: 1)",
    )
    report.add_argument("-o", "--out", metavar="DATEI", help="Text in eine Datei statt auf den Bildschirm")
    _add_search(report, default=10.0)
    report.set_defaults(command="bilanz")
    _add_risk(commands)
    return top


def _add_risk(commands: Any) -> None:
    risk = commands.add_parser(
        "risk",
        help="sagen, wie sicher die Termine sind",
        description="Rechnet den Plan in vielen Läufen durch, mit Dauern, wie sie kommen können: wann was mit welcher\n"
        "Sicherheit fertig ist, ob die Fristen halten, was das Ende treibt. Ohne --plan und --nur-netz wird\n"
        "zuerst ein Plan gerechnet.",
    )
    _add_file(risk)
    risk.add_argument(
        "-o",
        "--out",
        metavar="ORDNER",
        default="risiko",
        help="Ordner für Bilder, Tabellen und Text (Vorgabe: risiko)",
    )
    risk.add_argument("--laeufe", type=_runs, default=10_000, metavar="ZAHL", help="Zahl der Läufe (Vorgabe: 10000)")
    risk.add_argument(
        "--referenz", choices=REFERENCES, default=REFERENCES[0], metavar="KLASSE",
        help=f"wie lange Vorgänge ohne Schätzung dauern: {', '.join(REFERENCES)} (Vorgabe: {REFERENCES[0]})",
    )  # fmt: skip
    what = risk.add_mutually_exclusive_group()
    what.add_argument("--plan", metavar="PLAN.JSON", help="vorliegender Plan dieses Katalogs")
    what.add_argument(
        "--nur-netz", action="store_true", help="nur der Netzplan: ohne Kapazitäten und Haushalt, ohne Plan"
    )
    risk.add_argument(
        "--stichtag", type=_day, metavar="JJJJ-MM-TT", help="ab diesem Stand neu planen; Geschehenes bleibt"
    )
    _add_search(risk, default=10.0, seed=_natural)
    risk.set_defaults(command="risk")


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="DATEI",
        help="Katalog (.yaml, .json, .sm, .mm) oder Name eines Datensatzes wie mainz-2015",
    )


def _add_search(parser: argparse.ArgumentParser, *, default: float, seed: Callable[[str], int] | None = None) -> None:
    parser.add_argument(
        "--time-limit",
        type=_seconds,
        default=default,
        metavar="SEKUNDEN",
        help=f"Zeitgrenze der Suche (Vorgabe: {default:g})",
    )
    parser.add_argument(
        "--seed", type=seed or _integer, default=0, metavar="ZAHL", help="Startwert des Zufalls (Vorgabe: 0)"
    )
    parser.add_argument(
        "--workers",
        type=_positive,
        default=None,
        metavar="ZAHL",
        help="Rechenkerne (Vorgabe: alle, höchstens 8)",
    )


def _day(text: str) -> dt.date:
    from egovplan.catalogue.values import parse_date

    try:
        return parse_date(text)
    except ValueError as error:  # its text is what a date must be
        raise argparse.ArgumentTypeError(f"erwartet: {error}; angegeben: {text}") from None


def _seconds(text: str) -> float:
    return _number(text, 86_400, "Sekunden")


def _share(text: str) -> float:
    return _number(text, 1, "Anteil")


def _number(text: str, highest: int, what: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 < value <= highest:
        raise argparse.ArgumentTypeError(f"{what} über 0 bis {highest} erwartet, angegeben: {text}")
    return value


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"ganze Zahl ab 1 erwartet, angegeben: {text}")
    return int(text)


def _runs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_RUNS:
        raise argparse.ArgumentTypeError(f"ganze Zahl von 1 bis {_MOST_RUNS} erwartet, angegeben: {text}")
    return int(text)


def _natural(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"ganze Zahl ab 0 erwartet, angegeben: {text}")
    return int(text)


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"ganze Zahl erwartet, angegeben: {text}") from None
