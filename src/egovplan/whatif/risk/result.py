# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What simulating a project brought: how sure each date is, and what makes it unsure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from egovplan.plan.model import Plan
from egovplan.timeline import Timeline
from egovplan.whatif.risk.distribution import AmountDistribution, DayDistribution, JointConfidence

if TYPE_CHECKING:
    import pandas as pd

    from egovplan.catalogue.catalogue import Catalogue

KINDS = {"network": "Netzplan ohne Kapazitäten", "resources": "unter Kapazitäten, in der Reihenfolge des Plans"}
"""What was simulated, as planners read it."""


@dataclass(frozen=True, slots=True)
class MilestoneRisk:
    """How sure it is when the whole project, a stage or a measure is finished.

    Parameters
    ----------
    id, title
        Of the stage or measure; the whole project has an empty id.
    deterministic
        Finish where every duration is the planned one and nothing happens. [d]
    distribution
        Its finish in all runs.
    due
        Day that keeps its deadline: finish ≤ ``due``; None if it has none. [d]
    hard
        Whether the deadline is binding.
    probability
        Share of runs that keep the deadline; None if it has none. [1]
    deadline
        The deadline as it was set, which may be a day without work; None if it has none.
    """

    id: Any
    title: str
    deterministic: int
    distribution: DayDistribution
    due: int | None = None
    hard: bool = False
    probability: float | None = None
    deadline: dt.date | None = None

    @property
    def deterministic_date(self) -> dt.date | None:
        """Last day of work as planned; None without a calendar."""
        return self.distribution.date_of(self.deterministic)

    @property
    def due_date(self) -> dt.date | None:
        """The deadline as it was set, else the last working day that keeps it; None if there is none, or no calendar."""
        return self.deadline or self.distribution.date_of(self.due)

    @property
    def deterministic_probability(self) -> float:
        """Share of runs that are finished as early as planned. [1]."""
        return self.distribution.probability(self.deterministic)

    @property
    def merge_bias(self) -> int | None:
        """Working days between the planned finish and P50, None where half of the runs never finish. [d].

        Where several chains meet, the latest one counts: the planned date is then too early in more than half of the
        runs, even if every single duration is as likely to be shorter as longer (MacCrimmon & Ryavec 1964).
        """
        middle = self.distribution.quantile(0.5)
        return None if middle is None else middle - self.deterministic


@dataclass(frozen=True, slots=True)
class ActivityRisk:
    """What an activity does to the finish of the whole project, and when it is finished itself.

    Parameters
    ----------
    id, title, measure, office
        Which one; measure and office are empty where there is none.
    criticality
        Share of runs in which it is critical: without float, or, under resources, on a chain of binding predecessors to
        the finish (Van Slyke 1963). [1]
    cruciality
        Correlation of its duration with the finish of the project (Williams 1992). [1]
    sensitivity
        Criticality × standard deviation of its duration ÷ that of the finish (schedule sensitivity index, PMI 2004,
        Vanhoucke 2010). [1]
    deterministic_finish
        As planned. [d]
    p10, p50, p90
        Finish, from the first 2,048 runs; None where it is beyond the calendar. [d]
    source
        Kind of its estimate in words.
    """

    id: Any
    title: str
    measure: str
    office: str
    criticality: float
    cruciality: float
    sensitivity: float
    deterministic_finish: int
    p10: int | None
    p50: int | None
    p90: int | None
    source: str


@dataclass(frozen=True, slots=True)
class OfficeRisk:
    """How often a capacity is what activities wait for: people, a limit of what may be open at once, or money.

    Parameters
    ----------
    id, title
        Of the capacity (``16/IT``), the limit (``open:16``) or the budget (``budget:investment``); the title begins with
        the office's.
    binding
        Share of runs in which its capacity makes some activity wait. [1]
    mean_wait
        Mean over all runs of the working days that activities wait for it, summed. [d]
    office
        Whose it is; empty where it is no office's.
    """

    id: str
    title: str
    binding: float
    mean_wait: float
    office: str = ""


@dataclass(frozen=True, slots=True)
class EventRisk:
    """What a discrete risk does.

    Parameters
    ----------
    title, probability
        As it was given.
    frequency
        Share of runs in which it happened. [1]
    effect
        Mean finish of the project with it, less that without it; NaN if one of them did not occur, 0 if all that it could
        hit has happened. [d]
    """

    title: str
    probability: float
    frequency: float
    effect: float


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class RiskResult:
    """How sure the dates of a project are; immutable.

    Parameters
    ----------
    title
        Of the catalogue.
    n, seed
        Number of runs, and the seed that repeats them.
    kind
        ``network`` (calendar, but no capacities) or ``resources`` (capacities, in the order and modes of the plan).
    whole
        The whole project.
    stages, measures
        In the order of the catalogue; those without activities are left out.
    activities
        In the order of the network.
    offices
        In the order of the catalogue; empty for ``network``.
    events
        Discrete risks, those of the catalogue first.
    cost, joint
        Sum of all one-off costs, and date and cost together; None where there are none.
    precision
        Half width of the 95 % confidence interval of the whole project's P80; NaN where it is beyond the calendar,
        and with fewer than 25 runs, of which none is above the interval. [d]
    sources
        Kind of estimate, in words and with its source → number of activities.
    plan, catalogue
        What was simulated; None where it was none.
    interrupted
        Whether it was ended early with Ctrl-C.
    """

    title: str
    n: int
    seed: int
    kind: str
    whole: MilestoneRisk
    stages: tuple[MilestoneRisk, ...] = ()
    measures: tuple[MilestoneRisk, ...] = ()
    activities: tuple[ActivityRisk, ...] = ()
    offices: tuple[OfficeRisk, ...] = ()
    events: tuple[EventRisk, ...] = ()
    cost: AmountDistribution | None = None
    joint: JointConfidence | None = None
    precision: float
    sources: Mapping[str, int]
    plan: Plan | None = None
    catalogue: Catalogue | None = None
    interrupted: bool = False

    @property
    def merge_bias(self) -> int | None:
        """Working days between the planned finish of the project and its P50; None where that is beyond the calendar."""
        return self.whole.merge_bias

    @property
    def never(self) -> float:
        """Share of runs for which the calendar does not suffice: no sitting is left, or it ends. [1]."""
        distribution = self.whole.distribution
        return distribution.never / distribution.runs if distribution.runs else 0.0

    @property
    def timeline(self) -> Timeline | None:
        """The calendar; None without one."""
        return self.whole.distribution.timeline

    @cached_property
    def activity_by_id(self) -> Mapping[Any, ActivityRisk]:
        """Activity id → its risk."""
        return {activity.id: activity for activity in self.activities}

    @cached_property
    def drivers(self) -> tuple[ActivityRisk, ...]:
        """Activities by sensitivity, the most sensitive first; those that never matter are left out."""
        ranked = sorted(self.activities, key=lambda a: (-a.sensitivity, -a.criticality))
        return tuple(a for a in ranked if a.sensitivity > 0)

    def to_frame(self) -> pd.DataFrame:
        """Return the finish of the whole project, of each stage and of each measure, one row each, with German labels.

        Columns: kind, id, title, the planned finish and its probability, P10 … P95, deadline, and probability to keep it.
        Dates where there is a calendar, else days. [d, %]
        """
        from egovplan.whatif.risk.frames import milestone_frame

        return milestone_frame(self)

    def activity_frame(self) -> pd.DataFrame:
        """Return what each activity does to the finish, one row each, with German labels; the strongest driver first."""
        from egovplan.whatif.risk.frames import activity_frame

        return activity_frame(self)

    def __repr__(self) -> str:
        from egovplan.whatif.risk.card import one_line

        return one_line(self)

    def _repr_html_(self) -> str:
        from egovplan.whatif.risk.card import html

        return html(self)
