# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Compare the compiled core with plain Python on random networks, array by array::

python -m tests.network.core_differential --count 1000000 --jobs 2

A seed stands for a network; ``--first SEED --count 1`` shows one again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from egovplan._core import Graph
from egovplan.errors import CycleError, EgovplanError
from egovplan.network.cpm import critical_path
from egovplan.network.graph import Network
from tests import many
from tests.network.core_cases import random_case
from tests.network.core_reference import (
    LARGEST,
    Answer,
    Case,
    contradictions,
    magnitude,
    shortest_circle,
    solve,
)

Ints = npt.NDArray[np.integer[Any]]
NAMES = ("FS", "SS", "FF", "SF")
BY_DEFINITION = 8  # of so many cases, one has its late dates and floats tried out as well
CHUNK = 2_000


class Columns:
    """A case as the arrays that the core takes: narrow or wide numbers, and columns left out where they say nothing."""

    def __init__(self, case: Case, seed: int) -> None:
        self.case = case
        self.bits = seed
        self.rows: dict[tuple[int, ...], int] = {}
        arrows, works = case.arrows, case.works
        lag_table = [self.table(a.days) for a in arrows]
        tables = [[self.table(w.until) for w in works], [self.start(w) for w in works], [self.days(w) for w in works]]
        self.graph = {
            "pred": self.numbers([a.before for a in arrows]),
            "succ": self.numbers([a.after for a in arrows]),
            "relation": self.column([a.relation for a in arrows], 0, np.int8),
            "lag": self.column([a.lag for a in arrows], 0),
            "lag_table": self.column(lag_table, -1, np.int32),
        }
        self.days_given = {
            "duration": self.numbers([w.duration for w in works]),
            "release": self.column([w.release for w in works], 0),
            "tables": self.column(tables, -1, np.int32),
        }
        if any(w.fixed for w in works) or self.coin():
            self.days_given["fixed_start"] = self.numbers([w.fixed[0] if w.fixed else -1 for w in works])
            self.days_given["fixed_finish"] = self.numbers([w.fixed[1] if w.fixed else -1 for w in works])
        self.graph["tables"] = np.array(list(self.rows), np.int32) if self.rows else None

    def table(self, days: Any) -> int:
        return -1 if days is None else self.rows.setdefault(tuple(days), len(self.rows))

    def start(self, work: Any) -> int:
        """Return the table of starts: the first allowed day on or after the notice."""
        if work.notice is None and work.allowed is None:
            return -1
        never = (self.case.horizon or 0) + 1
        notice = range(never + 1) if work.notice is None else work.notice
        following = self.following(work.allowed)
        return self.table(following[day] for day in notice)

    def days(self, work: Any) -> int:
        return -1 if work.allowed is None else self.table(self.following(work.allowed))

    def following(self, allowed: Any) -> list[int]:
        never = (self.case.horizon or 0) + 1
        if allowed is None:
            return list(range(never + 1))
        result, first = [never] * (never + 1), never
        chosen = set(allowed)
        for day in range(never - 1, -1, -1):
            first = day if day in chosen else first
            result[day] = first
        return result

    def coin(self) -> bool:
        """Return the next bit of the seed, stirred."""
        self.bits = (self.bits * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
        return bool(self.bits >> 40 & 1)

    def numbers(self, values: Any) -> Ints:
        column = np.array(values, np.int64)
        if self.coin() and (column.size == 0 or (column.max() < 2**31 and column.min() >= -(2**31))):
            return column.astype(np.int32)
        return column

    def column(self, values: Any, default: int, dtype: Any = None) -> Ints | None:
        column = self.numbers(values) if dtype is None else np.array(values, dtype)
        return None if not (column != default).any() and self.coin() else column


def differences(seed: int) -> tuple[list[str], str]:
    """Return what differs on the network of a seed, and what kind of case it was."""
    case = random_case(seed)
    found, kind = compare(case, seed)
    return [f"{seed}: {line}" for line in found], kind


def compare(case: Case, seed: int) -> tuple[list[str], str]:
    """Return what differs between core and reference; the seed chooses types of columns and what is left out."""
    given = Columns(case, seed)
    horizon = -1 if case.horizon is None else case.horizon
    too_large = case.horizon is None and magnitude(case) > LARGEST
    try:
        graph = Graph(len(case.works), horizon=horizon, **{k: v for k, v in given.graph.items() if v is not None})
        if graph.cycle.size:
            return list(_circle(case, graph)), "circle"
        target = -1 if case.target is None else case.target
        columns = {k: v for k, v in given.days_given.items() if v is not None}
        sweep = graph.cpm(**columns, target=target)
    except ValueError as error:
        return ([] if too_large and "circle" not in str(error) else [f"refused: {error}"]), "too large"
    if too_large:
        return ["days beyond 2**60 are not refused"], "too large"
    if shortest_circle(len(case.works), case.arrows) is not None:
        return ["a circle that was not found"], "circle"
    answer = solve(case)
    found = list(_order(case, graph)) + list(_compare(answer, sweep))
    if seed % BY_DEFINITION == 0 and not answer.never:
        found += contradictions(case, answer)
    if case.horizon is None and seed % 4 == 1:
        found += _network(case, answer)
    return found, "no day" if answer.never else "dated" if case.horizon is not None else "plain"


def _circle(case: Case, graph: Graph) -> Iterator[str]:
    circle = graph.cycle.tolist()
    steps = {(a.before, a.after) for a in case.arrows}
    if any(step not in steps for step in zip(circle, circle[1:] + circle[:1], strict=True)):
        yield f"{circle} is no circle"
    if len(circle) != shortest_circle(len(case.works), case.arrows):
        yield f"{circle} is not the shortest circle"


def _order(case: Case, graph: Graph) -> Iterator[str]:
    rank = {i: r for r, i in enumerate(graph.order.tolist())}
    level = graph.level.tolist()
    if sorted(rank) != list(range(len(case.works))):
        yield f"order {graph.order} leaves somebody out"
    before: list[list[int]] = [[] for _ in case.works]
    for arrow in case.arrows:
        before[arrow.after].append(arrow.before)
        if rank[arrow.before] >= rank[arrow.after]:
            yield f"order {graph.order} has {arrow.after} before {arrow.before}"
    for i, earlier in enumerate(before):
        if level[i] != max((level[j] + 1 for j in earlier), default=0):
            yield f"level of {i}: {level[i]}"


def _compare(answer: Answer, sweep: Any) -> Iterator[str]:
    if answer.never:
        if answer.never.get(sweep.never) != sweep.never_ready:
            yield f"no day: {sweep.never} from {sweep.never_ready} on instead of one of {answer.never}"
        return
    if sweep.never != -1:
        yield f"no day for {sweep.never} from {sweep.never_ready} on, although there is one"
        return
    asked = answer.asked
    columns = {
        "early_start": answer.start, "early_finish": answer.finish, "late_start": answer.late,
        "late_finish": answer.late_finish, "free_float": answer.free,
        "total_float": [late - early for late, early in zip(answer.late, answer.start, strict=True)],
    }  # fmt: skip
    for name, need in columns.items():
        have = getattr(sweep, name)
        if have.dtype != np.int64 or [x for x, a in zip(have.tolist(), asked, strict=True) if a] != [
            x for x, a in zip(need, asked, strict=True) if a
        ]:
            yield f"{name} {have.tolist()} ({have.dtype}) instead of {need}"
    for name, need in {"reached": asked, "driving": answer.driving, "path": answer.path}.items():
        have = getattr(sweep, name).tolist()
        if have != [int(x) for x in need]:
            yield f"{name} {have} instead of {need}"
    if sweep.finish != answer.end:
        yield f"finish {sweep.finish} instead of {answer.end}"


def _network(case: Case, answer: Answer) -> Iterator[str]:
    """Yield what differs a storey higher, where the network is made from columns of links and nothing else."""
    if any(work.release or work.fixed for work in case.works):
        return
    arrows = case.arrows
    try:
        network = Network.from_links(
            [a.before for a in arrows],
            [a.after for a in arrows],
            [w.duration for w in case.works],
            [a.lag for a in arrows],
            types=[NAMES[a.relation] for a in arrows],
        )
        result = critical_path(network, to=case.target)
    except (CycleError, EgovplanError) as error:
        yield f"from links: {error}"
        return
    asked = [i for i, a in enumerate(answer.asked) if a]
    needs = {
        "early_start": answer.start, "late_start": answer.late, "late_finish": answer.late_finish,
        "free_float": answer.free,
    }  # fmt: skip
    for name, need in needs.items():
        have = getattr(result, name).tolist()
        if have != [need[i] for i in asked]:
            yield f"from links: {name} {have} instead of {need}"
    if list(result.path) != answer.path or result.finish != answer.end:
        yield f"from links: {result.path} to {result.finish} instead of {answer.path} to {answer.end}"
    if result.driving_links.tolist() != [k for k, drives in enumerate(answer.driving) if drives]:
        yield f"from links: driving {result.driving_links.tolist()} instead of {answer.driving}"


def smallest(seed: int) -> Case:
    """Return the network of a seed that differs, with every link and activity left out that it differs without."""
    case, shrinking = random_case(seed), True
    while shrinking:
        shrinking = False
        for smaller in _smaller(case):
            if compare(smaller, seed)[0]:
                case, shrinking = smaller, True
                break
    return case


def _smaller(case: Case) -> Iterator[Case]:
    for k in range(len(case.arrows)):
        yield Case(case.works, case.arrows[:k] + case.arrows[k + 1 :], case.horizon, case.target)
    for i in range(len(case.works)):
        if i != case.target and not any(i in a[:2] for a in case.arrows):
            arrows = [a._replace(before=a.before - (a.before > i), after=a.after - (a.after > i)) for a in case.arrows]
            target = case.target if case.target is None else case.target - (case.target > i)
            yield Case(case.works[:i] + case.works[i + 1 :], arrows, case.horizon, target)
    for i, work in enumerate(case.works):
        for part in ("fixed", "until", "notice", "allowed"):
            if getattr(work, part) is not None:
                plain = work._replace(**{part: None})
                yield Case([*case.works[:i], plain, *case.works[i + 1 :]], case.arrows, case.horizon, case.target)


def main(arguments: list[str] | None = None) -> int:
    """Run as many cases as asked for; exit code 1 if any differs."""
    parser = many.parser("The compiled core against plain Python on random networks.", count=1_000_000)
    found = many.compare_all(differences, parser.parse_args(arguments), noun="networks", chunk=CHUNK)
    if found:
        seed = int(found[0].partition(":")[0])
        print(f"\nSmallest network that differs with seed {seed}:\n{smallest(seed)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
