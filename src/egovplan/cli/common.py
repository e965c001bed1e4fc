# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What several commands have in common."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egovplan import datasets
from egovplan.catalogue.catalogue import Catalogue
from egovplan.cli import INTERRUPTED, NO_PLAN, OK
from egovplan.exchange import load_catalogue
from egovplan.plan.result import Result, ResultStatus, StopReason
from egovplan.scheduling.stopping import GapBelow, NoImprovement, Schedules, StoppingRule
from egovplan.whatif.infeasible.explain import explain_infeasible

if TYPE_CHECKING:
    import argparse

_EXPLAIN_LIMIT = 30.0
"""At most so long is looked for what excludes what, however long was searched for a plan. [s]"""


def load(name: str) -> Catalogue:
    """Return the catalogue in a file, or the data set of a name."""
    is_name = name in datasets.names() or (Path(name).name == name and not Path(name).suffix)
    return datasets.load(name) if is_name and not Path(name).exists() else load_catalogue(name)


def search_options(options: argparse.Namespace) -> dict[str, Any]:
    """Return what a command line says of the search, as arguments of :func:`egovplan.schedule`."""
    found = {name: getattr(options, name) for name in ("time_limit", "seed", "workers")}
    found["progress"] = sys.stderr.isatty()  # in a log every refresh would be a line
    if getattr(options, "objective", None):
        found["objective"] = options.objective
    return found | {"stop": list(_stops(options))}


def _stops(options: argparse.Namespace) -> Iterator[StoppingRule]:
    """Yield what ends the search besides the time limit; only some commands have such options."""
    asked = {name: getattr(options, name, None) for name in ("gap", "schedules", "no_improvement")}
    if asked["gap"] is not None:
        yield GapBelow(asked["gap"])
    if asked["schedules"] is not None:
        yield Schedules(asked["schedules"])
    if asked["no_improvement"] is not None:
        yield NoImprovement(seconds=asked["no_improvement"])


def no_plan(result: Result, catalogue: Catalogue, options: argparse.Namespace) -> int:
    """Say that there is no plan, which rules exclude each other, and what would help."""
    from egovplan.views.infeasible_summary import infeasible_summary
    from egovplan.views.summary import plan_summary

    found = None
    if result.status is ResultStatus.INFEASIBLE and getattr(options, "max_moves", None) is None:
        limit = min(options.time_limit, _EXPLAIN_LIMIT)
        found = explain_infeasible(catalogue, time_limit=limit, as_of=options.stichtag, seed=options.seed)
    print(infeasible_summary(found) if found and found.conflicts else plan_summary(result))
    return NO_PLAN


def is_interrupted(result: Result | None) -> bool:
    """Whether a search was broken off."""
    return result is not None and result.stop_reason is StopReason.INTERRUPTED


def written(files: Iterable[Path], folder: str, *, interrupted: bool = False) -> int:
    """Say what was written, and return the exit code."""
    print(f"\nGeschrieben nach {folder}: {', '.join(path.name for path in files)}")
    return INTERRUPTED if interrupted else OK


def quiet_fonts() -> None:
    """Let no library tell where it keeps its fonts: that is no matter for a planner."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
