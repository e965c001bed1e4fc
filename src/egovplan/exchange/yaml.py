# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""YAML in and out.

Read are the parser's events, never the loader's objects: depth, aliases and size are checked before anything is built
(the C loader dies of 30,000 nested brackets), tags and merge keys are refused, duplicate keys are errors, and every
scalar stays the text that it is, so that ``NO``, ``012``, ``12:30`` and ``1e5`` mean what the schema says. The rule is
therefore neither YAML 1.1 nor 1.2, and the same for both.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import yaml

from egovplan.catalogue.catalogue import Catalogue
from egovplan.exchange.emit import yaml_lines
from egovplan.exchange.files import write_text_atomic
from egovplan.exchange.reading import catalogue_of
from egovplan.exchange.source import read_text
from egovplan.exchange.syntax import foreign_character, german_problem, place_of
from egovplan.exchange.tree import MAX_ALIASES, MAX_DEPTH, MAX_NODES, MAX_REPEATED, Node, refuse

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_MISSING = frozenset({"", "~", "null", "Null", "NULL"})


def load_catalogue(path: Path) -> Catalogue:
    """Return the catalogue in a YAML file.

    Raises
    ------
    CatalogueError
        With all issues, each with its line.
    """
    return catalogue_of(parse(read_text(path), file=str(path)), file=str(path))


def save_catalogue(catalogue: Catalogue, path: Path) -> None:
    """Write a catalogue in its one canonical form: English keys, model order, block style, defaults left out."""
    write_text_atomic(path, "\n".join(yaml_lines(catalogue)) + "\n")


def parse(text: str, *, file: str = "", loader: Any = None) -> Node:
    """Return the tree of a YAML text.

    Parameters
    ----------
    text
        One document.
    file
        Its name, for messages.
    loader
        Loader class whose parser is used; by default the one in C where there is one.

    Raises
    ------
    CatalogueError
        If it is not YAML, or uses what a catalogue does not need (tags, merge keys, several documents).
    """
    builder = _Builder(file)
    try:
        for event in _events(text, loader or LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        line, column = place_of(error)
        wrong = text.splitlines()[line - 1 : line] if line else []
        message = foreign_character(wrong[0] if wrong else "") or german_problem(error.problem or "")
        refuse("yaml-syntax", message, file=file, line=line, column=column)
    if builder.root is None:
        refuse(
            "empty-file",
            "Die Datei ist leer.",
            file=file,
            line=1,
            expected="ein Katalog mit »Titel«, »Beginn« und »Maßnahmen«",
        )
    return builder.root


def _events(text: str, loader: Any) -> Iterator[yaml.Event]:
    yield from yaml.parse(text, Loader=loader)


class _Open:
    """A list or mapping whose end has not come yet."""

    __slots__ = ("anchor", "key", "node")

    def __init__(self, node: Node, anchor: str | None) -> None:
        self.node = node
        self.anchor = anchor
        self.key: tuple[str, int, int] | None = None


class _Builder:
    """Builds the tree from events, and refuses early what would grow out of hand."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.anchors: dict[str, Node | None] = {}
        self.aliases = self.nodes = self.repeated = self.documents = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            done = self.open.pop()
            self._place(done.node, done.anchor, event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._refuse(
                    "several-documents", "Nach »---« beginnt ein zweites Dokument; gelesen wird nur eines.", event
                )

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._no_tag(event)
        plain = not event.style  # None in Python, empty in C
        if self._expects_key():
            if plain and event.value == "<<":
                self._refuse(
                    "merge-key", "Zusammenführen mit »<<« wird nicht gelesen: bitte die Angaben ausschreiben.", event
                )
            self._key(event)
            return
        value = None if plain and event.value in _MISSING else event.value
        self._place(self._node(value, event), event.anchor, event)

    def _begin(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        self._no_tag(event)
        if len(self.open) >= MAX_DEPTH:
            self._refuse("too-deep", f"Mehr als {MAX_DEPTH} Ebenen ineinander.", event)
        if self._expects_key():
            self._refuse("key", "Ein Schlüssel muss ein Text sein.", event)
        mapping = isinstance(event, yaml.MappingStartEvent)
        node = self._node({} if mapping else [], event)
        node.children = {} if mapping else []
        node.depth = 1
        if event.anchor:
            self.anchors[event.anchor] = None  # not usable inside itself
        self.open.append(_Open(node, event.anchor))

    def _alias(self, event: yaml.AliasEvent) -> None:
        if self._expects_key():
            self._refuse("key", "Ein Schlüssel muss ein Text sein.", event)
        anchor = event.anchor or ""
        if anchor not in self.anchors:
            self._refuse("unknown-alias", f"Der Verweis »*{anchor}« hat kein Ziel.", event)
        target = self.anchors[anchor]
        if target is None:
            self._refuse("recursive-alias", f"Der Verweis »*{anchor}« enthält sich selbst.", event)
        self.aliases += 1
        self.repeated += target.size
        if self.aliases > MAX_ALIASES or self.repeated > MAX_REPEATED:
            self._refuse(
                "too-many-aliases", "Die Verweise blähen die Datei zu weit auf.", event,
                expected=f"höchstens {MAX_ALIASES} Verweise auf zusammen {MAX_REPEATED} Werte",
            )  # fmt: skip
        self._place(target, None, event)

    def _place(self, node: Node, anchor: str | None, event: yaml.Event) -> None:
        """Hang a finished node into the list or mapping around it."""
        if anchor:
            self.anchors[anchor] = node
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        around = parent.node
        around.size += node.size
        around.depth = max(around.depth, node.depth + 1)
        if around.depth > MAX_DEPTH:
            self._refuse("too-deep", f"Mehr als {MAX_DEPTH} Ebenen ineinander.", event)
        if isinstance(around.children, dict):
            assert parent.key is not None, "the parser gives a key before each value"
            key, line, column = parent.key
            around.children[key] = (line, column, node)
            around.value[key] = node.value
            parent.key = None
        else:
            assert around.children is not None
            around.children.append(node)
            around.value.append(node.value)

    def _key(self, event: yaml.ScalarEvent) -> None:
        parent = self.open[-1]
        key = unicodedata.normalize("NFC", event.value)
        if key in parent.node.value:
            self._refuse("duplicate-key", f"»{key}« steht hier zum zweiten Mal.", event)
        parent.key = (key, *_place(event))

    def _expects_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].node.children, dict) and self.open[-1].key is None

    def _node(self, value: Any, event: yaml.Event) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._refuse("too-many-values", "Die Datei hat zu viele Werte.", event, expected=f"höchstens {MAX_NODES}")
        return Node(value, *_place(event))

    def _no_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(
                "tag", f"Typangaben wie »{tag}« werden nicht gelesen: der Katalog weiß, was wohin gehört.", event
            )

    def _refuse(self, code: str, message: str, event: yaml.Event, *, expected: str = "") -> NoReturn:
        line, column = _place(event)
        refuse(code, message, file=self.file, line=line, column=column, expected=expected)


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
