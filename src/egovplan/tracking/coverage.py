# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""How far each measure has come in each office, as of a date. Everything is derived from what was reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.model import Measure, Target
from egovplan.catalogue.status import Actual, Coverage, Decision, MeasureStatus


class Extent(StrEnum):
    """How far a measure has come. »umgesetzt« is live somewhere, »flächendeckend« live everywhere with all uses."""

    EVERYWHERE = "flächendeckend und vollständig umgesetzt"
    PARTLY = "umgesetzt, aber nicht flächendeckend oder nicht vollständig"
    RUNNING = "begonnen, noch nicht umgesetzt"
    NOT_DONE = "noch nicht begonnen"
    POSTPONED = "zurückgestellt"
    DROPPED = "aufgegeben"
    UNKNOWN = "Stand nicht bekannt"


@dataclass(frozen=True, slots=True)
class OfficeCoverage:
    """What is live of a measure in one office.

    Parameters
    ----------
    office
        Id of the office.
    workplaces, workplaces_live
        Planned and live workplaces; live is None where nothing was reported.
    uses, uses_live
        Planned and live uses.
    date
        Date of the report, None where there is none.
    introduced
        Whether the introduction is reported as finished.
    """

    office: str
    workplaces: int
    workplaces_live: int | None
    uses: tuple[str, ...]
    uses_live: tuple[str, ...]
    date: dt.date | None
    introduced: bool

    @property
    def is_live(self) -> bool:
        """Whether at least one workplace or use is live."""
        return self.introduced or bool(self.workplaces_live) or bool(self.uses_live)

    def missing_workplaces(self, threshold: float) -> int:
        """Return how many workplaces are missing to a share of those planned; 0 where the share is reached."""
        live = self.workplaces if self.introduced and self.workplaces_live is None else self.workplaces_live or 0
        return self.workplaces - live if live < threshold * self.workplaces else 0

    @property
    def missing_uses(self) -> tuple[str, ...]:
        """Planned uses that are not live."""
        if self.introduced and self.date is None:
            return ()
        return tuple(use for use in self.uses if use not in self.uses_live)

    def is_complete(self, threshold: float) -> bool:
        """Whether it is live with all its uses on at least this share of its workplaces."""
        return self.is_live and not self.missing_workplaces(threshold) and not self.missing_uses


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one measure has come.

    Parameters
    ----------
    measure
        The measure.
    extent
        The derived answer.
    offices
        Coverage in each target office; empty for a measure without rollout.
    started, finished
        Reported activities that have started and finished, and ``total`` of them.
    since
        Last reported finish if the measure is live, None if it is not known.
    status
        The latest decision or remark, None where there is none.
    """

    measure: Measure
    extent: Extent
    offices: tuple[OfficeCoverage, ...]
    started: int
    finished: int
    total: int
    since: dt.date | None
    status: MeasureStatus | None

    @property
    def is_done(self) -> bool:
        """Whether it is live somewhere."""
        return self.extent in (Extent.EVERYWHERE, Extent.PARTLY)


def progress(catalogue: Catalogue, as_of: dt.date, *, threshold: float = 1.0) -> Mapping[str, Progress]:
    """Return how far each measure has come.

    Parameters
    ----------
    catalogue
        With its status; without one, every measure is unknown.
    as_of
        Reports after this day are left out.
    threshold
        Share of the workplaces of an office that counts as introduced there. [1]

    Returns
    -------
    dict
        Measure id → progress, in the order of the catalogue.
    """
    return {measure.id: _of(catalogue, measure, as_of, threshold) for measure in catalogue.measures}


def _of(catalogue: Catalogue, measure: Measure, as_of: dt.date, threshold: float) -> Progress:
    status = catalogue.status
    members = catalogue.expansion.members[measure.id]
    actuals = {a.activity: a for a in status.actuals if a.activity in members and a.start <= as_of} if status else {}
    done = {name: a for name, a in actuals.items() if a.finish is not None and a.finish <= as_of}
    reports = [c for c in status.coverage if c.measure == measure.id and c.date <= as_of] if status else []
    offices = tuple(
        _office(target, reports, f"{measure.id}/rollout/{target.office}" in done)
        for target in (measure.rollout.targets if measure.rollout else ())
    )
    remarks = (
        [s for s in status.decisions if s.measure == measure.id and (s.date is None or s.date <= as_of)]
        if status
        else []
    )
    remark = max(remarks, key=lambda s: s.date or dt.date.min, default=None)
    extent = _extent(offices, actuals, done, len(members), remark, threshold)
    return Progress(
        measure, extent, offices, len(actuals), len(done), len(members), _since(offices, done, extent), remark
    )


def _office(target: Target, reports: list[Coverage], introduced: bool) -> OfficeCoverage:
    latest = max((c for c in reports if c.office == target.office), key=lambda c: c.date, default=None)
    if latest is None:
        return OfficeCoverage(target.office, target.workplaces, None, target.uses, (), None, introduced)
    return OfficeCoverage(
        target.office,
        target.workplaces,
        latest.workplaces_live,
        target.uses,
        latest.uses_live,
        latest.date,
        introduced,
    )


def _extent(
    offices: tuple[OfficeCoverage, ...], actuals: Mapping[str, Actual], done: Mapping[str, Actual], total: int,
    remark: MeasureStatus | None, threshold: float,
) -> Extent:  # fmt: skip
    live = any(office.is_live for office in offices)
    if offices and all(office.is_complete(threshold) for office in offices):
        return Extent.EVERYWHERE
    if not offices and total and len(done) == total:
        return Extent.EVERYWHERE
    if remark and remark.decision is Decision.DROPPED:
        return Extent.DROPPED
    if live:
        return Extent.PARTLY
    if remark and remark.decision is Decision.POSTPONED:
        return Extent.POSTPONED
    if actuals:
        return Extent.RUNNING
    return Extent.NOT_DONE if remark else Extent.UNKNOWN


def _since(offices: tuple[OfficeCoverage, ...], done: Mapping[str, Actual], extent: Extent) -> dt.date | None:
    if extent not in (Extent.EVERYWHERE, Extent.PARTLY):
        return None
    days = [a.finish for a in done.values() if a.finish] + [o.date for o in offices if o.date and o.is_live]
    return max(days, default=None)
