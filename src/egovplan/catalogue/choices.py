# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a planner chooses from: kinds of measures, relations, money; each answers to German words as well."""

from __future__ import annotations

from egovplan.catalogue.values import LabelledEnum


class MeasureKind(LabelledEnum):
    """Basismaßnahme, Einzelmaßnahme or Querschnittsmaßnahme."""

    FOUNDATION = "foundation"
    INDIVIDUAL = "individual"
    CROSS_CUTTING = "cross_cutting"

    @classmethod
    def words(cls) -> dict[str, LabelledEnum]:
        """Return folded word → member."""
        return super().words() | {
            "basismaßnahme": cls.FOUNDATION, "basis": cls.FOUNDATION,
            "einzelmaßnahme": cls.INDIVIDUAL, "einzel": cls.INDIVIDUAL,
            "querschnittsmaßnahme": cls.CROSS_CUTTING, "querschnitt": cls.CROSS_CUTTING,
        }  # fmt: skip


class RelationType(LabelledEnum):
    """Which end of the predecessor binds which end of the successor."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"

    @classmethod
    def words(cls) -> dict[str, LabelledEnum]:
        """Return folded word → member; the German letters are Ende-Anfang and so on (DIN 69900)."""
        return super().words() | {"ea": cls.FS, "aa": cls.SS, "ee": cls.FF, "ae": cls.SF}

    @property
    def from_start(self) -> bool:
        """Whether the start of the predecessor binds, not its finish."""
        return self in (RelationType.SS, RelationType.SF)

    @property
    def to_start(self) -> bool:
        """Whether the start of the successor is bound, not its finish."""
        return self in (RelationType.FS, RelationType.SS)


class Charged(LabelledEnum):
    """When a one-off cost falls due."""

    START = "start"
    FINISH = "finish"
    SPREAD = "spread"

    @classmethod
    def words(cls) -> dict[str, LabelledEnum]:
        """Return folded word → member."""
        return super().words() | {"beginn": cls.START, "ende": cls.FINISH, "verteilt": cls.SPREAD}


class BudgetKind(LabelledEnum):
    """Finanzhaushalt (investiv) or Ergebnishaushalt (konsumtiv)."""

    INVESTMENT = "investment"
    OPERATING = "operating"

    @classmethod
    def words(cls) -> dict[str, LabelledEnum]:
        """Return folded word → member."""
        return super().words() | {"investiv": cls.INVESTMENT, "konsumtiv": cls.OPERATING}
