# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Turn what pydantic found into issues in the planner's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from itertools import islice
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from egovplan.catalogue.values import shown
from egovplan.errors import Issue
from egovplan.terms import KEYS, TERMS, fold_key, identifier_of, label_of

Path = tuple[str | int, ...]

MAX_ISSUES = 1_000
"""Most unreadable values that are described one by one; whoever has more has chosen the wrong file."""

MANY = 64
"""As many keys of one mapping are looked at to describe a wrong one: with thousands, each would cost all the others."""

SCHEMA: dict[str, tuple[str, str, str]] = {
    # pydantic's type: our code, sentence, expectation
    "missing": ("missing", "{field} fehlt.", ""),
    "extra_forbidden": ("unknown-key", "Den Schlüssel {key} gibt es hier nicht.", ""),
    "greater_than_equal": ("too-small", "{field} ist zu klein.", "mindestens {ge}"),
    "less_than_equal": ("too-large", "{field} ist zu groß.", "höchstens {le}"),
    "too_short": ("empty", "{field} ist leer.", "mindestens {min_length} Angabe"),
    "model_type": ("not-a-mapping", "{field} braucht Schlüssel und Werte.", "Angaben wie »Kürzel: …«"),
    "model_attributes_type": ("not-a-mapping", "{field} braucht Schlüssel und Werte.", "Angaben wie »Kürzel: …«"),
    "dict_type": ("not-a-mapping", "{field} braucht Schlüssel und Werte.", "Angaben wie »Kürzel: Wert«"),
    "tuple_type": ("not-a-list", "{field} ist keine Liste.", "eine Liste, Einträge mit »-«"),
}
"""What pydantic's own types of errors mean here. A type that is not listed cannot occur; a test proves it."""

VALUES: dict[str, str] = {
    # code of a refused value: sentence
    "text": "{field} ist kein Text.",
    "text-too-long": "{field} ist zu lang.",
    "control-character": "{field} enthält Steuerzeichen.",
    "id": "{field} ist kein Kürzel.",
    "id-slash": "{field} enthält einen Schrägstrich.",
    "integer": "{field} ist keine ganze Zahl.",
    "boolean": "{field} ist weder ja noch nein.",
    "no-float": "{field} ist eine Gleitkommazahl und damit ungenau.",
    "ambiguous-number": "{field} ist mehrdeutig.",
    "number": "{field} ist keine Zahl, die hier gelten kann.",
    "number-too-large": "{field} ist zu groß.",
    "share": "{field} ist kein Anteil.",
    "share-range": "{field} ist mehr als alles.",
    "correlation": "{field} ist zu groß.",
    "three-values": "{field} hat weder einen noch drei Werte.",
    "date": "{field} ist kein Datum.",
    "date-invalid": "{field}: diesen Tag gibt es nicht.",
    "date-range": "{field} liegt außerhalb der Jahre, mit denen gerechnet wird.",
    "span": "{field} ist keine Zahl von Tagen.",
    "span-range": "{field} ist zu lang.",
    "span-unit": "{field} hat eine unbekannte Einheit.",
    "negative-duration": "{field} ist negativ.",
    "choice": "{field} ist keine der Möglichkeiten.",
    "link": "{field} ist kein Vorgänger.",
    "estimate-order": "Die drei Werte der Schätzung sind nicht geordnet.",
    "steps-order": "Die Stufen der Kapazität sind nicht nach Datum geordnet.",
    "window": "Das Fenster endet, bevor es beginnt.",
    "actual-order": "Das Ist-Ende liegt vor dem Ist-Beginn.",
    "subdivision": "{field} ist kein Bundesland.",
    "key": "Ein Schlüssel ist kein Text.",
    "duplicate-key": "Diese Angabe steht zweimal da.",
}
"""What the refusals of :mod:`egovplan.catalogue.values` and of the models mean, by code."""


_COMMA = "Zwischen geschweiften Klammern trennt das Komma zwei Angaben."
_POINT = 'eine Kommazahl mit Punkt (0.5) oder in Anführungszeichen ("0,5")'


def issues_of(error: ValidationError, data: Any, model: type[BaseModel]) -> list[Issue]:
    """Return one issue for each problem, with its path in the data.

    Parameters
    ----------
    error
        What pydantic found.
    data
        What it found it in: nested dicts and lists with English or German keys, or models.
    model
        The model of the outermost level, for the keys that would have been right.
    """
    found = [item for item in error.errors(include_url=False) if not _only_a_consequence(item)]
    issues = [_issue(item, data, model) for item in found[:MAX_ISSUES]]
    if len(found) > MAX_ISSUES:
        message = "Es gibt noch mehr unlesbare Angaben; bitte erst diese verbessern."
        issues.append(Issue("more-issues", message, value=f"{len(found) - MAX_ISSUES} weitere"))
    return issues


def _only_a_consequence(item: Any) -> bool:
    """Whether a list counts as empty just because its entries are refused one by one."""
    return bool(item["type"] == "too_short" and item["input"])


def _issue(item: Any, data: Any, model: type[BaseModel]) -> Issue:
    kind, context = str(item["type"]), dict(item.get("ctx", {}))
    path: Path = tuple(step for step in item["loc"] if step != "[key]")
    if item["input"] is None and (number := _split_number(data, path)):
        return Issue("comma", _COMMA, subject=subject_of(data, path), expected=_POINT, value=number, path=path)
    if kind in VALUES:
        if context["key"]:
            path = (*path, context["key"])
        sentence, code = VALUES[kind], kind
        expected, value = str(context["expected"]), str(context["shown"])
    else:
        code, sentence, expected = SCHEMA.get(kind, (kind, "{field} ist ungültig.", ""))
        expected = expected.format_map(context)
        value = "" if kind in ("missing", "too_short") else _shown(item["input"])
        if kind == "extra_forbidden":
            expected, value = _meant(data, path, _model_at(model, path[:-1])), ""
    message = sentence.format(field=_field(path), key=f"»{shown(path[-1])}«" if path else "")
    return Issue(code, message, subject=subject_of(data, path), expected=expected, value=value, path=path)


def _split_number(data: Any, path: Path) -> str:
    """Return the number that a comma between braces has split in two, ``1`` and the key ``5`` without a value."""
    for step in path[:-1]:
        data = _below(data, step)
    keys = list(data) if isinstance(data, Mapping) and len(data) <= MANY else []
    at = keys.index(path[-1]) if path and path[-1] in keys else 0
    before, decimals = (str(data[keys[at - 1]]), str(keys[at])) if at else ("", "")
    return f"{before},{decimals}" if before.isdecimal() and decimals.isdecimal() and len(decimals) <= 2 else ""


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "Schlüssel und Werte"
    return "eine Liste" if isinstance(value, list | tuple) else shown(value)


def _field(path: Path) -> str:
    """Return the name of a field in both languages, and its position where it is in a list."""
    names = [(i, step) for i, step in enumerate(path) if isinstance(step, str)]
    if not names:
        return "Der Katalog"
    at, name = names[-1]
    label = label_of(name)
    text = f"»{shown(name)}«" if label == name else f"»{label}« ({name})"
    return text if at == len(path) - 1 else f"{text}, Eintrag {int(path[-1]) + 1},"


# subject: the ids on the way


def subject_of(data: Any, path: Path) -> str:
    """Return the id of the measure, activity, office … that a path leads into, e.g. ``DMS/pilot``.

    Where there is none, the nearest place that has a name: ``measures[3]``, ``calendar``.
    """
    ids: list[str] = []
    place = ""
    for step in path:
        data = _below(data, step)
        if isinstance(step, int):
            place += f"[{step}]"
            name = _own_id(data)
            if name:
                ids.append(name)
                place = ""
        elif isinstance(data, Mapping | BaseModel | list | tuple) or (not place and not ids):
            place = place + "." + step if place else str(step)
    if ids:
        return shown("/".join(ids))
    return shown(place)


def _own_id(data: Any) -> str:
    for key in ("id", "office", "activity", "measure", "kind"):
        name = _below(data, key) if isinstance(data, Mapping | BaseModel) else None
        if isinstance(name, str | int) and not isinstance(name, bool) and str(name).strip():
            return str(name).strip()
    before, after = _below(data, "predecessor"), _below(data, "successor")
    return f"{before} → {after}" if isinstance(before, str) and isinstance(after, str) else ""


def _below(data: Any, step: str | int) -> Any:
    """Return what lies one step down a path, whatever language the keys are in; None if there is nothing."""
    if isinstance(data, Mapping):
        if step in data:
            return data[step]
        return next((item for key, item in data.items() if isinstance(key, str) and identifier_of(key) == step), None)
    if isinstance(step, int):
        return data[step] if isinstance(data, list | tuple) and step < len(data) else None
    return getattr(data, step, None) if isinstance(data, BaseModel) else None


# did you mean


def _meant(data: Any, path: Path, model: type[BaseModel]) -> str:
    """Return the keys that come nearest to one that is not known, or all, in the language of those beside it."""
    key = fold_key(str(path[-1]))
    if "\xa0" in str(path[-1]):
        return "ein einfaches Leerzeichen statt des geschützten, das aus Word oder einer Webseite stammt"
    words = {fold_key(word): word for word in _keys_of(model)}
    near = [words[word] for word in get_close_matches(key, list(words), n=2, cutoff=0.7)]
    near = near or [word for folded, word in words.items() if key.startswith(f"{folded}_")]
    if near:
        return "vielleicht " + " oder ".join(f"»{word}«" for word in near)
    for step in path[:-1]:
        data = _below(data, step)
    beside = islice(data or (), MANY)
    german = any(KEYS.get(fold_key(str(word)), word) != word for word in beside)
    return "eines von: " + ", ".join(label_of(name) if german else name for name in model.model_fields)


@cache
def _keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    own = set(model.model_fields)
    german = [word for term in TERMS if term.identifier in own for word in (term.label, *term.keys)]
    return (*model.model_fields, *german)


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel]:
    """Return the model that stands at a path of field names and positions."""
    for step in path:
        if isinstance(step, str):
            model = next(_models_in(model.model_fields[step].annotation))
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Annotated, Union, UnionType, tuple):
        for part in get_args(annotation):
            yield from _models_in(part)
