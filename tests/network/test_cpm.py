# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Critical path without a calendar: the textbook, the definitions of float, the edges."""

import pickle
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovplan.errors import OutOfRangeError
from egovplan.network.cpm import critical_path
from egovplan.network.graph import Network

TEXTBOOK = Network.from_links(
    ["a", "a", "b", "c", "c", "d", "e", "f"],
    ["b", "c", "d", "d", "e", "g", "f", "g"],
    {"a": 3, "b": 4, "c": 2, "d": 5, "e": 1, "f": 2, "g": 3},
)


def test_textbook_example():
    """Seven activities whose dates one can check by hand."""
    result = critical_path(TEXTBOOK)
    assert result.early_start.tolist() == [0, 3, 3, 7, 5, 6, 12]
    assert result.early_finish.tolist() == [3, 7, 5, 12, 6, 8, 15]
    assert result.late_start.tolist() == [0, 3, 5, 7, 9, 10, 12]
    assert result.late_finish.tolist() == [3, 7, 7, 12, 10, 12, 15]
    assert result.total_float.tolist() == [0, 0, 2, 0, 4, 4, 0]
    assert result.free_float.tolist() == [0, 0, 0, 0, 0, 4, 0]
    assert result.critical.tolist() == [True, True, False, True, False, False, True]
    assert result.path == ("a", "b", "d", "g")
    assert result.makespan == result.finish == 15
    assert {(p.predecessor, p.successor) for p in result.driving} == {
        ("a", "b"), ("a", "c"), ("b", "d"), ("c", "e"), ("d", "g"), ("e", "f"),
    }  # fmt: skip


def test_path_to_a_chosen_activity():
    """Only what can move the target is shown, and floats count to it."""
    result = critical_path(TEXTBOOK, to="f")
    assert result.names == ("a", "c", "e", "f")
    assert result.path == ("a", "c", "e", "f")
    assert result.total_float.tolist() == [0, 0, 0, 0]
    assert result.makespan == 8
    assert "b" not in result
    with pytest.raises(OutOfRangeError, match="keinen Vorgang 'b'"):
        result["b"]


def test_what_runs_on_after_the_target_has_float_to_it():
    """An activity that must only have started before the target does not have to finish before it."""
    network = Network.from_links(["long"], ["milestone"], {"long": 100, "milestone": 0}, 5, types="SS")
    result = critical_path(network, to="milestone")
    assert (result.makespan, result.total_float.tolist()) == (5, [0, 0])
    assert critical_path(network).total_float.tolist() == [0, 95]


def test_no_activity_at_all():
    """An empty network is finished at once."""
    result = critical_path(Network.from_links([], [], []))
    assert (len(result), result.path, result.makespan, result.driving) == (0, (), 0, ())
    assert result.to_frame().empty


@pytest.mark.parametrize("duration", [0, 7])
def test_one_activity(duration):
    """A single activity is its own critical path."""
    result = critical_path(Network.from_links([], [], {"only": duration}))
    assert (result.path, result.makespan, result.total_float.tolist()) == (("only",), duration, [0])
    assert "only" in result


def test_of_two_longest_chains_the_first_named_is_shown():
    """Where two predecessors bind alike, the precedence that was named first decides."""
    links = [("a", "c"), ("b", "c")]
    for order in (links, links[::-1]):
        network = Network.from_links(*zip(*order, strict=True), {"a": 5, "b": 5, "c": 1})
        assert critical_path(network).path == order[0]


def test_rows_frames_and_html():
    """One row by name, a table with German labels, and a card for notebooks."""
    result = critical_path(TEXTBOOK)
    row = result["e"]
    assert (row.early_start, row.late_finish, row.total_float, row.critical) == (5, 10, 4, False)
    assert row.early_start_date is None
    frame = result.to_frame()
    assert frame.index.name == "Vorgang"
    assert list(frame.columns) == [
        "Titel", "frühester Anfang", "frühestes Ende", "spätester Anfang", "spätestes Ende",
        "Gesamtpuffer", "freier Puffer", "kritisch",
    ]  # fmt: skip
    assert frame.loc["c", "Gesamtpuffer"] == 2
    assert repr(result) == "CriticalPath(15 Arbeitstage, 7 Vorgänge, 4 kritisch)"
    assert "kritischer Weg" in result._repr_html_()


def test_names_are_escaped_in_html():
    """A title cannot smuggle markup into a notebook."""
    html = critical_path(Network.from_links([], [], {"<script>": 1}))._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_results_cannot_be_changed_by_accident():
    """Networks and results are frozen."""
    result = critical_path(TEXTBOOK)
    with pytest.raises(AttributeError):
        result.finish = 3
    with pytest.raises(AttributeError):
        TEXTBOOK.horizon = 3
    for column in (result.early_start, result.free_float, TEXTBOOK.duration, TEXTBOOK.link_lag):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1


def test_columns_of_the_caller_stay_his_own():
    """Changing a column afterwards changes no network, and making a network locks no column."""
    durations = np.array([1, 2])
    network = Network.from_links(np.array([0]), np.array([1]), durations)
    durations[0] = 50
    assert critical_path(network).makespan == 3


def test_networks_can_be_sent_to_other_processes():
    """A network survives pickling, compiled or not, and so does its result."""
    critical_path(TEXTBOOK)
    again = pickle.loads(pickle.dumps(TEXTBOOK))
    assert critical_path(again).path == ("a", "b", "d", "g")
    assert pickle.loads(pickle.dumps(critical_path(TEXTBOOK))).makespan == 15


@pytest.mark.parametrize("source", [None, 7, "mainz-2015", [1, 2]])
def test_other_sources_are_refused(source):
    """Only catalogues, networks and directed graphs have a critical path."""
    with pytest.raises(TypeError, match="Katalog, Netzplan oder networkx"):
        critical_path(source)


def test_status_date_needs_a_catalogue():
    """A network has its actuals in it already."""
    import datetime as dt

    with pytest.raises(TypeError, match="as_of"):
        critical_path(TEXTBOOK, as_of=dt.date(2016, 1, 1))


@st.composite
def networks(draw):
    n = draw(st.integers(1, 12))
    order = draw(st.permutations(range(n)))
    pairs = [(order[i], order[j]) for i in range(n) for j in range(i + 1, n)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=2 * n)) if pairs else []
    lags = draw(st.lists(st.integers(-5, 8), min_size=len(chosen), max_size=len(chosen)))
    kinds = st.lists(st.sampled_from(["FS", "FS", "SS", "FF", "SF"]), min_size=len(chosen), max_size=len(chosen))
    durations = draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))
    return Network.from_links([p for p, _ in chosen], [s for _, s in chosen], durations, lags, types=draw(kinds))


def holds(network, start, finish):
    for p in network.precedences:
        event = (start if p.type in ("SS", "SF") else finish)[p.predecessor] + p.lag
        if (start if p.type in ("FS", "SS") else finish)[p.successor] < event:
            return False
    return bool((start >= 0).all() and (finish == start + network.duration).all())


@given(networks())
def test_early_and_late_dates_keep_all_relations(network):
    """Both the early and the late dates are schedules, and both end at the same time."""
    result = critical_path(network)
    assert holds(network, result.early_start, result.early_finish)
    assert holds(network, result.late_start, result.late_finish)
    assert result.early_finish.max() == result.late_finish.max() == result.finish
    assert (result.free_float >= 0).all()
    assert (result.free_float <= result.total_float).all()


@given(networks(), st.data())
def test_total_float_is_what_a_start_can_lose(network, data):
    """Releasing an activity later by its total float keeps the makespan; by a day more lengthens it by that day."""
    result = critical_path(network)
    i = data.draw(st.integers(0, len(network) - 1))
    for more in (0, 1):
        gate = len(network)
        links = list(network.precedences)
        later = Network.from_links(
            [p.predecessor for p in links] + [gate],
            [p.successor for p in links] + [i],
            [*network.duration.tolist(), int(result.late_start[i]) + more],
            [p.lag for p in links] + [0],
            types=[p.type for p in links] + ["FS"],
        )
        assert critical_path(later).early_finish[:-1].max() == result.finish + more


@given(networks(), st.data())
def test_duration_can_grow_by_the_float_on_finish_start_networks(network, data):
    """With finish-start relations only, a duration can grow by the float, and not by a day more."""
    links = list(network.precedences)
    plain = Network.from_links(
        [p.predecessor for p in links], [p.successor for p in links], network.duration, [p.lag for p in links]
    )
    result = critical_path(plain)
    i = data.draw(st.integers(0, len(plain) - 1))
    longer = int(plain.duration[i] + result.total_float[i])
    assert critical_path(plain, durations={i: longer}).makespan == result.makespan
    assert critical_path(plain, durations={i: longer + 1}).makespan == result.makespan + 1


@given(networks())
def test_free_float_moves_nothing_else(network):
    """Slipping by the free float breaks no relation while all others stay early; a day more does, or ends too late."""
    result = critical_path(network)
    for i in range(len(network)):
        for more in (0, 1):
            start = result.early_start.copy()
            start[i] += result.free_float[i] + more
            finish = start + network.duration
            assert bool(holds(network, start, finish) and finish.max() <= result.finish) is (more == 0)


@given(networks())
def test_path_is_tight_and_critical(network):
    """The path runs along driving precedences, has no float, and ends at the finish."""
    result = critical_path(network)
    driving = {(p.predecessor, p.successor) for p in result.driving}
    assert set(zip(result.path, result.path[1:], strict=False)) <= driving
    assert result.early_finish[result.path[-1]] == result.finish
    assert result.critical[list(result.path)].all()


@given(networks())
def test_order_of_activities_does_not_matter(network):
    """Renaming the positions only reorders the results."""
    n = len(network)
    turn = np.arange(n)[::-1]
    links = list(network.precedences)
    turned = Network.from_links(
        [turn[p.predecessor] for p in links],
        [turn[p.successor] for p in links],
        network.duration[turn],
        [p.lag for p in links],
        types=[p.type for p in links],
    )
    first, second = critical_path(network), critical_path(turned)
    for column in ("early_start", "late_start", "free_float"):
        assert (getattr(first, column) == getattr(second, column)[turn]).all()


def test_importing_the_network_is_light():
    """Neither pandas nor networkx, solver or plotting is loaded for a critical path."""
    code = (
        "import sys; from egovplan import Network, critical_path; "
        "critical_path(Network.from_links([0], [1], [1, 2])); "
        "print([m for m in ('pandas', 'networkx', 'ortools', 'matplotlib', 'pydantic') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
