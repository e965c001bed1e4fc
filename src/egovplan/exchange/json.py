# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""JSON in and out, with places: the standard library's parser knows neither lines nor duplicate keys.

Numbers stay the text that they are, so that ``0.10`` is exact; NaN and Infinity are not JSON.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from json.decoder import scanstring  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any, NoReturn

from egovplan.catalogue.canonical import canonical, json_value
from egovplan.catalogue.catalogue import Catalogue
from egovplan.exchange.files import write_text_atomic
from egovplan.exchange.reading import catalogue_of
from egovplan.exchange.source import read_text
from egovplan.exchange.tree import MAX_DEPTH, MAX_NODES, Node, refuse

_BLANK = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])")
_WORDS: dict[str, str | None] = {"true": "true", "false": "false", "null": None}
_WORD = re.compile(r"true\b|false\b|null\b")
_NOT_FINITE = re.compile(r"-?(?:NaN|Infinity)\b")


def load_catalogue(path: Path) -> Catalogue:
    """Return the catalogue in a JSON file.

    Raises
    ------
    CatalogueError
        With all issues, each with its line.
    """
    root = parse(read_text(path), file=str(path))
    if isinstance(root.value, dict) and root.value.get("format") == "egovplan-plan":
        refuse("not-a-catalogue", "Das ist ein Plan, kein Katalog.", file=str(path), expected="ein Maßnahmenkatalog")
    return catalogue_of(root, file=str(path))


def save_catalogue(catalogue: Catalogue, path: Path) -> None:
    """Write a catalogue in its one canonical form: English keys, model order, defaults left out."""
    text = json.dumps(json_value(canonical(catalogue)), ensure_ascii=False, indent=2, allow_nan=False)

    write_text_atomic(path, text + "\n")


def parse(text: str, *, file: str = "") -> Node:
    """Return the tree of a JSON text.

    Raises
    ------
    CatalogueError
        If it is not JSON as RFC 8259 has it, or repeats a key.
    """
    return _Scanner(text, file).document()


class _Scanner:
    """Recursive descent; the depth is limited, so the recursion is."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.at = 0
        self.nodes = 0
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def document(self) -> Node:
        self._skip()
        if self.at == len(self.text):
            self._refuse("empty-file", "Die Datei ist leer.")
        root = self._value(0)
        self._skip()
        if self.at < len(self.text):
            self._refuse("json-syntax", "Nach dem Ende des Katalogs steht noch etwas.")
        return root

    def _value(self, depth: int) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._refuse("too-many-values", "Die Datei hat zu viele Werte.", expected=f"höchstens {MAX_NODES}")
        line, column = self._place(self.at)
        start = self.text[self.at : self.at + 1]
        if start and start in "{[":
            if depth >= MAX_DEPTH:
                self._refuse("too-deep", f"Mehr als {MAX_DEPTH} Ebenen ineinander.")
            node = Node({} if start == "{" else [], line, column, {} if start == "{" else [])
            self.at += 1
            self._members(node, "}" if start == "{" else "]", depth)
            return node
        if start == '"':
            return Node(self._string(), line, column)
        return Node(self._scalar(), line, column)

    def _members(self, node: Node, closing: str, depth: int) -> None:
        self._skip()
        if self._take(closing):
            return
        while True:
            if isinstance(node.children, dict):
                self._member(node, node.children, depth)
            else:
                assert node.children is not None
                item = self._value(depth + 1)
                node.children.append(item)
                node.value.append(item.value)
            self._skip()
            if self._take(closing):
                return
            if not self._take(","):
                self._refuse("json-syntax", "Hier fehlt ein Komma oder das Ende.", expected=f"»,« oder »{closing}«")
            self._skip()

    def _member(self, node: Node, children: dict[str, tuple[int, int, Node]], depth: int) -> None:
        line, column = self._place(self.at)
        if self.text[self.at : self.at + 1] != '"':
            self._refuse("json-syntax", "Hier fehlt ein Schlüssel in doppelten Anführungszeichen.")
        key = unicodedata.normalize("NFC", self._string())
        if key in children:
            refuse("duplicate-key", f"»{key}« steht hier zum zweiten Mal.", file=self.file, line=line, column=column)
        self._skip()
        if not self._take(":"):
            self._refuse("json-syntax", "Nach dem Schlüssel fehlt der Doppelpunkt.")
        self._skip()
        item = self._value(depth + 1)
        children[key] = (line, column, item)
        node.value[key] = item.value

    def _string(self) -> str:
        try:
            text, self.at = scanstring(self.text, self.at + 1)
        except json.JSONDecodeError as error:
            self.at = error.pos
            self._refuse(
                "json-syntax", "Ein Text wird nicht geschlossen, oder enthält einen Umbruch oder ein unbekanntes »\\«."
            )
        return str(text)

    def _scalar(self) -> str | None:
        if match := _WORD.match(self.text, self.at) or _NUMBER.match(self.text, self.at):
            self.at = match.end()
            return _WORDS.get(match[0], match[0])
        if match := _NOT_FINITE.match(self.text, self.at):
            self._refuse("not-finite", "NaN und Infinity sind keine Zahlen.", value=match[0])
        return self._refuse("json-syntax", "Das ist kein Wert: Text steht in doppelten Anführungszeichen.")

    def _skip(self) -> None:
        match = _BLANK.match(self.text, self.at)
        assert match is not None, "the pattern matches nothing as well"
        self.at = match.end()

    def _take(self, token: str) -> bool:
        found = self.text.startswith(token, self.at)
        self.at += len(token) if found else 0
        return found

    def _place(self, position: int) -> tuple[int, int]:
        row = bisect_right(self.starts, position) - 1
        return row + 1, position - self.starts[row] + 1

    def _refuse(self, code: str, message: str, **more: Any) -> NoReturn:
        line, column = self._place(self.at)
        refuse(code, message, file=self.file, line=line, column=column, **more)
