# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import pytest

from egovplan.plan.result import Level
from egovplan.scheduling.hybrid.progress import Progress, number, percent, reporter


def test_a_state_in_words():
    """German names and numbers."""
    state = Progress.of(1.5, Level("makespan", 1250, 1000), "lateness", "solver")
    assert (state.level, state.gap) == ("makespan", 0.2)
    assert str(state) == "Gesamtdauer 1.250, Schranke 1.000, Abstand 20,0 %"
    last = Progress.of(1.5, Level("finish", 10, 10), "lateness", "solver")
    assert str(last) == "Fertigstellung 10, Schranke 10, Abstand 0,0 %"


def test_before_the_first_plan_there_are_no_numbers():
    """Only what is looked for."""
    state = Progress.of(0.1, None, "lateness", "clock")
    assert (state.value, state.bound, state.gap) == (None, None, None)
    assert str(state) == "Verzug: noch kein Plan"


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (1234567, "1.234.567"), (-1000, "-1.000")])
def test_numbers_have_german_separators(value, text):
    """Thousands by points, decimals by a comma."""
    assert number(value) == text
    assert percent(0.0425) == "4,2 %"


@pytest.mark.parametrize("silent", [None, False])
def test_silence(silent):
    """Nothing is written."""
    report, close = reporter(silent, 1.0)
    assert report(Progress.of(0.1, None, "lateness", "clock")) is None
    assert close() is None


@pytest.mark.parametrize("limit", [10.0, None])
def test_a_line_of_text(capsys, limit):
    """With and without a limit; time beyond the limit does not overflow the bar."""
    report, close = reporter(progress=True, time_limit=limit)
    report(Progress.of(12.0, Level("lateness", 5, 0), "lateness", "solver"))
    close()
    text = capsys.readouterr().err
    assert "Verzug 5" in text
    assert ", Verzug" not in text
    assert ("10/10 s" if limit else "12 s") in text


def test_a_state_is_written_once(capsys):
    """In a log every refresh is a line: the same state within the same second is not written again."""
    report, close = reporter(progress=True, time_limit=10.0)
    for tenth in range(5):
        report(Progress.of(tenth / 10, Level("lateness", 5, 0), "lateness", "solver"))
    text = capsys.readouterr().err
    assert text.count("Verzug 5") == 1
    close()
