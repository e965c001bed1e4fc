# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Models: frozen, strict, open to German keys and to short forms."""

import datetime as dt
from decimal import Decimal

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

import egovplan
from egovplan.catalogue.base import rename_keys
from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.limits import LAENDER, Body, Budget, Calendar, Resource
from egovplan.catalogue.model import (
    Cost,
    Dependency,
    Link,
    Measure,
    MeasureKind,
    RelationType,
    Rollout,
    RunningCost,
    Target,
)
from egovplan.catalogue.values import Span

BASE = {"title": "T", "start": "2020-01-02"}


@pytest.mark.parametrize(
    ("text", "predecessor", "kind", "lag"),
    [
        ("DMS", "DMS", "FS", Span(0)),
        ("DMS/pilot", "DMS/pilot", "FS", Span(0)),
        ("DMS EA", "DMS", "FS", Span(0)),
        ("DMS aa", "DMS", "SS", Span(0)),
        ("DMS FS+10", "DMS", "FS", Span(10)),
        ("DMS EE -3", "DMS", "FF", Span(-3)),
        ("DMS AE + 5 KT", "DMS", "SF", Span(5, elapsed=True)),
        ("DMS+10", "DMS", "FS", Span(10)),
        ("DMS +2 Wochen", "DMS", "FS", Span(10)),
        ("DMS -2", "DMS", "FS", Span(-2)),
        ("DMS-2", "DMS-2", "FS", Span(0)),
        ("DMS-2 EA-2", "DMS-2", "FS", Span(-2)),
        ("16.1_a-b", "16.1_a-b", "FS", Span(0)),
    ],
)
def test_predecessors_in_short_form(text, predecessor, kind, lag):
    """Id, relation and lag in one text; a hyphen inside an id belongs to it."""
    link = Link.model_validate(text)
    assert (link.predecessor, link.type, link.lag) == (predecessor, RelationType(kind), lag)


@given(
    st.from_regex(r"[A-Za-z0-9][\w.\-]{0,6}(/[\w.\-]{1,4})?", fullmatch=True).filter(str.isascii),
    st.sampled_from(list(RelationType)),
    st.integers(-9999, 9999),
    st.booleans(),
)
def test_the_short_form_is_read_back(name, kind, days, elapsed):
    """Whatever the id, the short form that is written means the same link."""
    from egovplan.catalogue.canonical import canonical

    link = Link(predecessor=name, type=kind, lag=Span(days, elapsed and days != 0))
    assert Link.model_validate(canonical(link)) == link


@pytest.mark.parametrize("text", ["", "A B C", "DMS EA+", "DMS ++3", "DMS EA+3 EA"])
def test_what_is_no_predecessor(text):
    """A text that does not fit is refused whole."""
    with pytest.raises(pydantic.ValidationError):
        Link.model_validate(text)


def test_relations_know_their_ends():
    """Start or finish of the predecessor, start or finish of the successor."""
    assert [(r.value, r.from_start, r.to_start) for r in RelationType] == [
        ("FS", False, True),
        ("SS", True, True),
        ("FF", False, False),
        ("SF", True, False),
    ]


@pytest.mark.parametrize("key", ["priority", "Priorität", "prio"])
def test_priority_zero_is_a_foundation(key):
    """Without a kind, priority 0 means Basismaßnahme, in either language."""
    assert Measure.model_validate({"id": "A", "title": "a", key: " 0 "}).kind is MeasureKind.FOUNDATION
    assert Measure.model_validate({"id": "A", "title": "a", key: 1}).kind is MeasureKind.INDIVIDUAL
    assert Measure.model_validate({"id": "A", "title": "a", key: 0, "Art": "Einzel"}).kind is MeasureKind.INDIVIDUAL


def test_models_are_frozen():
    """A change makes a new one."""
    measure = Measure(id="A", title="a", priority=1)
    with pytest.raises(pydantic.ValidationError):
        measure.title = "b"


def test_an_office_is_a_target():
    """A text stands for a target that is only an office, alone or in a list."""
    assert Target.model_validate("16") == Target(office="16")
    rollout = Rollout.model_validate({"targets": ["16", {"Amt": "10", "Pilot": "ja"}], "Einführung": {"id": "e"}})
    assert [(t.office, t.pilot) for t in rollout.targets] == [("16", False), ("10", True)]


def test_a_number_is_a_constant_capacity():
    """A single number holds always; steps must ascend."""
    assert Resource.model_validate({"id": "r", "capacity": "1,5"}).capacity[0].fte == Decimal("1.5")
    with pytest.raises(pydantic.ValidationError, match="aufsteigend"):
        Resource.model_validate(
            {"id": "r", "capacity": [{"since": "2020-01-01", "fte": 1}, {"since": "2020-01-01", "fte": 2}]}
        )
    with pytest.raises(pydantic.ValidationError, match="tuple"):
        Resource.model_validate({"id": "r", "capacity": True})


def test_keys_that_are_read_alike_are_one():
    """012 and 12 are the same year, NFC and NFD the same capacity."""
    for table in ({2020: 1, "02020": 2}, {"2020": 1, " 2020": 2}):
        with pytest.raises(pydantic.ValidationError, match="nur eine Angabe"):
            Budget(kind="investiv", amounts=table)
    with pytest.raises(pydantic.ValidationError, match="nur eine Angabe"):
        Measure(id="A", title="a", priority=1, demand={"Prüfung": 1, "Pru\u0308fung": 1})


def test_keys_are_renamed_only_where_they_are_fields():
    """A German word that is no field of this model stays what it is, and is refused as such."""
    assert rename_keys(Target, {"Amt": "1", "Welle": 2, "Ziel": 3}) == {"office": "1", "wave": 2, "Ziel": 3}
    with pytest.raises(pydantic.ValidationError, match="Schlüssel als Text"):
        Target.model_validate({5: "x"})


def test_a_calendar_without_a_land():
    """No Land means national holidays only, and survives a round trip; names of Länder are read."""
    calendar = Calendar(subdivision=None)
    assert calendar.subdivision is None
    for code, name in LAENDER.items():
        assert Calendar(subdivision=name).subdivision == Calendar(subdivision=code.lower()).subdivision == code
        assert Calendar(subdivision=code).timeline() is Calendar(subdivision=name).timeline()
    catalogue = Catalogue.from_dict(BASE | {"calendar": {"Bundesland": None}})
    assert Catalogue.from_dict(catalogue.to_dict()) == catalogue
    assert catalogue.timeline != Catalogue.from_dict(BASE).timeline


def test_sittings_by_date_and_by_rhythm():
    """Both kinds together, in order, each once."""
    body = Body.model_validate({
        "id": "SR", "sittings": ["2020-03-04", "2020-01-15"],
        "Turnus": {"first": "2020-01-15", "weeks": 4, "until": "2020-03-11"},
    })  # fmt: skip
    assert body.all_sittings() == tuple(dt.date(2020, m, d) for m, d in ((1, 15), (2, 12), (3, 4), (3, 11)))


def test_python_objects_are_as_good_as_dicts():
    """A catalogue is made of models just as well."""
    catalogue = egovplan.Catalogue(
        title="T", start=dt.date(2020, 1, 2), measures=(Measure(id="A", title="a", priority=1, duration=3),)
    )
    assert catalogue == Catalogue.from_dict(
        BASE | {"measures": [{"id": "A", "title": "a", "priority": 1, "duration": 3}]}
    )


@pytest.mark.parametrize(
    "words",
    [
        ("von", "zu"),
        ("von", "nach"),
        ("Vorgänger", "Nachfolger"),
        ("predecessor", "successor"),
        ("Vorgängerin", "NACH"),
    ],
)
def test_dependencies_in_plain_words(words):
    """Whichever pair of words a table uses, the first comes before the second; not both spellings at once."""
    dependency = Dependency.model_validate(dict(zip(words, ("A", "B"), strict=True)))
    assert (dependency.predecessor, dependency.successor) == ("A", "B")
    with pytest.raises(pydantic.ValidationError, match="nur eine Angabe"):
        Dependency.model_validate({"von": "A", "zu": "B", "nach": "C"})
    with pytest.raises(pydantic.ValidationError):
        Dependency.model_validate("A vor B")


def test_people_of_a_step_in_the_words_of_the_trade():
    """VZÄ and Stellen are the people of a step, though one level up they mean the whole capacity; not both at once."""
    steps = [{"ab": "01.01.2026", "VZÄ": "1,5"}, {"ab": "2027-01-01", "Stellen": 2}]
    resource = Resource.model_validate({"id": "16/IT", "Kapazität": steps})
    assert [step.fte for step in resource.capacity] == [Decimal("1.50"), Decimal(2)]
    with pytest.raises(pydantic.ValidationError, match="nur eine Angabe"):
        Resource.model_validate({"id": "16/IT", "Kapazität": [{"VZÄ": 1, "Stellen": 1}]})


def test_a_number_alone_is_a_cost():
    """Costs can be a number, alone or in a list: the amount, or the amount per year."""
    fields = {"id": "A", "title": "a", "priority": 1, "duration": 3}
    for costs in ("15000", 15000, Decimal(15000), ["15000"], [{"Betrag": 15000}], {"Betrag": 15000}):
        assert Measure.model_validate(fields | {"Kosten": costs}).costs == (Cost(amount=15000),)
    assert Measure.model_validate(fields | {"laufende Kosten": 1200}).running == (RunningCost(per_year=1200),)


@pytest.mark.parametrize("written", ["EPAY, PORT", "EPAY; PORT", "EPAY und PORT"])
def test_several_predecessors_in_one_text(written):
    """Whoever writes several into one text learns that a list takes them."""
    with pytest.raises(pydantic.ValidationError, match=r"mehrere als Liste: \[DMS, E-PAY\]"):
        Link.model_validate(written)
