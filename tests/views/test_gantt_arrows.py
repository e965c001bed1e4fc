# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Arrows: from bar to bar, around everything in between."""

from hypothesis import given
from hypothesis import strategies as st

from egovplan.views.gantt_arrows import Router, Track, Trip
from egovplan.views.shapes import Box, Lane
from tests.views.geometry import is_orthogonal, runs_through

WIDTH, PITCH = 400.0, 12.0
stretches = st.lists(st.tuples(st.floats(20, 370), st.floats(1, 200)), max_size=3)


def tracks_of(rows):
    """Return tracks with bars of half the pitch, cut at the margins of the axis."""
    result = []
    for i, row in enumerate(rows):
        lane = Lane((start, min(start + length, WIDTH - 20)) for start, length in row)
        result.append(Track(i * PITCH + 3, i * PITCH + 9, tuple(lane.merged())))
    return result


@given(st.lists(stretches, min_size=2, max_size=9), st.data())
def test_arrows_go_around_whatever_stands_between_their_ends(rows, data):
    """Orthogonal, from edge to edge, through no bar of any row."""
    tracks = tracks_of(rows)
    index = st.integers(0, len(tracks) - 1)
    trips = []
    for _ in range(data.draw(st.integers(1, 5))):
        source, target = data.draw(st.tuples(index, index).filter(lambda pair: pair[0] != pair[1]))
        ends = [data.draw(st.floats(20, 380)) for _ in range(2)]
        trips.append(Trip(source, target, *ends, "arrow"))
    for trip, line in zip(trips, Router(tracks, 0.0, WIDTH).route(trips), strict=True):
        down = trip.target > trip.source
        assert line.points[0] == (trip.x0, tracks[trip.source].bottom if down else tracks[trip.source].top)
        assert line.points[-1] == (trip.x1, tracks[trip.target].top if down else tracks[trip.target].bottom)
        assert is_orthogonal(line)
        assert all(0 < x < WIDTH for x, _ in line.points)
        for track in tracks:
            assert not any(runs_through(line, Box(a, track.top, b, track.bottom)) for a, b in track.taken)


def test_a_free_way_is_straight():
    """Nothing in between: down, and nothing else."""
    tracks = tracks_of([[(100, 50)], [], [], [(100, 50)]])
    (line,) = Router(tracks, 0.0, WIDTH).route([Trip(0, 3, 120.0, 120.0, "arrow")])
    assert {x for x, _ in line.points} == {120.0}


def test_stretches_of_different_arrows_lie_in_different_lanes():
    """Two arrows in one gutter do not look like one, unless they share an end."""
    tracks = tracks_of([[(20, 30), (200, 30)], [(60, 30), (250, 30)]])
    apart = [Trip(0, 1, 40.0, 260.0, "arrow"), Trip(0, 1, 210.0, 70.0, "arrow")]
    first, second = Router(tracks, 0.0, WIDTH).route(apart)
    assert first.points[1][1] != second.points[1][1]
    together = [Trip(0, 1, 40.0, 260.0, "arrow"), Trip(0, 1, 40.0, 70.0, "arrow")]
    first, second = Router(tracks, 0.0, WIDTH).route(together)
    assert first.points[1][1] == second.points[1][1]


def test_arrows_upwards_enter_from_below():
    """A successor that stands above its predecessor is reached from its lower edge."""
    tracks = tracks_of([[(300, 50)], [(10, 340)], [(20, 50)]])
    (line,) = Router(tracks, 0.0, WIDTH).route([Trip(2, 0, 70.0, 301.0, "arrow")])
    assert line.points[0][1] == tracks[2].top
    assert line.points[-1][1] == tracks[0].bottom
