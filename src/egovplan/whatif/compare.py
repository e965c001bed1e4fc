# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Plan a catalogue under several scenarios and put what comes out side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from egovplan.catalogue.catalogue import Catalogue
from egovplan.markup import card, day, number, table
from egovplan.plan.metrics import budget_use, stage_outcomes
from egovplan.plan.result import STATUS_LABEL
from egovplan.whatif.outcomes import Outcome, planned
from egovplan.whatif.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

BASE = Scenario("unverändert")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scenarios side by side.

    Parameters
    ----------
    outcomes
        One for each scenario, the unchanged catalogue first.
    """

    outcomes: tuple[Outcome, ...]

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.outcomes)

    def __getitem__(self, title: str) -> Outcome:
        found = {outcome.scenario.title: outcome for outcome in self.outcomes}
        if title not in found:
            raise KeyError(f"Szenario »{title}« gibt es nicht; es gibt: {', '.join(found)}")
        return found[title]

    def rows(self) -> list[dict[str, Any]]:
        """Return one record for each scenario, with German keys; None where there is no plan."""
        return [_row(outcome) for outcome in self.outcomes]

    def to_frame(self) -> pd.DataFrame:
        """Return the table, one row a scenario.

        Columns: for each stage its finish and lateness (working days), the finish of all, makespan (working days), costs
        of each Haushaltsjahr (€), and the gap (%).
        """
        import pandas as pd

        return pd.DataFrame(self.rows()).set_index("Szenario")

    def _repr_html_(self) -> str:
        rows = self.rows()
        columns = list(dict.fromkeys(key for row in rows for key in row))
        cells = [[_shown(row.get(key)) for key in columns] for row in rows]
        return card("Szenarien im Vergleich", table(columns, cells))


def compare(
    catalogue: Catalogue,
    scenarios: Scenario | Iterable[Scenario],
    *,
    time_limit: float = 10.0,
    seed: int = 0,
    jobs: int = 1,
    progress: bool | Callable[[Any], None] | None = None,
    **options: Any,
) -> Comparison:
    """Plan a catalogue unchanged and under each scenario.

    Parameters
    ----------
    catalogue
        The base; it is not touched.
    scenarios
        What would be different. All are applied, and so checked, before the first one is planned.
    time_limit
        For each scenario. [s]
    jobs
        How many are planned at the same time, each with its share of the processors: sooner done, and each less thoroughly.
    seed, progress, **options
        As in :func:`egovplan.schedule`; the same for every scenario. With several jobs a callable is called from several threads,
        and there is no line of text.

    Returns
    -------
    Comparison
        Ctrl-C ends it after the scenario that is being planned; those behind it are left out.

    Raises
    ------
    CatalogueError
        If a scenario names what the catalogue does not have.
    OutOfRangeError
        If there are no jobs.
    """
    scenarios = [scenarios] if isinstance(scenarios, Scenario) else list(scenarios)
    pairs = [(BASE, catalogue), *((scenario, scenario.apply(catalogue)) for scenario in scenarios)]
    options |= {"time_limit": time_limit, "seed": seed, "progress": progress}
    return Comparison(tuple(planned(pairs, jobs, options)))


def _row(outcome: Outcome) -> dict[str, Any]:
    row: dict[str, Any] = {"Szenario": outcome.scenario.title}
    plan = outcome.result.plan
    if plan is None:
        reasons = f": {' '.join(outcome.result.conflict)}" if outcome.result.conflict else ""
        return row | {"Ergebnis": STATUS_LABEL[outcome.result.status] + reasons}
    for stage in stage_outcomes(plan):
        row[f"{stage.title}: Ende"] = stage.finish_date
        row[f"{stage.title}: Verzug [Arbeitstage]"] = max(0, -stage.margin) if stage.margin is not None else None
    row["Ende"] = plan.timeline.last_day(plan.start, plan.finish)
    row["Gesamtdauer [Arbeitstage]"] = plan.makespan
    years: dict[int, int] = {}
    for use in budget_use(plan):
        years[use.year] = years.get(use.year, 0) + use.used_cents
    for year in sorted(years):
        row[f"Kosten {year} [€]"] = years[year] / 100
    gap = outcome.result.gap
    row["Abstand zur Schranke [%]"] = None if gap is None else round(100 * gap, 1)
    return row


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, float):
        return number(value, 0 if value >= 1000 else 1)
    return number(value) if isinstance(value, int) else str(value)
