# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Compare :func:`egovplan.schedule` with trying all plans, on many tiny catalogues.

::

    python -m tests.scheduling.differential --count 2000 --jobs 2

Every plan must keep its rules and not be better than the best there is; what is called optimal must be the best; what is
called infeasible must have no plan, and what has none must not get one.
"""

from __future__ import annotations

import sys
from functools import partial

import egovplan
from egovplan.plan.result import Result, ResultStatus
from tests import many
from tests.scheduling.brute_force import Aim, Best, best_plan, values_of
from tests.scheduling.random_catalogues import Case, random_aim, random_case


def compare(seed: int, *, time_limit: float = 60.0) -> tuple[list[str], str]:
    """Return what is wrong with the result for a seed (nothing if all is well), and what the result was."""
    has_aim = seed % 4 == 3  # levels in any order, smaller catalogues: they take longer to try
    case = random_case(seed, activities=4, window=11) if has_aim else random_case(seed)
    aim = random_aim(case) if has_aim else Aim()
    best = best_plan(case.catalogue, case.as_of, aim)
    result = egovplan.schedule(
        case.catalogue, as_of=case.as_of, objective=aim.levels, baseline=aim.baseline, max_moves=aim.max_moves,
        time_limit=time_limit, workers=1,
    )  # fmt: skip
    problem = difference(case, best, result, aim)
    return [f"{seed}: {problem}"] if problem else [], str(result.status)


def difference(case: Case, best: Best | None, result: Result, aim: Aim = Aim()) -> str:  # noqa: B008
    """Return how a result contradicts the oracle, empty if it does not."""
    if result.status is ResultStatus.INFEASIBLE:
        return f"infeasible, but there is a plan with {best.objective}" if best else ""
    if result.plan is None:
        return "no plan found, and not proved that there is none"
    if broken := egovplan.verify(
        result.plan, case.catalogue, baseline=aim.baseline, max_moves=aim.max_moves
    ):  # fmt: skip
        return f"the plan breaks a rule: {broken[0]}"
    reached = values_of(result.plan, aim)
    if result.levels and reached != (said := tuple(level.value for level in result.levels)):
        return f"said to reach {said}, but {reached}"
    if best is None:
        return f"a plan with {reached}, but there should be none"
    if reached < best.objective:
        return f"{reached} is better than the best {best.objective}"
    if result.status is not ResultStatus.OPTIMAL:
        return f"only {result.status}: {reached}, the best is {best.objective}"
    return "" if reached == best.objective else f"optimal at {reached}, but the best is {best.objective}"


def main(arguments: list[str] | None = None) -> int:
    """Compare as many cases as asked for; exit code 1 if one differs."""
    parser = many.parser("egovplan.schedule against trying all plans", count=2000)
    parser.add_argument("--time-limit", type=float, default=60.0)
    options = parser.parse_args(arguments)
    found = many.compare_all(partial(compare, time_limit=options.time_limit), options, noun="cases")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
