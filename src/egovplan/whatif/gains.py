# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a little more would buy, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from egovplan.markup import card, facts, number, table
from egovplan.plan.model import Plan
from egovplan.plan.money import KIND_WORDS
from egovplan.plan.result import LEVEL_LABEL, LEVEL_UNIT
from egovplan.whatif.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


class Scarce(StrEnum):
    """What there could be more of."""

    PEOPLE = "people"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Place:
    """Where there could be more.

    Parameters
    ----------
    kind
        People or money.
    name
        Id of the resource, or kind of the budget.
    year
        Calendar year, or Haushaltsjahr.
    """

    kind: Scarce
    name: str
    year: int

    @property
    def title(self) -> str:
        """The place without its year, in German."""
        if self.kind is Scarce.PEOPLE:
            return self.name
        return f"Haushalt {next(words for kind, words in KIND_WORDS.items() if kind.value == self.name)}"


@dataclass(frozen=True, slots=True)
class MarginalValue:
    """What more in one place brings.

    Parameters
    ----------
    place, office
        Where; the office is None for money.
    scenario
        How much more, as a scenario.
    level
        The first level of the objective that becomes better; None if none does.
    before, after
        Its value without and with; equal where there is no gain.
    """

    place: Place
    office: str | None
    scenario: Scenario
    level: str | None
    before: int
    after: int

    @property
    def gain(self) -> int:
        """By how much the level becomes better, in its own unit."""
        return self.before - self.after

    @property
    def goal(self) -> str:
        """The level with its unit, in German."""
        if self.level is None:
            return "–"
        unit = LEVEL_UNIT.get(self.level)
        return LEVEL_LABEL.get(self.level, self.level) + (f" [{unit}]" if unit else "")


@dataclass(frozen=True, slots=True)
class MarginalValues:
    """What more would buy, the best first.

    Parameters
    ----------
    values
        One for each place where the plan has to wait for people or money.
    pruned
        Places that were not tried: nothing in the plan waits there.
    base
        The plan without anything more, searched for as long as the others.
    levels
        The objective, most important first.
    """

    values: tuple[MarginalValue, ...]
    pruned: tuple[Place, ...]
    base: Plan
    levels: tuple[str, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Return one record for each value, with German keys."""
        return [
            {
                "Mehr": value.scenario.title, "Amt": value.office, "Jahr": value.place.year, "Ziel": value.goal,
                "Gewinn": value.gain, "vorher": value.before, "nachher": value.after,
            }
            for value in self.values
        ]  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """Return the table, the best first, with the columns Mehr, Amt, Jahr, Ziel, Gewinn, vorher and nachher.

        A gain counts in the unit of its goal; goals come in their order, since nothing of a later one makes up for an
        earlier one.
        """
        import pandas as pd

        return pd.DataFrame(self.rows(), columns=["Mehr", "Amt", "Jahr", "Ziel", "Gewinn", "vorher", "nachher"])

    @property
    def note(self) -> str:
        """What was not tried, in German."""
        if not self.pruned:
            return ""
        years: dict[str, list[int]] = {}
        for place in self.pruned:
            years.setdefault(place.title, []).append(place.year)
        named = [f"{title} {', '.join(map(str, sorted(own)))}" for title, own in years.items()]
        return f"Nicht gerechnet, weil dort im Plan nichts wartet: {'; '.join(named)}."

    def __repr__(self) -> str:
        best = f", am meisten: {self.values[0].scenario.title}" if self.values and self.values[0].gain else ""
        return f"MarginalValues({len(self.values)} gerechnet, {len(self.pruned)} ausgelassen{best})"

    def _repr_html_(self) -> str:
        head = ["Mehr", "Amt", "Jahr", "Ziel", "Gewinn", "vorher", "nachher"]
        rows = [
            (v.scenario.title, v.office or "–", v.place.year, v.goal, number(v.gain), number(v.before), number(v.after))
            for v in self.values
        ]
        return card("Was mehr bringt", table(head, rows, right=(2, 4, 5, 6)), facts([("Hinweis", self.note)]))
