# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The critical path in plain Python, by definition: the oracle for the compiled kernel and for the translation before it.

Early dates are the least fixed point of all rules. A late start is the latest legal start that, when it is forced, leaves
the finish where it is; a free float is the longest slip that breaks no rule while everything else stays. Dates are dates
here, and calendars are looked up day by day; nothing is shared with what it checks.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

FAR = dt.date(2032, 12, 31)


@dataclass(frozen=True)
class Case:
    """A project in plain values; see :mod:`tests.network.random_cases`."""

    start: dt.date
    activities: Sequence[Work]
    links: Sequence[Arrow]
    closed: frozenset[dt.date] = frozenset()
    eves: bool = False
    as_of: dt.date | None = None


@dataclass(frozen=True)
class Work:
    """One activity. ``happened``: actual first day, actual last day or None, remaining days or None."""

    name: str
    days: int = 0
    elapsed: bool = False
    not_before: dt.date | None = None
    sittings: tuple[dt.date, ...] | None = None
    notice: int = 0
    notice_elapsed: bool = True
    embargoes: tuple[tuple[dt.date, dt.date], ...] = ()
    external: dt.date | None = None
    happened: tuple[dt.date, dt.date | None, int | None] | None = None


@dataclass(frozen=True)
class Arrow:
    """A precedence between two positions."""

    before: int
    after: int
    type: str
    lag: int = 0
    elapsed: bool = False


@dataclass
class Answer:
    """What the kernel should say, as working day indices; None where the activity is not asked for."""

    early: list[tuple[int, int]]
    late: list[tuple[int, int] | None]
    free: list[int | None]
    finish: int
    driving: set[int] = field(default_factory=set)


class NoDayError(Exception):
    """Some activity has no day left."""


class Reference:
    """A case on its working days."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.days = _working_days(case.closed, case.eves)
        self.n = len(case.activities)
        self.replan = self.on_or_after(case.as_of + dt.timedelta(1)) if case.as_of else 0
        self.given = [self._given(work) for work in case.activities]
        # calendar days reach back to the first day at most
        self.first = min([self.on_or_after(case.start), *(given[0] for given in self.given if given)])

    # days

    def on_or_after(self, day: dt.date) -> int:
        return bisect_left(self.days, day)

    def later(self, index: int, days: int, *, after_work: bool = False) -> int:
        """Return the working day so many calendar days after an event."""
        day = self.days[index - 1] + dt.timedelta(1) if after_work else self.days[index]
        return self.on_or_after(day + dt.timedelta(days))

    def finish_of(self, work: Work, start: int) -> int:
        return self.later(start, work.days) if work.elapsed else start + work.days

    def notified(self, work: Work, day: int) -> int:
        if not work.sittings or not work.notice:
            return day
        return self.later(day, work.notice) if work.notice_elapsed else day + work.notice

    def legal(self, work: Work, start: int) -> bool:
        """Return whether an activity may start on a day as far as calendar, sittings and embargoes go."""
        day = self.days[start]
        first = max(self.case.start, work.not_before or self.case.start)
        if start < max(self.replan, self.notified(work, self.on_or_after(first))):
            return False
        if work.sittings is not None and day not in work.sittings:
            return False
        return not any(since <= day <= until for since, until in work.embargoes)

    def _given(self, work: Work) -> tuple[int, int] | None:
        if work.external:
            return (self.on_or_after(work.external),) * 2
        if not work.happened:
            return None
        today = self.case.as_of or self.case.start
        first, last, remaining = work.happened
        if first > today:
            return None
        start, tomorrow = self.on_or_after(first), self.on_or_after(today + dt.timedelta(1))
        if last is not None and last <= today:
            return start, max(start, self.on_or_after(last + dt.timedelta(1)))
        if remaining is not None and self.case.as_of is not None:
            return start, tomorrow + remaining
        return start, max(self.finish_of(work, start), tomorrow + 1)

    # rules

    def demanded(self, arrow: Arrow, times: Sequence[tuple[int, int]]) -> int:
        """Return from which day on the successor may start as far as one precedence and its own notice go."""
        return self.notified(self.case.activities[arrow.after], self.ready(arrow, times))

    def ready(self, arrow: Arrow, times: Sequence[tuple[int, int]]) -> int:
        """Return from which day on the successor is ready as far as one precedence goes."""
        start, finish = times[arrow.before]
        at_start = arrow.type in ("SS", "SF")
        event = start if at_start else finish
        if arrow.elapsed:
            bound = max(self.first, self.later(event, arrow.lag, after_work=not at_start and finish > start))
        else:
            bound = event + arrow.lag
        work = self.case.activities[arrow.after]
        if arrow.type in ("FF", "SF"):
            first = max(bound, self.first) if work.elapsed else bound
            while (first > self.first or not work.elapsed) and self.finish_of(work, first - 1) >= bound:
                first -= 1
            bound = first
        return bound

    def next_legal(self, work: Work, day: int) -> int:
        last = len(self.days) - 1
        if work.sittings is not None:
            last = self.on_or_after(max(work.sittings, default=self.case.start)) if work.sittings else -1
        while day <= last:
            if self.legal(work, day):
                return day
            day += 1
        raise NoDayError(work.name)

    def sweep(
        self, asked: set[int], forced: Mapping[int, int] | None = None, shifted: Mapping[int, int] | None = None
    ) -> list[tuple[int, int]]:
        """Return the least times that keep all rules, some activities not before a day, given ones moved by some days.

        Activities that are not asked for have the times (0, 0).
        """
        forced, shifted = forced or {}, shifted or {}
        acts = self.case.activities
        base = self.on_or_after(self.case.start)
        times: list[tuple[int, int]] = []
        for i, work in enumerate(acts):
            given = self.given[i]
            if i not in asked:
                times.append((0, 0))
            elif given:
                times.append((given[0] + shifted.get(i, 0), given[1] + shifted.get(i, 0)))
            else:
                first = self.next_legal(work, max(base, forced.get(i, 0)))
                times.append((first, self.finish_of(work, first)))
        changed = True
        while changed:
            changed = False
            for arrow in self.case.links:
                i = arrow.after
                if self.given[i] or i not in asked:
                    continue
                need = self.demanded(arrow, times)
                if need > times[i][0]:
                    start = self.next_legal(acts[i], need)
                    times[i] = (start, self.finish_of(acts[i], start))
                    changed = True
        return times

    # answers

    def solve(self, target: int | None = None) -> Answer:
        asked = self.ancestors(target) if target is not None else set(range(self.n))
        early = self.sweep(asked)

        def finish_of_all(times: Sequence[tuple[int, int]]) -> int:
            return times[target][1] if target is not None else max((f for _, f in times), default=0)

        finish = finish_of_all(early)

        def harmless(i: int, start: int) -> bool:
            moved = {"shifted": {i: start - early[i][0]}} if self.given[i] else {"forced": {i: start}}
            try:
                return finish_of_all(self.sweep(asked, **moved)) <= finish
            except NoDayError:
                return False

        late: list[tuple[int, int] | None] = [None] * self.n
        free: list[int | None] = [None] * self.n
        for i in asked:
            last = self.last(i, early[i][0], finish, lambda t, i=i: harmless(i, t))
            late[i] = self.interval(i, last)
            alone = self.last(
                i, early[i][0], finish, lambda t, i=i: self.moves_nothing(i, t, early, finish, target, asked)
            )
            free[i] = alone - early[i][0]
        return Answer(early, late, free, finish, self.driving(early, asked))

    def interval(self, i: int, start: int) -> tuple[int, int]:
        given = self.given[i]
        return start, start + given[1] - given[0] if given else self.finish_of(self.case.activities[i], start)

    def last(self, i: int, first: int, finish: int, holds: Callable[[int], bool]) -> int:
        """Return the last legal start that a condition allows; it holds up to some day and never again."""
        # an activity that only starts before the target may finish long after it
        days = [t for t in range(first, finish + 400) if self.given[i] or self.legal(self.case.activities[i], t)]
        low, high = 0, len(days) - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if holds(days[middle]) else (low, middle - 1)
        assert holds(days[low])
        return days[low]

    def moves_nothing(
        self, i: int, start: int, early: Sequence[tuple[int, int]], finish: int, target: int | None, asked: set[int]
    ) -> bool:
        times = list(early)
        times[i] = self.interval(i, start)
        if (target is None or i == target) and times[i][1] > finish:
            return False
        out = [a for a in self.case.links if a.before == i and a.after in asked and not self.given[a.after]]
        return all(self.demanded(arrow, times) <= early[arrow.after][0] for arrow in out)

    def ancestors(self, target: int) -> set[int]:
        found, grown = {target}, True
        while grown:
            more = {a.before for a in self.case.links if a.after in found and not self.given[a.after]} - found
            grown = bool(more)
            found |= more
        return found

    def driving(self, early: Sequence[tuple[int, int]], asked: set[int]) -> set[int]:
        """Return the precedences each of which alone makes its successor start when it does."""
        result = set()
        for k, arrow in enumerate(self.case.links):
            work = self.case.activities[arrow.after]
            if arrow.after not in asked or self.given[arrow.after]:
                continue
            need = self.demanded(arrow, early)
            if self.ready(arrow, early) >= self.first and not any(
                self.allowed(work, t) for t in range(need, early[arrow.after][0])
            ):
                result.add(k)
        return result

    def binding(self, i: int, early: Sequence[tuple[int, int]]) -> set[int]:
        """Return the predecessors that make an activity ready last; none if its own release does, or if it is given."""
        work = self.case.activities[i]
        own = self.on_or_after(max(self.case.start, work.not_before or self.case.start))
        if not (work.sittings and work.notice):
            own = max(own, self.replan)
        ready = {} if self.given[i] else {a: self.ready(a, early) for a in self.case.links if a.after == i}
        last = max([own, *ready.values()])
        return {arrow.before for arrow, day in ready.items() if day == last}

    def allowed(self, work: Work, start: int) -> bool:
        """Return whether a day is one of the activity's sittings, and in none of its embargoes."""
        day = self.days[start]
        open_day = not any(since <= day <= until for since, until in work.embargoes)
        return open_day and (work.sittings is None or day in work.sittings)


def _working_days(closed: frozenset[dt.date], eves: bool) -> list[dt.date]:
    key = (closed, eves)
    if key not in _CALENDARS:
        day, days = dt.date(2000, 1, 1), []
        while day <= FAR:
            eve = eves and day.month == 12 and day.day in (24, 31)
            if day.weekday() < 5 and day not in closed and not eve:
                days.append(day)
            day += dt.timedelta(1)
        _CALENDARS[key] = days
    return _CALENDARS[key]


_CALENDARS: dict[tuple[frozenset[dt.date], bool], list[dt.date]] = {}
