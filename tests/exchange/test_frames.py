# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Catalogues from tables and to tables."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

import egovplan
from egovplan.catalogue.values import Span
from egovplan.exchange.frames import catalogue_from_frames, to_frames
from tests.catalogue.strategies import city


def _measures():
    return pd.DataFrame(
        {
            "Titel": ["Registratur", "DMS", "Formulare"],
            "Priorität": [0, 1, None],
            "Dauer": [10, None, 5.0],
            "Kosten": [1000, np.nan, 0],
            "laufende Kosten": ["12,50", None, None],
            "Bedarf 16/IT": [0.5, None, 0],
            "nach": [None, "A", "A; B EA+3"],
            "Zieltermin": pd.to_datetime(["2020-03-01", None, None]),
        },
        index=["A", "B", "C"],
    )


def test_a_frame_is_a_catalogue():
    """German columns, the index as id, empty cells missing, floats that pandas made of integers whole again."""
    frame = _measures()
    frame.loc["C", "Priorität"] = 2
    catalogue = egovplan.catalogue_from_frames(
        frame, title="T", start=pd.Timestamp("2020-01-02"), resources=pd.DataFrame({"id": ["16/IT"], "capacity": [1.5]})
    )
    a, b, c = catalogue.measures
    assert (a.id, a.priority, a.duration, a.due) == ("A", 0, Span(10), dt.date(2020, 3, 1))
    assert a.costs[0].amount == Decimal(1000)
    assert a.running[0].per_year == Decimal("12.50")
    assert a.demand == {"16/IT": Decimal("0.5")}
    assert (b.duration, b.due, b.costs, b.demand) == (None, None, (), {})
    assert [(link.predecessor, link.lag) for link in c.after] == [("A", Span(0)), ("B", Span(3))]
    assert (c.costs, c.demand) == ((), {})


def test_problems_of_a_frame_name_the_measure():
    """There are no lines in a table: the id says where."""
    with pytest.raises(egovplan.CatalogueError) as caught:
        catalogue_from_frames(_measures(), title="T", start="2020-01-02")
    assert [(i.code, i.subject) for i in caught.value.issues] == [("missing", "C"), ("unknown-id", "A")]


def test_dependencies_are_a_table_of_their_own():
    """Predecessor and successor in a second table, with relation and lag."""
    links = pd.DataFrame({"von": ["A", "B"], "zu": ["B", "C"], "Beziehung": ["EA", "AA"], "Abstand": ["3 KT", np.nan]})
    rows = [{"id": name, "title": name, "priority": 1, "duration": 5} for name in "ABC"]
    catalogue = catalogue_from_frames(rows, links, title="T", start="2020-01-02")
    assert [(k.predecessor, k.successor, k.type.value, str(k.lag)) for k in catalogue.links] == [
        ("A", "B", "FS", "3 KT"),
        ("B", "C", "SS", "0"),
    ]


def test_a_list_of_dicts_needs_no_pandas():
    """Rows may be dicts; nested cells pass through."""
    rows = [{"id": "A", "title": "a", "priority": np.int64(1), "activities": [{"id": "x", "duration": 3}]}]
    catalogue = catalogue_from_frames(rows, [], title="T", start=dt.date(2020, 1, 2))
    assert [a.id for a in catalogue.activities] == ["A/x"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (2.5, "span"),
        (float("inf"), "span"),
        (np.ones(1, bool)[0], "span"),
        (dt.datetime(2020, 1, 2, 10, tzinfo=dt.UTC), "span"),
        (object(), "span"),
    ],
)
def test_odd_cells_are_refused(cell, code):
    """What is no whole number of days is refused, not rounded."""
    with pytest.raises(egovplan.CatalogueError) as caught:
        catalogue_from_frames(
            [{"id": "A", "title": "a", "priority": 1, "duration": cell}], title="T", start="2020-01-02"
        )
    assert [issue.code for issue in caught.value.issues] == [code]


@pytest.mark.parametrize("empty", [None, float("nan"), pd.NaT, pd.NA, np.datetime64("NaT"), np.float64("nan")])
def test_empty_cells_are_missing(empty):
    """However a table says that a cell is empty, the value is missing."""
    rows = [{"id": "A", "title": "a", "priority": 1, "duration": 3, "due": empty, "lead": empty}]
    measure = catalogue_from_frames(rows, title="T", start="2020-01-02").measures[0]
    assert (measure.due, measure.lead) == (None, None)


def test_a_row_that_is_none():
    """A row that is not a mapping is a message."""
    with pytest.raises(egovplan.CatalogueError, match="not-a-mapping"):
        catalogue_from_frames(["A"], title="T", start="2020-01-02")


def test_there_and_back():
    """What belongs to measures as a whole survives the way through two tables."""
    frame = _measures().drop(columns=["Kosten", "laufende Kosten"])
    frame.loc["C", "Priorität"] = 2
    resources = [{"id": "16/IT", "capacity": 1}]
    catalogue = catalogue_from_frames(frame, title="T", start="2020-01-02", resources=resources)
    tables = to_frames(catalogue)
    assert list(tables.measures["id"]) == ["A", "B", "C"]
    assert list(tables.dependencies["type"]) == ["FS", "FS", "FS"]
    again = catalogue_from_frames(*tables, title="T", start="2020-01-02", resources=resources)
    assert again.activities == catalogue.activities
    assert {(k.predecessor, k.successor, k.lag) for k in again.links} == {
        (k.predecessor, k.successor, k.lag) for k in catalogue.links
    }


def test_tables_of_a_whole_city():
    """Lists become cells with commas; an empty catalogue has empty tables with columns."""
    tables = to_frames(egovplan.Catalogue.from_dict(city()))
    assert tables.measures.set_index("id").loc["M1", "participants"] == "10, 33"
    assert tables.measures.set_index("id").loc["M1", "demand @/IT"] == 1
    assert list(tables.dependencies["predecessor"]) == ["LAND", "M1", "LAND"]
    empty = to_frames(egovplan.Catalogue.from_dict({"title": "T", "start": "2020-01-02"}))
    assert list(empty.measures.columns) == ["id", "title", "priority"]
    assert len(empty.dependencies) == 0


def test_empty_lines_and_file_names():
    """The empty last lines of a spreadsheet are no measures; a file's name instead of its table is said to be one."""
    table = pd.DataFrame({"Kürzel": ["A", None], "Titel": ["a", None], "Priorität": [1, None], "Dauer": [5, None]})
    assert [m.id for m in catalogue_from_frames(table, title="T", start="2020-01-02").measures] == ["A"]
    with pytest.raises(egovplan.CatalogueError, match="kein Dateiname"):
        catalogue_from_frames("katalog.xlsx", title="T", start="2020-01-02")
