# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What if: after any change an overlay says what a network made and solved anew says."""

import copy
import pickle
import threading

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import CycleError, InfeasibleError, OutOfRangeError
from egovplan.network.cpm import critical_path
from egovplan.network.graph import Network
from tests import many
from tests.network import overlay_differential
from tests.network.test_catalogue_network import catalogue

COLUMNS = ("early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float", "critical")


def house():
    """Return a small plan: dig, then build beside wait, then paint."""
    return Network.from_links(
        ["dig", "dig", "build", "wait"],
        ["build", "wait", "paint", "paint"],
        {"dig": 2, "build": 5, "wait": 1, "paint": 3},
        [0, 2, 0, 0],
    )


def same(trial, result):
    assert trial.finish == result.finish
    assert trial.makespan == result.makespan
    for name in COLUMNS:
        assert getattr(trial, name).tolist() == getattr(result, name).tolist(), name
    assert [trial[name] for name in result.names] == [result[name] for name in result.names]


@pytest.mark.parametrize("first", [0, 1000])
def test_every_date_after_every_change_equals_a_network_made_anew(first):
    """Durations, lags, links added and removed, undone, asked: with calendars, all relations, fixed and huge numbers."""
    found, kinds = many.several(overlay_differential.differences, range(first, first + 300))
    assert found == []
    assert min(kinds.values()) > 10
    assert set(kinds) == {"duration", "lag", "add", "remove", "undo", "keep", "ask", "unfit"}


def circle_of(work):
    """Return how long the circle is that some work finds, 0 for none."""
    try:
        work()
    except CycleError as error:
        return len(error.cycle)
    return 0


class Changes(RuleBasedStateMachine):
    """Any sequence of changes by name, next to the columns that they stand for."""

    names = st.sampled_from("abcdefg")
    types = st.sampled_from(("FS", "SS", "FF", "SF"))
    lags = st.integers(-4, 6)

    def __init__(self):
        super().__init__()
        self.durations = dict(zip("abcdefg", (3, 0, 5, 2, 4, 1, 6), strict=True))
        self.links = [("a", "b", "FS", 0), ("b", "c", "SS", 1), ("b", "d", "FF", -1), ("e", "d", "SF", 2)]
        self.trial = self.network().what_if()
        self.past = []

    def network(self):
        pred, succ, types, lags = zip(*self.links, strict=True) if self.links else ([], [], [], [])
        return Network.from_links(pred, succ, self.durations, lags, types=types)

    def note(self):
        self.past.append((dict(self.durations), list(self.links)))

    @rule(name=names, days=st.integers(0, 12))
    def set_duration(self, name, days):
        self.trial.set_duration(name, days)
        self.note()
        self.durations[name] = days

    @rule(before=names, after=names, kind=types, lag=lags)
    def add_link(self, before, after, kind, lag):
        changed = [*self.links, (before, after, kind, lag)]
        pred, succ, *_ = zip(*changed, strict=True)
        circle = circle_of(lambda: critical_path(Network.from_links(pred, succ, self.durations)))
        assert circle_of(lambda: self.trial.add_link(before, after, type=kind, lag=lag)) == circle
        if not circle:
            self.note()
            self.links = changed

    def only(self, k):
        before, after, kind, _ = self.links[k]
        return sum(link[:3] == (before, after, kind) for link in self.links) == 1

    @precondition(lambda self: self.links)
    @rule(data=st.data(), lag=lags)
    def set_lag(self, data, lag):
        k = data.draw(st.integers(0, len(self.links) - 1))
        before, after, kind, _ = self.links[k]
        if self.only(k):
            self.trial.set_lag(before, after, lag, type=kind)
            self.note()
            self.links[k] = (before, after, kind, lag)

    @precondition(lambda self: self.links)
    @rule(data=st.data())
    def remove_link(self, data):
        k = data.draw(st.integers(0, len(self.links) - 1))
        if self.only(k):
            self.trial.remove_link(*self.links[k][:2], type=self.links[k][2])
            self.note()
            del self.links[k]

    @precondition(lambda self: self.past)
    @rule(data=st.data())
    def undo(self, data):
        steps = data.draw(st.integers(1, len(self.past)))
        self.trial.undo(steps)
        self.durations, self.links = self.past[-steps]
        del self.past[-steps:]

    @rule()
    def reset(self):
        self.trial.reset()
        if self.past:
            self.durations, self.links = self.past[0]
            self.past = []

    @invariant()
    def as_made_anew(self):
        assert self.trial.steps == len(self.past)
        same(self.trial, critical_path(self.network()))


Changes.TestCase.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
TestChanges = Changes.TestCase


@pytest.mark.parametrize("shape", ["chain", "wide", "random"])
def test_large_networks(shape):
    """Also where changes spread far, end early, or touch so much that a sweep takes over; and undone one by one."""
    rng, n = np.random.default_rng(7), 3000
    names = rng.permutation(n)
    pred, succ = {
        "chain": (names[:-1], names[1:]),
        "wide": (names[rng.integers(0, 30, 2 * n)], names[rng.integers(30, n, 2 * n)]),
        "random": tuple(names[np.sort(rng.choice(n, (2 * n, 2)), axis=1).T]),
    }[shape]
    links = pred[pred != succ], succ[pred != succ]
    days = rng.integers(0, 20, n)
    trial, past = Network.from_links(*links, days).what_if(), []
    for i in rng.integers(0, n, 40).tolist():
        past.append(days.copy())
        days[i] = rng.integers(0, 100)
        trial.set_duration(i, int(days[i]))
        same_columns(trial, links, days)
    for before in reversed(past):
        trial.undo()
        same_columns(trial, links, before)


def same_columns(trial, links, days):
    result = critical_path(Network.from_links(*links, days))
    assert trial.finish == result.finish
    for name in COLUMNS:
        assert (getattr(trial, name) == getattr(result, name)).all(), name


def test_the_network_stays_as_it_is():
    """Overlays lie on top; several do not know of each other."""
    network = house()
    one, other = network.what_if(), network.what_if()
    one.set_duration("dig", 20)
    assert (one.finish, other.finish, critical_path(network).finish) == (28, 10, 10)


def give_up(trial):
    with trial:
        trial.set_duration("paint", 50)
        raise ZeroDivisionError


def test_what_happens_inside_a_with_is_taken_back():
    """Also nested, after an error, and where more was undone inside than done."""
    with house().what_if() as trial:
        trial.set_duration("build", 6)
        with trial:
            trial.remove_link("dig", "build")
            assert trial.finish == 9
        assert trial.finish == 11
        with pytest.raises(ZeroDivisionError):
            give_up(trial)
        assert trial.finish == 11
        with trial:
            trial.undo()
        assert (trial.finish, trial.steps) == (10, 0)


@pytest.mark.parametrize("how", [copy.copy, copy.deepcopy, pickle.dumps])
def test_copies_are_refused(how):
    """A copy would change what it was copied from: both would be one and the same."""
    trial = Network.from_links([0], [1], durations=[1, 2]).what_if()
    with pytest.raises(TypeError, match="what_if"):
        how(trial)


def test_what_is_kept_cannot_be_undone():
    """Not even at the end of a block; what comes after it can."""
    trial = house().what_if()
    with trial:
        trial.set_duration("build", 6)
        trial.remove_link("dig", "wait")
        trial.keep()
        trial.set_duration("build", 9)
        assert (trial.finish, trial.steps) == (14, 1)
    assert (trial.finish, trial.steps) == (11, 0)
    trial.reset()
    assert trial.links("dig", "wait") == ()
    assert trial["wait"].total_float == 7


def test_a_later_start_moves_the_finish_by_what_its_float_does_not_take_up():
    """Nothing is changed by asking."""
    trial = house().what_if()
    assert [trial.finish_if_later("wait", days) for days in (0, 2, 3, 9)] == [10, 10, 11, 17]
    assert trial.finish_if_later("dig", 4) == 14
    assert (trial.finish, trial.steps) == (10, 0)


def test_names_are_checked():
    """An unknown name, a position beyond the last, and what is no whole number of days."""
    trial, numbered = house().what_if(), Network.from_links([0], [1], [1, 2]).what_if()
    for name, which in ((trial, "cellar"), (numbered, 2), (numbered, -1), (numbered, "dig"), (trial, ["dig"])):
        with pytest.raises(OutOfRangeError, match="keinen Vorgang"):
            name.set_duration(which, 1)
    for days in (1.5, True, "1", None):
        with pytest.raises(TypeError, match="ganze Zahlen"):
            trial.set_duration("dig", days)
        with pytest.raises(TypeError, match="ganze Zahlen"):
            trial.set_lag("dig", "wait", days)
    for days in (-1, 2**60, 2**80):
        with pytest.raises(OutOfRangeError):
            trial.set_duration("dig", days)
    with pytest.raises(OutOfRangeError, match="2\\*\\*60"):
        trial.add_link("dig", "paint", lag=-(2**60))
    with pytest.raises(OutOfRangeError, match="2\\*\\*60"):
        trial.finish_if_later("dig", 2**60)
    with pytest.raises(OutOfRangeError, match="höchstens 0 Schritte"):
        trial.undo()
    assert (trial.finish, trial.steps) == (10, 0)
    numbered.set_duration(np.int64(1), np.int32(5))
    assert (numbered.finish, len(numbered), 1 in numbered, 2 in numbered) == (6, 2, True, False)


def test_links_are_found_by_their_ends_and_their_type():
    """Where there is none or more than one, the error says so and names them."""
    trial = house().what_if()
    with pytest.raises(OutOfRangeError, match="keine Anordnungsbeziehung von 'wait' nach 'dig'"):
        trial.remove_link("wait", "dig")
    with pytest.raises(OutOfRangeError, match="keine Anordnungsbeziehung der Art SS"):
        trial.set_lag("dig", "wait", 3, type="SS")
    with pytest.raises(OutOfRangeError, match="FS, SS, FF oder SF"):
        trial.add_link("dig", "paint", type="XY")
    trial.add_link("dig", "wait", type="SS", lag=6)
    with pytest.raises(OutOfRangeError, match=r"mehrere .*: FS \+2, SS \+6"):
        trial.remove_link("dig", "wait")
    assert trial["wait"].early_start == 6
    trial.set_lag("dig", "wait", 7, type="SS")
    assert (trial["wait"].early_start, trial.finish) == (7, 11)
    assert [(link.type, link.lag) for link in trial.links("dig", "wait")] == [("FS", 2), ("SS", 7)]
    trial.add_link("dig", "wait", lag=2)  # the same again: either one can go
    trial.remove_link("dig", "wait", type="FS")
    trial.remove_link("dig", "wait", type="FS")
    assert [link.type for link in trial.links("dig", "wait")] == ["SS"]
    assert repr(trial) == "Overlay(4 Vorgänge, 5 Änderungen)"


def test_a_link_that_closes_a_circle_is_refused():
    """With the shortest circle, by title; nothing is changed."""
    trial = house().what_if()
    with pytest.raises(CycleError, match=r"»dig« → »(build|wait)« → »paint« → »dig«") as caught:
        trial.add_link("paint", "dig")
    assert len(caught.value.cycle) == 3
    with pytest.raises(CycleError) as caught:
        trial.add_link("dig", "dig", type="SS")
    assert caught.value.cycle == ("dig",)
    assert trial.steps == 0
    same(trial, critical_path(house()))
    trial.add_link("wait", "build")  # against the order of the sweep, but no circle
    trial.remove_link("dig", "wait")
    assert trial.finish == 10


def test_a_catalogue_with_its_calendar():
    """Sittings, notices, calendar days: as if the catalogue said so; dates as dates."""
    network = Network.from_catalogue(catalogue())
    trial = network.what_if()
    for durations in ({"A": 5}, {"A": 0}, {"B/sitzung": 3}, {"B/vorlage": 2}, {"B/pruefung": 10}):
        with trial:
            for name, days in durations.items():
                trial.set_duration(name, days)
            result = critical_path(catalogue(), durations=durations)
            assert trial.finish == result.finish
            assert trial.critical.tolist() == result.critical.tolist()
            assert [trial[name] for name in result.names] == [result[name] for name in result.names]
    assert trial["B/sitzung"].early_start_date.isoformat() == "2015-09-30"
    assert trial.finish_if_later("B/vorlage", 60) == trial.finish
    with pytest.raises(InfeasibleError, match=r"nach dem .*, dem letzten Tag"):
        trial.finish_if_later("B/sitzung", 1)


ELAPSED = {
    "title": "Probe", "start": "2024-01-05",
    "measures": [
        {
            "id": "M", "title": "Maßnahme", "priority": 1,
            "activities": [
                {"id": "a", "duration": 3},
                {"id": "b", "duration": 2, "after": ["a EA+3 KT"]},
                {"id": "c", "duration": 0, "after": ["a AA+4 KT", "b EE+5 KT"]},
                {"id": "d", "duration": 1, "after": ["c EA+3 KT"]},
            ],
        },
    ],
}  # fmt: skip


def test_calendar_days_count_from_the_evening_of_work_but_from_the_day_of_a_milestone():
    """Where a duration becomes 0 or ceases to be, elapsed lags follow, in the same step."""
    trial = Network.from_catalogue(Catalogue.from_dict(ELAPSED)).what_if()
    before = trial.early_start.tolist()
    for name, days in (("M/a", 0), ("M/c", 2), ("M/b", 0), ("M/a", 4), ("M/c", 0)):
        trial.set_duration(name, days)
        have = {n: (t.early_start_date, t.late_start_date) for n in trial.network.names for t in [trial[n]]}
        result = critical_path(Catalogue.from_dict(ELAPSED), durations=changed(trial))
        assert have == {n: (result[n].early_start_date, result[n].late_start_date) for n in result.names}
    trial.remove_link("M/c", "M/d")
    trial.set_lag("M/b", "M/c", 1, type="FF")
    trial.set_duration("M/b", 2)
    assert trial.steps == 8
    trial.undo(8)
    assert trial.early_start.tolist() == before


def changed(trial):
    return {name: trial._core.duration(i)[0] for i, name in enumerate(trial.network.names)}


def test_what_has_no_day_is_named():
    """As for the network itself while nothing is changed; with changes by the last day of the network."""
    late = catalogue(bodies=[{"id": "SR", "title": "Stadtrat", "sittings": ["2015-07-01"], "notice": "14 KT"}])
    network = Network.from_catalogue(late)
    trial = network.what_if()
    with pytest.raises(InfeasibleError, match="keine Sitzung mehr"):
        _ = trial.finish
    with pytest.raises(InfeasibleError):
        _ = trial.late_start
    with pytest.raises(InfeasibleError):
        _ = trial["A"]
    trial.set_duration("A", 1)
    trial.set_duration("B/vorlage", 1)
    assert trial["B/sitzung"].early_start_date.isoformat() == "2015-07-01"
    trial.set_duration("A", 30)
    with pytest.raises(InfeasibleError, match="Mit diesen Änderungen läge »Sitzung«"):
        trial.update()


def test_one_thread_at_a_time():
    """Each thread has its own overlay on the shared network; an overlay says when a second thread comes in between."""
    n = 60_000
    network = Network.from_links(np.arange(n - 1), np.arange(1, n), np.ones(n, np.int64))
    finishes, trials = {}, [network.what_if() for _ in range(4)]

    def work(k):
        for days in range(1, 6):
            trials[k].set_duration(0, days * (k + 1))
            finishes[k, days] = trials[k].update()

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert finishes == {(k, days): n - 1 + days * (k + 1) for k in range(4) for days in range(1, 6)}


def test_a_calendar_without_elapsed_lags():
    """Dates follow durations, working days only."""
    alone = Catalogue.from_dict({"title": "Probe", "start": "2024-01-05", "measures": ALONE})
    trial = Network.from_catalogue(alone).what_if()
    trial.set_duration("M", 0)
    trial.set_duration("M", 2)
    assert trial["M"].early_finish_date.isoformat() == "2024-01-08"
    assert trial.finish_if_later("M", 1) == trial.finish + 1


ALONE = [{"id": "M", "title": "Maßnahme", "priority": 1, "duration": 3}]
