# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The critical path on plain lists of numbers, by its rules and without any order: the oracle for the compiled arrays.

Early dates are the least fixed point of all rules, reached by repeating every rule until nothing moves. Late dates are
pushed back the same way. A calendar rule is undone by looking for the last day in its list. Nothing is shared with what
it checks: no ranks, no start tables (a start comes from a notice and a set of days), no clamping.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

FS, SS, FF, SF = range(4)
LARGEST = 2**60


class Arrow(NamedTuple):
    """A precedence between two positions; ``days``, if any, says for each day which one lies the lag later."""

    before: int
    after: int
    relation: int = FS
    lag: int = 0
    days: Sequence[int] | None = None


class Work(NamedTuple):
    """An activity; ``until`` says for each start the finish, ``notice`` for each readiness the first day to look at."""

    duration: int = 0
    release: int = 0
    fixed: tuple[int, int] | None = None
    until: Sequence[int] | None = None
    notice: Sequence[int] | None = None
    allowed: Sequence[int] | None = None  # days, ascending


@dataclass(slots=True)
class Case:
    """A network in plain values. Days run from 0 to ``horizon``, one more is never; None for no last day."""

    works: list[Work]
    arrows: list[Arrow]
    horizon: int | None = None
    target: int | None = None


@dataclass(slots=True)
class Answer:
    """What the compiled core should say."""

    asked: list[bool]
    start: list[int]
    finish: list[int]
    late: list[int] = field(default_factory=list)
    late_finish: list[int] = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    end: int = 0
    driving: list[bool] = field(default_factory=list)
    path: list[int] = field(default_factory=list)
    never: dict[int, int] = field(default_factory=dict)  # who has no day although all before have, and from when on


def magnitude(case: Case) -> int:
    """Return how far any date can lie: the sum of all lengths and lags, after the last given date."""
    given = [max(w.release, w.fixed[1] if w.fixed else 0) for w in case.works]
    return sum(w.duration for w in case.works) + sum(abs(a.lag) for a in case.arrows) + max(given, default=0)


def shortest_circle(n: int, arrows: Sequence[Arrow]) -> int | None:
    """Return the length of the shortest circle, None if there is none."""
    after: list[set[int]] = [set() for _ in range(n)]
    for arrow in arrows:
        after[arrow.before].add(arrow.after)
    best = None
    for i in range(n):
        seen: set[int] = set()
        front, steps = after[i], 1
        while front and (best is None or steps < best):
            if i in front:
                best = steps
                break
            seen |= front
            front = set().union(*(after[j] for j in front)) - seen
            steps += 1
    return best


class Rules:
    """The rules of one network."""

    def __init__(self, case: Case) -> None:
        self.works = case.works
        self.arrows = case.arrows
        self.horizon = case.horizon
        self.never = LARGEST * 4 if case.horizon is None else case.horizon + 1
        self.target = case.target
        self.asked = self._asked()
        self.binding = [a for a in case.arrows if self.asked[a.after] and not case.works[a.after].fixed]

    def _asked(self) -> list[bool]:
        if self.target is None:
            return [True] * len(self.works)
        asked = [False] * len(self.works)
        asked[self.target], grown = True, True
        while grown:
            grown = False
            for arrow in self.arrows:
                if asked[arrow.after] and not self.works[arrow.after].fixed and not asked[arrow.before]:
                    asked[arrow.before] = grown = True
        return asked

    # forwards

    def finish_of(self, i: int, start: int) -> int:
        work = self.works[i]
        if work.fixed:
            return start + work.fixed[1] - work.fixed[0]
        if work.until is not None:
            return work.until[start] if start < self.never else self.never
        return min(start + work.duration, self.never)

    def start_at(self, i: int, ready: int) -> int:
        """Return the first day an activity can start on when it is ready on a day."""
        work = self.works[i]
        day = ready if work.notice is None or ready >= self.never else work.notice[ready]
        if work.allowed is not None:
            place = bisect_left(work.allowed, day)
            return work.allowed[place] if place < len(work.allowed) else self.never
        return min(day, self.never)

    def ready_by(self, arrow: Arrow, start: int, finish: int) -> int:
        """Return from when on the successor is ready, as far as this precedence goes."""
        event = start if arrow.relation in (SS, SF) else finish
        if arrow.days is None:
            bound = min(event + arrow.lag, self.never)
        else:
            bound = self.never if event >= self.never else arrow.days[max(event, 0)]
        if arrow.relation in (FS, SS) or bound >= self.never:
            return bound
        work = self.works[arrow.after]
        return bound - work.duration if work.until is None else bisect_left(work.until, bound)

    def sweep(self, forced: int = -1, day: int = 0) -> tuple[list[int], list[int], list[int]]:
        """Return readiness, starts and finishes; ``forced`` starts on ``day`` at the earliest, or there if it is fixed."""
        ready, start, finish = [], [], []
        for i, work in enumerate(self.works):
            if not self.asked[i]:
                first, start_day = 0, 0
            elif work.fixed:
                first = start_day = day if i == forced else work.fixed[0]
            else:
                first = work.release
                start_day = self.start_at(i, first)
                if i == forced and start_day < day:
                    start_day = day
            ready.append(first)
            start.append(start_day)
            finish.append(self.finish_of(i, start_day) if self.asked[i] else 0)
        moved = True
        while moved:
            moved = False
            for arrow in self.binding:
                need = self.ready_by(arrow, start[arrow.before], finish[arrow.before])
                i = arrow.after
                if need > ready[i]:
                    ready[i] = need
                    later = self.start_at(i, need)
                    if later > start[i]:
                        start[i], finish[i] = later, self.finish_of(i, later)
                        moved = True
        return ready, start, finish

    # backwards

    def last_start(self, i: int, finish: int) -> int:
        """Return the last start that finishes by a day."""
        work = self.works[i]
        if work.fixed:
            return finish - (work.fixed[1] - work.fixed[0])
        return finish - work.duration if work.until is None else bisect_right(work.until, finish) - 1

    def last_legal(self, i: int, day: int) -> int:
        """Return the last day up to a day on which an activity may start."""
        work = self.works[i]
        if work.fixed or work.allowed is None:
            return day
        return work.allowed[bisect_right(work.allowed, day) - 1]

    def last_by(self, arrow: Arrow, start: int) -> int:
        """Return the last start of the predecessor that lets the successor start on a day."""
        work = self.works[arrow.after]
        ready = start if work.notice is None else bisect_right(work.notice, start) - 1
        bound = ready if arrow.relation in (FS, SS) else self.finish_of(arrow.after, ready)
        event = bound - arrow.lag if arrow.days is None else bisect_right(arrow.days, bound) - 1
        return event if arrow.relation in (SS, SF) else self.last_start(arrow.before, event)

    def last(self, end: int) -> list[int]:
        """Return the last starts that keep the end: of the project, or of the target."""
        result = []
        for i, asked in enumerate(self.asked):
            free = self.horizon if self.horizon is not None else self.never
            bound = end if self.target in (None, i) else free
            result.append(self.last_legal(i, self.last_start(i, bound)) if asked else 0)
        moved = True
        while moved:
            moved = False
            for arrow in reversed(self.binding):
                day = self.last_by(arrow, result[arrow.after])
                if day < result[arrow.before]:
                    legal = self.last_legal(arrow.before, day)
                    if legal < result[arrow.before]:
                        result[arrow.before], moved = legal, True
        return result

    def last_alone(self, end: int, start: Sequence[int]) -> list[int]:
        """Return the last starts when everything else stays where it is."""
        result = []
        free = self.horizon if self.horizon is not None else self.never
        for i, asked in enumerate(self.asked):
            result.append(self.last_start(i, end if self.target in (None, i) else free) if asked else 0)
        for arrow in self.binding:
            result[arrow.before] = min(result[arrow.before], self.last_by(arrow, start[arrow.after]))
        return [self.last_legal(i, day) if self.asked[i] else 0 for i, day in enumerate(result)]

    # results

    def without_a_day(self, ready: Sequence[int], start: Sequence[int], finish: Sequence[int]) -> dict[int, int]:
        late = {i for i, day in enumerate(finish) if self.asked[i] and (day >= self.never or start[i] >= self.never)}
        if not late:
            return {}
        blamed = late - {a.after for a in self.binding if a.before in late}
        return {i: ready[i] for i in blamed}

    def drivers(self, start: Sequence[int], finish: Sequence[int]) -> Iterator[int]:
        """Yield the precedences each of which alone makes its successor start when it does."""
        for k, arrow in enumerate(self.arrows):
            if self.asked[arrow.after] and not self.works[arrow.after].fixed:
                need = self.ready_by(arrow, start[arrow.before], finish[arrow.before])
                if need >= 0 and self.start_at(arrow.after, need) == start[arrow.after]:
                    yield k

    def path(self, answer: Answer, ready: Sequence[int]) -> list[int]:
        """Return one longest chain: from what finishes last, without float if there is a choice, the first named."""
        if not self.works:
            return []
        if self.target is not None:
            chain = [self.target]
        else:
            last = [i for i, day in enumerate(answer.finish) if day == answer.end]
            chain = [min(last, key=lambda i: (answer.late[i] > answer.start[i], i))]
        while True:
            i = chain[-1]
            before = [
                arrow.before
                for k, arrow in enumerate(self.arrows)
                if answer.driving[k] and arrow.after == i and self._ready(arrow, answer) == ready[i]
            ]
            if not before:
                return chain[::-1]
            chain.append(before[0])

    def _ready(self, arrow: Arrow, answer: Answer) -> int:
        return self.ready_by(arrow, answer.start[arrow.before], answer.finish[arrow.before])


def solve(case: Case) -> Answer:
    """Return early and late dates, free float, driving precedences and the path of a network without a circle."""
    rules = Rules(case)
    ready, start, finish = rules.sweep()
    answer = Answer(rules.asked, start, finish)
    answer.never = rules.without_a_day(ready, start, finish)
    if answer.never:
        return answer
    answer.end = max(finish, default=0) if case.target is None else finish[case.target]
    answer.late = rules.last(answer.end)
    answer.late_finish = [rules.finish_of(i, day) if rules.asked[i] else 0 for i, day in enumerate(answer.late)]
    alone = rules.last_alone(answer.end, start)
    answer.free = [day - start[i] if rules.asked[i] else 0 for i, day in enumerate(alone)]
    driving = set(rules.drivers(start, finish))
    answer.driving = [k in driving for k in range(len(case.arrows))]
    answer.path = rules.path(answer, ready)
    return answer


def contradictions(case: Case, answer: Answer) -> Iterator[str]:
    """Yield where late dates and free floats break their definition, found by moving each activity and sweeping again."""
    rules = Rules(case)
    for i in range(len(case.works)):
        if not answer.asked[i]:
            continue
        for day, keeps in ((answer.late[i], True), (_next_day(rules, i, answer.late[i]), False)):
            if day is not None and _keeps_the_end(rules, answer, i, day) is not keeps:
                yield f"{i}: late start {answer.late[i]}, but starting on {day} {'moves' if keeps else 'keeps'} the finish"
        alone = answer.start[i] + answer.free[i]
        for day, keeps in ((alone, True), (_next_day(rules, i, alone), False)):
            if day is not None and _moves_nothing(rules, answer, i, day) is not keeps:
                yield f"{i}: free float {answer.free[i]}, but starting on {day} moves {'something' if keeps else 'nothing'}"


def _next_day(rules: Rules, i: int, day: int) -> int | None:
    """Return the next legal day, None if there is none."""
    work = rules.works[i]
    if work.fixed or work.allowed is None:
        return day + 1
    place = bisect_right(work.allowed, day)
    return work.allowed[place] if place < len(work.allowed) else None


def _end(rules: Rules, finish: Sequence[int]) -> int:
    return max(finish, default=0) if rules.target is None else finish[rules.target]


def _legal(rules: Rules, i: int, day: int) -> bool:
    work = rules.works[i]
    return day < rules.never and (bool(work.fixed) or work.allowed is None or day in work.allowed)


def _keeps_the_end(rules: Rules, answer: Answer, i: int, day: int) -> bool:
    if not _legal(rules, i, day):
        return False
    _, start, finish = rules.sweep(i, day)
    fits = all(s < rules.never and f < rules.never for s, f in zip(start, finish, strict=True))
    return fits and _end(rules, finish) <= answer.end


def _moves_nothing(rules: Rules, answer: Answer, i: int, day: int) -> bool:
    if not _legal(rules, i, day):
        return False
    finish = rules.finish_of(i, day)
    if finish >= rules.never or (rules.target in (None, i) and finish > answer.end):
        return False
    return all(
        rules.start_at(a.after, max(rules.ready_by(a, day, finish), 0)) <= answer.start[a.after]
        for a in rules.binding
        if a.before == i
    )
