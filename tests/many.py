# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Commands that compare on as many random cases as one likes: arguments, processes, and what they print.

A case is a seed; ``--first SEED --count 1`` runs one again.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial

Compare = Callable[[int], tuple[Sequence[str], str | Counter[str]]]
"""From a seed, what differs (each line begins with the seed) and of what kind the case was, or how much of each was in it."""
SHOWN = 20


def parser(description: str, *, count: int) -> argparse.ArgumentParser:
    """Return a parser with the arguments that all of these commands have."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--count", type=int, default=count, help="how many cases")
    made.add_argument("--first", type=int, default=0, help="first seed")
    made.add_argument("--jobs", type=int, default=1, help="processes")
    return made


def compare_all(compare: Compare, options: argparse.Namespace, *, noun: str, chunk: int = 1) -> list[str]:
    """Compare all cases, print the first differences and a summary, and return what differs.

    Parameters
    ----------
    compare
        A function of a module, because other processes call it.
    options
        From :func:`parser`.
    noun
        What a case is called in the summary.
    chunk
        Cases that a process takes at a time.
    """
    began, found, kinds = time.monotonic(), list[str](), Counter[str]()
    stop = options.first + options.count
    parts = [range(first, min(first + chunk, stop)) for first in range(options.first, stop, chunk)]
    work = partial(several, compare)
    with ExitStack() as stack:
        pool = multiprocessing.get_context("spawn").Pool(options.jobs) if options.jobs > 1 else None
        for wrong, part in stack.enter_context(pool).imap(work, parts) if pool else map(work, parts):
            for line in wrong[: max(0, SHOWN - len(found))]:
                print(line, flush=True)
            found += wrong
            kinds += part
    seconds = time.monotonic() - began
    counts = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    print(f"{options.count} {noun}, {counts}: {len(found)} differ ({seconds:.0f} s)")
    return found


def several(compare: Compare, seeds: range) -> tuple[list[str], Counter[str]]:
    """Return the differences of some cases, and how many there were of each kind."""
    found: list[str] = []
    kinds: Counter[str] = Counter()
    for seed in seeds:
        wrong, seen = compare(seed)
        found += wrong
        kinds.update((seen,) if isinstance(seen, str) else seen)
    return found, kinds
