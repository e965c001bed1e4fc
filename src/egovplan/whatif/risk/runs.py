# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Many runs, in parts: on one or many workers, until there are enough, or until someone says stop.

Parts depend on the number of runs alone, and their tallies add up exactly: so the result is the same on any number of
workers, and wherever they are.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from egovplan.network.scenarios.tally import Tally
from egovplan.whatif.risk.project import Job

BLOCK = 64
PARTS = 16
"""At least so many parts, where there are as many blocks of scenarios: progress, and a stopping rule, need steps."""
LARGEST_PART = 50_000
SINGLES, SINGLES_PART = 2048, 512
"""In so many runs the finish of each single activity is counted too, and in parts of so many: that takes longer than all the
rest, and these quantiles are only drawn."""


@dataclass(frozen=True, slots=True)
class RiskProgress:
    """Where a simulation stands.

    Parameters
    ----------
    done, of
        Runs so far, and at most.
    precision
        Half width of the 95 % interval of P80 so far; NaN while it is beyond the calendar. [d]
    """

    done: int
    of: int
    precision: float

    def __str__(self) -> str:
        width = (
            ""
            if self.precision != self.precision
            else f", P80 auf ± {self.precision:.1f} Arbeitstage".replace(".", ",")
        )
        return f"{self.done:,} von {self.of:,} Läufen".replace(",", ".") + width


def parts(n: int) -> list[tuple[int, int]]:
    """Return first run and number of runs of each part; whole blocks of scenarios, but for the last one."""
    blocks = -(-n // BLOCK)
    size = BLOCK * max(1, min(-(-blocks // PARTS), LARGEST_PART // BLOCK))
    first = min(size, SINGLES_PART)
    begins = [*range(0, min(n, SINGLES), first), *range(SINGLES, n, size)]
    return [(begin, stop - begin) for begin, stop in pairwise([*begins, n])]


def run(
    job: Job, n: int, *, n_jobs: int | None, singles: bool, enough: Callable[[Tally], bool],
    report: Callable[[Tally], None],
) -> tuple[Tally, bool]:  # fmt: skip
    """Return the tally of up to ``n`` runs, and whether it was interrupted.

    Parameters
    ----------
    job
        Takes ``first``, ``count`` and ``activities``.
    n_jobs
        Workers, as joblib has it.
    singles
        Whether to count the finish of single activities, in the first runs.
    enough
        Asked after each part, in order, whether to stop.
    report
        Told after each part.

    Raises
    ------
    KeyboardInterrupt
        If it comes before the first part is done.
    """
    total: Tally | None = None
    tallies = _tallies(job, n, n_jobs, singles=singles)
    try:
        for tally in tallies:
            total = tally if total is None else _sum(total, tally)
            report(total)
            if enough(total):
                break
    except KeyboardInterrupt:
        if total is None:
            raise
        return total, True
    finally:
        with warnings.catch_warnings():  # joblib regrets the parts that were begun and are not needed
            warnings.simplefilter("ignore", UserWarning)
            tallies.close()
    assert total is not None  # n is at least 1
    return total, False


def _sum(one: Tally, two: Tally) -> Tally:
    """Return the tally of both, of which the second may lack the single activities."""
    single = one.activity_finish
    if single is not None and two.activity_finish is not None:
        single = single + two.activity_finish
    return replace(replace(one, activity_finish=None) + replace(two, activity_finish=None), activity_finish=single)


def _tallies(job: Job, n: int, n_jobs: int | None, *, singles: bool) -> Any:
    """Return a generator of the parts' tallies, in order."""
    from joblib import Parallel, delayed

    # the core lets go of the interpreter, so threads are enough; who asks for processes or a cluster gets them
    parallel = Parallel(n_jobs=n_jobs, prefer="threads", return_as="generator")
    return parallel(
        delayed(job)(first=first, count=count, activities=singles and first < SINGLES) for first, count in parts(n)
    )


def reporter(progress: object, n: int) -> tuple[Callable[[RiskProgress], object], Callable[[], None]]:
    """Return what takes the news, and what closes it: nothing, a bar, or a callable's own."""
    if callable(progress):
        return progress, lambda: None
    if not progress:
        return lambda _: None, lambda: None
    bar = _bar(n)

    def show(news: RiskProgress) -> None:
        bar.n = news.done
        bar.set_description_str(str(news), refresh=True)

    return show, bar.close


def _bar(n: int) -> Any:
    from tqdm import TqdmWarning

    with warnings.catch_warnings():  # without ipywidgets a line of text will do
        warnings.simplefilter("ignore", TqdmWarning)
        from tqdm.auto import tqdm
    return tqdm(total=n, bar_format="Risiko |{bar:20}| {desc}", leave=True)
