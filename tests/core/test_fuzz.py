# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The fuzzer: that it reaches everything, notices what it should, and finds nothing in a short run."""

import subprocess
import sys

import numpy as np
import pytest

from egovplan._core import Graph
from tests.core import fuzz, fuzz_episode
from tests.core.fuzz_calls import FUNCTIONS, METHODS, is_property, names
from tests.core.fuzz_episode import Episode

SEEDS = 1500


def test_every_name_of_the_core_is_fuzzed():
    """A new function, class or method needs a line in the tables of the fuzzer."""
    called = {name for name in names() if not is_property(name)}
    unmade = {name for name in called if name.endswith(".__init__") and name not in FUNCTIONS}
    answers = {f"{type(made).__name__}.__init__" for made in _made()}
    assert called - unmade == set(FUNCTIONS) | set(METHODS)
    assert unmade <= answers  # these cannot be made, only be answered


def _made():
    graph = Graph(1, np.empty(0, np.int32), np.empty(0, np.int32))
    return [graph.cpm(np.array([1]))]


def test_nothing_is_found_in_some_seeds(tmp_path, monkeypatch):
    """Wrong arguments are refused, right ones answered, and the same question is answered in one way."""
    monkeypatch.setattr(fuzz, "FOUND", tmp_path)
    tally = fuzz.watch(0, 600, SEEDS)
    assert tally.findings == []
    assert tally.episodes == SEEDS
    assert {"answered", "TypeError", "ValueError"} <= set(tally.outcomes)
    assert tally.outcomes["answered"] > SEEDS


def test_a_seed_does_the_same_again():
    """What was found can be shown again, call by call."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.core.fuzz", "--seed", "12"]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert "0 findings" in first
    names_called = [[line.split()[0] for line in said.splitlines() if line[:1].isalpha()] for said in (first, second)]
    assert names_called[0] == names_called[1]


@pytest.fixture
def broken(monkeypatch):
    """Make one more function that is called, with one array."""

    def install(function):
        monkeypatch.setattr(fuzz_episode._ext, "heads", function, raising=True)
        monkeypatch.setattr(fuzz_episode, "FUNCTIONS", {"heads": lambda draw: {"column": draw.integers(4, 0, 9)}})
        found = []
        for seed in range(200):
            episode = Episode(seed)
            list(episode.run())
            found += episode.findings
        return set(found)

    return install


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("changes", "heads changed its arguments"),
        ("wavers", "heads answers in two ways"),
        ("views", "a result changed after the objects were gone"),
        ("fails", "heads raises RuntimeError: std::bad_cast"),
    ],
)
def test_what_is_wrong_is_noticed(broken, wrong, words):
    """Writing into arguments, answers that differ, results that live in the caller's memory, and other exceptions."""
    asked = []

    def function(column):
        if (
            wrong == "changes"
            and isinstance(column, np.ndarray)
            and column.dtype == np.int64
            and column.flags.writeable
        ):
            column[...] = 77
        if wrong == "wavers":
            asked.append(None)
            return np.array([len(asked)])
        if wrong == "fails":
            raise RuntimeError("std::bad_cast")
        return column if wrong == "views" else None

    assert words in broken(function)


def test_a_short_run_with_its_watch(tmp_path, monkeypatch, capsys):
    """The command counts its calls and ends with 0."""
    monkeypatch.setattr(fuzz, "FOUND", tmp_path)
    monkeypatch.setattr(sys, "argv", ["fuzz", "--episodes", "30", "--first", "1"])
    assert fuzz.main() == 0
    said = capsys.readouterr().out
    assert "0 findings" in said
    assert int(said.split(" calls")[0]) > 100


@pytest.mark.parametrize(
    ("code", "words"),
    [("import os; os.abort()", "ends with code"), ("import time; time.sleep(60)", "a call takes more than")],
)
def test_crashes_and_hangs_are_written_down(tmp_path, monkeypatch, code, words):
    """A child that dies or does not come back is a finding, and its seed stands in a file."""
    place = tmp_path / "place"
    place.write_bytes(fuzz.PLACE.pack(4711, 3, b"heads"))
    monkeypatch.setattr(fuzz, "LONGEST", 0.3)
    monkeypatch.setattr(fuzz, "START", 0.3)
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL) as child:
        assert words in fuzz._wait(child, place)


def test_after_a_crash_the_next_seed_goes_on(tmp_path, monkeypatch):
    """Findings and counts of several children are added up, and the seed that crashed is not run again."""
    children = [
        (fuzz.Tally(4, 20, fuzz.Counter(answered=2), ["9: the process ends with code -11"]), 9, False),
        (fuzz.Tally(3, 10, fuzz.Counter(answered=1), []), 12, True),
    ]
    firsts = []

    def child(first, *_):
        firsts.append(first)
        return children[len(firsts) - 1]

    monkeypatch.setattr(fuzz, "_one_child", child)
    tally = fuzz.watch(5, 60)
    assert firsts == [5, 10]
    assert (tally.calls, tally.episodes, tally.outcomes["answered"], len(tally.findings)) == (30, 7, 3, 1)
