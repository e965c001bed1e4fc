# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The load of each office against its capacity, as steps on the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from egovplan.markup import fte, number, percent
from egovplan.plan.metrics import Profile, office_load
from egovplan.plan.model import Plan
from egovplan.timeline import Timeline
from egovplan.views.text import one_line


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of days with one load and one capacity, in hundredths of a VZÄ; ``[start, stop)`` in ordinals."""

    start: int
    stop: int
    load: int
    capacity: int


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
        Working days on which nothing more fits.
    """

    id: str
    title: str
    detail: str
    steps: tuple[Step, ...]
    mean: float
    full_days: int

    @property
    def top(self) -> int:
        """Highest load or capacity."""
        return max((max(s.load, s.capacity) for s in self.steps), default=0)


def load_strips(plan: Plan, count: int) -> tuple[tuple[Strip, ...], int]:
    """Return the strips of the ``count`` offices that bind most, in order of their numbers, and how many are left out."""
    profiles = {office: profile for office, profile in office_load(plan).items() if any(profile.load)}
    strips = [_strip(plan, office, profile) for office, profile in profiles.items()]
    chosen = sorted(strips, key=lambda s: (-s.full_days, -s.mean, s.id))[:count]
    return tuple(s for s in strips if s in chosen), len(strips) - len(chosen)


def _strip(plan: Plan, office: str, profile: Profile) -> Strip:
    busy = [(load, have) for load, have in zip(profile.load, profile.capacity, strict=True) if load]
    room = sum(have for _, have in busy)
    mean = sum(load for load, _ in busy) / room if room else 0.0
    detail = f"{fte(max(profile.capacity))}, Ø {percent(mean)}"
    title = one_line(plan.catalogue.office_title(office))
    full = sum(load >= have for load, have in busy)
    return Strip(office, title, detail, tuple(_steps(plan.timeline, profile)), mean, full)


def _steps(line: Timeline, profile: Profile) -> Iterator[Step]:
    """Yield the stretches of equal load and capacity; a stretch reaches to the next working day, over weekends."""
    pairs = list(zip(profile.load, profile.capacity, strict=True))
    first = 0
    for position in range(1, len(pairs) + 1):
        if position == len(pairs) or pairs[position] != pairs[first]:
            start = line.date(profile.start + first).toordinal()
            stop = line.date(profile.start + position).toordinal()
            yield Step(start, stop, *pairs[first])
            first = position


def describe(strip: Strip) -> str:
    """Return one German line on a strip, for those who do not see it."""
    peak = max(strip.steps, key=lambda s: s.load, default=Step(0, 0, 0, 0))
    days = f"{number(strip.full_days)} Arbeitstage voll ausgelastet"
    return f"{strip.title}: Kapazität {strip.detail}, Spitze {fte(peak.load)}, {days}"
