# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Compare :func:`egovplan.schedule` with trying all plans, on many tiny catalogues.

::

    python -m tests.scheduling.differential --count 2000 --jobs 2

Every plan must keep its rules and not be better than the best there is; what is called optimal must be the best; what is
called infeasible must have no plan, and what has none must not get one.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import egovplan
from egovplan.plan.result import Result, ResultStatus
from tests.scheduling.brute_force import Best, best_plan
from tests.scheduling.random_catalogues import Case, random_case


def compare(seed: int, *, time_limit: float = 60.0) -> tuple[int, str, str]:
    """Return seed, what the result was, and what is wrong with it (empty if nothing is)."""
    case = random_case(seed)
    best = best_plan(case.catalogue, case.as_of)
    result = egovplan.schedule(case.catalogue, as_of=case.as_of, time_limit=time_limit, workers=1)
    return seed, str(result.status), difference(case, best, result)


def difference(case: Case, best: Best | None, result: Result) -> str:
    """Return how a result contradicts the oracle, empty if it does not."""
    if result.status is ResultStatus.INFEASIBLE:
        return f"infeasible, but there is a plan with {best.objective}" if best else ""
    if result.plan is None:
        return "no plan found, and not proved that there is none"
    if broken := egovplan.verify(result.plan, case.catalogue):
        return f"the plan breaks a rule: {broken[0]}"
    reached = tuple(result.plan.objective.values())
    if best is None:
        return f"a plan with {reached}, but there should be none"
    if reached < best.objective:
        return f"{reached} is better than the best {best.objective}"
    if result.status is not ResultStatus.OPTIMAL:
        return f"only {result.status}: {reached}, the best is {best.objective}"
    return "" if reached == best.objective else f"optimal at {reached}, but the best is {best.objective}"


def main(arguments: list[str] | None = None) -> int:
    """Compare as many cases as asked for; exit code 1 if one differs."""
    parser = argparse.ArgumentParser(description="egovplan.schedule against trying all plans")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--time-limit", type=float, default=60.0)
    options = parser.parse_args(arguments)
    began, seen, wrong = time.monotonic(), Counter[str](), 0
    work = partial(compare, time_limit=options.time_limit)
    with ProcessPoolExecutor(options.jobs) as pool:
        for seed, status, problem in pool.map(work, range(options.first, options.first + options.count)):
            seen[status] += 1
            if problem:
                wrong += 1
                print(f"{seed}: {problem}", flush=True)
    counts = ", ".join(f"{count} {status}" for status, count in sorted(seen.items()))
    print(f"{options.count} cases, {counts}: {wrong} differ ({time.monotonic() - began:.0f} s)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
