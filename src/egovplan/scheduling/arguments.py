# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked of a search: everything that is wrong with a call is said at once, in German."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from numbers import Integral, Real
from typing import Any

from egovplan.catalogue.actuals import status_date
from egovplan.catalogue.catalogue import expect_catalogue
from egovplan.errors import CatalogueError, OutOfRangeError
from egovplan.plan.model import expect_plan
from egovplan.plan.result import LEVEL_LABEL
from egovplan.scheduling.objective import LEVELS, default_levels
from egovplan.scheduling.stopping import StoppingRule, rules_of

Asked = tuple[tuple[str, ...], tuple[StoppingRule, ...], dt.date | None]


def checked(
    catalogue: object, *, hint: object, baseline: object, objective: object, max_moves: object, time_limit: object,
    seed: object, workers: object, stop: object, progress: object, as_of: dt.date | str | None,
) -> Asked:  # fmt: skip
    """Return the levels, the stopping rules and the status date of a call.

    Raises
    ------
    CatalogueError
        If nothing is wrong but ``as_of``.
    OutOfRangeError
        If arguments are out of range; each has a line.
    TypeError
        If one is of another kind; so are those out of range then.
    """
    levels: list[tuple[str, ...]] = []
    rules: list[tuple[StoppingRule, ...]] = []
    days: list[dt.date | None] = []
    errors = _raised(
        lambda: expect_catalogue(catalogue, "schedule"),
        lambda: _expect_plan(hint, "schedule, hint"),
        lambda: _expect_plan(baseline, "schedule, baseline"),
        lambda: _expect(time_limit is None or is_seconds(time_limit), "time_limit: Sekunden über 0", time_limit),
        lambda: levels.append(levels_of(objective, has_baseline=baseline is not None)),
        lambda: _expect_moves(max_moves, has_baseline=baseline is not None),
        lambda: _expect(_is_number(seed, Integral, -math.inf), "seed: ganze Zahl", seed),
        lambda: _expect(workers is None or is_count(workers), "workers: ganze Zahl ab 1", workers),
        lambda: rules.append(rules_of(stop)),
        lambda: _expect_progress(progress),
        lambda: days.append(status_date(as_of)),
    )
    if len(errors) == 1:
        raise errors[0]
    if errors:
        kind = TypeError if any(isinstance(error, TypeError) for error in errors) else OutOfRangeError
        raise kind("\n".join(map(str, errors)))
    return levels[0], rules[0], days[0]


def levels_of(objective: object, *, has_baseline: bool = False) -> tuple[str, ...]:
    """Return the levels that are asked for: one name, several, or None for what is usual.

    Raises
    ------
    OutOfRangeError
        If there are none, unknown ones, one twice, or ``moves`` without a baseline.
    TypeError
        If they are neither text nor a list of it.
    """
    if objective is None:
        return default_levels(has_baseline)
    if not isinstance(objective, Sequence):
        raise TypeError(f"objective: Name oder Liste von Namen erwartet, angegeben: {type(objective).__name__}.")
    found = (objective,) if isinstance(objective, str) else tuple(objective)
    if wrong := _wrong(found):
        known = ", ".join(LEVEL_LABEL)
        raise OutOfRangeError(f"objective: {wrong}; Liste aus {known} erwartet, angegeben: {objective!r}.")
    if "moves" in found and not has_baseline:
        raise OutOfRangeError("objective: »moves« vergleicht mit einem Plan; es fehlt baseline=….")
    return found


def is_count(value: object) -> bool:
    """Whether a value is a whole number from 1 on."""
    return _is_number(value, Integral, 0)


def is_seconds(value: object) -> bool:
    """Whether a value is a number above 0."""
    return _is_number(value, Real, 0)


def _wrong(levels: tuple[Any, ...]) -> str:
    """Return what is wrong with levels; empty if nothing is."""
    unknown = [name for name in levels if name not in LEVELS]
    close = [match for name in unknown for match in get_close_matches(str(name).casefold(), LEVELS, 1)]
    if unknown:
        meant = f", gemeint vielleicht {_quoted(close)}" if close else ""
        return f"{_quoted(unknown)} gibt es nicht{meant}"
    if len(set(levels)) < len(levels):
        return f"{_quoted(dict.fromkeys(name for name in levels if levels.count(name) > 1))} steht mehrmals da"
    return "" if levels else "kein Ziel"


def _quoted(names: Iterable[object]) -> str:
    return ", ".join(f"»{name}«" for name in names)


def _expect_plan(value: object, which: str) -> None:
    if value is not None:
        expect_plan(value, which)


def _expect_moves(value: object, *, has_baseline: bool) -> None:
    if value is not None and not has_baseline:
        raise OutOfRangeError("max_moves: zählt gegen einen Plan; es fehlt baseline=….")
    _expect(value is None or _is_number(value, Integral, -1), "max_moves: ganze Zahl ab 0", value)


def _expect_progress(value: object) -> None:
    if value is not None and not isinstance(value, bool) and not callable(value):
        raise TypeError(f"progress: True, False oder eine Funktion erwartet, angegeben: {value!r}.")


def _is_number(value: Any, kind: Any, low: float) -> bool:
    """Whether a value is a finite number of a kind, above ``low``; True and False are none."""
    return isinstance(value, kind) and not isinstance(value, bool) and bool(low < value < math.inf)


def _expect(is_right: bool, what: str, value: object) -> None:
    if not is_right:
        raise OutOfRangeError(f"{what} erwartet, angegeben: {value!r}.")


def _raised(*checks: Callable[[], object]) -> list[Exception]:
    """Return what is raised by checks that do not depend on each other."""
    found: list[Exception] = []
    for check in checks:
        try:
            check()
        except (TypeError, OutOfRangeError, CatalogueError) as error:
            found.append(error)
    return found
