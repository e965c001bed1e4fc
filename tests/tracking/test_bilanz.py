# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The six questions of the council, as data and as German text."""

import datetime as dt

import pytest

from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import CatalogueError, OutOfRangeError, PlanError
from egovplan.plan.model import Plan
from egovplan.tracking.bilanz import bilanz
from egovplan.tracking.coverage import Extent
from egovplan.tracking.outlook import outlook
from tests.samples import city, city_data

CITY = city()


def one_after_another(catalogue):
    """Return a plan that does one activity after the other; for reports only, it keeps no rule."""
    clock, starts, finishes = catalogue.timeline.index(catalogue.start), [], []
    for activity in catalogue.activities:
        starts.append(clock)
        clock += activity.duration.days
        finishes.append(clock)
    return Plan.of(catalogue, starts, finishes)


REPORT = bilanz(CITY, one_after_another(CITY))


def test_six_answers_in_order():
    """Every question has a number, a question and an answer."""
    assert [a.number for a in REPORT.answers] == [1, 2, 3, 4, 5, 6]
    assert all(a.question and a.text for a in REPORT.answers)
    assert REPORT[4].number == 4


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, ["Umgesetzt sind 1 von 1", "Davon flächendeckend und vollständig: keine.",
             "33 Bürgeramt (15 von 20 Arbeitsplätzen, Anwendungen Akte)"]),
        (2, ["Umgesetzt sind 0 von 1", "E-Payment: begonnen, 0 von 1 Vorgängen abgeschlossen"]),
        (3, ["Formulare: noch nicht begonnen"]),
        (4, ["Ratsstream (Priorität 4): flächendeckend, zuletzt gemeldet 15.10.2015",
             "Zu 2 Maßnahmen liegt keine Meldung vor",
             "Geoportal: zurückgestellt (Datum nicht bekannt; keine Mittel)"]),
        (5, ["Ja. Für 3 Maßnahmen", "Kita online (Priorität 3, Federführung 33 Bürgeramt)",
             "(20 Arbeitstage), 10 Personentage, einmalig 900 €"]),
        (6, ["Dokumentenmanagement: Trier", "Kita online: Trier, Worms"]),
    ],
)  # fmt: skip
def test_answers_say_what_was_reported(number, words):
    """The text of each answer holds the facts of the catalogue."""
    for word in words:
        assert word in REPORT[number].text


def test_groups_are_data():
    """What the text says can be counted without reading it."""
    assert REPORT[1].groups[Extent.PARTLY.value] == ("DMS",)
    assert REPORT[5].groups["geplant"] == ("KITA", "GIS", "APP")


def test_text_is_one_document():
    """Head, definition and six numbered answers."""
    assert REPORT.text.startswith("Bilanz: Musterstadt\n\nStand: 01.02.2016\n\n»Umgesetzt«")
    for number in range(1, 7):
        assert f"\n{number}. " in REPORT.text
    assert "None" not in REPORT.text


def test_without_a_plan_question_five_says_so():
    """No plan is an answer, not an error."""
    assert "noch kein Umsetzungsplan" in bilanz(CITY)[5].text


def test_without_status_a_day_is_needed():
    """Nothing is reported: then every measure is unknown, and the day must be given."""
    data = city_data()
    del data["status"]
    bare = Catalogue.from_dict(data)
    with pytest.raises(CatalogueError, match="Stichtag"):
        bilanz(bare)
    assert "Stand nicht bekannt" in bilanz(bare, as_of=dt.date(2016, 1, 1))[1].text


def test_empty_groups_have_words():
    """A catalogue without later priorities, partners or foundations is answered too."""
    tiny = Catalogue.from_dict(
        {"title": "T", "start": "2016-01-04", "measures": [{"id": "A", "title": "A", "priority": 1, "duration": 1}]}
    )
    report = bilanz(tiny, as_of=dt.date(2016, 1, 4))
    assert report[1].text == "Der Katalog enthält keine."
    assert "keine Maßnahmen der Prioritäten 3 bis 5" in report[4].text
    assert report[5].text.startswith("Alle Maßnahmen der Prioritäten 3 bis 5")
    assert "keiner Maßnahme eine Kooperation" in report[6].text


def test_everything_done():
    """Nothing open: the answer says so."""
    data = city_data()
    data["measures"] = [data["measures"][4] | {"priority": 1}]
    data["status"] |= {"actuals": [data["status"]["actuals"][4]], "coverage": [], "decisions": []}
    text = bilanz(Catalogue.from_dict(data))[2].text
    assert "Ratsstream (zuletzt gemeldet 15.10.2015)" in text
    assert text.endswith("Noch nicht umgesetzt: keine.")


def test_table_and_notebook_view():
    """One row a measure, with umlauts and without English."""
    frame = REPORT.to_frame()
    assert list(frame.index) == [m.id for m in CITY.measures]
    assert frame.loc["DMS", "Ämter in Betrieb"] == "2 von 2"
    assert frame.loc["DMS", "fehlt in"] == "33"
    assert "<table" in REPORT._repr_html_()
    assert repr(REPORT).startswith("Bilanz(01.02.2016: 1 flächendeckend")


def test_outlook_as_of_a_day_counts_what_is_still_to_come():
    """A measure that runs needs only the rest of its people, and pays nothing twice."""
    first = one_after_another(CITY)
    later = Plan(CITY, first.activities, first.timeline.date(first["KITA"].start + 7))
    (row,) = outlook(later, ["KITA"])
    assert row.has_begun
    assert row.one_off == 0
    assert row.person_days == (20 - 8) * 0.5
    text = bilanz(CITY, later)[5].text
    assert "(20 Arbeitstage), noch 6 Personentage, keine weiteren einmaligen Kosten." in text
    assert "Geoportal (Priorität 5, Federführung nicht bekannt, derzeit zurückgestellt)" in text


def test_outlook_is_in_order_of_start():
    """What comes first is listed first, whatever the order of the catalogue."""
    plan = one_after_another(CITY)
    rows = outlook(plan, ["APP", "KITA", "DMS", "unbekannt"])
    assert [row.measure for row in rows] == ["DMS", "KITA", "APP"]
    assert rows[0].one_off == 5000
    assert rows[0].per_year == 1200
    assert rows[0].person_days == 10 + 2 * 15 + 2 * 15 * 0.5


def test_arguments_that_are_mixed_up():
    """A result for its plan, a plan for its catalogue, per cent for a share: each is said."""
    with pytest.raises(TypeError, match="bilanz: Plan erwartet"):
        bilanz(city(), "plan.json")
    with pytest.raises(TypeError, match="zuerst der Katalog"):
        bilanz(None)
    other = city().replace(title="Andere Stadt")
    with pytest.raises(PlanError, match="gehört zu »Andere Stadt«"):
        bilanz(city(), Plan(other, ()))
    with pytest.raises(OutOfRangeError, match="Anteil über 0 bis 1"):
        bilanz(city(), threshold=90)
