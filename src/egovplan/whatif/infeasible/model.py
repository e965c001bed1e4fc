# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What is said about a catalogue that has no plan: rules that exclude each other, and repairs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from egovplan.markup import GermanDate, card, escape, facts, number, percent, table
from egovplan.plan.model import Plan
from egovplan.plan.result import Result
from egovplan.whatif.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


class RuleKind(StrEnum):
    """What a rule limits."""

    WORK = "work"
    PRECEDENCE = "precedence"
    RELEASE = "release"
    DEADLINE = "deadline"
    SITTING = "sitting"
    EMBARGO = "embargo"
    CAPACITY = "capacity"
    PARALLEL = "parallel"
    OPEN_MEASURES = "open_measures"
    BUDGET = "budget"
    STOCK = "stock"
    FACT = "fact"


RULE_LABEL: dict[RuleKind, str] = {
    RuleKind.WORK: "Arbeit",
    RuleKind.PRECEDENCE: "Reihenfolge",
    RuleKind.RELEASE: "frühester Beginn",
    RuleKind.DEADLINE: "Frist",
    RuleKind.SITTING: "Sitzung",
    RuleKind.EMBARGO: "Sperre",
    RuleKind.CAPACITY: "Kapazität",
    RuleKind.PARALLEL: "gleichzeitige Einführungen",
    RuleKind.OPEN_MEASURES: "offene Maßnahmen",
    RuleKind.BUDGET: "Haushalt",
    RuleKind.STOCK: "Vorrat",
    RuleKind.FACT: "Tatsache",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a catalogue that can be thought away.

    Parameters
    ----------
    kind
        What it limits.
    subjects
        What it speaks of. Work and facts: the activity. Precedence: predecessor, successor, relation and lag. Release and
        deadline: ``activity``, ``measure`` or ``stage``, and its id. Sitting: activity and body. Others: the id.
    text
        In the planner's words, without full stop.
    year
        Calendar year of a capacity, Haushaltsjahr of a budget; None for rules that hold always.
    """

    kind: RuleKind
    subjects: tuple[str, ...]
    text: str
    year: int | None = None

    @property
    def label(self) -> str:
        """The kind in German."""
        return RULE_LABEL[self.kind]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that no plan can keep all at once, whatever the other rules of the catalogue say.

    Parameters
    ----------
    rules
        All of them.
    is_minimal
        Whether a verified plan is known for each of them that keeps all the others: not one can be left out.
    proofs
        The computations, each different from the others, that found that there is no plan; at least two.
    reasons
        The arithmetic behind it, one German sentence each.
    """

    rules: tuple[Rule, ...]
    is_minimal: bool
    proofs: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    def of_kind(self, *kinds: RuleKind) -> tuple[Rule, ...]:
        """Return the rules of some kinds, in their order."""
        return tuple(rule for rule in self.rules if rule.kind in kinds)

    @property
    def text(self) -> str:
        """The rules in one line: deadlines first, then what is scarce, then what has to be done."""
        return ", ".join(rule.text for rule in self.rules)

    @property
    def note(self) -> str:
        """Whether each rule is needed, in German."""
        if self.is_minimal:
            return "Ohne irgendeine dieser Regeln gibt es einen geprüften Plan, der alle übrigen dieser Regeln einhält."
        return "Nicht als minimal bewiesen: vielleicht kommt es nicht auf jede dieser Regeln an."

    def to_frame(self) -> pd.DataFrame:
        """Return the rules as a table with the columns Art, Regel and Jahr."""
        import pandas as pd

        rows = [(rule.label, rule.text, rule.year) for rule in self.rules]
        frame = pd.DataFrame(rows, columns=["Art", "Regel", "Jahr"])
        return frame.astype({"Jahr": "Int64"})

    def __repr__(self) -> str:
        return f"Conflict({len(self.rules)} Regeln{'' if self.is_minimal else ', nicht als minimal bewiesen'}: {self.text})"

    def _repr_html_(self) -> str:
        return card("Konflikt", self.to_html())

    def to_html(self) -> str:
        """Return the rules and the reasons as HTML without a frame around."""
        rows = [(rule.label, rule.text) for rule in self.rules]
        reasons = "".join(f"<li>{escape(line)}</li>" for line in self.reasons)
        return (
            table(["Art", "Regel"], rows) + (f"<ul>{reasons}</ul>" if reasons else "") + facts([("Stand", self.note)])
        )


class RepairKind(StrEnum):
    """What a repair changes."""

    DEADLINE = "deadline"
    CAPACITY = "capacity"
    BUDGET = "budget"
    OPEN_MEASURES = "open_measures"
    PARALLEL = "parallel"
    STOCK = "stock"
    RELEASE = "release"
    EMBARGO = "embargo"
    POSTPONE = "postpone"


REPAIR_LABEL: dict[RepairKind, str] = {
    RepairKind.DEADLINE: "Frist verschieben",
    RepairKind.CAPACITY: "mehr VZÄ",
    RepairKind.BUDGET: "mehr Haushaltsmittel",
    RepairKind.OPEN_MEASURES: "mehr offene Maßnahmen",
    RepairKind.PARALLEL: "mehr gleichzeitige Einführungen",
    RepairKind.STOCK: "größerer Vorrat",
    RepairKind.RELEASE: "früher beginnen",
    RepairKind.EMBARGO: "Sperre aufheben",
    RepairKind.POSTPONE: "Maßnahme zurückstellen",
}


@dataclass(frozen=True, slots=True)
class Repair:
    """A change after which there is a plan.

    Parameters
    ----------
    kind
        What is changed first; where there are several conflicts, further changes may come with it.
    text
        What to do, in German, with its amount.
    amount, unit
        How much: working days (``AT``), hundredths of a VZÄ (``VZÄ/100``), cents (``ct``), pieces or measures.
    size
        The share of what is there that has to give: the same measure for all kinds, 0.03 for 3 %. [1]
    scenario
        The changes, to be applied to the catalogue.
    result
        What planning the changed catalogue brought; its plan is verified.
    is_smallest
        Whether it is proved that no smaller amount of this very change would do, in steps of 0.05 VZÄ, 1 € and 1 of everything
        else; False where further changes come with it. Of a postponement: whether it is the mildest that there is.
    """

    kind: RepairKind
    text: str
    amount: int
    unit: str
    size: float
    scenario: Scenario
    result: Result
    is_smallest: bool

    @property
    def label(self) -> str:
        """The kind in German."""
        return REPAIR_LABEL[self.kind]

    @property
    def plan(self) -> Plan:
        """The verified plan of the changed catalogue."""
        assert self.result.plan is not None
        return self.result.plan

    def __repr__(self) -> str:
        return f"Repair({self.text!r}, {percent(self.size, 1)})"


@dataclass(frozen=True, slots=True)
class Infeasibility:
    """What :func:`egovplan.explain_infeasible` found.

    Parameters
    ----------
    conflicts
        One, or several that have nothing to do with each other; empty if there is a plan, or if nothing is known.
    repairs
        Each makes a plan possible, the smallest first.
    plan
        A verified plan of the unchanged catalogue, if there is one after all.
    is_proved
        Whether it is proved that the catalogue has no plan.
    wall_time
        Seconds from call to return. [s]
    """

    conflicts: tuple[Conflict, ...]
    repairs: tuple[Repair, ...]
    plan: Plan | None
    is_proved: bool
    wall_time: float = 0.0

    @property
    def conflict(self) -> Conflict | None:
        """The first conflict."""
        return self.conflicts[0] if self.conflicts else None

    @property
    def text(self) -> str:
        """What was found, in one German sentence."""
        if self.plan is not None:
            return "Es gibt einen Plan: er ist geprüft und hält alle Regeln ein."
        if not self.is_proved:
            return "In der Zeit wurde weder ein Plan gefunden noch bewiesen, dass es keinen gibt."
        return f"Es gibt keinen Plan: {'; '.join(conflict.text for conflict in self.conflicts)}."

    def rows(self) -> list[dict[str, Any]]:
        """Return one record for each repair, with German keys."""
        return [
            {
                "Abhilfe": repair.text, "Art": repair.label, "Größe [%]": round(100 * repair.size, 2),
                "kleinste": repair.is_smallest, "Ende": GermanDate.of(repair.plan.timeline.last_day(repair.plan.start, repair.plan.finish)),
            }
            for repair in self.repairs
        ]  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """Return the repairs as a table, the smallest first.

        Columns: Abhilfe, Art, Größe [%] (share of what is there that has to give), kleinste (proved that less would not do),
        Ende of the plan that it makes possible.
        """
        import pandas as pd

        return pd.DataFrame(self.rows(), columns=["Abhilfe", "Art", "Größe [%]", "kleinste", "Ende"])

    def __repr__(self) -> str:
        return f"Infeasibility({self.text} {len(self.repairs)} Abhilfen, {self.wall_time:.1f} s)"

    def _repr_html_(self) -> str:
        parts = [conflict.to_html() for conflict in self.conflicts]
        head = ["Abhilfe", "Größe", "kleinste"]
        rows = [(r.text, percent(r.size, 1), "bewiesen" if r.is_smallest else "nicht bewiesen") for r in self.repairs]
        time = facts([("Rechenzeit", f"{number(self.wall_time, 1)} s")])
        return card(
            "Warum kein Plan?",
            facts([("Ergebnis", self.text)]),
            *parts,
            table(head, rows, right=(1,)) if rows else "",
            time,
        )
