# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Sweeps where numbers change their width and networks their size, against arrays worked out layer by layer."""

import threading

import numpy as np
import pytest

from egovplan._core import Graph

COLUMNS = ("early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float")
NARROW = 2**29  # from this sum on, days are int64 inside


class Layers:
    """A network in layers, ids shuffled; the first activity of the last layer waits for hundreds of others."""

    def __init__(self, size, depth, *, related, most=20, released=False):
        rng = np.random.default_rng(size + depth)
        width = size // depth
        self.size, self.depth = size, depth
        self.layer = np.minimum(np.arange(size) // width, depth - 1)
        succ = np.repeat(np.flatnonzero(self.layer > 0), rng.integers(0, 7, int((self.layer > 0).sum())))
        back = np.where(rng.random(len(succ)) < 0.2, rng.integers(0, self.layer[succ]), self.layer[succ] - 1)
        pred = back * width + rng.integers(0, width, len(succ))
        hub = np.flatnonzero(self.layer == depth - 2)[:300]
        pred = np.concatenate([pred, hub, hub[:9]])
        succ = np.concatenate([succ, np.full(len(hub) + 9, np.flatnonzero(self.layer == depth - 1)[0])])
        name, mixed = rng.permutation(size), rng.permutation(len(pred))
        self.layer = self.layer[np.argsort(name)]
        self.pred, self.succ = name[pred[mixed]], name[succ[mixed]]
        self.duration = rng.integers(0, most + 1, size)
        self.release = rng.integers(0, 3 * most, size) if released else np.zeros(size, np.int64)
        self.relation = rng.integers(0, 4, len(pred)).astype(np.int8) if related else np.zeros(len(pred), np.int8)
        self.lag = rng.integers(-most // 2, most, len(pred)) if related else np.zeros(len(pred), np.int64)

    def columns(self):
        """Return the six columns."""
        start, from_start, to_finish = self.release.copy(), self.relation % 2 == 1, self.relation >= 2
        into, out = (
            [np.flatnonzero(self.layer[end] == k) for k in range(self.depth)] for end in (self.succ, self.pred)
        )
        for links in into:
            p, s = self.pred[links], self.succ[links]
            event = start[p] + np.where(from_start[links], 0, self.duration[p]) + self.lag[links]
            np.maximum.at(start, s, event - np.where(to_finish[links], self.duration[s], 0))
        finish = start + self.duration
        late = finish.max() - self.duration
        kept = late.copy()
        for links in reversed(out):
            p, s = self.pred[links], self.succ[links]
            step = np.where(to_finish[links], self.duration[s], 0) - self.lag[links]
            step -= np.where(from_start[links], 0, self.duration[p])
            np.minimum.at(late, p, late[s] + step)
            np.minimum.at(kept, p, start[s] + step)
        return start, finish, late, late + self.duration, late - start, kept - start

    def graph(self, dtype):
        """Return the compiled network; columns that say nothing are left out."""
        some = {"relation": self.relation, "lag": self.lag.astype(dtype)} if self.relation.any() else {}
        return Graph(self.size, self.pred.astype(dtype), self.succ.astype(dtype), **some)

    def release_given(self, dtype):
        return self.release.astype(dtype) if self.release.any() else None


def assert_same(sweep, columns):
    for name, column in zip(COLUMNS, columns, strict=True):
        assert np.array_equal(getattr(sweep, name), column), name


@pytest.mark.parametrize("related", [False, True])
@pytest.mark.parametrize(("size", "depth"), [(900, 30), (20_000, 40), (60_000, 3), (230_000, 500)])
def test_large_networks_equal_arrays_worked_out_by_layer(size, depth, related):
    """Blocks, runs of equal in-degree, hubs, what is fetched ahead, and both widths of the columns."""
    layers = Layers(size, depth, related=related)
    dtype = np.int32 if depth % 20 else np.int64
    sweep = layers.graph(dtype).cpm(layers.duration.astype(dtype))
    assert_same(sweep, layers.columns())


@pytest.mark.parametrize("most", [20, 2**31, 2**45])
@pytest.mark.parametrize("related", [False, True])
def test_releases_and_wide_numbers(related, most):
    """Releases hold each start back; large numbers are swept as int64, large lags kept as int64."""
    layers = Layers(2000, 25, related=related, most=most, released=True)
    sweep = layers.graph(np.int64).cpm(layers.duration, layers.release_given(np.int64))
    assert_same(sweep, layers.columns())


@pytest.mark.parametrize("release", [False, True])
@pytest.mark.parametrize("relation", range(4))
@pytest.mark.parametrize("total", [NARROW - 1, NARROW, NARROW + 1, 2**31 - 1, 2**31 + 1, 2**60])
def test_numbers_at_the_change_of_width(total, relation, release):
    """Sums just below and above the bounds of narrow and wide days give the same exact dates."""
    days, lag, first = total // 2, -(total // 4), total - total // 2 - total // 4
    graph = Graph(3, np.array([0, 0]), np.array([1, 2]), np.array([relation] * 2, np.int8), np.array([0, lag]))
    sweep = graph.cpm(np.array([days, 0, 0]), np.array([first, 0, 0]) if release else None)
    begin = first if release else 0
    event = begin + (0 if relation % 2 else days)
    starts = [begin, event, max(0, event + lag)]
    assert sweep.early_start.tolist() == starts
    assert sweep.finish == begin + days
    assert sweep.late_start.tolist() == [begin, begin + days, begin + days]
    assert sweep.free_float.tolist() == [min(starts[1], starts[2] - lag, begin + days) - event if relation % 2 == 0 else
                                         min(begin, starts[1], starts[2] - lag) - begin,
                                         begin + days - starts[1], begin + days - starts[2]]  # fmt: skip


@pytest.mark.parametrize("size", [0, 1, 5])
def test_networks_without_links(size):
    """No activity, one, or several that do not know each other."""
    none = np.empty(0, np.int64)
    graph = Graph(size, none, none)
    sweep = graph.cpm(np.arange(size))
    assert sweep.early_finish.tolist() == list(range(size))
    assert sweep.late_finish.tolist() == [max(size - 1, 0)] * size
    assert sweep.path.tolist() == ([size - 1] if size else [])
    assert (len(graph.order), len(graph.level), len(sweep.driving)) == (size, size, 0)


def test_several_links_between_two_activities():
    """The strongest of parallel links binds; each of them is told apart."""
    graph = Graph(2, np.array([0, 0, 0]), np.array([1, 1, 1]), np.array([0, 1, 2], np.int8), np.array([-2, 7, 6]))
    sweep = graph.cpm(np.array([5, 2]))
    assert sweep.early_start.tolist() == [0, 9]
    assert sweep.driving.tolist() == [0, 0, 1]
    assert sweep.path.tolist() == [0, 1]
    assert sweep.total_float.tolist() == [0, 0]


def test_a_target_is_swept_alone():
    """Only what can move the target is reached; its floats count to it."""
    graph = Graph(4, np.array([0, 1, 0]), np.array([1, 2, 3]))
    sweep = graph.cpm(np.array([2, 3, 4, 50]), target=2)
    assert sweep.reached.tolist() == [1, 1, 1, 0]
    assert (sweep.finish, sweep.total_float.tolist()[:3], sweep.path.tolist()) == (9, [0, 0, 0], [0, 1, 2])


@pytest.mark.parametrize("copies", [1, 200])
def test_tables_are_undone_by_search_or_by_their_inverse(copies):
    """Few activities search the tables, many look up what was turned around once; the dates are the same."""
    horizon = 40
    week = np.minimum((np.arange(horizon + 2) + 4) // 5 * 5, horizon + 1).astype(np.int32)  # starts every fifth day
    later = np.minimum(np.arange(horizon + 2) + 3, horizon + 1).astype(np.int32)
    first = 3 * np.arange(copies)
    graph = Graph(
        3 * copies, np.concatenate([first, first + 1]), np.concatenate([first + 1, first + 2]),
        lag_table=np.repeat(np.array([1, -1], np.int32), copies), tables=np.array([week, later]), horizon=horizon,
    )  # fmt: skip
    none, gate = np.full(3 * copies, -1, np.int32), np.tile(np.array([-1, 0, -1], np.int32), copies)
    sweep = graph.cpm(np.tile([4, 2, 1], copies), tables=np.array([none, gate, gate]))
    assert sweep.early_start.tolist() == [0, 10, 12] * copies
    assert sweep.late_start.tolist() == [3, 10, 12] * copies
    assert sweep.free_float.tolist() == [3, 0, 0] * copies


def test_threads_share_a_graph():
    """What is made when first asked for is made once, whoever asks; each thread has its own answers."""
    layers = Layers(4000, 40, related=False)
    graph, expected, wrong = layers.graph(np.int64), layers.columns(), []

    def work(factor):
        sweep = graph.cpm(layers.duration * factor)
        for name, column in zip(COLUMNS, expected, strict=True):
            if not np.array_equal(getattr(sweep, name), column * factor) or len(sweep.driving) != len(layers.pred):
                wrong.append((factor, name))

    threads = [threading.Thread(target=work, args=(factor,)) for factor in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
