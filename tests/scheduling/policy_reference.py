# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A fixed order with given durations in plain Python, day by day: the oracle of the compiled policy.

Every question is answered by trying one day after the other and counting what is there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from egovplan.scheduling.instance import AT_FINISH, FF, FS, SF, SPREAD, SS, Charge, Instance


@dataclass
class Replayed:
    """Starts and finishes by position (None: no place), days waited by cause, and what the last finish hangs on."""

    start: dict[int, int | None] = field(default_factory=dict)
    finish: dict[int, int | None] = field(default_factory=dict)
    waited: Counter[int] = field(default_factory=Counter)
    critical: set[int] = field(default_factory=set)
    is_stuck: bool = False
    """Whether the order went on only by trusting that open measures will fit."""


def replay(
    instance: Instance, key: Sequence[int], modes: Sequence[int], days: Sequence[int], *,
    ordinals: Sequence[int], varies_from: dict[int, int] | None = None, bold: bool = False,
) -> Replayed:  # fmt: skip
    """Return what the order of ``key`` gives with ``days`` for each activity; see ``FixedPolicy`` for the words."""
    return _Replay(instance, key, modes, days, ordinals, varies_from or {}, bold).run()


def daily(charge: Charge, start: int, finish: int) -> list[tuple[int, int]]:
    """Return the days of a one-off cost, and what falls on each."""
    length, amount = finish - start, charge.amount
    if charge.when == SPREAD and length:
        return [(start + m, amount * (m + 1) // length - amount * m // length) for m in range(length)]
    return [(finish - 1 if charge.when == AT_FINISH and length else start, amount)]


class _Replay:
    def __init__(self, instance, key, modes, days, ordinals, varies_from, bold):
        self.x, self.key, self.modes, self.days = instance, key, modes, days
        self.ordinals, self.varies_from = list(ordinals), varies_from
        self.n = len(instance)
        self.fixed = [i for i in range(self.n) if instance.fixed_start[i] >= 0]
        self.links = [[] for _ in range(self.n)]
        for row in zip(
            instance.link_succ, instance.link_pred, instance.link_type, instance.link_lag, instance.link_table,
            strict=True,
        ):  # fmt: skip
            self.links[row[0]].append(tuple(map(int, row[1:])))
        self.members = [
            [int(i) for i in instance.measure_activity[a:b]]
            for a, b in zip(instance.measure_ptr[:-1], instance.measure_ptr[1:], strict=True)
        ]
        self.measure = {i: m for m, own in enumerate(self.members) for i in own}
        self.group = {m: g for g, group in enumerate(instance.groups) for m in group.measures}
        self.points = {m for m, own in enumerate(self.members) if not any(self.takes_time(i) for i in own)}
        self.bold = bold
        self.is_stuck = False
        self.placed: list[int] = []
        self.result = Replayed()
        self.ready: dict[int, int] = {}

    def takes_time(self, i: int) -> bool:
        row = int(self.x.mode_ptr[i])
        return i in self.fixed or self.x.mode_table[row] >= 0 or self.x.mode_duration[row] > 0

    # order

    def order(self) -> list[int]:
        done = set(self.fixed)
        result = []
        while len(done) < self.n:
            able = [i for i in range(self.n) if i not in done and all(k[0] in done for k in self.links[i])]
            able.sort(key=lambda i: (self.key[i], i))
            free = [i for i in able if not self.would_block(i, done)]
            self.is_stuck |= not free
            self.bold = self.bold or not free
            chosen = (free or able)[0]
            done.add(chosen)
            result.append(chosen)
        return result

    def would_block(self, i: int, done: set[int]) -> bool:
        own = self.measure.get(i)
        if own not in self.group or own in self.points or any(k in done for k in self.members[own]):
            return False
        group = self.x.groups[self.group[own]]
        begun = [m for m in group.measures if m not in self.points and any(k in done for k in self.members[m])]
        return sum(not all(k in done for k in self.members[m]) for m in begun) >= group.limit

    # one schedule

    def run(self) -> Replayed:
        order = self.order()
        for i in self.fixed:
            start, finish = int(self.x.fixed_start[i]), int(self.x.fixed_finish[i])
            if i in self.varies_from:
                finish = max(start, self.varies_from[i] + self.days[i])
            self.put(i, start, finish)
        for i in order:
            self.place(i)
        if None not in self.result.finish.values():
            self.trace(order)
        self.result.is_stuck = self.is_stuck
        return self.result

    def put(self, i: int, start: int | None, finish: int | None) -> None:
        self.result.start[i], self.result.finish[i] = start, finish
        if finish is not None and finish > self.x.horizon:
            self.result.finish[i] = None
        if start is not None:
            self.placed.append(i)

    def finish_of(self, i: int, start: int) -> int:
        if self.x.mode_table[self.row(i)] >= 0:
            return bisect_left(self.ordinals, self.ordinals[start] + self.days[i])
        return start + self.days[i]

    def row(self, i: int) -> int:
        return int(self.x.mode_ptr[i]) + int(self.modes[i])

    def ready_of(self, i: int, later: int | None = None, *, alone: bool = False) -> int | None:
        """Return the first allowed start; ``later``: a link to be taken as if its event came a day later."""
        t: int = 0
        for k, (before, kind, lag, table) in enumerate(self.links[i]):
            if alone and k != later:
                continue
            event = (self.result.start if kind in (SS, SF) else self.result.finish)[before]
            event = None if event is None else event + (k == later)
            if event is None or event > self.x.horizon:
                return None
            bound = int(self.x.tables[table, event]) if table >= 0 else max(0, event + lag)
            if kind in (FF, SF):
                able = [s for s in range(self.x.horizon + 1) if self.finish_of(i, s) >= bound]
                bound = able[0] if able else self.x.horizon + 1
            assert kind in (FS, SS, FF, SF)
            t = max(t, bound)
        if t > self.x.horizon:
            return None
        if self.x.notice_table[i] >= 0 and self.links[i]:
            t = int(self.x.tables[self.x.notice_table[i], t])
        return self.allowed(i, t if alone else max(t, int(self.x.release[i])))

    def allowed(self, i: int, t: int) -> int | None:
        while t <= self.x.horizon:
            if self.x.allowed[i] < 0 or self.x.allowed_days[self.x.allowed[i], t]:
                return t
            t += 1
        return None

    def place(self, i: int) -> None:
        t = self.ready_of(i)
        waits: Counter[int] = Counter()
        if t is not None:
            self.ready[i] = t
        moved = True
        while t is not None and moved:
            moved = False
            for cause, fits in self.askers(i):
                later = self.first(i, t, fits)
                if later is None:
                    t = None
                    break
                if later > t:
                    waits[cause] += later - t
                    t, moved = later, True
        if t is None or self.finish_of(i, t) > self.x.horizon:
            self.put(i, None, None)
            return
        self.put(i, t, self.finish_of(i, t))
        self.result.waited.update(waits)

    def first(self, i: int, t: int | None, fits: Callable[[int, int], bool]) -> int | None:
        while t is not None:
            finish = self.finish_of(i, t)
            if finish > self.x.horizon:
                return None
            if fits(t, finish):
                return t
            t = self.allowed(i, t + 1)
        return None

    def askers(self, i: int) -> list[tuple[int, Callable[[int, int], bool]]]:
        result: list[tuple[int, Callable[[int, int], bool]]] = []
        for r, amount in self.demand(i).items():
            result.append((r, lambda s, f, r=r, a=amount: all(self.left(r, t, self.placed) >= a for t in range(s, f))))
        base = len(self.x.resource_names)
        own = self.measure.get(i)
        if own in self.group:
            result.append((base + self.group[own], lambda s, f: self.opens(i, s, f, self.placed)))
        base += len(self.x.groups)
        return result + [(base + a, lambda s, f, a=a: self.pays(i, s, f, a)) for a in range(len(self.x.accounts))]

    # resources

    def demand(self, i: int) -> Counter[int]:
        row = self.row(i)
        result: Counter[int] = Counter()
        for k in range(int(self.x.demand_ptr[row]), int(self.x.demand_ptr[row + 1])):
            if self.x.demand_amount[k] > 0:
                result[int(self.x.demand_resource[k])] += int(self.x.demand_amount[k])
        return result

    def until(self, i: int) -> int:
        finish = self.result.finish[i]
        return self.x.horizon + 1 if finish is None else finish

    def left(self, r: int, t: int, placed: Sequence[int]) -> int:
        taken = sum(self.demand(k)[r] for k in placed if self.result.start[k] <= t < self.until(k))
        return int(self.x.capacity[r, t]) - taken

    # open measures

    def opens(self, i: int, start: int, finish: int, placed: Sequence[int]) -> bool:
        """Return whether the measure may be open on the days on which it would newly be."""
        own = self.measure[i]
        group = self.x.groups[self.group[own]]
        rows = [k for k in self.members[own] if k in placed]
        first = min([self.result.start[k] for k in rows], default=None)
        last = max([self.until(k) for k in rows], default=-1)
        endless = self.x.horizon + 1
        if own in self.points or self.bold:
            new = range(start if first is None else min(start, first), max(last, finish))
        elif first is None:
            new = range(start, finish if len(self.members[own]) == 1 else endless)
        else:
            new = range(start, first)
        spans = [self.span(m, placed) for m in group.measures if m != own]
        return all(sum(a <= t < b for a, b in spans) < group.limit for t in new if t >= self.x.now)

    def span(self, m: int, placed: Sequence[int]) -> tuple[int, int]:
        rows = [k for k in self.members[m] if k in placed]
        if not rows:
            return 0, 0
        is_complete = len(rows) == len(self.members[m]) or m in self.points or self.bold
        last = max(self.until(k) for k in rows) if is_complete else self.x.horizon + 1
        return min(self.result.start[k] for k in rows), last

    # money

    def pays(self, i: int, start: int, finish: int, a: int) -> bool:
        account = self.x.accounts[a]
        own = self.charged(i, start, finish, a)
        others: Counter[int] = Counter()
        for k in self.placed:
            others.update(self.charged(k, self.result.start[k], self.real_finish(k), a))
        for k in range(len(account.years)):
            years = range(k + 1) if account.carry_over else [k]
            need = sum(own[y] for y in years)
            if need > 0 and need + sum(others[y] for y in years) > account.limit[k]:
                return False
        return True

    def real_finish(self, k: int) -> int:
        if k in self.varies_from:
            return max(self.result.start[k], self.varies_from[k] + self.days[k])
        return self.result.finish[k]

    def charged(self, i: int, start: int, finish: int, a: int) -> Counter[int]:
        result: Counter[int] = Counter()
        for charge in self.x.charges:
            if charge.activity == i and charge.account == a and charge.mode in (-1, int(self.modes[i])):
                for day, amount in daily(charge, start, finish):
                    result.update(dict.fromkeys(self.years_at(a, day), amount))
        for cost in self.x.running:
            if cost.activity == i and cost.account == a:
                for t, k, amount in cost.months:
                    result[k] += amount * (finish <= t)
        return result

    def years_at(self, a: int, day: int) -> list[int]:
        account = self.x.accounts[a]
        years = enumerate(zip(account.year_start, account.year_stop, strict=True))
        return [k for k, (first, stop) in years if first <= day < stop]

    # what the last finish hangs on

    def trace(self, order: list[int]) -> None:
        last = max(self.result.finish.values(), default=0)
        left = [i for i, finish in self.result.finish.items() if finish == last]
        while left:
            i = left.pop()
            if i in self.result.critical:
                continue
            self.result.critical.add(i)
            if i not in self.fixed:
                left += self.pushers(i, self.fixed + order[: order.index(i)])

    def pushers(self, i: int, before: list[int]) -> list[int]:
        s = self.result.start[i]
        result = []
        for k, link in enumerate(self.links[i]):
            moved = self.ready_of(i, k, alone=True)
            if moved is None or moved > s:
                result.append(link[0])
        if s - 1 < self.ready[i] or self.allowed(i, s - 1) != s - 1:
            return result
        releases = [k for k in before if self.result.finish[k] == s]
        if self.finish_of(i, s - 1) > s - 1:
            for r, amount in self.demand(i).items():
                if self.left(r, s - 1, before) < amount:
                    result += [k for k in releases if self.demand(k)[r] and self.result.start[k] < s]
        own = self.measure.get(i)
        if own in self.group and not self.opens(i, s - 1, self.finish_of(i, s - 1), before):
            for m in self.x.groups[self.group[own]].measures:
                if m != own and self.span(m, before)[1] == s:
                    result += [k for k in releases if k in self.members[m]]
        return result
