# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Tables that are read from the code, so that they cannot fall behind it: fields of a model, and the glossary."""

from __future__ import annotations

import functools
import importlib
import operator
import re
import types
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin

from docutils import nodes
from docutils.parsers.rst import Directive
from pydantic_core import PydanticUndefined
from sphinx.util.typing import stringify_annotation

from egovplan.catalogue.base import Model
from egovplan.terms import LABEL, TERMS, UNIT
from egovplan.whatif.risk.reference import COSTS, REFERENCES, ReferenceClass


def table(head: list[str], rows: list[list[str]]) -> nodes.table:
    """Return a docutils table; text between backticks becomes literal."""
    result = nodes.table(classes=["field-table"])
    group = nodes.tgroup(cols=len(head))
    result += group
    group += [nodes.colspec(colwidth=1) for _ in head]
    top, body = nodes.thead(), nodes.tbody()
    group += [top, body]
    top += _row(head)
    body += [_row(row) for row in rows]
    return result


def _row(cells: list[str]) -> nodes.row:
    row = nodes.row()
    for cell in cells:
        paragraph = nodes.paragraph()
        for part in re.split(r"(`[^`]+`)", cell):
            paragraph += nodes.literal(text=part[1:-1]) if part.startswith("`") else nodes.Text(part)
        row += nodes.entry("", paragraph)
    return row


class FieldTable(Directive):
    """``.. fields:: egovplan.catalogue.model.Measure``: German key, English key, default and meaning of each field."""

    required_arguments = 1
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        module, _, name = self.arguments[0].rpartition(".")
        model = getattr(importlib.import_module(module), name)
        meanings = {term.identifier: term.meaning for term in TERMS}
        rows = []
        for field, info in model.model_fields.items():
            unit = f" [{UNIT[field]}]" if UNIT.get(field) else ""
            default = "Pflicht" if info.is_required() else _default(info.default)
            rows.append([f"`{LABEL[field]}`", f"`{field}`", default, (meanings.get(field, "") + unit).strip()])
        return [table(["Schlüssel", "englisch", "Vorgabe", "Bedeutung"], rows)]


class Glossary(Directive):
    """``.. terms::``: identifier, label, unit and meaning of every term."""

    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = [[f"`{t.identifier}`", t.label, t.unit, t.meaning] for t in TERMS]
        return [table(["Identifier", "Deutsch", "Einheit", "Bedeutung"], rows)]


class References(Directive):
    """``.. references::``: reference classes with their quantiles and sources; with ``costs`` the one of costs."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        classes = {"": COSTS} if self.arguments else REFERENCES
        rows = [
            [
                f"`{name}`" if name else "–",
                reference.title,
                _quantiles(reference),
                f"{100 * reference.mean:+.1f} %",
                reference.source,
            ]
            for name, reference in classes.items()
        ]
        return [table(["Name", "Title", "Quantiles", "Mean", "Source"], rows)]


def _quantiles(reference: ReferenceClass) -> str:
    pairs = zip(reference.levels, reference.values, strict=True)
    return ", ".join(f"{100 * level:.0f}: {100 * value:+.1f} %" for level, value in pairs)


def _default(value: Any) -> str:
    if value is PydanticUndefined or value is None or value in ("", (), {}):
        return "–"
    if isinstance(value, bool):
        return "ja" if value else "nein"
    text = str(value)
    return text if len(text) < 30 and "=" not in text else "–"


def plain(annotation: Any) -> Any:
    """Return a type without the validators that pydantic hangs on it."""
    if get_origin(annotation) is Annotated:
        return plain(get_args(annotation)[0])
    parts = get_args(annotation)
    if isinstance(annotation, types.GenericAlias):
        return types.GenericAlias(get_origin(annotation), tuple(plain(part) for part in parts))
    if get_origin(annotation) in (types.UnionType, Union):
        return functools.reduce(operator.or_, (plain(part) for part in parts))
    return annotation


def show_plain_types(app: Any, domain: str, objtype: str, _content: Any) -> None:
    """Let the reference show the types of a model's fields, not their validators."""
    if (domain, objtype) != ("py", "class"):
        return
    known = app.env.current_document.autodoc_annotations
    for fullname, fields in known.items():
        model = _class(fullname)
        if model and issubclass(model, Model):
            for name, info in model.model_fields.items():
                fields[name] = stringify_annotation(plain(info.annotation), "smart")


def _class(fullname: str) -> type | None:
    module, _, name = fullname.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name, None)
    except (ImportError, ValueError):  # a member of a class, not of a module
        return None
    return found if isinstance(found, type) else None


def setup(app: Any) -> dict[str, Any]:
    """Register the directives, and the plain types."""
    app.connect("object-description-transform", show_plain_types, priority=400)  # before autodoc reads them
    app.add_directive("fields", FieldTable)
    app.add_directive("terms", Glossary)
    app.add_directive("references", References)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
