# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Catalogues from tables and to tables: a notebook needs no file."""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, NamedTuple

from egovplan.catalogue.canonical import canonical, json_value
from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.model import Dependency, Link, Measure
from egovplan.errors import CatalogueError, Issue
from egovplan.terms import fold_key, identifier_of, label_of

if TYPE_CHECKING:
    import pandas as pd

_LISTS = frozenset({"after", "related", "participants", "partners", "omit"})
"""Columns in which one cell names several things, separated by comma or semicolon."""
_DEMAND = tuple(fold_key(word) + "_" for word in ("demand", label_of("demand")))
_COLUMNS = (
    "id", "title", "kind", "priority", "goal", "lead", "participants", "partners", "stage", "related",
    "due", "deadline", "not_before", "duration", "source", "note",
)  # fmt: skip


class Frames(NamedTuple):
    """A catalogue as two tables.

    Parameters
    ----------
    measures
        One row a measure.
    dependencies
        One row a precedence: predecessor, successor, type, lag, source.
    """

    measures: pd.DataFrame
    dependencies: pd.DataFrame


def catalogue_from_frames(measures: Any, dependencies: Any = None, *, title: str, start: Any, **rest: Any) -> Catalogue:
    """Return the catalogue that two tables describe.

    Parameters
    ----------
    measures
        One row a measure; a DataFrame, or a list of dicts. Columns are named as in files, in English or German; without a
        column for the id, the index is the id. Several names in one cell are separated by commas. A number under
        ``costs`` (Kosten) is a one-off cost, under ``running`` (laufende Kosten) one per year [€]; ``demand 16/IT``
        (Bedarf 16/IT) is the demand of that capacity [VZÄ].
    dependencies
        One row a precedence, with predecessor and successor (von, zu), perhaps type and lag.
    title, start
        Title of the catalogue, and its first day.
    **rest
        Further fields of :class:`~egovplan.catalogue.catalogue.Catalogue`, such as ``resources``; tables as well.

    Returns
    -------
    Catalogue
        Checked. Empty cells (None, NaN, NaT) are missing values; whole floats, which pandas makes of integers beside an empty
        cell, are integers again, other floats the decimal number that they print as.

    Raises
    ------
    CatalogueError
        With all issues, if it cannot be used.
    """
    data = {name: _records(value) if hasattr(value, "to_dict") else value for name, value in rest.items()}
    data |= {"title": title, "start": _cell(start)}
    data["measures"] = [_measure(row) for row in _with_ids(measures)]
    if dependencies is not None:
        data["dependencies"] = _records(dependencies)
    return Catalogue.from_dict(data)


def to_frames(catalogue: Catalogue) -> Frames:
    """Return measures and precedences as tables.

    Parameters
    ----------
    catalogue
        Measures that have activities of their own show only what belongs to the measure as a whole.

    Returns
    -------
    Frames
        ``measures`` with a column for each simple field and one ``demand …`` for each capacity; ``dependencies`` with all
        precedences that are written between measures. Numbers and dates are text or int, as files have them.
    """
    import pandas as pd

    rows = [_row(measure) for measure in catalogue.measures]
    links: list[tuple[Link | Dependency, str]] = [(item, item.successor) for item in catalogue.dependencies]
    links += [(link, measure.id) for measure in catalogue.measures for link in measure.after]
    table = [(k.predecessor, to, k.type.value, json_value(k.lag), k.source) for k, to in links]
    columns = ["predecessor", "successor", "type", "lag", "source"]
    used = [column for column in _COLUMNS if any(column in row for row in rows)]
    extra = dict.fromkeys(column for row in rows for column in row if column not in _COLUMNS)
    measures = pd.DataFrame(rows, columns=[*(used or ["id", "title", "priority"]), *extra], dtype=object)
    return Frames(measures, pd.DataFrame(table, columns=columns, dtype=object))


def _row(measure: Measure) -> dict[str, Any]:
    form = json_value(canonical(measure, short=True))
    form["kind"] = measure.kind.value
    row = {name: form[name] for name in _COLUMNS if name in form}
    row |= {name: ", ".join(row[name]) for name in _LISTS & row.keys()}
    row |= {f"demand {name}": value for name, value in form.get("demand", {}).items()}
    return row


def _with_ids(frame: Any) -> list[dict[str, Any]]:
    rows = _rows(frame)
    if any(identifier_of(name) == "id" for row in rows for name in row) or not hasattr(frame, "to_dict"):
        return _records(frame)
    return [{"id": _cell(name)} | row for name, row in zip(frame.index, rows, strict=True)]


def _records(frame: Any) -> list[dict[str, Any]]:
    """Return rows as dicts without empty cells; a spreadsheet's last lines are often empty, and no rows."""
    return [row for row in _rows(frame) if row != {}]


def _rows(frame: Any) -> list[dict[str, Any]]:
    if isinstance(frame, str | os.PathLike):
        message = "Hier wird eine Tabelle erwartet, kein Dateiname."
        expected = "ein DataFrame, z. B. aus pandas.read_excel oder pandas.read_csv, oder eine Liste von Zeilen"
        raise CatalogueError([Issue("not-a-table", message, expected=expected, value=str(frame))])
    rows: Iterable[Any] = frame.to_dict("records") if hasattr(frame, "to_dict") else frame
    result = []
    for row in rows:
        cells = {str(name).strip(): _cell(value) for name, value in row.items()} if isinstance(row, Mapping) else row
        result.append({k: v for k, v in cells.items() if v is not None} if isinstance(cells, dict) else cells)
    return result


def _cell(value: Any) -> Any:
    """Return a cell as plain Python, None if it is empty."""
    if value is None or isinstance(value, str | bool | Decimal | list | tuple | dict):
        return value
    if isinstance(value, dt.datetime):
        if value != value:
            return None
        return value.date() if value.time() == dt.time.min else value
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool | dt.date):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return _number(float(value))
    return None if type(value).__name__ in ("NAType", "NaTType") else value


def _number(value: float) -> Any:
    if math.isnan(value):
        return None
    if not math.isfinite(value):
        return value  # refused with a message
    return int(value) if value.is_integer() else repr(value)


def _measure(row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    result: dict[str, Any] = {}
    for name, value in row.items():
        folded = fold_key(name)
        prefix = next((p for p in _DEMAND if folded.startswith(p) and identifier_of(name) == name), None)
        if prefix:
            if value not in (0, "0"):
                result.setdefault("demand", {})[name[len(prefix) :].strip()] = value
        else:
            result[name] = _nested(identifier_of(name), value)
    return result


def _nested(field: str, value: Any) -> Any:
    """Return what a cell stands for in fields that are lists: several names, or one amount."""
    if field in _LISTS and isinstance(value, str):
        return [part.strip() for part in value.replace(";", ",").split(",") if part.strip()]
    single = isinstance(value, str | int | Decimal)
    if field == "costs" and single:
        return [{"amount": value}] if value not in (0, "0") else []
    if field == "running" and single:
        return [{"per_year": value}] if value not in (0, "0") else []
    return value
