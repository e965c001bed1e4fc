# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The load of each office against its capacity, as steps on the calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from egovplan.markup import fte, number, percent
from egovplan.plan.metrics import Profile, office_load, resource_load
from egovplan.plan.model import Plan
from egovplan.timeline import Timeline
from egovplan.views.text import one_line


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of days with one load and one capacity.

    Parameters
    ----------
    start, stop
        ``[start, stop)`` in calendar ordinals.
    load, capacity
        Hundredths of a VZÄ.
    full
        Whether a role of the office has no more to give.
    """

    start: int
    stop: int
    load: int
    capacity: int
    full: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """The load of one office over the whole plan.

    Parameters
    ----------
    id, title
        The office.
    detail
        Capacity and mean load as text.
    steps
        In order, without gaps.
    mean
        Load as a share of capacity while there is any work. [1].
    full_days
        Working days on which a role of the office has no more to give, summed over its roles.
    work
        Load summed over all working days. [hundredths of a person day].
    """

    id: str
    title: str
    detail: str
    steps: tuple[Step, ...]
    mean: float
    full_days: int
    work: int

    @property
    def top(self) -> int:
        """Highest load or capacity."""
        return max((max(s.load, s.capacity) for s in self.steps), default=0)


def load_strips(plan: Plan, count: int) -> tuple[tuple[Strip, ...], int]:
    """Return the strips of the ``count`` offices that bind most, in order of their numbers, and how many are left out."""
    full = _full_days(plan)
    profiles = {office: profile for office, profile in office_load(plan).items() if any(profile.load)}
    strips = [_strip(plan, office, profile, full.get(office, {})) for office, profile in profiles.items()]
    chosen = sorted(strips, key=lambda s: (-s.full_days, -s.work, s.id))[:count]
    return tuple(s for s in strips if s in chosen), len(strips) - len(chosen)


def _full_days(plan: Plan) -> dict[str, Counter[int]]:
    """Return office → position of a working day → number of its roles that have no more to give."""
    result: dict[str, Counter[int]] = {}
    resources = {r.id: r for r in plan.catalogue.resources}
    for name, profile in resource_load(plan).items():
        days = Counter(
            position
            for position, (load, have) in enumerate(zip(profile.load, profile.capacity, strict=True))
            if load and load >= have
        )
        result.setdefault(resources[name].office or name.partition("/")[0], Counter()).update(days)
    return result


def _strip(plan: Plan, office: str, profile: Profile, full: Mapping[int, int]) -> Strip:
    busy = [(load, have) for load, have in zip(profile.load, profile.capacity, strict=True) if load]
    room = sum(have for _, have in busy)
    work = sum(load for load, _ in busy)
    mean = work / room if room else 0.0
    detail = f"{fte(max(profile.capacity))}, Ø {percent(mean)}"
    title = one_line(plan.catalogue.office_title(office))
    return Strip(office, title, detail, tuple(_steps(plan.timeline, profile, full)), mean, sum(full.values()), work)


def _steps(line: Timeline, profile: Profile, full: Mapping[int, int]) -> Iterator[Step]:
    """Yield the stretches of equal load and capacity; a stretch reaches to the next working day, over weekends."""
    days = [(*pair, i in full) for i, pair in enumerate(zip(profile.load, profile.capacity, strict=True))]
    first = 0
    for position in range(1, len(days) + 1):
        if position == len(days) or days[position] != days[first]:
            start = line.date(profile.start + first).toordinal()
            stop = line.date(profile.start + position).toordinal()
            yield Step(start, stop, *days[first])
            first = position


def describe(strip: Strip) -> str:
    """Return one German line on a strip, for those who do not see it."""
    peak = max(strip.steps, key=lambda s: s.load, default=Step(0, 0, 0, 0))
    days = f"an {number(sum(_length(s) for s in strip.steps if s.full))} Kalendertagen eine Rolle ausgelastet"
    return f"{strip.title}: Kapazität {strip.detail}, Spitze {fte(peak.load)}, {days}"


def _length(step: Step) -> int:
    return step.stop - step.start
