# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""``egovplan check | plan | bilanz``: the main jobs from a terminal.

Exit codes
----------
0
    Done. ``check``: no errors. ``plan``: a verified plan was written.
1
    There is no plan: the catalogue is infeasible, or none was found within the time limit.
2
    The command line is wrong.
65
    The catalogue has errors.
66
    The file cannot be read.
70
    An internal error.
74
    The output cannot be written.
130
    Interrupted; the best plan so far was written where there was one.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egovplan.errors import CatalogueError, EgovplanError, Severity

if TYPE_CHECKING:
    import datetime as dt

    from egovplan.catalogue.catalogue import Catalogue
    from egovplan.plan.result import Result

OK, NO_PLAN, DATA, NO_INPUT, INTERNAL, NO_OUTPUT, INTERRUPTED = 0, 1, 65, 66, 70, 74, 130

EPILOG = """\
Rückgabewerte: 0 erledigt · 1 kein Plan · 2 falscher Aufruf · 65 Fehler im Katalog · 66 Datei nicht lesbar ·
70 innerer Fehler · 74 Ausgabe nicht schreibbar · 130 abgebrochen (der bis dahin beste Plan ist geschrieben)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    arguments
        Command line without the program's name; ``sys.argv`` by default.
    """
    _utf8_output()
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except CatalogueError as error:
        _print_issues(error)
        return DATA
    except EgovplanError as error:
        _say(f"Fehler: {error}")
        return INTERNAL
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        _say(f"Fehler: {error.filename or ''}: {error.strerror or error}".replace("Fehler: :", "Fehler:"))
        return NO_OUTPUT
    except KeyboardInterrupt:
        _say("Abgebrochen.")
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="egovplan",
        description="Aus einer E-Government-Strategie wird ein Stufenplan, der sich halten lässt.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(title="Befehle", metavar="BEFEHL", required=True)

    check = commands.add_parser(
        "check",
        help="einen Maßnahmenkatalog prüfen",
        description="Prüft einen Katalog; meldet alles auf einmal.",
    )
    _add_file(check)
    check.set_defaults(command=_check)

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
    plan.set_defaults(command=_plan)

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
    report.set_defaults(command=_bilanz)
    return parser


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="DATEI",
        help="Katalog (.yaml, .json, .sm, .mm) oder Name eines Datensatzes wie mainz-2015",
    )


def _add_search(parser: argparse.ArgumentParser, *, default: float) -> None:
    parser.add_argument(
        "--time-limit",
        type=_seconds,
        default=default,
        metavar="SEKUNDEN",
        help=f"Zeitgrenze der Suche (Vorgabe: {default:g})",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="ZAHL", help="Startwert des Zufalls (Vorgabe: 0)")
    parser.add_argument(
        "--workers",
        type=_positive,
        default=None,
        metavar="ZAHL",
        help="Rechenkerne (Vorgabe: alle, höchstens 8)",
    )


def _check(options: argparse.Namespace) -> int:
    catalogue = _load(options.file)
    for issue in catalogue.issues:
        print(issue)
    counts = {s: sum(issue.severity is s for issue in catalogue.issues) for s in Severity}
    print(
        f"{options.file}: {catalogue.title}: {len(catalogue.measures)} Maßnahmen, {len(catalogue.activities)} Vorgänge, "
        f"keine Fehler, {counts[Severity.WARNING]} Warnungen, {counts[Severity.HINT]} Hinweise."
    )
    return OK


def _plan(options: argparse.Namespace) -> int:
    from egovplan.plan.result import StopReason
    from egovplan.views.export import export_result
    from egovplan.views.summary import plan_summary

    result = _schedule(_load(options.file), options, options.stichtag)
    print(plan_summary(result))
    if result.plan is None:
        return NO_PLAN
    written = export_result(result, options.out)
    print(f"\nGeschrieben nach {options.out}: {', '.join(path.name for path in written)}")
    return INTERRUPTED if result.stop_reason is StopReason.INTERRUPTED else OK


def _bilanz(options: argparse.Namespace) -> int:
    from egovplan.exchange import load_plan
    from egovplan.exchange.files import write_text_atomic
    from egovplan.tracking.bilanz import bilanz

    catalogue = _load(options.file)
    as_of = options.stichtag or (catalogue.status.as_of if catalogue.status else None)
    plan = load_plan(options.plan) if options.plan else _schedule(catalogue, options, as_of).plan
    report = bilanz(catalogue, plan, as_of, threshold=options.schwelle)
    if options.out:
        write_text_atomic(options.out, report.text)
        print(f"Geschrieben: {options.out}")
    else:
        print(report.text)
    return OK


def _schedule(catalogue: Catalogue, options: argparse.Namespace, as_of: dt.date | None) -> Result:
    from egovplan.scheduling.solve import schedule

    return schedule(
        catalogue,
        time_limit=options.time_limit,
        seed=options.seed,
        workers=options.workers,
        as_of=as_of,
        progress=True,
    )


def _load(name: str) -> Catalogue:
    from egovplan import datasets
    from egovplan.exchange import load_catalogue

    if name in datasets.names() and not Path(name).exists():
        return datasets.load(name)
    try:
        return load_catalogue(name)
    except OSError as error:
        _say(f"Fehler: {name}: {error.strerror or error}")
        raise SystemExit(NO_INPUT) from None


def _print_issues(error: CatalogueError) -> None:
    for issue in error.issues:
        print(issue)
    errors = sum(issue.is_error for issue in error.issues)
    print(
        f"{errors} Fehler, {len(error.issues) - errors} weitere Hinweise. Der Katalog kann so nicht verwendet werden."
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _utf8_output() -> None:
    """Let umlauts through also where the terminal's encoding is not UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure and (getattr(stream, "encoding", "") or "").lower().replace("-", "") != "utf8":
            reconfigure(errors="replace") if os.name == "nt" else reconfigure(encoding="utf-8")


def _version() -> str:
    from egovplan import __version__

    return f"egovplan {__version__}"


def _day(text: str) -> dt.date:
    from egovplan.catalogue.values import parse_date

    try:
        return parse_date(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"Datum wie 2019-09-25 oder 25.09.2019 erwartet, angegeben: {text}") from None


def _seconds(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 < value <= 86_400:
        raise argparse.ArgumentTypeError(f"Sekunden über 0 bis 86400 erwartet, angegeben: {text}")
    return value


def _share(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f"Anteil über 0 bis 1 erwartet, angegeben: {text}")
    return value


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"ganze Zahl ab 1 erwartet, angegeben: {text}")
    return int(text)


if __name__ == "__main__":
    raise SystemExit(main())
