# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A plan as a file that needs nothing else: its catalogue is in it, dates stand beside indices, the version is named.

::

    format, version        what it is; a reader refuses versions it does not know
    catalogue_hash         SHA-256 of the canonical catalogue below, checked when it is read
    as_of, first_day, last_day, objective
    result                 how it was found: status, levels with bounds and gap, seed, versions, hashes; null if unknown
    activities             id, measure, title, office, mode, start, finish (working day indices), first_day, last_day
    catalogue              the canonical catalogue

The index is what counts; the dates are for readers without a calendar, and must agree with it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import CatalogueError, OutOfRangeError, PlanError
from egovplan.exchange.files import write_text_atomic
from egovplan.exchange.json import parse
from egovplan.exchange.source import read_text
from egovplan.exchange.tree import Node
from egovplan.plan.model import Plan, PlannedActivity, expect_plan
from egovplan.plan.result import Level, Result

FORMAT = "egovplan-plan"
VERSION = 1
MAX_BYTES = 128 * 2**20
"""Largest file that is read [bytes]; a plan of 100,000 activities takes 50 MiB."""

_KEYS = (
    "format", "version", "catalogue_hash", "as_of", "first_day", "last_day", "objective", "result", "activities",
    "catalogue",
)  # fmt: skip
_LATER_LEVELS = ("cost", "load")
"""Levels that the first files did not have."""
_ROW_KEYS = ("id", "measure", "title", "office", "mode", "start", "finish", "first_day", "last_day")
_CATALOGUES = frozenset({".yaml", ".yml", ".sm", ".mm"})
_EXPECTED = "eine Datei plan.json, wie save_plan und »egovplan plan« sie schreiben"
_INT = re.compile(r"-?\d{1,18}")


def save_plan(plan: Plan, path: str | os.PathLike[str], *, result: Result | None = None) -> None:
    """Write a plan, with its catalogue, to a JSON file.

    Parameters
    ----------
    plan
        What to write.
    path
        Target; replaced at once or not at all.
    result
        How the plan was found, if that is known.

    Raises
    ------
    OSError
        If the file cannot be written; what was there before is then untouched.
    """
    expect_plan(plan, "save_plan")
    text = json.dumps(plan_to_dict(plan, result=result), ensure_ascii=False, indent=1, allow_nan=False)
    write_text_atomic(path, text + "\n")


def plan_to_dict(plan: Plan, *, result: Result | None = None) -> dict[str, Any]:
    """Return a plan as plain values, in the form of the file."""
    line = plan.timeline
    last_day = line.last_day(plan.start, plan.finish)
    values = (
        FORMAT, VERSION, plan.catalogue.hash, plan.as_of.isoformat() if plan.as_of else None,
        line.date(plan.start).isoformat(), last_day.isoformat(), dict(plan.objective),
        _result(result) if result else None, [_row(plan, row) for row in plan.activities], plan.catalogue.to_dict(),
    )  # fmt: skip
    return dict(zip(_KEYS, values, strict=True))


def load_plan(path: str | os.PathLike[str]) -> Plan:
    """Return the plan in a JSON file.

    It says whether the file is a plan, not whether the plan keeps the rules: that is :func:`egovplan.verify`.

    Raises
    ------
    PlanError
        With file, line, expectation and what came: no JSON, another version, a catalogue that was changed afterwards, an
        activity twice or unknown, a date that is not the one of its index.
    """
    path = Path(path)
    try:
        text = read_text(path, max_bytes=MAX_BYTES)
        if path.suffix.lower() in _CATALOGUES:
            raise PlanError(f"{path}: Das ist ein Katalog, keine Plandatei. Erwartet: {_EXPECTED}.")
        root = parse(text, file=str(path))
    except CatalogueError as error:
        raise PlanError(str(error)) from None
    return _Reader(str(path), root).plan()


def _row(plan: Plan, row: PlannedActivity) -> dict[str, Any]:
    activity = plan.catalogue.activity_by_id[row.id]
    first_day, last_day = plan.timeline.date(row.start), plan.timeline.last_day(row.start, row.finish)
    values = (
        row.id, activity.measure, activity.title, activity.office, row.mode, row.start, row.finish,
        first_day.isoformat(), last_day.isoformat(),
    )  # fmt: skip
    return dict(zip(_ROW_KEYS, values, strict=True))


def _result(result: Result) -> dict[str, Any]:
    return {
        "status": result.status.value,
        "levels": [_level(level) for level in result.levels],
        "stop_reason": result.stop_reason.value,
        "wall_time": round(result.wall_time, 3),
        "seed": result.seed,
        "workers": result.workers,
        "time_limit": result.time_limit,
        "versions": dict(result.versions),
        "catalogue_hash": result.catalogue_hash,
        "model_hash": result.model_hash,
        "incumbents": [[round(seconds, 3), list(values)] for seconds, values in result.incumbents],
        "reproducible": result.reproducible,
    }


def _level(level: Level) -> dict[str, Any]:
    return {"name": level.name, "value": level.value, "bound": level.bound, "gap": round(level.gap, 6)}


class _Reader:
    """Reads one file; whatever is wrong is said with its line."""

    def __init__(self, file: str, root: Node) -> None:
        self.file = file
        self.root = root

    def plan(self) -> Plan:
        if isinstance(self.root.children, dict) and "format" not in self.root.children:
            self._refuse(self.root, "Das ist keine Plandatei.", expected=_EXPECTED)
        top = self._fields(self.root, _KEYS, "Plan")
        self._same(top["format"], FORMAT, "Das ist keine Plandatei.")
        self._same(top["version"], str(VERSION), "Diese Version des Dateiformats ist unbekannt.")
        catalogue = self._catalogue(top["catalogue"])
        self._same(top["catalogue_hash"], catalogue.hash, "Der Katalog in der Plandatei wurde nachträglich verändert.")
        rows = tuple(self._rows(catalogue, top["activities"]))
        as_of = self._day(catalogue, top["as_of"]) if top["as_of"].value is not None else None
        plan = Plan(catalogue, rows, as_of)
        self._summary(plan, top)
        return plan

    def _catalogue(self, node: Node) -> Catalogue:
        if not isinstance(node.value, dict):
            self._refuse(node, "Hier fehlt der Katalog.")
        try:
            return Catalogue.from_dict(node.value)
        except CatalogueError as error:
            raise PlanError(
                f"{self.file}:{node.line}: Der Katalog in der Plandatei ist unbrauchbar.\n{error}"
            ) from None

    def _rows(self, catalogue: Catalogue, node: Node) -> Iterator[PlannedActivity]:
        if not isinstance(node.children, list):
            self._refuse(node, "Hier fehlt die Liste der Vorgänge.")
        seen: set[str] = set()
        for item in node.children:
            fields = self._fields(item, _ROW_KEYS, "Vorgang")
            name = fields["id"].value
            if not isinstance(name, str) or name not in catalogue.activity_by_id:
                self._refuse(fields["id"], "Diesen Vorgang gibt es im Katalog nicht.", value=name)
            if name in seen:
                self._refuse(fields["id"], "Dieser Vorgang steht schon weiter oben.", value=name)
            seen.add(name)
            start, finish, mode = (self._int(fields[key]) for key in ("start", "finish", "mode"))
            try:
                days = catalogue.timeline.date(start), catalogue.timeline.last_day(start, finish)
            except OutOfRangeError as error:
                self._refuse(fields["start"], str(error), value=f"{start} bis {finish}")
            for key, day in zip(("first_day", "last_day"), days, strict=True):
                self._same(fields[key], day.isoformat(), f"»{name}«: Datum und Arbeitstag passen nicht zusammen.")
            yield PlannedActivity(name, start, finish, mode)

    def _summary(self, plan: Plan, top: dict[str, Node]) -> None:
        """Check what is derived from the rows, so that no one reads a summary of another plan."""
        line = plan.timeline
        self._same(top["first_day"], line.date(plan.start).isoformat(), "Das ist nicht der Beginn des Plans.")
        self._same(
            top["last_day"], line.last_day(plan.start, plan.finish).isoformat(), "Das ist nicht das Ende des Plans."
        )
        levels = self._fields(top["objective"], tuple(plan.objective), "Zielwerte", optional=_LATER_LEVELS)
        for name, node in levels.items():
            self._same(node, str(plan.objective[name]), f"Der Zielwert »{name}« passt nicht zu den Vorgängen.")

    def _fields(
        self, node: Node, keys: tuple[str, ...], what: str, *, optional: tuple[str, ...] = ()
    ) -> dict[str, Node]:
        if not isinstance(node.children, dict):
            self._refuse(node, f"{what}: hier werden Angaben mit Schlüsseln erwartet.")
        for key, (line, _, _) in node.children.items():
            if key not in keys:
                self._refuse(line, f"{what}: diese Angabe ist unbekannt.", expected=", ".join(keys), value=key)
        missing = [key for key in keys if key not in node.children and key not in optional]
        if missing:
            self._refuse(node, f"{what}: es fehlt »{missing[0]}«.")
        return {key: child for key, (_, _, child) in node.children.items()}

    def _int(self, node: Node) -> int:
        if not isinstance(node.value, str) or not _INT.fullmatch(node.value):
            self._refuse(node, "Das ist keine ganze Zahl.", value=node.value)
        return int(node.value)

    def _day(self, catalogue: Catalogue, node: Node) -> dt.date:
        try:
            day = dt.date.fromisoformat(node.value)
            catalogue.timeline.index_after(day)
            return day
        except (TypeError, ValueError):  # out of range is a ValueError as well
            self._refuse(node, "Das ist kein Datum.", expected="ein Datum wie 2015-05-13, bis 2100", value=node.value)

    def _same(self, node: Node, expected: str, message: str) -> None:
        if node.value != expected:
            self._refuse(node, message, expected=expected, value=node.value)

    def _refuse(self, place: Node | int, message: str, *, expected: str = "", value: object = "") -> NoReturn:
        line = place if isinstance(place, int) else place.line
        text = f"{self.file}:{line}: {message}"
        if expected:
            text += f" Erwartet: {expected}."
        if value not in ("", None):
            text += f" Angegeben: {value if isinstance(value, str) else type(value).__name__}."
        raise PlanError(text)
