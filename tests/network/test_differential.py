# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The critical path of random projects, against a reference that shares no code with it."""

import sys
from collections import Counter

import pytest

from tests.network import differential
from tests.network.differential import cheap_catalogues, differences
from tests.network.random_cases import random_case

CASES = 1500
CHUNK = 125


@pytest.mark.parametrize("first", range(0, CASES, CHUNK))
def test_dates_floats_and_drivers_equal_the_reference(first):
    """All dates, free floats, driving precedences and the path are those of the plain reference."""
    found, kinds = [], Counter()
    with cheap_catalogues():
        for seed in range(first, first + CHUNK):
            wrong, kind = differences(seed)
            found += wrong
            kinds[kind] += 1
    assert found == []
    assert kinds["dated"] > CHUNK // 2
    assert kinds["target"] > 0


def test_cases_hold_everything_that_is_promised():
    """The random projects contain all relations, both kinds of lag, gates, notice, embargoes, externals and actuals."""
    works = [work for seed in range(300) for work in random_case(seed).activities]
    links = [link for seed in range(300) for link in random_case(seed).links]
    assert {link.type for link in links} == {"FS", "SS", "FF", "SF"}
    assert {(link.elapsed, link.lag > 0, link.lag < 0) for link in links} >= {
        (False, True, False),
        (False, False, True),
        (True, True, False),
        (True, False, True),
    }
    assert sum(bool(work.sittings and work.notice) for work in works) > 100
    for kind in ("embargoes", "external", "not_before", "elapsed", "happened"):
        assert sum(bool(getattr(work, kind)) for work in works) > 50, kind


def test_command_reports_its_figures(monkeypatch, capsys):
    """The command ends with 0 and says how many cases it compared."""
    monkeypatch.setattr(sys, "argv", ["differential", "--count", "20", "--first", "7"])
    assert differential.main() == 0
    assert "20 cases" in capsys.readouterr().out
