# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What one can do with arrays alone: numpy level by level, and loops compiled by numba."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.cases import Case, Ints

# numpy, level by level


def build_numpy(case: Case) -> Any:
    n = case.size
    pred, succ = case.pred, case.succ
    level = np.zeros(n, np.int64)
    open_ = np.bincount(succ, minlength=n)
    by_pred = np.argsort(pred, kind="stable")
    ptr = np.concatenate(([0], np.cumsum(np.bincount(pred, minlength=n))))
    front, depth = np.flatnonzero(open_ == 0), 0
    while front.size:
        level[front] = depth
        counts = ptr[front + 1] - ptr[front]
        first = np.repeat(ptr[front] - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
        reached = succ[by_pred[first + np.arange(counts.sum())]]
        open_ -= np.bincount(reached, minlength=n) if reached.size > n // 20 else 0
        if reached.size <= n // 20:
            np.subtract.at(open_, reached, 1)
        front = np.unique(reached[open_[reached] == 0])
        depth += 1
    return _levels(case.duration, pred, succ, level)


def _levels(days: Ints, pred: Ints, succ: Ints, level: Ints) -> Any:
    into = np.lexsort((succ, level[succ]))
    out = np.lexsort((pred, level[pred]))
    forward = segments(succ[into], level[succ[into]])
    backward = segments(pred[out], level[pred[out]])
    return days, pred[into], succ[out], forward, backward


def segments(ends: Ints, level: Ints) -> list[tuple[slice, Ints, Ints]]:
    """Per level: the slice of links, where each activity's links begin in it, and which activity that is."""
    cuts = np.flatnonzero(np.diff(level)) + 1
    result = []
    for first, last in zip([0, *cuts.tolist()], [*cuts.tolist(), len(ends)], strict=True):
        own = ends[first:last]
        begin = np.concatenate(([0], np.flatnonzero(np.diff(own)) + 1)) if own.size else np.empty(0, np.int64)
        result.append((slice(first, last), begin, own[begin]))
    return result


def solve_numpy(built: Any) -> tuple[Any, ...]:
    days, pred, succ, forward, backward = built
    es = np.zeros(len(days), np.int64)
    ef = days.copy()
    for part, begin, own in forward:
        if own.size:
            es[own] = np.maximum.reduceat(ef[pred[part]], begin)
            ef[own] = es[own] + days[own]
    finish = int(ef.max()) if len(ef) else 0
    lf = np.full(len(days), finish, np.int64)
    ls = lf - days
    first = lf.copy()
    for part, begin, own in reversed(backward):
        if own.size:
            lf[own] = np.minimum.reduceat(ls[succ[part]], begin)
            first[own] = np.minimum.reduceat(es[succ[part]], begin)
            ls[own] = lf[own] - days[own]
    return es, ef, ls, lf, ls - es, first - ef


# numba


def _numba_kernel() -> Any:
    import numba

    @numba.njit(cache=False)
    def solve(order: Any, in_ptr: Any, pred: Any, out_ptr: Any, succ: Any, days: Any) -> Any:
        n = len(days)
        es, ef = np.zeros(n, np.int64), np.zeros(n, np.int64)
        ls, lf, free = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
        finish = 0
        for v in order:
            start = 0
            for k in range(in_ptr[v], in_ptr[v + 1]):
                start = max(start, ef[pred[k]])
            es[v] = start
            ef[v] = start + days[v]
            finish = max(finish, ef[v])
        for r in range(n - 1, -1, -1):
            v = order[r]
            late = finish
            first = finish
            for k in range(out_ptr[v], out_ptr[v + 1]):
                late = min(late, ls[succ[k]])
                first = min(first, es[succ[k]])
            lf[v] = late
            ls[v] = late - days[v]
            free[v] = first - ef[v]
        return es, ef, ls, lf, ls - es, free

    return solve


_COMPILED: list[Any] = []


def build_numba(case: Case) -> Any:
    n = case.size
    into, out = np.argsort(case.succ, kind="stable"), np.argsort(case.pred, kind="stable")
    in_ptr = np.concatenate(([0], np.cumsum(np.bincount(case.succ, minlength=n))))
    out_ptr = np.concatenate(([0], np.cumsum(np.bincount(case.pred, minlength=n))))
    succ = case.succ[out]
    return _order(n, out_ptr, succ, np.diff(in_ptr)), in_ptr, case.pred[into], out_ptr, succ, case.duration


def _order(n: int, out_ptr: Ints, succ: Ints, open_: Ints) -> Ints:
    import numba

    if len(_COMPILED) < 2:

        @numba.njit(cache=False)
        def kahn(n: int, out_ptr: Any, succ: Any, open_: Any) -> Any:
            queue, count = np.empty(n, np.int64), 0
            for i in range(n):
                if open_[i] == 0:
                    queue[count] = i
                    count += 1
            head = 0
            while head < count:
                for k in range(out_ptr[queue[head]], out_ptr[queue[head] + 1]):
                    open_[succ[k]] -= 1
                    if open_[succ[k]] == 0:
                        queue[count] = succ[k]
                        count += 1
                head += 1
            return queue

        _COMPILED[:] = [_numba_kernel(), kahn]
    return _COMPILED[1](n, out_ptr, succ, open_.copy())


def solve_numba(built: Any) -> tuple[Any, ...]:
    return _COMPILED[0](*built)
