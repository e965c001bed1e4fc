# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""From a catalogue to its network: dates, calendars, actuals, modes; and what cannot be placed."""

import datetime as dt

import numpy as np
import pytest

from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import InfeasibleError, OutOfRangeError
from egovplan.network.cpm import critical_path
from egovplan.network.graph import Network

DATA = {
    "title": "Probe",
    "start": "2015-05-13",
    "offices": [{"id": "10"}, {"id": "16"}],
    "bodies": [{"id": "SR", "title": "Stadtrat", "sittings": ["2015-07-01", "2015-09-30"], "notice": "14 KT"}],
    "externals": [{"id": "LAND", "title": "Ausschreibung des Landes", "date": "2015-06-01"}],
    "measures": [
        {"id": "A", "title": "Archiv", "priority": 0, "duration": 20, "lead": "10"},
        {
            "id": "B", "title": "Beschluss", "priority": 1, "lead": "16", "after": ["A"],
            "activities": [
                {"id": "vorlage", "title": "Vorlage", "duration": 5, "after": ["LAND"]},
                {"id": "sitzung", "title": "Sitzung", "gate": "SR", "after": ["vorlage"]},
                {"id": "pruefung", "title": "Prüfung", "duration": "30 KT", "after": ["sitzung EA+1 KT"]},
            ],
        },
    ],
}  # fmt: skip


def catalogue(**changes):
    return Catalogue.from_dict(DATA | changes)


def test_dates_of_a_small_catalogue():
    """Work, an external event, a sitting with notice, elapsed lag and duration, on the calendar of the Land."""
    result = critical_path(catalogue())
    dates = {name: (result[name].early_start_date, result[name].early_finish_date) for name in result.names}
    assert dates["LAND"] == (dt.date(2015, 6, 1), dt.date(2015, 6, 1))
    assert dates["A"] == (dt.date(2015, 5, 13), dt.date(2015, 6, 12))  # Himmelfahrt, Pfingstmontag, Fronleichnam
    assert dates["B/vorlage"] == (dt.date(2015, 6, 15), dt.date(2015, 6, 19))
    assert dates["B/sitzung"] == (dt.date(2015, 9, 30), dt.date(2015, 9, 30))  # 14 days after 22.6. is after 1.7.
    assert dates["B/pruefung"] == (dt.date(2015, 10, 2), dt.date(2015, 10, 30))
    assert result.path == ("A", "B/vorlage", "B/sitzung", "B/pruefung")
    assert result["B/sitzung"].critical
    assert result["B/vorlage"].late_finish_date == dt.date(2015, 9, 15)
    assert "bis 30.10.2015" in repr(result)
    assert "30.10.2015" in result._repr_html_()


def test_frame_has_dates():
    """Days are shown as dates, the last day inclusive."""
    frame = critical_path(catalogue()).to_frame()
    assert frame.loc["A", "frühestes Ende"] == dt.date(2015, 6, 12)
    assert frame.loc["A", "Titel"] == "Archiv"


def test_makespan_counts_from_the_start_of_the_catalogue():
    """An external event of earlier years moves the origin, not the makespan."""
    early = catalogue(externals=[{"id": "LAND", "title": "Land", "date": "2012-01-02"}])
    result = critical_path(early)
    assert result.network.origin == early.timeline.index(dt.date(2012, 1, 2))
    assert result.start == early.timeline.index(early.start)
    assert result.makespan == critical_path(catalogue()).makespan


def test_network_counts_days_from_its_origin():
    """Names, tables and fixed days are relative to the origin; links into fixed activities are left out."""
    network = Network.from_catalogue(catalogue())
    assert network.names == ("LAND", "A", "B/vorlage", "B/sitzung", "B/pruefung")
    land = network.find("LAND")
    assert network.fixed_start[land] == network.fixed_finish[land] == 11  # 13.5., 15.5., then two short weeks
    assert network.duration_table[network.find("B/pruefung")] >= 0
    assert network.tables.shape == (len(network.tables), network.horizon + 2)
    assert (np.diff(network.tables, axis=1) >= 0).all()
    assert network.gates == {3: "Stadtrat"}
    graph = network.to_networkx()
    assert graph.nodes["B/pruefung"] == {"title": "Prüfung", "duration": 30, "elapsed": True}
    assert graph.edges["B/sitzung", "B/pruefung"] == {"type": "FS", "lag": 1, "elapsed": True}


def test_what_has_started_stays_and_the_rest_comes_later():
    """As of a date, actuals are fixed, and nothing new starts on or before it."""
    status = {"as_of": "2015-07-31", "actuals": [{"activity": "A", "start": "2015-05-18", "finish": "2015-06-30"}]}
    report = catalogue(status=status)
    result = critical_path(report, as_of=dt.date(2015, 7, 31))
    assert result["A"].early_start_date == dt.date(2015, 5, 18)
    assert result["A"].early_finish_date == dt.date(2015, 6, 30)
    assert result["B/vorlage"].early_start_date == dt.date(2015, 8, 3)
    assert critical_path(report)["A"].early_start_date == dt.date(2015, 5, 13)


def test_notice_may_have_run_before_the_status_date():
    """A paper that was ready in time is heard at the next sitting after the status date."""
    status = {
        "as_of": "2015-09-28",
        "actuals": [
            {"activity": "A", "start": "2015-05-13", "finish": "2015-06-12"},
            {"activity": "B/vorlage", "start": "2015-06-15", "finish": "2015-06-19"},
        ],
    }
    result = critical_path(catalogue(status=status), as_of=dt.date(2015, 9, 28))
    assert result["B/sitzung"].early_start_date == dt.date(2015, 9, 30)


def test_links_into_what_has_started_do_not_count():
    """A successor that started before its predecessor stays where it is, and does not bind the predecessor."""
    status = {"as_of": "2015-05-29", "actuals": [{"activity": "B/vorlage", "start": "2015-05-20", "remaining": 3}]}
    result = critical_path(catalogue(status=status), as_of=dt.date(2015, 5, 29))
    assert result["B/vorlage"].early_start_date == dt.date(2015, 5, 20)
    assert result["A"].early_start_date == dt.date(2015, 6, 1)
    assert "A" not in critical_path(catalogue(status=status), as_of=dt.date(2015, 5, 29), to="B/sitzung")


@pytest.mark.parametrize(
    ("embargo", "held"),
    [
        ({}, {"A", "B/vorlage"}),
        ({"offices": ["10"]}, {"A"}),
        ({"measures": ["B"]}, {"B/vorlage"}),
        ({"offices": ["10"], "measures": ["B"]}, {"A", "B/vorlage"}),
        ({"only_with_costs": True}, {"B/vorlage"}),
        ({"only_with_costs": True, "offices": ["10"]}, set()),
    ],
)
def test_embargoes_hold_back_whom_they_are_about(embargo, held):
    """By office, by measure, or all; maybe only what has costs; never an external event."""
    measures = [
        {"id": "A", "title": "a", "priority": 0, "duration": 2, "lead": "10"},
        {
            "id": "B", "title": "b", "priority": 0, "lead": "16",
            "activities": [{"id": "vorlage", "duration": 2, "costs": [{"amount": 100}]}],
        },
    ]  # fmt: skip
    window = {"id": "HH", "since": "2015-05-01", "until": "2015-06-30"}
    result = critical_path(catalogue(measures=measures, embargoes=[window | embargo]))
    late = {name for name in result.names if result[name].early_start_date == dt.date(2015, 7, 1)}
    assert late == held
    assert result["LAND"].early_start_date == dt.date(2015, 6, 1)


def test_modes_can_be_chosen():
    """The first mode counts unless another is named."""
    modes = [{"id": "selbst", "duration": 20}, {"id": "vergabe", "duration": 8}]
    measure = {"id": "A", "title": "a", "priority": 0, "activities": [{"id": "x", "modes": modes}]}
    one = catalogue(measures=[measure], externals=[])
    assert Network.from_catalogue(one).mode_duration.tolist() == [20, 8]
    assert critical_path(one).makespan == 20
    assert critical_path(Network.from_catalogue(one, modes={"A/x": 1})).makespan == 8
    with pytest.raises(OutOfRangeError, match="keinen Modus 2"):
        Network.from_catalogue(one, modes={"A/x": 2})


def test_other_durations_on_a_calendar():
    """A what-if on durations keeps the calendar, and the horizon grows with it."""
    result = critical_path(catalogue(), durations={"A": 40, "B/pruefung": 10})
    assert result["A"].early_finish_date == dt.date(2015, 7, 10)
    assert result["B/pruefung"].early_finish - result["B/pruefung"].early_start == 10
    network = Network.from_catalogue(catalogue()).with_durations({"A": 30}).with_durations({"B/vorlage": 1})
    assert network.duration.tolist() == [0, 30, 1, 1, 30]
    assert network.duration_table[4] >= 0
    with pytest.raises(OutOfRangeError, match="'Z'"):
        critical_path(catalogue(), durations={"Z": 1})
    with pytest.raises(OutOfRangeError, match="höchstens 20000"):
        critical_path(catalogue(), durations={"A": 20_001})


def test_no_sitting_left_is_said_by_name():
    """The error names the activity, from when on it would be ready, the body and its last sitting."""
    with pytest.raises(InfeasibleError) as caught:
        critical_path(catalogue(), durations={"A": 200})
    text = str(caught.value)
    assert "»Sitzung« (B/sitzung)" in text
    assert "keine Sitzung mehr (Stadtrat)" in text
    assert "30.09.2015" in text
    assert caught.value.conflict[0] == "Sitzungen Stadtrat"


def test_unrelated_sittings_do_not_matter_to_a_target():
    """What cannot move the target need not have a day."""
    result = critical_path(catalogue(), durations={"A": 200}, to="B/vorlage")
    assert result.names == ("LAND", "A", "B/vorlage")


def test_latest_days_may_lie_behind_the_target():
    """A lead lets an activity start after the target has finished; the calendar reaches that far."""
    short = catalogue(bodies=[], externals=[], measures=[
        {"id": "A", "title": "a", "priority": 0, "duration": 0},
        {"id": "B", "title": "b", "priority": 0, "duration": 0, "after": ["A AA-20KT"]},
    ])  # fmt: skip
    assert critical_path(short, to="B")["A"].late_start_date == dt.date(2015, 6, 2)


def test_status_date_after_the_last_sitting():
    """As of a date after the last sitting there is no day, and the message says so."""
    with pytest.raises(InfeasibleError, match="keine Sitzung mehr"):
        critical_path(catalogue(), as_of=dt.date(2015, 12, 1))


def test_embargo_without_end():
    """An embargo up to the end of the calendar leaves no day."""
    forever = {"id": "HH", "since": "2015-06-01", "until": "2100-12-31"}
    with pytest.raises(InfeasibleError, match="an keinem Tag mehr beginnen"):
        critical_path(catalogue(bodies=[], measures=[
            {"id": "A", "title": "a", "priority": 0, "duration": 30},
            {"id": "B", "title": "b", "priority": 0, "duration": 2, "after": ["A"]},
        ], embargoes=[forever]))  # fmt: skip


def test_the_calendar_ends():
    """Work that goes on beyond 2100 is refused with the last working day."""
    late = catalogue(start="2100-11-01", bodies=[], externals=[], measures=[
        {"id": "A", "title": "Archiv", "priority": 0, "duration": 30},
    ])  # fmt: skip
    with pytest.raises(InfeasibleError, match=r"»Archiv« \(A\) passt nicht mehr in den Kalender.*30\.12\.2100"):
        critical_path(late, durations={"A": 300})


def test_external_events_after_the_calendar():
    """An external event on a free day at the very end has no working day."""
    with pytest.raises(OutOfRangeError, match="letzten Arbeitstag"):
        critical_path(catalogue(externals=[{"id": "LAND", "title": "Land", "date": "2100-12-31"}]))


def test_catalogue_without_activities():
    """An empty catalogue has an empty path."""
    result = critical_path(catalogue(measures=[], bodies=[], externals=[]))
    assert (len(result), result.makespan, result.path) == (0, 0, ())


def test_a_measure_is_no_activity():
    """Whoever asks for a measure of several activities learns their names."""
    with pytest.raises(OutOfRangeError, match="Vorgänge der Maßnahme: B/vorlage, B/sitzung, B/pruefung"):
        critical_path(catalogue(), to="B")


def test_a_column_of_durations_replaces_those_of_a_catalogue():
    """By position, as the network names them; what stays as it is keeps its calendar days."""
    network = Network.from_catalogue(catalogue())
    column = network.duration.copy()
    column[network.find("A")] = 30
    again = network.with_durations(column)
    assert again.duration.tolist() == network.with_durations({"A": 30}).duration.tolist()
    assert again.duration_table.tolist() == network.duration_table.tolist()
    assert critical_path(network, durations=column).finish == critical_path(catalogue(), durations={"A": 30}).finish
    with pytest.raises(OutOfRangeError, match="5 Werte erwartet, 1 angegeben"):
        network.with_durations([1])
