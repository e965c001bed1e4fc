# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What may stand behind an option of the command line; what may not is refused in German."""

from __future__ import annotations

import argparse
import datetime as dt

_MOST_RUNS = 10_000_000
LEVELS = ("lateness", "moves", "makespan", "finish", "cost", "load")
"""Levels of the objective by name; written here so that the help needs nothing else."""


def day(text: str) -> dt.date:
    """Return a date."""
    from egovplan.catalogue.values import parse_date

    try:
        return parse_date(text)
    except ValueError as error:  # its text is what a date must be
        raise argparse.ArgumentTypeError(f"erwartet: {error}; angegeben: {text}") from None


def seconds(text: str) -> float:
    """Return seconds above 0, at most a day."""
    return _number(text, 86_400, "Sekunden")


def share(text: str) -> float:
    """Return a share above 0, at most 1."""
    return _number(text, 1, "Anteil")


def _number(text: str, highest: int, what: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 < value <= highest:
        raise argparse.ArgumentTypeError(f"{what} über 0 bis {highest} erwartet, angegeben: {text}")
    return value


def positive(text: str) -> int:
    """Return a whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"ganze Zahl ab 1 erwartet, angegeben: {text}")
    return int(text)


def runs(text: str) -> int:
    """Return a number of runs."""
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_RUNS:
        raise argparse.ArgumentTypeError(f"ganze Zahl von 1 bis {_MOST_RUNS} erwartet, angegeben: {text}")
    return int(text)


def natural(text: str) -> int:
    """Return a whole number from 0 on."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"ganze Zahl ab 0 erwartet, angegeben: {text}")
    return int(text)


def integer(text: str) -> int:
    """Return a whole number."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"ganze Zahl erwartet, angegeben: {text}") from None


def percent(text: str) -> float:
    """Return a percentage, with or without its sign, as a share."""
    return _number(text.rstrip(" %"), 100, "Prozent") / 100


def name(text: str) -> str:
    """Return a name of a file or folder, which is not empty."""
    if not text.strip():
        raise argparse.ArgumentTypeError("hier fehlt der Name")
    return text


def levels(text: str) -> tuple[str, ...]:
    """Return levels of the objective, separated by commas, none twice."""
    found = tuple(part.strip() for part in text.split(","))
    unknown = [part for part in found if part not in LEVELS]
    if unknown or len(set(found)) < len(found):
        wrong = f"»{unknown[0]}« gibt es nicht" if unknown else "ein Ziel steht doppelt"
        raise argparse.ArgumentTypeError(f"{wrong}; möglich, durch Kommas getrennt: {', '.join(LEVELS)}")
    return found


def first_levels(text: str) -> tuple[str, ...]:
    """Return levels of the objective of a first plan, which has none to compare with."""
    found = levels(text)
    if "moves" in found:
        raise argparse.ArgumentTypeError("»moves« vergleicht mit einem Basisplan; dafür ist »egovplan replan« da")
    return found
