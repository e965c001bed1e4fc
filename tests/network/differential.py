# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Compare the critical path with the plain reference on random projects::

python -m tests.network.differential --count 20000
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from random import Random
from unittest import mock

from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.limits import Calendar
from egovplan.errors import InfeasibleError
from egovplan.network.cpm import CriticalPath, critical_path
from tests.network.random_cases import catalogue_data, random_case
from tests.network.reference import Answer, NoDayError, Reference


@contextmanager
def cheap_catalogues() -> Iterator[None]:
    """Share the axis of equal calendars, and let cases without a day through: the critical path is to refuse them."""
    shared = mock.patch.object(Calendar, "timeline", lru_cache(maxsize=16)(Calendar.timeline))
    unchecked = mock.patch("egovplan.catalogue.catalogue.check", return_value=())
    with shared, unchecked:
        yield


def differences(seed: int) -> tuple[list[str], str]:
    """Return what differs on the case of a seed, and what kind of case it was (``dated``, ``target``, ``no day``)."""
    case = random_case(seed)
    catalogue = Catalogue.from_dict(catalogue_data(case))
    names = [work.name for work in case.activities]
    target = Random(seed).randrange(len(names)) if seed % 4 == 0 else None
    to = None if target is None else names[target]
    reference = Reference(case)
    try:
        answer = reference.solve(target)
    except NoDayError:
        return (["a day where there is none"] if _has_day(catalogue, case.as_of, to) else []), "no day"
    try:
        result = critical_path(catalogue, to=to, as_of=case.as_of)
    except InfeasibleError as error:
        return [f"{seed}: {error}"], "target" if to else "dated"
    return list(_compare(seed, names, answer, result, reference)), "target" if to else "dated"


def _has_day(catalogue: Catalogue, as_of: object, to: str | None) -> bool:
    try:
        critical_path(catalogue, to=to, as_of=as_of)  # type: ignore[arg-type]
    except InfeasibleError:
        return False
    return True


def _compare(seed: int, names: list[str], answer: Answer, result: CriticalPath, reference: Reference) -> Iterator[str]:
    asked = {name for name, late in zip(names, answer.late, strict=True) if late}
    if set(result.names) != asked:
        yield f"{seed}: activities {result.names} instead of {asked}"
        return
    if result.finish != answer.finish:
        yield f"{seed}: finish {result.finish} instead of {answer.finish}"
    for i, name in enumerate(names):
        if name in asked:
            row = result[name]
            have = ((row.early_start, row.early_finish), (row.late_start, row.late_finish), row.free_float)
            need = (answer.early[i], answer.late[i], answer.free[i])
            if have != need:
                yield f"{seed}: {name} {have} instead of {need}"
    yield from _compare_links(seed, names, answer, result, reference)


def _compare_links(
    seed: int, names: list[str], answer: Answer, result: CriticalPath, reference: Reference
) -> Iterator[str]:
    links = reference.case.links

    def key(k: int) -> tuple[str, str, str, int, bool]:
        return names[links[k].before], names[links[k].after], links[k].type, links[k].lag, links[k].elapsed

    have = {(p.predecessor, p.successor, p.type, p.lag, p.elapsed) for p in result.driving}
    need = {key(k) for k in answer.driving}
    if reference.case.as_of is None and have != need:
        yield f"{seed}: driving {have ^ need}"
    steps = {(before, after) for before, after, *_ in have}
    if any(step not in steps for step in zip(result.path, result.path[1:], strict=False)):
        yield f"{seed}: path {result.path} leaves the driving precedences"
    chain = [names.index(name) for name in result.path]
    if answer.early[chain[-1]][1] != answer.finish:
        yield f"{seed}: path {result.path} does not reach the finish"
    before = [reference.binding(i, answer.early) for i in chain]
    if before[0] or any(i not in earlier for i, earlier in zip(chain, before[1:], strict=False)):
        yield f"{seed}: path {result.path} is not bound from its first activity to its last"


def main() -> int:
    """Run as many cases as asked for; exit code 1 if any differs."""
    parser = argparse.ArgumentParser(description="Critical path against the plain reference on random projects.")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0, help="first seed")
    options = parser.parse_args()
    began, found, kinds = time.monotonic(), [], dict.fromkeys(("dated", "target", "no day"), 0)
    with cheap_catalogues():
        for seed in range(options.first, options.first + options.count):
            wrong, kind = differences(seed)
            found += wrong
            kinds[kind] += 1
    for line in found[:20]:
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{options.count} cases {kinds}, {len(found)} differences, {time.monotonic() - began:.0f} s\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
