# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What hears of the solutions of a model: one hands each of them on, one keeps the last."""

from __future__ import annotations

from collections.abc import Callable

from ortools.sat.python import cp_model

from egovplan.scheduling.cpsat.model import LevelModel
from egovplan.scheduling.objective import Schedule


class Each(cp_model.CpSolverSolutionCallback):
    """Hands on each schedule that a model finds."""

    def __init__(self, built: LevelModel, take: Callable[[Schedule], object]) -> None:
        super().__init__()
        self._built, self._take = built, take

    def on_solution_callback(self) -> None:
        """Hand on what has been found."""
        self._take(self._built.read(self.value))


class Last(cp_model.CpSolverSolutionCallback):
    """Keeps the last schedule of a model."""

    def __init__(self, built: LevelModel) -> None:
        super().__init__()
        self._built = built
        self.schedule: Schedule | None = None

    def on_solution_callback(self) -> None:
        """Take what has been found."""
        self.schedule = self._built.read(self.value)
