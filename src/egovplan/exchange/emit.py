# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Write YAML in one way only.

Text stands in quotes whenever any tool, of YAML 1.1 or 1.2, could read the plain form as something else: ``NO``, ``012``,
``12:30``, ``1e5``, ``~``. Numbers, dates and truth values stand plain: whoever reads them as such is right.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from egovplan.catalogue.canonical import canonical
from egovplan.catalogue.values import Span

WIDTH = 110
"""Longest line of a list in brackets; longer ones go one item a line."""

_PLAIN = re.compile(r"[^\W\d_](?:[\w .;()/%+&=»«„“–§€\-]*[\w.;()/%+»«“§€])?")
_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"})


def yaml_lines(value: Any) -> Iterator[str]:
    """Yield the lines of a model as YAML, in block style."""
    yield from _block(canonical(value), "")


def _block(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _entry(f"{indent}{scalar(key)}:", item, indent + "  ")
        return
    for item in value:
        if isinstance(item, dict) and item:
            first, *rest = _block(item, indent + "  ")
            yield f"{indent}- {first.strip()}"
            yield from rest
        else:
            yield f"{indent}- {_inline(item)}"


def _entry(head: str, item: Any, indent: str) -> Iterator[str]:
    if isinstance(item, dict | list) and item:
        line = f"{head} {_inline(item)}"
        if isinstance(item, list) and not any(isinstance(i, dict | list) for i in item) and len(line) <= WIDTH:
            yield line
            return
        yield head
        yield from _block(item, indent)
    elif isinstance(item, str) and _as_literal(item):
        yield f"{head} |-"
        yield from (indent + line if line else "" for line in item.split("\n"))
    else:
        yield f"{head} {_inline(item)}"


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {_inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    return scalar(value)


def _as_literal(text: str) -> bool:
    lines = text.split("\n")
    return len(lines) > 1 and all(line.isprintable() and line == line.strip() for line in lines) and bool(lines[0])


def scalar(value: Any) -> str:
    """Return one value as YAML, in a form that all tools read alike.

    Parameters
    ----------
    value
        Text, int, bool, None, Decimal, date or Span.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, int | Decimal | dt.date):
        return str(value)
    if isinstance(value, Span):
        return str(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text.casefold() not in _RESERVED:
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return _escaped(text)


def _escaped(text: str) -> str:
    """Return text in double quotes, with the escapes that JSON and YAML share; beyond 16 bits those of YAML."""
    return '"' + "".join(_escape(c) for c in text) + '"'


def _escape(char: str) -> str:
    if char.isprintable() and char not in '"\\':
        return char
    return json.dumps(char)[1:-1] if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
