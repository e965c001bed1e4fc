# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The parser's complaints in the planner's words."""

from __future__ import annotations

import yaml

_COLON = (
    "Hier steht ein Doppelpunkt, wo keiner stehen kann: Text mit »: « gehört in Anführungszeichen, "
    "und Schlüssel einer Ebene beginnen in derselben Spalte."
)
_BEGINNING = (
    "Mit diesem Zeichen kann eine Angabe nicht beginnen: Text mit @, % oder ` am Anfang gehört in Anführungszeichen; "
    "eingerückt wird mit Leerzeichen, nicht mit Tabulatoren."
)
_QUOTES = " Text mit »: «, » #« oder Klammern gehört darin in Anführungszeichen."
_PROBLEMS: tuple[tuple[str, str], ...] = (
    ("mapping values are not allowed", _COLON),
    ("tab character", "Eingerückt wird mit Leerzeichen, nicht mit Tabulatoren."),
    ("'\\t' that cannot start", "Eingerückt wird mit Leerzeichen, nicht mit Tabulatoren."),
    ("cannot start any token", _BEGINNING),
    ("unexpected end of stream", "Ein Anführungszeichen wird nicht wieder geschlossen."),
    ("expected ',' or ']'", "Eine Liste mit »[« wird nicht geschlossen, oder es fehlt ein Komma." + _QUOTES),
    ("expected ',' or '}'", "Eine Zuordnung mit »{« wird nicht geschlossen, oder es fehlt ein Komma." + _QUOTES),
    ("find expected ':'", "Nach diesem Schlüssel fehlt der Doppelpunkt mit Leerzeichen."),
    ("find expected '-'", "Nach den Einträgen mit »-« passt die Einrückung nicht."),
    ("find expected key", "Die Einrückung passt nicht, oder nach einem Text in Anführungszeichen steht noch etwas."),
    ("<block end>", "Die Einrückung passt nicht, oder nach einem Text in Anführungszeichen steht noch etwas."),
    ("node content", "Hier fehlt eine Angabe: die Klammer oder das Komma hat keinen Anfang."),
    ("unknown escape", "In doppelten Anführungszeichen leitet »\\« ein Sonderzeichen ein; dieses gibt es nicht."),
    ("hexdecimal", "Nach »\\x«, »\\u« oder »\\U« fehlen Ziffern."),
    ("hexadecimal", "Nach »\\x«, »\\u« oder »\\U« fehlen Ziffern."),
    ("alphabetic or numeric", "Nach »&« oder »*« fehlt ein Name: Text, der so beginnt, gehört in Anführungszeichen."),
    ("block scalar", "Nach »|« oder »>« steht noch etwas in derselben Zeile."),
    ("comment or line break", "Nach »|« oder »>« steht noch etwas in derselben Zeile."),
    ("chomping or indentation", "Nach »|« oder »>« steht noch etwas in derselben Zeile."),
)  # fmt: skip

_OPENINGS = ("quoted scalar", "quoted-scalar", "simple key", "flow sequence", "flow mapping")


def german_problem(problem: str) -> str:
    """Return one German sentence for a problem of the YAML parser, whichever parser it is."""
    found = next((text for part, text in _PROBLEMS if part in problem), None)
    return found or "Das ist kein gültiges YAML."


def foreign_character(line: str) -> str:
    """Return a sentence on what a word processor has put into a line instead of a blank or a hyphen; empty if nothing."""
    if line.lstrip().startswith(("– ", "— ", "• ")):
        return f"»{line.lstrip()[0]}« leitet keinen Eintrag einer Liste ein, nur der einfache Bindestrich »-«."
    if "\xa0" in line:
        return "Hier steht ein geschütztes Leerzeichen, vermutlich aus Word oder einer Webseite: bitte ein einfaches schreiben."
    return ""


def place_of(error: yaml.MarkedYAMLError) -> tuple[int | None, int | None]:
    """Return line and column of a syntax error: where it began, if what is missing is an end."""
    began = error.context is not None and any(part in error.context for part in _OPENINGS)
    mark = (error.context_mark if began else error.problem_mark) or error.problem_mark or error.context_mark
    return (mark.line + 1, mark.column + 1) if mark else (None, None)
