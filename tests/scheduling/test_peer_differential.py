# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import pytest

from tests.scheduling import peer_differential as peer


@pytest.mark.parametrize(
    ("ours", "theirs", "differs"),
    [
        (("optimal", 7), ("optimal", 7), False),
        (("optimal", 7), ("optimal", 8), True),
        (("optimal", 7), ("feasible", 9), False),
        (("optimal", 7), ("feasible", 6), True),
        (("infeasible", None), ("infeasible", None), False),
        (("infeasible", None), ("feasible", 9), True),
        (("infeasible", None), ("unknown", None), False),
        (("feasible", 7), ("unknown", None), True),
        (("broken", 7), ("optimal", 7), True),
    ],
)
def test_each_contradiction_is_seen(ours, theirs, differs):
    """Only what can be true together passes; where we have proved nothing, the comparison has failed."""
    assert bool(peer.difference(ours, theirs)) is differs


def test_a_drawn_project_is_planned():
    """The same seed gives the same project; as a catalogue it has an activity a task, and its plan keeps every rule."""
    project = peer.draw(2)
    assert project == peer.draw(2)
    assert len(peer.catalogue(project).activities) == len(project.tasks)
    assert peer.ours(project, "makespan", 20.0)[0] in {"optimal", "infeasible"}


def test_a_stock_that_no_modes_keep_is_infeasible():
    """The catalogue is refused before anything is planned; for the comparison that is infeasible."""
    task = peer.Task(0, (peer.Mode(1, (3,)),))
    project = peer.Project((peer.Job(0, None),), (task, task), (), (), (5,))
    assert peer.ours(project, "makespan", 20.0) == ("infeasible", None)


def test_without_the_peer_the_command_says_so(monkeypatch, tmp_path, capsys):
    """Exit code 2 and how to get it."""
    monkeypatch.setattr(peer, "PEERS", tmp_path)
    assert peer.main(["--count", "1"]) == peer.MISSING
    assert "anytime --peers" in capsys.readouterr().out
