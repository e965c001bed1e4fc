# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The Bilanz: the six questions of the council, answered as data and as German text.

The questions are those of Anfrage 1384/2019 of the Mainz city council: for the priorities 0, 1 and 2 what is done, done
everywhere, missing where, and not done; what of the priorities 3 to 5 is done; in which order, how long and with which
resources the rest will come; and with whom the city cooperates. What is not known is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from egovplan.catalogue.actuals import status_date
from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.model import Measure
from egovplan.errors import CatalogueError, Issue, OutOfRangeError, PlanError
from egovplan.markup import card, day, table
from egovplan.plan.model import Plan, expect_plan
from egovplan.tracking import wording
from egovplan.tracking.coverage import Extent, Progress, progress
from egovplan.tracking.outlook import Outlook, outlook

if TYPE_CHECKING:
    import pandas as pd

LATER = (3, 4, 5)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    Parameters
    ----------
    number
        1 to 6.
    question
        What was asked, shortened.
    text
        The answer, as German paragraphs.
    groups
        For questions 1 to 4: how far → ids of the measures; for 5 and 6: one group.
    """

    number: int
    question: str
    text: str
    groups: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Bilanz:
    """Where the strategy stands on a day.

    Parameters
    ----------
    title
        Of the strategy.
    as_of
        The day.
    answers
        Six of them.
    progress
        Measure id → how far it has come.
    outlook
        What the plan says of the measures of priority 3 to 5 that are not done, in their order.
    threshold
        Share of the workplaces of an office that counts as introduced there. [1]
    """

    title: str
    as_of: dt.date
    answers: tuple[Answer, ...]
    progress: Mapping[str, Progress]
    outlook: tuple[Outlook, ...]
    threshold: float

    def __getitem__(self, number: int) -> Answer:
        return self.answers[number - 1]

    @property
    def text(self) -> str:
        """The whole answer, as a German text that can go into a Drucksache."""
        head = [f"Bilanz: {self.title}", f"Stand: {day(self.as_of)}", wording.definition(self.threshold)]
        return "\n\n".join([*head, *(f"{a.number}. {a.question}\n\n{a.text}" for a in self.answers)]) + "\n"

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each measure: priority, title, how far, offices live and planned, workplaces, date."""
        import pandas as pd

        return pd.DataFrame([_record(p, self.threshold) for p in self.progress.values()]).set_index("Kürzel")

    def __repr__(self) -> str:
        counts = ", ".join(f"{sum(p.extent is e for p in self.progress.values())} {e.value}" for e in Extent)
        return f"Bilanz({day(self.as_of)}: {counts})"

    def _repr_html_(self) -> str:
        rows = [_record(p, self.threshold) for p in self.progress.values()]
        head = list(rows[0]) if rows else []
        return card(f"Bilanz {self.title}, Stand {day(self.as_of)}", table(head, [list(row.values()) for row in rows]))


def bilanz(
    catalogue: Catalogue, plan: Plan | None = None, as_of: dt.date | str | None = None, *, threshold: float = 1.0
) -> Bilanz:
    """Answer the six questions of the council.

    Parameters
    ----------
    catalogue
        With its status.
    plan
        For order, duration and resources of what is still to come; without one, question 5 says that there is none.
    as_of
        The day of the answer; the catalogue's status date by default. Later reports are left out.
    threshold
        Share of the workplaces of an office that counts as introduced there. [1]

    Raises
    ------
    CatalogueError
        If there is neither a status nor a day.
    PlanError
        If the plan is of a catalogue with another title.
    TypeError
        If ``plan`` is none, but for example a result.
    OutOfRangeError
        If ``threshold`` is no share.
    """
    if not isinstance(catalogue, Catalogue):
        raise TypeError(f"bilanz: zuerst der Katalog, dann der Plan; angegeben: {type(catalogue).__name__}.")
    if plan is not None:
        expect_plan(plan, "bilanz")
        if plan.catalogue.title != catalogue.title:
            raise PlanError(f"Der Plan gehört zu »{plan.catalogue.title}«, der Katalog ist »{catalogue.title}«.")
    if not 0 < threshold <= 1:
        raise OutOfRangeError(f"threshold: Anteil über 0 bis 1 erwartet, angegeben: {threshold!r}.")
    today = status_date(as_of) or (catalogue.status.as_of if catalogue.status else None)
    if today is None:
        raise CatalogueError([Issue("status", "Der Katalog hat keinen Stand; bitte einen Stichtag angeben.")])
    state = progress(catalogue, today, threshold=threshold)
    rest = [m for m in catalogue.measures if m.priority in LATER and state[m.id].extent not in _SETTLED]
    ahead = outlook(plan, [m.id for m in rest]) if plan else ()
    answers = (
        *(_by_priority(catalogue, state, priority, threshold) for priority in (0, 1, 2)),
        _later_done(catalogue, state),
        _later_plans(catalogue, rest, state, plan, ahead),
        _cooperation(catalogue.measures),
    )
    return Bilanz(catalogue.title, today, answers, state, ahead, threshold)


_SETTLED = (Extent.EVERYWHERE, Extent.DROPPED)


def _by_priority(catalogue: Catalogue, state: Mapping[str, Progress], priority: int, threshold: float) -> Answer:
    mine = [state[m.id] for m in catalogue.measures if m.priority == priority]
    groups = _grouped(mine)
    name = "Priorität 0 (Basismaßnahmen)" if priority == 0 else f"Priorität {priority}"
    question = (
        f"Welche Maßnahmen der {name} sind umgesetzt, welche davon flächendeckend und vollständig, welche wo noch nicht "
        "ausgerollt, welche nicht umgesetzt?"
    )
    text = wording.priority_text(mine, catalogue.office_title, threshold) if mine else "Der Katalog enthält keine."
    return Answer(priority + 1, question, text, groups)


def _later_done(catalogue: Catalogue, state: Mapping[str, Progress]) -> Answer:
    mine = [state[m.id] for m in catalogue.measures if m.priority in LATER]
    question = "Welche Maßnahmen der Prioritäten 3, 4 und 5 wurden bereits umgesetzt?"
    return Answer(4, question, wording.later_done_text(mine), _grouped(mine))


def _later_plans(
    catalogue: Catalogue,
    rest: list[Measure],
    state: Mapping[str, Progress],
    plan: Plan | None,
    ahead: tuple[Outlook, ...],
) -> Answer:
    question = (
        "Liegen Umsetzungspläne für die Maßnahmen der Prioritäten 3, 4 und 5 vor, mit welcher Reihenfolge, Dauer und "
        "Ressourcenausstattung?"
    )
    halted = {m.id: state[m.id].extent.value for m in rest if state[m.id].extent is Extent.POSTPONED}
    text = wording.outlook_text(ahead, catalogue.office_title, rest=len(rest), has_plan=plan is not None, halted=halted)
    return Answer(5, question, text, {"geplant": tuple(row.measure for row in ahead)})


def _cooperation(measures: tuple[Measure, ...]) -> Answer:
    question = "Bei welchen Maßnahmen kooperiert die Stadt mit anderen Kommunen oder Gebietskörperschaften?"
    mine = [m for m in measures if m.partners]
    return Answer(6, question, wording.cooperation_text(mine), {"Kooperation": tuple(m.id for m in mine)})


def _grouped(rows: list[Progress]) -> dict[str, tuple[str, ...]]:
    return {extent.value: tuple(p.measure.id for p in rows if p.extent is extent) for extent in Extent}


def _record(row: Progress, threshold: float) -> dict[str, Any]:
    live = sum(o.is_live for o in row.offices)
    workplaces = sum(o.workplaces_live or 0 for o in row.offices)
    missing = [o.office for o in row.offices if not o.is_complete(threshold)]
    return {
        "Kürzel": row.measure.id,
        "Maßnahme": row.measure.title,
        "Priorität": row.measure.priority,
        "Stand": row.extent.value,
        "Ämter in Betrieb": f"{live} von {len(row.offices)}" if row.offices else "–",
        "Arbeitsplätze in Betrieb": f"{workplaces} von {sum(o.workplaces for o in row.offices)}"
        if row.offices
        else "–",
        "fehlt in": ", ".join(missing) or "–",
        "Datum": day(row.since) if row.since else "nicht bekannt" if row.is_done else "–",
    }
